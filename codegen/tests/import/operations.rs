//! Operations: parameters, bodies, responses, security, webhooks.

use super::support::{below, check, imported, reports};

/// A document of 3.0 with these paths, and further top-level keys.
fn document(paths: &str, more: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Acme, version: '1' }}\nservers: [{{ url: 'https://api.acme.example/v1' }}]\npaths:\n{paths}\n{more}"
    )
}

/// The operation `call` with these keys, as lines.
fn operation(method: &str, keys: &str) -> Vec<String> {
    let paths = format!(
        "  /a/{{id}}:\n    {method}:\n      operationId: call\n      parameters:\n        - {{ name: id, in: path, required: true, schema: {{ type: string }} }}\n{keys}\n"
    );
    let paths = match keys.contains("responses:") {
        true => paths,
        false => format!("{paths}      responses: {{ '204': {{ description: ok }} }}\n"),
    };
    let imported = imported(&document(&paths, ""));
    check(&imported);
    let lines = below(&imported.spec, "  call");
    lines.into_iter().map(str::to_owned).collect()
}

fn has(lines: &[String], expected: &[&str]) {
    let at = lines.iter().position(|line| line == expected[0]);
    let found = at.map(|at| &lines[at..(at + expected.len()).min(lines.len())]);
    assert_eq!(
        found,
        Some(
            &expected
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()[..]
        ),
        "{lines:#?}"
    );
}

#[test]
fn parameters() {
    for (param, expected) in [
        (
            "{ name: q, in: query, schema: { type: string } }",
            "q?: text",
        ),
        (
            "{ name: q, in: query, required: true, description: What, schema: { type: string } }",
            "q: text -- What",
        ),
        (
            "{ name: q, in: query, schema: { type: array, items: { type: string } } }",
            "q?: list<text> as repeat",
        ),
        (
            "{ name: q, in: query, explode: false, schema: { type: array, items: { type: string } } }",
            "q?: list<text> as commas",
        ),
        (
            "{ name: q, in: query, style: pipeDelimited, schema: { type: array, items: { type: integer } } }",
            "q?: list<int> as pipes",
        ),
        (
            "{ name: q, in: query, style: deepObject, schema: { type: object, additionalProperties: { type: string } } }",
            "q?: map<text, text> as brackets",
        ),
        (
            "{ name: q, in: query, content: { application/json: { schema: { type: array, items: { type: string } } } } }",
            "q?: list<text> as json",
        ),
        // An object in the form style is a parameter for each member.
        (
            "{ name: q, in: query, schema: { type: object, properties: { from: { type: integer } } } }",
            "from?: int",
        ),
        // Only JSON has `null`.
        (
            "{ name: q, in: query, schema: { type: string, nullable: true } }",
            "q?: text",
        ),
    ] {
        let lines = operation("get", &format!("        - {param}"));
        has(&lines, &["params:", "id: text", expected]);
    }
    let lines = operation(
        "get",
        "        - { name: X-Trace, in: header, schema: { type: string } }\n        - { name: sid, in: cookie, schema: { type: string } }",
    );
    has(
        &lines,
        &["headers:", "X-Trace?: text", "cookies:", "sid?: text"],
    );
    let lines = operation(
        "post",
        "        - { name: dry, in: query, schema: { type: boolean } }\n      requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: integer } } } } } }",
    );
    has(
        &lines,
        &["params:", "id: text", "a?: int", "query:", "dry?: bool"],
    );
}

#[test]
fn bodies() {
    let body = |media: &str, schema: &str| {
        let keys = format!(
            "      requestBody: {{ required: true, content: {{ {media}: {{ schema: {schema} }} }} }}"
        );
        operation("post", &keys)
    };
    let object = "{ type: object, required: [a], properties: { a: { type: integer }, b: { type: string, readOnly: true } } }";
    has(
        &body("application/json", object),
        &["params:", "id: text", "a: int", "answer: none"],
    );
    has(
        &body(
            "application/json",
            "{ type: array, items: { type: string } }",
        ),
        &["items: list<text> as body"],
    );
    has(
        &body("application/json", "{ type: object }"),
        &["items: json as body"],
    );
    // A member of the body has the name of a parameter of the path.
    let clash = "{ type: object, properties: { id: { type: string } } }";
    has(
        &body("application/json", clash),
        &["params:", "id: text", "items: CallBody as body"],
    );
    has(
        &body("text/csv", "{ type: string }"),
        &["body: raw text", "content_type: text/csv"],
    );
    has(
        &body(
            "application/octet-stream",
            "{ type: string, format: binary }",
        ),
        &["body: raw bytes", "content_type: application/octet-stream"],
    );
    let parts = "{ type: object, required: [file], properties: { file: { type: string, format: binary }, tags: { type: array, items: { type: string } } } }";
    has(
        &body("multipart/form-data", parts),
        &[
            "body: multipart",
            "params:",
            "id: text",
            "file: file",
            "tags?: list<text> as repeat",
        ],
    );
}

#[test]
fn forms_have_sections_of_their_own() {
    let imported = imported(&document(
        "  /a: { post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { x: { type: array, items: { type: string } } } } } } }, responses: { '204': {} } } }\n  /b: { post: { operationId: b, requestBody: { content: { application/json: { schema: { type: object, properties: { x: { type: array, items: { type: string } } } } } } }, responses: { '204': {} } } }",
        "",
    ));
    check(&imported);
    assert!(
        below(&imported.spec, "  a").contains(&"x?: list<text> as repeat"),
        "{}",
        imported.spec
    );
    assert!(
        below(&imported.spec, "  b").contains(&"x?: list<text>"),
        "{}",
        imported.spec
    );
    assert!(imported.spec.contains("else: form"), "{}", imported.spec);
}

#[test]
fn responses() {
    let answer = |responses: &str| operation("get", &format!("      responses: {responses}"));
    let json =
        |schema: &str| format!("{{ content: {{ application/json: {{ schema: {schema} }} }} }}");
    let (text, int) = (json("{ type: string }"), json("{ type: integer }"));
    has(&answer(&format!("{{ '200': {text} }}")), &["answer: text"]);
    has(&answer(&format!("{{ 2XX: {text} }}")), &["answer: text"]);
    has(
        &answer(&format!("{{ default: {text} }}")),
        &["answer: text"],
    );
    has(
        &answer(&format!("{{ '200': {text}, '201': {text} }}")),
        &["answer: text"],
    );
    has(
        &answer(&format!("{{ '200': {text}, '204': {{}} }}")),
        &["answer: text or none"],
    );
    has(
        &answer(&format!("{{ '200': {text}, '202': {int}, '204': {{}} }}")),
        &["answer:", "200: text", "202: int", "204: none"],
    );
    has(
        &answer("{ '200': { content: { text/csv: { schema: { type: string } } } } }"),
        &["answer: raw text text/csv"],
    );
    has(
        &answer("{ '200': { content: { application/zip: {} } } }"),
        &["answer: raw bytes application/zip"],
    );
    has(
        &answer(
            "{ '200': { headers: { X-Used: { schema: { type: integer } } }, content: { application/json: { schema: { type: string } } } } }",
        ),
        &["answer: text", "answer_headers:", "X-Used?: int"],
    );
}

#[test]
fn keys_make_calls_safe_to_repeat() {
    let lines = operation(
        "post",
        "        - { name: Idempotency-Key, in: header, required: true, schema: { type: string } }",
    );
    has(&lines, &["idempotency: keyed(Idempotency-Key)"]);
    let lines = operation(
        "post",
        "      requestBody: { content: { application/json: { schema: { type: object, properties: { idempotency_key: { type: string } } } } } }",
    );
    has(&lines, &["idempotency: keyed(idempotency_key)"]);
}

#[test]
fn security_schemes_become_plans() {
    let plans = |schemes: &str, security: &str| {
        let imported = imported(&document(
            &format!(
                "  /a: {{ get: {{ operationId: a, security: {security}, responses: {{ '204': {{}} }} }} }}"
            ),
            &format!("components: {{ securitySchemes: {{ {schemes} }} }}"),
        ));
        check(&imported);
        let mut lines = below(&imported.spec, "credentials");
        lines.extend(below(&imported.spec, "auth"));
        lines.retain(|line| !line.is_empty());
        lines.join(" | ")
    };
    let key = "k: { type: apiKey, in: header, name: X-Key }";
    let bearer = "t: { type: http, scheme: bearer }";
    assert_eq!(
        plans(key, "[{ k: [] }]"),
        "api_key: secret | keyed: | - header: | X-Key: api_key"
    );
    assert_eq!(
        plans(bearer, "[{ t: [] }]"),
        "token: secret | bearer: | - header: | Authorization: token | prefix(\"Bearer \")"
    );
    assert_eq!(
        plans("b: { type: http, scheme: basic }", "[{ b: [] }]"),
        "username: public | password: secret | basic: | - header: | Authorization: >- | username + \":\" + password | base64 | prefix(\"Basic \")"
    );
    assert_eq!(
        plans("q: { type: apiKey, in: query, name: key }", "[{ q: [] }]"),
        "api_key: { type: secret, allowed-in-url: the document sends it in the query } | keyed: | - query: { ..., key: api_key }"
    );
    assert_eq!(
        plans(&format!("{key}, {bearer}"), "[{ k: [] }, { t: [] }]"),
        "api_key: secret optional | token: secret optional | keyed: | - header: | X-Key: api_key | when: api_key is not absent | - header: | Authorization: token | prefix(\"Bearer \") | when: token is not absent"
    );
}

#[test]
fn what_belongs_to_a_signature_is_left_to_a_plan() {
    let imported = imported(&document(
        "  /a: { get: { operationId: a, security: [{ k: [] }], parameters: [{ name: symbol, in: query, schema: { type: string } }, { name: timestamp, in: query, required: true, schema: { type: integer } }, { name: recvWindow, in: query, schema: { type: integer } }, { name: signature, in: query, required: true, schema: { type: string } }], responses: { '204': {} } } }\n  /b: { get: { operationId: b, security: [], parameters: [{ name: timestamp, in: query, schema: { type: integer } }], responses: { '204': {} } } }",
        "components: { securitySchemes: { k: { type: apiKey, in: header, name: X-Key } } }",
    ));
    check(&imported);
    let a = below(&imported.spec, "  a");
    assert!(
        a.contains(&"symbol?: text") && !a.iter().any(|line| line.starts_with("timestamp")),
        "{a:?}"
    );
    // Without a signature, a timestamp is a parameter.
    assert!(
        below(&imported.spec, "  b").contains(&"timestamp?: int"),
        "{}",
        imported.spec
    );
    assert!(imported.spec.contains("# unconfirmed: the document does not say how `recvWindow`, `signature`, `timestamp` are computed."), "{}", imported.spec);
    assert!(reports(
        imported.report.findings(),
        "/paths/~1a/get",
        "belong to a signature"
    ));
}

#[test]
fn servers_become_bases_and_environments() {
    let imported = imported(
        "openapi: 3.0.3\ninfo: { title: Acme }\nservers: [{ url: 'https://{region}.acme.example/v1/', variables: { region: { default: eu } } }, { url: 'https://sandbox.acme.example/v1' }]\npaths:\n  /a: { get: { operationId: a, responses: { '204': {} } } }\n  /: { get: { operationId: b, responses: { '204': {} } } }\n  /c: { servers: [{ url: 'https://files.acme.example' }], get: { operationId: c, responses: { '204': {} } } }\n",
    );
    check(&imported);
    for line in [
        "  live: { base: \"https://eu.acme.example\" }",
        "  sandbox: { base: \"https://sandbox.acme.example\" }",
        "path: \"/v1/{path}\"",
        "path: \"/v1/\"",
        "base: \"https://files.acme.example\"",
    ] {
        assert!(imported.spec.contains(line), "{line}\n{}", imported.spec);
    }
}

#[test]
fn documents_of_2_0() {
    let imported = imported(
        "swagger: '2.0'\ninfo: { title: Acme, version: '1' }\nhost: api.acme.example\nbasePath: /v2\nconsumes: [application/x-www-form-urlencoded]\npaths:\n  /a/{id}:\n    parameters: [{ name: id, in: path, required: true, type: integer }]\n    post:\n      operationId: a\n      parameters:\n        - { name: side, in: formData, required: true, type: string, enum: [buy, sell] }\n        - { name: tags, in: formData, type: array, items: { type: string }, collectionFormat: multi }\n        - { name: ids, in: query, type: array, items: { type: integer } }\n      responses: { '200': { schema: { $ref: '#/definitions/Order' }, examples: { application/json: { id: '1', amount: 1.5 } } } }\n    put:\n      operationId: b\n      consumes: [application/json]\n      parameters: [{ name: body, in: body, schema: { $ref: '#/definitions/Order' } }]\n      responses: { '204': {} }\n  /file:\n    post:\n      operationId: c\n      consumes: [multipart/form-data]\n      parameters: [{ name: file, in: formData, type: file }]\n      responses: { '200': { schema: { type: file } } }\ndefinitions:\n  Order: { type: object, required: [id], properties: { id: { type: string }, amount: { type: number } } }\n",
    );
    check(&imported);
    let lines = below(&imported.spec, "  a");
    for line in [
        "id: int",
        "side: ASide",
        "tags?: list<text> as repeat",
        "ids?: list<int> as commas",
        "answer: Order",
        "answer: { id: \"1\", amount: 1.5 }",
    ] {
        assert!(lines.contains(&line), "{line}\n{}", imported.spec);
    }
    let lines = below(&imported.spec, "  b");
    // The body has a member with the name of the parameter in the path.
    assert!(lines.contains(&"items: Order as body"), "{}", imported.spec);
    let lines = below(&imported.spec, "  c");
    for line in ["body: multipart", "file?: file", "answer: raw bytes"] {
        assert!(lines.contains(&line), "{line}\n{}", imported.spec);
    }
    assert!(
        imported.spec.contains("base: \"https://api.acme.example\""),
        "{}",
        imported.spec
    );
}

#[test]
fn webhooks_become_drafts() {
    let imported = imported(include_str!("whole.yaml"));
    check(&imported);
    assert_eq!(
        imported.report.operations.whole, 8,
        "{:#?}",
        imported.report
    );
    let lines = below(&imported.spec, "  order_changed");
    assert!(
        lines.contains(&"event: OrderChangedEvent"),
        "{}",
        imported.spec
    );
    assert!(
        imported
            .spec
            .contains("# Orders: Placing and cancelling orders."),
        "{}",
        imported.spec
    );
    assert!(reports(
        imported.report.findings(),
        "/webhooks/orderChanged",
        "how deliveries are signed"
    ));
}

#[test]
fn examples_are_checked() {
    let paths = |example: &str| {
        format!(
            "  /a: {{ get: {{ operationId: a, responses: {{ '200': {{ content: {{ application/json: {{ schema: {{ type: object, properties: {{ size: {{ type: integer }} }} }}, example: {example} }} }} }} }} }} }}"
        )
    };
    let good = imported(&document(&paths("{ size: 1 }"), ""));
    check(&good);
    assert!(good.spec.contains("answer: { size: 1 }"), "{}", good.spec);
    let bad = imported(&document(&paths("{ size: [] }"), ""));
    check(&bad);
    assert!(!bad.spec.contains("examples:"), "{}", bad.spec);
    assert!(reports(
        bad.report.findings(),
        "/example",
        "does not fit its schema"
    ));
}
