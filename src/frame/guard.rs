//! A panic inside polars is a bug, but it must not take the program down without a word.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Rule;
use crate::model::Failure;

/// Runs `work` and turns a panic into [`Failure::Internal`] with the text of the rule.
pub(super) fn guard<T>(rule: &Rule, work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let said = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Failure::Internal(format!("evaluating `{}` panicked: {said}", rule.text()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_failure_that_names_the_rule() {
        let failure = guard(&Rule::new("a > 1"), || -> () {
            panic!("index out of bounds")
        })
        .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "internal error: evaluating `a > 1` panicked: index out of bounds"
        );
    }
}
