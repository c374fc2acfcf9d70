// A plan that signs with RSA and MD5, where `specie` has neither feature.
specie::client!("off.yaml", draft = true);

fn main() {}
