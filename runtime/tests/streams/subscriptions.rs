//! Subscriptions: batches, limits, confirmations and refusals, and their end.

use crate::plans::*;
use specie_runtime::signing::plan::List;
use specie_runtime::stream::plan::*;

#[test]
fn one_frame_waits_at_a_time() {
    let mut talk = Talk::begin(plain());
    talk.subscribe(0, "a");
    talk.subscribe(0, "b");
    talk.subscribe(0, "c");
    assert_eq!(talk.sent(), [r#"{"sub":["trades.a"],"id":1}"#]);
    talk.receive(r#"{"ok":9}"#);
    assert_eq!(talk.sent(), [""; 0], "it confirms another frame");
    talk.receive(r#"{"ok":1}"#);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.b","trades.c"],"id":2}"#]);
    talk.receive(r#"{"ok":"2"}"#);
    assert!(talk.conversation.is_settled());
    assert_eq!(talk.told(), [""; 0]);
}

#[test]
fn a_refusal_says_which_and_why() {
    let mut talk = Talk::begin(plain());
    talk.subscribe(0, "a");
    talk.receive(r#"{"no":"unknown market"}"#);
    assert_eq!(talk.told(), [r#"refused trades.a {"no":"unknown market"}"#]);
    talk.pass(1);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.a"],"id":1}"#]);
    assert!(talk.conversation.is_settled());
}

#[test]
fn a_late_confirmation_of_the_end_does_not_end_the_next() {
    let mut talk = Talk::begin(plain());
    talk.subscribe(0, "a");
    talk.receive(r#"{"ok":1}"#);
    talk.unsubscribe(0, "a");
    assert_eq!(
        talk.sent().last().unwrap(),
        r#"{"unsub":["trades.a"],"id":2}"#
    );
    talk.subscribe(0, "a");
    assert_eq!(talk.sent(), [""; 0], "its end is not confirmed yet");
    talk.receive(r#"{"ok":2}"#);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.a"],"id":3}"#]);
    talk.receive(r#"{"ok":2}"#);
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"ok":3}"#);
    talk.receive(r#"{"ch":"trades.a","n":1}"#);
    assert_eq!(talk.told(), [r#"trades.a {"ch":"trades.a","n":1}"#]);
}

#[test]
fn what_still_arrives_after_the_end_is_dropped() {
    let mut talk = Talk::begin(plain());
    talk.subscribe(0, "a");
    talk.receive(r#"{"ok":1}"#);
    talk.unsubscribe(0, "a");
    talk.receive(r#"{"ch":"trades.a","n":1}"#);
    talk.receive(r#"{"ok":2}"#);
    talk.receive(r#"{"ch":"trades.a","n":2}"#);
    assert_eq!(talk.told(), [""; 0]);
    talk.receive(r#"{"ch":"trades.b","n":2}"#);
    assert_eq!(talk.told(), [r#"unknown {"ch":"trades.b","n":2}"#]);
}

#[test]
fn batches_and_frames_have_limits() {
    let mut plan = plain();
    plan.limits.batch = Some(2);
    let mut talk = Talk::new(plan.clone());
    for market in ["a", "b", "c"] {
        talk.subscribe(0, market);
    }
    talk.conversation.open(talk.now);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.a","trades.b"],"id":1}"#]);
    talk.receive(r#"{"ok":1}"#);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.c"],"id":2}"#]);

    plan.limits.batch = None;
    plan.limits.frame = Some(40);
    let mut talk = Talk::new(plan);
    for market in ["a", "b", "c", "a-market-with-a-very-long-name"] {
        talk.subscribe(0, market);
    }
    talk.conversation.open(talk.now);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.a","trades.b"],"id":1}"#]);
    talk.receive(r#"{"ok":1}"#);
    talk.receive(r#"{"ok":2}"#);
    assert_eq!(talk.sent(), [r#"{"sub":["trades.c"],"id":2}"#]);
    assert_eq!(
        talk.told(),
        [
            "refused trades.a-market-with-a-very-long-name its frame has 56 bytes, more than the provider allows"
        ]
    );
}

#[test]
fn frames_are_paced() {
    let mut plan = plain();
    plan.subscribe = Some(frame(r#"{"sub":"{topic}"}"#));
    plan.ack = None;
    plan.limits.send = Some(Rate {
        count: 2,
        per_ms: 1_000,
    });
    let mut talk = Talk::new(plan);
    for market in ["a", "b", "c", "d", "e"] {
        talk.subscribe(0, market);
    }
    talk.conversation.open(talk.now);
    assert_eq!(talk.sent().len(), 2);
    talk.pass(999);
    assert_eq!(talk.sent().len(), 0);
    assert!(talk.conversation.wake_at(talk.now) <= talk.now + std::time::Duration::from_millis(1));
    talk.pass(1);
    assert_eq!(talk.sent().len(), 2);
    talk.pass(1_000);
    assert_eq!(talk.sent(), [r#"{"sub":"trades.e"}"#]);
}

#[test]
fn each_topic_may_be_confirmed_by_itself() {
    let mut plan = plain();
    plan.ack = Some(Ack {
        each: None,
        by: AckBy::Topic(template("{msg.arg.a}:{msg.arg.b}")),
        ok: is("event", "subscribe"),
        refused: is("event", "error"),
        keep: vec![Kept {
            name: "chan".into(),
            at: path("chan"),
        }]
        .into(),
    });
    plan.channels = vec![channel("{market}:"), channel("all")].into();
    plan.unsubscribe = Some(frame(r#"{"unsub":"{kept.chan}"}"#));
    plan.routes = vec![Route {
        when: Condition::default(),
        by: RouteBy::Kept {
            name: "chan".into(),
            is: path("0"),
        },
        data: RouteData::At(path("1")),
    }]
    .into();
    let mut talk = Talk::new(plan);
    for market in ["a", "b"] {
        talk.subscribe(0, market);
    }
    talk.conversation.open(talk.now);
    talk.receive(r#"{"event":"subscribe","arg":{"a":"b"},"chan":12}"#);
    assert!(!talk.conversation.is_settled());
    // The refusal names nothing: it belongs to what still waits.
    talk.receive(r#"{"event":"error","arg":{"a":""}}"#);
    assert!(talk.conversation.is_settled());
    talk.receive("[12,[1,2]]");
    talk.receive("[13,[1,2]]");
    assert_eq!(
        talk.told(),
        [
            r#"refused a: {"event":"error","arg":{"a":""}}"#,
            "b: [1,2]",
            "unknown [13,[1,2]]"
        ]
    );
    talk.unsubscribe(0, "b");
    assert_eq!(talk.sent().last().unwrap(), r#"{"unsub":12}"#);
}

/// A provider whose channels take a list of markets.
fn joining(each: Option<&str>) -> StreamPlan {
    let mut plan = plain();
    plan.subscribe = Some(frame(r#"{"op":"on","...":"{topic}","id":"{id}"}"#));
    plan.unsubscribe = Some(frame(r#"{"op":"off","...":"{topic}","id":"{id}"}"#));
    let items = [
        r#"{"ch":"trades","of":["{market...}"]}"#,
        r#"{"ch":"books","of":"all:{market...}","deep":"{depth}"}"#,
    ];
    let channels = ["trades.{market}", "books.{market}"].into_iter();
    let channels = channels.zip(items).map(|(name, item)| {
        let FrameBody::Json(item) = frame(item).body else {
            panic!("an object");
        };
        ChannelPlan {
            item: Some(item),
            ..channel(name)
        }
    });
    plan.channels = channels.collect();
    if let Some(ack) = &mut plan.ack {
        ack.each = each.map(template);
    }
    plan
}

#[test]
fn subscriptions_that_differ_in_one_parameter_share_a_frame() {
    let mut plan = joining(None);
    plan.limits.batch = Some(2);
    let mut talk = Talk::new(plan);
    for market in ["a", "b", "c"] {
        talk.subscribe(0, market);
    }
    for (market, depth) in [("a", 5), ("b", 10), ("c", 5)] {
        talk.subscribe_with(1, &format!(r#"{{"market":"{market}","depth":{depth}}}"#));
    }
    talk.conversation.open(talk.now);
    let mut sent = Vec::new();
    for id in 1..=4 {
        sent.extend(talk.sent());
        talk.receive(&format!(r#"{{"ok":{id}}}"#));
    }
    assert_eq!(
        sent,
        [
            r#"{"op":"on","ch":"trades","of":["a","b"],"id":1}"#,
            r#"{"op":"on","ch":"trades","of":["c"],"id":2}"#,
            r#"{"op":"on","ch":"books","of":"all:a,c","deep":5,"id":3}"#,
            r#"{"op":"on","ch":"books","of":"all:b","deep":10,"id":4}"#,
        ]
    );
    assert!(talk.conversation.is_settled());
    talk.unsubscribe(0, "b");
    talk.unsubscribe(0, "a");
    talk.receive(r#"{"ok":5}"#);
    let ended = [
        r#"{"op":"off","ch":"trades","of":["b"],"id":5}"#,
        r#"{"op":"off","ch":"trades","of":["a"],"id":6}"#,
    ];
    assert_eq!(talk.sent(), ended);
}

#[test]
fn each_subscription_of_a_frame_may_be_confirmed_by_its_value() {
    let mut talk = Talk::new(joining(Some("{msg.done}{msg.of}")));
    for market in ["a", "b", "c"] {
        talk.subscribe(0, market);
    }
    talk.conversation.open(talk.now);
    talk.receive(r#"{"ok":1,"done":"b"}"#);
    // What is confirmed already, and what was never asked for, confirms nothing.
    talk.receive(r#"{"ok":1,"done":"b"}"#);
    talk.receive(r#"{"ok":1,"done":"x"}"#);
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"ok":1,"no":true,"of":"c"}"#);
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"ok":1,"done":"a"}"#);
    assert!(talk.conversation.is_settled());
    let refused = r#"refused trades.c {"ok":1,"no":true,"of":"c"}"#;
    assert_eq!(talk.told(), [refused]);
}

#[test]
fn a_confirmation_may_list_everything_that_is_on() {
    let mut plan = plain();
    plan.ack = Some(Ack {
        each: None,
        by: AckBy::Topics(path("success.streams")),
        ok: has("success"),
        refused: has("error"),
        keep: List::default(),
    });
    plan.routes = vec![Route {
        when: Condition::default(),
        by: RouteBy::Topic(template("{name}")),
        data: RouteData::MemberValue,
    }]
    .into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "a");
    talk.receive(r#"{"trades.a":[0]}"#);
    talk.receive(r#"{"success":{"streams":["trades.a"]}}"#);
    talk.subscribe(0, "b");
    talk.receive(r#"{"success":{"streams":["trades.a"]}}"#);
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"success":{"streams":["trades.a","trades.b"]}}"#);
    assert!(talk.conversation.is_settled());
    talk.unsubscribe(0, "a");
    talk.receive(r#"{"success":{"streams":["trades.b"]}}"#);
    assert!(talk.conversation.is_settled());
    assert_eq!(talk.told(), ["trades.a [0]"]);
}

#[test]
fn a_frame_may_state_everything_anew() {
    let mut plan = plain();
    plan.topics = TopicSet::Replace;
    plan.unsubscribe = plan.subscribe.clone();
    let mut talk = Talk::begin(plan);
    for market in ["a", "b"] {
        talk.subscribe(0, market);
    }
    talk.receive(r#"{"ok":1}"#);
    talk.receive(r#"{"ok":2}"#);
    talk.unsubscribe(0, "a");
    assert_eq!(
        talk.sent(),
        [
            r#"{"sub":["trades.a"],"id":1}"#,
            r#"{"sub":["trades.a","trades.b"],"id":2}"#,
            r#"{"sub":["trades.b"],"id":3}"#
        ]
    );
}

#[test]
fn two_subscriptions_with_one_topic_cannot_be_told_apart() {
    let mut plan = plain();
    let mut channel = channel("book.{market}");
    channel.topic = template("book");
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "a");
    talk.subscribe(0, "a");
    assert_eq!(talk.told(), [""; 0]);
    talk.subscribe(0, "b");
    assert_eq!(
        talk.told(),
        [
            "refused book another subscription has the same topic, and their messages cannot be told apart"
        ]
    );
}
