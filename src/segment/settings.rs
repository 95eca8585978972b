//! What a user may ask of this stage.

use crate::frame::Rule;

use super::{Effort, Overwrite, Potential, Sales, SegmentRule, Team, Term, Tiers, Travel};

/// Everything that [`super::run`] goes by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// Texts that mean "missing", besides an empty cell.
    pub nulls: Vec<String>,
    /// Which columns may lose the values that they have.
    pub overwrite: Overwrite,
    /// Where potential comes from; `None` leaves the column as it is.
    pub potential: Option<Potential>,
    /// The tiers; `None` leaves the column as it is.
    pub tiers: Option<Tiers>,
    /// Nobody asked for tiers: a table without a measure for them needs no word about it.
    pub tiers_by_default: bool,
    /// What tiers are cut by; `None` is potential.
    pub tier_measure: Option<Rule>,
    /// The rules, in order: the first match decides.
    pub rules: Vec<SegmentRule>,
    /// The segment of accounts that no rule matches; `None` leaves them empty.
    pub default: Option<String>,
    /// What workload is made of.
    pub effort: Effort,
    /// Segments with fewer accounts than this are warned about; micro-territories with fewer are merged.
    pub min_cell: usize,
    /// Sales by account and period, or order lines, from which the next year is forecast.
    pub history: Option<Sales>,
    /// The column whose groups short histories take their growth from.
    pub pool_by: Option<String>,
    /// What is sold today; gives headroom, existing and new business.
    pub sales: Option<Rule>,
    /// What was sold the year before; gives growth.
    pub sales_before: Option<Rule>,
    /// The terms of the score.
    pub score: Vec<Term>,
    /// The columns of micro-territories, the widest first.
    pub by: Vec<String>,
    /// How travel is estimated; `None`: workload is without travel.
    pub travel: Option<Travel>,
    /// Which accounts are not worth a visit.
    pub not_worth: Option<Rule>,
    /// The team that the work is checked against.
    pub team: Option<Team>,
}

impl Settings {
    /// The names of segments that rules and default give, in order.
    pub(super) fn segment_names(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .map(|rule| rule.name.as_str())
            .chain(self.default.as_deref())
    }
}
