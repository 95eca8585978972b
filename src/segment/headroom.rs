//! What is sold today against what could be: headroom, growth, existing and new business as measures of their own.

use crate::{
    frame::{Frame, Rule},
    model::Failure,
};

use super::columns::Working;

/// Fills `headroom` (potential − sales), `potential_existing` (what is sold already, at most the potential) and
/// `potential_new` (the rest of it), rounded to 2 decimals; with the sales of the year before also `growth`
/// (sales / before − 1, 4 decimals).
///
/// `potential_existing` and `potential_new` add up to the potential; headroom may be negative where more is sold than thought.
pub(super) fn fill(
    table: &mut Working,
    sales: Option<&Rule>,
    before: Option<&Rule>,
) -> Result<(), Failure> {
    let Some(sales) = sales else {
        return Ok(());
    };
    let frame = Frame::new(&table.grid, &table.nulls)?;
    let sold = frame.numbers(sales)?;
    let before = before.map(|before| frame.numbers(before)).transpose()?;
    if let Some(potential) = table.numbers("potential")? {
        let combined = |of: fn(f64, f64) -> f64| -> Vec<Option<f64>> {
            potential
                .iter()
                .zip(&sold)
                .map(|(potential, sold)| Some(of((*potential)?, (*sold)?)))
                .collect()
        };
        let headroom = combined(|potential, sold| potential - sold);
        let existing = combined(|potential, sold| sold.min(potential).max(0.0));
        let new = combined(|potential, sold| potential - sold.min(potential).max(0.0));
        table.fill_numbers("headroom", &headroom, 2);
        table.fill_numbers("potential_existing", &existing, 2);
        table.fill_numbers("potential_new", &new, 2);
    }
    if let Some(before) = before {
        let growth: Vec<Option<f64>> = sold
            .iter()
            .zip(&before)
            .map(|(sold, before)| {
                let before = (*before)?;
                (before > 0.0).then_some((*sold)? / before - 1.0)
            })
            .collect();
        table.fill_numbers("growth", &growth, 4);
    }
    Ok(())
}
