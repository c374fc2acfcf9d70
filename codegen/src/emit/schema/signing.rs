//! Keys of the signing language.

use super::notes::{
    Key, any, anything, flag, list, map, map_by, nothing, object, optional_name, reference, text,
    word,
};
use super::types;
use crate::raw::PATH_ENCODES;
use crate::signing::PLACES;
use serde_json::{Value, json};

/// The top-level keys.
pub fn properties() -> Vec<Key> {
    vec![
        (
            "credentials",
            map(
                "Credentials that sign requests: name -> `public` or `secret`, then `optional` if it may be omitted, then the format (`text`, `hex`, `base64[64]`, `rsa`, `wif` …). A `public rsa`, `p256`, `ed25519` or `secp256k1` is a public key, which verifies deliveries; `public jwks` is a set of them.",
                reference(
                    "`public` or `secret`, then `optional` if it may be omitted, then formats separated by `|`, then ` -- ` and a description.",
                    "credential",
                ),
            ),
        ),
        (
            "settings",
            map(
                "Settings that the user of the client can change: `settings.NAME` in expressions.",
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
                "Groups of endpoints. `default` is not a section: every section inherits the keys of `default` that it does not set.",
                any(
                    "A group of endpoints. Empty: the same as `default`.",
                    vec![reference("A group of endpoints.", "section"), nothing()],
                ),
            ),
        ),
        (
            "auth",
            map(
                "Signing plans: the steps that sign a request, from top to bottom.",
                list("The steps of a plan.", reference("A step.", "step")),
            ),
        ),
        (
            "sessions",
            map(
                "Values that calls need. An earlier call returns them, or the user supplies them.",
                reference("A session.", "session"),
            ),
        ),
        (
            "vectors",
            list(
                "Test vectors: recorded calls and deliveries with the expected result. They check the plans.",
                reference("A test vector.", "vector"),
            ),
        ),
    ]
}

fn setting() -> Value {
    object(
        "A setting. The default sets its type.",
        &["default"],
        vec![
            (
                "default",
                json!({ "description": "Value if none is set.", "type": ["boolean", "integer", "string"] }),
            ),
            ("doc", text("Description.")),
            ("source", text("URL of the page that documents this.")),
            (
                "unconfirmed",
                json!({ "description": "Why this is not confirmed.", "type": ["string", "null"] }),
            ),
        ],
    )
}

/// Schemas that are referenced by name.
pub fn definitions() -> Vec<Key> {
    let place = word("Place where the parameters are sent.", &PLACES);
    vec![
        (
            "expression",
            anything("An expression, a literal text in quotes, an object or a list."),
        ),
        ("text_expression", text("An expression.")),
        ("section_name", text("Name of a section.")),
        ("plan_name", optional_name("Name of a plan in `auth`.")),
        ("webhook_name", optional_name("Name of a webhook.")),
        ("credential_name", text("Name of a credential.")),
        ("setting_name", text("Name of a setting.")),
        (
            "session_value_name",
            text("Name of a value that a session keeps."),
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
            { "type": "object", "properties": { "type": { "type": "string" }, "prefix": { "description": "What it begins with in an environment: environment -> text, or a list of texts. A client refuses one that begins like those of another environment.", "type": "object", "additionalProperties": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] } }, "allowed-in-url": { "type": "string" }, "doc": { "type": "string" }, "source": { "type": "string" }, "unconfirmed": {} } }
        ]
    })
}

fn section(place: &Value) -> Value {
    let places = any(
        "A place, or several.",
        vec![place.clone(), list("Several places.", place.clone())],
    );
    object(
        "A group of endpoints: base URL, path, place of the parameters, encoder, plan.",
        &[],
        vec![
            (
                "base",
                text("Base URL: scheme, host, and any prefix that is never part of a signed path."),
            ),
            (
                "path",
                text(
                    "Path after the base URL. `{path}` is the call's own path. Default: `/{path}`.",
                ),
            ),
            (
                "path_encode",
                word(
                    "How values are encoded in the call's own path, before anything is signed. Default: `segment`.",
                    &PATH_ENCODES.map(|(name, _)| name),
                ),
            ),
            (
                "params",
                any(
                    "Place of the parameters, or method -> place with `else`. Default: `{ GET: query, DELETE: query, else: json }`.",
                    vec![place.clone(), map("Method -> place.", place.clone())],
                ),
            ),
            (
                "encode",
                text(
                    "Encoder of query and form as sent: `rfc3986`, `plus` or `raw`, optionally with arguments. Default: `rfc3986`.",
                ),
            ),
            ("send_empty", places.clone()),
            ("unsigned", places),
            (
                "auth",
                reference(
                    "Name of the plan. Empty: calls are not signed.",
                    "plan_name",
                ),
            ),
            (
                "verify",
                reference(
                    "Name of the webhook whose plan verifies the responses of these endpoints. Empty: responses are not signed.",
                    "webhook_name",
                ),
            ),
            ("doc", text("Description of these endpoints.")),
            ("source", text("URL of the page that documents this.")),
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
            ("given", flag("The user supplies the values.")),
            (
                "keep",
                map(
                    "Values to keep: name -> `body.a.b`, `header.NAME` or `cookie.NAME`. For a `given` session: name -> `text` or `json`.",
                    text("Source of the value."),
                ),
            ),
            ("expires", expires()),
            ("after", types::duration("Lifetime of a session: `24h`.")),
            ("doc", text("Description.")),
        ],
    )
}

fn session_call() -> Value {
    object(
        "The call that opens the session, signed by the plan of its section.",
        &["section", "method", "path"],
        vec![
            ("section", reference("Section of the call.", "section_name")),
            ("method", text("Method of the call.")),
            ("path", text("Path of the call.")),
            (
                "params",
                map(
                    "Parameters: expressions of credentials, settings, tables and sources.",
                    reference("An expression.", "expression"),
                ),
            ),
        ],
    )
}

/// When a session expires.
fn expires() -> Value {
    any(
        "When the session expires.",
        vec![
            text(
                "Path of the lifetime in seconds in the response, or a cookie, whose own expiry applies.",
            ),
            object(
                "A fixed lifetime.",
                &["after"],
                vec![("after", types::duration("Lifetime of a session: `24h`."))],
            ),
        ],
    )
}

/// A step: one of the action keys, and `when`.
fn step(place: &Value) -> Value {
    let members = reference(
        "An object. `...` inserts the members that are already there, `...x` those of `x`.",
        "expression",
    );
    object(
        "A step: one action key, optionally with `when`.",
        &[],
        vec![
            (
                "when",
                reference("Condition under which the step runs.", "text_expression"),
            ),
            (
                "let",
                map(
                    "Defines named values, in order.",
                    reference("An expression.", "expression"),
                ),
            ),
            ("params", members.clone()),
            ("query", members.clone()),
            ("form", members.clone()),
            ("json", members),
            (
                "body",
                reference(
                    "Sets the body to this text, or to no body if it is `absent`.",
                    "text_expression",
                ),
            ),
            (
                "header",
                map(
                    "Sets headers. An absent value sets no header.",
                    reference("An expression.", "expression"),
                ),
            ),
            ("path", reference("Replaces the path.", "text_expression")),
            ("place", place.clone()),
            (
                "encode",
                text("Replaces the section's encoder for this call."),
            ),
            (
                "require",
                reference(
                    "In a webhook: a condition without which the delivery is refused.",
                    "text_expression",
                ),
            ),
            (
                "needs",
                json!({
                    "description": "The optional credentials without which the plan is not for a user: a name or a list of names.",
                    "anyOf": [
                        { "$ref": "#/definitions/credential_name" },
                        { "type": "array", "items": { "$ref": "#/definitions/credential_name" }, "minItems": 1 },
                    ]
                }),
            ),
            (
                "then",
                list(
                    "Steps that run if `when` is true.",
                    reference("A step.", "step"),
                ),
            ),
            (
                "else",
                list(
                    "Steps that run if `when` is false.",
                    reference("A step.", "step"),
                ),
            ),
        ],
    )
}

fn vector() -> Value {
    object(
        "A recorded call or delivery, with the expected result.",
        &["name", "expect"],
        vec![
            ("name", text("What the vector shows.")),
            ("doc", text("Description.")),
            (
                "source",
                text(
                    "Source: a page, a recording, another program. Never the output of specie itself.",
                ),
            ),
            ("section", reference("Section of the call.", "section_name")),
            ("method", text("Method of the call.")),
            ("path", text("Path of the call.")),
            (
                "base",
                text("Base URL, if it is not that of the section: that of a test system."),
            ),
            (
                "params",
                json!({ "description": "Parameters in the order they are sent: an object, or a list.", "type": ["object", "array"] }),
            ),
            (
                "webhook",
                reference("Webhook of a delivery.", "webhook_name"),
            ),
            ("headers", texts("Headers of a delivery.")),
            ("body", text("Raw body of a delivery.")),
            (
                "credentials",
                map_by(
                    "credential_name",
                    "Credentials, as texts.",
                    text("The value, as written."),
                ),
            ),
            (
                "now_ms",
                json!({ "description": "Unix time in milliseconds. Default: 1700000000000.", "type": "integer" }),
            ),
            (
                "now_us",
                json!({ "description": "Unix time in microseconds.", "type": "integer" }),
            ),
            ("uuid", text("The UUID that the plan reads.")),
            (
                "random",
                text("The random bytes that the plan reads, in hex."),
            ),
            (
                "last_nonce",
                json!({ "description": "Value that the nonce must exceed.", "type": "integer" }),
            ),
            (
                "session",
                map_by(
                    "session_value_name",
                    "Session values, by name.",
                    anything("The value."),
                ),
            ),
            (
                "settings",
                map_by(
                    "setting_name",
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
        "Expected result. Only the keys that are present are compared.",
        &[],
        vec![
            ("url", text("The whole URL.")),
            ("method", text("The method.")),
            ("body", text("The body. Empty: no body.")),
            ("headers", texts("Headers. Names are case-insensitive.")),
            (
                "let",
                map(
                    "Values of `let`s: bytes as hex, lists and objects as JSON.",
                    anything("The value."),
                ),
            ),
            (
                "verified",
                flag("Whether the delivery passes verification."),
            ),
        ],
    )
}

/// Name -> text.
fn texts(doc: &str) -> Value {
    map(doc, text("The value, as written."))
}
