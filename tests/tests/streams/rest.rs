//! Calls beside a connection: the recorded ones, those that open our sessions, and those that our streams make.

use crate::exchange::{Case, Exchange, list_or_none, text};
use bytes::Bytes;
use serde_json::Value as Json;
use specie_runtime::signing::{SessionValues, Signer, SigningInputs};
use specie_runtime::stream::StreamCall;
use specie_runtime::stream::plan::StreamPlan;
use specie_runtime::{
    BoxFuture, Clock, Core, Timestamp, Transport, TransportError, TransportRequest,
    TransportResponse,
};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

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
        compare(
            exchange,
            case,
            recorded,
            signed.body.as_deref().unwrap_or_default(),
            &|name| signed.header(name).map(str::to_owned),
            used,
        )?;
        let answer = recorded["answer"].to_string();
        let kept = signer.keep(*session, &[], answer.as_bytes());
        for (name, value) in kept.map_err(|error| error.to_string())?.values {
            values.set(name, value);
        }
    }
    Ok(values)
}

/// Compares the body and the headers of a call with the recorded ones.
fn compare(
    exchange: &Exchange,
    case: &Case,
    recorded: &Json,
    body: &[u8],
    header: &dyn Fn(&str) -> Option<String>,
    used: &mut BTreeSet<String>,
) -> Result<(), String> {
    let url = &recorded["url"];
    let theirs = recorded["body"].as_str().unwrap_or_default();
    if body != theirs.as_bytes() {
        let body = String::from_utf8_lossy(body);
        return Err(format!("body of {url}: {body}, not {theirs}"));
    }
    for (name, value) in recorded["headers"].as_object().expect("headers") {
        let note = exchange.differences(case, "headers_not_sent");
        let mut note = note.filter(|note| name.starts_with(text(&note["prefix"])));
        if let Some(note) = note.next() {
            used.insert(text(&note["why"]).to_owned());
        } else if header(name).as_deref() != value.as_str() {
            let ours = header(name);
            return Err(format!("header {name} of {url}: {ours:?}, not {value}"));
        }
    }
    Ok(())
}

/// Makes a call of a stream, which must be the recorded one, with the recorded response. Returns what the stream is given of it.
pub fn call(
    exchange: &Exchange,
    case: &Case,
    call: &StreamCall,
    recorded: &Json,
    used: &mut BTreeSet<String>,
) -> Result<Bytes, String> {
    let transport = Recorded {
        answer: recorded["answer"].to_string(),
        requests: Arc::default(),
    };
    let requests = Arc::clone(&transport.requests);
    let credentials = exchange.credentials(case);
    let core = Core::builder(exchange.api.runtime.clone(), credentials)
        .transport(transport)
        .clock(Standing(exchange.now_ms))
        .build()
        .map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let data = runtime.block_on(call.make(&core));
    let data = data.map_err(|error| error.to_string())?;
    let requests = requests.lock().expect("no panic before");
    let [request] = requests.as_slice() else {
        return Err(format!("{} requests for one call", requests.len()));
    };
    if recorded["url"] != *request.url || recorded["method"] != *request.method {
        let (method, url) = (&request.method, &request.url);
        return Err(format!("we call {method} {url}\n  not {}", recorded["url"]));
    }
    let body = request.body.as_deref().unwrap_or_default();
    let header = |name: &str| {
        let mut headers = request.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    };
    compare(exchange, case, recorded, body, &header, used)?;
    Ok(data)
}

/// Answers every request with the recorded response.
struct Recorded {
    answer: String,
    requests: Arc<Mutex<Vec<TransportRequest>>>,
}

impl Transport for Recorded {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        self.requests.lock().expect("no panic before").push(request);
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: self.answer.clone().into_bytes(),
        };
        Box::pin(async { Ok(response) })
    }
}

/// The clock of every recording, in milliseconds.
struct Standing(i64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0 * 1000).expect("a time")
    }
}

/// Whether a recorded call is one of the stream itself: it opens no session, and is not left out with a reason.
pub fn is_of_stream(
    exchange: &Exchange,
    case: &Case,
    rest: &Json,
    used: &mut BTreeSet<String>,
) -> bool {
    let scheme = &exchange.api.runtime.scheme;
    let url = text(&rest["url"]);
    let mut calls = scheme.sessions.iter().filter_map(|one| one.call.as_ref());
    let mut notes = exchange.differences(case, "not_called");
    if let Some(note) = notes.find(|note| url.contains(text(&note["path"]))) {
        used.insert(text(&note["why"]).to_owned());
        return false;
    }
    !calls.any(|call| url.ends_with(&*call.path))
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
