//! Envelopes and errors.

use super::conditions::{self, Group};
use super::line::parse_noted;
use super::paths::{Path, parse_path};
use super::type_expressions::parse_type;
use super::type_syntax::Type;
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses as rules;
use crate::source::Span;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::ResponsePath;

#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) name: Text,
    pub(crate) ok: Vec<Group>,
    pub(crate) partial: Vec<Group>,
    /// The paths of the data, in the order in which they are tried.
    pub(crate) data: Vec<Path>,
    /// Members that the data is assembled from.
    pub(crate) members: Vec<(Text, Path)>,
    /// How errors in this envelope differ.
    pub(crate) errors: Option<Errors>,
}

#[derive(Clone, Debug)]
pub(crate) struct ErrorCode {
    pub(crate) pattern: Text,
    pub(crate) kind: Text,
    pub(crate) notes: Notes,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Errors {
    pub(crate) code: Vec<Path>,
    pub(crate) message: Vec<Path>,
    pub(crate) data: Vec<Path>,
    pub(crate) retry_after: Option<Path>,
    pub(crate) request_id: Option<Path>,
    pub(crate) status: Vec<(Spanned<u16>, Text)>,
    pub(crate) codes: Vec<ErrorCode>,
    /// The same for messages.
    pub(crate) messages: Vec<ErrorCode>,
    /// The declared type of the data.
    pub(crate) data_type: Option<ErrorDataType>,
}

/// `data: { path: body.fields, type: { map: list<text> } }`
#[derive(Clone, Debug)]
pub(crate) struct ErrorDataType {
    pub(crate) ty: Type,
    pub(crate) span: Span,
    /// The data as the provider's page shows it.
    pub(crate) example: Option<Node>,
}

pub(super) fn parse_envelopes(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Envelope> {
    let envelopes = pairs.iter().filter_map(|pair| {
        let known = ["ok", "partial", "data", "errors"];
        let keys = Keys::open(&pair.value, "an envelope", &known, diagnostics)?;
        let condition = |key: &str, diagnostics: &mut Diagnostics| {
            keys.get(key)
                .map_or_else(Vec::new, |node| conditions::parse(node, key, diagnostics))
        };
        let ok = condition("ok", diagnostics);
        let partial = condition("partial", diagnostics);
        let (data, members) = parse_data(&keys, diagnostics);
        Some(Envelope {
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            ok,
            partial,
            data,
            members,
            errors: keys
                .get("errors")
                .and_then(|node| parse_errors(node, Scope::Envelope, diagnostics)),
        })
    });
    envelopes.collect()
}

/// `data`: a path, a list of paths of which the first with a value counts, or a mapping of members to paths.
fn parse_data(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> (Vec<Path>, Vec<(Text, Path)>) {
    if let Some(NodeKind::Mapping(pairs)) = keys.get("data").map(|node| &node.kind) {
        let members = pairs.iter().filter_map(|pair| {
            let name = Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            };
            Some((name, parse_in_body(&pair.value, "data", diagnostics)?))
        });
        return (Vec::new(), members.collect());
    }
    let paths = keys.one_or_more("data").into_iter();
    let paths = paths.filter_map(|node| parse_in_body(node, "data", diagnostics));
    (paths.collect(), Vec::new())
}

/// A path in the body.
fn parse_in_body(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Path> {
    let path = parse_path(node, diagnostics)?;
    if !matches!(path.root, ResponsePath::Body(_)) {
        diagnostics
            .report(
                &rules::BAD_RESPONSE_PATH,
                path.span,
                format!("`{key}` is not in the body"),
            )
            .label("expected a location in the body")
            .help("write `body.NAME`");
    }
    Some(path)
}

/// What `errors` are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All calls.
    Provider,
    /// Calls with one envelope.
    Envelope,
}

/// Keys of the errors of all calls, the first of which are also those of an envelope.
const ERRORS: [&str; 8] = [
    "code",
    "message",
    "data",
    "status",
    "codes",
    "messages",
    "retry_after",
    "request_id",
];

pub(super) fn parse_errors(
    node: &Node,
    scope: Scope,
    diagnostics: &mut Diagnostics,
) -> Option<Errors> {
    let (what, known) = match scope {
        Scope::Provider => ("`errors`", &ERRORS[..]),
        Scope::Envelope => ("`errors` of an envelope", &ERRORS[..6]),
    };
    let keys = Keys::open(node, what, known, diagnostics)?;
    let path = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        parse_path(node, diagnostics)
    };
    let paths = |key: &str, diagnostics: &mut Diagnostics| -> Vec<Path> {
        let nodes = keys.one_or_more(key).into_iter();
        nodes
            .filter_map(|node| parse_path(node, diagnostics))
            .collect()
    };
    let statuses = keys.map("status", diagnostics).iter();
    let status = statuses.filter_map(|pair| parse_status(pair, diagnostics));
    let status = status.collect();
    let mut patterns = |key: &str| {
        let pairs = keys.map(key, diagnostics).iter();
        let patterns = pairs.filter_map(|pair| parse_code(pair, diagnostics));
        patterns.collect()
    };
    let (codes, messages) = (patterns("codes"), patterns("messages"));
    let (data, data_type) = parse_error_data(&keys, diagnostics);
    Some(Errors {
        code: paths("code", diagnostics),
        message: paths("message", diagnostics),
        data,
        data_type,
        retry_after: path("retry_after", diagnostics),
        request_id: path("request_id", diagnostics),
        status,
        codes,
        messages,
    })
}

/// `data: body.fields`, or `data: { path: body.fields, type: { map: list<text> } }`
fn parse_error_data(
    keys: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Path>, Option<ErrorDataType>) {
    let paths = |keys: &Keys<'_>, key: &str, diagnostics: &mut Diagnostics| {
        let nodes = keys.one_or_more(key).into_iter();
        let paths = nodes.filter_map(|node| parse_in_body(node, "data", diagnostics));
        paths.collect()
    };
    let long = keys.get("data").filter(|node| node.as_mapping().is_some());
    let Some(node) = long else {
        return (paths(keys, "data", diagnostics), None);
    };
    let known = ["path", "type", "example"];
    let Some(keys) = Keys::open(node, "`data` of errors", &known, diagnostics) else {
        return (Vec::new(), None);
    };
    keys.needed(
        "path",
        "write the location: `path: body.fields`",
        diagnostics,
    );
    let help =
        "write the type of the data: `type: { map: list<text> }`; or `data: body.fields` alone";
    let ty = keys.needed("type", help, diagnostics);
    let ty = ty.and_then(|node| Some((parse_type(node, diagnostics)?, node.span)));
    let data_type = ty.map(|(ty, span)| ErrorDataType {
        ty,
        span,
        example: keys.get("example").cloned(),
    });
    (paths(&keys, "path", diagnostics), data_type)
}

/// `401: auth`
fn parse_status(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<(Spanned<u16>, Text)> {
    let number = pair.key.text.parse().ok();
    let Some(status) = number.filter(|status| (100..1000).contains(status)) else {
        diagnostics
            .report(
                &rules::BAD_STATUS,
                pair.key.span,
                format!("`{}` is not an HTTP status", keys::shorten(&pair.key.text)),
            )
            .label("expected a number from 100 to 999")
            .help("write error codes of the provider under `codes`");
        return None;
    };
    let kind = keys::text(&pair.value, "the kind of a status", diagnostics)?;
    let status = Spanned {
        value: status,
        span: pair.key.span,
    };
    Some((status, kind))
}

/// `"002": auth -- unknown public key`
fn parse_code(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<ErrorCode> {
    let pattern = Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    };
    let (kind, notes) = match &pair.value.kind {
        NodeKind::Mapping(_) => {
            let known = ["kind", "doc", "source", "unconfirmed", "deprecated"];
            let keys = Keys::open(&pair.value, "an error code", &known, diagnostics)?;
            keys.needed(
                "kind",
                "write `kind: KIND`, such as `kind: invalid`",
                diagnostics,
            )?;
            (keys.text("kind", diagnostics)?, keys.notes(diagnostics))
        }
        NodeKind::Scalar(scalar) if !scalar.is_missing() => parse_noted(scalar, diagnostics),
        _ => {
            keys::wrong_kind(
                &pair.value,
                "an error code",
                "a kind such as `invalid`",
                diagnostics,
            );
            return None;
        }
    };
    Some(ErrorCode {
        pattern,
        kind,
        notes,
    })
}
