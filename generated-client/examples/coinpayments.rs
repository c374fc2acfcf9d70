//! Creates a payment with CoinPayments, then reads the message that reports it.
//!
//! `cargo run -p specie --features coinpayments --example coinpayments`
//!
//! It calls a server on loopback. With `COINPAYMENTS_URL`, `COINPAYMENTS_PUBLIC_KEY` and `COINPAYMENTS_PRIVATE_KEY` it calls
//! another server instead.

use specie::coinpayments::{
    Client, CreateTransaction, Credentials, GetTxInfo, IpnEvent, PaymentStatus,
};
use std::env::var;
use test_server::Server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([PAYMENT, INFO]);
    let url = var("COINPAYMENTS_URL").unwrap_or_else(|_| server.url().to_owned());
    let public_key =
        var("COINPAYMENTS_PUBLIC_KEY").unwrap_or_else(|_| "your_api_public_key".into());
    let private_key = var("COINPAYMENTS_PRIVATE_KEY").unwrap_or_else(|_| "test".into());
    let credentials = Credentials::new(public_key, private_key)
        .ipn_secret("ipn_secret_1")
        .merchant_id("H");
    let client = Client::builder(credentials).base_url(&url).build()?;

    // 1. Request 10.50 USD, to be paid in test coins. Amounts are decimal texts, so no digit is lost.
    let request = CreateTransaction::new("10.50".parse()?, "USD", "LTCT", "buyer@example.com")
        .item_name("Tea")
        .invoice("order-7");
    let payment = client.create_transaction(&request).await?;
    println!(
        "the buyer pays {} LTCT to {} within {} s",
        payment.amount, payment.address, payment.timeout
    );

    // 2. Read the status. A status that this client does not know is decoded as `Unknown`.
    let info = client.get_tx_info(&GetTxInfo::new(payment.txn_id)).await?;
    match info.status {
        PaymentStatus::Waiting => println!("waiting for {}", info.coin),
        PaymentStatus::Complete => println!("paid"),
        other => println!("status {other}"),
    }

    // 3. Read a message (better than polling): pass the headers and the raw body. Nothing is parsed before the signature is verified.
    let message = client.verify_ipn(&[("HMAC", IPN_SIGNATURE)], IPN.as_bytes())?;
    match message.event() {
        IpnEvent::Api(paid) => println!(
            "message about {}: {} ({})",
            paid.txn_id, paid.status, paid.status_text
        ),
        other => println!("another message: {other:?}"),
    }
    let forged = IPN.replace("&status=0&", "&status=100&");
    match client.verify_ipn(&[("HMAC", IPN_SIGNATURE)], forged.as_bytes()) {
        Ok(_) => return Err("a forged message was accepted".into()),
        Err(error) => println!("a forged message is rejected: {error}"),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}

const PAYMENT: &str = r#"{"error":"ok","result":{"amount":"0.10500000","address":"mExample","txn_id":"CPXX","confirms_needed":"3","timeout":5400,
"checkout_url":"https:\/\/www.coinpayments.net\/checkout","status_url":"https:\/\/www.coinpayments.net\/status","qrcode_url":"https:\/\/www.coinpayments.net\/qr"}}"#;
const INFO: &str = r#"{"error":"ok","result":{"time_created":1700000000,"time_expires":1700005400,"status":0,"status_text":"Waiting for buyer funds...",
"type":"coins","coin":"LTCT","amount":10500000,"amountf":"0.10500000","received":0,"receivedf":"0.00000000","recv_confirms":0,"payment_address":"mExample"}}"#;
// A message as the provider sends it, signed by another program with the secret `ipn_secret_1`.
const IPN: &str = "amount1=1&amount2=6.60496&buyer_name=CoinPayments+API&currency1=USD&currency2=USDT.TRC20&custom=C&email=a%40example.com\
    &fee=5.61951&invoice=I&ipn_id=H&ipn_mode=hmac&ipn_type=api&ipn_version=1.0&merchant=H&received_amount=0&received_confirms=0&status=0\
    &status_text=Waiting+for+buyer+funds...&txn_id=T";
const IPN_SIGNATURE: &str = "273cc194f2b06a1cb67a59a5cfc46387038916f83b5e5d793c65133360cef0eb59fc8c4a215c5e074cead8b21adb6fc9c9c1be9a7a5aee8d7cd21b9579a69202";
