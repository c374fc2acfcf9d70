//! Specs of awkward names in every place and of every type in every position. What `check` takes of them becomes Rust that is compiled with
//! warnings denied (`build.rs`, `lib.rs`); what it refuses is listed with each place, and `tests/torture.rs` sees to it.

pub mod kinds;
pub mod names;
pub mod wholes;

use specie_codegen::diagnostic::Severity;
use specie_codegen::import::{self, ImportOptions};
use specie_codegen::model::Api;
use specie_codegen::{Options, load};
use std::collections::BTreeMap;

/// The text of a spec.
pub struct Spec(pub String);

impl Spec {
    /// A spec with one section that signs nothing.
    pub fn new(rest: &str) -> Self {
        Self(format!(
            "provider: acme\ntitle: Acme\ndocs: https://acme.example/api\ndoc: Torture.\ndefaults: {{ section: api, source: \"https://acme.example/api\" }}\nsections:\n  api: {{ base: \"https://acme.example\" }}\n{rest}"
        ))
    }

    /// A spec whose section is signed by these steps.
    pub fn signed(steps: &str) -> Self {
        let spec = Self::new(&format!(
            "auth:\n  signed:\n    - header: {{ X-Key: api_key }}\n{steps}"
        ));
        Self(
            spec.0
                .replace("acme.example\" }\n", "acme.example\", auth: signed }\n"),
        )
    }

    /// The same with more behind it.
    pub fn with(mut self, more: &str) -> Self {
        self.0.push_str(more);
        self
    }

    /// The model, or the codes of what holds it up. Vectors are not asked for here.
    pub fn model(&self) -> Result<Api, Vec<String>> {
        let options = Options {
            draft: true,
            ..Options::default()
        };
        let loaded = load("torture.yaml", self.0.as_bytes(), &options);
        let missing = loaded.diagnostics.sorted().into_iter().filter(|found| {
            found.severity != Severity::Warning && !found.code.ends_with("-without-vector")
        });
        let codes: Vec<String> = missing.map(|found| found.code.to_owned()).collect();
        loaded.api.filter(|_| codes.is_empty()).ok_or(codes)
    }
}

/// What a module is made of: its name, and its spec.
pub struct Module {
    /// Name of the module.
    pub name: String,
    /// The model.
    pub api: Api,
}

/// All that `check` is to take, in as few modules as can be.
///
/// # Panics
/// `check` refuses one of them.
pub fn modules() -> Vec<Module> {
    let (mut modules, mut refused) = (Vec::new(), String::new());
    let mut add = |name: String, spec: &Spec| match spec.model() {
        Ok(api) => modules.push(Module { name, api }),
        Err(codes) => refused += &format!("`{name}` is refused: {codes:?}\n{}\n", spec.0),
    };
    for place in names::PLACES {
        let taken = place.names().filter(|name| !place.refuses(name));
        for (batch, names) in apart(taken).iter().enumerate() {
            add(
                format!("{}_names_{batch}", place.name),
                &(place.spec)(names),
            );
        }
    }
    for position in kinds::POSITIONS {
        let taken = position.kinds().filter(|kind| !position.refuses(kind));
        // Data of serde has no secrets and no files: what has none is apart, so that all of it is written and read.
        let (secret, open): (Vec<&str>, Vec<&str>) =
            taken.partition(|kind| kind.contains("secret") || kind.contains("file"));
        add(format!("{}_kinds", position.name), &(position.spec)(&open));
        if !secret.is_empty() {
            let name = format!("{}_secret_kinds", position.name);
            add(name, &(position.spec)(&secret));
        }
    }
    for (name, spec) in wholes::WHOLES {
        add((*name).to_owned(), &Spec::new(spec));
    }
    assert!(refused.is_empty(), "{refused}");
    modules
}

/// Drafts of OpenAPI documents.
///
/// # Panics
/// A document cannot be imported, or its draft has errors.
pub fn imports() -> Vec<Module> {
    let documents = [
        (
            "imported_whole",
            include_str!("../../codegen/tests/import/whole.yaml"),
        ),
        (
            "imported_awkward",
            include_str!("../../codegen/tests/import/awkward.yaml"),
        ),
        (
            "imported_attack",
            include_str!("../../codegen/tests/import/attack.yaml"),
        ),
    ];
    let drafts = documents.iter().map(|(name, document)| {
        let imported = import::openapi(document.as_bytes(), &ImportOptions::default());
        let imported = imported.unwrap_or_else(|error| panic!("`{name}`: {error}"));
        Module {
            name: (*name).to_owned(),
            api: imported
                .loaded
                .api
                .unwrap_or_else(|| panic!("`{name}` has errors")),
        }
    });
    drafts.collect()
}

/// Providers of all names that are taken.
///
/// # Panics
/// One of them is refused.
pub fn providers() -> Vec<Module> {
    let named = names::PROVIDERS.iter().map(|name| {
        let spec = names::provider(name);
        let api = spec.model();
        let api = api.unwrap_or_else(|codes| panic!("`{name}` is refused: {codes:?}"));
        Module {
            name: (*name).to_owned(),
            api,
        }
    });
    named.collect()
}

/// Names in batches, in each of which no two are alike but for case and signs.
fn apart<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Vec<&'a str>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut batches: Vec<Vec<&str>> = Vec::new();
    for name in names {
        // `list_pages` is what `list` has too, if it has pages.
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let alike = match letters.strip_suffix("pages").unwrap_or(&letters) {
            "" => name.to_owned(),
            alike => alike.to_owned(),
        };
        let batch = seen.entry(alike).or_default();
        if batches.len() == *batch {
            batches.push(Vec::new());
        }
        batches[*batch].push(name);
        *batch += 1;
    }
    batches
}
