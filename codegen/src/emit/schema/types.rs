//! Patterns of types and lines. They accept every type of the language and find what is obviously none: a full check needs the file.

use crate::raw::BUILT_IN;
use serde_json::{Value, json};

/// The first words of a type: values that mean no value, then a built-in type, a declared one, or a list or map.
fn type_start() -> String {
    let generic = ["list", "map", "numbered"];
    let plain: Vec<String> = BUILT_IN
        .iter()
        .filter(|name| !generic.contains(name))
        .map(|name| name.replace('.', "\\."))
        .collect();
    format!(
        r#"(?:(?:null|false|0|\[\]|"[^"]*") or )*(?:\[.+\]|(?:{})<[\s\S]+>|[A-Z][A-Za-z0-9_]*|(?:{})(?:\.\d)?)"#,
        generic.join("|"),
        plain.join("|")
    )
}

/// A field or parameter on one line. A text in quotes is a constant, and JSON does not show the quotes: only what has a description must
/// begin with a type.
pub fn line() -> Value {
    let described = r"\s--(?:\s|$)";
    let generic = r"^\s*(?:list|map|numbered)<";
    json!({
        "type": "string",
        "anyOf": [
            { "pattern": format!(r"^\s*{}(?:\s[\s\S]*)?$", type_start()) },
            { "not": { "anyOf": [{ "pattern": described }, { "pattern": generic }] } },
        ],
        "patternErrorMessage": "expected `TYPE RANGE = DEFAULT -- text`",
    })
}

/// A type on its own: of a response, of the elements of a list, of a variant.
pub fn type_in_use(doc: &str) -> Value {
    json!({
        "description": doc,
        "type": "string",
        "pattern": format!(r"^\s*(?:none|raw (?:text|bytes)|{})(?:\s[\s\S]*)?$", type_start()),
        "patternErrorMessage": "expected a type such as `text`, `list<Order>` or the name of a declared type",
    })
}

/// A time span.
pub fn duration(doc: &str) -> Value {
    json!({ "description": doc, "type": "string", "pattern": r"^\d+\s*(?:ms|s|m|h|d)$" })
}

/// A range of a number, of the length of a text, or of the number of entries.
pub fn range(doc: &str) -> Value {
    json!({
        "description": doc,
        "type": ["string", "number"],
        "pattern": r"^\s*(?:unique(?:\s|$))?\s*(?:> ?-?[\d.]+|-?[\d.]*\.\.-?[\d.]*|-?\d+)?\s*$",
    })
}
