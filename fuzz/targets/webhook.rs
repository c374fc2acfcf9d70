//! Any bytes as a delivery, against the webhooks of real providers and against one whose proof is computed here again with the usual
//! crates: what verifies was signed, and what was signed verifies; both ways of verifying say the same; an event is read without a panic.
#![no_main]

mod plans;

use hmac::{Hmac, KeyInit as _, Mac as _};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;
use specie_codegen::{Options, load};
use specie_runtime::signing::{Credentials, Settings, Signer};
use specie_runtime::{Core, ErrorKind, Json, Webhook, Wire};
use std::sync::LazyLock;

/// The fixed plan.
const SPEC: &str = r#"provider: acme
docs: https://acme.example
credentials: { key: secret, merchant: public }
sections:
  public: { base: "https://acme.example" }
webhooks:
  body:
    doc: Signed whole.
    source: https://acme.example
    body: json
    verify:
      - header: { X-Sig: body | hmac_sha256(key) | hex }
  form:
    doc: Signed whole, and names the merchant.
    source: https://acme.example
    body: form
    verify:
      - header: { X-Sig: body | hmac_sha256(key) | hex }
      - form: { ..., merchant: merchant }
  inside:
    doc: Signed inside.
    source: https://acme.example
    body: json
    verify:
      - json: { ..., sign: params.id + ":" + params.amount | hmac_sha256(key) | hex }
"#;
const KEY: &str = "key-of-the-fuzzer";

static ACME: LazyLock<(Signer, Core)> = LazyLock::new(|| {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let api = load("acme.yaml", SPEC, &options).api.expect("a spec without faults");
    let credentials = || Credentials::new().with("key", KEY).with("merchant", "m1");
    let core = Core::builder(api.runtime.clone(), credentials()).build();
    let signer = Signer::new(api.runtime.scheme, &credentials(), &Settings::new());
    (signer.expect("a signer"), core.expect("a client"))
});

fn mac(of: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("any length");
    mac.update(of);
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The value of a header that is there once, without the blanks around it.
fn only<'h>(headers: &[(&str, &'h str)], name: &str) -> Option<&'h str> {
    let mut all = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    match (all.next(), all.next()) {
        (Some((_, value)), None) => Some(value.trim_matches([' ', '\t'])),
        _ => None,
    }
}

fuzz_target!(|input: (u8, Vec<(String, String)>, Vec<u8>)| {
    let (choice, headers, body) = input;
    // Half of the deliveries are signed, so that what lies behind the proof is reached too.
    let sign = mac(&body);
    let mut headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    if choice % 2 == 0 {
        headers.push(("x-sig", &sign));
    }
    for signer in plans::SIGNERS.iter() {
        for webhook in 0..u16::try_from(signer.scheme().webhooks.len()).unwrap_or(0) {
            let accepted = signer.verify_webhook(webhook, &headers, &body).is_ok();
            assert!(!accepted, "a delivery that nobody signed is accepted");
        }
    }
    let (signer, core) = &*ACME;
    let signed = only(&headers, "X-Sig").is_some_and(|sent| sent.eq_ignore_ascii_case(&sign));
    let text = std::str::from_utf8(&body).is_ok();
    for webhook in 0..3 {
        let direct = signer.verify_webhook(webhook, &headers, &body);
        let in_steps = signer.verify_webhook_in_steps(webhook, &headers, &body);
        assert_eq!(direct.is_ok(), in_steps.is_ok(), "{direct:?} {in_steps:?}");
        match webhook {
            0 => assert_eq!(direct.is_ok(), signed && text && body.len() <= 1 << 20, "{direct:?}"),
            1 => assert!(direct.is_err() || (signed && text)),
            // Nobody finds the code of the members by chance.
            _ => assert!(direct.is_err()),
        }
        let declared = Webhook {
            index: webhook,
            name: "any",
            id: Some("id"),
            time: Some(("at", Wire::ISO)),
            order: Some("status"),
            secrets: &["secret"],
        };
        match core.verify_webhook::<Json>(&declared, &headers, &body) {
            Ok(_) => assert!(direct.is_ok()),
            Err(error) if error.kind() == ErrorKind::Decode => assert!(direct.is_ok()),
            Err(_) => assert!(direct.is_err()),
        }
    }
});
