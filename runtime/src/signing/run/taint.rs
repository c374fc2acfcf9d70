//! Which values are derived from secrets while a plan runs.

use crate::signing::plan::{Name, Place};
use crate::signing::prepared::{Node, NodeEntry};
use std::collections::HashSet;

/// What is derived from secrets.
#[derive(Debug, Default)]
pub(super) struct Taint {
    /// Whether a credential is secret, in the order of the scheme.
    pub(super) secret_credentials: Vec<bool>,
    pub(super) locals: HashSet<u16>,
    /// Names used as signing keys: a digest of a secret is not secret, but a key derived by a digest is.
    pub(super) key_locals: HashSet<u16>,
    pub(super) headers: HashSet<String>,
    pub(super) query: bool,
    pub(super) body: bool,
    pub(super) place_contents: bool,
    pub(super) path: bool,
    /// The names of the secret parameters.
    pub(super) secret_params: HashSet<String>,
    /// What functions computed from them. The parameters themselves are found by their text.
    pub(super) derived: Derived,
}

/// What is computed from secret parameters.
#[derive(Debug, Default)]
pub(super) struct Derived {
    /// Names whose value contains the text of a secret parameter.
    plain_locals: HashSet<u16>,
    locals: HashSet<u16>,
    headers: HashSet<String>,
    pub(super) query: bool,
    pub(super) body: bool,
}

impl Taint {
    /// Whether the value of an expression is derived from a secret; `params` is the place of the parameters.
    pub(super) fn shows(&self, params: Place, node: &Node) -> bool {
        let any = |all: &[Node]| all.iter().any(|node| self.shows(params, node));
        match node {
            Node::Const(constant) => constant.secret,
            Node::Credential(at) => {
                let secret = self.secret_credentials.get(usize::from(*at));
                *secret.unwrap_or(&true)
            }
            Node::Session(_) => true,
            Node::Local(at) => self.locals.contains(at),
            Node::Header(name) => self.headers.contains(&name.to_ascii_lowercase()),
            Node::HeaderNamed(_) => !self.headers.is_empty(),
            Node::Name(name) => self.shows_name(params, *name),
            Node::Call(function, args) => {
                let definition = function.definition();
                let mut shown = args
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| definition.is_as_secret_as(*at));
                shown.any(|(_, arg)| self.shows(params, arg))
            }
            Node::Mac(..) | Node::KeptMac(..) => false,
            Node::Object(entries) => entries.iter().any(|entry| match entry {
                NodeEntry::Member { value, .. } | NodeEntry::Spread(value) => {
                    self.shows(params, value)
                }
                NodeEntry::Existing => false,
            }),
            Node::List(all) | Node::Join(all) | Node::Coalesce(all) => any(all),
            Node::If(three) => self.shows(params, &three.1) || self.shows(params, &three.2),
            Node::Member(of, _) | Node::Encode(_, of) | Node::PerSession(_, of) => {
                self.shows(params, of)
            }
            Node::Index(two) => self.shows(params, &two.0),
            Node::Each(two) => self.shows(params, &two.0) || self.shows(params, &two.1),
            _ => false,
        }
    }

    fn shows_name(&self, params: Place, name: Name) -> bool {
        match name {
            Name::Query => self.query,
            Name::Body => self.body,
            Name::Path => self.path,
            Name::Uri | Name::Url => self.path || self.query,
            Name::Params => match params {
                Place::Query => self.query,
                Place::None => self.place_contents,
                Place::Form | Place::Json => self.body,
            },
            _ => false,
        }
    }

    /// Whether a function computed the value of an expression from a secret parameter. A digest or signature of one is no secret.
    pub(super) fn derives(&self, params: Place, node: &Node) -> bool {
        if self.secret_params.is_empty() {
            return false;
        }
        match node {
            Node::Local(at) => self.derived.locals.contains(at),
            Node::Header(name) => self.derived.headers.contains(&name.to_ascii_lowercase()),
            Node::HeaderNamed(_) => !self.derived.headers.is_empty(),
            Node::Name(Name::Query) => self.derived.query,
            Node::Name(Name::Uri | Name::Url) => self.derived.query,
            Node::Name(Name::Body) => self.derived.body,
            Node::Call(function, args) => {
                let definition = function.definition();
                let mut kept = args
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| definition.is_as_secret_as(*at));
                kept.any(|(_, arg)| self.reads(params, arg))
            }
            Node::Mac(..) | Node::KeptMac(..) => false,
            node => parts(node).any(|part| self.derives(params, part)),
        }
    }

    /// Whether the value of an expression contains a secret parameter, or something that is computed from one.
    fn reads(&self, params: Place, node: &Node) -> bool {
        match node {
            Node::Name(Name::Params) => true,
            Node::Name(Name::Body) => {
                matches!(params, Place::Form | Place::Json) || self.derived.body
            }
            Node::Name(Name::Query | Name::Uri | Name::Url) => {
                params == Place::Query || self.derived.query
            }
            Node::Local(at) => {
                self.derived.plain_locals.contains(at) || self.derived.locals.contains(at)
            }
            Node::Member(of, name) if matches!(**of, Node::Name(Name::Params)) => {
                self.secret_params.contains(name.as_ref())
            }
            Node::Call(..) | Node::Mac(..) | Node::KeptMac(..) => self.derives(params, node),
            node => self.derives(params, node) || parts(node).any(|part| self.reads(params, part)),
        }
    }

    pub(super) fn derive_local(&mut self, params: Place, local: u16, node: &Node) {
        let (derives, reads) = (self.derives(params, node), self.reads(params, node));
        for (set, is_in) in [
            (&mut self.derived.locals, derives),
            (&mut self.derived.plain_locals, reads),
        ] {
            match is_in {
                true => set.insert(local),
                false => set.remove(&local),
            };
        }
    }

    pub(super) fn derive_header(&mut self, params: Place, name: &str, node: &Node) {
        match self.derives(params, node) {
            true => self.derived.headers.insert(name.to_owned()),
            false => self.derived.headers.remove(name),
        };
    }

    /// A place that a step set (`None`: the text of the body). What it kept is still there.
    pub(super) fn derive_place(&mut self, params: Place, place: Option<Place>, node: &Node) {
        let derives = self.derives(params, node);
        match place {
            Some(Place::Query) => self.derived.query |= derives,
            Some(Place::None) => {}
            Some(Place::Form | Place::Json) | None => self.derived.body |= derives,
        }
    }
}

/// The parts of an expression from which its value is made.
fn parts(node: &Node) -> impl Iterator<Item = &Node> {
    let parts: Vec<&Node> = match node {
        Node::Object(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                NodeEntry::Member { value, .. } | NodeEntry::Spread(value) => Some(value),
                NodeEntry::Existing => None,
            })
            .collect(),
        Node::List(all) | Node::Join(all) | Node::Coalesce(all) => all.iter().collect(),
        Node::If(three) => vec![&three.1, &three.2],
        Node::Member(of, _) | Node::Encode(_, of) | Node::PerSession(_, of) => vec![&**of],
        Node::Index(two) => vec![&two.0],
        Node::Each(two) => vec![&two.0, &two.1],
        _ => Vec::new(),
    };
    parts.into_iter()
}
