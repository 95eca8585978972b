//! `--version`: which program this is, what is compiled in, whom to thank for the data.

use crate::reference;

/// The version of terr.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version, commit (where the build names one in `TERR_COMMIT`), features.
pub(super) fn text() -> String {
    let commit =
        option_env!("TERR_COMMIT").map_or_else(String::new, |commit| format!(" ({commit})"));
    let polars = if cfg!(feature = "polars") {
        "polars 0.55.2"
    } else {
        "no expressions"
    };
    let parquet = if cfg!(feature = "parquet") {
        "Parquet"
    } else {
        "no Parquet"
    };
    let forecast = if cfg!(feature = "forecast") {
        ", forecasts by exponential smoothing and Theta"
    } else {
        ""
    };
    format!(
        "terr {VERSION}{commit}\nfeatures: {polars}, {parquet}{forecast}\n{}\n",
        reference::ATTRIBUTION
    )
}
