//! Request signing: plans are data, one evaluator runs them.

pub mod absence;
mod clock;
mod credentials;
mod decode;
mod direct_path;
mod encode;
mod endpoint;
mod error;
mod evaluate;
mod explain;
mod functions;
mod index;
mod inputs;
mod json;
mod key;
mod number;
mod opening;
mod params;
mod path;
mod place_contents;
pub mod plan;
mod prepare;
mod prepared;
mod prerendered;
mod request;
mod request_init;
mod scan;
mod session;
mod settings;
mod signer;
mod specialize;
mod steps;
pub(crate) mod target;
#[cfg(test)]
mod tests;
mod value;
mod verify;

pub(crate) use absence::is_blank;
pub use endpoint::Endpoint;
pub use error::{SigningError, SigningErrorKind};
pub(crate) use evaluate::has_no_content;
pub use inputs::{
    Credentials, Explained, Headers, Needs, RequestSpec, SessionValues, SignedRequest,
    SigningInputs,
};
pub use opening::{Expiry, SessionUpdate};
pub use params::Params;
pub use path::check_path;
pub(crate) use scan::is_unreserved;
pub use settings::Settings;
pub use signer::Signer;
pub use target::{check_base, check_header_value, is_framing_header, unfit_path};
pub use value::{Members, Value};
pub use verify::{
    Compared, DeliveryLimits, ReceivedRequest, VerifiedRequest, VerifyError, VerifyErrorKind,
    WebhookSteps,
};
