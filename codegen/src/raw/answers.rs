//! `answer`: the type of the response, or what is in place of it.

use super::line::parse_renamed_fields;
use super::type_expressions::{named, parse_head, parse_type};
use super::type_mistakes::unexpected;
use super::type_syntax::Type;
use super::typedefs::{Shape, TypeDef};
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::keys::{self, Keys};
use crate::rules::operations::BAD_ANSWER;
use crate::source::Span;
use crate::yaml::{Node, NodeKind, Pair, Scalar};

/// What is in a response; `Broken`: it could not be read; this was reported.
#[derive(Clone, Debug)]
pub(crate) enum Response {
    None,
    Type(Type),
    /// `Order or none`
    Optional(Type),
    /// `raw text` or `raw bytes`, and the media type after it.
    Raw {
        text: bool,
        media: Option<String>,
    },
    /// `{ 200: Order, 204: none }`, never empty.
    ByStatus(Vec<(Spanned<u16>, Response)>),
    Broken,
}

impl Response {
    /// The types in it.
    pub(super) fn types(&self) -> Vec<&Type> {
        match self {
            Self::Type(ty) | Self::Optional(ty) => vec![ty],
            Self::ByStatus(responses) => {
                let responses = responses.iter();
                responses
                    .flat_map(|(_, response)| response.types())
                    .collect()
            }
            Self::None | Self::Raw { .. } | Self::Broken => Vec::new(),
        }
    }
}

/// `answer_headers`: they become a struct.
#[derive(Clone, Debug)]
pub(crate) struct ResponseHeaders {
    pub(crate) span: Span,
    /// The struct.
    pub(crate) ty: Type,
    pub(crate) fields: Vec<Field>,
    name: Text,
    notes: Notes,
}

impl ResponseHeaders {
    /// The struct as a declared type.
    pub(super) fn to_typedef(&self) -> TypeDef {
        TypeDef {
            name: self.name.clone(),
            notes: self.notes.clone(),
            like: Vec::new(),
            shape: Some(Shape::Struct {
                fields: self.fields.clone(),
                one_of: Vec::new(),
            }),
            inline: false,
        }
    }
}

pub(super) fn parse_response(node: &Node, diagnostics: &mut Diagnostics) -> Response {
    if let NodeKind::Mapping(pairs) = &node.kind
        && is_by_status(pairs)
    {
        return parse_by_status(node, pairs, diagnostics);
    }
    if keys::plain(node) == Some("none") {
        return Response::None;
    }
    if let Some(rest) = keys::plain(node).and_then(after_raw) {
        return parse_raw(node, rest, diagnostics);
    }
    if let (NodeKind::Scalar(scalar), Some(end)) = (&node.kind, end_before_or_none(node)) {
        return parse_optional(scalar, end, diagnostics);
    }
    if let Some(kind) = keys::plain(node).and_then(document) {
        diagnostics
            .report(
                &BAD_ANSWER,
                node.span,
                "a body that is not JSON is `raw bytes` or `raw text`",
            )
            .label(format!("expected `raw {kind}`"))
            .help(format!(
                "write `answer: raw {kind}`; the media type may follow, such as `raw {kind} text/csv`"
            ));
        return Response::Broken;
    }
    parse_type(node, diagnostics).map_or(Response::Broken, Response::Type)
}

/// The kind of a document for words that others use for it.
fn document(word: &str) -> Option<&'static str> {
    match word {
        "bytes" | "binary" | "file" | "blob" | "pdf" | "zip" | "stream" | "Bytes" | "Vec<u8>" => {
            Some("bytes")
        }
        "csv" | "html" | "xml" | "plain" | "text/plain" | "text/csv" => Some("text"),
        _ => None,
    }
}

/// Whether a mapping is of statuses, and not the keys of a type.
fn is_by_status(pairs: &[Pair]) -> bool {
    let is_number = |pair: &Pair| pair.key.text.starts_with(|c: char| c.is_ascii_digit());
    pairs.first().is_some_and(is_number)
}

fn parse_optional(scalar: &Scalar, end: usize, diagnostics: &mut Diagnostics) -> Response {
    let Some(head) = parse_head(scalar, 0, end, false, diagnostics) else {
        return Response::Broken;
    };
    if let Some(range) = &head.range {
        unexpected(range.span, "a range", "the end of the type", diagnostics);
    }
    if let Some(only) = &head.only {
        unexpected(only.span, "a direction", "the end of the type", diagnostics);
    }
    Response::Optional(head.ty)
}

/// The length of the type in `TYPE or none`.
fn end_before_or_none(node: &Node) -> Option<usize> {
    let before = keys::plain(node)?.trim_end().strip_suffix("none")?;
    let ty = before.trim_end().strip_suffix("or")?;
    let is_separate = before.ends_with(char::is_whitespace) && ty.ends_with(char::is_whitespace);
    is_separate.then(|| ty.trim_end().len())
}

fn after_raw(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("raw")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// `text`, `bytes application/pdf`
fn parse_raw(node: &Node, rest: &str, diagnostics: &mut Diagnostics) -> Response {
    let mut words = rest.split_whitespace();
    let (kind, media, more) = (words.next(), words.next(), words.next());
    let text = match kind {
        Some("text") => true,
        Some("bytes") => false,
        _ => {
            let found = kind.unwrap_or_default();
            diagnostics
                .report(&BAD_ANSWER, node.span, "expected `raw text` or `raw bytes`")
                .label("not a form of the body")
                .help_if(did_you_mean(found, ["text", "bytes"]));
            return Response::Broken;
        }
    };
    if let Some(more) = more {
        diagnostics
            .report(
                &BAD_ANSWER,
                node.span,
                format!(
                    "expected the end of the answer, found `{}`",
                    keys::shorten(more)
                ),
            )
            .label("a document is the whole body")
            .help("write the media type alone after it, such as `raw text text/csv`");
        return Response::Broken;
    }
    let media = match media {
        Some(media) if !is_media_type(media) => {
            diagnostics
                .report(
                    &BAD_ANSWER,
                    node.span,
                    format!("`{}` is not a media type", keys::shorten(media)),
                )
                .label("expected TYPE/SUBTYPE")
                .help("write the media type alone, such as `raw text text/csv`");
            return Response::Broken;
        }
        media => media.map(str::to_owned),
    };
    Response::Raw { text, media }
}

/// `text/csv`
fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c);
        !part.is_empty() && part.chars().all(is_part)
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// `{ 200: Order, 202: Accepted, 204: none }`
fn parse_by_status(node: &Node, pairs: &[Pair], diagnostics: &mut Diagnostics) -> Response {
    let mut responses: Vec<(Spanned<u16>, Response)> = Vec::new();
    for pair in pairs {
        let status = pair.key.text.parse().ok();
        let Some(value) = status.filter(|status| (200..300).contains(status)) else {
            diagnostics
                .report(
                    &BAD_ANSWER,
                    pair.key.span,
                    format!(
                        "`{}` is not the status of a success",
                        keys::shorten(&pair.key.text)
                    ),
                )
                .label("expected a number from 200 to 299")
                .help("other statuses are errors: give them a kind in `errors: { status: { … } }`");
            continue;
        };
        let response = parse_response(&pair.value, diagnostics);
        if matches!(response, Response::Raw { .. } | Response::ByStatus(_)) {
            diagnostics
                .report(
                    &BAD_ANSWER,
                    pair.value.span,
                    "expected a type or `none` for a status",
                )
                .label("not a type")
                .help("an answer by status has types; a document is the answer for all statuses: `answer: raw bytes`");
            continue;
        }
        let status = Spanned {
            value,
            span: pair.key.span,
        };
        responses.push((status, response));
    }
    if responses.len() == pairs.len() && pairs.len() < 2 {
        diagnostics
            .report(
                &BAD_ANSWER,
                node.span,
                "expected the answers of two statuses or more",
            )
            .label("one type for every success")
            .help("write the type alone: `answer: Order`");
        return Response::Broken;
    }
    match responses.is_empty() {
        true => Response::Broken,
        false => Response::ByStatus(responses),
    }
}

/// `answer_headers: { X-Used: int as used -- … }`
pub(super) fn parse_headers(
    operation: &Text,
    keys: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<ResponseHeaders> {
    let pair = keys.pair("answer_headers")?;
    let fields = parse_renamed_fields(keys.map("answer_headers", diagnostics), diagnostics);
    if fields.is_empty() {
        return None;
    }
    let span = pair.key.span;
    let value = format!("{}Headers", crate::names::type_part(&operation.value)?);
    let doc = format!("Headers of the response of `{}`.", operation.value);
    Some(ResponseHeaders {
        span,
        ty: named(&value, span),
        fields,
        name: Spanned { value, span },
        notes: Notes {
            doc: Some(Spanned { value: doc, span }),
            ..Notes::default()
        },
    })
}
