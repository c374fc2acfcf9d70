//! Bodies that no provider meant: pages of proxies, and what else cannot be the end of a success.

use crate::codec::{Problem, survey};
use crate::transport::TransportResponse;

/// Whether the body of an answer of which nothing is read speaks against a success: pages of proxies, cut JSON, bytes that are no text.
pub(super) fn says_no_more(response: &TransportResponse) -> Result<(), Problem> {
    not_markup(response)?;
    let body = response.body.trim_ascii();
    match (body.first(), std::str::from_utf8(body)) {
        (Some(b'{' | b'[' | b'"'), _) => survey(body, &[]).map(|_| ()),
        (_, Ok(text)) if !text.contains(is_foreign) => Ok(()),
        _ => Err(Problem::new(
            "expected JSON or nothing, found bytes that are no text",
            None,
        )),
    }
}

/// Letters of no plain text: a byte order mark says that more follows than is read here.
fn is_foreign(c: char) -> bool {
    c == '\u{feff}' || (c.is_control() && !c.is_ascii_whitespace())
}

/// Whether the body is no page of HTML or XML, which proxies and firewalls send in a provider's stead.
pub(super) fn not_markup(response: &TransportResponse) -> Result<(), Problem> {
    let body = response
        .body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&response.body);
    let body = body.trim_ascii_start();
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
            "expected an answer of the provider, found a page of markup",
            None,
        )),
        false => Ok(()),
    }
}
