//! Bybit: reads a price, places an order and, if its response is lost, looks for it by its own id; then places a batch of which one order fails.
//!
//! `cargo run -p specie --example bybit --features bybit`: everything runs on this machine. With `BYBIT_URL`, `BYBIT_KEY` and `BYBIT_SECRET`
//! it calls another server instead, such as <https://api-testnet.bybit.com>.

use specie::bybit::{
    Category, Client, CreateOrder, CreateOrders, CreatedOrders, Credentials, GetOpenOrders,
    GetTickers, NewOrder, OrderType, Side, TimeInForce,
};
use specie::{Amount, Outcome};
use std::env::var;
use test_server::Server;

const TICKER: &str = r#"{"retCode":0,"retMsg":"OK","result":{"category":"spot","list":[{"symbol":"BTCUSDT","bid1Price":"20517.96","bid1Size":"2","ask1Price":"20527.77","ask1Size":"1.862172","lastPrice":"20533.13","prevPrice24h":"20393.48","price24hPcnt":"0.0068","highPrice24h":"21128.12","lowPrice24h":"20318.89","turnover24h":"243765620.65899866","volume24h":"11801.27771","usdIndexPrice":"20784.12009279"}]},"retExtInfo":{},"time":1673859087947}"#;
const PLACED: &str = r#"{"retCode":0,"retMsg":"OK","result":{"orderId":"1321003749386327552","orderLinkId":"order-4711"},"retExtInfo":{},"time":1672211918471}"#;
// The second order has no funds.
const BATCH: &str = r#"{"retCode":0,"retMsg":"OK","result":{"list":[{"category":"spot","symbol":"BTCUSDT","orderId":"1666800494330512128","orderLinkId":"batch-1","createAt":"1713434102752"},{"category":"spot","symbol":"ETHUSDT","orderId":"","orderLinkId":"batch-2","createAt":""}]},"retExtInfo":{"list":[{"code":0,"msg":"OK"},{"code":170131,"msg":"Insufficient balance."}]},"time":1713434102753}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([TICKER, PLACED, BATCH]);
    let url = var("BYBIT_URL").unwrap_or_else(|_| server.url().to_owned());
    let key = var("BYBIT_KEY").unwrap_or_else(|_| "api key".into());
    let secret = var("BYBIT_SECRET").unwrap_or_else(|_| "secret".into());
    let client = Client::builder(Credentials::new(key, secret))
        .base_url(&url)
        .build()?;

    // 1. An empty text means that there is no value: a market without orders has no best price.
    let tickers = client
        .get_tickers(&GetTickers::new(Category::Spot).symbol("BTCUSDT"))
        .await?;
    for ticker in &tickers.list {
        println!(
            "{}: {:?} {:?}",
            ticker.symbol, ticker.bid1_price, ticker.ask1_price
        );
    }

    // 2. The own id is always unique, so the client may repeat the call: a second order is refused.
    let own = "order-4711";
    let amount = "0.01".parse()?;
    let order = CreateOrder::new(
        Category::Spot,
        "BTCUSDT",
        Side::Buy,
        OrderType::Limit,
        amount,
    )
    .price("20000.5".parse()?)
    .time_in_force(TimeInForce::PostOnly)
    .order_link_id(own);
    match client.create_order(&order).await {
        Ok(placed) => println!("placed {}", placed.order_id),
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            let by_own_id = GetOpenOrders::new(Category::Spot)
                .symbol("BTCUSDT")
                .order_link_id(own);
            let found = client.get_open_orders(&by_own_id).await?;
            println!("in doubt: {} orders have this id", found.list.len());
        }
        Err(error) => return Err(error.into()),
    }

    // 3. Of a batch, each order is placed or refused alone.
    let amount: Amount = "0.1".parse()?;
    let new = |symbol: &str, own: &str| {
        NewOrder::new(symbol, Side::Buy, OrderType::Market, amount.clone()).order_link_id(own)
    };
    let batch = vec![new("BTCUSDT", "batch-1"), new("ETHUSDT", "batch-2")];
    match client
        .create_orders(&CreateOrders::new(Category::Spot, batch))
        .await
    {
        Ok(created) => println!("placed all {}", created.list.len()),
        Err(error) if error.outcome() == Outcome::Partial => {
            if let Some(Ok(created)) = error.partial::<CreatedOrders>() {
                for (order, result) in created.list.iter().zip(&created.results) {
                    println!("{}: {} {}", order.order_link_id, result.code, result.msg);
                }
            }
        }
        Err(error) => return Err(error.into()),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
