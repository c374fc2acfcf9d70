//! What a type expression says, before its names are resolved.

use super::{Spanned, Text};
use crate::model::TimeUnit;
use crate::source::Span;
use specie_runtime::PathEncode;
use specie_runtime::signing::plan::Arrays;

/// A type in use.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// `as text`
    pub(crate) wire: Option<Spanned<WireWord>>,
    /// `as segments`, for a path parameter.
    pub(crate) path: Option<Box<Spanned<PathEncode>>>,
    /// `as commas`, for a parameter.
    pub(crate) format: Option<Box<Spanned<Arrays>>>,
    /// `or "NONE"`
    pub(crate) none: Option<Box<Text>>,
    /// `or []`
    pub(crate) or_list: Option<Span>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text { alnum: bool },
    Secret,
    Int,
    Decimal,
    Bool,
    Flag,
    Time(TimeUnit),
    Json,
    List(Box<Type>),
    Map { alnum: bool, value: Box<Type> },
    Numbered(Text),
    Named(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum WireWord {
    Text,
    Number,
    Int,
}

/// `1..100`, as written.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub(crate) min: Option<String>,
    pub(crate) max: Option<String>,
    pub(crate) span: Span,
}
