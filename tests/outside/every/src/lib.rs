//! Every provider, and custom specs that use every primitive: their vectors are checked while this crate is built.

pub use specie::*;

specie::client!("sha1.yaml");
// Secrets that are keys of Ed25519, RSA, P-256 and secp256k1; base58, Keccak and MD5.
specie::client!("../../signing/backpack.yaml");
specie::client!("../../signing/bybit.yaml");
specie::client!("../../signing/coinbase.yaml");
specie::client!("../../signing/more/btcbox.yaml");
specie::client!("../../signing/more/pacifica.yaml");
specie::client!("../../signing/more/polymarket.yaml");
