//! The life of a stream's connection: what is sent and received, in order.

use super::flow::{Flow, Kind};
use crate::emit::common::conversation::{self, Fact};
use crate::model::Stream;
use specie_runtime::signing::plan::Scheme;

/// What a connection does before messages arrive: the key, and the box of it.
const BEFORE: [(&str, Kind, &str); 6] = [
    ("upgrade", Kind::Secret, "the upgrade is signed"),
    ("hello", Kind::Text, "wait for the server's first message"),
    (
        "login",
        Kind::Secret,
        "log in, and wait for the confirmation",
    ),
    ("setup", Kind::Sent, "set the connection up"),
    ("subscribe", Kind::Sent, "subscribe"),
    ("ack", Kind::Check, "wait for the confirmation"),
];

/// What it does from then on.
const AFTER: [(&str, Kind, &str); 5] = [
    ("route", Kind::Text, "each message finds its channel"),
    ("keepalive", Kind::Sent, "keep the connection alive"),
    ("answers", Kind::Sent, "answer the server"),
    ("leave", Kind::Check, "the server asks for a new connection"),
    ("unsubscribe", Kind::Sent, "unsubscribe"),
];

/// The flow of a connection.
pub fn life(stream: &Stream, scheme: &Scheme) -> Flow {
    let facts = conversation::of_stream(&stream.plan, scheme);
    let mut flow = Flow::default();
    let transport = conversation::transport(stream.plan.framing);
    let title = format!("connect by {transport}");
    let mut last = flow.add(Kind::Given, title, said(&facts, "url"), &[]);
    let mut then = |kind, title: &str, bytes: Option<String>| {
        last = flow.add(kind, title, bytes, &[last]);
    };
    for (key, kind, title) in BEFORE {
        if let Some(text) = said(&facts, key) {
            then(kind, title, Some(text));
        }
    }
    let names: Vec<&str> = stream.received().map(|one| one.name.as_str()).collect();
    let title = format!("{} kinds of messages are received", names.len());
    then(Kind::Text, &title, Some(names.join(", ")));
    for (key, kind, title) in AFTER {
        if let Some(text) = said(&facts, key) {
            then(kind, title, Some(text));
        }
    }
    then(
        Kind::Check,
        "the connection ends",
        Some("nothing of it is kept: connect again, from the top".to_owned()),
    );
    flow
}

/// What is said under a key.
fn said(facts: &[Fact], key: &str) -> Option<String> {
    let facts = facts.iter().filter(|fact| fact.key == key);
    let texts: Vec<&str> = facts.map(|fact| fact.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
