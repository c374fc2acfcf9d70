//! `specs/schema.json`: the JSON Schema of the spec language, for completion and hover text in editors.
//!
//! The schema describes the shape of the file; rules that need the whole file (references, kinds, vectors) are checked by `specie check`.

mod calls;
mod examples;
mod mock;
mod notes;
mod signing;
mod streams;
mod types;

use serde_json::{Map, Value, json};

/// The schema as written to disk.
#[must_use]
pub fn schema_json() -> String {
    let mut text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text.push('\n');
    text
}

fn schema() -> Value {
    let mut root = notes::object(
        "One provider: its operations, their parameters and responses, and how requests are signed.",
        &["provider"],
        [
            signing::properties(),
            calls::properties(),
            mock::properties(),
        ]
        .concat(),
    );
    if let Value::Object(root) = &mut root {
        root.insert(
            "$schema".to_owned(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
        root.insert("title".to_owned(), json!("A spec of specie"));
        let mut definitions = Map::new();
        for (name, value) in [
            signing::definitions(),
            calls::definitions(),
            streams::definitions(),
            mock::definitions(),
        ]
        .concat()
        {
            definitions.insert(name.to_owned(), value);
        }
        root.insert("definitions".to_owned(), Value::Object(definitions));
        examples::add(root);
    }
    root
}
