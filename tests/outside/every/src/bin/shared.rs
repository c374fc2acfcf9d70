use specie::coinpayments::{Client, Credentials};
use specie::runtime::FileStore;

fn main() -> Result<(), specie::Error> {
    let store = FileStore::open("/var/lib/shop/specie")?;
    let credentials = Credentials::new("public key", "private key");
    let client = Client::builder(credentials).store(store).build()?;
    println!("{client:?}");
    Ok(())
}
