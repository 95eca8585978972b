//! terr: sales-territory planning.

pub mod solver;
