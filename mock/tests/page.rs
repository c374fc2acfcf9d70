//! The page of the mock, in Chromium: it is sound and accessible, fits a phone, and needs no mouse.

#![allow(missing_docs, reason = "tests")]

mod support;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha512;
use specie_mock::MockProvider;
use std::path::{Path, PathBuf};
use support::{Result, providers, spec};
use test_server::Browser;

/// Tries operations on pages, by the keyboard or on a phone; what the script saw of each.
async fn look(way: &str, trials: Vec<Value>) -> Result<Vec<Value>> {
    let arguments = [way.to_owned(), Value::Array(trials).to_string()];
    let seen = tokio::task::spawn_blocking(move || {
        let browser = Browser::with(Path::new(env!("CARGO_TARGET_TMPDIR")));
        let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page.js");
        browser.run(&script, &arguments.each_ref().map(String::as_str))
    });
    Ok(serde_json::from_str(&seen.await?)?)
}

/// The page of a mock, and what is tried there.
fn trial(provider: &MockProvider, operation: &str, params: &str) -> Value {
    let address = format!("{}/_mock", provider.base_url());
    serde_json::json!({ "address": address, "operation": operation, "params": params })
}

fn texts(value: &Value) -> Vec<&str> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(Value::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_is_tried_with_the_keyboard_and_shown_step_by_step() -> Result<()> {
    let provider = specie_mock::start(spec("coinpayments")).await?;
    let trial = trial(&provider, "get_withdrawal_info", r#"{"id":"<b>"}"#);
    let seen = look("keyboard", vec![trial]).await?;
    let [seen] = &seen[..] else {
        return Err(format!("one trial: {seen:?}").into());
    };
    assert_eq!(texts(&seen["order"]), ["operation", "params", "button"]);
    assert_eq!(seen["verdict"], "get_withdrawal_info: accepted");

    // What the page shows as signed is what was sent, and the signature is the one of these bytes.
    let request = seen["request"].as_str().ok_or("a request")?;
    let (head, body) = request.split_once("\n\n").ok_or("a body")?;
    assert!(body.contains("id=%3Cb%3E"), "{body}");
    let rows = seen["rows"].as_array().ok_or("steps")?;
    let row = |of: &str| {
        let mut rows = rows.iter().map(texts);
        rows.find(|row| row.get(1).is_some_and(|name| name.contains(of)))
    };
    let input = row("input of hmac_sha512").ok_or("the bytes that are signed")?;
    assert_eq!(input.last(), Some(&body), "{rows:?}");
    let mut credentials = provider.credentials().iter();
    let key = credentials.find(|(name, _)| name == "private_key");
    let (_, key) = key.ok_or("a private key")?;
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes())?;
    mac.update(body.as_bytes());
    let signature: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(head.contains(&format!("HMAC: {signature}")), "{head}");
    let last = row("HMAC").ok_or("the signature")?;
    assert!(
        rows.iter()
            .map(texts)
            .any(|row| row.contains(&signature.as_str())),
        "{last:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_every_provider_is_sound_and_fits_a_phone() -> Result<()> {
    let (mut mocks, mut trials, paths) = (Vec::new(), Vec::new(), providers()?);
    for path in &paths {
        let provider = specie_mock::start(path).await?;
        let api = support::api(path)?;
        let operation = api.operations.iter().find(|one| one.params.is_empty());
        let name = &operation.ok_or("an operation without parameters")?.name;
        trials.push(trial(&provider, name, ""));
        mocks.push(provider);
    }
    let seen = look("phone", trials).await?;
    assert_eq!(seen.len(), paths.len());
    for (path, beyond) in paths.iter().zip(seen) {
        assert_eq!(beyond, serde_json::json!([0, 0]), "{}", path.display());
    }
    Ok(())
}
