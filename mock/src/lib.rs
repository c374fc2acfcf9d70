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
mod call;
mod control;
mod credential_set;
mod drift;
mod engine;
mod errors;
mod fault;
mod faults;
mod form_parts;
mod given;
mod hooks;
mod idempotency;
mod inside;
mod judge;
mod keys;
mod made;
mod members;
mod page;
mod page_says;
mod parts;
mod paths;
mod plan_facts;
mod plan_walk;
mod policies;
mod provider;
mod rate_limits;
mod received;
mod recent;
mod refusal;
mod response;
mod routes;
mod server;
mod server_time;
mod session_calls;
mod sessions;
mod state;
mod streams;
mod success;
mod texts;
mod told_apart;
mod trial;
mod verify;
mod webhooks;
mod words;

pub use call::Call;
pub use errors::{StartError, StateError};
pub use provider::MockProvider;
pub use refusal::{Refusal, RefusalKind};
pub use state::{Funds, Phase, Recorded};
pub use webhooks::{Answered, Webhook, WebhookError};

use engine::{Engine, OnCall, OnNote};
use faults::Faults;
use specie_codegen::diagnostic::render;
use specie_codegen::model::Api;
use specie_codegen::scenario::Scenario;
use specie_codegen::{Loaded, Options};
use specie_runtime::signing::Settings;
use specie_runtime::{CountedCalls, Limit, LimitHeaders, LimitSize};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use streams::StreamFaults;
use tokio::net::TcpListener;

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
        engine.stream_faults = StreamFaults::new(scenario.streams);
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

/// The errors of a spec, as they are shown without colours.
fn findings(loaded: &Loaded) -> String {
    let findings = loaded.blocking();
    let shown = findings
        .iter()
        .map(|finding| render::terminal(&loaded.source, finding, false));
    shown.collect::<Vec<_>>().join("\n")
}
