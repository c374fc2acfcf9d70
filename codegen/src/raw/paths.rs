//! Paths in a response: `status`, `body.a.b[0]` or `header.Name`.

use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::keys;
use crate::names::is_header_name;
use crate::rules::responses as rules;
use crate::source::Span;
use crate::yaml::Node;
use specie_runtime::ResponsePath;
use specie_runtime::signing::plan::{PathSegment, Str};
use specie_runtime::stream::plan::MessagePath;

/// A path in a response.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) root: ResponsePath,
    pub(crate) span: Span,
}

pub(super) fn parse_path(node: &Node, diagnostics: &mut Diagnostics) -> Option<Path> {
    let text = keys::text(node, "a location in the response", diagnostics)?;
    path_of(&text.value, node.span, diagnostics)
}

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// `status`, `body` or `header.Name`
    Response,
    /// `msg`, a message of a stream. Its paths are held as those of a body.
    Message,
}

/// `status`, a JSON path after `body`, or `header.Name`.
pub(super) fn path_of(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Path> {
    path_from(Root::Response, text, span, diagnostics)
}

/// A JSON path after `msg`.
pub(super) fn message_path(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<PathSegment>> {
    let text = keys::text(node, what, diagnostics)?;
    match path_from(Root::Message, &text.value, node.span, diagnostics)?.root {
        ResponsePath::Body(path) => Some(path.into_owned()),
        ResponsePath::Status | ResponsePath::Header(_) => None,
    }
}

/// A JSON path after `msg`, the whole message, or after `data`, what a route takes out of it.
pub(super) fn message_or_data(
    text: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<MessagePath> {
    let of_data = text.strip_prefix("data").and_then(json_path::parse);
    if let Some(path) = of_data {
        return Some(MessagePath {
            of_data: true,
            path: path.into(),
        });
    }
    match path_from(Root::Message, text, span, diagnostics)?.root {
        ResponsePath::Body(path) => Some(MessagePath {
            of_data: false,
            path,
        }),
        ResponsePath::Status | ResponsePath::Header(_) => None,
    }
}

/// A path that begins at one of the roots.
pub(super) fn path_from(
    from: Root,
    text: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Path> {
    let body = match from {
        Root::Response => "body",
        Root::Message => "msg",
    };
    let in_body = |text: &str| {
        let path = text.strip_prefix(body).and_then(json_path::parse);
        path.map(|path| ResponsePath::Body(path.into()))
    };
    let root = match text {
        _ if from == Root::Message => in_body(text),
        "status" => Some(ResponsePath::Status),
        _ => match text.strip_prefix("header.") {
            Some(name) if is_header_name(name) => {
                Some(ResponsePath::Header(Str::Owned(name.to_owned())))
            }
            Some(_) => None,
            None => in_body(text),
        },
    };
    let star = match &root {
        Some(ResponsePath::Body(path)) => path
            .iter()
            .any(|segment| matches!(segment, PathSegment::Name(name) if name.contains('*'))),
        Some(_) => false,
        None => text.starts_with(body) && text.contains('*'),
    };
    if star {
        diagnostics
            .report(
                &rules::BAD_RESPONSE_PATH,
                span,
                format!("`*` in `{}` is not supported", keys::shorten(text)),
            )
            .label("a location consists of names and indexes")
            .why("it would match only a member named `*`")
            .help("name the member, or select one element of a list: `body.errors[0].code`; to try several locations in order, write a list: `code: [body.a, body.b]`");
        return None;
    }
    let Some(root) = root else {
        let (of, help) = match from {
            Root::Response => (
                "a response",
                "write `status`, `body.NAME.NAME[0]` or `header.NAME`",
            ),
            Root::Message => (
                "a message",
                "write `msg.NAME.NAME[0]`, or `msg` for all of it",
            ),
        };
        diagnostics
            .report(
                &rules::BAD_RESPONSE_PATH,
                span,
                format!("`{}` is not a location in {of}", keys::shorten(text)),
            )
            .label("expected a location")
            .help(help);
        return None;
    };
    Some(Path { root, span })
}
