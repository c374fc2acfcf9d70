//! Events that the client sends: when each is sent, and what becomes of it.

use crate::plans::{Talk, channel, event, has, is, path, plain};
use specie_runtime::signing::Value;
use specie_runtime::stream::plan::*;

/// `order` comes after `hi`, which `bye` undoes, and is answered by the channel `done`; `note` is answered by nothing.
fn plan() -> StreamPlan {
    let order = SendPlan {
        after: Some(0),
        answer: Some(2),
        ..event("order")
    };
    let bye = SendPlan {
        undoes: Some(0),
        ..event("bye")
    };
    let private = ChannelPlan {
        after: Some(0),
        ..channel("private")
    };
    StreamPlan {
        channels: vec![channel("all"), private, channel("done")].into(),
        sends: Sends {
            events: vec![event("hi"), order, event("note"), bye].into(),
            id: path("to"),
            refused: has("bad"),
        },
        subscribe: None,
        unsubscribe: None,
        ack: None,
        ..plain()
    }
}

const HI: u16 = 0;
const ORDER: u16 = 1;
const NOTE: u16 = 2;
const BYE: u16 = 3;

impl Talk {
    fn send(&mut self, event: u16, data: i128) -> u64 {
        self.conversation
            .send_event(event, Value::Integer(data), self.now)
    }
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn what_must_come_before_is_sent_once_a_connection() {
    let mut talk = Talk::new(plan());
    talk.send(ORDER, 1);
    assert_eq!(
        talk.sent(),
        nothing(),
        "nothing is sent before the connection is open"
    );
    talk.conversation.open(talk.now);
    assert_eq!(
        talk.sent(),
        [r#"{"do":"hi","id":1}"#, r#"{"do":"order","id":2,"with":1}"#]
    );
    talk.send(ORDER, 2);
    talk.subscribe(1, "");
    assert_eq!(talk.sent(), [r#"{"do":"order","id":3,"with":2}"#]);

    let mut talk = Talk::begin(plan());
    talk.subscribe(0, "");
    assert_eq!(talk.sent(), nothing());
    talk.subscribe(1, "");
    assert_eq!(talk.sent(), [r#"{"do":"hi","id":1}"#]);
    talk.send(NOTE, 3);
    assert_eq!(talk.sent(), [r#"{"do":"note","id":2,"with":3}"#]);
}

#[test]
fn an_event_that_the_user_sent_need_not_be_sent_before_others() {
    let mut talk = Talk::begin(plan());
    talk.send(HI, 1);
    talk.subscribe(1, "");
    assert_eq!(talk.sent(), [r#"{"do":"hi","id":1,"with":1}"#]);
}

#[test]
fn what_was_undone_is_sent_again_before_others() {
    let mut talk = Talk::begin(plan());
    talk.subscribe(1, "");
    talk.send(BYE, 1);
    talk.send(ORDER, 2);
    let sent = talk.sent();
    let names: Vec<&str> = sent.iter().filter_map(|text| text.get(7..10)).collect();
    assert_eq!(names, ["hi\"", "bye", "hi\"", "ord"]);
}

#[test]
fn answers_are_told_apart_and_delivered_to_their_channel_too() {
    let mut talk = Talk::begin(plan());
    talk.subscribe(2, "");
    let (one, two) = (talk.send(ORDER, 1), talk.send(ORDER, 2));
    talk.sent();
    talk.receive(r#"{"ch":"done","to":3}"#);
    assert_eq!(
        talk.told(),
        [
            format!(r#"answered {two} {{"ch":"done","to":3}}"#),
            r#"done {"ch":"done","to":3}"#.to_owned()
        ]
    );
    assert!(talk.conversation.awaits_answers());
    // The answer to an event of another client, a message with the same number that is no answer, and the same answer again.
    talk.receive(r#"{"ch":"done","to":99}"#);
    talk.receive(r#"{"ch":"elsewhere","to":2}"#);
    talk.receive(r#"{"ch":"done","to":3}"#);
    assert_eq!(
        talk.told(),
        [
            r#"done {"ch":"done","to":99}"#,
            r#"unknown {"ch":"elsewhere","to":2}"#,
            r#"done {"ch":"done","to":3}"#
        ]
    );
    talk.receive(r#"{"ch":"done","to":2}"#);
    assert_eq!(
        talk.told().first(),
        Some(&format!(r#"answered {one} {{"ch":"done","to":2}}"#))
    );
    assert!(!talk.conversation.awaits_answers());
}

#[test]
fn an_answer_is_known_without_a_subscription() {
    let mut talk = Talk::begin(plan());
    let ticket = talk.send(ORDER, 1);
    talk.receive(r#"{"ch":"done","to":2}"#);
    assert_eq!(
        talk.told(),
        [format!(r#"answered {ticket} {{"ch":"done","to":2}}"#)]
    );
}

#[test]
fn a_refusal_belongs_to_the_event_that_it_names() {
    let mut talk = Talk::begin(plan());
    let (one, two) = (talk.send(ORDER, 1), talk.send(ORDER, 2));
    talk.receive(r#"{"bad":"price","to":3}"#);
    assert_eq!(
        talk.told(),
        [format!(
            r#"event refused Some({two}) {{"bad":"price","to":3}}"#
        )]
    );
    // It may be about `hi`, which nothing answers.
    talk.receive(r#"{"bad":"clock"}"#);
    assert_eq!(talk.told(), [r#"event refused None {"bad":"clock"}"#]);
    talk.receive(r#"{"ch":"done","to":2}"#);
    assert_eq!(
        talk.told(),
        [format!(r#"answered {one} {{"ch":"done","to":2}}"#)]
    );
    // Nothing else is left that it may be about.
    talk.pass(10_000);
    let three = talk.send(ORDER, 3);
    talk.receive(r#"{"bad":"clock"}"#);
    assert_eq!(
        talk.told(),
        [format!(r#"event refused Some({three}) {{"bad":"clock"}}"#)]
    );
}

#[test]
fn every_wait_has_an_end() {
    let mut talk = Talk::begin(plan());
    let ticket = talk.send(ORDER, 1);
    let late = talk.now + std::time::Duration::from_secs(10);
    assert!(talk.conversation.wake_at(talk.now) <= late);
    talk.pass(9_999);
    assert_eq!(talk.told(), nothing());
    talk.pass(1);
    assert_eq!(
        talk.told(),
        [format!(
            "event failed {ticket} true the provider did not answer within 10 s"
        )]
    );
    // The answer comes too late: it belongs to nothing any more.
    talk.receive(r#"{"ch":"done","to":2}"#);
    assert_eq!(talk.told(), nothing());
    // After a time without an answer, a refusal may be about the event before.
    let next = talk.send(ORDER, 2);
    talk.receive(r#"{"bad":"clock"}"#);
    assert_eq!(talk.told(), [r#"event refused None {"bad":"clock"}"#]);
    assert!(talk.conversation.awaits_answers(), "{next} may be done yet");
}

#[test]
fn the_limit_on_frames_holds_for_events() {
    let mut limited = plan();
    limited.limits.send = Some(Rate {
        count: 2,
        per_ms: 15_000,
    });
    let mut talk = Talk::begin(limited);
    let waits = talk.send(NOTE, 1);
    let (sent, late) = (talk.send(NOTE, 2), talk.send(NOTE, 3));
    assert_eq!(talk.sent().len(), 2);
    talk.pass(10_000);
    let told = talk.told();
    assert_eq!(
        told,
        [format!(
            "event failed {late} false it could not be sent within 10 s"
        )],
        "{waits} and {sent} were sent"
    );
    talk.pass(5_000);
    assert_eq!(talk.sent(), nothing());
}

/// The server of a stream without subscriptions sends everything to everybody.
#[test]
fn what_nobody_asked_for_is_dropped_unless_the_plan_does_not_know_it() {
    let mut talk = Talk::begin(plan());
    talk.subscribe(0, "");
    talk.receive(r#"{"ch":"done"}"#);
    talk.receive(r#"{"ch":"all"}"#);
    talk.receive(r#"{"ch":"elsewhere"}"#);
    assert_eq!(
        talk.told(),
        [r#"all {"ch":"all"}"#, r#"unknown {"ch":"elsewhere"}"#]
    );
}

#[test]
fn messages_of_a_plan_without_events_are_looked_at_as_before() {
    let mut talk = Talk::begin(StreamPlan {
        sends: Sends {
            refused: is("ch", "all"),
            ..Sends::default()
        },
        ..plan()
    });
    talk.subscribe(0, "");
    talk.receive(r#"{"ch":"all"}"#);
    assert_eq!(talk.told(), [r#"all {"ch":"all"}"#]);
}
