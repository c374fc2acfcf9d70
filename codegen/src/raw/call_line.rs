//! `call: METHOD PATH` of an operation.

use super::{Spanned, Text};
use crate::diagnostic::{Diagnostics, Help};
use crate::keys::{self, Keys};
use crate::rules::operations as rules;
use crate::source::Span;

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// `METHOD PATH`; the default path is the operation's name.
pub(super) fn parse_call(
    name: &Text,
    keys: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<(Text, Text)> {
    let node = keys.needed(
        "call",
        "write `call: METHOD PATH`, such as `call: GET orders/{id}`",
        diagnostics,
    )?;
    let scalar = node.as_scalar().filter(|scalar| !scalar.is_missing());
    let Some(scalar) = scalar else {
        keys::wrong_kind(node, "`call`", "a method and a path", diagnostics);
        return None;
    };
    let text = scalar.text.trim();
    let (method, path) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let method_span = scalar.span_of(0, method.len());
    if !METHODS.contains(&method) {
        let upper = method.to_uppercase();
        let help = match METHODS.contains(&upper.as_str()) {
            true => Some(Help {
                text: format!("write `{upper}`"),
                ..Help::meant(method, &upper)
            }),
            false => crate::diagnostic::did_you_mean(method, METHODS.iter().copied()),
        };
        diagnostics
            .report(
                &rules::BAD_CALL,
                method_span,
                format!("unknown method `{}`", keys::shorten(method)),
            )
            .label("expected a method in capitals")
            .help_if(help);
        return None;
    }
    let method = Spanned {
        value: method.to_string(),
        span: method_span,
    };
    let path = path.trim();
    if path.is_empty() {
        return Some((method, name.clone()));
    }
    let at = scalar.text.find(path).unwrap_or(0);
    let span = scalar.span_of(at, at + path.len());
    check_path(path, span, diagnostics)?;
    let path = Spanned {
        value: path.to_string(),
        span,
    };
    Some((method, path))
}

/// A path is the part between the section's own path and the query.
fn check_path(path: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<()> {
    let wrong = |message: &str, help: &str, diagnostics: &mut Diagnostics| {
        diagnostics
            .report(&rules::BAD_CALL, span, message)
            .label("not a path of a call")
            .help(help);
    };
    if path.contains(char::is_whitespace) {
        wrong(
            "the path contains white space",
            "write `METHOD PATH` and nothing else",
            diagnostics,
        );
        return None;
    }
    if path.contains("://") {
        wrong(
            "the path contains scheme and host",
            "write them in the `base` of a section",
            diagnostics,
        );
        return None;
    }
    if path.starts_with('/') {
        wrong(
            "the path begins with `/`",
            "remove the `/`: the section's path includes it",
            diagnostics,
        );
        return None;
    }
    if path.split('/').any(|segment| segment.contains('*')) {
        wrong(
            "the path contains `*`, which is not supported",
            "write a parameter in braces, `orders/{id}`, and declare it under `params`",
            diagnostics,
        );
        return None;
    }
    if path.contains(['?', '#']) {
        wrong(
            "the path contains a query",
            "declare the parameters under `params` or `query`",
            diagnostics,
        );
        return None;
    }
    if let Err(why) = specie_runtime::signing::check_path(path) {
        wrong(
            &why,
            "write the path as it is sent, relative to the path of the section",
            diagnostics,
        );
        return None;
    }
    Some(())
}

/// Names in `{braces}` of a path, with their byte offsets.
pub(crate) fn path_names(path: &str) -> Vec<(&str, usize)> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(open) = path.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + open + 1;
        let Some(len) = path.get(start..).and_then(|rest| rest.find('}')) else {
            break;
        };
        let name = path.get(start..start + len).unwrap_or("");
        if !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        {
            names.push((name, start));
        }
        at = start + len;
    }
    names
}
