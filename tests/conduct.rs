//! End-to-end tests: conduct.
