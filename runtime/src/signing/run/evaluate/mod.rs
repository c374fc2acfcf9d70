//! Evaluates expressions over a request.

mod access;
mod condition;
mod object;
mod stream;
mod write_prerendered;

pub(crate) use access::Around;
use access::item_of;
use stream::Joined;
pub(crate) use stream::text_encoder;

use super::clock_text;
use super::place_contents::{PlaceContents, TakesContents};
use super::request::received_text;
use super::scope::{Scope, State};
use super::write_contents;
use crate::signing::crypto::digest::{Short, Sink, digest};
use crate::signing::crypto::mac::Mac;
use crate::signing::functions;
use crate::signing::functions::text::bounded;
use crate::signing::inputs::params::BorrowedParams;
use crate::signing::plan::function::{Computation, Encoding, Inverse, MacHash, Role};
use crate::signing::plan::{Comparison, Encoder, Function, Name, PATH_PLACEHOLDER, Place, Test};
use crate::signing::prepared::{Node, NodeEntry, SessionName};
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::signing::url::host;
use crate::value::as_text::{data_of, text_of};
use crate::value::number::Decimal;
use crate::value::pairs;
use crate::value::types::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// An object without members.
pub(super) static EMPTY: Value<'static> = Value::Object(Vec::new());

impl<'a> Scope<'_, 'a> {
    /// The value of an expression.
    pub(crate) fn eval(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        Ok(match node {
            Node::Const(constant) => constant.value.borrowed(),
            Node::Absent => Value::Absent,
            Node::Name(name) => self.name(*name)?,
            Node::Header(name) => match self.call()?.request.header(name) {
                Some(value) => Value::Text(value.clone()),
                None => Value::Absent,
            },
            Node::HeaderNamed(name) => self.header_named(name, item)?,
            Node::Credential(at) => match self.context()?.given.get(usize::from(*at)) {
                Some(Some(given)) => given.value.value.borrowed(),
                _ => Value::Absent,
            },
            Node::Local(at) => match self.state.locals.get(usize::from(*at)) {
                Some(value) => {
                    self.state.spend(value.elements())?;
                    value.clone()
                }
                None => Value::Absent,
            },
            Node::Session(name) => self.session_value(name)?,
            Node::Item | Node::ItemKey | Node::ItemValue => item_of(node, item)?,
            Node::Clock(unit) => Value::Integer(self.context()?.inputs.clock(*unit)),
            Node::ClockIso => Value::from(clock_text::iso(self.context()?.inputs)?),
            Node::Nonce(_) => Value::Integer(
                self.context()?
                    .inputs
                    .nonce
                    .ok_or_else(|| unread("nonce"))?,
            ),
            Node::Uuid => match &self.context()?.inputs.uuid {
                Some(uuid) => Value::Text(Cow::Borrowed(uuid)),
                None => return Err(unread("uuid")),
            },
            Node::Random => match &self.context()?.inputs.random {
                Some(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
                None => return Err(unread("random")),
            },
            Node::Object(entries) => Value::Object(self.object(entries, None, item)?),
            Node::List(all) => Value::List(
                all.iter()
                    .map(|node| self.eval(node, item))
                    .collect::<Result<_, _>>()?,
            ),
            Node::Member(of, name) => self.member(of, name, item)?,
            Node::Index(two) => self.index(two, item)?,
            Node::Join(_) => {
                let mut joined = Joined::Text(String::new());
                self.stream(node, item, &mut joined)?;
                match joined {
                    Joined::Text(text) => {
                        bounded(text.len())?;
                        Value::Text(Cow::Owned(text))
                    }
                    Joined::Bytes(bytes) => {
                        bounded(bytes.len())?;
                        Value::Bytes(Cow::Owned(bytes))
                    }
                }
            }
            Node::Coalesce(all) => {
                for node in all {
                    let value = self.eval(node, item)?;
                    if !value.is_absent() {
                        return Ok(value);
                    }
                }
                Value::Absent
            }
            Node::If(three) => {
                let holds = self.holds(&three.0, item)?;
                self.eval(if holds { &three.1 } else { &three.2 }, item)?
            }
            Node::And(_)
            | Node::Or(_)
            | Node::Not(_)
            | Node::Compare(..)
            | Node::Is(..)
            | Node::Any(_) => Value::Bool(self.holds(node, item)?),
            Node::Call(function, args) => {
                if let Some(text) = self.digest_text(node, item)? {
                    return Ok(Value::from(text));
                }
                if self.state.trace.is_none()
                    && let Some(digest) = self.digest(node, item)?
                {
                    return Ok(Value::Bytes(Cow::Owned(digest.as_slice().to_vec())));
                }
                let value = self.call_function(*function, args, item)?;
                self.note(function.definition().name, node, &value);
                value
            }
            Node::Encode(encoder, of) => {
                let value = self.encode(encoder, of, item)?;
                self.note(encoder.name(), node, &value);
                value
            }
            Node::Each(two) => self.each(two, item)?,
            Node::Mac(..) | Node::KeptMac(..) => match self.digest(node, item)? {
                Some(digest) => Value::Bytes(Cow::Owned(digest.as_slice().to_vec())),
                None => Value::Absent,
            },
            Node::PerSession(slot, of) => match self.cache() {
                Some((cache, session)) => cache.value(*slot, session, || {
                    self.eval(of, item).map(Value::into_owned)
                })?,
                None => self.eval(of, item)?,
            },
        })
    }

    pub(super) fn name(&self, name: Name) -> Result<Value<'a>, SigningError> {
        let call = self.call()?;
        Ok(match name {
            Name::Method => Value::Text(call.method.clone()),
            Name::Section => Value::from(call.section),
            Name::Endpoint => Value::from(call.endpoint),
            Name::Host => Value::from(host(call.base)),
            Name::Args => match call.args {
                BorrowedParams::Value(Value::Absent) => Value::Ref(&EMPTY),
                args => args.to_value(),
            },
            Name::Params => call.request.as_value(call.request.place),
            Name::Query => call.request.as_value(Place::Query),
            Name::Body => match call.request.received {
                Some(body) if call.request.gives_bytes() => Value::Bytes(Cow::Borrowed(body)),
                Some(body) => Value::from(received_text(body)?),
                None => match call.request.body_text()? {
                    Some(text) => Value::from(text.to_owned()),
                    None => Value::Absent,
                },
            },
            Name::Path | Name::Template | Name::Uri | Name::Url => {
                let mut joined = Joined::Text(String::new());
                self.stream_name(name, &mut joined)?;
                match joined {
                    Joined::Text(text) => Value::from(text),
                    Joined::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes)),
                }
            }
        })
    }

    /// The place that a name refers to, if any.
    pub(super) fn place_named(&self, node: &Node) -> Option<Place> {
        match node {
            Node::Name(Name::Params) => Some(self.call?.request.place),
            Node::Name(Name::Query) => Some(Place::Query),
            _ => None,
        }
    }

    /// The contents of the place that a name refers to.
    pub(super) fn contents_named(&self, node: &Node) -> Option<&PlaceContents<'a>> {
        let place = self.place_named(node)?;
        self.call?.request.contents(place)
    }

    pub(super) fn session_value(&self, name: &SessionName) -> Result<Value<'a>, SigningError> {
        // A value without content counts as absent: otherwise what it should protect would be computed without it.
        let value = self.context()?.session.get_filled(&name.name);
        match value {
            None if name.json && !name.needed => Ok(Value::Absent),
            Some(value) if name.json => Ok(value.borrowed()),
            None | Some(Value::Null) => Err(SigningError::new(
                SigningErrorKind::Session(name.session),
                format!("the session value `{}` is missing or empty", name.name),
            )),
            Some(value) => Ok(Value::Text(text_of(value)?)),
        }
    }

    /// A value where its members matter: for a place, without its text.
    pub(crate) fn eval_members(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        match self.place_named(node) {
            Some(place) => Ok(self.call()?.request.members(place)),
            None => self.eval(node, item),
        }
    }

    pub(super) fn encode(
        &self,
        encoder: &'a Encoder,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let mut out = String::new();
        if let Some(contents) = self.contents_named(of)
            && contents.list().is_none()
        {
            write_contents::write_pairs(encoder, contents, &mut out)?;
            return Ok(Value::from(out));
        }
        let value = self.eval_members(of, item)?;
        if value.is_absent() {
            return Ok(Value::Absent);
        }
        pairs::write(encoder, &value, &mut out)?;
        Ok(Value::from(out))
    }

    /// Reports a stage to `explain`.
    pub(super) fn note(&self, what: &str, node: &Node, value: &Value<'a>) {
        if let Some(trace) = &self.state.trace {
            trace.stage(self.params_place(), what, node, value);
        }
    }
}

/// The value of an expression that reads nothing from a call.
pub(crate) fn evaluate_constant(node: &Node) -> Result<Value<'static>, SigningError> {
    let state = State::new();
    let scope = Scope {
        context: None,
        call: None,
        state: &state,
    };
    scope.eval(node, None).map(Value::into_owned)
}

pub(super) fn unread(what: &str) -> SigningError {
    SigningError::value(format!("the plan reads {what}, but no value was given"))
}
