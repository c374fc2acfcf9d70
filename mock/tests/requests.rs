//! What a request is before its parameters: the kind of its body, the members of its query, its parts.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_codegen::model::Api;
use specie_mock::{Mock, MockProvider, RefusalKind};
use specie_runtime::Core;
use specie_runtime::reqwest::{RequestBuilder, StatusCode};
use specie_runtime::signing::Credentials;
use support::{Result, api_of, http};

const SPEC: &str = r##"
provider: acme
docs: https://acme.example
defaults: { source: https://acme.example }
sections:
  forms: { base: "https://acme.example", params: { GET: query, else: form } }
  json: { base: "https://acme.example", path: "/json/{path}", params: { GET: query, else: json } }
errors:
  code: header.X-Code
  message: header.X-Message
  codes: { "*.missing_*": invalid -- a parameter is missing, "*.unknown_*": invalid -- unexpected parameter }
operations:
  pay: { doc: Pays., call: POST pay, section: forms, idempotency: never, params: { amount: int 1..100 -- amount }, query: { dry?: bool -- tries it }, answer: none }
  list: { doc: Lists., call: GET list, section: forms, params: { side?: text -- side }, answer: none }
  send: { doc: Sends., call: POST send, section: json, idempotency: never, params: { to: json -- where }, answer: none }
  first: { doc: Does., call: POST rpc, section: json, idempotency: never, params: { method: "first", data?: json -- data }, answer: none }
  second: { doc: Does., call: POST rpc, section: json, idempotency: never, params: { method: "second" }, answer: none }
  load: { doc: Loads., call: POST load, section: forms, idempotency: never, body: raw text -- lines, content_type: text/csv, answer: none }
  upload:
    doc: Uploads.
    call: POST documents/{account}
    section: forms
    idempotency: never
    body: multipart
    params:
      account: text -- whose
      kind: text -- what it is
      pages?: int 1..9 -- how many
      labels?: list<text> as repeat -- words
      place?: Place as brackets -- where
      about?: Place as json -- JSON
      file: file 1..2000000 -- the document
      scans?: list<file> -- one for each page
    answer: none
types:
  Place: { doc: A place., fields: { city: text -- city, floor?: int -- floor } }
"##;

fn acme() -> Result<Api> {
    api_of(SPEC)
}

/// Sends a request; the kind of its refusal, if it was refused.
async fn verdict(
    provider: &MockProvider,
    request: RequestBuilder,
) -> Result<(StatusCode, Option<RefusalKind>)> {
    let response = request.send().await?;
    let calls = provider.calls_after(provider.call_count() - 1);
    let last = calls.last().ok_or("a call")?;
    let refusal = last.refusal.as_ref().map(|refusal| refusal.kind);
    Ok((response.status(), refusal))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_must_be_of_the_kind_that_is_read() -> Result<()> {
    use RefusalKind::{Unreadable, WrongContentType};
    let provider = Mock::new(acme()?).start().await?;
    let base = provider.base_url();
    let form = "application/x-www-form-urlencoded";
    let deep = format!("{{\"to\":{}1{}}}", "[".repeat(400), "]".repeat(400));
    let deep_rpc = format!(
        "{{\"method\":\"first\",\"data\":{}1{}}}",
        "[".repeat(400),
        "]".repeat(400)
    );
    for (path, content_type, body, expected) in [
        ("/pay", Some(form), "amount=5", None),
        (
            "/pay",
            Some("application/x-www-form-urlencoded; charset=utf-8"),
            "amount=5",
            None,
        ),
        ("/pay", None, "amount=5", Some(WrongContentType)),
        (
            "/pay",
            Some("text/plain"),
            "amount=5",
            Some(WrongContentType),
        ),
        (
            "/pay",
            Some("application/json"),
            r#"{"amount":5}"#,
            Some(WrongContentType),
        ),
        (
            "/pay",
            Some(form),
            r#"{"amount":5}"#,
            Some(WrongContentType),
        ),
        ("/json/send", Some("application/json"), r#"{"to":5}"#, None),
        ("/json/send", None, r#"{"to":5}"#, None),
        (
            "/json/send",
            Some("text/plain"),
            r#"{"to":5}"#,
            Some(WrongContentType),
        ),
        ("/json/send", Some(form), "to=5", Some(WrongContentType)),
        (
            "/json/send",
            Some("application/json"),
            "to=5",
            Some(WrongContentType),
        ),
        (
            "/json/send",
            Some("application/json"),
            r#"{"to":5"#,
            Some(Unreadable),
        ),
        (
            "/json/send",
            Some("application/json"),
            &deep,
            Some(Unreadable),
        ),
        (
            "/json/rpc",
            Some("application/json"),
            &deep_rpc,
            Some(Unreadable),
        ),
        (
            "/json/rpc",
            Some("application/json"),
            r#"{"method":"first""#,
            Some(Unreadable),
        ),
        (
            "/json/rpc",
            Some("application/json"),
            r#"{"method":"second"}"#,
            None,
        ),
        ("/load", Some("text/csv"), "a\nb", None),
        (
            "/load",
            Some("application/json"),
            "a\nb",
            Some(WrongContentType),
        ),
    ] {
        let mut request = http().post(format!("{base}{path}")).body(body.to_owned());
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        let (status, found) = verdict(&provider, request).await?;
        let start: String = body.chars().take(40).collect();
        assert_eq!(found, expected, "{path} {content_type:?} {start} {status}");
        assert_eq!(status.is_success(), expected.is_none(), "{path} {start}");
    }
    // A call without a body has none.
    let request = http().get(format!("{base}/list")).body("side=buy");
    let request = request.header("Content-Type", form);
    assert_eq!(verdict(&provider, request).await?.1, Some(WrongContentType));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_reads_in_a_query_is_refused() -> Result<()> {
    use RefusalKind::UnknownParameter;
    let provider = Mock::new(acme()?).start().await?;
    for (query, expected) in [
        ("", None),
        ("?", None),
        ("?dry=true", None),
        ("?dri=true", Some(UnknownParameter)),
        ("?dry=true&amount=5", Some(UnknownParameter)),
    ] {
        let url = format!("{}/pay{query}", provider.base_url());
        let request = http().post(url).body("amount=5");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        assert_eq!(verdict(&provider, request).await?.1, expected, "{query}");
    }
    Ok(())
}

/// A code in a header that is made from what the client sent is one value of this header.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_sends_makes_no_header() -> Result<()> {
    let provider = Mock::new(acme()?).start().await?;
    for name in ["x%0D%0ASet-Cookie:+a=b", "%C3%A9", "a%00b", "plain"] {
        let request = http()
            .post(format!("{}/pay", provider.base_url()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("amount=5&{name}=1"));
        let response = request.send().await?;
        assert_eq!(response.status(), 400, "{name}");
        assert!(response.headers().get("set-cookie").is_none(), "{name}");
        let code = response.headers().get("x-code").ok_or("a code")?;
        let expected = match name {
            "plain" => "pay.unknown_plain",
            _ => "pay.unknown_unknown_parameter",
        };
        assert_eq!(code.to_str()?, expected, "{name}");
        assert!(response.headers().get("x-message").is_some());
    }
    Ok(())
}

/// Parts as they are sent: name, file name, contents.
type Parts<'a> = &'a [(&'a str, Option<&'a str>, &'a [u8])];

fn body_of(parts: Parts<'_>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, contents) in parts {
        body.extend_from_slice(b"--limit\r\nContent-Disposition: form-data; name=\"");
        body.extend_from_slice(name.as_bytes());
        if let Some(file) = file {
            body.extend_from_slice(b"\"; filename=\"");
            body.extend_from_slice(file.as_bytes());
            body.extend_from_slice(b"\"\r\nContent-Type: application/pdf\r\n\r\n");
        } else {
            body.extend_from_slice(b"\"\r\n\r\n");
        }
        body.extend_from_slice(contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_body_are_read_and_checked() -> Result<()> {
    use RefusalKind::{
        BodyTooLarge, MissingParameter, OutOfRange, UnknownParameter, Unreadable, WrongContentType,
        WrongType,
    };
    let provider = Mock::new(acme()?).start().await?;
    let url = format!("{}/documents/7", provider.base_url());
    let multipart = "multipart/form-data; boundary=limit";
    let kind: (&str, Option<&str>, &[u8]) = ("kind", None, b"passport");
    let file: (&str, Option<&str>, &[u8]) = ("file", Some("a.pdf"), b"%PDF");
    let large = vec![b'x'; 2_000_001];
    let long = vec![b'x'; (1 << 20) + 1];
    let cases: &[(Parts<'_>, Option<RefusalKind>)] = &[
        (&[kind, file], None),
        (
            &[("labels", None, b"a"), kind, ("labels", None, b"b"), file],
            None,
        ),
        (
            &[
                kind,
                file,
                ("place[city]", None, b"Bern"),
                ("place[floor]", None, b"3"),
            ],
            None,
        ),
        (&[kind, file, ("about", None, br#"{"city":"Bern"}"#)], None),
        (
            &[
                kind,
                file,
                ("scans", Some("1.png"), b"1"),
                ("scans", Some("2.png"), b"2"),
            ],
            None,
        ),
        (
            &[kind, file, ("about", None, br#"{"city":"#)],
            Some(WrongType),
        ),
        (
            &[kind, file, ("place[floor]", None, b"3")],
            Some(MissingParameter),
        ),
        (
            &[
                kind,
                file,
                ("place[city]", None, b"Bern"),
                ("place[hall]", None, b"3"),
            ],
            Some(UnknownParameter),
        ),
        (&[file], Some(MissingParameter)),
        (&[kind], Some(MissingParameter)),
        (&[], Some(MissingParameter)),
        (
            &[kind, file, ("no_such", None, b"1")],
            Some(UnknownParameter),
        ),
        (
            &[kind, file, ("no_such", Some("b.pdf"), b"1")],
            Some(UnknownParameter),
        ),
        (
            &[kind, file, ("account", None, b"8")],
            Some(UnknownParameter),
        ),
        (&[kind, kind, file], Some(WrongType)),
        (&[kind, file, file], Some(WrongType)),
        (&[kind, ("file", None, b"%PDF")], Some(WrongType)),
        (
            &[("kind", Some("a.txt"), b"passport"), file],
            Some(WrongType),
        ),
        (&[kind, file, ("pages", None, b"three")], Some(WrongType)),
        (&[kind, file, ("pages", None, b"10")], Some(OutOfRange)),
        (&[kind, ("file", Some("a.pdf"), b"")], Some(OutOfRange)),
        (&[kind, ("file", Some("a.pdf"), &large)], Some(OutOfRange)),
        (&[("kind", None, &long), file], Some(BodyTooLarge)),
        (&[("kind", None, b"\xff\xfe"), file], Some(Unreadable)),
    ];
    for (parts, expected) in cases {
        let names: Vec<&str> = parts.iter().map(|(name, ..)| *name).collect();
        let request = http().post(&url).header("Content-Type", multipart);
        let (status, found) = verdict(&provider, request.body(body_of(parts))).await?;
        let calls = provider.calls();
        let why = calls.last().and_then(|call| call.refusal.clone());
        assert_eq!(found, *expected, "{names:?} {status} {why:?}");
    }
    for (content_type, body, expected) in [
        (
            multipart,
            "--limit\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nx",
            Unreadable,
        ),
        (multipart, "kind=passport", Unreadable),
        ("multipart/form-data", "kind=passport", WrongContentType),
        (
            "application/x-www-form-urlencoded",
            "kind=passport",
            WrongContentType,
        ),
    ] {
        let request = http().post(&url).header("Content-Type", content_type);
        let (_, found) = verdict(&provider, request.body(body)).await?;
        assert_eq!(found, Some(expected), "{content_type} {body:?}");
    }
    // And a form that is not sent as one.
    let request = http().post(format!("{}/pay", provider.base_url()));
    let request = request.header("Content-Type", multipart);
    let request = request.body(body_of(&[("amount", None, b"5")]));
    assert_eq!(verdict(&provider, request).await?.1, Some(WrongContentType));
    Ok(())
}

/// What a call is known by, in the log: its parameters, the file by its name.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_the_names_of_files() -> Result<()> {
    let provider = Mock::new(acme()?).start().await?;
    let request = http()
        .post(format!("{}/documents/7", provider.base_url()))
        .header("Content-Type", "multipart/form-data; boundary=limit")
        .body(body_of(&[
            ("kind", None, b"passport"),
            ("file", Some("may.pdf"), b"%PDF"),
        ]));
    assert_eq!(verdict(&provider, request).await?.1, None);
    let calls = provider.calls();
    let call = calls.last().ok_or("a call")?;
    assert_eq!(call.operation.as_deref(), Some("upload"));
    for expected in [
        "may.pdf",
        "passport",
        "application/pdf",
        "\"account\":\"7\"",
    ] {
        assert!(call.params.contains(expected), "{}", call.params);
    }
    Ok(())
}

/// An account whose credentials are given may be used with a part of them, as one whose credentials are made up.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_given_credentials_suffices() -> Result<()> {
    const SIGNED: &str = r##"
provider: acme
docs: https://acme.example
defaults: { source: https://acme.example }
credentials: { key: public, secret: secret, partner: public optional }
sections: { api: { base: "https://acme.example", auth: signed } }
auth:
  signed:
    - header: { Key: key, Sign: method + path | hmac_sha256(secret) | hex }
    - header: { Partner: partner }
      when: partner is not absent
operations:
  me: { doc: Says who., call: GET me, answer: none }
"##;
    let api = api_of(SIGNED)?;
    let given = [("key", "k"), ("secret", "s"), ("partner", "p")];
    for (mock, is_given) in [
        (Mock::new(api.clone()), false),
        (Mock::new(api.clone()).credentials(given), true),
    ] {
        let provider = mock.start().await?;
        for names in [&["key", "secret", "partner"][..], &["key", "secret"]] {
            let all = provider.credentials().iter();
            let own = all.filter(|(name, _)| names.contains(&name.as_str()));
            let core = Core::builder(api.runtime.clone(), own.cloned().collect::<Credentials>())
                .base_url(provider.base_url())
                .build()?;
            let done = support::call(&core, &api, "me", "{}").await;
            assert!(done.is_ok(), "{is_given} {names:?}: {done:?}");
        }
    }
    Ok(())
}
