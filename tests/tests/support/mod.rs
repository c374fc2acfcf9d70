//! A second implementation of the MAC that these providers use.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

/// HMAC-SHA512 as hex, made here and not by the runtime under test.
pub fn hmac_sha512_hex(key: &str, data: &[u8]) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).expect("any length will do");
    mac.update(data);
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
