//! Schemas, one construct at a time. What each becomes is the cheat sheet of the language's page, `docs/spec-language.md`.

use super::support::{below, check, imported};

/// The line that a member with this schema becomes in a response; `more` are further named schemas.
fn member(schema: &str, required: bool, more: &str) -> String {
    let required = if required { ", required: [x]" } else { "" };
    let document = format!(
        "openapi: 3.1.0\ninfo: {{ title: Acme, version: '1' }}\nservers: [{{ url: 'https://api.acme.example' }}]\npaths:\n  /thing:\n    get:\n      operationId: getThing\n      responses:\n        '200':\n          description: ok\n          content:\n            application/json:\n              schema: {{ $ref: '#/components/schemas/Thing' }}\ncomponents:\n  schemas:\n    Thing: {{ type: object, properties: {{ x: {schema} }}{required} }}\n{more}"
    );
    let imported = imported(&document);
    check(&imported);
    let fields = below(&imported.spec, "  Thing");
    let at = fields.iter().position(|line| *line == "fields:");
    let line = at.and_then(|at| fields.get(at + 1));
    line.map_or(imported.spec.clone(), |line| (*line).to_owned())
}

#[test]
fn single_values() {
    for (schema, expected) in [
        ("{ type: string }", "x?: text"),
        ("{ type: integer }", "x?: int"),
        ("{ type: integer, format: int64 }", "x?: int"),
        ("{ type: integer, format: uint64 }", "x?: decimal as int"),
        ("{ type: integer, format: unix-time }", "x?: time.s"),
        ("{ type: number }", "x?: decimal as number"),
        ("{ type: number, format: double }", "x?: decimal as number"),
        ("{ type: string, format: decimal }", "x?: decimal"),
        ("{ type: boolean }", "x?: bool"),
        ("{ type: string, format: date-time }", "x?: time.iso"),
        ("{ type: string, format: date }", "x?: date"),
        ("{ type: string, format: uuid }", "x?: uuid"),
        ("{ type: string, format: uri }", "x?: url"),
        ("{ type: string, format: byte }", "x?: bytes base64"),
        ("{ type: string, format: password }", "x?: secret"),
        ("{ type: string, format: email }", "x?: text"),
        ("{ type: object }", "x?: json"),
        ("{ }", "x?: json"),
        ("true", "x?: json"),
        ("{ type: array, items: { type: string } }", "x?: list<text>"),
        ("{ type: array }", "x?: list<json>"),
        (
            "{ type: object, additionalProperties: { type: integer } }",
            "x?: map<text, int>",
        ),
    ] {
        assert_eq!(member(schema, false, ""), expected, "{schema}");
    }
}

#[test]
fn no_value() {
    for (schema, required, expected) in [
        ("{ type: string, nullable: true }", true, "x: text or null"),
        ("{ type: [string, 'null'] }", true, "x: text or null"),
        (
            "{ anyOf: [{ type: string }, { type: 'null' }] }",
            false,
            "x?: text or null",
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] }",
            true,
            "x: Other or null",
        ),
        (
            "{ type: array, items: { type: string, nullable: true } }",
            true,
            "x: list<text or null>",
        ),
        (
            "{ anyOf: [{ type: integer }, { type: string, enum: [''] }] }",
            true,
            "x: int or \"\"",
        ),
    ] {
        let more = "    Other: { type: object, properties: { id: { type: string } } }\n";
        assert_eq!(member(schema, required, more), expected, "{schema}");
    }
}

#[test]
fn limits_defaults_and_texts() {
    for (schema, expected) in [
        (
            "{ type: string, minLength: 1, maxLength: 64 }",
            "x?: text 1..64",
        ),
        (
            "{ type: integer, minimum: 1, maximum: 100, default: 20 }",
            "x?: int 1..100 = 20",
        ),
        (
            "{ type: number, exclusiveMinimum: 0 }",
            "x?: decimal as number > 0",
        ),
        (
            "{ type: number, minimum: 0, exclusiveMinimum: true }",
            "x?: decimal as number > 0",
        ),
        (
            "{ type: array, items: { type: string }, minItems: 1, maxItems: 20, uniqueItems: true }",
            "x?: list<text> unique 1..20",
        ),
        (
            "{ type: number, minimum: 1e-8 }",
            "x?: decimal as number 0.00000001..",
        ),
        ("{ type: string, readOnly: true }", "x?: text only received"),
        (
            "{ type: string, deprecated: true }",
            "x?: text -- (deprecated)",
        ),
        (
            "{ type: string, description: 'The *name*.' }",
            "x?: text -- The *name*.",
        ),
        (
            "{ type: string, pattern: '^a+$' }",
            "x?: text -- pattern `^a+$`",
        ),
        (
            "{ type: string, description: Market, example: BTC-EUR }",
            "x?: text -- Market; for example `BTC-EUR`",
        ),
        ("{ type: string, default: '' }", "x?: text = \"\""),
        (
            "{ type: integer, default: many }",
            "x?: int -- default `many`",
        ),
        (
            "{ type: integer, minimum: 5, maximum: 1 }",
            "x?: int -- 5..1",
        ),
        // YAML reads this as a day in other programs.
        (
            "{ type: string, example: 2026-01-31 }",
            "x?: text -- for example `2026-01-31`",
        ),
    ] {
        assert_eq!(member(schema, false, ""), expected, "{schema}");
    }
}

#[test]
fn references_and_all_of() {
    let more = "    Money: { type: string, format: decimal, description: An amount }\n    Base: { type: object, required: [id], properties: { id: { type: string } } }\n    Order: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { side: { type: string } } }] }\n";
    for (schema, expected) in [
        (
            "{ $ref: '#/components/schemas/Money' }",
            "x?: decimal -- An amount",
        ),
        ("{ $ref: '#/components/schemas/Base' }", "x?: Base"),
        (
            "{ allOf: [{ $ref: '#/components/schemas/Base' }], nullable: true }",
            "x?: Base or null",
        ),
        ("{ $ref: '#/components/schemas/Order' }", "x?: Order"),
        (
            "{ $ref: '#/components/schemas/Nowhere' }",
            "x?: json -- (unconfirmed, see the report of the import)",
        ),
    ] {
        assert_eq!(member(schema, false, more), expected, "{schema}");
    }
}

#[test]
fn bases_are_named() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { side: { type: string } } }] }\n    Base: { type: object, required: [id], properties: { id: { type: string } } }\n",
    );
    let imported = imported(&document);
    check(&imported);
    let lines = below(&imported.spec, "  Thing");
    assert_eq!(
        lines[..3],
        ["like: Base", "fields:", "side?: text"],
        "{lines:?}"
    );
}

#[test]
fn unions() {
    let more = "    A: { type: object, required: [a], properties: { a: { type: string } } }\n    B: { type: object, required: [b], properties: { b: { type: string } } }\n    Loose: { type: object, properties: { a: { type: string } } }\n    Loose2: { type: object, properties: { c: { type: integer } } }\n";
    for (schema, expected) in [
        (
            "{ oneOf: [{ type: string }, { type: integer }] }",
            "x?: text or int",
        ),
        ("{ type: [integer, string] }", "x?: text or int"),
        // The narrower form first.
        (
            "{ anyOf: [{ type: string }, { type: string, format: date-time }] }",
            "x?: time.iso or text",
        ),
        (
            "{ oneOf: [{ type: string }, { $ref: '#/components/schemas/A' }] }",
            "x?: text or A",
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }",
            "x?: A or B",
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/A' }, { type: array, items: { $ref: '#/components/schemas/A' } }] }",
            "x?: list<A> or A",
        ),
        (
            "{ oneOf: [{ type: array, items: { type: string } }, { type: array, items: { type: integer } }] }",
            "x?: list<text or int>",
        ),
        // Nothing tells these apart: one type with the members of both.
        (
            "{ oneOf: [{ $ref: '#/components/schemas/Loose' }, { $ref: '#/components/schemas/Loose2' }] }",
            "x?: ThingXObject",
        ),
        ("{ oneOf: [{ type: string }] }", "x?: text"),
    ] {
        assert_eq!(member(schema, false, more), expected, "{schema}");
    }
}

#[test]
fn unions_by_a_member() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Bank' }], discriminator: { propertyName: kind, mapping: { card: '#/components/schemas/Card', bank: '#/components/schemas/Bank' } } }\n    Card: { type: object, properties: { kind: { type: string }, number: { type: string } } }\n    Bank: { type: object, properties: { kind: { type: string }, iban: { type: string } } }\n",
    );
    let imported = imported(&document);
    check(&imported);
    let lines = below(&imported.spec, "  Thing");
    assert_eq!(
        lines[..4],
        ["union: kind", "variants:", "card: Card", "bank: Bank"],
        "{lines:?}"
    );
}

#[test]
fn schemas_that_extend_a_base() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { type: object, discriminator: { propertyName: kind }, properties: { kind: { type: string }, id: { type: string } } }\n    Card: { allOf: [{ $ref: '#/components/schemas/Thing' }, { type: object, properties: { number: { type: string } } }] }\n    Bank: { allOf: [{ $ref: '#/components/schemas/Thing' }, { type: object, properties: { iban: { type: string } } }] }\n",
    );
    let imported = imported(&document);
    check(&imported);
    let lines = below(&imported.spec, "  Thing");
    assert!(lines.contains(&"union: kind"), "{lines:?}");
    assert!(
        lines.contains(&"Card: Card") && lines.contains(&"Bank: Bank"),
        "{lines:?}"
    );
    assert!(
        below(&imported.spec, "  Card").contains(&"id?: text"),
        "{}",
        imported.spec
    );
}

#[test]
fn enums() {
    let lines = |schema: &str| {
        let document = DOCUMENT.replace(
            "SCHEMAS",
            &format!("    Thing: {{ type: object, properties: {{ x: {schema} }} }}\n"),
        );
        let imported = imported(&document);
        check(&imported);
        below(&imported.spec, "  ThingX").join(" | ")
    };
    for (schema, expected) in [
        (
            "{ type: string, enum: [buy, sell] }",
            "enum: text | values: [buy, sell]",
        ),
        (
            "{ type: integer, enum: [1, 2] }",
            "enum: int | values: [1, 2]",
        ),
        (
            "{ type: string, enum: [1m, '', on, 'a b'] }",
            "enum: text | values: [\"1m\", \"\", \"on\", \"a b\"]",
        ),
        (
            "{ type: string, enum: [1, 2] }",
            "enum: text | values: [\"1\", \"2\"]",
        ),
        (
            "{ enum: [auto, 5, true] }",
            "enum: mixed | values: [auto, 5, true]",
        ),
        (
            "{ type: boolean, enum: [true] }",
            "enum: bool | values: [true]",
        ),
        // Names that would be the same in Rust.
        (
            "{ type: string, enum: [buy, BUY] }",
            "enum: text | values: | buy: | BUY: BuyUpper",
        ),
        (
            "{ type: string, enum: [a, b], x-enum-descriptions: [first, second] }",
            "enum: text | values: | a: -- first | b: -- second",
        ),
    ] {
        assert_eq!(lines(schema), expected, "{schema}");
    }
}

#[test]
fn constants() {
    let schema = "{ type: string, enum: [account] }";
    assert_eq!(member(schema, true, ""), "x: \"account\"");
    assert_eq!(member("{ const: account }", true, ""), "x: \"account\"");
    assert_eq!(member(schema, false, ""), "x?: ThingX");
}

#[test]
fn names_that_rust_cannot_have() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { type: object, properties: { 24h: { type: string }, '@type': { type: string }, userId: { type: string }, user_id: { type: string }, type: { type: string }, 'base currency': { type: string } } }\n",
    );
    let imported = imported(&document);
    check(&imported);
    let lines = below(&imported.spec, "  Thing");
    assert_eq!(
        lines[1..7],
        [
            "\"24h? as v24h\": text",
            "\"@type?\": text",
            "userId?: text",
            "user_id? as user_id_2: text",
            "type? as type_2: text",
            "\"base currency?\": text",
        ],
        "{lines:?}"
    );
}

#[test]
fn types_that_contain_themselves() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { type: object, required: [inner], properties: { inner: { $ref: '#/components/schemas/Thing' } } }\n",
    );
    let imported = imported(&document);
    check(&imported);
    assert!(
        below(&imported.spec, "  Thing")[1].starts_with("inner?: Thing"),
        "{}",
        imported.spec
    );
    assert_eq!(imported.report.findings().len(), 1, "{:?}", imported.report);
}

#[test]
fn types_in_place_are_named_by_it_and_shared() {
    let document = DOCUMENT.replace(
        "SCHEMAS",
        "    Thing: { type: object, properties: { fee: { type: object, properties: { amount: { type: string } } }, legs: { type: array, items: { type: object, properties: { fee: { type: object, properties: { amount: { type: string } } } } } } } }\n    Error: { type: object, properties: { code: { type: string } } }\n",
    );
    let imported = imported(&document);
    check(&imported);
    let lines = below(&imported.spec, "  Thing");
    assert_eq!(
        lines[1..3],
        ["fee?: Fee", "legs?: list<ThingLegs>"],
        "{lines:?}"
    );
}

/// A document whose schemas are filled in; `Thing` is received.
const DOCUMENT: &str = "openapi: 3.0.3
info: { title: Acme, version: '1' }
servers: [{ url: 'https://api.acme.example/v1' }]
paths:
  /thing:
    get:
      operationId: getThing
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
components:
  schemas:
SCHEMAS";
