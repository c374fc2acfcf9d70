//! The provider without its network: a request in, a response out.

use crate::account::{self, Pairs};
use crate::call::Call;
use crate::credential_set::CredentialSet;
use crate::faults::Faults;
use crate::hooks::Waiting;
use crate::idempotency::{Keys, key_of};
use crate::judge::{Accepted, Verdict};
use crate::made::Made;
use crate::plan_facts::PlanFacts;
use crate::policies::Policies;
use crate::received::Received;
use crate::recent::Recent;
use crate::refusal::Refusal;
use crate::response::Response;
use crate::routes::{Match, Routes};
use crate::session_calls;
use crate::sessions::{Opened, Sessions};
use crate::state::{Record, State};
use crate::streams::{Beginnings, StreamFaults};
use crate::success::{self, Wanted};
use crate::{StartError, streams, webhooks, words};
use specie_codegen::json;
use specie_codegen::model::Api;
use specie_codegen::scenario::{Disconnect, Fault, Hooks, Lists};
use specie_runtime::signing::{Credentials, Settings, Signer};
use specie_runtime::{Core, InProcessLimits};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The most calls that are remembered, and their bytes; the oldest are forgotten.
const MOST_CALLS: (usize, usize) = (100_000, 64 << 20);

/// The most optional credentials of which every combination is tried.
const MOST_OPTIONAL: usize = 4;

/// The response to a request, and what the scenario does to it.
pub(crate) struct Answer<'e> {
    pub(crate) response: Response,
    pub(crate) fault: Option<&'e Fault>,
    pub(crate) call: Arc<Call>,
}

/// Called with each call, for a log.
pub(crate) type OnCall = Arc<dyn Fn(&Call) + Send + Sync>;

/// Called with everything else that belongs into a log.
pub(crate) type OnNote = Arc<dyn Fn(&str) + Send + Sync>;

/// The provider without its network.
pub(crate) struct Engine {
    pub(crate) api: Api,
    pub(crate) routes: Routes,
    /// The data of responses, as far as it was made.
    made: Made,
    /// What calls ask of the plans, by their index.
    pub(crate) plan_facts: Vec<PlanFacts>,
    /// The credentials of the account, as they are shown to the user.
    pub(crate) credentials: Pairs,
    /// The sets of credentials that the account may use, the fullest first.
    pub(crate) sets: Vec<CredentialSet>,
    pub(crate) limits: InProcessLimits,
    pub(crate) has_limits: bool,
    /// Operations and variants that the key may not call.
    pub(crate) denied: Vec<String>,
    pub(crate) faults: Faults,
    pub(crate) stream_faults: StreamFaults,
    /// The number of the last message of the books that begin with a call: what the response of the call is said to cover.
    pub(crate) book_number: AtomicI64,
    /// How far the provider's clock is ahead, in nanoseconds.
    pub(crate) clock_offset_ns: i128,
    pub(crate) on_call: Option<OnCall>,
    pub(crate) on_note: Option<OnNote>,
    pub(crate) hooks: Option<Hooks>,
    /// How long lists and their pages are.
    pub(crate) lists: Lists,
    pub(crate) waiting: Waiting,
    /// The client with whose credentials deliveries are signed.
    pub(crate) delivering: Option<Core>,
    policies: Mutex<Policies>,
    beginnings: Mutex<Beginnings>,
    sessions: Mutex<Sessions>,
    state: Mutex<State>,
    keys: Mutex<Keys>,
    random: Mutex<fastrand::Rng>,
    calls: Mutex<Recent<Arc<Call>>>,
}

impl Engine {
    pub(crate) fn new(
        api: Api,
        given: Option<Pairs>,
        settings: &Settings,
        seed: u64,
    ) -> Result<Self, StartError> {
        let mut random = fastrand::Rng::with_seed(seed);
        let credentials =
            given.unwrap_or_else(|| account::make_up(&api.runtime.scheme, &mut random));
        let optional: Vec<&str> = api
            .runtime
            .scheme
            .credentials
            .iter()
            .filter(|credential| credential.optional)
            .map(|credential| credential.name.as_ref())
            .filter(|name| credentials.iter().any(|(known, _)| known == name))
            .take(MOST_OPTIONAL)
            .collect();
        let mut sets = Vec::new();
        for left_out in 0..1_usize << optional.len() {
            let is_left_out = |name: &str| {
                let at = optional.iter().position(|known| *known == name);
                at.is_some_and(|at| left_out & (1 << at) != 0)
            };
            let used = credentials.iter().filter(|(name, _)| !is_left_out(name));
            let names: Vec<&str> = used.clone().map(|(name, _)| name.as_str()).collect();
            let used: Credentials = used.cloned().collect();
            let scheme = api.runtime.scheme.clone();
            let signer = Signer::new(scheme, &used, settings).map_err(StartError::Credentials)?;
            sets.push(CredentialSet::new(&api.runtime.scheme, signer, &names));
        }
        let api = session_calls::with_calls(api);
        let sessions = Sessions::new(&api, &mut random);
        let state = State::of(&api);
        let delivering = webhooks::core(&api, &credentials, settings);
        Ok(Self {
            routes: Routes::of(&api),
            made: Made::none_of(&api),
            plan_facts: api.runtime.scheme.plans.iter().map(PlanFacts::of).collect(),
            api,
            credentials,
            sets,
            limits: InProcessLimits::default(),
            delivering,
            has_limits: true,
            denied: Vec::new(),
            faults: Faults::default(),
            stream_faults: StreamFaults::default(),
            book_number: AtomicI64::new(1_000),
            clock_offset_ns: 0,
            on_call: None,
            on_note: None,
            hooks: None,
            lists: Lists::default(),
            waiting: Waiting::default(),
            beginnings: Mutex::default(),
            sessions: Mutex::new(sessions),
            state: Mutex::new(state),
            keys: Mutex::default(),
            random: Mutex::new(random),
            policies: Mutex::default(),
            calls: Mutex::new(Recent::new(MOST_CALLS.0, MOST_CALLS.1)),
        })
    }

    /// Answers a request, and remembers the call.
    pub(crate) async fn respond(&self, received: &Received) -> Answer<'_> {
        if let Some(answer) = self.allowed_methods(received) {
            return answer;
        }
        let Verdict { operation, outcome } = self.judge(received).await;
        let name = operation.map(|operation| operation.name.as_str());
        let variant = outcome.as_ref().ok().and_then(|accepted| accepted.variant);
        let variant = variant.map(|variant| variant.name.as_str());
        let fault = self.faults.next(name, variant);
        let mut call = Call {
            operation: variant.or(name).map(str::to_owned),
            fault: fault.map(ToString::to_string),
            ..Call::of(received)
        };
        let is_lost = fault.is_some_and(|fault| fault.drop == Some(Disconnect::Before));
        let done = match outcome {
            Ok(accepted) => {
                call.params = json::object(&accepted.params);
                match is_lost {
                    true => Ok(Response::new(0)),
                    false => self.done(&accepted, fault.is_some_and(|fault| fault.drift)),
                }
            }
            Err(refusal) => Err(refusal),
        };
        let mut response = match done {
            Ok(response) => response,
            Err(refusal) => {
                let response = words::refuse(&self.api, operation, &refusal);
                call.refusal = Some(refusal);
                response
            }
        };
        if let Some(status) = fault.and_then(|fault| fault.status) {
            response = Response::of_a_proxy(status);
        }
        self.tell_time(operation, &mut response);
        if let Some(operation) = operation {
            self.sign_response(operation.section, &mut response);
        }
        call.status = response.status;
        Answer {
            response,
            fault,
            call: self.remember(call),
        }
    }

    /// Decides about a request for a WebSocket, and remembers the call. Returns the streams that let it in, by their index.
    pub(crate) fn upgrade(&self, received: &Received, key: &str) -> (Response, Vec<usize>) {
        let admitted = self.admit(received);
        let mut call = Call::of(received);
        let (response, streams) = match admitted {
            Ok(streams) => {
                let names = streams.iter().filter_map(|at| self.api.streams.get(*at));
                let names: Vec<&str> = names.map(|stream| stream.name.as_str()).collect();
                call.operation = Some(format!("stream {}", names.join(" or ")));
                (streams::accepted(key), streams)
            }
            Err(refusal) => {
                let response = words::refuse(&self.api, None, &refusal);
                call.refusal = Some(refusal);
                (response, Vec::new())
            }
        };
        call.status = response.status;
        let call = self.remember(call);
        self.log(&call);
        (response, streams)
    }

    /// The signers that a request may be signed by, the one with the most credentials first.
    pub(crate) fn signers_of(
        &self,
        plan: Option<u16>,
        received: &Received,
    ) -> impl Iterator<Item = &Signer> {
        let sets = self.sets.iter();
        let proving = sets.filter(move |set| set.may_sign(plan, received));
        // An account without any secret proves nothing, whatever it sends.
        let first = self.sets.first().filter(|set| !set.proves(plan));
        proving.chain(first).map(|set| &set.signer)
    }

    /// Writes a call to the user's log.
    pub(crate) fn log(&self, call: &Call) {
        if let Some(on_call) = &self.on_call {
            on_call(call);
        }
    }

    /// Answers `OPTIONS` of a path that operations with other methods have, as HTTP servers do (RFC 9110, section 9.3.7). Clients ask for
    /// it to read the provider's time.
    fn allowed_methods(&self, received: &Received) -> Option<Answer<'_>> {
        if received.method != "OPTIONS" {
            return None;
        }
        let Match::OtherMethod(methods) = self.routes.find(received) else {
            return None;
        };
        let mut response = Response::new(204);
        response.set_header("Allow", &methods.join(", "));
        self.tell_time(None, &mut response);
        let call = Call {
            status: response.status,
            ..Call::of(received)
        };
        Some(Answer {
            response,
            fault: None,
            call: self.remember(call),
        })
    }

    /// Keeps a call for those who ask what arrived.
    fn remember(&self, call: Call) -> Arc<Call> {
        let bytes = call.bytes();
        let call = Arc::new(call);
        lock(&self.calls).push(call.clone(), bytes);
        call
    }

    /// Writes something other than a call to the user's log.
    pub(crate) fn note(&self, text: &str) {
        if let Some(on_note) = &self.on_note {
            on_note(text);
        }
    }

    /// What was created or cancelled since this was asked last.
    pub(crate) fn take_changes(&self) -> Vec<Record> {
        lock(&self.state).take_changes()
    }

    /// What was created so far, and what the account has.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Moves on what moves on by itself. Returns how long it takes until there is more to do, if there is anything.
    pub(crate) fn advance(&self) -> Option<Duration> {
        let now_ns = self.now_ns();
        let mut state = self.state();
        state.advance(&self.api, now_ns);
        let wait = state.next_due_ns()?.saturating_sub(now_ns);
        Some(Duration::from_nanos(u64::try_from(wait).unwrap_or(0)))
    }

    /// Makes up values from the seed.
    pub(crate) fn random(&self) -> MutexGuard<'_, fastrand::Rng> {
        lock(&self.random)
    }

    /// The clients of socket.io that began by requests.
    pub(crate) fn beginnings(&self) -> MutexGuard<'_, Beginnings> {
        lock(&self.beginnings)
    }

    /// The id of a connection of socket.io.
    pub(crate) fn socket_id(&self) -> String {
        let mut random = self.random();
        (0..20).map(|_| random.alphanumeric()).collect()
    }

    /// The calls after the first `count`, the oldest first.
    pub(crate) fn calls_after(&self, count: usize) -> Vec<Arc<Call>> {
        lock(&self.calls).after(count).cloned().collect()
    }

    /// How many calls there were so far.
    pub(crate) fn call_count(&self) -> usize {
        lock(&self.calls).count()
    }

    pub(crate) fn policies(&self) -> MutexGuard<'_, Policies> {
        lock(&self.policies)
    }

    /// The sessions that are open.
    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        lock(&self.sessions)
    }

    /// Executes an accepted call. One that is repeated with its idempotency key gets the first response, and does nothing.
    fn done(&self, accepted: &Accepted<'_>, drift: bool) -> Result<Response, Refusal> {
        let Some(key) = key_of(accepted) else {
            return self.execute(accepted, drift);
        };
        // Held until the first call is done: one that arrives meanwhile with its key must not create a second.
        let mut keys = lock(&self.keys);
        if let Some(first) = keys.first(&key) {
            return Ok(first.clone());
        }
        let response = self.execute(accepted, drift)?;
        keys.insert(key, response.clone());
        Ok(response)
    }

    fn execute(&self, accepted: &Accepted<'_>, drift: bool) -> Result<Response, Refusal> {
        let mut response = {
            let (mut state, mut random) = (lock(&self.state), lock(&self.random));
            let now = self.now_ns();
            let wanted = Wanted {
                lists: self.lists,
                drift,
                book_number: self.book_number.load(Ordering::Relaxed),
            };
            success::respond(
                &self.api,
                &self.made,
                accepted,
                &mut state,
                now,
                wanted,
                &mut random,
            )?
        };
        self.keep_session(accepted, &mut response);
        Ok(response)
    }

    /// Keeps the values of a session that the call opens.
    fn keep_session(&self, accepted: &Accepted<'_>, response: &mut Response) {
        let opened = Opened {
            operation: accepted.operation,
            address: &accepted.address,
            now_ns: self.now_ns(),
        };
        if let Some(set) = self.sets.first() {
            let mut random = lock(&self.random);
            let mut sessions = lock(&self.sessions);
            sessions.keep(&self.api, &opened, &set.signer, response, &mut random);
        }
    }

    /// A UUID of version 4 that is made up.
    pub(crate) fn uuid(&self) -> String {
        crate::state::uuid(&mut lock(&self.random))
    }

    /// Random bytes that are made up.
    pub(crate) fn random_bytes(&self) -> [u8; 16] {
        lock(&self.random).u128(..).to_be_bytes()
    }

    /// The provider's time, in nanoseconds since 1970.
    pub(crate) fn now_ns(&self) -> i128 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| {
            i128::try_from(since.as_nanos()).unwrap_or(i128::MAX)
        });
        now.saturating_add(self.clock_offset_ns)
    }
}

/// A panic while the lock was held leaves nothing half done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
