//! Request signing: plans are data, one evaluator runs them.
//!
//! The modules are layers. Each imports only modules above it in this list:
//!
//! | module | what |
//! |---|---|
//! | `signing_error` | why a request could not be signed |
//! | [`plan`] | what a spec says about signing, as constant data |
//! | `url` | path values, and URLs that are sent unchanged |
//! | `inputs` | what a caller gives and gets: credentials, parameters, clock and nonce, the signed request |
//! | `crypto` | digests, MACs, private keys and their signatures |
//! | `functions` | the functions that plans call |
//! | `prepared` | the data of a plan prepared for one client |
//! | `run` | the evaluator: expressions, the request under construction, the steps |
//! | `prepare` | prepares plans: folds constants, decodes keys, refuses plans whose secrets are missing |
//! | `strategy` | the ways to sign: running the steps is the reference, others are faster |
//! | `endpoint`, `signer` | one endpoint, and one client, prepared |
//! | `sign`, `explain_call`, `session`, `verify` | what a [`Signer`] does |
//!
//! Values and their texts lie below all of this, in `crate::value`.

mod crypto;
mod endpoint;
mod explain_call;
mod functions;
mod inputs;
pub mod plan;
mod prepare;
mod prepared;
mod run;
mod session;
mod sign;
mod signer;
mod signing_error;
mod strategy;
#[cfg(test)]
mod tests;
mod url;
mod verify;

pub use crate::value::{Members, Value, ValueError};
#[cfg(feature = "certificates")]
pub(crate) use crypto::certificate;
pub use endpoint::Endpoint;
pub use inputs::params::Params;
pub use inputs::settings::Settings;
pub use inputs::{
    CallPart, CallPartValue, Credentials, Explained, Headers, Needs, RequestSpec, SessionValues,
    SignedRequest, SigningInputs,
};
pub use prepare::absence;
pub(crate) use prepare::credentials::{MAX_KEYS, other_network_of, read_key_set, read_public_key};
pub use prepare::webhook_plan::DeliveryLimits;
pub use session::{Expiry, SessionUpdate};
pub use signer::Signer;
pub use signing_error::{SigningError, SigningErrorKind};
pub use url::path_values::check_path;
pub use url::target::{check_base, check_header_value, check_path_piece, is_framing_header};
#[cfg(feature = "testing")]
pub(crate) use verify::provider_side::{DeliveryDraft, PrivateKey, PrivateKeys, ProviderSide};
pub use verify::{
    Compared, ReceivedRequest, VerifiedRequest, VerifyError, VerifyErrorKind, WebhookSteps,
};
