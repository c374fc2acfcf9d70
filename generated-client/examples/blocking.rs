//! A program that is not asynchronous: places an order at CoinPort, and lists the withdrawals, page by page.
//!
//! `cargo run -p specie --example blocking --features blocking,coinport`: everything runs on this machine.

use specie::Outcome;
use specie::coinport::{Client, CreateOrder, Credentials, ListWithdraws, OrderType, Side};
use test_server::Server;

const ORDER: &str = r#"{"id":7,"uuid":"f4d1","side":"buy","ord_type":"limit","price":"30.5","avg_price":"0.0","state":"pending","market":"ethaud","market_type":"spot","created_at":"2025-10-28T01:02:03Z","updated_at":"2025-10-28T01:02:03Z","origin_volume":"0.5","remaining_volume":"0.5","executed_volume":"0.0","maker_fee":"0.001","taker_fee":"0.002","trades_count":0}"#;
const WITHDRAWS: &str = r#"[{"id":4711,"currency":"eth","type":"coin","amount":"1.5","fee":"0.01","state":"succeed","created_at":"2025-10-28T01:02:03Z","updated_at":"2025-10-28T01:02:03Z"}]"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([ORDER, WITHDRAWS, "[]"]);
    let key = Credentials::new()
        .api_key("61d025b8573501c2")
        .secret("2d0b4979c7fe6986daa8e21d1dc0644f");
    let client = Client::builder(key).base_url(server.url()).build()?;

    let order = CreateOrder::new("ethaud", Side::Buy, "0.5".parse()?)
        .ord_type(OrderType::Limit)
        .price("30.5".parse()?);
    match client.create_order(&order).wait() {
        Ok(placed) => println!("order {} is {}", placed.id, placed.state),
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            println!("the order may have been placed: {error}");
        }
        Err(error) => println!("no order was placed: {error}"),
    }

    let withdraws = client.list_withdraws_pages(&ListWithdraws::new());
    for withdraw in withdraws.into_blocking_entries() {
        let withdraw = withdraw?;
        println!(
            "withdrawal {} of {} {} is {}",
            withdraw.id, withdraw.amount, withdraw.currency, withdraw.state
        );
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
