//! Detects bodies that cannot belong to a success, such as the pages of proxies.

use crate::codec::{Problem, survey};
use crate::transport::TransportResponse;

/// Checks that a body from which nothing is read does not contradict a success: proxy pages, truncated JSON and bytes that are not text do.
pub(super) fn check_unread_body(response: &TransportResponse) -> Result<(), Problem> {
    not_markup(response)?;
    let body = response.body.trim_ascii();
    match (body.first(), std::str::from_utf8(body)) {
        (Some(b'{' | b'[' | b'"'), _) => survey(body, &[]).map(|_| ()),
        (_, Ok(text)) if !text.contains(is_foreign) => Ok(()),
        _ => Err(Problem::new(
            "expected JSON or nothing, found bytes that are not text",
            None,
        )),
    }
}

/// Characters that do not occur in plain text. A byte order mark is one: the one at the start of a text is not part of it.
fn is_foreign(c: char) -> bool {
    c == '\u{feff}' || (c.is_control() && !c.is_ascii_whitespace())
}

/// Checks that the body is not an HTML or XML page, which proxies and firewalls send in place of the provider.
pub(super) fn not_markup(response: &TransportResponse) -> Result<(), Problem> {
    let body = response.body.trim_ascii_start();
    let page = response.header("Content-Type").is_some_and(|kind| {
        ["html", "xml"]
            .iter()
            .any(|page| kind.to_ascii_lowercase().contains(page))
    });
    let markup = match body.first() {
        Some(b'<') => true,
        Some(b'{' | b'[' | b'"') => false,
        _ => page && body.contains(&b'<'),
    };
    match markup {
        true => Err(Problem::new(
            "expected a response of the provider, found an HTML or XML page",
            None,
        )),
        false => Ok(()),
    }
}
