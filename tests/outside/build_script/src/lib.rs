include!(concat!(env!("OUT_DIR"), "/acme.rs"));

pub fn client() -> Result<acme::Client, specie::Error> {
    acme::Client::new(acme::Credentials::new("key", "secret"))
}
