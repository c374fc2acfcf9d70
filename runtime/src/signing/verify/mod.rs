//! Evaluates plans in reverse: checks whether a received request is the one that the plan produces.

mod active_steps;
mod another_signature;
mod by_steps;
mod check_request;
mod compare;
mod delivery;
mod direct_delivery;
mod placements;
#[cfg(feature = "testing")]
pub(crate) mod provider_side;
mod received;
mod recover_inputs;
mod request_at_step;
mod sources;
mod verifier;
mod verify_error;
mod webhook_steps;

use super::inputs::{Explained, SessionValues};
use super::plan::{PATH_PLACEHOLDER, PathEncode, Section};
use super::prepared::Prepared;
use super::run::trace::Trace;
use super::signer::Signer;
use crate::value::json_parse;
use crate::value::json_parse::ANY;
use crate::value::types::{Members, Value};
use received::{Content, Pairs};
use std::cell::RefCell;
use verifier::{Route, Verifier};
use verify_error::unreadable;
pub use verify_error::{VerifyError, VerifyErrorKind};
pub use webhook_steps::{Compared, WebhookSteps};

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
    /// The members of the query that no step of the plan added; absent, if there was none.
    pub query: Value<'static>,
    /// The values of the names in the path, decoded. They are also among [`Self::params`], unless these are a list.
    pub path_values: Vec<(String, String)>,
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
        match self.prepared(section) {
            Some(plan) => self.verify_by(plan, section, received, session, None).0,
            None => {
                let unsigned = Prepared::of_no_steps();
                self.verify_by(&unsigned, section, received, session, None)
                    .0
            }
        }
    }

    /// The same as [`Signer::verify`], plus the values that each step computed from what was received, for the owner of the secret: **the
    /// signature that was expected is among them**, so they must never reach the sender. Secrets are masked, and so is what functions compute
    /// from the secret parameters with these names. The plan runs until the first value that differs.
    pub fn explain_received(
        &self,
        received: &ReceivedRequest<'_>,
        session: &SessionValues,
        secret_params: &[&str],
    ) -> (Result<VerifiedRequest, VerifyError>, Vec<Explained>) {
        let prepared = self.section(received.section).and_then(|section| {
            let plan = section
                .plan
                .and_then(|plan| self.scheme().plans.get(usize::from(plan)));
            let plan = plan.map(|plan| self.unfolded(plan)).transpose()?;
            Ok((section, plan.unwrap_or_else(Prepared::of_no_steps)))
        });
        match prepared {
            Ok((section, plan)) => {
                let trace = Trace::new(self.scheme(), false, secret_params);
                self.verify_by(&plan, section, received, session, Some(trace))
            }
            Err(error) => (Err(error.into()), Vec::new()),
        }
    }

    fn verify_by(
        &self,
        plan: &Prepared,
        section: &Section,
        received: &ReceivedRequest<'_>,
        session: &SessionValues,
        trace: Option<Trace>,
    ) -> (Result<VerifiedRequest, VerifyError>, Vec<Explained>) {
        let route = Route::of_request(section, received);
        let start = || {
            plan.ready()?;
            let content = read_body(text_in(received.body)?, &route);
            let values = path_values(&route, plan)?;
            Ok((content, values))
        };
        let (content, values) = match start() {
            Ok(started) => started,
            Err(error) => return (Err(error), Vec::new()),
        };
        let mut verifier = Verifier::new(self, route, plan, content, session);
        verifier.path_values = values;
        verifier.trace = RefCell::new(trace);
        let verified = verifier
            .verify()
            .map_err(|error| error.of("plan", &plan.name));
        let trace = verifier.trace.into_inner();
        (verified, trace.map(Trace::into_entries).unwrap_or_default())
    }
}

/// The text of a body.
fn text_in(body: &[u8]) -> Result<&str, VerifyError> {
    std::str::from_utf8(body).map_err(|_| unreadable("the body is not UTF-8"))
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
    let json = || json_parse::parse_within(body, ANY).map(|value| Content::Json(body, value));
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
    use super::url::path_values::{Piece, decode, pieces};
    let mut values = Members::new();
    if !route.section_path.contains(PATH_PLACEHOLDER) || !route.endpoint.contains('{') {
        return Ok(values);
    }
    let replaced = plan.sets_path();
    let own: Vec<&str> = pieces(route.endpoint)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
        .collect();
    let whole = route.section_path.replace(PATH_PLACEHOLDER, route.endpoint);
    let mut keep = |name: &str, text: &str| {
        // Other braces in the section's path are filled by a step.
        if !own.contains(&name) {
            return Ok(());
        }
        let encode = route.path_encode.of_name(route.path_encodes, name);
        let Some(value) = decode(text, encode) else {
            if replaced {
                return Ok(());
            }
            return Err(VerifyError::new(
                VerifyErrorKind::Unreadable,
                None,
                name,
                format!("the value of `{name}` in the path is not encoded correctly"),
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
