//! The functions that a rule may call: those that look at one row and always give the same answer.

/// Whether a name is in one of the lists below.
pub(super) fn is_in(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|known| known == name)
}

/// Known to polars and safe: one row in, one value out.
pub(super) const SCALAR: &str = "\
    abs ceil ceiling char_length character_length coalesce concat concat_ws ends_with exp \
    floor greatest if ifnull least left length ln log log10 log2 lower ltrim mod nullif \
    pow power regexp_like replace right round rtrim sign sqrt starts_with strpos substr \
    substring trim trunc upper";

/// They look at more than one row, so they have no answer for one account.
pub(super) const MANY_ROWS: &str = "\
    approx_count_distinct array_agg avg corr count covar covar_pop covar_samp cume_dist \
    dense_rank first first_value lag last last_value lead max mean median min mode ntile \
    percent_rank quantile quantile_cont quantile_disc percentile_cont percentile_disc rank \
    row_number std stddev stddev_samp stdev stdev_samp string_agg listagg sum unnest var \
    var_samp variance";

/// Keywords that may stand before a bracket without being functions.
pub(super) const BEFORE_BRACKET: &str = "\
    all and any as between by case cast else end escape exists for from ilike in is like not or \
    regexp rlike similar then to try_cast when xor";

/// Keywords that begin something larger than an expression over one row.
pub(super) const REFUSED: &str = "\
    over select";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Rule, check};

    #[test]
    fn polars_knows_every_function_of_the_list() {
        for name in SCALAR.split_whitespace() {
            // The wrong number of arguments is another complaint than an unknown function.
            for arguments in ["a", "a, a", "a, a, a"] {
                let text = format!("{name}({arguments})");
                if let Err(failure) = check::parse(&Rule::new(text)) {
                    let said = format!("{failure:?}");
                    assert!(!said.contains("unsupported function"), "{name}: {said}");
                }
            }
        }
    }
}
