//! Requests that nobody would make on purpose are answered, none with a status 500.

use crate::caller::{Caller, Request, now, send};
use crate::support::{self, Result};
use specie_codegen::model::Api;
use specie_mock::Mock;
use specie_runtime::reqwest::Client;
use specie_runtime::signing::{Settings, Value};

#[allow(dead_code, reason = "tests of other crates read the rest")]
#[path = "../../../tests/torture/mod.rs"]
mod torture;

/// One change of a request that nobody would make on purpose.
fn mutated(request: &Request, random: &mut fastrand::Rng) -> Request {
    let mut request = request.clone();
    let mutate = |bytes: &mut Vec<u8>, random: &mut fastrand::Rng| {
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..=bytes.len());
            match random.u8(..4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, random.u8(..)),
                2 => bytes
                    .splice(at..at, b"[{\"%\\\0&=".iter().copied())
                    .for_each(drop),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = random.u8(..);
                    }
                }
            }
        }
    };
    match random.u8(..4) {
        0 => mutate(&mut request.body, random),
        1 => {
            if !request.headers.is_empty() {
                let at = random.usize(..request.headers.len());
                let mut value = std::mem::take(&mut request.headers[at].1).into_bytes();
                mutate(&mut value, random);
                request.headers[at].1 = String::from_utf8_lossy(&value).into_owned();
            }
        }
        2 => {
            // A URL has no byte that HTTP does not allow in it.
            let start = request.url.find("127.0.0.1").map_or(0, |at| at + 16);
            let (origin, target) = request.url.split_at(start.min(request.url.len()));
            let mut target = target.as_bytes().to_vec();
            mutate(&mut target, random);
            target.retain(|byte| byte.is_ascii_graphic() && *byte != b'#');
            request.url = format!("{origin}{}", String::from_utf8_lossy(&target));
        }
        _ => {
            request.method = ["GET", "PUT", "DELETE", "OPTIONS", "X"][random.usize(..5)].to_owned()
        }
    }
    request
}

/// Sends mutated requests of every operation. Returns how many were answered.
async fn mutate(
    what: &str,
    api: &Api,
    of_each: usize,
    client: &Client,
    random: &mut fastrand::Rng,
) -> Result<usize> {
    let provider = Mock::new(api.clone()).limits(false).start().await?;
    let mut caller = Caller::new(api, &provider, Settings::new())?;
    for (name, value) in provider.session_values() {
        caller.session.set(name, Value::from(value));
    }
    let mut sent = 0;
    for operation in api
        .operations
        .iter()
        .filter(|operation| !operation.multipart)
    {
        let Ok(request) = caller.sign(operation, caller.params(operation)?, &caller.own, now())
        else {
            continue;
        };
        // What it creates is there for the calls that follow.
        let Ok(first) = send(client, &request).await else {
            continue;
        };
        assert_ne!(first.status, 500, "{what}: {}", operation.name);
        for _ in 0..of_each {
            let response = match send(client, &mutated(&request, random)).await {
                Ok(response) => response,
                // The client itself refuses what is no HTTP. Everything else is a connection that was not answered.
                Err(error) => match error.downcast_ref::<specie_runtime::reqwest::Error>() {
                    Some(error) if !error.is_builder() => {
                        return Err(format!("{what}: {}: {error:?}", operation.name).into());
                    }
                    _ => continue,
                },
            };
            assert_ne!(
                response.status,
                500,
                "{what}: {}: {:?}",
                operation.name,
                provider.calls_after(provider.call_count() - 1)
            );
            sent += 1;
        }
    }
    // What the user of the mock asks of its state is checked too.
    for (path, body) in [
        ("balances", r#"{"BTC":"0.5","aud":7}"#),
        (
            "resources",
            r#"{"resource":"order","id":"1","status":"done"}"#,
        ),
        (
            "resources",
            r#"{"resource":"deposit","members":{"amount":"1"}}"#,
        ),
    ] {
        let request = Request {
            method: "POST".to_owned(),
            url: format!("{}/_mock/{path}", provider.base_url()),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        for _ in 0..of_each {
            if let Ok(response) = send(client, &mutated(&request, random)).await {
                assert_ne!(response.status, 500, "{what}: {path}");
                sent += 1;
            }
        }
    }
    // It still answers.
    let state = format!("{}/_mock/state", provider.base_url());
    let response = client.get(state).send().await?;
    assert_eq!(response.status().as_u16(), 200, "{what}");
    Ok(sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_requests_are_answered() -> Result<()> {
    let client = support::http();
    let (mut random, mut sent) = (fastrand::Rng::with_seed(7), 0);
    for path in support::specs()? {
        let what = path.display().to_string();
        let api = support::api(&path)?;
        sent += mutate(&what, &api, 12, &client, &mut random).await?;
    }
    assert!(sent > 1_000, "{sent}");
    Ok(())
}

/// Awkward names in every position, and every type in every position.
#[tokio::test(flavor = "multi_thread")]
async fn mutated_requests_of_awkward_specs_are_answered() -> Result<()> {
    let client = support::http();
    let (mut random, mut sent) = (fastrand::Rng::with_seed(11), 0);
    for module in torture::modules().iter().chain(&torture::imports()) {
        sent += mutate(&module.name, &module.api, 4, &client, &mut random).await?;
    }
    assert!(sent > 1_000, "{sent}");
    Ok(())
}
