//! Keys of everything but signing: operations, parameters and responses.

use super::notes::{Key, any, anything, flag, list, map, marks, named, object, text, word};
use crate::model::ERROR_KINDS;
use serde_json::{Value, json};
use specie_runtime::ErrorKind;

/// The top-level keys.
pub fn properties() -> Vec<Key> {
    vec![
        ("provider", json!({ "description": "Module and feature name: lower-case letters, digits, `_`.", "type": "string", "pattern": "^[a-z][a-z0-9_]*$" })),
        ("title", text("How people write the provider's name.")),
        ("docs", text("Address of the provider's own documentation.")),
        ("doc", text("One paragraph for the docs.")),
        ("environments", map("Where the provider can be reached; the first is the default. Left out: one environment, `live`.", object("An environment.", &[], [marks(), vec![
            ("base", any("Replaces the base of every section, or of those named.", vec![text("Base of every section."), map("Section -> base.", text("Base."))])),
        ]].concat()))),
        ("defaults", object("Of operations that do not say otherwise.", &[], vec![
            ("section", text("Section.")),
            ("envelope", text("Envelope.")),
            ("source", text("Page.")),
        ])),
        ("operations", map("What can be called, by name.", named("An operation.", "operation"))),
        ("types", map("Types of the provider, by name.", named("A type: `doc` and one of `fields`, `enum`, `tuple`, `union`.", "type"))),
        ("envelopes", map("What success looks like, and where the data is. `default` is of every operation that names no other.", object("An envelope.", &[], vec![
            ("ok", text("Test of success: `body.error == \"ok\"`, `status == \"200\"`, `body.code in [0, 2]`, `body.x is absent`, joined by `and` and `or`. Left out: status 200 to 299.")),
            ("partial", text("Test of partial success of a batch, written as `ok` and looked at before it: `body.code == \"2\"`.")),
            ("data", text("Where the data is. Left out: the whole body.")),
        ]))),
        ("errors", errors()),
        ("limits", list("How much may be called.", object("A limit.", &["calls", "per"], [marks(), vec![
            ("calls", json!({ "description": "Calls, each counted with its weight.", "type": "integer", "minimum": 1 })),
            ("per", text("In how much time: `5m`.")),
            ("scope", word("Whose calls are counted.", &["key", "ip", "account"])),
        ]].concat()))),
        ("clock", object("What the provider accepts of our clock.", &[], [marks(), vec![
            ("past", text("How old a stamp may be: `10s`.")),
            ("future", text("How far ahead it may be: `10s`.")),
            ("margin", text("What is taken off our clock to be safe: `50ms`.")),
            ("server_time", text("Header with the provider's time: `header.Server-Time ms`, `header.Date`.")),
        ]].concat())),
        ("nonce", object("How nonces are used.", &[], vec![("serial", flag("Calls that use a nonce wait for each other's answer."))])),
        ("webhooks", map("Deliveries, by name.", named("A webhook.", "webhook"))),
        ("streams", map("WebSocket and socket.io streams, by name.", named("A stream.", "stream"))),
        ("known_by_name", list("Operations that the provider names and no page shows. They are listed in the docs and never generated.", object("An operation.", &["name"], [marks(), vec![
            ("name", text("The provider's name for it.")),
        ]].concat()))),
    ]
}

/// Schemas that are referenced by name.
pub fn definitions() -> Vec<Key> {
    vec![
        ("line", line()),
        (
            "lines",
            json!({
                "description": "`name: TYPE RANGE = DEFAULT -- text`, in the order they travel; `name?` may be left out, `name as other` has another name in Rust, a text in quotes is a constant.",
                "type": "object",
                "additionalProperties": { "$ref": "#/definitions/line" }
            }),
        ),
        (
            "groups",
            map(
                "Group -> names of which exactly one is given (`group?`: at most one).",
                list("Names.", text("A name.")),
            ),
        ),
        (
            "answer",
            text("Type of the data: `Order`, `list<Order>`, `map<text, Balance> or []`, `none`."),
        ),
        ("operation", operation()),
        ("type", named_type()),
        (
            "example",
            object(
                "An example, checked against the types.",
                &[],
                vec![
                    ("name", text("What it shows.")),
                    ("source", text("Page it is from.")),
                    ("params", anything("Parameters.")),
                    ("answer", anything("The whole body of the answer.")),
                    ("body", anything("The parsed body of a delivery.")),
                ],
            ),
        ),
        ("webhook", webhook()),
        ("stream", stream()),
        ("channel", channel()),
    ]
}

/// A field or parameter on one line, or in long form.
fn line() -> Value {
    let long = object(
        "The long form of a line.",
        &["type"],
        [
            marks(),
            vec![
                ("type", text("Its type.")),
                (
                    "range",
                    text(
                        "Bounds of a number, or of the length of a text: `1..100`, `1..`, `..40`.",
                    ),
                ),
                (
                    "default",
                    text("What the provider takes when it is left out."),
                ),
                ("examples", anything("Values to show.")),
            ],
        ]
        .concat(),
    );
    any(
        "`TYPE RANGE = DEFAULT -- text`. Types: text secret int decimal bool flag time.s time.ms time.us time.iso json list<T> map<text, T> numbered<T> or a name of `types`; `as text` `as number` `as int`, in a path `as segments` `as raw`, `or \"NONE\"`, `or []`.",
        vec![
            json!({ "type": "string" }),
            list("`[T]`", anything("The type of the elements.")),
            long,
        ],
    )
}

fn operation() -> Value {
    let method_path = json!({
        "description": "`METHOD PATH`; a path left out is the operation's own name. `{name}` is filled from the parameters.",
        "type": "string",
        "pattern": "^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)\\b"
    });
    object("Something that can be called.", &["call", "answer"], [marks(), vec![
        ("call", method_path),
        ("section", text("Which base, place and plan it uses. Left out: the one of `defaults`.")),
        ("idempotency", json!({
            "description": "`safe`: may be repeated. `keyed(FIELD)`: with the same value in that parameter. `never`: a lost answer must be reconciled. Left out: `safe` for GET, HEAD and OPTIONS, else `never`.",
            "anyOf": [{ "enum": ["safe", "never"] }, { "type": "string", "pattern": "^keyed\\(.+\\)$" }]
        })),
        ("reconcile", text("For `never`: the operation that tells what happened.")),
        ("params", named("Parameters, in the order they travel.", "lines")),
        ("items", text("The call takes a list: `list<NewOrder> as orders -- orders to place`.")),
        ("query", named("Further parameters that travel in the query, beside a body.", "lines")),
        ("headers", named("Further parameters that travel as headers.", "lines")),
        ("one_of", named("Parameters of which one is given.", "groups")),
        ("answer", any("What comes back.", vec![named("A type.", "answer"), list("`[T]`", anything("The type of the elements."))])),
        ("variants", map("Parameters that change the shape of the answer: a method each.", object("A further method.", &["set", "answer"], [marks(), vec![
            ("set", map("Parameters set to a constant text.", text("The text."))),
            ("answer", any("What comes back.", vec![named("A type.", "answer"), list("`[T]`", anything("The type of the elements."))])),
        ]].concat()))),
        ("paginate", object("How the next page is had.", &[], vec![
            ("page", text("Parameter that counts pages from 1.")),
            ("offset", text("Parameter that counts entries from 0.")),
            ("cursor", text("Parameter that names the last entry seen.")),
            ("from", text("For `cursor`: member of the last entry, `last.uuid`.")),
            ("size", text("Parameter with the size of a page.")),
            ("total", text("For `page`: where the number of all entries stands, `header.Total`.")),
            ("list", text("Member of the answer with the list. Left out: the answer is the list.")),
        ])),
        ("envelope", text("Name in `envelopes`, or `none`.")),
        ("timeout", text("Longest time for a call, such as `30s`. Left out: 30 s.")),
        ("weight", json!({ "description": "What a call costs of the provider's `limits`. Left out: 1.", "type": "integer", "minimum": 1 })),
        ("examples", list("Examples, checked against the types.", named("An example.", "example"))),
    ]].concat())
}

fn named_type() -> Value {
    let values = any(
        "The values.",
        vec![
            list("Texts.", text("A value.")),
            map(
                "Value -> text, `Name`, or `Name -- text`.",
                anything("Its name in Rust, and what it means."),
            ),
        ],
    );
    object(
        "A type: `doc` and one of `fields`, `enum`, `tuple`, `union`.",
        &[],
        [
            marks(),
            vec![
                ("fields", named("Members of an object.", "lines")),
                ("one_of", named("Members of which one is there.", "groups")),
                (
                    "enum",
                    word("Named values, and how they travel.", &["text", "int"]),
                ),
                ("values", values),
                (
                    "closed",
                    flag("The provider promises that there are no other values."),
                ),
                (
                    "tuple",
                    named("An array with a meaning for each place.", "lines"),
                ),
                ("union", text("The member that decides which type it is.")),
                (
                    "variants",
                    map("Value of that member -> type.", text("A type.")),
                ),
            ],
        ]
        .concat(),
    )
}

fn errors() -> Value {
    let path = |doc: &str| {
        any(
            doc,
            vec![
                text("A path: `status`, `body.a.b[0]`, `header.Name`."),
                list("Several; the first that is there.", text("A path.")),
            ],
        )
    };
    let kind = json!({ "description": "A kind, perhaps with ` -- ` and a text.", "type": "string", "pattern": format!("^({})\\b", ERROR_KINDS.map(ErrorKind::name).join("|")) });
    object(
        "How refusals are told apart.",
        &[],
        vec![
            (
                "code",
                path("Where the code stands: the first that is a text or number."),
            ),
            ("message", path("Where the message stands.")),
            (
                "retry_after",
                text("Where the time to wait stands: `header.Retry-After`."),
            ),
            (
                "request_id",
                text("Where the provider names the request: `header.X-Request-Id`."),
            ),
            ("status", map("HTTP status -> kind.", kind.clone())),
            (
                "codes",
                map("Code -> kind, first match; `*` stands for anything.", kind),
            ),
        ],
    )
}

fn webhook() -> Value {
    object(
        "A delivery of the provider.",
        &["body", "verify"],
        [
            marks(),
            vec![
                (
                    "body",
                    word("How it is parsed once it is verified.", &["form", "json"]),
                ),
                (
                    "verify",
                    list(
                        "Steps that say what must have arrived.",
                        named("A step.", "step"),
                    ),
                ),
                ("event", text("Type of the parsed body.")),
                (
                    "id",
                    text("Member that names the delivery, for dropping duplicates."),
                ),
                ("time", text("Member with the time of the event.")),
                (
                    "order",
                    text("Member whose later values replace earlier ones."),
                ),
                ("retries", text("What the provider says about retries.")),
                (
                    "examples",
                    list("Examples of bodies.", named("An example.", "example")),
                ),
            ],
        ]
        .concat(),
    )
}

fn stream() -> Value {
    object(
        "A stream.",
        &["url"],
        [
            marks(),
            vec![
                (
                    "transport",
                    word(
                        "How it is carried. Left out: websocket.",
                        &["websocket", "socket.io"],
                    ),
                ),
                ("url", text("Address.")),
                ("auth", text("How one is admitted.")),
                ("keepalive", text("How the connection is kept.")),
                (
                    "subscribe",
                    anything("Frame that subscribes, in plain data."),
                ),
                (
                    "unsubscribe",
                    anything("Frame that ends a subscription, in plain data."),
                ),
                (
                    "channels",
                    map(
                        "Channels by name, `{name}` for parameters.",
                        named("A channel.", "channel"),
                    ),
                ),
                (
                    "events",
                    map(
                        "Events of socket.io by name.",
                        named("An event.", "channel"),
                    ),
                ),
            ],
        ]
        .concat(),
    )
}

fn channel() -> Value {
    object(
        "A channel or an event.",
        &[],
        [
            marks(),
            vec![
                ("params", named("Parameters of the name.", "lines")),
                (
                    "message",
                    any(
                        "Type of a message.",
                        vec![
                            text("A type."),
                            list("`[T]`", anything("The type of the elements.")),
                        ],
                    ),
                ),
                ("send", flag("The client sends it.")),
                ("sequence", text("Member that grows by one.")),
                ("checksum", text("How the checksum is made.")),
            ],
        ]
        .concat(),
    )
}
