//! Errors made for tests are those that calls return, and a refusal made from a code is read as the spec says.

use crate::Done;
use specie::runtime::signing::Credentials;
use specie::runtime::{
    Core, Error, Operation, Provider, RetryPolicy, TransportFailure, matches_pattern,
};
use specie::testing::{Replay, Reply, error};
use specie::{ErrorKind, Json, Outcome};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const OUTCOMES: [Outcome; 6] = [
    Outcome::Done,
    Outcome::Partial,
    Outcome::Rejected,
    Outcome::Ambiguous,
    Outcome::Unanswered,
    Outcome::NotSent,
];

/// A provider of the workspace.
fn provider(spec: &str) -> Result<Provider, Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(spec);
    let loaded = specie_codegen::load(
        spec,
        std::fs::read(path)?,
        &specie_codegen::Options::default(),
    );
    let api = loaded.api.ok_or("no model")?;
    Ok(api.runtime)
}

fn credentials(provider: &Provider) -> Credentials {
    let mut credentials = Credentials::new();
    for one in provider
        .scheme
        .credentials
        .iter()
        .filter(|one| !one.optional)
    {
        credentials = credentials.with(&*one.name, "00".repeat(32));
    }
    credentials
}

async fn called(replay: &Replay, provider: &Provider, operation: &Operation<'_>) -> Error {
    let client = Core::builder(provider.clone(), credentials(provider))
        .transport(replay.clone())
        .limits(false)
        .retries(RetryPolicy::never())
        .build()
        .expect("a client");
    client
        .call(operation, &Json::Null)
        .await
        .expect_err("an error")
}

/// Every code of every provider, in each envelope that its operations have.
#[tokio::test]
async fn every_code_of_a_spec_is_refused_as_the_spec_says() -> Done {
    let mut count = 0;
    for name in ["calypso", "coinpayments", "coinport"] {
        let provider = provider(&format!("specs/{name}.yaml"))?;
        let client = Core::builder(provider.clone(), credentials(&provider)).build()?;
        for (pattern, kind) in provider.errors.codes.iter() {
            let code = pattern.replace('*', "x");
            let first = provider
                .errors
                .codes
                .iter()
                .find(|(p, _)| matches_pattern(p, &code));
            assert_eq!(first.map(|(_, kind)| kind), Some(kind), "{name} {code}");
            let envelope = (!provider.envelopes.is_empty()).then_some(0);
            let mut operation = Operation::new("refused", "POST", "x").no_envelope();
            operation.envelope = envelope;
            let replay = Replay::new();
            replay.expect("refused", Reply::rejection(&client, &code)?);
            let error = called(&replay, &provider, &operation).await;
            assert_eq!(
                (error.kind(), error.code()),
                (*kind, Some(&*code)),
                "{name}: {error}"
            );
            let open = matches!(kind, ErrorKind::Internal | ErrorKind::UnknownOutcome);
            let outcome = if open {
                Outcome::Ambiguous
            } else {
                Outcome::Rejected
            };
            assert_eq!(error.outcome(), outcome, "{name}: {error}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
    let coinpit = provider("specs/coinpit.yaml")?;
    let client = Core::builder(coinpit.clone(), Credentials::new()).build()?;
    let none = Reply::rejection(&client, "x").expect_err("it has no codes");
    assert_eq!(none.kind(), ErrorKind::Configuration);
    assert!(none.to_string().contains("`Reply::json`"), "{none}");
    Ok(())
}

/// What calls return for many responses and failures: no pair of kind and outcome is one that `error` refuses, and what an error made for a
/// test answers is what the real one does.
#[tokio::test]
async fn what_calls_return_can_be_made() -> Done {
    let provider = provider("specs/coinpayments.yaml")?;
    let mut replies: Vec<Reply> = Vec::new();
    for status in [
        200, 204, 301, 400, 401, 402, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 504,
    ] {
        for body in [
            "",
            "{",
            "[]",
            r#"{"error":"ok"}"#,
            r#"{"error":"x"}"#,
            r#"{"error":"HMAC signature does not match"}"#,
        ] {
            replies.push(Reply::json(body).status(status));
        }
    }
    use TransportFailure as F;
    for failure in [
        F::Connect,
        F::Timeout,
        F::Broken,
        F::TooLarge,
        F::Upload,
        F::InvalidRequest,
    ] {
        replies.extend([Reply::not_sent(failure), Reply::maybe_sent(failure)]);
    }
    let mut seen = BTreeMap::new();
    for reply in replies {
        for safe in [false, true] {
            let mut operation = Operation::new("asked", "POST", "x").never("found_out");
            if safe {
                operation = Operation::new("asked", "POST", "x").safe();
            }
            let shown = format!("{reply:?} {safe}");
            let replay = Replay::new();
            replay.expect("asked", reply.clone());
            let real = match Core::builder(provider.clone(), credentials(&provider))
                .transport(replay.clone())
                .limits(false)
                .retries(RetryPolicy::never())
                .build()?
                .call(&operation, &Json::Null)
                .await
            {
                Ok(_) => continue,
                Err(error) => error,
            };
            let mut made = error(real.kind(), real.outcome()).operation("asked");
            if let Some(status) = real.status() {
                made = made.status(status);
            }
            if let Some(code) = real.code() {
                made = made.code(code).message(real.message().unwrap_or_default());
            }
            if let Some(operation) = real.reconcile() {
                let with: [(&str, &str); 0] = [];
                made = made.reconcile(operation, with);
            }
            let made = made.build().map_err(|why| format!("{shown}: {why}"))?;
            assert_eq!(made.is_retryable(), real.is_retryable(), "{shown}");
            assert_eq!(made.reconcile(), real.reconcile(), "{shown}");
            if real.outcome() == Outcome::Rejected
                || real.status().is_none() && real.kind() != ErrorKind::Request
            {
                assert_eq!(made.to_string(), real.to_string(), "{shown}");
            }
            seen.insert(format!("{:?} {:?}", real.kind(), real.outcome()), ());
        }
    }
    assert!(seen.len() > 25, "{seen:?}");
    Ok(())
}

#[test]
fn an_error_that_no_call_returns_is_refused() {
    let why =
        |made: specie::testing::ErrorBuilder| made.build().expect_err("impossible").to_string();
    assert_eq!(
        why(error(ErrorKind::Connect, Outcome::Rejected)),
        "an error of the kind `connect` never has the outcome `rejected`: expected `ambiguous` or `unanswered` or `not_sent`"
    );
    let rejected = || error(ErrorKind::Invalid, Outcome::Rejected);
    assert!(
        why(rejected().reconcile("a", [("b", "c")]))
            .starts_with("an error names the operation that reconciles")
    );
    assert!(why(rejected().partial("[]")).starts_with("`partial` is data"));
    assert!(why(rejected().data("{")).starts_with("`data` is not JSON"));
    for outcome in OUTCOMES {
        let partial = error(ErrorKind::Partial, outcome).build();
        assert_eq!(partial.is_ok(), outcome == Outcome::Partial);
    }
}

#[test]
fn an_error_has_what_it_was_given() -> Done {
    let made = error(ErrorKind::RateLimit, Outcome::Rejected)
        .operation("get_info")
        .status(429)
        .code("slow")
        .message("wait a bit")
        .request_id("r1")
        .retry_after(Duration::from_secs(9))
        .data(r#"{"left": 0}"#)
        .raw("wait")
        .build()?;
    assert_eq!(
        made.to_string(),
        "get_info: the provider rejected the call (rate_limit) (code slow, HTTP 429): wait a bit"
    );
    assert_eq!((made.request_id(), made.raw()), (Some("r1"), Some("wait")));
    assert_eq!(made.retry_after(), Some(Duration::from_secs(9)));
    let left = made.data::<Json>().ok_or("no data")??;
    assert_eq!(left.get("left").and_then(Json::as_i64), Some(0));
    assert!(made.is_retryable());

    let lost = || error(ErrorKind::Timeout, Outcome::Ambiguous);
    let again = lost().idempotency_key("k1").build()?;
    assert_eq!(
        (again.is_retryable(), again.idempotency_key()),
        (true, Some("k1"))
    );
    let once = lost()
        .new_idempotency_key("k2")
        .reconcile("find", [("id", "7")])
        .build()?;
    assert!(!once.is_retryable());
    assert_eq!(
        (once.reconcile(), once.reconcile_with()),
        (Some("find"), &[("id".to_owned(), "7".to_owned())][..])
    );
    assert!(
        once.to_string().ends_with("use `find` to find out"),
        "{once}"
    );

    let partial = error(ErrorKind::Partial, Outcome::Partial)
        .partial(r#"["a","b"]"#)
        .build()?;
    assert_eq!(
        partial.partial::<Vec<String>>().ok_or("no data")??,
        ["a", "b"]
    );
    Ok(())
}
