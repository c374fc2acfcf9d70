//! References of a document: where they lead, and what refers to what.

use super::Schemas;
use crate::import::document::Tree;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;
use std::collections::HashMap;

/// Maximum number of references in a row.
const MAX_CHAIN: usize = 32;

/// What a reference leads to.
pub(super) struct Target<'d> {
    pub(super) schema: &'d Data,
    pub(super) pointer: String,
}

impl<'d> Schemas<'d> {
    /// The value that a reference leads to; none: it leads nowhere, which is reported.
    pub(super) fn target(&mut self, reference: &Data, place: &Place<'_>) -> Option<Target<'d>> {
        let Some(text) = reference.as_text() else {
            self.report
                .note(place, "expected a reference, found another value", "`json`");
            return None;
        };
        let Some(pointer) = text.strip_prefix('#') else {
            return self.in_other_file(text, place);
        };
        match self.at(pointer) {
            Some(schema) => Some(Target {
                schema,
                pointer: pointer.to_owned(),
            }),
            None => {
                self.report.note(
                    place,
                    format!("the reference `{text}` leads to nothing in the document"),
                    "left out, or `json`",
                );
                None
            }
        }
    }

    /// A reference to another file. If the document has a schema of that name, it was most likely bundled from several files.
    fn in_other_file(&mut self, text: &str, place: &Place<'_>) -> Option<Target<'d>> {
        let name = text.rsplit(['/', '#']).next().unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default();
        let places = ["/components/schemas/", "/definitions/"];
        let found = places.iter().find_map(|folder| {
            let pointer = format!("{folder}{name}");
            Some((self.at(&pointer)?, pointer))
        });
        let done = match &found {
            Some((_, pointer)) => format!("`#{pointer}` is used"),
            None => "left out, or `json`; bundle the document into one file".to_owned(),
        };
        self.report.note(
            place,
            format!("the reference `{text}` leads to another file"),
            done,
        );
        found.map(|(schema, pointer)| Target { schema, pointer })
    }

    /// The value at a JSON pointer.
    pub(super) fn at(&mut self, pointer: &str) -> Option<&'d Data> {
        if let Some(found) = self.targets.get(pointer) {
            return *found;
        }
        let found = look_up(self.root, pointer);
        self.targets.insert(pointer.to_owned(), found);
        found
    }

    /// The value at a JSON pointer, for what is reported elsewhere if it is missing.
    pub(crate) fn look_up(&mut self, pointer: &str) -> Option<&'d Data> {
        self.at(pointer)
    }

    /// A parameter, response, body … behind any number of references. `None`: there is none, which is reported.
    pub(crate) fn resolve(
        &mut self,
        node: &'d Data,
        place: &Place<'_>,
    ) -> Option<(&'d Data, String)> {
        let mut node = node;
        let mut pointer = place.to_string();
        for _ in 0..MAX_CHAIN {
            let Some(reference) = node.get("$ref") else {
                return Some((node, pointer));
            };
            let target = self.target(reference, &Place::at(&pointer).name("$ref"))?;
            (node, pointer) = (target.schema, target.pointer);
        }
        self.report
            .note(place, "the reference leads back to itself", "left out");
        None
    }

    /// A schema behind references and behind an `allOf` of one, to read its facets: limits, defaults, texts.
    pub(crate) fn effective(&mut self, schema: &'d Data) -> &'d Data {
        let mut schema = schema;
        for _ in 0..MAX_CHAIN {
            let next = match schema.get("$ref").and_then(Tree::as_text) {
                Some(text) => text.strip_prefix('#').and_then(|pointer| self.at(pointer)),
                None => super::all_of::only_part(schema),
            };
            match next {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }
}

fn look_up<'d>(root: &'d Data, pointer: &str) -> Option<&'d Data> {
    if pointer.is_empty() {
        return Some(root);
    }
    let mut node = root;
    for segment in pointer.strip_prefix('/')?.split('/') {
        let name = unescaped(segment);
        node = match node {
            Data::List(elements) => elements.get(name.parse::<usize>().ok()?)?,
            // A name that is itself escaped.
            _ => node.get(&name).or_else(|| node.get(segment))?,
        };
    }
    Some(node)
}

/// A segment of a pointer without its escapes.
fn unescaped(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        let escaped = match (byte, behind) {
            (b'%', [a, b, behind @ ..]) => hex(*a, *b).map(|decoded| (decoded, behind)),
            _ => None,
        };
        match escaped {
            Some((decoded, behind)) => {
                bytes.push(decoded);
                rest = behind;
            }
            None => bytes.push(*byte),
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.replace("~1", "/").replace("~0", "~")
}

fn hex(a: u8, b: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(a)? * 16 + digit(b)?).ok()
}

/// The name that a pointer ends with.
pub(crate) fn last_segment(pointer: &str) -> String {
    unescaped(pointer.rsplit('/').next().unwrap_or_default())
}

/// The named schemas that extend another one, by the pointer of that one.
pub(super) fn extensions(root: &Data) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let schemas = root.get("components").and_then(|all| all.get("schemas"));
    let folders = [
        ("/components/schemas", schemas),
        ("/definitions", root.get("definitions")),
    ];
    for (folder, schemas) in folders {
        for (name, schema) in schemas.map_or(&[][..], Tree::members) {
            let parts = schema.get("allOf").map_or(&[][..], Tree::elements);
            let bases = parts.iter().filter_map(|part| part.text("$ref"));
            for base in bases.filter_map(|base| base.strip_prefix('#')) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let own = format!("{folder}/{escaped}");
                found.entry(base.to_owned()).or_default().push(own);
            }
        }
    }
    found
}
