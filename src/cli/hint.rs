//! Problems of a raw table that only `terr import` has flags for.

use crate::model::Failure;

/// Flags that the readers' messages name and other commands do not have.
const OF_IMPORT: [&str; 13] = [
    "--encoding",
    "--sheet",
    "--decimal",
    "--dates",
    "--rejects",
    "--max-memory",
    "--on-duplicate",
    "--rollup",
    "--no-header",
    "--row-ids",
    "--gazetteer",
    "--country",
    "--require",
];

/// Says to import first where the way out is a flag of `terr import`.
pub(super) fn import_first(failure: Failure) -> Failure {
    let Failure::Data(mut problems) = failure else {
        return failure;
    };
    for problem in &mut problems.items {
        if let Some(fix) = &mut problem.fix
            && OF_IMPORT.iter().any(|flag| fix.contains(flag))
            && !fix.contains("terr import")
        {
            fix.push_str(" (flags of terr import: import the table first)");
        }
    }
    Failure::Data(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Diagnostic;

    #[test]
    fn flags_that_a_command_lacks_are_named_with_their_command() {
        let fix = |text: &str| {
            let problem = Diagnostic::error("E104", "x").fix(text);
            match import_first(Failure::data(problem)) {
                Failure::Data(problems) => problems.items[0].fix.clone().unwrap(),
                other => panic!("{other}"),
            }
        };
        assert!(fix("name the encoding: --encoding cp850").ends_with("import the table first)"));
        assert_eq!(fix("correct the cell"), "correct the cell");
    }
}
