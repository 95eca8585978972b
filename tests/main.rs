//! The one integration-test binary: each further one would be another long link.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::too_many_lines,
    clippy::naive_bytecount,
    clippy::similar_names,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_push_string,
    unreachable_pub,
    dead_code
)]

mod architecture;
mod audit;
mod bad_input;
mod balance;
mod conduct;
mod fuzz;
mod import;
mod readme;
mod report;
mod segment;
mod spectrum;
mod support;
