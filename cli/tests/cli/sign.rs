//! `specie sign`: bytes that the providers' own pages and independent programs show.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, root, sign_acme, specie};
use serde_json::{Value, json};

/// Signs with `options`; `params` and `credentials` are JSON.
fn sign(
    call: &[&str],
    credentials: &Value,
    params: Option<&str>,
    options: &[&str],
) -> crate::support::Run {
    let folder = Folder::new();
    let credentials = folder.write("c.json", &credentials.to_string());
    let mut arguments = [&["sign"], call, &["--credentials", &credentials]].concat();
    let params = params.map(|params| folder.write("p.json", params));
    if let Some(params) = &params {
        arguments.extend(["--params", params]);
    }
    arguments.extend(options);
    specie(&arguments)
}

/// A header of a signed request.
fn header<'a>(request: &'a Value, name: &str) -> Option<&'a str> {
    let headers = request["headers"].as_array()?;
    headers.iter().find(|pair| {
        pair[0]
            .as_str()
            .is_some_and(|there| there.eq_ignore_ascii_case(name))
    })?[1]
        .as_str()
}

/// The example of the page https://www.coinpayments.net/apidoc-intro, byte for byte.
#[test]
fn coinpayments_signs_as_its_page_shows() {
    let credentials = json!({"public_key": "your_api_public_key", "private_key": "test"});
    let run = sign(
        &["coinpayments", "get_callback_address"],
        &credentials,
        Some(r#"{"currency": "BTC"}"#),
        &[],
    );
    let expected = json!({
        "method": "POST",
        "url": "https://www.coinpayments.net/api.php",
        "headers": [
            ["HMAC", "5590eac015e7692902e1a9cd5464f1d305a4b593d2f1343d826ac5affc5ac6f960a5167284f9bf31295cba0e04df9d8f7087935b5344c468ccf2dd036e159102"],
            ["Content-Type", "application/x-www-form-urlencoded"],
        ],
        "body": "currency=BTC&version=1&cmd=get_callback_address&key=your_api_public_key&format=json",
    });
    assert_eq!(run.json(), expected);
    assert_eq!(
        run.out,
        format!("{expected}\n"),
        "one line, members in order"
    );
}

/// What is shown is what was signed, byte for byte: no filter of a terminal's controls stands between.
#[test]
fn the_body_is_shown_as_it_was_signed() {
    let folder = Folder::new();
    let spec = folder.write(
        "acme.yaml",
        "provider: acme\nsections:\n  all: { base: \"https://api.acme.example\" }\n",
    );
    let params = r#"{"text":"a\u007fb\u0085c\u009bd\u2028e\u001b[1mf"}"#;
    let run = sign(
        &[&spec, "--raw", "all", "POST", "x"],
        &json!({}),
        Some(params),
        &[],
    );
    let body = "{\"text\":\"a\u{7f}b\u{85}c\u{9b}d\u{2028}e\\u001b[1mf\"}";
    assert_eq!(run.json()["body"], json!(body));
}

/// The example of https://docs.calypso.finance: the body `{"timestamp":1}` and its signature.
#[test]
fn calypso_signs_as_its_page_shows() {
    let credentials = json!({"key": "c529e14832b34b74972365cf7bf02430", "secret": "b823a6b9ea72408583cef9ec8d67fa52"});
    let request = sign(
        &["calypso", "get_current_user"],
        &credentials,
        None,
        &["--now-ms", "1"],
    )
    .json();
    assert_eq!(request["body"], r#"{"timestamp":1}"#);
    let signature = "b16e9d45f49f2069becbc4f108b237bee588cfc353fe9501df103e692acbc68d482a10d34c12bea22fedde7e28e1b8e57a6a0a373b0e9a27c5257bd8b36e13b9";
    assert_eq!(header(&request, "Sign"), Some(signature));
    assert_eq!(
        header(&request, "Key"),
        Some("c529e14832b34b74972365cf7bf02430")
    );
}

/// Requests that the provider's own JavaScript client signed, and a Python program checked.
#[test]
fn coinpit_signs_as_its_own_clients_do() {
    let text = std::fs::read_to_string(root().join("tests/vectors/coinpit.json"))
        .expect("the vectors are there");
    let recorded: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let vectors = recorded["vectors"].as_array().expect("a list");
    assert!(vectors.len() >= 15);
    for vector in vectors {
        let text = |name: &str| {
            vector[name]
                .as_str()
                .unwrap_or_else(|| panic!("{name} of {vector}"))
        };
        let folder = Folder::new();
        let session = folder.write(
            "s.json",
            &json!({"server_public_key": vector["server_public_key"]}).to_string(),
        );
        let nonce = vector["nonce"].to_string();
        let (path, query) = text("uri").split_once('?').unwrap_or((text("uri"), ""));
        let query: serde_json::Map<String, Value> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        let body = vector["body_text"].as_str().map(str::to_owned);
        let params = body
            .clone()
            .or_else(|| (!query.is_empty()).then(|| Value::Object(query).to_string()));
        let credentials = json!({"private_key": vector["private_key_wif"]});
        let env = match text("private_key_wif").starts_with(['K', 'L']) {
            true => "live",
            false => "test",
        };
        let call = ["coinpit", "--raw", "private", text("method"), path];
        let request = sign(
            &call,
            &credentials,
            params.as_deref(),
            &["--now-ms", &nonce, "--session", &session, "--env", env],
        )
        .json();
        let name = text("name");
        assert_eq!(
            header(&request, "Authorization"),
            vector["authorization"].as_str(),
            "{name}"
        );
        assert_eq!(header(&request, "Nonce"), Some(nonce.as_str()), "{name}");
        assert!(
            request["url"]
                .as_str()
                .is_some_and(|url| url.ends_with(text("uri"))),
            "{name}: {request}"
        );
        assert_eq!(request["body"].as_str(), body.as_deref(), "{name}");
    }
}

/// Requests that the provider's clients sign with an API key: Ed25519, in both forms of the nonce.
#[test]
fn coinpit_signs_with_api_keys_as_its_clients_do() {
    let text = std::fs::read_to_string(root().join("tests/vectors/coinpit.json"))
        .expect("the vectors are there");
    let recorded: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let vectors = recorded["sign_vectors"].as_array().expect("a list");
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let text = |name: &str| {
            vector[name]
                .as_str()
                .unwrap_or_else(|| panic!("{name} of {vector}"))
        };
        let as_text = vector["nonce"].is_string();
        let nonce = vector["nonce"]
            .as_str()
            .map_or_else(|| vector["nonce"].to_string(), str::to_owned);
        let credentials =
            json!({"private_key": vector["secret_key_hex"], "user_id": vector["userid"]});
        let call = ["coinpit", "--raw", "private", text("method"), text("uri")];
        let setting = format!("nonce_as_text={as_text}");
        let env = match text("userid").starts_with('1') {
            true => "live",
            false => "test",
        };
        let options = ["--now-ms", &nonce, "--set", &setting, "--env", env];
        let request = sign(
            &call,
            &credentials,
            Some(&vector["body"].to_string()),
            &options,
        )
        .json();
        assert_eq!(
            header(&request, "Authorization"),
            vector["authorization"].as_str(),
            "{}",
            text("name")
        );
        assert_eq!(request["body"], vector["body"].to_string());
    }
}

/// The request of `create_address`.
fn acme(params: &str, options: &[&str]) -> Value {
    sign_acme(&["create_address"], params, options).json()
}

#[test]
fn parameters_keep_their_order_and_constants_the_position_in_the_spec() {
    assert_eq!(
        acme(r#"{"label": "b", "coin": "BTC"}"#, &[])["body"],
        r#"{"version":"1","label":"b","coin":"BTC"}"#
    );
    assert_eq!(
        acme(r#"{"coin": "BTC", "amount": "1.10"}"#, &[])["body"],
        r#"{"version":"1","coin":"BTC","amount":"1.10"}"#
    );
}

#[test]
fn environments_settings_and_the_clock_are_chosen() {
    let request = acme(
        r#"{"coin": "BTC"}"#,
        &["--env", "test", "--set", "strict=true", "--set", "window=1"],
    );
    assert_eq!(request["url"], "https://test.acme.example/v1/addresses");
    assert_eq!(header(&request, "X-Window"), Some("1"));
    assert_eq!(header(&request, "X-Time"), Some("1700000000000"));
    assert_eq!(header(&acme(r#"{"coin": "BTC"}"#, &[]), "X-Window"), None);
}

#[test]
fn raw_calls_pass_every_parameter_and_fill_the_path() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write(
        "p.json",
        r#"{"id": 7, "z": 1.50, "a": 123456789012345678901234567890}"#,
    );
    let raw = [
        "sign",
        &spec,
        "--raw",
        "private",
        "post",
        "/things/{id}",
        "--credentials",
        &credentials,
        "--params",
        &params,
    ];
    let request = specie(&raw).json();
    assert_eq!(request["method"], "POST");
    assert_eq!(request["url"], "https://api.acme.example/v1/things/7");
    assert_eq!(
        request["body"],
        r#"{"z":1.5,"a":123456789012345678901234567890}"#
    );
}

#[test]
fn nonces_are_given_or_exceed_the_last() {
    let credentials = json!({"public_key": "p", "private_key": "q"});
    let body = |options: &[&str]| {
        let options = [
            &["--set", "nonce=true", "--now-ms", "1700000000000"],
            options,
        ]
        .concat();
        sign(
            &["coinpayments", "get_basic_info"],
            &credentials,
            None,
            &options,
        )
        .json()["body"]
            .as_str()
            .map(str::to_owned)
    };
    let nonce = |options: &[&str]| {
        body(options).and_then(|body| Some(body.split_once("nonce=")?.1.to_owned()))
    };
    assert_eq!(nonce(&[]).as_deref(), Some("1700000000000"));
    assert_eq!(nonce(&["--nonce", "5"]).as_deref(), Some("5"));
    assert_eq!(
        nonce(&["--last-nonce", "1700000000000"]).as_deref(),
        Some("1700000000001")
    );
    assert_eq!(
        nonce(&["--last-nonce", "5"]).as_deref(),
        Some("1700000000000")
    );
}

#[test]
fn explain_shows_each_step_and_no_secret() {
    let credentials = json!({"public_key": "your_api_public_key", "private_key": "test"});
    let run = sign(
        &["coinpayments", "get_callback_address"],
        &credentials,
        Some(r#"{"currency": "BTC"}"#),
        &["--explain"],
    );
    let request = run.json();
    let steps = request["explain"].as_array().expect("steps");
    assert!(!steps.is_empty());
    for step in steps {
        let names: Vec<&str> = step
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(names, ["step", "line", "name", "kind", "value"]);
        assert!(step["line"].as_u64().is_some_and(|line| line > 0));
        assert_ne!(step["value"], "test", "the secret itself");
    }
    let signature = header(&request, "HMAC");
    assert!(steps.iter().any(|step| {
        step["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("HMAC"))
            && step["value"].as_str() == signature
    }));
    assert_eq!(run.err, "", "without a terminal the JSON is all");
}

#[test]
fn explain_leaves_secrets_in_a_query_out() {
    let spec = root().join("tests/requests/spec.yaml");
    let credentials = json!({"api_key": "key-1", "secret": "S3cr3t", "query_key": "canary/key"});
    let run = sign(
        &[&spec.display().to_string(), "with_key"],
        &credentials,
        Some(r#"{"currency": "BTC", "pin": "canary pin"}"#),
        &["--explain", "--env", "live"],
    );
    let request = run.json();
    // What is sent is printed; what is explained may end up in a log.
    assert_eq!(
        request["url"],
        "https://api.acme.example/v1/keyed?currency=BTC&pin=canary+pin&api_key=canary%2Fkey"
    );
    let steps = request["explain"].to_string();
    assert!(steps.contains("query"), "{steps}");
    assert!(!steps.contains("canary"), "{steps}");
    assert!(!run.err.contains("canary"), "{}", run.err);
}

#[test]
fn explain_shows_the_steps_before_signing_failed() {
    let credentials =
        json!({"private_key": "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy"});
    let call = ["coinpit", "--raw", "private", "GET", "account"];
    let run = sign(
        &call,
        &credentials,
        None,
        &["--explain", "--now-ms", "1478041315653", "--env", "test"],
    );
    let message = r#"{"method":"GET","uri":"/account","nonce":1478041315653}"#;
    let user = "msZWAC7xhte1ranSXgWVmatxm7tiBFzhof";
    run.refused(
        1,
        &[message, "user: p2pkh(private_key)", user, "--session FILE"],
    );
    assert!(!run.err.contains("cQhx"), "the key itself: {}", run.err);
}

#[test]
fn a_session_that_is_missing_is_named() {
    let credentials =
        json!({"private_key": "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy"});
    let run = sign(
        &["coinpit", "--raw", "private", "GET", "account"],
        &credentials,
        None,
        &["--env", "test"],
    );
    run.refused(
        1,
        &[
            "--session FILE",
            "\"server_public_key\": …",
            "`specie call` opens the session",
        ],
    );
}

/// The constant of a variant travels last, as a generated client sends it.
#[test]
fn a_variant_sends_what_it_sets() {
    let credentials = json!({"public_key": "p", "private_key": "k"});
    let body = |operation: &str| {
        let call = ["coinpayments", operation];
        let run = sign(&call, &credentials, Some(r#"{"limit": 2}"#), &[]);
        run.json()["body"].as_str().map(str::to_owned)
    };
    let tail = "version=1&cmd=get_tx_ids&key=p&format=json";
    assert_eq!(body("get_tx_ids"), Some(format!("limit=2&{tail}")));
    assert_eq!(
        body("get_tx_ids_with_role"),
        Some(format!("limit=2&all=1&{tail}"))
    );
}

/// Calypso's amounts are JSON numbers; one whose digits would be rounded is refused, as text and as number.
#[test]
fn an_amount_is_never_rounded_and_has_no_exponent() {
    let credentials = json!({"key": "K", "secret": "S", "account": "0xabc"});
    let payout = |amount: &str| {
        let params = format!(r#"{{"depositAddress": "x", "amount": {amount}, "currency": "ETH"}}"#);
        sign(
            &["calypso", "create_payout"],
            &credentials,
            Some(&params),
            &[],
        )
    };
    for amount in ["0.123456789012345678", "\"0.123456789012345678\""] {
        payout(amount).refused(2, &["`amount`", "0.123456789012345678"]);
    }
    let body = payout("\"0.12345678901234\"").json()["body"].to_string();
    assert!(body.contains(r#"\"amount\":0.12345678901234,"#), "{body}");
    // No exponent, however the caller writes it: Python's `format(Decimal("6.521e-05"), "f")`.
    for (given, digits) in [
        ("6.521e-05", "0.00006521"),
        ("0.00000001", "0.00000001"),
        ("\"1E-8\"", "0.00000001"),
    ] {
        let body = payout(given).json()["body"].to_string();
        let amount = format!(r#"\"amount\":{digits},"#);
        assert!(body.contains(&amount), "{body}");
    }
}

/// A digest of a secret is no secret, but a key that was made by one signs like the secret itself. Values by Python's `hmac` and `hashlib`.
#[test]
fn explain_masks_keys_that_are_made_of_secrets() {
    const SPEC: &str = r#"
provider: chain
credentials: { secret: secret }
sections: { s: { base: "https://chain.example", params: none, auth: p } }
auth:
  p:
    - let:
        daily: method | hmac_sha256(secret)
        shown: daily | hex
    - header:
        Chain: method | hmac_sha256(daily) | hex
        Inline: method | hmac_sha256(secret | sha256) | hex
"#;
    let folder = Folder::new();
    let spec = folder.write("chain.yaml", SPEC);
    let run = sign(
        &[&spec, "--raw", "s", "GET", "x"],
        &json!({"secret": "topsecret"}),
        None,
        &["--explain"],
    );
    let request = run.json();
    let chain = "cd7fff7fb1b0d2c0d392a67ffc170b944bbed138a9ec38fb6e5aa95c5bb560f9";
    let inline = "da1696f78040d1f6b35a0c063c3a34c6a99e2cf6f1a2905d88dad3a0cc54321b";
    assert_eq!(header(&request, "Chain"), Some(chain));
    assert_eq!(header(&request, "Inline"), Some(inline));
    for key in [
        "topsecret",
        "33e8a0b1f66372a56350c83110cb577b3607684bc6414441896b6f1eb136a2fd",
        "53336a676c64c1396553b2b7c92f38126768827c93b64d9142069c10eda7a721",
    ] {
        assert!(!run.out.contains(key), "{key} shows in {}", run.out);
    }
    let steps = request["explain"].as_array().expect("steps");
    let of = |name: &str| {
        steps
            .iter()
            .find(|step| step["name"] == name)
            .map(|step| &step["value"])
    };
    assert_eq!(of("daily"), Some(&json!("[secret]")));
    assert_eq!(of("shown"), Some(&json!("[secret]")));
    assert_eq!(of("Chain: input of hmac_sha256"), Some(&json!("GET")));
    assert_eq!(of("Chain"), Some(&json!(chain)), "signatures show");
}

/// The forms of the parameter are those of Python's `base64` and `bytes.hex`.
#[test]
fn explain_masks_what_is_computed_from_secret_parameters() {
    const SPEC: &str = r#"
provider: pins
title: Pins
docs: https://acme.example
doc: Takes a pin.
credentials: { key: secret }
sections: { s: { base: "https://pins.example", params: json, auth: p } }
defaults: { section: s, source: https://acme.example }
auth:
  p:
    - let:
        copy: params.pin
        packed: copy | base64
    - header:
        Direct: params.pin | base64
        Packed: packed
        Whole: (body ?? "") | base64
        Hexed: (body ?? "") | hex
        Coin: params.coin | base64
        Digest: (body ?? "") | sha256 | hex
        Sign: packed + (body ?? "") | hmac_sha256(key) | hex
operations:
  pay: { doc: Pays., call: POST pay, params: { coin: text -- coin, pin: secret -- pin }, answer: none }
"#;
    let folder = Folder::new();
    let spec = folder.write("pins.yaml", SPEC);
    let run = sign(
        &[&spec, "pay"],
        &json!({"key": "k"}),
        Some(r#"{"coin": "BTC", "pin": "canary pin"}"#),
        &["--explain"],
    );
    let request = run.json();
    assert_eq!(header(&request, "Direct"), Some("Y2FuYXJ5IHBpbg=="));
    let steps = request["explain"].to_string();
    for form in [
        "canary",
        "Y2FuYXJ5IHBpbg",
        "7b22636f696e223a22425443222c2270696e223a2263616e6172792070696e227d",
        "eyJjb2luIjoiQlRDIiwicGluIjoiY2FuYXJ5IHBpbiJ9",
    ] {
        assert!(!steps.contains(form), "{form} shows in {steps}");
    }
    // What says nothing about the pin is shown.
    let digest = "eeeada51e5dc1615f2ed9c5005efa8fb58ac7a91707aa201630be9b15de0cfb7";
    assert!(steps.contains("QlRD") && steps.contains(digest), "{steps}");
    assert!(
        steps.contains("[redacted]"),
        "the text without the pin is shown"
    );
}

/// A member is left out, null, or has a value. The expected bodies are `json.dumps(…, separators=(",", ":"))` of Python.
#[test]
fn null_is_sent_where_the_spec_allows_it() {
    let folder = Folder::new();
    let spec = folder.write(
        "s.yaml",
        r#"provider: patch
title: Patch
docs: https://acme.example
doc: Changes things.
sections: { public: { base: "https://api.acme.example", params: json } }
defaults: { section: public, source: https://acme.example }
operations:
  update:
    doc: Changes an interface.
    call: PATCH interfaces/{id}
    params:
      id: int -- which
      lag?: int or null -- parent; null clears it
      size?: int -- size
      inner?: Inner -- more
      tags?: list<text or null> or null -- words
      rate?: decimal or 0 -- rate
    answer: none
types:
  Inner: { doc: Nested., fields: { note?: text or null -- note, name: text or null -- name } }
"#,
    );
    let none = json!({});
    for (params, body) in [
        (r#"{"id":1,"lag":null}"#, r#"{"lag":null}"#),
        (r#"{"id":1,"lag":5}"#, r#"{"lag":5}"#),
        (
            r#"{"id":1,"inner":{"note":null,"name":null}}"#,
            r#"{"inner":{"note":null,"name":null}}"#,
        ),
        (
            r#"{"id":1,"inner":{"name":"x"}}"#,
            r#"{"inner":{"name":"x"}}"#,
        ),
        (r#"{"id":1,"tags":[null,"a"]}"#, r#"{"tags":[null,"a"]}"#),
        (
            r#"{"id":1,"tags":null,"rate":0.0}"#,
            r#"{"tags":null,"rate":0}"#,
        ),
    ] {
        let run = sign(&[&spec, "update"], &none, Some(params), &[]);
        assert_eq!(run.json()["body"], body, "{params}");
    }
    let run = sign(
        &[&spec, "update"],
        &none,
        Some(r#"{"id":1,"size":null}"#),
        &[],
    );
    run.refused(2, &["`size`: null cannot be sent", "or null"]);
}

#[test]
fn a_credential_of_another_environment_is_refused() {
    let spec = ACME.replace(
        "secret: secret -- signs requests",
        "secret: { type: secret, prefix: { live: sk_live_, test: sk_test_ }, doc: signs requests }",
    );
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &spec);
    let credentials = json!({"api_key": "key-0001", "secret": "sk_test_0001"});
    let call = [spec.as_str(), "list_addresses"];
    let params = Some(r#"{"coin": "BTC"}"#);
    sign(&call, &credentials, params, &[]).refused(
        2,
        &[
            "`secret` begins with `sk_test_`",
            "environment `test`",
            "--env NAME",
        ],
    );
    let run = sign(&call, &credentials, params, &["--env", "test"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let credentials = folder.write("c.json", &credentials.to_string());
    let params = folder.write("p.json", r#"{"coin": "BTC"}"#);
    let files = ["--credentials", &credentials, "--params", &params];
    specie(&[&["call"], &call[..], &files].concat())
        .refused(1, &["`secret` begins with `sk_test_`", "nothing was sent"]);
}
