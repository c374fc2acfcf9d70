//! Numbers of messages, and what a subscription begins with.

use crate::plans::*;
use specie_runtime::stream::plan::*;

fn numbered(rule: SequenceRule, per_connection: bool) -> Talk {
    let mut plan = plain();
    let mut channel = channel("all");
    channel.sequence = Some(Sequence {
        rule,
        per_connection,
    });
    plan.channels = vec![channel].into();
    plan.ack = None;
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk
}

/// What is told for messages with these numbers: a number for a message that is delivered.
fn told(talk: &mut Talk, messages: &[&str]) -> Vec<String> {
    for message in messages {
        talk.receive(&format!(r#"{{"ch":"all",{message}}}"#));
    }
    let told = talk.told();
    let short = |line: &String| line.replace(r#"all {"ch":"all","#, "").replace('}', "");
    told.iter().map(short).collect()
}

#[test]
fn steps() {
    let rule = SequenceRule::Step(at("data.n"));
    let mut talk = numbered(rule, false);
    let numbers = [
        r#""n":5"#,
        r#""n":6"#,
        r#""n":6"#,
        r#""n":9"#,
        r#""n":8"#,
        r#""n":10"#,
    ];
    assert_eq!(
        told(&mut talk, &numbers),
        [
            r#""n":5"#,
            r#""n":6"#,
            "gap all Sequence 2",
            r#""n":9"#,
            r#""n":10"#
        ]
    );
}

#[test]
fn numbers_that_begin_anew_are_a_gap_and_no_silence() {
    let rule = SequenceRule::Step(at("msg.n"));
    let mut talk = numbered(rule, false);
    let numbers = [r#""n":900"#, r#""n":1"#, r#""n":2"#, r#""n":3"#];
    assert_eq!(
        told(&mut talk, &numbers),
        [r#""n":900"#, "gap all Sequence", r#""n":2"#, r#""n":3"#]
    );
}

#[test]
fn chains_and_ranges() {
    let rule = SequenceRule::Chain {
        previous: at("data.p"),
        this: at("data.n"),
    };
    let mut talk = numbered(rule, false);
    let numbers = [
        r#""n":5"#,
        r#""p":5,"n":9"#,
        r#""p":9,"n":9"#,
        r#""p":10,"n":12"#,
    ];
    assert_eq!(
        told(&mut talk, &numbers),
        [
            r#""n":5"#,
            r#""p":5,"n":9"#,
            r#""p":9,"n":9"#,
            "gap all Sequence",
            r#""p":10,"n":12"#
        ]
    );
    let rule = SequenceRule::Range {
        first: at("data.f"),
        last: at("data.l"),
    };
    let mut talk = numbered(rule, false);
    let numbers = [
        r#""f":1,"l":3"#,
        r#""f":2,"l":3"#,
        r#""f":3,"l":5"#,
        r#""f":8,"l":8"#,
    ];
    assert_eq!(
        told(&mut talk, &numbers),
        [
            r#""f":1,"l":3"#,
            r#""f":3,"l":5"#,
            "gap all Sequence 2",
            r#""f":8,"l":8"#
        ]
    );
}

#[test]
fn rising_numbers_show_repetitions_only() {
    let mut talk = numbered(SequenceRule::Rising(at("data.n")), false);
    let numbers = [r#""n":5"#, r#""n":9"#, r#""n":9"#, r#""n":12"#];
    assert_eq!(
        told(&mut talk, &numbers),
        [r#""n":5"#, r#""n":9"#, r#""n":12"#]
    );
}

#[test]
fn a_connection_may_number_all_its_messages() {
    let mut talk = numbered(SequenceRule::Step(at("msg.n")), true);
    talk.receive(r#"{"event":"heartbeat","n":1}"#);
    assert_eq!(told(&mut talk, &[r#""n":2"#]), [r#""n":2"#]);
    talk.receive(r#"{"event":"heartbeat","n":3}"#);
    assert_eq!(
        told(&mut talk, &[r#""n":5"#]),
        ["gap all Sequence 1", r#""n":5"#]
    );
}

#[test]
fn a_message_without_its_number_is_told() {
    let mut talk = numbered(SequenceRule::Step(at("data.n")), false);
    assert_eq!(
        told(&mut talk, &[r#""x":1"#]),
        ["unreadable", "gap all Sequence"]
    );
}

fn book() -> StreamPlan {
    let mut plan = plain();
    let mut channel = channel("all");
    channel.start = Start::Message(is("type", "snapshot"));
    channel.sequence = step("data.n");
    plan.channels = vec![channel].into();
    plan
}

#[test]
fn a_book_begins_with_its_snapshot_and_begins_anew_after_a_gap() {
    let mut talk = Talk::begin(book());
    talk.subscribe(0, "");
    talk.receive(r#"{"ok":1}"#);
    let messages = [
        r#""n":3"#,
        r#""type":"snapshot","n":4"#,
        r#""n":5"#,
        r#""n":7"#,
        r#""n":8"#,
    ];
    assert_eq!(
        told(&mut talk, &messages),
        [
            r#""type":"snapshot","n":4"#,
            r#""n":5"#,
            "gap all Sequence 1"
        ]
    );
    assert_eq!(talk.sent().last().unwrap(), r#"{"unsub":["all"],"id":2}"#);
    talk.receive(r#"{"ok":2}"#);
    assert_eq!(talk.sent(), [r#"{"sub":["all"],"id":3}"#]);
    talk.receive(r#"{"ok":3}"#);
    let messages = [r#""n":8"#, r#""type":"snapshot","n":1"#, r#""n":2"#];
    assert_eq!(
        told(&mut talk, &messages),
        [r#""type":"snapshot","n":1"#, r#""n":2"#]
    );
}

#[test]
fn a_book_that_begins_once_a_connection_needs_another_connection() {
    let mut plan = book();
    let mut channel = plan.channels[0].clone();
    channel.start = Start::Topic(template("snap"));
    channel.renews_connection = true;
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk.receive(r#"{"ch":"all","n":1}"#);
    talk.receive(r#"{"ch":"snap","n":1}"#);
    talk.receive(r#"{"ok":1}"#);
    talk.receive(r#"{"ch":"all","n":2}"#);
    talk.receive(r#"{"ch":"all","n":4}"#);
    assert_eq!(
        talk.told(),
        [
            r#"all {"ch":"snap","n":1}"#,
            r#"all {"ch":"all","n":2}"#,
            "gap all Sequence 1",
            "leave: a channel must begin anew, which takes a new connection"
        ]
    );
}

#[test]
fn a_book_may_ask_for_its_beginning() {
    let mut plan = book();
    let mut channel = plan.channels[0].clone();
    channel.start = Start::Request {
        frame: frame(r#"{"req":"{topic}","id":"{id}"}"#),
        when: has("rep"),
    };
    plan.channels = vec![channel].into();
    plan.routes = vec![
        Route {
            when: has("rep"),
            by: RouteBy::Topic(template("{msg.rep}")),
            data: RouteData::At(path("")),
        },
        plan.routes[0].clone(),
    ]
    .into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk.receive(r#"{"ok":1}"#);
    assert_eq!(
        talk.sent(),
        [r#"{"sub":["all"],"id":1}"#, r#"{"req":"all","id":2}"#]
    );
    for n in 7..10 {
        talk.receive(&format!(r#"{{"ch":"all","n":{n}}}"#));
    }
    assert_eq!(talk.told(), [""; 0]);
    talk.receive(r#"{"rep":"all","n":8}"#);
    talk.receive(r#"{"ch":"all","n":10}"#);
    assert_eq!(
        talk.told(),
        [
            r#"all {"rep":"all","n":8}"#,
            r#"all {"ch":"all","n":9}"#,
            r#"all {"ch":"all","n":10}"#
        ]
    );
}

#[test]
fn a_book_whose_checksum_is_wrong_begins_anew() {
    let mut plan = book();
    let mut channel = plan.channels[0].clone();
    channel.sequence = None;
    channel.checksum = Some(Checksum {
        value: at("data.sum"),
        bids: path("b"),
        asks: path("a"),
        rows: Rows {
            price: path("0"),
            size: path("1"),
        },
        levels: 25,
        depth: None,
        text: ChecksumText::Alternating,
        signed: true,
    });
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk.receive(r#"{"ok":1}"#);
    // Python: zlib.crc32(b"9:1:10:1"), and of b"9:1:10:1:8:2"
    for message in [
        r#""type":"snapshot","b":[["9","1"]],"a":[["10","1"]],"sum":-812663525"#,
        r#""b":[["8","2"]],"sum":-2071324048"#,
        r#""b":[["7","2"]],"sum":1"#,
        r#""b":[["6","2"]],"sum":2"#,
    ] {
        talk.receive(&format!(r#"{{"ch":"all",{message}}}"#));
    }
    let told = talk.told();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[2], "gap all Checksum");
    assert_eq!(talk.sent().last().unwrap(), r#"{"unsub":["all"],"id":2}"#);
}
