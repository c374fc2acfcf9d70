//! Coinpit: places an order over the socket, and follows what becomes of it, over the mock of the provider.
//!
//! `cargo run -- mock coinpit --port 8080` prints the credentials of its account. Then in another terminal, with its `private_key`:
//! `cargo run -p specie --example coinpit_stream --features coinpit,streams -- http://127.0.0.1:8080 PRIVATE_KEY`

use specie::Outcome;
use specie::coinpit::streams::events;
use specie::coinpit::{Client, Credentials, NewOrder, OrderType, Side};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, key] = arguments.as_slice() else {
        return Err("expected the address of the server and a private key".into());
    };
    let client = Client::builder(Credentials::new(key))
        .base_url(server)
        .build()?;
    // The account's events need a registration, which is sent and signed on each connection.
    let mut stream = client
        .events_stream()
        .subscribe(events::Trade::new())
        .subscribe(events::OrderExecution::new())
        .connect()
        .await?;

    let order = NewOrder::new("BTC1", Side::Buy, 3, OrderType::Limit, "example-1", None)
        .price("1069.5".parse()?);
    match stream.send(&events::CreateOrders::new(vec![order])).await {
        Ok(placed) => println!("placed {}", placed.result.len()),
        // It may have been placed: never send it again without a look.
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            println!("{error}; open orders: {:?}", client.list_my_orders().await?);
        }
        Err(error) => return Err(error.into()),
    }
    while let Some(event) = stream.next().await {
        match event? {
            events::Event::Trade(trade) => println!("{} at {}", trade.volume, trade.price),
            events::Event::OrderExecution(execution) => println!("executed {execution:?}"),
            events::Event::Reset(reset) => println!("begin anew: {}", reset.reason),
            _ => {}
        }
    }
    Ok(())
}
