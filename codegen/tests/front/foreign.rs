//! What newcomers write, from OpenAPI, JSON Schema, Rust and TypeScript: each mistake is one finding, whose help has the spelling of the spec
//! language.

use specie_codegen::diagnostic::{Diagnostic, Severity};
use specie_codegen::{Options, load};

/// A spec with one line of a type, one of an operation, and one of the top level.
fn spec(field: &str, operation: &str, top: &str) -> String {
    format!(
        "provider: acme\n\
         docs: https://acme.example/api\n\
         sections: {{ api: {{ base: \"https://acme.example\", params: {{ GET: query }} }} }}\n\
         defaults: {{ section: api, source: https://acme.example/api }}\n\
         {top}\n\
         operations:\n  \
           get_order:\n    \
             doc: Returns an order.\n    \
             call: GET order\n    \
             params:\n      \
               limit?: int -- how many\n      \
               cursor?: text -- where to continue\n    \
             {operation}\n\
         types:\n  \
           Order:\n    \
             doc: An order.\n    \
             {field}\n"
    )
}

fn findings(text: &str) -> Vec<Diagnostic> {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("spec.yaml", text.as_bytes().to_vec(), &options);
    let all = loaded.diagnostics.sorted().into_iter().cloned();
    all.filter(|found| found.severity != Severity::Incomplete)
        .collect()
}

fn check(text: &str, written: &str, ours: &str, wrong: &mut Vec<String>) {
    let found = findings(text);
    let said: Vec<String> = found
        .iter()
        .map(|found| {
            format!(
                "{}: {} = {}",
                found.code,
                found.message,
                found.help.as_deref().unwrap_or("-")
            )
        })
        .collect();
    let is_right = matches!(found.as_slice(), [one] if one.help.as_deref().is_some_and(|help| help.contains(ours)));
    if !is_right {
        wrong.push(format!(
            "{written}\n  expected once: …{ours}…\n  {}",
            said.join("\n  ")
        ));
    }
}

const ANSWER: &str = "answer: Order";
const FIELDS: &str = "fields: { id: text -- id }";

/// The type of a field, and what the help must contain.
const TYPES: &[(&str, &str)] = &[
    ("string", "`text`"),
    ("String", "`text`"),
    ("str", "`text`"),
    ("integer", "`int`"),
    ("i64", "`int`"),
    ("u32", "`int`"),
    ("int64", "`int`"),
    ("number", "`decimal as number`"),
    ("f64", "`decimal as number`"),
    ("float", "`decimal as number`"),
    ("Decimal", "`decimal`"),
    ("boolean", "`bool`"),
    ("Boolean", "`bool`"),
    ("object", "`fields`"),
    ("array", "`list<TYPE>`"),
    ("enum", "enum: text, values:"),
    ("any", "`json`"),
    ("date-time", "`time.iso`"),
    ("datetime", "`time.iso`"),
    ("timestamp", "`time.ms`"),
    ("time.ms.3", "`time.s.1` to `time.s.9`"),
    ("time.unix", "`time.s`"),
    ("bytes", "`bytes base64`"),
    ("binary", "`bytes base64`"),
    ("Option<String>", "`name?: text`"),
    ("Option<Vec<Item>>", "`name?: list<Item>`"),
    ("Vec<String>", "`list<text>`"),
    ("Vec<u8>", "`list<int>`"),
    ("HashMap<String, i64>", "`map<text, int>`"),
    ("BTreeMap<String, Vec<String>>", "`map<text, list<text>>`"),
    ("Record<string, number>", "`map<text, decimal as number>`"),
    ("Array<string>", "`list<text>`"),
    ("String[]", "`list<text>`"),
    ("text[]", "`list<text>`"),
    ("text | null", "`text or null`"),
    ("string | number", "`text or decimal as number`"),
    ("text?", "`name?: text`"),
    ("string | undefined", "`name?: text`"),
    ("map<string, text>", "`map<text, TYPE>`"),
    ("map<text>", "`map<text, TYPE>`"),
    ("list[text]", "`list<TYPE>`"),
    ("list", "list<"),
    ("optional text", "`name?: TYPE`"),
    ("nullable text", "`or null`"),
    ("text nullable", "`or null`"),
    ("text optional", "`name?: TYPE`"),
    ("text required", "no `?`"),
    ("text(64)", "`text 1..64`"),
    ("text 1-64", "`1..64`"),
    ("{ type: text, nullable: true }", "`or null`"),
    ("{ type: text, required: true }", "`name?: text`"),
    ("{ type: string, format: date-time }", "`time.iso`"),
    ("{ type: string, format: uuid }", "`uuid`"),
    ("{ type: text, minLength: 1 }", "`name: text 1..64`"),
    ("{ type: int, maximum: 9 }", "`range: 1..64`"),
    ("{ type: text, pattern: '^a' }", "text after ` -- `"),
    ("{ type: text, example: abc }", "examples:"),
    ("{ type: text, description: the id }", "`doc: text`"),
    ("{ type: text, readOnly: true }", "`only received`"),
    ("{ type: text, in: query }", "`query`"),
    ("{ type: text, from: header.X-Used }", "`answer_headers:"),
    ("{ $ref: '#/components/schemas/Order' }", "`name: Order`"),
    (
        "{ oneOf: [{ $ref: '#/a' }, { type: string }] }",
        "`name: text or Customer`",
    ),
    ("{ allOf: [{ $ref: '#/a' }] }", "`like: Base`"),
    (
        "{ type: array, items: { type: string } }",
        "`name: list<TYPE>`",
    ),
    ("{ type: object, properties: { a: text } }", "`fields: {"),
    (
        "{ type: object, additionalProperties: { type: string } }",
        "`name: map<text, TYPE>`",
    ),
    ("{ enum: [buy, sell] }", "enum: text, values:"),
];

#[test]
fn types_of_fields() {
    let mut wrong = Vec::new();
    for (written, ours) in TYPES {
        let field = format!("fields:\n      id: {written}");
        check(&spec(&field, ANSWER, ""), written, ours, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The keys of a type.
const DECLARED: &[(&str, &str)] = &[
    (
        "fields: { id: text, \"*\": text }",
        "`rest: map<text, TYPE>",
    ),
    (
        "fields:\n      id: text\n      \"*\": map<text, text>",
        "`rest: map<text, TYPE>",
    ),
    (
        "fields:\n      \"[key: string]\": text",
        "`rest: map<text, TYPE>",
    ),
    (
        "fields: { id: map<text, text> -- which, each with its own }",
        "lines of their own",
    ),
    (
        "fields: { id: text -- the id, which is unique }",
        "lines of their own",
    ),
    (
        "fields: { id: text -- the id, unique }",
        "lines of their own",
    ),
    (
        "{ type: object, properties: { id: { type: string } }, required: [id] }",
        "`fields: {",
    ),
    ("allOf: [{ $ref: '#/a' }]", "`like: Base`"),
    ("oneOf: [{ $ref: '#/a' }]", "`forms:"),
    (
        "{ fields: { id: text }, additionalProperties: true }",
        "`rest: map<text, TYPE>`",
    ),
    ("{ fields: { id: text }, extends: Base }", "`like: Base`"),
    (
        "{ fields: { id: text }, description: An order. }",
        "`doc: text`",
    ),
    ("enum: [buy, sell]", "enum: text, values:"),
    (
        "{ enum: string, values: [buy, sell] }",
        "`text`, `int`, `bool` or `mixed`",
    ),
];

#[test]
fn keys_of_types() {
    let mut wrong = Vec::new();
    for (written, ours) in DECLARED {
        let text = match written.starts_with('{') {
            true => {
                let whole = format!("Order: {written}");
                spec("", ANSWER, "").replace("Order:\n    doc: An order.", &whole)
            }
            false => spec(written, ANSWER, ""),
        };
        check(&text, written, ours, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The keys of an operation.
const OPERATIONS: &[(&str, &str)] = &[
    ("responses: { 200: Order }", "`answer: TYPE`"),
    ("response: Order", "`answer: TYPE`"),
    ("answer: bytes", "`answer: raw bytes`"),
    ("answer: csv", "`answer: raw text`"),
    ("answer: Order?", "`name?: Order`"),
    ("answer: Order[]", "`list<Order>`"),
    ("answer: Vec<Order>", "`list<Order>`"),
    (
        "answer: Order\n    parameters: [{ name: a, in: query }]",
        "`params:",
    ),
    (
        "answer: Order\n    requestBody: { content: {} }",
        "`params:",
    ),
    ("answer: Order\n    summary: Gets.", "`doc: text`"),
    (
        "answer: Order\n    operationId: getOrder",
        "key of the operation",
    ),
    ("answer: Order\n    method: GET", "`call: POST orders/{id}`"),
    (
        "answer: Order\n    security: [{ key: [] }]",
        "`section: NAME`",
    ),
    ("answer: Order\n    tags: [orders]", "sections"),
    (
        "answer: Order\n    query: [{ name: a, in: query, schema: { type: string } }]",
        "`name?: TYPE -- text`",
    ),
    (
        "answer: list<Order>\n    paginate: { cursor: cursor, next: body.next }",
        "`from: body.NAME`",
    ),
    (
        "answer: list<Order>\n    paginate: { cursor: cursor, from: body.next, limit: limit }",
        "`size: NAME`",
    ),
    (
        "answer: list<Order>\n    paginate: { cursor: cursor, from: body.next, items: data }",
        "`list: NAME`",
    ),
    (
        "answer: list<Order>\n    paginate: { type: cursor, cursor: cursor, from: body.next }",
        "the key is the style",
    ),
];

#[test]
fn keys_of_operations() {
    let mut wrong = Vec::new();
    for (written, ours) in OPERATIONS {
        check(&spec(FIELDS, written, ""), written, ours, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys of the top level.
const TOP: &[(&str, &str)] = &[
    ("openapi: 3.1.0", "`provider: NAME`"),
    ("info: { title: Acme }", "`title`"),
    ("servers: [{ url: https://acme.example }]", "`sections:"),
    ("base_url: https://acme.example", "`sections:"),
    ("paths: {}", "`operations:"),
    ("components: { schemas: {} }", "`types:"),
    ("securitySchemes: {}", "`credentials`"),
    ("rate_limits: []", "`limits:"),
    ("description: Payments.", "`doc: text`"),
];

#[test]
fn keys_of_specs() {
    let mut wrong = Vec::new();
    for (written, ours) in TOP {
        check(&spec(FIELDS, ANSWER, written), written, ours, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The spec that the mistakes are put into has none, and neither have the spellings that they lead to.
#[test]
fn the_spellings_of_the_language_are_right() {
    for field in [
        FIELDS,
        "fields:\n      id: text or null",
        "fields:\n      id: map<text, list<decimal as number>>",
        "fields: { id: text 1..64 -- one }",
        "fields:\n      id: text -- one, two",
        "fields:\n      a: text -- one\n      b: text",
        "fields: { id: text }\n    rest: map<text, text>",
        "fields:\n      side: { enum: text, values: [buy, sell] }",
    ] {
        let found = findings(&spec(field, ANSWER, ""));
        let said: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
        assert!(said.is_empty(), "{field}: {said:?}");
    }
}
