//! Cryptomus: PyPI `pyCryptomusAPI` calls the mock, and reads its webhooks.

use crate::programs::{Result, changed, credential, mock, printed, python, received, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind, Webhook};
use test_server::ScriptServer;

/// The methods of the script, and the operations that they are.
const CALLS: [(&str, &str); 17] = [
    ("create_invoice", "create_payment"),
    ("payment_information", "get_payment"),
    ("payment_history", "list_payments"),
    ("payment_services", "list_payment_services"),
    ("payment_qr_code", "get_payment_qr"),
    ("resend_payment_webhook", "resend_payment_webhook"),
    ("refund", "refund_payment"),
    ("create_wallet", "create_wallet"),
    ("block_wallet", "block_wallet"),
    ("balance", "get_balance"),
    ("create_payout", "create_payout"),
    ("payout_information", "get_payout"),
    ("payout_history", "list_payouts"),
    ("payout_services", "list_payout_services"),
    ("transfer_to_personal", "transfer_to_personal"),
    ("create_recurrence", "create_recurrence"),
    ("test_payout_webhook", "test_payout_webhook"),
];

/// The methods that are signed with the key of payouts.
const PAYOUTS: [&str; 6] = [
    "create_payout",
    "payout_information",
    "payout_history",
    "payout_services",
    "transfer_to_personal",
    "test_payout_webhook",
];

/// The results of all calls, by method.
async fn run(provider: &MockProvider, keys: [&str; 3]) -> Result<Value> {
    let [merchant, payment, payout] = keys;
    let arguments = [&provider.base_url(), merchant, payment, payout].map(str::to_owned);
    printed(|| python("call_cryptomus.py"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("cryptomus").await?;
    let own = |name| credential(&provider, name);
    let (merchant, payment, payout) = (own("merchant")?, own("payment_key")?, own("payout_key")?);
    let results = run(&provider, [&merchant, &payment, &payout]).await?;
    let accepted = CALLS.map(|(_, operation)| (operation.to_owned(), None));
    assert_eq!(verdicts(&provider), accepted);

    // What was sent is what was understood, and what was created is found again.
    let (created, found) = (&results["create_invoice"], &results["payment_information"]);
    assert_eq!(created["amount"], 15.5);
    assert_eq!(created["order_id"], "order-1");
    assert_eq!(found["uuid"], created["uuid"]);
    let (created, found) = (&results["create_payout"], &results["payout_information"]);
    assert_eq!(created["amount"], 5.0);
    assert_eq!(created["order_id"], "payout-1");
    assert_eq!(found["uuid"], created["uuid"]);
    assert_eq!(found["currency"], "USDT");
    Ok(())
}

#[tokio::test]
async fn each_key_signs_its_own_calls() -> Result<()> {
    let provider = mock("cryptomus").await?;
    let own = |name| credential(&provider, name);
    let (merchant, payment, payout) = (own("merchant")?, own("payment_key")?, own("payout_key")?);
    let (no_merchant, no_payment, no_payout) =
        (changed(&merchant), changed(&payment), changed(&payout));
    let wrong = Some(RefusalKind::WrongSignature);
    let unknown = Some(RefusalKind::UnknownKey);
    for (keys, of_payments, of_payouts) in [
        ([&merchant, &no_payment, &payout], wrong, None),
        ([&merchant, &payment, &no_payout], None, wrong),
        ([&no_merchant, &payment, &payout], unknown, unknown),
    ] {
        let before = provider.calls().len();
        run(&provider, keys.map(String::as_str)).await?;
        let found = verdicts(&provider).split_off(before);
        let expected = CALLS.map(|(method, _)| match PAYOUTS.contains(&method) {
            true => of_payouts,
            false => of_payments,
        });
        // A call about what an earlier call should have created may be refused for that.
        for ((operation, found), expected) in found.iter().zip(expected) {
            if expected.is_some() {
                assert_eq!(*found, expected, "{operation}");
            } else {
                assert!(
                    matches!(found, None | Some(RefusalKind::NotFound)),
                    "{operation}: {found:?}"
                );
            }
        }
        assert_eq!(found.len(), CALLS.len());
    }
    Ok(())
}

#[tokio::test]
async fn webhooks_are_verified_and_tampered_ones_rejected() -> Result<()> {
    let provider = mock("cryptomus").await?;
    for (webhook, key, other, body) in [
        ("payments", "payment_key", "payout_key", PAYMENT),
        ("payouts", "payout_key", "payment_key", PAYOUT),
    ] {
        let receiver = |key: String| {
            let mut command = python("receive_webhooks.py");
            command.args([format!("cryptomus_{webhook}"), key]);
            ScriptServer::start(command)
        };
        let own = receiver(credential(&provider, key)?);
        let delivery = Webhook::new(webhook, own.url()).body(body);
        assert_eq!(received(&provider, &delivery).await?, "accepted");
        assert_eq!(received(&provider, &delivery.tampered()).await?, "rejected");
        let other = receiver(credential(&provider, other)?);
        let delivery = Webhook::new(webhook, other.url()).body(body);
        assert_eq!(received(&provider, &delivery).await?, "rejected");
    }
    Ok(())
}

/// Members of the provider's page, with what PHP writes in its own way: slashes, and letters that are not ASCII.
const PAYMENT: &str = r#"{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"97a75bf8eda5cca41ba9d2e104840fcd",
"amount":"3.00000000","payment_amount":"3.00000000","payment_amount_usd":"0.23","merchant_amount":"2.94000000","commission":"0.06000000",
"is_final":true,"status":"paid","from":"THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH","wallet_address_uuid":null,"network":"tron","currency":"TRX",
"payer_currency":"TRX","additional_data":"https://shop.example/größe","convert":{"to_currency":"USDT","commission":null,"rate":"0.07700000",
"amount":"0.22638000"},"txid":"6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b"}"#;
const PAYOUT: &str = r#"{"type":"payout","uuid":"a04b1a9e-8a5e-4a5e-9b6c-0123456789ab","order_id":"555321","amount":"15.00000000",
"merchant_amount":"16.50000000","commission":"1.50000000","is_final":true,"status":"paid","currency":"USDT","network":"tron",
"payer_currency":"USDT","payer_amount":"15.00000000"}"#;
