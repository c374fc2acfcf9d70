//! Where a step places values, and which of them are the caller's own.

use super::received::PathSegment;
use crate::signing::plan::function::Inverse;
use crate::signing::plan::{Name, Place};
use crate::signing::prepared::{Action, Node, NodeEntry, Step};
use crate::value::types::Value;
use std::cell::Cell;

/// Maximum nesting that is examined.
const MAX_DEPTH: usize = 16;

/// The expressions of `let`s by name: the last one that ran for each.
pub(super) struct Lets<'n> {
    values: Vec<Option<&'n Node>>,
    /// A `let` may use an older one with its own name, which looks like an endless loop here: this limits how often names are followed.
    follows: Cell<u32>,
}

impl<'n> Lets<'n> {
    pub(super) fn new(count: usize) -> Self {
        Self {
            values: vec![None; count],
            follows: Cell::new(20_000),
        }
    }

    /// Records the names that a step defines.
    pub(super) fn note(&mut self, step: &'n Step) {
        if let Action::Let(lines) = &step.action {
            for line in lines {
                if let Some(slot) = self.values.get_mut(usize::from(line.name)) {
                    *slot = Some(&line.value);
                }
            }
        }
    }

    fn follow(&self, at: u16) -> Option<&'n Node> {
        let left = self.follows.get().checked_sub(1)?;
        self.follows.set(left);
        self.values.get(usize::from(at)).copied().flatten()
    }
}

/// A member that a step adds.
pub(super) struct Placement<'n> {
    pub(super) place: Place,
    pub(super) path: Vec<PathSegment>,
    pub(super) line: u32,
    pub(super) value: &'n Node,
    /// The member itself, if `value` is an object that was known before anything ran.
    pub(super) known: Option<&'n Value<'static>>,
    /// Objects spread after it: a member with the same name in one of them replaces it.
    pub(super) behind: Vec<&'n Node>,
}

/// What a step does to a place.
#[derive(Default)]
pub(super) struct Placements<'n> {
    pub(super) added: Vec<Placement<'n>>,
    /// The position of the caller's parameters inside what the step creates.
    pub(super) payload: Option<(Place, Vec<PathSegment>)>,
    /// The body is a text made only of the parameters: the step only rearranges them.
    pub(super) arranges: bool,
}

/// Follows names of `let`s, and looks into values that are computed once for each session.
pub(super) fn resolve<'n>(node: &'n Node, lets: &Lets<'n>) -> &'n Node {
    let mut node = node;
    for _ in 0..MAX_DEPTH {
        match node {
            Node::Local(at) => match lets.follow(*at) {
                Some(next) => node = next,
                None => break,
            },
            Node::PerSession(_, of) => node = of,
            _ => break,
        }
    }
    node
}

/// Whether a value consists of the parameters themselves, possibly rearranged.
fn gives_params(node: &Node, lets: &Lets<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match resolve(node, lets) {
        Node::Name(Name::Params | Name::Args) => true,
        Node::If(three) => {
            gives_params(&three.1, lets, depth + 1) || gives_params(&three.2, lets, depth + 1)
        }
        Node::Coalesce(all) => all.iter().any(|node| gives_params(node, lets, depth + 1)),
        Node::Call(function, args) if function.definition().result.passes_members() => args
            .first()
            .is_some_and(|node| gives_params(node, lets, depth + 1)),
        _ => false,
    }
}

/// Whether a member is the caller's: `params.x`, or a default for it.
fn is_callers(node: &Node, lets: &Lets<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match resolve(node, lets) {
        Node::Coalesce(all) => all
            .first()
            .is_some_and(|node| is_callers(node, lets, depth + 1)),
        Node::Member(of, _) => matches!(
            resolve(of, lets),
            Node::Name(Name::Params | Name::Args | Name::Query)
        ),
        _ => false,
    }
}

/// What a step does; `params` is the place of the parameters.
pub(super) fn placements<'n>(step: &'n Step, lets: &Lets<'n>, params: Place) -> Placements<'n> {
    use crate::signing::plan::Target;
    let mut placements = Placements::default();
    match &step.action {
        Action::Set(target, node) => {
            let place = match target {
                Target::Params => params,
                Target::Query => Place::Query,
                Target::Form => Place::Form,
                Target::Json => Place::Json,
            };
            placements.set(place, node, step.line, lets, 0);
        }
        Action::Body(node) => placements.body(node, lets, 0),
        _ => {}
    }
    placements
}

impl<'n> Placements<'n> {
    fn set(&mut self, place: Place, node: &'n Node, line: u32, lets: &Lets<'n>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match resolve(node, lets) {
            Node::Object(entries) => {
                self.entries(place, entries, &mut Vec::new(), lets);
            }
            value @ Node::Const(constant) => {
                let Value::Object(members) = &constant.value else {
                    return;
                };
                for (name, known) in members {
                    self.added.push(Placement {
                        place,
                        path: vec![PathSegment::Name(name.clone())],
                        line,
                        value,
                        known: Some(known),
                        behind: Vec::new(),
                    });
                }
            }
            Node::If(three) => {
                self.set(place, &three.1, line, lets, depth + 1);
                self.set(place, &three.2, line, lets, depth + 1);
            }
            _ => {}
        }
    }

    fn body(&mut self, node: &'n Node, lets: &Lets<'n>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match resolve(node, lets) {
            Node::If(three) => {
                self.body(&three.1, lets, depth + 1);
                self.body(&three.2, lets, depth + 1);
            }
            Node::Call(function, args) if function.definition().inverse == Inverse::Json => {
                let Some(of) = args.first() else { return };
                if gives_params(of, lets, 0) {
                    self.payload = Some((Place::Json, Vec::new()));
                    self.arranges = true;
                } else if let Node::Object(entries) = resolve(of, lets) {
                    let mut inner = Placements::default();
                    inner.entries(Place::Json, entries, &mut Vec::new(), lets);
                    self.payload = inner.payload;
                }
            }
            Node::Encode(_, of) if gives_params(of, lets, 0) => {
                self.payload = Some((Place::Form, Vec::new()));
                self.arranges = true;
            }
            _ => {}
        }
    }

    fn entries(
        &mut self,
        place: Place,
        entries: &'n [NodeEntry],
        path: &mut Vec<PathSegment>,
        lets: &Lets<'n>,
    ) {
        for (at, entry) in entries.iter().enumerate() {
            let NodeEntry::Member { line, name, value } = entry else {
                continue;
            };
            path.push(PathSegment::Name(name.clone()));
            let before = self.added.len();
            self.member(place, value, *line, path, lets);
            // The caller's own parameters contain none with this name: what the step adds is removed from them.
            let behind = entries.iter().skip(at + 1).filter_map(|later| match later {
                NodeEntry::Spread(of) if !gives_params(of, lets, 0) => Some(of),
                _ => None,
            });
            if let Some(placement) = self.added.get_mut(before)
                && placement.path == *path
            {
                placement.behind = behind.collect();
            }
            path.pop();
        }
    }

    fn member(
        &mut self,
        place: Place,
        value: &'n Node,
        line: u32,
        path: &mut Vec<PathSegment>,
        lets: &Lets<'n>,
    ) {
        if gives_params(value, lets, 0) {
            if place == Place::Json || path.len() == 1 {
                self.payload = Some((place, path.clone()));
            }
            return;
        }
        if is_callers(value, lets, 0) {
            return;
        }
        let within = path.len() <= MAX_DEPTH;
        match resolve(value, lets) {
            Node::Object(entries) if within && holds_callers(value, lets, 0) => {
                self.entries(place, entries, path, lets);
                if entries
                    .iter()
                    .any(|e| !matches!(e, NodeEntry::Member { .. }))
                {
                    self.payload = Some((place, path.clone()));
                }
            }
            Node::List(all) if within && holds_callers(value, lets, 0) => {
                for (at, element) in all.iter().enumerate() {
                    path.push(PathSegment::Index(at));
                    self.member(place, element, line, path, lets);
                    path.pop();
                }
            }
            _ => self.added.push(Placement {
                place,
                path: path.clone(),
                line,
                value,
                known: None,
                behind: Vec::new(),
            }),
        }
    }
}

/// Whether an object or list contains the caller's parameters.
fn holds_callers(node: &Node, lets: &Lets<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match resolve(node, lets) {
        Node::Object(entries) => entries.iter().any(|entry| match entry {
            NodeEntry::Existing => true,
            NodeEntry::Spread(value) => gives_params(value, lets, 0),
            NodeEntry::Member { value, .. } => {
                gives_params(value, lets, 0) || holds_callers(value, lets, depth + 1)
            }
        }),
        Node::List(all) => all.iter().any(|element| {
            gives_params(element, lets, 0) || holds_callers(element, lets, depth + 1)
        }),
        _ => false,
    }
}

/// Whether a value is derived from a digest, a MAC or a signature.
pub(super) fn comes_from_signing(node: &Node, lets: &Lets<'_>) -> bool {
    fn look(node: &Node, lets: &Lets<'_>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let mut found = false;
        resolve(node, lets).walk(&mut |part| match part {
            Node::Mac(..) | Node::KeptMac(..) => found = true,
            Node::Call(function, _) if function.definition().role.proves() => found = true,
            Node::Local(_) => found |= look(resolve(part, lets), lets, depth + 1),
            _ => {}
        });
        found
    }
    look(node, lets, 0)
}
