//! Keys of everything but signing: operations, parameters and responses.

use super::notes::{
    Key, any, anything, flag, list, map, map_by, marks, object, reference, text, word,
};
use super::types;
use crate::model::{ERROR_KINDS, Purpose};
use serde_json::{Value, json};
use specie_runtime::ErrorKind;

/// The top-level keys.
pub fn properties() -> Vec<Key> {
    vec![
        ("provider", json!({ "description": "Name of the module and the feature: lower-case letters, digits, `_`.", "type": "string", "pattern": "^[a-z][a-z0-9_]*$" })),
        ("title", text("Display name of the provider.")),
        ("docs", text("URL of the provider's own documentation.")),
        ("doc", text("Description for the docs, one paragraph.")),
        ("environments", map("Environments of the provider. The first is the default. If omitted: one environment, `live`.", object("An environment.", &[], [marks(), vec![
            ("headers", map("Headers of all requests in this environment.", text("The value."))),
            ("network", word("Bitcoin network of the keys in WIF that are used here. A key of the other one is refused.", &["mainnet", "testnet"])),
            ("base", any("Replaces the base URL of every section, or of the sections named.", vec![text("Base URL of every section."), map_by("section_name", "Section -> base URL.", text("Base URL."))])),
        ]].concat()))),
        ("defaults", object("Values for operations that do not set their own.", &[], vec![
            ("section", reference("Section.", "section_name")),
            ("envelope", reference("Envelope.", "envelope_name")),
            ("source", text("Page.")),
        ])),
        ("groups", map("Groups of parameters that several operations take, by name.", reference("Parameters, in the order they are sent.", "lines"))),
        ("operations", map("Operations, by name.", reference("An operation.", "operation"))),
        ("types", map("Types of the provider, by name.", reference("A type: `doc` and one of `fields`, `enum`, `tuple`, `union`, `forms`.", "type"))),
        ("envelopes", map("Conditions for success, and where the data is. `default` applies to every operation that names no other.", object("An envelope.", &[], vec![
            ("ok", text("Condition for success: `body.error == \"ok\"`, `status == \"200\"`, `body.code in [0, 2]`, `body.x is absent`, joined by `and` and `or`. Default: status 200 to 299.")),
            ("partial", text("Condition for partial success of a batch. Same syntax as `ok`, and tested before it: `body.code == \"2\"`.")),
            ("data", any("Path of the data, paths of which the first with a value counts, or a path for each member of the data. Default: the whole body.", vec![
                text("A path."),
                list("Paths.", text("A path.")),
                map("Member -> path.", text("A path.")),
            ])),
            ("errors", object("How errors of calls with this envelope differ. What is left out is that of `errors`; kinds are tried before its own.", &[], error_keys())),
        ]))),
        ("errors", errors()),
        ("limits", list("Rate limits. Each counts all calls, those of its `sections`, or those of the operations that name its `pool`.", limit(vec![
            ("pool", text("Name of a pool: only operations that name it under `pools` count.")),
            ("sections", list("Only calls in these sections count.", reference("A section.", "section_name"))),
        ]))),
        ("clock", object("Timestamps that the provider accepts.", &[], [marks(), vec![
            ("past", types::duration("How far in the past a timestamp may be: `10s`.")),
            ("future", types::duration("How far in the future a timestamp may be: `10s`.")),
            ("margin", types::duration("Safety margin that the client subtracts from its clock: `50ms`.")),
            ("unique", json!({ "description": "No two requests of a key have the same time, in this unit: the provider takes the second one for a repetition of the first.", "enum": ["s", "ms", "us", "ns"] })),
            ("server_time", text("Where responses give the provider's time: `header.Server-Time ms`, `header.Date`, `body.time ms`, or in those of one operation, `get_time body.serverTime ms`. Units: `s`, `ms`, `us`, `ns`, `iso`.")),
        ]].concat())),
        ("nonce", object("Use of nonces.", &[], vec![("serial", flag("Calls that use a nonce run one at a time: each waits for the response to the one before it."))])),
        ("webhooks", map("Webhooks, by name.", reference("A webhook.", "webhook"))),
        ("streams", map("WebSocket and socket.io streams, by name.", reference("A stream.", "stream"))),
        ("guides", list("What to call, and in which order, to get something done: `Take a payment`. Pages of the reference show it.", object("A guide.", &["title", "steps"], [marks(), vec![
            ("title", text("What it leads to.")),
            ("purpose", json!({ "description": "What people look for that the guide shows. The page that compares providers links to it.", "enum": Purpose::ALL.map(|(_, word)| word) })),
            ("steps", list("What to do.", object("A step.", &["doc"], [marks(), vec![
                ("operation", reference("The operation that is called.", "operation_name")),
                ("webhook", reference("The webhook that reports.", "webhook_name")),
            ]].concat()))),
        ]].concat()))),
        ("known_by_name", list("Operations that the provider names but no page documents. They are listed in the docs, and no code is generated for them.", object("An operation.", &["name"], [marks(), vec![
            ("name", text("The provider's name for it.")),
        ]].concat()))),
    ]
}

/// Schemas that are referenced by name.
pub fn definitions() -> Vec<Key> {
    vec![
        ("type_in_use", types::type_in_use("A type.")),
        ("envelope_name", text("Name of an envelope, or `none`.")),
        ("group_name", text("Name of a group of parameters.")),
        ("operation_name", text("Name of an operation.")),
        ("pool_name", text("Name of a pool of `limits`.")),
        ("line", line()),
        (
            "lines",
            json!({
                "description": "`name: TYPE RANGE = DEFAULT -- text`, in the order they are sent. `name?` is optional, `name as other` sets the name in Rust, a text in quotes is a constant.",
                "type": "object",
                "additionalProperties": { "$ref": "#/definitions/line" }
            }),
        ),
        (
            "params",
            any(
                "Parameters, in the order they are sent: a mapping, the name of a group, or a list of names of `groups` and mappings.",
                vec![
                    reference("Parameters.", "lines"),
                    reference("Name in `groups`.", "group_name"),
                    list(
                        "Groups and mappings.",
                        any(
                            "Name of a group, or parameters.",
                            vec![
                                reference("Name in `groups`.", "group_name"),
                                reference("Parameters.", "lines"),
                            ],
                        ),
                    ),
                ],
            ),
        ),
        (
            "groups",
            map(
                "Group -> names. Exactly one of them is given (`group?`: at most one).",
                list("Names.", text("A name.")),
            ),
        ),
        (
            "answer",
            types::type_in_use(
                "Type of the response data: `Order`, `Order or null`, `list<Order>`, `map<text, Balance> or []`, `Order or list<Order>`, `Order or none`, `raw text`, `raw bytes application/pdf`, `none`.",
            ),
        ),
        ("operation", operation()),
        ("type", named_type()),
        ("inline", inline_type()),
        (
            "example",
            object(
                "An example, checked against the types.",
                &[],
                vec![
                    ("name", text("What the example shows.")),
                    ("source", text("Page that the example is from.")),
                    ("params", anything("Parameters.")),
                    ("answer", anything("The whole response body.")),
                    ("body", anything("The parsed body of a webhook delivery.")),
                ],
            ),
        ),
        ("webhook", webhook()),
    ]
}

/// A rate limit; `more` are the keys of those at the top level.
fn limit(more: Vec<Key>) -> Value {
    object(
        "A rate limit.",
        &["per"],
        [
            marks(),
            vec![
                ("calls", json!({ "description": "Number of calls in a window of time. Each call counts with its `weight`.", "type": "integer", "minimum": 1 })),
                ("per", types::duration("Time window: `5m`.")),
                ("counter", json!({ "description": "In place of `calls`: the largest value of a counter to which each call adds its `weight`.", "type": "integer", "minimum": 1 })),
                ("decay", json!({ "description": "For `counter`: how much it sinks in each `per`. At most three decimals.", "type": "number" })),
                ("scope", word("What the limit applies to. Default: key.", &["key", "ip", "account"])),
                ("by", text("Parameter by whose value calls are also counted separately: `symbol`.")),
                ("used", text("Response header with the sum of costs in the present window: `header.X-MBX-USED-WEIGHT-1M`.")),
                ("left", text("Response header with what may still be spent in the present window: `header.X-RateLimit-Remaining`.")),
                ("reset_at", text("Response header with the time at which the next window begins, and its unit: `header.X-RateLimit-Reset s`.")),
                ("reset_after", text("Response header with the time until the next window begins, and its unit: `header.gw-ratelimit-reset ms`.")),
                ("tiers", map("What accounts of other tiers are allowed, by the name of the tier: `{ vip1: 20 }`.", tier())),
            ],
            more,
        ]
        .concat(),
    )
}

/// What a tier of accounts is allowed, in place of what the limit says.
fn tier() -> Value {
    json!({
        "anyOf": [
            { "type": "integer", "minimum": 0 },
            object("In place of the keys of the limit.", &[], vec![
                ("calls", json!({ "type": "integer", "minimum": 0 })),
                ("counter", json!({ "type": "integer", "minimum": 0 })),
                ("decay", json!({ "type": "number" })),
                ("per", types::duration("Time window: `5m`.")),
            ]),
        ]
    })
}

/// How much a call counts.
fn cost() -> Value {
    let number = json!({ "type": "integer", "minimum": 0 });
    let rule = object(
        "A weight that depends on a parameter.",
        &["by"],
        vec![
            ("by", text("The parameter.")),
            (
                "up_to",
                map(
                    "Largest number, or number of entries of a list -> weight.",
                    number.clone(),
                ),
            ),
            (
                "each",
                json!({ "description": "Weight for each entry of a list.", "type": "integer", "minimum": 0 }),
            ),
            (
                "most",
                json!({ "description": "Largest weight of all entries, with `each`.", "type": "integer", "minimum": 0 }),
            ),
            ("values", map("Value -> weight.", number.clone())),
            (
                "given",
                json!({ "description": "Weight if the parameter is given.", "type": "integer", "minimum": 0 }),
            ),
            (
                "other",
                json!({ "description": "Weight of numbers above the last of `up_to`, or of other values.", "type": "integer", "minimum": 0 }),
            ),
        ],
    );
    let either = json!({ "anyOf": [rule.clone(), number.clone()] });
    any(
        "How much a call counts. Default: 1. A list: the first rule whose parameter is given; at its end the weight of a call without any of them.",
        vec![number, rule, list("Rules, then a number.", either)],
    )
}

/// A field or parameter on one line, or in long form.
fn line() -> Value {
    let long = object(
        "The long form of a line: `type`, or the keys of a type that is declared here.",
        &[],
        [
            marks(),
            vec![
                ("type", type_in_use("Type.")),
                (
                    "constant",
                    text("Text that is always sent, in place of a type."),
                ),
                (
                    "range",
                    types::range("Range of a number, of the length of a text, or of the number of entries of a list or map: `1..100`, `1..`, `..40`; above a number: `> 0`; a list without repeated elements: `unique`, `unique 1..20`."),
                ),
                (
                    "default",
                    text("Value that the provider uses if the parameter is omitted."),
                ),
                (
                    "allowed-in-url",
                    text("Why a secret is sent in a query: the provider takes it nowhere else."),
                ),
                (
                    "only",
                    word(
                        "For a member of a type that is sent and received: the only direction in which it occurs.",
                        &["received", "sent"],
                    ),
                ),
                ("examples", anything("Example values.")),
            ],
            inline_keys(),
        ]
        .concat(),
    );
    any(
        "`TYPE RANGE only DIRECTION = DEFAULT -- text`. Types: text secret int decimal bool flag time.s time.ms time.us time.ns time.iso time.http date uuid url bytes json file list<T> map<text, T> numbered<T> or a name of `types`; `as text` `as number` `as int`, in a path `as segments` `as raw`, `or null`, `or \"NONE\"`, `or false`, `or 0`, `or []`; several forms: `text or Customer`; `only received`, `only sent`.",
        vec![
            types::line(),
            list("`[T]`", anything("The type of the elements.")),
            long,
        ],
    )
}

/// `answer` of an operation or a variant.
fn response() -> Value {
    any(
        "Type of the response data.",
        vec![
            reference("A type.", "answer"),
            list("`[T]`", anything("The type of the elements.")),
            reference("A type that is declared here.", "inline"),
            map(
                "By status, 200 to 299: `{ 200: Order, 204: none }`.",
                reference("A type, or `none`.", "answer"),
            ),
        ],
    )
}

/// The name of a type, or the keys of one that is declared where it is used.
fn type_in_use(doc: &str) -> Value {
    any(
        doc,
        vec![
            reference("A type.", "type_in_use"),
            list("`[T]`", anything("The type of the elements.")),
            reference("A type that is declared here.", "inline"),
        ],
    )
}

/// A type that is declared where it is used.
fn inline_type() -> Value {
    object(
        "A type that is declared where it is used, and named by its place.",
        &[],
        [marks(), inline_keys()].concat(),
    )
}

fn inline_keys() -> Vec<Key> {
    let own = vec![
        ("list", type_in_use("A list of this type.")),
        (
            "map",
            type_in_use("An object whose names are data, with values of this type."),
        ),
        (
            "as",
            text("Name of the type in Rust. Default: the names of its place."),
        ),
    ];
    [type_keys(), own].concat()
}

fn operation() -> Value {
    let method_path = json!({
        "description": "`METHOD PATH`. Default path: the name of the operation. `{name}` is replaced by that parameter.",
        "type": "string",
        "pattern": "^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)\\b"
    });
    object("An operation.", &["call", "answer"], [marks(), vec![
        ("call", method_path),
        ("section", reference("Section, which sets the base URL, the place of the parameters and the plan. Default: the section of `defaults`.", "section_name")),
        ("idempotency", any("`safe`: can be retried. `keyed(FIELD)`: can be retried with the same value in that parameter. `{ keyed: FIELD, unique: SCOPE }`: the same, but only as long as the provider recognizes the value. `never`: is not retried; if the response is lost, the outcome must be reconciled. Default: `safe` for GET, HEAD and OPTIONS, otherwise `never`.", vec![
            json!({ "enum": ["safe", "never"] }),
            json!({ "type": "string", "pattern": "^keyed\\(.+\\)$" }),
            object("A key that the provider recognizes.", &["keyed"], vec![
                ("keyed", text("Parameter with the key.")),
                ("unique", text("How long its value is unique: `always` (the default), a duration such as `24h`, or `open_orders`. With `open_orders` the call is not sent again once it may have been received.")),
            ]),
        ])),
        ("reconcile", any("The operation to call to find out what happened to a call whose response was lost. Parameters with the same name are passed on, unless `{ OPERATION: { PARAM: OWN_PARAM } }` says which are.", vec![
            reference("The operation.", "operation_name"),
            json!({ "type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": { "$ref": "#/definitions/operation_name" }, "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } } }),
        ])),
        ("params", reference("Parameters, in the order they are sent.", "params")),
        ("items", text("For a call that takes one value: `list<NewOrder> as orders -- orders to place`.")),
        ("query", reference("Additional parameters that are sent in the query, next to a body.", "params")),
        ("headers", reference("Additional parameters that are sent as headers.", "params")),
        ("cookies", reference("Additional parameters that are sent as cookies.", "params")),
        ("body", text("A body that is sent as it is: `raw text as csv -- the orders`, or `raw bytes`. Needs `content_type`. `multipart`: each of `params` is a part of the body; those of the type `file` are files.")),
        ("content_type", text("Content type of the body, such as `text/csv`. Default: that of the section's place.")),
        ("one_of", reference("Groups of parameters of which exactly one is given.", "groups")),
        ("answer", response()),
        ("answer_headers", reference("Headers of the response that are read beside its data.", "lines")),
        ("variants", map("Variants of the operation: parameters set to a value that changes the type of the response. Each becomes a method.", object("A variant.", &["set", "answer"], [marks(), vec![
            ("set", map("Parameters set to a constant.", text("The value."))),
            ("answer", response()),
        ]].concat()))),
        ("paginate", object("How to request the next page.", &[], crate::pagination::keys().into_iter().map(page_key).collect())),
        ("envelope", reference("Name in `envelopes`, or `none`.", "envelope_name")),
        ("timeout", types::duration("Timeout of a call, such as `30s`. Default: 30 s.")),
        ("weight", cost()),
        ("pools", map_by("pool_name", "What a call counts in pools of `limits`.", cost())),
        ("limits", list("Limits that apply to this operation alone.", limit(Vec::new()))),
        ("examples", list("Examples, checked against the types.", reference("An example.", "example"))),
    ]].concat())
}

/// A key of `paginate`.
fn page_key(key: crate::pagination::Key) -> (&'static str, Value) {
    use crate::pagination::Role;
    let schema = match key.role {
        Role::Number => json!({ "description": key.doc, "type": "integer", "minimum": 0 }),
        Role::Flag => super::notes::flag(key.doc),
        Role::Count | Role::Param | Role::Response | Role::Cursor | Role::Member => text(key.doc),
        Role::Text => any(key.doc, vec![text("A text."), json!({ "type": "integer" })]),
    };
    (key.name, schema)
}

fn named_type() -> Value {
    object(
        "A type: `doc` and one of `fields`, `enum`, `tuple`, `union`.",
        &[],
        [marks(), type_keys()].concat(),
    )
}

/// The keys of a type, without notes.
fn type_keys() -> Vec<Key> {
    let values = any(
        "Values of the enum.",
        vec![
            list("Values as sent.", anything("A value.")),
            map(
                "Value -> text, `Name`, or `Name -- text`.",
                anything("Name in Rust, and description."),
            ),
        ],
    );
    vec![
        ("fields", reference("Members of an object.", "lines")),
        (
            "rest",
            reference(
                "Every other member of the object: `map<text, T> as NAME -- text`. Default name: `rest`.",
                "type_in_use",
            ),
        ),
        (
            "like",
            any(
                "Types whose members come first.",
                vec![
                    reference("A type.", "type_in_use"),
                    list("Types.", reference("A type.", "type_in_use")),
                ],
            ),
        ),
        (
            "one_of",
            reference(
                "Groups of members of which exactly one is present.",
                "groups",
            ),
        ),
        (
            "enum",
            word(
                "How the named values are encoded. `mixed`: a value in quotes is a text, others are what YAML says.",
                &["text", "int", "bool", "mixed"],
            ),
        ),
        ("values", values),
        (
            "closed",
            flag("The provider guarantees that there are no other values."),
        ),
        (
            "final",
            list(
                "Values of an `enum` after which nothing follows: `is_final()` in Rust.",
                anything("A value."),
            ),
        ),
        (
            "order",
            list(
                "Values of an `enum` in the order in which they follow each other: `compare_progress()` in Rust.",
                anything("A value."),
            ),
        ),
        (
            "tuple",
            reference(
                "An array whose elements have fixed positions, in order.",
                "lines",
            ),
        ),
        ("union", text("Member that selects the type.")),
        (
            "variants",
            map(
                "Value of that member -> type.",
                reference("A type.", "type_in_use"),
            ),
        ),
        (
            "other",
            reference(
                "Type for values of that member that are not listed.",
                "type_in_use",
            ),
        ),
        (
            "forms",
            reference(
                "Types that are told apart by their form: name -> type. The first that matches is chosen.",
                "lines",
            ),
        ),
    ]
}

fn errors() -> Value {
    let mut keys = error_keys();
    keys.extend([
        (
            "retry_after",
            text("Path of the time to wait before a retry: `header.Retry-After`."),
        ),
        (
            "request_id",
            text("Path of the provider's request ID: `header.X-Request-Id`."),
        ),
    ]);
    object("How errors are classified.", &[], keys)
}

/// Keys of errors that an envelope may have too.
fn error_keys() -> Vec<Key> {
    let path = |doc: &str| {
        any(
            doc,
            vec![
                text("A path: `status`, `body.a.b[0]`, `header.Name`."),
                list(
                    "Several paths. The first that is present applies.",
                    text("A path."),
                ),
            ],
        )
    };
    let kind = json!({ "description": "An error kind, optionally followed by ` -- ` and a description.", "type": "string", "pattern": format!("^({})\\b", ERROR_KINDS.map(ErrorKind::name).join("|")) });
    vec![
        (
            "code",
            path(
                "Path of the error code. Of several, the first that is a text or a number applies.",
            ),
        ),
        ("message", path("Path of the error message.")),
        (
            "data",
            any(
                "Further data, such as the problem of each field: `Error::data`.",
                vec![
                    path("Path of the data."),
                    object(
                        "The data and its type.",
                        &["path", "type"],
                        vec![
                            ("path", path("Path of the data.")),
                            ("type", type_in_use("Type of the data.")),
                            (
                                "example",
                                anything(
                                    "The data as the provider's page shows it, checked against the type.",
                                ),
                            ),
                        ],
                    ),
                ],
            ),
        ),
        ("status", map("HTTP status -> error kind.", kind.clone())),
        (
            "codes",
            map(
                "Error code -> error kind. The first matching pattern applies; `*` matches any text.",
                kind.clone(),
            ),
        ),
        (
            "messages",
            map(
                "Error message -> error kind, for causes that only the message tells. The first matching pattern applies, before `codes`; `*` matches any text.",
                kind,
            ),
        ),
    ]
}

/// Where a client gets the provider's public keys.
fn key_source() -> Value {
    any(
        "Where a client gets the provider's public keys, if its user gives none.",
        vec![
            text("Address of the provider's JSON Web Key Set."),
            object(
                "An operation that returns one key for each id, or with `list` all keys.",
                &["operation", "key"],
                vec![
                    (
                        "operation",
                        reference("Operation that returns keys.", "operation_name"),
                    ),
                    (
                        "params",
                        map(
                            "The parameter that takes the id, and the header of a delivery that has it: `{ id: header.X-Key-Id }`.",
                            text("`header.NAME`"),
                        ),
                    ),
                    ("list", text("Path of the list of keys: `body.data`.")),
                    ("id", text("Member of an entry of the list with the id.")),
                    (
                        "key",
                        text(
                            "Path of the key, as PEM or base64 of its DER: `body.data.publicKey`; with `list`, the member of an entry.",
                        ),
                    ),
                ],
            ),
            object(
                "An X.509 certificate, whose address the delivery names.",
                &["certificate", "at", "name"],
                vec![
                    (
                        "certificate",
                        text("Where the delivery has the address: `header.NAME` or `body.NAME`."),
                    ),
                    (
                        "at",
                        text(
                            "The folder in which the provider has its certificates; one label of the host may be free: `https://sns.{region}.amazonaws.com/`.",
                        ),
                    ),
                    (
                        "name",
                        text("The host that the certificates are issued for: `sns.amazonaws.com`."),
                    ),
                ],
            ),
        ],
    )
}

fn webhook() -> Value {
    object(
        "A webhook: a request that the provider sends to the user.",
        &["body", "verify"],
        [
            marks(),
            vec![
                (
                    "body",
                    word(
                        "Format of the body, which is parsed after verification.",
                        &["form", "json"],
                    ),
                ),
                (
                    "verify",
                    list(
                        "Steps that describe a valid delivery.",
                        reference("A step.", "step"),
                    ),
                ),
                (
                    "keys",
                    key_source(),
                ),
                (
                    "tolerance",
                    text("How far the signed time of a delivery may be from our clock, such as `5m`."),
                ),
                (
                    "event",
                    reference("Type of the parsed body, or several: `Payment or Refund`.", "type_in_use"),
                ),
                (
                    "id",
                    text("Member that identifies the delivery, to drop duplicates."),
                ),
                ("time", text("Member with the time of the event.")),
                (
                    "order",
                    text("Member that orders deliveries: later values supersede earlier ones."),
                ),
                ("retries", text("How the provider retries a delivery.")),
                (
                    "examples",
                    list("Examples of bodies.", reference("An example.", "example")),
                ),
            ],
        ]
        .concat(),
    )
}
