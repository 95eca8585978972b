//! `--packs FOLDER`: one handover file per rep.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    cli::context::Context,
    model::Failure,
    render::Format,
    report::{self, Basis},
};

use super::{Args, Loaded, Output};

/// Writes the packs; the names of the files are the ids of the reps.
pub(super) fn write(
    folder: &str,
    args: &Args,
    cx: &Context,
    loaded: &Loaded,
    basis: &Basis,
    format: Format,
) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, error))?;
    // A folder has no extension: without --format a pack is a CSV.
    let format = if format == Format::Table {
        Format::Csv
    } else {
        format
    };
    let mut taken = BTreeSet::new();
    let mut count = 0;
    for (at, rep) in basis.book.reps.iter().enumerate() {
        let Some(sheet) = report::pack(basis, &loaded.grid, at) else {
            continue;
        };
        let target = path(folder, &rep.id, format, &mut taken);
        let output = Output {
            target: target.to_string_lossy().into_owned(),
            format,
        };
        output.write(&[sheet], args, cx, &loaded.files)?;
        count += 1;
    }
    cx.console
        .note(&format!("{count} handover packs in {folder}"));
    Ok(())
}

/// A file of its own for each id, inside the folder whatever the id is.
fn path(folder: &str, id: &str, format: Format, taken: &mut BTreeSet<String>) -> PathBuf {
    let safe: String = id
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    let safe = if safe.is_empty() {
        "_".to_owned()
    } else {
        safe
    };
    let mut name = safe.clone();
    let mut number = 2;
    // Some systems do not tell capitals from small letters.
    while !taken.insert(name.to_lowercase()) {
        name = format!("{safe}_{number}");
        number += 1;
    }
    Path::new(folder).join(format!("{name}.{}", format.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        let mut taken = BTreeSet::new();
        let mut name = |id: &str| {
            path("packs", id, Format::Csv, &mut taken)
                .to_string_lossy()
                .into_owned()
        };
        assert_eq!(name("R07"), "packs/R07.csv");
        assert_eq!(name("r07"), "packs/r07_2.csv");
        assert_eq!(name("../../etc/passwd"), "packs/______etc_passwd.csv");
        assert_eq!(name(""), "packs/_.csv");
    }
}
