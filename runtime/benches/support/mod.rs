//! Two calls that move money, three ways: by a plan, by hand as well as one can, and the bare HMAC over the same body.
//!
//! The bench measures them, a test counts their allocations and proves that both ways make the same request.

#![allow(dead_code, reason = "bench and test each use a part")]

pub mod by_hand;
pub mod plans;
pub mod typed;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;
use specie_runtime::codec::EncodeStruct;
use specie_runtime::signing::{
    Credentials, Endpoint, Params, SessionValues, Settings, SignedRequest, Signer, SigningInputs,
};

/// Made up.
pub const PUBLIC_KEY: &str = "5f2d0c7a9b1e4836a7c0d9e8f1b2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4";
/// Made up.
pub const PRIVATE_KEY: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccddeeff00";
/// Milliseconds of every call here.
pub const NOW_MS: i64 = 1_700_000_000_123;

/// A client of each provider, by its plan.
pub struct Plans {
    coinpayments: (Signer, Endpoint),
    calypso: (Signer, Endpoint),
}

impl Plans {
    pub fn new() -> Self {
        let client = |scheme, credentials: &[(&str, &str)], path| {
            let credentials: Credentials = credentials.iter().copied().collect();
            let signer = Signer::new(scheme, &credentials, &Settings::new());
            let signer = signer.expect("a scheme that is right");
            let endpoint = signer.endpoint(0, None, "POST", path);
            let endpoint = endpoint.ok().flatten().expect("a path without names");
            (signer, endpoint)
        };
        Self {
            coinpayments: client(
                plans::coinpayments(),
                &[("public_key", PUBLIC_KEY), ("private_key", PRIVATE_KEY)],
                "create_transaction",
            ),
            calypso: client(
                plans::calypso(),
                &[
                    ("key", PUBLIC_KEY),
                    ("secret", PRIVATE_KEY),
                    ("account", "main"),
                ],
                "payout",
            ),
        }
    }

    /// From the typed struct to the ready request; `with` sees it before what it borrows goes.
    pub fn create_transaction<T>(
        &self,
        request: &typed::CreateTransaction,
        with: impl FnOnce(&SignedRequest<'_>) -> T,
    ) -> T {
        sign(&self.coinpayments, request, with)
    }

    pub fn payout<T>(
        &self,
        request: &typed::Payout,
        with: impl FnOnce(&SignedRequest<'_>) -> T,
    ) -> T {
        sign(&self.calypso, request, with)
    }
}

fn sign<T>(
    (signer, endpoint): &(Signer, Endpoint),
    request: &dyn EncodeStruct,
    with: impl FnOnce(&SignedRequest<'_>) -> T,
) -> T {
    let params = Params::of(request).expect("parameters within their bounds");
    let (inputs, session) = (SigningInputs::at_ms(NOW_MS), SessionValues::new());
    let signed = signer.sign_at(endpoint, &params, &inputs, &session);
    with(signed.as_ref().expect("a call that is right"))
}

/// The least that must be computed: the key schedule is kept, as a client keeps it.
pub struct Bare(Hmac<Sha512>);

impl Bare {
    pub fn new() -> Self {
        Self(Hmac::new_from_slice(PRIVATE_KEY.as_bytes()).expect("any key length fits"))
    }

    pub fn sign(&self, body: &[u8]) -> [u8; 64] {
        let mut mac = self.0.clone();
        mac.update(body);
        mac.finalize().into_bytes().into()
    }
}
