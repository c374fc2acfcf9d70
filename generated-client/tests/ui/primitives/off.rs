// A plan that signs with RSA and MD5, and an upload, where `specie` has none of the features.
specie::client!("off.yaml", draft = true);

fn main() {}
