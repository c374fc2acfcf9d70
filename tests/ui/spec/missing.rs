specie::client!("nowhere.yaml");

fn main() {}
