//! Types: declared, in use, and as members.

use super::{Doc, OneOf};
use crate::source::Span;

/// Place of a type in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A declared type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in the spec and in Rust.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// What it is.
    pub shape: Shape,
    /// Whether it is sent somewhere.
    pub sent: bool,
    /// Whether it is received somewhere.
    pub received: bool,
}

/// Shapes of declared types.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object.
    Struct {
        /// Members.
        fields: Vec<Field>,
        /// Groups of which one is there.
        one_of: Vec<OneOf>,
    },
    /// Named values.
    Enum {
        /// They travel as integers.
        int: bool,
        /// The provider promises that there are no others.
        closed: bool,
        /// The values.
        values: Vec<EnumValue>,
    },
    /// An array with a meaning for each place.
    Tuple {
        /// Members in order.
        fields: Vec<Field>,
    },
    /// Types told apart by a member.
    Union {
        /// The member.
        by: String,
        /// Its values and their types.
        variants: Vec<UnionVariant>,
    },
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// On the wire.
    pub wire: String,
    /// In Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
}

/// A type of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Value of the member.
    pub wire: String,
    /// In Rust.
    pub rust_name: String,
    /// Its type.
    pub ty: TypeId,
    /// Docs.
    pub doc: Doc,
}

/// A member of a struct, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust (a raw identifier where it must be).
    pub rust_name: String,
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether it may be left out (sent), missing or null (received).
    pub optional: bool,
    /// Always this text.
    pub constant: Option<String>,
    /// What the provider takes when it is left out, as it stands in the spec.
    pub default: Option<String>,
    /// Bounds.
    pub range: Option<Range>,
    /// Docs.
    pub doc: Doc,
}

/// Bounds of a number, or of the length of a text, as they stand in the spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Least.
    pub min: Option<String>,
    /// Greatest.
    pub max: Option<String>,
}

/// A type in use, with what is odd about it on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: Kind,
    /// How its leaf differs on the wire.
    pub wire: Option<WireAs>,
    /// A text that stands for nothing: makes it an `Option`.
    pub none: Option<String>,
    /// An empty list stands for an empty map, or for no struct (then it is an `Option`).
    pub list_for_empty: bool,
}

/// How a leaf differs on the wire from its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireAs {
    /// `as text`
    Text,
    /// `as number`
    Number,
    /// `as int`
    Int,
}

/// Kinds of types.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `text`; `true`: letters and digits only.
    Text {
        /// `text alnum`
        alnum: bool,
    },
    /// `secret`
    Secret,
    /// `int`
    Int,
    /// `decimal`
    Decimal,
    /// `bool`
    Bool,
    /// `flag`
    Flag,
    /// `time.…`
    Time(TimeUnit),
    /// `json`
    Json,
    /// `[T]`
    List(Box<Type>),
    /// `map<text, T>`
    Map {
        /// `map<alnum, T>`
        alnum: bool,
        /// The values' type.
        value: Box<Type>,
    },
    /// `numbered<T>`
    Numbered(TypeId),
    /// A type of the spec.
    Named(TypeId),
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// Microseconds since 1970.
    Micros,
    /// ISO 8601 text.
    Iso,
}
