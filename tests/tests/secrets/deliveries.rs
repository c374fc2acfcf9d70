//! Deliveries that prove nothing, and what counts as a proof.

use super::{BLANK, drafts, scheme, signer};
use specie_codegen::load;
use specie_runtime::signing::{Credentials, VerifyErrorKind};
use specie_runtime::{Core, ErrorKind, Json, Timestamp, Webhook};

fn spec(verify: &str) -> String {
    format!(
        "provider: acme
credentials: {{ merchant: public, key: secret optional, other: secret optional }}
sections: {{ public: {{ base: \"https://api.acme.example\" }} }}
clock: {{ past: 5m, future: 5m }}
webhooks:
  paid:
    doc: x.
    source: https://acme.example
    body: json
    verify:
{verify}
  rest:
    doc: y.
    source: https://acme.example
    body: json
    verify:
      - header: {{ X-Key: key, X-Other: other, X-Merchant: merchant }}
"
    )
}

fn verify(
    spec: &str,
    given: &[(&str, Option<&str>)],
    headers: &[(&str, &str)],
    body: &str,
) -> Result<(), VerifyErrorKind> {
    let signer = signer(&scheme(spec), given).expect("fits");
    let learnt = signer.verify_webhook(0, headers, body.as_bytes());
    learnt.map(drop).map_err(|error| error.kind())
}

/// The first of these was believed once: MD5 over the body alone, as Python's hashlib makes it.
#[test]
fn a_digest_computed_without_the_key_proves_nothing() {
    let spec = spec(
        "      - let:
          text: json(params) | base64
      - json:
          sign: text + key | md5 | hex",
    );
    let forged = r#"{"uuid":"u","status":"paid","sign":"bc4e2d1103826f70d3a6a5c8b3b0bf93"}"#;
    for blank in BLANK {
        let outcome = verify(&spec, &[("key", blank)], &[], forged);
        assert_eq!(outcome, Err(VerifyErrorKind::Configuration), "{blank:?}");
    }
    let given = [("key", Some("k1"))];
    assert_eq!(
        verify(&spec, &given, &[], forged),
        Err(VerifyErrorKind::Different)
    );
    let signed = r#"{"uuid":"u","status":"paid","sign":"c937fd94b47b31eb5773d1622eb0428b"}"#;
    assert_eq!(verify(&spec, &given, &[], signed), Ok(()));
}

/// A token that is compared as it stands: nobody's empty header is that of an owner without one.
#[test]
fn an_empty_token_is_no_token() {
    let spec = spec("      - header: { X-Token: key }");
    for sent in ["", " ", "t1"] {
        for blank in BLANK {
            let outcome = verify(&spec, &[("key", blank)], &[("X-Token", sent)], "{}");
            assert_eq!(outcome, Err(VerifyErrorKind::Configuration), "{blank:?}");
        }
    }
    let given = [("key", Some("t1"))];
    assert_eq!(verify(&spec, &given, &[("X-Token", "t1")], "{}"), Ok(()));
    let empty = verify(&spec, &given, &[("X-Token", "")], "{}");
    assert_eq!(empty, Err(VerifyErrorKind::Different));
}

/// A sender chooses which steps run, and must not choose those that take no secret.
#[test]
fn a_delivery_that_meets_no_step_with_a_secret_is_refused() {
    let spec = spec(
        "      - header: { X-Merchant: merchant }
      - json: { ..., sign: body + key | sha256 | hex }
        when: params.sign is not absent
      - header: { X-Kind: \"plain\" }
        when: params.sign is absent",
    );
    let given = [("key", Some("k1")), ("merchant", Some("m"))];
    let headers = [("X-Merchant", "m"), ("X-Kind", "plain")];
    assert_eq!(
        verify(&spec, &given, &headers, r#"{"id":"1"}"#),
        Err(VerifyErrorKind::Missing)
    );
}

/// The last step of a header counts: one that a secret makes must not give way to a constant.
#[test]
fn a_proof_that_is_replaced_proves_nothing() {
    let spec = spec(
        "      - header: { X-Sign: body + key | sha256 | hex }
      - header: { X-Sign: \"none\" }
        when: params.test is not absent",
    );
    let given = [("key", Some("k1"))];
    let outcome = verify(&spec, &given, &[("X-Sign", "none")], r#"{"test":1}"#);
    assert_eq!(outcome, Err(VerifyErrorKind::Missing));
}

/// Two keys, each for those who have it: who has neither verifies nothing.
#[test]
fn one_of_two_secrets_is_enough_and_none_is_not() {
    let spec = spec(
        "      - header: { X-Sign: body + key | sha256 | hex }
        when: key is not absent
      - header: { X-Other: body | hmac_sha256(other) | hex }
        when: other is not absent",
    );
    // Python: hmac.new(b"k1", b'{"id":"e1"}', "sha256").hexdigest()
    let mac = "c53819896b1b573255cd4306c37bc517663283adc4a67219a9d09fbe7edef697";
    let body = r#"{"id":"e1"}"#;
    for blank in BLANK {
        let neither = [("key", blank), ("other", blank)];
        let outcome = verify(&spec, &neither, &[("X-Other", mac)], body);
        assert_eq!(outcome, Err(VerifyErrorKind::Configuration));
        let one = [("key", blank), ("other", Some("k1"))];
        assert_eq!(verify(&spec, &one, &[("X-Other", mac)], body), Ok(()));
        // The same in capitals: a hex has no case.
        let upper = mac.to_ascii_uppercase();
        assert_eq!(verify(&spec, &one, &[("X-Other", &upper)], body), Ok(()));
        let missing = verify(&spec, &one, &[], body);
        assert_eq!(missing, Err(VerifyErrorKind::Missing));
    }
}

/// What PHP's `json_encode` prints of decoded numbers is signed, as the provider's page has it: `1.0` is `1`, `10.50` is `10.5`. (Python's
/// hashlib over the text that PHP prints, and over the text that was delivered.)
#[test]
fn numbers_of_a_delivery_are_signed_as_they_are_printed_anew() {
    let spec = spec(
        "      - json:
          ...:
          sign: (json(params) | replace(\"/\", \"\\\\/\") | base64) + key | md5 | hex",
    );
    let given = [("key", Some("pay-key-1"))];
    let body = |sign: &str| format!(r#"{{"a":"b\/c","n":1.0,"m":10.50,"sign":"{sign}"}}"#);
    let printed = body("20df14ef9ebd97a117a1fcf1e759dd1d");
    assert_eq!(verify(&spec, &given, &[], &printed), Ok(()));
    let delivered = body("63a035f751576aac8c8fde60e7fe2dd7");
    assert_eq!(
        verify(&spec, &given, &[], &delivered),
        Err(VerifyErrorKind::Different)
    );
}

fn core(spec: &str, key: Option<&str>, now_s: i64) -> Core {
    let loaded = load("acme.yaml", spec.as_bytes().to_vec(), &drafts());
    let api = loaded.api.expect("a model");
    let mut credentials = Credentials::new();
    if let Some(key) = key {
        credentials.set("key", key);
    }
    let now = Timestamp::from_seconds(now_s).expect("a time");
    Core::builder(api.runtime.clone(), credentials)
        .clock(move || now)
        .build()
        .expect("a client")
}

const HOOK: Webhook<'static> = Webhook {
    index: 0,
    name: "paid",
    id: None,
    time: None,
    order: None,
    secrets: &[],
    form: &[],
};

const STAMPED: &str = "      - header:
          X-Sig: >-
            \"t=\" + clock.s + \",v1=\" + (clock.s + \".\" + body | hmac_sha256(key) | hex)";
/// Python: hmac.new(b"k1", b'1700000000.{"id":"e1"}', "sha256").hexdigest()
const STAMP: &str =
    "t=1700000000,v1=38c83a7a1e4cf99d264bbf9758bee9d144222305c8fdb73da9187ffe71fe8f0b";

/// A delivery that was recorded must not be played again later: its signed time lies within the `clock` of the spec.
#[test]
fn a_delivery_out_of_its_time_is_refused() {
    let spec = spec(STAMPED);
    let kind = |now_s| {
        let core = core(&spec, Some("k1"), now_s);
        let outcome = core.verify_webhook::<Json>(&HOOK, &[("X-Sig", STAMP)], br#"{"id":"e1"}"#);
        outcome.map(drop).map_err(|error| error.kind())
    };
    let stamp = 1_700_000_000;
    for (now, expected) in [
        (stamp, Ok(())),
        (stamp + 300, Ok(())),
        (stamp - 300, Ok(())),
        (stamp + 301, Err(ErrorKind::Verify)),
        (stamp - 301, Err(ErrorKind::Verify)),
        (stamp + 200_000_001, Err(ErrorKind::Verify)),
    ] {
        assert_eq!(kind(now), expected, "{now}");
    }
}

#[test]
fn a_vector_of_a_delivery_may_say_when_it_arrived() {
    let vector = |now: &str, verified: bool| {
        format!(
            "{}vectors:
  - name: v
    source: computed with Python's hmac
    webhook: paid
    headers: {{ X-Sig: \"{STAMP}\" }}
    body: '{{\"id\":\"e1\"}}'
    credentials: {{ key: k1 }}
{now}    expect: {{ verified: {verified} }}
",
            spec(STAMPED)
        )
    };
    let codes = |text: &str| super::errors(text);
    assert!(codes(&vector("", true)).is_empty());
    assert!(codes(&vector("    now_ms: 1700000299000\n", true)).is_empty());
    assert_eq!(
        codes(&vector("    now_ms: 1900000001000\n", true)),
        ["vector-fails"]
    );
    assert!(codes(&vector("    now_ms: 1900000001000\n", false)).is_empty());
    assert_eq!(
        codes(&vector("    now_ms: 1700000299000\n", false)),
        ["vector-fails"]
    );
}

#[test]
fn a_client_without_the_secret_says_so_of_itself() {
    let spec = spec(STAMPED);
    for blank in BLANK {
        let core = core(&spec, blank, 1_700_000_000);
        let error = core
            .verify_webhook::<Json>(&HOOK, &[("X-Sig", STAMP)], br#"{"id":"e1"}"#)
            .expect_err("no key");
        assert_eq!(error.kind(), ErrorKind::Configuration, "{blank:?}");
        assert!(error.to_string().contains("`key`"), "{error}");
    }
}
