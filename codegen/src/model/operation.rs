//! What can be called.

use super::{Doc, Field, Type};
use crate::source::Span;
use specie_runtime::PathEncode;
use specie_runtime::signing::plan::{Data, Place};

/// Something that can be called.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Name in the spec; also the Rust method.
    pub name: String,
    /// Rust name of the method.
    pub rust_name: String,
    /// Rust name of the request struct; it exists if there are parameters that are not constants.
    pub request_name: String,
    /// Where it stands.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// Section, by its place in the scheme.
    pub section: u16,
    /// Method in capitals.
    pub method: String,
    /// The call's own path, with `{name}` for parameters.
    pub path: String,
    /// Where `params` go.
    pub place: Place,
    /// Parameters in the order of the spec: those of the path and the place, then `query`, then `headers`.
    pub params: Vec<Param>,
    /// Groups of params of which one is given.
    pub one_of: Vec<OneOf>,
    /// What comes back.
    pub response: Response,
    /// Further methods: the same call with constants, and another answer.
    pub variants: Vec<Variant>,
    /// How pages follow each other.
    pub paginate: Option<Pagination>,
    /// Whether it may be repeated.
    pub idempotency: Idempotency,
    /// Operation that tells whether a lost call took effect (by its place).
    pub reconcile: Option<usize>,
    /// Envelope, by its place; none: status and whole body.
    pub envelope: Option<usize>,
    /// Seconds; none: the default of 30.
    pub timeout_ms: Option<u64>,
    /// What a call costs.
    pub weight: u32,
    /// Examples, checked.
    pub examples: Vec<Example>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Fills `{name}` in the path.
    Path,
    /// Where the section says.
    Main,
    /// It is the whole list of the call.
    Items,
    /// In the query, beside a body.
    Query,
    /// As a header.
    Header,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Param {
    /// The field.
    pub field: Field,
    /// Where it travels.
    pub location: Location,
    /// How it is written into the path, where that is not the section's way.
    pub path_encode: Option<PathEncode>,
}

impl Operation {
    /// Names of the parameters that are written into the path in another way than the section's.
    pub fn path_encodes(&self) -> impl Iterator<Item = (&str, PathEncode)> {
        self.params
            .iter()
            .filter_map(|param| Some((param.field.name.as_str(), param.path_encode?)))
    }
}

/// `group: [a, b]`
#[derive(Clone, Debug)]
pub struct OneOf {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust of the field.
    pub rust_name: String,
    /// Name in Rust of the enum.
    pub type_name: String,
    /// None may be given.
    pub optional: bool,
    /// The params or fields, by their place.
    pub members: Vec<usize>,
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// Nothing is read.
    None,
    /// Data of a type.
    Type(Type),
}

/// A method more of an operation.
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
    /// What comes back.
    pub response: Response,
}

/// How pages follow each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Pagination {
    /// Counts pages from 1.
    Page {
        /// Param with the page.
        page: String,
        /// Param with the size.
        size: Option<String>,
        /// Header with the number of all entries.
        total: Option<String>,
        /// Member of the answer with the list; none: the answer is the list.
        list: Option<String>,
    },
    /// Counts entries.
    Offset {
        /// Param with the first entry, from 0.
        start: String,
        /// Param with the size.
        size: Option<String>,
        /// Member of the answer with the list.
        list: Option<String>,
    },
    /// Names the last entry seen.
    Cursor {
        /// Param that takes it.
        param: String,
        /// Member of the last entry that gives it; none: the entry itself.
        member: Option<String>,
        /// Member of the answer with the list.
        list: Option<String>,
    },
}

/// Whether a call may be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It may.
    Safe,
    /// With the same value in this param.
    Keyed(String),
    /// It may not.
    Never,
}

/// An example of a request or an answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// Name.
    pub name: String,
    /// Page it is from.
    pub source: Option<String>,
    /// Parameters.
    pub params: Option<Data>,
    /// The whole body of the answer.
    pub response: Option<Data>,
}
