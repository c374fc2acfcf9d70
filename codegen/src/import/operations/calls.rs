//! Which calls a document describes: methods and paths, in its order.

use crate::import::document::Tree;
use crate::import::draft::{Field, Use};
use crate::import::schema::Schemas;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// The version of a document: 3.0 and 3.1 differ only in schemas, which are read in both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V2,
    V3,
}

/// A call, before it is read.
pub(crate) struct Call<'d> {
    pub(crate) method: String,
    /// Without a leading `/` and without a query.
    pub(crate) path: String,
    /// Constants of the query that are written into the path.
    pub(crate) query: Vec<Field>,
    pub(crate) tag: Option<String>,
    /// The operation.
    pub(crate) node: &'d Data,
    /// What the path says for all its operations.
    pub(crate) item: &'d Data,
    pub(crate) item_place: String,
    /// JSON pointer of the operation.
    pub(crate) place: String,
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

/// Keys of a path that are no methods.
const OTHER_KEYS: &[&str] = &["parameters", "summary", "description", "servers", "$ref"];

/// The calls of a document, and the number of operations that cannot be written.
pub(crate) fn calls<'d>(root: &'d Data, schemas: &mut Schemas<'d>) -> (Vec<Call<'d>>, usize) {
    let paths = Place::root();
    let paths = paths.name("paths");
    let mut calls = Vec::new();
    let mut impossible = 0;
    for (path, item) in root.get("paths").map_or(&[][..], Tree::members) {
        if path.starts_with("x-") {
            continue;
        }
        let at = paths.name(path);
        let Some((item, item_place)) = schemas.resolve(item, &at) else {
            continue;
        };
        for (key, node) in item.members() {
            let method = key.to_ascii_lowercase();
            let place = Place::at(&item_place);
            let place = place.name(key);
            if !METHODS.contains(&method.as_str()) {
                let is_known = OTHER_KEYS.contains(&key.as_ref()) || key.starts_with("x-");
                if !is_known && matches!(node, Data::Object(_)) {
                    schemas.report.note(
                        &place,
                        format!("a spec has no operations with the method `{key}`"),
                        "left out",
                    );
                    impossible += 1;
                }
                continue;
            }
            if !matches!(node, Data::Object(_)) {
                schemas.report.note(
                    &place,
                    "expected an operation, found another value",
                    "left out",
                );
                impossible += 1;
                continue;
            }
            let Some((plain, query)) = split(path, &place, schemas) else {
                impossible += 1;
                continue;
            };
            calls.push(Call {
                method: method.to_ascii_uppercase(),
                path: plain,
                query,
                tag: tag(node),
                node,
                item,
                item_place: item_place.clone(),
                place: place.to_string(),
            });
        }
    }
    (calls, impossible)
}

fn tag(node: &Data) -> Option<String> {
    let first = node.get("tags")?.elements().first()?;
    first.as_text().map(str::to_owned)
}

/// A path without its query and fragment. None: it cannot be written, which is reported.
fn split(path: &str, place: &Place<'_>, schemas: &mut Schemas<'_>) -> Option<(String, Vec<Field>)> {
    let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
    if !fragment.is_empty() {
        schemas.report.note(
            place,
            "the path has a fragment, which is never sent",
            "the fragment is left out",
        );
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut constants = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // `{name}` stands for a parameter that is declared.
        if value.contains('{') || name.contains('{') || value.is_empty() {
            continue;
        }
        let mut field = Field::new(name, Use::word("text"));
        field.constant = Some(value.to_owned());
        constants.push(field);
    }
    let path = path.trim_start_matches('/').replace("//", "/");
    let cleaned = clean_names(&path);
    if let Err(why) = specie_runtime::signing::check_path(&cleaned) {
        schemas.report.note(
            place,
            format!("the path cannot be sent: {why}"),
            "the operation is left out",
        );
        return None;
    }
    let is_odd =
        cleaned.contains(char::is_whitespace) || cleaned.contains('*') || cleaned.contains("://");
    if is_odd {
        schemas.report.note(
            place,
            "the path has characters that a path of a spec cannot have",
            "the operation is left out",
        );
        return None;
    }
    Some((cleaned, constants))
}

/// Names in braces with letters, digits, `_` and `-` only: they are never sent.
fn clean_names(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        out.push('{');
        let Some((name, behind)) = behind.split_once('}') else {
            rest = behind;
            continue;
        };
        out.push_str(&path_name(name));
        out.push('}');
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The name of a parameter in a path.
pub(crate) fn path_name(name: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_ascii_alphanumeric() || "_-".contains(c) => c,
        _ => '_',
    };
    name.trim_end_matches(['*', '+', '?'])
        .chars()
        .map(plain)
        .collect()
}
