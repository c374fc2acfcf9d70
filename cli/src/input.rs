//! The user's files: JSON as plain data, and bytes.

use crate::failure::Failure;
use specie_codegen::json::{self, Names};
use specie_codegen::validate::kind_name;
use specie_runtime::signing::plan::{Data, Str};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads the JSON file at `path` (`-`: stdin).
///
/// # Errors
/// The file cannot be read, is not JSON, or has an object with a duplicate member.
pub fn read_file(path: &Path) -> Result<Data, Failure> {
    read_named(path, Names::Shown)
}

fn read_named(path: &Path, names: Names) -> Result<Data, Failure> {
    let shown = shown_path(path);
    let bytes = read_bytes(path)?;
    json::read(&bytes, names).map_err(|fault| {
        Failure::usage(format!(
            "{shown}:{}:{}: {}",
            fault.line, fault.column, fault.message
        ))
    })
}

/// Reads the bytes of the file at `path` (`-`: stdin).
///
/// # Errors
/// The file cannot be read, or stdin was read before.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    static STDIN_READ: AtomicBool = AtomicBool::new(false);
    let mut bytes = Vec::new();
    if is_stdin(path) {
        if STDIN_READ.swap(true, Ordering::Relaxed) {
            return Err(Failure::usage("stdin was named twice; it can be read only once")
                .help("`-` is stdin: save one of the inputs in a file, and give its path (`./-` is a file of that name)"));
        }
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(path).map(|read| bytes = read)
    }
    .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", shown_path(path))))?;
    Ok(bytes)
}

/// A path as shown in messages.
pub fn shown_path(path: &Path) -> String {
    if is_stdin(path) {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Reads names and texts from the JSON at `path`: an object, or a list of pairs, in which a name may repeat. `what` describes them in
/// messages.
///
/// # Errors
/// As for [`read_file`], or the file contains something else.
pub fn read_pairs(path: &Path, what: &str) -> Result<Vec<(String, String)>, Failure> {
    let shape = || {
        Failure::usage(format!(
            "expected {what} in `{}`: one JSON object of texts, {{\"name\": \"value\", …}}, or a list of pairs, [[\"name\", \"value\"], …]",
            shown_path(path)
        ))
    };
    let text = |value: &Data| match value {
        Data::Text(text) | Data::Integer(text) => Some(text.to_string()),
        _ => None,
    };
    let data = read_file(path)?;
    let pairs: Option<Vec<(String, String)>> = match &data {
        Data::Object(members) => members
            .iter()
            .map(|(name, value)| Some((name.to_string(), text(value)?)))
            .collect(),
        Data::List(pairs) => pairs
            .iter()
            .map(|pair| match pair {
                Data::List(pair) => match pair.as_ref() {
                    [Data::Text(name), value] => Some((name.to_string(), text(value)?)),
                    _ => None,
                },
                _ => None,
            })
            .collect(),
        _ => None,
    };
    pairs.ok_or_else(shape)
}

/// Whether `path` means stdin.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads the members of the JSON object at `path`, which are secrets; `what` describes them in messages.
///
/// # Errors
/// As for [`read_file`], or the file contains something other than an object.
pub fn read_object(path: &Path, what: &str) -> Result<Vec<(Str, Data)>, Failure> {
    match read_named(path, Names::Hidden)? {
        Data::Object(members) => Ok(members.into_owned()),
        other => Err(Failure::usage(format!(
            "`{}` contains {}; expected {what} as one JSON object, {{\"name\": value, …}}",
            path.display(),
            kind_name(&other)
        ))),
    }
}
