use specie::coinport::{Client, Credentials, ListBalances, ListWithdraws};

fn main() -> Result<(), specie::Error> {
    let client = Client::new(Credentials::new().token("a bearer token"))?;
    for account in client.list_balances(&ListBalances::new()).wait()? {
        println!("{} {}", account.balance, account.currency);
    }
    let withdraws = client.list_withdraws_pages(&ListWithdraws::new());
    for withdraw in withdraws.into_blocking_entries() {
        let withdraw = withdraw?;
        println!("{}: {}", withdraw.id, withdraw.state);
    }
    Ok(())
}
