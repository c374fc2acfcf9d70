//! Types: declared types, types in use, and fields.

use super::Doc;
use crate::source::Span;

/// Index of a type in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A declared type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in the spec and in Rust.
    pub name: String,
    /// Position in the file.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// Its kind.
    pub shape: Shape,
    /// Whether it is sent anywhere.
    pub sent: bool,
    /// Whether it is received anywhere.
    pub received: bool,
}

/// Shapes of declared types.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object.
    Struct {
        /// Members.
        fields: Vec<Field>,
        /// Groups of which exactly one is present.
        one_of: Vec<OneOf>,
    },
    /// Named values.
    Enum {
        /// The form of its values on the wire.
        kind: EnumKind,
        /// Whether the provider promises that there are no other values.
        closed: bool,
        /// The values.
        values: Vec<EnumValue>,
    },
    /// A tuple: an array with a meaning for each position.
    Tuple {
        /// Members in order.
        fields: Vec<Field>,
    },
    /// A union: types distinguished by a member.
    Union {
        /// The discriminator member.
        by: String,
        /// Its values and their types.
        variants: Vec<UnionVariant>,
        /// The type for values that are not listed; its `wire` is empty.
        other: Option<UnionVariant>,
    },
    /// A union: types told apart by their form on the wire.
    Forms {
        /// The forms, in order. The name in Rust is that of a variant. None is optional, constant or has a default.
        forms: Vec<Field>,
    },
}

impl Shape {
    /// The fields of an object or an array, or the forms of a union.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Struct { fields, .. }
            | Self::Tuple { fields }
            | Self::Forms { forms: fields } => fields,
            Self::Enum { .. } | Self::Union { .. } => &[],
        }
    }

    /// The variants of a union that is distinguished by a member, with the one for other values.
    pub fn variants(&self) -> impl Iterator<Item = &UnionVariant> {
        let (variants, other) = match self {
            Self::Union {
                variants, other, ..
            } => (variants.as_slice(), other.as_ref()),
            _ => (&[][..], None),
        };
        variants.iter().chain(other)
    }
}

/// The form of the values of an enum on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumKind {
    /// Texts.
    Text,
    /// Integers.
    Int,
    /// Each value has its own form.
    Mixed,
}

/// The form of a value on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarKind {
    /// A text.
    Text,
    /// An integer.
    Integer,
    /// True or false.
    Bool,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// On the wire.
    pub wire: String,
    /// Its form.
    pub form: ScalarKind,
    /// In Rust.
    pub rust_name: String,
    /// Whether nothing follows it.
    pub is_final: bool,
    /// Its place in the order in which values follow each other, if it has one.
    pub place: Option<usize>,
    /// Docs.
    pub doc: Doc,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Value of the discriminator.
    pub wire: String,
    /// In Rust.
    pub rust_name: String,
    /// Its type.
    pub ty: TypeId,
    /// Whether it leads back to the union itself.
    pub boxed: bool,
    /// Docs.
    pub doc: Doc,
}

/// A member of a struct, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust (a raw identifier if necessary).
    pub rust_name: String,
    /// Position in the file.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether it is a map with the members of the object that no other field names. Then it has no name on the wire.
    pub rest: bool,
    /// Whether it may be omitted (sent), or be missing or null (received).
    pub optional: bool,
    /// The only direction in which it occurs, if the type is sent and received.
    pub only: Option<Only>,
    /// A constant text.
    pub constant: Option<String>,
    /// The default that the provider applies, as written in the spec.
    pub default: Option<String>,
    /// Bounds.
    pub range: Option<Range>,
    /// Docs.
    pub doc: Doc,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// `only received`: the provider sets it.
    Received,
    /// `only sent`: the provider does not return it.
    Sent,
}

/// A group, such as `group: [a, b]`.
#[derive(Clone, Debug)]
pub struct OneOf {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust of the field.
    pub rust_name: String,
    /// Name in Rust of the enum.
    pub type_name: String,
    /// Whether none may be given.
    pub optional: bool,
    /// The parameters or fields, by index.
    pub members: Vec<usize>,
}

/// Bounds of a number, of the length of a text, or of the number of entries of a list or map, as written in the spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Minimum.
    pub min: Option<String>,
    /// The minimum itself is outside: the number must be above it.
    pub above: bool,
    /// Maximum.
    pub max: Option<String>,
    /// No element of the list is given twice.
    pub unique: bool,
}

/// A type in use, with its special wire format.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Its kind.
    pub kind: Kind,
    /// Wire format of its leaf, if special.
    pub wire: Option<WireAs>,
    /// Whether the value may be `null`.
    pub null: bool,
    /// Another value that means no value: makes the type an `Option`.
    pub none: Option<NoValue>,
    /// Whether an empty list means an empty map, or no struct (then the type is an `Option`).
    pub list_for_empty: bool,
    /// Whether it leads back to the type that declares the member, so that Rust needs a `Box`.
    pub boxed: bool,
}

/// A value other than `null` that means no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// `or ""`
    Text(String),
    /// `or false`
    False,
    /// `or 0`
    Zero,
}

impl NoValue {
    /// As it is written in a spec, and on the wire.
    #[must_use]
    pub fn literal(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{text}\""),
            Self::False => "false".to_owned(),
            Self::Zero => "0".to_owned(),
        }
    }
}

impl Type {
    /// A type in use, without anything special.
    #[must_use]
    pub fn plain(kind: Kind) -> Self {
        Self {
            kind,
            wire: None,
            null: false,
            none: None,
            list_for_empty: false,
            boxed: false,
        }
    }

    /// Whether it is an `Option` in Rust: some value on the wire means no value. A received list or map that is null is empty instead;
    /// only one that is sent must be able to tell the two apart.
    #[must_use]
    pub fn is_option(&self, sent: bool) -> bool {
        let is_collection = matches!(self.kind, Kind::List(_) | Kind::Map { .. });
        self.none.is_some()
            || (self.list_for_empty && matches!(self.kind, Kind::Named(_)))
            || (self.null && (sent || !is_collection))
    }
}

impl Field {
    /// Whether a caller tells apart a value, `null`, and a member that is left out.
    #[must_use]
    pub fn is_three_states(&self) -> bool {
        self.optional && self.ty.null
    }
}

/// A wire format that differs from the default of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireAs {
    /// `as text`
    Text,
    /// `as number`
    Number,
    /// `as int`
    Int,
    /// `as json`: JSON inside a text.
    Json,
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
    /// `date`
    Date,
    /// `uuid`
    Uuid,
    /// `url`
    Url,
    /// `bytes …`
    Bytes(BytesForm),
    /// `file`: a part of a body
    File,
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
    /// Nanoseconds since 1970.
    Nanos,
    /// ISO 8601 text.
    Iso,
    /// Seconds since 1970 with this many decimals.
    SecondsTo(u8),
    /// ISO 8601 text with this many decimals of the second.
    IsoTo(u8),
    /// Date of HTTP.
    Http,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesForm {
    /// `bytes base64`
    Base64,
    /// `bytes base64url`
    Base64Url,
    /// `bytes hex`
    Hex,
    /// `raw bytes`: as they are, only as a body.
    Raw,
}
