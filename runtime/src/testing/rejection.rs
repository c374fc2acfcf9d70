//! Refusals by a provider, made from the rules of its spec: which response says this error code?

use crate::core::{Core, is_in_doubt, usual_kind};
use crate::provider::{Envelope, Literal, ResponsePath, ResponseTest, matches_pattern};
use crate::signing::SessionValues;
use crate::signing::plan::PathSegment;
use crate::transport::{TransportError, TransportFailure, TransportRequest, TransportResponse};
use crate::{Error, ErrorKind, Json, Map, Operation, Outcome};

/// The message of a refusal.
const MESSAGE: &str = "refused by the test";

/// A refusal with an error code: a response for each envelope of the provider that can say it.
#[derive(Clone)]
pub(super) struct Rejection {
    code: String,
    by_envelope: Vec<(Option<u16>, TransportResponse)>,
}

impl Rejection {
    /// # Errors
    /// There is no response that the client understands as a refusal with this code.
    pub(super) fn of(core: &Core, code: &str) -> Result<Self, Error> {
        let count = u16::try_from(core.provider().envelopes.len()).unwrap_or(u16::MAX);
        let envelopes = std::iter::once(None).chain((0..count).map(Some));
        let by_envelope: Vec<_> = envelopes
            .filter_map(|envelope| Some((envelope, response_for(core, envelope, code)?)))
            .collect();
        match by_envelope.is_empty() {
            false => Ok(Self {
                code: code.to_owned(),
                by_envelope,
            }),
            true => Err(Error::configuration(format!(
                "no response with the error code `{code}` is a refusal by the rules of this provider's spec: give the response itself, with `Reply::json`"
            ))),
        }
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn responses_mut(&mut self) -> impl Iterator<Item = &mut TransportResponse> {
        self.by_envelope.iter_mut().map(|(_, response)| response)
    }

    /// The response to a request.
    ///
    /// # Errors
    /// The envelope of its operation has no form for it.
    pub(super) fn to(
        &self,
        request: &TransportRequest,
    ) -> Result<TransportResponse, TransportError> {
        let mut all = self.by_envelope.iter();
        let found = all.find(|(envelope, _)| *envelope == request.envelope);
        found.map(|(_, response)| response.clone()).ok_or_else(|| {
            TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(format!(
                "no response to `{}` with the error code `{}` is a refusal by the rules of the spec: give the response itself, with `Reply::json`",
                request.operation, self.code
            ))
        })
    }
}

/// The first response that the client reads as a refusal with this code.
fn response_for(core: &Core, envelope: Option<u16>, code: &str) -> Option<TransportResponse> {
    let operation = match envelope {
        Some(envelope) => Operation::new("rejection", "POST", "").envelope(envelope),
        None => Operation::new("rejection", "POST", "").no_envelope(),
    };
    let rules = core.0.rules(&operation);
    let mut codes = rules.both().flat_map(|rules| rules.codes.iter());
    let kind = codes.find(|(pattern, _)| matches_pattern(pattern, code));
    let kind = kind.map(|(_, kind)| *kind);
    let envelope = envelope.and_then(|at| core.provider().envelopes.get(usize::from(at)));
    let statuses = statuses(
        envelope,
        rules.both().flat_map(|rules| rules.status.iter()),
        kind,
    );
    let messages = [rules.message().first(), None];
    for place in rules.code() {
        for value in [Json::Text(code.to_owned()), number(code)] {
            for (status, message) in statuses.iter().flat_map(|s| messages.map(|m| (*s, m))) {
                let response = response(envelope, place, &value, message, status);
                if is_refusal(core, &operation, response.clone(), code, kind) {
                    return Some(response);
                }
            }
        }
    }
    None
}

/// A code as a number, if it can be one.
fn number(code: &str) -> Json {
    match Json::parse(code.as_bytes()) {
        Ok(number @ Json::Number(_)) => number,
        _ => Json::Text(code.to_owned()),
    }
}

/// Whether the client reads a response as a refusal with this code and kind.
fn is_refusal(
    core: &Core,
    operation: &Operation<'_>,
    response: TransportResponse,
    code: &str,
    kind: Option<ErrorKind>,
) -> bool {
    let Err(error) = core.0.classify(operation, response, &SessionValues::new()) else {
        return false;
    };
    let fits = kind.is_none_or(|kind| error.kind() == kind);
    let refused = error.outcome() == Outcome::Rejected || kind.is_some_and(is_in_doubt);
    error.code() == Some(code) && fits && refused
}

/// The statuses to try, the likeliest first: providers whose envelope tells success and failure apart mostly answer with 200.
fn statuses<'a>(
    envelope: Option<&Envelope>,
    declared: impl Iterator<Item = &'a (u16, ErrorKind)>,
    kind: Option<ErrorKind>,
) -> Vec<u16> {
    let speaks = envelope.is_some_and(|envelope| {
        let mut tests = envelope.ok.iter().flat_map(|group| group.iter());
        tests.any(|test| matches!(test.path(), ResponsePath::Body(_)))
    });
    let mut all: Vec<u16> = if speaks { vec![200] } else { Vec::new() };
    let declared = declared.filter(|(_, known)| Some(*known) == kind);
    all.extend(declared.map(|(status, _)| *status));
    let usual = [401, 403, 404, 409, 429, 500, 503];
    all.extend(
        usual
            .into_iter()
            .filter(|status| Some(usual_kind(*status)) == kind),
    );
    all.extend([400, 500, 200]);
    all
}

/// A response with the code and the message at these places, in an envelope that says failure.
fn response(
    envelope: Option<&Envelope>,
    place: &ResponsePath,
    code: &Json,
    message: Option<&ResponsePath>,
    status: u16,
) -> TransportResponse {
    let mut response = TransportResponse {
        status,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Vec::new(),
    };
    let mut body = Json::Object(Map::default());
    let groups = envelope.into_iter().flat_map(|envelope| envelope.ok.iter());
    for test in groups.filter_map(|group| group.first()) {
        if let (ResponsePath::Body(path), Some(value)) = (test.path(), failing(test)) {
            set(&mut body, path, value);
        }
    }
    let texts = [
        (message, Json::Text(MESSAGE.to_owned())),
        (Some(place), code.clone()),
    ];
    for (place, value) in texts {
        match place {
            Some(ResponsePath::Body(path)) => set(&mut body, path, value),
            Some(ResponsePath::Header(name)) => {
                let text = value.as_str().map(str::to_owned);
                let text = text.unwrap_or_else(|| value.to_string());
                response.headers.push((name.clone().into_owned(), text));
            }
            Some(ResponsePath::Status) => {
                let text = value.as_number().or(value.as_str());
                response.status = text.and_then(|text| text.parse().ok()).unwrap_or(status);
            }
            None => {}
        }
    }
    response.body = body.to_string().into_bytes();
    response
}

/// A value with which a test of success fails. `None`: it fails if there is none.
fn failing(test: &ResponseTest) -> Option<Json> {
    let (literals, equal) = match test {
        ResponseTest::In(_, literals, equal) => (literals, *equal),
        ResponseTest::Absent(_, absent) => return absent.then(|| Json::Text(MESSAGE.to_owned())),
    };
    if !equal {
        return literals.first().map(json_of);
    }
    let others = match literals.first()? {
        Literal::Bool(value) => vec![Json::Bool(!value)],
        Literal::Number(_) => vec![number("1"), number("0"), number("-1"), number("2")],
        Literal::Text(_) => vec![
            Json::Text("error".to_owned()),
            Json::Text(MESSAGE.to_owned()),
        ],
    };
    let mut others = others.into_iter();
    others.find(|other| !literals.iter().any(|literal| json_of(literal) == *other))
}

fn json_of(literal: &Literal) -> Json {
    match literal {
        Literal::Text(text) => Json::Text(text.clone().into_owned()),
        Literal::Number(digits) => number(digits),
        Literal::Bool(value) => Json::Bool(*value),
    }
}

/// Sets the value at a path, and makes what is missing on the way.
fn set(target: &mut Json, path: &[PathSegment], value: Json) {
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
                set(member, rest, value);
            }
        }
        PathSegment::Index(index) => {
            if !matches!(target, Json::List(_)) {
                *target = Json::List(Vec::new());
            }
            let Json::List(list) = target else { return };
            let index = *index as usize;
            while list.len() <= index.min(64) {
                list.push(Json::Null);
            }
            if let Some(element) = list.get_mut(index) {
                set(element, rest, value);
            }
        }
    }
}
