//! `terr report explain PLAN ACCOUNT`.

use crate::{
    balance::{Problem, explain::explain},
    cli::{config::suggestion, context::Context, exit::Status},
    model::{Book, Diagnostic, Failure},
    report::{self, Basis},
};

use super::{Args, Output, Scope, load, plan_path, roads};

/// Explains one account of a plan. With the plan in `[files]`, ACCOUNT alone is enough.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    words: &[String],
    output: &Output,
) -> Result<Status, Failure> {
    let (plan, account) = match words {
        [plan, account] => (plan.clone(), account),
        [account] if cx.files.plan.is_some() => (plan_path(&[], cx)?, account),
        _ => {
            return Err(Failure::usage(
                Diagnostic::error("E502", "`explain` needs a plan and an account")
                    .value(words.join(" "))
                    .fix("terr report explain plan.csv ACCOUNT_ID --reps reps.csv"),
            ));
        }
    };
    let loaded = load(&plan, args, cx, Scope::Book)?;
    cx.console.warn(&loaded.warnings);
    let problem = Problem::new(&loaded.book, &loaded.settings.options)?;
    let account = find(&loaded.book, account, &plan)?;
    let prices = loaded.manifest.as_ref().map(|found| &found.manifest.prices);
    let explanation = explain(&problem, &loaded.plan.alignment, account, prices);
    let distance = |account, rep| problem.distances.between(account, rep);
    let basis = Basis::new(&problem, &loaded.plan, &distance, roads(args));
    let sheet = report::explain(&basis, &problem, &explanation);
    output.write(&[sheet], args, cx, &loaded.files)?;
    Ok(Status::Done)
}

fn find(book: &Book, id: &str, plan: &str) -> Result<usize, Failure> {
    let ids = &book.accounts.ids;
    ids.iter().position(|known| known == id).ok_or_else(|| {
        let near = suggestion(id, ids.iter());
        Failure::usage(
            Diagnostic::error("E510", format!("no account `{id}` in the plan"))
                .in_file(plan)
                .fix(
                    near.unwrap_or_else(|| {
                        "give an account_id as it stands in the plan".to_owned()
                    }),
                ),
        )
    })
}
