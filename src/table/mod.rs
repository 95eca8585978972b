//! bytes in, bytes out: reading and writing tables.
use crate::model::{Failure, Grid};
/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Delimiter.
    pub delimiter: Option<u8>,
    /// Encoding.
    pub encoding: Option<String>,
}
/// Reads.
pub fn read(path: &str, _options: &ReadOptions) -> Result<Grid, Failure> {
    Err(Failure::Internal(path.to_owned()))
}
