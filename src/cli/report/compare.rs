//! `terr report compare PLAN PLAN…`: plans side by side, and what differs.

use std::path::Path;

use crate::{
    balance::Problem,
    cli::{context::Context, exit::Status},
    model::{Diagnostic, Failure},
    report::{self, Basis, By, DistanceOf, Ledger},
};

use super::{Args, Loaded, Output, Scope, load, roads};

/// Reads all plans and writes the scenario table, then what turns the first into each other one.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    plans: &[String],
    output: &Output,
) -> Result<Status, Failure> {
    if plans.len() < 2 {
        return Err(Failure::usage(
            Diagnostic::error("E502", "`compare` needs two plans or more")
                .value(plans.join(" "))
                .fix("terr report compare plan_a.csv plan_b.csv --reps reps.csv"),
        ));
    }
    let loaded: Vec<Loaded> = plans
        .iter()
        .map(|path| load(path, args, cx, Scope::Book))
        .collect::<Result<_, _>>()?;
    for one in &loaded {
        cx.console.warn(&one.warnings);
    }
    let problems: Vec<Problem> = loaded
        .iter()
        .map(|one| Problem::new(&one.book, &one.settings.options))
        .collect::<Result<_, _>>()?;
    let distances: Vec<Box<DistanceOf>> = problems
        .iter()
        .map(|problem| {
            let of = |account, rep| problem.distances.between(account, rep);
            Box::new(of) as Box<DistanceOf>
        })
        .collect();
    let bases: Vec<Basis> = (0..plans.len())
        .map(|at| {
            Basis::new(
                &problems[at],
                &loaded[at].plan,
                &*distances[at],
                roads(args),
            )
        })
        .collect();
    let names = names(plans);
    let mut sheets = Vec::new();
    if !args.diff {
        let summaries: Vec<_> = names
            .iter()
            .zip(&bases)
            .map(|(name, basis)| {
                let summary = report::summary(basis, &Ledger::new(basis), By::Rep, false);
                (name.clone(), summary.into_iter().next().unwrap_or_default())
            })
            .collect();
        sheets.push(report::scenarios(&summaries));
    }
    for at in 1..bases.len() {
        let mut diff = report::diff(&bases[0], &bases[at]);
        diff.title = format!("From {} to {}", names[0], names[at]);
        if bases.len() > 2 {
            diff.name = format!("diff_{}", names[at]);
        }
        sheets.push(diff);
    }
    let files: Vec<String> = loaded.iter().flat_map(|one| one.files.clone()).collect();
    output.write(&sheets, args, cx, &files)?;
    Ok(Status::Done)
}

/// Short names of plans: the stem of the file, the whole path where stems are alike.
fn names(plans: &[String]) -> Vec<String> {
    let stem = |path: &String| {
        let stem = Path::new(path)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        stem.unwrap_or_else(|| path.clone())
    };
    let stems: Vec<String> = plans.iter().map(stem).collect();
    let unique = |name: &String| stems.iter().filter(|other| *other == name).count() == 1;
    let short: Vec<String> = stems
        .iter()
        .zip(plans)
        .map(|(stem, path)| {
            if unique(stem) {
                stem.clone()
            } else {
                path.clone()
            }
        })
        .collect();
    let taken = ["topic", "figure", "unit", "before"];
    (0..short.len())
        .map(|at| {
            let again = short[..at].contains(&short[at]) || taken.contains(&short[at].as_str());
            if again {
                format!("{} ({})", short[at], at + 1)
            } else {
                short[at].clone()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_named_by_what_tells_them_apart() {
        let names = |paths: &[&str]| {
            names(
                &paths
                    .iter()
                    .map(|path| (*path).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(names(&["a/x.csv", "a/y.csv"]), ["x", "y"]);
        assert_eq!(
            names(&["a/plan.csv", "b/plan.csv"]),
            ["a/plan.csv", "b/plan.csv"]
        );
        assert_eq!(names(&["p.csv", "p.csv"]), ["p.csv", "p.csv (2)"]);
        assert_eq!(names(&["before.csv", "after.csv"]), ["before (1)", "after"]);
    }
}
