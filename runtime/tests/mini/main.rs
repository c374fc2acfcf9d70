//! Calls of a small provider over the default transport, against a server on loopback.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, missing_docs)]

mod environments;
mod failures;
mod messages;
mod observers;
mod pages;
#[path = "../support/provider.rs"]
mod provider;
mod requests;
mod seams;
mod statuses;
#[cfg(feature = "stream")]
mod streams;
mod tolerance;

use hmac::{Hmac, KeyInit, Mac};
use provider::{
    Client, CreateWithdrawal, Credentials, Environment, ListOrders, Order, PlaceOrders, Settings,
    State, To,
};
use specie_runtime::{Amount, Error, ErrorKind, Json, Outcome, RetryPolicy, Timestamp};
use std::time::Duration;
use test_server::{Reply, Request, Server, closed_url};

const SECRET: &str = "canary/secret+key";

/// A client whose calls are sent once, so that a test sees what each response becomes.
fn client(server: &Server) -> Client {
    Client::builder(Credentials::new("public", SECRET))
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

fn withdrawal() -> CreateWithdrawal {
    CreateWithdrawal::new(
        Amount::new("1.10").unwrap(),
        To::Address("a b&c".to_owned()),
    )
    .confirm(true)
}

const DONE: &str =
    r#"{"error":"ok","result":{"id":7,"state":"pending","amount":1.10,"created":1700000000}}"#;

fn hmac(body: &str) -> String {
    let mut mac = Hmac::<sha2::Sha512>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn member<'a>(heard: &'a Request, name: &str) -> &'a str {
    heard
        .text()
        .split('&')
        .find_map(|piece| piece.strip_prefix(name)?.strip_prefix('='))
        .unwrap()
}
