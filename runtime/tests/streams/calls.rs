//! Books that begin with the response of a call.

use crate::plans::*;
use crate::socket::{accept, confirm, listen, next, receive, say};
use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::{Encoder, Escape, List, PathEncode, Place, Section};
use specie_runtime::stream::plan::*;
use specie_runtime::stream::{RawStream, Subscription};
use specie_runtime::{
    BoxFuture, Core, Error, ErrorKind, Json, Outcome, Transport, TransportError, TransportFailure,
    TransportRequest, TransportResponse,
};
use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A book of all markets whose changes are numbered by `sequence`.
pub fn book(sequence: SequenceRule) -> StreamPlan {
    let mut plan = plain();
    plan.channels = vec![ChannelPlan {
        start: Start::Call {
            call: CallPlan {
                operation: "get_book".into(),
                section: 0,
                method: "GET".into(),
                path: "book".into(),
                envelope: None,
                timeout_ms: None,
                weight: 1,
                path_encode: Vec::new().into(),
                in_query: Vec::new().into(),
                in_headers: Vec::new().into(),
                formats: Vec::new().into(),
                params: vec![
                    ("symbol".into(), value(r#""{market | upper}""#)),
                    ("limit".into(), value("100")),
                ]
                .into(),
            },
            at: path("book.last"),
        },
        sequence: Some(Sequence {
            rule: sequence,
            per_connection: false,
        }),
        ..channel("trades.{market}")
    }]
    .into();
    plan
}

/// Each message covers `f` to `l`.
fn range() -> SequenceRule {
    SequenceRule::Range {
        first: at("data.f"),
        last: at("data.l"),
    }
}

fn change(talk: &mut Talk, market: &str, first: i64, last: i64) {
    talk.receive(&format!(
        r#"{{"ch":"trades.{market}","f":{first},"l":{last}}}"#
    ));
}

fn response(last: i64) -> String {
    format!(r#"{{"book":{{"last":"{last}"}}}}"#)
}

/// A confirmed subscription to `btc`, with the ticket of its call.
fn confirmed(sequence: SequenceRule) -> (Talk, u64) {
    let mut talk = Talk::begin(book(sequence));
    talk.subscribe(0, "btc");
    assert_eq!(talk.call(), None, "not before the confirmation");
    talk.receive(r#"{"ok":1}"#);
    let (ticket, call) = talk.call().unwrap();
    assert_eq!(call, r#"get_book {"symbol":"BTC","limit":100}"#);
    talk.sent();
    (talk, ticket)
}

#[test]
fn what_the_response_covers_is_dropped_and_what_joins_it_follows() {
    let (mut talk, ticket) = confirmed(range());
    change(&mut talk, "btc", 90, 94);
    change(&mut talk, "btc", 95, 101);
    change(&mut talk, "btc", 102, 102);
    assert_eq!(talk.told(), [""; 0]);
    talk.answer(ticket, &response(100));
    change(&mut talk, "btc", 103, 104);
    // A repetition.
    change(&mut talk, "btc", 103, 104);
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"100"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":95,"l":101}"#,
            r#"trades.btc {"ch":"trades.btc","f":102,"l":102}"#,
            r#"trades.btc {"ch":"trades.btc","f":103,"l":104}"#,
        ]
    );
    assert_eq!((talk.call(), talk.sent()), (None, Vec::new()));
}

#[test]
fn what_the_response_covers_may_also_come_after_it() {
    let (mut talk, ticket) = confirmed(range());
    talk.answer(ticket, &response(100));
    change(&mut talk, "btc", 90, 94);
    change(&mut talk, "btc", 95, 99);
    change(&mut talk, "btc", 100, 101);
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"100"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":100,"l":101}"#,
        ]
    );
}

#[test]
fn a_chain_is_joined_by_a_message_whose_beginning_is_covered() {
    let chain = SequenceRule::Chain {
        previous: at("data.f"),
        this: at("data.l"),
    };
    let (mut talk, ticket) = confirmed(chain);
    change(&mut talk, "btc", 90, 95);
    change(&mut talk, "btc", 95, 105);
    change(&mut talk, "btc", 105, 110);
    talk.answer(ticket, &response(100));
    // Live, nothing but the number before will do.
    change(&mut talk, "btc", 109, 112);
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"100"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":95,"l":105}"#,
            r#"trades.btc {"ch":"trades.btc","f":105,"l":110}"#,
            "gap trades.btc Sequence",
        ]
    );
}

#[test]
fn a_response_that_is_too_old_is_asked_for_again_and_then_told() {
    let (mut talk, mut ticket) = confirmed(range());
    change(&mut talk, "btc", 105, 106);
    change(&mut talk, "btc", 107, 107);
    let mut before = talk.now;
    for tries in 1..=5_u32 {
        talk.answer(ticket, &response(103));
        let told = talk.told();
        let gap = ["gap trades.btc Sequence"];
        assert_eq!(told, if tries < 5 { &[][..] } else { &gap[..] }, "{tries}");
        (ticket, _) = talk.next_call();
        let pause = talk.now - before;
        let longest = Duration::from_millis(500) * 2_u32.pow(tries - 1);
        assert!(pause >= longest / 2 && pause <= longest, "{pause:?}");
        before = talk.now;
    }
    talk.answer(ticket, &response(104));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"104"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":105,"l":106}"#,
            r#"trades.btc {"ch":"trades.btc","f":107,"l":107}"#,
        ]
    );
}

/// Where a loss cannot be seen, only a message that the response covers proves that nothing is missing.
#[test]
fn numbers_that_only_grow_need_a_message_that_is_covered() {
    let (mut talk, ticket) = confirmed(SequenceRule::Rising(at("data.l")));
    change(&mut talk, "btc", 0, 105);
    talk.answer(ticket, &response(100));
    assert_eq!(talk.told(), [""; 0]);
    let (ticket, _) = talk.next_call();
    change(&mut talk, "btc", 0, 120);
    talk.answer(ticket, &response(110));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"110"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":0,"l":120}"#,
        ]
    );
}

#[test]
fn a_gap_is_told_and_another_call_made_without_unsubscribing() {
    let (mut talk, ticket) = confirmed(range());
    talk.answer(ticket, &response(100));
    change(&mut talk, "btc", 101, 101);
    talk.told();
    for _ in 0..6 {
        talk.pass(10_000);
        talk.receive(r#"{"event":"heartbeat"}"#);
    }
    talk.sent();
    // After it was whole for long, the call is made at once.
    change(&mut talk, "btc", 105, 106);
    assert_eq!(talk.told(), ["gap trades.btc Sequence 3"]);
    let (ticket, _) = talk.call().expect("a call without a pause");
    change(&mut talk, "btc", 107, 107);
    talk.answer(ticket, &response(104));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"104"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":105,"l":106}"#,
            r#"trades.btc {"ch":"trades.btc","f":107,"l":107}"#,
        ]
    );
    assert_eq!(talk.sent(), [""; 0]);
    // A gap soon after the beginning lets some time pass.
    change(&mut talk, "btc", 110, 110);
    assert_eq!(talk.told(), ["gap trades.btc Sequence 2"]);
    assert_eq!(talk.call(), None);
    let before = talk.now;
    talk.next_call();
    assert!(talk.now - before >= Duration::from_millis(250));
}

/// A gap among the messages that waited for the response: what follows it is kept for the next response.
#[test]
fn a_gap_before_the_response_is_a_gap_too() {
    let (mut talk, ticket) = confirmed(range());
    change(&mut talk, "btc", 100, 101);
    change(&mut talk, "btc", 104, 104);
    change(&mut talk, "btc", 105, 105);
    talk.answer(ticket, &response(100));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"100"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":100,"l":101}"#,
            "gap trades.btc Sequence 2",
        ]
    );
    let (ticket, _) = talk.next_call();
    talk.answer(ticket, &response(104));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"104"}}"#,
            r#"trades.btc {"ch":"trades.btc","f":105,"l":105}"#,
        ]
    );
}

#[test]
fn a_failed_call_is_told_and_made_again() {
    let (mut talk, ticket) = confirmed(range());
    change(&mut talk, "btc", 101, 101);
    let error = || {
        Error::new(
            ErrorKind::Transport,
            Outcome::Unanswered,
            "no route to host",
        )
    };
    talk.conversation
        .call_answered(ticket, Err(error()), talk.now);
    let told = talk.told();
    assert_eq!(told.len(), 1);
    for part in ["trades.btc", "get_book", "tried again", "no route to host"] {
        assert!(told[0].contains(part), "{part} in {}", told[0]);
    }
    assert_eq!(talk.call(), None);
    let (second, _) = talk.next_call();
    // An answer of a call that is not made any more changes nothing.
    talk.answer(ticket, &response(100));
    assert_eq!(talk.told(), [""; 0]);
    talk.answer(second, r#"{"book":{}}"#);
    let told = talk.told();
    assert!(told[0].contains("no number at `book.last`"), "{told:?}");
    let (third, _) = talk.next_call();
    talk.answer(third, &response(100));
    assert_eq!(talk.told().len(), 2);
}

/// A provider that asks to wait is not asked before.
#[cfg(feature = "testing")]
#[test]
fn a_provider_that_asks_to_wait_is_obeyed() {
    let (mut talk, ticket) = confirmed(range());
    let error = specie_runtime::testing::error(ErrorKind::RateLimit, Outcome::Rejected)
        .retry_after(Duration::from_secs(20))
        .build()
        .unwrap();
    talk.conversation
        .call_answered(ticket, Err(error), talk.now);
    let before = talk.now;
    talk.next_call();
    assert!(talk.now - before >= Duration::from_secs(20));
}

#[test]
fn one_call_is_made_at_a_time() {
    let mut talk = Talk::begin(book(range()));
    for market in ["btc", "eth", "xrp"] {
        talk.subscribe(0, market);
    }
    talk.sent();
    for id in 1..=3 {
        talk.receive(&format!(r#"{{"ok":{id}}}"#));
        talk.sent();
    }
    let (btc, _) = talk.call().unwrap();
    assert_eq!(talk.call(), None);
    // What is not wanted any more is not asked for, also while its end cannot be asked for yet.
    for market in ["eth", "btc", "xrp"] {
        talk.unsubscribe(0, market);
    }
    talk.answer(btc, &response(1));
    assert_eq!((talk.told(), talk.call()), (Vec::new(), None));
    // They are wanted again before that.
    talk.subscribe(0, "btc");
    talk.subscribe(0, "xrp");
    for market in ["XRP", "BTC"] {
        let (ticket, call) = talk.next_call();
        assert_eq!(
            call,
            format!(r#"get_book {{"symbol":"{market}","limit":100}}"#)
        );
        assert_eq!(talk.call(), None);
        talk.answer(ticket, &response(1));
        let topic = market.to_lowercase();
        assert_eq!(
            talk.told(),
            [format!(r#"trades.{topic} {{"book":{{"last":"1"}}}}"#)]
        );
    }
}

/// Messages that wait for a response have a bound.
#[test]
fn what_waits_is_bounded() {
    let (mut talk, ticket) = confirmed(range());
    for n in 0..5_000 {
        change(&mut talk, "btc", n, n);
    }
    assert_eq!(talk.told(), ["gap trades.btc Sequence"]);
    talk.answer(ticket, &response(4_999));
    assert_eq!(talk.told(), [""; 0], "of before the gap");
    let (ticket, _) = talk.next_call();
    talk.answer(ticket, &response(4_999));
    change(&mut talk, "btc", 5_000, 5_000);
    assert_eq!(talk.told().len(), 2);
}

/// A silent channel is subscribed to again, and then begins with a new call.
#[test]
fn a_silent_book_is_subscribed_to_again() {
    let mut plan = book(range());
    let mut channel = plan.channels[0].clone();
    channel.idle_ms = Some(15_000);
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "btc");
    talk.receive(r#"{"ok":1}"#);
    let (ticket, _) = talk.call().unwrap();
    talk.answer(ticket, &response(100));
    talk.sent();
    talk.pass(15_000);
    assert_eq!(talk.sent(), [r#"{"unsub":["trades.btc"],"id":2}"#]);
    assert_eq!(talk.call(), None);
    // The end of what was, still on its way.
    change(&mut talk, "btc", 101, 101);
    talk.receive(r#"{"ok":2}"#);
    talk.receive(r#"{"ok":3}"#);
    let (ticket, _) = talk.next_call();
    talk.answer(ticket, &response(200));
    assert_eq!(
        talk.told(),
        [
            r#"trades.btc {"book":{"last":"100"}}"#,
            "gap trades.btc Idle",
            r#"trades.btc {"book":{"last":"200"}}"#,
        ]
    );
}

/// A transport that fails, then answers with the book, and counts.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Vec<String>>>);

impl Transport for Server {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut asked = self.0.lock().unwrap();
        asked.push(format!("{} {}", request.method, request.url));
        let (is_first, is_second) = (asked.len() == 1, asked.len() == 2);
        Box::pin(async move {
            if is_first {
                return Err(TransportError::not_sent(TransportFailure::InvalidRequest));
            }
            Ok(TransportResponse {
                status: 200,
                headers: Vec::new(),
                body: response(if is_second { 100 } else { 110 }).into_bytes(),
            })
        })
    }
}

/// A client makes the calls of its streams: over its own transport, and again after a failure.
#[tokio::test]
async fn a_client_makes_the_call() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        confirm(&mut socket).await;
        for message in [
            r#"{"ch":"trades.btc","f":99,"l":100}"#,
            r#"{"ch":"trades.btc","f":101,"l":103}"#,
            r#"{"ch":"trades.btc","f":109,"l":110}"#,
        ] {
            say(&mut socket, message).await;
        }
        // Nothing else wakes the client.
        assert_eq!(receive(&mut socket).await, None, "the client closes");
    });
    let plan = book(range());
    let mut provider = provider();
    provider.scheme.sections = vec![Section {
        name: "api".into(),
        base: "https://api.example".into(),
        path: "/{path}".into(),
        path_encode: PathEncode::default(),
        places: List::default(),
        otherwise: Place::Query,
        encode: Encoder {
            escape: Escape::Rfc3986,
            arrays: None,
            keep: "".into(),
        },
        send_empty: List::default(),
        plan: None,
        verify: None,
    }]
    .into();
    let transport = Server::default();
    let core = Core::builder(provider, Credentials::new())
        .transport(transport.clone())
        .build()
        .unwrap();
    let params = Json::parse(br#"{"market":"btc"}"#).unwrap();
    let subscription = Subscription::of(&plan, 0, &params).unwrap();
    let mut stream = RawStream::open(&core, Cow::Owned(plan), vec![subscription], Some(url), None)
        .await
        .unwrap();
    let error = next(&mut stream).await;
    assert!(error.contains("trades.btc"), "{error}");
    assert!(error.contains("get_book"), "{error}");
    assert_eq!(next(&mut stream).await, response(100));
    assert_eq!(
        next(&mut stream).await,
        r#"{"ch":"trades.btc","f":101,"l":103}"#
    );
    // A gap that a message shows: another call is made soon.
    assert_eq!(next(&mut stream).await, "gap Sequence Some(5)");
    assert_eq!(next(&mut stream).await, response(110));
    let request = "GET https://api.example/book?symbol=BTC&limit=100";
    assert_eq!(*transport.0.lock().unwrap(), [request; 3]);
    drop(stream);
    server.await.unwrap();
}
