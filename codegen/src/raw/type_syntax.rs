//! What a type expression says, before its names are resolved.

use super::typedefs::TypeDef;
use super::{Spanned, Text};
use crate::model::{BytesForm, NoValue, TimeUnit};
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
    /// `or null`
    pub(crate) null: Option<Span>,
    /// `or "NONE"`, `or false`, `or 0`
    pub(crate) none: Option<Box<Spanned<NoValue>>>,
    /// `or []`
    pub(crate) or_list: Option<Span>,
}

impl Type {
    /// The types of its elements, and of theirs, from the outside in.
    pub(crate) fn inside(&self) -> impl Iterator<Item = &Type> {
        std::iter::successors(self.element(), |ty| ty.element())
    }

    fn element(&self) -> Option<&Type> {
        match &self.kind {
            Kind::List(element) | Kind::Map { value: element, .. } => Some(element),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text {
        alnum: bool,
    },
    Secret,
    Int,
    Decimal,
    Bool,
    Flag,
    Time(TimeUnit),
    Date,
    Uuid,
    Url,
    Bytes(BytesForm),
    /// A part of a body; `true`: where such a part can be.
    File(bool),
    Json,
    List(Box<Type>),
    Map {
        alnum: bool,
        value: Box<Type>,
    },
    Numbered(Text),
    Named(String),
    /// `text or Customer`, until it is declared under its own name: see [`super::inline_types`].
    Forms {
        forms: Vec<Type>,
        /// `as NAME`
        name: Option<Text>,
    },
    /// Declared where it is used. When the whole file was read, it is declared under the name of its place.
    Inline(Box<TypeDef>),
}

impl Type {
    /// A type without anything after it.
    pub(super) fn plain(kind: Kind, span: Span) -> Self {
        Self {
            kind,
            span,
            wire: None,
            path: None,
            format: None,
            null: None,
            none: None,
            or_list: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum WireWord {
    Text,
    Number,
    Int,
}

/// `1..100` or `> 0`, as written.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub(crate) min: Option<String>,
    /// The smallest value itself is outside: `> 0`.
    pub(crate) above: bool,
    pub(crate) max: Option<String>,
    /// `unique` before it: no element of the list is given twice.
    pub(crate) unique: bool,
    pub(crate) span: Span,
}
