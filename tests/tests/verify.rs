//! Verification of requests: the value that a step would write is expected, whatever follows it.

#![allow(missing_docs, reason = "tests")]

use specie_codegen::{Options, load};
use specie_runtime::signing::{
    Credentials, ReceivedRequest, RequestSpec, SessionValues, Settings, Signer, SigningInputs,
    Value, VerifiedRequest, VerifyError, VerifyErrorKind,
};

const SPEC: &str = r#"provider: acme
credentials: { key: public, secret: secret }
sections:
  private: { base: "https://api.acme.example", params: { GET: query, PUT: form, else: json }, auth: signed, unsigned: [query, form] }
auth:
  signed:
    - let: { defaults: { mode: "slow" } }
    - params: { version: "1", mode: "fast", limit: params.limit ?? "50", ..., ...defaults }
    - header: { X-Key: key, X-Sign: path | hmac_sha256(secret) | hex }
    - header: { Content-Type: "text/x-own" }
      when: endpoint == "own"
"#;

fn signer() -> Signer {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("acme.yaml", SPEC.as_bytes().to_vec(), &options);
    let scheme = loaded.api.expect("a model").runtime.scheme;
    let credentials: Credentials = [("key", "k"), ("secret", "s")].into_iter().collect();
    Signer::new(scheme, &credentials, &Settings::new()).expect("a signer")
}

/// What a plan makes, as it may arrive after `change`.
struct Sent {
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: String,
}

fn verified(
    method: &str,
    path: &str,
    params: &str,
    change: impl FnOnce(&mut Sent),
) -> Result<VerifiedRequest, VerifyError> {
    let (signer, session, inputs) = (signer(), SessionValues::new(), SigningInputs::at_us(0));
    let call = RequestSpec {
        method: method.to_owned().into(),
        path: path.to_owned().into(),
        params: Value::from_json(params.as_bytes()).expect("JSON").into(),
        ..RequestSpec::default()
    };
    let signed = signer.sign(&call, &inputs, &session).expect("a request");
    let mut sent = Sent {
        query: signed
            .url
            .split_once('?')
            .map(|(_, query)| query.to_owned()),
        headers: signed
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        body: String::from_utf8(signed.body.clone().unwrap_or_default()).expect("text"),
    };
    change(&mut sent);
    let headers: Vec<(&str, &str)> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    signer.verify(
        &ReceivedRequest {
            method,
            endpoint: path,
            path: &format!("/{path}"),
            query: sent.query.as_deref(),
            headers: &headers,
            body: sent.body.as_bytes(),
            ..ReceivedRequest::default()
        },
        &session,
    )
}

fn set(sent: &mut Sent, name: &str, value: &str) {
    sent.headers.retain(|(known, _)| known != name);
    sent.headers.push((name.to_owned(), value.to_owned()));
}

fn refused(outcome: Result<VerifiedRequest, VerifyError>, name: &str, kind: VerifyErrorKind) {
    let error = outcome.expect_err("it is refused");
    assert_eq!((error.name(), error.kind()), (name, kind), "{error}");
}

#[test]
fn what_is_made_verifies_and_what_the_caller_gives_is_the_callers() {
    for method in ["GET", "PUT", "POST"] {
        for params in ["{}", r#"{"a":"1","limit":"7"}"#] {
            let learnt = verified(method, "orders", params, |_| {})
                .unwrap_or_else(|error| panic!("{method} {params}: {error}"));
            let limit = learnt.params.get("limit").map(Value::to_text);
            let due = if params == "{}" { "50" } else { "7" };
            assert_eq!(
                limit.expect("a limit").expect("a text"),
                due,
                "{method} {params}"
            );
        }
    }
}

/// A constant before `...` is expected like any other: who may choose it writes `params.version ?? "1"`.
#[test]
fn a_constant_before_the_callers_own_is_expected() {
    let changed = |method: &str, from: &'static str, to: &'static str| {
        verified(method, "orders", r#"{"a":"1"}"#, |sent| {
            sent.query = sent.query.take().map(|query| query.replace(from, to));
            sent.body = sent.body.replace(from, to);
        })
    };
    let different = VerifyErrorKind::Different;
    refused(
        changed("GET", "version=1", "version=2"),
        "version",
        different,
    );
    refused(
        changed("PUT", "version=1", "version=2"),
        "version",
        different,
    );
    let json = changed("POST", r#""version":"1""#, r#""version":"2""#);
    refused(json, "version", different);
    refused(
        changed("GET", "version=1", "other=1"),
        "version",
        VerifyErrorKind::Missing,
    );
    // An object spread behind it does take its place.
    refused(changed("GET", "mode=slow", "mode=fast"), "mode", different);
}

/// The type that a body gets when no step says one: another is refused, parameters of it and its absence are not.
#[test]
fn a_body_says_its_own_type_or_none() {
    let typed = |method: &str, path: &str, value: Option<&'static str>| {
        verified(method, path, r#"{"a":"1"}"#, |sent| match value {
            Some(value) => set(sent, "Content-Type", value),
            None => sent.headers.retain(|(name, _)| name != "Content-Type"),
        })
    };
    for (method, right, wrong) in [
        ("POST", "application/json", "text/plain"),
        (
            "POST",
            "Application/JSON; charset=utf-8",
            "application/x-www-form-urlencoded",
        ),
        (
            "PUT",
            "application/x-www-form-urlencoded;charset=UTF-8",
            "application/json",
        ),
    ] {
        assert!(typed(method, "orders", Some(right)).is_ok(), "{right}");
        assert!(typed(method, "orders", None).is_ok());
        let outcome = typed(method, "orders", Some(wrong));
        refused(outcome, "Content-Type", VerifyErrorKind::Different);
    }
    // What a step says is expected to the letter, and expected to be there.
    assert!(typed("POST", "own", Some("text/x-own")).is_ok());
    let outcome = typed("POST", "own", Some("application/json"));
    refused(outcome, "Content-Type", VerifyErrorKind::Different);
    let outcome = typed("POST", "own", None);
    refused(outcome, "Content-Type", VerifyErrorKind::Missing);
    // Without a body nothing is said of it.
    assert!(typed("GET", "orders", Some("text/plain")).is_ok());
}
