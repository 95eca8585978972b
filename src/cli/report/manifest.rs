//! The manifest beside a plan: found by name, believed only if it is bound to this very plan.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    cli::context::Context,
    model::{Diagnostic, Diagnostics, Failure, Grid, InputRecord, Manifest},
};

/// A manifest and where it lies.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// What it says.
    pub(super) manifest: Manifest,
    /// Its path.
    pub(super) path: PathBuf,
}

impl Found {
    /// The path of an input as seen from here.
    pub(super) fn path_of(&self, input: &InputRecord) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join(&input.path).to_string_lossy().into_owned()
    }

    /// The input with a role.
    pub(super) fn input(&self, role: &str) -> Option<&InputRecord> {
        self.manifest
            .inputs
            .iter()
            .find(|input| input.role == role && input.path != "-")
    }

    /// Whether it is bound to this plan.
    pub(super) fn belongs_to(&self, plan: &Grid) -> bool {
        self.manifest
            .output
            .sha256
            .eq_ignore_ascii_case(&plan.origin.sha256)
    }
}

/// `plan.csv` has its manifest in `plan.manifest.json`.
pub(super) fn beside(plan: &str) -> PathBuf {
    Path::new(plan).with_extension("manifest.json")
}

/// Reads a table that may have a manifest; then with the hash that binds the two.
pub(super) fn read_table(path: &str, named: Option<&str>, cx: &Context) -> Result<Grid, Failure> {
    let is_there = named.is_some() || (path != "-" && beside(path).exists());
    cx.read_with_hash(path, is_there)
}

/// Reads the manifest of a plan; `named` is `--manifest`. `None` where there is none.
///
/// # Errors
/// A manifest that was named and cannot be read, or that is not one.
pub(super) fn read(plan: &str, named: Option<&str>) -> Result<Option<Found>, Failure> {
    let path = match named {
        Some(path) => PathBuf::from(path),
        None if plan == "-" => return Ok(None),
        None => beside(plan),
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(None);
        }
        Err(error) => return Err(Failure::reading(path, error)),
    };
    match serde_json::from_slice(&bytes) {
        Ok(manifest) => Ok(Some(Found { manifest, path })),
        Err(error) => Err(Failure::data(
            Diagnostic::error("E504", "the manifest cannot be understood")
                .in_file(path.to_string_lossy())
                .value(error.to_string())
                .expected("a manifest written by `terr balance`")
                .fix("make the plan again, or move the manifest away to report without it"),
        )),
    }
}

/// The manifest if it is this plan's; otherwise a warning says that it is not.
pub(super) fn trusted(
    found: Option<Found>,
    plan: &Grid,
    warnings: &mut Diagnostics,
) -> Option<Found> {
    let found = found?;
    if found.belongs_to(plan) {
        return Some(found);
    }
    warnings.push(
        Diagnostic::warning("W501", "the manifest belongs to another plan; going on without it")
            .in_file(found.path.to_string_lossy())
            .expected(format!("a plan with SHA-256 {}", found.manifest.output.sha256))
            .value(format!("{} has {}", plan.origin.file, plan.origin.sha256))
            .fix("the plan was changed after it was made: give its settings as flags (--measure, --target), or make it again"),
    );
    None
}
