//! End-to-end tests: segment.
