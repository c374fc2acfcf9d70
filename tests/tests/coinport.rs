//! The CoinPort client against a server on loopback: both keys, lists in the query, pages, errors, money that keeps its digits.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use specie::coinport::{
    ActivateBeneficiary, Client, CreateOrder, CreateWithdraw, Credentials, DeleteApiKey,
    DeleteBeneficiary, ListApiKeys, ListBalances, ListCandles, ListOrders, OrderState, OrderType,
    Side,
};
use specie::runtime::RetryPolicy;
use specie::{Amount, ErrorKind, Outcome};
use std::time::Duration;
use test_server::{Reply, Server};

const ORDER: &str = r#"{"id":7,"uuid":"f4d1","side":"buy","ord_type":"market","price":null,"avg_price":"0.0","state":"pending","market":"btcaud",
    "market_type":"spot","created_at":"2025-10-28T01:02:03Z","updated_at":"2025-10-28T11:02:03+10:00","origin_volume":"0.5",
    "remaining_volume":"0.50000000","executed_volume":"0.0","maker_fee":"0.001","taker_fee":"0.002","trades_count":0}"#;

fn bearer(server: &Server) -> Client {
    client(server, Credentials::new().token("token-1"))
}

fn client(server: &Server, credentials: Credentials) -> Client {
    Client::builder(credentials)
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

#[tokio::test]
async fn a_bearer_key_is_a_header_and_pages_follow_the_total() {
    let page = |currency: &str| {
        format!(r#"[{{"currency":"{currency}","balance":"0.10000000","locked":"0"}}]"#)
    };
    let replies =
        [page("aud"), page("btc")].map(|body| Reply::json(200, body).header("Total", "2"));
    let server = Server::replying(replies);
    let client = bearer(&server);
    let mut pages = client.list_balances_pages(&ListBalances::new().limit(1));
    let mut currencies = Vec::new();
    while let Some(page) = pages.next().await.expect("a page") {
        currencies.extend(
            page.into_iter()
                .map(|account| (account.currency, account.balance.to_string())),
        );
    }
    let expected = [
        ("aud".to_owned(), "0.10000000".to_owned()),
        ("btc".to_owned(), "0.10000000".to_owned()),
    ];
    assert_eq!(currencies, expected);
    let targets: Vec<String> = server.requests().iter().map(|r| r.target.clone()).collect();
    assert_eq!(
        targets,
        [
            "/api/v2/peatio/account/balances?limit=1&page=1",
            "/api/v2/peatio/account/balances?limit=1&page=2"
        ]
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|r| r.header("Authorization") == Some("Bearer token-1"))
    );
}

#[tokio::test]
async fn a_signed_key_signs_nonce_and_key() {
    let server = Server::replying([(201, ORDER)]);
    let credentials = Credentials::new()
        .api_key("61d025b8573501c2")
        .secret("2d0b4979c7fe6986daa8e21d1dc0644f");
    let order = CreateOrder::new("btcaud", Side::Buy, amount("0.123456789012345678"))
        .ord_type(OrderType::Limit)
        .price(amount("30.50"));
    let placed = client(&server, credentials)
        .create_order(&order)
        .await
        .expect("an order");
    assert_eq!((placed.state, placed.price), (OrderState::Pending, None));
    assert_eq!(placed.remaining_volume.to_string(), "0.50000000");
    assert_eq!(placed.created_at, placed.updated_at);

    let request = server.only_request();
    let nonce = request.header("X-Auth-Nonce").expect("a nonce");
    let mut mac = Hmac::<Sha256>::new_from_slice(b"2d0b4979c7fe6986daa8e21d1dc0644f")
        .expect("any length will do");
    mac.update(format!("{nonce}61d025b8573501c2").as_bytes());
    let signature: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(request.header("X-Auth-Signature"), Some(signature.as_str()));
    assert_eq!(request.header("Authorization"), None);
    assert_eq!(
        request.text(),
        r#"{"market":"btcaud","side":"buy","volume":"0.123456789012345678","ord_type":"limit","price":"30.50"}"#
    );
}

#[tokio::test]
async fn lists_repeat_their_name_in_the_query() {
    let server = Server::replying([(200, "[]")]);
    let query = ListOrders::new()
        .market(vec!["btcaud".to_owned(), "ethaud".to_owned()])
        .state(vec![OrderState::Wait]);
    assert!(
        bearer(&server)
            .list_orders(&query)
            .await
            .expect("orders")
            .is_empty()
    );
    assert_eq!(
        server.only_request().target,
        "/api/v2/peatio/market/orders?market[]=btcaud&market[]=ethaud&state[]=wait"
    );
}

#[tokio::test]
async fn candles_are_positional_and_public() {
    let server = Server::replying([(
        200,
        "[[1761613200,170000.5,170001,169999.9,170000,0.00000001]]",
    )]);
    let candles = client(&server, Credentials::new())
        .list_candles(&ListCandles::new("btcaud"))
        .await
        .expect("candles");
    assert_eq!(candles[0].time.as_seconds(), 1_761_613_200);
    assert_eq!(candles[0].volume.to_string(), "0.00000001");
    assert_eq!(server.only_request().header("Authorization"), None);
}

#[tokio::test]
async fn the_servers_time_is_a_bare_text() {
    let server = Server::replying([(200, r#""2025-10-28T01:02:03+00:00""#)]);
    let time = client(&server, Credentials::new())
        .get_timestamp()
        .await
        .expect("a time");
    assert_eq!(time.as_seconds(), 1_761_613_323);
}

#[tokio::test]
async fn rejections_are_distinguished_by_their_code() {
    let cases = [
        (
            422,
            r#"{"errors":["market.account.insufficient_balance"]}"#,
            ErrorKind::InsufficientFunds,
        ),
        (
            422,
            r#"{"errors":["account.currency.doesnt_exist"]}"#,
            ErrorKind::NotFound,
        ),
        (
            401,
            r#"{"errors":["authz.nonce_expired"]}"#,
            ErrorKind::Clock,
        ),
        (
            401,
            r#"{"errors":["authz.unexistent_apikey"]}"#,
            ErrorKind::Auth,
        ),
        (
            403,
            r#"{"errors":["market.trade.not_permitted"]}"#,
            ErrorKind::Permission,
        ),
        (
            422,
            r#"{"errors":["market.order.invaild_id_or_uuid"]}"#,
            ErrorKind::Invalid,
        ),
        (
            405,
            r#"{"errors":"server.method_not_allowed"}"#,
            ErrorKind::Invalid,
        ),
        (
            500,
            r#"{"errors":["server.internal_error"]}"#,
            ErrorKind::Internal,
        ),
        (503, "closed", ErrorKind::Maintenance),
    ];
    for (status, body, kind) in cases {
        let server = Server::replying([(status, body)]);
        let error = bearer(&server).get_me().await.expect_err("a refusal");
        assert_eq!(error.kind(), kind, "{body}: {error}");
        assert_eq!(error.status(), Some(status));
        if let Some(code) = body.split('"').nth(3) {
            assert_eq!(error.code(), Some(code));
        }
    }
}

#[tokio::test]
async fn a_plain_text_says_how_long_to_wait() {
    let server = Server::replying([Reply::json(429, "Retry later").header("Retry-After", "7")]);
    let error = bearer(&server).get_me().await.expect_err("too many calls");
    assert_eq!(
        (error.kind(), error.retry_after()),
        (ErrorKind::RateLimit, Some(Duration::from_secs(7)))
    );
    assert!(!format!("{error:?}").contains("token-1"));
}

#[tokio::test]
async fn a_withdrawal_whose_answer_is_lost_is_ambiguous_and_sent_once() {
    let server = Server::replying([Reply::close()]);
    let withdraw = CreateWithdraw::new(123_456, "btc", amount("0.1"), "bitcoin").beneficiary_id(5);
    let error = bearer(&server)
        .create_withdraw(&withdraw)
        .await
        .expect_err("no answer");
    assert_eq!(
        (error.outcome(), error.reconcile()),
        (Outcome::Ambiguous, Some("list_withdraws")),
        "{error}"
    );
    assert_eq!(
        server.only_request().text(),
        r#"{"otp":123456,"beneficiary_id":5,"currency":"btc","amount":"0.1","blockchain_key":"bitcoin"}"#
    );
}

#[tokio::test]
async fn no_content_is_an_answer() {
    let server = Server::replying([(204, "")]);
    bearer(&server)
        .delete_beneficiary(&DeleteBeneficiary::new(5, 42))
        .await
        .expect("done");
    let request = server.only_request();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("DELETE", "/api/v2/peatio/account/beneficiaries/5?otp=42")
    );
}

#[tokio::test]
async fn a_second_factor_out_of_range_is_not_sent() {
    let server = Server::replying([(200, "{}")]);
    let error = bearer(&server)
        .activate_beneficiary(&ActivateBeneficiary::new(5, -1))
        .await
        .expect_err("no such pin");
    assert_eq!(error.kind(), ErrorKind::Request, "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn key_management_carries_the_given_session() {
    let keys = r#"[{"kid":"61d025b8573501c2","algorithm":"HS256","scope":["trade"],"state":"active","created_at":"2025-10-28T01:02:03Z","updated_at":"2025-10-28T01:02:03Z"}]"#;
    let server = Server::replying([(200, keys), (204, "")]);
    let client = Client::builder(Credentials::new())
        .base_url(server.url())
        .session("cookie", "session=4f1c")
        .session("csrf_token", "a1b2c3")
        .build()
        .expect("a client");
    let listed = client
        .list_api_keys(&ListApiKeys::new())
        .await
        .expect("keys");
    assert_eq!(listed[0].scope, ["trade"]);
    client
        .delete_api_key(&DeleteApiKey::new(listed[0].kid.clone(), "012345"))
        .await
        .expect("done");
    let requests = server.requests();
    assert_eq!(
        requests[1].target,
        "/api/v2/barong/resource/api_keys/61d025b8573501c2?totp_code=012345"
    );
    assert!(
        requests
            .iter()
            .all(|r| r.header("Cookie") == Some("session=4f1c"))
    );
    let tokens: Vec<Option<&str>> = requests.iter().map(|r| r.header("X-CSRF-Token")).collect();
    assert_eq!(tokens, [None, Some("a1b2c3")], "reading needs no token");
}
