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

const K1: &str = "81cc183fe31e318337f885f0d7058a615855f5e930f25dc1510c4283a52a823f";
/// The key of RFC 6979, A.2.5.
const P256: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\nZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n-----END PRIVATE KEY-----\n";

/// Path, name of the header or member, right values, wrong values.
const CASES: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "der",
        "X-Sign",
        &[
            "3045022100e1b33874e1c04bcd8913433e7d3c83c4a5eca806afc0231b236190e539d70002022003d5469fe36e88878a8dd9083618816bf24d0eba499d4eb3fefd5abbd958f257",
            "3046022100a0f09ecb0d2898a3b6a7f38f3fb5e92563b2ce461c89d2e9914c351fea24ca7f022100b6ecd054b5b2d2870cc2a104497aae480b63eb76bf44e1174bb004c240ebb0ef",
        ],
        &[
            // Another key.
            "3044022079cb08583543fce9b91b82813e157b4c53c89984518d5773d3c22264e71e71d9022006b139dc963134cf1a7add7c715ca54be1d55263bda63e91073ce0d6d9622ea7",
            // Another text.
            "304502203dc0b39620929b59af541ed1959fddc71f761cb2ff1a46502a221b8f24809800022100c1300d29f17549406e1f376fe66fc024d66f6eacbba8248a901af64a945b4fce",
            // Not as DER.
            "cf629dd22858a3f6895a39ba4726de3823d2fe7ae96238f29bcee4069d778f6d497adc51d3f769f02026af7e6cb7e0e161a64720f3b268a9de97cceffff58b82",
        ],
    ),
    (
        "slice",
        "X-Sign",
        &[
            "v1=37da29a6bf09b15ed94c80a3548a625c9f298ec6071b2be5798b12ed501a3f620311934c76bac57af92fd432adba2aa8b17ed3d766919196bddc00dee883a2da",
            "v1=bc224e2ce5f231a7bf7a945f25c3cf8a9e4d13aa5eca7ff79bf365db75665fb1c60620f5024ee6c5e52c6077f973b79390c2cc1b1b6557c371b27e38507fd4db",
        ],
        &[
            // Another prefix.
            "v2=37da29a6bf09b15ed94c80a3548a625c9f298ec6071b2be5798b12ed501a3f620311934c76bac57af92fd432adba2aa8b17ed3d766919196bddc00dee883a2da",
            // With the byte for recovery.
            "v1=37da29a6bf09b15ed94c80a3548a625c9f298ec6071b2be5798b12ed501a3f620311934c76bac57af92fd432adba2aa8b17ed3d766919196bddc00dee883a2da1c",
            // As DER.
            "v1=3046022100c6d44837bb495f52d8958cc1f66d675a683c07c6abca3c868ab2e0f5f7db6fbf022100808fe5cbc42c723e7c28eceda1c174208c0d30df1a87642377cd5c8e5845f815",
        ],
    ),
    (
        "recovery",
        "X-Sign",
        &[
            "key=02abc3bc48f0233d84ee2fec99ce11834a1f67fbc17a2728a9c73dc6addda96638, sig=846B91C37D101847832D0F9878F03CCD247104088E7F4392B418A9A226E7E3C351A54D4B9C2EF1BC7DD43466895D99DDA25514B0C8CA323B5C7A7435676D19A11B",
        ],
        &[
            // Another recovery.
            "key=02abc3bc48f0233d84ee2fec99ce11834a1f67fbc17a2728a9c73dc6addda96638, sig=846B91C37D101847832D0F9878F03CCD247104088E7F4392B418A9A226E7E3C351A54D4B9C2EF1BC7DD43466895D99DDA25514B0C8CA323B5C7A7435676D19A11C",
            // Without recovery.
            "key=02abc3bc48f0233d84ee2fec99ce11834a1f67fbc17a2728a9c73dc6addda96638, sig=846B91C37D101847832D0F9878F03CCD247104088E7F4392B418A9A226E7E3C351A54D4B9C2EF1BC7DD43466895D99DDA25514B0C8CA323B5C7A7435676D19A1",
            // Another public key.
            "key=020202020202020202020202020202020202020202020202020202020202020202, sig=846B91C37D101847832D0F9878F03CCD247104088E7F4392B418A9A226E7E3C351A54D4B9C2EF1BC7DD43466895D99DDA25514B0C8CA323B5C7A7435676D19A11B",
        ],
    ),
    (
        "member",
        "sign",
        &[
            "cqnvsd5gOQ6sVOoZdVX0pxseqqEnhzJvGtBA2hSDFdccqnfhlwlWu7Uyfg21dfm6aFvWIOppQxGeaP/BLMss9A==",
            "zBL8VN5hHAEwJikXvNFXMIvoR/zQxb5ZiEknkE7eCS+IxqR7AGxR+mzjp8y0z5irp1uNOF+r9WBKHlqOuUD2ag==",
        ],
        &[
            // Another key.
            "pDRW+j2JmCogcGI1N/JVJAJa/007MlzeD1FDpZlSKfpUC/d8SZ1thU6si8/UIUQZii22X9eeoPklQnypeO6j8w==",
            // As DER.
            "MEYCIQD9LLaFORX6BAdXec7nsaVpZ/UgfIITUQMF/vbaqSdZRAIhAMu6WWEaW7+6mbu+hIiOSkZahMCfTo8P4dwubG87WsjW",
        ],
    ),
    (
        "token",
        "Authorization",
        &[
            "Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1cmkiOiIvb3JkZXJzIn0.0lWv2GWtbpn2_onKaHSmnFa5AQdT1Q-4WqKOBWzs4jQSnqZQxtYGC-LYd4UIF_eJoS8szbwbQg18eEIviNDDlA",
        ],
        &[
            // Other claims.
            "Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1cmkiOiIvb3RoZXIifQ.etr4mmgclvFrYD2AyYGSIdUE0J240PoCFkADN-OQBSpugxbATSKrqmIsSyf66lG9ZTo6bfwshfmU9ddQq0vQkQ",
            // Another head.
            "Bearer eyJhbGciOiJFUzI1NiJ9.eyJ1cmkiOiIvb3JkZXJzIn0.jAOcgIdYZPScIg5FmV9o1I8Eah4dWerLZH9F2_cePwHEQOP6PCIYt6M-k-1aHNr_7DBArrl6wdHNbUL6cIqrxg",
            // Another key.
            "Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1cmkiOiIvb3JkZXJzIn0.BA7N2YgJRaGgWQlB4LmtwdffBGBCDi-_yIRVx7Ru1N2VDZqkLtkZAKWX53Vux4jhnrKF0hwbwR8dtV96NMdquA",
        ],
    ),
];

/// Each way in which a plan of `docs/signing-language.md` writes an ECDSA signature, by the path of the call.
const ECDSA: &str = r#"provider: acme
credentials: { key: secret secp256k1, other: secret p256 }
sections:
  private: { base: "https://api.acme.example", params: { GET: query, else: json }, auth: signed, unsigned: json }
auth:
  signed:
    - let:
        text: method + path | sha256
        made: text | secp256k1(key)
    - header: { X-Sign: made | der | hex }
      when: endpoint == "der"
    - when: endpoint == "slice"
      header:
        X-Sign: made | slice(0, 64) | hex | prefix("v1=")
    - header:
        X-Sign: >-
          "key=" + (public_key(key) | hex) + ", sig=" + (made | hex | upper)
      when: endpoint == "recovery"
    - params: { ..., sign: method + "/orders" | ecdsa_p256(other) | base64 }
      when: endpoint == "member"
    - let: { claims: { uri: "/orders" } }
    - when: endpoint == "token"
      header:
        Authorization: claims | jwt("ES256", other) | prefix("Bearer ")
"#;

/// Signatures of the same text by the same key, made with Python's `cryptography` 50 and `coincurve` 21: with random numbers, and in both
/// forms of s. A provider accepts them all, so a mock must.
#[test]
fn another_signature_of_the_same_text_by_the_same_key_verifies() {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("acme.yaml", ECDSA.as_bytes().to_vec(), &options);
    let scheme = loaded.api.expect("a model").runtime.scheme;
    let credentials: Credentials = [("key", K1), ("other", P256)].into_iter().collect();
    let signer = Signer::new(scheme, &credentials, &Settings::new()).expect("a signer");
    let session = SessionValues::new();
    let verifies = |path: &str, name: &str, value: &str| {
        let (header, body) = match name {
            "sign" => (("X-Other", "1"), format!(r#"{{"sign":"{value}"}}"#)),
            _ => ((name, value), String::new()),
        };
        let received = ReceivedRequest {
            method: "POST",
            endpoint: path,
            path: &format!("/{path}"),
            headers: &[header],
            body: body.as_bytes(),
            ..ReceivedRequest::default()
        };
        signer.verify(&received, &session).is_ok()
    };
    for (path, name, right, wrong) in CASES {
        for value in *right {
            assert!(verifies(path, name, value), "{path} {value}");
        }
        for value in *wrong {
            assert!(!verifies(path, name, value), "{path} {value}");
        }
    }
}
