//! Creates an invoice with Cryptomus, repeats the call as after a lost response, then reads the webhook that reports the payment.
//!
//! `cargo run -p specie --features cryptomus --example cryptomus`
//!
//! It calls a server on loopback. With `CRYPTOMUS_URL`, `CRYPTOMUS_MERCHANT` and `CRYPTOMUS_PAYMENT_KEY` it calls another server instead,
//! such as `specie mock cryptomus`.

use specie::cryptomus::{
    Client, CreatePayment, Credentials, GetPayment, GetPaymentBy, PaymentStatus,
};
use std::env::var;
use test_server::Server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([INVOICE, INVOICE, INVOICE]);
    let url = var("CRYPTOMUS_URL").unwrap_or_else(|_| server.url().to_owned());
    let merchant = var("CRYPTOMUS_MERCHANT").unwrap_or_else(|_| "merchant".into());
    let payment_key = var("CRYPTOMUS_PAYMENT_KEY").unwrap_or_else(|_| "payment-key".into());
    // A shop that only takes payments needs no payout key.
    let credentials = Credentials::new(merchant).payment_key(payment_key);
    let client = Client::builder(credentials).base_url(&url).build()?;

    // 1. Request 45 USD. The own reference makes the call safe to repeat: the second one returns the same invoice.
    let request = CreatePayment::new("45".parse()?, "USD", "order-5").lifetime(7200);
    let invoice = client.create_payment(&request).await?;
    let again = client.create_payment(&request).await?;
    println!("{} is {}", invoice.uuid, again.uuid);
    println!("the buyer pays at {:?}", invoice.url);

    // 2. Read the status. A status that this client does not know is decoded as `Unknown`.
    let by = GetPaymentBy::OrderId("order-5".into());
    let invoice = client.get_payment(&GetPayment::new(by)).await?;
    match invoice.payment_status {
        Some(PaymentStatus::Paid | PaymentStatus::PaidOver) => println!("paid"),
        Some(other) => println!("status {other}"),
        None => println!("no status"),
    }

    // 3. Read a webhook (better than polling): pass the raw body. The signature is a member of it, and is verified before anything else.
    let shop = Client::new(Credentials::new("merchant").payment_key("payment-key-0123456789"))?;
    let delivery = shop.verify_payments(&[] as &[(&str, &str)], WEBHOOK.as_bytes())?;
    let paid = delivery.event();
    println!(
        "{:?}: {} of {} {}",
        paid.order_id, paid.status, paid.amount, paid.currency
    );
    let forged = WEBHOOK.replace(r#""amount":"3.00000000""#, r#""amount":"4.00000000""#);
    match shop.verify_payments(&[] as &[(&str, &str)], forged.as_bytes()) {
        Ok(_) => return Err("a forged webhook was accepted".into()),
        Err(error) => println!("a forged webhook is rejected: {error}"),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}

const INVOICE: &str = r#"{"state":0,"result":{"uuid":"3901446a-4b74-4796-b50a-14e14dafe3ed","order_id":"order-5","amount":"45.0000",
"payer_amount":"0.74067734","payer_currency":"USDT","currency":"USD","network":null,"address":null,"payment_status":"check",
"url":"https:\/\/pay.cryptomus.com\/pay\/3901446a-4b74-4796-b50a-14e14dafe3ed","expired_at":1660826040,"is_final":false}}"#;
// A webhook in the form of the provider's page, signed by another program with the key `payment-key-0123456789`.
const WEBHOOK: &str = concat!(
    r#"{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"97a75bf8eda5cca41ba9d2e104840fcd","amount":"3.00000000","#,
    r#""payment_amount":"3.00000000","payment_amount_usd":"0.23","merchant_amount":"2.94000000","commission":"0.06000000","is_final":true,"status":"paid","#,
    r#""from":"THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH","wallet_address_uuid":null,"network":"tron","currency":"TRX","payer_currency":"TRX","#,
    r#""additional_data":"https:\/\/shop.example\/ü","convert":{"to_currency":"USDT","commission":null,"rate":"0.07700000","amount":"0.22638000"},"#,
    r#""txid":"6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b","sign":"356e4b0dfb98dad893b550660300d020"}"#,
);
