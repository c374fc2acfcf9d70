//! Lists and objects among the members of a query or form: who does not say how they are written cannot send them.

use super::ast::{Ast, Entry, Node};
use super::kinds::{Info, Kind};
use super::sections::{DeclaredSection, place_name};
use super::typer::Typer;
use crate::rules::operations::NEEDS_ARRAYS;
use crate::source::Span;
use specie_runtime::signing::plan::{Encoder, Place, Target};

/// A member whose value is no single text.
pub(super) struct Nested {
    name: String,
    span: Span,
    kind: Kind,
    /// Places that may hold it; none: an object that is no place.
    places: Vec<Place>,
}

impl Typer<'_> {
    /// Keeps in mind the lists and objects among the members that a step sets, and forgets those that it takes away.
    pub(super) fn note_nested(
        &mut self,
        target: Target,
        places: &[Place],
        ast: &Ast,
        infos: &[Info],
    ) {
        let keeps = keeps_place(ast, target);
        self.nested.retain(|nested| {
            let here = nested.places.iter().any(|place| places.contains(place));
            // There is one body: the other one goes.
            let body_goes = nested.places.contains(&Place::Form) && places.contains(&Place::Json);
            !body_goes && (keeps || !here)
        });
        let Node::Object(entries) = &ast.node else {
            return;
        };
        let written = [Place::Query, Place::Form];
        if places.is_empty() || !places.iter().all(|place| written.contains(place)) {
            // A call may bring its parameters to a place that takes lists.
            self.nested.retain(|nested| !names(entries, &nested.name));
            return;
        }
        for (entry, info) in entries.iter().zip(infos) {
            see(&mut self.nested, entry, info, places);
        }
    }

    /// The body is another, or none.
    pub(super) fn forget_form(&mut self) {
        self.nested
            .retain(|nested| !nested.places.contains(&Place::Form));
    }

    /// Reports lists and objects that no encoder of the plan's sections can write.
    pub(crate) fn check_nested(&mut self, sections: &[&DeclaredSection]) {
        let says_how = |section: &&DeclaredSection| section.plan.encode.arrays.is_some();
        let Some(section) = sections.first() else {
            return;
        };
        if self.encodes_lists || sections.iter().any(says_how) {
            return;
        }
        let name = &section.plan.name;
        for nested in std::mem::take(&mut self.nested) {
            let place = match nested.places[..] {
                [place] => place_name(place),
                _ => "query or form",
            };
            self.report(
                &NEEDS_ARRAYS,
                nested.span,
                format!("`{}` is {} in a {place}", nested.name, what(nested.kind)),
            )
            .label("how is it written?")
            .help(format!(
                "make it a text: `{}`; or say it in section `{name}`, such as `encode: rfc3986(arrays=\"brackets\")`",
                as_text(nested.kind)
            ));
        }
    }

    /// Reports a list or object in what an encoder without `arrays` is called with.
    pub(super) fn check_encodes(&mut self, info: &Info, encoder: &Encoder, name: &str, call: Span) {
        let (None, Some((span, kind))) = (encoder.arrays, info.many) else {
            return;
        };
        self.report(
            &NEEDS_ARRAYS,
            span,
            format!("`{name}` cannot write {}", what(kind)),
        )
        .label("how is it written?")
        .second(call, "written here")
        .help(format!(
            "say it there, such as `{name}(arrays=\"brackets\")`; or make it a text: `{}`",
            as_text(kind)
        ));
    }
}

/// The list or object that stands among the members of an object.
pub(super) fn among<'a>(
    parts: impl Iterator<Item = (&'a Entry, &'a Info)>,
) -> Option<(Span, Kind)> {
    let mut found = Vec::new();
    for (entry, info) in parts {
        see(&mut found, entry, info, &[]);
    }
    found.first().map(|nested| (nested.span, nested.kind))
}

/// Notes an entry: the last value of a name counts.
fn see(nested: &mut Vec<Nested>, entry: &Entry, info: &Info, places: &[Place]) {
    match entry {
        Entry::Member { name, value } => {
            nested.retain(|nested| nested.name != name.text);
            if is_nested(value, info) {
                nested.push(Nested {
                    name: name.text.clone(),
                    span: value.span,
                    kind: info.kind,
                    places: places.to_vec(),
                });
            }
        }
        Entry::Spread(ast) if !is_callers(ast) => nested.clear(),
        // What the caller gives in its place makes it no better where the caller gives nothing.
        Entry::Held(_) | Entry::Spread(_) => {}
    }
}

/// Whether entries give this name another value, or may.
fn names(entries: &[Entry], known: &str) -> bool {
    entries.iter().any(|entry| match entry {
        Entry::Member { name, .. } => name.text == known,
        Entry::Spread(ast) => !is_callers(ast),
        Entry::Held(_) => false,
    })
}

fn is_nested(value: &Ast, info: &Info) -> bool {
    let all_params = matches!(&value.node, Node::Name(name) if name == "args");
    let kinds = [Kind::List, Kind::Pairs, Kind::Members, Kind::Place];
    all_params || kinds.contains(&info.kind)
}

fn is_callers(ast: &Ast) -> bool {
    matches!(&ast.node, Node::Name(name) if matches!(name.as_str(), "params" | "query" | "args"))
}

/// Whether a step leaves in its place what stands there, but for what it names.
fn keeps_place(ast: &Ast, target: Target) -> bool {
    match &ast.node {
        Node::Object(entries) => entries.iter().any(|entry| matches!(entry, Entry::Held(_))),
        Node::Name(name) => match target {
            Target::Params => name == "params",
            Target::Query => name == "query",
            Target::Form | Target::Json => false,
        },
        Node::Call { name, args, .. } if name.text == "sorted" => args
            .first()
            .is_some_and(|arg| keeps_place(&arg.value, target)),
        _ => false,
    }
}

const fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::List => "a list",
        Kind::Pairs => "an object",
        _ => "a list or object",
    }
}

const fn as_text(kind: Kind) -> &'static str {
    match kind {
        Kind::List => "| join(\",\")` or `| json",
        _ => "| json",
    }
}
