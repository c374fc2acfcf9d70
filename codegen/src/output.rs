//! What becomes of files: written, or compared with what is there. Nothing else in this crate writes to the disk.

use crate::files::Files;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Lines of a diff that are shown for one stale file.
const DIFF_LINES: usize = 40;

/// A file that is not what the generator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its path below the root.
    pub path: String,
    /// In which way.
    pub why: Why,
}

/// Why a file is stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not there.
    Missing,
    /// Nothing makes it any more.
    Leftover,
    /// It differs; a short unified diff.
    Differs(String),
    /// It differs in line ends alone.
    LineEnds,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Missing => write!(f, "{}: missing", self.path),
            Why::Leftover => write!(f, "{}: nothing generates it any more", self.path),
            Why::LineEnds => write!(f, "{}: differs in line ends alone (CRLF?)", self.path),
            Why::Differs(diff) => write!(f, "{}: out of date\n{}", self.path, diff.trim_end()),
        }
    }
}

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {source}", path.display())]
pub struct Error {
    /// What was tried, such as `write`.
    pub doing: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// What [`write()`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were written, since they were missing or different.
    pub written: Vec<String>,
    /// Files that were removed, since nothing generates them any more.
    pub removed: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
}

/// Writes files below `root`. A file that is right already is not touched; the others are replaced whole, so that nobody ever
/// reads half a file. In the folders `owned` (below `root`), files that are generated but not among `files` are removed.
///
/// # Errors
/// The file that could not be read, written or removed.
pub fn write(root: &Path, files: &Files, owned: &[String]) -> Result<Written, Error> {
    let mut done = Written::default();
    for (path, text) in files.iter() {
        let target = root.join(path);
        if read(&target)?.as_deref() == Some(text.as_bytes()) {
            done.unchanged += 1;
            continue;
        }
        replace(&target, text)?;
        done.written.push(path.to_owned());
    }
    for path in leftovers(root, files, owned)? {
        let target = root.join(&path);
        fs::remove_file(&target).map_err(|source| Error {
            doing: "remove",
            path: target,
            source,
        })?;
        done.removed.push(path);
    }
    Ok(done)
}

/// Compares files with what is below `root`; the same files that [`write()`] would write or remove.
///
/// # Errors
/// The file that could not be read.
pub fn check(root: &Path, files: &Files, owned: &[String]) -> Result<Vec<Stale>, Error> {
    let mut stale = Vec::new();
    for (path, text) in files.iter() {
        let why = match read(&root.join(path))? {
            Some(there) if there == text.as_bytes() => continue,
            Some(there) => differs(&String::from_utf8_lossy(&there), text),
            None => Why::Missing,
        };
        stale.push(Stale {
            path: path.to_owned(),
            why,
        });
    }
    stale.extend(
        leftovers(root, files, owned)?
            .into_iter()
            .map(|path| Stale {
                path,
                why: Why::Leftover,
            }),
    );
    Ok(stale)
}

/// Writes a file, unless it is right already.
///
/// # Errors
/// The file that could not be read or written.
pub fn write_if_changed(target: &Path, text: &str) -> Result<(), Error> {
    if read(target)?.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    replace(target, text)
}

/// Replaces a file in one step: a temporary file in the same folder takes its name.
///
/// # Errors
/// The file that could not be written.
pub fn replace(target: &Path, text: &str) -> Result<(), Error> {
    let fail = |source| Error {
        doing: "write",
        path: target.to_owned(),
        source,
    };
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = tempfile::Builder::new()
        .prefix(".specie-")
        .tempfile_in(folder)
        .map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    readable(file.as_file()).map_err(fail)?;
    file.persist(target).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Temporary files are readable by their owner alone; sources are for everyone.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error {
            doing: "read",
            path: path.to_owned(),
            source,
        }),
    }
}

fn differs(there: &str, text: &str) -> Why {
    if there.replace("\r\n", "\n") == text {
        return Why::LineEnds;
    }
    let diff = similar::TextDiff::from_lines(there, text)
        .unified_diff()
        .context_radius(2)
        .header("on disk", "generated")
        .to_string();
    let mut shown: String = diff
        .lines()
        .take(DIFF_LINES)
        .flat_map(|line| [line, "\n"])
        .collect();
    let more = diff.lines().count().saturating_sub(DIFF_LINES);
    if more > 0 {
        shown.push_str(&format!("… {more} more lines\n"));
    }
    Why::Differs(shown)
}

/// Generated files in `owned` folders that are not among `files`, sorted.
fn leftovers(root: &Path, files: &Files, owned: &[String]) -> Result<Vec<String>, Error> {
    let mut found = BTreeSet::new();
    for folder in owned {
        let path = root.join(folder);
        let fail = |source| Error {
            doing: "read",
            path: path.clone(),
            source,
        };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(fail(source)),
        };
        for entry in entries {
            let entry = entry.map_err(fail)?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let is_file = entry.file_type().map_err(fail)?.is_file();
            if is_file && files.get(&name).is_none() && generated(&entry.path())? {
                found.insert(name);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Whether a file says of itself that it is generated; any other is somebody's own.
fn generated(path: &Path) -> Result<bool, Error> {
    let bytes = read(path)?.unwrap_or_default();
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(&bytes)).into_owned();
    Ok(head
        .lines()
        .next()
        .is_some_and(|line| line.contains("@generated by specie")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        let mut files = Files::new();
        for (path, text) in pairs {
            files.insert(*path, *text);
        }
        files
    }

    #[test]
    fn writes_what_differs_and_removes_what_is_left_over() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        let owned = ["acme".to_owned()];
        let first = files(&[
            ("acme/mod.rs", "// @generated by specie\na\n"),
            ("acme/old.rs", "// @generated by specie\nb\n"),
        ]);
        assert_eq!(write(root, &first, &owned)?.written.len(), 2);
        fs::write(root.join("acme/own.rs"), "// by hand\n")?;
        let second = files(&[("acme/mod.rs", "// @generated by specie\nc\n")]);
        let stale = check(root, &second, &owned)?;
        assert_eq!(stale.len(), 2, "{stale:?}");
        assert!(stale[0].to_string().contains("-a\n+c"), "{}", stale[0]);
        assert_eq!(stale[1].why, Why::Leftover);
        let done = write(root, &second, &owned)?;
        assert_eq!(
            (done.written, done.removed),
            (
                vec!["acme/mod.rs".to_owned()],
                vec!["acme/old.rs".to_owned()]
            )
        );
        assert!(check(root, &second, &owned)?.is_empty());
        assert_eq!(write(root, &second, &owned)?.unchanged, 1);
        assert_eq!(
            fs::read_to_string(root.join("acme/own.rs"))?,
            "// by hand\n"
        );
        fs::write(root.join("acme/mod.rs"), "// @generated by specie\r\nc\r\n")?;
        assert_eq!(check(root, &second, &owned)?[0].why, Why::LineEnds);
        Ok(())
    }
}
