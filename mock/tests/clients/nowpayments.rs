//! NOWPayments: PyPI `nowpayments-py` calls the mock, and reads its webhooks.

use crate::programs::{Result, changed, credential, mock, printed, python, received, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind, Webhook};
use test_server::ScriptServer;

/// The methods of the script, and the operations that they are.
const CALLS: [(&str, &str); 24] = [
    ("get_status", "get_status"),
    ("get_currencies", "list_currencies"),
    ("get_full_currencies", "list_full_currencies"),
    ("get_merchant_coins", "list_merchant_coins"),
    ("get_estimate_price", "get_estimate"),
    ("get_min_amount", "get_min_amount"),
    ("create_payment", "create_payment"),
    ("get_payment_status", "get_payment"),
    ("update_payment_estimate", "update_payment_estimate"),
    ("create_invoice", "create_invoice"),
    ("create_invoice_payment", "create_invoice_payment"),
    ("get_balance", "get_balance"),
    ("get_payout_fee", "get_payout_fee"),
    ("get_subscription_plans", "list_plans"),
    ("get_sub_partner_balance", "get_sub_partner_balance"),
    ("get_auth_token", "create_token"),
    ("get_payments", "list_payments"),
    ("create_payout", "create_payout"),
    ("get_payout_status", "get_payout"),
    ("get_payouts", "list_payouts"),
    ("create_sub_partner", "create_sub_partner"),
    ("deposit", "deposit"),
    ("get_transfers", "list_transfers"),
    ("create_conversion", "create_conversion"),
];

/// The methods that need a token.
const ACCOUNT: [&str; 6] = [
    "get_payments",
    "create_payout",
    "create_sub_partner",
    "deposit",
    "get_transfers",
    "create_conversion",
];

/// The results of all calls, by method.
async fn run(provider: &MockProvider, keys: [&str; 3]) -> Result<Value> {
    let [api_key, email, password] = keys;
    let arguments = [&provider.base_url(), api_key, email, password].map(str::to_owned);
    printed(|| python("call_nowpayments.py"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("nowpayments").await?;
    let own = |name| credential(&provider, name);
    let (api_key, email, password) = (own("api_key")?, own("email")?, own("password")?);
    let results = run(&provider, [&api_key, &email, &password]).await?;
    let accepted = CALLS.map(|(_, operation)| (operation.to_owned(), None));
    assert_eq!(verdicts(&provider), accepted);

    // What was sent is what was understood, and what was created is found again.
    let (created, found) = (&results["create_payment"], &results["get_payment_status"]);
    assert_eq!(created["price_amount"], 29.99);
    assert_eq!(created["order_id"], "order-123");
    assert_eq!(found["payment_id"], created["payment_id"]);
    assert_eq!(found["order_id"], "order-123");
    let payments = results["get_payments"]["data"].as_array();
    let payments = payments.ok_or("a list of payments")?;
    assert!(
        payments
            .iter()
            .any(|payment| payment["payment_id"] == created["payment_id"])
    );
    let calls = provider.calls().into_iter();
    let sent = calls.filter(|call| call.operation.as_deref() == Some("create_payment"));
    let sent: Vec<_> = sent.map(|call| call.params).collect();
    assert!(
        matches!(sent.as_slice(), [params] if params.contains("192.0.2.1")),
        "{sent:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_password_is_refused() -> Result<()> {
    let provider = mock("nowpayments").await?;
    let own = |name| credential(&provider, name);
    let (api_key, email, password) = (own("api_key")?, own("email")?, own("password")?);

    // A key that is not known: every call that has one.
    let results = run(&provider, [&changed(&api_key), &email, &password]).await?;
    let public = ["get_status", "get_auth_token"];
    for ((method, _), (operation, found)) in CALLS.iter().zip(verdicts(&provider)) {
        if public.contains(method) {
            assert_eq!(found, None, "{operation}");
        } else {
            assert_eq!(found, Some(RefusalKind::UnknownKey), "{operation}");
            assert_eq!(results[method]["code"], "INVALID_API_KEY", "{method}");
        }
    }

    // A token that was not given: the calls that need one.
    let before = provider.calls().len();
    run(&provider, [&api_key, &email, &changed(&password)]).await?;
    let found = verdicts(&provider).split_off(before);
    for ((method, _), (operation, found)) in CALLS.iter().zip(found) {
        if ACCOUNT.contains(method) || *method == "get_auth_token" {
            assert!(found.is_some(), "{operation}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn webhooks_are_verified_and_tampered_ones_rejected() -> Result<()> {
    let provider = mock("nowpayments").await?;
    let secret = credential(&provider, "ipn_secret")?;
    let receiver = |secret: &str| {
        let mut command = python("receive_webhooks.py");
        command.args(["nowpayments_ipn", secret]);
        ScriptServer::start(command)
    };
    let own = receiver(&secret);
    let example = Webhook::new("ipn", own.url());
    let with_fees = Webhook::new("ipn", own.url()).body(WITH_FEES);
    for delivery in [example, with_fees] {
        assert_eq!(received(&provider, &delivery).await?, "accepted");
        assert_eq!(received(&provider, &delivery.tampered()).await?, "rejected");
    }
    let other = receiver(&changed(&secret));
    let delivery = Webhook::new("ipn", other.url());
    assert_eq!(received(&provider, &delivery).await?, "rejected");
    Ok(())
}

/// A payment with an inner object, whose members are sorted too, and with a small number.
const WITH_FEES: &str = r#"{"payment_id":5745459419,"parent_payment_id":null,"payment_status":"finished","price_amount":1.5,"price_currency":"usd",
"pay_amount":0.00017070286,"actually_paid":0.00017070286,"pay_currency":"btc","order_id":"RGDBP-21314","purchase_id":"5837122679",
"fee":{"currency":"btc","depositFee":0.09853637216235617,"withdrawalFee":0,"serviceFee":0}}"#;
