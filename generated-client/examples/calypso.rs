//! Creates an invoice and a payout with Calypso Pay, then reads an event of a webhook.
//!
//! `cargo run -p specie --features calypso --example calypso`
//!
//! It calls a server on loopback. With `CALYPSO_URL`, `CALYPSO_KEY`, `CALYPSO_SECRET` and `CALYPSO_ACCOUNT` it calls another
//! server instead.

use specie::Outcome;
use specie::calypso::{
    Client, CreatePayout, CreateSingleInvoice, Credentials, EventData, GetPayout, GetPayoutBy,
};
use std::env::var;
use test_server::Server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([USER, INVOICE, PAYOUT]);
    let url = var("CALYPSO_URL").unwrap_or_else(|_| server.url().to_owned());
    let key = var("CALYPSO_KEY").unwrap_or_else(|_| "c529e14832b34b74972365cf7bf02430".into());
    let secret =
        var("CALYPSO_SECRET").unwrap_or_else(|_| "b823a6b9ea72408583cef9ec8d67fa52".into());
    let account = var("CALYPSO_ACCOUNT")
        .unwrap_or_else(|_| "0xc195df92dd9db2a8f28e597981f113d6e7582f8b".into());
    let credentials = Credentials::new(key, secret)
        .account(account)
        .webhook_key("5f1d7a84db00d2fce00b31a7fc73224f")
        .webhook_secret("9a3ed8ae2bd64fe59a5dc2c5f4e5b3ac");
    let client = Client::builder(credentials).base_url(&url).build()?;

    // 1. Read the user of the key. This call names no account.
    let user = client.get_current_user().await?;
    println!(
        "{} of {}",
        user.user_full_info.username, user.user_full_info.company_name
    );

    // 2. Create an invoice for a thousandth of an ether. The idempotency key makes the call safe to repeat.
    let request = CreateSingleInvoice::new("0.001".parse()?, "ETH", "Tea")
        .idempotency_key("1be6a518-6dcd-477d-96af-dd914b1300ce");
    let invoice = client.create_single_invoice(&request).await?;
    println!("invoice {}: pay to {}", invoice.id, invoice.invoice_address);

    // 3. Pay out. A lost response is not a rejection: the money may have moved, so check before you pay again.
    let own = "0b8f8a6e-5b7e-4d5e-9d53-0e8c4f1f7a01";
    match client
        .create_payout(&CreatePayout::new("TXYZ", "10".parse()?, "USDT_TRX").idempotency_key(own))
        .await
    {
        Ok(payout) => println!("payout {} is {}", payout.id, payout.state),
        Err(error) if error.outcome() == Outcome::Ambiguous => {
            let payout = client
                .get_payout(&GetPayout::new(GetPayoutBy::IdempotencyKey(own.into())))
                .await?;
            println!("payout {} was created, status {}", payout.id, payout.state);
        }
        Err(error) => return Err(error.into()),
    }

    // 4. Read an event: pass the headers and the raw body. Nothing is parsed before key and signature are verified.
    let headers = [
        ("Key", "5f1d7a84db00d2fce00b31a7fc73224f"),
        ("Sign", EVENT_SIGNATURE),
    ];
    let event = client.verify_events(&headers, EVENT.as_bytes())?;
    match &event.event().data {
        EventData::InvoicePaid(paid) => println!(
            "invoice {} was paid, {} {}",
            paid.parent_external_id, paid.amount, paid.currency
        ),
        other => println!("another event: {other:?}"),
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}

const USER: &str = r#"{"userFullInfo":{"id":"U","username":"N","companyId":"C","companyName":"Tea Ltd","active":true,"blocked":false,"roles":["SYSTEM"]},
"permissions":[],"availableAccounts":[{"account":"0xc195df92dd9db2a8f28e597981f113d6e7582f8b","name":"main"}]}"#;
const INVOICE: &str = r#"{"id":"I1","invoiceAddress":"0xabc","type":"SINGLE","amount":0.001,"totalDebitAmount":0,"currency":"ETH","state":"PENDING_PAYMENT",
"description":"Tea","createdDate":"2023-03-15T12:13:05.909Z","isInterventionResolved":false,"subscriptionEnabled":false,"fiatAvailable":false}"#;
const PAYOUT: &str = r#"{"id":"P1","account":"0xc195df92dd9db2a8f28e597981f113d6e7582f8b","depositAddress":"TXYZ","amount":10,"currency":"USDT_TRX",
"calypsoFee":0.1,"calypsoFeePercentage":1,"state":"PENDING_CONFIRMATION","createdDate":"2023-03-15T12:13:05.909Z"}"#;
// An event as the provider sends it, signed by another program with the secret above.
const EVENT: &str = r#"{"requestId":"1be6a518-6dcd-477d-96af-dd914b1300ce","id":17,"createdDate":"2022-03-15T12:13:05.909616","level":"SUCCESS","service":"INVOICE","eventType":"INVOICE_PAID","data":{"type":"INVOICE_PAID","parentExternalId":4711,"idempotencyKey":"0b8f8a6e-5b7e-4d5e-9d53-0e8c4f1f7a01","amount":0.001,"currency":"ETH","description":"Tea","externalId":"order 7","fiatAmount":2.5,"fiatCurrency":"USD","realAmount":0.001}}"#;
const EVENT_SIGNATURE: &str = "799af4e6370a7a4a4cee2aa96a657008c0e50deeb84909972d82222e8eb4f0e840b2ed5c0028748db009fa6a1f80745c01e2f3e127776e84fbe3846566e7d960";
