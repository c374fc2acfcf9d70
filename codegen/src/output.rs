//! Writes files, or compares them with the existing ones. Nothing else in this crate writes to disk.

use crate::files::Files;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Maximum number of diff lines shown for one stale file.
const DIFF_LINES: usize = 40;

/// A file that differs from the generator's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its path below the root.
    pub path: String,
    /// Why it is stale.
    pub why: Why,
}

/// Why a file is stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It does not exist.
    Missing,
    /// It is no longer generated.
    Leftover,
    /// It differs; with a short unified diff.
    Differs(String),
    /// It differs only in line endings.
    LineEnds,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Missing => write!(f, "{}: missing", self.path),
            Why::Leftover => write!(f, "{}: no longer generated", self.path),
            Why::LineEnds => write!(f, "{}: differs only in line endings (CRLF?)", self.path),
            Why::Differs(diff) => write!(f, "{}: out of date\n{}", self.path, diff.trim_end()),
        }
    }
}

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {source}", path.display())]
pub struct Error {
    /// The operation that failed, such as `write`.
    pub doing: &'static str,
    /// The file.
    pub path: PathBuf,
    /// The error of the operating system.
    #[source]
    pub source: io::Error,
}

/// Result of [`write()`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were written because they were missing or different.
    pub written: Vec<String>,
    /// Files that were removed because they are no longer generated.
    pub removed: Vec<String>,
    /// Number of files that were already up to date.
    pub unchanged: usize,
}

/// Which files may be removed: those whose header says that they were generated, and from which spec.
pub struct Owned<'a> {
    /// Folders to search, below the root.
    pub folders: &'a [String],
    /// Whether a spec, by its name in file headers, has no files except those written now: it was read now, or it no longer exists.
    pub settled: &'a dyn Fn(&str) -> bool,
}

impl Owned<'_> {
    /// Removes nothing.
    pub const NONE: Owned<'static> = Owned {
        folders: &[],
        settled: &|_| false,
    };
}

/// Writes files below `root`. Files that are up to date are not touched; the others are replaced atomically, so that readers never see a
/// partial file. A generated file never replaces a file that was not generated. In the folders of `owned`, files are removed whose spec now
/// produces other files or no longer exists.
///
/// # Errors
/// A file that could not be read, written or removed, or that must not be replaced; in the last case nothing was written.
pub fn write(root: &Path, files: &Files, owned: &Owned<'_>) -> Result<Written, Error> {
    let mut done = Written::default();
    replaceable(root, files)?;
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

/// Compares files with those below `root`: reports the files that [`write()`] would write or remove.
///
/// # Errors
/// A file that could not be read, or that [`write()`] would refuse to replace.
pub fn check(root: &Path, files: &Files, owned: &Owned<'_>) -> Result<Vec<Stale>, Error> {
    let mut stale = Vec::new();
    replaceable(root, files)?;
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

/// Writes a file, unless it is already up to date.
///
/// # Errors
/// A file that could not be read or written.
pub fn write_if_changed(target: &Path, text: &str) -> Result<(), Error> {
    if read(target)?.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    replace(target, text)
}

/// Replaces a file atomically: a temporary file in the same folder is renamed to it.
///
/// # Errors
/// A file that could not be written.
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

/// Temporary files are readable only by their owner; sources must be readable by everyone.
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

/// Refuses to replace a file that was not generated. Files without a header (a manifest, JSON) may be replaced: they were made from the
/// existing file, or their path is reserved for them.
fn replaceable(root: &Path, files: &Files) -> Result<(), Error> {
    for (path, text) in files.iter() {
        let target = root.join(path);
        let there = read(&target)?.unwrap_or_default();
        let there = String::from_utf8_lossy(&there);
        if is_generated(text) && !is_generated(&there) && !there.trim().is_empty() {
            return Err(Error {
                doing: "replace",
                path: target,
                source: io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    "its first line does not say that specie generated it, so it may be written by hand; move it away or choose another folder",
                ),
            });
        }
    }
    Ok(())
}

/// Generated files in `owned` folders that are not among `files` and whose spec is settled, sorted.
fn leftovers(root: &Path, files: &Files, owned: &Owned<'_>) -> Result<Vec<String>, Error> {
    let mut found = BTreeSet::new();
    for folder in owned.folders {
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
            if is_file && files.get(&name).is_none() {
                let spec = source_spec(&entry.path())?;
                if spec.is_some_and(|spec| (owned.settled)(&spec)) {
                    found.insert(name);
                }
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Text in the first line of every generated file.
const MARK: &str = "@generated by specie";

/// Whether a text says that it was generated; any other text belongs to the user.
#[must_use]
pub fn is_generated(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(MARK))
}

/// The spec that a file says it was generated from, by its name at that time; none if the file does not exist, was not generated, or names
/// none.
///
/// # Errors
/// The file cannot be read.
pub fn source_spec(path: &Path) -> Result<Option<String>, Error> {
    let bytes = read(path)?.unwrap_or_default();
    let line = bytes.split(|byte| *byte == b'\n').next();
    Ok(spec_of(&String::from_utf8_lossy(line.unwrap_or_default())).map(str::to_owned))
}

/// Parses `@generated by specie 0.1.0 from SPEC. Do not edit.`
fn spec_of(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(MARK)?;
    let (_, rest) = rest.split_once(" from ")?;
    let (spec, _) = rest.rsplit_once(". Do not edit.")?;
    Some(spec)
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

    /// The header of a file generated from `spec`.
    fn head(spec: &str) -> String {
        format!("// @generated by specie 0.1.0 from {spec}. Do not edit.\n")
    }

    #[test]
    fn writes_what_differs_and_removes_what_is_left_over() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        let (ours, other) = (head("specs/acme.yaml"), head("../other (1). b.yaml"));
        let folders = ["acme".to_owned()];
        let owned = Owned {
            folders: &folders,
            settled: &|spec| spec == "specs/acme.yaml",
        };
        let first = files(&[
            ("acme/mod.rs", &format!("{ours}a\n")),
            ("acme/old.rs", &format!("{ours}b\n")),
        ]);
        assert_eq!(write(root, &first, &owned)?.written.len(), 2);
        fs::write(root.join("acme/own.rs"), "// by hand\n")?;
        fs::write(root.join("acme/other.rs"), &other)?;
        fs::write(root.join("acme/which.rs"), "// @generated by specie\n")?;
        let second = files(&[("acme/mod.rs", &format!("{ours}c\n"))]);
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
        let kept = ["acme/own.rs", "acme/other.rs", "acme/which.rs"];
        assert!(kept.iter().all(|name| root.join(name).exists()));
        assert_eq!(
            source_spec(&root.join("acme/other.rs"))?.as_deref(),
            Some("../other (1). b.yaml")
        );
        fs::write(
            root.join("acme/mod.rs"),
            format!("{ours}c\n").replace('\n', "\r\n"),
        )?;
        assert_eq!(check(root, &second, &owned)?[0].why, Why::LineEnds);
        Ok(())
    }

    #[test]
    fn what_somebody_wrote_is_never_replaced() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        let ours = head("specs/acme.yaml");
        fs::create_dir(root.join("src"))?;
        fs::write(root.join("src/lib.rs"), "// by hand\n")?;
        let made = files(&[("src/a.rs", &ours), ("src/lib.rs", &ours)]);
        for refused in [
            write(root, &made, &Owned::NONE).err(),
            check(root, &made, &Owned::NONE).err(),
        ] {
            let text = refused.ok_or("not refused")?.to_string();
            assert!(
                text.contains("lib.rs") && text.contains("written by hand"),
                "{text}"
            );
        }
        assert!(!root.join("src/a.rs").exists(), "nothing was written");
        fs::write(root.join("src/lib.rs"), "\n")?;
        assert_eq!(write(root, &made, &Owned::NONE)?.written.len(), 2);
        Ok(())
    }
}
