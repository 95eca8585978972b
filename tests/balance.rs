//! End-to-end tests: balance.
