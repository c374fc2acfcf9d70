//! The signing language, claim by claim: `tests/language/*.jsonl` are tables of expressions, steps and whole specs, one case a line.
//!
//! What is expected was computed by other programs: digests, MACs and signatures by Python's `hashlib`, `hmac`, `cryptography`, `coincurve` and
//! `eth_account`, percent-encoding by `urllib`, base58 by `base58`, numbers by node's `JSON.stringify`; the rest is read off the reference.

use serde_json::Value as Json;
use specie_codegen::diagnostic::Severity;
use specie_codegen::signing::check_vectors;
use specie_codegen::{Loaded, Options, load};
use specie_runtime::signing::{
    RequestSpec, SessionValues, Settings, SignedRequest, Signer, SigningInputs, Value,
};
use std::fmt::Write as _;
use std::path::Path;

/// Section of an expression that names none.
const SECTION: &str = r#"base: "https://h.example/b", path: "/v1/{path}", params: none"#;

/// The cases of a table.
fn cases(table: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("language");
    let text = std::fs::read_to_string(path.join(format!("{table}.jsonl"))).expect("the table");
    text.lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn text<'c>(case: &'c Json, key: &str) -> &'c str {
    case[key].as_str().unwrap_or("")
}

fn or<'c>(text: &'c str, other: &'c str) -> &'c str {
    if text.is_empty() { other } else { text }
}

fn read(spec: &str) -> Loaded {
    load("case.yaml", spec.as_bytes().to_vec(), &Options::default())
}

/// The request of a case, or why there is none.
fn sign(spec: &str, case: &Json) -> Result<SignedRequest<'static>, String> {
    let loaded = read(spec);
    let Some(api) = loaded.api else {
        let found: Vec<_> = loaded
            .diagnostics
            .sorted()
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| format!("{}: {}", found.code, found.message))
            .collect();
        return Err(found.join("; "));
    };
    let credentials = case["credentials"].as_object().into_iter().flatten();
    let credentials = credentials
        .map(|(name, text)| (name.clone(), text.as_str().unwrap_or("").to_owned()))
        .collect();
    let signer = Signer::new(api.runtime.scheme, &credentials, &Settings::new())
        .map_err(|e| e.to_string())?;
    let params = match case["params"].as_str() {
        Some(text) => Value::from_json(text.as_bytes()).map_err(|e| e.to_string())?,
        None => Value::Absent,
    };
    let call = RequestSpec {
        method: or(text(case, "method"), "GET").into(),
        path: or(text(case, "path"), "x").into(),
        params: params.into(),
        ..RequestSpec::default()
    };
    let mut inputs = SigningInputs::at_us(1_700_000_000_123_456);
    inputs.uuid = Some("01234567-89ab-4def-8123-456789abcdef".to_owned());
    inputs.random = Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    let unit = signer.needs(0).nonce;
    inputs.nonce = unit.map(|unit| inputs.next_nonce(unit, None));
    let session = SessionValues::new();
    let signed = signer
        .sign(&call, &inputs, &session)
        .map(SignedRequest::into_owned);
    let endpoint = signer.endpoint(0, None, &call.method, &call.path);
    if let Some(endpoint) = endpoint.map_err(|e| e.to_string())? {
        let at = signer
            .sign_at(&endpoint, &call.params, &inputs, &session)
            .map(SignedRequest::into_owned);
        if at.as_ref().ok() != signed.as_ref().ok() {
            return Err(format!(
                "its endpoint, known beforehand, gives {at:?} and not {signed:?}"
            ));
        }
    }
    signed.map_err(|e| e.to_string())
}

/// A spec whose only header is an expression.
fn around(case: &Json) -> String {
    let mut spec = format!(
        "provider: t\ncredentials: {}\nsections:\n  s: {{ {}, auth: p }}\nauth:\n  p:\n    - header:\n        V: >-\n",
        or(text(case, "declared"), "{}"),
        or(text(case, "section"), SECTION),
    );
    for line in text(case, "expr").split('\n') {
        let _ = writeln!(spec, "          {line}");
    }
    spec + text(case, "extra") + "\n"
}

/// Tells all cases that went wrong at once.
fn report(table: &str, tried: usize, wrong: &[String]) {
    assert!(tried > 40, "{table}: the table is there");
    assert!(
        wrong.is_empty(),
        "{table}: {} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn expressions_have_the_value_that_other_programs_compute() {
    let cases = cases("values");
    let mut wrong = Vec::new();
    for case in &cases {
        let made = sign(&around(case), case);
        let fits = match &made {
            Err(_) => case["refused"] == true,
            Ok(signed) => case["refused"] != true && signed.header("V") == case["want"].as_str(),
        };
        if !fits {
            let made = made.map(|signed| signed.header("V").map(str::to_owned));
            wrong.push(format!("{case}\n   made {made:?}"));
        }
    }
    report("values", cases.len(), &wrong);
}

#[test]
fn steps_make_the_request_of_the_reference() {
    let cases = cases("requests");
    let mut wrong = Vec::new();
    for case in &cases {
        let made = sign(text(case, "spec"), case);
        let want = &case["want"];
        let fits = match &made {
            Err(_) => case["refused"] == true,
            Ok(signed) => {
                let headers: Vec<Json> = signed
                    .headers
                    .iter()
                    .map(|(name, value)| Json::from(vec![name.to_string(), value.to_string()]))
                    .collect();
                let body = signed.body.as_deref().map(String::from_utf8_lossy);
                let body = body.map_or(Json::Null, |body| Json::from(body.into_owned()));
                let url = signed
                    .url
                    .strip_prefix("https://h/x")
                    .unwrap_or(&signed.url);
                case["refused"] != true
                    && [
                        ("url", Json::from(url)),
                        ("body", body),
                        ("h", headers.into()),
                    ]
                    .into_iter()
                    .all(|(key, made)| want.get(key).is_none_or(|want| *want == made))
            }
        };
        if !fits {
            let made = made.map(|s| (s.url.clone(), s.headers.clone(), s.body.clone()));
            wrong.push(format!("{case}\n   made {made:?}"));
        }
    }
    report("requests", cases.len(), &wrong);
}

#[test]
fn checks_find_what_the_reference_names_and_nothing_else() {
    let cases = cases("findings");
    let mut wrong = Vec::new();
    for case in &cases {
        let mut loaded = read(text(case, "spec"));
        if let Some(api) = &loaded.api {
            check_vectors(&loaded.source, api, &mut loaded.diagnostics);
        }
        let mut found: Vec<&str> = loaded
            .diagnostics
            .sorted()
            .into_iter()
            .filter(|found| found.severity != Severity::Incomplete)
            .map(|found| found.code)
            .collect();
        found.sort_unstable();
        if Json::from(found.clone()) != case["codes"] {
            wrong.push(format!("{case}\n   found {found:?}"));
        }
    }
    report("findings", cases.len(), &wrong);
}

/// In folded and literal blocks, behind escapes, in flow mappings, behind text that is not ASCII, with either end of line.
#[test]
fn places_are_those_of_the_text() {
    let cases = cases("places");
    let mut wrong = Vec::new();
    for case in &cases {
        let loaded = read(text(case, "spec"));
        let place = loaded
            .diagnostics
            .sorted()
            .into_iter()
            .find(|found| found.code == text(case, "code"))
            .map(|found| loaded.source.line_column(found.span.start));
        let place = place.map(|(line, column)| serde_json::json!([line, column]));
        if place != Some(serde_json::json!([case["line"], case["column"]])) {
            wrong.push(format!("{case}\n   found {place:?}"));
        }
    }
    report("places", cases.len(), &wrong);
}
