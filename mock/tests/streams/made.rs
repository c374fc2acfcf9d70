//! What no single exchange has: a stream that is made up for it.

use crate::support::{Result, api_of, core};
use crate::{next, open};
use specie_codegen::model::Api;
use specie_codegen::scenario;
use specie_mock::{Mock, MockProvider};
use specie_runtime::stream::{
    FrameObserver, GapReason, MessageKind, RawEvent, RawStream, Subscription,
};
use specie_runtime::{Core, Json};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

const SPEC: &str = r#"
provider: acme
title: Acme
docs: https://acme.example
doc: Acme.
sections:
  public: { base: "https://acme.example", path: "/{path}", params: query }
types:
  Book:
    doc: An order book.
    fields:
      bids: list<Level> -- bids
      asks: list<Level> -- asks
      sum: int -- checksum
  Level:
    doc: A level.
    tuple: { price: decimal -- price, size: decimal -- size }
streams:
  market:
    doc: Market data.
    source: https://acme.example
    url: "wss://acme.example/ws"
    encoding: deflate
    subscribe: { op: on, topic: "{topic}" }
    unsubscribe: { op: off, topic: "{topic}" }
    ack:
      topic: "{msg.topic}"
      ok: msg.done in ["on", "off"]
      refused: msg.error is not absent
    route: { when: msg.data is not absent, topic: "{msg.topic}", data: msg.data }
    ignore: msg == "pong"
    keepalive: { send: ping, every: 1s, dead: 20s }
    answers: [{ when: msg.ping is not absent, send: { pong: "{msg.ping}" } }]
    channels:
      "book.{market} as books":
        doc: An order book.
        params: { market: text -- market }
        message: { by: msg.kind, whole: Book, change: Book }
        start: { when: msg.kind == "whole" }
        checksum: { of: data.sum, bids: data.bids, asks: data.asks, price: "row[0]", size: "row[1]", levels: 25, text: alternating, signed: true }
"#;

const BOOK: &str = "book.{market}";
const MARKET: &str = r#"{"market":"btcusd"}"#;

async fn started(scenario: &str) -> Result<(Api, MockProvider, Core)> {
    let api = api_of(SPEC)?;
    let (_, read, diagnostics) = scenario::read("scenario.yaml", scenario.to_owned(), &api);
    let scenario = read.ok_or_else(|| format!("{:?}", diagnostics.shown_of(|_| true)))?;
    let mock = Mock::new(api.clone()).scenario(scenario);
    let provider = mock.start().await?;
    let core = core(&api, &provider)?;
    Ok((api, provider, core))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_checksum_is_a_gap_and_the_book_begins_anew() -> Result<()> {
    let (api, _provider, core) =
        started("streams: [{ on: market, messages: 4, fault: checksum }]").await?;
    let mut book = open(&core, &api, "market", BOOK, MARKET).await?;
    let kind = |event: RawEvent| match event {
        RawEvent::Message(message) => message.kind(),
        other => panic!("expected a message, found {other:?}"),
    };
    let (whole, change) = (MessageKind::Of(0), MessageKind::Of(1));
    for expected in [whole, change, change] {
        assert_eq!(kind(next(&mut book).await?), expected);
    }
    let gap = next(&mut book).await?;
    let RawEvent::Gap(gap) = &gap else {
        panic!("expected a gap, found {gap:?}");
    };
    assert_eq!((gap.lost, gap.reason), (None, GapReason::Checksum));
    for expected in [whole, change, change, change] {
        assert_eq!(kind(next(&mut book).await?), expected);
    }
    Ok(())
}

/// The frames of a connection: `> ` before those that were sent.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn add(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line);
    }

    fn has(&self, line: &str) -> bool {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().any(|known| known.starts_with(line))
    }
}

impl FrameObserver for Seen {
    fn connecting(&self, _: &str, _: &[(String, String)]) {}

    fn sent(&self, text: Option<&str>) {
        self.add(format!("> {}", text.unwrap_or_default()));
    }

    fn received(&self, text: &str) {
        self.add(format!("< {text}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_ask_whether_the_other_is_there() -> Result<()> {
    let (api, _provider, core) = started("clock: 0s").await?;
    let plan = &api.streams[0].plan;
    let market = Json::parse(MARKET.as_bytes())?;
    let subscription = Subscription::of(plan, 0, &market)?;
    let seen = Seen::default();
    let observer = Some(Arc::new(seen.clone()) as Arc<dyn FrameObserver>);
    let plan = Cow::Owned(plan.clone());
    let mut stream = RawStream::open(&core, plan, vec![subscription], None, observer).await?;
    let both = async {
        let all = ["> ping", "< pong", r#"< {"ping":"#, r#"> {"pong":"#];
        while !all.iter().all(|line| seen.has(line)) {
            let event = stream.next().await.expect("an open stream");
            assert!(matches!(event, Ok(RawEvent::Message(_))), "{event:?}");
        }
    };
    let both = timeout(Duration::from_secs(10), both).await;
    assert!(both.is_ok(), "{:?}", seen.0);
    Ok(())
}
