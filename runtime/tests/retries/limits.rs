//! Calls wait until the provider's rate limits allow them, before they are stamped.

use super::*;
use specie_runtime::signing::plan::List;
use specie_runtime::{
    Admission, Clock, Cost, CostBy, CostRule, CountedCalls, InProcessLimits, Limit, LimitHeaders,
    LimitReport, LimitReset, LimitSize, LimitStore, LimitUse, Provider, Timestamp,
};

const SECOND: Duration = Duration::from_secs(1);

pub(super) fn limit(calls: u32, scope: &'static str) -> Limit {
    Limit {
        size: LimitSize::Window {
            calls,
            per_ms: 1_000,
        },
        scope: scope.into(),
        by: None,
        pool: None,
        counts: CountedCalls::All,
        headers: LimitHeaders::NONE,
        tiers: List::Borrowed(&[]),
    }
}

pub(super) fn with(limits: Vec<Limit>) -> Provider {
    Provider {
        limits: List::Owned(limits),
        ..provider::PROVIDER.clone()
    }
}

fn client(provider: Provider, script: &Script, time: &Simulated) -> CoreBuilder {
    Core::builder(provider, credentials())
        .transport(script.clone())
        .timer(time.clone())
        .limit_store(time.limits())
}

/// A clock that shows the simulated time.
fn clock(time: &Simulated) -> impl Clock {
    let time = time.clone();
    move || {
        let passed = i64::try_from(time.passed().as_micros()).unwrap();
        Timestamp::from_micros(1_700_000_000_000_000 + passed).unwrap()
    }
}

#[tokio::test]
async fn calls_wait_and_are_stamped_after_they_waited() {
    let (script, time) = (Script::default(), Simulated::new());
    let core = client(with(vec![limit(2, "key")]), &script, &time)
        .clock(clock(&time))
        .build()
        .unwrap();
    for _ in 0..6 {
        core.call(&PAY, &none()).await.unwrap();
    }
    let stamps: Vec<u64> = script
        .bodies()
        .iter()
        .map(|body| member(body, "at").unwrap().parse().unwrap())
        .map(|millis: u64| millis - 1_700_000_000_000)
        .collect();
    // Two calls in every stretch of a second, and not much slower than that.
    for three in stamps.windows(3) {
        assert!(three[2] - three[0] >= 1_000, "{stamps:?}");
    }
    assert!(stamps[5] < 2_600, "{stamps:?}");
}

#[tokio::test]
async fn a_turn_after_the_deadline_is_refused_at_once() {
    let (script, time) = (Script::default(), Simulated::new());
    let core = client(with(vec![limit(1, "key")]), &script, &time)
        .timeout(SECOND / 2)
        .build()
        .unwrap();
    core.call(&PAY, &none()).await.unwrap();
    let error = core.call(&PAY, &none()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::RateLimit, Outcome::NotSent)
    );
    let wait = error.retry_after().unwrap();
    assert!(wait >= SECOND && wait < 2 * SECOND, "{wait:?}");
    assert!(
        error
            .to_string()
            .contains("rate limit allows this call in 1."),
        "{error}"
    );
    assert!(error.is_retryable());
    assert_eq!((script.sent(), time.pauses().len()), (1, 0));
    // It may be sent then.
    time.pass(wait);
    core.call(&PAY, &none()).await.unwrap();
}

#[tokio::test]
async fn a_refusal_closes_the_pools_of_the_call() {
    let (script, time) = (
        Script::new([Ok(too_many(&[("Retry-After", "9")]))]),
        Simulated::new(),
    );
    let shared = Arc::new(time.limits());
    let build = || {
        client(with(vec![limit(100, "ip")]), &script, &time)
            .limit_store(Arc::clone(&shared))
            .timeout(5 * SECOND)
            .build()
            .unwrap()
    };
    let error = build().call(&PAY, &none()).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.retry_after()),
        (Outcome::Rejected, Some(9 * SECOND))
    );
    // Another key has the same address.
    let error = build().call(&PAY, &none()).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.retry_after()),
        (Outcome::NotSent, Some(9 * SECOND))
    );
    assert_eq!(script.sent(), 1);
    time.pass(9 * SECOND);
    build().call(&PAY, &none()).await.unwrap();

    // Without `Retry-After`, the limit is over after its window. The call itself is then repeated.
    let script = Script::new([Ok(too_many(&[]))]);
    let core = client(with(vec![limit(100, "key")]), &script, &time)
        .build()
        .unwrap();
    let before = time.passed();
    core.call(&PAY, &none()).await.unwrap();
    assert!(time.passed() - before >= SECOND);
    assert_eq!(script.sent(), 2);
}

#[tokio::test]
async fn keys_and_addresses_count_apart_and_limits_may_be_off() {
    let time = Simulated::new();
    let shared: Arc<InProcessLimits> = Arc::new(time.limits());
    let script = Script::default();
    let build = |scope, on| {
        client(with(vec![limit(1, scope)]), &script, &time)
            .limit_store(Arc::clone(&shared))
            .limits(on)
            .timeout(SECOND / 2)
            .build()
            .unwrap()
    };
    for _ in 0..3 {
        build("key", true).call(&PAY, &none()).await.unwrap();
        build("ip", false).call(&PAY, &none()).await.unwrap();
    }
    build("ip", true).call(&PAY, &none()).await.unwrap();
    build("ip", true).call(&PAY, &none()).await.unwrap_err();
}

#[tokio::test]
async fn costs_follow_parameters_and_pools_the_value_that_they_count_by() {
    let steps = vec![(100, 1)];
    let cost = Cost {
        rules: vec![CostRule {
            param: "depth".into(),
            cost: CostBy::UpTo(steps.into(), 5),
        }]
        .into(),
        otherwise: 1,
    };
    let mut by_market = limit(5, "key");
    by_market.by = Some("market".into());
    let provider = Provider {
        weights: List::Owned(vec![("read".into(), cost)]),
        ..with(vec![by_market])
    };
    let (script, time) = (Script::default(), Simulated::new());
    let core = client(provider, &script, &time)
        .timeout(SECOND / 2)
        .build()
        .unwrap();
    let book = |market: &str, depth: i64| {
        Json::object([("market", Json::from(market)), ("depth", Json::from(depth))])
    };
    core.call(&READ, &book("a", 500)).await.unwrap();
    core.call(&READ, &book("a", 1)).await.unwrap_err();
    core.call(&READ, &book("b", 1)).await.unwrap();
}

#[tokio::test]
async fn headers_correct_what_was_counted() {
    // Bybit: https://bybit-exchange.github.io/docs/v5/rate-limit
    let mut reported = limit(10, "key");
    reported.headers = LimitHeaders {
        used: None,
        left: Some("X-Bapi-Limit-Status".into()),
        reset: Some(LimitReset::At(
            "X-Bapi-Limit-Reset-Timestamp".into(),
            Some(specie_runtime::signing::plan::Unit::Millis),
        )),
    };
    let headers = [
        ("X-Bapi-Limit-Status", "0"),
        ("X-Bapi-Limit-Reset-Timestamp", "1700000004000"),
    ];
    let body = r#"{"error":"ok","result":1}"#;
    let (script, time) = (
        Script::new([Ok(response(200, &headers, body))]),
        Simulated::new(),
    );
    let core = client(with(vec![reported]), &script, &time)
        .clock(clock(&time))
        .timeout(2 * SECOND)
        .build()
        .unwrap();
    core.call(&READ, &none()).await.unwrap();
    let error = core.call(&READ, &none()).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.retry_after()),
        (Outcome::NotSent, Some(4 * SECOND))
    );
}

/// A store that admits every call, and then does not return, or fails, when it is told something.
#[derive(Clone, Default)]
struct Silent {
    fails: bool,
    told: Arc<AtomicUsize>,
}

impl LimitStore for Silent {
    fn take<'a>(
        &'a self,
        _: &'a [LimitUse<'a>],
        _: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        Box::pin(async { Ok(Admission::After(Duration::ZERO)) })
    }

    fn report<'a>(
        &'a self,
        _: &'a str,
        _: LimitSize,
        _: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        self.told.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            if self.fails {
                return Err(Error::store("the store is not available"));
            }
            std::future::pending().await
        })
    }
}

/// Responds just before the timeout of the call.
struct Late(Script, Duration);

impl Transport for Late {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            tokio::time::sleep(self.1).await;
            self.0.send(request).await
        })
    }
}

/// A limit that every response reports.
fn reported() -> Limit {
    let mut reported = limit(100, "key");
    reported.headers.left = Some("Left".into());
    reported
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_that_stalls_changes_no_outcome_and_holds_up_no_call() {
    let left = [("Left", "7")];
    let cases = [
        (response(200, &left, r#"{"error":"ok","result":1}"#), None),
        // It cannot be decoded: it was done all the same.
        (
            response(200, &left, r#"{"error":"ok","result":"#),
            Some((ErrorKind::Decode, Outcome::Ambiguous)),
        ),
        (
            response(200, &left, r#"{"error":"no funds"}"#),
            Some((ErrorKind::InsufficientFunds, Outcome::Rejected)),
        ),
        (
            too_many(&left),
            Some((ErrorKind::RateLimit, Outcome::Rejected)),
        ),
        (
            response(500, &left, "oops"),
            Some((ErrorKind::Internal, Outcome::Ambiguous)),
        ),
    ];
    let mut calls = Vec::new();
    for (reply, expected) in cases {
        for (after, timeout) in [(0, 30_000), (0, 500), (485, 500), (500, 500)] {
            for fails in [false, true] {
                let (reply, store) = (
                    reply.clone(),
                    Silent {
                        fails,
                        ..Silent::default()
                    },
                );
                calls.push(tokio::spawn(async move {
                    let script = Script::new([Ok(reply)]);
                    let core = Core::builder(with(vec![reported()]), credentials())
                        .transport(Late(script, Duration::from_millis(after)))
                        .limit_store(store.clone())
                        .retries(RetryPolicy::never())
                        .timeout(Duration::from_millis(timeout))
                        .build()
                        .unwrap();
                    let started = std::time::Instant::now();
                    let outcome = core.call(&PAY, &none()).await;
                    let took = started.elapsed();
                    let found = outcome.err().map(|error| (error.kind(), error.outcome()));
                    let what = format!("{found:?} after {after} of {timeout} ms");
                    // At the deadline, either may be first: the store is told only of a response that counts.
                    let told = store.told.load(Ordering::Relaxed) > 0;
                    let timed_out = Some((ErrorKind::Timeout, Outcome::Ambiguous));
                    match told {
                        true => assert_eq!(found, expected, "{what}"),
                        false => assert!(after > 0 && found == timed_out, "{what}"),
                    }
                    assert!(
                        took < Duration::from_millis(timeout.min(1_000) + 600),
                        "{took:?}"
                    );
                }));
            }
        }
    }
    for call in calls {
        call.await.unwrap();
    }
}

#[test]
fn a_tier_must_be_one_of_the_providers() {
    let mut tiered = limit(1, "key");
    let vip = LimitSize::Window {
        calls: 5,
        per_ms: 1_000,
    };
    tiered.tiers = List::Owned(vec![("vip".into(), vip)]);
    let (script, time) = (Script::default(), Simulated::new());
    let build = |tier: &str| {
        client(with(vec![tiered.clone()]), &script, &time)
            .limit_tier(tier)
            .build()
    };
    assert!(build("vip").is_ok());
    let error = build("vipp").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.to_string(), "unknown tier `vipp`; the tiers are vip");
}
