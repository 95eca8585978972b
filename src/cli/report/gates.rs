//! `terr report check`: exit 1 where a gate is violated.

use crate::{
    audit::{self, Rules},
    balance::{Options, Problem},
    cli::{context::Context, exit::Status},
    model::Failure,
    report::{self, Basis, Gates, Ledger},
};

use super::{Args, Loaded, Output, log};

/// Judges the plan, writes the answer, says no on standard error.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    loaded: &Loaded,
    problem: &Problem,
    basis: &Basis,
    ledger: &Ledger,
    output: &Output,
) -> Result<Status, Failure> {
    let findings = audit::audit(
        &loaded.book,
        &loaded.plan,
        &rules(problem, &loaded.settings.options),
    );
    let gates = Gates {
        max_deviation: args.max_deviation.clone(),
        max_moved: args.max_moved.clone(),
        min_coverage: args.min_coverage.clone(),
        max_utilisation: args.max_utilisation,
    };
    let checked = report::check(basis, ledger, &findings, &gates).map_err(Failure::usage)?;
    if let Some(log) = &args.log {
        let plan = &loaded.grid.origin.file;
        let hash = match &loaded.manifest {
            Some(_) => loaded.grid.origin.sha256.clone(),
            None => cx.read_with_hash(plan, true)?.origin.sha256,
        };
        log::append(log, plan, &hash, &checked, report::drift(basis, ledger))?;
    }
    let silent = silent(cx, checked.passed());
    if !(silent && output.is_stdout()) {
        output.write(
            std::slice::from_ref(&checked.sheet),
            args,
            cx,
            &loaded.files,
        )?;
    }
    if checked.passed() {
        cx.console.note(&format!("{} gates hold", checked.gates));
        return Ok(Status::Done);
    }
    cx.console.alert(&format!(
        "{} of {} gates {} violated",
        checked.violated,
        checked.gates,
        if checked.violated == 1 { "is" } else { "are" }
    ));
    Ok(Status::No)
}

/// Cron mails whatever is printed: with -q a plan that passes prints nothing, with -qq nothing is printed at all.
pub(super) fn silent(cx: &Context, passed: bool) -> bool {
    match cx.console.quiet {
        0 => false,
        1 => passed,
        _ => true,
    }
}

/// The rules that the plan was made by, for the audit.
pub(super) fn rules(problem: &Problem, options: &Options) -> Rules {
    Rules {
        measures: options.measures.clone(),
        targets: options.targets.clone(),
        travel_measure: options.travel_measure.clone(),
        keep: problem.keep as f64 / problem.per_unit(),
        prefer: problem.prefer as f64 / problem.per_unit(),
        power: options.compactness.power(),
        max_moved: options.max_moved.clone(),
        only_new: options.only_new,
        as_of: options.as_of,
    }
}
