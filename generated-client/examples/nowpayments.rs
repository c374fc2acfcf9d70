//! Creates a payment with NOWPayments, looks for it after a lost response, then reads the webhook (IPN) that reports it.
//!
//! `cargo run -p specie --features nowpayments --example nowpayments`
//!
//! It calls a server on loopback. With `NOWPAYMENTS_URL`, `NOWPAYMENTS_API_KEY`, `NOWPAYMENTS_EMAIL` and `NOWPAYMENTS_PASSWORD` it calls
//! another server instead, such as `specie mock nowpayments`.

use specie::nowpayments::{
    Client, CreatePayment, Credentials, IpnEvent, ListPayments, PaymentStatus,
};
use std::env::var;
use test_server::Server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([PAYMENT, TOKEN, PAYMENTS]);
    let given = |name: &str, other: &str| var(name).unwrap_or_else(|_| other.to_owned());
    let url = given("NOWPAYMENTS_URL", server.url());
    let credentials = Credentials::new(given("NOWPAYMENTS_API_KEY", "api-key"))
        .email(given("NOWPAYMENTS_EMAIL", "shop@example.com"))
        .password(given("NOWPAYMENTS_PASSWORD", "password"))
        .ipn_secret("ipn-secret-0123456789");
    let client = Client::builder(credentials).base_url(&url).build()?;

    // 1. Request 29.99 USD, to be paid in bitcoins. Nothing makes this call safe to repeat, so the client never does.
    let request = CreatePayment::new("29.99".parse()?, "usd", "btc").order_id("order-123");
    match client.create_payment(&request).await {
        Ok(payment) => println!(
            "the buyer pays {:?} BTC to {:?}",
            payment.pay_amount, payment.pay_address
        ),
        // It may have taken effect: find out before you call it again.
        Err(error) if error.reconcile().is_some() => println!("in doubt: {error}"),
        Err(error) => return Err(error.into()),
    }

    // 2. Look for it by the own reference. The client gets the token that this call needs by itself.
    let payments = client.list_payments(&ListPayments::new().limit(10)).await?;
    for payment in &payments.data {
        if payment.order_id.as_deref() == Some("order-123") {
            println!("{} is {}", payment.payment_id, payment.payment_status);
        }
    }

    // 3. Read a webhook (better than polling): pass the headers and the raw body. Nothing is used before the signature is verified.
    let message = client.verify_ipn(&[("x-nowpayments-sig", SIGNATURE)], IPN.as_bytes())?;
    match message.event() {
        IpnEvent::PaymentUpdate(paid) if paid.payment_status == PaymentStatus::Finished => {
            println!("{} is complete", paid.payment_id);
        }
        other => println!("another message: {other:?}"),
    }
    let forged = IPN.replace(r#""price_amount":1.5"#, r#""price_amount":1500"#);
    match client.verify_ipn(&[("x-nowpayments-sig", SIGNATURE)], forged.as_bytes()) {
        Ok(_) => return Err("a forged message was accepted".into()),
        Err(error) => println!("a forged message is rejected: {error}"),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}

const PAYMENT: &str = r#"{"payment_id":"5745459419","payment_status":"waiting","pay_address":"3EZ2uTdVDAMFXTfc6uLDDKR6o8qKBZXVkj",
"price_amount":29.99,"price_currency":"usd","pay_amount":0.00045,"pay_currency":"btc","order_id":"order-123","purchase_id":"5837122679",
"created_at":"2026-01-01T00:00:00.000Z","updated_at":"2026-01-01T00:00:00.000Z"}"#;
const TOKEN: &str = r#"{"token":"eyJ.t.s"}"#;
const PAYMENTS: &str = r#"{"data":[{"payment_id":5745459419,"payment_status":"waiting","pay_address":"3EZ2uTdVDAMFXTfc6uLDDKR6o8qKBZXVkj",
"price_amount":29.99,"price_currency":"usd","pay_amount":0.00045,"pay_currency":"btc","order_id":"order-123","purchase_id":"5837122679"}],
"limit":10,"page":0,"pagesCount":1,"total":1}"#;
// A webhook in the form of the provider's page, signed by another program with the secret `ipn-secret-0123456789`.
const IPN: &str = concat!(
    r#"{"payment_id":5745459419,"parent_payment_id":null,"invoice_id":null,"payment_status":"finished","pay_address":"3EZ2uTdVDAMFXTfc6uLDDKR6o8qKBZXVkj","#,
    r#""payin_extra_id":null,"price_amount":1.5,"price_currency":"usd","pay_amount":0.00017070286,"actually_paid":0.00017070,"actually_paid_at_fiat":0,"#,
    r#""pay_currency":"btc","order_id":"RGDBP-21314","order_description":"Apple Macbook Pro 2019 x 1","purchase_id":"5837122679","outcome_amount":0.0001659,"#,
    r#""outcome_currency":"btc","payment_extra_ids":null,"fee":{"currency":"btc","depositFee":0.09853637216235617,"withdrawalFee":0,"serviceFee":0}}"#,
);
const SIGNATURE: &str = "63d3d432ecdd699f9944eaf2ef14d88ec55bc486a9c5509f488245286e93e0abef83761315608fdcd536cc5c281e08f402e976745887994157e47d4cf41a7ab8";
