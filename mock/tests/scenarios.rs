//! What a scenario does to calls, and what the runtime makes of it.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_codegen::model::Api;
use specie_codegen::scenario::{self, Scenario};
use specie_mock::{Mock, MockProvider};
use specie_runtime::{Core, ErrorKind, Json, Outcome};
use std::time::{Duration, Instant};
use support::{Result, api, core, spec};
use test_server::{Reply, Server};

const WITHDRAWAL: &str = r#"{"amount":"0.5","currency":"BTC","address":"bc1qexample"}"#;

/// A mock of a provider with a scenario, and a client of it.
async fn start(name: &str, yaml: &str) -> Result<(Api, MockProvider, Core)> {
    let api = api(&spec(name))?;
    let (_, scenario, diagnostics) = scenario::read("scenario.yaml", yaml.to_owned(), &api);
    let scenario: Scenario =
        scenario.ok_or_else(|| format!("{:?}", diagnostics.shown_of(|_| true)))?;
    let provider = Mock::new(api.clone()).scenario(scenario).start().await?;
    let core = core(&api, &provider)?;
    Ok((api, provider, core))
}

/// Calls an operation; `Err`: how it failed.
async fn call(
    core: &Core,
    api: &Api,
    name: &str,
    params: &str,
) -> std::result::Result<Json, (ErrorKind, Outcome)> {
    let done = support::call(core, api, name, params).await;
    done.map_err(|error| (error.kind(), error.outcome()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_leaves_the_outcome_in_doubt_and_the_state_tells() -> Result<()> {
    let faults = "faults: [{ on: create_withdrawal, calls: 1, drop: before }, { on: create_withdrawal, calls: 2, drop: after }]";
    let (api, provider, core) = start("coinpayments", faults).await?;
    let listed = async |expected: usize| {
        let all = call(&core, &api, "get_withdrawal_history", r#"{"limit":100}"#)
            .await
            .expect("a list");
        assert_eq!(all.as_list().map(<[Json]>::len), Some(expected), "{all}");
    };
    listed(2).await; // those of the example
    for entries in [2, 3] {
        let failed = call(&core, &api, "create_withdrawal", WITHDRAWAL)
            .await
            .expect_err("a lost response");
        assert_eq!(failed.1, Outcome::Ambiguous, "{failed:?}");
        listed(entries).await;
    }
    call(&core, &api, "create_withdrawal", WITHDRAWAL)
        .await
        .expect("the third is answered");
    listed(4).await;
    assert!(provider.calls().iter().any(|call| call.fault.is_some()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_responses_prove_nothing() -> Result<()> {
    for fault in ["status: 502", "truncate: 5"] {
        let scenario = format!("faults: [{{ on: create_withdrawal, {fault} }}]");
        let (api, _provider, core) = start("coinpayments", &scenario).await?;
        let failed = call(&core, &api, "create_withdrawal", WITHDRAWAL)
            .await
            .expect_err(fault);
        assert_eq!(failed.1, Outcome::Ambiguous, "{fault}: {failed:?}");
        call(&core, &api, "balances", "{}")
            .await
            .expect("other calls are answered");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_may_be_late_or_newer_than_the_spec() -> Result<()> {
    let (api, _provider, core) = start(
        "coinport",
        "faults: [{ on: get_me, delay: 300ms, drift: true }]",
    )
    .await?;
    let begin = Instant::now();
    let me = call(&core, &api, "get_me", "{}").await.expect("a response");
    assert!(begin.elapsed() >= Duration::from_millis(300));
    assert!(me.get("new_since_the_spec").is_some(), "{me}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_refuses_and_tells_the_time() -> Result<()> {
    // CoinPort gives no time: the call is refused.
    let (api, provider, own) = start("coinport", "clock: 10m").await?;
    let failed = call(&own, &api, "get_me", "{}").await;
    let failed = failed.expect_err(&format!("{:?}", provider.calls()));
    assert_eq!(failed, (ErrorKind::Clock, Outcome::Rejected));
    // Coinpit gives its time with every response: the client corrects its own.
    let (api, provider, own) = start("coinpit", "clock: -10m").await?;
    call(&own, &api, "get_account", "{}")
        .await
        .expect("a corrected clock");
    let refused = provider
        .calls()
        .into_iter()
        .filter(|call| call.refusal.is_some());
    assert!(refused.count() <= 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_and_limited_calls_say_so() -> Result<()> {
    let (api, _provider, own) = start(
        "coinport",
        "deny: [create_order]\nlimit: { calls: 3, per: 1h }",
    )
    .await?;
    let order = r#"{"market":"btcaud","side":"buy","volume":"0.1","price":"50000"}"#;
    let failed = call(&own, &api, "create_order", order)
        .await
        .expect_err("a denied call");
    assert_eq!(failed, (ErrorKind::Permission, Outcome::Rejected));
    for _ in 0..2 {
        call(&own, &api, "get_me", "{}")
            .await
            .expect("within the limit");
    }
    let failed = call(&own, &api, "get_me", "{}")
        .await
        .expect_err("over the limit");
    assert_eq!(failed, (ErrorKind::RateLimit, Outcome::Rejected));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_reported_by_webhooks() -> Result<()> {
    let server = Server::always(Reply::json(200, "{}"));
    for (set, expected) in [
        ("", 2),
        ("repeat: 2", 4),
        ("reorder: true", 2),
        ("tamper: true", 2),
    ] {
        let yaml = format!("webhooks: {{ to: \"{}/ipn\", {set} }}", server.url());
        let (api, _provider, own) = start("coinpayments", &yaml).await?;
        let first = call(&own, &api, "create_withdrawal", WITHDRAWAL)
            .await
            .expect("a withdrawal");
        let second = call(&own, &api, "create_withdrawal", WITHDRAWAL)
            .await
            .expect("a withdrawal");
        for _ in 0..200 {
            if server.requests().len() >= expected {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let bodies: Vec<String> = server
            .take_requests()
            .iter()
            .map(|one| one.text().to_owned())
            .collect();
        assert_eq!(bodies.len(), expected, "{set}: {bodies:?}");
        let ids = [first, second].map(|one| {
            one.get("id")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        });
        if set != "tamper: true" {
            assert!(
                ids.iter()
                    .all(|id| bodies.iter().any(|body| body.contains(id.as_str()))),
                "{bodies:?} {ids:?}"
            );
        }
    }
    Ok(())
}
