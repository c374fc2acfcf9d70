//! Where the spec of a call is.

use proc_macro2::Span;
use std::path::{Path, PathBuf};

/// A spec that was found.
pub struct Found {
    /// The file, absolute.
    pub file: PathBuf,
    /// How messages name it: as the call does.
    pub shown: String,
}

/// Looks in the crate's folder, then in those above it and their `specs`, then beside the file of the call.
///
/// # Errors
/// There is no such file; the message says where it was looked for.
pub fn spec(path: &str, span: Span) -> Result<Found, String> {
    let given = Path::new(path);
    let mut looked = Vec::new();
    for candidate in candidates(given, span) {
        if candidate.is_file() {
            return Ok(Found {
                file: candidate,
                shown: path.to_owned(),
            });
        }
        looked.push(candidate);
    }
    let near: Vec<String> = looked
        .iter()
        .take(3)
        .map(|path| format!("  {}", path.display()))
        .collect();
    Err(format!(
        "there is no spec `{path}`; it was looked for at\n{}\nand above",
        near.join("\n")
    ))
}

fn candidates(path: &Path, span: Span) -> Vec<PathBuf> {
    if path.is_absolute() {
        return vec![path.to_owned()];
    }
    let mut out = Vec::new();
    if let Some(root) = std::env::var_os("CARGO_MANIFEST_DIR") {
        let root = PathBuf::from(root);
        out.push(root.join(path));
        for folder in root.ancestors() {
            out.push(folder.join("specs").join(path));
            if folder != root {
                out.push(folder.join(path));
            }
        }
    }
    if let Some(file) = span.unwrap().local_file()
        && let Some(folder) = std::path::absolute(file)
            .ok()
            .as_deref()
            .and_then(Path::parent)
        {
            out.push(folder.join(path));
        }
    out
}
