//! Opening sessions: the call that requests the values, and what is kept of its response.

use crate::signing::inputs::{RequestSpec, SessionValues, SigningInputs};
use crate::signing::plan::{Expires, KeepFrom, PathSegment, Session};
use crate::signing::run::scope::{Context, Scope, State};
use crate::signing::signer::Signer;
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::as_text::text_of;
use crate::value::blank::is_blank;
use crate::value::json_parse;
use crate::value::types::Value;
use jiff::fmt::rfc2822::DateTimeParser;
use std::borrow::Cow;

/// The values kept from the response to a session's call.
#[derive(Clone)]
#[non_exhaustive]
pub struct SessionUpdate {
    /// Values by name, for [`SessionValues::set`].
    pub values: Vec<(String, Value<'static>)>,
    /// When they expire; `None`: the response does not tell.
    pub ends: Option<Expiry>,
}

/// Shows names only: the values are secret.
impl std::fmt::Debug for SessionUpdate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.values.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("SessionUpdate")
            .field("values", &names)
            .field("ends", &self.ends)
            .finish()
    }
}

/// When a session expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expiry {
    /// This many seconds after the response.
    After(u64),
    /// At this time, in seconds since 1970.
    At(i64),
}

impl Signer {
    /// The call that opens a session. It is signed like any other call, by the plan of its section.
    ///
    /// # Errors
    /// There is no such session, the user supplies its values, a secret that it reads is not given, or a parameter cannot be computed.
    pub fn session_call(
        &self,
        session: u16,
        inputs: &SigningInputs,
    ) -> Result<RequestSpec<'static>, SigningError> {
        let declared = self.session(session)?;
        let Some(open) = &declared.call else {
            return Err(SigningError::new(
                SigningErrorKind::Session(session),
                format!(
                    "the session `{}` is not opened by a call: its values must be set by the user",
                    declared.name
                ),
            ));
        };
        let given = SessionValues::new();
        let node = self.entries(&open.params)?;
        let context = Context {
            cache: None,
            ..self.context(inputs, &given)
        };
        let state = State::new();
        let scope = Scope {
            context: Some(&context),
            call: None,
            state: &state,
        };
        let params = scope.eval(&node, None)?.into_owned();
        Ok(RequestSpec {
            section: open.section,
            method: Cow::Owned(open.method.to_string()),
            path: Cow::Owned(open.path.to_string()),
            params: params.into(),
            ..RequestSpec::default()
        })
    }

    /// Reads the values to keep from the response to a session's call.
    ///
    /// # Errors
    /// A value to keep is missing from the response, or is an empty text.
    pub fn keep(
        &self,
        session: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<SessionUpdate, SigningError> {
        let declared = self.session(session)?;
        let response = ResponseKind {
            headers,
            body: json_parse::parse(body).map_err(SigningError::from),
        };
        let mut values = Vec::with_capacity(declared.keep.len());
        for keep in declared.keep.iter() {
            let value = response.text(&keep.from)?.filter(|text| !is_blank(text));
            let value = value.ok_or_else(|| {
                SigningError::new(
                    SigningErrorKind::Session(session),
                    format!("the response has no value for `session.{}`", keep.name),
                )
            })?;
            values.push((keep.name.to_string(), Value::from(value)));
        }
        let ends = match &declared.expires {
            Expires::Never => None,
            Expires::After(seconds) => Some(Expiry::After(*seconds)),
            Expires::In(KeepFrom::Cookie(name)) => response.cookie_end(name),
            Expires::In(from) => response.text(from)?.and_then(|text| seconds(&text)),
        };
        Ok(SessionUpdate { values, ends })
    }

    fn session(&self, session: u16) -> Result<&Session, SigningError> {
        self.scheme()
            .sessions
            .get(usize::from(session))
            .ok_or_else(|| {
                SigningError::new(SigningErrorKind::Scheme, "unknown session of the scheme")
            })
    }
}

/// A response to be read.
struct ResponseKind<'r> {
    headers: &'r [(&'r str, &'r str)],
    body: Result<Value<'static>, SigningError>,
}

impl<'r> ResponseKind<'r> {
    fn text(&self, from: &KeepFrom) -> Result<Option<String>, SigningError> {
        match from {
            KeepFrom::Body(segments) => {
                let mut value = self.body.as_ref().map_err(Clone::clone)?;
                for segment in segments.iter() {
                    let next = match (segment, value) {
                        (PathSegment::Name(name), value) => value.get(name),
                        (PathSegment::Index(at), Value::List(list)) => {
                            usize::try_from(*at).ok().and_then(|at| list.get(at))
                        }
                        (PathSegment::Index(_), _) => None,
                    };
                    match next {
                        Some(next) => value = next,
                        None => return Ok(None),
                    }
                }
                match value {
                    Value::Null | Value::Absent => Ok(None),
                    value => Ok(Some(text_of(value)?.into_owned())),
                }
            }
            KeepFrom::Header(name) => Ok(self
                .headers
                .iter()
                .find(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, value)| (*value).to_owned())),
            KeepFrom::Cookie(name) => Ok(self.cookie(name).map(|(value, _)| value.to_owned())),
            KeepFrom::GivenText | KeepFrom::GivenJson => Ok(None),
        }
    }

    /// Value and attributes of a cookie. If several have that name, the last one counts.
    fn cookie(&self, name: &str) -> Option<(&'r str, &'r str)> {
        self.headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, cookie)| {
                let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
                let (n, value) = pair.split_once('=')?;
                (n.trim() == name).then_some((value.trim(), attributes))
            })
            .next_back()
    }

    fn cookie_end(&self, name: &str) -> Option<Expiry> {
        let (_, attributes) = self.cookie(name)?;
        let attribute = |wanted: &str| {
            attributes.split(';').find_map(|attribute| {
                let (name, value) = attribute.split_once('=')?;
                name.trim()
                    .eq_ignore_ascii_case(wanted)
                    .then(|| value.trim())
            })
        };
        // `Max-Age` takes precedence over `Expires` (RFC 6265).
        if let Some(end) = attribute("max-age").and_then(seconds) {
            return Some(end);
        }
        let date = attribute("expires")?.replace('-', " ");
        let time = DateTimeParser::new().parse_timestamp(&date).ok()?;
        Some(Expiry::At(time.as_second()))
    }
}

/// Seconds, truncated to an integer. Negative values mean: already expired.
fn seconds(text: &str) -> Option<Expiry> {
    let whole = text.split('.').next().unwrap_or_default();
    match whole.strip_prefix('-') {
        Some(_) => Some(Expiry::After(0)),
        None => whole.parse().ok().map(Expiry::After),
    }
}
