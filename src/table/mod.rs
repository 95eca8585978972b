//! Bytes in, bytes out: reading and writing tables.
//!
//! Every reader gives a [`Grid`](crate::model::Grid) of text with the line of each row and the SHA-256 of the bytes; every problem of a file
//! is collected, placed and explained. Every writer takes one and lets data pass through byte for byte. A file appears whole or not at all: [`Sink`].

mod csv_read;
mod csv_write;
mod decode;
mod dialect;
mod format;
mod hashed;
mod json_read;
mod json_write;
mod marks;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod place;
mod read;
pub mod schema;
mod several;
mod sink;
mod source;
mod surroundings;
mod types;
mod unpack;
mod wants;
mod write;
mod xlsx_read;

pub(crate) use csv_read::looks_like_data;
pub use format::Format;
pub use hashed::Hashed;
pub use marks::Marks;
pub use options::ReadOptions;
pub use place::{excerpt, place, site};
pub use read::{Reading, RejectedRow, read, read_bytes, read_keeping, read_wanted};
pub use several::{expand, read_all};
pub use sink::Sink;
pub use wants::{Want, Wants};
pub use write::write;
