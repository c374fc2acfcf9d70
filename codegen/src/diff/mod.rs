//! What changed between two versions of a provider, and whom it concerns.
//!
//! `diff` compares two models. Operations are the same by the call that they make, otherwise by their names; types are the same where the same
//! places refer to them, whatever their names; members are the same by their names on the wire. The comparison takes every struct of the model
//! apart completely, so that a new part of the model does not compile until it is decided here what a change of it means.
//!
//! The level of Rust is no opinion about models: it compares what both generated clients declare ([`crate::emit::rust::surface`]).

mod change;
mod clock;
mod delivery;
mod docs;
mod envelopes;
mod evidence;
mod fit;
mod limits;
mod matching;
mod members;
pub(crate) mod moved;
mod operations;
mod pairs;
mod params;
mod plans;
mod provider;
mod render;
mod repeats;
mod responses;
mod rust;
mod sections;
mod shapes;
mod signing;
mod streams;
mod types;
mod words;

pub use change::{At, Change, Diff, Line, Semver, Severity};
pub use render::{changelog, json, markdown, text};

use crate::model::{Api, Doc, Operation, TypeId};
use crate::rules::changes::{ChangeRule, rust as rust_rules};
use change::Place;
use pairs::Pair;
use std::collections::{BTreeMap, BTreeSet};
use types::Way;

/// Compares two versions of a provider.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Diff {
    let operations = matching::matched(old, new);
    let mut comparison = Comparison {
        old,
        new,
        operations,
        changes: Vec::new(),
        seen: BTreeSet::new(),
        described: BTreeSet::new(),
        partners: BTreeMap::new(),
        moved: Vec::new(),
    };
    comparison.compare();
    Diff::new(comparison.changes)
}

/// The change that a provider is new, with a client of its own.
#[must_use]
pub fn provider_added(api: &Api) -> Diff {
    let message = format!("new provider, with {} operations", api.operations.len());
    provider_changed(&rust_rules::RUST_ITEM_ADDED, Severity::Compatible, message)
}

/// The change that a provider is gone, with its client.
#[must_use]
pub fn provider_removed(api: &Api) -> Diff {
    let message = format!(
        "the provider is gone, with {} operations",
        api.operations.len()
    );
    provider_changed(&rust_rules::RUST_ITEM_REMOVED, Severity::Breaking, message)
}

fn provider_changed(rule: &'static ChangeRule, severity: Severity, message: String) -> Diff {
    Diff::new(vec![Change {
        rule,
        severity,
        place: "provider".to_owned(),
        message,
        details: Vec::new(),
        at: None,
        money: false,
    }])
}

/// Two versions, and what was found so far.
struct Comparison<'a> {
    old: &'a Api,
    new: &'a Api,
    /// The operations of both, by which is which.
    operations: Vec<Pair<&'a Operation>>,
    changes: Vec<Change>,
    /// Pairs of types that were compared in a direction.
    seen: BTreeSet<(TypeId, TypeId, Way)>,
    /// Pairs of types whose texts were compared.
    described: BTreeSet<(TypeId, TypeId)>,
    /// For each old type, the new ones at its places.
    partners: BTreeMap<TypeId, BTreeSet<TypeId>>,
    /// Calls that are sent elsewhere.
    moved: Vec<moved::Moved>,
}

impl Comparison<'_> {
    fn compare(&mut self) {
        // Every part is named, so that a new one is compared too.
        let Api {
            provider: _,
            docs_url,
            doc,
            spec_path: _,
            runtime: _,
            lines: _,
            provider_docs: _,
            scheme_docs: _,
            error_data: _,
            operations: _,
            types: _,
            webhooks: _,
            streams: _,
            guides: _,
            vectors: _,
            known_by_name: _,
            mock: _,
        } = self.old;
        let place = Place::new("docs");
        self.text(
            docs_url,
            &self.new.docs_url,
            "the address of the docs",
            &place,
        );
        self.doc(doc, &self.new.doc, &Place::new("doc"));
        self.compare_provider();
        self.compare_scheme();
        self.compare_operations();
        self.compare_webhooks();
        self.compare_streams();
        self.compare_unused_types();
        self.compare_rust();
        self.compare_vectors();
        self.compare_guides();
        self.compare_known_names();
        self.compare_mocks();
    }

    /// The name of an envelope; `None` is the default.
    fn envelope(api: &Api, at: Option<u16>) -> Option<&str> {
        let names = &api.provider_docs.envelopes;
        names.get(usize::from(at?)).map(String::as_str)
    }

    /// The docs of the parts of a list, beside the parts.
    fn beside<'d, T>(parts: &'d [T], docs: &'d [Doc]) -> Vec<(&'d T, Option<&'d Doc>)> {
        let parts = parts.iter().enumerate();
        parts.map(|(at, part)| (part, docs.get(at))).collect()
    }
}
