//! Finds the spec of a macro call.

use proc_macro2::Span;
use std::path::{Path, PathBuf};

/// A spec that was found.
pub struct Found {
    /// The file, absolute.
    pub file: PathBuf,
    /// Its name in messages: as written in the call.
    pub shown: String,
}

/// Searches the crate's folder, then its parent folders and their `specs`, then the folder of the calling file.
///
/// # Errors
/// There is no such file.
pub fn spec(path: &str, span: Span) -> Result<Found, String> {
    let found = candidates(Path::new(path), span)
        .into_iter()
        .find(|file| file.is_file());
    found.map(|file| Found { file, shown: path.to_owned() }).ok_or_else(|| {
        format!(
            "unknown spec `{path}`: it is not in the crate's folder, a parent folder or their `specs`, and not beside this file"
        )
    })
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
    if let Some(file) = span.local_file()
        && let Some(folder) = std::path::absolute(file)
            .ok()
            .as_deref()
            .and_then(Path::parent)
    {
        out.push(folder.join(path));
    }
    out
}
