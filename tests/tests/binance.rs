//! The Binance client against a server on loopback: signed queries, pages by the last id, results of two steps, refusals that only a message tells.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use specie::binance::{
    CancelOrder, CancelOrderBy, CancelReplaceMode, CancelReplaceOrder, CancelReplaceOrderCancel,
    CancelReplaceResult, CancelResponse, Client, Credentials, GetOrder, GetOrderBy, Interval,
    ListKlines, ListMyTrades, ListRollingTickers, NewOrder, NewOrderResponse, OrderStatus,
    OrderType, Settings, Side, StepResult, TimeInForce, TransferRequest, TransferType, Withdraw,
};
use specie::runtime::RetryPolicy;
use specie::{Amount, ErrorKind, Outcome};
use std::time::Duration;
use test_server::{Reply, Server};

const SECRET: &str = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

/// The page of the documentation.
const FULL: &str = r#"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"6gCrw2kRUAF9CvJDGP16IP","transactTime":1507725176595,
    "price":"0.00000000","origQty":"10.00000000","executedQty":"10.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"10.00000000",
    "status":"FILLED","timeInForce":"GTC","type":"MARKET","side":"SELL","workingTime":1507725176595,"selfTradePreventionMode":"NONE",
    "fills":[{"price":"4000.00000000","qty":"1.00000000","commission":"4.00000000","commissionAsset":"USDT","tradeId":56}]}"#;
const ACK: &str = r#"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"6gCrw2kRUAF9CvJDGP16IP","transactTime":1507725176595}"#;

fn client(server: &Server) -> Client {
    Client::builder(Credentials::new("key-1", SECRET))
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn limit_order() -> NewOrder {
    NewOrder::new("BTCUSDT", Side::Buy, OrderType::Limit)
        .time_in_force(TimeInForce::Gtc)
        .quantity(amount("0.50"))
        .price(amount("20000.25"))
}

/// The target of the only request, without the signature at its end, which must be that of the query before it.
fn signed_target(server: &Server) -> String {
    let target = server.only_request().target;
    let (signed, signature) = target
        .rsplit_once("&signature=")
        .expect("a signature at the end");
    let (_, query) = signed.split_once('?').expect("a query");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(query.as_bytes());
    let expected: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(signature, expected, "{signed}");
    signed.to_owned()
}

#[tokio::test]
async fn an_order_is_signed_in_the_query_and_its_variants_differ_in_the_response() {
    let server = Server::replying([FULL]);
    let order = limit_order().new_client_order_id("cid-1");
    let placed = client(&server)
        .new_order_full(&order)
        .await
        .expect("an order");
    assert_eq!(placed.status, OrderStatus::Filled);
    assert!(placed.status.is_final());
    assert_eq!(placed.fills[0].commission.to_string(), "4.00000000");
    let target = signed_target(&server);
    let (start, stamp) = target.split_once("&timestamp=").expect("a timestamp");
    assert_eq!(
        start,
        "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.50&price=20000.25&newClientOrderId=cid-1&newOrderRespType=FULL"
    );
    assert_eq!(stamp.len(), 13, "milliseconds, and no window");
    let request = server.only_request();
    assert_eq!(
        (
            request.method.as_str(),
            request.text(),
            request.header("X-MBX-APIKEY")
        ),
        ("POST", "", Some("key-1"))
    );

    // Of an order that is only acknowledged, the rest is missing. Its own id is made up, and the window is sent where it is not the usual one.
    let server = Server::replying([ACK]);
    let client = Client::builder(Credentials::new("key-1", SECRET))
        .base_url(server.url())
        .settings(Settings::new().recv_window(2500))
        .build()
        .expect("a client");
    let placed = client.new_order(&limit_order()).await.expect("an order");
    assert_eq!(
        (placed.order_id, placed.status, placed.fills),
        (28, None, None)
    );
    let target = signed_target(&server);
    let id = target.split("newClientOrderId=").nth(1).expect("an id");
    assert_eq!(id.split('&').next().map(str::len), Some(36), "{target}");
    assert!(target.contains("&recvWindow=2500&timestamp="), "{target}");
}

#[tokio::test]
async fn letters_outside_of_ascii_are_signed_as_they_are_sent() {
    let server = Server::replying([(200, r#"{"id":"7213fea8e94b4a5593d507237e5a555b"}"#)]);
    let withdrawal = Withdraw::new("XRP", "rDest/ä+1 b", amount("12.50"))
        .withdraw_order_id("w:1")
        .name("Grüße");
    let created = client(&server)
        .withdraw(&withdrawal)
        .await
        .expect("a withdrawal");
    assert_eq!(created.id, "7213fea8e94b4a5593d507237e5a555b");
    let target = signed_target(&server);
    assert!(
        target.starts_with("/sapi/v1/capital/withdraw/apply?coin=XRP&address=rDest%2F%C3%A4%2B1%20b&amount=12.50&withdrawOrderId=w%3A1&name=Gr%C3%BC%C3%9Fe&timestamp="),
        "{target}"
    );
}

#[tokio::test]
async fn the_clock_follows_the_providers_time() {
    let server = Server::replying([r#"{"serverTime":1499827319559}"#, ACK]);
    let client = client(&server);
    client.sync_clock().await.expect("a time");
    client.new_order(&limit_order()).await.expect("an order");
    let target = server.requests()[1].target.clone();
    assert!(target.contains("&timestamp=14998273"), "{target}");
}

#[tokio::test]
async fn pages_begin_after_the_last_id_and_end_with_an_empty_one() {
    let trade = |id: u32| {
        format!(
            r#"{{"symbol":"BNBBTC","id":{id},"orderId":100234,"orderListId":-1,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012",
            "commission":"10.10000000","commissionAsset":"BNB","time":1499865549590,"isBuyer":true,"isMaker":false,"isBestMatch":true}}"#
        )
    };
    let pages = [
        format!("[{},{}]", trade(28457), trade(28460)),
        format!("[{}]", trade(28461)),
        "[]".to_owned(),
    ];
    let server = Server::replying(pages.map(|body| Reply::json(200, body)));
    let request = ListMyTrades::new("BNBBTC").from_id(28450).limit(2);
    let mut pages = client(&server).list_my_trades_pages(&request);
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await.expect("a page") {
        ids.extend(page.into_iter().map(|trade| trade.id));
    }
    assert_eq!(ids, [28457, 28460, 28461]);
    let from: Vec<String> = server
        .requests()
        .iter()
        .map(|request| {
            let after = request.target.split("fromId=").nth(1).unwrap_or_default();
            after.split('&').next().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(from, ["28450", "28461", "28462"]);
}

#[tokio::test]
async fn candles_continue_after_the_start_of_the_last() {
    let kline = r#"[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"]]"#;
    let server = Server::replying([kline, "[]"]);
    let mut pages = client(&server).list_klines_pages(&ListKlines::new("LTCBTC", Interval::V1w));
    let page = pages.next().await.expect("a page").expect("candles");
    assert_eq!(
        (page[0].trades, page[0].close.to_string().as_str()),
        (308, "0.01577100")
    );
    assert!(
        pages
            .next()
            .await
            .expect("the end")
            .is_none_or(|page| page.is_empty())
    );
    let targets: Vec<String> = server.requests().iter().map(|r| r.target.clone()).collect();
    assert_eq!(
        targets,
        [
            "/api/v3/klines?symbol=LTCBTC&interval=1w",
            "/api/v3/klines?symbol=LTCBTC&interval=1w&startTime=1499040000001"
        ]
    );
}

#[tokio::test]
async fn several_symbols_are_json_in_the_query() {
    let server = Server::replying([(200, "[]")]);
    let request =
        ListRollingTickers::new(vec!["BTCUSDT".to_owned(), "１２３".to_owned()]).window_size("7d");
    let tickers = client(&server).list_rolling_tickers(&request).await;
    assert!(tickers.expect("tickers").is_empty());
    assert_eq!(
        server.only_request().target,
        "/api/v3/ticker?symbols=%5B%22BTCUSDT%22%2C%22%EF%BC%91%EF%BC%92%EF%BC%93%22%5D&windowSize=7d"
    );
}

#[tokio::test]
async fn of_two_steps_the_error_tells_which_took_effect() {
    let replace = CancelReplaceOrder::new(
        "BTCUSDT",
        Side::Sell,
        OrderType::LimitMaker,
        CancelReplaceMode::StopOnFailure,
        CancelReplaceOrderCancel::CancelOrderId(3),
    )
    .quantity(amount("1"))
    .price(amount("2"));

    // One took effect: neither done nor refused. The documentation's response.
    let partly = r#"{"code":-2021,"msg":"Order cancel-replace partially failed.","data":{"cancelResult":"SUCCESS","newOrderResult":"FAILURE",
        "cancelResponse":{"symbol":"BTCUSDT","origClientOrderId":"86M8erehfExV8z2RC8Zo8k","orderId":3,"orderListId":-1,
        "clientOrderId":"G1kLo6aDv2KGNTFcjfTSFq","transactTime":1684804350068,"price":"0.006123","origQty":"10000.000000","executedQty":"0.000000",
        "origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.000000","status":"CANCELED","timeInForce":"GTC","type":"LIMIT_MAKER","side":"SELL",
        "selfTradePreventionMode":"NONE"},"newOrderResponse":{"code":-2010,"msg":"Order would immediately match and take."}}}"#;
    for status in [409, 429] {
        let server = Server::replying([(status, partly)]);
        let error = client(&server)
            .cancel_replace_order(&replace)
            .await
            .expect_err("half of it");
        assert_eq!(error.outcome(), Outcome::Partial, "{error}");
        let result = error.partial::<CancelReplaceResult>().expect("the data");
        let result = result.expect("data of this type");
        assert_eq!(result.cancel_result, StepResult::Success);
        assert!(matches!(
            result.cancel_response,
            Some(CancelResponse::CancelledOrder(order)) if order.orig_client_order_id == "86M8erehfExV8z2RC8Zo8k"
        ));
        assert!(matches!(
            result.new_order_response,
            Some(NewOrderResponse::Refusal(refusal)) if refusal.code == -2010
        ));
    }

    // Neither did.
    let neither = r#"{"code":-2022,"msg":"Order cancel-replace failed.","data":{"cancelResult":"FAILURE","newOrderResult":"NOT_ATTEMPTED",
        "cancelResponse":{"code":-2011,"msg":"Unknown order sent."},"newOrderResponse":null}}"#;
    let server = Server::replying([(400, neither)]);
    let error = client(&server)
        .cancel_replace_order(&replace)
        .await
        .expect_err("a refusal");
    assert_eq!(
        (error.outcome(), error.kind(), error.code()),
        (Outcome::Rejected, ErrorKind::Conflict, Some("-2022"))
    );
    let result = Client::error_data_replaced(&error).expect("the data");
    let result = result.expect("data of this type");
    assert_eq!(result.new_order_result, StepResult::NotAttempted);
    assert!(result.new_order_response.is_none());
}

#[tokio::test]
async fn refusals_are_told_apart_by_message_and_code() {
    let cases = [
        (
            400,
            -2010,
            "Account has insufficient balance for requested action.",
            ErrorKind::InsufficientFunds,
        ),
        (400, -2010, "Duplicate order sent.", ErrorKind::Duplicate),
        (
            400,
            -2010,
            "Order would immediately match and take.",
            ErrorKind::Conflict,
        ),
        (400, -2011, "Unknown order sent.", ErrorKind::NotFound),
        (400, -1013, "Market is closed.", ErrorKind::Maintenance),
        (400, -1013, "Filter failure: LOT_SIZE", ErrorKind::Invalid),
        (
            400,
            -2010,
            "This symbol is not permitted for this account.",
            ErrorKind::Permission,
        ),
        (
            400,
            -2010,
            "something that no page lists",
            ErrorKind::Invalid,
        ),
        (
            400,
            -1021,
            "Timestamp for this request is outside of the recvWindow.",
            ErrorKind::Clock,
        ),
        (
            401,
            -2015,
            "Invalid API-key, IP, or permissions for action.",
            ErrorKind::Auth,
        ),
        (
            429,
            -1015,
            "Too many new orders; current limit is 1 orders per 10 SECOND.",
            ErrorKind::RateLimit,
        ),
        (
            418,
            -1003,
            "Way too much request weight used; IP banned until 1499827319559.",
            ErrorKind::RateLimit,
        ),
    ];
    for (status, code, message, kind) in cases {
        let body = format!(r#"{{"code":{code},"msg":"{message}"}}"#);
        let server = Server::replying([Reply::json(status, body).header("Retry-After", "3")]);
        let error = client(&server)
            .new_order(&limit_order())
            .await
            .expect_err("a refusal");
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, Outcome::Rejected),
            "{message}"
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    }
}

#[tokio::test]
async fn what_the_provider_does_not_know_itself_is_in_doubt() {
    let timeout = r#"{"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown; execution status unknown."}"#;
    for reply in [
        Reply::json(400, timeout),
        Reply::json(
            503,
            r#"{"code":-1001,"msg":"Internal error; unable to process your request. Please try again."}"#,
        ),
        Reply::json(502, "<html>bad gateway</html>"),
        Reply::close(),
    ] {
        let server = Server::replying([reply]);
        let order = limit_order().new_client_order_id("cid-7");
        let error = client(&server)
            .new_order(&order)
            .await
            .expect_err("no answer");
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
        assert_eq!(error.reconcile(), Some("get_order"));
        let ask = [("symbol", "BTCUSDT"), ("origClientOrderId", "cid-7")];
        let ask = ask.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(error.reconcile_with(), ask);
        assert_eq!(
            server.requests().len(),
            1,
            "an own id makes no call safe to repeat"
        );
    }
    let server = Server::replying([Reply::close()]);
    let cancel = CancelOrder::new("BTCUSDT", CancelOrderBy::OrderId(28));
    let error = client(&server)
        .cancel_order(&cancel)
        .await
        .expect_err("no answer");
    let ask = [("symbol", "BTCUSDT"), ("orderId", "28")];
    let ask = ask.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(
        (error.reconcile(), error.reconcile_with()),
        (Some("get_order"), &ask[..])
    );
}

#[tokio::test]
async fn the_wallet_may_refuse_with_status_200() {
    let cases = [
        (
            r#"{"code":-4026,"msg":"You have insufficient balance."}"#,
            Outcome::Rejected,
            ErrorKind::InsufficientFunds,
        ),
        (
            r#"{"msg":"You don't have permission.","success":false}"#,
            Outcome::Rejected,
            ErrorKind::Permission,
        ),
        // A success without what proves it is none.
        ("{}", Outcome::Ambiguous, ErrorKind::Other),
    ];
    for (body, outcome, kind) in cases {
        let server = Server::replying([(200, body), (200, body)]);
        let client = client(&server);
        let withdrawal = Withdraw::new("BTC", "bc1q0", amount("1"));
        let error = client
            .withdraw(&withdrawal)
            .await
            .expect_err("no withdrawal");
        assert_eq!(error.outcome(), outcome, "{body}: {error}");
        if outcome == Outcome::Rejected {
            assert_eq!(error.kind(), kind, "{body}: {error}");
        }
        let transfer = TransferRequest::new(TransferType::MainFunding, "USDT", amount("10"));
        let error = client.transfer(&transfer).await.expect_err("no transfer");
        assert_eq!(error.outcome(), outcome, "{body}: {error}");
    }
}

#[tokio::test]
async fn an_order_is_read_by_its_own_id() {
    let order = r#"{"symbol":"LTCBTC","orderId":1,"orderListId":-1,"clientOrderId":"myOrder1","price":"0.1","origQty":"1.0","executedQty":"0.0",
        "cummulativeQuoteQty":"0.0","status":"A_NEW_STATE","timeInForce":"GTC","type":"LIMIT","side":"BUY","stopPrice":"0.0","icebergQty":"0.0",
        "time":1499827319559,"updateTime":1499827319559,"isWorking":true,"workingTime":-1,"origQuoteOrderQty":"0.000000",
        "selfTradePreventionMode":"NONE"}"#;
    let server = Server::replying([(200, order)]);
    let request = GetOrder::new(
        "LTCBTC",
        GetOrderBy::OrigClientOrderId("myOrder1".to_owned()),
    );
    let order = client(&server).get_order(&request).await.expect("an order");
    assert_eq!(order.status, OrderStatus::Unknown("A_NEW_STATE".to_owned()));
    assert_eq!(order.working_time.map(|time| time.as_millis()), Some(-1));
    let target = signed_target(&server);
    assert!(
        target.starts_with("/api/v3/order?symbol=LTCBTC&origClientOrderId=myOrder1&timestamp="),
        "{target}"
    );
}
