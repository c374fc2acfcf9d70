//! The module `testing`, used as the tests of a user's own code use it.

#![allow(missing_docs, dead_code, reason = "tests")]

mod deliveries;
mod errors;
#[path = "../../outside/own_tests/src/lib.rs"]
mod own_tests;
mod replay;
mod values;

use hmac::{Hmac, KeyInit as _, Mac as _};
use std::error::Error;

type Done = Result<(), Box<dyn Error>>;

fn hmac_sha512_hex(key: &str, data: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha512>::new_from_slice(key.as_bytes()).expect("any key");
    mac.update(data);
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
