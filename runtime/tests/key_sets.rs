//! Public keys that are fetched from the provider's address. Keys and signatures were made with Python's `cryptography`.
#![cfg(all(feature = "http", feature = "ed25519"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::{
    Action, Credential, Encoder, Escape, Expr, Form, Function, KeySource, KeysFrom, List, Name,
    PathEncode, PathSegment, Place, Plan, Scheme, Section, Step, Str, WebhookPlan,
};
use specie_runtime::{
    Core, ErrorKind, ErrorRules, Json, Operation, Outcome, Provider, RetryPolicy, Timestamp,
    Webhook,
};
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
fn provider(from: KeysFrom, base: &str) -> Provider {
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
            sections: list([section(base)]),
            plans: list([]),
            sessions: list([]),
            webhooks: list([WebhookPlan {
                form: false,
                tolerance_ms: None,
                keys: Some(KeySource {
                    credential: 0,
                    from,
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
    form: &[],
};

fn client(server: &Server, now: &Arc<AtomicI64>, credentials: Credentials) -> Core {
    let from = KeysFrom::Address(Str::Owned(format!("{}/jwks.json", server.url())));
    client_of(provider(from, "https://api.acme.example"), now, credentials)
}

fn section(base: &str) -> Section {
    Section {
        name: text("api"),
        base: Str::Owned(base.to_owned()),
        path: text("/{path}"),
        path_encode: PathEncode::Segment,
        places: list([(text("GET"), Place::Query)]),
        otherwise: Place::Json,
        encode: Encoder {
            escape: Escape::Rfc3986,
            arrays: None,
            keep: text(""),
        },
        send_empty: list([]),
        plan: None,
        verify: None,
    }
}

fn client_of(provider: Provider, now: &Arc<AtomicI64>, credentials: Credentials) -> Core {
    let now = Arc::clone(now);
    Core::builder(provider, credentials)
        .clock(move || Timestamp::from_seconds(now.load(Ordering::Relaxed)).unwrap())
        .retries(RetryPolicy::never())
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
    client.fetch_keys(&[]).await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "a", SIGNED_B), Err(ErrorKind::Verify));
    assert_eq!(verify(&client, "b", SIGNED_B), Err(ErrorKind::Verify));

    // Deliveries that name unknown keys do not cause a request each.
    pass(59);
    client.fetch_keys(&[]).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    pass(1);
    client.fetch_keys(&[]).await.unwrap();
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
        let error = client.fetch_keys(&[]).await.unwrap_err();
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
    client.fetch_keys(&[]).await.unwrap();
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
    client.fetch_keys(&[]).await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_B), Err(ErrorKind::Verify));
    assert!(server.requests().is_empty());
}

const DER_A: &str = "MCowBQYDK2VwAyEADAalAJJBf8agcilEQw3EORVuDE2e+ZKH6W2rVy6uc1A=";
const DER_B: &str = "MCowBQYDK2VwAyEA5wvKrZd/9iJKVqFoWKxAvOGnzybmQ4hT6WNg9nEtxls=";
const PEM_A: &str = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEADAalAJJBf8agcilEQw3EORVuDE2e+ZKH6W2rVy6uc1A=\\n-----END PUBLIC KEY-----\\n";

static GET_KEY: Operation<'_> = Operation::new("get_key", "GET", "keys/{id}")
    .safe()
    .no_envelope();
static LIST_KEYS: Operation<'_> = Operation::new("list_keys", "GET", "keys")
    .safe()
    .no_envelope();

fn name(name: &'static str) -> PathSegment {
    PathSegment::Name(text(name))
}

fn one_by_one(server: &Server, now: &Arc<AtomicI64>) -> Core {
    let from = KeysFrom::ById {
        operation: text("get_key"),
        param: text("id"),
        header: text("Key"),
        key: list([name("data"), name("publicKey")]),
    };
    client_of(provider(from, server.url()), now, Credentials::new())
}

fn one(key: &str) -> Reply {
    Reply::json(
        200,
        format!(r#"{{"data":{{"id":"k","publicKey":"{key}"}}}}"#),
    )
}

async fn fetch(client: &Core, key: &str) -> Result<(), (ErrorKind, Outcome)> {
    let fetched = client.fetch_key(&[&GET_KEY], &[("key", key)]).await;
    fetched.map_err(|error| (error.kind(), error.outcome()))
}

#[tokio::test]
async fn each_key_is_fetched_by_its_id() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([one(DER_A), one(PEM_A), one(DER_B), one(DER_A)]);
    let client = one_by_one(&server, &now);
    let pass = |seconds| now.fetch_add(seconds, Ordering::Relaxed);

    assert_eq!(
        verify(&client, "a", SIGNED_A),
        Err(ErrorKind::Configuration),
        "its key was not fetched"
    );
    fetch(&client, "a").await.unwrap();
    fetch(&client, "a").await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "a", SIGNED_B), Err(ErrorKind::Verify));
    // Keys that are known stay when another is fetched.
    fetch(&client, "a-2.x_Y").await.unwrap();
    pass(100);
    fetch(&client, "b").await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "a-2.x_Y", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_A), Err(ErrorKind::Verify));
    // Each is used for a day.
    pass(86_400 - 100 + 1);
    assert_eq!(
        verify(&client, "a", SIGNED_A),
        Err(ErrorKind::Configuration)
    );
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    fetch(&client, "a").await.unwrap();
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    let targets: Vec<String> = server
        .requests()
        .iter()
        .map(|one| one.target.clone())
        .collect();
    assert_eq!(targets, ["/keys/a", "/keys/a-2.x_Y", "/keys/b", "/keys/a"]);
}

#[tokio::test]
async fn only_plain_ids_reach_the_address() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([] as [Reply; 0]);
    let client = one_by_one(&server, &now);
    let long = "a".repeat(129);
    for id in [
        "", ".", "..", "a/b", "../keys", "a?b", "a%2fb", "a b", "a\r\nb", "\u{e4}", &long,
    ] {
        let refused = (ErrorKind::Verify, Outcome::Rejected);
        assert_eq!(fetch(&client, id).await, Err(refused), "{id:?}");
        assert_eq!(verify(&client, id, SIGNED_A), Err(ErrorKind::Verify));
    }
    // A header that is missing or occurs twice names no key.
    client.fetch_key(&[&GET_KEY], &[]).await.unwrap();
    let twice = [("Key", "a"), ("key", "b")];
    client.fetch_key(&[&GET_KEY], &twice).await.unwrap();
    let error = client
        .verify_webhook::<Json>(&HOOK, &twice, BODY)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Verify);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_key_that_cannot_be_fetched_is_no_wrong_signature() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([
        Reply::json(404, "{}"),
        Reply::json(500, "{}"),
        one("no key"),
        one(&"00".repeat(32)),
        Reply::json(200, "{}"),
        one(DER_A),
    ]);
    let client = one_by_one(&server, &now);
    for (id, expected) in [
        ("k0", ErrorKind::NotFound),
        ("k1", ErrorKind::Internal),
        ("k2", ErrorKind::Decode),
        ("k3", ErrorKind::Decode),
        ("k4", ErrorKind::Decode),
    ] {
        assert_eq!(fetch(&client, id).await.unwrap_err().0, expected, "{id}");
        // It is not asked for again within a minute.
        let waits = (ErrorKind::RateLimit, Outcome::NotSent);
        assert_eq!(fetch(&client, id).await, Err(waits));
        assert_eq!(verify(&client, id, SIGNED_A), Err(ErrorKind::Configuration));
    }
    assert_eq!(server.requests().len(), 5);
    now.fetch_add(60, Ordering::Relaxed);
    fetch(&client, "k0").await.unwrap();
    assert_eq!(verify(&client, "k0", SIGNED_A), Ok(()));
}

#[tokio::test]
async fn few_unknown_keys_are_asked_for_in_a_minute() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying((0..100).map(|_| one(DER_A)).collect::<Vec<_>>());
    let client = one_by_one(&server, &now);
    for minute in 0..5 {
        for at in 0..20 {
            let fetched = fetch(&client, &format!("k{minute}-{at}")).await;
            match at {
                0..16 => fetched.unwrap(),
                _ => assert_eq!(fetched, Err((ErrorKind::RateLimit, Outcome::NotSent))),
            }
        }
        now.fetch_add(60, Ordering::Relaxed);
    }
    // 64 of 80 are kept, and the oldest are dropped first.
    let known = (0..5)
        .flat_map(|minute| (0..16).map(move |at| format!("k{minute}-{at}")))
        .map(|id| verify(&client, &id, SIGNED_A).is_ok());
    let known: Vec<bool> = known.collect();
    assert_eq!(known, [[false; 16].as_slice(), &[true; 64]].concat());
}

#[tokio::test]
async fn an_operation_lists_all_keys() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let listed = |keys: &[(&str, &str)]| {
        let entry =
            |(id, key): &(&str, &str)| format!(r#"{{"certSerial":"{id}","certPublic":"{key}"}}"#);
        let entries: Vec<String> = keys.iter().map(entry).collect();
        Reply::json(200, format!(r#"{{"data":[{}]}}"#, entries.join(",")))
    };
    let server = Server::replying([
        listed(&[("a", PEM_A), ("b", DER_B), ("other", "of another kind")]),
        listed(&[]),
        listed(&[("a", PEM_A), ("a", DER_B)]),
        Reply::json(200, r#"{"data":{}}"#),
        Reply::json(200, r#"{"data":[{"certSerial":"a"}]}"#),
        Reply::json(401, "{}"),
    ]);
    let from = KeysFrom::List {
        operation: text("list_keys"),
        list: list([name("data")]),
        id: text("certSerial"),
        key: text("certPublic"),
    };
    let client = client_of(provider(from, server.url()), &now, Credentials::new());
    let error = client.fetch_keys(&[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    client.fetch_keys(&[&LIST_KEYS]).await.unwrap();
    client.fetch_keys(&[&LIST_KEYS]).await.unwrap();
    for _ in 0..4 {
        now.fetch_add(60, Ordering::Relaxed);
        let error = client.fetch_keys(&[&LIST_KEYS]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
    now.fetch_add(60, Ordering::Relaxed);
    let error = client.fetch_keys(&[&LIST_KEYS]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    // What was known stays.
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    assert_eq!(verify(&client, "other", SIGNED_B), Err(ErrorKind::Verify));
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn users_give_keys_by_their_ids() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let server = Server::replying([] as [Reply; 0]);
    let keys = format!(r#"{{"a":"{PEM_A}","b":"{DER_B}"}}"#);
    let client = client(&server, &now, Credentials::new().with("keys", keys));
    assert_eq!(verify(&client, "a", SIGNED_A), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_B), Ok(()));
    assert_eq!(verify(&client, "b", SIGNED_A), Err(ErrorKind::Verify));
    for bad in ["{}", r#"{"a":"no key"}"#, r#"{"a":1}"#, "[]"] {
        let from = KeysFrom::Address(text("https://keys.acme.example"));
        let built = Core::builder(
            provider(from, "https://api.acme.example"),
            Credentials::new().with("keys", bad),
        )
        .build();
        assert_eq!(built.unwrap_err().kind(), ErrorKind::Configuration, "{bad}");
    }
}
