//! gzip and Zstandard: unpacked in memory, up to a limit.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use crate::model::{Diagnostic, Failure};

/// The bytes behind gzip or Zstandard; other bytes as they are.
pub(super) fn unpack<'a>(
    bytes: &'a [u8],
    path: &str,
    limit: u64,
) -> Result<Cow<'a, [u8]>, Failure> {
    let unpacked = if bytes.starts_with(&[0x1f, 0x8b]) {
        take(flate2::read::MultiGzDecoder::new(bytes), limit)
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        zstd::stream::read::Decoder::new(bytes).and_then(|decoder| take(decoder, limit))
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    match unpacked {
        Ok(Some(unpacked)) => Ok(Cow::Owned(unpacked)),
        Ok(None) => Err(Failure::data(too_large(path, limit))),
        Err(error) => Err(Failure::data(
            Diagnostic::error("E108", format!("the compressed file is damaged: {error}"))
                .in_file(path)
                .fix("copy or export the file again"),
        )),
    }
}

/// Everything, or nothing if there is more than `limit`.
pub(super) fn take(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// E109: a small file that unpacks to a large one.
pub(super) fn too_large(path: &str, limit: u64) -> Diagnostic {
    Diagnostic::error(
        "E109",
        format!("the file unpacks to more than {} MiB", limit >> 20),
    )
    .in_file(path)
    .expected("a file that fits")
    .fix("if it is really that large, allow more: --max-memory 4GiB")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn unpacks_gzip_and_zstandard_up_to_a_limit() {
        let text = b"a,b\n1,2\n".repeat(1000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let zstandard = zstd::encode_all(&text[..], 3).unwrap();
        for packed in [&gzip, &zstandard] {
            assert_eq!(&*unpack(packed, "t", 1 << 20).unwrap(), &text[..]);
            assert!(unpack(packed, "t", 100).is_err());
            assert!(unpack(&packed[..packed.len() / 2], "t", 1 << 20).is_err());
        }
        assert_eq!(&*unpack(b"plain", "t", 1).unwrap(), b"plain");
    }
}
