//! Every format renders the same sheets: what a reviewer sees of a change is the difference of these texts.

use super::*;
use crate::report::{Cell, Kind, SheetColumn};

/// Names that other programs have tripped over.
const HOSTILE: [&str; 9] = [
    "=HYPERLINK(\"http://x\")",
    "<script>alert(1)</script>",
    "\u{202E}שלום עולם",
    "👩‍👩‍👧 Café",
    "two\nlines\r\nand a tab\t",
    "a|b`c*d[e](http://x)",
    "\u{1b}[31mred\u{7}",
    "@SUM(A1)",
    "-1+1",
];

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("territories", "Territories").with_columns(vec![
        SheetColumn::new("rep_id", Kind::Id).label("rep"),
        SheetColumn::new("rep_name", Kind::Text).label("name"),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("potential", Kind::Number),
        SheetColumn::new("potential_deviation", Kind::Deviation)
            .label("off target")
            .bar(),
        SheetColumn::new("status", Kind::Text),
        SheetColumn::new("utilisation", Kind::Percent).bar(),
        SheetColumn::new("travel", Kind::Number).unit("km"),
        SheetColumn::new("renewal_date", Kind::Date),
    ]);
    sheet.push(vec![
        Cell::text("007"),
        Cell::text("Ana Belić"),
        Cell::Integer(1234),
        Cell::amount(123_456_789, 2),
        Cell::Percent(0.031),
        Cell::Verdict(true, "in".into()),
        Cell::Percent(0.97),
        Cell::Number(12_345.6, 1),
        Cell::Date("2026-03-31".parse().unwrap()),
    ]);
    sheet.push(vec![
        Cell::text("9007199254740993"),
        Cell::text("東京 太郎"),
        Cell::Integer(7),
        Cell::amount(-5, 2),
        Cell::Percent(-0.12),
        Cell::Verdict(false, "under".into()),
        Cell::Missing,
        Cell::Missing,
        Cell::Missing,
    ]);
    sheet.note("Potential is known for 93.1 % of accounts.");
    sheet
}

fn hostile() -> Sheet {
    let mut sheet = Sheet::new("names", "Names").with_columns(vec![
        SheetColumn::new("account_id", Kind::Id),
        SheetColumn::new("=name|", Kind::Text),
    ]);
    for (at, name) in HOSTILE.into_iter().enumerate() {
        sheet.push(vec![Cell::text(format!("-{at}")), Cell::text(name)]);
    }
    sheet.push(vec![Cell::text("=1+1"), Cell::text("x".repeat(10_000))]);
    sheet
}

fn text(sheets: &[Sheet], format: Format, options: &RenderOptions) -> String {
    let mut out = Vec::new();
    render(sheets, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn at_width(width: usize) -> RenderOptions {
    RenderOptions {
        width,
        ..RenderOptions::default()
    }
}

#[test]
fn a_table_at_140_columns() {
    insta::assert_snapshot!(text(&[sheet()], Format::Table, &at_width(140)));
}

#[test]
fn a_table_at_80_columns() {
    insta::assert_snapshot!(text(&[sheet()], Format::Table, &at_width(80)));
}

#[test]
fn a_table_at_40_columns_repeats_its_keys() {
    insta::assert_snapshot!(text(&[sheet()], Format::Table, &at_width(40)));
}

#[test]
fn a_table_in_colour() {
    let options = RenderOptions {
        color: true,
        ..at_width(140)
    };
    insta::assert_snapshot!(text(&[sheet()], Format::Table, &options).replace('\u{1b}', "␛"));
}

#[test]
fn csv_is_exact() {
    insta::assert_snapshot!(text(&[sheet()], Format::Csv, &RenderOptions::default()));
}

#[test]
fn tsv_is_exact() {
    insta::assert_snapshot!(text(&[sheet()], Format::Tsv, &RenderOptions::default()));
}

#[test]
fn json_is_exact_and_parses() {
    let json = text(
        &[sheet(), hostile()],
        Format::Json,
        &RenderOptions::default(),
    );
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["names"][0]["=name|"], HOSTILE[0]);
    assert_eq!(value["names"].as_array().unwrap().len(), 10);
    insta::assert_snapshot!(text(&[sheet()], Format::Json, &RenderOptions::default()));
}

#[test]
fn markdown_reads_as_a_table() {
    insta::assert_snapshot!(text(&[sheet()], Format::Md, &RenderOptions::default()));
}

#[test]
fn hostile_names_are_harmless_on_a_terminal() {
    let table = text(&[hostile()], Format::Table, &at_width(80));
    for line in table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    assert!(!table.contains(['\u{1b}', '\u{7}', '\r', '\t', '\u{202E}']));
    assert_eq!(table.lines().count(), 14);
    insta::assert_snapshot!(table);
}

#[test]
fn hostile_names_are_harmless_in_csv() {
    let csv = text(&[hostile()], Format::Csv, &RenderOptions::default());
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let cells: Vec<String> = reader
        .records()
        .flat_map(|record| {
            record
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(cells[0], "-0", "a plain number is an id, not a formula");
    assert_eq!(cells[1], "'=HYPERLINK(\"http://x\")");
    assert_eq!(cells[18], "'=1+1");
    assert_eq!(cells[19].len(), 10_000);
    for cell in cells.iter().skip(1).step_by(2) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
    }
    assert!(csv.starts_with("account_id,'=name|\n"));
}

#[test]
fn raw_leaves_formulas_and_excel_gets_its_mark_and_line_ends() {
    let style = CsvStyle {
        raw: true,
        excel: true,
        delimiter: b';',
    };
    let options = RenderOptions {
        csv: style,
        ..RenderOptions::default()
    };
    let csv = text(&[hostile()], Format::Csv, &options);
    assert!(
        csv.starts_with("\u{FEFF}account_id;=name|\r\n-0;\"=HYPERLINK(\"\"http://x\"\")\"\r\n")
    );
}

#[test]
fn hostile_names_are_harmless_in_markdown() {
    let page = text(&[hostile()], Format::Md, &RenderOptions::default());
    assert!(!page.contains("<script"));
    assert_eq!(page.lines().count(), 4 + 10);
    for line in page.lines().skip(2) {
        let unescaped = line.replace("\\|", "");
        assert_eq!(unescaped.matches('|').count(), 3, "{line}");
    }
}

#[test]
fn long_tables_show_their_head_and_foot_on_a_terminal_only() {
    let mut sheet = Sheet::new("changes", "Changes")
        .with_columns(vec![SheetColumn::new("account_id", Kind::Id)]);
    for row in 0..10_005 {
        sheet.push(vec![Cell::text(format!("A{row}"))]);
    }
    let options = RenderOptions {
        shorten: true,
        ..at_width(80)
    };
    let short = text(std::slice::from_ref(&sheet), Format::Table, &options);
    assert_eq!(short.lines().count(), 4 + 20 + 1 + 5);
    assert!(short.contains("\n … 9,980 more; -o FILE or -f csv for all\n"));
    let all = text(&[sheet], Format::Table, &at_width(80));
    assert_eq!(all.lines().count(), 4 + 10_005);
}

/// The files inside a workbook.
fn unpacked(bytes: Vec<u8>) -> std::collections::BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            io::Read::read_to_string(&mut file, &mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn the_workbook_of_a_team_has_its_tabs_charts_bars_and_filters() {
    let sheets = crate::report::tests::with(|basis, ledger| {
        let mut sheets = crate::report::summary(basis, ledger, crate::report::By::Rep, true);
        sheets.extend(crate::report::changes(
            basis,
            ledger,
            crate::report::By::Rep,
            false,
        ));
        sheets
    });
    let mut bytes = Vec::new();
    render(&sheets, Format::Xlsx, &RenderOptions::default(), &mut bytes).unwrap();
    let mut again = Vec::new();
    render(&sheets, Format::Xlsx, &RenderOptions::default(), &mut again).unwrap();
    assert_eq!(bytes, again, "the same sheets give the same bytes");
    let files = unpacked(bytes);
    let workbook = &files["xl/workbook.xml"];
    for tab in ["Summary", "Territories", "Gains and losses", "Changes"] {
        assert!(workbook.contains(&format!("name=\"{tab}\"")), "{tab}");
    }
    assert!(files.contains_key("xl/charts/chart3.xml"));
    let territories = &files["xl/worksheets/sheet2.xml"];
    for part in ["<autoFilter ", "dataBar", "state=\"frozen\""] {
        assert!(territories.contains(part), "{part}");
    }
}

#[test]
fn hostile_names_are_harmless_in_a_workbook() {
    let mut bytes = Vec::new();
    render(
        &[hostile()],
        Format::Xlsx,
        &RenderOptions::default(),
        &mut bytes,
    )
    .unwrap();
    let files = unpacked(bytes);
    let cells = &files["xl/worksheets/sheet1.xml"];
    assert!(
        !cells.contains("<f>") && !cells.contains("hyperlink"),
        "no formula, no link"
    );
    let strings = &files["xl/sharedStrings.xml"];
    assert!(strings.contains("&lt;script&gt;"));
    assert!(strings.contains("_x001B_[31mred_x0007_"));
    assert!(strings.contains(&"x".repeat(10_000)));
}
