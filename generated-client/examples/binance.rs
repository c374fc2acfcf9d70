//! Binance: reads a price, places an order with an own id, and asks for it after the response was lost.
//!
//! `cargo run -p specie --example binance --features binance`: everything runs on this machine.

use specie::Outcome;
use specie::binance::{
    Client, Credentials, GetOrder, GetOrderBy, GetPrice, NewOrder, OrderType, Side, TimeInForce,
};
use test_server::{Reply, Server};

const PRICE: &str = r#"{"symbol":"LTCBTC","price":"4.00000200"}"#;
const ORDER: &str = r#"{"symbol":"LTCBTC","orderId":1,"orderListId":-1,"clientOrderId":"myOrder1","price":"3.9","origQty":"1.0","executedQty":"0.0","cummulativeQuoteQty":"0.0","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY","time":1499827319559,"updateTime":1499827319559,"isWorking":true,"workingTime":1499827319559,"origQuoteOrderQty":"0.000000","selfTradePreventionMode":"NONE"}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let replies = [
        Reply::json(200, PRICE),
        Reply::close(),
        Reply::json(200, ORDER),
    ];
    let server = Server::replying(replies);
    let client = Client::builder(Credentials::new("YOUR_API_KEY", "YOUR_SECRET"))
        .base_url(server.url())
        .build()?;

    let last = client.get_price(&GetPrice::new("LTCBTC")).await?;
    println!("{} was last traded at {}", last.symbol, last.price);

    let order = NewOrder::new("LTCBTC", Side::Buy, OrderType::Limit)
        .time_in_force(TimeInForce::Gtc)
        .quantity("1.0".parse()?)
        .price("3.9".parse()?)
        .new_client_order_id("myOrder1");
    match client.new_order(&order).await {
        Ok(placed) => println!("order {} was placed", placed.order_id),
        // The connection closed before a response: the order may exist. It is not sent again; the own id finds it.
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            println!(
                "in doubt: ask {:?} with {:?}",
                error.reconcile(),
                error.reconcile_with()
            );
            let by = GetOrderBy::OrigClientOrderId("myOrder1".to_owned());
            let found = client.get_order(&GetOrder::new("LTCBTC", by)).await?;
            println!("order {} is {}", found.order_id, found.status);
        }
        Err(error) => return Err(error.into()),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
