//! Public keys that are fetched from the provider's address. Keys and signatures were made with Python's `cryptography`.
#![cfg(all(feature = "http", feature = "ed25519"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::{
    Action, Credential, Expr, Form, Function, KeyAddress, List, Name, Plan, Scheme, Step, Str,
    WebhookPlan,
};
use specie_runtime::{Core, ErrorKind, ErrorRules, Json, Outcome, Provider, Timestamp, Webhook};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use test_server::{Reply, Server};

const BODY: &[u8] = br#"{"id":"p1"}"#;
const KEY_A: &str = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "DAalAJJBf8agcilEQw3EORVuDE2e-ZKH6W2rVy6uc1A"}"#;
const KEY_B: &str = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "b", "x": "5wvKrZd_9iJKVqFoWKxAvOGnzybmQ4hT6WNg9nEtxls"}"#;
const SIGNED_A: &str = "6f97f524fcd1add8aa1ed252da5fea074e5d5c4e22ef264172b085b9d51c6fbb68484ad5683201863baf5fd1f47eb63f0d0e10ef0b45c9ea702a3e7d2c9d6003";
const SIGNED_B: &str = "d723be3e60b9cbc18d8cfe000d2a837f009b2cd5bc1f1d9d54b60cfb693bfcba219c0cec58a7a82ab2195d53643c7f7baf9b504467ea9c5d200dd3bb6152fd0d";

fn list<T: Clone>(items: impl Into<Vec<T>>) -> List<T> {
    List::Owned(items.into())
}

fn text(text: &'static str) -> Str {
    Str::Borrowed(text)
}

fn header(name: &'static str) -> Expr {
    Expr::Header(text(name))
}

/// `require: body | verify_ed25519(keys[header["Key"]], header["Sign"] | unhex)`
fn provider(url: String) -> Provider {
    let key = Expr::Index(list([Expr::Credential(0), header("Key")]));
    let signature = Expr::Call(Function::Unhex, list([header("Sign")]));
    let verified = Expr::Call(
        Function::VerifyEd25519,
        list([Expr::Name(Name::Body), key, signature]),
    );
    let step = Step {
        when: None,
        action: Action::Require(verified),
    };
    Provider {
        title: text("Key sets"),
        scheme: Scheme {
            provider: text("key_sets"),
            credentials: list([Credential {
                name: text("keys"),
                secret: false,
                optional: true,
                forms: list([Form::Jwks]),
            }]),
            settings: list([]),
            tables: list([]),
            sections: list([]),
            plans: list([]),
            sessions: list([]),
            webhooks: list([WebhookPlan {
                form: false,
                tolerance_ms: None,
                keys: Some(KeyAddress {
                    credential: 0,
                    url: Str::Owned(url),
                }),
                plan: Plan {
                    name: text("paid"),
                    locals: list([]),
                    steps: list([step]),
                },
            }]),
        },
        environments: list([]),
        envelopes: list([]),
        weights: list([]),
        errors: ErrorRules::default(),
        limits: list([]),
        clock: None,
        serial_nonce: false,
    }
}

static HOOK: Webhook = Webhook {
    index: 0,
    name: "paid",
    id: None,
    time: None,
    order: None,
    secrets: &[],
};

fn client(server: &Server, now: &Arc<AtomicI64>, credentials: Credentials) -> Core {
    let now = Arc::clone(now);
    Core::builder(provider(format!("{}/jwks.json", server.url())), credentials)
        .clock(move || Timestamp::from_seconds(now.load(Ordering::Relaxed)).unwrap())
        .build()
        .unwrap()
}

fn verify(client: &Core, key: &str, signature: &str) -> Result<(), ErrorKind> {
    let headers = [("Key", key), ("Sign", signature)];
    let verified = client.verify_webhook::<Json>(&HOOK, &headers, BODY);
    verified.map(drop).map_err(|error| error.kind())
}

fn set(keys: &[&str]) -> Reply {
    Reply::json(200, format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
}

#[tokio::test]
async fn keys_are_fetched_kept_and_replaced() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([
        set(&[KEY_A]),
        set(&[KEY_B]),
        Reply::json(500, "{}"),
        Reply::json(200, r#"{"keys":[]}"#),
        Reply::json(200, " ".repeat(70_000)),
        Reply::json(302, "{}").header("Location", "/elsewhere"),
        set(&[KEY_A, KEY_B]),
    ]);
    let client = client(&server, &now, Credentials::new());
    let pass = |seconds| now.fetch_add(seconds, Ordering::Relaxed);

    assert_eq!(
        verify(&client, "a", SIGNED_A),
        Err(ErrorKind::Configuration)
    );
    client.fetch_keys().await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "a", SIGNED_B), Err(ErrorKind::Verify));
    assert_eq!(verify(&client, "b", SIGNED_B), Err(ErrorKind::Verify));

    // Deliveries that name unknown keys do not cause a request each.
    pass(59);
    client.fetch_keys().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    pass(1);
    client.fetch_keys().await.unwrap();
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    assert_eq!(
        verify(&client, "a", SIGNED_A),
        Err(ErrorKind::Verify),
        "it was withdrawn"
    );

    // What is no set of keys changes nothing.
    pass(60);
    for expected in [
        ErrorKind::Transport,
        ErrorKind::Decode,
        ErrorKind::TooLarge,
        ErrorKind::Transport,
    ] {
        let error = client.fetch_keys().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (expected, Outcome::Unanswered),
            "{error}"
        );
    }
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));

    // They are used for a day.
    pass(86_400 - 60);
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    pass(1);
    assert_eq!(
        verify(&client, "b", SIGNED_B),
        Err(ErrorKind::Configuration)
    );
    client.fetch_keys().await.unwrap();
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    let requests = server.requests();
    assert_eq!(requests.len(), 7);
    for request in requests {
        assert_eq!((&*request.method, &*request.target), ("GET", "/jwks.json"));
        assert_eq!(request.header("accept"), Some("application/json"));
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn keys_of_the_user_are_not_fetched() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([set(&[KEY_B])]);
    let keys = format!(r#"{{"keys":[{KEY_A}]}}"#);
    let client = client(&server, &now, Credentials::new().with("keys", keys));
    client.fetch_keys().await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_B), Err(ErrorKind::Verify));
    assert!(server.requests().is_empty());
}
