//! Envelopes and errors.

use super::conditions::{self, Group};
use super::line::parse_noted;
use super::paths::{Path, parse_path};
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses as rules;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::ResponsePath;

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
    /// The same for messages.
    pub(crate) messages: Vec<ErrorCode>,
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
                .report(
                    &rules::BAD_RESPONSE_PATH,
                    path.span,
                    "`data` is not in the body",
                )
                .label("expected a location in the body")
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
        "messages",
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
    let mut patterns = |key: &str| {
        let pairs = keys.map(key, diagnostics).iter();
        let patterns = pairs.filter_map(|pair| parse_code(pair, diagnostics));
        patterns.collect()
    };
    let (codes, messages) = (patterns("codes"), patterns("messages"));
    Some(Errors {
        code: paths("code", diagnostics),
        message: paths("message", diagnostics),
        retry_after: path("retry_after", diagnostics),
        request_id: path("request_id", diagnostics),
        status,
        codes,
        messages,
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
