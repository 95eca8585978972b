//! What a user may say about a file that its bytes do not say.

use super::Marks;

/// How to read a file. The default sniffs everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The delimiter of a text file; sniffed among `,` `;` tab and `|` if absent.
    pub delimiter: Option<u8>,
    /// What ends fields and rows, where that is more than a character.
    pub marks: Option<Marks>,
    /// The first row is data: columns are called `column_1`, `column_2`, ….
    pub no_header: bool,
    /// The character encoding, such as `utf-8`, `windows-1252` or `cp850`; sniffed if absent.
    pub encoding: Option<String>,
    /// The sheet of a workbook; the first one if absent.
    pub sheet: Option<String>,
    /// Whether the SHA-256 of the bytes is wanted too.
    pub hashed: bool,
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
            marks: None,
            no_header: false,
            encoding: None,
            sheet: None,
            hashed: false,
            max_memory: Self::MAX_MEMORY,
        }
    }
}
