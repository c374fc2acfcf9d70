//! Streams.

use super::notes::{Key, any, anything, flag, list, map, marks, object, reference, text, word};
use super::types::duration;
use serde_json::{Value, json};

/// Definitions of a stream and of what is in it.
pub fn definitions() -> Vec<Key> {
    vec![
        (
            "message_condition",
            text("Condition on a message: `msg.event == \"error\"`, `msg.id is not absent`."),
        ),
        ("stream", stream()),
        ("stream_login", login()),
        ("stream_ack", ack()),
        ("stream_route", route()),
        ("channel", channel()),
    ]
}

fn section(doc: &str) -> Value {
    reference(doc, "section_name")
}

fn condition(doc: &str) -> Value {
    reference(doc, "message_condition")
}

fn count(doc: &str) -> Value {
    json!({ "description": doc, "type": "integer", "minimum": 1 })
}

fn keep(doc: &str) -> Value {
    map(doc, text("Where it is: `msg.path`."))
}

fn stream() -> Value {
    let keys = vec![
        (
            "transport",
            word(
                "Transport protocol. Default: websocket.",
                &["websocket", "socket.io"],
            ),
        ),
        (
            "url",
            text(
                "Address: `wss://…`. `{session.NAME}`, `{settings.NAME}` and `{uuid}` are filled in.",
            ),
        ),
        ("auth", text("How to authenticate, in words.")),
        (
            "upgrade",
            section("Section whose plan signs the upgrade, as a GET of the address."),
        ),
        (
            "encoding",
            word(
                "How the server's messages are encoded. Default: text.",
                &["text", "gzip", "deflate"],
            ),
        ),
        (
            "each",
            word("A message that is a list holds several messages.", &["msg"]),
        ),
        (
            "hello",
            condition("The message that the server begins with. Nothing is sent before it."),
        ),
        ("login", reference("How to log in.", "stream_login")),
        (
            "setup",
            list(
                "Frames that are sent once a connection, before any subscription.",
                anything("A frame."),
            ),
        ),
        (
            "subscribe",
            anything(
                "Frame that subscribes. `[\"{topics...}\"]` are all topics of a frame, `\"{topic}\"` is one in a frame of its own. Without it, the address says what is sent.",
            ),
        ),
        ("unsubscribe", anything("Frame that ends a subscription.")),
        (
            "sign_subscribe",
            section(
                "Section that signs the frame: it is the parameters of a call, and the body of the signed call is sent.",
            ),
        ),
        ("sign_unsubscribe", section("The same for `unsubscribe`.")),
        (
            "topics",
            word(
                "What the topics of a frame mean for those of earlier frames. Default: add.",
                &["add", "replace"],
            ),
        ),
        (
            "ack",
            reference("How the server confirms a subscription.", "stream_ack"),
        ),
        (
            "route",
            any(
                "How a message finds its channel. Of several, the first that fits.",
                vec![
                    reference("A route.", "stream_route"),
                    list("Routes.", reference("A route.", "stream_route")),
                ],
            ),
        ),
        (
            "ignore",
            condition("Messages without a meaning for users, such as heartbeats."),
        ),
        (
            "keepalive",
            object(
                "What keeps the connection alive. Default: a ping of the protocol every 30 s when nothing is received.",
                &[],
                vec![
                    (
                        "send",
                        anything("A text, a frame, or `protocol` for a ping of the protocol."),
                    ),
                    ("every", duration("How often: `20s`.")),
                    (
                        "when",
                        word("Only if nothing was received for that long.", &["idle"]),
                    ),
                    (
                        "dead",
                        duration(
                            "After how long without anything from the server the connection is dead: `60s`.",
                        ),
                    ),
                ],
            ),
        ),
        (
            "answers",
            any(
                "Messages that must be answered.",
                vec![answer(), list("Answers.", answer())],
            ),
        ),
        (
            "leave",
            condition("Messages by which the server asks for a new connection."),
        ),
        (
            "limits",
            object(
                "The provider's limits.",
                &[],
                vec![
                    ("life", duration("How long a connection may last: `24h`.")),
                    ("topics", count("Topics of one connection.")),
                    ("batch", count("Topics of one frame.")),
                    ("frame", text("Size of a frame that is sent: `64KB`.")),
                    ("send", text("Frames within a time: `5 per 1s`.")),
                    ("connect", text("Connections within a time: `300 per 5m`.")),
                    (
                        "first",
                        duration(
                            "How soon after the connection the first subscription must be sent: `5s`.",
                        ),
                    ),
                ],
            ),
        ),
        ("send", send()),
        (
            "channels",
            map(
                "Channels, by name. `{name}` is a parameter.",
                reference("A channel.", "channel"),
            ),
        ),
        (
            "events",
            map(
                "Events of socket.io, by name.",
                reference("An event.", "channel"),
            ),
        ),
    ];
    object("A stream.", &["url"], [marks(), keys].concat())
}

fn login() -> Value {
    object(
        "How to log in, after the hello and before any subscription.",
        &["section", "ok"],
        vec![
            (
                "section",
                section(
                    "Section whose plan writes the frame: the body of a call without parameters.",
                ),
            ),
            ("ok", condition("The message that confirms it.")),
            (
                "refused",
                condition("The message that refuses it. It is tested first."),
            ),
            (
                "keep",
                keep("What is kept of the confirmation, for later frames: `{kept.NAME}`."),
            ),
        ],
    )
}

fn ack() -> Value {
    object(
        "How the server confirms a subscription: by one of `id`, `topic` and `topics`, or by the order alone.",
        &[],
        vec![
            (
                "id",
                text("Where a confirmation has the `{id}` of the frame: `msg.id`."),
            ),
            (
                "topic",
                text("The topic that a confirmation names: `\"{msg.arg.channel}\"`."),
            ),
            (
                "topics",
                text("Where a confirmation has the list of all topics that are on: `msg.topics`."),
            ),
            ("ok", condition("The message that confirms.")),
            (
                "refused",
                condition("The message that refuses. It is tested first."),
            ),
            (
                "keep",
                keep(
                    "What is kept of the confirmation, for routes and the end of the subscription.",
                ),
            ),
        ],
    )
}

fn route() -> Value {
    object(
        "How a message finds its channel.",
        &[],
        vec![
            ("when", condition("Which messages it is for. Default: all.")),
            (
                "topic",
                text(
                    "What is compared with the topics of channels: `\"{msg.channel}\"`, or `\"{name}\"` for the name of the first member.",
                ),
            ),
            (
                "kept",
                text("A value that was kept of the confirmation of a subscription."),
            ),
            ("is", text("Where the message has that value: `msg[0]`.")),
            (
                "data",
                text(
                    "Where the data is: `msg.data`, or `value` for the value of the first member. Default: the message.",
                ),
            ),
        ],
    )
}

fn answer() -> Value {
    object(
        "A message that must be answered.",
        &["when", "send"],
        vec![
            ("when", condition("The message.")),
            (
                "send",
                anything("The answer. `{msg.path}` is a value of the message."),
            ),
        ],
    )
}

/// How events of the client are sent.
fn send_form() -> Vec<(&'static str, Value)> {
    vec![
        (
            "section",
            section("Section that signs the call that the name of an event is: `POST /order`."),
        ),
        (
            "frame",
            anything(
                "What is sent: `[\"{event}\", \"{data}\"]`. `{header.NAME}` is a header that the plan sets, `{data}` the body that it signs, `{event.method}` and `{event.path}` are the call.",
            ),
        ),
    ]
}

fn send() -> Value {
    let mut keys = send_form();
    keys.push((
        "answer",
        object(
            "How answers are told apart.",
            &["id"],
            vec![
                (
                    "id",
                    text("Where an answer has the `{uuid}` or the `{id}` of the frame: `msg[1].requestid`."),
                ),
                ("refused", condition("The message that refuses an event.")),
            ],
        ),
    ));
    object(
        "How the events of the client are sent, and answered.",
        &["frame"],
        keys,
    )
}

/// A type of messages.
fn message(doc: &str) -> Vec<Value> {
    vec![
        reference(doc, "type_in_use"),
        list("`[T]`", anything("The type of the elements.")),
        reference("A type that is declared here.", "inline"),
    ]
}

fn channel() -> Value {
    let mut kinds = map(
        "A type for each value of `by`.",
        any("A type.", message("A type.")),
    );
    if let Value::Object(kinds) = &mut kinds {
        kinds.insert("required".to_owned(), json!(["by"]));
        let by = text("The value that tells them apart: `msg.action`, or `data.action`.");
        kinds.insert("properties".to_owned(), json!({ "by": by }));
    }
    let mut messages = message("A type.");
    messages.push(kinds);
    object(
        "A channel or an event.",
        &[],
        [
            marks(),
            vec![
                ("params", reference("Parameters in the name, the topic and the frame.", "lines")),
                ("topic", text("What a route gives for its messages. Default: the name.")),
                ("subscribe", anything("What frames have in place of `{topic}`. Default: the text of the topic.")),
                ("message", any("Type of the messages.", messages)),
                ("after", text("The event of the client that is sent once a connection before: `GET /register`.")),
                ("send", any("The client sends these messages.", vec![
                    flag("As `send` of the stream says."),
                    object("In a form of its own.", &["frame"], send_form()),
                ])),
                ("items", reference("What the event carries as a whole: `list<NewOrder> as orders -- orders to place`.", "type_in_use")),
                ("undoes", text("The event of the client that must be sent again after this one: `GET /register`.")),
                ("answer", text("The event that answers: `order_add`. It is found by `answer` of the stream's `send`.")),
                ("reconcile", text("The operation that says whether the event took effect: `list_orders`.")),
                ("start", object("How a subscription begins. Messages before that are not delivered.", &[], vec![
                    ("when", condition("The message that it begins with.")),
                    ("topic", text("The topic of the message that it begins with.")),
                    ("message", any("Type of that message.", message("A type."))),
                    ("request", anything("Frame that asks for the message, once the subscription is confirmed.")),
                    ("call", reference("Operation whose response it begins with, called once the subscription is confirmed.", "operation_name")),
                    ("params", map("Parameters of the call: `{ symbol: \"{symbol}\", limit: 1000 }`.", anything("A constant, or a text with `{NAME}`."))),
                    ("at", text("The number of the last message that the response covers: a path in its data, such as `lastUpdateId`.")),
                ])),
                (
                    "sequence",
                    text("How lost messages are noticed: `step data.n`, `chain data.previous data.n`, `range data.first data.last` or `rising data.n`; ` per connection` if all channels are numbered together."),
                ),
                ("renew", word("What begins it anew. Default: subscription.", &["subscription", "connection"])),
                ("checksum", object(
                    "How the book that the messages make is checked: the CRC-32 of its best levels, as they came on the wire.",
                    &["of", "bids", "asks", "price", "size", "levels", "text"],
                    vec![
                        ("of", text("Where the provider's checksum is: `data.checksum`. A message without one is not checked.")),
                        ("bids", text("The list of changed bids: `data.bids`.")),
                        ("asks", text("The list of changed asks: `data.asks`.")),
                        ("price", text("The price of a row of these lists: `row[0]` or `row.price`.")),
                        ("size", text("The size of a row; zero removes the level.")),
                        ("levels", count("How many levels of each side are in the text.")),
                        ("depth", text("The parameter with the number of levels that are sent; what lies beyond is dropped. Default: `levels`.")),
                        ("text", word("The text of which it is computed. `asks_then_bids`: price and size without point and without zeros at their beginning. `alternating`: `bid:size:ask:size`, with colons.", &["asks_then_bids", "alternating"])),
                        ("signed", flag("The checksum has 32 bits with a sign.")),
                    ],
                )),
                ("idle", duration("After how long without a message it is subscribed to again: `60s`.")),
            ],
        ]
        .concat(),
    )
}
