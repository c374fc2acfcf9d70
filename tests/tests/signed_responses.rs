//! Responses that the provider signs: only one with the right signature is a success or a refusal. Signatures are those of Python's `hmac`.

#![allow(missing_docs, reason = "tests")]

use specie::runtime::RetryPolicy;
use specie::testing::{self, Delivery, Replay};
use specie::{Amount, ErrorKind, Outcome};
use specie_tests::golden::deliveries::{Client, Credentials, GetSent, Send};
use test_server::{Reply, Server};

const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzCJB5yzjqtrHgjhq+Df230KJG9pt\nX9X93ipNySjrzW4mX6KvERxUckr4ajV9qwD4e36CLtY9JFQKkWOmfqSQyQ==\n-----END PUBLIC KEY-----\n";

const BODY: &str = r#"{"data":{"id":"t1","publicKey":"k"}}"#;
const SIGN: &str = "1d0a3a1db1ed9b5b2cb7ed744de43e7d1e0163e22fcc6a9e4618ac7676c4f6d9";
/// The signature of another text.
const OTHER: &str = "95db27874cc2b8318d7134ce69fd6b392b70670a1cb3576b1a845c9cc63804bc";

fn client(server: &Server) -> Client {
    Client::builder(Credentials::new("k1", PEM))
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

fn send() -> Send {
    Send::new("1.5".parse::<Amount>().expect("an amount"))
}

fn signed(status: u16, sign: &str) -> Reply {
    Reply::json(status, BODY).header("Sign", sign)
}

#[tokio::test]
async fn a_response_with_its_signature_is_read() {
    let upper = SIGN.to_uppercase();
    let server = Server::replying([signed(200, SIGN), signed(200, &upper)]);
    let client = client(&server);
    assert_eq!(client.send(&send()).await.expect("signed").id, "t1");
    let sent = client.get_sent(&GetSent::new("t1")).await;
    assert_eq!(sent.expect("signed").public_key, "k");
}

/// An intermediary may change the status, which no signature covers: a body that says success is no refusal.
#[tokio::test]
async fn a_status_alone_refuses_nothing() {
    for status in [400, 401, 404, 422, 429] {
        let server = Server::replying([signed(status, SIGN)]);
        let error = client(&server)
            .send(&send())
            .await
            .expect_err("not a success");
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{status}: {error}");
    }
}

/// Whatever the status: without the right signature nothing is known of a call that moves money, and one that reads has no response.
#[tokio::test]
async fn what_is_not_signed_proves_nothing() {
    for status in [200, 201, 302, 400, 401, 404, 429, 500, 502, 503] {
        for sign in [
            None,
            Some(OTHER),
            Some(""),
            Some("not hex"),
            Some(&SIGN[1..]),
        ] {
            let reply = || match sign {
                Some(sign) => signed(status, sign),
                None => Reply::json(status, BODY),
            };
            let server = Server::replying([reply(), reply()]);
            let client = client(&server);
            let error = client.send(&send()).await.expect_err("not signed");
            let found = (error.kind(), error.outcome(), error.status());
            let expected = (ErrorKind::Verify, Outcome::Ambiguous, Some(status));
            assert_eq!(found, expected, "{status} {sign:?}: {error}");
            assert!(!error.is_retryable(), "{status} {sign:?}");
            let error = client.get_sent(&GetSent::new("t1")).await;
            let error = error.expect_err("not signed");
            let found = (error.kind(), error.outcome());
            let expected = (ErrorKind::Verify, Outcome::Unanswered);
            assert_eq!(found, expected, "{status} {sign:?}: {error}");
            assert!(
                error.raw().is_some_and(|raw| raw.contains("t1")),
                "{error:?}"
            );
        }
    }
}

/// A signature twice, and one over a body of which a byte is changed.
#[tokio::test]
async fn a_response_that_was_changed_proves_nothing() {
    let twice = signed(200, SIGN).header("Sign", SIGN);
    let changed = Reply::json(200, BODY.replace("t1", "t2")).header("Sign", SIGN);
    let spaced = Reply::json(200, format!("{BODY} ")).header("Sign", SIGN);
    let server = Server::replying([twice, changed, spaced]);
    let client = client(&server);
    for _ in 0..3 {
        let error = client.send(&send()).await.expect_err("changed");
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
    }
}

#[tokio::test]
async fn only_a_read_is_repeated() {
    let server = Server::replying([signed(503, OTHER), signed(200, SIGN)]);
    let client = Client::builder(Credentials::new("k1", PEM)).base_url(server.url());
    let client = client.build().expect("a client");
    let sent = client.get_sent(&GetSent::new("t1")).await;
    assert_eq!(sent.expect("the second response").id, "t1");

    let server = Server::replying([signed(429, OTHER), signed(200, SIGN)]);
    let client = Client::builder(Credentials::new("k1", PEM)).base_url(server.url());
    let client = client.build().expect("a client");
    let error = client.send(&send()).await.expect_err("not signed");
    assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_second_secret_is_accepted_while_it_is_changed() {
    let server = Server::replying([signed(200, SIGN)]);
    let client = Client::builder(Credentials::new("new", PEM))
        .also_verify_with(Credentials::new("k1", PEM))
        .base_url(server.url())
        .build()
        .expect("a client");
    assert_eq!(client.send(&send()).await.expect("signed").id, "t1");
}

#[tokio::test]
async fn a_test_replays_responses_that_are_signed() {
    let replay = Replay::new();
    let client = Client::builder(Credentials::new("k1", PEM)).transport(replay.clone());
    let client = client.build().expect("a client");
    let response = Delivery::new(&client, "answer").body(BODY).sign();
    let response = response.expect("the plan is an HMAC");
    assert_eq!(response.header("sign"), Some(SIGN), "as Python computes it");
    replay.expect("send", testing::Reply::signed(&response));
    assert_eq!(client.send(&send()).await.expect("signed").id, "t1");
}

/// Nobody would know whether it was done.
#[tokio::test]
async fn a_call_whose_response_cannot_be_verified_is_not_sent() {
    let server = Server::replying([signed(200, SIGN)]);
    let client = Client::builder(Credentials::new("", PEM)).base_url(server.url());
    let error = match client.build() {
        Ok(client) => client.send(&send()).await.expect_err("no secret"),
        Err(error) => error,
    };
    let found = (error.kind(), error.outcome());
    assert_eq!(
        found,
        (ErrorKind::Configuration, Outcome::NotSent),
        "{error}"
    );
    assert!(server.requests().is_empty());
}
