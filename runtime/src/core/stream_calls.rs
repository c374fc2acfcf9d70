//! What a stream needs of a client: signed frames and upgrades, sessions, and where its server is.

use super::attempt::Way;
use super::bases::{Bases, path_of};
use super::deadline::Deadline;
use super::limiter::Reports;
use super::request::signing_inputs;
use super::{Inner, build_call};
use crate::provider::Provider;
use crate::signing::{RequestSpec, SessionValues, SignedRequest, Value};
use crate::{Error, Json, Operation, Timestamp};
use bytes::Bytes;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// Where streams are.
pub(crate) enum StreamServer {
    /// Where the provider's spec says.
    Declared,
    /// On the user's own server.
    Given(String),
    /// Nowhere: the spec has no address for this environment.
    Unknown(String),
}

impl StreamServer {
    pub(super) fn of(bases: &Bases, provider: &Provider, environment: usize) -> Self {
        let chosen = provider.environments.get(environment);
        match (&bases.all, chosen) {
            (Some(base), _) => Self::Given(base.clone()),
            (None, Some(chosen)) if environment > 0 => Self::Unknown(chosen.name.to_string()),
            _ => Self::Declared,
        }
    }

    /// The address of a stream that the spec says is at `declared`.
    ///
    /// # Errors
    /// It is not known.
    pub(crate) fn address(&self, declared: &str) -> Result<String, Error> {
        match self {
            Self::Declared => Ok(declared.to_owned()),
            Self::Given(base) => {
                let server = base.trim_end_matches('/').replacen("http", "ws", 1);
                Ok(format!("{server}{}", path_of(declared)))
            }
            Self::Unknown(name) => Err(Error::configuration(format!(
                "the spec has no address of this stream in the environment `{name}`: give it to `url`",
            ))),
        }
    }
}

impl Inner {
    /// Signs a frame or an upgrade by the plan of `section`, with the clock and the nonce of this moment.
    ///
    /// # Errors
    /// A credential or session value is missing, or a value is not allowed where the plan uses it.
    pub(crate) async fn sign_for_stream(
        &self,
        section: u16,
        (method, path): (&str, &str),
        base: Option<&str>,
        params: Value<'static>,
    ) -> Result<SignedRequest<'static>, Error> {
        let none = super::Needs::default();
        let needs = self.needs(section).unwrap_or(&none);
        let (clock, _) = self.read_clock(needs).await?;
        let nonce = self.take_nonce(needs, &clock).await?;
        let inputs = signing_inputs(needs, clock, nonce)?;
        let call = RequestSpec {
            section,
            method: Cow::Borrowed(method),
            path: Cow::Borrowed(path),
            params: params.into(),
            base: base.or_else(|| self.base(section)),
            ..RequestSpec::default()
        };
        let session = self.known_sessions();
        Ok(self.signer.sign(&call, &inputs, &session)?.into_owned())
    }

    /// Signs an event by the plan of `section`, after opening the sessions that signing it turns out to need.
    ///
    /// # Errors
    /// As for [`Inner::sign_for_stream`]; a session cannot be opened. Nothing was sent.
    pub(crate) async fn sign_event(
        &self,
        section: u16,
        call: (&str, &str),
        params: &Value<'static>,
        timeout: Duration,
    ) -> Result<SignedRequest<'static>, Error> {
        let deadline = Deadline::new(timeout, &self.timer);
        let mut opened = 0;
        loop {
            let signed = self.sign_for_stream(section, call, None, params.clone());
            let signed = signed.await;
            let missing = signed.as_ref().err().and_then(Error::missing_session);
            match missing.filter(|index| self.opens_by_call(*index)) {
                // Each session is opened at most once.
                Some(index) if opened < self.provider.scheme.sessions.len() => {
                    opened += 1;
                    let reports = Reports::default();
                    self.open_session(index, &deadline, &reports).await?;
                }
                _ => return signed,
            }
        }
    }

    /// Opens these sessions anew, and returns all values that are known then.
    ///
    /// # Errors
    /// A session cannot be opened.
    pub(crate) async fn open_for_stream(
        &self,
        sessions: &[u16],
        timeout: Duration,
    ) -> Result<Arc<SessionValues>, Error> {
        let deadline = Deadline::new(timeout, &self.timer);
        for index in sessions {
            if self.opens_by_call(*index) {
                let reports = Reports::default();
                self.reopen_session(*index, &deadline, &reports).await?;
            }
        }
        Ok(self.known_sessions())
    }

    /// Makes a call of a stream, as any call of a client, and returns the data of its response, which is JSON.
    ///
    /// # Errors
    /// As for [`Core::run`](super::Core::run).
    pub(crate) async fn call_for_stream(
        &self,
        operation: &Operation<'_>,
        params: &Json,
    ) -> Result<Bytes, Error> {
        let built = build_call::build(operation, None, params, &[], self);
        let mut data = Bytes::new();
        self.call(operation, built, Way::AtOnce, &mut |success| {
            success.read(operation, &mut Json::Null)?;
            data = Bytes::copy_from_slice(success.bytes().0);
            Ok(())
        })
        .await?;
        Ok(data)
    }

    /// The time that a frame of this moment carries.
    pub(crate) fn stream_clock(&self) -> i128 {
        let policy = self.provider.clock.as_ref();
        self.offset.stamp(self.clock.now(), policy).as_nanos()
    }

    /// A frame, or another text of a stream, without the secrets of this client.
    pub(crate) fn masked_frame(&self, text: &str) -> String {
        self.mask.text(text, &self.known_sessions())
    }

    /// The local time.
    pub(crate) fn local_time(&self) -> Timestamp {
        self.clock.now()
    }

    /// Checks that an address is encrypted, or on this machine, or on a host that the user allows.
    ///
    /// # Errors
    /// It is neither.
    pub(crate) fn check_stream_address(&self, https: &str) -> Result<(), Error> {
        self.plain_http.check(https).map_err(Error::configuration)
    }

    /// How long a stream may take to begin.
    pub(crate) fn stream_timeout(&self) -> Duration {
        self.timeout.unwrap_or(super::call::TIMEOUT)
    }
}
