//! CoinPort: follows the trades of a market, over the mock of the provider.
//!
//! `cargo run -- mock coinport --port 8080`, then in another terminal:
//! `cargo run -p specie --example coinport_stream --features coinport,streams -- http://127.0.0.1:8080`

use specie::coinport::streams::public;
use specie::coinport::{Client, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::args().nth(1);
    let server =
        server.ok_or("the address of the server is missing, such as http://127.0.0.1:8080")?;
    let client = Client::builder(Credentials::new())
        .base_url(&server)
        .build()?;
    let trades = public::Trades::new("btcaud");
    let mut events = client.public_stream().subscribe(trades).connect().await?;
    while let Some(event) = events.next().await {
        match event? {
            public::Event::Trades(message) => println!("{:?}", message.trades),
            public::Event::Gap(gap) => println!("messages of {} were lost", gap.topic),
            public::Event::Reset(reset) => println!("begin anew: {}", reset.reason),
            _ => {}
        }
    }
    Ok(())
}
