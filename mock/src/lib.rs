//! A mock of a provider, made from its spec: it rejects what the real one rejects.
//!
//! ```no_run
//! # async fn example() -> Result<(), specie_mock::StartError> {
//! let provider = specie_mock::start("specs/acme.yaml").await?;
//! println!("{} with {:?}", provider.base_url(), provider.credentials());
//! // Make calls to `provider.base_url()` with any client, then look at what arrived:
//! for call in provider.calls() {
//!     println!("{call}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The server verifies each request with the plan that signs it, run backwards: it recovers clock, nonce and parameters from what was
//! received, computes the signature over the received bytes, and compares. Then it checks the parameters against their types. What it
//! refuses, it refuses in the provider's envelope, with the status and the code that the spec declares. What it accepts, it answers from the
//! spec's examples, or with values made from the types.

mod account;
mod body_kind;
mod control;
mod credential_set;
mod drift;
mod engine;
mod fault;
mod faults;
mod form_parts;
mod given;
mod hooks;
mod inside;
mod judge;
mod keys;
mod members;
mod page;
mod page_says;
mod parts;
mod paths;
mod plan_walk;
mod policies;
mod rate_limits;
mod received;
mod recent;
mod refusal;
mod response;
mod routes;
mod server;
mod server_time;
mod sessions;
mod state;
mod success;
mod texts;
mod told_apart;
mod trial;
mod webhooks;
mod words;

pub use engine::Call;
pub use refusal::{Refusal, RefusalKind};
pub use state::{Funds, Phase, Recorded};
pub use webhooks::{Answered, Webhook, WebhookError};

use engine::{Engine, OnCall, OnNote};
use faults::Faults;
use specie_codegen::diagnostic::render;
use specie_codegen::model::Api;
use specie_codegen::scenario::Scenario;
use specie_codegen::{Loaded, Options};
use specie_runtime::signing::{Settings, SigningError};
use specie_runtime::{Amount, CountedCalls, Limit, LimitHeaders, LimitSize};
use state::Change;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Starts a mock of the provider of this spec, on a free port of loopback, with credentials that are made up.
///
/// # Errors
/// The spec cannot be read, or has errors; or the server cannot listen.
pub async fn start(spec: impl AsRef<Path>) -> Result<MockProvider, StartError> {
    Mock::from_file(spec)?.start().await
}

/// A mock that was not started yet.
pub struct Mock {
    api: Api,
    credentials: Option<Vec<(String, String)>>,
    seed: u64,
    port: u16,
    settings: Settings,
    limits: bool,
    scenario: Scenario,
    on_call: Option<OnCall>,
    on_note: Option<OnNote>,
}

impl Mock {
    /// A mock of the provider of a spec that was read.
    #[must_use]
    pub fn new(api: Api) -> Self {
        Self {
            api,
            credentials: None,
            seed: 0,
            port: 0,
            settings: Settings::new(),
            limits: true,
            scenario: Scenario::default(),
            on_call: None,
            on_note: None,
        }
    }

    /// A mock of the provider of the spec in this file.
    ///
    /// # Errors
    /// The file cannot be read, or the spec has errors.
    pub fn from_file(spec: impl AsRef<Path>) -> Result<Self, StartError> {
        let path = spec.as_ref();
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| StartError::Read(shown.clone(), error))?;
        let options = Options {
            draft: true,
            skip_vectors: true,
        };
        let loaded = specie_codegen::load(&shown, bytes, &options);
        match loaded.api {
            Some(api) => Ok(Self::new(api)),
            None => Err(StartError::Spec(findings(&loaded))),
        }
    }

    /// The credentials of the account, by their names in the spec. Without this, they are made up.
    #[must_use]
    pub fn credentials<N: Into<String>, V: Into<String>>(
        mut self,
        credentials: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let credentials = credentials.into_iter();
        let pairs = credentials.map(|(name, value)| (name.into(), value.into()));
        self.credentials = Some(pairs.collect());
        self
    }

    /// The seed of everything that is made up. The same seed gives the same credentials and values.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The port on loopback; 0, the default, is a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The settings of the account, where they differ from the defaults of the spec: `nonce` of an account that must send one.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// What goes wrong: the clock of the provider, permissions, a rate limit, faults of single calls. Read one from a file with
    /// [`specie_codegen::scenario::read`].
    #[must_use]
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Whether the declared rate limits are enforced. The default is that they are.
    #[must_use]
    pub fn limits(mut self, on: bool) -> Self {
        self.limits = on;
        self
    }

    /// Is called after each call, for a log.
    #[must_use]
    pub fn on_call(mut self, on_call: impl Fn(&Call) + Send + Sync + 'static) -> Self {
        self.on_call = Some(Arc::new(on_call));
        self
    }

    /// Is called with what else belongs into a log: deliveries that could not be sent.
    #[must_use]
    pub fn on_note(mut self, on_note: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_note = Some(Arc::new(on_note));
        self
    }

    /// Starts the server. It ends when the result is dropped.
    ///
    /// # Errors
    /// The credentials do not have the forms that the spec declares, or the port is in use.
    pub async fn start(self) -> Result<MockProvider, StartError> {
        let scenario = self.scenario;
        let mut api = self.api;
        if let Some((calls, per_ms)) = scenario.limit {
            api.runtime.limits.to_mut().push(Limit {
                size: LimitSize::Window { calls, per_ms },
                scope: "account".into(),
                by: None,
                pool: None,
                counts: CountedCalls::All,
                headers: LimitHeaders::default(),
                tiers: Vec::new().into(),
            });
        }
        let mut engine = Engine::new(api, self.credentials, &self.settings, self.seed)?;
        engine.denied = scenario.deny;
        engine.has_limits = self.limits;
        engine.faults = Faults::new(scenario.faults);
        engine.clock_offset_ns = i128::from(scenario.clock_ms) * 1_000_000;
        engine.on_call = self.on_call;
        engine.on_note = self.on_note;
        {
            let mut state = engine.state();
            state.keeps_changes = scenario.webhooks.is_some();
            for (currency, amount) in &scenario.balances {
                // The scenario was checked.
                let _ = state.set_balance(currency, amount);
            }
        }
        engine.hooks = scenario.webhooks;
        engine.lists = scenario.lists;
        let engine = Arc::new(engine);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await;
        let listener = listener.map_err(|error| StartError::Listen(self.port, error))?;
        let address = listener.local_addr();
        let address = address.map_err(|error| StartError::Listen(self.port, error))?;
        let server = tokio::spawn(server::serve(listener, engine.clone()));
        Ok(MockProvider {
            engine,
            address,
            server,
        })
    }
}

/// A mock that listens. It ends when this is dropped.
pub struct MockProvider {
    engine: Arc<Engine>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl MockProvider {
    /// The base URL: `http://127.0.0.1:PORT`, to which clients add the path of the section.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The credentials of the account, by their names in the spec.
    #[must_use]
    pub fn credentials(&self) -> &[(String, String)] {
        &self.engine.credentials
    }

    /// The values of sessions that a user supplies, by their names in the spec: those of a browser that is logged in.
    #[must_use]
    pub fn session_values(&self) -> Vec<(String, String)> {
        self.engine.sessions().given().to_vec()
    }

    /// The responses of the provider have its time: how far its clock is ahead of this machine's.
    #[must_use]
    pub fn clock_offset_ms(&self) -> i64 {
        i64::try_from(self.engine.clock_offset_ns / 1_000_000).unwrap_or_default()
    }

    /// Signs a delivery as the provider does, and sends it. Returns what the receiver answered, each time that it was sent.
    ///
    /// # Errors
    /// The spec has no such webhook, the address is not on this machine, or the receiver does not answer.
    pub async fn send_webhook(&self, webhook: &Webhook) -> Result<Vec<Answered>, WebhookError> {
        self.engine.deliver(webhook).await
    }

    /// Ends all sessions that calls opened: the next call of each is refused.
    pub fn end_sessions(&self) {
        self.engine.sessions().end();
    }

    /// What the account has, of every currency that the spec, the scenario or a call has named.
    #[must_use]
    pub fn balances(&self) -> Vec<Funds> {
        self.engine.state().funds()
    }

    /// Sets what can be spent of a currency.
    ///
    /// # Errors
    /// The amount is negative, or has more than 28 digits.
    pub fn set_balance(&self, currency: &str, available: &Amount) -> Result<(), StateError> {
        let mut state = self.engine.state();
        let set = state.set_balance(currency, available.as_str());
        set.map_err(StateError)
    }

    /// What was created, the oldest first; of one kind of resource, such as `order`, or of all.
    #[must_use]
    pub fn recorded(&self, resource: Option<&str>) -> Vec<Recorded> {
        self.engine.state().recorded(&self.engine.api, resource)
    }

    /// Gives what was created a status, as the provider writes it. The last status completes it, and one that undoes it gives back what it has
    /// reserved. It is reported by a webhook, if the scenario says so.
    ///
    /// # Errors
    /// Nothing has this identifier or may have this status, or it is complete already.
    pub fn set_status(&self, id: &str, status: &str) -> Result<Recorded, StateError> {
        self.change(id, &Change::Status(status.to_owned()))
    }

    /// Executes a part of an order.
    ///
    /// # Errors
    /// No order has this identifier, it is not open, or less is left of it.
    pub fn fill(&self, id: &str, amount: &Amount) -> Result<Recorded, StateError> {
        self.change(id, &Change::Fill(amount.as_str().to_owned()))
    }

    fn change(&self, id: &str, change: &Change) -> Result<Recorded, StateError> {
        let engine = &self.engine;
        let changed = engine
            .state()
            .change(&engine.api, None, id, change, engine.now_ns());
        engine.report_changes();
        changed.map_err(StateError)
    }

    /// The last 100,000 calls, or 64 MiB of them, the oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.engine.calls()
    }
}

impl Drop for MockProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for MockProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockProvider")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Why the state of a mock cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError(String);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

/// Why a mock did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The file of the spec cannot be read.
    Read(String, std::io::Error),
    /// The spec has errors: these, as `specie check` shows them.
    Spec(String),
    /// The credentials do not have the forms that the spec declares.
    Credentials(SigningError),
    /// The server cannot listen on this port.
    Listen(u16, std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read `{path}`: {error}"),
            Self::Spec(findings) => write!(f, "the spec has errors\n{findings}"),
            Self::Credentials(error) => write!(f, "the credentials cannot be used: {error}"),
            Self::Listen(port, error) if error.kind() == std::io::ErrorKind::AddrInUse => write!(
                f,
                "port {port} is in use: choose another one, or 0 for a free one"
            ),
            Self::Listen(port, error) => write!(f, "cannot listen on port {port}: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(_, error) | Self::Listen(_, error) => Some(error),
            Self::Credentials(error) => Some(error),
            Self::Spec(_) => None,
        }
    }
}

/// The errors of a spec, as they are shown without colours.
fn findings(loaded: &Loaded) -> String {
    let findings = loaded.blocking();
    let shown = findings
        .iter()
        .map(|finding| render::terminal(&loaded.source, finding, false));
    shown.collect::<Vec<_>>().join("\n")
}
