//! Which failures are followed by another attempt, and how long a call waits for it.

use super::*;

/// How often a call is sent if its first request ends like this and every other one succeeds.
async fn attempts(
    operation: &Operation<'_>,
    first: Result<TransportResponse, TransportError>,
) -> (usize, Option<Outcome>) {
    let (script, time) = (Script::new([first]), Simulated::new());
    let core = builder(&script, &time).build().unwrap();
    let outcome = core.call(operation, &none()).await;
    (script.sent(), outcome.err().map(|error| error.outcome()))
}

#[tokio::test]
async fn only_what_cannot_take_effect_twice_is_sent_again() {
    let once = |outcome| (1, Some(outcome));
    let again = (2, None);
    let always = KEYED;
    let day = keyed_within(KeyScope::Millis(86_400_000));
    let open = keyed_within(KeyScope::OpenOrders);
    let no_key = Operation::new("order", "POST", "order").keyed("id");
    for operation in [&READ, &PAY, &always, &day, &open, &no_key] {
        assert_eq!(attempts(operation, Err(unsent())).await, again);
        assert_eq!(attempts(operation, Ok(too_many(&[]))).await, again);
        let refused = Ok(response(402, &[], "{}"));
        assert_eq!(attempts(operation, refused).await, once(Outcome::Rejected));
    }
    let doubtful = || {
        [
            Err(lost()),
            Err(TransportError::maybe_sent(TransportFailure::Timeout)),
            Ok(response(500, &[], "")),
            Ok(response(503, &[], "<html>")),
            Ok(response(200, &[], "{\"error\":\"ok\",\"result\":")),
        ]
    };
    for operation in [&READ, &always, &day] {
        for reply in doubtful() {
            assert_eq!(
                attempts(operation, reply).await,
                again,
                "{}",
                operation.name
            );
        }
    }
    for operation in [&PAY, &open, &no_key] {
        for reply in doubtful() {
            let found = attempts(operation, reply).await;
            assert_eq!(found, once(Outcome::Ambiguous), "{}", operation.name);
        }
    }
    // The same request has the same response again.
    let large = || Err(TransportError::maybe_sent(TransportFailure::TooLarge));
    assert_eq!(attempts(&READ, large()).await, once(Outcome::Unanswered));
    let moved = || Ok(response(302, &[("Location", "/")], ""));
    assert_eq!(attempts(&READ, moved()).await, once(Outcome::Unanswered));
    assert_eq!(attempts(&always, moved()).await, once(Outcome::Ambiguous));
    let invalid = || Err(TransportError::not_sent(TransportFailure::InvalidRequest));
    assert_eq!(attempts(&READ, invalid()).await, once(Outcome::NotSent));
}

#[tokio::test]
async fn a_call_is_repeated_with_the_same_key_which_the_error_shows() {
    let lose = |count| Script::new((0..count).map(|_| Err(lost())));
    let time = Simulated::new();
    let script = lose(3);
    let core = builder(&script, &time).build().unwrap();
    let params = Json::object([("coin", "BTC")]);
    let error = core.call(&KEYED, &params).await.unwrap_err();
    let bodies = script.bodies();
    let keys: Vec<&str> = bodies
        .iter()
        .filter_map(|body| member(body, "id"))
        .collect();
    let key = error.idempotency_key().unwrap();
    assert_eq!(keys, [key; 3]);
    // A UUID of version 4, as RFC 9562 writes it.
    let groups: Vec<usize> = key.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 4, 4, 4, 12], "{key}");
    assert_eq!(&key[14..15], "4");
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.reconcile(), Some("list"));
    let asks =
        [("own_id", key), ("coin", "BTC")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(error.reconcile_with(), asks);
    assert!(
        !error.is_retryable(),
        "the next call would have another key"
    );
    let shown = error.to_string();
    assert!(shown.ends_with("use `list` to find out"), "{shown}");

    // Another call has another key; one with a key of the caller keeps it.
    core.call(&KEYED, &params).await.unwrap();
    let body = script.bodies().pop().unwrap();
    assert_ne!(member(&body, "id"), Some(key));
    let script = lose(3);
    let core = builder(&script, &time).build().unwrap();
    let mine = Json::object([("id", "mine")]);
    let error = core.call(&KEYED, &mine).await.unwrap_err();
    let bodies = script.bodies();
    assert!(bodies.iter().all(|body| member(body, "id") == Some("mine")));
    assert_eq!((bodies.len(), error.idempotency_key()), (3, Some("mine")));
    assert!(error.is_retryable());

    let short = KEYED.new_key(KeyForm::Hex(20));
    let script = lose(0);
    let core = builder(&script, &time).build().unwrap();
    core.call(&short, &none()).await.unwrap();
    let body = script.bodies().pop().unwrap();
    let key = member(&body, "id").unwrap();
    assert!(
        key.len() == 20 && key.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{key}"
    );
}

#[tokio::test]
async fn a_done_call_says_where_its_result_is() {
    let unread = response(200, &[], r#"{"error":"ok"}"#);
    let (script, time) = (Script::new([Ok(unread)]), Simulated::new());
    let core = builder(&script, &time).build().unwrap();
    let params = Json::object([("id", "mine")]);
    let error = core.call(&KEYED, &params).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(error.reconcile(), Some("list"));
    assert_eq!(
        error.reconcile_with(),
        [("own_id".to_owned(), "mine".to_owned())]
    );
    assert!(!error.is_retryable());
    assert_eq!(script.sent(), 1);
}

#[tokio::test]
async fn a_key_is_not_used_after_its_time() {
    let (script, time) = (Script::new((0..9).map(|_| Err(lost()))), Simulated::new());
    let core = builder(&script, &time)
        .retries(
            RetryPolicy::default()
                .attempts(9)
                .first_pause(Duration::from_secs(8)),
        )
        .timeout(Duration::from_secs(3600))
        .build()
        .unwrap();
    let minute = keyed_within(KeyScope::Millis(30_000));
    let error = core.call(&minute, &none()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        time.passed() < Duration::from_secs(30),
        "{:?}",
        time.passed()
    );
}

#[tokio::test]
async fn a_refusal_after_a_lost_response_proves_nothing() {
    let replies = [Err(lost()), Ok(response(402, &[], "{}"))];
    let (script, time) = (Script::new(replies), Simulated::new());
    let core = builder(&script, &time).build().unwrap();
    let error = core.call(&KEYED, &none()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (
            ErrorKind::InsufficientFunds,
            Outcome::Ambiguous,
            Some("list")
        )
    );
}

#[tokio::test]
async fn the_provider_says_when_and_no_pause_goes_beyond_the_deadline() {
    let waits = |header: &'static str| async move {
        let reply = too_many(&[("Retry-After", header)]);
        let (script, time) = (Script::new([Ok(reply)]), Simulated::new());
        let core = builder(&script, &time)
            .clock(|| specie_runtime::Timestamp::from_seconds(1_700_000_000).unwrap())
            .build()
            .unwrap();
        let outcome = core.call(&PAY, &none()).await;
        (time.pauses(), outcome.err())
    };
    for header in ["29", "Tue, 14 Nov 2023 22:13:49 GMT"] {
        let (pauses, error) = waits(header).await;
        assert!(error.is_none());
        assert_eq!(pauses, [Duration::from_secs(29)], "{header}");
    }
    for header in ["30", "86400", "Tue, 14 Nov 2023 23:13:20 GMT"] {
        let (pauses, error) = waits(header).await;
        let error = error.unwrap();
        assert_eq!(pauses, [Duration::ZERO; 0], "{header}");
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::RateLimit, Outcome::Rejected)
        );
        assert!(error.is_retryable() && error.retry_after() >= Some(Duration::from_secs(30)));
    }
}

#[tokio::test]
async fn a_policy_may_be_turned_off_and_the_budget_is_shared() {
    let (script, time) = (Script::new([Err(unsent())]), Simulated::new());
    let core = builder(&script, &time)
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    let error = core.call(&READ, &none()).await.unwrap_err();
    assert!(error.is_retryable() && script.sent() == 1);

    // 500 tokens are a hundred repetitions: during an outage a client sends little more than its calls.
    let script = Script::new((0..2_000).map(|_| Err(unsent())));
    let core = builder(&script, &time).build().unwrap();
    for _ in 0..1_000 {
        core.clone().call(&READ, &none()).await.unwrap_err();
    }
    assert_eq!(script.sent(), 1_100);
}

#[tokio::test]
async fn a_parameter_that_is_refused_is_not_repeated() {
    let (script, time) = (Script::new([]), Simulated::new());
    let core = builder(&script, &time).build().unwrap();
    let operation = Operation::new("get", "GET", "things/{id}")
        .section(1)
        .safe();
    let error = core.call(&operation, &none()).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.is_retryable()),
        (Outcome::NotSent, false)
    );
    assert_eq!((script.sent(), time.pauses().len()), (0, 0));
}
