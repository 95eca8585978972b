//! Targets and bounds: what each territory should hold of each measure, and how far it may be off.
//!
//! `T = share x W`, `W` over the accounts that some planned rep may hold; a tolerance of 5 % allows `0.95 T ..= 1.05 T`, the lower bound
//! rounded up and the upper one down to whole units of the measure's fixed point. All in `i128`, so exact.

use rayon::prelude::*;

use super::{
    Options, Roster,
    shares::{Shares, default_rule, shares},
};
use crate::model::{Book, Decimal, Diagnostic, MeasureRequest, TargetRule, Tolerance};

/// The largest total of a measure, in units of its fixed point.
const MOST: i128 = 1 << 62;

/// What one territory should hold of one measure, in units of the measure's fixed point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The target; `None` with absolute bounds.
    pub target: Option<f64>,
    /// The least allowed sum; 0 where that side is open.
    pub lower: i64,
    /// The largest allowed sum; `i64::MAX` where that side is open.
    pub upper: i64,
    /// What a violation is relative to: the target, else the bound.
    pub reference: i64,
}

impl Bounds {
    /// `load / target - 1`; `None` without a target.
    pub fn deviation(&self, load: i64) -> Option<f64> {
        self.target.map(|target| load as f64 / target - 1.0)
    }

    /// How much of `load` lies outside.
    pub fn outside(&self, load: i64) -> i64 {
        (self.lower - load)
            .max(load.saturating_sub(self.upper))
            .max(0)
    }
}

/// The targets of one measure.
#[derive(Debug, Clone)]
pub struct MeasureTargets {
    /// Name and tolerance.
    pub request: MeasureRequest,
    /// The measure's position in the book.
    pub measure: usize,
    /// Where targets come from; `None` with absolute bounds.
    pub rule: Option<TargetRule>,
    /// The sum over the accounts that some planned rep may hold.
    pub total: i64,
    /// One per rep of the book; `None` for reps that are not planned.
    pub bounds: Vec<Option<Bounds>>,
}

/// The targets of all balanced measures, in the order of the request.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// One per balanced measure.
    pub measures: Vec<MeasureTargets>,
}

/// A measure's rule and shares; no rule and no shares with absolute bounds.
pub(super) type Rules = Vec<Option<(TargetRule, Shares)>>;

/// The rule and shares of each balanced measure, and the roster without the reps who have no share.
pub(super) fn settle_shares(
    book: &Book,
    options: &Options,
    mut roster: Roster,
) -> Result<(Roster, Rules), Vec<Diagnostic>> {
    check_requests(options)?;
    'again: loop {
        if roster.territories().is_empty() {
            return Err(vec![nobody(book, &roster)]);
        }
        let mut rules: Rules = Vec::new();
        let mut errors = Vec::new();
        for request in &options.measures {
            if matches!(request.tolerance, Tolerance::Bounds(..)) {
                rules.push(None);
                continue;
            }
            let rule = match asked(options, &request.name) {
                Some(rule) => Ok(rule.clone()),
                None => default_rule(book, &roster),
            };
            let shared = rule.map_err(Err).and_then(|rule| {
                let shares = shares(book, &roster, &rule)?;
                Ok((rule, shares))
            });
            match shared {
                Ok(shared) => rules.push(Some(shared)),
                Err(Ok(without)) => {
                    roster = roster.without_share(book, &without);
                    continue 'again;
                }
                Err(Err(problem)) => {
                    if !errors.contains(&problem) {
                        errors.push(problem);
                    }
                }
            }
        }
        return if errors.is_empty() {
            Ok((roster, rules))
        } else {
            Err(errors)
        };
    }
}

fn check_requests(options: &Options) -> Result<(), Vec<Diagnostic>> {
    let unknown = options
        .targets
        .iter()
        .filter_map(|target| target.measure.as_ref());
    let unknown = unknown.filter(|name| options.measures.iter().all(|m| m.name != **name));
    let balanced: Vec<&str> = options.measures.iter().map(|m| m.name.as_str()).collect();
    let mut errors: Vec<Diagnostic> = unknown
        .map(|name| {
            Diagnostic::error(
                "E312",
                format!("--target names `{name}`, which is not balanced"),
            )
            .expected(format!(
                "one of the balanced measures: {}",
                balanced.join(", ")
            ))
            .fix(format!(
                "add --measure {name}, or leave the name out to set the target of all"
            ))
        })
        .collect();
    for (at, request) in options.measures.iter().enumerate() {
        if options.measures[..at]
            .iter()
            .any(|other| other.name == request.name)
        {
            errors.push(
                Diagnostic::error(
                    "E313",
                    format!("measure `{}` is asked for twice", request.name),
                )
                .fix("give each --measure once"),
            );
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

fn asked<'a>(options: &'a Options, measure: &str) -> Option<&'a TargetRule> {
    let own = options.targets.iter().rev();
    let own = own.filter(|target| target.measure.as_deref() == Some(measure));
    let all = options
        .targets
        .iter()
        .rev()
        .filter(|target| target.measure.is_none());
    own.chain(all).map(|target| &target.rule).next()
}

fn nobody(book: &Book, roster: &Roster) -> Diagnostic {
    use super::Standing::{NoPlace, NoShare, Unavailable};
    let count = |kind| {
        (0..book.reps.len())
            .filter(|&rep| roster.standing(rep) == kind)
            .count()
    };
    let (left, placeless, shareless) = (count(Unavailable), count(NoPlace), count(NoShare));
    Diagnostic::error("E301", "there is no rep to plan for")
        .value(format!(
            "{} reps: {left} not available, {placeless} without place and accounts, {shareless} with a share of 0",
            book.reps.len()
        ))
        .expected("at least one rep who is available, can be measured from somewhere and has a share of the targets")
        .fix("check `active`, `start_date`, `end_date` (--as-of), places and capacities in the rep table")
}

impl Targets {
    /// Targets and bounds. `is_planned` says whether some planned rep may hold an account.
    ///
    /// # Errors
    /// A measure that is empty, negative somewhere, sums to 0, is known for too few accounts, or whose total is beyond 2^62.
    pub(super) fn new(
        book: &Book,
        options: &Options,
        roster: &Roster,
        rules: Rules,
        is_planned: impl Fn(usize) -> bool + Sync,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let mut targets = Self::default();
        for (request, rule) in options.measures.iter().zip(rules) {
            let Some(measure) = book.measure(&request.name) else {
                errors.push(Diagnostic::error(
                    "E302",
                    format!("no measure `{}`", request.name),
                ));
                continue;
            };
            match total(book, options, measure, &is_planned) {
                Err(problem) => errors.push(problem),
                Ok(total) => {
                    let decimals = book.measures[measure].decimals;
                    let mut bounds = vec![None; book.reps.len()];
                    for (territory, &rep) in roster.territories().iter().enumerate() {
                        let shares = rule.as_ref().map(|(_, shares)| shares);
                        let share = shares.map(|s| (s.parts[territory], s.whole));
                        bounds[rep] = Some(of_territory(request.tolerance, share, total, decimals));
                    }
                    targets.measures.push(MeasureTargets {
                        request: request.clone(),
                        measure,
                        rule: rule.map(|(rule, _)| rule),
                        total,
                        bounds,
                    });
                }
            }
        }
        if errors.is_empty() {
            Ok(targets)
        } else {
            Err(errors)
        }
    }
}

fn of_territory(
    tolerance: Tolerance,
    share: Option<(i128, i128)>,
    total: i64,
    decimals: u8,
) -> Bounds {
    match (tolerance, share) {
        (Tolerance::Share(millionths), Some((part, whole))) => {
            let exact = i128::from(total) * part; // target x whole
            let million = 1_000_000i128;
            let tolerance = i128::from(millionths);
            let low = (exact * (million - tolerance).max(0)).div_euclid(whole * million);
            let cut = exact * (million - tolerance).max(0) % (whole * million) != 0;
            // A tolerance of 2,000 % and more of a large total does not fit: such a side is open anyway.
            let high = exact
                .checked_mul(million + tolerance)
                .map_or(MOST, |high| high / (whole * million));
            Bounds {
                target: Some(total as f64 * (part as f64 / whole as f64)),
                lower: (low + i128::from(cut)) as i64,
                upper: high.min(MOST) as i64,
                reference: ((exact / whole) as i64).max(1),
            }
        }
        (Tolerance::Bounds(low, high), _) => {
            let lower = low.map_or(0, |low| fixed(low, decimals, true));
            let upper = high.map_or(i64::MAX, |high| fixed(high, decimals, false));
            let reference = if high.is_some() { upper } else { lower };
            Bounds {
                target: None,
                lower: lower.max(0),
                upper,
                reference: reference.max(1),
            }
        }
        (Tolerance::Share(_), None) => unreachable!("a relative tolerance has shares"),
    }
}

/// A decimal in fixed point, rounded up or down; saturates.
fn fixed(value: Decimal, decimals: u8, up: bool) -> i64 {
    let mantissa = i128::from(value.mantissa);
    let scaled = if decimals >= value.decimals {
        mantissa * 10i128.pow(u32::from(decimals - value.decimals))
    } else {
        let power = 10i128.pow(u32::from(value.decimals - decimals));
        mantissa.div_euclid(power) + i128::from(up && mantissa.rem_euclid(power) != 0)
    };
    scaled.clamp(-MOST, MOST) as i64
}

fn total(
    book: &Book,
    options: &Options,
    measure: usize,
    is_planned: impl Fn(usize) -> bool + Sync,
) -> Result<i64, Diagnostic> {
    let measure = &book.measures[measure];
    let name = &measure.name;
    let accounts = measure.amounts.len();
    let known = measure.known();
    if known == 0 {
        return Err(
            Diagnostic::error("E302", format!("`{name}` is empty in every row"))
                .fix(format!("fill in `{name}`, or balance another --measure")),
        );
    }
    if (known as u128) * 1_000_000 < (accounts as u128) * u128::from(options.min_known) {
        let share = known as f64 * 100.0 / accounts as f64;
        return Err(Diagnostic::error(
            "E304",
            format!("`{name}` is known for {share:.1} % of accounts, too few to balance on"),
        )
        .value(format!("{known} of {accounts} accounts"))
        .expected(format!(
            "at least {} %",
            f64::from(options.min_known) / 10_000.0
        ))
        .fix(format!(
            "fill in `{name}` (missing is never taken for 0), or pass --min-known {}%",
            share.floor()
        )));
    }
    if let Some(at) = measure.first_negative() {
        let id = book.accounts.ids.get(at);
        return Err(
            Diagnostic::error("E303", format!("`{name}` is negative for account `{id}`"))
                .value(measure.format(measure.amount(at)))
                .expected(
                    "amounts of 0 and more: shares of a total with negative parts mean nothing",
                )
                .fix("correct the cell, or leave the row out with --where"),
        );
    }
    let total: i128 = (0..accounts)
        .into_par_iter()
        .filter(|&account| is_planned(account))
        .map(|account| i128::from(measure.amount(account)))
        .sum();
    if total == 0 {
        return Err(Diagnostic::error(
            "E302",
            format!("`{name}` sums to 0 over the accounts that can be planned"),
        )
        .fix("balance another --measure"));
    }
    if total >= MOST {
        return Err(Diagnostic::error(
            "E305",
            format!("the total of `{name}` is too large to add up exactly"),
        )
        .value(format!("{total} units of {} decimals", measure.decimals))
        .expected("less than 2^62, about 4.6 x 10^18")
        .fix(format!(
            "give `{name}` fewer decimals or in a larger unit (thousands)"
        )));
    }
    Ok(total as i64)
}

/// What each rep holds of a measure under an alignment, in units of its fixed point. One entry per rep of the book.
pub fn loads(book: &Book, measure: usize, rep_of: impl Fn(usize) -> Option<usize>) -> Vec<i64> {
    let mut loads = vec![0i128; book.reps.len()];
    for account in 0..book.accounts.len() {
        if let Some(rep) = rep_of(account) {
            loads[rep] += i128::from(book.measures[measure].amount(account));
        }
    }
    loads
        .into_iter()
        .map(|load| load.clamp(-MOST, MOST) as i64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_round_inwards() {
        // a third of 100.00 is 33.333...: 5 % is 31.666... to 35.000
        let bounds = of_territory(Tolerance::Share(50_000), Some((1, 3)), 10_000, 2);
        assert_eq!(
            (bounds.lower, bounds.upper, bounds.reference),
            (3167, 3500, 3333)
        );
        assert_eq!(bounds.outside(3166), 1);
        assert_eq!(bounds.outside(3500), 0);
    }

    #[test]
    fn exact_targets_keep_exact_bounds() {
        let bounds = of_territory(Tolerance::Share(50_000), Some((1, 4)), 400, 0);
        assert_eq!((bounds.lower, bounds.upper), (95, 105));
        let bounds = of_territory(Tolerance::Share(0), Some((1, 4)), 400, 0);
        assert_eq!((bounds.lower, bounds.upper), (100, 100));
    }

    #[test]
    fn absolute_bounds_keep_their_decimals() {
        let tolerance: Tolerance = "0.80005..1.20009".parse().unwrap();
        let bounds = of_territory(tolerance, None, 10_000, 4);
        assert_eq!((bounds.lower, bounds.upper), (8001, 12_000));
        let open: Tolerance = "..7".parse().unwrap();
        let bounds = of_territory(open, None, 10_000, 0);
        assert_eq!((bounds.lower, bounds.upper, bounds.reference), (0, 7, 7));
    }

    #[test]
    fn huge_totals_do_not_wrap() {
        let bounds = of_territory(
            Tolerance::Share(1_000_000_000),
            Some((1, 1)),
            i64::MAX / 2 - 1,
            0,
        );
        assert_eq!(bounds.lower, 0);
        assert_eq!(bounds.upper, 1 << 62);
    }
}
