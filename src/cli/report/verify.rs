//! `terr report verify`: every hash and every figure of a plan and its manifest, computed again.

use std::fs;

use crate::{
    audit,
    cli::{context::Context, exit::Status, seal},
    model::{Diagnostic, Failure},
    report::{self, Basis, Ledger, Verified},
};

use super::{
    Args, Loaded, Output, Scope, gates, load,
    manifest::{self, Found},
    roads,
};
use crate::balance::Problem;

/// Verifies a plan; exit 1 where something is not as stated.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    path: &str,
    output: &Output,
) -> Result<Status, Failure> {
    let Some(found) = manifest::read(path, args.manifest.as_deref())? else {
        return Err(Failure::data(
            Diagnostic::error("E507", "there is no manifest to verify the plan against")
                .in_file(manifest::beside(path).to_string_lossy())
                .expected("the manifest that `terr balance -o` wrote beside the plan")
                .fix("name it: --manifest FILE"),
        ));
    };
    let mut verified = Verified::new();
    let plan = cx.read_with_hash(path, true)?;
    hashes(&mut verified, &found, &plan.origin.sha256, cx)?;
    verified.same(
        "rows",
        "output",
        &found.manifest.output.rows.to_string(),
        &plan.rows().to_string(),
    );
    let mut files = vec![path.to_owned(), found.path.to_string_lossy().into_owned()];
    // Figures of a plan that is not the manifest's own would all be wrong for one and the same reason.
    if found.belongs_to(&plan) {
        let loaded = load(path, args, cx, Scope::Book)?;
        cx.console.warn(&loaded.warnings);
        figures(&mut verified, &loaded, &found, args)?;
        files = loaded.files;
    }
    let silent = gates::silent(cx, verified.wrong == 0);
    if !(silent && output.is_stdout()) {
        output.write(std::slice::from_ref(&verified.sheet), args, cx, &files)?;
    }
    let all = verified.sheet.rows.len();
    if verified.wrong == 0 {
        cx.console
            .note(&format!("{all} hashes and figures are as stated"));
        return Ok(Status::Done);
    }
    cx.console.alert(&format!(
        "{} of {all} hashes and figures are not as stated",
        verified.wrong
    ));
    Ok(Status::No)
}

/// The seal of the manifest, the hash of the plan, the hash of every file that it was made from.
fn hashes(verified: &mut Verified, found: &Found, plan: &str, cx: &Context) -> Result<(), Failure> {
    let text = fs::read(&found.path).map_err(|error| Failure::reading(&found.path, error))?;
    let seal = std::str::from_utf8(&text).ok().and_then(seal::holds);
    let (word, good) = match seal {
        Some(true) => ("holds", true),
        Some(false) => ("broken", false),
        None => ("missing", false),
    };
    verified.add("hash", "manifest", "sealed", word, good);
    let output = &found.manifest.output;
    verified.same(
        "hash",
        &format!("output {}", output.path),
        &output.sha256,
        plan,
    );
    for input in &found.manifest.inputs {
        let name = format!("{} {}", input.role, input.path);
        if input.path == "-" {
            verified.add(
                "hash",
                &name,
                &input.sha256,
                "standard input is gone",
                false,
            );
            continue;
        }
        let path = found.path_of(input);
        match fs::read(&path) {
            Ok(bytes) => verified.same("hash", &name, &input.sha256, &seal::digest(&bytes)),
            Err(error) => verified.add("hash", &name, &input.sha256, &error.to_string(), false),
        }
        cx.console.detail(&format!("hashed {path}"));
    }
    Ok(())
}

/// The figures, by the auditor, who shares nothing with the planner.
fn figures(
    verified: &mut Verified,
    loaded: &Loaded,
    found: &Found,
    args: &Args,
) -> Result<(), Failure> {
    let problem = Problem::new(&loaded.book, &loaded.settings.options)?;
    let distance = |account, rep| problem.distances.between(account, rep);
    let basis = Basis::new(&problem, &loaded.plan, &distance, roads(args));
    let rules = gates::rules(&problem, &loaded.settings.options);
    let now = audit::audit(&loaded.book, &loaded.plan, &rules);
    let today = report::as_today(&basis);
    let before = audit::audit(&loaded.book, &today, &rules);
    let ledger = Ledger::new(&basis);
    debug_assert_eq!(ledger.all.accounts as usize, loaded.book.accounts.len());
    report::figures(
        verified,
        &basis,
        &found.manifest,
        &now,
        &before.figures.measures,
    );
    Ok(())
}
