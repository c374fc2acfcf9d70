//! CoinPort: PyPI `python-peatio`, with a signed key. Its bodies are JSON without a content type.

use crate::programs::{Result, changed, credential, mock, printed, python, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind};

/// The methods of the script, and the operations that they are.
const CALLS: [(&str, &str); 15] = [
    ("all_currency_balance", "list_balances"),
    ("account_balances_currency", "get_balance"),
    ("create_limit_order", "create_order"),
    ("id_cancel", "cancel_order"),
    ("all_cancel", "cancel_orders"),
    ("all_cancel_custom", "cancel_orders"),
    ("all_markets", "list_markets"),
    ("all_markets_tickers", "list_tickers"),
    ("market_tickers", "get_ticker"),
    ("markets_tickers_klines", "list_candles"),
    ("markets_tickers_depth", "get_depth"),
    ("markets_tickers_trades", "list_market_trades"),
    ("markets_tickers_order_book", "get_order_book"),
    ("trading_fees", "list_trading_fees"),
    ("get_order", "list_orders"),
];

/// The calls that are signed.
const SIGNED: usize = 6;

async fn run(provider: &MockProvider, api_key: &str, secret: &str) -> Result<Value> {
    let url = provider.base_url();
    let host = url.trim_start_matches("http://");
    let arguments = [host, api_key, secret].map(str::to_owned);
    printed(|| python("call_coinport.py"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("coinport").await?;
    // What the limit order of the script takes.
    provider.set_balance("usdt", &"1000000".parse()?)?;
    let own = |name| credential(&provider, name);
    let responses = run(&provider, &own("api_key")?, &own("secret")?).await?;
    let mut expected: Vec<_> = CALLS
        .map(|(_, operation)| (operation.to_owned(), None))
        .into();
    // The client sends `ordering`, which this call does not have: the parameter is `order_by`.
    if let Some((_, refusal)) = expected.last_mut() {
        *refusal = Some(RefusalKind::UnknownParameter);
    }
    assert_eq!(verdicts(&provider), expected);
    let [accepted @ .., (refused, _)] = &CALLS;
    for (method, _) in accepted {
        assert!(
            responses[method]["errors"].is_null(),
            "{method}: {}",
            responses[method]
        );
    }
    let code = responses[refused]["errors"][0].as_str().unwrap_or_default();
    assert!(code.ends_with(".invalid_ordering"), "{code}");
    let created = &responses["create_limit_order"];
    assert_eq!(created["market"], "btcusdt");
    assert_eq!(created["price"], "20000.25");
    assert_eq!(responses["id_cancel"]["id"], created["id"]);
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    let provider = mock("coinport").await?;
    let (key, secret) = (
        credential(&provider, "api_key")?,
        credential(&provider, "secret")?,
    );
    // The codes of Barong, which checks keys in front of the exchange.
    let (unknown, wrong) = ("authz.unexistent_apikey", "authz.invalid_signature");
    for (key, secret, kind, code) in [
        (
            changed(&key),
            secret.clone(),
            RefusalKind::UnknownKey,
            unknown,
        ),
        (
            key.clone(),
            changed(&secret),
            RefusalKind::WrongSignature,
            wrong,
        ),
    ] {
        let before = provider.calls().len();
        let responses = run(&provider, &key, &secret).await?;
        let refused = verdicts(&provider).split_off(before);
        for (at, (method, operation)) in CALLS.iter().enumerate().take(SIGNED) {
            let found = refused.get(at);
            assert_eq!(
                found,
                Some(&((*operation).to_owned(), Some(kind))),
                "{method}"
            );
            assert_eq!(responses[method]["errors"][0], code, "{method}");
        }
    }
    Ok(())
}
