//! Binance Pay: Binance's own PyPI `binance-pay-connector` calls the mock, and Node's `crypto` verifies its webhooks as the provider's sample does.

use crate::programs::{
    Result, changed, credential, mock, node, printed, python, received, verdicts,
};
use serde_json::Value;
use specie::ErrorKind;
use specie::binance_pay::{Client, Credentials, Notice, PayNoticeStatus};
use specie_mock::{MockProvider, RefusalKind, Webhook};
use test_server::{ScriptServer, Server};

/// The methods of the script, and the operations that they are.
const CALLS: [(&str, &str); 11] = [
    ("new_order", "create_order_v2"),
    ("get_order", "get_order"),
    ("refund_order", "create_refund"),
    ("get_refund_order", "get_refund"),
    ("cancel_order", "close_order"),
    ("get_wallet_balance", "get_balance"),
    ("transfer_fund", "create_transfer"),
    ("get_transfer_result", "get_transfer"),
    ("batch_payout", "create_payout"),
    ("get_payout", "get_payout"),
    ("new_sub_merchant", "create_sub_merchant"),
];

/// The responses of all calls, by method.
async fn run(provider: &MockProvider, api_key: &str, secret: &str) -> Result<Value> {
    let arguments = [&provider.base_url(), api_key, secret].map(str::to_owned);
    printed(|| python("call_binance_pay.py"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("binance_pay").await?;
    let own = |name| credential(&provider, name);
    let responses = run(&provider, &own("api_key")?, &own("secret")?).await?;
    let accepted = CALLS.map(|(_, operation)| (operation.to_owned(), None));
    assert_eq!(verdicts(&provider), accepted);
    for (method, _) in CALLS {
        let response = &responses[method];
        assert_eq!(response["status"], "SUCCESS", "{method}: {response}");
        assert_eq!(response["code"], "000000", "{method}: {response}");
    }

    // What was created is found again, by the reference of the caller.
    let (created, found) = (&responses["new_order"], &responses["get_order"]);
    assert_eq!(found["data"]["prepayId"], created["data"]["prepayId"]);
    assert_eq!(found["data"]["merchantTradeNo"], "9825382937292");
    let (created, found) = (&responses["refund_order"], &responses["get_refund_order"]);
    assert_eq!(created["data"]["refundRequestId"], "refund-1");
    assert_eq!(found["data"]["refundRequestId"], "refund-1");
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    let provider = mock("binance_pay").await?;
    let (key, secret) = (
        credential(&provider, "api_key")?,
        credential(&provider, "secret")?,
    );
    for (key, secret, kind, codes) in [
        (
            changed(&key),
            secret.clone(),
            RefusalKind::UnknownKey,
            ["400004", "400005"].as_slice(),
        ),
        (
            key.clone(),
            changed(&secret),
            RefusalKind::WrongSignature,
            ["400002"].as_slice(),
        ),
    ] {
        let before = provider.calls().len();
        let responses = run(&provider, &key, &secret).await?;
        let refused = verdicts(&provider).split_off(before);
        assert_eq!(refused.len(), CALLS.len());
        assert!(
            refused.iter().all(|(_, found)| *found == Some(kind)),
            "{refused:?}"
        );
        for (method, _) in CALLS {
            let code = responses[method]["code"].as_str().unwrap_or_default();
            assert!(codes.contains(&code), "{method}: {}", responses[method]);
        }
    }
    Ok(())
}

#[tokio::test]
async fn webhooks_are_verified_and_tampered_ones_rejected() -> Result<()> {
    let provider = mock("binance_pay").await?;
    // Public keys by their serial numbers.
    let keys = credential(&provider, "certificates")?;
    let mut command = node("receive_binance_pay.js");
    command.arg(&keys);
    let own = ScriptServer::start(command);
    let delivery = Webhook::new("notification", own.url());
    assert_eq!(received(&provider, &delivery).await?, "accepted");
    assert_eq!(received(&provider, &delivery.tampered()).await?, "rejected");
    Ok(())
}

#[tokio::test]
async fn the_generated_client_fetches_the_keys_that_verify() -> Result<()> {
    let provider = mock("binance_pay").await?;
    let own = |name| credential(&provider, name);
    let client = Client::builder(Credentials::new(own("api_key")?, own("secret")?))
        .base_url(&provider.base_url())
        .build()?;
    let shop = Server::replying(["{}"; 2]);
    let delivery = Webhook::new("notification", shop.url());
    provider.send_webhook(&delivery).await?;
    provider.send_webhook(&delivery.tampered()).await?;
    let received = shop.requests();
    let [genuine, tampered] = received.as_slice() else {
        return Err(format!("{} deliveries", received.len()).into());
    };
    // Nothing verifies before the keys are there.
    let early = client.verify_notification(genuine.headers.clone(), &genuine.body);
    assert!(early.is_err());
    client.fetch_keys().await?;
    let verified = client.verify_notification(genuine.headers.clone(), &genuine.body)?;
    match verified.event() {
        Notice::Pay(paid) => {
            assert_eq!(paid.biz_status, PayNoticeStatus::Success);
            assert_eq!(paid.data.total_fee, "0.88".parse()?);
        }
        other => return Err(format!("{other:?}").into()),
    }
    let refused = client.verify_notification(tampered.headers.clone(), &tampered.body);
    let refused = refused.err().ok_or("a tampered delivery was accepted")?;
    assert_eq!(refused.kind(), ErrorKind::Verify);
    Ok(())
}
