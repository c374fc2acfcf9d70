//! How a conversation begins: hello, login, set-up, subscriptions, in this order.

use crate::plans::*;
use specie_runtime::stream::plan::*;

fn with_login() -> StreamPlan {
    StreamPlan {
        hello: is("event", "welcome"),
        login: Some(Login {
            section: 3,
            ok: is("event", "login"),
            refused: is("event", "error"),
            keep: vec![Kept {
                name: "user".into(),
                at: path("user"),
            }]
            .into(),
        }),
        setup: vec![frame(r#"{"conf":"{kept.user}"}"#)].into(),
        ..plain()
    }
}

#[test]
fn nothing_is_sent_before_its_time() {
    let mut talk = Talk::new(with_login());
    talk.subscribe(0, "btc");
    talk.conversation.open(talk.now);
    assert_eq!(talk.sent(), [""; 0]);
    talk.receive(r#"{"event":"welcome"}"#);
    assert_eq!(talk.sent(), ["3: "]);
    talk.receive(r#"{"ch":"trades.btc","n":0}"#);
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"event":"login","user":7}"#);
    assert_eq!(
        talk.sent(),
        [r#"{"conf":7}"#, r#"{"sub":["trades.btc"],"id":2}"#]
    );
    assert!(!talk.conversation.is_settled());
    talk.receive(r#"{"ok":2}"#);
    assert!(talk.conversation.is_settled());
}

#[test]
fn a_refused_login_ends_it() {
    let mut talk = Talk::begin(with_login());
    talk.subscribe(0, "btc");
    talk.receive(r#"{"event":"welcome"}"#);
    talk.receive(r#"{"event":"error","why":"bad key"}"#);
    assert_eq!(
        talk.told(),
        [r#"login refused {"event":"error","why":"bad key"}"#]
    );
    assert_eq!(talk.sent(), ["3: "]);
    talk.receive(r#"{"event":"login","user":7}"#);
    talk.pass(1);
    assert_eq!(talk.sent(), [""; 0]);
}

#[test]
fn every_wait_has_an_end() {
    let mut talk = Talk::begin(with_login());
    talk.pass(9_999);
    assert_eq!(talk.told(), [""; 0]);
    talk.pass(1);
    assert_eq!(
        talk.told(),
        ["broken: the server did not begin within 10 s"]
    );

    let mut talk = Talk::begin(with_login());
    talk.receive(r#"{"event":"welcome"}"#);
    talk.pass(10_000);
    assert_eq!(
        talk.told(),
        ["broken: the login was not confirmed within 10 s"]
    );

    let mut talk = Talk::begin(plain());
    talk.subscribe(1, "");
    talk.pass(10_000);
    assert_eq!(
        talk.told(),
        ["broken: no answer within 10 s to the subscription: all"]
    );
}

#[test]
fn a_session_value_may_be_in_a_topic_and_in_frames() {
    let mut plan = plain();
    plan.subscribe = Some(frame(r#"{"sub":"{topic}","auth":"{session.token}"}"#));
    plan.channels = vec![channel("mine-{session.token}-{market}")].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "btc");
    assert_eq!(talk.sent(), [r#"{"sub":"mine-T-btc","auth":"T"}"#]);
    talk.receive(r#"{"ch":"mine-T-btc","n":1}"#);
    assert_eq!(talk.told(), [r#"mine-T-btc {"ch":"mine-T-btc","n":1}"#]);
}
