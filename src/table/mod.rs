//! bytes in, bytes out: reading and writing tables.
