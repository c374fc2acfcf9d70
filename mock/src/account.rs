//! The credentials of the mock's one account: those that the user gives, or made up in the forms that the spec declares.

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

/// A value in the first form that can be made up; `None`: it is a public key, which only verifies deliveries.
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
        Form::Rsa => Some(RSA.to_owned()),
        Form::RsaPublic
        | Form::P256Public
        | Form::Ed25519Public
        | Form::Secp256k1Public
        | Form::Jwks => None,
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

/// An RSA key for tests. Making one takes longer than a mock may take to start, and this one protects nothing.
const RSA: &str = "\
-----BEGIN PRIVATE KEY-----\n\
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDF5myZYvMkVFZZ\n\
6g6hufcsVh5ZzJ3SXV54Ds+VUFhZ1Pem7heJJKhraCyifBGbm2k06qJ76OnBESQT\n\
+swOJLDC+0FYLSsj/+48vxMY9F6GQ3eUFO6jprQI5rGUqWlRwUQyejX95X/i6/Va\n\
S9cSvcnTRlCiVj6k+4Fj8CoWixDSlJwhdguADwqfhqAzp0045Ovrl+ACcp2+qSGV\n\
OBAUkUiMZ2P2iNXRNlkWIW3HLke6yVw+yLur11FIMSfQsKLx94e6ee3H2B4WYige\n\
VN6LaoEJz+8X2hvjsKdePOzWOpIffk05MbtSsepLokwTmBxVQbMSZfqw9UbPQz/p\n\
A2hwa2XzAgMBAAECggEAG0zBfRoJ/Ir91oLT6I96KiLp0O10dV6X95aOIETodeFL\n\
wJARAxmMJN+cDgDGKmHH+PAdNgatUwra9T6gWPB1dJBV3/oV0hjYyTHP9Uil+X45\n\
HV5ohSmBUHEH3OrPMo38qxHyJ3I6BW2+Ij9auKUhwFlvf4Ac6C7MbKLmy3FSWBoV\n\
5+V7SjuRo1ZV8wKZJ9k8CGPUMpTDGkrMezu0neIW9KxN0BR6ALD/YcFq9BrPTjBg\n\
4J6DnC2o+CeyqEyIYGv34zStZ5IEVeWM3dpPfBCuo4VLyVy0LNurQPfGrQ+ZXIWf\n\
Acm9I3sgHth0AXivGubmY8c4jvNfHcqPwHIXDoi2sQKBgQDrqtb+zzq0OTqqMQAY\n\
IttrUrvYy4skXFGar0Tcp1yqrQcVt6XE7+v/Jsx2m3oi8tay2sqJ+EEAcMVe6jvJ\n\
lfoPSb7Tqk8GDeJFMiKOgWnLN9agtA7Wcgt3ZpsWrmPZW7OoseeN7PuhhzMFFIbs\n\
+W+yJe7qX97Xnj3vdO8qWyC1fQKBgQDW+WxPgcMRbsYGeKkqe6nVbNJiSZ9e1Mf1\n\
k7uEGjyxAwTxYCQnXjafQFA1Bwf1VQLAxUlqRvKwf/X3EzgtDgP+Tm7bUj1Nf0fy\n\
/E25EFJzECPM8ifNxZ4WEWiltfEoSmY1PhR2iFhXZfk2ELK+GrrhMKSzTTg+CfP/\n\
XT3YFp6kLwKBgQDrbhUwI1fy+YUoxqDge9oVwmYUs2rCnVOMo3G4uZ1yiD6erIN3\n\
VXO+x0TVbIc8aLqhnL9fy9ksFnymUHv/68sPAM4ZaHdfhfk4xVgOYyyMLrFEg/ya\n\
sP3Rf3iJ1Re86cZ2TZwUhd3vxT/r4FDWZm32W7zs+W+Gmfgnwvq2pqjrhQKBgQDT\n\
FKmzD7jX/yrV49hG7JIADBAvjha8aLXGfj6bIaACNvK9hyc4uJttlxqqVrMLw2Mm\n\
oRDLF8roX1zGM8rvAloNdDoJhCDJXXbqMa6nTk2GyYw9inBm7emhxYo5XALlCth8\n\
4u34zTvg5THkUlUPsPNadgbiP6o/0EoSrh0xdlRi5QKBgBlRemLXUOt793Pke3re\n\
R9KB/nt9v+/hHMJ911Kn4w9XjXSj9E4mtJdMAGq9f9aEDG7a/104qwrCcVAaZx/e\n\
HSyhHWgnd2MaTsMS5rzuURm8wA5USR+8AW6iIMFSxa/r+zWFHFawPwX8fr7mveqH\n\
DoSErDtGbuBTwrRBPJrqSf5U\n\
-----END PRIVATE KEY-----\n";
