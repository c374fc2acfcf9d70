//! Binance: npm `@binance/spot` and `@binance/wallet`, the provider's own connectors, with an HMAC key and with an RSA key.

use crate::programs::{Result, changed, credential, mock, node, printed, verdicts};
use serde_json::Value;
use specie_mock::{Mock, MockProvider, RefusalKind};
use std::path::Path;

/// The methods of the script, and the operations that they are.
const CALLS: [(&str, &str); 43] = [
    ("ping", "ping"),
    ("time", "get_server_time"),
    ("exchangeInfo", "get_exchange_info"),
    ("depth", "get_depth"),
    ("getTrades", "list_trades"),
    ("historicalTrades", "list_historical_trades"),
    ("aggTrades", "list_aggregate_trades"),
    ("klines", "list_klines"),
    ("avgPrice", "get_average_price"),
    // One symbol or several: two operations at one address.
    ("ticker24hr", "get_ticker_24hr"),
    ("tickerTradingDay", "list_trading_day_tickers"),
    ("tickerPrice", "list_prices"),
    ("tickerBookTicker", "get_book_ticker"),
    ("ticker", "get_mini_rolling_ticker"),
    ("executionRules", "get_execution_rules"),
    ("systemStatus", "get_system_status"),
    ("getSymbolsDelistScheduleForSpot", "list_delist_schedule"),
    ("getAccount", "get_account"),
    ("orderTest", "test_order"),
    ("newOrder", "new_order_full"),
    ("getOrder", "get_order"),
    ("getOpenOrders", "list_open_orders"),
    ("orderAmendKeepPriority", "amend_order"),
    ("deleteOrder", "cancel_order"),
    ("orderListOco", "new_oco_list"),
    ("orderListOto", "new_oto_list"),
    ("allOrderList", "list_order_lists"),
    ("myTrades", "list_my_trades"),
    ("allOrders", "list_orders"),
    ("rateLimitOrder", "list_order_counts"),
    ("accountCommission", "get_commission"),
    ("myFilters", "list_my_filters"),
    ("accountStatus", "get_account_status"),
    ("allCoinsInformation", "list_coins"),
    ("dailyAccountSnapshot", "list_spot_snapshots"),
    ("userUniversalTransfer", "transfer"),
    ("queryUserUniversalTransferHistory", "list_transfers"),
    ("withdraw", "withdraw"),
    ("withdrawHistory", "list_withdrawals"),
    ("depositAddress", "get_deposit_address"),
    ("userAsset", "list_assets"),
    ("dustTransfer", "convert_dust_to_bnb"),
    ("withdrawTravelRule", "withdraw_travel_rule"),
];

/// The calls that anyone may make, at the beginning, and that need a key alone.
const UNSIGNED: usize = 17;

async fn run(provider: &MockProvider, api_key: &str, secret: &str) -> Result<Value> {
    let arguments = [provider.base_url().as_str(), api_key, secret].map(str::to_owned);
    printed(|| node("call_binance.js"), arguments).await
}

fn expected() -> Vec<(String, Option<RefusalKind>)> {
    CALLS
        .map(|(_, operation)| (operation.to_owned(), None))
        .into()
}

#[tokio::test]
async fn every_call_is_accepted_with_a_private_key() -> Result<()> {
    let provider = mock("binance").await?;
    let own = |name| credential(&provider, name);
    let responses = run(&provider, &own("api_key")?, &own("secret")?).await?;
    assert_eq!(verdicts(&provider), expected());
    for (method, _) in CALLS {
        assert!(
            responses[method]["error"].is_null(),
            "{method}: {}",
            responses[method]
        );
    }
    let placed = &responses["newOrder"];
    assert_eq!(
        (&placed["clientOrderId"], &placed["status"]),
        (&"cid-1".into(), &"NEW".into())
    );
    assert_eq!(responses["getOrder"]["price"], "20000.25");
    assert_eq!(responses["getOpenOrders"][0]["orderId"], placed["orderId"]);
    assert_eq!(responses["deleteOrder"]["status"], "CANCELED");
    assert_eq!(responses["allOrders"][0]["status"], "CANCELED");
    assert_eq!(
        responses["allOrderList"][0]["orderListId"],
        responses["orderListOto"]["orderListId"]
    );
    // What the withdrawal reserves, and what the pair of orders sells.
    let coins = responses["userAsset"]
        .as_array()
        .ok_or("no list of assets")?;
    let bitcoin = coins.iter().find(|coin| coin["asset"] == "BTC");
    assert_eq!(bitcoin.map(|coin| &coin["locked"]), Some(&"0.6".into()));
    let withdrawal = &responses["withdrawHistory"][0];
    assert_eq!(withdrawal["id"], responses["withdraw"]["id"]);
    assert_eq!(withdrawal["address"], "bc1q/0+é");
    Ok(())
}

#[tokio::test]
async fn every_call_is_accepted_with_a_secret() -> Result<()> {
    let credentials = [
        ("api_key", "key-1"),
        ("secret", "S3cr3tKey-0123456789abcdefABCD"),
    ];
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/binance.yaml");
    let provider = Mock::from_file(spec)?
        .credentials(credentials)
        .start()
        .await?;
    let [(_, key), (_, secret)] = credentials;
    run(&provider, key, secret).await?;
    assert_eq!(verdicts(&provider), expected());

    let before = provider.calls().len();
    let responses = run(&provider, key, &changed(secret)).await?;
    let refused = verdicts(&provider).split_off(before);
    for (at, (method, _)) in CALLS.iter().enumerate() {
        let (_, refusal) = &refused[at];
        if at < UNSIGNED {
            assert_eq!(*refusal, None, "{method}");
        } else {
            assert_eq!(*refusal, Some(RefusalKind::WrongSignature), "{method}");
            // The code of the page, and the class that the connector has for its status.
            assert_eq!(responses[method]["code"], -1022, "{method}");
            assert_eq!(responses[method]["error"], "UnauthorizedError", "{method}");
        }
    }
    Ok(())
}
