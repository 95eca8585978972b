//! the only module that knows polars expressions.
