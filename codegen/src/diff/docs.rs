//! Texts and the marks of facts.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::words::excerpt;
use super::{Comparison, Severity};
use crate::model::{Api, Doc, Example, Guide, KnownByName, Mock};
use crate::rules::changes::{Level, docs as rule};

impl Comparison<'_> {
    /// Compares two texts with their marks.
    pub(super) fn doc(&mut self, old: &Doc, new: &Doc, place: &Place) {
        let Doc {
            text,
            source,
            unconfirmed,
            deprecated,
            allowed_in_url,
        } = old;
        self.differ(
            (text, &new.text),
            &rule::TEXT_CHANGED,
            Severity::Note,
            place,
            || match (text.is_empty(), new.text.is_empty()) {
                (true, _) => format!("has a text now: {}", excerpt(&new.text)),
                (_, true) => "has no text any more".to_owned(),
                _ => format!("the text is now: {}", excerpt(&new.text)),
            },
        );
        self.mark(
            (source, &new.source),
            "its page",
            &rule::SOURCE_CHANGED,
            place,
        );
        self.mark(
            (unconfirmed, &new.unconfirmed),
            "why it is unconfirmed",
            &rule::SOURCE_CHANGED,
            place,
        );
        self.mark(
            (deprecated, &new.deprecated),
            "why it is deprecated",
            &rule::DEPRECATED,
            place,
        );
        self.mark(
            (allowed_in_url, &new.allowed_in_url),
            "why a secret may be in the URL",
            &rule::SOURCE_CHANGED,
            place,
        );
    }

    /// Compares the docs of a part that may have none.
    pub(super) fn doc_of(&mut self, old: Option<&Doc>, new: Option<&Doc>, place: &Place) {
        let none = Doc::default();
        self.doc(old.unwrap_or(&none), new.unwrap_or(&none), place);
    }

    fn mark(
        &mut self,
        (old, new): (&Option<String>, &Option<String>),
        what: &str,
        rule: &'static crate::rules::changes::ChangeRule,
        place: &Place,
    ) {
        self.differ((old, new), rule, Severity::Note, place, || match new {
            Some(new) if new.is_empty() => format!("{what}: no reason is given"),
            Some(new) => format!("{what}: {}", excerpt(new)),
            None => format!("{what} is no longer given"),
        });
    }

    /// Compares two texts that may be absent.
    pub(super) fn text(
        &mut self,
        old: &Option<String>,
        new: &Option<String>,
        what: &str,
        place: &Place,
    ) {
        self.mark((old, new), what, &rule::TEXT_CHANGED, place);
    }

    /// Compares examples.
    pub(super) fn examples(&mut self, old: &[Example], new: &[Example], place: &Place) {
        for pair in pairs(old, new, |example| example.name.clone()) {
            let (name, what) = match pair {
                Pair::Added(example) => (&example.name, "is new"),
                Pair::Removed(example) => (&example.name, "is gone"),
                Pair::Both(old, new) => {
                    let Example {
                        name: _,
                        source,
                        params,
                        response,
                    } = old;
                    if *source == new.source && *params == new.params && *response == new.response {
                        continue;
                    }
                    (&new.name, "has other values")
                }
            };
            let message = format!("example {} {what}", excerpt(name));
            self.report(&rule::EXAMPLE_CHANGED, Severity::Note, place, message);
        }
        let names = |list: &[Example]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        self.declaration_order(&names(old), &names(new), "examples", place);
    }

    /// Compares the order of declarations, by their names.
    pub(super) fn declaration_order(
        &mut self,
        old: &[String],
        new: &[String],
        what: &str,
        place: &Place,
    ) {
        if super::pairs::reordered(old, new) {
            self.report(
                &rule::DECLARATION_ORDER_CHANGED,
                Severity::Note,
                place,
                format!("{what} are in another order"),
            );
        }
    }

    /// Compares guides, by their titles.
    pub(super) fn compare_guides(&mut self) {
        let (old, new) = (&self.old.guides, &self.new.guides);
        for pair in pairs(old, new, |guide| guide.title.clone()) {
            match pair {
                Pair::Both(old, new) => {
                    let Guide {
                        title,
                        purpose,
                        doc,
                        steps: _,
                    } = old;
                    if *purpose != new.purpose {
                        self.guide(new, "has another purpose");
                    }
                    self.doc(doc, &new.doc, &Place::new("guides").with(title));
                    if steps(self.old, old) != steps(self.new, new) {
                        self.guide(new, "has other steps");
                    }
                }
                Pair::Added(guide) => self.guide(guide, "is new"),
                Pair::Removed(guide) => self.guide(guide, "is gone"),
            }
        }
        let titles = |list: &[Guide]| list.iter().map(|one| one.title.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (titles(old), titles(new));
        self.declaration_order(&old, &new, "guides", &Place::new("guides"));
    }

    fn guide(&mut self, guide: &Guide, what: &str) {
        let place = Place::new("guides").with(&guide.title);
        let message = format!("guide {} {what}", excerpt(&guide.title));
        self.report(&rule::GUIDE_CHANGED, Severity::Note, &place, message);
    }

    /// Compares what mocks must know. Much of it is derived from operations and types, so it is only reported where none of these has changed.
    pub(super) fn compare_mocks(&mut self) {
        let is_explained = self.changes.iter().any(|one| one.rule.level != Level::Docs);
        if !is_explained && mock(self.old) != mock(self.new) {
            let message = "a mock of the provider behaves differently";
            let place = Place::new("mock");
            self.report(&rule::MOCK_CHANGED, Severity::Note, &place, message);
        }
    }

    /// Compares the operations that are only known by name.
    pub(super) fn compare_known_names(&mut self) {
        let (old, new) = (&self.old.known_by_name, &self.new.known_by_name);
        for pair in pairs(old, new, |known| known.name.clone()) {
            match pair {
                Pair::Both(old, new) => {
                    let KnownByName { name, doc } = old;
                    let place = Place::new("known_by_name").with(name);
                    self.doc(doc, &new.doc, &place);
                }
                Pair::Added(known) => self.known(known, "is new"),
                Pair::Removed(known) => self.known(known, "is gone"),
            }
        }
        let names = |list: &[KnownByName]| list.iter().map(|one| one.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(old), names(new));
        self.declaration_order(
            &old,
            &new,
            "operations known by name",
            &Place::new("known_by_name"),
        );
    }

    fn known(&mut self, known: &KnownByName, what: &str) {
        let place = Place::new("known_by_name").with(&known.name);
        let message = format!("operation `{}` {what}", known.name);
        self.report(
            &rule::KNOWN_BY_NAME_CHANGED,
            Severity::Note,
            &place,
            message,
        );
    }
}

/// The steps of a guide: what each names, and what it says.
fn steps<'a>(api: &'a Api, guide: &'a Guide) -> Vec<(Option<&'a str>, Option<&'a str>, &'a Doc)> {
    let steps = guide.steps.iter().map(|step| {
        let operation = step.operation.and_then(|at| api.operations.get(at));
        let webhook = step.webhook.and_then(|at| api.webhooks.get(at));
        (
            operation.map(|operation| operation.name.as_str()),
            webhook.map(|webhook| webhook.name.as_str()),
            &step.doc,
        )
    });
    steps.collect()
}

/// What a mock must know, with operations numbered by their names, in an order that does not depend on that of the file.
fn mock(api: &Api) -> Mock {
    let mut mock = api.mock.clone();
    let mut names: Vec<&str> = api.operations.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    let renumber = |at: &mut usize| {
        let name = api.operations.get(*at).map(|one| one.name.as_str());
        *at = name.map_or(*at, |name| names.partition_point(|one| *one < name));
    };
    for shown in mock.balances.iter_mut().chain(&mut mock.positions) {
        renumber(&mut shown.operation);
    }
    for resource in &mut mock.resources {
        for operation in &mut resource.operations {
            renumber(&mut operation.operation);
        }
        resource.operations.sort_by_key(|one| one.operation);
    }
    mock.balances.sort_by_key(|one| one.operation);
    mock.positions.sort_by_key(|one| one.operation);
    mock.resources
        .sort_by(|one, other| one.name.cmp(&other.name));
    mock
}
