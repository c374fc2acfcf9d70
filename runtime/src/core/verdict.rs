//! What an answer says of success.
//!
//! A test has four results, since an answer may also say nothing, or nothing that can be relied on. Only what is there, once and of its kind, says
//! yes or no; what a call becomes of that is in [`super::classify`].

use super::markup::{not_markup, says_no_more};
use super::response::Data;
use super::values::Value;
use crate::codec::{Placement, Problem, survey};
use crate::operation::ResponseKind;
use crate::provider::{Envelope, Literal, ResponsePath, Test};
use crate::signing::plan::PathSegment;
use crate::transport::TransportResponse;
use std::borrow::Cow;

/// What an answer says.
pub(super) enum Verdict {
    /// It was done.
    Done(Success),
    /// Some elements of a batch were done.
    Partial(Data),
    /// The envelope says no.
    Refused,
    /// The envelope says yes, the status does not.
    Contradiction,
    /// Nothing that can be relied on; what is wrong with the body, where something is. The status has the word.
    Nothing(Option<Problem>),
}

/// A success.
pub(super) struct Success {
    pub(super) data: Data,
    /// Whether a value in the answer says so. Otherwise there is a status of 200 to 299, and nothing that speaks against it.
    pub(super) told: bool,
}

/// What a test, or several together, made of an answer.
enum Reading {
    /// It holds; whether a value that is there says so.
    Holds { told: bool },
    /// A value that is there says otherwise.
    Fails,
    /// There is no value.
    Silent(Problem),
    /// The value cannot be relied on.
    Unclear(Problem),
}

/// What `answer` says, by the envelope of its operation.
pub(super) fn judge(
    envelope: Option<&Envelope>,
    due: ResponseKind,
    response: &TransportResponse,
) -> Verdict {
    let seen = Seen::new(envelope, due, response);
    let success = is_success(response.status);
    let tests = |which: fn(&Envelope) -> &[std::borrow::Cow<'static, [Test]>]| {
        envelope.map(which).filter(|groups| !groups.is_empty())
    };
    let partial = tests(|envelope| &envelope.partial).map(|groups| seen.any(groups));
    match partial {
        Some((Reading::Holds { told: true }, by_status)) if success || by_status => {
            return Verdict::Partial(seen.data(envelope));
        }
        // It may be a part that was done, whatever else the answer says.
        Some((Reading::Unclear(problem), _)) => return Verdict::Nothing(Some(problem)),
        _ => {}
    }
    let (ok, by_status) = match tests(|envelope| &envelope.ok) {
        Some(groups) => seen.any(groups),
        None if success => (Reading::Holds { told: false }, false),
        None => return Verdict::Nothing(None),
    };
    match ok {
        Reading::Holds { told } if success || by_status => match seen.body_fits(due) {
            Ok(()) => Verdict::Done(Success {
                data: seen.data(envelope),
                told,
            }),
            Err(problem) => Verdict::Nothing(Some(problem)),
        },
        Reading::Holds { told: true } => Verdict::Contradiction,
        Reading::Holds { told: false } => Verdict::Nothing(None),
        Reading::Fails => Verdict::Refused,
        Reading::Silent(problem) | Reading::Unclear(problem) => Verdict::Nothing(Some(problem)),
    }
}

/// The first text, number or truth value at one of `paths`; of the body only if it is one JSON document that has no such name twice.
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

/// Whether a status proves that nothing was done: 400 to 499, without those that tell of a request or a connection that was given up halfway
/// (408, 499; 444 and 460 of proxies) or that was not looked at yet (425).
pub(super) fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 408 | 425 | 444 | 460 | 499)
}

/// An answer, and what stands at the places of its body that the envelope reads.
struct Seen<'a> {
    response: &'a TransportResponse,
    paths: Vec<&'a [PathSegment]>,
    /// Of each path; or why the body is not one JSON document.
    placements: Result<Vec<Placement>, Problem>,
}

impl<'a> Seen<'a> {
    fn new(
        envelope: Option<&'a Envelope>,
        due: ResponseKind,
        response: &'a TransportResponse,
    ) -> Self {
        let Some(envelope) = envelope else {
            return Self::at(std::iter::empty(), response);
        };
        let groups = envelope.partial.iter().chain(envelope.ok.iter());
        let tests = groups.flat_map(|group| group.iter()).map(path_of);
        let read = tests.filter_map(|path| match path {
            ResponsePath::Body(path) => Some(path.as_ref()),
            _ => None,
        });
        let data = Some(envelope.data.as_ref())
            .filter(|path| !path.is_empty() && due != ResponseKind::None);
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

    /// Of groups of tests one has to hold; and whether one that does asks for just the status that the answer has.
    fn any(&self, groups: &[Cow<'static, [Test]>]) -> (Reading, bool) {
        let mut by_status = false;
        let mut all: Option<Reading> = None;
        for group in groups {
            let reading = self.all(group);
            if matches!(reading, Reading::Holds { .. }) {
                by_status |= group
                    .iter()
                    .any(|test| matches!(test, Test::In(ResponsePath::Status, _, true)));
            }
            all = Some(match all {
                None => reading,
                Some(before) => before.or(reading),
            });
        }
        let nothing = || Reading::Silent(Problem::new("there is no test", None));
        (all.unwrap_or_else(nothing), by_status)
    }

    /// All tests of a group have to hold.
    fn all(&self, group: &[Test]) -> Reading {
        let readings = group.iter().map(|test| self.test(test));
        readings.fold(Reading::Holds { told: false }, Reading::and)
    }

    fn test(&self, test: &Test) -> Reading {
        match (test, path_of(test)) {
            (Test::In(_, literals, equal), ResponsePath::Status) => {
                self.status_is(literals, *equal)
            }
            (Test::In(_, literals, equal), path) => match self.value(path) {
                Ok(None) => Reading::Silent(self.problem(path, "missing")),
                Ok(Some(value)) => match value.is_in(literals) {
                    Ok(found) if found == *equal => Reading::Holds { told: true },
                    Ok(_) => Reading::Fails,
                    Err(what) => Reading::Unclear(self.problem(path, what)),
                },
                Err(problem) => Reading::Unclear(problem),
            },
            (Test::Absent(_, absent), path) => match (self.value(path), absent) {
                (Ok(None), true) => Reading::Holds { told: false },
                (Ok(None), false) => Reading::Silent(self.problem(path, "missing")),
                (Ok(Some(_)), false) => Reading::Holds { told: true },
                (Ok(Some(value)), true) if value.says_nothing() => Reading::Unclear(
                    self.problem(path, "it is there, which is a refusal, but says nothing"),
                ),
                (Ok(Some(_)), true) => Reading::Fails,
                (Err(problem), _) => Reading::Unclear(problem),
            },
        }
    }

    /// Another status than the one asked for is a refusal only where it is one by itself.
    fn status_is(&self, literals: &[Literal], equal: bool) -> Reading {
        let status = self.response.status;
        let text = status.to_string();
        if literals.iter().any(|literal| literal.text() == text) == equal {
            Reading::Holds { told: false }
        } else if is_refusal(status) {
            Reading::Fails
        } else {
            let what = format!("the status {status} is neither the success nor a refusal");
            Reading::Unclear(Problem::new(what, None))
        }
    }

    /// The value at a place; none where there is none, or `null`.
    ///
    /// # Errors
    /// What is there cannot be relied on.
    fn value(&self, path: &ResponsePath) -> Result<Option<Value<'a>>, Problem> {
        match path {
            ResponsePath::Status => Ok(Some(Value::Status(self.response.status))),
            ResponsePath::Header(name) => header(self.response, name)
                .map(|found| found.map(Value::Header))
                .map_err(|()| Problem::new(format!("the header `{name}` is given twice"), None)),
            ResponsePath::Body(segments) => {
                let placements = self.placements.as_ref().map_err(Clone::clone)?;
                let place = self
                    .paths
                    .iter()
                    .position(|known| *known == segments.as_ref());
                match place.and_then(|place| placements.get(place)) {
                    Some(Placement::At(range)) => {
                        Value::read(self.response.body.get(range.clone()).unwrap_or_default())
                            .map_err(|problem| inside(problem, segments))
                    }
                    Some(Placement::Twice) => Err(self.problem(path, "given twice")),
                    Some(Placement::Blocked) => Err(self.problem(
                        path,
                        "a value on the way there has no such members or elements",
                    )),
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

    /// Whether a body that no test reads may be that of a success. Of JSON that is due, reading it tells.
    fn body_fits(&self, due: ResponseKind) -> Result<(), Problem> {
        if !self.paths.is_empty() {
            return self.placements.as_ref().map(|_| ()).map_err(Clone::clone);
        }
        match due {
            ResponseKind::Json => Ok(()),
            ResponseKind::Text => not_markup(self.response),
            ResponseKind::None => says_no_more(self.response),
        }
    }

    fn data(&self, envelope: Option<&Envelope>) -> Data {
        let path = envelope.map_or(&[][..], |envelope| envelope.data.as_ref());
        if path.is_empty() {
            return Data::At(0..self.response.body.len(), Vec::new());
        }
        let way = path.iter().map(|segment| match segment {
            PathSegment::Name(name) => name.clone().into_owned(),
            PathSegment::Index(index) => index.to_string(),
        });
        let way = way.collect();
        let place = self.paths.iter().position(|known| *known == path);
        match place
            .zip(self.placements.as_ref().ok())
            .and_then(|(place, placements)| placements.get(place))
        {
            Some(Placement::At(range)) => Data::At(range.clone(), way),
            Some(Placement::Twice) => Data::Unfit("given twice", way),
            _ => Data::Unfit("missing", way),
        }
    }
}

impl Reading {
    /// Both have to hold: one that fails decides.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Unclear(problem), _) | (_, Self::Unclear(problem)) => Self::Unclear(problem),
            (Self::Silent(problem), _) | (_, Self::Silent(problem)) => Self::Silent(problem),
            (Self::Holds { told }, Self::Holds { told: more }) => Self::Holds { told: told | more },
        }
    }

    /// One has to hold. One that fails outweighs one that is silent: providers that have a member only at times.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Holds { told }, Self::Holds { told: more }) => Self::Holds { told: told | more },
            (Self::Holds { told }, _) | (_, Self::Holds { told }) => Self::Holds { told },
            (Self::Unclear(problem), _) | (_, Self::Unclear(problem)) => Self::Unclear(problem),
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Silent(problem), Self::Silent(_)) => Self::Silent(problem),
        }
    }
}

fn path_of(test: &Test) -> &ResponsePath {
    match test {
        Test::In(path, ..) | Test::Absent(path, _) => path,
    }
}

/// The one value of a header; headers of one name that say the same are one.
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

/// A problem of the value at `path`.
fn inside(problem: Problem, path: &[PathSegment]) -> Problem {
    path.iter()
        .rev()
        .fold(problem, |problem, segment| match segment {
            PathSegment::Name(name) => problem.inside(name.clone()),
            PathSegment::Index(index) => problem.at(*index as usize),
        })
}
