specie::client!(acme);

fn main() {}
