//! Checks of whole steps and plans: members that are dropped or set too late, places that are not signed, sources that are never sent.

use super::ast::{Ast, Entry, Node};
use super::context::can_meet;
use super::kinds::{Info, Reads, Sources};
use super::sections::{DeclaredSection, place_name};
use super::typer::{PlanKind, Typer};
use crate::rules::plan as rule;
use crate::source::Span;
use crate::yaml::Pair;
use specie_runtime::signing::plan::{Place, Target};

impl Typer<'_> {
    /// Whether a signature covers the time of the request or of the delivery.
    pub(crate) fn signs_time(&self) -> bool {
        let mut signings = self.signings.iter();
        signings.any(|signing| signing.sources.has(Sources::CLOCK))
    }

    /// Reports an object that drops the caller's parameters.
    pub(super) fn check_dropped(&mut self, target: Target, entries: &[Entry], pair: &Pair) {
        if self.scope != PlanKind::Plan {
            return;
        }
        let used = match target {
            Target::Params => true,
            Target::Query => self.places().contains(&Place::Query),
            Target::Form => self.places().contains(&Place::Form),
            Target::Json => self.places().contains(&Place::Json),
        };
        let locals = self.locals.clone();
        let takes = |name: &str| {
            matches!(name, "params" | "query" | "args" | "body" | "uri" | "url")
                || locals.iter().any(|l| l == name)
        };
        let kept = entries.iter().any(|entry| match entry {
            Entry::Existing(_) => true,
            Entry::Spread(ast) => ast.mentions(&takes),
            Entry::Member { value, .. } => has_held(value) || value.mentions(&takes),
        });
        if used && !kept {
            let key = &pair.key.text;
            self.report(
                &rule::DROPPED_PARAMS,
                pair.key.span,
                format!("this `{key}` drops the caller's parameters"),
            )
            .why("a step sets all members of its place: members that it does not name are not sent")
            .help(format!(
                "keep them with `...`: `{key}: {{ ..., name: value }}`"
            ));
        }
    }

    /// Warns about `...` where there is nothing to insert.
    pub(super) fn check_nothing_to_spread(&mut self, target: Target, ast: &Ast) {
        let place = match target {
            Target::Params => return,
            Target::Query => Place::Query,
            Target::Form => Place::Form,
            Target::Json => Place::Json,
        };
        if self.scope != PlanKind::Plan || (place == Place::Query && self.declared.queries_beside) {
            return;
        }
        let used = self.section_places().contains(&place)
            || self.set.contains(&place)
            || self.moves.iter().any(|(_, moved)| *moved == place);
        if used {
            return;
        }
        if let Some(span) = held_span(ast) {
            let name = place_name(place);
            self.report(
                &rule::NOTHING_TO_SPREAD,
                span,
                format!("no section of this plan puts parameters into `{name}`, and no earlier step sets it"),
            )
            .label("adds no members")
            .help("remove `...`, or name the value: `...params`, `...args`");
        }
    }

    /// Reports a member that is added after a text of its place was signed.
    pub(super) fn check_late(&mut self, target: Target, info: &Info, entry: &Entry, before: usize) {
        let covered = self.reads_of(target);
        let mut late: Option<Span> = None;
        for (at, signing) in self.signings.iter().enumerate().take(before) {
            if !signing.reads.has(covered) || !can_meet(&signing.guard, &self.context) {
                continue;
            }
            if info.signings.contains(&at) || info.reads.has(signing.reads) {
                return;
            }
            late = Some(signing.span);
        }
        let (Some(signed), Entry::Member { name, .. }) = (late, entry) else {
            return;
        };
        self.report(
            &rule::ADDED_AFTER_SIGNING,
            name.span,
            format!("`{}` is added after its place was signed", name.text),
        )
        .second(signed, "signed here")
        .why("the provider computes the signature over what it receives, including this member, and rejects the request")
        .help("add it in a step before the signature is computed");
    }

    /// Texts that contain the members of what a step sets.
    fn reads_of(&self, target: Target) -> Reads {
        let places = self.places();
        let query = places.contains(&Place::Query);
        let body = places.contains(&Place::Form) || places.contains(&Place::Json);
        let mut reads = Reads::NONE;
        match target {
            Target::Query => {
                reads |= Reads::QUERY;
                if query {
                    reads |= Reads::PARAMS;
                }
            }
            Target::Form | Target::Json => {
                reads |= Reads::BODY;
                if body {
                    reads |= Reads::PARAMS;
                }
            }
            Target::Params => {
                reads |= Reads::PARAMS;
                if query {
                    reads |= Reads::QUERY;
                }
                if body {
                    reads |= Reads::BODY;
                }
            }
        }
        reads
    }

    /// Warns about parameters that no signature of the plan covers.
    pub(crate) fn check_covered(&mut self, sections: &[&DeclaredSection], plan: &str) {
        if self.signings.is_empty() {
            return;
        }
        let mut covered = Reads::NONE;
        for signing in &self.signings {
            covered |= signing.reads;
        }
        let moved = self.moves.iter().any(|(guard, _)| guard.is_empty());
        for section in sections {
            let mut places: Vec<Place> = Vec::new();
            if moved {
                places.extend(self.moves.iter().map(|(_, p)| *p));
            } else {
                places.extend(section.plan.places.iter().map(|(_, p)| *p));
                places.push(section.plan.otherwise);
            }
            let mut seen: Vec<Place> = Vec::new();
            let mut said: Vec<&str> = section.unsigned.iter().map(|p| place_name(*p)).collect();
            for place in places {
                let reads = match place {
                    Place::Query => Reads::QUERY | Reads::PARAMS | Reads::ARGS,
                    Place::Form | Place::Json => Reads::BODY | Reads::PARAMS | Reads::ARGS,
                    Place::None => continue,
                };
                if covered.has(reads) || section.unsigned.contains(&place) || seen.contains(&place)
                {
                    continue;
                }
                seen.push(place);
                let name = place_name(place);
                said.push(name);
                let unsigned = match said.as_slice() {
                    [one] => (*one).to_owned(),
                    all => format!("[{}]", all.join(", ")),
                };
                let section_name = &section.plan.name;
                self.report(
                    &rule::UNSIGNED_PARAMS,
                    section.span,
                    format!("no signature of `{plan}` covers the parameters that `{section_name}` sends in `{name}`"),
                )
                .why("someone could change them on the way unnoticed; or the provider signs them and rejects the request")
                .help(format!("sign them; or, if the provider does not sign them, write `unsigned: {unsigned}` in the section"));
            }
        }
    }

    /// Warns about sources that are signed but never sent.
    pub(crate) fn check_sent(&mut self) {
        let sent = self.sources_sent().known();
        let mut reported = Sources::NONE;
        for at in 0..self.signings.len() {
            let Some(signing) = self.signings.get(at) else {
                continue;
            };
            let span = signing.span;
            let missing = signing.sources.without(sent).without(reported);
            if missing.is_empty() {
                continue;
            }
            reported |= missing;
            let names = missing.names(sent).join("` and `");
            let coarser = missing.has(Sources::CLOCK) && sent.has(Sources::CLOCK);
            let message = if coarser {
                format!("`{names}` is signed here, but only a coarser unit of the clock is sent")
            } else {
                format!("`{names}` is signed here but never sent")
            };
            self.report(&rule::SOURCE_NOT_SENT, span, message)
                .why("the provider cannot know which value was signed")
                .help(if coarser {
                    "sign the unit that is sent, or send the unit that is signed"
                } else {
                    "send it too, in a header or a parameter"
                });
        }
    }
}

/// Whether `...` occurs in an object inside.
fn has_held(ast: &Ast) -> bool {
    held_span(ast).is_some()
}

fn held_span(ast: &Ast) -> Option<Span> {
    let mut found = None;
    ast.walk(&mut |ast| {
        if let Node::Object(entries) = &ast.node {
            for entry in entries {
                if let Entry::Existing(span) = entry {
                    found = found.or(Some(*span));
                }
            }
        }
    });
    found
}
