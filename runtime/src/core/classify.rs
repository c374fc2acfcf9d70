//! Telling answers apart: done, rejected, ambiguous.

use super::answer::Data;
use super::{Answered, Inner};
use crate::codec::{Problem, Reader, locate};
use crate::error::retry_hint;
use crate::operation::Operation;
use crate::provider::{AnswerPath, Envelope, Test};
use crate::signing::SessionValues;
use crate::signing::plan::Segment;
use crate::transport::TransportAnswer;
use crate::{Error, ErrorKind, Outcome};

impl Inner {
    /// A success with the place of its data, or the error that the answer is.
    pub(super) fn classify(
        &self,
        operation: &Operation<'_>,
        answer: TransportAnswer,
        session: &SessionValues,
    ) -> Result<Answered, Error> {
        let envelope = operation
            .envelope
            .and_then(|place| self.provider.envelopes.get(usize::from(place)));
        match succeeded(envelope, &answer) {
            Ok(true) => match data_of(envelope, &answer) {
                Ok(data) => Ok(Answered { answer, data }),
                Err(problem) => {
                    let answered = Answered {
                        data: Data::At(0..answer.body.len(), Vec::new()),
                        answer,
                    };
                    Err(self.undecodable_in(&answered, problem, session))
                }
            },
            Ok(false) => Err(self.refused(operation, &answer, session)),
            Err(problem) if is_success(answer.status) => {
                Err(self.unreadable(operation, &answer, problem, session))
            }
            // No envelope can be read in an error page.
            Err(_) => Err(self.refused(operation, &answer, session)),
        }
    }

    /// A success that does not fit its type: it was done, and the raw text is all there is of it.
    pub(super) fn undecodable(&self, answered: &Answered, problem: Problem) -> Error {
        self.undecodable_in(answered, problem, &self.known_sessions())
    }

    fn undecodable_in(
        &self,
        answered: &Answered,
        problem: Problem,
        session: &SessionValues,
    ) -> Error {
        let what = "the call succeeded, its answer does not fit its type";
        let mut error = Error::new(ErrorKind::Decode, Outcome::Done, what);
        self.describe(&mut error, &answered.answer, session);
        error.inner().problem = Some(self.masked(problem, session));
        error
    }

    /// An answer that does not even tell whether it is a success.
    fn unreadable(
        &self,
        operation: &Operation<'_>,
        answer: &TransportAnswer,
        problem: Problem,
        session: &SessionValues,
    ) -> Error {
        let outcome = if operation.is_safe() {
            Outcome::Unanswered
        } else {
            Outcome::Ambiguous
        };
        let mut error = Error::new(ErrorKind::Decode, outcome, "the answer cannot be read");
        self.describe(&mut error, answer, session);
        error.inner().problem = Some(self.masked(problem, session));
        error
    }

    /// What a refusal means, and whether it is sure.
    pub(super) fn refused(
        &self,
        operation: &Operation<'_>,
        answer: &TransportAnswer,
        session: &SessionValues,
    ) -> Error {
        let rules = &self.provider.errors;
        let code = rules.code.iter().find_map(|path| text_at(path, answer));
        let declared = code.as_deref().and_then(|code| {
            rules
                .codes
                .iter()
                .find(|(pattern, _)| matches(pattern, code))
                .map(|(_, kind)| *kind)
        });
        let by_status = || {
            rules
                .status
                .iter()
                .find(|(status, _)| *status == answer.status)
                .map(|(_, kind)| *kind)
        };
        let kind = declared
            .or_else(by_status)
            .unwrap_or_else(|| usual_kind(answer.status));
        // A server that failed may have failed after it did what was asked; only a code that the spec knows says otherwise.
        let unsure = match declared {
            Some(kind) => kind == ErrorKind::Internal,
            None => answer.status >= 500 || kind == ErrorKind::Internal,
        };
        let (outcome, what) = match (unsure, operation.is_safe()) {
            (false, _) if (300..400).contains(&answer.status) => (
                Outcome::Rejected,
                "the provider redirects, which is not followed".to_owned(),
            ),
            (false, _) => (
                Outcome::Rejected,
                format!("the provider refused ({})", kind.name()),
            ),
            (true, true) => (
                Outcome::Unanswered,
                format!("the provider failed ({})", kind.name()),
            ),
            (true, false) => (
                Outcome::Ambiguous,
                format!("the provider failed ({})", kind.name()),
            ),
        };
        let mut error = Error::new(kind, outcome, what);
        self.describe(&mut error, answer, session);
        let message = rules
            .message
            .iter()
            .find_map(|path| any_text_at(path, answer));
        error.inner().message = message.map(|text| self.mask.text(&text, session));
        error.inner().code = code.map(|code| self.mask.text(&code, session));
        error
    }

    /// What every error tells of the answer that it is about.
    fn describe(&self, error: &mut Error, answer: &TransportAnswer, session: &SessionValues) {
        let rules = &self.provider.errors;
        let request_id = rules
            .request_id
            .as_ref()
            .and_then(|path| text_at(path, answer));
        let waiting = rules
            .retry_after
            .clone()
            .unwrap_or(AnswerPath::Header("Retry-After".into()));
        let inner = error.inner();
        inner.status = Some(answer.status);
        inner.request_id = request_id.map(|text| self.mask.text(&text, session));
        inner.retry_after =
            text_at(&waiting, answer).and_then(|text| retry_hint(&text, self.clock.now()));
        inner.raw = Some(self.mask.body(&answer.body, session));
    }

    /// A delivery that was proven and does not fit its type.
    pub(crate) fn misdelivered(&self, body: &[u8], problem: Problem) -> Error {
        let session = self.known_sessions();
        let mut error = Error::new(
            ErrorKind::Decode,
            Outcome::Done,
            "the delivery does not fit its type",
        );
        let inner = error.inner();
        inner.raw = Some(self.mask.body(body, &session));
        inner.problem = Some(self.masked(problem, &session));
        error
    }

    fn masked(&self, problem: Problem, session: &SessionValues) -> Problem {
        problem.map_texts(|text| self.mask.text(text, session))
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Whether the answer is a success.
///
/// # Errors
/// The body is no JSON, where the envelope reads it.
fn succeeded(envelope: Option<&Envelope>, answer: &TransportAnswer) -> Result<bool, Problem> {
    let tests = match envelope {
        Some(envelope) if !envelope.ok.is_empty() => &envelope.ok,
        _ => return Ok(is_success(answer.status)),
    };
    for test in tests.iter() {
        let holds = match test {
            Test::Equal(path, text, equal) => {
                let found = find(path, answer)?;
                found.is_some_and(|found| found.as_text() == Some(text.as_ref())) == *equal
            }
            Test::Absent(path, absent) => find(path, answer)?.is_none() == *absent,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

fn data_of(envelope: Option<&Envelope>, answer: &TransportAnswer) -> Result<Data, Problem> {
    let path = match envelope {
        Some(envelope) if !envelope.data.is_empty() => &envelope.data,
        _ => return Ok(Data::At(0..answer.body.len(), Vec::new())),
    };
    let way = path.iter().map(|segment| match segment {
        Segment::Name(name) => name.clone().into_owned(),
        Segment::Index(index) => index.to_string(),
    });
    let way = way.collect();
    Ok(match locate(&answer.body, path)? {
        Some(range) => Data::At(range, way),
        None => Data::Missing(way),
    })
}

/// A value found in an answer.
enum Found {
    Text(String),
    Other(String),
}

impl Found {
    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Other(_) => None,
        }
    }
}

/// The value at `path`; `null` is nothing.
fn find(path: &AnswerPath, answer: &TransportAnswer) -> Result<Option<Found>, Problem> {
    let segments = match path {
        AnswerPath::Status => return Ok(Some(Found::Text(answer.status.to_string()))),
        AnswerPath::Header(name) => {
            return Ok(answer.header(name).map(|text| Found::Text(text.to_owned())));
        }
        AnswerPath::Body(segments) => segments,
    };
    let Some(bytes) = locate(&answer.body, segments)?.and_then(|range| answer.body.get(range))
    else {
        return Ok(None);
    };
    let mut reader = Reader::new(bytes);
    if reader.null()? {
        return Ok(None);
    }
    Ok(Some(match bytes.first() {
        Some(b't') => Found::Text("true".to_owned()),
        Some(b'f') => Found::Text("false".to_owned()),
        Some(b'[' | b'{') => Found::Other(String::from_utf8_lossy(bytes).into_owned()),
        _ => Found::Text(reader.text()?),
    }))
}

/// The text or number at `path`.
fn text_at(path: &AnswerPath, answer: &TransportAnswer) -> Option<String> {
    match find(path, answer).ok().flatten()? {
        Found::Text(text) => Some(text),
        Found::Other(_) => None,
    }
}

/// Whatever is at `path`, as text.
fn any_text_at(path: &AnswerPath, answer: &TransportAnswer) -> Option<String> {
    match find(path, answer).ok().flatten()? {
        Found::Text(text) | Found::Other(text) => Some(text),
    }
}

/// What a status means where the spec says nothing.
fn usual_kind(status: u16) -> ErrorKind {
    match status {
        400 | 413 | 414 | 415 | 422 => ErrorKind::Invalid,
        401 => ErrorKind::Auth,
        403 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        418 | 429 => ErrorKind::RateLimit,
        503 => ErrorKind::Maintenance,
        500.. => ErrorKind::Internal,
        _ => ErrorKind::Other,
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, mut rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(before) else {
        return false;
    };
    while let Some((part, more)) = rest.split_once('*') {
        match text.find(part) {
            Some(at) => text = text.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
        rest = more;
    }
    text.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_codes() {
        for (pattern, text) in [
            ("a", "a"),
            ("*", ""),
            ("*", "x"),
            ("*.no", "a.no"),
            ("a.*", "a."),
            ("a*c*e", "abcde"),
            ("*b*", "abc"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("a", "b"),
            ("a*", "b"),
            ("*.no", "no"),
            ("a*a", "a"),
            ("a*c*e", "ace1"),
            ("", "x"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
