//! What the tests share: a folder of their own, and a run of the binary with exact streams.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of a test; removed when dropped, unless the test failed.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A new empty folder; `name` helps when a failed test leaves it behind.
    pub fn new(name: &str) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path =
            env::temp_dir().join(format!("terr-test-{}-{number}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self { path }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Copies a file of `fixtures/` or `examples/` (a path relative to the root of the project) under its own name.
    pub fn copy(&self, from: &str) -> &Self {
        let from = project(from);
        fs::copy(&from, self.path.join(from.file_name().unwrap())).unwrap();
        self
    }

    /// Reads a file as text.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Whether a file exists.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).exists()
    }

    /// The names in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A run of terr in this folder.
    pub fn terr<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terr"));
        command
            .args(arguments)
            .current_dir(&self.path)
            .env_remove("TERR_CONFIG")
            .env_remove("TERR_THREADS");
        command
            .env("COLUMNS", "100")
            .env_remove("NO_COLOR")
            .env("TERM", "xterm");
        Run {
            command,
            stdin: Vec::new(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// The rows of a CSV text as maps from header to cell.
pub fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = headers.iter().zip(record.iter());
        cells
            .map(|(header, cell)| (header.to_owned(), cell.to_owned()))
            .collect()
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

/// A path relative to the root of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A run being prepared.
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

impl Run {
    /// Standard input.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// An environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The command, for tests that need the process itself (signals, closed pipes).
    pub fn command(self) -> Command {
        self.command
    }

    /// Runs to the end.
    pub fn run(mut self) -> Answer {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = std::mem::take(&mut self.stdin);
        // A thread of its own: a large input must not wait for an output that nobody reads yet. The program may close its input early.
        let writer = std::thread::spawn(move || {
            let _ = pipe.write_all(&bytes);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs and expects exit 0.
    #[track_caller]
    pub fn ok(self) -> Answer {
        self.exits(0)
    }

    /// Runs and expects an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Answer {
        let answer = self.run();
        assert_eq!(
            answer.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            answer.stdout,
            answer.stderr
        );
        answer
    }
}

/// What a run printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Exit code; `None` when killed by a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Answer {
    /// Asserts that standard error contains all these.
    #[track_caller]
    pub fn says<const N: usize>(&self, parts: [&str; N]) -> &Self {
        for part in parts {
            assert!(
                self.stderr.contains(part),
                "no {part:?} in stderr:\n{}",
                self.stderr
            );
        }
        self
    }
}
