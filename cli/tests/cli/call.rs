//! `specie call`, against a server on loopback.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, Run, specie};
use serde_json::{Value, json};
use test_server::{Reply, Server};

/// The small provider with errors and an envelope.
fn spec() -> String {
    format!(
        "{ACME}envelopes:\n  default: {{ ok: body.error is absent, partial: body.error == \"part\", data: body.result }}\nerrors:\n  code: body.error\n  message: body.text\n  codes: {{ E1: insufficient_funds }}\n"
    )
}

/// Calls with `options`, the credentials in place.
fn call(base: &str, arguments: &[&str], params: &Value) -> Run {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &spec());
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", &params.to_string());
    let fixed = [
        "--credentials",
        &credentials,
        "--params",
        &params,
        "--base-url",
        base,
    ];
    specie(&[&["call", &spec], arguments, &fixed].concat())
}

#[test]
fn the_data_of_the_answer_is_printed_with_its_digits() {
    let server = Server::replying([(
        200,
        "{\"result\":{\"address\":\"x\",\"z\":1.10,\"created\":1700000000000},\"n\":1}",
    )]);
    let run = call(
        server.url(),
        &["create_address"],
        &json!({"coin": "BTC", "label": "a"}),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.out,
        "{\"address\":\"x\",\"z\":1.10,\"created\":1700000000000}\n"
    );
    let received = server.only_request();
    assert_eq!(received.line(), "POST /v1/addresses");
    assert_eq!(
        received.text(),
        r#"{"version":"1","coin":"BTC","label":"a"}"#
    );
    assert_eq!(received.header("X-Key"), Some("key-0001"));
    assert_eq!(received.header("X-Sign").map(str::len), Some(64));
    assert_eq!(received.header("Content-Type"), Some("application/json"));
}

#[test]
fn a_rejection_is_reported_with_its_kind_and_the_outcome() {
    let server = Server::replying([(200, "{\"error\":\"E1\",\"text\":\"too little\"}\n")]);
    let run = call(server.url(), &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &["create_address", "E1", "too little", "it had no effect"],
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_batch_done_in_part_is_neither_a_success_nor_a_refusal() {
    let body = "{\"error\":\"part\",\"text\":\"one failed\",\"result\":[{\"id\":1},{\"id\":null}]}";
    let server = Server::replying([(200, body)]);
    let run = call(server.url(), &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "some items were executed",
            "one failed",
            body,
            "do not repeat the whole call",
        ],
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_redirect_leaves_doubt() {
    let server = Server::replying([(303, "")]);
    let run = call(server.url(), &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "redirect",
            "may have taken effect",
            "use `specie call … list_addresses` to find out",
        ],
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_lost_response_names_the_operation_to_reconcile() {
    let server = Server::replying([Reply::close()]);
    let run = call(server.url(), &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "may have taken effect",
            "use `specie call … list_addresses` to find out",
        ],
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn raw_calls_print_the_answer_as_it_came() {
    let server = Server::replying([(200, "{\"any\": 1.10}")]);
    let run = call(
        server.url(),
        &["--raw", "private", "GET", "things/{id}"],
        &json!({"id": 7, "b": "c d"}),
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "{\"any\": 1.10}\n"),
        "{run:?}"
    );
    assert_eq!(server.only_request().line(), "GET /v1/things/7?b=c%20d");

    let server = Server::replying([(503, "later")]);
    let run = call(
        server.url(),
        &["--raw", "private", "GET", "things"],
        &json!({}),
    );
    run.refused(1, &["HTTP 503", "later"]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn nothing_is_sent_in_the_clear_but_to_this_machine() {
    let run = call(
        "http://api.acme.example",
        &["create_address"],
        &json!({"coin": "BTC"}),
    );
    run.refused(1, &["plain HTTP", "nothing was sent"]);
    let run = call(
        "http://127.0.0.1:1",
        &["create_address"],
        &json!({"coin": "BTC"}),
    );
    run.refused(1, &["nothing was sent"]);
    call("nowhere", &["create_address"], &json!({"coin": "BTC"})).refused(
        2,
        &[
            "`--base-url` is not a valid base URL",
            "has no scheme: write `https://`",
        ],
    );
}

#[test]
fn a_base_with_a_query_or_a_fragment_is_wrong_usage() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", r#"{"coin": "BTC"}"#);
    for (base, word) in [
        ("http://127.0.0.1:1/#", "fragment"),
        ("http://127.0.0.1:1/v1?key=", "query"),
        ("http://user:canary@127.0.0.1:1", "password"),
        ("127.0.0.1:1", "https://"),
    ] {
        let run = specie(&[
            "call",
            &spec,
            "list_addresses",
            "--credentials",
            &credentials,
            "--params",
            &params,
            "--base-url",
            base,
        ]);
        run.refused(2, &["`--base-url` is not a valid base URL", word]);
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}

/// The signatures: `hmac.new(b"S3cr3t", body, hashlib.sha256).hexdigest()` of Python.
#[test]
fn a_body_is_taken_from_a_file() {
    let spec = "provider: acme\ncredentials: { secret: secret }\nsections:\n  api: { base: \"https://acme.example\", params: { else: json }, auth: by_body }\nauth:\n  by_body:\n    - header: { X-Sign: (body ?? \"\") | hmac_sha256(secret) | hex }\noperations:\n  put_logo: { doc: Puts., call: PUT logo, body: raw bytes as logo -- the image, content_type: image/png, answer: none }\n  put_note: { doc: Puts., call: PUT note, body: raw text as note -- what it says, content_type: text/plain, answer: none }\n";
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", spec);
    let credentials = folder.write("c.json", r#"{"secret": "S3cr3t"}"#);
    let bytes = b"\x89PNG\r\n\x1a\n\x00\xff";
    let path = folder.path().join("logo.png");
    std::fs::write(&path, bytes).unwrap();
    let file = |name: &str| format!("{name}={}", path.display());
    let sign = "3b5c743a8acab2a4f5e1b52153fe69e4176228e564d1cac0b09ba35cc856cba5";
    let server = Server::replying([(200, "{}")]);
    let fixed = ["--credentials", &credentials, "--base-url", server.url()];
    let run = specie(
        &[
            &["call", &spec, "put_logo", "--file", &file("logo")],
            &fixed[..],
        ]
        .concat(),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    let request = server.only_request();
    assert_eq!(request.body, bytes);
    assert_eq!(request.header("Content-Type"), Some("image/png"));
    assert_eq!(request.header("X-Sign"), Some(sign));
    let signed = |arguments: &[&str]| {
        let fixed = ["sign", &spec, "--credentials", &credentials];
        specie(&[&fixed, arguments].concat())
    };
    let request = signed(&["put_logo", "--file", &file("logo")]).json();
    assert_eq!(request["body"], json!(null));
    // Python: base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\xff")
    assert_eq!(request["body_base64"], json!("iVBORw0KGgoA/w=="));
    assert_eq!(
        request["headers"],
        json!([["Content-Type", "image/png"], ["X-Sign", sign]])
    );
    let params = folder.write("p.json", r#"{"logo": "iVBORw0KGgoA/w=="}"#);
    let given = signed(&["put_logo", "--params", &params]).json();
    assert_eq!(given, request);
    let twice = signed(&["put_logo", "--params", &params, "--file", &file("logo")]);
    twice.refused(2, &["`logo` is given twice"]);
    signed(&["put_logo", "--file", &file("image")])
        .refused(2, &["takes no file `image`", "`logo`"]);
    signed(&["put_logo", "--file", "logo"]).refused(2, &["has no path", "--file NAME=PATH"]);
    signed(&["put_note", "--file", &file("note")]).refused(2, &["is not text in UTF-8"]);
}

#[test]
fn a_document_is_written_as_it_is_to_stdout_or_to_a_file() {
    let spec = spec().replace(", partial: body.error == \"part\"", "").replace(
        "operations:\n",
        "operations:\n  get_statement: { doc: Gets., call: GET statement, answer: raw text text/csv }\n  get_receipt: { doc: Gets., call: GET receipt, answer: raw bytes }\n",
    );
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &spec);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let file = folder.write("out.bin", "old");
    let call = |server: &Server, arguments: &[&str]| {
        let fixed = [
            "call",
            &spec,
            "--credentials",
            &credentials,
            "--base-url",
            server.url(),
        ];
        specie(&[&fixed, arguments].concat())
    };
    let server = Server::replying([(200, "id;amount\r\n1;1.10\r\n")]);
    let run = call(&server, &["get_statement"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "id;amount\r\n1;1.10\r\n"),
        "{run:?}"
    );
    // Larger than the limit of a response in memory.
    let large = vec![0xff; 17 * 1024 * 1024];
    let server = Server::always(Reply::new(200, large.clone()));
    let run = call(&server, &["get_receipt", "--output", &file]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
    assert!(std::fs::read(&file).unwrap() == large);
    let server = Server::replying([(200, "{\"error\":\"E1\",\"text\":\"too little\"}\n")]);
    let run = call(&server, &["get_statement", "--output", &file]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("insufficient_funds"), "{run:?}");
    // A call that failed leaves the file as it is.
    assert!(std::fs::read(&file).unwrap() == large);
}
