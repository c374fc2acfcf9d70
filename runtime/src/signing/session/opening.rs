//! Opening sessions: the call that requests the values, and what is kept of its response.

use super::session_update::{Expiry, SessionResponse, seconds};
use crate::signing::inputs::{RequestSpec, SessionValues, SigningInputs};
use crate::signing::plan::{Expires, KeepFrom, Session};
use crate::signing::run::scope::{Context, Scope, State};
use crate::signing::signer::Signer;
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::blank::is_blank;
use crate::value::json_parse;
use crate::value::types::Value;
use std::borrow::Cow;

/// The values kept from the response to a session's call.
#[derive(Clone)]
#[non_exhaustive]
pub struct SessionUpdate {
    /// Values by name, for [`SessionValues::set`].
    pub values: Vec<(String, Value<'static>)>,
    /// When they expire; `None`: the response does not say.
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
        let response = SessionResponse {
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
