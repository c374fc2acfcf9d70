//! Coinpit: the client performs the handshake automatically, then signs with the resulting secret.
//!
//! `cargo run -p specie --example coinpit --features coinpit`: everything runs on this machine.

use specie::coinpit::{
    Client, CreateOrders, Credentials, ListOpenOrders, NewOrder, OrderType, Side,
};
use test_server::Server;

const SERVER_KEY: &str = r#"{"serverPublicKey":"020a5a3a6450924a5571dfa52d00dc3f8d9917030d93d6b166a5784461bfb1e276","userid":"msZWAC7xhte1ranSXgWVmatxm7tiBFzhof"}"#;
const ORDERS: &str = r#"[{"uuid":"785e0bf0-293e-11e7-b3a6-bfced17d398c","userid":"msZWAC7xhte1ranSXgWVmatxm7tiBFzhof","side":"buy","quantity":3,"filled":0,"cancelled":0,"price":1069.8,"averagePrice":0,"entryTime":1493049473231000,"eventTime":1493049473231000,"status":"open","entryOrder":{},"orderType":"LMT","stopPrice":4.2,"targetPrice":"NONE","clientid":"example-1","instrument":"BTC1","commission":0.0005,"reward":0,"cushion":2,"reservedTicks":10,"crossMargin":false}]"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([SERVER_KEY, ORDERS, ORDERS]);
    // A testnet key that is printed in the loginless package: never use it for money.
    let credentials = Credentials::new("cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy");
    let client = Client::builder(credentials)
        .base_url(server.url())
        .build()?;

    let order = NewOrder::new("BTC1", Side::Buy, 3, OrderType::Limit, "example-1", None)
        .price("1069.8".parse()?)
        .stop_price("4.2".parse()?);
    let placed = client
        .create_orders(&CreateOrders::new("BTC1", vec![order]))
        .await?;
    println!("placed {}", placed.len());

    for order in client
        .list_open_orders(&ListOpenOrders::new("BTC1"))
        .await?
    {
        println!(
            "{} {} {} at {:?}, target {:?}",
            order.uuid, order.side, order.quantity, order.price, order.target_price
        );
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
