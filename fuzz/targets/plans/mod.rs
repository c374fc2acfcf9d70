//! Plans of real exchanges and providers, ready to sign, with made-up credentials in the forms that they ask for.

use specie_codegen::{Options, load};
use specie_runtime::signing::plan::{Form, Scheme};
use specie_runtime::signing::{Credentials, SigningInputs, SessionValues, Settings, Signer, Value};
use std::sync::LazyLock;

macro_rules! specs {
    ($($path:literal),+ $(,)?) => { &[$(($path, include_str!(concat!("../../../", $path)))),+] };
}

const SPECS: &[(&str, &str)] = specs![
    "tests/signing/backpack.yaml",
    "tests/signing/binance.yaml",
    "tests/signing/coinbase.yaml",
    "tests/signing/cryptocom.yaml",
    "tests/signing/gate.yaml",
    "tests/signing/htx.yaml",
    "tests/signing/kraken.yaml",
    "tests/signing/kucoin.yaml",
    "tests/signing/okx.yaml",
    "tests/signing/upbit.yaml",
    "tests/signing/whitebit.yaml",
    "specs/calypso.yaml",
    "specs/coinpayments.yaml",
    "specs/coinpit.yaml",
    "specs/coinport.yaml",
];

/// A signer for each.
pub static SIGNERS: LazyLock<Vec<Signer>> = LazyLock::new(|| {
    let signers = SPECS.iter().map(|(path, text)| {
        let loaded = load(path, *text, &Options::default());
        let api = loaded.api.unwrap_or_else(|| panic!("{path} has faults"));
        let credentials = credentials(&api.runtime.scheme);
        Signer::new(api.runtime.scheme, &credentials, &Settings::new())
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    });
    signers.collect()
});

/// Texts in the first form of each credential; of private keys those that are easily written.
fn credentials(scheme: &Scheme) -> Credentials {
    let mut all = Credentials::new();
    for credential in scheme.credentials.iter() {
        let text = credential.forms.iter().find_map(|form| {
            Some(match form {
                Form::Text(size) => "s".repeat(usize::try_from(size.unwrap_or(32)).ok()?),
                Form::Hex(size) => "5a".repeat(usize::try_from(size.unwrap_or(32)).ok()?),
                Form::Base64(_) => "WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=".to_owned(),
                Form::Secp256k1 => "5a".repeat(32),
                Form::Wif => "cVpF924EspNh8KjYsfhgY96mmxvT6DgdWiTYMtMjuM74hJaU5psW".to_owned(),
                Form::Secp256k1Public => {
                    "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5".to_owned()
                }
                Form::Ed25519Public => "5a".repeat(32),
                Form::Base58(_)
                | Form::Rsa
                | Form::P256
                | Form::Ed25519
                | Form::RsaPublic
                | Form::P256Public
                | Form::Jwks => return None,
            })
        });
        if let Some(text) = text {
            all.set(credential.name.to_string(), text);
        }
    }
    all
}

/// What sessions would have given.
#[allow(dead_code, reason = "deliveries have no session")]
pub fn session(signer: &Signer) -> SessionValues {
    let mut values = SessionValues::new();
    for session in signer.scheme().sessions.iter() {
        for keep in session.keep.iter() {
            values.set(keep.name.to_string(), Value::from("0x5a"));
        }
    }
    values
}

/// A moment with everything that a plan may read.
#[allow(dead_code, reason = "what arrives has its own")]
pub fn inputs() -> SigningInputs {
    SigningInputs {
        nonce: Some(1_700_000_000_123),
        uuid: Some("6f1c2f4a-7d0b-4c55-9a3e-0123456789ab".to_owned()),
        random: Some([9; 16]),
        ..SigningInputs::at_us(1_700_000_000_123_456)
    }
}
