//! Calypso Pay from typed request to bytes on the wire and back, against a server that does not read the spec.

#![allow(missing_docs, reason = "tests")]

mod support;

use serde_json::{Value, json};
use specie::calypso::*;
use specie::runtime::RetryPolicy;
use specie::{ErrorKind, Json, Outcome};
use std::time::{SystemTime, UNIX_EPOCH};
use support::hmac_sha512_hex;
use test_server::{Reply, Request, Server};

const KEY: &str = "c529e14832b34b74972365cf7bf02430";
const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";
const ACCOUNT: &str = "0xc195df92dd9db2a8f28e597981f113d6e7582f8b";
const ID: &str = "1be6a518-6dcd-477d-96af-dd914b1300ce";

fn client(server: &Server) -> Client {
    Client::builder(Credentials::new(KEY, SECRET).account(ACCOUNT))
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

/// Proves key, signature and clock of a request, and gives its body without the timestamp.
fn proven(request: &Request) -> Value {
    assert_eq!(request.header("Key"), Some(KEY));
    assert_eq!(
        request.header("Sign"),
        Some(hmac_sha512_hex(SECRET, &request.body).as_str())
    );
    assert_eq!(request.header("Content-Type"), Some("application/json"));
    let mut body: Value = serde_json::from_slice(&request.body).expect("JSON");
    let stamp = body
        .as_object_mut()
        .expect("an object")
        .remove("timestamp")
        .expect("a timestamp")
        .as_u64()
        .expect("an integer");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_millis() as u64;
    assert!(
        stamp <= now && now - stamp < 60_000,
        "{stamp} is now, {now}, in milliseconds"
    );
    body
}

const INVOICE: &str = r#"{"id":"I1","invoiceAddress":"0xabc","type":"SINGLE","amount":0.001,"fee":1e-7,"totalDebitAmount":0,"currency":"ETH",
    "state":"PENDING_PAYMENT","description":"Tea","createdDate":"2023-03-15T12:13:05.909Z","idempotencyKey":"1be6a518-6dcd-477d-96af-dd914b1300ce",
    "isInterventionResolved":false,"subscriptionEnabled":false,"fiatAvailable":true,"autoconversion":{"targetCurrency":"USDT","amount":1.5},
    "somethingNew":[1,{"a":null}]}"#;

#[tokio::test]
async fn an_invoice_is_signed_inside_the_envelope_of_an_account() {
    let server = Server::replying([(200, INVOICE)]);
    let request =
        CreateSingleInvoice::new("0.001".parse().unwrap(), "ETH", "Café 比").idempotency_key(ID);
    let invoice = client(&server)
        .create_single_invoice(&request)
        .await
        .unwrap();
    assert_eq!(invoice.state, InvoiceState::PendingPayment);
    assert_eq!(
        invoice.amount.as_ref().map(specie::Amount::as_str),
        Some("0.001")
    );
    assert_eq!(
        invoice.fee.as_ref().map(specie::Amount::as_str),
        Some("1e-7")
    );
    assert_eq!(invoice.created_date.as_millis(), 1_678_882_385_909);
    assert_eq!(invoice.autoconversion.expect("one").target_currency, "USDT");

    let sent = server.only_request();
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str()),
        ("POST", "/api/v1/invoice/single/create")
    );
    let (head, tail) = sent
        .text()
        .split_once(r#","timestamp":"#)
        .expect("a timestamp");
    assert_eq!(head, format!(r#"{{"account":"{ACCOUNT}""#));
    let (_, payload) = tail.split_once(',').expect("a payload");
    assert_eq!(
        payload,
        format!(
            r#""payload":{{"amount":0.001,"currency":"ETH","description":"Café 比","idempotencyKey":"{ID}"}}}}"#
        )
    );
    proven(&sent);
}

#[tokio::test]
async fn calls_without_an_account_name_none() {
    let server = Server::replying([
        (
            200,
            r#"{"userFullInfo":{"id":"1","username":"2","companyId":"3","companyName":"C","active":true,"blocked":false,"roles":["SYSTEM"]},
            "permissions":[{"accountId":"0x1","accountName":"A","permissionGroups":[{"groupId":7,"name":"G","permissionData":{"p":"READ"}}]}],
            "availableAccounts":[{"account":"0x1","name":"A"}]}"#,
        ),
        (
            200,
            r#"{"currencyRates":[{"fromCurrency":"ETH","toCurrency":"USD","rates":1800.123456789012345678,"ratesDate":"2023-01-01T00:00:00Z"}]}"#,
        ),
        (200, r#"{"ratesMap":{"EUR":{"USD":1.05,"ARS":400}}}"#),
    ]);
    let client = client(&server);
    let user = client.get_current_user().await.unwrap();
    assert_eq!(user.user_full_info.roles, ["SYSTEM"]);
    assert_eq!(
        user.permissions[0].permission_groups[0]
            .permission_data
            .get("p")
            .map(String::as_str),
        Some("READ")
    );
    let rates = client
        .get_rates(&GetRates::new(vec!["ETH".into()], vec!["USD".into()]))
        .await
        .unwrap();
    assert_eq!(
        rates.currency_rates[0].rates.as_str(),
        "1800.123456789012345678"
    );
    let fiat = client
        .get_fiat_rates(&GetFiatRates::new(
            vec!["EUR".into()],
            vec!["USD".into(), "ARS".into()],
        ))
        .await
        .unwrap();
    assert_eq!(
        fiat.rates_map
            .get("EUR")
            .and_then(|to| to.get("ARS"))
            .map(specie::Amount::as_str),
        Some("400")
    );

    let bodies: Vec<Value> = server.requests().iter().map(proven).collect();
    assert_eq!(bodies[0], json!({}));
    assert_eq!(
        bodies[1],
        json!({"payload": {"fromCurrencies": ["ETH"], "toCurrencies": ["USD"]}})
    );
    assert_eq!(
        bodies[2],
        json!({"payload": {"from": ["EUR"], "to": ["USD", "ARS"]}})
    );
    let targets: Vec<String> = server.requests().into_iter().map(|r| r.target).collect();
    assert_eq!(
        targets,
        ["/api/v1/user/current", "/api/v1/rate", "/api/v1/rate/fiat"]
    );
}

#[tokio::test]
async fn without_members_there_is_no_payload_and_a_delete_has_a_body() {
    let server = Server::replying([
        Reply::json(
            200,
            r#"{"currencyPairs":{"ETH":[{"name":"USDT","scale":6}]}}"#,
        ),
        Reply::json(200, ""),
    ]);
    let client = client(&server);
    let pairs = client.get_currency_pairs().await.unwrap();
    assert_eq!(
        pairs.currency_pairs.get("ETH").expect("an entry")[0].name,
        "USDT"
    );
    client
        .delete_subscription(&DeleteSubscription::new(ID))
        .await
        .unwrap();

    let sent = server.requests();
    assert_eq!(proven(&sent[0]), json!({"account": ACCOUNT}));
    assert_eq!(
        (sent[1].method.as_str(), sent[1].target.as_str()),
        ("DELETE", "/api/v1/subscription/webhook")
    );
    assert_eq!(
        proven(&sent[1]),
        json!({"account": ACCOUNT, "payload": {"requestId": ID}})
    );
}

#[tokio::test]
async fn a_parameter_of_the_path_leaves_the_body() {
    let limit = r#"{"minLimit":1,"maxLimit":2.50,"limitCurrency":"EUR"}"#;
    let server = Server::replying([(200, limit), (200, limit)]);
    let client = client(&server);
    let limit = client
        .get_c2f_limit(&GetC2fLimit::new("SELL", "EUR"))
        .await
        .unwrap();
    assert_eq!(limit.max_limit.as_str(), "2.50");
    client
        .get_c2f_limit(&GetC2fLimit::new("a?b/c d", "EUR"))
        .await
        .unwrap();
    let sent = server.requests();
    assert_eq!(sent[0].target, "/api/v1/c2f/order/SELL/limit");
    assert_eq!(
        proven(&sent[0]),
        json!({"account": ACCOUNT, "payload": {"fiatCurrency": "EUR"}})
    );
    assert_eq!(sent[1].target, "/api/v1/c2f/order/a%3Fb%2Fc%20d/limit");

    for unsafe_value in ["", "..", "../.."] {
        assert!(
            client
                .get_c2f_limit(&GetC2fLimit::new(unsafe_value, "EUR"))
                .await
                .is_err(),
            "{unsafe_value:?}"
        );
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_body_that_no_page_shows_is_the_callers() {
    let server = Server::replying([(200, r#"{"id":1,"recipients":[]}"#)]);
    let payload = Json::parse(
        br#"{"currency":"ETH","amounts":[0.1,{"b":null,"a":"x"}],"idempotencyKey":"k"}"#,
    )
    .unwrap();
    let answer = client(&server)
        .create_mass_payout(&CreateMassPayout::new(payload))
        .await
        .unwrap();
    assert_eq!(answer.get("id").and_then(Json::as_i64), Some(1));
    let sent = server.only_request();
    assert!(sent.text().ends_with(r#","payload":{"currency":"ETH","amounts":[0.1,{"b":null,"a":"x"}],"idempotencyKey":"k"}}"#), "{}", sent.text());
    proven(&sent);
}

#[tokio::test]
async fn an_amount_that_a_json_number_cannot_carry_is_not_changed_silently() {
    let server = Server::replying([(200, "{}")]);
    let amount = "0.123456789012345678";
    let request = CreatePayout::new("0xabc", amount.parse().unwrap(), "ETH");
    let result = client(&server).create_payout(&request).await;
    match server.requests().as_slice() {
        [] => assert_eq!(result.unwrap_err().kind(), ErrorKind::Request),
        [sent] => assert!(
            sent.text().contains(&format!(r#""amount":{amount},"#)),
            "{}",
            sent.text()
        ),
        more => panic!("{more:?}"),
    }
}

#[tokio::test]
async fn codes_tell_what_went_wrong() {
    let refusals = [
        (400, "000", ErrorKind::Internal),
        (400, "001", ErrorKind::Invalid),
        (400, "002", ErrorKind::Auth),
        (500, "003", ErrorKind::Auth),
        (400, "004", ErrorKind::NotFound),
        (400, "006", ErrorKind::Conflict),
        (400, "010", ErrorKind::Permission),
        (400, "011", ErrorKind::Clock),
        (400, "016", ErrorKind::Conflict),
        (401, "", ErrorKind::Auth),
    ];
    for (status, code, kind) in refusals {
        let body = format!(r#"{{"errorCode":"{code}","message":"told so","traceId":"trace-1"}}"#);
        let server = Server::replying([(status, body)]);
        let error = client(&server)
            .get_invoice(&GetInvoice::new(GetInvoiceBy::Id("I1".into())))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {code}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.request_id(), Some("trace-1"));
        assert!(error.to_string().contains("told so"), "{error}");
        assert!(!format!("{error:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn a_lost_answer_to_an_exchange_is_ambiguous_and_sent_once() {
    let server = Server::replying([Reply::close()]);
    let request = CreateExchange::new("ETH", "USDT", "1".parse().unwrap());
    let error = client(&server).create_exchange(&request).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.to_string().contains("get_account"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_secret_of_a_subscription_shows_only_when_it_is_asked_for() {
    const GOOD: &str = r#"{"requestId":"R1","url":"https://me.example","publicKey":"5f1d","secretKey":"9a3ed8ae2b","createdDate":"2023-03-15T12:13:05Z"}"#;
    let bad = GOOD.replace("2023-03-15T12:13:05Z", "soon");
    let server = Server::replying([(200, GOOD), (200, &bad), (200, &bad[..90])]);
    let client = client(&server);
    let request = CreateSubscription::new(ID, "https://me.example");

    let made = client.create_subscription(&request).await.unwrap();
    assert_eq!(made.secret_key.expose(), "9a3ed8ae2b");
    assert!(!format!("{made:?}").contains("9a3ed8ae2b"));

    // The error of an answer that cannot be read keeps all of it but the secret.
    let error = client.create_subscription(&request).await.unwrap_err();
    assert_eq!(error.json_path().as_deref(), Some("$.createdDate"));
    let raw = error.raw().expect("the answer");
    assert!(
        raw.contains(r#""publicKey":"5f1d","secretKey":"[redacted]","createdDate":"soon""#),
        "{raw}"
    );
    assert!(!format!("{error:?} {error}").contains("9a3ed8ae2b"));

    // One that breaks off proves no success, and nothing of it is kept: nobody can tell where the secret is.
    let error = client.create_subscription(&request).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.raw()),
        (Outcome::Ambiguous, Some("[redacted]"))
    );
}
