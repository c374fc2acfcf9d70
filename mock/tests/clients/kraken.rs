//! Kraken: npm `node-kraken-api`. Its bodies are forms.

use crate::programs::{Result, changed, credential, mock, node, printed, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind};

/// The calls of the script, and the operations that they are.
const CALLS: [(&str, &str); 16] = [
    ("Time", "get_server_time"),
    ("SystemStatus", "get_system_status"),
    ("Assets", "get_assets"),
    ("Balance", "get_balance"),
    ("AddOrder", "add_order"),
    ("QueryOrders", "query_orders"),
    ("OpenOrders", "get_open_orders"),
    ("AmendOrder", "amend_order"),
    ("CancelOrder", "cancel_order"),
    ("TradesHistory", "get_trades_history"),
    ("Ledgers", "get_ledgers"),
    ("TradeVolume", "get_trade_volume"),
    ("DepositMethods", "get_deposit_methods"),
    ("Withdraw", "withdraw"),
    ("WithdrawStatus", "get_withdrawal_status"),
    ("Earn/AllocateStatus", "get_earn_allocation_status"),
];

/// The calls that are not signed.
const PUBLIC: usize = 3;

async fn run(provider: &MockProvider, api_key: &str, secret: &str) -> Result<Value> {
    let arguments = [&provider.base_url(), api_key, secret].map(str::to_owned);
    printed(|| node("call_kraken.js"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("kraken").await?;
    let own = |name| credential(&provider, name);
    let responses = run(&provider, &own("api_key")?, &own("secret")?).await?;
    let accepted: Vec<_> = CALLS.map(|(_, name)| (name.to_owned(), None)).into();
    assert_eq!(verdicts(&provider), accepted);
    for (call, _) in CALLS {
        // The client gives the result; it fails if the response has no list of errors.
        let result = &responses[call];
        assert!(
            !result.is_null() && result["failed"].is_null(),
            "{call}: {result}"
        );
    }

    // What was sent is what was understood: an object in brackets, a list with commas, letters beyond ASCII.
    let sent = |index: usize| -> Result<Value> {
        let call = provider.calls().into_iter().nth(index);
        let params = call.map(|call| call.params).unwrap_or_default();
        Ok(serde_json::from_str(&params)?)
    };
    let order = sent(4)?;
    assert_eq!(order["close"]["price2"], "18999.5", "{order}");
    assert_eq!(order["cl_ord_id"], "tea-and-cake", "{order}");
    assert_eq!(sent(13)?["key"], "Wallet of Jörg & Söhne *~");
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    let provider = mock("kraken").await?;
    let (key, secret) = (
        credential(&provider, "api_key")?,
        credential(&provider, "secret")?,
    );
    // Another secret of the same length, in base64.
    let other = "b3RoZXIgc2VjcmV0IG9mIHRoZSBzYW1lIGxlbmd0aCE=";
    for (key, secret, kind, code) in [
        (
            changed(&key),
            secret.as_str(),
            RefusalKind::UnknownKey,
            "EAPI:Invalid key",
        ),
        (
            key.clone(),
            other,
            RefusalKind::WrongSignature,
            "EAPI:Invalid signature",
        ),
    ] {
        let before = provider.calls().len();
        let responses = run(&provider, &key, secret).await?;
        let refused = verdicts(&provider).split_off(before);
        for (at, (call, operation)) in CALLS.iter().enumerate().skip(PUBLIC) {
            let expected = ((*operation).to_owned(), Some(kind));
            assert_eq!(refused.get(at), Some(&expected), "{call}");
            assert_eq!(responses[call]["failed"][0], code, "{call}");
        }
    }
    Ok(())
}
