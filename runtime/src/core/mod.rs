//! The core of every generated client: one non-generic way to make a call.

mod answers;
mod attempt;
mod build_call;
mod builder;
mod classify;
mod deadline;
mod download;
mod endpoints;
mod fetched_keys;
mod key_sets;
mod markup;
pub(crate) mod mask;
mod multipart;
mod observe;
mod place_params;
mod raw;
mod rules;
mod session;
mod values;
mod verdict;

pub use answers::{ByStatus, WithHeaders};
pub use builder::CoreBuilder;
pub use download::Download;

use crate::clock::{self, Clock, Offset};
use crate::codec::{Decode, EncodeStruct, Problem};
use crate::future::BoxFuture;
use crate::observer::Observers;
use crate::provider::{Provider, ServerTime};
use crate::response::{RawResponse, SuccessfulResponse};
use crate::signing::{Needs, Signer, Value};
use crate::stores::{DedupStore, KeyLock, LimitStore, NonceStore};
use crate::transport::Transport;
use crate::{Error, Json, Operation, Upload};
use attempt::Way;
use build_call::Built;
use endpoints::Endpoints;
use key_sets::KeySets;
use mask::Mask;
use session::Sessions;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An untyped client: it signs, sends and classifies. Clones share all state.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) provider: Cow<'static, Provider>,
    pub(crate) signer: Signer,
    /// Signers of other credentials whose deliveries are accepted too.
    pub(crate) other_signers: Vec<Signer>,
    /// The inputs that each section's plan needs.
    needs: Vec<Needs>,
    /// The base URLs of the chosen environment, by section.
    bases: Vec<Option<String>>,
    /// Headers of all requests in the chosen environment.
    headers: Vec<(String, String)>,
    endpoints: Endpoints,
    transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    nonces: Arc<dyn NonceStore>,
    key_lock: Arc<dyn KeyLock>,
    #[expect(dead_code, reason = "the limiter will take from it")]
    limits: Arc<dyn LimitStore>,
    pub(crate) dedup: Arc<dyn DedupStore>,
    /// `None`: no observer was set, and nothing is prepared for one.
    observers: Option<Observers>,
    offset: Offset,
    sessions: Sessions,
    key_sets: KeySets,
    mask: Mask,
    /// Identifies provider and credentials without revealing them.
    pub(crate) key: String,
    timeout: Option<Duration>,
    limit: usize,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("provider", &self.0.provider.scheme.provider)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Starts to build a client of `provider`.
    pub fn builder(
        provider: impl Into<Cow<'static, Provider>>,
        credentials: crate::signing::Credentials,
    ) -> CoreBuilder {
        CoreBuilder::new(provider.into(), credentials)
    }

    /// The data of the provider: its environments, its rate limits, its error rules.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Calls `operation` and decodes its response.
    ///
    /// # Errors
    /// See [`Error::kind`] for what went wrong and [`Error::outcome`] for what happened to the call.
    pub async fn run<R: Decode>(
        &self,
        operation: &'static Operation<'static>,
        request: &dyn EncodeStruct,
    ) -> Result<R, Error> {
        let success = self.execute(operation, request, &[]).await?;
        let mut target = R::blank();
        self.read(operation, &success, &mut target)?;
        Ok(target)
    }

    /// Calls an operation with parameters of any shape and returns its data as JSON: for tools that read a spec at run time.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub async fn call(&self, operation: &Operation<'_>, params: &Json) -> Result<Json, Error> {
        let success = self.called(operation, params, Vec::new()).await?;
        let mut target = Json::Null;
        self.read(operation, &success, &mut target)?;
        Ok(target)
    }

    async fn called(
        &self,
        operation: &Operation<'_>,
        params: &Json,
        uploads: Vec<Upload>,
    ) -> Result<SuccessfulResponse, Error> {
        let built = build_call::build(operation, None, params, &[], &self.0);
        let built = built.map(|built| Built { uploads, ..built });
        self.0.execute_built(operation, built, Way::AtOnce).await
    }

    /// Calls any endpoint, whether the spec lists it or not, signed by the plan of `section`. Parameters fill the `{braces}` of `path` with
    /// their name.
    ///
    /// The response is returned unchanged, whatever its status: the caller decides what success looks like.
    ///
    /// # Errors
    /// There is no such section, the request cannot be signed, or there was no response.
    pub async fn raw(
        &self,
        section: &str,
        method: &str,
        path: &str,
        params: impl Into<Json>,
    ) -> Result<RawResponse, Error> {
        self.raw_call(section, method, path, &params.into()).await
    }

    async fn raw_call(
        &self,
        section: &str,
        method: &str,
        path: &str,
        params: &Json,
    ) -> Result<RawResponse, Error> {
        let sections = &self.0.provider.scheme.sections;
        let index = sections
            .iter()
            .position(|known| known.name == section)
            .and_then(|index| u16::try_from(index).ok());
        let Some(index) = index else {
            let known: Vec<&str> = sections
                .iter()
                .map(|section| section.name.as_ref())
                .collect();
            return Err(Error::request(format!(
                "unknown section `{section}`; the sections are {}",
                known.join(", ")
            )));
        };
        let mut operation = Operation::new("raw", method, path)
            .section(index)
            .no_envelope();
        if ["GET", "HEAD", "OPTIONS"]
            .iter()
            .any(|safe| safe.eq_ignore_ascii_case(method))
        {
            operation = operation.safe();
        }
        let outcome = match build_call::build(&operation, None, params, &[], &self.0) {
            Ok(call) => {
                let deadline = self.0.deadline(&operation);
                self.0
                    .limited(
                        &operation,
                        &deadline,
                        self.0.raw(&operation, &call, &deadline),
                    )
                    .await
            }
            Err(error) => Err(error),
        };
        outcome
            .map(RawResponse)
            .map_err(|error| self.0.describe_error(&operation, error))
    }

    /// Calls the operation that gives the provider's time, and corrects the timestamps of later requests by the difference between the two
    /// clocks. Returns how many microseconds the provider's clock is ahead of the local one; 0 if they differ by less than what the duration of
    /// the call leaves unknown. Other calls of the same operation correct them too.
    ///
    /// # Errors
    /// The call failed, its response gives no time, or [`ClockPolicy::server_time`](crate::ClockPolicy::server_time) does not name this
    /// operation. The correction then stays as it was.
    pub async fn sync_clock(&self, operation: &Operation<'_>) -> Result<i64, Error> {
        let policy = self.0.provider.clock.as_ref();
        let source = policy.and_then(|policy| policy.server_time.as_ref());
        let named = |source: &&ServerTime| source.operation.as_deref() == Some(operation.name);
        let Some(source) = source.filter(named) else {
            let why =
                "the provider's `clock` does not name this operation as the source of its time";
            return Err(self.0.describe_error(operation, Error::configuration(why)));
        };
        let built = build_call::build(operation, None, &(), &[], &self.0);
        let success = self.0.execute_built(operation, built, Way::AtOnce).await?;
        let text = classify::text_at(&source.at, &success.response);
        if text
            .and_then(|text| clock::parse(&text, source.unit))
            .is_none()
        {
            let problem = Problem::new(
                "expected the provider's time, found none that can be read",
                None,
            );
            return Err(self.misread(operation, &success, problem));
        }
        success.attempt.succeeded();
        Ok(self.0.offset.micros())
    }

    /// Makes a call, in one box so that its callers stay small. `set` replaces parameters.
    pub(crate) fn execute<'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
        set: &'a [(&'a str, Value<'static>)],
    ) -> BoxFuture<'a, Result<SuccessfulResponse, Error>> {
        Box::pin(async move {
            let endpoint = self.0.endpoint(operation);
            let built = build_call::build(operation, endpoint.as_deref(), request, set, &self.0);
            self.0.execute_built(operation, built, Way::AtOnce).await
        })
    }

    /// Decodes the data of a response into `target`.
    pub(crate) fn read(
        &self,
        operation: &Operation<'_>,
        success: &SuccessfulResponse,
        target: &mut dyn Decode,
    ) -> Result<(), Error> {
        success
            .read(operation, target)
            .map_err(|problem| self.misread(operation, success, problem))?;
        success.attempt.succeeded();
        Ok(())
    }

    /// The error for a response that does not match its type.
    pub(crate) fn misread(
        &self,
        operation: &Operation<'_>,
        success: &SuccessfulResponse,
        problem: Problem,
    ) -> Error {
        let error = self.0.undecodable(operation, success, problem);
        observe::report_failure(&success.attempt, &error);
        self.0.describe_error(operation, error)
    }
}

impl Inner {
    /// Makes a call, if it could be built.
    async fn execute_built(
        &self,
        operation: &Operation<'_>,
        built: Result<Built<'_>, Error>,
        way: Way,
    ) -> Result<SuccessfulResponse, Error> {
        let outcome = match built {
            Ok(call) => {
                let deadline = self.deadline(operation);
                self.limited(
                    operation,
                    &deadline,
                    self.send_and_classify(operation, &call, way, &deadline),
                )
                .await
            }
            Err(error) => Err(error),
        };
        outcome.map_err(|error| self.describe_error(operation, error))
    }

    fn needs(&self, section: u16) -> Option<&Needs> {
        self.needs.get(usize::from(section))
    }

    fn base(&self, section: u16) -> Option<&str> {
        self.bases.get(usize::from(section))?.as_deref()
    }

    /// Adds to an error what only the operation knows.
    fn describe_error(&self, operation: &Operation<'_>, mut error: Error) -> Error {
        let inner = error.inner();
        inner.operation = Some(operation.name.to_owned());
        mask::hide(&mut inner.raw, operation.secrets);
        mask::hide(&mut inner.data, operation.secrets);
        if inner.outcome == crate::Outcome::Ambiguous && !operation.reconcile.is_empty() {
            inner.reconcile = Some(operation.reconcile.to_owned());
        }
        error
    }
}
