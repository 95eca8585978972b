//! The market analysis: what there is, where it is, how concentrated it is; and how each territory stands to it.

use super::{
    Cell, Kind, Sheet, SheetColumn,
    market::{Market, Tally},
};

/// Values of a dimension that are shown one by one; the rest is one row.
const SHOWN: usize = 12;

/// One sheet per dimension, the distribution of potential, strengths and gaps per territory.
pub fn profile(market: &Market) -> Vec<Sheet> {
    let total = market.total();
    let mut sheets: Vec<Sheet> = market
        .dimensions
        .iter()
        .map(|(name, cells)| {
            let mut groups = market.by(|row| cells.get(row).trim().to_owned());
            let values = groups.len();
            if groups.len() > SHOWN + 1 {
                let mut rest = Tally::default();
                for (_, tally) in groups.split_off(SHOWN) {
                    rest.merge(&tally);
                }
                groups.push((format!("{} others", values - SHOWN), rest));
            }
            dimension(market, name, groups, &total)
        })
        .collect();
    sheets.extend(distribution(market));
    if market.holders.iter().any(Option::is_some) {
        sheets.push(territories(market, &total));
    }
    sheets
}

/// Counts, sums, shares, growth, coverage and concentration by one column.
fn dimension(market: &Market, name: &str, groups: Vec<(String, Tally)>, total: &Tally) -> Sheet {
    let mut sheet = Sheet::new(
        format!("by_{name}"),
        format!("By {}", name.replace('_', " ")),
    );
    sheet.columns = vec![
        SheetColumn::new(name, Kind::Text),
        SheetColumn::new("accounts", Kind::Number).label("accts"),
        SheetColumn::new("accounts_share", Kind::Percent).label("of accts"),
    ];
    sheet.columns.extend(figure_columns(market));
    for (value, tally) in groups {
        let label = if value.is_empty() { "(none)" } else { &value };
        let mut row = vec![
            Cell::text(label),
            Cell::count(tally.accounts),
            Cell::percent(Some(tally.accounts as f64 / total.accounts as f64)),
        ];
        row.extend(figures(market, &tally, total));
        sheet.push(row);
    }
    sheet
}

fn figure_columns(market: &Market) -> Vec<SheetColumn> {
    let mut columns = Vec::new();
    if market.potential.is_some() {
        columns.push(SheetColumn::new("potential", Kind::Number));
        columns.push(
            SheetColumn::new("potential_share", Kind::Percent)
                .label("of potential")
                .bar(),
        );
    }
    if market.sales.is_some() {
        columns.push(SheetColumn::new("sales", Kind::Number));
        columns.push(SheetColumn::new("sales_share", Kind::Percent).label("of sales"));
    }
    if market.before.is_some() {
        columns.push(SheetColumn::new("growth", Kind::Deviation));
    }
    if market.potential.is_some() && market.sales.is_some() {
        columns.push(SheetColumn::new("whitespace", Kind::Number));
    }
    if market.workload.is_some() {
        columns.push(SheetColumn::new("workload", Kind::Number).unit("h"));
    }
    if market.last_activity.is_some() {
        columns.push(SheetColumn::new("active", Kind::Percent));
    }
    columns.push(SheetColumn::new("coverage", Kind::Percent).label("with rep"));
    columns
}

fn figures(market: &Market, tally: &Tally, total: &Tally) -> Vec<Cell> {
    let share = |part: Option<f64>, whole: Option<f64>| Cell::percent(ratio(part, whole));
    let mut cells = Vec::new();
    if market.potential.is_some() {
        cells.push(Cell::number(tally.potential(), 0));
        cells.push(share(tally.potential(), total.potential()));
    }
    if market.sales.is_some() {
        cells.push(Cell::number(tally.sales(), 0));
        cells.push(share(tally.sales(), total.sales()));
    }
    if market.before.is_some() {
        cells.push(Cell::percent(tally.growth()));
    }
    if market.potential.is_some() && market.sales.is_some() {
        cells.push(Cell::number(tally.whitespace(), 0));
    }
    if market.workload.is_some() {
        cells.push(Cell::number(tally.workload(), 0));
    }
    if market.last_activity.is_some() {
        cells.push(Cell::percent(tally.activity()));
    }
    cells.push(Cell::percent(tally.coverage()));
    cells
}

/// A part of a whole, where both are known.
pub(super) fn ratio(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    let whole = whole.filter(|whole| *whole > 0.0)?;
    Some(part? / whole)
}

/// Potential by tenths of the accounts, the largest first: how concentrated it is.
fn distribution(market: &Market) -> Option<Sheet> {
    let mut values: Vec<f64> = market
        .potential
        .as_ref()?
        .iter()
        .flatten()
        .copied()
        .collect();
    values.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = values.iter().sum();
    if values.len() < 10 || total <= 0.0 {
        return None;
    }
    let mut sheet =
        Sheet::new("distribution", "Potential by tenths of the accounts").with_columns(vec![
            SheetColumn::new("tenth", Kind::Number),
            SheetColumn::new("accounts", Kind::Number).label("accts"),
            SheetColumn::new("from", Kind::Number),
            SheetColumn::new("to", Kind::Number),
            SheetColumn::new("potential_share", Kind::Percent)
                .label("of potential")
                .bar(),
            SheetColumn::new("cumulative_share", Kind::Percent).label("together"),
        ]);
    let mut together = 0.0;
    for tenth in 0..10 {
        let part = &values[values.len() * tenth / 10..values.len() * (tenth + 1) / 10];
        let sum: f64 = part.iter().sum();
        together += sum;
        sheet.push(vec![
            Cell::Integer(tenth as i64 + 1),
            Cell::count(part.len()),
            Cell::number(part.first().copied(), 0),
            Cell::number(part.last().copied(), 0),
            Cell::percent(Some(sum / total)),
            Cell::percent(Some(together / total)),
        ]);
    }
    match market.accounts - values.len() {
        0 => {}
        1 => sheet.note("1 account has no known potential and is in no tenth"),
        unknown => sheet.note(format!(
            "{unknown} accounts have no known potential and are in no tenth"
        )),
    }
    Some(sheet)
}

/// What each territory has, where it is stronger and weaker than the team.
fn territories(market: &Market, total: &Tally) -> Sheet {
    let mut sheet = Sheet::new("strengths", "Territories against the team").with_columns(vec![
        SheetColumn::new("rep_id", Kind::Id).label("rep"),
        SheetColumn::new("rep_name", Kind::Text).label("name"),
        SheetColumn::new("accounts", Kind::Number).label("accts"),
    ]);
    sheet.columns.extend(figure_columns(market));
    sheet.columns.pop();
    for name in ["strengths", "gaps"] {
        sheet
            .columns
            .push(SheetColumn::new(name, Kind::Text).least(26));
    }
    for (id, tally) in market.by(|row| market.holders[row].unwrap_or_default().to_owned()) {
        if id.is_empty() {
            continue;
        }
        let rep = market.reps.iter().flatten().find(|rep| rep.id == id);
        let mut row = vec![
            Cell::text(&id),
            Cell::text(rep.map_or("", |rep| rep.name.as_str())),
            Cell::count(tally.accounts),
        ];
        row.extend(figures(market, &tally, total));
        row.pop();
        let (strengths, gaps) = compare(market, &tally, total);
        row.push(Cell::text(strengths.join(", ")));
        row.push(Cell::text(gaps.join(", ")));
        sheet.push(row);
    }
    sheet
        .note("strengths and gaps: more than a fifth above or below the team, 5 points for growth");
    sheet
}

/// Which figures of a territory stand out against the team.
fn compare(
    market: &Market,
    tally: &Tally,
    total: &Tally,
) -> (Vec<&'static str>, Vec<&'static str>) {
    let (mut strengths, mut gaps) = (Vec::new(), Vec::new());
    let mut note = |own: Option<f64>, team: Option<f64>, more: &'static str, less: &'static str| {
        if let (Some(own), Some(team)) = (own, team) {
            if own > team * 1.2 {
                strengths.push(more);
            } else if own < team * 0.8 {
                gaps.push(less);
            }
        }
    };
    if market.potential.is_some() && market.sales.is_some() {
        let sold = |tally: &Tally| ratio(tally.sales(), tally.potential());
        note(sold(tally), sold(total), "high share", "low share");
    }
    if market.potential.is_some() {
        let each = |tally: &Tally| ratio(tally.potential(), Some(tally.known() as f64));
        note(each(tally), each(total), "large accounts", "small accounts");
    }
    if market.last_activity.is_some() {
        note(
            tally.activity(),
            total.activity(),
            "often visited",
            "seldom visited",
        );
    }
    if let (Some(own), Some(team)) = (tally.growth(), total.growth()) {
        if own > team + 0.05 {
            strengths.push("grows faster");
        } else if own < team - 0.05 {
            gaps.push("grows slower");
        }
    }
    (strengths, gaps)
}
