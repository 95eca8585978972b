//! Any bytes as a file: `cargo +nightly fuzz run --fuzz-dir tests/fuzz tables`.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    bodies::tables(bytes);
});
