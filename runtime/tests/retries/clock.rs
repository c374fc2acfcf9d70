//! A clock that the provider does not accept, and times that must not occur twice.

use super::*;
use specie_runtime::signing::plan::{List, PathSegment, Unit};
use specie_runtime::{
    ClockPolicy, ErrorRules, Provider, ResponsePath, ServerTime, TimeCall, Timestamp,
};

const NOW: i64 = 1_700_000_000_000;

fn provider(clock: ClockPolicy) -> Provider {
    Provider {
        clock: Some(clock),
        errors: ErrorRules {
            codes: List::Owned(vec![("C1".into(), ErrorKind::Clock)]),
            ..provider::PROVIDER.errors.clone()
        },
        ..provider::PROVIDER.clone()
    }
}

/// The provider's clock is ten minutes ahead of ours.
fn client(clock: ClockPolicy, script: &Script) -> Core {
    Core::builder(provider(clock), credentials())
        .transport(script.clone())
        .timer(Simulated::new())
        .retries(RetryPolicy::never())
        .clock(|| Timestamp::from_millis(NOW).unwrap())
        .build()
        .unwrap()
}

fn ahead() -> String {
    (NOW + 600_000).to_string()
}

fn stale(headers: &[(&str, &str)]) -> TransportResponse {
    response(200, headers, r#"{"error":"timestamp","code":"C1"}"#)
}

fn in_header() -> ClockPolicy {
    ClockPolicy {
        server_time: Some(ServerTime {
            operation: None,
            call: None,
            at: ResponsePath::Header("Server-Time".into()),
            unit: Some(Unit::Millis),
        }),
        ..ClockPolicy::default()
    }
}

fn by_operation(call: Option<TimeCall>) -> ClockPolicy {
    let at = vec![PathSegment::Name("time".into())];
    ClockPolicy {
        server_time: Some(ServerTime {
            operation: Some("get_time".into()),
            call,
            at: ResponsePath::Body(at.into()),
            unit: Some(Unit::Millis),
        }),
        ..ClockPolicy::default()
    }
}

/// How far the time of each signed request was ahead of our clock, in milliseconds.
fn stamps(script: &Script) -> Vec<i64> {
    let bodies = script.bodies();
    let stamps = bodies.iter().filter_map(|body| member(body, "at"));
    stamps.map(|at| at.parse::<i64>().unwrap() - NOW).collect()
}

#[tokio::test]
async fn a_rejection_that_gives_the_time_is_followed_by_one_attempt_with_it() {
    let time = ahead();
    let script = Script::new([Ok(stale(&[("Server-Time", time.as_str())]))]);
    let core = client(in_header(), &script);
    core.call(&PAY, &none()).await.unwrap();
    assert_eq!(stamps(&script), [0, 600_000]);
    // Later calls have the right time at once.
    core.call(&PAY, &none()).await.unwrap();
    assert_eq!(stamps(&script), [0, 600_000, 600_000]);

    // Rejected again: the clock is not what is wrong.
    let rejected = || Ok(stale(&[("Server-Time", time.as_str())]));
    let script = Script::new([rejected(), rejected(), rejected()]);
    let error = client(in_header(), &script)
        .call(&PAY, &none())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Clock, Outcome::Rejected)
    );
    assert_eq!(script.sent(), 2);
}

#[tokio::test]
async fn a_request_outside_the_window_is_corrected_whatever_the_provider_calls_it() {
    let window = |policy: ClockPolicy| ClockPolicy {
        past_ms: Some(10_000),
        future_ms: Some(10_000),
        ..policy
    };
    let unauthorized = |time: &str| response(401, &[("Server-Time", time)], r#"{"error":"no"}"#);
    for unique in [None, Some(Unit::Millis)] {
        let policy = ClockPolicy {
            unique,
            ..window(in_header())
        };
        let script = Script::new([Ok(unauthorized(&ahead()))]);
        let core = client(policy.clone(), &script);
        core.call(&PAY, &none()).await.unwrap();
        assert_eq!(stamps(&script).len(), 2);
        assert!(stamps(&script)[1] >= 600_000, "{:?}", stamps(&script));
        // The time was right: it is the key that is wrong.
        let script = Script::new([Ok(unauthorized(&NOW.to_string()))]);
        let error = client(policy, &script).call(&PAY, &none()).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Auth);
        assert_eq!(script.sent(), 1);
    }
}

/// Refuses every request after twenty seconds, with the right time.
struct Slow(Script, Simulated);

impl Transport for Slow {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            self.1.pass(Duration::from_secs(20));
            self.0.send(request).await
        })
    }
}

#[tokio::test]
async fn a_response_that_took_long_does_not_make_its_time_wrong() {
    let policy = ClockPolicy {
        past_ms: Some(10_000),
        future_ms: Some(10_000),
        ..in_header()
    };
    let time = Simulated::new();
    let late = (NOW + 20_000).to_string();
    let refusal = || response(401, &[("Server-Time", late.as_str())], r#"{"error":"no"}"#);
    let script = Script::new([Ok(refusal()), Ok(refusal())]);
    let clock = time.clone();
    let core = Core::builder(provider(policy), credentials())
        .transport(Slow(script.clone(), time.clone()))
        .timer(time)
        .retries(RetryPolicy::never())
        .clock(move || {
            let passed = i64::try_from(clock.passed().as_millis()).unwrap();
            Timestamp::from_millis(NOW + passed).unwrap()
        })
        .build()
        .unwrap();
    let error = core.call(&PAY, &none()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(script.sent(), 1);
}

#[tokio::test]
async fn the_operation_that_gives_the_time_is_asked() {
    let call = TimeCall {
        method: "GET".into(),
        path: "time".into(),
        section: 1,
        fixed: vec![("cmd".into(), "time of day".into())].into(),
    };
    let time = response(200, &[], &format!(r#"{{"time":{}}}"#, ahead()));
    let script = Script::new([Ok(stale(&[])), Ok(time)]);
    let core = client(by_operation(Some(call.clone())), &script);
    core.call(&PAY, &none()).await.unwrap();
    assert_eq!(stamps(&script), [0, 600_000]);
    let urls: Vec<String> = {
        let requests = script.requests.lock().unwrap();
        requests.iter().map(|request| request.url.clone()).collect()
    };
    assert_eq!(urls[1], "https://mini.example/time?cmd=time%20of%20day");
    assert_eq!(script.sent(), 3);

    // It cannot be called, or does not answer: the call ends as it was.
    for (call, failure) in [(None, Ok(done())), (Some(call), Err(unsent()))] {
        let script = Script::new([Ok(stale(&[])), failure]);
        let core = client(by_operation(call.clone()), &script);
        let error = core.call(&PAY, &none()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Clock, Outcome::Rejected)
        );
        assert_eq!(script.sent(), if call.is_some() { 2 } else { 1 });
    }
}

#[tokio::test]
async fn without_the_providers_time_there_is_nothing_to_correct() {
    for policy in [ClockPolicy::default(), in_header()] {
        let script = Script::new([Ok(stale(&[]))]);
        client(policy, &script)
            .call(&PAY, &none())
            .await
            .unwrap_err();
        assert_eq!(script.sent(), 1);
    }
    // A rejection that is not proven may not be repeated, whatever it gives.
    let time = ahead();
    let headers = [("Server-Time", time.as_str())];
    let doubtful = response(500, &headers, r#"{"code":"U1"}"#);
    let script = Script::new([Ok(doubtful)]);
    let error = client(in_header(), &script)
        .call(&PAY, &none())
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), script.sent()), (Outcome::Ambiguous, 1));
}

#[tokio::test]
async fn no_two_requests_of_a_key_have_the_same_time() {
    let policy = ClockPolicy {
        unique: Some(Unit::Millis),
        ..ClockPolicy::default()
    };
    let script = Script::default();
    let core = client(policy, &script);
    let calls = (0..200).map(|_| {
        let core = core.clone();
        tokio::spawn(async move { core.call(&READ, &none()).await.unwrap() })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let mut found = stamps(&script);
    found.sort_unstable();
    assert_eq!(found, (0..200).collect::<Vec<i64>>());
}

/// Where the provider gives its time.
#[derive(Clone, Copy, Debug)]
enum Gives {
    Millis,
    Date,
    Operation,
}

/// A provider that refuses a request whose time is more than five seconds from its own, or that another request had. Time passes while
/// requests and responses are on their way, and the local clock may be set in between.
#[derive(Clone)]
struct Strict {
    gives: Gives,
    time: Simulated,
    state: Arc<Mutex<StrictState>>,
}

#[derive(Default)]
struct StrictState {
    /// How far the local clock is ahead of the provider's, in milliseconds.
    skew: i64,
    /// The skew that it has from the next moment on that a request or response is on its way.
    next_skew: Option<i64>,
    random: u64,
    seen: std::collections::HashSet<i64>,
    accepted: usize,
    refused: usize,
}

impl Strict {
    fn new(gives: Gives) -> Self {
        Self {
            gives,
            time: Simulated::new(),
            state: Arc::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, StrictState> {
        self.state.lock().unwrap()
    }

    /// Sets the local clock: now, or while a request or response is on its way.
    fn set_clock(&self, skew: i64, on_the_way: bool) {
        let mut state = self.state();
        state.refused = 0;
        match on_the_way {
            true => state.next_skew = Some(skew),
            false => state.skew = skew,
        }
    }

    /// The provider's time in milliseconds.
    fn now(&self) -> i64 {
        NOW + i64::try_from(self.time.passed().as_millis()).unwrap()
    }

    fn client(&self, unique: bool) -> Core {
        let source = |operation, at, unit| ServerTime {
            operation,
            call: None,
            at,
            unit,
        };
        let server_time = match self.gives {
            Gives::Millis => in_header().server_time,
            Gives::Date => Some(source(None, ResponsePath::Header("Date".into()), None)),
            Gives::Operation => {
                by_operation(Some(TimeCall {
                    method: "GET".into(),
                    path: "time".into(),
                    section: 1,
                    fixed: List::Borrowed(&[]),
                }))
                .server_time
            }
        };
        let policy = ClockPolicy {
            server_time,
            unique: unique.then_some(Unit::Millis),
            ..ClockPolicy::default()
        };
        let clock = self.clone();
        Core::builder(provider(policy), credentials())
            .transport(self.clone())
            .timer(self.time.clone())
            .retries(RetryPolicy::never())
            .clock(move || Timestamp::from_millis(clock.now() + clock.state().skew).unwrap())
            .nonces(specie_runtime::InProcessNonces::default())
            .build()
            .unwrap()
    }

    /// Something is on its way for up to 200 ms.
    async fn travel(&self) {
        let took = {
            let mut state = self.state();
            state.random = state
                .random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            // Only every fourth journey meets the change of the clock.
            if state.random >> 62 == 0
                && let Some(skew) = state.next_skew.take()
            {
                state.skew = skew;
                state.refused = 0;
            }
            (state.random >> 33) % 200
        };
        self.time.pass(Duration::from_millis(took));
        tokio::task::yield_now().await;
    }

    fn judge(&self, request: &TransportRequest) -> TransportResponse {
        let now = self.now();
        let seconds = 80_000 + (now - NOW) / 1_000;
        assert!(seconds < 86_400, "the date is that of one day");
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        let date = format!(
            "Tue, 14 Nov 2023 {hours:02}:{minutes:02}:{:02} GMT",
            seconds % 60
        );
        let millis = now.to_string();
        let headers = match self.gives {
            Gives::Millis => vec![("Server-Time", millis.as_str())],
            Gives::Date => vec![("Date", date.as_str())],
            Gives::Operation => Vec::new(),
        };
        if request.url.ends_with("/time") {
            return response(200, &[], &format!(r#"{{"time":{now}}}"#));
        }
        let body = String::from_utf8(request.body.clone().unwrap_or_default()).unwrap();
        let at: i64 = member(&body, "at").unwrap().parse().unwrap();
        let mut state = self.state();
        match (now - at).abs() <= 5_000 {
            true => {
                state.accepted += 1;
                state.seen.insert(at);
                response(200, &headers, r#"{"error":"ok","result":1}"#)
            }
            false => {
                state.refused += 1;
                stale(&headers)
            }
        }
    }
}

impl Transport for Strict {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            self.travel().await;
            let response = self.judge(&request);
            self.travel().await;
            Ok(response)
        })
    }
}

/// What the local clock is set to, one after another: ten minutes wrong in both directions, right again, and less wrong than before.
const STEPS: [i64; 10] = [
    600_000, 0, -600_000, 600_000, 300_000, -600_000, -300_000, 600_000, -600_000, 0,
];

/// A clock that is set ten minutes ahead or back costs one refused request at most, and no call.
#[tokio::test]
async fn a_clock_that_is_set_costs_one_refused_request() {
    for gives in [Gives::Millis, Gives::Date, Gives::Operation] {
        for unique in [false, true] {
            let provider = Strict::new(gives);
            let core = provider.client(unique);
            let mut refused = Vec::new();
            for (at, skew) in STEPS.into_iter().enumerate() {
                provider.set_clock(skew, at % 2 == 1);
                for _ in 0..100 {
                    core.call(&PAY, &none()).await.unwrap();
                }
                assert_eq!(provider.state().next_skew, None);
                refused.push(provider.state().refused);
            }
            let what = format!("{gives:?}, unique {unique}: {refused:?}");
            assert!(refused.iter().all(|refused| *refused <= 1), "{what}");
            // Between two calls, it is noticed by nothing else. A time that none else may have does not go back with the clock.
            let noticed = refused.iter().step_by(2).sum::<usize>();
            assert!(
                noticed == STEPS.len() / 2 || unique && noticed > 0,
                "{what}"
            );
            let state = provider.state();
            assert_eq!(state.accepted, 100 * STEPS.len(), "{what}");
            assert!(!unique || state.seen.len() == state.accepted, "{what}");
        }
    }
}

/// With many calls in progress, each of those may be refused once. None fails, and no time is used twice.
#[tokio::test]
async fn a_clock_that_is_set_costs_no_call_that_is_in_progress() {
    const TASKS: usize = 16;
    for gives in [Gives::Millis, Gives::Date, Gives::Operation] {
        let provider = Strict::new(gives);
        let core = provider.client(true);
        for (at, skew) in STEPS.into_iter().enumerate() {
            provider.set_clock(skew, at % 2 == 1);
            let calls = (0..TASKS).map(|_| {
                let core = core.clone();
                tokio::spawn(async move {
                    for _ in 0..4 {
                        core.call(&PAY, &none()).await.unwrap();
                    }
                })
            });
            for call in calls.collect::<Vec<_>>() {
                call.await.unwrap();
            }
            let refused = provider.state().refused;
            assert!(refused <= TASKS, "{gives:?} {skew}: {refused}");
        }
        let state = provider.state();
        assert_eq!(state.accepted, 4 * TASKS * STEPS.len());
        assert_eq!(state.seen.len(), state.accepted, "{gives:?}");
    }
}
