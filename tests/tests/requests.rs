//! What is sent for the parameters of a call, in each format and each place: as Python and PHP send it, and signed as it is sent.

#![allow(missing_docs, reason = "tests")]

use serde_json::Value as Data;
use specie_codegen::call_params::Called;
use specie_codegen::model::Api;
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{Options, json, load};
use specie_runtime::signing::{Credentials, SessionValues, Settings, Signer, SigningInputs, Value};
use specie_runtime::{Bytes, Core, Json};
use std::borrow::Cow;
use test_server::{Reply, Server};

const SPEC: &str = include_str!("../requests/spec.yaml");
const EXPECTED: &str = include_str!("../requests/expected.json");

fn api() -> Api {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("acme.yaml", SPEC.as_bytes().to_vec(), &options);
    loaded.api.expect("a model without errors")
}

fn credentials() -> Credentials {
    [
        ("api_key", "key-1"),
        ("secret", "S3cr3t"),
        ("query_key", "query/key +1"),
    ]
    .into_iter()
    .collect()
}

/// The parameters of a case, checked, as the wire form that `specie call` sends.
fn members(api: &Api, case: &Data) -> (OperationName, Vec<specie_codegen::call_params::Member>) {
    let name = case["operation"].as_str().expect("a name").to_owned();
    let called = Called::find(&api.operations, &name).expect("an operation");
    let params =
        json::read(case["params"].to_string().as_bytes(), json::Names::Shown).expect("JSON");
    let placed = called.place(&api.types, Some(params));
    let placed = placed.unwrap_or_else(|error| panic!("{name}: {error}"));
    (OperationName(name), placed.members)
}

struct OperationName(String);

impl OperationName {
    fn data<'a>(&self, api: &'a Api) -> OperationData<'a> {
        let called = Called::find(&api.operations, &self.0).expect("an operation");
        OperationData::of(api, called.operation, called.variant)
    }
}

fn cases() -> Vec<Data> {
    let cases: Vec<Data> = serde_json::from_str(EXPECTED).expect("JSON");
    assert!(cases.len() >= 16);
    cases
}

/// The expected body; bytes are written as base64.
fn body_of(case: &Data) -> Vec<u8> {
    let body = case["body"].as_str().unwrap_or_default();
    match case["operation"].as_str() {
        Some("batch") => Bytes::from_base64(body).expect("base64").into_vec(),
        _ => body.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn what_is_sent_is_what_other_programs_send() {
    let api = api();
    for case in cases() {
        let (operation, members) = members(&api, &case);
        let server = Server::replying([Reply::json(200, "{}")]);
        let environments = &mut api.runtime.environments.iter();
        let environment =
            environments.position(|one| Some(&*one.name) == case["environment"].as_str());
        let core = Core::builder(api.runtime.clone(), credentials())
            .environment(environment.expect("an environment"))
            .base_url(server.url())
            .build()
            .expect("a client");
        let data = operation.data(&api);
        let params = Json::parse(json::object(&members).as_bytes()).expect("JSON");
        let sent = core.call(&data.operation(), &params).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}", operation.0));
        let request = server.only_request();
        let name = &operation.0;
        assert_eq!(
            Some(request.method.as_str()),
            case["method"].as_str(),
            "{name}"
        );
        assert_eq!(
            Some(request.target.as_str()),
            case["target"].as_str(),
            "{name}"
        );
        assert_eq!(request.body, body_of(&case), "{name}");
        for (header, value) in case["headers"].as_object().expect("headers") {
            assert_eq!(request.header(header), value.as_str(), "{name}: {header}");
        }
    }
}

#[test]
fn a_tool_that_only_signs_makes_the_same_request() {
    let api = api();
    let signer = Signer::new(api.runtime.scheme.clone(), &credentials(), &Settings::new());
    let signer = signer.expect("a signer");
    for case in cases() {
        let (operation, members) = members(&api, &case);
        let name = &operation.0;
        let data = operation.data(&api);
        let members = members.iter();
        let members = members.map(|(name, value)| (Cow::Borrowed(&**name), Value::from(value)));
        let call = data.operation().request(Value::Object(members.collect()));
        let call = call.unwrap_or_else(|error| panic!("{name}: {error}"));
        let (inputs, session) = (SigningInputs::at_us(0), SessionValues::new());
        let signed = signer.sign(&call, &inputs, &session);
        let signed = signed.unwrap_or_else(|error| panic!("{name}: {error}"));
        let target = signed.url.strip_prefix("https://api.acme.example");
        assert_eq!(target, case["target"].as_str(), "{name}");
        assert_eq!(
            signed.body.as_deref().unwrap_or_default(),
            body_of(&case),
            "{name}"
        );
        assert_eq!(
            signed.header("X-Sign"),
            case["headers"]["X-Sign"].as_str(),
            "{name}"
        );
        // What is shown of each step reaches the same request.
        let (explained, _) = signer.explain(&call, &inputs, &session);
        assert_eq!(explained.expect("a request"), signed.into_owned(), "{name}");
    }
}

#[tokio::test]
async fn a_cookie_cannot_smuggle_another_one() {
    let api = api();
    let called = Called::find(&api.operations, "in_path").expect("an operation");
    let data = OperationData::of(&api, called.operation, None);
    let server = Server::replying([Reply::json(200, "{}")]);
    let core = Core::builder(api.runtime.clone(), credentials())
        .base_url(server.url())
        .build()
        .expect("a client");
    for value in ["a; admin=1", "a b", "a,b", "a\"b", "a\\b", "é", "a\nb"] {
        let text =
            r#"{"size":1,"kind":"k","ids":[1],"X-Ids":[1],"X-Filter":{"open":true},"sid":"?"}"#;
        let mut params: Data = serde_json::from_str(text).expect("JSON");
        params["sid"] = value.into();
        let params = Json::parse(params.to_string().as_bytes()).expect("JSON");
        let error = core
            .call(&data.operation(), &params)
            .await
            .expect_err(value);
        assert!(error.to_string().contains("`sid`"), "{error}");
        assert!(!error.to_string().contains("admin"), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

/// Spellings of the secrets of two calls, in which a provider may send them back.
const SPELLINGS: [(&str, &[&str]); 2] = [
    (
        "place_with_key",
        &[
            "query/key +1",
            "query%2Fkey+%2B1",
            "query%2Fkey%20%2B1",
            "12 34+é",
            "12+34%2B%C3%A9",
            "12%2034%2B%C3%A9",
            "pass\"word",
        ],
    ),
    (
        "log_in_with_key",
        &[
            "query/key +1",
            "12 34+é\"",
            "12+34%2B%C3%A9%22",
            // As it is sent: in JSON, in a query.
            "12+34%2B%C3%A9%5C%22",
            "12%2034%2B%C3%A9%5C%22",
        ],
    ),
];

/// Parts of the secrets.
const PARTS: [&str; 9] = [
    "query/key",
    "query%2Fkey",
    "12 34",
    "12+34",
    "12%2034",
    "34+é",
    "34%2B",
    "%5C%22",
    "pass\"word",
];

/// What is shown of the error that `reply` leads to.
async fn shown(api: &Api, operation: &str, reply: Reply) -> String {
    let mut case = cases().into_iter();
    let case = case.find(|case| case["operation"] == operation);
    let (operation, members) = members(api, &case.expect("the case"));
    let server = Server::replying([reply]);
    let core = Core::builder(api.runtime.clone(), credentials())
        .base_url(server.url())
        .build()
        .expect("a client");
    let data = operation.data(api);
    let params = Json::parse(json::object(&members).as_bytes()).expect("JSON");
    let error = core.call(&data.operation(), &params).await;
    let error = error.expect_err("an error");
    let raw = error.raw().unwrap_or_default();
    format!("{error} {error:?} {error:#?} {raw} {core:?}")
}

#[tokio::test]
async fn secrets_of_a_request_are_left_out_of_errors() {
    let api = api();
    for (operation, spellings) in SPELLINGS {
        // The provider sends back what it received.
        let echo = serde_json::json!({ "error": spellings.join(" | "), "url": spellings });
        let echo = echo.to_string();
        let mut replies = vec![
            Reply::json(400, echo.clone()),
            Reply::json(500, echo.clone()),
        ];
        if operation == "log_in_with_key" {
            // A success that cannot be read: JSON without its end.
            replies.push(Reply::json(200, echo.trim_end_matches('}')));
        }
        for reply in replies {
            let shown = shown(&api, operation, reply).await;
            assert!(shown.contains("[redacted]"), "{shown}");
            for part in PARTS {
                assert!(!shown.contains(part), "{part} in {shown}");
            }
        }
    }
}

#[test]
fn secrets_in_a_query_are_left_out_of_what_is_explained() {
    let api = api();
    let signer = Signer::new(api.runtime.scheme.clone(), &credentials(), &Settings::new());
    let signer = signer.expect("a signer");
    for case in cases() {
        let (operation, members) = members(&api, &case);
        let data = operation.data(&api);
        let members = members.iter();
        let members = members.map(|(name, value)| (Cow::Borrowed(&**name), Value::from(value)));
        let params = Value::Object(members.collect());
        let call = data.operation().request(params.clone()).expect("a call");
        let (signed, steps) =
            signer.explain(&call, &SigningInputs::at_us(0), &SessionValues::new());
        assert!(signed.is_ok());
        for step in steps {
            let shown = data.operation().redacted(&params, &step.value);
            for part in PARTS {
                assert!(!shown.contains(part), "{}: {part} in {shown}", step.name);
            }
        }
    }
}
