//! Coinpit's stream: socket.io, events that the client sends, and the faults of scenarios.

use super::support::Result;
use super::{next, start_of};
use specie_codegen::model::Api;
use specie_mock::MockProvider;
use specie_runtime::signing::Credentials;
use specie_runtime::stream::{RawEvent, RawStream, Subscription};
use specie_runtime::{Core, Error, ErrorKind, Json, Outcome};
use std::borrow::Cow;
use std::time::Duration;
use tokio::time::timeout;

/// The events of Coinpit's stream, by their places.
const CREATE: u16 = 3;

async fn open(core: &Core, api: &Api, channels: &[&str]) -> std::result::Result<RawStream, Error> {
    let stream = api.streams.first().expect("the stream");
    let mut subscriptions = Vec::new();
    for name in channels {
        let mut all = stream.plan.channels.iter();
        let index = all.position(|one| one.name == *name).expect("the channel");
        let index = u16::try_from(index).expect("few channels");
        let none = Json::parse(b"{}").expect("JSON");
        subscriptions.push(Subscription::of(&stream.plan, index, &none)?);
    }
    let plan = Cow::Owned(stream.plan.clone());
    RawStream::open(core, plan, subscriptions, None, None).await
}

async fn start(scenario: &str) -> Result<(Api, MockProvider, Core)> {
    start_of("coinpit", scenario).await
}

fn orders(clientid: &str) -> Json {
    let order = format!(
        r#"{{"orders":[{{"instrument":"BTC1","side":"buy","quantity":3,"price":1069.5,"orderType":"LMT","clientid":"{clientid}","targetPrice":"NONE"}}]}}"#
    );
    Json::parse(order.as_bytes()).expect("JSON")
}

fn topic(event: &RawEvent) -> &str {
    match event {
        RawEvent::Message(message) => message.subscription().topic(),
        other => panic!("expected a message, found {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn public_events_need_no_account_and_private_ones_a_registration() -> Result<()> {
    let (api, provider, core) = start("").await?;
    let nobody = Core::builder(api.runtime.clone(), Credentials::new())
        .base_url(provider.base_url())
        .build()?;
    let mut trades = open(&nobody, &api, &["trade"]).await?;
    assert_eq!(topic(&next(&mut trades).await?), "trade");
    let refused = open(&nobody, &api, &["account"]).await.expect_err("no key");
    assert_eq!(refused.outcome(), Outcome::NotSent, "{refused}");

    let mut account = open(&core, &api, &["account"]).await?;
    for _ in 0..2 {
        assert_eq!(topic(&next(&mut account).await?), "account");
    }
    // The registration of another key is refused, and the public events go on.
    let mut other = Credentials::new();
    other.set(
        "private_key",
        "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy",
    );
    let other = Core::builder(api.runtime.clone(), other)
        .base_url(provider.base_url())
        .build()?;
    match open(&other, &api, &["account", "trade"]).await {
        Ok(mut stream) => {
            let refused = loop {
                match next(&mut stream).await {
                    Ok(event) => assert_eq!(topic(&event), "trade"),
                    Err(error) => break error,
                }
            };
            assert_eq!(refused.outcome(), Outcome::Rejected, "{refused}");
        }
        // The mock may refuse the handshake already.
        Err(refused) => assert_eq!(refused.kind(), ErrorKind::Auth, "{refused}"),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_answered_or_refused() -> Result<()> {
    let (api, _provider, core) = start("").await?;
    let stream = open(&core, &api, &["trade"]).await?;
    let answer = stream
        .send(CREATE, &orders("one"))
        .await?
        .expect("an answer");
    let answer: serde_json::Value = serde_json::from_slice(&answer)?;
    assert!(answer["result"][0]["uuid"].is_string(), "{answer}");
    assert!(answer["requestid"].is_string(), "{answer}");
    let wrong = Json::parse(br#"{"orders":[{"side":"up"}]}"#)?;
    let refused = stream.send(CREATE, &wrong).await.expect_err("a refusal");
    assert_eq!(
        (refused.kind(), refused.outcome()),
        (ErrorKind::Invalid, Outcome::Rejected)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_refused_by_the_scenario_in_the_words_of_the_spec() -> Result<()> {
    let scenario = r#"streams: [{ on: events, channel: "POST /order", fault: refuse }]"#;
    let (api, _provider, core) = start(scenario).await?;
    let stream = open(&core, &api, &["trade"]).await?;
    let refused = stream
        .send(CREATE, &orders("one"))
        .await
        .expect_err("a refusal");
    assert_eq!(refused.outcome(), Outcome::Rejected);
    assert!(refused.to_string().contains("order_error"), "{refused}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_messages_are_those_of_any_stream() -> Result<()> {
    let scenario = "streams: [{ channel: trade, messages: 2, fault: close }, { channel: trade, messages: 4, fault: garble }, { channel: trade, messages: 6, fault: silence }]";
    let (api, _provider, core) = start(scenario).await?;
    let mut stream = open(&core, &api, &["trade"]).await?;
    assert_eq!(topic(&next(&mut stream).await?), "trade");
    let reset = next(&mut stream).await?;
    assert!(matches!(reset, RawEvent::Reset(_)), "{reset:?}");
    assert_eq!(topic(&next(&mut stream).await?), "trade");
    let garbled = next(&mut stream).await.expect_err("no JSON");
    assert_eq!(garbled.kind(), ErrorKind::Decode);
    assert_eq!(topic(&next(&mut stream).await?), "trade");
    let silent = timeout(Duration::from_secs(1), stream.next()).await;
    assert!(silent.is_err(), "{silent:?}");
    Ok(())
}
