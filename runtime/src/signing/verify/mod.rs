//! Reading plans backwards: whether a request that arrived is what the plan makes.

mod arrived;
mod check;
mod compare;
mod course;
mod delivery;
mod direct;
mod learn;
mod sites;
mod sources;
mod state;
mod verifier;

use super::begin::place_of;
use super::call::SessionValues;
use super::error::SigningError;
use super::json::{self, ANY};
use super::prepare::not_given;
use super::signer::Signer;
use super::value::{Members, Value};
use arrived::{Content, Pairs};
pub(crate) use delivery::Delivery;
pub use delivery::DeliveryLimits;
use std::fmt;
use verifier::{Route, Verifier};

/// A request that arrived; its route is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrived<'a> {
    /// The section, by its place in the scheme.
    pub section: u16,
    /// Method in capitals.
    pub method: &'a str,
    /// The call's own path, unfilled: the route's template.
    pub endpoint: &'a str,
    /// Path after the base, as it arrived.
    pub path: &'a str,
    /// Query as it arrived, without `?`; none: there was no `?`.
    pub query: Option<&'a str>,
    /// Headers as they arrived.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body's bytes.
    pub body: &'a [u8],
    /// Base other than the section's.
    pub base: Option<&'a str>,
}

/// What a verified request told. Policies of clock and nonce are the caller's to apply.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Learnt {
    /// Time of the request in nanoseconds since 1970.
    pub clock_ns: Option<i128>,
    /// Its nonce.
    pub nonce: Option<i128>,
    /// Its UUID.
    pub uuid: Option<String>,
    /// Its random bytes.
    pub random: Option<[u8; 16]>,
    /// The caller's parameters, those of the path too. Of a delivery absent: it is read from its bytes.
    pub params: Value<'static>,
}

/// What is wrong with a request that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyErrorKind {
    /// Something that the plan places is missing.
    Missing,
    /// Something is not what the plan makes.
    Different,
    /// The request cannot be read, or in two ways: a header or member stands twice.
    Unreadable,
    /// A delivery is larger than [`DeliveryLimits`] allow.
    TooLarge,
    /// The plan signs a source that it never sends, so it cannot be verified.
    Unverifiable,
    /// The plan could not be computed.
    Signing,
}

/// Why a request was refused. Holds no secret, nor what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    kind: VerifyErrorKind,
    step: String,
    line: u32,
    name: String,
    message: String,
}

impl VerifyError {
    pub(super) fn new(
        kind: VerifyErrorKind,
        (step, line): (&str, u32),
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            step: step.to_owned(),
            line,
            name: name.into(),
            message: message.into(),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> VerifyErrorKind {
        self.kind
    }

    /// The step that expected something else: `3`, `4.then.1`; empty where no step is at fault.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.step
    }

    /// Its line in the spec.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
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
            if self.line > 0 {
                write!(f, ", line {} of the spec", self.line)?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for VerifyError {}

impl From<SigningError> for VerifyError {
    fn from(error: SigningError) -> Self {
        Self {
            kind: VerifyErrorKind::Signing,
            step: String::new(),
            line: error.line().unwrap_or(0),
            name: error.name().unwrap_or_default().to_owned(),
            message: error.to_string(),
        }
    }
}

fn unreadable(message: &str) -> VerifyError {
    VerifyError::new(VerifyErrorKind::Unreadable, ("", 0), "body", message)
}

impl Signer {
    /// Verifies a request that arrived against the plan of its section, in constant time where secrets decide.
    ///
    /// # Errors
    /// Names the step whose value is missing or different.
    pub fn verify(
        &self,
        arrived: &Arrived<'_>,
        session: &SessionValues,
    ) -> Result<Learnt, VerifyError> {
        let section = self.section(arrived.section)?;
        let body = text_in(arrived.body)?;
        let route = Route {
            section: &section.name,
            base: arrived.base.unwrap_or(&section.base),
            method: arrived.method,
            endpoint: arrived
                .endpoint
                .strip_prefix('/')
                .unwrap_or(arrived.endpoint),
            section_path: &section.path,
            path: arrived.path,
            query: arrived.query,
            headers: arrived.headers,
            place: place_of(section, arrived.method),
            encoder: &section.encode,
            send_empty: &section.send_empty,
            webhook: None,
        };
        let Some(plan) = self.prepared(section) else {
            return Ok(Learnt::default());
        };
        if let Some(name) = &plan.missing {
            return Err(not_given(name).into());
        }
        let content = read_body(body, &route);
        Verifier::new(self, route, plan, content, session).run()
    }
}

/// The text of a body.
fn text_in(body: &[u8]) -> Result<&str, VerifyError> {
    std::str::from_utf8(body).map_err(|_| unreadable("the body is no UTF-8"))
}

/// Reads the body of a request in the kind it came in.
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
    // Content types lie (some providers want one of JSON on forms): what parses counts.
    let looks_json = body.starts_with(['{', '[']);
    match json() {
        Ok(content) if looks_json => content,
        _ if kind.contains("form") || (body.contains('=') && !looks_json) => form(),
        Ok(content) => content,
        Err(_) => Content::Text(body),
    }
}

/// Values of the path, by the template.
fn path_values(template: &str, path: &str) -> Members<'static> {
    use super::path::{Piece, pieces};
    let (mut values, mut rest) = (Members::new(), path);
    let mut open: Option<&str> = None;
    for piece in pieces(template) {
        match piece {
            Piece::Name(name) => open = Some(name),
            Piece::Text("") => {}
            Piece::Text(text) => {
                let Some((before, after)) = rest.split_once(text) else {
                    return values;
                };
                if let Some(name) = open.take() {
                    values.push((name.to_owned().into(), Value::from(before.to_owned())));
                }
                rest = after;
            }
        }
    }
    if let Some(name) = open {
        values.push((name.to_owned().into(), Value::from(rest.to_owned())));
    }
    values
}
