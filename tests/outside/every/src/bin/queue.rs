use specie::coinpayments::CreateTransaction;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = CreateTransaction::new("10.00".parse()?, "USD", "LTCT", "buyer@example.com");
    let job = serde_json::to_string(&request)?;
    assert!(job.contains(r#""amount":"10.00","currency1":"USD""#));
    let again: CreateTransaction = serde_json::from_str(&job)?;
    println!("{again:?}");
    Ok(())
}
