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
