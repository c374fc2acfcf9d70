//! Calls before a connection: the recorded ones, and those that open our sessions.

use crate::exchange::{Case, Exchange, list_or_none, text};
use serde_json::Value as Json;
use specie_runtime::signing::{SessionValues, Signer, SigningInputs};
use specie_runtime::stream::plan::StreamPlan;
use std::collections::BTreeSet;

/// Opens the sessions of a stream with the recorded responses. The calls must be the recorded ones.
pub fn open(
    exchange: &Exchange,
    case: &Case,
    plan: &StreamPlan,
    signer: &Signer,
    used: &mut BTreeSet<String>,
) -> Result<SessionValues, String> {
    let mut values = SessionValues::new();
    for session in plan.sessions.iter() {
        let mut inputs = inputs(exchange);
        let call = signer
            .session_call(*session, &inputs)
            .map_err(|error| error.to_string())?;
        let unit = signer.needs(call.section).nonce;
        inputs.nonce = unit.map(|unit| inputs.next_nonce(unit, None));
        let given = SessionValues::new();
        let signed = signer.sign(&call, &inputs, &given);
        let signed = signed.map_err(|error| error.to_string())?;
        let recorded = list_or_none(&case.recorded["rest"])
            .iter()
            .find(|rest| rest["url"] == *signed.url && rest["method"] == *signed.method)
            .ok_or_else(|| format!("`{} {}` was not recorded", signed.method, signed.url))?;
        let body = signed.body.as_deref().unwrap_or_default();
        let theirs = recorded["body"].as_str().unwrap_or_default();
        if body != theirs.as_bytes() {
            let body = String::from_utf8_lossy(body);
            return Err(format!("body of {}: {body}, not {theirs}", signed.url));
        }
        for (name, value) in recorded["headers"].as_object().expect("headers") {
            let note = exchange.differences(case, "headers_not_sent");
            let mut note = note.filter(|note| name.starts_with(text(&note["prefix"])));
            if let Some(note) = note.next() {
                used.insert(text(&note["why"]).to_owned());
            } else if signed.header(name) != value.as_str() {
                let ours = signed.header(name);
                return Err(format!("header {name}: {ours:?}, not {value}"));
            }
        }
        let answer = recorded["answer"].to_string();
        let kept = signer.keep(*session, &[], answer.as_bytes());
        for (name, value) in kept.map_err(|error| error.to_string())?.values {
            values.set(name, value);
        }
    }
    Ok(values)
}

/// Whether every recorded call is one that we make, or one that is left out with a reason.
pub fn all_are_known(
    exchange: &Exchange,
    case: &Case,
    used: &mut BTreeSet<String>,
) -> Result<(), String> {
    let scheme = &exchange.api.runtime.scheme;
    let opens = |url: &str| {
        let calls = scheme.sessions.iter().filter_map(|one| one.call.as_ref());
        calls.clone().any(|call| url.ends_with(&*call.path))
    };
    for rest in list_or_none(&case.recorded["rest"]) {
        let url = text(&rest["url"]);
        let mut notes = exchange.differences(case, "not_called");
        if let Some(note) = notes.find(|note| url.contains(text(&note["path"]))) {
            used.insert(text(&note["why"]).to_owned());
        } else if !opens(url) {
            return Err(format!("we do not call {url}"));
        }
    }
    Ok(())
}

/// The moment of every recording.
pub fn inputs(exchange: &Exchange) -> SigningInputs {
    let mut inputs = SigningInputs::at_us(exchange.now_ms * 1000);
    inputs.uuid = Some(exchange.uuid.clone());
    // What CCXT's random numbers are, as the tokens of Coinbase show.
    inputs.random = Some(std::array::from_fn(|at| {
        u8::try_from(at * 0x11).unwrap_or(0)
    }));
    inputs
}

/// The headers of an upgrade that are of the API, not of the protocol or of the program.
pub fn upgrade_headers(connect: &Json) -> Vec<String> {
    const OF_THE_PROTOCOL: [&str; 5] = ["host", "connection", "upgrade", "user-agent", "origin"];
    let headers = list_or_none(&connect["headers"]).iter();
    let names = headers.map(|pair| text(&pair[0]).to_ascii_lowercase());
    names
        .filter(|name| !OF_THE_PROTOCOL.contains(&name.as_str()))
        .filter(|name| !name.starts_with("sec-websocket-"))
        .collect()
}
