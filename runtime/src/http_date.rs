//! Dates of HTTP, in headers and values.

use crate::Timestamp;

/// Parses an HTTP date such as `Tue, 14 Nov 2023 22:13:20 GMT`, or a date of an e-mail (RFC 2822) such as `Tue, 14 Nov 2023 23:13:20 +0100`.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim())
        .ok()
        .map(|time| time.timestamp().into())
}

/// Writes an HTTP date (IMF-fixdate of RFC 9110), truncated to seconds. `None`: the year has no four digits.
pub(crate) fn to_http_date(time: Timestamp) -> Option<String> {
    let whole = Timestamp::from_seconds(time.as_seconds()).ok()?;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&whole.to_jiff())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `email.utils.format_datetime` and `parsedate_to_datetime` of Python.
    #[test]
    fn http_dates() {
        let time = Timestamp::from_millis(1_700_000_000_000).ok();
        for text in [
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 +0000",
            "Tue, 14 Nov 2023 22:13:20 -0000",
            "Wed, 15 Nov 2023 00:13:20 +0200",
            "14 Nov 2023 17:13:20 -0500",
        ] {
            assert_eq!(http_date(text), time, "{text}");
        }
        for text in ["yesterday", "", "2023-11-14T22:13:20Z", "Tue, 14 Nov 2023"] {
            assert_eq!(http_date(text), None, "{text}");
        }
        let written = time.and_then(to_http_date);
        assert_eq!(written.as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    }
}
