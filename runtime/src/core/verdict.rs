//! Determines what a response says about success.
//!
//! A test has four results, because a response may also contain no value, or none that can be relied on. Only a value that is present,
//! exactly once and of the right kind, decides; [`super::classify`] derives the outcome of the call.

use super::markup::check_unread_body;
use super::raw;
use super::values::Value;
use crate::Json;
use crate::codec::{Placement, Problem, survey};
use crate::operation::ResponseKind;
use crate::provider::{Envelope, Literal, ResponsePath, ResponseTest};
use crate::response::Data;
use crate::signing::plan::{List, PathSegment, Str};
use crate::transport::TransportResponse;
use std::borrow::Cow;

/// What a response says.
pub(super) enum Verdict {
    /// The call was done.
    Done(Success),
    /// Some elements of a batch were done.
    Partial(Data),
    /// The envelope signals failure.
    Failure,
    /// The envelope signals success, the status does not.
    Contradiction,
    /// Nothing that can be relied on, so the status decides. Carries the problem of the body, if there is one.
    Nothing(Option<Problem>),
}

/// A success.
pub(super) struct Success {
    pub(super) data: Data,
    /// Whether a value in the response signals success. Otherwise the status is 200 to 299 and nothing contradicts it.
    pub(super) explicit: bool,
}

/// The result of one test, or of several together.
enum Reading {
    /// It passes. `explicit`: because a value that is present says so.
    Passes { explicit: bool },
    /// It fails: a value that is present says otherwise.
    Fails,
    /// There is no value.
    NoValue(Problem),
    /// The value cannot be relied on.
    Unclear(Problem),
}

/// What `response` says, by the envelope of its operation.
pub(super) fn judge(
    envelope: Option<&Envelope>,
    expected: ResponseKind,
    response: &TransportResponse,
) -> Verdict {
    let mut seen = Seen::new(envelope, expected, response);
    if expected.is_raw() && !raw::is_json(response) {
        // A document has no members: only the status and headers say more.
        seen.placements = Ok(seen.paths.iter().map(|_| Placement::Absent).collect());
    }
    let success = is_success(response.status);
    let tests = |which: fn(&Envelope) -> &[std::borrow::Cow<'static, [ResponseTest]>]| {
        envelope.map(which).filter(|groups| !groups.is_empty())
    };
    // A status that a group does not name is no partial success of it.
    let partial = tests(|envelope| &envelope.partial).map(|groups| {
        let groups = groups.iter().filter(|group| seen.has_status_of(group));
        seen.any(groups)
    });
    match partial {
        Some((Reading::Passes { explicit: true }, by_status)) if success || by_status => {
            return Verdict::Partial(seen.data(envelope, expected));
        }
        // It may be a partial success, whatever else the response says.
        Some((Reading::Unclear(problem), _)) => return Verdict::Nothing(Some(problem)),
        _ => {}
    }
    let (ok, by_status) = match tests(|envelope| &envelope.ok) {
        Some(groups) => seen.any(groups.iter()),
        None if success => (Reading::Passes { explicit: false }, false),
        None => return Verdict::Nothing(None),
    };
    match ok {
        Reading::Passes { explicit } if success || by_status => match seen.body_fits(expected) {
            Ok(()) => Verdict::Done(Success {
                data: seen.data(envelope, expected),
                explicit,
            }),
            Err(problem) => Verdict::Nothing(Some(problem)),
        },
        // Nothing says whether it is a success: the body is the document itself.
        Reading::NoValue(_) if success && expected.is_raw() => raw::judge(expected, response),
        Reading::Passes { explicit: true } => Verdict::Contradiction,
        Reading::Passes { explicit: false } => Verdict::Nothing(None),
        Reading::Fails => Verdict::Failure,
        Reading::NoValue(problem) | Reading::Unclear(problem) => Verdict::Nothing(Some(problem)),
    }
}

/// The first text, number or boolean at one of `paths`. The body is read only if it is one JSON document without duplicate names.
pub(super) fn text_at_one(paths: &[ResponsePath], response: &TransportResponse) -> Option<String> {
    let read = paths.iter().filter_map(|path| match path {
        ResponsePath::Body(path) => Some(path.as_ref()),
        _ => None,
    });
    let seen = Seen::at(read, response);
    let mut texts = paths
        .iter()
        .filter_map(|path| match seen.value(path).ok()?? {
            Value::Status(status) => Some(status.to_string()),
            Value::Header(text) => Some(text.to_owned()),
            Value::Text(text) => Some(text),
            Value::Number(text) => Some(text.to_owned()),
            Value::Bool(value) => Some(value.to_string()),
            Value::List { .. } | Value::Object { .. } => None,
        });
    texts.next()
}

/// Whether a status means success.
pub(super) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Whether a status proves that nothing was done: 400 to 499, except statuses that report an abandoned request or connection (408, 499;
/// 444 and 460 of proxies) or a request that was not processed yet (425).
pub(super) fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 408 | 425 | 444 | 460 | 499)
}

/// A response, and the values in its body that the envelope reads.
struct Seen<'a> {
    response: &'a TransportResponse,
    paths: Vec<&'a [PathSegment]>,
    /// One for each path; or why the body is not one JSON document.
    placements: Result<Vec<Placement>, Problem>,
}

impl<'a> Seen<'a> {
    fn new(
        envelope: Option<&'a Envelope>,
        expected: ResponseKind,
        response: &'a TransportResponse,
    ) -> Self {
        let Some(envelope) = envelope else {
            return Self::at(std::iter::empty(), response);
        };
        let groups = envelope.partial.iter().chain(envelope.ok.iter());
        let tests = groups
            .flat_map(|group| group.iter())
            .map(ResponseTest::path);
        let read = tests.filter_map(|path| match path {
            ResponsePath::Body(path) => Some(path.as_ref()),
            _ => None,
        });
        let is_read = expected != ResponseKind::None
            && !expected.is_raw()
            && (expected != ResponseKind::OptionalJson || !is_blank(response));
        let fallback = envelope.fallback.iter().map(AsRef::as_ref);
        let members = envelope.members.iter().map(|(_, path)| path.as_ref());
        let data = std::iter::once(envelope.data.as_ref())
            .chain(fallback)
            .chain(members)
            .filter(|path| is_read && !path.is_empty());
        Self::at(read.chain(data), response)
    }

    fn at(read: impl Iterator<Item = &'a [PathSegment]>, response: &'a TransportResponse) -> Self {
        let mut paths: Vec<&'a [PathSegment]> = Vec::new();
        for path in read {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let placements = match paths.is_empty() {
            true => Ok(Vec::new()),
            false => survey(&response.body, &paths),
        };
        Self {
            response,
            paths,
            placements,
        }
    }

    /// One of the groups of tests must pass. Also whether one that passes requires exactly the status that the response has.
    fn any<'g>(
        &self,
        groups: impl Iterator<Item = &'g Cow<'static, [ResponseTest]>>,
    ) -> (Reading, bool) {
        let mut by_status = false;
        let mut all: Option<Reading> = None;
        for group in groups {
            let reading = self.all(group);
            if matches!(reading, Reading::Passes { .. }) {
                by_status |= group
                    .iter()
                    .any(|test| matches!(test, ResponseTest::In(ResponsePath::Status, _, true)));
            }
            all = Some(match all {
                None => reading,
                Some(before) => before.or(reading),
            });
        }
        let nothing = || Reading::NoValue(Problem::new("there is no condition", None));
        (all.unwrap_or_else(nothing), by_status)
    }

    /// Whether the tests of the status in a group pass.
    fn has_status_of(&self, group: &[ResponseTest]) -> bool {
        group.iter().all(|test| match test {
            ResponseTest::In(ResponsePath::Status, literals, equal) => {
                matches!(self.status_is(literals, *equal), Reading::Passes { .. })
            }
            _ => true,
        })
    }

    /// All tests of a group must pass.
    fn all(&self, group: &[ResponseTest]) -> Reading {
        let readings = group.iter().map(|test| self.test(test));
        readings.fold(Reading::Passes { explicit: false }, Reading::and)
    }

    fn test(&self, test: &ResponseTest) -> Reading {
        match (test, test.path()) {
            (ResponseTest::In(_, literals, equal), ResponsePath::Status) => {
                self.status_is(literals, *equal)
            }
            (ResponseTest::In(_, literals, equal), path) => match self.value(path) {
                Ok(None) => Reading::NoValue(self.problem(path, "missing")),
                Ok(Some(value)) => match value.is_in(literals) {
                    Ok(found) if found == *equal => Reading::Passes { explicit: true },
                    Ok(_) => Reading::Fails,
                    Err(what) => Reading::Unclear(self.problem(path, what)),
                },
                Err(problem) => Reading::Unclear(problem),
            },
            (ResponseTest::Absent(_, absent), path) => match (self.value(path), absent) {
                (Ok(None), true) => Reading::Passes { explicit: false },
                (Ok(None), false) => Reading::NoValue(self.problem(path, "missing")),
                (Ok(Some(_)), false) => Reading::Passes { explicit: true },
                (Ok(Some(value)), true) if value.is_placeholder() => {
                    Reading::Unclear(self.problem(
                        path,
                        "it is present, which means a rejection, but it is empty",
                    ))
                }
                (Ok(Some(_)), true) => Reading::Fails,
                (Err(problem), _) => Reading::Unclear(problem),
            },
        }
    }

    /// A status other than the required one is a rejection only if that status means rejection by itself.
    fn status_is(&self, literals: &[Literal], equal: bool) -> Reading {
        let status = self.response.status;
        let text = status.to_string();
        if literals.iter().any(|literal| literal.text() == text) == equal {
            Reading::Passes { explicit: false }
        } else if is_refusal(status) {
            Reading::Fails
        } else {
            let what = format!("the status {status} is neither a success nor a rejection");
            Reading::Unclear(Problem::new(what, None))
        }
    }

    /// The value at a path, or `None` if it is absent or `null`.
    ///
    /// # Errors
    /// There is a value, but it cannot be relied on.
    fn value(&self, path: &ResponsePath) -> Result<Option<Value<'a>>, Problem> {
        match path {
            ResponsePath::Status => Ok(Some(Value::Status(self.response.status))),
            ResponsePath::Header(name) => header(self.response, name)
                .map(|found| found.map(Value::Header))
                .map_err(|()| Problem::new(format!("the header `{name}` is given twice"), None)),
            ResponsePath::Body(segments) => {
                let placements = self.placements.as_ref().map_err(Clone::clone)?;
                let index = self
                    .paths
                    .iter()
                    .position(|known| *known == segments.as_ref());
                match index.and_then(|index| placements.get(index)) {
                    Some(Placement::At(range)) => {
                        Value::read(self.response.body.get(range.clone()).unwrap_or_default())
                            .map_err(|problem| inside(problem, segments))
                    }
                    Some(Placement::Twice) => Err(self.problem(path, "given twice")),
                    Some(Placement::Blocked) => {
                        Err(self
                            .problem(path, "a value on its path has no such members or elements"))
                    }
                    Some(Placement::Absent) | None => Ok(None),
                }
            }
        }
    }

    fn problem(&self, path: &ResponsePath, what: impl Into<Cow<'static, str>>) -> Problem {
        match path {
            ResponsePath::Body(segments) => inside(Problem::new(what, None), segments),
            ResponsePath::Header(name) => {
                Problem::new(format!("header `{name}`: {}", what.into()), None)
            }
            ResponsePath::Status => Problem::new(what, None),
        }
    }

    /// Whether a body that no test reads may belong to a success. Expected JSON is checked when it is decoded.
    fn body_fits(&self, expected: ResponseKind) -> Result<(), Problem> {
        if expected.is_raw() {
            return raw::check(expected, self.response);
        }
        if !self.paths.is_empty() {
            return self.placements.as_ref().map(|_| ()).map_err(Clone::clone);
        }
        match expected {
            ResponseKind::Json | ResponseKind::OptionalJson => Ok(()),
            ResponseKind::Text | ResponseKind::Bytes => Ok(()),
            ResponseKind::None => check_unread_body(self.response),
        }
    }

    fn data(&self, envelope: Option<&Envelope>, expected: ResponseKind) -> Data {
        let envelope = envelope.filter(|_| !expected.is_raw());
        let Some(envelope) = envelope else {
            return Data::At(0..self.response.body.len(), Vec::new());
        };
        if !envelope.members.is_empty() {
            return self.assembled(&envelope.members);
        }
        let fallback = envelope.fallback.iter().map(AsRef::as_ref);
        let mut found = self.data_at(&envelope.data);
        for path in fallback {
            // A value that is there, but cannot be relied on, is not replaced by another.
            // Where the whole body may be the data, it need not be an object.
            let is_elsewhere = path.is_empty() && matches!(found, Data::Unreadable("missing", _));
            if !self.is_nothing(&found) && !is_elsewhere {
                break;
            }
            let other = self.data_at(path);
            if !self.is_nothing(&other) || is_elsewhere || matches!(found, Data::Missing(_)) {
                found = other;
            }
        }
        found
    }

    /// Whether there is no data here, or `null`.
    fn is_nothing(&self, data: &Data) -> bool {
        match data {
            Data::At(range, _) => self.response.body.get(range.clone()) == Some(b"null"),
            Data::Missing(_) => true,
            Data::Assembled(..) | Data::Unreadable(..) => false,
        }
    }

    /// One object of the values at these paths. Those that are missing are members that are missing.
    fn assembled(&self, members: &[(Str, List<PathSegment>)]) -> Data {
        let mut json = vec![b'{'];
        let mut origins = Vec::new();
        for (name, path) in members {
            match self.data_at(path) {
                Data::At(range, names) => {
                    if json.len() > 1 {
                        json.push(b',');
                    }
                    json.extend(Json::from(name.as_ref()).to_string().bytes());
                    json.push(b':');
                    json.extend(self.response.body.get(range).unwrap_or_default());
                    origins.push((name.clone().into_owned(), names));
                }
                Data::Unreadable("given twice", names) => {
                    return Data::Unreadable("given twice", names);
                }
                _ => {}
            }
        }
        json.push(b'}');
        match origins.is_empty() && !self.response.body.trim_ascii().starts_with(b"{") {
            true => Data::Unreadable("missing", Vec::new()),
            false => Data::Assembled(json, origins),
        }
    }

    /// The value at a path of the body.
    fn data_at(&self, path: &[PathSegment]) -> Data {
        if path.is_empty() {
            return Data::At(0..self.response.body.len(), Vec::new());
        }
        let names = path.iter().map(|segment| match segment {
            PathSegment::Name(name) => name.clone().into_owned(),
            PathSegment::Index(index) => index.to_string(),
        });
        let names = names.collect();
        let index = self.paths.iter().position(|known| *known == path);
        match index
            .zip(self.placements.as_ref().ok())
            .and_then(|(index, placements)| placements.get(index))
        {
            Some(Placement::At(range)) => Data::At(range.clone(), names),
            Some(Placement::Twice) => Data::Unreadable("given twice", names),
            // Only an object, or an empty body, shows that there is no data: another kind of JSON is no envelope.
            Some(Placement::Absent) | None
                if matches!(self.response.body.trim_ascii().first(), None | Some(b'{')) =>
            {
                Data::Missing(names)
            }
            _ => Data::Unreadable("missing", names),
        }
    }
}

impl Reading {
    /// Both must pass: one that fails decides.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Unclear(problem), _) | (_, Self::Unclear(problem)) => Self::Unclear(problem),
            (Self::NoValue(problem), _) | (_, Self::NoValue(problem)) => Self::NoValue(problem),
            (Self::Passes { explicit }, Self::Passes { explicit: more }) => Self::Passes {
                explicit: explicit | more,
            },
        }
    }

    /// One must pass. A failing test outweighs one without a value: some providers send a member only sometimes.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Passes { explicit }, Self::Passes { explicit: more }) => Self::Passes {
                explicit: explicit | more,
            },
            (Self::Passes { explicit }, _) | (_, Self::Passes { explicit }) => {
                Self::Passes { explicit }
            }
            (Self::Unclear(problem), _) | (_, Self::Unclear(problem)) => Self::Unclear(problem),
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::NoValue(problem), Self::NoValue(_)) => Self::NoValue(problem),
        }
    }
}

fn is_blank(response: &TransportResponse) -> bool {
    response.body.trim_ascii().is_empty()
}

/// The one value of a header. Several headers with the same name and the same value count as one.
fn header<'a>(response: &'a TransportResponse, name: &str) -> Result<Option<&'a str>, ()> {
    let mut named = response
        .headers
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str());
    let first = named.next();
    match named.all(|other| Some(other) == first) {
        true => Ok(first),
        false => Err(()),
    }
}

/// The problem of the value at `path`.
fn inside(problem: Problem, path: &[PathSegment]) -> Problem {
    path.iter()
        .rev()
        .fold(problem, |problem, segment| match segment {
            PathSegment::Name(name) => problem.inside(name.clone()),
            PathSegment::Index(index) => problem.at(*index as usize),
        })
}
