specie::client!("acme.yaml");

pub fn client() -> Result<acme::Client, specie::Error> {
    acme::Client::new(acme::Credentials::new("key", "secret"))
}
