//! Attempts of a call: their order, when there is another one, and that nothing that moves money is done twice.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, missing_docs)]

mod clock;
mod dropped;
mod faults;
mod limits;
mod order;
mod policy;
#[path = "../support/provider.rs"]
mod provider;
#[path = "../support/time.rs"]
mod time;

use specie_runtime::signing::Credentials;
use specie_runtime::{
    BoxFuture, Core, CoreBuilder, Error, ErrorKind, Json, KeyForm, KeyScope, Operation, Outcome,
    RetryPolicy, Transport, TransportError, TransportFailure, TransportRequest, TransportResponse,
};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use time::Simulated;

/// Credentials whose key no other test has, so that it waits for no other.
fn credentials() -> Credentials {
    static KEYS: AtomicUsize = AtomicUsize::new(0);
    let key = format!("retries {}", KEYS.fetch_add(1, Ordering::Relaxed));
    Credentials::new()
        .with("public_key", key)
        .with("private_key", "a secret of the client")
}

/// What becomes of each request, in this order; then everything succeeds. Keeps the requests.
#[derive(Clone, Default)]
struct Script {
    replies: Arc<Mutex<VecDeque<Result<TransportResponse, TransportError>>>>,
    requests: Arc<Mutex<Vec<TransportRequest>>>,
}

impl Script {
    fn new(replies: impl IntoIterator<Item = Result<TransportResponse, TransportError>>) -> Self {
        Self {
            replies: Arc::new(Mutex::new(replies.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    fn bodies(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let bodies = requests.iter().map(|request| request.body.clone());
        bodies
            .map(|body| String::from_utf8(body.unwrap_or_default()).unwrap())
            .collect()
    }

    fn sent(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        self.requests.lock().unwrap().push(request);
        let reply = self.replies.lock().unwrap().pop_front();
        Box::pin(std::future::ready(reply.unwrap_or_else(|| Ok(done()))))
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> TransportResponse {
    TransportResponse {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn done() -> TransportResponse {
    response(200, &[], r#"{"error":"ok","result":1}"#)
}

fn too_many(headers: &[(&str, &str)]) -> TransportResponse {
    response(429, headers, r#"{"error":"slow down"}"#)
}

fn lost() -> TransportError {
    TransportError::maybe_sent(TransportFailure::Broken)
}

fn unsent() -> TransportError {
    TransportError::not_sent(TransportFailure::Connect)
}

fn builder(script: &Script, time: &Simulated) -> CoreBuilder {
    Core::builder(&provider::PROVIDER, credentials())
        .transport(script.clone())
        .timer(time.clone())
}

const READ: Operation<'static> = Operation::new("read", "POST", "read").safe();
const PAY: Operation<'static> = Operation::new("pay", "POST", "pay").never("list");
const KEYED: Operation<'static> = Operation::new("order", "POST", "order")
    .keyed("id")
    .new_key(KeyForm::Uuid)
    .reconcile("list")
    .reconcile_with(&[("own_id", "id"), ("coin", "coin")]);

fn keyed_within(unique: KeyScope) -> Operation<'static> {
    KEYED.keyed_within("id", unique)
}

fn none() -> Json {
    Json::object::<&str, Json>([])
}

/// The value of a form's member.
fn member<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    body.split('&')
        .find_map(|piece| piece.strip_prefix(name)?.strip_prefix('='))
}
