//! Keys of the signing language.

use super::notes::{Key, any, anything, flag, list, map, named, nothing, object, text, word};
use crate::signing::{PATH_ENCODES, PLACES};
use serde_json::{Value, json};

/// The top-level keys.
pub fn properties() -> Vec<Key> {
    vec![
        (
            "credentials",
            map(
                "What requests are signed with: name -> `public` or `secret`, perhaps `optional`, then the form (`text`, `hex`, `base64[64]`, `rsa`, `wif` …).",
                named(
                    "`public` or `secret`, perhaps `optional`, then forms parted by `|`; ` -- ` and a text.",
                    "credential",
                ),
            ),
        ),
        (
            "settings",
            map(
                "What the client's owner may choose: `settings.NAME` in expressions.",
                setting(),
            ),
        ),
        (
            "tables",
            map(
                "Constant data: `tables.NAME`, `tables.NAME[key]` in expressions.",
                anything("Plain data."),
            ),
        ),
        (
            "sections",
            map(
                "Groups of endpoints. `default` is merged under every other section and is none itself.",
                any(
                    "A group of endpoints; nothing: all is as `default` has it.",
                    vec![named("A group of endpoints.", "section"), nothing()],
                ),
            ),
        ),
        (
            "auth",
            map(
                "Plans: how requests are signed, step by step from top to bottom.",
                list("The steps of a plan.", named("A step.", "step")),
            ),
        ),
        (
            "sessions",
            map(
                "Values that calls need and that a call before them, or the owner, gives.",
                named("A session.", "session"),
            ),
        ),
        (
            "vectors",
            list(
                "Recorded calls and deliveries, and what must come of them. They prove the plans.",
                named("A vector.", "vector"),
            ),
        ),
    ]
}

fn setting() -> Value {
    object(
        "A setting; its default gives its kind.",
        &["default"],
        vec![
            (
                "default",
                json!({ "description": "Value when none is chosen.", "type": ["boolean", "integer", "string"] }),
            ),
            ("doc", text("What it does.")),
            ("source", text("Address of the page that says so.")),
            (
                "unconfirmed",
                json!({ "description": "Why this is not confirmed.", "type": ["string", "null"] }),
            ),
        ],
    )
}

/// Schemas that are referenced by name.
pub fn definitions() -> Vec<Key> {
    let place = word("Where parameters travel.", &PLACES);
    vec![
        (
            "expression",
            anything("An expression, a literal text in quotes, an object or a list."),
        ),
        ("credential", credential()),
        ("section", section(&place)),
        ("step", step(&place)),
        ("session", session()),
        ("vector", vector()),
    ]
}

fn credential() -> Value {
    json!({
        "anyOf": [
            { "type": "string", "pattern": "^\\s*(public|secret)\\b" },
            { "type": "object", "properties": { "type": { "type": "string" }, "doc": { "type": "string" }, "source": { "type": "string" }, "unconfirmed": {} } }
        ]
    })
}

fn section(place: &Value) -> Value {
    let places = any(
        "A place, or several.",
        vec![place.clone(), list("Several places.", place.clone())],
    );
    object(
        "A group of endpoints: base, path, place of parameters, encoder, plan.",
        &[],
        vec![
            (
                "base",
                text("Scheme, host, and any prefix that is never part of a signed path."),
            ),
            (
                "path",
                text("Path after the base; `{path}` is the call's own path. Left out: `/{path}`."),
            ),
            (
                "path_encode",
                word(
                    "How values are written into the call's own path, before anything is signed. Left out: `segment`.",
                    &PATH_ENCODES.map(|(name, _)| name),
                ),
            ),
            (
                "params",
                any(
                    "A place, or method -> place with `else`. Left out: `{ GET: query, DELETE: query, else: json }`.",
                    vec![place.clone(), map("Method -> place.", place.clone())],
                ),
            ),
            (
                "encode",
                text(
                    "Encoder of query and form as sent: `rfc3986`, `plus` or `raw`, perhaps with arguments. Left out: `rfc3986`.",
                ),
            ),
            ("send_empty", places.clone()),
            ("unsigned", places),
            (
                "auth",
                json!({ "description": "Name of the plan; left empty: no signing.", "type": ["string", "null"] }),
            ),
            ("doc", text("What these endpoints are.")),
            ("source", text("Address of the page that says so.")),
            (
                "unconfirmed",
                json!({ "description": "Why this is not confirmed.", "type": ["string", "null"] }),
            ),
        ],
    )
}

fn session() -> Value {
    object(
        "Values that calls need.",
        &["keep"],
        vec![
            ("call", session_call()),
            ("given", flag("The owner gives the values.")),
            (
                "keep",
                map(
                    "Values kept: name -> `body.a.b`, `header.NAME` or `cookie.NAME`; of a given session `text` or `json`.",
                    text("Where the value is from."),
                ),
            ),
            ("expires", expires()),
            ("after", text("How long a session lasts: `24h`.")),
            ("doc", text("What it is.")),
        ],
    )
}

fn session_call() -> Value {
    object(
        "The call that opens it, signed by its own section's plan.",
        &["section", "method", "path"],
        vec![
            ("section", text("Section of the call.")),
            ("method", text("Method of the call.")),
            ("path", text("Path of the call.")),
            (
                "params",
                map(
                    "Parameters: expressions of credentials, settings, tables and sources.",
                    named("An expression.", "expression"),
                ),
            ),
        ],
    )
}

/// When a session expires.
fn expires() -> Value {
    any(
        "When it ends.",
        vec![
            text("Where the answer tells the seconds until then, or a cookie's own end."),
            object(
                "A time of its own.",
                &["after"],
                vec![("after", text("How long a session lasts: `24h`."))],
            ),
        ],
    )
}

/// A step: one of the action keys, and `when`.
fn step(place: &Value) -> Value {
    let members = named(
        "An object; `...` puts in the members that the place already has, `...x` those of `x`.",
        "expression",
    );
    object(
        "A step: one key that does something, perhaps with `when`.",
        &[],
        vec![
            ("when", text("Condition under which it runs.")),
            (
                "let",
                map(
                    "Names values, in order.",
                    named("An expression.", "expression"),
                ),
            ),
            ("params", members.clone()),
            ("query", members.clone()),
            ("form", members.clone()),
            ("json", members),
            (
                "body",
                text("The body is this text, or none if it is `absent`."),
            ),
            (
                "header",
                map(
                    "Sets headers; an absent value sets none.",
                    named("An expression.", "expression"),
                ),
            ),
            ("path", text("Replaces the path.")),
            ("place", place.clone()),
            (
                "encode",
                text("Replaces the section's encoder for this call."),
            ),
            (
                "then",
                list(
                    "Steps under the condition `when`.",
                    named("A step.", "step"),
                ),
            ),
            (
                "else",
                list(
                    "Steps under the opposite of `when`.",
                    named("A step.", "step"),
                ),
            ),
        ],
    )
}

fn vector() -> Value {
    object(
        "A recorded call or delivery, and what must come of it.",
        &["name", "expect"],
        vec![
            ("name", text("What it shows.")),
            ("doc", text("More about it.")),
            (
                "source",
                text(
                    "Where it is from: a page, a recording, another program. Never one's own output.",
                ),
            ),
            ("section", text("Section of the call.")),
            ("method", text("Method of the call.")),
            ("path", text("Path of the call.")),
            (
                "params",
                json!({ "description": "Parameters in the order they travel: an object, or a list.", "type": ["object", "array"] }),
            ),
            ("webhook", text("Webhook of a delivery.")),
            ("headers", texts("Headers of a delivery.")),
            ("body", text("Raw body of a delivery.")),
            ("credentials", texts("Credentials, as text.")),
            (
                "now_ms",
                json!({ "description": "Time in milliseconds since 1970; left out: 1700000000000.", "type": "integer" }),
            ),
            (
                "now_us",
                json!({ "description": "Time in microseconds since 1970.", "type": "integer" }),
            ),
            ("uuid", text("The UUID that the plan reads.")),
            (
                "random",
                text("The random bytes that the plan reads, in hex."),
            ),
            (
                "last_nonce",
                json!({ "description": "What the nonce must exceed.", "type": "integer" }),
            ),
            (
                "session",
                map("Session values by name.", anything("The value.")),
            ),
            (
                "settings",
                map(
                    "Settings that differ from their defaults.",
                    anything("The value."),
                ),
            ),
            ("expect", expect()),
        ],
    )
}

/// Expectations are texts, exactly as written.
fn expect() -> Value {
    object(
        "What must come of it; what it names is compared.",
        &[],
        vec![
            ("url", text("The whole address.")),
            ("method", text("The method.")),
            ("body", text("The body; empty: none.")),
            ("headers", texts("Headers, names without case.")),
            (
                "let",
                map(
                    "Values of `let`s: bytes as hex, lists and objects as JSON.",
                    anything("The value."),
                ),
            ),
            ("verified", flag("Whether a delivery verifies.")),
        ],
    )
}

/// Name -> text.
fn texts(doc: &str) -> Value {
    map(doc, text("The value, as written."))
}
