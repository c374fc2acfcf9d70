//! Streams of the mock, followed by the runtime's own client.

#![allow(missing_docs, reason = "tests")]

mod exchanges;
mod made;
mod socket_io;
#[path = "../support/mod.rs"]
mod support;

use specie_codegen::model::Api;
use specie_codegen::scenario;
use specie_mock::{Mock, MockProvider};
use specie_runtime::signing::Credentials;
use specie_runtime::stream::{GapReason, MessageKind, RawEvent, RawStream, Subscription};
use specie_runtime::{Core, Error, ErrorKind, Json};
use std::borrow::Cow;
use std::time::Duration;
use support::{Result, api, core, spec};
use tokio::time::timeout;

/// How long an event may take.
const PATIENCE: Duration = Duration::from_secs(10);

async fn start(scenario: &str) -> Result<(Api, MockProvider, Core)> {
    start_of("coinport", scenario).await
}

/// A mock of a provider, and a client of its account.
async fn start_of(provider: &str, scenario: &str) -> Result<(Api, MockProvider, Core)> {
    let api = api(&spec(provider))?;
    let mut mock = Mock::new(api.clone());
    if !scenario.is_empty() {
        let (_, read, diagnostics) = scenario::read("scenario.yaml", scenario.to_owned(), &api);
        mock = mock.scenario(read.ok_or_else(|| format!("{:?}", diagnostics.shown_of(|_| true)))?);
    }
    let provider = mock.start().await?;
    let core = core(&api, &provider)?;
    Ok((api, provider, core))
}

/// Opens a channel of a stream, by their names in the spec.
async fn open(
    core: &Core,
    api: &Api,
    stream: &str,
    channel: &str,
    params: &str,
) -> std::result::Result<RawStream, Error> {
    let mut streams = api.streams.iter();
    let stream = streams.find(|one| one.name == stream).expect("the stream");
    let mut channels = stream.plan.channels.iter();
    let index = channels.position(|one| one.name == channel);
    let index = u16::try_from(index.expect("the channel")).expect("few channels");
    let params = Json::parse(params.as_bytes()).expect("JSON");
    let subscription = Subscription::of(&stream.plan, index, &params)?;
    let plan = Cow::Owned(stream.plan.clone());
    RawStream::open(core, plan, vec![subscription], None, None).await
}

async fn next(stream: &mut RawStream) -> std::result::Result<RawEvent, Error> {
    let event = timeout(PATIENCE, stream.next()).await;
    event.expect("an event in time").expect("an open stream")
}

/// The number of an order book's message.
fn sequence(event: &RawEvent) -> i64 {
    let RawEvent::Message(message) = event else {
        panic!("expected a message, found {event:?}");
    };
    let data: serde_json::Value = serde_json::from_slice(message.data()).expect("JSON");
    data["sequence"].as_i64().expect("a number")
}

const BOOK: &str = "{market}.ob-inc";
const TRADES: &str = "{market}.trades";
const MARKET: &str = r#"{"market":"btcaud"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn messages_arrive_in_order_after_the_one_that_begins() -> Result<()> {
    let (api, _provider, core) = start("").await?;
    let mut book = open(&core, &api, "public", BOOK, MARKET).await?;
    let first = next(&mut book).await?;
    let RawEvent::Message(begin) = &first else {
        panic!("expected a message, found {first:?}");
    };
    assert_eq!(begin.kind(), MessageKind::Start);
    assert_eq!(begin.subscription().topic(), "btcaud.ob-inc");
    let begin = sequence(&first);
    for step in 1..5 {
        assert_eq!(sequence(&next(&mut book).await?), begin + step);
    }
    let mut trades = open(&core, &api, "public", TRADES, MARKET).await?;
    let (one, two) = (next(&mut trades).await?, next(&mut trades).await?);
    let text = |event: &RawEvent| match event {
        RawEvent::Message(message) => String::from_utf8_lossy(message.data()).into_owned(),
        other => panic!("expected a message, found {other:?}"),
    };
    assert_ne!(text(&one), text(&two), "messages differ");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_message_is_a_gap_and_the_book_begins_anew() -> Result<()> {
    let scenario =
        r#"streams: [{ on: public, channel: "{market}.ob-inc", messages: 3, fault: drop }]"#;
    let (api, _provider, core) = start(scenario).await?;
    let mut book = open(&core, &api, "public", BOOK, MARKET).await?;
    let begin = sequence(&next(&mut book).await?);
    assert_eq!(sequence(&next(&mut book).await?), begin + 1);
    let gap = next(&mut book).await?;
    let RawEvent::Gap(gap) = &gap else {
        panic!("expected a gap, found {gap:?}");
    };
    assert_eq!((gap.lost, gap.reason), (Some(1), GapReason::Sequence));
    assert_eq!(gap.topic, "btcaud.ob-inc");
    // The complete book is sent once a connection, so there is another one.
    let RawEvent::Reset(_) = next(&mut book).await? else {
        panic!("expected a reset");
    };
    let RawEvent::Message(begin) = next(&mut book).await? else {
        panic!("expected a message");
    };
    assert_eq!(begin.kind(), MessageKind::Start);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_message_is_delivered_once() -> Result<()> {
    let scenario = "streams: [{ messages: 2..3, fault: repeat }]";
    let (api, _provider, core) = start(scenario).await?;
    let mut book = open(&core, &api, "public", BOOK, MARKET).await?;
    let begin = sequence(&next(&mut book).await?);
    for step in 1..5 {
        assert_eq!(sequence(&next(&mut book).await?), begin + step);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_connection_is_a_reset() -> Result<()> {
    let scenario = "streams: [{ on: public, messages: 2, fault: close }]";
    let (api, provider, core) = start(scenario).await?;
    let mut trades = open(&core, &api, "public", TRADES, MARKET).await?;
    assert!(matches!(next(&mut trades).await?, RawEvent::Message(_)));
    let reset = next(&mut trades).await?;
    assert!(matches!(reset, RawEvent::Reset(_)), "{reset:?}");
    assert!(matches!(next(&mut trades).await?, RawEvent::Message(_)));
    assert_eq!(provider.call_count(), 2, "two connections were made");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_cut_short_is_an_error_and_the_stream_goes_on() -> Result<()> {
    let scenario = "streams: [{ messages: 2, fault: garble }]";
    let (api, _provider, core) = start(scenario).await?;
    let mut trades = open(&core, &api, "public", TRADES, MARKET).await?;
    assert!(matches!(next(&mut trades).await?, RawEvent::Message(_)));
    let error = next(&mut trades).await.expect_err("no JSON");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(matches!(next(&mut trades).await?, RawEvent::Message(_)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_silent_death_nothing_arrives() -> Result<()> {
    let scenario = "streams: [{ messages: 2, fault: silence }]";
    let (api, _provider, core) = start(scenario).await?;
    let mut trades = open(&core, &api, "public", TRADES, MARKET).await?;
    assert!(matches!(next(&mut trades).await?, RawEvent::Message(_)));
    let silent = timeout(Duration::from_secs(2), trades.next()).await;
    assert!(silent.is_err(), "{silent:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_refused_in_the_words_of_the_spec() -> Result<()> {
    let scenario = r#"streams: [{ on: public, channel: "{market}.trades", fault: refuse }]"#;
    let (api, _provider, core) = start(scenario).await?;
    let refused = open(&core, &api, "public", TRADES, MARKET).await;
    let refused = refused.expect_err("a refusal");
    assert_eq!(refused.kind(), ErrorKind::Invalid);
    assert!(refused.to_string().contains("btcaud.trades"), "{refused}");
    open(&core, &api, "public", "global.tickers", "{}").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_stream_needs_the_credentials_of_the_account() -> Result<()> {
    let (api, provider, core) = start("").await?;
    let mut orders = open(&core, &api, "private", "order", "{}").await?;
    assert!(matches!(next(&mut orders).await?, RawEvent::Message(_)));
    for wrong in [
        vec![("token", "another")],
        vec![("api_key", "another"), ("secret", "wrong")],
        vec![],
    ] {
        let mut credentials = Credentials::new();
        for (name, value) in wrong {
            credentials.set(name, value);
        }
        let other = Core::builder(api.runtime.clone(), credentials)
            .base_url(provider.base_url())
            .build()?;
        let refused = open(&other, &api, "private", "order", "{}").await;
        let refused = refused.expect_err("a refusal");
        assert_eq!(refused.kind(), ErrorKind::Auth, "{refused}");
    }
    Ok(())
}
