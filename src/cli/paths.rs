//! Paths as they are written into files: seen from the folder of the file.

use std::path::{Component, Path, PathBuf};

/// A path as seen from a folder, with `/` on every system; as given where that cannot be told.
pub(crate) fn relative(path: &Path, folder: &Path) -> String {
    if path == Path::new("-") {
        return "-".to_owned();
    }
    let absolute = |path: &Path| std::path::absolute(path).map(|path| tidy(&path));
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let (Ok(to), Ok(from)) = (absolute(path), absolute(folder)) else {
        return path.to_string_lossy().into_owned();
    };
    let shared = to
        .components()
        .zip(from.components())
        .take_while(|(a, b)| a == b)
        .count();
    if shared == 0 {
        return to.to_string_lossy().into_owned();
    }
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder_of_the_file() {
        let see = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(see("accounts.csv", ""), "accounts.csv");
        assert_eq!(see("./in/accounts.csv", "out"), "../in/accounts.csv");
        assert_eq!(see("/data/a.csv", "/data/plans"), "../a.csv");
        assert_eq!(see("-", "out"), "-");
    }
}
