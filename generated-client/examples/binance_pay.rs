//! Creates an order with Binance Pay, refunds a part of it, and reads the webhook that reports the payment, with a key that the client fetches.
//!
//! `cargo run -p specie --features binance_pay --example binance_pay`
//!
//! It calls a server on loopback. With `BINANCE_PAY_URL`, `BINANCE_PAY_API_KEY` and `BINANCE_PAY_SECRET` it calls another server instead,
//! such as `specie mock binance_pay`.

use specie::binance_pay::{
    Client, CreateOrder, CreateOrderPrice, CreateRefund, Credentials, Notice, OrderEnvironment,
    PayNoticeStatus, TerminalType,
};
use std::env::var;
use test_server::Server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::replying([ORDER, REFUND, CERTIFICATES]);
    let is_local = var("BINANCE_PAY_URL").is_err();
    let url = var("BINANCE_PAY_URL").unwrap_or_else(|_| server.url().to_owned());
    let api_key = var("BINANCE_PAY_API_KEY").unwrap_or_else(|_| "api-key".into());
    let secret = var("BINANCE_PAY_SECRET").unwrap_or_else(|_| "secret".into());
    let credentials = Credentials::new(api_key, secret);
    let client = Client::builder(credentials).base_url(&url).build()?;

    // 1. Request 25.17 USDT from a buyer in a browser. If the response is lost, ask by `get_order` before you call it again.
    let price = CreateOrderPrice::OrderAmount("25.17".parse()?);
    let buyer = OrderEnvironment::new(TerminalType::Web);
    let request = CreateOrder::new(buyer, "9825382937292", price)
        .currency("USDT")
        .description("Ice cream");
    let order = client.create_order(&request).await?;
    println!("the buyer pays at {:?}", order.checkout_url);

    // 2. Refund a part. The own reference makes the call safe to repeat.
    let request = CreateRefund::new("refund-1", order.prepay_id, "5.00".parse()?);
    let refund = client.create_refund(&request).await?;
    println!(
        "{} of {} refunded",
        refund.refunded_amount, refund.order_amount
    );

    // 3. Read a webhook: Binance signs it with a private key, and publishes the public one. Fetch it when the program starts.
    client.fetch_keys().await?;
    if is_local {
        let headers = [
            ("BinancePay-Timestamp", "1700000000123"),
            ("BinancePay-Nonce", "6f1c2f4a7d0b4c559a3e0123456789ab"),
            ("BinancePay-Certificate-SN", "sn"),
            ("BinancePay-Signature", SIGNATURE),
        ];
        let message = client.verify_notification(&headers, WEBHOOK.as_bytes())?;
        match message.event() {
            Notice::Pay(paid) if paid.biz_status == PayNoticeStatus::Success => println!(
                "{}: {} {} were paid",
                paid.data.merchant_trade_no, paid.data.total_fee, paid.data.currency
            ),
            other => println!("another message: {other:?}"),
        }
        let forged = WEBHOOK.replace("0.88000000", "8.88000000");
        match client.verify_notification(&headers, forged.as_bytes()) {
            Ok(_) => return Err("a forged message was accepted".into()),
            Err(error) => println!("a forged message is rejected: {error}"),
        }
    }
    for request in server.requests() {
        println!("--- the server received\n{request}");
    }
    Ok(())
}

const ORDER: &str = r#"{"status":"SUCCESS","code":"000000","data":{"prepayId":"29383937493038367292","terminalType":"WEB","expireTime":121123232223,
"qrcodeLink":"https://qrservice.dev.com/en/qr/1.jpg","qrContent":"https://qrservice.dev.com/en/qr/1",
"checkoutUrl":"https://pay.binance.com/checkout/1","deeplink":"bnc://app.binance.com/payment/1","universalUrl":"https://app.binance.com/payment/1"}}"#;
const REFUND: &str = r#"{"status":"SUCCESS","code":"000000","data":{"refundRequestId":"refund-1","prepayId":"29383937493038367292",
"orderAmount":"25.17","refundedAmount":"5.00","refundAmount":"5.00","remainingAttempts":9,"payerOpenId":"dde730c2e0ea1f1780cf26343b98fd3b",
"duplicateRequest":"N"}}"#;
// A webhook in the form of the provider's page, signed by OpenSSL with a key that was made for it.
const WEBHOOK: &str = concat!(
    r#"{"bizType":"PAY","#,
    r#""data":"{\"merchantTradeNo\":\"9825382937292\",\"totalFee\":0.88000000,\"transactTime\":1619508939664,\"currency\":\"USDT\","#,
    r#"\"openUserId\":\"1211HS10K81f4273ac031\",\"productType\":\"Food\",\"productName\":\"Ice Cream\",\"tradeType\":\"APP\"}","#,
    r#""bizIdStr":"29383937493038367292","bizId":29383937493038367292,"bizStatus":"PAY_SUCCESS"}"#,
);
const SIGNATURE: &str = "pIfyRbDPSW9RCrt+k1ZaK2LbnZ6waVTTm8jC5l8dSzcYDnrGunAtILlUA95zAzw5ihkBapFMMdk53fzaEzLIbb5NR4oIUrW96sJbuzGA6Eh1nhYt9MRSwYdlE7uM5D9fPaeJ0jy9EpfgbJL9cyEyJ7yK1AxVuuNk5I08BfiAh1S/CV8rfZCJUa2A9b6JRobH43onKaNZbGiEQXfya9bDrZclnwm3b+aDQs2SnKXg//kXZcd34QSPdvndANzPfvsPcSO6p/qOhsO65K6gFg0QseSsBZWb1l/S13ZHyghEsd3gIdCcxdcB9HaKc7stQip1ewvsEBNQsk5T48CvcqljyQ==";
const CERTIFICATES: &str = r#"{"status":"SUCCESS","code":"000000","data":[{"certSerial":"sn","certPublic":"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwNUrJ99H6DvEpLhTe/ta\nAWx6ImStFA11tcSNLi4iNUQyxie7W6/SiHw9WLESV4YHOIEYBc3L8xtMwF3UX5ot\nNXzT1SX2pt6li/vpEKmlxiQV7g3X6kDkMFimFyLRW6IA7jiVp9UspG0WT0ymwkNc\nlg/NKCxyCoyPw7NbNrcxkTTDOKy1pl+9YFB4PgrU3DY45WQRK2a7aldQMB0jyVPZ\n5DconmkofsPlTmPUWqvsO0mbnQDrlI2w3bzUSWOu/w26iTVKr19YqujwO+X0RRKg\nfyLnz3FxXe8ykjDTa+OPtU2B8On5AxUnSWa11e+n2zpDRpLLAdI6zWuHWiEbd0F2\nYQIDAQAB\n-----END PUBLIC KEY-----\n"}]}"#;
