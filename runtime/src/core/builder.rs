//! Building a client.

use super::bases::Bases;
use super::endpoints::Endpoints;
use super::limiter::{Address, Limiter};
use super::mask::Mask;
use super::retry::Retries;
use super::session::Sessions;
#[cfg(feature = "streams")]
use super::stream_calls::StreamServer;
use super::{Core, Inner};
use crate::clock::{Clock, Offset, SystemClock};
use crate::observer::CallObserver;
use crate::provider::Provider;
use crate::retry::RetryPolicy;
use crate::signing::plan::{Credential, Expr, Step};
use crate::signing::{Credentials, DeliveryLimits, SessionValues, Settings, Signer, Value};
use crate::stores::{
    DedupStore, InProcessDedup, InProcessLimits, InProcessLock, InProcessNonces, KeyLock,
    LimitStore, NonceStore,
};
use crate::timers::{SystemTimer, Timer};
use crate::transport::Transport;
use crate::value::blank::is_blank;
use crate::{Error, Secret};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// The default limit of a response body, in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

/// Configures a client.
#[must_use = "a builder does nothing until it is built"]
pub struct CoreBuilder {
    provider: Cow<'static, Provider>,
    credentials: Credentials,
    /// Credentials whose deliveries are accepted too.
    also: Vec<Credentials>,
    settings: Settings,
    session: SessionValues,
    environment: usize,
    bases: Bases,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    nonces: Arc<dyn NonceStore>,
    key_lock: Arc<dyn KeyLock>,
    limits: Arc<dyn LimitStore>,
    limited: bool,
    tier: Option<String>,
    dedup: Arc<dyn DedupStore>,
    observers: Vec<Arc<dyn CallObserver>>,
    timer: Arc<dyn Timer>,
    retries: RetryPolicy,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    limit: usize,
    delivery_limits: DeliveryLimits,
    webhook_tolerance: Option<Duration>,
    certificate_roots: Option<String>,
}

impl std::fmt::Debug for CoreBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CoreBuilder")
            .field("provider", &self.provider.scheme.provider)
            .finish_non_exhaustive()
    }
}

impl CoreBuilder {
    pub(super) fn new(provider: Cow<'static, Provider>, credentials: Credentials) -> Self {
        Self {
            provider,
            credentials,
            also: Vec::new(),
            settings: Settings::new(),
            session: SessionValues::new(),
            environment: 0,
            bases: Bases::default(),
            transport: None,
            clock: Arc::new(SystemClock),
            nonces: InProcessNonces::shared(),
            key_lock: InProcessLock::shared(),
            limits: InProcessLimits::shared(),
            limited: true,
            tier: None,
            dedup: InProcessDedup::shared(),
            observers: Vec::new(),
            timer: Arc::new(SystemTimer),
            retries: RetryPolicy::default(),
            timeout: None,
            attempt_timeout: None,
            limit: LIMIT,
            delivery_limits: DeliveryLimits::default(),
            webhook_tolerance: None,
            certificate_roots: None,
        }
    }

    /// The environment, as its index in the provider. A credential that shows that it belongs to another one is refused by
    /// [`CoreBuilder::build`], unless a base URL is given.
    pub fn environment(mut self, environment: usize) -> Self {
        self.environment = environment;
        self
    }

    /// Sends to another server: replaces scheme, host and port of every section. The path of each section stays; the path of `base`, if it has
    /// one, goes before it. [`CoreBuilder::build`] fails if `base` contains a query, a fragment or user information.
    pub fn base_url(mut self, base: impl Into<String>) -> Self {
        self.bases.all = Some(base.into());
        self
    }

    /// The same for one section, by its name in the spec. It takes precedence over [`CoreBuilder::base_url`].
    pub fn section_base_url(mut self, section: impl Into<String>, base: impl Into<String>) -> Self {
        self.bases.one.push((section.into(), base.into()));
        self
    }

    /// Allows plain HTTP to this host, for test networks: its name or address, without a port. Whoever can read the traffic reads every
    /// request and response. Plain HTTP to this machine is always allowed.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.bases.plain.push(host.into());
        self
    }

    /// Settings that differ from their defaults.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets a session value that the user supplies.
    pub fn session(mut self, name: &str, value: impl Into<Secret>) -> Self {
        let value: Secret = value.into();
        self.session
            .set(name, Value::Text(Cow::Owned(value.expose().to_owned())));
        self
    }

    /// Sets values of sessions that are already open, or that the user supplies.
    pub fn session_values(mut self, values: SessionValues) -> Self {
        self.session = values;
        self
    }

    /// The transport. Default: [`crate::HttpTransport`], if the feature `http` is enabled.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The clock. Default: the clock of this machine.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The store of nonces. Default: in memory, shared by all clients of this process that use the same key.
    pub fn nonces(mut self, nonces: impl NonceStore) -> Self {
        self.nonces = Arc::new(nonces);
        self
    }

    /// The lock that lets one call at a time use a key, where the provider requires it. Default: within this process.
    pub fn key_lock(mut self, lock: impl KeyLock) -> Self {
        self.key_lock = Arc::new(lock);
        self
    }

    /// Whether calls wait until the provider's rate limits allow them. Default: yes.
    pub fn limits(mut self, on: bool) -> Self {
        self.limited = on;
        self
    }

    /// The tier of the account, for providers whose rate limits depend on it. Default: none, with the limits of accounts without a tier.
    pub fn limit_tier(mut self, tier: impl Into<String>) -> Self {
        self.tier = Some(tier.into());
        self
    }

    /// The store of rate limits. Default: in memory, shared by all clients of this process.
    pub fn limit_store(mut self, limits: impl LimitStore) -> Self {
        self.limits = Arc::new(limits);
        self
    }

    /// The store of the deliveries that were handled. Default: in memory, shared by all clients of this process.
    pub fn dedup(mut self, dedup: impl DedupStore) -> Self {
        self.dedup = Arc::new(dedup);
        self
    }

    /// One store for everything that is shared: nonces, key lock, limits and handled deliveries.
    pub fn store(self, store: impl NonceStore + KeyLock + LimitStore + DedupStore) -> Self {
        let store = Arc::new(store);
        self.nonces(Arc::clone(&store))
            .key_lock(Arc::clone(&store))
            .limit_store(Arc::clone(&store))
            .dedup(store)
    }

    /// Adds an observer of every attempt. Observers are called in the order in which they were added.
    pub fn observer(mut self, observer: impl CallObserver) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// When calls are repeated. Default: [`RetryPolicy::default`].
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// The timeout of every call, from start to the last byte of the response: waiting, opening sessions and all attempts included. Default:
    /// the timeout that the spec gives for the operation, otherwise 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The timeout of one attempt, from the sending of a request to the last byte of its response. Within the timeout of the call, an attempt
    /// that reaches it is repeated if that is safe. Default: none.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// What waits between attempts and for rate limits. Default: real time.
    pub fn timer(mut self, timer: impl Timer) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// The limit of a response body in bytes. Default: 16 MiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Also accepts webhook deliveries that verify with these credentials, in addition to those of the client: the new secret, or the old one,
    /// while the provider changes from one to the other. Calls are signed with the client's credentials only.
    pub fn also_verify_with(mut self, credentials: Credentials) -> Self {
        self.also.push(credentials);
        self
    }

    /// Limits on the part of a webhook delivery that is processed before it is verified. Default: 1 MiB and, where members must be read
    /// for the verification, 64 levels and 8192 members.
    pub fn delivery_limits(mut self, limits: DeliveryLimits) -> Self {
        self.delivery_limits = limits;
        self
    }

    /// How far the signed time of a webhook delivery may be from the client's clock, in either direction: a wider window accepts deliveries that
    /// waited, a narrower one leaves less time to send a recorded one again. It replaces what the spec says, for every webhook that signs a time.
    /// [`CoreBuilder::build`] fails if none of the provider's does.
    pub fn webhook_tolerance(mut self, tolerance: Duration) -> Self {
        self.webhook_tolerance = Some(tolerance);
        self
    }

    /// The roots that the certificates of deliveries must lead to, in PEM, in place of those of this machine. Needs the feature
    /// `certificates`.
    pub fn certificate_roots(mut self, pem: impl Into<String>) -> Self {
        self.certificate_roots = Some(pem.into());
        self
    }

    /// Builds the client. Keys are decoded once, here.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Configuration`]: a credential is malformed, a secret starts or ends with white space or a line break, a
    /// setting has the wrong kind, a credential belongs to another environment, a base URL is neither HTTPS nor HTTP to a host that allows it, or there is no transport. An empty secret counts
    /// as not given: the calls and deliveries that need it are refused.
    pub fn build(self) -> Result<Core, Error> {
        let provider = self.provider;
        let scheme = match &provider {
            Cow::Borrowed(provider) => Cow::Borrowed(&provider.scheme),
            Cow::Owned(provider) => Cow::Owned(provider.scheme.clone()),
        };
        let signer = Signer::new(scheme, &self.credentials, &self.settings)
            .map_err(|e| Error::configuration(format!("cannot create the client: {e}")))?
            .with_delivery_limits(self.delivery_limits);
        let other_signers = self
            .also
            .iter()
            .map(|credentials| {
                let signer = Signer::new(signer.scheme().clone(), credentials, &self.settings)
                    .map_err(|e| Error::configuration(format!("cannot create the client: {e}")))?;
                Ok(signer.with_delivery_limits(self.delivery_limits))
            })
            .collect::<Result<_, Error>>()?;
        if self.webhook_tolerance.is_some() && !signs_a_time(&provider) {
            return Err(Error::configuration(
                "`webhook_tolerance`: no webhook of this provider signs a time, so no delivery can be too old: remove it",
            ));
        }
        if !self.bases.are_given() {
            for credentials in std::iter::once(&self.credentials).chain(&self.also) {
                provider.check_environment(self.environment, credentials)?;
            }
        }
        #[cfg(feature = "streams")]
        let stream_server = StreamServer::of(&self.bases, &provider, self.environment);
        let (bases, plain_http) = self.bases.of(&provider, self.environment)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        #[cfg(feature = "certificates")]
        let roots = self
            .certificate_roots
            .map(|pem| crate::signing::certificate::read_roots(&pem))
            .transpose()
            .map_err(|why| Error::configuration(format!("roots of certificates: {why}")))?;
        #[cfg(not(feature = "certificates"))]
        if self.certificate_roots.is_some() {
            return Err(Error::configuration(
                "roots of certificates are given, and the feature `certificates` of specie-runtime is off",
            ));
        }
        let key = key_of(&provider, &self.credentials);
        let limiter = match self.limited {
            true => {
                let address = Address {
                    key: &key,
                    base: bases.first().and_then(Option::as_deref),
                };
                Limiter::new(&provider, self.limits, address, self.tier.as_deref())?
            }
            false => Limiter::off(),
        };
        let count = u16::try_from(provider.scheme.sections.len()).unwrap_or(u16::MAX);
        let needs = (0..count).map(|section| signer.needs(section)).collect();
        Ok(Core(Arc::new(Inner {
            mask: Mask::of(
                &provider.scheme,
                std::iter::once(&self.credentials).chain(&self.also),
            ),
            other_signers,
            key,
            sessions: Sessions::new(&provider.scheme, self.session),
            signer,
            key_sets: super::key_sets::KeySets::default(),
            #[cfg(feature = "certificates")]
            roots,
            needs,
            bases,
            plain_http,
            headers: headers(&provider, self.environment),
            endpoints: Endpoints::default(),
            transport,
            clock: self.clock,
            nonces: self.nonces,
            key_lock: self.key_lock,
            limiter,
            dedup: self.dedup,
            observers: (!self.observers.is_empty()).then(|| self.observers.into()),
            offset: Offset::default(),
            webhook_tolerance: self.webhook_tolerance,
            timer: self.timer,
            retries: Retries::new(self.retries),
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            limit: self.limit,
            #[cfg(feature = "streams")]
            stream_server,
            provider,
        })))
    }
}

#[cfg(feature = "http")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::HttpTransport::new()))
}

#[cfg(not(feature = "http"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration(
        "no transport is set, and the feature `http` of specie-runtime is off",
    ))
}

/// The headers of all requests in the chosen environment.
fn headers(provider: &Provider, environment: usize) -> Vec<(String, String)> {
    let chosen = provider.environments.get(environment);
    let headers = chosen.into_iter().flat_map(|chosen| chosen.headers.iter());
    headers
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

/// Identifies a key without revealing it: by the digest of the credentials that name it, whatever else differs between two clients that use
/// it. Those are the public ones that every signing plan needs, such as the id of an API key. Only where the provider has none, it is the
/// digest of the secret.
fn key_of(provider: &Provider, credentials: &Credentials) -> String {
    let scheme = &provider.scheme;
    let mut named = vec![false; scheme.credentials.len()];
    for plan in scheme.plans.iter() {
        for expr in Step::all(&plan.steps).flat_map(Step::values) {
            mark_credentials(expr, &mut named);
        }
    }
    let all = || scheme.credentials.iter().zip(&named);
    let given = |wanted: &dyn Fn(&Credential) -> bool| -> Vec<(&str, &str)> {
        let wanted = all().filter(|(credential, named)| **named && wanted(credential));
        wanted
            .filter_map(|(one, _)| Some((&*one.name, credentials.get(&one.name)?)))
            .filter(|(_, text)| !is_blank(text))
            .collect()
    };
    let mut parts = given(&|one| !one.optional && !one.secret);
    for wanted in [
        (|one| !one.optional) as fn(&Credential) -> bool,
        |one| !one.secret,
        |_| true,
    ] {
        if parts.is_empty() {
            parts = given(&wanted);
        }
    }
    let mut hash = Sha256::new();
    let provider = &*scheme.provider;
    for text in
        std::iter::once(provider).chain(parts.iter().flat_map(|(name, text)| [*name, *text]))
    {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    let digest = hash.finalize();
    let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    format!("{provider}-{}", digits.collect::<String>())
}

/// Whether a webhook signs the time of its deliveries.
fn signs_a_time(provider: &Provider) -> bool {
    fn names_time(expr: &Expr) -> bool {
        matches!(expr, Expr::Clock(_) | Expr::ClockIso) || expr.parts().any(names_time)
    }
    let webhooks = provider.scheme.webhooks.iter();
    let mut steps = webhooks.flat_map(|webhook| Step::all(&webhook.plan.steps));
    steps.any(|step| step.values().any(names_time))
}

/// Marks the credentials that an expression names.
fn mark_credentials(expr: &Expr, named: &mut [bool]) {
    if let Expr::Credential(at) = expr
        && let Some(named) = named.get_mut(usize::from(*at))
    {
        *named = true;
    }
    for part in expr.parts() {
        mark_credentials(part, named);
    }
}
