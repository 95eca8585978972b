//! The one integration-test binary: each further one would be another long link.

mod audit;
mod balance;
mod conduct;
mod import;
mod report;
mod segment;
mod support;
