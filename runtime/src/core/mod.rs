//! The core of every generated client: one non-generic way to make a call.

mod answers;
mod attempt;
mod bases;
mod build_call;
mod builder;
mod call;
mod call_key;
mod certificates;
mod classify;
mod deadline;
mod download;
mod endpoints;
mod fetched_keys;
mod held_key;
mod key_sets;
mod limiter;
mod markup;
pub(crate) mod mask;
mod multipart;
mod observe;
mod place_params;
mod proof;
mod raw;
mod request;
mod retry;
mod rules;
mod session;
mod spellings;
#[cfg(feature = "streams")]
mod stream_calls;
mod values;
mod verdict;

pub use answers::{ByStatus, WithHeaders};
#[cfg(any(feature = "streams", feature = "testing"))]
pub(crate) use attempt::classify_failure;
#[cfg(feature = "testing")]
pub(crate) use attempt::kind_of;
pub use builder::CoreBuilder;
pub use certificates::named_address;
#[cfg(feature = "testing")]
pub(crate) use classify::{DONE_UNREAD, PARTLY_DONE, is_in_doubt, message_of, usual_kind};
pub use download::Download;
pub(crate) use fetched_keys::refused;
pub(crate) use proof::Unproven;
#[cfg(feature = "streams")]
pub(crate) use values::Value as TestedValue;

use crate::clock::{self, Clock, Offset};
use crate::codec::{Decode, EncodeStruct, Problem};
use crate::future::{BoxFuture, ResponseFuture};
use crate::observer::Observers;
use crate::provider::{ClockPolicy, Provider, ServerTime, delivery_window};
use crate::response::{RawResponse, SuccessfulResponse};
use crate::signing::{Needs, Signer, Value, VerifiedRequest};
use crate::stores::{DedupStore, KeyLock, NonceStore};
use crate::timers::Timer;
use crate::transport::{PlainHttp, Transport};
use crate::{Error, Json, Operation, Outcome, Upload};
pub(crate) use attempt::Read;
use attempt::Way;
#[cfg(feature = "streams")]
pub(crate) use bases::path_of;
use build_call::Built;
use endpoints::Endpoints;
use key_sets::KeySets;
use limiter::Limiter;
use mask::Mask;
#[cfg(feature = "streams")]
pub(crate) use mask::start_of;
use retry::Retries;
#[cfg(feature = "streams")]
pub(crate) use retry::jitter;
use session::Sessions;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
#[cfg(feature = "streams")]
pub(crate) use stream_calls::StreamServer;

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
    /// The hosts that plain HTTP may be sent to.
    plain_http: PlainHttp,
    /// Headers of all requests in the chosen environment.
    headers: Vec<(String, String)>,
    endpoints: Endpoints,
    transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    nonces: Arc<dyn NonceStore>,
    key_lock: Arc<dyn KeyLock>,
    limiter: Limiter,
    pub(crate) dedup: Arc<dyn DedupStore>,
    /// `None`: no observer was set, and nothing is prepared for one.
    observers: Option<Observers>,
    offset: Offset,
    sessions: Sessions,
    key_sets: KeySets,
    /// The roots of the certificates of deliveries; `None`: those of this machine.
    #[cfg(feature = "certificates")]
    roots: Option<crate::signing::certificate::Roots>,
    mask: Mask,
    /// Identifies provider and credentials without revealing them.
    pub(crate) key: String,
    /// How far the signed time of a delivery may be from now, in place of what the spec says.
    pub(crate) webhook_tolerance: Option<Duration>,
    timer: Arc<dyn Timer>,
    retries: Retries,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    limit: usize,
    /// Where streams are, if not where the provider's spec says.
    #[cfg(feature = "streams")]
    pub(crate) stream_server: StreamServer,
}

/// A client without types is one itself: what takes `AsRef<Core>` takes this and every generated client.
impl AsRef<Self> for Core {
    fn as_ref(&self) -> &Self {
        self
    }
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
    pub fn run<'a, R: Decode + 'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, R> {
        ResponseFuture::new(async move {
            let mut target = R::blank();
            self.execute(operation, request, &[], &mut |success| {
                target = R::blank();
                Ok(success.read(operation, &mut target)?)
            })
            .await?;
            Ok(target)
        })
    }

    /// Calls an operation with parameters of any shape and returns its data as JSON: for tools that read a spec at run time.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn call<'a>(
        &'a self,
        operation: &'a Operation<'a>,
        params: &'a Json,
    ) -> ResponseFuture<'a, Json> {
        ResponseFuture::new(async move {
            let mut target = Json::Null;
            self.called(operation, params, Vec::new(), &mut |success| {
                target = Json::Null;
                Ok(success.read(operation, &mut target)?)
            })
            .await?;
            Ok(target)
        })
    }

    async fn called(
        &self,
        operation: &Operation<'_>,
        params: &Json,
        uploads: Vec<Upload>,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        let built = build_call::build(operation, None, params, &[], &self.0);
        let built = built.map(|built| Built { uploads, ..built });
        self.0.call(operation, built, Way::AtOnce, read).await
    }

    /// Calls any endpoint, whether the spec lists it or not, signed by the plan of `section`. Parameters fill the `{braces}` of `path` with
    /// their name.
    ///
    /// The response is returned unchanged, whatever its status: the caller decides what success looks like.
    ///
    /// # Errors
    /// There is no such section, the request cannot be signed, or there was no response.
    pub fn raw<'a>(
        &'a self,
        section: &'a str,
        method: &'a str,
        path: &'a str,
        params: impl Into<Json>,
    ) -> ResponseFuture<'a, RawResponse> {
        let params = params.into();
        ResponseFuture::new(async move { self.raw_call(section, method, path, &params).await })
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
        let built = build_call::build(&operation, None, params, &[], &self.0);
        let success = self
            .0
            .call(&operation, built, Way::Unjudged, &mut |_| Ok(()))
            .await?;
        Ok(RawResponse(success.response))
    }

    /// Calls the operation that gives the provider's time, and corrects the timestamps of later requests by the difference between the two
    /// clocks. Returns how many microseconds the provider's clock is ahead of the local one; 0 if they differ by less than what the duration of
    /// the call leaves unknown. Other calls of the same operation correct them too.
    ///
    /// # Errors
    /// The call failed, its response gives no time, or [`ClockPolicy::server_time`](crate::ClockPolicy::server_time) does not name this
    /// operation. The correction then stays as it was.
    pub fn sync_clock<'a>(&'a self, operation: &'a Operation<'a>) -> ResponseFuture<'a, i64> {
        ResponseFuture::new(self.learn_time(operation))
    }

    async fn learn_time(&self, operation: &Operation<'_>) -> Result<i64, Error> {
        let policy = self.0.provider.clock.as_ref();
        let source = policy.and_then(|policy| policy.server_time.as_ref());
        let named = |source: &&ServerTime| source.operation.as_deref() == Some(operation.name);
        let Some(source) = source.filter(named) else {
            let why =
                "the provider's `clock` does not name this operation as the source of its time";
            let error = Error::configuration(why);
            return Err(self.0.describe_error(operation, None, error));
        };
        let built = build_call::build(operation, None, &(), &[], &self.0);
        let read = &mut |success: &SuccessfulResponse| {
            let text = classify::text_at(&source.at, &success.response);
            let time = text.and_then(|text| clock::parse(&text, source.unit));
            let what = "expected the provider's time, found none that can be read";
            time.map(|_| ())
                .ok_or_else(|| Problem::new(what, None).into())
        };
        self.0.call(operation, built, Way::AtOnce, read).await?;
        Ok(self.0.offset.micros())
    }

    /// Makes a call, in one box so that its callers stay small. `set` replaces parameters.
    pub(crate) fn execute<'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
        set: &'a [(&'a str, Value<'static>)],
        read: &'a mut Read<'_>,
    ) -> BoxFuture<'a, Result<SuccessfulResponse, Error>> {
        Box::pin(async move {
            let endpoint = self.0.endpoint(operation);
            let built = build_call::build(operation, endpoint.as_deref(), request, set, &self.0);
            self.0.call(operation, built, Way::AtOnce, read).await
        })
    }
}

impl Inner {
    fn needs(&self, section: u16) -> Option<&Needs> {
        self.needs.get(usize::from(section))
    }

    fn base(&self, section: u16) -> Option<&str> {
        self.bases.get(usize::from(section))?.as_deref()
    }

    /// Checks that the signed time of a delivery lies within the window that the user (`tolerance`), the webhook or the provider's
    /// `clock` allows.
    pub(crate) fn check_time(
        &self,
        webhook: u16,
        verified: &VerifiedRequest,
        tolerance: Option<Duration>,
    ) -> Result<(), String> {
        let plan = self.provider.scheme.webhooks.get(usize::from(webhook));
        let window = match tolerance {
            Some(tolerance) => Some(ClockPolicy::around_now(tolerance)),
            None => plan.and_then(|plan| delivery_window(plan, self.provider.clock.as_ref())),
        };
        let (Some(stamp), Some(policy)) = (verified.clock_ns, window) else {
            return Ok(());
        };
        let now = self.offset.stamp(self.clock.now(), None);
        policy.check(stamp, now.as_nanos())
    }

    /// Adds to an error what only the call knows.
    fn describe_error(
        &self,
        operation: &Operation<'_>,
        built: Option<&Built<'_>>,
        mut error: Error,
    ) -> Error {
        let inner = error.inner();
        inner.operation = Some(operation.name.to_owned());
        mask::hide(&mut inner.raw, operation.secrets);
        mask::hide(&mut inner.data, operation.secrets);
        if let Some(key) = built.and_then(|built| built.key.as_ref()) {
            inner.idempotency_key.clone_from(&key.shown);
            inner.repeatable = !key.is_new && operation.idempotency.is_always_unique();
        }
        let in_doubt = matches!(inner.outcome, Outcome::Ambiguous | Outcome::Done);
        if in_doubt && !operation.reconcile.is_empty() {
            inner.reconcile = Some(operation.reconcile.to_owned());
            inner.reconcile_with = built.map_or_else(Vec::new, |built| built.asks.clone());
        }
        error
    }
}
