//! terr: sales-territory planning.

pub mod audit;
pub mod balance;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "polars")]
pub mod frame;
#[cfg(feature = "table")]
pub mod import;
pub mod model;
#[cfg(feature = "table")]
pub mod reference;
#[cfg(feature = "cli")]
pub mod render;
pub mod report;
#[cfg(feature = "polars")]
pub mod segment;
pub mod solver;
pub mod spatial;
#[cfg(feature = "table")]
pub mod table;
