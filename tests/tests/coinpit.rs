//! The Coinpit client against a server on loopback: handshake, both ways to sign, lists as bodies, unions, odd prices and times.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use specie::coinpit::{
    CancelMyOrders, Client, CreateMyOrders, CreateOrders, Credentials, Environment, ListOpenOrders,
    NewOrder, OrderType, PatchMyOrders, PatchOp, PatchResult, PatchSplit, Side,
};
use specie::runtime::RetryPolicy;
use specie::{Amount, ErrorKind, Json, Outcome, Timestamp};
use test_server::{Reply, Request, Server};

/// Keys of the loginless package (testnet); the secret that they agree on comes from Node's ECDH.
const WIF: &str = "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy";
const PUBLIC_KEY: &str = "02a40fd40b385908bafa7d172e7d43b4198715aa7aa50f179ff42ca2377e4caad7";
const USER: &str = "msZWAC7xhte1ranSXgWVmatxm7tiBFzhof";
const HANDSHAKE: &str = r#"{"serverPublicKey":"020a5a3a6450924a5571dfa52d00dc3f8d9917030d93d6b166a5784461bfb1e276","userid":"msZWAC7xhte1ranSXgWVmatxm7tiBFzhof"}"#;
const SHARED: [u8; 32] = [
    0x24, 0xdb, 0x7b, 0x72, 0x62, 0xa1, 0x02, 0xd7, 0x76, 0xda, 0xc5, 0x69, 0x50, 0xa0, 0x0a, 0xb8,
    0x28, 0x48, 0xf2, 0x85, 0xc0, 0x57, 0x24, 0x6f, 0xb4, 0x03, 0xb4, 0x72, 0x25, 0x35, 0x9d, 0x4d,
];

/// An order as the page shows one: prices as numbers and as "NONE", times in microseconds.
const ORDER: &str = r#"{"uuid":"785e0bf0-293e-11e7-b3a6-bfced17d398c","userid":"msZWAC7xhte1ranSXgWVmatxm7tiBFzhof","side":"buy","quantity":3,
    "filled":0,"cancelled":0,"price":1069.8,"averagePrice":0,"entryTime":1493049473231000,"eventTime":1493049473231001,"status":"open",
    "entryOrder":{"76d015e0-27b2-11e7-8df2-8467e413f756":3},"orderType":"LMT","stopPrice":4.2,"targetPrice":"NONE","clientid":"c-1",
    "instrument":"BTCUSD7J28","commission":null,"reward":0,"cushion":2,"reservedTicks":10,"crossMargin":false}"#;

fn loginless(server: &Server) -> Client {
    client(server, Credentials::new(WIF))
}

fn client(server: &Server, credentials: Credentials) -> Client {
    Client::builder(credentials)
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

/// Keys of `coinpit-vectors`, and an API key: 64 bytes in hex show no network, but its user does.
#[test]
fn a_key_of_the_other_network_is_refused() {
    const MAIN: &str = "KyT4YgtEx3wb3ChqnSrFeFFeiknvvRjNEYxPVTsfDNgsqnEf7GNQ";
    let hex = "c0".repeat(64);
    let api_key = |user: &str| Credentials::new(hex.as_str()).user_id(user);
    for (credentials, live, test) in [
        (Credentials::new(MAIN), true, false),
        (Credentials::new(WIF), false, true),
        (Credentials::new(hex.as_str()), true, true),
        (api_key("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), true, false),
        (api_key(USER), false, true),
    ] {
        for (environment, fits) in [(Environment::Live, live), (Environment::Test, test)] {
            let client = Client::builder(credentials.clone()).environment(environment);
            let built = client.build();
            assert_eq!(built.is_ok(), fits, "{credentials:?} {environment}");
            if let Err(error) = built {
                assert_eq!(error.kind(), ErrorKind::Configuration);
                assert!(!error.to_string().contains(WIF), "{error}");
            }
        }
    }
    let error = Client::new(Credentials::new(WIF)).expect_err("a key of the testnet");
    assert_eq!(
        error.to_string(),
        "the credential `private_key` is a key of Bitcoin's testnet, and the environment `live` is on the mainnet: use a key of the mainnet, or choose another environment"
    );
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

/// What the loginless package would send for this request, made with the secret that Node's ECDH gave.
fn authorization(request: &Request) -> String {
    let nonce = request.header("Nonce").expect("a nonce");
    let uri = request
        .target
        .strip_prefix("/api/v1")
        .expect("the prefix that is not signed");
    let body = if request.body.is_empty() {
        String::new()
    } else {
        format!(r#","body":{}"#, request.text())
    };
    let message = format!(
        r#"{{"method":"{}","uri":"{uri}"{body},"nonce":{nonce}}}"#,
        request.method
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(&SHARED).expect("any length will do");
    mac.update(message.as_bytes());
    let digest: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("HMAC {USER}:{digest}")
}

#[tokio::test]
async fn the_handshake_is_made_once_and_signs_what_follows() {
    let server = Server::replying([
        (200, HANDSHAKE.to_owned()),
        (200, format!("[{ORDER}]")),
        (200, format!("[{ORDER}]")),
    ]);
    let client = loginless(&server);
    let symbol = ListOpenOrders::new("BTC1");
    client.list_open_orders(&symbol).await.expect("orders");
    let order = NewOrder::new("BTC1", Side::Buy, 3, OrderType::Limit, "c-1", None)
        .price(amount("1069.8"))
        .stop_price(amount("4.20"));
    client
        .create_orders(&CreateOrders::new("BTC1", vec![order]))
        .await
        .expect("orders");

    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].target.as_str()),
        ("GET", format!("/api/v1/auth/{PUBLIC_KEY}").as_str())
    );
    assert_eq!(requests[0].header("Authorization"), None);
    assert_eq!(requests[1].target, "/api/v1/contract/BTC1/order/open");
    assert_eq!(
        requests[2].text(),
        r#"[{"instrument":"BTC1","side":"buy","quantity":3,"price":1069.8,"orderType":"LMT","clientid":"c-1","stopPrice":4.2,"targetPrice":"NONE"}]"#
    );
    for signed in &requests[1..] {
        assert_eq!(
            signed.header("Authorization"),
            Some(authorization(signed).as_str())
        );
        assert_eq!(signed.header("Content-Type"), Some("application/json"));
    }
}

#[tokio::test]
async fn an_order_is_read_with_its_odd_prices_and_times() {
    let server = Server::replying([(200, HANDSHAKE.to_owned()), (200, format!("[{ORDER}]"))]);
    let orders = loginless(&server).list_my_orders().await.expect("orders");
    let order = &orders[0];
    assert_eq!(order.price, Some(amount("1069.8")));
    assert_eq!(order.target_price, None);
    assert_eq!(order.commission, None);
    assert_eq!(order.event_time.as_micros(), 1_493_049_473_231_001);
    assert_eq!(order.order_type, OrderType::Limit);
    assert_eq!(
        order
            .entry_order
            .get("76d015e0-27b2-11e7-8df2-8467e413f756"),
        Some(&3)
    );
}

#[tokio::test]
async fn what_became_of_a_patch_hangs_on_its_operation() {
    let answer = format!(
        r#"[{{"op":"split","statusCode":200,"response":[{ORDER}]}},{{"op":"remove","statusCode":200,"response":["a"]}},
            {{"op":"merge","statusCode":200,"response":{{"removed":["a","b"],"added":[{ORDER}]}}}},{{"op":"hover","error":"?"}}]"#
    );
    let server = Server::replying([(200, HANDSHAKE.to_owned()), (200, answer)]);
    let split = PatchOp::Split(PatchSplit::new(
        10,
        vec!["785e0bf0-293e-11e7-b3a6-bfced17d398c".to_owned()],
    ));
    let results = loginless(&server)
        .patch_my_orders(&PatchMyOrders::new(vec![split]))
        .await
        .expect("results");
    assert_eq!(
        server.requests()[1].text(),
        r#"[{"op":"split","quantity":10,"value":["785e0bf0-293e-11e7-b3a6-bfced17d398c"]}]"#
    );
    let [
        PatchResult::Split(split),
        PatchResult::Remove(removed),
        PatchResult::Merge(merged),
        PatchResult::Unknown(_),
    ] = results.as_slice()
    else {
        panic!("other kinds: {results:?}");
    };
    assert_eq!(split.response.as_ref().map(Vec::len), Some(1));
    assert_eq!(
        removed.response.as_deref(),
        Some(["a".to_owned()].as_slice())
    );
    assert_eq!(merged.response.as_ref().map(|m| m.removed.len()), Some(2));
}

/// The fixture of the official Python client: key, time, order and what came of them.
#[tokio::test]
async fn an_api_key_signs_as_the_official_client_and_needs_no_handshake() {
    let secret = "d31448736fcc6945f4482e95055f9ecb898bc3ce166da8121939529101eff1b118e5f6966c901e78f5946bfdd798981559e8df0be73d746d90a458779fddc05b";
    let order = r#"[{"userid":"msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s","side":"sell","quantity":1,"price":1700.8,"orderType":"LMT","clientid":"9764b759-53b9-4a71-8591-78cf18dbe616","stopPrice":15.7,"crossMargin":false,"targetPrice":"NONE","postOnly":false,"instrument":"MBTCUSD7K090310"}]"#;
    let server = Server::replying([(200, format!("[{ORDER}]")), (200, format!("[{ORDER}]"))]);
    let client =
        Client::builder(Credentials::new(secret).user_id("msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s"))
            .base_url(server.url())
            .clock(|| Timestamp::from_millis(1_494_299_047_138).expect("a time"))
            .build()
            .expect("a client");
    let params: Json = order.parse().expect("JSON");
    client
        .raw("private", "POST", "order", params)
        .await
        .expect("an answer");
    let typed = NewOrder::new(
        "MBTCUSD7K090310",
        Side::Sell,
        1,
        OrderType::Limit,
        "c-1",
        None,
    )
    .price(amount("1700.8"));
    client
        .create_my_orders(&CreateMyOrders::new(vec![typed]))
        .await
        .expect("orders");

    let requests = server.requests();
    assert_eq!(requests.len(), 2, "no handshake");
    assert_eq!(requests[0].text(), order);
    assert_eq!(
        requests[0].header("Authorization"),
        Some(
            "SIGN msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s.18e5f6966c901e78:4yE0+ECUb5YWNLv5r0DL6/GChi/aATmAk77u+CnDSXg0TYf0gW3L+YZ6Mq3jWuccmGV61vjOAyB+Eya7HDK5DA=="
        )
    );
    assert_eq!(requests[0].header("Nonce"), Some("1494299047138"));
    assert_ne!(
        requests[1].header("Authorization"),
        requests[0].header("Authorization"),
        "another body"
    );
}

/// A session that the server no longer knows is opened anew, and the call is made once more.
#[tokio::test]
async fn a_refused_session_is_opened_once_more() {
    let server = Server::replying([
        (200, HANDSHAKE.to_owned()),
        (401, "{}".to_owned()),
        (200, HANDSHAKE.to_owned()),
        (200, r#"{"value":100000000}"#.to_owned()),
    ]);
    let margin = loginless(&server).get_margin().await.expect("a margin");
    assert_eq!(margin.value, 100_000_000);
    let targets: Vec<String> = server.requests().iter().map(|r| r.target.clone()).collect();
    let auth = format!("/api/v1/auth/{PUBLIC_KEY}");
    assert_eq!(
        targets,
        [
            auth.as_str(),
            "/api/v1/account/margin",
            auth.as_str(),
            "/api/v1/account/margin"
        ]
    );
}

/// The server tells its time with each answer; what follows is stamped with it.
#[tokio::test]
async fn the_servers_time_stamps_what_follows() {
    let ahead = Timestamp::now().as_micros() / 1000 + 3_600_000;
    let told = Reply::json(200, HANDSHAKE).header("Server-Time", ahead.to_string());
    let server = Server::replying([told, Reply::json(200, r#"{"value":1}"#)]);
    loginless(&server).get_margin().await.expect("a margin");
    let nonce: i64 = server.requests()[1]
        .header("Nonce")
        .expect("a nonce")
        .parse()
        .expect("digits");
    assert!(
        (nonce - ahead).abs() < 60_000,
        "{nonce} is far from {ahead}"
    );
}

#[tokio::test]
async fn an_unknown_key_is_reported_by_the_handshake() {
    let server = Server::replying([(200, r#"{"error":"no such user"}"#)]);
    let error = loginless(&server)
        .get_margin()
        .await
        .expect_err("no session");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert_eq!(error.message(), Some("no such user"));
    assert_eq!(server.requests().len(), 1, "nothing but the handshake");
    assert!(!error.to_string().contains(WIF));
}

#[tokio::test]
async fn a_cancellation_whose_answer_is_lost_is_ambiguous() {
    let server = Server::replying([Reply::json(200, HANDSHAKE), Reply::close()]);
    let error = loginless(&server)
        .cancel_my_orders(&CancelMyOrders::new("a,b"))
        .await
        .expect_err("no answer");
    assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
    assert_eq!(error.reconcile(), Some("list_my_orders"));
    assert_eq!(server.requests().len(), 2, "it is not repeated");
}

#[tokio::test]
async fn nothing_is_sent_with_a_value_out_of_range() {
    let server = Server::replying([(200, HANDSHAKE)]);
    let order = NewOrder::new("BTC1", Side::Buy, 0, OrderType::Market, "c-1", None);
    let error = loginless(&server)
        .create_my_orders(&CreateMyOrders::new(vec![order]))
        .await
        .expect_err("quantity 0");
    assert_eq!(error.kind(), ErrorKind::Request, "{error}");
    assert!(error.to_string().contains("quantity"), "{error}");
    assert_eq!(server.requests().len(), 0);
}
