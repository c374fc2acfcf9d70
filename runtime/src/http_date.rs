//! Dates of HTTP headers.

use crate::Timestamp;

/// Parses an HTTP date such as `Tue, 14 Nov 2023 22:13:20 GMT`.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim())
        .ok()
        .map(|time| time.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates() {
        assert_eq!(
            http_date("Tue, 14 Nov 2023 22:13:20 GMT"),
            Timestamp::from_millis(1_700_000_000_000).ok()
        );
        assert_eq!(http_date("yesterday"), None);
    }
}
