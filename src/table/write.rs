//! Writing a table in a format.

use std::io::Write;

use super::{Format, csv_write, json_write};
use crate::model::{Failure, Grid};

/// Writes a grid; cells pass through byte for byte. JSON and Parquet give numbers to columns whose type is known, text to all others.
///
/// # Errors
/// [`Failure::Io`] with what the system said; a closed pipe is `io::ErrorKind::BrokenPipe` in it.
pub fn write(grid: &Grid, format: Format, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let fail = |source| Failure::writing("output", source);
    match format {
        Format::Csv => csv_write::write(grid, b',', out).map_err(fail),
        Format::Tsv => csv_write::write(grid, b'\t', out).map_err(fail),
        Format::Json => json_write::write(grid, false, out).map_err(fail),
        Format::Ndjson => json_write::write(grid, true, out).map_err(fail),
        #[cfg(feature = "parquet")]
        Format::Parquet => super::parquet::write(grid, out),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(Failure::usage(
            crate::model::Diagnostic::error("E108", "this build of terr does not write Parquet")
                .fix("build terr with its default features, or write CSV"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::csv_read;

    fn rewritten(text: &str, format: Format) -> String {
        let grid = csv_read::parse(text.as_bytes(), false, "t.csv", b',', true)
            .unwrap()
            .grid;
        let mut out = Vec::new();
        write(&grid, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_passes_through_byte_for_byte() {
        for text in [
            "id,zip\n1, 02139 \n",
            "a,b\n\"x,\ny\",\"q\"\"q\"\n",
            "a\n\"\"\n1\n",
            "a,b\n,\n",
        ] {
            assert_eq!(rewritten(text, Format::Csv), text);
        }
    }

    #[test]
    fn csv_quotes_only_where_needed_and_ends_lines_with_newlines() {
        assert_eq!(
            rewritten("\"a\",b\r\n\"1\",2\r\n", Format::Csv),
            "a,b\n1,2\n"
        );
        assert_eq!(rewritten("a,b\n\"1,5\",2\n", Format::Tsv), "a\tb\n1,5\t2\n");
    }

    #[test]
    fn json_has_numbers_only_where_the_column_is_known() {
        assert_eq!(
            rewritten(
                "account_id,latitude,zip,potential\n007,4.50,02139,\n",
                Format::Json
            ),
            "[\n{\"account_id\":\"007\",\"latitude\":4.50,\"zip\":\"02139\",\"potential\":null}\n]\n"
        );
        assert_eq!(
            rewritten("account_id,potential\n1,n/a\n", Format::Ndjson),
            "{\"account_id\":\"1\",\"potential\":\"n/a\"}\n"
        );
    }
}
