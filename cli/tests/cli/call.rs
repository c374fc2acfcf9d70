//! `specie call`, against a server on loopback.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, Run, specie, specie_fed};
use serde_json::{Value, json};
use test_server::{Reply, Server};

/// The small provider with errors and an envelope.
fn spec() -> String {
    format!(
        "{ACME}envelopes:\n  default: {{ ok: body.error is absent, partial: body.error == \"part\", data: body.result }}\nerrors:\n  code: body.error\n  message: body.text\n  codes: {{ E1: insufficient_funds }}\n  data: {{ path: body.why, type: {{ map: list<text> }} }}\n"
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
fn plain_http_goes_to_another_host_only_where_it_is_allowed() {
    let server = Server::replying([(200, "{\"result\":{\"address\":\"x\"}}")]);
    // An address of this machine that does not say so.
    let network = server.url().replace("127.0.0.1", "0.0.0.0");
    let params = json!({"coin": "BTC"});
    let operation = "create_address";
    call(&network, &[operation], &params).refused(1, &["plain HTTP", "`--allow-plain-http HOST`"]);
    let other = [operation, "--allow-plain-http", "other.test"];
    call(&network, &other, &params).refused(1, &["plain HTTP"]);
    let with_port = [operation, "--allow-plain-http", "0.0.0.0:80"];
    call(&network, &with_port, &params).refused(1, &["allow", "without scheme, port or path"]);
    assert_eq!(server.connections(), 0);
    let both = [
        operation,
        "--allow-plain-http",
        "other.test",
        "--allow-plain-http",
        "0.0.0.0",
    ];
    let run = call(&network, &both, &params);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(server.only_request().line(), "POST /v1/addresses");
}

#[test]
fn what_an_error_carries_is_printed() {
    let body = r#"{"error":"E1","why":{"label":["too long"]}}"#;
    let server = Server::replying([(400, body)]);
    let params = json!({"coin": "BTC", "label": "a"});
    let run = call(server.url(), &["create_address"], &params);
    assert_eq!(run.code, Some(1), "{run:?}");
    let details = "details: {\"label\":[\"too long\"]}";
    assert!(run.err.contains(details), "{run:?}");
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
fn a_call_in_doubt_shows_its_key_and_what_to_ask_with() {
    let spec = "provider: acme\nsections:\n  api: { base: \"https://acme.example\", params: { POST: json, else: query } }\noperations:\n  create_order:\n    doc: Places an order.\n    call: POST orders\n    idempotency: { keyed: client_id, unique: open_orders }\n    reconcile: { get_order: { orig_id: client_id } }\n    params: { client_id?: text 1..20 -- own id }\n    answer: json\n  get_order:\n    doc: Shows an order.\n    call: GET order\n    params: { orig_id: text -- own id }\n    answer: json\n";
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", spec);
    let credentials = folder.write("c.json", "{}");
    let server = Server::replying([Reply::close()]);
    let run = specie(&[
        "call",
        &spec,
        "create_order",
        "--credentials",
        &credentials,
        "--base-url",
        server.url(),
    ]);
    let sent: Value = serde_json::from_str(server.only_request().text()).expect("JSON");
    let key = sent["client_id"].as_str().expect("a key");
    assert_eq!(key.len(), 20);
    run.refused(
        1,
        &[
            &format!("key of the call: `{key}`"),
            &format!("ask with `orig_id`: `{key}`"),
            "use `specie call … get_order` to find out",
        ],
    );
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
fn files_are_parts_of_a_body() {
    let spec = "provider: acme\ncredentials: { key: public }\nsections:\n  api: { base: \"https://acme.example\", auth: keyed }\nauth:\n  keyed:\n    - header: { X-Key: key }\noperations:\n  upload:\n    doc: Uploads.\n    call: POST documents\n    body: multipart\n    params: { kind: text -- what it is, file: file -- the document, scans?: list<file> -- pages }\n    answer: json\n";
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", spec);
    let credentials = folder.write("c.json", r#"{"key": "k"}"#);
    let params = folder.write(
        "p.json",
        r#"{"kind": "note", "file": {"name": "n.txt", "base64": "Y2FuYXJ5", "content_type": "text/plain"}}"#,
    );
    let (first, second) = (
        folder.write("1.png", "one"),
        folder.write("2.png", "second"),
    );
    let (first, second) = (format!("scans={first}"), format!("scans={second}"));
    let arguments = [
        "--credentials",
        &credentials,
        "--params",
        &params,
        "--file",
        &first,
        "--file",
        &second,
    ];
    let run = specie(&[&["sign", &spec, "upload"], &arguments[..]].concat());
    assert!(
        !run.out.contains("canary") && !run.out.contains("Y2FuYXJ5"),
        "{run:?}"
    );
    let signed = run.json();
    assert_eq!(signed["body"], json!(null));
    let file = |name: &str, file: &str, content_type: &str, bytes: usize| json!({ "name": name, "file": file, "content_type": content_type, "bytes": bytes });
    assert_eq!(
        signed["parts"],
        json!([
            { "name": "kind", "text": "note" },
            file("file", "n.txt", "text/plain", 6),
            file("scans", "1.png", "application/octet-stream", 3),
            file("scans", "2.png", "application/octet-stream", 6),
        ])
    );
    let server = Server::replying([(200, "{\"id\":1}")]);
    let fixed = ["call", &spec, "upload", "--base-url", server.url()];
    let run = specie(&[&fixed, &arguments[..]].concat());
    assert_eq!(run.json(), json!({"id": 1}));
    let request = server.only_request();
    let sent = request.text();
    for part in [
        "name=\"kind\"\r\n\r\nnote\r\n",
        "name=\"file\"; filename=\"n.txt\"\r\ncontent-type: text/plain\r\n\r\ncanary\r\n",
        "name=\"scans\"; filename=\"1.png\"\r\ncontent-type: application/octet-stream\r\n\r\none\r\n",
        "name=\"scans\"; filename=\"2.png\"\r\ncontent-type: application/octet-stream\r\n\r\nsecond\r\n",
    ] {
        assert!(sent.contains(part), "no {part:?} in {sent}");
    }
    let wrong = folder.write("w.json", r#"{"kind": "note", "file": "n.txt"}"#);
    let fixed = [
        "sign",
        &spec,
        "upload",
        "--credentials",
        &credentials,
        "--params",
    ];
    specie(&[&fixed[..], &[&wrong]].concat())
        .refused(2, &["`file`: expected a file: { \"path\": "]);
    let absent = folder.write(
        "a.json",
        r#"{"kind": "note", "file": {"path": "/no/such/file"}}"#,
    );
    specie(&[&fixed[..], &[&absent]].concat()).refused(2, &["cannot read the file of `file`"]);
}

#[test]
fn a_file_of_a_body_comes_from_stdin_once() {
    let spec = "provider: acme\nsections:\n  api: { base: \"https://acme.example\" }\noperations:\n  upload:\n    doc: Uploads.\n    call: POST documents\n    body: multipart\n    params: { file: file -- the document, scans?: list<file> -- pages }\n    answer: json\n";
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", spec);
    let named = folder.write("p.json", r#"{"file": {"path": "-", "name": "scan.pdf"}}"#);
    for (given, name) in [
        (["--file", "file=-"], "stdin"),
        (["--params", &named], "scan.pdf"),
    ] {
        let server = Server::replying([(200, "{\"id\":1}")]);
        let fixed = ["call", &spec, "upload", "--base-url", server.url()];
        let run = specie_fed(&[&fixed[..], &given].concat(), "from stdin");
        assert_eq!(run.json(), json!({"id": 1}));
        let part = format!(
            "name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\nfrom stdin\r\n"
        );
        let sent = server.only_request().text().to_lowercase();
        assert!(sent.contains(&part), "{sent}");
    }
    for twice in [
        ["--file", "file=-", "--file", "scans=-"],
        ["--file", "scans=-", "--params", &named],
    ] {
        let run = specie_fed(&[&["sign", &spec, "upload"][..], &twice].concat(), "once");
        run.refused(2, &["stdin was named twice", "./-"]);
    }
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

#[test]
fn declared_headers_are_shown_beside_the_data() {
    let spec = spec().replace(
        "operations:\n",
        "operations:\n  get_order: { doc: Gets., call: GET order, answer: text, answer_headers: { X-Used: int as used, X-Other?: text } }\n",
    );
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &spec);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let server = Server::replying([Reply::json(200, r#"{"result":"a"}"#)
        .header("x-used", "12")
        .header("X-Hidden", "1")]);
    let fixed = ["call", &spec, "get_order", "--credentials", &credentials];
    let run = specie(&[&fixed[..], &["--base-url", server.url()]].concat());
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "\"a\"\n"),
        "{run:?}"
    );
    let shown: Vec<&str> = run
        .err
        .lines()
        .filter(|line| line.starts_with("X-"))
        .collect();
    assert_eq!(shown, ["X-Used: 12"]);
}

#[test]
fn the_clock_is_corrected_before_the_call() {
    let with_clock = format!(
        "{}clock: {{ past: 5s, server_time: get_time body.result.at ms }}\n",
        spec().replace(
            "operations:\n",
            "operations:\n  get_time: { doc: Gets., call: GET time, answer: json }\n",
        )
    );
    let folder = Folder::new();
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", r#"{"coin":"BTC"}"#);
    let call = |spec: &str, server: &Server| {
        let spec = folder.write("acme.yaml", spec);
        specie(&[
            "call",
            &spec,
            "create_address",
            "--sync-clock",
            "--credentials",
            &credentials,
            "--params",
            &params,
            "--base-url",
            server.url(),
        ])
    };
    let server = Server::replying([
        Reply::json(200, r#"{"result":{"at":1700000000000}}"#),
        Reply::json(200, r#"{"result":{"address":"x"}}"#),
    ]);
    let run = call(&with_clock, &server);
    assert_eq!(run.code, Some(0), "{run:?}");
    let lines: Vec<String> = server.requests().iter().map(|one| one.line()).collect();
    assert_eq!(lines, ["GET /v1/time", "POST /v1/addresses"]);
    // Without such an operation, nothing is sent.
    let server = Server::replying([(200, "{}")]);
    call(&spec(), &server).refused(2, &["--sync-clock", "server_time"]);
    assert!(server.requests().is_empty());
}
