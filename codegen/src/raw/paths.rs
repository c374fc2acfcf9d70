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

/// `status`, a JSON path after `body`, or `header.Name`.
pub(super) fn path_of(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Path> {
    let root = match text {
        "status" => Some(ResponsePath::Status),
        _ => match text.strip_prefix("header.") {
            Some(name) if is_header_name(name) => {
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
        diagnostics
            .report(
                &rules::BAD_RESPONSE_PATH,
                span,
                format!("`{}` is not a location in a response", keys::shorten(text)),
            )
            .label("expected a location")
            .help("write `status`, `body.NAME.NAME[0]` or `header.NAME`");
        return None;
    };
    Some(Path { root, span })
}
