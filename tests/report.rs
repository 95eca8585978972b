//! End-to-end tests: report.

mod figures;
mod formats;
mod gates;
mod groups;
#[cfg(feature = "polars")]
mod market;
mod plans;
mod proof;

use crate::support::{Answer, Folder};

/// A folder with the team that can be added up by hand (`fixtures/team`): seven accounts, two reps and one who has left.
fn team() -> Folder {
    let folder = Folder::new("report");
    for file in ["plan.csv", "reps.csv", "overrides.csv"] {
        folder.copy(&format!("fixtures/team/{file}"));
    }
    folder
}

/// What every report of the team is told: its plan has no manifest.
const TEAM: [&str; 7] = [
    "--reps=reps.csv",
    "--measure=potential:15%",
    "--measure=workload:50%",
    "--target=equal",
    "--overrides=overrides.csv",
    "--as-of=2026-01-01",
    "--no-config",
];

/// A report of the team.
fn of_team(folder: &Folder, arguments: &[&str]) -> Answer {
    folder.terr(arguments.iter().chain(&TEAM)).run()
}

/// A folder with the example's exports and a plan made of them.
fn example() -> Folder {
    let folder = Folder::new("report");
    folder
        .copy("examples/superstore/crm_accounts.csv")
        .copy("examples/superstore/crm_users.csv");
    folder
        .terr([
            "balance",
            "crm_accounts.csv",
            "--reps=crm_users.csv",
            "--measure=Sales:10%",
            "--effort=quick",
            "--no-config",
            "-q",
            "-o=plan.csv",
        ])
        .ok();
    folder
}
