//! CoinPayments from typed request to bytes on the wire and back, against a server that does not read the spec.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie::coinpayments::*;
use specie::runtime::RetryPolicy;
use specie::{ErrorKind, Map, Outcome, Timestamp};
use support::hmac_sha512_hex;
use test_server::{Reply, Server};

const PRIVATE: &str = "priv_Fedcba9876543210";

fn client(server: &Server) -> Client {
    let credentials = Credentials::new("pub_0123456789abcdef", PRIVATE)
        .ipn_secret("ipn_secret_1")
        .merchant_id("H");
    Client::builder(credentials)
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .expect("a client")
}

/// Answers `result` inside the provider's envelope.
fn ok(result: &str) -> Reply {
    Reply::json(200, format!(r#"{{"error":"ok","result":{result}}}"#))
}

#[tokio::test]
async fn the_documented_call_is_sent_byte_for_byte() {
    let server = Server::replying([ok(r#"{"address":"1BitcoinAddress"}"#)]);
    let client = Client::builder(Credentials::new("your_api_public_key", "test"))
        .base_url(server.url())
        .build()
        .unwrap();
    let answer = client
        .get_callback_address(&GetCallbackAddress::new("BTC"))
        .await
        .unwrap();
    assert_eq!(answer.address, "1BitcoinAddress");
    assert_eq!(answer.dest_tag, None);

    let request = server.only_request();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/api.php")
    );
    assert_eq!(
        request.text(),
        "currency=BTC&version=1&cmd=get_callback_address&key=your_api_public_key&format=json"
    );
    assert_eq!(
        request.header("hmac"),
        Some(
            "5590eac015e7692902e1a9cd5464f1d305a4b593d2f1343d826ac5affc5ac6f960a5167284f9bf31295cba0e04df9d8f7087935b5344c468ccf2dd036e159102"
        )
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn what_is_signed_is_what_is_sent() {
    let server = Server::replying([ok(
        r#"{"amount":"0.10000000","address":"A","dest_tag":77,"txn_id":"T","confirms_needed":"3","timeout":5400,
            "checkout_url":"https:\/\/x\/c","status_url":"s","qrcode_url":"q"}"#,
    )]);
    let request = CreateTransaction::new(
        "10.50".parse().unwrap(),
        "USD",
        "USDT.TRC20",
        "jörg+test@example.com",
    )
    .item_name("Tea & 茶 50% ~off")
    .custom("a=b c");
    let payment = client(&server).create_transaction(&request).await.unwrap();
    assert_eq!(payment.amount.as_str(), "0.10000000");
    assert_eq!(payment.dest_tag.as_deref(), Some("77"));
    assert_eq!(payment.confirms_needed, 3);
    assert_eq!(payment.checkout_url, "https://x/c");

    let request = server.only_request();
    assert_eq!(
        request.text(),
        "amount=10.50&currency1=USD&currency2=USDT.TRC20&buyer_email=j%C3%B6rg%2Btest%40example.com\
         &item_name=Tea%20%26%20%E8%8C%B6%2050%25%20~off&custom=a%3Db%20c\
         &version=1&cmd=create_transaction&key=pub_0123456789abcdef&format=json"
    );
    assert_eq!(
        request.header("HMAC"),
        Some(hmac_sha512_hex(PRIVATE, &request.body).as_str())
    );
}

#[tokio::test]
async fn a_mass_withdrawal_nests_its_fields_and_its_items_fail_alone() {
    let server = Server::replying([ok(
        r#"{"wd1":{"error":"ok","id":"W1","status":1,"amount":"1.00000000"},"wd2":{"error":"That amount is larger than your balance!"}}"#,
    )]);
    let mut all = Map::new();
    all.insert(
        "wd1",
        MassWithdrawal::new(
            "1".parse().unwrap(),
            "BTC",
            MassWithdrawalTo::Address("A".into()),
        )
        .note("x y"),
    );
    all.insert(
        "wd2",
        MassWithdrawal::new(
            "1000".parse().unwrap(),
            "BTC",
            MassWithdrawalTo::Pbntag("$someone".into()),
        ),
    );
    let results = client(&server)
        .create_mass_withdrawal(&CreateMassWithdrawal::new(all))
        .await
        .unwrap();
    let first = results.get("wd1").expect("an entry");
    assert_eq!(first.status, Some(WithdrawalStatus::Pending));
    let second = results.get("wd2").expect("an entry");
    assert_eq!(
        (second.error.as_str(), &second.id),
        ("That amount is larger than your balance!", &None)
    );

    let request = server.only_request();
    assert_eq!(
        request.text(),
        "wd[wd1][amount]=1&wd[wd1][currency]=BTC&wd[wd1][address]=A&wd[wd1][note]=x%20y\
         &wd[wd2][amount]=1000&wd[wd2][currency]=BTC&wd[wd2][pbntag]=%24someone\
         &version=1&cmd=create_mass_withdrawal&key=pub_0123456789abcdef&format=json"
    );
    assert_eq!(
        request.header("HMAC"),
        Some(hmac_sha512_hex(PRIVATE, &request.body).as_str())
    );
}

#[tokio::test]
async fn a_key_that_the_provider_would_drop_is_refused_before_anything_is_sent() {
    let server = Server::replying([ok("[]")]);
    let mut all = Map::new();
    all.insert(
        "wd-1",
        MassWithdrawal::new(
            "1".parse().unwrap(),
            "BTC",
            MassWithdrawalTo::Address("A".into()),
        ),
    );
    let error = client(&server)
        .create_mass_withdrawal(&CreateMassWithdrawal::new(all))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    assert!(server.requests().is_empty());

    let error = client(&server)
        .get_tx_ids(&GetTxIds::new().limit(101))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_parameter_that_changes_the_response_becomes_a_separate_method() {
    let server = Server::replying([
        ok(r#"["A","B"]"#),
        ok(r#"[{"txid":"A","user_is":"seller"},{"txid":"B","user_is":"judge"}]"#),
    ]);
    let client = client(&server);
    let newer = Timestamp::from_seconds(1_700_000_000).unwrap();
    let request = GetTxIds::new().limit(2).newer(newer);
    assert_eq!(client.get_tx_ids(&request).await.unwrap(), ["A", "B"]);
    let roles = client.get_tx_ids_with_role(&request).await.unwrap();
    assert_eq!(roles[0].user_is, TxSide::Seller);
    assert_eq!(roles[1].user_is, TxSide::Unknown("judge".into()));

    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|r| r.text().to_owned())
        .collect();
    let tail = "version=1&cmd=get_tx_ids&key=pub_0123456789abcdef&format=json";
    assert_eq!(bodies[0], format!("limit=2&newer=1700000000&{tail}"));
    assert_eq!(bodies[1], format!("limit=2&newer=1700000000&all=1&{tail}"));
}

#[tokio::test]
async fn odd_values_of_the_wire_are_read() {
    let server = Server::replying([
        ok(
            r#"{"BTC":{"is_fiat":0,"rate_btc":"1.000000000000000000000000","last_update":"1375473661","tx_fee":"0.00100000","status":"online",
            "name":"Bitcoin","confirms":"2","can_convert":1,"capabilities":["payments","wallet","teleport"],"accepted":1},
            "USDT.TRC20":{"is_fiat":0,"rate_btc":"0.000012","last_update":"1375473661","tx_fee":"1.0","status":"asleep","can_convert":0,"capabilities":[]}}"#,
        ),
        ok("[]"),
        ok(
            r#"{"LTCT":{"balance":92233720368547758089,"balancef":"922337203685.47758089","status":"unavailable","coin_status":"maintenance"}}"#,
        ),
        ok(
            r#"{"time_created":1424436465,"time_expires":1424436485,"status":-1,"status_text":"Cancelled / Timed Out","type":"coins","coin":"BTC",
            "amount":65000000,"amountf":"0.65000000","received":0,"receivedf":"0.00000000","recv_confirms":0,"payment_address":"X",
            "checkout":{"subtotal":1,"tax":0,"shipping":0,"total":1,"amount":1,"amountf":0.00000001,"test":0,"currency":"BTC","item_name":"",
            "item_number":"","invoice":"","custom":"","ipn_url":"","details":[]},"shipping":[]}"#,
        ),
        ok(
            r#"{"pbntag":"t","merchant":"M","profile_name":"","profile_url":"","profile_email":"","profile_image":"","member_since":1424436465,
            "feedback":{"pos":1,"neg":0,"neut":"6","total":7,"percent":"No Rating"}}"#,
        ),
    ]);
    let client = client(&server);

    let rates = client
        .rates(&Rates::new().accepted(RatesAccepted::Marked))
        .await
        .unwrap();
    let bitcoin = rates.get("BTC").expect("an entry");
    assert_eq!(bitcoin.rate_btc.as_str(), "1.000000000000000000000000");
    assert_eq!(
        bitcoin.last_update,
        Timestamp::from_seconds(1_375_473_661).unwrap()
    );
    assert_eq!(
        (bitcoin.confirms, bitcoin.can_convert, bitcoin.accepted),
        (Some(2), true, Some(true))
    );
    assert_eq!(
        bitcoin.capabilities[2],
        Capability::Unknown("teleport".into())
    );
    let tether = rates.get("USDT.TRC20").expect("an entry");
    assert_eq!(
        (tether.confirms, &tether.status),
        (None, &CoinStatus::Unknown("asleep".into()))
    );

    assert!(client.balances(&Balances::new()).await.unwrap().is_empty());
    let balances = client.balances(&Balances::new().all(true)).await.unwrap();
    let test_coin = balances.get("LTCT").expect("an entry");
    assert_eq!(test_coin.balance.as_str(), "92233720368547758089");
    assert_eq!(test_coin.status, BalanceStatus::Unavailable);

    let payment = client.get_tx_info_full(&GetTxInfo::new("T")).await.unwrap();
    assert_eq!(
        (payment.status, payment.time_completed),
        (PaymentStatus::Cancelled, None)
    );
    assert_eq!(payment.checkout.amountf.as_str(), "0.00000001");
    assert_eq!(payment.shipping, None);

    let tag = client.get_pbn_info(&GetPbnInfo::new("$t")).await.unwrap();
    assert_eq!((tag.feedback.neut, tag.feedback.total), (6, 7));

    assert!(
        server.requests()[0]
            .text()
            .starts_with("accepted=1&version=1&cmd=rates&")
    );
    assert!(
        server.requests()[3]
            .text()
            .starts_with("txid=T&full=1&version=1&cmd=get_tx_info&")
    );
}

#[tokio::test]
async fn a_refusal_comes_with_status_200() {
    let server = Server::replying([
        Reply::json(
            200,
            r#"{"error":"HMAC signature does not match","result":[]}"#,
        ),
        Reply::json(
            200,
            r#"{"error":"That amount is larger than your balance!","result":[]}"#,
        ),
        Reply::json(200, r#"{"error":"Something new"}"#),
        Reply::json(500, "<html>"),
    ]);
    let client = client(&server);
    let request = || {
        CreateWithdrawal::new(
            "1".parse().unwrap(),
            "BTC",
            CreateWithdrawalTo::Address("A".into()),
        )
    };

    let error = client.get_basic_info().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Auth, Outcome::Rejected)
    );
    assert!(
        error.to_string().contains("HMAC signature does not match"),
        "{error}"
    );
    let error = client.create_withdrawal(&request()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InsufficientFunds, Outcome::Rejected)
    );
    let error = client.get_basic_info().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    assert!(error.to_string().contains("Something new"), "{error}");
    let error = client.get_basic_info().await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains(PRIVATE));
}

#[tokio::test]
async fn a_lost_answer_to_a_withdrawal_is_ambiguous_and_sent_once() {
    let server = Server::replying([Reply::close()]);
    let request = CreateWithdrawal::new(
        "1".parse().unwrap(),
        "BTC",
        CreateWithdrawalTo::Domain("someone.crypto".into()),
    );
    let error = client(&server)
        .create_withdrawal(&request.auto_confirm(true))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error.to_string().contains("get_withdrawal_history"),
        "{error}"
    );
    let sent = server.only_request();
    assert!(
        sent.text()
            .starts_with("amount=1&currency=BTC&domain=someone.crypto&auto_confirm=1&version=1&"),
        "{}",
        sent.text()
    );
}

#[tokio::test]
async fn nonces_grow_when_they_are_asked_for() {
    let server = Server::replying([ok("[]"), ok("[]"), ok("[]")]);
    let credentials = Credentials::new("pub_0123456789abcdef", PRIVATE);
    let client = Client::builder(credentials)
        .settings(Settings::default().nonce(true))
        .base_url(server.url())
        .build()
        .unwrap();
    let (a, b, c) = tokio::join!(
        client.get_pbn_list(),
        client.get_pbn_list(),
        client.get_pbn_list()
    );
    for list in [a, b, c] {
        assert!(list.unwrap().is_empty());
    }
    let nonces: Vec<u64> = server
        .requests()
        .iter()
        .map(|r| {
            r.text()
                .split_once("&format=json&nonce=")
                .expect("a nonce at the end")
                .1
                .parse()
                .unwrap()
        })
        .collect();
    assert!(
        nonces.windows(2).all(|pair| pair[0] < pair[1]),
        "{nonces:?}"
    );
}
