// One error with the place in the spec, and none behind it.
specie::client!("broken.yaml", draft = true);

fn main() {
    let _request = acme::ListTrades;
    let _answer: Option<acme::Trade> = None;
}
