//! `[files]` of `terr.toml`: where each table of a plan lives, so that cron needs no paths.

use std::path::Path;

use toml_edit::Item;

/// The paths of `[files]`, relative to the working directory; `None` where the file names none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Files {
    /// `files.accounts.raw`: the CRM's account export.
    pub(crate) accounts_raw: Option<String>,
    /// `files.accounts.clean`: what `import` writes.
    pub(crate) accounts_clean: Option<String>,
    /// `files.reps.raw`: the CRM's user export.
    pub(crate) reps_raw: Option<String>,
    /// `files.reps.clean`: what `import` writes.
    pub(crate) reps_clean: Option<String>,
    /// `files.segmented`: what `segment` writes.
    pub(crate) segmented: Option<String>,
    /// `files.plan`: what `balance` writes.
    pub(crate) plan: Option<String>,
}

/// The keys under `[files]`.
pub(super) const KEYS: [&str; 4] = ["accounts", "reps", "segmented", "plan"];

impl Files {
    /// Reads the section; `folder` is where `terr.toml` lies. Answers the dotted key that is unknown or has another type than text.
    pub(super) fn read(section: &Item, folder: &Path) -> Result<Self, String> {
        let mut files = Self::default();
        let Some(table) = section.as_table_like() else {
            return Err("files".to_owned());
        };
        let resolve = |item: &Item, key: &str| match item.as_str() {
            Some(path) if folder.as_os_str().is_empty() => Ok(Some(path.to_owned())),
            Some(path) => Ok(Some(folder.join(path).to_string_lossy().into_owned())),
            None => Err(key.to_owned()),
        };
        for (key, item) in table.iter() {
            match key {
                "segmented" => files.segmented = resolve(item, "segmented")?,
                "plan" => files.plan = resolve(item, "plan")?,
                "accounts" | "reps" => {
                    let (raw, clean) = if key == "accounts" {
                        (&mut files.accounts_raw, &mut files.accounts_clean)
                    } else {
                        (&mut files.reps_raw, &mut files.reps_clean)
                    };
                    // One path alone is a table that needs no cleaning.
                    if item.is_str() {
                        *clean = resolve(item, key)?;
                        continue;
                    }
                    for (part, path) in item.as_table_like().ok_or_else(|| key.to_owned())?.iter() {
                        match part {
                            "raw" => *raw = resolve(path, &format!("{key}.raw"))?,
                            "clean" => *clean = resolve(path, &format!("{key}.clean"))?,
                            other => return Err(format!("{key}.{other}")),
                        }
                    }
                }
                other => return Err(other.to_owned()),
            }
        }
        Ok(files)
    }

    /// The accounts that `segment` reads, and `balance` where nothing is segmented: cleaned ones first.
    pub(crate) fn accounts(&self) -> Option<&str> {
        self.accounts_clean
            .as_deref()
            .or(self.accounts_raw.as_deref())
    }

    /// The reps: cleaned ones first.
    pub(crate) fn reps(&self) -> Option<&str> {
        self.reps_clean.as_deref().or(self.reps_raw.as_deref())
    }

    /// The accounts that `balance` reads.
    pub(crate) fn to_balance(&self) -> Option<&str> {
        self.segmented.as_deref().or_else(|| self.accounts())
    }
}
