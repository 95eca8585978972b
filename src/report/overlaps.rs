//! What several reps claim or share, and what several rules match: duplicate rows, split parents, shared postal codes, segments; and what settled
//! each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Kind, Sheet, SheetColumn};
use crate::model::Texts;

/// The columns of an account table that overlaps are found in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claims<'a> {
    /// Ids.
    pub ids: Option<&'a Texts>,
    /// Names.
    pub names: Option<&'a Texts>,
    /// Who holds each row: the rep of a plan, the owner of an export.
    pub holders: Option<&'a Texts>,
    /// Parents.
    pub parents: Option<&'a Texts>,
    /// Postal codes.
    pub postal_codes: Option<&'a Texts>,
    /// Whether parents were asked to stay whole.
    pub parents_together: bool,
    /// Whether postal codes were asked to stay whole.
    pub postal_codes_together: bool,
    /// What segment rules claim.
    pub rules: Option<&'a RuleClaims<'a>>,
}

/// Accounts that several segment rules match.
#[derive(Debug, Clone, Default)]
pub struct RuleClaims<'a> {
    /// The names of the rules, in their order.
    pub names: Vec<&'a str>,
    /// Rows and the rules that match each, the first first.
    pub rows: Vec<(usize, Vec<u32>)>,
    /// The segment that each row is in.
    pub segments: Option<&'a Texts>,
    /// Whether the table of overlaps has a row for each account instead of one for each set of rules: where the other table is not shown.
    pub each: bool,
}

impl RuleClaims<'_> {
    /// The names of some rules.
    fn named(&self, rules: &[u32]) -> String {
        let names: Vec<&str> = rules
            .iter()
            .map(|&rule| self.names[rule as usize])
            .collect();
        names.join(" + ")
    }

    /// What settled which segment a row is in.
    fn settled(&self, row: usize, rules: &[u32]) -> String {
        let first = self.names[rules[0] as usize];
        match self.segments.map(|segments| segments.get(row).trim()) {
            Some(segment) if segment == first => format!("order: {first}"),
            Some("") | None => format!("nothing yet: {first} would come first"),
            Some(segment) => format!("the file: {segment} stood in it"),
        }
    }
}

/// What splits a group that was to stay whole.
const STRONGER: &str = "a stronger rule: pin, lock, exclude, skills";

/// Rows of one table that share a value, and the distinct holders among them.
struct Shared {
    rows: Vec<usize>,
    holders: BTreeSet<String>,
}

/// The overlaps of a table, one row each: the worst kinds first, within a kind those of most accounts; then the accounts that several segment rules
/// match.
pub fn overlaps(claims: &Claims) -> Vec<Sheet> {
    let mut sheet = Sheet::new("overlaps", "Overlaps").with_columns(vec![
        SheetColumn::new("kind", Kind::Key).least(19).once(),
        SheetColumn::new("value", Kind::Id).least(10),
        SheetColumn::new("accounts", Kind::Number).label("accts"),
        SheetColumn::new("reps", Kind::Number),
        SheetColumn::new("rep_ids", Kind::Text)
            .label("held by")
            .least(10),
        SheetColumn::new("example", Kind::Id).optional(),
        SheetColumn::new("settled_by", Kind::Text).least(20),
    ]);
    match claims.holders {
        Some(holders) => of_reps(claims, holders, &mut sheet),
        None => sheet.note("The table says of no account who holds it."),
    }
    let Some(rules) = claims.rules.filter(|rules| !rules.rows.is_empty()) else {
        if sheet.rows.is_empty() && claims.holders.is_some() {
            sheet.note("No overlap.");
        }
        return vec![sheet];
    };
    if rules.each {
        each_of_rules(claims, rules, &mut sheet);
        return vec![sheet];
    }
    of_rules(claims, rules, &mut sheet);
    vec![sheet, accounts_of_rules(claims, rules)]
}

/// Who holds a row; empty: nobody, or nobody knows.
fn holder<'a>(claims: &Claims<'a>, row: usize) -> &'a str {
    claims.holders.map_or("", |holders| holders.get(row))
}

/// One row per set of rules that match the same accounts.
fn of_rules(claims: &Claims, rules: &RuleClaims, sheet: &mut Sheet) {
    let mut sets: BTreeMap<&[u32], Vec<usize>> = BTreeMap::new();
    for (row, matching) in &rules.rows {
        sets.entry(matching).or_default().push(*row);
    }
    let mut sets: Vec<(&[u32], Vec<usize>)> = sets.into_iter().collect();
    sets.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    for (set, rows) in sets {
        let reps: BTreeSet<&str> = rows.iter().map(|&row| holder(claims, row)).collect();
        let first = rules.names[set[0] as usize];
        sheet.push(vec![
            Cell::text("rules_both_match"),
            Cell::text(rules.named(set)),
            Cell::count(rows.len()),
            Cell::count(reps.iter().filter(|id| !id.is_empty()).count()),
            Cell::Missing,
            Cell::text(claims.ids.map_or("", |ids| ids.get(rows[0]))),
            Cell::text(format!("order: {first}")),
        ]);
    }
}

/// One row per account that several rules match, among the other overlaps.
fn each_of_rules(claims: &Claims, rules: &RuleClaims, sheet: &mut Sheet) {
    for (row, matching) in &rules.rows {
        let holder = holder(claims, *row);
        sheet.push(vec![
            Cell::text("rules_both_match"),
            Cell::text(rules.named(matching)),
            Cell::count(1),
            Cell::count(usize::from(!holder.is_empty())),
            Cell::text(holder),
            Cell::text(claims.ids.map_or("", |ids| ids.get(*row))),
            Cell::text(rules.settled(*row, matching)),
        ]);
    }
}

/// One row per account that several rules match, in a table of their own.
fn accounts_of_rules(claims: &Claims, rules: &RuleClaims) -> Sheet {
    let title = "Accounts that several segment rules match";
    let mut sheet = Sheet::new("rule_overlaps", title).with_columns(vec![
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("rep_id", Kind::Id).label("rep"),
        SheetColumn::new("segment", Kind::Text),
        SheetColumn::new("rules", Kind::Text)
            .label("rules that match")
            .least(30),
        SheetColumn::new("settled_by", Kind::Text).least(22),
    ]);
    let cell = |texts: Option<&Texts>, row| Cell::text(texts.map_or("", |texts| texts.get(row)));
    for (row, matching) in &rules.rows {
        sheet.push(vec![
            cell(claims.ids, *row),
            cell(claims.names, *row),
            Cell::text(holder(claims, *row)),
            cell(rules.segments, *row),
            Cell::text(rules.named(matching)),
            Cell::text(rules.settled(*row, matching)),
        ]);
    }
    sheet
}

/// What reps claim or share.
fn of_reps(claims: &Claims, holders: &Texts, sheet: &mut Sheet) {
    let same = |values: Option<&Texts>| {
        values
            .map(|values| shared(values, holders))
            .unwrap_or_default()
    };
    let mut add = |kind: &str, found: BTreeMap<String, Shared>, settled: &str| {
        let mut found: Vec<(String, Shared)> = found.into_iter().collect();
        found.sort_by_key(|(_, shared)| std::cmp::Reverse(shared.rows.len()));
        for (value, shared) in found {
            let reps: Vec<&str> = shared
                .holders
                .iter()
                .map(String::as_str)
                .filter(|id| !id.is_empty())
                .collect();
            let example = claims.ids.map_or("", |ids| ids.get(shared.rows[0]));
            sheet.push(vec![
                Cell::text(kind),
                Cell::text(value),
                Cell::count(shared.rows.len()),
                Cell::count(reps.len()),
                Cell::text(reps.join("; ")),
                Cell::text(example),
                Cell::text(settled),
            ]);
        }
    };
    add(
        "account_claimed_twice",
        same(claims.ids),
        "nothing: keep one row",
    );
    add(
        "same_name_and_place",
        same_customer(claims, holders),
        "nothing: ids differ",
    );
    add(
        "parent_split",
        same(claims.parents),
        if claims.parents_together {
            STRONGER
        } else {
            "cost: not --together"
        },
    );
    add(
        "postal_code_shared",
        same(claims.postal_codes),
        if claims.postal_codes_together {
            STRONGER
        } else {
            "cost: not --together"
        },
    );
}

/// The values that rows of different holders share.
fn shared(values: &Texts, holders: &Texts) -> BTreeMap<String, Shared> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        if !value.is_empty() {
            all.entry(value).or_default().push(row);
        }
    }
    all.into_iter()
        .filter_map(|(value, rows)| Some((value.to_owned(), contested(rows, holders)?)))
        .collect()
}

/// Rows with different ids that look like one customer: the same name and postal code, letters' case and blanks aside.
fn same_customer(claims: &Claims, holders: &Texts) -> BTreeMap<String, Shared> {
    let (Some(ids), Some(names), Some(codes)) = (claims.ids, claims.names, claims.postal_codes)
    else {
        return BTreeMap::new();
    };
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let mut all: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in 0..ids.len() {
        if !names.get(row).is_empty() && !codes.get(row).is_empty() {
            all.entry((plain(names.get(row)), plain(codes.get(row))))
                .or_default()
                .push(row);
        }
    }
    all.into_iter()
        .filter(|(_, rows)| rows.iter().any(|&row| ids.get(row) != ids.get(rows[0])))
        .filter_map(|(_, rows)| {
            let value = format!("{}, {}", names.get(rows[0]), codes.get(rows[0]));
            Some((value, contested(rows, holders)?))
        })
        .collect()
}

/// The rows, if more than one rep holds them.
fn contested(rows: Vec<usize>, holders: &Texts) -> Option<Shared> {
    let who: BTreeSet<String> = rows
        .iter()
        .map(|&row| holders.get(row).to_owned())
        .collect();
    let reps = who.iter().filter(|id| !id.is_empty()).count();
    (reps > 1).then_some(Shared { rows, holders: who })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_double_claims_split_parents_and_shared_codes() {
        let texts = |cells: [&str; 5]| cells.iter().collect::<Texts>();
        let ids = texts(["1", "1", "2", "3", "4"]);
        let names = texts(["Acme", "Acme", "Mercy Hospital", "mercy  hospital", "Solo"]);
        let holders = texts(["N", "S", "N", "S", ""]);
        let parents = texts(["", "", "p", "p", "p"]);
        let codes = texts(["", "", "02139", "02139", "02140"]);
        let sheet = overlaps(&Claims {
            ids: Some(&ids),
            names: Some(&names),
            holders: Some(&holders),
            parents: Some(&parents),
            postal_codes: Some(&codes),
            ..Claims::default()
        })
        .remove(0);
        let rows: Vec<(Cell, Cell, Cell)> = sheet
            .rows
            .iter()
            .map(|row| (row[0].clone(), row[1].clone(), row[2].clone()))
            .collect();
        let row = |kind, value, count| (Cell::text(kind), Cell::text(value), Cell::Integer(count));
        assert_eq!(
            rows,
            [
                row("account_claimed_twice", "1", 2),
                row("same_name_and_place", "Mercy Hospital, 02139", 2),
                row("parent_split", "p", 3),
                row("postal_code_shared", "02139", 2),
            ]
        );
        assert_eq!(sheet.rows[2][4], Cell::text("N; S"));
    }

    #[test]
    fn accounts_that_several_rules_match_are_listed_with_what_settled_them() {
        let texts = |cells: [&str; 3]| cells.iter().collect::<Texts>();
        let (ids, segments) = (texts(["1", "2", "3"]), texts(["Big", "Own", ""]));
        let holders = texts(["N", "S", ""]);
        let claims = |each| RuleClaims {
            names: vec!["Big", "Bank", "Far"],
            rows: vec![(0, vec![0, 1]), (1, vec![0, 1]), (2, vec![1, 2])],
            segments: Some(&segments),
            each,
        };
        let found = |each| {
            overlaps(&Claims {
                ids: Some(&ids),
                holders: Some(&holders),
                rules: Some(&claims(each)),
                ..Claims::default()
            })
        };
        let sheets = found(false);
        let text =
            |sheet: usize, row: usize, column: usize| sheets[sheet].rows[row][column].clone();
        assert_eq!(text(0, 0, 1), Cell::text("Big + Bank"));
        assert_eq!(
            (text(0, 0, 2), text(0, 0, 3)),
            (Cell::Integer(2), Cell::Integer(2))
        );
        assert_eq!(text(0, 1, 6), Cell::text("order: Bank"));
        assert_eq!(text(1, 0, 5), Cell::text("order: Big"));
        assert_eq!(text(1, 1, 5), Cell::text("the file: Own stood in it"));
        assert_eq!(
            text(1, 2, 5),
            Cell::text("nothing yet: Bank would come first")
        );
        // As one table, for formats that hold no more: a row for each account.
        let [sheet] = &found(true)[..] else {
            panic!("one table")
        };
        let rows: Vec<_> = sheet.rows.iter().map(|row| (&row[1], &row[5])).collect();
        let text = |text| Cell::text(text);
        assert_eq!(
            rows,
            [
                (&text("Big + Bank"), &text("1")),
                (&text("Big + Bank"), &text("2")),
                (&text("Bank + Far"), &text("3"))
            ]
        );
        assert_eq!(sheet.rows[1][4], text("S"));
        assert_eq!(sheet.rows[1][6], text("the file: Own stood in it"));
    }
}
