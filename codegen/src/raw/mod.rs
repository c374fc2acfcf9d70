//! The raw spec, which mirrors the file: every value with its span, nothing resolved.
//!
//! Parsing never stops at the first problem. Values that could not be read are left out, and nothing is reported about what depends on
//! them.

mod answers;
mod call_line;
mod conditions;
mod guides;
mod idempotency;
mod inline;
mod inline_forms;
mod like;
mod limit_headers;
mod limits;
mod line;
mod mock;
mod operations;
mod param_groups;
mod paths;
mod policies;
mod responses;
mod spec;
mod streams;
mod tokens;
mod type_expressions;
mod type_mistakes;
mod type_places;
mod type_syntax;
mod type_translation;
mod type_words;
mod typedefs;
mod webhooks;

pub(crate) use answers::Response;
pub(crate) use call_line::path_names;
pub(crate) use conditions::Group;
pub(crate) use paths::Path;
pub(crate) use policies::{duration_of, parse_duration};
pub(crate) use responses::{ErrorCode, Errors};

pub(crate) use guides::GuideStep;
pub(crate) use idempotency::Idempotency;
pub(crate) use limits::{Cost, CostBy, CostRule, Limit};
pub(crate) use line::{check_separator, outside_quotes, split_mark};
pub(crate) use mock::{Mock, Named, Resource};
pub(crate) use operations::{Example, OneOf, Operation, Pagination};

pub(crate) use spec::Spec;
pub(crate) use streams::{
    AckKey, Answer, Channel, Keepalive, Kept, Login, Messages, Route, RouteData, RouteKey,
    SendForm, SequenceText, Start, Stream, StreamCall, SubscriptionFrame,
};
pub(crate) use type_mistakes::built_in_for;
pub(crate) use type_syntax::{Kind, Range, Type, WireWord};
pub(crate) use type_words::{BUILT_IN, LIST_FORMATS, PATH_ENCODES};
pub(crate) use typedefs::{EnumMention, EnumValue, EnumWord, Shape, TypeDef, UnionVariant};

pub(crate) use crate::keys::Notes;
pub(crate) use crate::model::Only;
pub(crate) use crate::source::{Spanned, Text};

/// A parameter or a member of a type.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Name on the wire.
    pub(crate) name: Text,
    /// `as NAME`
    pub(crate) rename: Option<Box<Text>>,
    /// `?`
    pub(crate) optional: bool,
    /// The members of an object that no other field names; such a field has no name on the wire.
    pub(crate) rest: bool,
    /// `None`: it could not be read; this was reported.
    pub(crate) ty: Option<Type>,
    /// `only received`
    pub(crate) only: Option<Spanned<Only>>,
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
