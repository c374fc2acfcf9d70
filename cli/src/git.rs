//! Committed versions of files, as `git` gives them.

use crate::failure::Failure;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The bytes of a file in a revision; `None`: it does not exist there.
///
/// # Errors
/// There is no `git`, no repository, or no such revision.
pub fn show(revision: &str, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let full = std::path::absolute(path)
        .map_err(|error| Failure::usage(format!("cannot find `{}`: {error}", path.display())))?;
    let folder = full.parent().unwrap_or(Path::new("."));
    let name = full.file_name().unwrap_or_default();
    check(revision, folder)?;
    read(revision, folder, name)
}

/// The files of a folder that a revision has and the disk does not, with this extension: names and bytes, sorted by name.
///
/// # Errors
/// As for [`show`].
pub fn gone(
    revision: &str,
    folder: &Path,
    extension: &str,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    check(revision, folder)?;
    let listed = run(
        folder,
        &["ls-tree", "--name-only", "-z"],
        &[OsStr::new(revision), OsStr::new("./")],
    )?;
    let listed = listed.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut found = Vec::new();
    for name in listed.unwrap_or_default().split('\0') {
        let is_of_kind = Path::new(name).extension() == Some(OsStr::new(extension));
        if !is_of_kind || folder.join(name).exists() {
            continue;
        }
        if let Some(bytes) = read(revision, folder, OsStr::new(name))? {
            found.push((name.to_owned(), bytes));
        }
    }
    found.sort();
    Ok(found)
}

fn read(revision: &str, folder: &Path, name: &OsStr) -> Result<Option<Vec<u8>>, Failure> {
    let mut object = std::ffi::OsString::from(format!("{revision}:./"));
    object.push(name);
    run(folder, &["cat-file", "blob"], &[&object])
}

/// Refuses a revision that the repository of a folder does not have.
fn check(revision: &str, folder: &Path) -> Result<(), Failure> {
    let commit = format!("{revision}^{{commit}}");
    let found = run(
        folder,
        &["rev-parse", "--verify", "--quiet"],
        &[OsStr::new(&commit)],
    )?;
    match found {
        Some(_) => Ok(()),
        None if run(folder, &["rev-parse", "--git-dir"], &[])?.is_none() => {
            let folder = folder.display();
            Err(Failure::usage(format!("`{folder}` is not in a git repository"))
                .help("compare two files: `specie diff OLD NEW`"))
        }
        None => Err(Failure::usage(format!("unknown revision `{revision}`"))
            .help("write a commit, a tag or a branch of this repository; `git log --oneline` lists commits")),
    }
}

/// What a command of git prints; `None` if it fails.
fn run(folder: &Path, command: &[&str], arguments: &[&OsStr]) -> Result<Option<Vec<u8>>, Failure> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(command);
    if !arguments.is_empty() {
        // A revision that begins with `-` is no option.
        git.arg("--end-of-options").args(arguments);
    }
    let output = git.output().map_err(|error| {
        Failure::usage(format!("cannot run `git`: {error}"))
            .help("install git, or compare two files")
    })?;
    Ok(output.status.success().then_some(output.stdout))
}
