//! Request signing: plans as data, one evaluator.

mod call;
mod clock;
mod credentials;
mod decode;
mod draft;
mod encode;
mod error;
mod evaluate;
mod explain;
mod functions;
mod held;
mod json;
mod key;
mod node;
mod number;
mod opening;
mod path;
pub mod plan;
mod prepare;
mod request;
mod scan;
mod session;
mod signer;
mod steps;
#[cfg(test)]
mod tests;
mod value;
mod verify;

pub use call::{
    Call, Credentials, Explained, Headers, Moment, Needs, SessionValues, Settings, Signed,
};
pub use error::{SigningError, SigningErrorKind};
pub use opening::{Ends, Kept};
pub use signer::Signer;
pub use value::{Members, Value};
pub use verify::{Arrived, Learnt, VerifyError, VerifyErrorKind};
