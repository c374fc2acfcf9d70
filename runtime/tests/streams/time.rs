//! What time does, and messages that are not data.

use crate::plans::*;
use specie_runtime::stream::plan::*;

#[test]
fn the_connection_is_kept_alive_and_dies_of_silence() {
    let mut talk = Talk::begin(plain());
    talk.pass(19_999);
    assert_eq!(talk.sent(), [""; 0]);
    talk.pass(1);
    assert_eq!(talk.sent(), ["ping"]);
    talk.receive("pong");
    talk.pass(19_000);
    assert_eq!(talk.sent(), [""; 0], "it is alive");
    talk.pass(1_000);
    assert_eq!(talk.sent(), ["ping"]);
    talk.pass(39_999);
    talk.told();
    talk.pass(1);
    assert_eq!(talk.told(), ["broken: nothing was received for 60 s"]);
}

#[test]
fn a_ping_of_the_provider_is_answered_and_a_heartbeat_ignored() {
    let mut talk = Talk::begin(plain());
    talk.receive(r#"{"ping":1492420473027}"#);
    assert_eq!(talk.sent(), [r#"{"pong":1492420473027}"#]);
    talk.receive(r#"{"event":"heartbeat"}"#);
    assert_eq!(talk.told(), [""; 0]);
    talk.receive(r#"{"event":"news"}"#);
    talk.receive("hello");
    assert_eq!(
        talk.told(),
        [r#"unknown {"event":"news"}"#, "unknown hello"]
    );
}

#[test]
fn the_provider_may_ask_for_a_new_connection_and_age_does() {
    let mut talk = Talk::begin(plain());
    talk.receive(r#"{"event":"move"}"#);
    assert_eq!(
        talk.told(),
        [r#"leave: the provider asks for a new connection: {"event":"move"}"#]
    );
    let mut plan = plain();
    plan.limits.life_ms = Some(50_000);
    let mut talk = Talk::begin(plan);
    talk.pass(48_999);
    talk.receive("pong");
    assert!(!talk.told().iter().any(|told| told.starts_with("leave")));
    talk.pass(1);
    assert_eq!(
        talk.told(),
        ["leave: the connection reaches the age that the provider allows"]
    );
}

#[test]
fn a_silent_channel_is_subscribed_to_again() {
    let mut plan = plain();
    let mut channel = channel("all");
    channel.idle_ms = Some(15_000);
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk.receive(r#"{"ok":1}"#);
    talk.pass(14_999);
    talk.receive(r#"{"event":"heartbeat"}"#);
    talk.pass(1);
    assert_eq!(talk.told(), ["gap all Idle"]);
    talk.receive(r#"{"ok":2}"#);
    talk.receive(r#"{"ok":3}"#);
    assert_eq!(
        talk.sent(),
        [
            r#"{"sub":["all"],"id":1}"#,
            r#"{"unsub":["all"],"id":2}"#,
            r#"{"sub":["all"],"id":3}"#
        ]
    );
    talk.receive(r#"{"ch":"all","n":1}"#);
    assert_eq!(talk.told(), [r#"all {"ch":"all","n":1}"#]);
}

#[test]
fn lists_of_messages_are_several() {
    let mut plan = plain();
    plan.each = true;
    let mut talk = Talk::begin(plan);
    talk.subscribe(1, "");
    talk.receive(r#" [{"ok":1}, {"ch":"all","n":1},{"ch":"all","n":2}]"#);
    assert_eq!(
        talk.told(),
        [r#"all {"ch":"all","n":1}"#, r#"all {"ch":"all","n":2}"#]
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_conversation_goes_on() {
    let mut talk = Talk::begin(plain());
    talk.subscribe(1, "");
    talk.receive(r#"{"ok":1}"#);
    for broken in [r#"{"ch":"all""#, "[", "{]", r#"{"ch":"all"} x"#] {
        talk.receive(broken);
        assert_eq!(talk.told(), ["unreadable"], "{broken}");
    }
    talk.receive(r#"{"ch":"all","n":1}"#);
    assert_eq!(talk.told(), [r#"all {"ch":"all","n":1}"#]);
}

#[test]
fn mutated_frames_neither_panic_nor_end_it() {
    let frames = [
        r#"{"ch":"all","n":1,"data":[{"a":"b"}]}"#,
        r#"{"ok":1,"streams":["all"]}"#,
        r#"{"ping":{"a":[1,2.5e3,null]}}"#,
        r#"[1,"all",{"n":"é\u00e9"}]"#,
    ];
    let mut random = 1_u64;
    let mut next = move |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) as usize % below
    };
    let mut plan = plain();
    plan.channels = vec![ChannelPlan {
        sequence: step("data.n"),
        ..channel("all")
    }]
    .into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "");
    talk.receive(r#"{"ok":1}"#);
    for _ in 0..20_000 {
        let mut bytes = frames[next(frames.len())].as_bytes().to_vec();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = next(256) as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"{}[]\",:0\\ n"[next(11)]),
            }
        }
        talk.conversation.receive(&bytes.into(), talk.now);
        talk.told();
        talk.sent();
    }
    talk.unsubscribe(0, "");
    talk.subscribe(0, "");
    let id = talk
        .sent()
        .last()
        .map(|frame| frame.matches(char::is_numeric).collect::<String>());
    talk.receive(&format!(r#"{{"ok":{}}}"#, id.unwrap()));
    let frame = talk.sent().pop().unwrap();
    let id: String = frame.matches(char::is_numeric).collect();
    talk.receive(&format!(r#"{{"ok":{id}}}"#));
    talk.receive(r#"{"ch":"all","n":70000}"#);
    assert_eq!(talk.told(), [r#"all {"ch":"all","n":70000}"#]);
}
