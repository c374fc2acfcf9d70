//! Bybit: npm `bybit-api`, with a secret and with a key of RSA. Its queries are not escaped.

use crate::programs::{Result, changed, credential, mock, mock_with, node, printed, verdicts};
use serde_json::{Value, json};
use specie_mock::{MockProvider, RefusalKind};

/// The calls of the script, and the operations that they are.
const CALLS: [(&str, &str); 18] = [
    ("time", "get_server_time"),
    ("tickers", "get_tickers"),
    ("klines", "get_klines"),
    ("wallet", "get_wallet_balance"),
    ("create", "create_order"),
    ("open", "get_open_orders"),
    ("amend", "amend_order"),
    ("cancel", "cancel_order"),
    ("batch", "create_orders"),
    ("history", "get_order_history"),
    ("executions", "get_executions"),
    ("positions", "get_positions"),
    ("leverage", "set_leverage"),
    ("transfer", "create_internal_transfer"),
    ("deposits", "get_deposits"),
    ("withdraw", "withdraw"),
    ("collateral", "set_collateral_coin"),
    ("key", "get_api_key_info"),
];

/// The calls that are not signed.
const PUBLIC: usize = 3;

const KEY: &str = "test-api-key-0001";
const SECRET: &str = "S3cr3tKey-0123456789abcdefABCD";

async fn run(provider: &MockProvider, api_key: &str, secret: &str) -> Result<Value> {
    let arguments = [&provider.base_url(), api_key, secret].map(str::to_owned);
    printed(|| node("call_bybit.js"), arguments).await
}

fn sent(provider: &MockProvider, index: usize) -> Result<Value> {
    let call = provider.calls().into_iter().nth(index);
    let params = call.map(|call| call.params).unwrap_or_default();
    Ok(serde_json::from_str(&params)?)
}

#[tokio::test]
async fn every_call_is_accepted_with_a_secret_and_with_a_key_of_rsa() -> Result<()> {
    // The secret that a mock makes up is a private key.
    for provider in [
        mock("bybit").await?,
        mock_with("bybit", [("api_key", KEY), ("secret", SECRET)]).await?,
    ] {
        let own = |name| credential(&provider, name);
        let responses = run(&provider, &own("api_key")?, &own("secret")?).await?;
        let accepted: Vec<_> = CALLS.map(|(_, name)| (name.to_owned(), None)).into();
        assert_eq!(verdicts(&provider), accepted);
        for (call, _) in CALLS {
            assert_eq!(responses[call]["retCode"], 0, "{call}: {}", responses[call]);
        }

        // What was sent is what was understood.
        assert_eq!(sent(&provider, 3)?["coin"], "USDT,USDC");
        assert_eq!(sent(&provider, 8)?["request"][1]["orderLinkId"], "batch-2");
        assert_eq!(
            sent(&provider, 15)?["address"],
            "0x99ced129603abc771c0dabe935c326ff6c86645d"
        );

        // The order that was placed is the one that is listed, with the id that the client chose.
        let placed = &responses["create"]["result"];
        assert_eq!(placed["orderLinkId"], "tea-and_cake");
        let open = &responses["open"]["result"]["list"][0];
        assert_eq!(open["orderId"], placed["orderId"]);
        assert_eq!(open["orderLinkId"], "tea-and_cake");
        assert_eq!(open["price"], "20000.5");
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    let provider = mock_with("bybit", [("api_key", KEY), ("secret", SECRET)]).await?;
    // 10003 is an unknown key, 10004 a wrong signature.
    for (key, secret, kind, code) in [
        (
            changed(KEY),
            SECRET.to_owned(),
            RefusalKind::UnknownKey,
            10003,
        ),
        (
            KEY.to_owned(),
            changed(SECRET),
            RefusalKind::WrongSignature,
            10004,
        ),
    ] {
        let before = provider.calls().len();
        let responses = run(&provider, &key, &secret).await?;
        let refused = verdicts(&provider).split_off(before);
        for (at, (call, operation)) in CALLS.iter().enumerate().skip(PUBLIC) {
            let expected = ((*operation).to_owned(), Some(kind));
            assert_eq!(refused.get(at), Some(&expected), "{call}");
            assert_eq!(
                responses[call]["retCode"],
                json!(code),
                "{call}: {}",
                responses[call]
            );
        }
    }
    Ok(())
}
