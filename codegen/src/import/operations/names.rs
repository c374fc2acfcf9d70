//! Names of operations: those of the document in `snake_case`, else method and path.

use super::Call;
use crate::import::document::Tree;
use crate::names;
use std::collections::{HashMap, HashSet};

/// Maximum length of a name that is made from a path.
const LONGEST: usize = 80;

/// The names that are taken.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// The last number behind a name.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// Chooses the name of an operation.
    pub(crate) fn choose(&mut self, call: &Call<'_>) -> Chosen {
        let given = call.node.text("operationId").map(str::trim);
        let given = given.filter(|id| !id.is_empty());
        let own = given.and_then(plain_snake);
        let from_path = own.is_none();
        let wanted = own.unwrap_or_else(|| of_path(&call.method, &call.path));
        let name = self.claim(&wanted);
        Chosen {
            is_other: given.is_some() && (from_path || name != wanted),
            given: given.map(str::to_owned),
            is_missing: given.is_none(),
            name,
        }
    }

    /// Takes a name, or one with a number behind it.
    pub(crate) fn claim(&mut self, wanted: &str) -> String {
        let reserved = names::RESERVED_METHODS.contains(&wanted)
            || wanted.starts_with("verify_")
            || wanted.starts_with("error_data")
            || wanted.ends_with("_download")
            || [
                names::FETCH_KEYS,
                names::FETCH_KEY,
                names::FETCH_CERTIFICATE,
            ]
            .contains(&wanted);
        let wanted = match reserved {
            true => format!("{wanted}_call"),
            false => wanted.to_owned(),
        };
        let mut name = wanted.clone();
        let number = self.numbers.entry(wanted.clone()).or_insert(1);
        // Names of requests must differ too, and leave out what separates words.
        while !self.taken.insert(joined(&name)) {
            *number += 1;
            name = format!("{wanted}_{number}");
        }
        name
    }
}

/// A name, and how it came about.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) given: Option<String>,
    /// The document's own name could not be used.
    pub(crate) is_other: bool,
    pub(crate) is_missing: bool,
}

fn joined(name: &str) -> String {
    names::type_part(name).unwrap_or_else(|| name.to_owned())
}

/// A name in `snake_case`, as a key of a spec: without the `r#` of Rust.
fn plain_snake(text: &str) -> Option<String> {
    let name = names::snake(text).or_else(|| names::snake(&format!("call_{text}")))?;
    let name = names::bare(&name).to_owned();
    (!name.is_empty() && name.len() <= LONGEST * 2).then_some(name)
}

/// `get_orders_by_id` of `GET orders/{id}`.
fn of_path(method: &str, path: &str) -> String {
    let mut words = vec![method.to_ascii_lowercase()];
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        match segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => words.push(format!("by_{name}")),
            None => words.push(segment.replace(['{', '}'], "_")),
        }
    }
    let name = plain_snake(&words.join("_")).unwrap_or_else(|| method.to_ascii_lowercase());
    let cut: String = name.chars().take(LONGEST).collect();
    match cut.trim_end_matches('_') {
        // A method alone does not name a call.
        word if word == method.to_ascii_lowercase() => format!("{word}_root"),
        name => name.to_owned(),
    }
}
