//! Every way in which an absent value is omitted: none of them lets a secret be lost, in a call or in a delivery.

use super::{BLANK, errors, scheme, signer};
use specie_codegen::diagnostic::Diagnostics;
use specie_codegen::source::Source;
use specie_codegen::{signing, yaml};
use specie_runtime::signing::plan::Scheme;
use specie_runtime::signing::{
    RequestSpec, SessionValues, SigningErrorKind, SigningInputs, VerifyErrorKind,
};

/// `let`s, and what signs: the key is to be in each.
const SHAPES: [(&str, &str); 26] = [
    ("", "text + key | md5 | hex"),
    ("", "key + text + key | sha256 | hex"),
    ("", "join([text, key]) | md5 | hex"),
    ("", "join([key, text], \":\") | sha512 | hex"),
    ("", "text + (key | prefix(\"key=\")) | md5 | hex"),
    ("", "text + (key | suffix(\"&\")) | md5 | hex"),
    ("", "text + (key | hex) | md5 | hex"),
    ("", "text + (key | base64 | upper) | sha1 | hex"),
    ("", "text + (key | slice(0, 4)) | sha256 | hex"),
    (
        "",
        "text + (key | replace(\"a\", \"b\") | lower) | sha256 | hex",
    ),
    ("all: [text, key]", "all | join | md5 | hex"),
    ("all: [text, key]", "all | json | md5 | hex"),
    ("all: [text, key]", "all | glue | md5 | hex"),
    ("all: { t: text, k: key }", "all | json | md5 | hex"),
    (
        "all: { t: text, k: key }",
        "all | sorted | rfc3986 | md5 | hex",
    ),
    ("all: { t: text, k: key }", "all | plus | md5 | hex"),
    (
        "all: { t: text, k: key }",
        "all | without(\"t\") | raw | prefix(\"x\") | md5 | hex",
    ),
    ("one: { k: key }", "text + json(one) | md5 | hex"),
    (
        "one: { k: key }\n          all: { t: text, ...one: }",
        "all | json | md5 | hex",
    ),
    ("part: key | base64", "text + part | md5 | hex"),
    (
        "part: key\n          more: part + \"-\"",
        "text + more | md5 | hex",
    ),
    (
        "all: { deep: [{ k: key }], t: text }",
        "all | json | sha256 | hex",
    ),
    (
        "list: [key]",
        "text + (list | each(item) | join) | md5 | hex",
    ),
    ("", "text + (key | md5 | hex) | md5 | hex"),
    ("", "text | hmac_sha256(key) | hex"),
    ("", "text | hmac_sha512(sha256(key)) | hex"),
];

/// What stands in for the key: in a digest that is as bad.
const STAND_INS: [(&str, &str); 9] = [
    ("", "text + (key ?? \"\") | md5 | hex"),
    ("", "text | hmac_sha256(key ?? \"key\") | hex"),
    (
        "",
        "text + (key if key is not absent else \"\") | md5 | hex",
    ),
    ("", "text + (\"\" if key is absent else key) | md5 | hex"),
    ("part: key ?? \"none\"", "text + part | md5 | hex"),
    (
        "part: key if key is not empty else \"none\"",
        "text + part | md5 | hex",
    ),
    ("part: (key | hex) ?? text", "text + part | md5 | hex"),
    ("all: { k: key ?? \"\" }", "text + json(all) | md5 | hex"),
    (
        "",
        "text + ((text | hmac_sha256(key) | hex) if key is not absent else \"\") | md5 | hex",
    ),
];

/// A plan for calls, or for deliveries, that signs in this shape.
fn spec(declared: &str, (lets, sign): (&str, &str), webhook: bool) -> String {
    let step = format!(
        "\n      - let:\n          text: (body ?? \"\") | base64\n          {}\n      - header:\n          X-Sign: >-\n            {sign}\n",
        if lets.is_empty() { "none: \"\"" } else { lets }
    );
    let head = format!("provider: acme\ncredentials: {{ other: public, key: {declared} }}\n");
    if webhook {
        format!(
            "{head}sections: {{ public: {{ base: \"https://api.acme.example\" }} }}\nwebhooks:\n  paid:\n    doc: x.\n    source: https://acme.example\n    body: json\n    verify:{step}      - header: {{ X-Id: other }}\n"
        )
    } else {
        format!(
            "{head}sections: {{ private: {{ base: \"https://api.acme.example\", params: json, auth: signed }} }}\nauth:\n  signed:{step}      - header: {{ X-Id: other }}\n"
        )
        .replace("\n      ", "\n    ")
    }
}

/// The scheme of a spec that `check` does not let through: as data of an older version may have it.
fn unchecked(text: &str) -> Scheme {
    let source = Source::new("acme.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let root = yaml::parse(&source, &mut diagnostics).expect("YAML");
    let pairs = root.as_mapping().expect("a mapping");
    let parts = signing::lower(&source, pairs, &mut diagnostics);
    parts.expect("a scheme").scheme
}

#[test]
fn no_call_is_signed_without_its_secret() {
    let (call, inputs, session) = (
        RequestSpec {
            method: "POST".into(),
            path: "x".into(),
            ..RequestSpec::default()
        },
        SigningInputs::at_ms(1),
        SessionValues::new(),
    );
    for shape in SHAPES.into_iter().chain(STAND_INS) {
        let declared = spec("secret optional", shape, false);
        assert!(
            errors(&declared).contains(&"maybe-absent"),
            "not told: {shape:?}"
        );
        let scheme = unchecked(&declared);
        for blank in BLANK {
            let signer = signer(&scheme, &[("other", Some("o")), ("key", blank)])
                .unwrap_or_else(|error| panic!("{shape:?}: {error}"));
            let error = signer
                .sign(&call, &inputs, &session)
                .expect_err(&format!("{shape:?} {blank:?}"));
            assert_eq!(error.kind(), SigningErrorKind::Credential, "{shape:?}");
            assert!(error.message().contains("`key`"), "{shape:?}: {error}");
            assert_eq!(error.step(), None, "refused before any step: {shape:?}");
            let endpoint = signer.endpoint(0, None, "POST", "x").expect("an endpoint");
            let endpoint = endpoint.expect("a plain path");
            assert!(!endpoint.is_direct());
            let params = specie_runtime::signing::Value::Absent.into();
            let ready = signer.sign_at(&endpoint, &params, &inputs, &session);
            assert_eq!(ready.expect_err("the same"), error);
            let (explained, steps) = signer.explain(&call, &inputs, &session);
            assert_eq!(explained.expect_err("the same"), error);
            assert!(steps.is_empty(), "nothing is computed");
        }
        let signer = signer(&scheme, &[("other", Some("o")), ("key", Some("k1"))]).expect("fits");
        let signed = signer.sign(&call, &inputs, &session);
        assert!(signed.is_ok(), "with the key it works: {shape:?}");
    }
}

#[test]
fn no_delivery_verifies_without_its_secret() {
    for shape in SHAPES.into_iter().chain(STAND_INS) {
        let text = spec("secret optional", shape, true);
        let found = errors(&text);
        if STAND_INS.contains(&shape) {
            assert!(found.contains(&"maybe-absent"), "{shape:?}: {found:?}");
        }
        let scheme = unchecked(&text);
        for blank in BLANK {
            let signer = signer(&scheme, &[("other", Some("o")), ("key", blank)])
                .unwrap_or_else(|error| panic!("{shape:?}: {error}"));
            let headers = [("X-Sign", "00"), ("X-Id", "o")];
            let error = signer
                .verify_webhook(0, &headers, b"{}")
                .expect_err(&format!("{shape:?}"));
            assert_eq!(error.kind(), VerifyErrorKind::Configuration, "{shape:?}");
            assert!(error.to_string().contains("`key`"), "{shape:?}: {error}");
        }
    }
}

/// Steps for those who have the secret, as the author says: those who do not have it are served without.
#[test]
fn a_condition_says_for_whom_a_step_is() {
    let spec = "provider: acme
credentials: { key: secret optional, pass: secret optional }
sections: { private: { base: \"https://api.acme.example\", params: json, auth: signed } }
auth:
  signed:
    - header: { X-Sign: method | hmac_sha256(key) | hex }
      when: method == \"POST\" and key is not absent
    - when: pass is absent
      then:
        - header: { X-Way: \"open\" }
      else:
        - let: { code: pass | md5 | hex }
        - header: { X-Way: code }
    - header: { X-Or: pass ?? \"none\" }
    - header: { X-Kind: (\"signed\" if key is not absent else \"open\") }
";
    let scheme = scheme(spec);
    let call = RequestSpec {
        method: "POST".into(),
        path: "x".into(),
        ..RequestSpec::default()
    };
    let (inputs, session) = (SigningInputs::at_ms(1), SessionValues::new());
    let headers = |key: Option<&str>, pass: Option<&str>| {
        let signer = signer(&scheme, &[("key", key), ("pass", pass)]).expect("fits");
        let signed = signer.sign(&call, &inputs, &session).expect("signs");
        let names = ["X-Sign", "X-Way", "X-Kind"];
        names.map(|name| signed.header(name).map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    for blank in BLANK {
        assert_eq!(headers(blank, blank), [None, some("open"), some("open")]);
    }
    // Python: hmac.new(b"k1", b"POST", "sha256").hexdigest(), hashlib.md5(b"p1").hexdigest()
    assert_eq!(
        headers(Some("k1"), Some("p1")),
        [some(SIGN), some(WAY), some("signed")]
    );
}

const SIGN: &str = "21d950c0e0c5bd355629182adbd708c282459ebc8668c7c6d8c36cb5a8c2ecad";
const WAY: &str = "ec6ef230f1828039ee794566b9c58adc";
