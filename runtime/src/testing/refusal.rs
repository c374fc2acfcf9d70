//! How a provider writes a refusal, by the rules of its spec: for the transport that replays, and for the mock.

use crate::provider::{Envelope, Literal, ResponsePath, ResponseTest};
use crate::signing::plan::PathSegment;
use crate::transport::TransportResponse;
use crate::{ErrorKind, Json, Map};

/// The most elements of a list that is made: a path of a spec has small indices.
const MOST_ELEMENTS: usize = 64;

/// What decides about the status of a refusal.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct RefusalStatus<'a> {
    /// The envelope of the operation.
    pub envelope: Option<&'a Envelope>,
    /// What the client's error says.
    pub kind: Option<ErrorKind>,
    /// The status that the spec's own is preferred to, and that is used without one; `None`: there is no such status.
    pub usual: Option<u16>,
    /// Whether the response has a code that a rule of the spec knows.
    pub has_code: bool,
}

impl RefusalStatus<'_> {
    /// The statuses that a provider may refuse with, the likeliest first: what its spec declares for the kind, then 200 if its envelope tells
    /// success and failure apart by itself.
    #[must_use]
    pub fn candidates<'r>(&self, declared: impl Iterator<Item = &'r (u16, ErrorKind)>) -> Vec<u16> {
        let declared = declared.filter(|(_, known)| Some(*known) == self.kind);
        let declared: Vec<u16> = declared.map(|(status, _)| *status).collect();
        let usual = self.usual.filter(|usual| declared.contains(usual));
        let mut all: Vec<u16> = usual.into_iter().chain(declared).collect();
        if self.has_code && self.envelope.is_some_and(tells_by_its_body) {
            all.push(200);
        }
        all.extend(self.usual);
        all
    }
}

/// Whether success depends on the body alone.
fn tells_by_its_body(envelope: &Envelope) -> bool {
    let mut tests = envelope.ok.iter().flat_map(|group| group.iter()).peekable();
    tests.peek().is_some() && !tests.any(|test| *test.path() == ResponsePath::Status)
}

/// A refusal: these values at their places, of two at the same place the last one, and whatever makes the tests of success fail.
#[doc(hidden)]
#[must_use]
pub fn refusal(
    envelope: Option<&Envelope>,
    status: u16,
    values: &[(&ResponsePath, Json)],
) -> TransportResponse {
    let mut response = TransportResponse {
        status,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Vec::new(),
    };
    let mut body = Json::Object(Map::default());
    for (place, value) in values {
        let text = || value.as_str().or(value.as_number());
        match place {
            ResponsePath::Body(path) => put(&mut body, path, value.clone()),
            ResponsePath::Header(name) => {
                let text = text().map_or_else(|| value.to_string(), str::to_owned);
                response.headers.push((name.clone().into_owned(), text));
            }
            ResponsePath::Status => {
                let number = text().and_then(|text| text.parse().ok());
                response.status = number.unwrap_or(status);
            }
        }
    }
    let groups = envelope.into_iter().flat_map(|envelope| envelope.ok.iter());
    for test in groups.flat_map(|group| group.iter()) {
        if let ResponsePath::Body(path) = test.path() {
            fail(&mut body, path, test);
        }
    }
    response.body = body.to_string().into_bytes();
    response
}

/// Makes a test of success fail, unless it does already. A value of the refusal itself that fails it stays.
fn fail(body: &mut Json, path: &[PathSegment], test: &ResponseTest) {
    let known = get(body, path).filter(|known| **known != Json::Null);
    let value = match test {
        ResponseTest::In(_, literals, true) => match known {
            Some(known) if !literals.iter().any(|literal| is(known, literal)) => return,
            _ => other_than(literals),
        },
        ResponseTest::In(_, literals, false) => literals.first().map(json_of),
        ResponseTest::Absent(_, true) if known.is_none() => Some(Json::Text("error".to_owned())),
        ResponseTest::Absent(..) => None,
    };
    if let Some(value) = value {
        put(body, path, value);
    }
}

/// A value of the same kind that is none of these.
fn other_than(literals: &[Literal]) -> Option<Json> {
    let candidates = match literals.first()? {
        Literal::Bool(value) => vec![Json::Bool(!value)],
        Literal::Number(_) => ["1", "-1", "0", "2"].map(number).to_vec(),
        Literal::Text(_) => ["error", "failed"]
            .map(|text| Json::Text(text.to_owned()))
            .to_vec(),
    };
    let mut candidates = candidates.into_iter();
    candidates.find(|one| !literals.iter().any(|literal| is(one, literal)))
}

/// Whether a value is that of a test, as a number or as a text.
fn is(value: &Json, literal: &Literal) -> bool {
    match (value, literal) {
        (Json::Bool(value), Literal::Bool(literal)) => value == literal,
        (value, Literal::Text(literal) | Literal::Number(literal)) => {
            value.as_str().or(value.as_number()) == Some(literal)
        }
        _ => false,
    }
}

fn json_of(literal: &Literal) -> Json {
    match literal {
        Literal::Text(text) => Json::Text(text.clone().into_owned()),
        Literal::Number(digits) => number(digits),
        Literal::Bool(value) => Json::Bool(*value),
    }
}

/// A text as a number, if it can be one.
pub(super) fn number(text: &str) -> Json {
    match Json::parse(text.as_bytes()) {
        Ok(number @ Json::Number(_)) => number,
        _ => Json::Text(text.to_owned()),
    }
}

fn get<'j>(body: &'j Json, path: &[PathSegment]) -> Option<&'j Json> {
    path.iter()
        .try_fold(body, |value, segment| match (segment, value) {
            (PathSegment::Name(name), Json::Object(members)) => members.get(name),
            (PathSegment::Index(index), Json::List(list)) => {
                list.get(usize::try_from(*index).ok()?)
            }
            _ => None,
        })
}

/// Puts a value at a path, and makes what is missing on the way.
fn put(target: &mut Json, path: &[PathSegment], value: Json) {
    let Some((first, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    match first {
        PathSegment::Name(name) => {
            if !matches!(target, Json::Object(_)) {
                *target = Json::Object(Map::default());
            }
            let Json::Object(members) = target else {
                return;
            };
            if !members.contains(name) {
                members.insert(name.clone(), Json::Null);
            }
            if let Some(member) = members.get_mut(name) {
                put(member, rest, value);
            }
        }
        PathSegment::Index(index) => {
            if !matches!(target, Json::List(_)) {
                *target = Json::List(Vec::new());
            }
            let Json::List(list) = target else { return };
            let index = usize::try_from(*index).unwrap_or(usize::MAX);
            while list.len() <= index.min(MOST_ELEMENTS) {
                list.push(Json::Null);
            }
            if let Some(element) = list.get_mut(index) {
                put(element, rest, value);
            }
        }
    }
}
