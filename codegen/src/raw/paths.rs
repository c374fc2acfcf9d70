//! Paths in a response: `status`, `body.a.b[0]` or `header.Name`.

use crate::diagnostic::Diagnostics;
use crate::keys;
use crate::model::{PathStep, ResponsePath};
use crate::rules::responses as rules;
use crate::source::Span;
use crate::yaml::Node;

/// A path in a response.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) root: PathRoot,
    pub(crate) span: Span,
}

pub(crate) type PathRoot = ResponsePath;

pub(super) fn parse_path(node: &Node, diagnostics: &mut Diagnostics) -> Option<Path> {
    let text = keys::text(node, "a location in the response", diagnostics)?;
    path_of(&text.value, node.span, diagnostics)
}

/// `status`, `body.a.b[0]` or `header.Name`
pub(super) fn path_of(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Path> {
    let root = match text {
        "status" => Some(ResponsePath::Status),
        _ => match text.strip_prefix("header.") {
            Some(name) if is_header(name) => Some(ResponsePath::Header(name.to_string())),
            Some(_) => None,
            None => text
                .strip_prefix("body")
                .and_then(steps_of)
                .map(ResponsePath::Body),
        },
    };
    let star = match &root {
        Some(ResponsePath::Body(steps)) => steps
            .iter()
            .any(|step| matches!(step, PathStep::Name(name) if name.contains('*'))),
        Some(_) => false,
        None => text.starts_with("body") && text.contains('*'),
    };
    if star {
        diagnostics
            .report(
                &rules::BAD_PATH,
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
                &rules::BAD_PATH,
                span,
                format!("`{}` is not a location in a response", keys::shorten(text)),
            )
            .label("expected a location")
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

/// `.a.b[0]`
fn steps_of(text: &str) -> Option<Vec<PathStep>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (index, behind) = inner.split_once(']')?;
            steps.push(PathStep::Index(index.parse().ok()?));
            rest = behind;
        } else {
            let inner = rest.strip_prefix('.')?;
            let len = inner.find(['.', '[']).unwrap_or(inner.len());
            let (name, behind) = inner.split_at_checked(len)?;
            if name.is_empty() || name.contains(char::is_whitespace) {
                return None;
            }
            steps.push(PathStep::Name(name.to_string().into()));
            rest = behind;
        }
    }
    Some(steps)
}
