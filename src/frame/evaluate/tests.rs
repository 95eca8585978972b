//! What rules answer, and what they say when they cannot.

use crate::{
    frame::{Frame, Rule, columns, pairs},
    model::{Failure, Grid},
};

/// Four accounts: B has unknown employees, D an unknown industry and nobody at all.
fn accounts() -> Grid {
    Grid::of_texts(
        "accounts.csv",
        &[
            "account_id",
            "employees",
            "industry",
            "zip",
            "Deal Size",
            "strategic",
        ],
        &[
            &["A", "1200", "Bank", "02139", "10", "yes"],
            &["B", "", "Bank", "10001", "2.5", "no"],
            &["C", "40", "Retail", "60601", "0", ""],
            &["D", "0", "n/a", "94105", "7", "no"],
        ],
    )
}

fn mask(text: &str) -> String {
    let grid = accounts();
    let frame = Frame::new(&grid, &["n/a".to_owned()]).unwrap();
    frame
        .mask(&Rule::new(text))
        .unwrap()
        .iter()
        .map(|&yes| if yes { '1' } else { '0' })
        .collect()
}

/// The first problem: code, message and the underlined words.
fn complaint(text: &str) -> (String, String, String) {
    let grid = accounts();
    let frame = Frame::new(&grid, &[]).unwrap();
    let (Failure::Usage(problems) | Failure::Data(problems)) =
        frame.mask(&Rule::new(text)).unwrap_err()
    else {
        panic!("{text}: not a problem of the user");
    };
    let problem = &problems.items[0];
    let excerpt = problem.excerpt.clone().unwrap();
    let shown = excerpt
        .text
        .chars()
        .skip(excerpt.start)
        .take(excerpt.len)
        .collect();
    (problem.code.to_owned(), problem.message.clone(), shown)
}

#[test]
fn unknown_is_not_a_match() {
    assert_eq!(mask("employees >= 1000"), "1000");
    assert_eq!(mask("NOT (employees >= 1000)"), "0011");
    assert_eq!(mask("employees IS NULL"), "0100");
    assert_eq!(mask("industry = 'Bank'"), "1100");
    assert_eq!(mask("industry <> 'Bank'"), "0010");
}

#[test]
fn understands_lists_patterns_cases_and_quoted_names() {
    assert_eq!(mask("industry IN ('Bank', 'Retail')"), "1110");
    assert_eq!(mask("zip LIKE '02%'"), "1000");
    assert_eq!(mask("lower(industry) = 'retail'"), "0010");
    assert_eq!(mask("\"Deal Size\" BETWEEN 2 AND 8"), "0101");
    assert_eq!(mask("strategic OR employees < .5"), "1001");
    assert_eq!(
        mask("CASE WHEN employees > 100 THEN TRUE ELSE FALSE END"),
        "1000"
    );
    assert_eq!(mask("TRUE"), "1111");
    assert_eq!(mask("coalesce(employees, 50) > 45"), "1100");
}

#[test]
fn zip_codes_with_zeros_are_text_and_plain_numbers_are_numbers() {
    assert_eq!(mask("zip = '02139'"), "1000");
    let (code, message, _) = complaint("zip = 2139");
    assert_eq!(code, "E405");
    assert!(message.starts_with("the types do not fit: "), "{message}");
    assert!(!message.contains('\n'));
}

#[test]
fn a_division_by_zero_is_unknown() {
    assert_eq!(mask("\"Deal Size\" / employees >= 0"), "1010");
    let grid = accounts();
    let frame = Frame::new(&grid, &[]).unwrap();
    assert_eq!(
        frame.numbers(&Rule::new("120 / employees")).unwrap(),
        [Some(0.1), None, Some(3.0), None]
    );
}

#[test]
fn numbers_keep_unknown_and_repeat_constants() {
    let grid = accounts();
    let frame = Frame::new(&grid, &[]).unwrap();
    assert_eq!(
        frame.numbers(&Rule::new("employees * 2")).unwrap(),
        [Some(2400.0), None, Some(80.0), Some(0.0)]
    );
    assert_eq!(frame.numbers(&Rule::new("7")).unwrap(), [Some(7.0); 4]);
}

#[test]
fn says_what_is_wrong_and_where() {
    let cases = [
        (
            "employes > 5",
            "E402",
            "no column `employes` in accounts.csv",
            "employes",
        ),
        (
            "industry = \"Bank\"",
            "E402",
            "no column `Bank` in accounts.csv",
            "\"Bank\"",
        ),
        (
            "employees + 1",
            "E403",
            "the expression gives a number, not yes or no",
            "employees + 1",
        ),
        (
            "employees >= ",
            "E401",
            "the expression ends after `=`",
            "=",
        ),
        ("(employees > 1", "E401", "`(` is never closed", "("),
        (
            "industry = 'Bank",
            "E401",
            "a quote is opened and never closed",
            "'Bank",
        ),
        ("", "E401", "the expression is empty", ""),
        (
            "1 = 1; DROP TABLE x",
            "E401",
            "the expression is not valid SQL",
            ";",
        ),
        (
            "sum(employees) > 5",
            "E406",
            "`sum` looks at more than one row",
            "sum",
        ),
        (
            "rank() OVER () > 5",
            "E406",
            "`rank` looks at more than one row",
            "rank",
        ),
        (
            "employees > (SELECT 1)",
            "E406",
            "`SELECT` looks at more than one row",
            "SELECT",
        ),
        (
            "lenght(industry) > 5",
            "E407",
            "no function `lenght`",
            "lenght",
        ),
        (
            "read_csv('/etc/passwd')",
            "E407",
            "no function `read_csv`",
            "read_csv",
        ),
        (
            "rep.region = 'East'",
            "E401",
            "a column name has no dot here",
            "rep.",
        ),
    ];
    for (text, code, message, shown) in cases {
        let shown = if text.is_empty() { "" } else { shown };
        assert_eq!(
            complaint(text),
            (code.into(), message.into(), shown.into()),
            "{text}"
        );
    }
    assert_eq!(complaint("*").0, "E401");
}

#[test]
fn a_cell_that_is_no_number_is_named_with_its_line() {
    let grid = Grid::of_texts(
        "raw.csv",
        &["account_id", "employees"],
        &[&["A", "5"], &["B", "51-200"]],
    );
    let frame = Frame::new(&grid, &[]).unwrap();
    let Err(Failure::Data(problems)) = frame.mask(&Rule::new("employees > 5")) else {
        panic!("not refused");
    };
    let site = problems.items[0].site.clone().unwrap();
    assert_eq!(
        (site.file.as_str(), site.line, site.field),
        ("raw.csv", Some(3), Some(2))
    );
}

#[test]
fn names_the_columns_in_the_order_of_the_text() {
    let rule = Rule::new("b > 1 AND (a = 'x' OR b < 0) AND \"c d\" IS NULL");
    assert_eq!(columns(&rule).unwrap(), ["b", "a", "c d"]);
}

#[test]
fn pairs_compare_account_columns_with_rep_columns() {
    let accounts = accounts();
    let reps = Grid::of_texts(
        "reps.csv",
        &["rep_id", "industry", "level"],
        &[
            &["R1", "Bank", "3"],
            &["R2", "Retail", "1"],
            &["R3", "Bank", "1"],
        ],
    );
    let (a, r) = (
        Frame::new(&accounts, &["n/a".to_owned()]).unwrap(),
        Frame::new(&reps, &[]).unwrap(),
    );
    let rule = Rule::new("industry = rep.industry AND (employees < 100 OR rep.level >= 3)");
    let found = pairs(&a, &r, &rule).unwrap();
    let who: Vec<Vec<usize>> = found
        .class
        .iter()
        .map(|&class| found.allowed[class as usize].ones().collect())
        .collect();
    // A: 1,200 people need level 3. B: unknown size, but level 3 is enough. D: unknown industry matches nobody.
    assert_eq!(who, [vec![0], vec![0], vec![1], vec![]]);
    let Err(Failure::Data(problems)) = pairs(&a, &r, &Rule::new("industry = rep.industri")) else {
        panic!("not refused");
    };
    assert_eq!(
        problems.items[0].message,
        "no column `industri` in reps.csv"
    );
    let Err(Failure::Data(problems)) = pairs(&a, &r, &Rule::new("level > 1")) else {
        panic!("not refused");
    };
    assert_eq!(
        problems.items[0].fix.as_deref(),
        Some("`level` is a column of the rep table: write rep.level")
    );
}
