//! Where a table goes: standard output, or a file that appears whole or not at all.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::source::is_fifo;
use crate::model::{Diagnostic, Failure};

/// A destination. What is written becomes visible in [`Sink::commit`]; without it the old file stays as it was.
///
/// A file is first written beside its target as `.NAME.terr-tmp`, then put in its place by one rename: a kill at any moment leaves the old
/// file or the new one. The next run replaces a temporary file that a kill left behind; a lock tells it from one that is in use.
#[derive(Debug)]
pub struct Sink {
    /// As the user named it, for messages.
    target: String,
    out: Out,
}

#[derive(Debug)]
enum Out {
    Stdout(BufWriter<io::Stdout>),
    /// A device: nothing to rename.
    Device(BufWriter<File>),
    /// `None` once committed.
    File(BufWriter<File>, Temporary),
}

#[derive(Debug)]
struct Temporary {
    path: PathBuf,
    target: PathBuf,
    done: bool,
}

impl Sink {
    /// Opens a destination, `-` for standard output, so that a folder that cannot be written is found out before the work begins.
    ///
    /// # Errors
    /// [`Failure::Usage`] when the target is one of `inputs`; [`Failure::Io`] when it cannot be written.
    pub fn create(target: &str, inputs: &[&str]) -> Result<Self, Failure> {
        let out = if target == "-" {
            Out::Stdout(BufWriter::with_capacity(1 << 16, io::stdout()))
        } else {
            refuse_inputs(target, inputs)?;
            open(target).map_err(|source| Failure::writing(target, source))?
        };
        Ok(Self {
            target: target.to_owned(),
            out,
        })
    }

    /// Makes what was written visible: flush, sync, rename.
    ///
    /// # Errors
    /// [`Failure::Io`]; the old file is untouched then.
    pub fn commit(mut self) -> Result<(), Failure> {
        let fail = |source| Failure::writing(&self.target, source);
        match &mut self.out {
            Out::Stdout(out) => out.flush().map_err(fail)?,
            Out::Device(out) => out.flush().map_err(fail)?,
            Out::File(out, temporary) => {
                out.flush().map_err(fail)?;
                out.get_ref().sync_all().map_err(fail)?;
                fs::rename(&temporary.path, &temporary.target).map_err(fail)?;
                temporary.done = true;
                sync_folder(&temporary.target);
            }
        }
        Ok(())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::Stdout(out) => out.write(bytes),
            Out::Device(out) | Out::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Stdout(out) => out.flush(),
            Out::Device(out) | Out::File(out, _) => out.flush(),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.done {
            // Nothing is lost when this fails: the next run replaces the file.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn refuse_inputs(target: &str, inputs: &[&str]) -> Result<(), Failure> {
    // Only files can be the same: opening a pipe to compare it would wait for its other end.
    let is_file = |path: &str| fs::metadata(path).is_ok_and(|meta| meta.is_file());
    if !is_file(target) {
        return Ok(());
    }
    for input in inputs.iter().filter(|input| is_file(input)) {
        if same_file::is_same_file(target, input).unwrap_or(false) {
            return Err(Failure::usage(
                Diagnostic::error("E701", format!("`{target}` is an input of this command"))
                    .expected("an output that is none of the files read")
                    .fix("give -o another name"),
            ));
        }
    }
    Ok(())
}

fn open(target: &str) -> io::Result<Out> {
    if target.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the name is empty",
        ));
    }
    // A link is followed, so that the file behind it is replaced and not the link.
    let real = fs::canonicalize(target).unwrap_or_else(|_| PathBuf::from(target));
    if let Ok(meta) = fs::metadata(&real) {
        if meta.is_dir() {
            let what = "it is a folder; name a file in it";
            return Err(io::Error::new(io::ErrorKind::IsADirectory, what));
        }
        if is_fifo(&meta) && !target.starts_with("/dev/") && !target.starts_with("/proc/") {
            let what = "it is a named pipe; write to standard output: -o - > PIPE";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        if !meta.is_file() {
            let file = OpenOptions::new().write(true).open(&real)?;
            return Ok(Out::Device(BufWriter::with_capacity(1 << 16, file)));
        }
        // A file that may not be written is not replaced either, although the folder would allow it.
        OpenOptions::new().append(true).open(&real)?;
    }
    let name = real
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut temporary_name = std::ffi::OsString::from(".");
    temporary_name.push(name);
    temporary_name.push(".terr-tmp");
    let path = real.with_file_name(temporary_name);
    let file = claim(&path)?;
    let temporary = Temporary {
        path,
        target: real,
        done: false,
    };
    Ok(Out::File(
        BufWriter::with_capacity(1 << 16, file),
        temporary,
    ))
}

/// Creates the temporary file, or takes over one that a kill left behind. Its lock ends with the process.
fn claim(path: &Path) -> io::Result<File> {
    for _ in 0..3 {
        if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
            fs::remove_file(path)?; // a link is not followed to somebody's file
        }
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let what = "another run of terr is writing this file";
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, what));
            }
            Ok(()) | Err(TryLockError::Error(_)) => {} // locked, or a file system without locks
        }
        // The other run may have renamed the file between our opening and locking it.
        let ours = same_file::Handle::from_file(file.try_clone()?)?;
        if same_file::Handle::from_path(path).is_ok_and(|there| there == ours) {
            file.set_len(0)?;
            return Ok(file);
        }
    }
    Err(io::Error::other(
        "another run of terr keeps writing this file",
    ))
}

/// Makes the rename survive a power cut where the system can; the data itself is safe already.
fn sync_folder(target: &Path) {
    let folder = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(folder: &tempfile::TempDir, name: &str) -> String {
        folder.path().join(name).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_file_appears_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = path(&folder, "plan.csv");
        fs::write(&target, "old").unwrap();
        let mut sink = Sink::create(&target, &[]).unwrap();
        sink.write_all(b"abc").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        sink.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "abc");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn without_commit_the_old_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = path(&folder, "plan.csv");
        fs::write(&target, "old").unwrap();
        let mut sink = Sink::create(&target, &[]).unwrap();
        sink.write_all(b"half").unwrap();
        drop(sink);
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_temporary_file_left_by_a_kill_is_replaced_and_one_in_use_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = path(&folder, "plan.csv");
        fs::write(
            path(&folder, ".plan.csv.terr-tmp"),
            "left behind, and longer",
        )
        .unwrap();
        let mut sink = Sink::create(&target, &[]).unwrap();
        sink.write_all(b"new").unwrap();
        let busy = Sink::create(&target, &[]).unwrap_err();
        assert!(busy.to_string().contains("another run"), "{busy}");
        sink.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    }

    #[test]
    fn refuses_to_overwrite_an_input_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let input = path(&folder, "accounts.csv");
        fs::write(&input, "x").unwrap();
        let other_name = path(&folder, "./accounts.csv");
        let refused = Sink::create(&other_name, &[&input]).unwrap_err();
        assert!(matches!(refused, Failure::Usage(_)));
    }

    #[test]
    fn says_at_once_when_a_target_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        for target in [
            folder.path().to_str().unwrap().to_owned(),
            path(&folder, "no/such/folder.csv"),
            String::new(),
        ] {
            assert!(matches!(
                Sink::create(&target, &[]),
                Err(Failure::Io {
                    action: "write",
                    ..
                })
            ));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (path(&folder, "real.csv"), path(&folder, "link.csv"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut sink = Sink::create(&link, &[]).unwrap();
        sink.write_all(b"new").unwrap();
        sink.commit().unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
