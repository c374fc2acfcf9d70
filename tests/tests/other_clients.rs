//! Requests that third-party clients made, verified by our plans: we accept what they sign.
//!
//! `tests/vectors/clients/` holds what each client sent to a server on loopback, with the name of the client. None of it is from us: the
//! fields are in other orders, brackets are escaped, spaces are `+`, JSON is spaced and escaped.

#![allow(missing_docs, reason = "tests")]

use serde_json::Value;
use specie_codegen::{Options, load};
use specie_runtime::signing::{Credentials, ReceivedRequest, SessionValues, Settings, Signer};
use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(path)).expect("the file is there")
}

/// The signer of a provider's spec with the recorded credentials, and the recorded requests.
fn recorded(provider: &str) -> (Signer, Vec<Value>) {
    let path = format!("specs/{provider}.yaml");
    let api = load(&path, read(&path), &Options::default())
        .api
        .expect("a spec without errors");
    let file: Value =
        serde_json::from_str(&read(&format!("tests/vectors/clients/{provider}.json")))
            .expect("JSON");
    let credentials: Credentials = file["credentials"]
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| (name.clone(), text(value).to_owned()))
        .collect();
    let signer = Signer::new(api.runtime.scheme, &credentials, &Settings::new())
        .expect("the credentials fit");
    (signer, file["requests"].as_array().expect("a list").clone())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn verifies(
    signer: &Signer,
    request: &Value,
    endpoint: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> bool {
    let arrived = ReceivedRequest {
        section: 0,
        method: text(&request["method"]),
        endpoint,
        path: text(&request["path"]),
        path_encode: &[],
        query: None,
        headers,
        body: body.as_bytes(),
        base: None,
    };
    signer.verify(&arrived, &SessionValues::default()).is_ok()
}

#[test]
fn coinpayments_requests_of_three_published_clients_verify() {
    let (signer, requests) = recorded("coinpayments");
    assert_eq!(requests.len(), 14);
    for request in &requests {
        let (client, body) = (text(&request["client"]), text(&request["body"]));
        let command = body
            .split('&')
            .find_map(|field| field.strip_prefix("cmd="))
            .expect("a command");
        let headers = [("hmac", text(&request["hmac"]))];
        assert!(
            verifies(&signer, request, command, &headers, body),
            "{client}: {body}"
        );

        let other = body.replace("version=1", "version=2");
        assert!(
            !verifies(&signer, request, command, &headers, &other),
            "{client}: {other}"
        );
        let longer = format!("{body}&auto_confirm=1");
        assert!(
            !verifies(&signer, request, command, &headers, &longer),
            "{client}: {longer}"
        );
        assert!(
            !verifies(&signer, request, command, &[], body),
            "{client}: without a signature"
        );
        assert!(
            !verifies(&signer, request, "rates_", &headers, body),
            "{client}: another command"
        );
    }
}

#[test]
fn calypso_bodies_in_other_spellings_verify() {
    let (signer, requests) = recorded("calypso");
    assert_eq!(requests.len(), 8);
    for request in &requests {
        let (body, endpoint) = (text(&request["body"]), text(&request["endpoint"]));
        let headers = [
            ("Key", text(&request["key"])),
            ("Sign", text(&request["sign"])),
        ];
        assert!(
            verifies(&signer, request, endpoint, &headers, body),
            "{body}"
        );

        let later = body.replace("1700000000000", "1700000000001");
        assert!(
            !verifies(&signer, request, endpoint, &headers, &later),
            "{later}"
        );
        let tighter = body.replace(": ", ":");
        assert!(
            !verifies(&signer, request, endpoint, &headers, &tighter),
            "the same JSON in other bytes"
        );
        let foreign = [("Key", "00"), headers[1]];
        assert!(
            !verifies(&signer, request, endpoint, &foreign, body),
            "another key"
        );
    }
}
