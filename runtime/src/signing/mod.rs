//! Request signing: plans as data, one evaluator.

pub mod absence;
mod begin;
mod call;
mod clock;
mod credentials;
mod decode;
mod draft;
mod encode;
mod endpoint;
mod error;
mod evaluate;
mod explain;
mod functions;
mod held;
mod index;
mod json;
mod key;
mod narrow;
mod node;
mod number;
mod opening;
mod params;
mod path;
pub mod plan;
mod prepare;
mod request;
mod scan;
mod session;
mod settings;
mod signer;
mod steps;
mod straight;
pub(crate) mod target;
#[cfg(test)]
mod tests;
mod value;
mod verify;

pub(crate) use absence::is_blank;
pub use call::{Call, Credentials, Explained, Headers, Moment, Needs, SessionValues, Signed};
pub use endpoint::Endpoint;
pub use error::{SigningError, SigningErrorKind};
pub(crate) use evaluate::has_no_content;
pub use opening::{Ends, Kept};
pub use params::Params;
pub use path::check_path;
pub(crate) use scan::is_unreserved;
pub use settings::Settings;
pub use signer::Signer;
pub use target::{check_base, check_header_value, is_framing_header, unfit_path};
pub use value::{Members, Value};
pub use verify::{
    Arrived, Compared, DeliveryLimits, Learnt, VerifyError, VerifyErrorKind, WebhookSteps,
};
