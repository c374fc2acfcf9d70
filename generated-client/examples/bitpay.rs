//! BitPay: creates an invoice with a signed call, and pays a recipient. What the server receives is printed.
//!
//! `cargo run -p specie --example bitpay --features bitpay`: everything runs on this machine.

use specie::bitpay::{
    Client, CreateInvoice, CreatePayout, CreatePayoutTo, Credentials, InvoiceStatus,
};
use test_server::Server;

const INVOICE: &str = r#"{"facade":"merchant/invoice","data":{"url":"https://bitpay.com/invoice?id=G3viJEJgE8Jk2oekSdgT2A","status":"new","price":20,"currency":"USD","orderId":"20210511_fghij","invoiceTime":1620733980748,"expirationTime":1620734880748,"currentTime":1620733980807,"guid":"payment1234","id":"G3viJEJgE8Jk2oekSdgT2A","exceptionStatus":false}}"#;
const PAYOUT: &str = r#"{"facade":"payout/payout","data":{"id":"JMwv8wQCXANoU2ZZQ9a9GH","recipientId":"LDxRZCGq174SF8AnQpdBPB","amount":10,"currency":"USD","ledgerCurrency":"GBP","reference":"payout_20210527","status":"new"},"status":"success","message":null}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([INVOICE, PAYOUT]);
    // The example key of the provider's Node client.
    let credentials = Credentials::new()
        .key("81cc183fe31e318337f885f0d7058a615855f5e930f25dc1510c4283a52a823f")
        .merchant_token("8WBGPvPHfmvrX4xQoCHcJ4bkLMmZDNvZ8i2dXSWQWhQZ")
        .payout_token("6RZSTPtnzEaroAe2X4YijenRiqteRDNvzbT8NjtcHjUV");
    let client = Client::builder(credentials)
        .base_url(server.url())
        .build()?;

    let order =
        CreateInvoice::new("20.00".parse()?, "USD", "payment1234").order_id("20210511_fghij");
    let invoice = client.create_invoice(&order).await?;
    if invoice.status == InvoiceStatus::New {
        println!("pay at {} until {}", invoice.url, invoice.expiration_time);
    }

    let payout = CreatePayout::new(
        "10".parse()?,
        "USD",
        "GBP",
        CreatePayoutTo::RecipientId("LDxRZCGq174SF8AnQpdBPB".into()),
    )
    .reference("payout_20210527");
    let created = client.create_payout(&payout).await?;
    println!("payout {} is {:?}", created.id, created.status);
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}
