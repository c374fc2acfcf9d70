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

use super::absence::is_blank;
use super::credentials::GivenCredential;
use super::encode;
use super::error::{SigningError, SigningErrorKind};
use super::explain::Trace;
use super::functions::digest::{Short, Sink, digest};
use super::functions::{self, mac::Mac, text::bounded};
use super::inputs::{Headers, SessionValues, SigningInputs};
use super::number::Decimal;
use super::params::BorrowedParams;
use super::place_contents::{PlaceContents, TakesMembers};
use super::plan::{Comparison, Encoder, Escape, Function, Name, Place, Scheme, Str, Test};
use super::prepared::{Node, NodeEntry, SessionName};
use super::request::{Body, Request, received_text};
use super::request_init::HOLE;
use super::session::Cache;
use super::value::{Members, Placed, Value, data_of, text_of};
use super::{clock, decode};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

/// The maximum number of list and object elements that one call may copy.
const MAX_COPIES: usize = 4 << 20;

/// An object without members.
pub(super) static EMPTY: Value<'static> = Value::Object(Vec::new());

/// Everything that expressions may read.
pub(crate) struct Scope<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) given: &'a [Option<GivenCredential>],
    pub(crate) section: &'a str,
    pub(crate) base: &'a str,
    pub(crate) method: Cow<'a, str>,
    /// The call's own path, without leading `/`.
    pub(crate) endpoint: &'a str,
    /// Path after the base, with unfilled names.
    pub(crate) section_path: &'a str,
    pub(crate) args: BorrowedParams<'a>,
    pub(crate) inputs: &'a SigningInputs,
    pub(crate) session: &'a SessionValues,
    pub(crate) cache: Option<&'a Cache>,
    pub(crate) request: Request<'a>,
    pub(crate) locals: SmallVec<[Value<'a>; 8]>,
    pub(crate) local_names: &'a [Str],
    pub(crate) trace: Option<Trace>,
    /// The number of elements that may still be copied: a plan that doubles a list again and again must terminate.
    pub(crate) copies: Cell<usize>,
}

/// The encoder of places that have no section.
pub(super) static RAW: Encoder = Encoder {
    escape: Escape::Raw,
    arrays: None,
    keep: Str::Borrowed(""),
};

impl<'a> Scope<'a> {
    /// A scope without a call.
    pub(crate) fn bare(
        scheme: &'a Scheme,
        given: &'a [Option<GivenCredential>],
        inputs: &'a SigningInputs,
        session: &'a SessionValues,
    ) -> Self {
        Self {
            scheme,
            given,
            section: "",
            base: "",
            method: Cow::Borrowed(""),
            endpoint: "",
            section_path: "",
            args: BorrowedParams::Value(&Value::Absent),
            inputs,
            session,
            cache: None,
            request: Request {
                url: Cow::Borrowed(""),
                path_start: 0,
                query: PlaceContents::Nothing,
                body: Body::None,
                place_contents: PlaceContents::Nothing,
                place: Place::None,
                encoder: &RAW,
                send_empty: &[],
                headers: Headers::new(),
                query_text: OnceCell::new(),
                body_text: OnceCell::new(),
                body_there: false,
                came: None,
            },
            locals: SmallVec::new(),
            local_names: &[],
            trace: None,
            copies: Cell::new(MAX_COPIES),
        }
    }

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
            Node::Header(name) => match self.request.header(name) {
                Some(value) => Value::Text(value.clone()),
                None => Value::Absent,
            },
            Node::Credential(at) => match self.given.get(usize::from(*at)) {
                Some(Some(given)) => given.value.value.borrowed(),
                _ => Value::Absent,
            },
            Node::Local(at) => match self.locals.get(usize::from(*at)) {
                Some(value) => {
                    self.spend(value.elements())?;
                    value.clone()
                }
                None => Value::Absent,
            },
            Node::Session(name) => self.session_value(name)?,
            Node::Item | Node::ItemKey | Node::ItemValue => item_of(node, item)?,
            Node::Clock(unit) => Value::Integer(self.inputs.clock(*unit)),
            Node::ClockIso => Value::from(clock::iso(self.inputs)?),
            Node::Nonce(_) => Value::Integer(self.inputs.nonce.ok_or_else(|| unread("nonce"))?),
            Node::Uuid => match &self.inputs.uuid {
                Some(uuid) => Value::Text(Cow::Borrowed(uuid)),
                None => return Err(unread("uuid")),
            },
            Node::Random => match &self.inputs.random {
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
            Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Compare(..) | Node::Is(..) => {
                Value::Bool(self.holds(node, item)?)
            }
            Node::Call(function, args) => {
                if let Some(text) = self.digest_text(node, item)? {
                    return Ok(Value::from(text));
                }
                if self.trace.is_none()
                    && let Some(digest) = self.digest(node, item)?
                {
                    return Ok(Value::Bytes(Cow::Owned(digest.as_slice().to_vec())));
                }
                let value = self.call(*function, args, item)?;
                self.note(functions::name(*function), node, &value);
                value
            }
            Node::Encode(encoder, of) => {
                let value = self.encode(encoder, of, item)?;
                self.note(encoder_name(encoder), node, &value);
                value
            }
            Node::Each(two) => self.each(two, item)?,
            Node::Mac(..) | Node::KeptMac(..) => match self.digest(node, item)? {
                Some(digest) => Value::Bytes(Cow::Owned(digest.as_slice().to_vec())),
                None => Value::Absent,
            },
            Node::PerSession(slot, of) => match self.cache {
                Some(cache) => cache.value(*slot, self.session, || {
                    self.eval(of, item).map(Value::into_owned)
                })?,
                None => self.eval(of, item)?,
            },
        })
    }

    pub(super) fn name(&self, name: Name) -> Result<Value<'a>, SigningError> {
        Ok(match name {
            Name::Method => Value::Text(self.method.clone()),
            Name::Section => Value::from(self.section),
            Name::Endpoint => Value::from(self.endpoint),
            Name::Host => Value::from(host(self.base)),
            Name::Args => match self.args {
                BorrowedParams::Value(Value::Absent) => Value::Ref(&EMPTY),
                args => args.to_value(),
            },
            Name::Params => self.placed(self.request.place),
            Name::Query => self.placed(Place::Query),
            Name::Body => match self.request.came {
                Some(came) => Value::from(received_text(came)?),
                None => match self.request.body_text()? {
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

    /// A place as a value: members, and how they are sent.
    pub(super) fn placed(&self, place: Place) -> Value<'a> {
        Value::Place(Box::new(Placed {
            members: self.request.members(place),
            sent: self.request.sent_as(place),
        }))
    }

    /// The place that a name refers to, if any.
    pub(super) fn place_named(&self, node: &Node) -> Option<Place> {
        match node {
            Node::Name(Name::Params) => Some(self.request.place),
            Node::Name(Name::Query) => Some(Place::Query),
            _ => None,
        }
    }

    /// Counts copied elements.
    pub(super) fn spend(&self, elements: usize) -> Result<(), SigningError> {
        match self.copies.get().checked_sub(elements) {
            Some(left) => {
                self.copies.set(left);
                Ok(())
            }
            None => Err(SigningError::value("the plan copies too many elements")),
        }
    }

    /// The contents of the place that a name refers to.
    pub(super) fn contents_named(&self, node: &Node) -> Option<&PlaceContents<'a>> {
        self.request.place_contents(self.place_named(node)?)
    }

    pub(super) fn session_value(&self, name: &SessionName) -> Result<Value<'a>, SigningError> {
        // A value without content counts as absent: otherwise what it should protect would be computed without it.
        let value = self.session.get(&name.name);
        let value = value.filter(|value| !has_no_content(value));
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
            Some(place) => Ok(self.request.members(place)),
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
        if let Some(place_contents) = self.contents_named(of)
            && place_contents.list().is_none()
        {
            encode::write_contents(encoder, place_contents, &mut out)?;
            return Ok(Value::from(out));
        }
        let value = self.eval_members(of, item)?;
        if value.is_absent() {
            return Ok(Value::Absent);
        }
        encode::write(encoder, &value, &mut out)?;
        Ok(Value::from(out))
    }

    /// Reports a stage to `explain`.
    pub(super) fn note(&self, what: &str, node: &Node, value: &Value<'a>) {
        if let Some(trace) = &self.trace {
            trace.stage(self, what, node, value);
        }
    }
}

/// Whether a session's value is absent, or a text without visible characters.
pub(crate) fn has_no_content(value: &Value<'_>) -> bool {
    match value.plain() {
        Value::Absent => true,
        Value::Text(text) => is_blank(text),
        _ => false,
    }
}

/// The value of an expression that reads nothing from a call.
pub(crate) fn evaluate_constant(node: &Node) -> Result<Value<'static>, SigningError> {
    let scheme = Scheme {
        provider: Str::Borrowed(""),
        credentials: Cow::Borrowed(&[]),
        settings: Cow::Borrowed(&[]),
        tables: Cow::Borrowed(&[]),
        sections: Cow::Borrowed(&[]),
        plans: Cow::Borrowed(&[]),
        sessions: Cow::Borrowed(&[]),
        webhooks: Cow::Borrowed(&[]),
    };
    let (inputs, session) = (SigningInputs::default(), SessionValues::new());
    let scope = Scope::bare(&scheme, &[], &inputs, &session);
    scope.eval(node, None).map(Value::into_owned)
}

/// Host and port of a base URL.
pub(crate) fn host(base: &str) -> &str {
    let after = base.split_once("://").map_or(base, |(_, after)| after);
    after.split('/').next().unwrap_or_default()
}

pub(super) fn encoder_name(encoder: &Encoder) -> &'static str {
    match encoder.escape {
        Escape::Rfc3986 => "rfc3986",
        Escape::Plus => "plus",
        Escape::Raw => "raw",
    }
}

pub(super) fn unread(what: &str) -> SigningError {
    SigningError::value(format!("the plan reads {what}, but no value was given"))
}
