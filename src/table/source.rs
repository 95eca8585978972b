//! The bytes of a file or of standard input, with their SHA-256.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::model::{Failure, Texts};

/// From this size on a file is worth more than one thread.
const LARGE: usize = 4 << 20;

/// All bytes of `path`; `-` is standard input.
pub(super) fn load(path: &str) -> Result<Vec<u8>, Failure> {
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|source| Failure::reading("standard input", source))?;
        bytes
    } else {
        let meta = fs::metadata(path).map_err(|source| Failure::reading(path, source))?;
        refuse_what_is_no_file(path, &meta)?;
        in_parts(path, meta.len())
            .or_else(|_| fs::read(path))
            .map_err(|source| Failure::reading(path, source))?
    };
    if bytes.len() > Texts::MAX_BYTES {
        let what = "larger than 4 GiB; split it, or leave out columns that no plan needs";
        return Err(Failure::reading(path, io::Error::other(what)));
    }
    Ok(bytes)
}

/// A large file, each thread reading a part of it. An error says only that it must be read from end to end: its length is not known, or has changed.
fn in_parts(path: &str, length: u64) -> io::Result<Vec<u8>> {
    let parts = rayon::current_num_threads();
    let length = usize::try_from(length).map_err(io::Error::other)?;
    if !(LARGE..=Texts::MAX_BYTES).contains(&length) {
        return fs::read(path);
    }
    let mut bytes = vec![0; length];
    let part = length.div_ceil(parts);
    bytes
        .par_chunks_mut(part)
        .enumerate()
        .try_for_each(|(at, bytes)| {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start((at * part) as u64))?;
            file.read_exact(bytes)
        })?;
    let has_grown = File::open(path)?.metadata()?.len() != length as u64;
    if has_grown {
        return Err(io::ErrorKind::Other.into());
    }
    Ok(bytes)
}

/// Directories cannot be read; a named pipe that nobody writes to would hang for ever.
fn refuse_what_is_no_file(path: &str, meta: &fs::Metadata) -> Result<(), Failure> {
    let refuse = |kind, what: &str| Err(Failure::reading(path, io::Error::new(kind, what)));
    if meta.is_dir() {
        return refuse(
            io::ErrorKind::IsADirectory,
            "it is a folder, not a file; name a file in it",
        );
    }
    if is_fifo(meta) && !path.starts_with("/dev/") && !path.starts_with("/proc/") {
        return refuse(
            io::ErrorKind::InvalidInput,
            "it is a named pipe; read it through standard input: terr … - < PIPE",
        );
    }
    Ok(())
}

#[cfg(unix)]
pub(super) fn is_fifo(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    meta.file_type().is_fifo()
}

#[cfg(not(unix))]
pub(super) fn is_fifo(_: &fs::Metadata) -> bool {
    false
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

/// The extension of a path in lower case.
pub(super) fn extension(path: &str) -> Option<String> {
    Some(Path::new(path).extension()?.to_str()?.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_sha256sum_does() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
