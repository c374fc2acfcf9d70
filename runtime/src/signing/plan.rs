//! A signing plan as constant data.
//!
//! `specie-codegen` parses and checks the signing part of a spec and lowers it to a [`Scheme`]; generated clients hold it as a
//! `static`, the command line holds it owned. Nothing here is parsed from text, and nothing that is invalid can be reached from a
//! checked spec: names are resolved to places in the tables of the [`Scheme`].

mod data;
mod expression;
mod function;
mod given;
mod parts;
mod section;
mod session;
mod step;

pub use data::Data;
pub use expression::{Comparison, Entry, Expr, Name, Test, Unit};
pub use function::Function;
pub use given::{Credential, Form, Setting};
pub use section::{Arrays, Encoder, Escape, PathEncode, Place, Section};
pub use session::{Expires, Keep, KeepFrom, PathSegment, Session, SessionCall};
pub use step::{Action, Binding, HeaderLine, Plan, Step, Target, WebhookPlan};

use std::borrow::Cow;

/// Text of a plan: borrowed in generated code, owned when a spec was just read.
pub type Str = Cow<'static, str>;

/// A list of a plan: borrowed in generated code, owned when a spec was just read.
pub type List<T> = Cow<'static, [T]>;

/// All that a spec says about signing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// The provider's name.
    pub provider: Str,
    /// Credentials in the order of the spec; [`Expr::Credential`] counts in this list.
    pub credentials: List<Credential>,
    /// Settings in the order of the spec; [`Expr::Setting`] counts in this list.
    pub settings: List<Setting>,
    /// Tables in the order of the spec; [`Expr::Table`] counts in this list.
    pub tables: List<(Str, Data)>,
    /// Sections in the order of the spec, `default` merged into each.
    pub sections: List<Section>,
    /// Plans in the order of the spec; [`Section::plan`] counts in this list.
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
