//! Kraken: reads a price and places a limit order; if its response is lost, looks for the order by its own id.
//!
//! `cargo run -p specie --example kraken --features kraken`: everything runs on this machine. With `KRAKEN_URL`, `KRAKEN_KEY` and
//! `KRAKEN_SECRET` it calls another server instead, such as `specie mock specs/kraken.yaml`.

use specie::Outcome;
use specie::kraken::{
    AddOrder, AddOrderReference, Client, Credentials, GetTicker, OrderFlag, OrderType, Price,
    QueryOrders, QueryOrdersOrder, Side,
};
use std::env::var;
use test_server::Server;

const TICKER: &str = r#"{"error":[],"result":{"XXBTZUSD":{"a":["30300.10000","1","1.000"],"b":["30300.00000","1","1.000"],"c":["30303.20000","0.00067643"],"v":["4083.67001100","4412.73601799"],"p":["30706.77771","30689.13205"],"t":[34619,38907],"l":["29868.30000","29868.30000"],"h":["31631.00000","31631.00000"],"o":"30502.80000"}}}"#;
// The engine did not respond in time: whether the order was placed is not known.
const TIMEOUT: &str = r#"{"error":["EService:Timeout"]}"#;
const FOUND: &str = r#"{"error":[],"result":{"OUF4EM-FRGI2-MQMWZD":{"refid":null,"userref":null,"cl_ord_id":"order-4711","status":"open","opentm":1688666559.8974,"starttm":0,"expiretm":0,"descr":{"pair":"XBTUSD","type":"buy","ordertype":"limit","price":"25000.1","price2":"0","leverage":"none","order":"buy 0.50000000 XBTUSD @ limit 25000.1","close":""},"vol":"0.50000000","vol_exec":"0.00000000","cost":"0.00000","fee":"0.00000","price":"0.00000","stopprice":"0.00000","limitprice":"0.00000","misc":"","oflags":"fciq,post"}}}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([TICKER, TIMEOUT, FOUND]);
    let url = var("KRAKEN_URL").unwrap_or_else(|_| server.url().to_owned());
    let key = var("KRAKEN_KEY").unwrap_or_else(|_| "api key".into());
    let secret = var("KRAKEN_SECRET").unwrap_or_else(|_| "a3Jha2VuIHNlY3JldA==".into());
    let client = Client::builder(Credentials::new(key, secret))
        .base_url(&url)
        .build()?;

    // 1. Kraken chooses the names in its response.
    let pairs = vec!["XBTUSD".to_owned()];
    for (pair, ticker) in client.get_ticker(&GetTicker::new().pair(pairs)).await? {
        println!("{pair}: {} {}", ticker.bid.price, ticker.ask.price);
    }

    // 2. An order with an own id, which is unique among open orders.
    let own = "order-4711";
    let order = AddOrder::new(OrderType::Limit, Side::Buy, "0.5".parse()?, "XBTUSD")
        .reference(AddOrderReference::ClOrdId(own.into()))
        .price(Price::Absolute("25000.1".parse()?))
        .oflags(vec![OrderFlag::PostOnly]);
    match client.add_order(&order).await {
        Ok(placed) => println!("placed {}", placed.descr.order),
        // 3. It may have been placed. It is not sent again: a filled order would be placed a second time.
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            println!("in doubt: {error}");
            let by_own_id = QueryOrders::new(QueryOrdersOrder::ClOrdId(own.into()));
            for (id, found) in client.query_orders(&by_own_id).await? {
                println!("{id} is {}, {} filled", found.status, found.volume_executed);
            }
        }
        Err(error) => return Err(error.into()),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
