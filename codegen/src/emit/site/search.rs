//! What the search finds: one entry for each operation, parameter, type, member, value, error, webhook and channel.

use serde_json::{Value, json};

/// The entries, in the order of the pages.
#[derive(Default)]
pub struct Search(Vec<Value>);

/// One of them.
pub struct Entry<'a> {
    /// What it is: `operation`.
    pub kind: &'static str,
    /// What is searched first.
    pub name: &'a str,
    /// What it belongs to: a provider, or a provider and the owner of a member.
    pub of: &'a str,
    /// What it says about itself.
    pub text: &'a str,
    /// Its place, from the root of the site.
    pub place: String,
}

impl Search {
    pub fn add(&mut self, entry: Entry<'_>) {
        let Entry {
            kind,
            name,
            of,
            text,
            place,
        } = entry;
        let id = self.0.len();
        self.0.push(
            json!({ "id": id, "kind": kind, "name": name, "of": of, "text": text, "place": place }),
        );
    }

    /// A script that gives them to the page: a page that is opened as a file may not read another file.
    pub fn script(&self) -> String {
        let mut out = String::from("globalThis.specieSearch = [\n");
        for entry in &self.0 {
            out.push_str(&entry.to_string());
            out.push_str(",\n");
        }
        out.push_str("]\n");
        out
    }
}
