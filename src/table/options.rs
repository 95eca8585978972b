//! What a user may say about a file that its bytes do not say.

/// How to read a file. The default sniffs everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The delimiter of a text file; sniffed among `,` `;` tab and `|` if absent.
    pub delimiter: Option<u8>,
    /// The character encoding, such as `utf-8`, `windows-1252` or `cp850`; sniffed if absent.
    pub encoding: Option<String>,
    /// The sheet of a workbook; the first one if absent.
    pub sheet: Option<String>,
    /// The most bytes that a compressed file may unpack to.
    pub max_memory: u64,
}

impl ReadOptions {
    /// One GiB: what a compressed file may unpack to unless the user allows more.
    pub const MAX_MEMORY: u64 = 1 << 30;
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            encoding: None,
            sheet: None,
            max_memory: Self::MAX_MEMORY,
        }
    }
}
