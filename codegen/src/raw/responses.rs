//! Envelopes and errors.

use super::conditions::{self, Group};
use super::keys::{self, Keys};
use super::line::parse_noted;
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::rules::responses as rules;
use crate::source::Span;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::ResponsePath;
use specie_runtime::signing::plan::{PathSegment, Str};

/// A path in a response.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) root: ResponsePath,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) name: Text,
    pub(crate) ok: Vec<Group>,
    pub(crate) partial: Vec<Group>,
    pub(crate) data: Option<Path>,
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
    pub(crate) retry_after: Option<Path>,
    pub(crate) request_id: Option<Path>,
    pub(crate) status: Vec<(Spanned<u16>, Text)>,
    pub(crate) codes: Vec<ErrorCode>,
}

pub(super) fn parse_envelopes(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Envelope> {
    let envelopes = pairs.iter().filter_map(|pair| {
        let known = ["ok", "partial", "data"];
        let keys = Keys::open(&pair.value, "an envelope", &known, diagnostics)?;
        let condition = |key: &str, diagnostics: &mut Diagnostics| {
            keys.get(key)
                .map_or_else(Vec::new, |node| conditions::parse(node, key, diagnostics))
        };
        let ok = condition("ok", diagnostics);
        let partial = condition("partial", diagnostics);
        let data = keys
            .get("data")
            .and_then(|node| parse_path(node, diagnostics));
        if let Some(path) = data
            .as_ref()
            .filter(|path| !matches!(path.root, ResponsePath::Body(_)))
        {
            diagnostics
                .report(&rules::BAD_PATH, path.span, "data outside of the body")
                .label("data is read from the body")
                .help("write `body.NAME`");
        }
        Some(Envelope {
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            ok,
            partial,
            data,
        })
    });
    envelopes.collect()
}

pub(super) fn parse_errors(node: &Node, diagnostics: &mut Diagnostics) -> Option<Errors> {
    let known = [
        "code",
        "message",
        "retry_after",
        "request_id",
        "status",
        "codes",
    ];
    let keys = Keys::open(node, "`errors`", &known, diagnostics)?;
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
    let codes = keys.map("codes", diagnostics).iter();
    let codes = codes.filter_map(|pair| parse_code(pair, diagnostics));
    let codes = codes.collect();
    Some(Errors {
        code: paths("code", diagnostics),
        message: paths("message", diagnostics),
        retry_after: path("retry_after", diagnostics),
        request_id: path("request_id", diagnostics),
        status,
        codes,
    })
}

/// `401: auth`
fn parse_status(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<(Spanned<u16>, Text)> {
    let number = pair.key.text.parse().ok();
    let Some(status) = number.filter(|status| (100..1000).contains(status)) else {
        diagnostics
            .report(
                &rules::BAD_STATUS,
                pair.key.span,
                format!("`{}` is no HTTP status", keys::shorten(&pair.key.text)),
            )
            .label("a number from 100 to 999 is due here")
            .help("codes of the provider belong under `codes`");
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

fn parse_path(node: &Node, diagnostics: &mut Diagnostics) -> Option<Path> {
    let text = keys::text(node, "a place in the answer", diagnostics)?;
    path_of(&text.value, node.span, diagnostics)
}

/// `status`, a JSON path after `body`, or `header.Name`.
pub(super) fn path_of(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Path> {
    let root = match text {
        "status" => Some(ResponsePath::Status),
        _ => match text.strip_prefix("header.") {
            Some(name) if is_header(name) => {
                Some(ResponsePath::Header(Str::Owned(name.to_owned())))
            }
            Some(_) => None,
            None => text
                .strip_prefix("body")
                .and_then(json_path::parse)
                .map(|path| ResponsePath::Body(path.into())),
        },
    };
    let star = match &root {
        Some(ResponsePath::Body(path)) => path
            .iter()
            .any(|segment| matches!(segment, PathSegment::Name(name) if name.contains('*'))),
        Some(_) => false,
        None => text.starts_with("body") && text.contains('*'),
    };
    if star {
        diagnostics
            .report(
                &rules::BAD_PATH,
                span,
                format!("`*` in `{}` stands for nothing", keys::shorten(text)),
            )
            .label("every part of a place is a name or an index")
            .why("it would be looked for as a member named `*`, and never be found")
            .help("name the member, or take one element of a list: `body.errors[0].code`; several places are tried in order: `code: [body.a, body.b]`");
        return None;
    }
    let Some(root) = root else {
        diagnostics
            .report(
                &rules::BAD_PATH,
                span,
                format!("`{}` is no place in an answer", keys::shorten(text)),
            )
            .label("a place is due here")
            .help("write `status`, `body.NAME.NAME[0]` or `header.NAME`");
        return None;
    };
    Some(Path { root, span })
}

fn is_header(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}
