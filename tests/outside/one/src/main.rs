use specie::coinpayments::{Client, CreateTransaction, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(Credentials::new("public key", "private key"))?;
    let request = CreateTransaction::new("10.00".parse()?, "USD", "LTCT", "buyer@example.com");
    match client.create_transaction(&request).await {
        Ok(payment) => println!("send {} to {}", payment.amount, payment.address),
        Err(error) => match error.outcome() {
            specie::Outcome::Ambiguous => println!("the call may have taken effect: {error}"),
            _ => println!("{:?}: {error}", error.kind()),
        },
    }
    Ok(())
}
