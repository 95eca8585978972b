//! A weighted score of several terms on one scale, with the contribution of each: 0 is the least, 100 the most.

use crate::{
    frame::{Frame, Rule},
    model::Failure,
};

use super::columns::Working;

/// How a term comes to lie between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// By rank: the smallest 0, the largest 1, equal values their mean rank. Giants do not squeeze the rest together.
    #[default]
    Rank,
    /// By value: the smallest 0, the largest 1, linear between.
    Range,
}

/// One `[[segment.score]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its name; the column of its contribution is `score_NAME`.
    pub name: String,
    /// What is measured.
    pub of: Rule,
    /// Its weight, above 0; only the proportion of weights counts.
    pub weight: f64,
    /// How it is brought to 0 to 1.
    pub scale: Scale,
    /// Whether less is better.
    pub reverse: bool,
    /// What an unknown value counts as, 0 to 100; `None`: the score is unknown too.
    pub missing: Option<f64>,
}

/// Fills `score_NAME` for each term and `score`, their sum. Contributions are rounded to 2 decimals first, so that the sum is
/// exact in every row.
pub(super) fn fill(table: &mut Working, terms: &[Term]) -> Result<(), Failure> {
    if terms.is_empty() {
        return Ok(());
    }
    let frame = Frame::new(&table.grid, &table.nulls)?;
    super::rules::together(terms.iter().map(|term| frame.check_numbers(&term.of)))?;
    let weights: f64 = terms.iter().map(|term| term.weight).sum();
    let mut parts: Vec<Vec<Option<f64>>> = Vec::with_capacity(terms.len());
    for term in terms {
        let scaled = scale(&frame.numbers(&term.of)?, term.scale);
        let part = scaled.into_iter().map(|value| {
            let value = value.map(|value| if term.reverse { 1.0 - value } else { value });
            let value = value.or(term.missing.map(|missing| missing / 100.0))?;
            Some((1e4 * term.weight / weights * value).round() / 100.0)
        });
        parts.push(part.collect());
    }
    for (term, part) in terms.iter().zip(&parts) {
        table.fill_numbers(&format!("score_{}", term.name), part, 2);
    }
    let total: Vec<Option<f64>> = (0..table.rows())
        .map(|row| parts.iter().map(|part| part[row]).sum())
        .collect();
    table.fill_numbers("score", &total, 2);
    Ok(())
}

/// Known values between 0 and 1. Where all are alike, each is 0.5.
fn scale(values: &[Option<f64>], scale: Scale) -> Vec<Option<f64>> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return values.to_vec();
    };
    let steps = (sorted.len() - 1) as f64;
    values
        .iter()
        .map(|value| {
            let value = (*value)?;
            Some(match scale {
                _ if least >= most => 0.5,
                Scale::Range => (value - least) / (most - least),
                Scale::Rank => {
                    let below = sorted.partition_point(|other| *other < value);
                    let upto = sorted.partition_point(|other| *other <= value);
                    (below + upto - 1) as f64 / 2.0 / steps
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_shared_and_ranges_are_linear() {
        let values = [Some(10.0), None, Some(10.0), Some(40.0), Some(1000.0)];
        // Ranks 0, 1, 2, 3 of 3; the two tens share 0.5 / 3.
        let expected = [
            Some(0.5 / 3.0),
            None,
            Some(0.5 / 3.0),
            Some(2.0 / 3.0),
            Some(1.0),
        ];
        assert_eq!(scale(&values, Scale::Rank), expected);
        assert_eq!(scale(&values, Scale::Range)[3], Some(30.0 / 990.0));
        assert_eq!(
            scale(&[Some(3.0), Some(3.0)], Scale::Rank),
            [Some(0.5), Some(0.5)]
        );
    }
}
