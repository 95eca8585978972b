//! Shares of the total, exact: equal, by capacity, by a column of the rep table.

use super::Roster;
use crate::model::{Book, Decimal, Diagnostic, Rep, TargetRule};

/// Numerators are cut to this many bits, so that total x numerator x millionths fits `i128`.
const BITS: u32 = 44;

/// The share of each planned rep: `parts[territory] / whole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shares {
    pub(super) parts: Vec<i128>,
    pub(super) whole: i128,
}

/// The rule where none is given: by capacity if every planned rep has one, equal if none has.
pub(super) fn default_rule(book: &Book, roster: &Roster) -> Result<TargetRule, Diagnostic> {
    let (with, without): (Vec<usize>, Vec<usize>) = roster
        .territories()
        .iter()
        .partition(|&&rep| book.reps[rep].capacity.is_some());
    if without.is_empty() {
        Ok(TargetRule::Capacity)
    } else if with.is_empty() {
        Ok(TargetRule::Equal)
    } else {
        Err(missing(book, &without, "capacity")
            .fix("fill in the capacity of each rep, or pass --target equal"))
    }
}

/// The shares after `rule`. Reps with a share of 0 are in `Err(Ok(reps))`: plan again without them.
pub(super) fn shares(
    book: &Book,
    roster: &Roster,
    rule: &TargetRule,
) -> Result<Shares, Result<Vec<usize>, Diagnostic>> {
    let reps = roster.territories();
    let weights = match rule {
        TargetRule::Equal => vec![(1, 0); reps.len()],
        TargetRule::Capacity => known(book, reps, "capacity", effective_capacity).map_err(Err)?,
        TargetRule::Column(name) => {
            let at = book.share_columns.iter().position(|column| column == name);
            known(book, reps, name, |rep| {
                let value = rep.shares.get(at?).copied().flatten()?;
                Some((i128::from(value.mantissa), u32::from(value.decimals)))
            })
            .map_err(Err)?
        }
    };
    let negative: Vec<usize> = zip_where(reps, &weights, |weight| weight < 0);
    if !negative.is_empty() {
        let problem = Diagnostic::error(
            "E307",
            format!("`{rule}` is negative for {}", names(book, &negative)),
        );
        return Err(Err(problem.fix(
            "a share of the target cannot be negative: correct the rep table",
        )));
    }
    let zero: Vec<usize> = zip_where(reps, &weights, |weight| weight == 0);
    if zero.len() == reps.len() {
        let problem = Diagnostic::error(
            "E307",
            format!("`{rule}` is 0 for every rep that is planned"),
        );
        return Err(Err(
            problem.fix("give at least one rep a share, or pass --target equal")
        ));
    }
    if !zero.is_empty() {
        return Err(Ok(zero));
    }
    Ok(exact(&weights))
}

fn zip_where(reps: &[usize], weights: &[(i128, u32)], is: impl Fn(i128) -> bool) -> Vec<usize> {
    let pairs = reps.iter().zip(weights);
    pairs
        .filter(|(_, weight)| is(weight.0))
        .map(|(&rep, _)| rep)
        .collect()
}

/// Decimal weights as integers of one scale without a common factor.
fn exact(weights: &[(i128, u32)]) -> Shares {
    let decimals = weights.iter().map(|weight| weight.1).max().unwrap_or(0);
    let mut parts: Vec<i128> = weights
        .iter()
        .map(|&(mantissa, own)| mantissa.saturating_mul(10i128.pow(decimals - own)))
        .collect();
    let divisor = parts.iter().copied().fold(0, gcd).max(1);
    for part in &mut parts {
        *part /= divisor;
    }
    // Only shares with more than 13 digits in common need this; it changes a target by less than 1 in 10^12.
    while parts.iter().sum::<i128>() >> BITS > 0 {
        for part in &mut parts {
            *part = (*part / 2).max(1);
        }
    }
    Shares {
        whole: parts.iter().sum(),
        parts,
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Capacity x fte x ramp as `(mantissa, decimals)`.
fn effective_capacity(rep: &Rep) -> Option<(i128, u32)> {
    let one = Decimal {
        mantissa: 1,
        decimals: 0,
    };
    [
        rep.capacity?,
        rep.fte.unwrap_or(one),
        rep.ramp.unwrap_or(one),
    ]
    .into_iter()
    .map(shortest)
    .try_fold((1i128, 0), |(mantissa, decimals), factor| {
        Some((mantissa.checked_mul(factor.0)?, decimals + factor.1))
    })
}

/// Without trailing zeros behind the point, so that products stay small.
fn shortest(value: Decimal) -> (i128, u32) {
    let (mut mantissa, mut decimals) = (i128::from(value.mantissa), u32::from(value.decimals));
    while decimals > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        decimals -= 1;
    }
    (mantissa, decimals)
}

fn known(
    book: &Book,
    reps: &[usize],
    what: &str,
    value: impl Fn(&Rep) -> Option<(i128, u32)>,
) -> Result<Vec<(i128, u32)>, Diagnostic> {
    let values: Vec<_> = reps.iter().map(|&rep| value(&book.reps[rep])).collect();
    let without: Vec<usize> = (reps.iter().zip(&values))
        .filter(|(_, value)| value.is_none())
        .map(|(&rep, _)| rep)
        .collect();
    if without.is_empty() {
        return Ok(values.into_iter().flatten().collect());
    }
    Err(missing(book, &without, what).fix(format!(
        "fill in `{what}` for each rep (0: no accounts), or choose another --target"
    )))
}

fn missing(book: &Book, reps: &[usize], what: &str) -> Diagnostic {
    Diagnostic::error("E306", format!("no `{what}` for {}", names(book, reps))).expected(format!(
        "a `{what}` for each rep that is planned, as targets are made from it"
    ))
}

/// The first ten ids, and how many more.
pub(super) fn names(book: &Book, reps: &[usize]) -> String {
    let shown: Vec<String> = reps
        .iter()
        .take(10)
        .map(|&rep| format!("`{}`", book.reps[rep].id))
        .collect();
    let more = reps.len().saturating_sub(10);
    let noun = if reps.len() == 1 { "rep" } else { "reps" };
    if more == 0 {
        format!("{noun} {}", shown.join(", "))
    } else {
        format!("{noun} {} and {more} more", shown.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_ratios() {
        // 0.5, 1 and 1.25: 2 : 4 : 5
        let shares = exact(&[(5, 1), (1, 0), (125, 2)]);
        assert_eq!((shares.parts, shares.whole), (vec![2, 4, 5], 11));
    }

    #[test]
    fn capacity_counts_with_fte_and_ramp() {
        let decimal = Decimal::parse;
        let rep = Rep {
            capacity: decimal("2000.00"),
            fte: decimal("0.5"),
            ramp: decimal("0.80"),
            ..Rep::default()
        };
        assert_eq!(effective_capacity(&rep), Some((2000 * 5 * 8, 2)));
    }
}
