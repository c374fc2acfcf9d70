//! `specs/schema.json`, which editors use to complete and check specs: it accepts every valid spec and rejects misspelt words.

#![allow(missing_docs, reason = "tests")]

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value as Json, json};
use specie_codegen::data::from_node;
use specie_codegen::diagnostic::Diagnostics;
use specie_codegen::source::Source;
use specie_codegen::yaml;
use specie_runtime::signing::plan::Data;
use std::path::{Path, PathBuf};

struct Editor {
    schemas: Schemas,
    schema: SchemaIndex,
}

impl Editor {
    /// An editor that has read the checked-in schema.
    fn new() -> Self {
        let text = std::fs::read(root().join("specs/schema.json")).expect("the schema");
        let json = serde_json::from_slice(&text).expect("the schema is JSON");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler
            .add_resource("schema.json", json)
            .expect("an address");
        let schema = compiler
            .compile("schema.json", &mut schemas)
            .unwrap_or_else(|error| panic!("no schema of its draft: {error:#}"));
        Self { schemas, schema }
    }

    /// What the editor would underline: places in the file.
    fn complaints(&self, spec: &str) -> Vec<String> {
        match self.schemas.validate(&as_json(spec), self.schema) {
            Ok(()) => Vec::new(),
            Err(error) => {
                let mut places = Vec::new();
                leaves(&error, &mut places);
                places
            }
        }
    }
}

fn leaves(error: &boon::ValidationError<'_, '_>, places: &mut Vec<String>) {
    if error.causes.is_empty() {
        places.push(format!("{}: {}", error.instance_location, error.kind));
    }
    error.causes.iter().for_each(|cause| leaves(cause, places));
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A spec as editors see it: quoted scalars are texts, plain ones what YAML makes of them.
fn as_json(spec: &str) -> Json {
    let source = Source::new("spec.yaml", spec);
    let node = yaml::parse(&source, &mut Diagnostics::new()).expect("YAML");
    json(&from_node(&node))
}

/// The schema asks of numbers only what kind they are.
fn json(data: &Data) -> Json {
    match data {
        Data::Null => Json::Null,
        Data::Bool(value) => json!(value),
        Data::Integer(digits) => json!(digits.parse().unwrap_or(i64::MAX)),
        Data::Number(digits) | Data::Decimal(digits) => {
            json!(digits.parse::<f64>().expect("a number"))
        }
        Data::Text(text) => json!(text),
        Data::List(items) => items.iter().map(json).collect(),
        Data::Object(members) => members
            .iter()
            .map(|(name, member)| (name.to_string(), json(member)))
            .collect(),
    }
}

/// All YAML files below a folder with this name, or with any.
fn files(folder: &str, named: Option<&str>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml")
                && named.is_none_or(|named| path.file_name().is_some_and(|name| name == named))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_spec_that_is_right_is_accepted() {
    let editor = Editor::new();
    let mut refused = Vec::new();
    for (folder, named, least) in [
        ("specs", None, 4),
        ("tests/signing", None, 12),
        ("tests/plans", None, 50),
        ("tests/golden", Some("spec.yaml"), 6),
        ("tests/diagnostics", Some("good.yaml"), 100),
    ] {
        let files = files(folder, named);
        assert!(files.len() >= least, "{folder}: {} specs", files.len());
        for path in files {
            let spec = std::fs::read_to_string(&path).expect("a spec");
            let complaints = editor.complaints(&spec);
            refused.extend(
                complaints
                    .iter()
                    .map(|text| format!("{} {text}", path.display())),
            );
        }
    }
    assert_eq!(refused, [""; 0], "{refused:#?}");
}

const ACME: &str = r#"provider: acme
docs: https://acme.example/api
credentials: { api_key: public, secret: secret }
sections:
  private: { base: "https://api.acme.example", params: { GET: query, else: json }, auth: signed }
auth:
  signed:
    - header: { X-Key: api_key, X-Sign: body ?? "" | hmac_sha256(secret) | hex }
      when: api_key is not empty
envelopes: { default: { ok: body.error == "ok", data: body.result } }
errors: { codes: { "002": auth -- unknown key } }
limits: [{ calls: 10, per: 1s, scope: key }]
operations:
  create_order:
    doc: Places an order.
    call: POST orders
    idempotency: never
    params: { amount: { type: decimal, range: 1.., doc: how much } }
    answer: Order
types:
  Order: { doc: An order., fields: { id: text -- id, side: Side -- side } }
  Side: { doc: A side., enum: text, values: [buy, sell] }
webhooks:
  paid:
    doc: Tells of a payment.
    body: json
    verify: [{ header: { Sign: body | hmac_sha256(secret) | hex } }]
    event: Order
streams:
  public: { doc: Data., transport: websocket, url: "wss://acme.example", route: { topic: "{msg.channel}" }, channels: { trades: { doc: Trades., message: Order } } }
vectors:
  - { name: one, source: a page, section: private, method: GET, path: x, credentials: { api_key: k, secret: s }, expect: { body: "" } }
"#;

#[test]
fn a_misspelt_spec_is_rejected_at_the_mistake() {
    let editor = Editor::new();
    assert_eq!(editor.complaints(ACME), [""; 0]);
    for (right, slip, place) in [
        ("operations:", "operatons:", ""),
        ("provider: acme", "provider: Acme Pay", "/provider"),
        ("provider: acme\n", "", ""),
        (
            "secret: secret }",
            "secret: sekret }",
            "/credentials/secret",
        ),
        (
            "params: { GET: query",
            "params: { GET: qurey",
            "/sections/private/params",
        ),
        (
            "base: \"https://api",
            "bse: \"https://api",
            "/sections/private",
        ),
        ("- header: { X-Key", "- heder: { X-Key", "/auth/signed/0"),
        ("when: api_key", "whn: api_key", "/auth/signed/0"),
        (
            "data: body.result",
            "dta: body.result",
            "/envelopes/default",
        ),
        (
            "auth -- unknown key",
            "atuh -- unknown key",
            "/errors/codes/002",
        ),
        ("scope: key", "scope: kee", "/limits/0/scope"),
        ("call: POST", "call: POTS", "/operations/create_order/call"),
        (
            "idempotency: never",
            "idempotency: nevr",
            "/operations/create_order/idempotency",
        ),
        ("answer: Order", "anser: Order", "/operations/create_order"),
        (
            "answer: Order",
            "answer: order",
            "/operations/create_order/answer",
        ),
        ("id: text --", "id: sting --", "/types/Order/fields/id"),
        (
            "side: Side --",
            "side: list<Side --",
            "/types/Order/fields/side",
        ),
        (
            "message: Order",
            "message: object",
            "/streams/public/channels/trades/message",
        ),
        ("per: 1s", "per: 1 second", "/limits/0/per"),
        (
            "range: 1..",
            "range: positive",
            "/operations/create_order/params/amount/range",
        ),
        (
            "range: 1..",
            "rnge: 1..",
            "/operations/create_order/params/amount",
        ),
        ("fields: {", "feilds: {", "/types/Order"),
        ("enum: text", "enum: string", "/types/Side/enum"),
        ("body: json", "body: xml", "/webhooks/paid/body"),
        (
            "transport: websocket",
            "transport: websockt",
            "/streams/public/transport",
        ),
        (
            "message: Order",
            "mesage: Order",
            "/streams/public/channels/trades",
        ),
        ("expect: {", "expct: {", "/vectors/0"),
        ("expect: { body", "expect: { bdy", "/vectors/0/expect"),
    ] {
        assert_eq!(
            ACME.matches(right).count(),
            1,
            "`{right}` stands there once"
        );
        let complaints = editor.complaints(&ACME.replace(right, slip));
        let told = |text: &String| text.starts_with(&format!("{place}:"));
        assert!(
            complaints.iter().any(told),
            "`{slip}` is refused at `{place}`, not {complaints:#?}"
        );
    }
}

/// Lines of all kinds, as people write them and as they do not.
#[test]
fn lines_begin_with_a_type() {
    let editor = Editor::new();
    let complaints = |line: &str| {
        let field = format!(
            "{{ doc: An order., fields: {{ side: Side -- side }} }}\n  Line:\n    doc: x\n    fields:\n      x: {line}\n"
        );
        let spec = ACME.replace(
            "{ doc: An order., fields: { id: text -- id, side: Side -- side } }\n",
            &field,
        );
        assert_ne!(spec, ACME);
        editor.complaints(&spec)
    };
    for good in [
        "text",
        "int 1..500 = 100 -- entries per page",
        "decimal > 0 -- amount",
        "decimal or \"\" -- limit price",
        "null or Order -- the order",
        "time.s.3 or 0 -- when",
        "bytes base64 -- raw transaction",
        "list<text> unique 1..20 as commas -- markets",
        "map<text, list<Order>> or [] -- by market",
        "[Order]",
        "text or Order as Customer -- two forms",
        "int as text only received -- id",
        "\"1\"",
        "'application/json; charset=utf-8'",
        "{ constant: \"1\", doc: version }",
        "{ list: { fields: { id: text -- id } }, doc: entries }",
    ] {
        assert_eq!(complaints(good), [""; 0], "{good}");
    }
    for bad in [
        "string -- a text",
        "integer 1..5 -- a number",
        "varchar(20) -- a text",
        "order -- the order",
        "list<text -- texts",
        "map<text -- texts",
        "1..5 -- a number",
        "?text -- what",
    ] {
        assert_ne!(complaints(bad), [""; 0], "{bad}");
    }
}

/// The example in the hover text of a key is right where it is shown.
#[test]
fn examples_are_accepted_where_they_are_shown() {
    let text = std::fs::read_to_string(root().join("specs/schema.json")).expect("the schema");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler
        .add_resource("schema.json", schema.clone())
        .expect("an address");
    let definitions = schema["definitions"].as_object().expect("definitions");
    let places = definitions
        .iter()
        .map(|(name, value)| (format!("/definitions/{name}"), value))
        .chain([(String::new(), &schema)]);
    let mut shown = 0;
    for (place, value) in places {
        for (key, value) in value["properties"].as_object().into_iter().flatten() {
            let Some(text) = value["markdownDescription"].as_str() else {
                continue;
            };
            let example = text.split("```yaml\n").nth(1).expect("an example");
            let example = as_json(example.trim_end_matches('`').trim_end());
            let address = format!("schema.json#{place}/properties/{key}");
            let compiled = compiler.compile(&address, &mut schemas).expect("a schema");
            let result = schemas.validate(&example[key], compiled);
            assert!(result.is_ok(), "{address}: {example}");
            shown += 1;
        }
    }
    assert!(shown > 100, "{shown}");
}
