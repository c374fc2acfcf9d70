//! Evaluates plans in reverse: checks whether a received request is the one that the plan produces.

mod active_steps;
mod check;
mod compare;
mod delivery;
mod direct;
mod explain;
mod learn;
mod placements;
mod received;
mod sources;
mod state;
mod verifier;

use super::error::{SigningError, SigningErrorKind};
use super::inputs::SessionValues;
use super::json::{self, ANY};
use super::plan::{PathEncode, Position, Str};
use super::prepared::Prepared;
use super::request_init::{HOLE, place_of, way};
use super::signer::Signer;
use super::specialize;
use super::value::{Members, Value};
pub(super) use check::is_ignored;
pub(crate) use delivery::Delivery;
pub use delivery::DeliveryLimits;
pub use explain::{Compared, WebhookSteps};
use received::{Content, Pairs};
use std::fmt;
use verifier::{Route, Verifier};

/// A received request whose route is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceivedRequest<'a> {
    /// The section, as its index in the scheme.
    pub section: u16,
    /// Method in upper case.
    pub method: &'a str,
    /// The call's own path with unfilled names: the template of the route.
    pub endpoint: &'a str,
    /// Path after the base, as received.
    pub path: &'a str,
    /// How values are encoded in the path, by name. Other names use the encoding of the section.
    pub path_encode: &'a [(&'a str, PathEncode)],
    /// Query as received, without `?`; `None`: there was no `?`.
    pub query: Option<&'a str>,
    /// Headers as received.
    pub headers: &'a [(&'a str, &'a str)],
    /// The bytes of the body.
    pub body: &'a [u8],
    /// Base URL, if it is not the section's.
    pub base: Option<&'a str>,
}

/// What a verified request revealed. The caller applies the policies for clock and nonce.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct VerifiedRequest {
    /// Time of the request in nanoseconds since 1970.
    pub clock_ns: Option<i128>,
    /// Its nonce.
    pub nonce: Option<i128>,
    /// Its UUID.
    pub uuid: Option<String>,
    /// Its random bytes.
    pub random: Option<[u8; 16]>,
    /// The caller's parameters, including those of the path. Absent for a delivery, which is decoded from its bytes.
    pub params: Value<'static>,
}

/// What is wrong with a received request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyErrorKind {
    /// Something that the plan places is missing.
    Missing,
    /// Something differs from what the plan produces.
    Different,
    /// The request cannot be read, or is ambiguous: a header or member occurs twice.
    Unreadable,
    /// A delivery is larger than [`DeliveryLimits`] allow.
    TooLarge,
    /// The plan signs an input that it never sends, so it cannot be verified.
    Unverifiable,
    /// The plan could not be computed.
    Signing,
    /// Nothing was checked: a secret that the plan reads is not given or is empty, or the plan uses no secret at all. This says nothing
    /// about the origin of the request.
    Configuration,
}

/// Why a request was refused. Contains neither secrets nor expected values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    kind: VerifyErrorKind,
    /// What the plan belongs to, and its name.
    plan: Option<(&'static str, Str)>,
    step: Box<str>,
    position: Option<Position>,
    name: Box<str>,
    message: String,
}

impl VerifyError {
    pub(super) fn new(
        kind: VerifyErrorKind,
        at: Option<(&str, Position)>,
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            plan: None,
            step: at.map_or_else(Box::default, |(step, _)| step.into()),
            position: at.map(|(_, position)| position),
            name: name.into().into(),
            message: message.into(),
        }
    }

    /// Adds the plan, which is `what` with this name.
    pub(super) fn of(mut self, what: &'static str, name: &Str) -> Self {
        self.plan = Some((what, name.clone()));
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> VerifyErrorKind {
        self.kind
    }

    /// The step that expected something else: `3`, `4.then.1`; empty if no step is responsible.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The position in its plan of the header or member.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The name of the header or member.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.step.is_empty() {
            write!(f, " (step {}", self.step)?;
            if let Some((what, name)) = &self.plan {
                write!(f, " of {what} `{name}`")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for VerifyError {}

impl From<SigningError> for VerifyError {
    fn from(error: SigningError) -> Self {
        let kind = match error.kind() {
            SigningErrorKind::Credential
            | SigningErrorKind::Setting
            | SigningErrorKind::Feature
            | SigningErrorKind::Scheme => VerifyErrorKind::Configuration,
            SigningErrorKind::Session(_) | SigningErrorKind::Path | SigningErrorKind::Value => {
                VerifyErrorKind::Signing
            }
        };
        Self {
            kind,
            plan: None,
            step: Box::default(),
            position: error.position(),
            name: error.name().unwrap_or_default().into(),
            message: error.to_string(),
        }
    }
}

fn unreadable(message: &str) -> VerifyError {
    VerifyError::new(VerifyErrorKind::Unreadable, None, "body", message)
}

impl Signer {
    /// Verifies a received request against the plan of its section. Comparisons that depend on secrets take constant time.
    ///
    /// # Errors
    /// Names the step whose value is missing or different.
    pub fn verify(
        &self,
        received: &ReceivedRequest<'_>,
        session: &SessionValues,
    ) -> Result<VerifiedRequest, VerifyError> {
        let section = self.section(received.section)?;
        let body = text_in(received.body)?;
        let route = Route {
            section: &section.name,
            base: received.base.unwrap_or(&section.base),
            method: received.method,
            endpoint: received
                .endpoint
                .strip_prefix('/')
                .unwrap_or(received.endpoint),
            section_path: &section.path,
            path: received.path,
            path_encode: section.path_encode,
            path_encodes: received.path_encode,
            query: received.query,
            headers: received.headers,
            place: place_of(section, received.method),
            encoder: &section.encode,
            send_empty: &section.send_empty,
            webhook: None,
        };
        let Some(plan) = self.prepared(section) else {
            return Ok(VerifiedRequest::default());
        };
        plan.ready()?;
        let content = read_body(body, &route);
        let values = path_values(&route, plan)?;
        let mut verifier = Verifier::new(self, route, plan, content, session);
        verifier.path_values = values;
        verifier.run().map_err(|error| error.of("plan", &plan.name))
    }
}

/// The text of a body.
fn text_in(body: &[u8]) -> Result<&str, VerifyError> {
    std::str::from_utf8(body).map_err(|_| unreadable("the body is no UTF-8"))
}

/// Parses the body of a request as the kind in which it was received.
fn read_body<'r>(body: &'r str, route: &Route<'_>) -> Content<'r> {
    let kind = route
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map_or("", |(_, value)| *value)
        .to_ascii_lowercase();
    if body.is_empty() {
        return Content::None;
    }
    let form = || Content::Form(Pairs::read(body, route.encoder, true));
    let json = || json::parse_within(body, ANY).map(|value| Content::Json(body, value));
    // Content types are unreliable (some providers require the JSON type on forms): the format that parses is used.
    let looks_json = body.starts_with(['{', '[']);
    match json() {
        Ok(content) if looks_json => content,
        _ if kind.contains("form") || (body.contains('=') && !looks_json) => form(),
        Ok(content) => content,
        Err(_) => Content::Text(body),
    }
}

/// Values of the call's own path, decoded. A path that does not match its template gives none: a step may have replaced it.
fn path_values(route: &Route<'_>, plan: &Prepared) -> Result<Members<'static>, VerifyError> {
    use super::path::{Piece, decode, pieces};
    let mut values = Members::new();
    if !route.section_path.contains(HOLE) {
        return Ok(values);
    }
    let replaced = specialize::sets_path(&plan.steps);
    let own: Vec<&str> = pieces(route.endpoint)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
        .collect();
    let whole = route.section_path.replace(HOLE, route.endpoint);
    let mut keep = |name: &str, text: &str| {
        // Other braces in the section's path are filled by a step.
        if !own.contains(&name) {
            return Ok(());
        }
        let encode = way(route.path_encode, route.path_encodes, name);
        let Some(value) = decode(text, encode) else {
            if replaced {
                return Ok(());
            }
            return Err(VerifyError::new(
                VerifyErrorKind::Unreadable,
                None,
                name,
                format!("the value of `{name}` in the path is not encoded as it should be"),
            ));
        };
        values.push((name.to_owned().into(), Value::from(value)));
        Ok(())
    };
    let (mut rest, mut open) = (route.path, None::<&str>);
    let mut pieces = pieces(&whole).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let text = match piece {
            Piece::Name(name) => {
                open = Some(name);
                continue;
            }
            Piece::Text("") => continue,
            Piece::Text(text) => text,
        };
        // The fixed text at the end of the path is searched from the end: values of several segments may contain the same text.
        let split = match pieces.peek() {
            None => rest.strip_suffix(text).map(|before| (before, "")),
            Some(_) => rest.split_once(text),
        };
        let Some((before, after)) = split else {
            return Ok(values);
        };
        if let Some(name) = open.take() {
            keep(name, before)?;
        }
        rest = after;
    }
    if let Some(name) = open {
        keep(name, rest)?;
    }
    Ok(values)
}
