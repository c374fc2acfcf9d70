//! The pieces that schemas are built from.

use serde_json::{Map, Value, json};

/// Name and schema of a key.
pub type Key = (&'static str, Value);

/// A mapping with these keys and no others.
pub fn object(doc: &str, needed: &[&str], keys: Vec<Key>) -> Value {
    let mut properties = Map::new();
    for (name, value) in keys {
        properties.insert(name.to_owned(), value);
    }
    let mut out = json!({ "description": doc, "type": "object", "properties": properties, "additionalProperties": false });
    if let (Value::Object(out), false) = (&mut out, needed.is_empty()) {
        out.insert("required".to_owned(), json!(needed));
    }
    out
}

/// A mapping whose keys are names chosen by the author.
pub fn map(doc: &str, value: Value) -> Value {
    json!({ "description": doc, "type": "object", "additionalProperties": value })
}

/// A mapping whose keys are names that the definition `names` describes.
pub fn map_by(names: &str, doc: &str, value: Value) -> Value {
    json!({
        "description": doc,
        "type": "object",
        "propertyNames": { "$ref": format!("#/definitions/{names}") },
        "additionalProperties": value,
    })
}

/// A text. YAML reads some texts as numbers or booleans, so these are accepted as texts too.
pub fn text(doc: &str) -> Value {
    json!({ "description": doc, "type": ["string", "number", "boolean"] })
}

/// A name that may be left empty.
pub fn optional_name(doc: &str) -> Value {
    json!({ "description": doc, "type": ["string", "null"] })
}

/// One of a few words.
pub fn word(doc: &str, words: &[&str]) -> Value {
    json!({ "description": doc, "enum": words })
}

/// A boolean.
pub fn flag(doc: &str) -> Value {
    json!({ "description": doc, "type": "boolean" })
}

/// A list.
pub fn list(doc: &str, item: Value) -> Value {
    json!({ "description": doc, "type": "array", "items": item })
}

/// A reference to a named schema.
pub fn reference(doc: &str, name: &str) -> Value {
    json!({ "description": doc, "allOf": [{ "$ref": format!("#/definitions/{name}") }] })
}

/// Any of several.
pub fn any(doc: &str, of: Vec<Value>) -> Value {
    json!({ "description": doc, "anyOf": of })
}

/// Any value.
pub fn anything(doc: &str) -> Value {
    json!({ "description": doc })
}

/// The marks that every fact may carry.
pub fn marks() -> Vec<Key> {
    vec![
        ("doc", text("Description, one or more sentences.")),
        ("source", text("URL of the page that documents this.")),
        (
            "unconfirmed",
            json!({ "description": "Why this is not confirmed.", "type": ["string", "null"] }),
        ),
        ("deprecated", text("Why this should no longer be used.")),
    ]
}

/// A key with an empty value.
pub fn nothing() -> Value {
    json!({ "type": "null" })
}
