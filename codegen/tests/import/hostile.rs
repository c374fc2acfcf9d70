//! Bad documents: an error or a report, never a panic, and never a draft with errors.

use super::support::{check, imported, reports};
use crate::random::Random;
use specie_codegen::import::{self, ImportError, ImportOptions};

fn rejected(document: &[u8]) -> ImportError {
    match import::openapi(document, &ImportOptions::default()) {
        Ok(imported) => panic!("{}", imported.spec),
        Err(error) => error,
    }
}

#[test]
fn files_that_are_no_documents() {
    for document in [
        "",
        "null",
        "[]",
        "{}",
        "a: 1",
        "{ \"paths\": {} }",
        "- a",
        "\"x\"",
        "openapi: 4.0.0",
        "swagger: '1.2'",
        "openapi: [3]",
    ] {
        rejected(document.as_bytes());
    }
    assert!(matches!(
        rejected(b"{ \"openapi\": \"3.0.0\", "),
        ImportError::Syntax { .. }
    ));
    assert!(matches!(
        rejected(b"openapi: \"3.0.0\n  x: ["),
        ImportError::Syntax { .. }
    ));
    assert!(matches!(
        rejected(b"openapi: \xff"),
        ImportError::NotUtf8 { at: 9 }
    ));
    let name = ImportOptions {
        provider: Some("Acme Pay".to_owned()),
    };
    let error = import::openapi(b"openapi: 3.0.0\npaths: {}", &name).map(|imported| imported.spec);
    assert!(matches!(error, Err(ImportError::Name { .. })), "{error:?}");
}

#[test]
fn nesting_and_copies_have_bounds() {
    let deep = format!(
        "{{\"openapi\": \"3.0.0\", \"x\": {}{}}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    assert_eq!(
        rejected(deep.as_bytes()).to_string(),
        "1:155: nested deeper than 128 levels"
    );
    let deep = |levels| format!("openapi: 3.0.0\nx:\n  {}", "[".repeat(levels));
    rejected(deep(5_000).as_bytes());
    assert_eq!(
        rejected(deep(200).as_bytes()).to_string(),
        "3:131: nested deeper than 128 levels"
    );
    // Each alias stands for ten of the one before.
    let mut document = String::from("openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let before = level - 1;
        let ten = vec![format!("*a{before}"); 10].join(", ");
        document.push_str(&format!("a{level}: &a{level} [{ten}]\n"));
    }
    assert!(matches!(
        rejected(document.as_bytes()),
        ImportError::TooManyCopies { .. }
    ));
    let mut schema = "{ type: string }".to_owned();
    for _ in 0..45 {
        schema = format!("{{ type: array, items: {schema} }}");
    }
    let document = format!(
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses: {{ '200': {{ content: {{ application/json: {{ schema: {schema} }} }} }} }}\n"
    );
    let imported = imported(&document);
    check(&imported);
    assert_eq!(imported.report.operations.weakened, 1);
}

#[test]
fn schemas_refer_to_one_another_in_chains_of_any_length() {
    let mut document = String::from(
        "openapi: 3.0.0\nservers: [{ url: 'https://api.acme.example' }]\npaths:\n  /a: { get: { operationId: a, responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } } } } } }\ncomponents:\n  schemas:\n",
    );
    for at in 0..3_000 {
        let next = at + 1;
        document.push_str(&format!(
            "    S{at}: {{ type: object, properties: {{ next: {{ $ref: '#/components/schemas/S{next}' }}, kind: {{ type: string, enum: [a, b], default: a }} }} }}\n"
        ));
    }
    document.push_str("    S3000: { type: object, properties: { end: { type: boolean } } }\n");
    let imported = imported(&document);
    check(&imported);
    assert_eq!(imported.report.operations.whole, 1);
    assert!(
        imported.report.findings().is_empty(),
        "{:?}",
        imported.report.findings()
    );
    assert!(imported.spec.contains("end?: bool"));
}

/// A document with one operation, whose parts are filled in.
fn document(operation: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Acme, version: '1' }}\nservers: [{{ url: 'https://api.acme.example' }}]\npaths:\n  /orders/{{id}}:\n    get:\n      operationId: getOrder\n{operation}\ncomponents:\n  schemas:\n    Nothing: {{}}\n{schemas}"
    )
}

#[test]
fn what_is_wrong_is_reported() {
    let answer = |schema: &str| {
        format!(
            "      responses: {{ '200': {{ content: {{ application/json: {{ schema: {schema} }} }} }} }}"
        )
    };
    for (operation, schemas, place, what) in [
        (
            answer("{ $ref: '#/components/schemas/Nowhere' }"),
            "",
            "/$ref",
            "leads to nothing",
        ),
        (
            answer("{ $ref: 'other.yaml#/Order' }"),
            "",
            "/$ref",
            "another file",
        ),
        (answer("{ $ref: 5 }"), "", "/$ref", "expected a reference"),
        (
            answer("{ $ref: '#/components/schemas/A' }"),
            "    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
            "/$ref",
            "leads back to itself",
        ),
        (
            answer("{ $ref: '#/components/schemas/A' }"),
            "    A: { type: array, items: { $ref: '#/components/schemas/A' } }\n",
            "/$ref",
            "leads back to itself",
        ),
        (
            answer("{ $ref: '#/components/schemas/A' }"),
            "    A: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object, properties: { a: { type: string } } }] }\n",
            "/allOf/0",
            "extends itself",
        ),
        (answer("{ type: sting }"), "", "/type", "unknown type"),
        (answer("{ type: 5 }"), "", "/type", "no text"),
        (answer("[1, 2]"), "", "/schema", "expected a schema"),
        (
            answer("{ type: object, required: yes, properties: { a: { type: string } } }"),
            "",
            "/required",
            "no list",
        ),
        (
            answer("{ type: object, required: [b], properties: { a: { type: string } } }"),
            "",
            "/required",
            "not described",
        ),
        (
            answer("{ type: object, properties: { 'what?': { type: string } } }"),
            "",
            "/properties/what?",
            "cannot be the name",
        ),
        (
            answer("{ type: string, not: { enum: [a] } }"),
            "",
            "/not",
            "restricts",
        ),
        (
            "      responses: {}".to_owned(),
            "",
            "/responses",
            "no response",
        ),
        (
            "      parameters: [{ name: id }]".to_owned(),
            "",
            "/parameters/0",
            "without `name` or `in`",
        ),
        (
            "      parameters: [{ name: q, in: matrix, schema: {} }]".to_owned(),
            "",
            "/parameters/0",
            "not known",
        ),
        (
            "      parameters: [5]".to_owned(),
            "",
            "/parameters/0",
            "without `name`",
        ),
        (
            "      responses: { '200': { description: ok } }".to_owned(),
            "",
            "/paths/~1orders~1{id}/get",
            "not declared",
        ),
    ] {
        let document = document(&operation, schemas);
        let imported = imported(&document);
        check(&imported);
        let findings = imported.report.findings();
        assert!(
            reports(findings, place, what),
            "{place} {what}\n{findings:#?}\n{}",
            imported.spec
        );
    }
}

#[test]
fn operations_that_cannot_be_written_are_counted() {
    let imported = imported(
        "openapi: 3.0.3\ninfo: { title: Acme }\nservers: [{ url: 'https://api.acme.example' }]\npaths:\n  /a: { get: { operationId: x, responses: { '204': {} } }, trace: { operationId: t } }\n  /b: { get: { operationId: x, responses: { '204': {} } }, post: 5 }\n  /c/*: { get: { responses: { '204': {} } } }\n  /: { get: { operationId: client, responses: { '204': {} } } }\n",
    );
    check(&imported);
    let counts = imported.report.operations;
    assert_eq!(
        (counts.whole, counts.weakened, counts.impossible),
        (3, 0, 3),
        "{:#?}",
        imported.report
    );
    for name in ["  x:", "  x_2:"] {
        assert!(imported.spec.contains(name), "{}", imported.spec);
    }
}

#[test]
fn hidden_characters_and_markup_do_not_reach_the_spec() {
    let document = document(
        "      summary: \"<b>Re\\u202Ead</b> [it](javascript:alert(1)) {x} #y: z\"\n      description: \"-- a\\r\\n  `#` b: c\\u200B <script>x</script> [z](data:text/html,x) <javascript:x>\"\n      responses: { '204': { description: ok } }",
        "",
    );
    let imported = imported(&document);
    check(&imported);
    assert!(!imported.spec.contains(['\u{202E}', '\u{200B}', '\r']));
}

/// Names and texts that mean something to YAML, to the signing language, to Rust or to a terminal. The draft is compiled by the tests of the
/// workspace (`tests/torture`).
#[test]
fn names_of_every_kind_are_written_or_left_out() {
    let imported = imported(include_str!("attack.yaml"));
    check(&imported);
    let findings = imported.report.findings();
    let hidden = |text: &str| text.contains(['\u{202E}', '\u{0}', '\r', '\u{1b}']);
    assert!(!hidden(&imported.spec), "{}", imported.spec);
    for finding in findings {
        assert!(!hidden(&finding.what) && !hidden(&finding.done) && !finding.what.contains('\n'));
    }
    for (place, what) in [
        (
            "/components/securitySchemes/key1",
            "cannot be the name of a header",
        ),
        (
            "/components/securitySchemes/cookie",
            "cannot be the name of a header",
        ),
        (
            "/components/securitySchemes/dangling/$ref",
            "leads to nothing",
        ),
        ("/security", "is not declared"),
        ("/servers/0/variables/region", "a variable of an address"),
    ] {
        assert!(
            reports(findings, place, what),
            "{place} {what}\n{findings:#?}"
        );
    }
}

/// What is filled into an address is not searched for variables again: a few of them would stand for any number of bytes.
#[test]
fn variables_of_an_address_are_filled_once() {
    let variable = |at: u8| {
        let (name, next) = (char::from(b'a' + at), char::from(b'b' + at));
        format!("{name}: {{ default: '{{{next}}}{{{next}}}{{{next}}}{{{next}}}' }}")
    };
    let variables: Vec<String> = (0..24).map(variable).collect();
    let imported = imported(&format!(
        "openapi: 3.0.3\ninfo: {{ title: Acme }}\nservers: [{{ url: 'https://{{a}}.example', variables: {{ {} }} }}]\npaths: {{}}\n",
        variables.join(", ")
    ));
    check(&imported);
    assert!(imported.spec.len() < 10_000);
}

/// Documents of the size of the largest ones: long lists, long texts, many references.
#[test]
fn lists_and_texts_may_be_long() {
    let values: Vec<String> = (0..5_000).map(|at| format!("value_{at}")).collect();
    let text = "word ".repeat(100_000);
    let chain: String = (0..500)
        .map(|at| format!("    C{at}: {{ allOf: [{{ $ref: '#/components/schemas/C{}' }}, {{ type: object, properties: {{ m{at}: {{ type: string }} }} }}] }}\n", at + 1))
        .collect();
    let schemas = format!(
        "    Order: {{ type: object, description: '{text}', properties: {{ kind: {{ type: string, enum: [{}] }}, chain: {{ $ref: '#/components/schemas/C0' }} }} }}\n{chain}    C500: {{ type: object, properties: {{ end: {{ type: string }} }} }}\n",
        values.join(", ")
    );
    let imported = imported(&document(
        "      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }",
        &schemas,
    ));
    check(&imported);
    assert!(imported.spec.contains("value_4999") && imported.spec.contains("m499"));
}

/// A key of YAML that ends on its line has at most 1024 characters.
#[test]
fn names_may_be_too_long_for_a_key() {
    let names: Vec<String> = (1_000..1_100)
        .map(|length| format!("{}: {{ type: string }}", "a".repeat(length)))
        .collect();
    let schemas = format!(
        "    Order: {{ type: object, properties: {{ id: {{ type: string }}, kind: {{ type: string, enum: [{}] }}, {} }} }}\n",
        "v".repeat(2_000),
        names.join(", ")
    );
    let imported = imported(&document(
        "      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }",
        &schemas,
    ));
    check(&imported);
    assert!(
        imported.spec.contains("id?: text") && imported.spec.contains("kind?: text"),
        "{}",
        imported.spec
    );
    let groups = imported.report.groups();
    let found = groups.iter().find(|group| group.places.len() == 100);
    let found = found.map(|group| (group.what.as_str(), group.done.as_str()));
    assert_eq!(
        found,
        Some(("`…` cannot be the name of a member in a spec", "left out"))
    );
}

/// Values that have a meaning somewhere in a document.
const PIECES: &[&str] = &[
    "null",
    "true",
    "{}",
    "[]",
    "5",
    "-1",
    "1e400",
    "''",
    "\"\\u0000\"",
    "'#/components/schemas/Order'",
    "'#'",
    "'#/paths'",
    "{ $ref: '#/components/schemas/Order' }",
    "{ type: array }",
    "{ type: object, nullable: true }",
    "[null]",
    "{ allOf: [] }",
    "{ oneOf: [{}, {}] }",
    "{ enum: [a, A, '', null, 1] }",
    "get",
    "query",
    "body",
    "deepObject",
    "2026-01-31",
    "é",
    "new",
    "self",
    "{ additionalProperties: { $ref: '#/components/schemas/Order' } }",
    "multipart/form-data",
    "../..",
    "a b",
    "x: y",
    "-- z",
];

/// A document with most constructs.
const WHOLE: &str = include_str!("whole.yaml");

#[test]
fn mutated_documents_give_a_draft_or_an_error() {
    let count = std::env::var("MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok());
    let lines: Vec<&str> = WHOLE.lines().collect();
    let mut random = Random(7);
    let mut drafts = 0;
    for round in 0..count.unwrap_or(150) {
        let mut mutated: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for _ in 0..=random.below(3) {
            let at = random.below(mutated.len());
            match random.below(4) {
                0 => {
                    mutated.remove(at);
                }
                1 => {
                    let other = mutated[random.below(mutated.len())].clone();
                    mutated[at] = other;
                }
                2 => {
                    let piece = PIECES[random.below(PIECES.len())];
                    let line = mutated[at].clone();
                    let key = line
                        .split(": ")
                        .next()
                        .unwrap_or_default()
                        .trim_end_matches(':');
                    mutated[at] = format!("{key}: {piece}");
                }
                _ => {
                    let piece = PIECES[random.below(PIECES.len())];
                    let words: Vec<&str> = WHOLE.split_whitespace().collect();
                    let word = words[random.below(words.len())];
                    mutated[at] = mutated[at].replacen(word, piece, 1);
                }
            }
        }
        let document = mutated.join("\n");
        if let Ok(imported) = import::openapi(document.as_bytes(), &ImportOptions::default()) {
            check(&imported);
            drafts += 1;
        } else {
            let error = import::openapi(document.as_bytes(), &ImportOptions::default());
            let error = error.map(|_| ()).unwrap_err();
            assert!(
                !matches!(error, ImportError::Draft { .. }),
                "round {round}: {error}\n{document}"
            );
        }
    }
    assert!(drafts > 20, "only {drafts} drafts");
}
