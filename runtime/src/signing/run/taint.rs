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
}
