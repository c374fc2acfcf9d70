//! How a request is signed: from what is given to what is sent.

use super::flow::{Flow, Kind};
use super::plan::{Drawn, PARAMETERS, Walk, unit_words};
use crate::json;
use crate::model::{Api, Vector, VectorSubject};
use crate::signing::replay;
use specie_runtime::signing::plan::{Action, Expr, Place, Target, Unit};
use specie_runtime::signing::{Explained, SignedRequest};
use std::collections::BTreeMap;

/// The flow of a plan: of its run in the first vector that has one, otherwise of all its steps.
pub fn plan(api: &Api, index: usize) -> Flow {
    let scheme = &api.runtime.scheme;
    let Some(plan) = scheme.plans.get(index) else {
        return Flow::default();
    };
    let is_own = |section: u16| {
        let section = scheme.sections.get(usize::from(section));
        section.and_then(|section| section.plan).map(usize::from) == Some(index)
    };
    let run = api.vectors.iter().find_map(|vector| {
        let VectorSubject::Call { section, .. } = &vector.subject else {
            return None;
        };
        let run = is_own(*section).then(|| replay::explain(scheme, vector))?;
        Some((vector, run?))
    });
    let own = (0_u16..).zip(scheme.sections.iter());
    let mut own = own
        .filter(|(at, _)| is_own(*at))
        .map(|(_, section)| section);
    let main = match &run {
        Some((vector, _)) => place_of(api, vector),
        None => own.next().map_or(Place::Query, |section| section.otherwise),
    };
    let steps: &[Explained] = run.as_ref().map_or(&[], |(_, (_, steps))| steps);
    let mut drawn = Drawn::new(scheme, plan.locals.len(), steps, main);
    if let Some((vector, (signed, _))) = &run {
        drawn.known = known(vector, signed);
    }
    let mut signing = Signing {
        locals: plan.locals.iter().map(ToString::to_string).collect(),
        sent: Vec::new(),
        drawn,
    };
    signing.steps(&plan.steps, "");
    let signed = run.as_ref().map(|(_, (signed, _))| signed);
    signing.finish(signed)
}

fn place_of(api: &Api, vector: &Vector) -> Place {
    match &vector.subject {
        VectorSubject::Call {
            section, method, ..
        } => {
            let section = api.runtime.scheme.sections.get(usize::from(*section));
            section.map_or(Place::Query, |section| section.place_of(method))
        }
        VectorSubject::Webhook { .. } => Place::None,
    }
}

/// What the vector gives, by the titles of the boxes.
fn known(vector: &Vector, signed: &SignedRequest<'_>) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = vector.credentials.iter().cloned().collect();
    let VectorSubject::Call {
        method,
        path,
        params,
        now_us,
        settings,
        ..
    } = &vector.subject
    else {
        return known;
    };
    known.insert("method".to_owned(), method.clone());
    known.insert("endpoint".to_owned(), path.clone());
    known.insert("path".to_owned(), path.clone());
    known.insert("URL".to_owned(), signed.url.to_string());
    if let Some(params) = params {
        known.insert(PARAMETERS.to_owned(), json::write(params));
    }
    for (name, data) in settings {
        known.insert(format!("settings.{name}"), json::write(data));
    }
    for unit in [Unit::Seconds, Unit::Millis, Unit::Micros, Unit::Nanos] {
        let now = i128::from(*now_us) * 1000 / unit.nanos();
        known.insert(format!("clock in {}", unit_words(unit)), now.to_string());
    }
    known
}

struct Signing<'a> {
    drawn: Drawn<'a>,
    locals: Vec<String>,
    /// The headers, and a path that was set.
    sent: Vec<usize>,
}

impl<'a> Walk<'a> for Signing<'a> {
    fn drawn(&mut self) -> &mut Drawn<'a> {
        &mut self.drawn
    }

    fn step(&mut self, number: &str, action: &Action) {
        match action {
            Action::Let(bindings) => {
                for binding in bindings.iter() {
                    let local = usize::from(binding.local);
                    let name = self.locals.get(local).cloned().unwrap_or_default();
                    let at = self.value(number, &name, &binding.value);
                    if let Some(own) = self.drawn.locals.get_mut(local) {
                        *own = at;
                    }
                }
            }
            Action::Set(target, members) => self.set(number, *target, members),
            Action::Body(text) => {
                let made = self.drawn.made(number, "body", text);
                let bytes = self.drawn.value(number, "body");
                let at = self.drawn.flow.add(Kind::Text, "body", bytes, &made.from);
                self.drawn.set_place(Place::Json, at);
            }
            Action::Header(lines) => {
                for line in lines.iter() {
                    let made = self.drawn.made(number, &line.name, &line.value);
                    let bytes = self.drawn.value(number, &line.name);
                    // A header that nothing leads to says the same in every request.
                    let title = format!("header {}", line.name);
                    let at = self.drawn.flow.add(Kind::Sent, title, bytes, &made.from);
                    self.drawn
                        .headers
                        .insert(line.name.to_ascii_lowercase(), at);
                    self.sent.push(at);
                }
            }
            Action::Path(path) => {
                let made = self.drawn.made(number, "path", path);
                let bytes = self.drawn.value(number, "path");
                let at = self.drawn.flow.add(Kind::Sent, "path", bytes, &made.from);
                self.sent.push(at);
            }
            Action::Place(place) => self.drawn.main = *place,
            Action::Encode(_) | Action::Require(_) | Action::Group { .. } => {}
        }
    }
}

impl Signing<'_> {
    /// The box of a named value. One that a function made is that function's.
    fn value(&mut self, number: &str, name: &str, value: &Expr) -> Option<usize> {
        let before = self.drawn.flow.nodes().len();
        let made = self.drawn.made(number, name, value);
        let fresh = made.alone().filter(|at| *at >= before);
        let made_here = fresh.and_then(|at| self.drawn.flow.node_mut(at));
        if let Some(node) = made_here.filter(|node| {
            matches!(node.kind, Kind::Digest | Kind::Secret) && !node.from.is_empty()
        }) {
            node.title = format!("{name}: {}", node.title);
            return fresh;
        }
        if made.from.is_empty() {
            return None;
        }
        let bytes = self.drawn.value(number, name);
        Some(self.drawn.flow.add(Kind::Text, name, bytes, &made.from))
    }

    fn set(&mut self, number: &str, target: Target, members: &Expr) {
        let place = target.place(self.drawn.main);
        let (title, name) = match place {
            Place::Query => ("query", "query"),
            Place::Form => ("form body", "body"),
            Place::Json => ("JSON body", "body"),
            Place::None => ("parameters that are not sent", "params"),
        };
        let outer = std::mem::replace(&mut self.drawn.main, place);
        let existing = self.drawn.place(place);
        let kept = match members {
            Expr::Object(entries) => entries
                .iter()
                .any(|entry| matches!(entry, specie_runtime::signing::plan::Entry::Existing)),
            _ => false,
        };
        let mut from = self.drawn.made(number, title, members).from;
        from.extend(existing.filter(|_| kept));
        self.drawn.main = outer;
        let bytes = self.drawn.value(number, name);
        let at = self.drawn.flow.add(Kind::Text, title, bytes, &from);
        self.drawn.set_place(place, at);
    }

    /// Adds the request: all that is sent.
    fn finish(mut self, signed: Option<&SignedRequest<'_>>) -> Flow {
        for place in [Place::Query, Place::Form, Place::Json] {
            if place == self.drawn.main || self.drawn.places.iter().flatten().next().is_some() {
                self.sent.extend(self.drawn.place(place));
            }
        }
        let bytes = signed.map(|signed| format!("{} {}", signed.method, signed.url));
        let flow = &mut self.drawn.flow;
        flow.add(Kind::Sent, "request as sent", bytes, &self.sent);
        self.drawn.flow
    }
}
