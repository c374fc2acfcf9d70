//! BTCPay Server: creates an invoice at the server of its owner, and verifies the webhook that reports the payment.
//!
//! `cargo run -p specie --example btcpay --features btcpay`: everything runs on this machine.

use specie::btcpay::{Client, CreateInvoice, Credentials, InvoiceMetadata, StoreEvent};
use test_server::Server;

const INVOICE: &str = r#"{"id":"7ig1Cqfdz9s3v7dJYPbBNo","storeId":"9fuxNDHAbk7kVUYkgWjCU5Hqz3Lr3SVb9AMQ2RqZ7H2S","amount":"5.00","checkoutLink":"https://btcpay.example/i/7ig1Cqfdz9s3v7dJYPbBNo","status":"New","additionalStatus":"None","monitoringExpiration":1698220000,"expirationTime":1698133600,"createdTime":1698132000,"type":"Standard","currency":"USD","metadata":{"orderId":"Grüße-1"}}"#;

/// A delivery, and its signature with the secret `HelloWorld`: a vector of the spec.
const SIGNATURE: &str = "sha256=186296fc5e48fc4ef047d34b52ee715087b208a1a96ef6d921a5a2e343976112";
const DELIVERY: &str = "{\n  \"deliveryId\": \"7Jh6ePDBGR1vCUZKCfCVYR\",\n  \"webhookId\": \"5ou4Xyi35TGy3ez8zUKFQh\",\n  \"originalDeliveryId\": \"7Jh6ePDBGR1vCUZKCfCVYR\",\n  \"isRedelivery\": false,\n  \"type\": \"InvoiceSettled\",\n  \"timestamp\": 1698132480,\n  \"storeId\": \"9fuxNDHAbk7kVUYkgWjCU5Hqz3Lr3SVb9AMQ2RqZ7H2S\",\n  \"invoiceId\": \"7ig1Cqfdz9s3v7dJYPbBNo\",\n  \"metadata\": {\n    \"orderId\": \"Grüße-1\"\n  },\n  \"manuallyMarked\": false,\n  \"overPaid\": true\n}";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([INVOICE]);
    let credentials = Credentials::new()
        .api_key("3cf1f7a6e3d1e5c4b2a19087f6e5d4c3b2a1f0e9")
        .webhook_secret("HelloWorld");
    // There is no common address: this is that of your own server.
    let client = Client::builder(credentials)
        .base_url(server.url())
        .build()?;

    let order = CreateInvoice::new("9fuxNDHAbk7kVUYkgWjCU5Hqz3Lr3SVb9AMQ2RqZ7H2S")
        .amount("5.00".parse()?)
        .currency("USD")
        .metadata(InvoiceMetadata::new().order_id("Grüße-1"));
    let invoice = client.create_invoice(&order).await?;
    println!("pay {} at {}", invoice.amount, invoice.checkout_link);
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }

    // Pass the headers and the raw body. Nothing is parsed before the signature is verified.
    let delivery = client.verify_store(&[("BTCPay-Sig", SIGNATURE)], DELIVERY.as_bytes())?;
    if let StoreEvent::InvoiceSettled(settled) = delivery.event() {
        println!("invoice {} is settled, deliver now", settled.invoice_id);
    }
    Ok(())
}
