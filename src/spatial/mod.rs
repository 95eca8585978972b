//! distances.
