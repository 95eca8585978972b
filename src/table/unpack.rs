//! gzip, Zstandard and zip: unpacked in memory, up to a limit.

use std::{
    borrow::Cow,
    io::{self, Cursor, Read},
};

use crate::model::{Diagnostic, Failure};

/// The bytes behind gzip, Zstandard or the zip of one table; other bytes as they are.
pub(super) fn unpack<'a>(
    bytes: &'a [u8],
    path: &str,
    limit: u64,
) -> Result<Cow<'a, [u8]>, Failure> {
    let unpacked = if bytes.starts_with(&[0x1f, 0x8b]) {
        take(flate2::read::MultiGzDecoder::new(bytes), limit)
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        zstd::stream::read::Decoder::new(bytes).and_then(|decoder| take(decoder, limit))
    } else if bytes.starts_with(b"PK\x03\x04") {
        match only_table(bytes, path, limit)? {
            Some(unpacked) => unpacked,
            None => return Ok(Cow::Borrowed(bytes)),
        }
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

/// The table in a zip: its only file, readmes and hidden files apart; nothing if it is a workbook (or damaged: the workbook's reader says so).
fn only_table(
    bytes: &[u8],
    path: &str,
    limit: u64,
) -> Result<Option<io::Result<Option<Vec<u8>>>>, Failure> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(None);
    };
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    let is_workbook = |name: &String| {
        name == "[Content_Types].xml" || name.starts_with("_rels/") || name.starts_with("xl/")
    };
    if names.is_empty() || names.iter().any(is_workbook) {
        return Ok(None);
    }
    let is_table = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or_default();
        !last.is_empty()
            && !last.starts_with('.')
            && !name.starts_with("__MACOSX")
            && !last.to_ascii_lowercase().starts_with("readme")
    };
    let tables: Vec<&String> = names.iter().filter(is_table).collect();
    let [name] = tables[..] else {
        let shown: Vec<&str> = tables.iter().take(5).map(|name| name.as_str()).collect();
        let what = format!(
            "the zip holds {} tables: {}",
            tables.len(),
            shown.join(", ")
        );
        return Err(Failure::data(
            Diagnostic::error("E108", what)
                .in_file(path)
                .expected("one table in a zip")
                .fix("unpack it, and name the file or files"),
        ));
    };
    Ok(Some(
        archive
            .by_name(name)
            .map_err(io::Error::other)
            .and_then(|part| take(part, limit)),
    ))
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

    #[test]
    fn a_zip_of_one_table_is_that_table() {
        let zip = |names: &[&str]| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default();
            for name in names {
                zip.start_file(*name, options).unwrap();
                zip.write_all(name.as_bytes()).unwrap();
            }
            zip.finish().unwrap().into_inner()
        };
        let read = |names: &[&str]| unpack(&zip(names), "t", 100).map(Cow::into_owned);
        assert_eq!(read(&["US.txt", "readme.txt"]).unwrap(), b"US.txt");
        assert!(read(&["a.csv", "b.csv"]).is_err());
        let workbook = zip(&["[Content_Types].xml", "xl/workbook.xml"]);
        assert_eq!(&*unpack(&workbook, "t", 100).unwrap(), &workbook[..]);
    }
}
