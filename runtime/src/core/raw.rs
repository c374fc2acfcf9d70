//! Bodies that are the data themselves: text and bytes, such as CSV and PDF.
//!
//! Most often, the status alone says whether such a response is a success. Providers also report failures in them as JSON, with a status of
//! 200; proxies send HTML. Both are recognized, so that an error is never taken for the document.

use super::verdict::{Success, Verdict};
use crate::codec::{Problem, survey};
use crate::operation::ResponseKind;
use crate::response::Data;
use crate::transport::TransportResponse;

/// Whether the body is one JSON object, in which an envelope may say whether it is a success.
pub(super) fn is_json(response: &TransportResponse) -> bool {
    response.body.trim_ascii_start().first() == Some(&b'{') && survey(&response.body, &[]).is_ok()
}

/// What a response with the status of a success says, if its body is the document.
pub(super) fn judge(expected: ResponseKind, response: &TransportResponse) -> Verdict {
    match check(expected, response) {
        Ok(()) => Verdict::Done(Success {
            data: Data::At(0..response.body.len(), Vec::new()),
            explicit: false,
        }),
        Err(problem) => Verdict::Nothing(Some(problem)),
    }
}

/// Checks that the body is a document of this kind, and not the page of a proxy.
pub(super) fn check(expected: ResponseKind, response: &TransportResponse) -> Result<(), Problem> {
    if is_json(response) {
        return Ok(());
    }
    not_html(response)?;
    if expected == ResponseKind::Text {
        let what =
            "expected text in UTF-8, found other bytes; a body in another form is `raw bytes`";
        return match std::str::from_utf8(&response.body) {
            Ok(_) => Ok(()),
            Err(error) => Err(Problem::new(what, Some(error.valid_up_to()))),
        };
    }
    match response.content_encoding() {
        Some(_) => Err(Problem::new("the body is still encoded", None)),
        None => Ok(()),
    }
}

/// Checks that the body is not an HTML page, which proxies and firewalls send in place of the provider.
fn not_html(response: &TransportResponse) -> Result<(), Problem> {
    let start = response.body.trim_ascii_start();
    let begins = |with: &str| {
        let start = start.get(..with.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(with.as_bytes())
    };
    let declared = response.header("Content-Type");
    let is_html = declared.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    match begins("<!doctype html") || begins("<html") || (is_html && start.contains(&b'<')) {
        true => Err(Problem::new(
            "expected a document of the provider, found an HTML page",
            None,
        )),
        false => Ok(()),
    }
}
