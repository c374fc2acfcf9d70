//! What can be written at a position, by the JSON Schema of the spec language.
//!
//! The schema is the one description of keys and their values; its definitions name what kind of text a value is.

use crate::cursor::Segment;
use crate::names::Kind;
use serde_json::Value;
use specie_codegen::emit::schema::schema_json;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&schema_json()).unwrap_or(Value::Null));

/// A key that a mapping can have.
pub struct Key {
    pub name: &'static str,
    pub doc: &'static str,
    /// Whether its value is a mapping or a list.
    pub is_nested: bool,
}

/// A kind of text that a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The name of something that the spec declares.
    Name(Kind),
    /// A line of a field or parameter: a type, then a range, a default, a text.
    Line,
    /// A type.
    Type,
    /// An expression of the signing language.
    Expression,
    /// A credential: words and forms.
    Credential,
}

impl Expected {
    fn of(definition: &str) -> Option<Self> {
        Some(match definition {
            "line" => Self::Line,
            "answer" | "type_in_use" => Self::Type,
            "expression" | "text_expression" => Self::Expression,
            "credential" => Self::Credential,
            "section_name" => Self::Name(Kind::Section),
            "plan_name" => Self::Name(Kind::Plan),
            "webhook_name" => Self::Name(Kind::Webhook),
            "operation_name" => Self::Name(Kind::Operation),
            "envelope_name" => Self::Name(Kind::Envelope),
            "group_name" => Self::Name(Kind::Group),
            "credential_name" => Self::Name(Kind::Credential),
            "session_value_name" => Self::Name(Kind::SessionValue),
            "setting_name" => Self::Name(Kind::Setting),
            "pool_name" => Self::Name(Kind::Pool),
            _ => return None,
        })
    }
}

/// The schemas that apply to a value, with references and alternatives resolved.
pub struct Place {
    schemas: Vec<&'static Value>,
    /// The definitions that were passed on the last step.
    definitions: Vec<&'static str>,
}

/// How many references lead to one schema at most; the schema's own are three at most.
const MOST_REFERENCES: usize = 16;

impl Place {
    /// The place that a path leads to.
    pub fn at(path: &[Segment]) -> Self {
        let mut place = Self::of([&*SCHEMA]);
        for segment in path {
            let schemas = place.schemas.iter().copied();
            place = match segment {
                Segment::Key(name) => Self::of(schemas.filter_map(|it| value_of(it, name))),
                Segment::Item(_) => Self::of(schemas.filter_map(|it| it.get("items"))),
            };
        }
        place
    }

    fn of(schemas: impl IntoIterator<Item = &'static Value>) -> Self {
        let mut place = Self {
            schemas: Vec::new(),
            definitions: Vec::new(),
        };
        for schema in schemas {
            place.add(schema, MOST_REFERENCES);
        }
        place
    }

    fn add(&mut self, schema: &'static Value, left: usize) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        self.schemas.push(schema);
        if let Some(name) = schema.get("$ref").and_then(Value::as_str)
            && let Some(name) = name.strip_prefix("#/definitions/")
        {
            self.definitions.push(name);
            let found = SCHEMA.get("definitions").and_then(|all| all.get(name));
            if let Some(found) = found {
                self.add(found, left);
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            let several = schema.get(key).and_then(Value::as_array);
            for one in several.into_iter().flatten() {
                self.add(one, left);
            }
        }
    }

    /// What the value is: the first description, which is that of the key.
    pub fn doc(&self) -> Option<&'static str> {
        let mut docs = self.schemas.iter().filter_map(|schema| description(schema));
        docs.next()
    }

    /// The keys that a mapping here can have.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        let mappings = self.schemas.iter().filter_map(|it| it.get("properties"));
        for (name, schema) in mappings.filter_map(Value::as_object).flatten() {
            if !keys.iter().any(|key| key.name == name) {
                let value = Self::of([schema]);
                keys.push(Key {
                    name,
                    doc: value.doc().unwrap_or_default(),
                    is_nested: value.is_nested(),
                });
            }
        }
        keys
    }

    /// The values that are listed: words, `true` and `false`.
    pub fn words(&self) -> Vec<&'static str> {
        let mut words = Vec::new();
        for schema in &self.schemas {
            let listed = schema.get("enum").and_then(Value::as_array);
            words.extend(listed.into_iter().flatten().filter_map(Value::as_str));
            if schema.get("type").and_then(Value::as_str) == Some("boolean") {
                words.extend(["true", "false"]);
            }
        }
        words.dedup();
        words
    }

    /// The kinds of text that the value can be.
    pub fn expected(&self) -> Vec<Expected> {
        let mut found: Vec<Expected> = Vec::new();
        for kind in self
            .definitions
            .iter()
            .filter_map(|name| Expected::of(name))
        {
            if !found.contains(&kind) {
                found.push(kind);
            }
        }
        found
    }

    /// What the keys of a mapping here name, if they are names that are declared elsewhere.
    pub fn key_names(&self) -> Vec<Kind> {
        let names = self.schemas.iter().filter_map(|it| it.get("propertyNames"));
        let expected = Self::of(names).expected().into_iter();
        expected
            .filter_map(|expected| match expected {
                Expected::Name(kind) => Some(kind),
                _ => None,
            })
            .collect()
    }

    fn is_nested(&self) -> bool {
        let kinds = self.schemas.iter().filter_map(|it| it.get("type"));
        let mut kinds = kinds.peekable();
        kinds.peek().is_some()
            && kinds.all(|kind| matches!(kind.as_str(), Some("object" | "array")))
            && self.words().is_empty()
    }
}

fn description(schema: &'static Value) -> Option<&'static str> {
    let text = schema
        .get("markdownDescription")
        .or_else(|| schema.get("description"));
    text.and_then(Value::as_str)
}

/// The schema of a key's value.
fn value_of(schema: &'static Value, key: &str) -> Option<&'static Value> {
    let declared = schema.get("properties").and_then(|all| all.get(key));
    let others = schema
        .get("additionalProperties")
        .filter(|value| value.is_object());
    declared.or(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &[&str]) -> Place {
        let segments = path.iter().map(|name| match name.parse() {
            Ok(at) => Segment::Item(at),
            Err(_) => Segment::Key((*name).to_owned()),
        });
        Place::at(&segments.collect::<Vec<_>>())
    }

    #[test]
    fn keys_are_those_of_the_language() {
        let keys = |path: &[&str]| -> Vec<&str> {
            place(path).keys().iter().map(|key| key.name).collect()
        };
        assert!(keys(&[]).contains(&"operations"));
        assert!(keys(&["operations", "get"]).contains(&"answer"));
        assert!(keys(&["auth", "user", "0"]).contains(&"header"));
        assert!(keys(&["auth", "user", "0", "then", "1"]).contains(&"header"));
        assert!(keys(&["vectors", "3", "expect"]).contains(&"url"));
        assert!(keys(&["nothing", "here"]).is_empty());
    }

    #[test]
    fn values_have_a_kind() {
        let expected = |path: &[&str]| place(path).expected();
        assert_eq!(
            expected(&["operations", "get", "params", "id"]),
            [Expected::Line]
        );
        assert_eq!(
            expected(&["operations", "get", "answer"])[0],
            Expected::Type
        );
        assert_eq!(
            expected(&["auth", "user", "0", "header", "X-Key"]),
            [Expected::Expression]
        );
        assert_eq!(
            expected(&["auth", "user", "0", "when"]),
            [Expected::Expression]
        );
        assert_eq!(
            expected(&["sections", "user", "auth"]),
            [Expected::Name(Kind::Plan)]
        );
        assert_eq!(
            expected(&["operations", "get", "section"]),
            [Expected::Name(Kind::Section)]
        );
        assert_eq!(place(&["clock", "unique"]).words(), ["s", "ms", "us", "ns"]);
    }
}
