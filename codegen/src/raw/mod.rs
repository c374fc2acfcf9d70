//! The raw spec, which mirrors the file: every value with its span, nothing resolved.
//!
//! Parsing never stops at the first problem. Values that could not be read are left out, and nothing is reported about what depends on
//! them.

mod conditions;
mod keys;
mod line;
mod operations;
mod policies;
mod responses;
mod spec;
mod tokens;
mod type_names;
mod typedefs;
mod types;
mod webhooks;

pub(crate) use conditions::Group;
pub(crate) use keys::shorten;
pub(crate) use responses::Path;

pub(crate) use line::check_separator;
pub(crate) use operations::{
    Example, Idempotency, OneOf, Operation, Pagination, Response, path_names,
};

pub(crate) use spec::Spec;
pub(crate) use typedefs::{EnumValue, Shape, TypeDef, UnionVariant};
pub(crate) use types::{Kind, Range, Type, WireWord};
pub(crate) use webhooks::Channel;

use crate::source::Span;

/// A value and its span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A text and its span.
pub(crate) type Text = Spanned<String>;

/// Notes for people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) doc: Option<Text>,
    // Boxed: few facts have more than a text.
    pub(crate) source: Option<Box<Text>>,
    pub(crate) unconfirmed: Option<Box<Text>>,
    pub(crate) deprecated: Option<Box<Text>>,
}

/// A parameter or a member of a type.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Name on the wire.
    pub(crate) name: Text,
    /// `as NAME`
    pub(crate) rename: Option<Box<Text>>,
    /// `?`
    pub(crate) optional: bool,
    /// `None`: it could not be read; this was reported.
    pub(crate) ty: Option<Type>,
    // Rare parts are boxed: there are many fields.
    pub(crate) constant: Option<Box<Text>>,
    pub(crate) default: Option<Box<Text>>,
    pub(crate) range: Option<Box<Range>>,
    pub(crate) notes: Notes,
}

/// Reads the whole file.
pub(crate) fn parse(
    root: &crate::yaml::Node,
    diagnostics: &mut crate::diagnostic::Diagnostics,
) -> Option<Spec> {
    spec::parse(root, diagnostics)
}
