//! The credentials of the mock's one account: those that the user gives, or made up in the forms that the spec declares.

use crate::keys;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use specie_runtime::signing::plan::{Credential, Form, Scheme};

/// Credentials by name, in the order of the spec.
pub(crate) type Pairs = Vec<(String, String)>;

/// Makes a value for every credential of a scheme. The same seed gives the same values.
pub(crate) fn make_up(scheme: &Scheme, random: &mut fastrand::Rng) -> Pairs {
    let credentials = scheme.credentials.iter();
    credentials
        .filter_map(|credential| {
            let value = value(credential, random)?;
            Some((credential.name.to_string(), value))
        })
        .collect()
}

/// A value in the first form.
fn value(credential: &Credential, random: &mut fastrand::Rng) -> Option<String> {
    let mut forms = credential.forms.iter();
    forms.find_map(|form| match form {
        Form::Text(length) => Some(text(&credential.name, *length, random)),
        Form::Hex(length) => Some(hex(&bytes(length.unwrap_or(32), random))),
        Form::Base64(length) => Some(STANDARD.encode(bytes(length.unwrap_or(32), random))),
        Form::Base58(length) => {
            Some(bs58::encode(bytes(length.unwrap_or(32), random)).into_string())
        }
        Form::Secp256k1 => Some(hex(&bytes(32, random))),
        Form::Wif => Some(wif(&bytes(32, random))),
        Form::Ed25519 => Some(STANDARD.encode(ed25519(&bytes(32, random)))),
        Form::P256 => Some(STANDARD.encode(p256(&bytes(32, random)))),
        Form::Rsa => Some(keys::RSA.private.to_owned()),
        Form::RsaPublic | Form::P256Public | Form::Ed25519Public | Form::Secp256k1Public => {
            keys::of(*form).map(|pair| pair.public.to_owned())
        }
        Form::Jwks => Some(keys::set()),
    })
}

/// Letters and digits that begin with the credential's name, or of the length that it must have.
fn text(name: &str, length: Option<u32>, random: &mut fastrand::Rng) -> String {
    let letters = |count: u32, random: &mut fastrand::Rng| -> String {
        (0..count).map(|_| random.alphanumeric()).collect()
    };
    match length {
        Some(length) => letters(length, random),
        None => format!("{}-{}", name.replace('_', "-"), letters(24, random)),
    }
}

fn bytes(count: u32, random: &mut fastrand::Rng) -> Vec<u8> {
    (0..count).map(|_| random.u8(..)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bitcoin's wallet import format, for the main network and a compressed public key.
fn wif(key: &[u8]) -> String {
    let mut payload = vec![0x80];
    payload.extend_from_slice(key);
    payload.push(1);
    let checksum = Sha256::digest(Sha256::digest(&payload));
    payload.extend(checksum.iter().take(4));
    bs58::encode(payload).into_string()
}

/// PKCS#8 of an Ed25519 key (RFC 8410, section 7).
fn ed25519(seed: &[u8]) -> Vec<u8> {
    const HEAD: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    [&HEAD, seed].concat()
}

/// PKCS#8 of a P-256 key without its public key (RFC 5958 and RFC 5915).
fn p256(key: &[u8]) -> Vec<u8> {
    const HEAD: [u8; 35] = [
        0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
        0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25,
        0x02, 0x01, 0x01, 0x04, 0x20,
    ];
    [&HEAD, key].concat()
}
