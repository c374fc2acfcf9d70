//! Every operation of every provider, signed with its steps explained, and called: what the program prints betrays no secret.

#[allow(dead_code, reason = "the tests of the runtime use the rest")]
#[path = "../../../tests/tests/canaries/secrets.rs"]
mod secrets;

use crate::support::{Folder, root, specie};
use secrets::{Canary, Traces, replaced};
use serde_json::{Map, Value, json};
use specie_codegen::call_params::Called;
use specie_codegen::model::Api;
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{Options, example_values, json as plain, load};
use specie_runtime::signing::plan::Data;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// A server that rejects every request with the request itself as the message.
fn echo() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || reject(stream).ok());
        }
    });
    Ok(url)
}

fn reject(mut stream: TcpStream) -> std::io::Result<()> {
    let mut received = Vec::new();
    let mut part = [0; 4096];
    // A request comes in one part, or in one for the head and one for the body: it has been sent when there is a pause.
    stream.set_read_timeout(Some(std::time::Duration::from_millis(30)))?;
    while let Ok(length @ 1..) = stream.read(&mut part) {
        received.extend_from_slice(&part[..length]);
    }
    let text = String::from_utf8_lossy(&received);
    let body = json!({ "error": text, "message": text, "code": text }).to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn model(path: &str) -> Api {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    let bytes = std::fs::read(root().join(path)).expect("readable");
    let loaded = load(path, bytes, &options);
    loaded.api.expect("a model")
}

/// A credentials file with canaries, each of the form that is chosen by `way`.
fn credentials(api: &Api, way: usize, canaries: &mut Vec<Canary>) -> Value {
    let mut given = Map::new();
    for (number, credential) in api.runtime.scheme.credentials.iter().enumerate() {
        let form = credential.forms[way % credential.forms.len()];
        let text = match credential.secret {
            true => {
                canaries.push(Canary::of(form, number));
                canaries[canaries.len() - 1].text.clone()
            }
            false => secrets::public(form, number),
        };
        given.insert(credential.name.to_string(), text.into());
    }
    Value::Object(given)
}

/// Parameters of an operation, with canaries for those that are secret.
fn params(api: &Api, called: Called<'_>, secret: &[&str], canaries: &mut Vec<Canary>) -> String {
    let mut members = example_values::params(api, called.operation);
    for (name, value) in &mut members {
        if secret.contains(&&**name) {
            let canary = Canary::text(60 + canaries.len(), Some(32));
            *value = replaced(value, &canary.text);
            canaries.push(canary);
        }
    }
    plain::write(&Data::Object(members.into()))
}

/// The leaks of one spec, and how many calls the provider rejected.
fn leaks(path: &str, way: usize, echo: &str) -> (Vec<String>, usize) {
    let (api, folder) = (model(path), Folder::new());
    let (mut wrong, mut echoed) = (Vec::new(), 0);
    for name in Called::names(&api.operations) {
        let mut canaries = Vec::new();
        let credentials = credentials(&api, way, &mut canaries);
        let called = Called::find(&api.operations, name).expect("an operation");
        let data = OperationData::of(&api, called.operation, called.variant);
        let params = params(&api, called, data.operation().secret_params, &mut canaries);
        let credentials = folder.write("c.json", &credentials.to_string());
        let params = folder.write("p.json", &params);
        let fixed = ["--credentials", &credentials, "--params", &params];
        let signed = specie(&[&["sign", path, name, "--explain"], &fixed[..]].concat());
        // The request itself is what the program is asked for.
        let steps = match serde_json::from_str::<Value>(&signed.out) {
            Ok(request) => request["explain"].to_string(),
            Err(_) => signed.out.clone(),
        };
        let call = ["call", path, name, "--base-url", echo];
        let called = specie(&[&call, &fixed[..]].concat());
        // A call that cannot connect is repeated for some time, so one of each provider must do.
        let call = ["call", path, name, "--base-url", "http://127.0.0.1:9"];
        let unsent = match echoed {
            0 => specie(&[&call, &fixed[..]].concat()).err,
            _ => String::new(),
        };
        assert_eq!(called.code, Some(1), "{name}: {called:?}");
        echoed += usize::from(called.err.contains("HTTP 400"));
        let traces = Traces::of(&canaries);
        for shown in [steps, signed.err, called.out, called.err, unsent] {
            let found = traces.find(&shown);
            wrong.extend(found.map(|found| format!("{path} {name}: {found}")));
        }
    }
    (wrong, echoed)
}

#[test]
fn no_output_about_an_operation_shows_a_secret() {
    let echo = echo().expect("a server");
    let specs = [
        ("specs/calypso.yaml", 0),
        ("specs/coinpayments.yaml", 0),
        ("specs/coinpit.yaml", 0),
        ("specs/coinpit.yaml", 1),
        ("specs/coinport.yaml", 0),
        ("tests/golden/secrets/spec.yaml", 0),
    ];
    let threads = specs.map(|(path, way)| {
        let echo = echo.clone();
        std::thread::spawn(move || leaks(path, way, &echo))
    });
    let mut all = 0;
    for thread in threads {
        let (wrong, echoed) = thread.join().expect("no panic");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        all += echoed;
    }
    assert!(all > 150, "{all}");
}
