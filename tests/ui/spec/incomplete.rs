// What is missing holds the client up, until `draft = true` lets it pass.
specie::client!("incomplete.yaml");

fn main() {}
