//! Operations.

use super::{Doc, Field, Kind, OneOf, Type};
use crate::source::Span;
use specie_runtime::signing::plan::{Arrays, Data, Place};
use specie_runtime::{KeyForm, KeyScope, Pagination, PathEncode};

/// An operation that can be called.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Name in the spec; also the Rust method.
    pub name: String,
    /// Rust name of the method.
    pub rust_name: String,
    /// Rust name of the request struct; it exists if there are parameters that are not constants.
    pub request_name: String,
    /// Position in the file.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// Section, by its index in the scheme.
    pub section: u16,
    /// Method in upper case.
    pub method: String,
    /// The call's own path, with `{name}` for parameters.
    pub path: String,
    /// Where `params` go.
    pub place: Place,
    /// Parameters in the order of the spec: those of the path and the place, then `query`, `headers` and `cookies`.
    pub params: Vec<Param>,
    /// Whether the body is `multipart/form-data`.
    pub multipart: bool,
    /// Content type of the body, if it does not follow from the place.
    pub content_type: Option<String>,
    /// Groups of parameters of which exactly one is given.
    pub one_of: Vec<OneOf>,
    /// The response.
    pub response: Response,
    /// The struct of the headers that are read beside the response's data.
    pub response_headers: Option<Type>,
    /// Further methods: the same call with constants, and another response type.
    pub variants: Vec<Variant>,
    /// How to request the next page.
    pub pagination: Option<Pagination<String>>,
    /// Whether it may be repeated.
    pub idempotency: Idempotency,
    /// Operation that reports whether a call with an unknown outcome took effect (by index).
    pub reconcile: Option<usize>,
    /// What to ask that operation with: its parameters, each with the parameter of this one that has its value.
    pub reconcile_with: Vec<(String, String)>,
    /// The form of the key that a client makes for a keyed call without one.
    pub new_key: Option<KeyForm>,
    /// Envelope, by its index in the provider; none: status and whole body.
    pub envelope: Option<u16>,
    /// Milliseconds; none: the default of 30 seconds.
    pub timeout_ms: Option<u64>,
    /// Cost of a call against the limits.
    pub weight: u32,
    /// Examples, checked.
    pub examples: Vec<Example>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Fills `{name}` in the path.
    Path,
    /// In the section's place.
    Main,
    /// It is the whole list that the call sends.
    Items,
    /// It is the body itself, byte for byte.
    Body,
    /// It is a part of the body.
    Part,
    /// In the query of a call with a body.
    Query,
    /// As a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Param {
    /// The field.
    pub field: Field,
    /// Where it is sent.
    pub location: Location,
    /// How it is encoded in the path, where that differs from the section.
    pub path_encode: Option<PathEncode>,
    /// How it is written if it is a list or object, where that differs from the section.
    pub format: Option<Arrays>,
}

impl Param {
    /// Whether it is one file or several.
    #[must_use]
    pub fn is_file(&self) -> bool {
        match &self.field.ty.kind {
            Kind::File => true,
            Kind::List(element) => element.kind == Kind::File,
            _ => false,
        }
    }
}

impl Operation {
    /// Whether a call takes a request: it has parameters that are not constants.
    #[must_use]
    pub fn has_request(&self) -> bool {
        let mut params = self.params.iter();
        params.any(|param| param.field.constant.is_none())
    }

    /// What a call must be given besides the parameters named `given`, if anything: the first parameter that is required, or the first group
    /// of which one must be. `None`: a client can make the call on its own.
    #[must_use]
    pub fn needs_beside(&self, given: &[&str]) -> Option<Needed<'_>> {
        let is_given = |param: &Param| given.contains(&param.field.name.as_str());
        let required = self.params.iter().find(|param| {
            !param.field.optional && param.field.constant.is_none() && !is_given(param)
        });
        let required = required.map(|param| Needed::Param(&param.field));
        required.or_else(|| {
            let members = |group: &OneOf| -> Vec<&Param> {
                let members = group.members.iter();
                members.filter_map(|at| self.params.get(*at)).collect()
            };
            let mut groups = self.one_of.iter().filter(|group| !group.optional);
            let open = groups.find(|group| !members(group).into_iter().any(is_given))?;
            let fields = members(open).into_iter().map(|param| &param.field);
            Some(Needed::OneOf(fields.collect()))
        })
    }

    /// Names of the parameters that are encoded in the path differently from the section's default.
    pub fn path_encodes(&self) -> impl Iterator<Item = (&str, PathEncode)> {
        self.params
            .iter()
            .filter_map(|param| Some((param.field.name.as_str(), param.path_encode?)))
    }
}

impl Operation {
    /// Names of the parameters that are lists or objects with a format of their own.
    pub fn formats(&self) -> impl Iterator<Item = (&str, Arrays)> {
        self.params
            .iter()
            .filter_map(|param| Some((param.field.name.as_str(), param.format?)))
    }
}

/// What a call cannot be made without.
#[derive(Clone, Debug)]
pub enum Needed<'a> {
    /// This parameter.
    Param(&'a Field),
    /// One of these parameters.
    OneOf(Vec<&'a Field>),
}

impl Needed<'_> {
    /// As shown in messages.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Param(field) => format!("`{}`", field.name),
            Self::OneOf(fields) => {
                let names: Vec<String> = fields
                    .iter()
                    .map(|field| format!("`{}`", field.name))
                    .collect();
                format!("one of {}", names.join(", "))
            }
        }
    }

    /// Where it is declared, and what it is.
    #[must_use]
    pub fn declared(&self) -> Option<(Span, &'static str)> {
        match self {
            Self::Param(field) => Some((field.span, "a required parameter")),
            Self::OneOf(fields) => {
                let first = fields.first()?;
                Some((first.span, "one of this group must be given"))
            }
        }
    }
}

/// The response of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// The body is ignored.
    None,
    /// Data of a type.
    Type(Type),
    /// Data of a type, or nothing.
    Optional(Type),
    /// The body as it is.
    Raw {
        /// As text; otherwise bytes.
        text: bool,
        /// The media type that the provider documents.
        media: Option<String>,
    },
    /// Depends on the status: each of 200 to 299, with a response that is [`Self::None`], [`Self::Type`] or [`Self::Optional`].
    ByStatus(Vec<(u16, Response)>),
}

impl Response {
    /// The types that its data may have.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::None | Self::Raw { .. } => Vec::new(),
            Self::Type(ty) | Self::Optional(ty) => vec![ty],
            Self::ByStatus(responses) => {
                let responses = responses.iter();
                responses
                    .flat_map(|(_, response)| response.types())
                    .collect()
            }
        }
    }
}

/// A further method of an operation.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Parameters set to a constant text.
    pub set: Vec<(String, String)>,
    /// The response.
    pub response: Response,
}

/// Whether a call may be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It may be repeated.
    Safe,
    /// The provider recognizes a repeated call by the value of a parameter.
    Keyed {
        /// The parameter.
        field: String,
        /// How long its value is unique.
        unique: KeyScope,
    },
    /// It must not be repeated.
    Never,
}

/// An example of a request or a response.
#[derive(Clone, Debug)]
pub struct Example {
    /// Name.
    pub name: String,
    /// The page that it is from.
    pub source: Option<String>,
    /// Parameters.
    pub params: Option<Data>,
    /// The whole body of the response.
    pub response: Option<Data>,
}
