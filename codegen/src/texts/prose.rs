//! Texts for people: link targets and headings. Checked where the spec is parsed, so that each text has its span.

use crate::diagnostic::{Diagnostics, shorten};
use crate::markdown::{foreign_links, is_web_address};
use crate::rules::spec as rules;
use crate::yaml::{Node, Scalar};

/// Refuses links that do not lead to a web page in bytes `from..` of a scalar.
pub(crate) fn check_text(scalar: &Scalar, from: usize, diagnostics: &mut Diagnostics) {
    let text = scalar.text.get(from..).unwrap_or_default();
    for link in foreign_links(text) {
        let target = text.get(link.clone()).unwrap_or_default();
        diagnostics
            .report(
                &rules::BAD_LINK,
                scalar.span_of(from + link.start, from + link.end),
                format!("a link to `{}`", shorten(target)),
            )
            .label("not the address of a web page")
            .why("the text becomes documentation, and people follow the links in it")
            .help("link to a whole address, `[words](https://…)`, or write the text as code in backticks");
    }
}

/// The same for the whole value, if it is a text.
pub(crate) fn check_node(node: Option<&Node>, diagnostics: &mut Diagnostics) {
    if let Some(scalar) = node.and_then(Node::as_scalar) {
        check_text(scalar, 0, diagnostics);
    }
}

/// Refuses a `source` or `docs` that is not the address of a web page.
pub(crate) fn check_page(node: Option<&Node>, diagnostics: &mut Diagnostics) {
    let Some(scalar) = node.and_then(Node::as_scalar) else {
        return;
    };
    if scalar.is_missing() || is_web_address(scalar.text.trim()) {
        return;
    }
    diagnostics
        .report(
            &rules::BAD_LINK,
            scalar.span,
            format!(
                "`{}` is not the address of a web page",
                shorten(scalar.text.trim())
            ),
        )
        .label("expected an address with `https://` or `http://` and a host")
        .help("write the whole address, such as `https://acme.example/docs`");
}

/// Refuses titles and names that become headings and are not one line of text.
pub(crate) fn check_headings(root: &Node, diagnostics: &mut Diagnostics) {
    let title = root.get("title").and_then(Node::as_scalar);
    check_heading(title, "the title", diagnostics);
    for (key, what) in [
        ("operations", "the name of an operation"),
        ("webhooks", "the name of a webhook"),
        ("streams", "the name of a stream"),
    ] {
        let pairs = root.get(key).and_then(Node::as_mapping);
        for pair in pairs.unwrap_or_default() {
            check_heading(Some(&pair.key), what, diagnostics);
        }
    }
    let vectors = root.get("vectors").and_then(Node::as_sequence);
    for vector in vectors.unwrap_or_default() {
        let name = vector.get("name").and_then(Node::as_scalar);
        check_heading(name, "the name of a vector", diagnostics);
    }
}

fn check_heading(scalar: Option<&Scalar>, what: &str, diagnostics: &mut Diagnostics) {
    let Some(scalar) = scalar else { return };
    let end = scalar.text.trim_end().len();
    let text = scalar.text.get(..end).unwrap_or_default();
    let (at, found) = match (text.find('\n'), tag(text)) {
        (Some(at), _) => (at..at + 1, "a line break"),
        (None, Some(tag)) => (tag, "an HTML tag"),
        (None, None) => return,
    };
    diagnostics
        .report(
            &rules::BAD_HEADING,
            scalar.span_of(at.start, at.end),
            format!("{what} contains {found}"),
        )
        .label("a heading is one line of plain text")
        .help("write plain words on one line");
}

/// Range of the first part that a browser would read as a tag or a comment.
fn tag(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices('<').find_map(|(at, _)| {
        let (_, inside) = text.split_at_checked(at + 1)?;
        let opens = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        let end = inside.find('>').filter(|_| inside.starts_with(opens))?;
        Some(at..at + 1 + end + 1)
    })
}
