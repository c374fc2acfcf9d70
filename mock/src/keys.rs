//! The provider's own key pairs, with which it signs deliveries. They are the same in every mock and protect nothing: making an RSA key takes
//! longer than a mock may take to start.

use specie_runtime::signing::plan::{Data, Form};

/// A private key and its public half, as PEM.
pub(crate) struct Pair {
    pub(crate) private: &'static str,
    pub(crate) public: &'static str,
}

macro_rules! pair {
    ($name:literal) => {
        Pair {
            private: include_str!(concat!("keys/", $name, ".pem")),
            public: include_str!(concat!("keys/", $name, ".pub.pem")),
        }
    };
}

pub(crate) const RSA: Pair = pair!("rsa");
const P256: Pair = pair!("p256");
const SECP256K1: Pair = pair!("secp256k1");
const ED25519: Pair = pair!("ed25519");

/// The pairs whose public halves are in a set of keys, by their ids: one for each algorithm.
pub(crate) const SET: [(&str, Pair); 4] = [
    ("mock-rsa", pair!("rsa")),
    ("mock-p256", pair!("p256")),
    ("mock-ed25519", pair!("ed25519")),
    ("mock-secp256k1", pair!("secp256k1")),
];

/// The pair for a form of public keys.
pub(crate) fn of(form: Form) -> Option<&'static Pair> {
    match form {
        Form::RsaPublic => Some(&RSA),
        Form::P256Public => Some(&P256),
        Form::Ed25519Public => Some(&ED25519),
        Form::Secp256k1Public => Some(&SECP256K1),
        _ => None,
    }
}

/// The set of keys, as a credential of the form `jwks`: keys by their ids.
pub(crate) fn set() -> String {
    let keys = SET
        .iter()
        .map(|(id, pair)| ((*id).into(), Data::Text(pair.public.into())));
    specie_codegen::json::object(&keys.collect::<Vec<_>>())
}
