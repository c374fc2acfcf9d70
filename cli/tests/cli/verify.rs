//! `specie verify`. The signatures come from Python's `hmac`, computed over the bytes in this file.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, Run, specie, specie_fed};
use serde_json::{Value, json};

/// Webhooks of a provider that signs in the usual ways.
const WEBHOOKS: &str = r#"
webhooks:
  paid:
    doc: Tells that an order was paid.
    body: json
    verify:
      - let: { signed: clock.s + "." + body }
      - header:
          X-Time: clock.s
          X-Sign: signed | hmac_sha256(secret) | hex
    event: Paid
    id: id
  told:
    doc: Tells of a transaction.
    body: form
    verify:
      - header: { HMAC: body | hmac_sha512(secret) | hex }
      - form: { ..., merchant: api_key }
    id: txn
  token:
    doc: Proves itself with the secret alone.
    body: json
    verify:
      - header: { X-Token: secret }
"#;

const PAID: &str = r#"  Paid:
    doc: A payment.
    fields:
      id: int -- its number
      amount: decimal as number -- how much
      order: json -- the order
"#;

const BODY: &str = r#"{"id":17,"order":{"id":"o-1"},"amount":1.10,"big":123456789012345678.90}"#;
/// hmac.new(b"secret-0001", b"1700000000." + BODY, "sha256").hexdigest()
const SIGN: &str = "4ef8de7052db7087e34b50f114db914c35ccb06967396b739bdfd767991d5b35";
const FORM: &str = "txn=t-1&amount=0.10&merchant=key-0001";
/// hmac.new(b"secret-0001", FORM, "sha512").hexdigest()
const HMAC: &str = "40ea4f2529f2ef8f2b42147b61101c12e62307f682544b12cf59188134493906b781239c1abe6e237a60ff7b04d6c3c576c84a2421a3cf5c8011ed1de32d108f";

/// Verifies a delivery with `options`.
fn verify(webhook: &str, headers: &str, body: &str, options: &[&str]) -> Run {
    verify_by(
        &format!("{ACME}{PAID}{WEBHOOKS}"),
        webhook,
        headers,
        body,
        options,
    )
}

fn verify_by(spec: &str, webhook: &str, headers: &str, body: &str, options: &[&str]) -> Run {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", spec);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let headers = folder.write("h.json", headers);
    let body = folder.write("b.txt", body);
    let fixed = [
        "verify",
        &spec,
        webhook,
        "--credentials",
        &credentials,
        "--headers",
        &headers,
        "--body",
        &body,
    ];
    specie(&[&fixed, options].concat())
}

fn paid(sign: &str) -> String {
    json!({ "x-time": "1700000000", "x-sign": sign, "Content-Type": "application/json" })
        .to_string()
}

/// The result of a delivery that was refused.
fn refused(run: &Run) -> Value {
    assert_eq!(run.code, Some(1), "{run:?}");
    let result: Value = serde_json::from_str(&run.out).expect("the result is JSON");
    assert_eq!(result["verified"], false);
    assert!(
        result.get("event").is_none() && result.get("id").is_none(),
        "{run:?}"
    );
    result
}

#[test]
fn a_genuine_delivery_gives_its_event_with_every_digit() {
    let run = verify("paid", &paid(SIGN), BODY, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.out,
        format!("{{\"verified\":true,\"event\":{BODY},\"id\":\"17\"}}\n")
    );
    assert_eq!(
        verify(
            "paid",
            &paid(&SIGN.to_uppercase()),
            BODY,
            &["--format", "json"]
        )
        .code,
        Some(0)
    );
}

#[test]
fn forms_and_lists_of_headers_are_read() {
    let headers = json!([
        ["Content-Type", "application/x-www-form-urlencoded"],
        ["hmac", HMAC]
    ])
    .to_string();
    let run = verify("told", &headers, FORM, &[]);
    assert_eq!(
        run.json(),
        json!({ "verified": true, "event": { "txn": "t-1", "amount": "0.10", "merchant": "key-0001" }, "id": "t-1" })
    );
}

#[test]
fn what_was_changed_is_refused() {
    let other = SIGN.replacen('e', "f", 1);
    for (headers, body, reason) in [
        (paid(SIGN), BODY.replace("1.10", "9.10"), "`X-Sign`"),
        (paid(&other), BODY.to_owned(), "`X-Sign`"),
        (paid(""), BODY.to_owned(), "`X-Sign`"),
        (
            json!({ "X-Time": "1700000000" }).to_string(),
            BODY.to_owned(),
            "`X-Sign`",
        ),
        (
            json!({ "X-Sign": SIGN }).to_string(),
            BODY.to_owned(),
            "X-Time",
        ),
        (
            json!({ "X-Time": "1700000001", "X-Sign": SIGN }).to_string(),
            BODY.to_owned(),
            "`X-Sign`",
        ),
        ("{}".to_owned(), BODY.to_owned(), ""),
        (paid(SIGN), String::new(), ""),
    ] {
        let result = refused(&verify("paid", &headers, &body, &[]));
        let told = result["reason"].as_str().expect("a reason");
        assert!(told.contains(reason), "{told}");
        assert!(
            !told.contains(SIGN),
            "what was expected is nobody's to know: {told}"
        );
    }
    let merchant = refused(&verify(
        "told",
        &json!({ "HMAC": HMAC }).to_string(),
        &FORM.replace("key-0001", "key-0002"),
        &[],
    ));
    assert!(merchant["reason"].is_string());
}

#[test]
fn explain_shows_both_sides_and_what_was_hashed() {
    let changed = BODY.replace("1.10", "9.10");
    let run = verify(
        "paid",
        &paid(SIGN),
        &changed,
        &["--explain", "--now-ms", "1700000060250"],
    );
    let result = refused(&run);
    let input = format!("1700000000.{changed}");
    for word in [
        input.as_str(),
        "X-Time (line ",
        "equal",
        "X-Sign (line ",
        "differs at byte 1",
        "delivered",
        "computed",
    ] {
        assert!(run.err.contains(word), "no `{word}` in {}", run.err);
    }
    let steps = result["explain"].as_array().expect("steps");
    let hashed = steps
        .iter()
        .find(|step| step["name"] == "X-Sign: input of hmac_sha256");
    assert_eq!(hashed.expect("the input of the hash")["value"], input);
    let compared = result["compared"].as_array().expect("what was compared");
    assert_eq!(
        (&compared[0]["name"], &compared[0]["same"]),
        (&json!("X-Time"), &json!(true))
    );
    assert_eq!(compared[1]["received"], SIGN);
    assert_eq!(compared[1]["differs_at"], 1);
    assert!(
        !run.err.contains("secret-0001") && !run.out.contains("secret-0001"),
        "{run:?}"
    );

    let run = verify(
        "paid",
        &paid(SIGN),
        BODY,
        &["--explain", "--now-ms", "1700000060250"],
    );
    assert!(
        run.err.contains("it was signed 60.250 s before now"),
        "{run:?}"
    );
    assert_eq!(run.json()["compared"][1]["same"], true);
}

#[test]
fn a_delivery_outside_of_the_clock_window_is_refused() {
    let spec = format!("{ACME}{PAID}{WEBHOOKS}clock: {{ past: 5m, future: 1m }}\n");
    let at = |now: &str| verify_by(&spec, "paid", &paid(SIGN), BODY, &["--now-ms", now]);
    for now in ["1700000000000", "1700000300000", "1699999940000"] {
        let run = at(now);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.json()["verified"], true);
    }
    for now in ["1700000300001", "1699999939999", "1900000001000"] {
        let run = at(now);
        let result = refused(&run);
        let reason = result["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("are allowed"), "{run:?}");
    }
}

#[test]
fn secrets_are_masked_on_both_sides() {
    for token in ["secret-0001", "secret-0002"] {
        let run = verify(
            "token",
            &json!({ "X-Token": token }).to_string(),
            "{}",
            &["--explain"],
        );
        assert_eq!(run.code, Some(i32::from(token != "secret-0001")), "{run:?}");
        assert!(
            !run.err.contains("secret-000") && !run.out.contains("secret-000"),
            "{run:?}"
        );
        assert!(run.out.contains("[secret]"), "{run:?}");
    }
}

#[test]
fn a_line_break_of_an_editor_is_reported() {
    let run = verify("paid", &paid(SIGN), &format!("{BODY}\n"), &[]);
    refused(&run);
    assert!(
        run.err.contains("a line break that was not delivered"),
        "{run:?}"
    );
    let run = verify("paid", &paid(""), &format!("{BODY}\n"), &[]);
    assert!(!run.err.contains("line break"), "{run:?}");
}

#[test]
fn a_credential_that_is_not_given_verifies_nothing() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &format!("{ACME}{PAID}{WEBHOOKS}"));
    let headers = folder.write("h.json", &paid(SIGN));
    let body = folder.write("b.txt", BODY);
    let run = specie(&[
        "verify",
        &spec,
        "paid",
        "--headers",
        &headers,
        "--body",
        &body,
    ]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(!run.out.contains("true"), "{run:?}");
    assert!(run.err.contains("--credentials"), "{run:?}");
}

#[test]
fn an_event_that_does_not_match_its_type_is_reported() {
    let run = verify(
        "token",
        r#"{"X-Token": "secret-0001"}"#,
        "not valid JSON",
        &[],
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "{\"verified\":true}\n"),
        "{run:?}"
    );
    assert!(run.err.contains("cannot be read"), "{run:?}");
}

#[test]
fn wrong_usage() {
    verify("piad", "{}", "{}", &[])
        .refused(2, &["acme has no webhook `piad`", "did you mean `paid`?"]);
    verify("paid", "[\"X-Sign\"]", "{}", &[])
        .refused(2, &["expected headers in", "a list of pairs"]);
    verify("paid", r#"{"A": "1", "A": "2"}"#, "{}", &[]).refused(2, &["`A` appears twice"]);
    verify("paid", "{}", "{}", &["--format", "text"]).refused(2, &["--format", "json"]);
    specie(&[
        "verify",
        "coinpayments",
        "ipn",
        "--headers",
        "no/such.json",
        "--body",
        "no/such",
    ])
    .refused(2, &["cannot read `no/such.json`"]);
    specie(&[
        "verify",
        "coinpayments",
        "ipn",
        "--headers",
        "-",
        "--body",
        "-",
    ])
    .refused(
        2,
        &["only one of --credentials, --certificate, --headers and --body can be read from stdin"],
    );
    specie(&["verify", "coinpit", "x", "--headers", "h", "--body", "b"])
        .refused(2, &["coinpit has no webhook `x`"]);
    specie(&["verify", "coinpayments", "ipn"]).refused(2, &["--headers", "--body"]);
}

#[test]
fn the_body_may_come_from_stdin() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &format!("{ACME}{PAID}{WEBHOOKS}"));
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let headers = folder.write("h.json", &paid(SIGN));
    let run = specie_fed(
        &[
            "verify",
            &spec,
            "paid",
            "--credentials",
            &credentials,
            "--headers",
            &headers,
            "--body",
            "-",
        ],
        BODY,
    );
    assert_eq!(run.json()["id"], "17");
}

/// Files of `codegen/tests/certificates/`, made with Python's `cryptography`.
macro_rules! certificates {
    ($file:literal) => {
        include_str!(concat!("../../../codegen/tests/certificates/", $file))
    };
}

#[test]
fn a_certificate_in_a_file_verifies_the_delivery_that_names_it() {
    let folder = Folder::new();
    let spec = folder.write("sns.yaml", certificates!("sns.yaml"));
    let headers = folder.write("h.json", "{}");
    let run = |body: &str, pem: &str| {
        let (body, pem) = (folder.write("b.json", body), folder.write("c.pem", pem));
        specie(&[
            "verify",
            &spec,
            "notification",
            "--certificate",
            &pem,
            "--headers",
            &headers,
            "--body",
            &body,
        ])
    };
    let (body, pem) = (certificates!("sns.body"), certificates!("sns.pem"));
    let verified = run(body, pem);
    assert_eq!(verified.code, Some(0), "{}", verified.err);
    assert_eq!(run(&body.replace("Hello", "Hallo"), pem).code, Some(1));
    // Another key; no certificate; another address.
    assert_ne!(run(body, certificates!("root.pem")).code, Some(0));
    assert_ne!(run(body, "no certificate").code, Some(0));
    let elsewhere = run(&body.replace("amazonaws.com/", "evil.example/"), pem);
    assert!(
        elsewhere
            .err
            .contains("does not name a certificate of the provider")
    );
}
