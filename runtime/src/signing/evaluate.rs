//! Evaluating expressions over a request.

use super::call::{Call, Headers, Moment, SessionValues};
use super::credentials::Given;
use super::encode;
use super::error::{SigningError, SigningErrorKind};
use super::explain::Trace;
use super::functions::digest::{Hasher, Short};
use super::functions::{self, mac::Mac, text::bounded};
use super::node::{Node, NodeEntry, SessionName};
use super::number::{Decimal, integer};
use super::plan::{Comparison, Encoder, Escape, Function, Name, Place, Scheme, Str, Test};
use super::request::{Body, Held, Request};
use super::session::Cache;
use super::value::{Members, Placed, Value, data_of, text_of};
use super::{clock, decode};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;

/// An object without members.
static EMPTY: Value<'static> = Value::Object(Vec::new());

/// All that expressions may read.
pub(crate) struct Scope<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) given: &'a [Option<Given>],
    pub(crate) section: &'a str,
    pub(crate) base: &'a str,
    pub(crate) method: Cow<'a, str>,
    /// The call's own path, without leading `/`.
    pub(crate) endpoint: &'a str,
    /// Path after the base, unfilled.
    pub(crate) section_path: &'a str,
    pub(crate) args: &'a Value<'a>,
    pub(crate) moment: &'a Moment,
    pub(crate) session: &'a SessionValues,
    pub(crate) cache: Option<&'a Cache>,
    pub(crate) request: Request<'a>,
    pub(crate) locals: SmallVec<[Value<'a>; 8]>,
    pub(crate) local_names: &'a [Str],
    pub(crate) trace: Option<Trace>,
}

/// What `item` is inside of `each`.
#[derive(Clone, Copy)]
pub(crate) struct Item<'i, 'a> {
    key: Option<&'i str>,
    value: &'i Value<'a>,
}

/// No `each` around.
pub(crate) type Around<'i, 'a> = Option<&'i Item<'i, 'a>>;

/// Where streamed pieces go.
trait Sink {
    fn text(&mut self, text: &str);
    fn bytes(&mut self, bytes: &[u8]);
}

/// Text until the first bytes come.
enum Joined {
    Text(String),
    Bytes(Vec<u8>),
}

impl Sink for Joined {
    fn text(&mut self, text: &str) {
        match self {
            Joined::Text(all) => all.push_str(text),
            Joined::Bytes(all) => all.extend_from_slice(text.as_bytes()),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if let Joined::Text(text) = self {
            *self = Joined::Bytes(std::mem::take(text).into_bytes());
        }
        if let Joined::Bytes(all) = self {
            all.extend_from_slice(bytes);
        }
    }
}

impl Sink for Mac {
    fn text(&mut self, text: &str) {
        self.update(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

impl Sink for Hasher {
    fn text(&mut self, text: &str) {
        self.update(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// The value of an expression that reads nothing of a call.
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
    let (call, moment, session) = (Call::default(), Moment::default(), SessionValues::new());
    let scope = Scope::bare(&scheme, &[], &call, &moment, &session);
    scope.eval(node, None).map(Value::into_owned)
}

/// Encoder of places that have no section.
static RAW: Encoder = Encoder {
    escape: Escape::Raw,
    arrays: None,
    keep: Str::Borrowed(""),
};

impl<'a> Scope<'a> {
    /// A scope without a section.
    pub(crate) fn bare(
        scheme: &'a Scheme,
        given: &'a [Option<Given>],
        call: &'a Call<'a>,
        moment: &'a Moment,
        session: &'a SessionValues,
    ) -> Self {
        Self {
            scheme,
            given,
            section: "",
            base: "",
            method: Cow::Borrowed(&call.method),
            endpoint: "",
            section_path: "",
            args: &call.params,
            moment,
            session,
            cache: None,
            request: Request {
                url: String::new(),
                path_start: 0,
                query: Held::nothing(),
                body: Body::None,
                held: Held::nothing(),
                nothing: Held::nothing(),
                place: Place::None,
                encoder: &RAW,
                send_empty: &[],
                headers: Headers::new(),
                query_text: OnceCell::new(),
                body_text: OnceCell::new(),
                body_arrived: false,
            },
            locals: SmallVec::new(),
            local_names: &[],
            trace: None,
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
            Node::Local(at) => self
                .locals
                .get(usize::from(*at))
                .cloned()
                .unwrap_or_default(),
            Node::Session(name) => self.session_value(name)?,
            Node::Item | Node::ItemKey | Node::ItemValue => item_of(node, item)?,
            Node::Clock(unit) => Value::Integer(self.moment.clock(*unit)),
            Node::ClockIso => Value::from(clock::iso(self.moment)?),
            Node::Nonce(_) => Value::Integer(self.moment.nonce.ok_or_else(|| unread("nonce"))?),
            Node::Uuid => match &self.moment.uuid {
                Some(uuid) => Value::Text(Cow::Borrowed(uuid)),
                None => return Err(unread("uuid")),
            },
            Node::Random => match &self.moment.random {
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
                    Joined::Text(text) => Value::Text(Cow::Owned(text)),
                    Joined::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes)),
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
            Node::Kept(slot, of) => match self.cache {
                Some(cache) => cache.value(*slot, self.session, || {
                    self.eval(of, item).map(Value::into_owned)
                })?,
                None => self.eval(of, item)?,
            },
        })
    }

    /// Whether a condition holds.
    pub(crate) fn holds(&self, node: &'a Node, item: Around<'_, 'a>) -> Result<bool, SigningError> {
        Ok(match node {
            Node::And(all) => {
                for node in all {
                    if !self.holds(node, item)? {
                        return Ok(false);
                    }
                }
                true
            }
            Node::Or(all) => {
                for node in all {
                    if self.holds(node, item)? {
                        return Ok(true);
                    }
                }
                false
            }
            Node::Not(of) => !self.holds(of, item)?,
            Node::Compare(comparison, two) => self.compare(*comparison, two, item)?,
            Node::Is(test, of) => self.test(*test, of, item)?,
            other => self.eval(other, item)?.holds(),
        })
    }

    fn name(&self, name: Name) -> Result<Value<'a>, SigningError> {
        Ok(match name {
            Name::Method => Value::Text(self.method.clone()),
            Name::Section => Value::from(self.section),
            Name::Endpoint => Value::from(self.endpoint),
            Name::Host => Value::from(host(self.base)),
            Name::Args => match self.args {
                Value::Absent => Value::Ref(&EMPTY),
                args => Value::Ref(args),
            },
            Name::Params => self.placed(self.request.place),
            Name::Query => self.placed(Place::Query),
            Name::Body => match self.request.body_text()? {
                Some(text) => Value::from(text.to_owned()),
                None => Value::Absent,
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
    fn placed(&self, place: Place) -> Value<'a> {
        Value::Place(Box::new(Placed {
            members: self.request.held(place).to_value(),
            sent: self.request.sent_as(place),
        }))
    }

    /// The place that a name means, if it means one.
    fn place_named(&self, node: &Node) -> Option<Place> {
        match node {
            Node::Name(Name::Params) => Some(self.request.place),
            Node::Name(Name::Query) => Some(Place::Query),
            _ => None,
        }
    }

    fn session_value(&self, name: &SessionName) -> Result<Value<'a>, SigningError> {
        match self.session.get(&name.name) {
            None | Some(Value::Absent) if name.json => Ok(Value::Absent),
            None | Some(Value::Absent) => Err(SigningError::new(
                SigningErrorKind::Session(name.session),
                format!("the session value `{}` is not there", name.name),
            )),
            Some(value) if name.json => Ok(value.borrowed()),
            Some(value) => Ok(Value::Text(text_of(value)?)),
        }
    }

    /// Members of an object; `held` is what `...` puts in.
    pub(crate) fn object(
        &self,
        entries: &'a [NodeEntry],
        held: Option<&Held<'a>>,
        item: Around<'_, 'a>,
    ) -> Result<Members<'a>, SigningError> {
        let mut members = Members::with_capacity(entries.len());
        self.object_into(entries, held, item, &mut members)?;
        Ok(members)
    }

    /// Puts the members of an object into something that takes them.
    pub(crate) fn object_into(
        &self,
        entries: &'a [NodeEntry],
        held: Option<&Held<'a>>,
        item: Around<'_, 'a>,
        out: &mut impl TakesMembers<'a>,
    ) -> Result<(), SigningError> {
        for entry in entries {
            match entry {
                NodeEntry::Member { line, name, value } => {
                    let value = match value {
                        Node::Object(entries) => {
                            self.object(entries, held, item).map(Value::Object)
                        }
                        other => self.eval_member(other, held, item),
                    };
                    let value = value.map_err(|error| error.at(*line, name))?;
                    if let Some(trace) = &self.trace {
                        trace.member(self, *line, name, &value, entry);
                    }
                    out.take(Cow::Borrowed(name), value);
                }
                NodeEntry::Held => {
                    let Some(held) = held else { continue };
                    if held.list().is_some() {
                        return Err(SigningError::value("`...` of a list has no members"));
                    }
                    for (name, value) in held.members() {
                        out.take(name.clone(), value.clone());
                    }
                }
                NodeEntry::Spread(node) => {
                    let value = self.eval_members(node, item)?;
                    match value.data() {
                        Value::Absent => {}
                        Value::Object(members) => {
                            for (name, value) in members {
                                out.take(name.clone(), value.clone());
                            }
                        }
                        other => {
                            return Err(SigningError::value(format!(
                                "`...` takes pairs and the value is of kind {}",
                                other.kind()
                            )));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// A value inside an object: of a place, its members; a list may hold objects with `...`.
    fn eval_member(
        &self,
        node: &'a Node,
        held: Option<&Held<'a>>,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        match node {
            Node::List(all) => Ok(Value::List(
                all.iter()
                    .map(|node| match node {
                        Node::Object(entries) => {
                            self.object(entries, held, item).map(Value::Object)
                        }
                        other => self.eval_member(other, held, item),
                    })
                    .collect::<Result<_, _>>()?,
            )),
            Node::If(three) => {
                let holds = self.holds(&three.0, item)?;
                self.eval_member(if holds { &three.1 } else { &three.2 }, held, item)
            }
            other => self.eval_members(other, item),
        }
    }

    /// A value where members count: of a place, without its text.
    pub(crate) fn eval_members(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        match self.place_named(node) {
            Some(place) => Ok(self.request.held(place).to_value()),
            None => self.eval(node, item),
        }
    }

    fn member(
        &self,
        of: &'a Node,
        name: &str,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        if let Some(place) = self.place_named(of) {
            let held = self.request.held(place);
            if held.list().is_none() {
                return Ok(held.get(name).cloned().unwrap_or_default());
            }
        }
        member_of(self.eval(of, item)?, name)
    }

    fn index(
        &self,
        (of, at): &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let of = self.eval_members(of, item)?;
        let at = self.eval(at, item)?;
        if of.is_absent() || at.is_absent() {
            return Ok(Value::Absent);
        }
        match (of.data(), at.plain()) {
            (Value::List(list), Value::Integer(at)) => Ok(usize::try_from(*at)
                .ok()
                .and_then(|at| list.get(at))
                .cloned()
                .unwrap_or_default()),
            (Value::List(_), Value::Digits(_)) => Ok(Value::Absent),
            (Value::Object(_), _) => member_of(of.clone(), &text_of(&at)?),
            (of, at) => Err(SigningError::value(format!(
                "no element of a value of kind {} by one of kind {}",
                of.kind(),
                at.kind()
            ))),
        }
    }

    fn each(
        &self,
        (of, with): &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let of = self.eval_members(of, item)?;
        let mut out = Vec::new();
        match of.data() {
            Value::Absent => return Ok(Value::Absent),
            Value::List(list) => {
                for value in list {
                    let item = Item { key: None, value };
                    out.push(self.eval(with, Some(&item))?);
                }
            }
            Value::Object(members) => {
                for (key, value) in members.iter().filter(|(_, v)| !v.is_absent()) {
                    let item = Item {
                        key: Some(key),
                        value,
                    };
                    out.push(self.eval(with, Some(&item))?);
                }
            }
            other => {
                return Err(SigningError::value(format!(
                    "`each` takes a list or pairs and the value is of kind {}",
                    other.kind()
                )));
            }
        }
        Ok(Value::List(out))
    }

    fn compare(
        &self,
        comparison: Comparison,
        two: &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<bool, SigningError> {
        use Comparison as C;
        let left = self.eval(&two.0, item)?;
        let right = match comparison {
            C::In | C::NotIn => self.eval_members(&two.1, item)?,
            _ => self.eval(&two.1, item)?,
        };
        if left.is_absent() || right.is_absent() {
            return Ok(matches!(comparison, C::NotEqual | C::NotIn));
        }
        Ok(match comparison {
            C::Equal => text_of(&left)? == text_of(&right)?,
            C::NotEqual => text_of(&left)? != text_of(&right)?,
            C::In => is_in(&left, &right)?,
            C::NotIn => !is_in(&left, &right)?,
            C::Less | C::LessOrEqual | C::Greater | C::GreaterOrEqual => {
                let order = decimal(&left)?.compare(&decimal(&right)?);
                match comparison {
                    C::Less => order.is_lt(),
                    C::LessOrEqual => order.is_le(),
                    C::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        })
    }

    fn test(&self, test: Test, of: &'a Node, item: Around<'_, 'a>) -> Result<bool, SigningError> {
        if let Some(place) = self.place_named(of) {
            let held = self.request.held(place);
            let is_list = held.list().is_some();
            return Ok(match test {
                Test::Empty => held.is_empty(),
                Test::List => is_list,
                Test::Pairs => !is_list,
                Test::Absent | Test::Text | Test::Number | Test::Form(_) => false,
            });
        }
        if let (Node::Name(Name::Body), Test::Absent) = (of, test) {
            return Ok(!self.request.has_body());
        }
        let value = self.eval(of, item)?;
        Ok(match (test, value.data()) {
            (Test::Absent | Test::Empty, Value::Absent) => true,
            (Test::Empty, Value::Text(text)) => text.is_empty(),
            (Test::Empty, Value::Bytes(bytes)) => bytes.is_empty(),
            (Test::Empty, Value::List(list)) => list.is_empty(),
            (Test::Empty, Value::Object(members)) => members.iter().all(|(_, v)| v.is_absent()),
            (Test::List, Value::List(_))
            | (Test::Pairs, Value::Object(_))
            | (Test::Text, Value::Text(_))
            | (Test::Number, Value::Integer(_) | Value::Digits(_) | Value::Number(_)) => true,
            _ => false,
        })
    }

    fn call(
        &self,
        function: Function,
        args: &'a [Node],
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        if self.trace.is_none()
            && let Some(value) = self.call_on_stack(function, args, item)?
        {
            return Ok(value);
        }
        let mut values: SmallVec<[Value<'a>; 4]> = SmallVec::new();
        for (at, node) in args.iter().enumerate() {
            let of_members = match function {
                Function::Json
                | Function::Sorted
                | Function::Without
                | Function::Glue
                | Function::Eip712 => true,
                Function::Jwt => at == 0 || at == 3,
                Function::Join => at == 0,
                _ => false,
            };
            let value = match node {
                // A list to be joined is made of texts: its places stand as they are sent.
                Node::List(_) if function == Function::Join => self.eval(node, item)?,
                _ if of_members => self.eval_members(node, item)?,
                _ => self.eval(node, item)?,
            };
            values.push(value);
        }
        if let (Some(trace), Some(first), Some(node)) = (&self.trace, values.first(), args.first())
            && functions::refuses_absent(function)
            && !matches!(node, Node::Call(..) | Node::Encode(..))
        {
            trace.input(self, functions::name(function), node, first);
        }
        functions::call(function, &values)
    }

    /// Short ways for texts of digests: no bytes on the heap between.
    fn call_on_stack(
        &self,
        function: Function,
        args: &'a [Node],
        item: Around<'_, 'a>,
    ) -> Result<Option<Value<'a>>, SigningError> {
        let [of, rest @ ..] = args else {
            return Ok(None);
        };
        let encode: fn(&[u8]) -> String = match function {
            Function::Hex => decode::hex,
            Function::Base64 => decode::base64,
            Function::Base64Url => decode::base64url,
            Function::Md5
            | Function::Sha1
            | Function::Sha256
            | Function::Sha384
            | Function::Sha512
            | Function::Keccak256
                if rest.is_empty() =>
            {
                let Some(hasher) = Hasher::new(function) else {
                    return Ok(None);
                };
                let mut hasher = hasher?;
                if !self.stream(of, item, &mut hasher)? {
                    return Err(absent(function));
                }
                let digest = hasher.finish();
                return Ok(Some(Value::Bytes(Cow::Owned(digest.as_slice().to_vec()))));
            }
            _ => return Ok(None),
        };
        Ok(self
            .digest(of, item)?
            .map(|digest| Value::from(encode(digest.as_slice()))))
    }

    /// The digest or MAC that an expression is, on the stack.
    fn digest(&self, node: &'a Node, item: Around<'_, 'a>) -> Result<Option<Short>, SigningError> {
        Ok(match node {
            Node::Mac(function, mac) => {
                let (mut mac, data) = (mac.0.clone(), &mac.1);
                if !self.stream(data, item, &mut mac)? {
                    return Err(absent(*function));
                }
                Some(mac.finish())
            }
            Node::KeptMac(slot, function, two) => {
                let schedule = || {
                    let key = self.eval(&two.0, item)?;
                    if key.is_absent() {
                        return Err(absent(*function));
                    }
                    Mac::new(*function, &data_of(&key)?)
                        .unwrap_or_else(|| Err(SigningError::value("no such HMAC")))
                };
                let mut mac = match self.cache {
                    Some(cache) => cache.mac(*slot, self.session, schedule)?,
                    None => schedule()?,
                };
                if !self.stream(&two.1, item, &mut mac)? {
                    return Err(absent(*function));
                }
                Some(mac.finish())
            }
            Node::Call(function, args) if args.len() == 1 => {
                let (Some(hasher), Some(of)) = (Hasher::new(*function), args.first()) else {
                    return Ok(None);
                };
                let mut hasher = hasher?;
                if !self.stream(of, item, &mut hasher)? {
                    return Err(absent(*function));
                }
                Some(hasher.finish())
            }
            _ => None,
        })
    }

    /// Sends the pieces of a text or of bytes; `false`: it is absent.
    fn stream(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
        sink: &mut impl Sink,
    ) -> Result<bool, SigningError> {
        if let Node::Join(parts) = node {
            for part in parts {
                self.stream_part(part, item, sink)?;
            }
            return Ok(true);
        }
        self.stream_part(node, item, sink)
    }

    fn stream_part(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
        sink: &mut impl Sink,
    ) -> Result<bool, SigningError> {
        if self.trace.is_none() {
            match node {
                Node::Name(
                    name @ (Name::Path
                    | Name::Template
                    | Name::Uri
                    | Name::Url
                    | Name::Body
                    | Name::Method),
                ) => return self.stream_name(*name, sink),
                Node::Mac(..) | Node::KeptMac(..) | Node::Call(..) => {
                    if let Some(digest) = self.digest(node, item)? {
                        sink.bytes(digest.as_slice());
                        return Ok(true);
                    }
                }
                Node::Name(Name::Params | Name::Query) => {
                    let place = self.place_named(node).unwrap_or(Place::None);
                    sink.text(self.request.place_text(place)?);
                    return Ok(true);
                }
                _ => {}
            }
        }
        let value = self.eval(node, item)?;
        match value.plain() {
            Value::Absent => return Ok(false),
            Value::Text(text) => sink.text(text),
            Value::Bytes(bytes) => sink.bytes(bytes),
            Value::Integer(n) => sink.text(itoa::Buffer::new().format(*n)),
            other => {
                let text = text_of(other)?;
                bounded(text.len())?;
                sink.text(&text);
            }
        }
        Ok(true)
    }

    fn stream_name(&self, name: Name, sink: &mut impl Sink) -> Result<bool, SigningError> {
        match name {
            Name::Method => sink.text(&self.method),
            Name::Path => sink.text(self.request.path()),
            Name::Template => {
                let mut pieces = self.section_path.splitn(2, "{path}");
                sink.text(pieces.next().unwrap_or_default());
                if let Some(after) = pieces.next() {
                    sink.text(self.endpoint);
                    sink.text(after);
                }
            }
            Name::Uri | Name::Url => {
                if name == Name::Url {
                    sink.text(self.base);
                }
                sink.text(self.request.path());
                if self.request.has_query()? {
                    sink.text("?");
                    sink.text(self.request.query_text()?);
                }
            }
            Name::Body => match self.request.body_text()? {
                Some(text) => sink.text(text),
                None => return Ok(false),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn encode(
        &self,
        encoder: &'a Encoder,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let mut out = String::new();
        if let Some(place) = self.place_named(of) {
            let held = self.request.held(place);
            if held.list().is_none() {
                encode::write_pairs(encoder, held.iter(), &mut out)?;
                return Ok(Value::from(out));
            }
        }
        let value = self.eval_members(of, item)?;
        if value.is_absent() {
            return Ok(Value::Absent);
        }
        encode::write(encoder, &value, &mut out)?;
        Ok(Value::from(out))
    }

    /// Tells `explain` of a stage.
    fn note(&self, what: &str, node: &Node, value: &Value<'a>) {
        if let Some(trace) = &self.trace {
            trace.stage(self, what, node, value);
        }
    }
}

/// What takes the members of an object: one named again changes its value and keeps its place, absent ones do nothing.
pub(crate) trait TakesMembers<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>);
}

impl<'a> TakesMembers<'a> for Members<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if value.is_absent() {
            return;
        }
        match self.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => member.1 = value,
            None => self.push((name, value)),
        }
    }
}

impl<'a, A: smallvec::Array<Item = (Cow<'a, str>, Value<'a>)>> TakesMembers<'a> for SmallVec<A> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if value.is_absent() {
            return;
        }
        match self.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => member.1 = value,
            None => self.push((name, value)),
        }
    }
}

fn item_of<'a>(node: &Node, item: Around<'_, 'a>) -> Result<Value<'a>, SigningError> {
    let Some(item) = item else {
        return Err(SigningError::value("`item` stands outside of `each`"));
    };
    match (node, item.key) {
        (Node::Item, None) => Ok(item.value.clone()),
        (Node::Item, Some(key)) => Ok(Value::Object(vec![
            (Cow::Borrowed("key"), Value::from(key.to_owned())),
            (Cow::Borrowed("value"), item.value.clone()),
        ])),
        (Node::ItemKey, Some(key)) => Ok(Value::from(key.to_owned())),
        (Node::ItemKey, None) => member_of(item.value.clone(), "key"),
        (_, Some(_)) => Ok(item.value.clone()),
        (_, None) => member_of(item.value.clone(), "value"),
    }
}

/// The member of an object; digits mean an element of a list.
fn member_of<'a>(of: Value<'a>, name: &str) -> Result<Value<'a>, SigningError> {
    match of.data() {
        Value::Absent => Ok(Value::Absent),
        Value::Object(members) => Ok(members
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()),
        Value::List(list) => match integer(Cow::Borrowed(name)) {
            Value::Integer(at) => Ok(usize::try_from(at)
                .ok()
                .and_then(|at| list.get(at))
                .cloned()
                .unwrap_or_default()),
            _ => Err(SigningError::value(format!(
                "a list has no member `{name}`"
            ))),
        },
        other => Err(SigningError::value(format!(
            "a value of kind {} has no member `{name}`",
            other.kind()
        ))),
    }
}

fn is_in(left: &Value<'_>, right: &Value<'_>) -> Result<bool, SigningError> {
    let wanted = text_of(left)?;
    match right.data() {
        Value::List(list) => {
            for element in list.iter().filter(|e| !e.is_absent()) {
                if text_of(element)? == wanted {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Object(members) => Ok(members
            .iter()
            .any(|(name, value)| *name == wanted && !value.is_absent())),
        other => Err(SigningError::value(format!(
            "`in` looks in a list or in pairs and the value is of kind {}",
            other.kind()
        ))),
    }
}

fn decimal(value: &Value<'_>) -> Result<Decimal, SigningError> {
    match value.plain() {
        Value::Place(_) => Decimal::of(&Value::Text(text_of(value)?)),
        _ => Decimal::of(value),
    }
}

/// Host and port of a base.
pub(crate) fn host(base: &str) -> &str {
    let after = base.split_once("://").map_or(base, |(_, after)| after);
    after.split('/').next().unwrap_or_default()
}

fn encoder_name(encoder: &Encoder) -> &'static str {
    match encoder.escape {
        Escape::Rfc3986 => "rfc3986",
        Escape::Plus => "plus",
        Escape::Raw => "raw",
    }
}

fn unread(what: &str) -> SigningError {
    SigningError::value(format!("the plan reads {what} and none is given"))
}

fn absent(function: Function) -> SigningError {
    SigningError::value(format!(
        "a value that is absent reaches `{}`: say what stands for it, as in `?? \"\"`",
        functions::name(function)
    ))
}
