//! Python and Node, with packages that others wrote, for tests that run their programs.
//!
//! Packages are installed once, into a folder that is named after what is in it: the pinned versions, and the version of the interpreter.
//! They are installed beside it first, and the folder is renamed when it is whole, so that tests of several processes can do this at once.

use crate::debian;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Python with packages from a file of pinned requirements.
#[derive(Clone, Debug)]
pub struct Python {
    interpreter: PathBuf,
}

impl Python {
    /// Python with its standard library alone.
    ///
    /// # Panics
    /// Python is not installed, and cannot be installed by the tests.
    #[must_use]
    pub fn plain() -> Self {
        let _ = python_version();
        Self {
            interpreter: "python3".into(),
        }
    }

    /// Python with the packages that this file lists, with their versions and hashes. They are installed below `folder`, if they are not
    /// there yet.
    ///
    /// # Panics
    /// Python is not installed, and cannot be installed by the tests; or the packages cannot be installed.
    #[must_use]
    pub fn with(requirements: &Path, folder: &Path) -> Self {
        let installed = once(
            folder,
            "python",
            &[&python_version(), &read(requirements)],
            |fresh| {
                run(Command::new("python3").args(["-m", "venv"]).arg(fresh));
                let pip = [
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--no-input",
                    "--disable-pip-version-check",
                ];
                let pinned = [
                    "--require-hashes",
                    "--only-binary",
                    ":all:",
                    "--requirement",
                ];
                run(Command::new(fresh.join("bin/python"))
                    .args(pip)
                    .args(pinned)
                    .arg(requirements));
            },
        );
        Self {
            interpreter: installed.join("bin/python"),
        }
    }

    /// A command that runs a script.
    #[must_use]
    pub fn script(&self, script: &Path) -> Command {
        let mut command = local(&self.interpreter);
        // The script's folder is part of the sources; nothing compiled is written there.
        command.arg("-B").arg(script);
        command.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        command
    }
}

/// Node with the packages of a project.
#[derive(Clone, Debug)]
pub struct Node {
    modules: PathBuf,
}

impl Node {
    /// Node with the packages of the project in a folder with `package.json` and `package-lock.json`. They are installed below `folder`, if
    /// they are not there yet. No script of theirs is run for that.
    ///
    /// # Panics
    /// Node or npm is not installed, and cannot be installed by the tests; or the packages cannot be installed.
    #[must_use]
    pub fn with(project: &Path, folder: &Path) -> Self {
        let files = ["package.json", "package-lock.json"];
        let [manifest, lock] = files.map(|name| read(&project.join(name)));
        let installed = once(
            folder,
            "node",
            &[&node_version(), &manifest, &lock],
            |fresh| {
                fs::create_dir_all(fresh).expect("a folder for packages");
                for name in files {
                    fs::copy(project.join(name), fresh.join(name)).expect("a copy");
                }
                let install = [
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                ];
                run(Command::new("npm").args(install).current_dir(fresh));
            },
        );
        Self {
            modules: installed.join("node_modules"),
        }
    }

    /// A command that runs a script.
    #[must_use]
    pub fn script(&self, script: &Path) -> Command {
        let mut command = local("node".as_ref());
        // Programs of these years use parts of Node that are deprecated today.
        command.arg("--no-deprecation").arg(script);
        command
            .env("NODE_PATH", &self.modules)
            .env_remove("NODE_OPTIONS");
        command
    }
}

/// The folder whose name says that it holds `contents`; `install` fills a new one, if there is none.
fn once(folder: &Path, name: &str, contents: &[&str], install: impl FnOnce(&Path)) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    let place = folder.join(format!("{name}-{:016x}", hasher.finish()));
    if place.is_dir() {
        return place;
    }
    let fresh = folder.join(format!("{name}-unfinished-{}", std::process::id()));
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(folder).expect("a folder for packages");
    install(&fresh);
    // Another process may have finished first: then its folder is used.
    if fs::rename(&fresh, &place).is_err() {
        assert!(
            place.is_dir(),
            "cannot rename {} to {}",
            fresh.display(),
            place.display()
        );
        let _ = fs::remove_dir_all(&fresh);
    }
    place
}

/// The version of Python, which is installed if it is missing.
fn python_version() -> String {
    // What Debian has in a package of its own is needed too.
    let ask = || {
        first_line(
            Command::new("python3").args(["-c", "import ensurepip, sys, venv; print(sys.version)"]),
        )
    };
    ask()
        .or_else(|| debian::install(&["python3", "python3-venv"]).then(ask).flatten())
        .expect("the tests need Python with `venv`: `apt-get install python3 python3-venv`, `dnf install python3` or `brew install python`")
}

/// The version of Node, which is installed if it is missing.
fn node_version() -> String {
    let ask = || {
        let node = first_line(Command::new("node").arg("--version"))?;
        first_line(Command::new("npm").arg("--version")).map(|_| node)
    };
    ask()
        .or_else(|| debian::install(&["nodejs", "npm"]).then(ask).flatten())
        .expect("the tests need Node and npm: `apt-get install nodejs npm`, `dnf install nodejs` or `brew install node`")
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next()?.to_owned();
    output.status.success().then_some(line)
}

/// A command whose programs reach servers on loopback directly, whatever proxy this machine has.
fn local(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for name in ["NO_PROXY", "no_proxy"] {
        command.env(name, "127.0.0.1");
    }
    command
}

/// Runs a command that must succeed.
fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let program = command.get_program().to_string_lossy().into_owned();
    let arguments: Vec<&OsStr> = command.get_args().collect();
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed: {said}"
    );
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
