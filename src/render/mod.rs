//! the formats of a report.
