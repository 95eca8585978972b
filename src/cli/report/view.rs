//! Which view is asked for: `terr report [VIEW] [PLAN]`, the first word being a view where it is the name of one.

use std::path::Path;

use crate::{
    cli::config::suggestion,
    model::{Diagnostic, Failure},
};

/// A view of `terr report`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// The team before and after, one row per territory.
    Summary,
    /// Territories in full, gains and losses.
    Territories,
    /// Accounts that change, flows.
    Changes,
    /// What each rep hands over.
    Handover,
    /// The fate of each row of the overrides.
    Overrides,
    /// Why one account is where it is.
    Explain,
    /// The best moves from today.
    Moves,
    /// Plans side by side, and what differs.
    Compare,
    /// What several reps claim or share.
    Overlaps,
    /// The market by dimension, strengths and gaps.
    Profile,
    /// Who looks after what, and what nobody does.
    Coverage,
    /// The gates.
    Check,
    /// Every figure and hash recomputed.
    Verify,
}

impl View {
    /// All views, in the order of the documentation.
    pub(super) const ALL: [Self; 13] = [
        Self::Summary,
        Self::Territories,
        Self::Changes,
        Self::Handover,
        Self::Overrides,
        Self::Explain,
        Self::Moves,
        Self::Compare,
        Self::Overlaps,
        Self::Profile,
        Self::Coverage,
        Self::Check,
        Self::Verify,
    ];

    /// The name, as typed.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Territories => "territories",
            Self::Changes => "changes",
            Self::Handover => "handover",
            Self::Overrides => "overrides",
            Self::Explain => "explain",
            Self::Moves => "moves",
            Self::Compare => "compare",
            Self::Overlaps => "overlaps",
            Self::Profile => "profile",
            Self::Coverage => "coverage",
            Self::Check => "check",
            Self::Verify => "verify",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }
}

/// Tells the view from the plans. A plan whose file is called like a view is written `./summary`.
pub(super) fn resolve(
    first: Option<&str>,
    rest: &[String],
) -> Result<(View, Vec<String>), Failure> {
    let Some(first) = first else {
        return Ok((View::Summary, Vec::new()));
    };
    let (view, plans) = match View::parse(first) {
        Some(view) => (view, rest.to_vec()),
        None if rest.is_empty() && looks_like_a_file(first) => {
            (View::Summary, vec![first.to_owned()])
        }
        None => return Err(Failure::usage(unknown(first))),
    };
    let most = match view {
        View::Compare => usize::MAX,
        View::Explain => 2,
        _ => 1,
    };
    if plans.len() > most {
        return Err(Failure::usage(
            Diagnostic::error("E502", format!("`{}` shows one plan", view.as_str()))
                .value(plans.join(" "))
                .expected(format!("terr report {} PLAN --reps REPS", view.as_str()))
                .fix(
                    "to see several plans side by side: terr report compare PLAN PLAN --reps REPS",
                ),
        ));
    }
    Ok((view, plans))
}

/// Whether a word is meant as a file: it exists, is standard input, or has an extension or a folder.
fn looks_like_a_file(word: &str) -> bool {
    word == "-" || word.contains(['.', '/', '\\']) || Path::new(word).exists()
}

fn unknown(word: &str) -> Diagnostic {
    let names = View::ALL.map(View::as_str);
    Diagnostic::error("E501", format!("no view `{word}`"))
        .expected(names.join(", "))
        .fix(suggestion(word, names.into_iter()).unwrap_or_else(|| {
            "name a view first, then the plan: terr report changes plan.csv --reps reps.csv"
                .to_owned()
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_a_view_only_if_it_is_one() {
        let rest = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let of =
            |first, more: &[&str]| resolve(first, &rest(more)).map_err(|error| error.to_string());
        assert_eq!(of(None, &[]), Ok((View::Summary, vec![])));
        assert_eq!(
            of(Some("plan.csv"), &[]),
            Ok((View::Summary, rest(&["plan.csv"])))
        );
        assert_eq!(of(Some("-"), &[]), Ok((View::Summary, rest(&["-"]))));
        assert_eq!(of(Some("check"), &[]), Ok((View::Check, vec![])));
        assert_eq!(
            of(Some("changes"), &["p"]),
            Ok((View::Changes, rest(&["p"])))
        );
        assert!(
            of(Some("chagnes"), &["p.csv"]).is_err_and(|text| text.contains("no view `chagnes`"))
        );
        assert!(
            of(Some("changes"), &["a.csv", "b.csv"]).is_err_and(|text| text.contains("one plan"))
        );
        assert!(of(Some("compare"), &["a.csv", "b.csv"]).is_ok());
    }
}
