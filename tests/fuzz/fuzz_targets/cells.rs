//! Any text as cells: `cargo +nightly fuzz run --fuzz-dir tests/fuzz cells`.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|cells: Vec<String>| {
    bodies::cells(&cells);
});
