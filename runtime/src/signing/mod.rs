//! Request signing: plans are data, one evaluator runs them.

pub(crate) mod crypto;
mod endpoint;
mod explain;
pub(crate) mod functions;
pub(crate) mod inputs;
pub mod plan;
pub(crate) mod prepare;
pub(crate) mod prepared;
pub(crate) mod run;
mod session;
mod sign;
mod signer;
pub(crate) mod signing_error;
mod strategy;
#[cfg(test)]
mod tests;
pub(crate) mod url;
mod verify;

pub use crate::value::{Members, Value, ValueError};
pub use endpoint::Endpoint;
pub use inputs::params::Params;
pub use inputs::settings::Settings;
pub use inputs::{
    Credentials, Explained, Headers, Needs, RequestSpec, SessionValues, SignedRequest,
    SigningInputs,
};
pub use prepare::absence;
pub use prepare::delivery::DeliveryLimits;
pub use session::{Expiry, SessionUpdate};
pub use signer::Signer;
pub use signing_error::{SigningError, SigningErrorKind};
pub use url::path_values::check_path;
pub use url::target::{check_base, check_header_value, is_framing_header, unfit_path};
pub use verify::{
    Compared, ReceivedRequest, VerifiedRequest, VerifyError, VerifyErrorKind, WebhookSteps,
};
