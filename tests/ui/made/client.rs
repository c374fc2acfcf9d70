// A client with one operation alone, made and used.
specie::client!("../spec/incomplete.yaml", operations = [ping], draft = true);

fn main() {
    let client = acme::Client::new(acme::Credentials::new()).expect("no credential is needed");
    let call = client.ping();
    drop(call);
}
