// A plan that signs with Keccak and SHA-1, where `specie` has neither feature: no provider of this crate needs them.
specie::client!("off.yaml", draft = true);

fn main() {}
