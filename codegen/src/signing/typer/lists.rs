//! Lists and objects among the members of a query or form: they can be sent only if the spec says how they are written.

use super::super::ast::{Ast, Entry, Node};
use super::super::functions;
use super::super::kinds::{Info, Kind, Nested};
use super::super::sections::{DeclaredSection, place_name};
use super::Typer;
use crate::rules::operations::NEEDS_ARRAYS;
use crate::source::Span;
use specie_runtime::signing::plan::function::ResultKind;
use specie_runtime::signing::plan::{Encoder, Place, Target};

/// A list or object that a step has added to the members of a query or form.
pub(in crate::signing) struct Placed {
    nested: Nested,
    /// Places that may contain it.
    places: Vec<Place>,
    /// The step, if the value is computed elsewhere.
    step: Option<Span>,
}

impl Typer<'_> {
    /// Records the lists and objects among the members that a step sets, and forgets those that it removes. `infos` are those of the
    /// entries of an object, or the one of any other expression.
    pub(in crate::signing) fn note_nested(
        &mut self,
        target: Target,
        places: &[Place],
        step: Span,
        ast: &Ast,
        infos: &[Info],
    ) {
        let keeps = keeps_place(ast, target);
        self.nested.retain(|placed| {
            let here = placed.places.iter().any(|place| places.contains(place));
            // There is only one body: setting one removes the other.
            let body_goes = placed.places.contains(&Place::Form) && places.contains(&Place::Json);
            !body_goes && (keeps || !here)
        });
        let added = match &ast.node {
            Node::Object(entries) => {
                self.nested
                    .retain(|placed| !names(entries, placed.nested.name.as_deref()));
                let added = self.among(entries, infos);
                self.named
                    .extend(entries.iter().filter_map(|entry| match entry {
                        Entry::Member { name, .. } => Some(Some(name.text.clone())),
                        Entry::Spread(ast) => (!is_callers(ast)).then_some(None),
                        Entry::Existing(_) => None,
                    }));
                added
            }
            _ => {
                self.named.push(None);
                infos.iter().flat_map(|info| info.nested.clone()).collect()
            }
        };
        // Otherwise a call may move its parameters to a place that accepts lists.
        let written = [Place::Query, Place::Form];
        if !places.is_empty() && places.iter().all(|place| written.contains(place)) {
            let here = ast.span.start..ast.span.end;
            self.nested.extend(added.into_iter().map(|nested| Placed {
                step: (!here.contains(&nested.span.start)).then_some(step),
                places: places.to_vec(),
                nested,
            }));
        }
    }

    /// The lists and objects among the members of an object; the last value of a name counts.
    pub(in crate::signing) fn among(&self, entries: &[Entry], infos: &[Info]) -> Vec<Nested> {
        let mut found: Vec<Nested> = Vec::new();
        for (entry, info) in entries.iter().zip(infos) {
            match entry {
                Entry::Member { name, value } => {
                    found.retain(|nested| nested.name.as_deref() != Some(&name.text));
                    if is_nested(value, info) {
                        found.push(Nested {
                            name: Some(name.text.clone()),
                            span: value.span,
                            kind: info.kind,
                        });
                    }
                }
                Entry::Spread(ast) if !is_callers(ast) => found.clone_from(&info.nested),
                // An earlier step may have set another value. The caller's members do not change that: if the caller gives none, it is
                // sent.
                Entry::Existing(_) | Entry::Spread(_) => {
                    found.retain(|nested| !self.may_have_set(nested.name.as_deref()));
                }
            }
        }
        found
    }

    /// Whether an earlier step has set a member of this name, or may have.
    fn may_have_set(&self, member: Option<&str>) -> bool {
        let mut named = self.named.iter().map(Option::as_deref);
        named.any(|name| name.is_none() || name == member)
    }

    /// The body is replaced or removed.
    pub(in crate::signing) fn forget_form(&mut self) {
        self.nested
            .retain(|placed| !placed.places.contains(&Place::Form));
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
        for placed in std::mem::take(&mut self.nested) {
            let nested = placed.nested;
            let place = match placed.places[..] {
                [place] => place_name(place),
                _ => "query or form",
            };
            let member = nested.name.as_deref().unwrap_or("this");
            let report = self.report(
                &NEEDS_ARRAYS,
                nested.span,
                format!(
                    "`{member}` is {} in a {place}, without a format",
                    what(nested.kind)
                ),
            );
            if let Some(step) = placed.step {
                report.second(step, "sent by this step");
            }
            report
            .label("which format?")
            .help(format!(
                "convert it to a text: `{}`; or set the format in section `{name}`, such as `encode: rfc3986(arrays=\"brackets\")`",
                as_text(nested.kind)
            ));
        }
    }

    /// Reports a list or object in the argument of an encoder without `arrays`.
    pub(in crate::signing) fn check_encodes(
        &mut self,
        info: &Info,
        encoder: &Encoder,
        name: &str,
        call: Span,
    ) {
        let (None, Some(nested)) = (encoder.arrays, info.nested.first()) else {
            return;
        };
        let kind = nested.kind;
        self.report(
            &NEEDS_ARRAYS,
            nested.span,
            format!("`{name}` cannot write {} without a format", what(kind)),
        )
        .label("which format?")
        .second(call, "written here")
        .help(format!(
            "set the format there, such as `{name}(arrays=\"brackets\")`; or convert it to a text: `{}`",
            as_text(kind)
        ));
    }
}

/// Whether entries set this name to another value, or may.
fn names(entries: &[Entry], known: Option<&str>) -> bool {
    entries.iter().any(|entry| match entry {
        Entry::Member { name, .. } => known.is_none_or(|known| known == name.text),
        Entry::Spread(ast) => !is_callers(ast),
        Entry::Existing(_) => false,
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

/// Whether a step keeps the other members of its place.
fn keeps_place(ast: &Ast, target: Target) -> bool {
    match &ast.node {
        Node::Object(entries) => entries
            .iter()
            .any(|entry| matches!(entry, Entry::Existing(_))),
        Node::Name(name) => match target {
            Target::Params => name == "params",
            Target::Query => name == "query",
            Target::Form | Target::Json => false,
        },
        Node::Call { name, args, .. } => {
            let function = functions::function(&name.text);
            function.is_some_and(|f| f.definition().result == ResultKind::AllMembers)
                && args
                    .first()
                    .is_some_and(|arg| keeps_place(&arg.value, target))
        }
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
