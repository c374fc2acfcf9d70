//! A signing plan as constant data.
//!
//! `specie-codegen` parses and checks the signing part of a spec and lowers it to a [`Scheme`]. Generated clients store it in a `static`;
//! the command line owns it. Nothing here is parsed from text, and a checked spec never produces an invalid reference: names are resolved
//! to indices into the tables of the [`Scheme`].

pub mod certificate_address;
mod data;
mod expression;
pub mod function;
mod given;
mod parts;
mod position;
mod section;
mod session_data;
mod step;

pub use crate::value::escape::{Arrays, Encoder, Escape};
pub use crate::value::path_segment::PathSegment;
pub use data::Data;
pub use expression::{Comparison, Entry, Expr, Name, Test, Unit};
pub use function::Function;
pub use given::{BitcoinNetwork, Credential, Form, Setting};
pub(crate) use parts::with_groups;
pub use position::{Position, Positioned};
pub(crate) use section::PATH_PLACEHOLDER;
pub use section::{PathEncode, Place, Section};
pub use session_data::{Expires, Keep, KeepFrom, Session, SessionCall};
pub(crate) use step::is_unchecked_header;
pub use step::{
    Action, Binding, HeaderLine, KeySource, KeysFrom, NamedIn, Plan, Step, Target, WebhookPlan,
};

use std::borrow::Cow;

/// Text of a plan: borrowed in generated code, owned when a spec was read at run time.
pub type Str = Cow<'static, str>;

/// A list of a plan: borrowed in generated code, owned when a spec was read at run time.
pub type List<T> = Cow<'static, [T]>;

/// Everything that a spec says about signing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// The provider's name.
    pub provider: Str,
    /// Credentials in the order of the spec; [`Expr::Credential`] is an index into this list.
    pub credentials: List<Credential>,
    /// Settings in the order of the spec; [`Expr::Setting`] is an index into this list.
    pub settings: List<Setting>,
    /// Tables in the order of the spec; [`Expr::Table`] is an index into this list.
    pub tables: List<(Str, Data)>,
    /// Sections in the order of the spec, `default` merged into each.
    pub sections: List<Section>,
    /// Plans in the order of the spec; [`Section::plan`] is an index into this list.
    pub plans: List<Plan>,
    /// Sessions in the order of the spec.
    pub sessions: List<Session>,
    /// Webhooks in the order of the spec.
    pub webhooks: List<WebhookPlan>,
}

impl From<Scheme> for Cow<'static, Scheme> {
    fn from(scheme: Scheme) -> Self {
        Cow::Owned(scheme)
    }
}

impl From<&'static Scheme> for Cow<'static, Scheme> {
    fn from(scheme: &'static Scheme) -> Self {
        Cow::Borrowed(scheme)
    }
}
