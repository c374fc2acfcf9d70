//! CoinPort: reads a balance with a bearer key, and places an order with a signed key.
//!
//! `cargo run -p specie --example coinport --features coinport`: everything runs on this machine.

use specie::coinport::{Client, CreateOrder, Credentials, ListBalances, OrderType, Side};
use test_server::Server;

const BALANCES: &str = r#"[{"currency":"aud","balance":"1250.00","locked":"30.5"}]"#;
const ORDER: &str = r#"{"id":7,"uuid":"f4d1","side":"buy","ord_type":"limit","price":"30.5","avg_price":"0.0","state":"pending","market":"ethaud","market_type":"spot","created_at":"2025-10-28T01:02:03Z","updated_at":"2025-10-28T01:02:03Z","origin_volume":"0.5","remaining_volume":"0.5","executed_volume":"0.0","maker_fee":"0.001","taker_fee":"0.002","trades_count":0}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([BALANCES, ORDER]);

    let reader = Client::builder(Credentials::new().token("YOUR_JWT_TOKEN"))
        .base_url(server.url())
        .build()?;
    for account in reader.list_balances(&ListBalances::new()).await? {
        println!(
            "{}: {} free, {} locked",
            account.currency, account.balance, account.locked
        );
    }

    let key = Credentials::new()
        .api_key("61d025b8573501c2")
        .secret("2d0b4979c7fe6986daa8e21d1dc0644f");
    let trader = Client::builder(key).base_url(server.url()).build()?;
    let order = CreateOrder::new("ethaud", Side::Buy, "0.5".parse()?)
        .ord_type(OrderType::Limit)
        .price("30.5".parse()?);
    let placed = trader.create_order(&order).await?;
    println!("order {} is {}", placed.id, placed.state);
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
