//! Dates of HTTP, in headers and values.

use crate::Timestamp;

/// Parses an HTTP date such as `Tue, 14 Nov 2023 22:13:20 GMT`, a date of an e-mail (RFC 2822) such as `Tue, 14 Nov 2023 23:13:20 +0100`, or
/// one of the two old forms that RFC 9110 requires recipients to read.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match jiff::fmt::rfc2822::parse(text) {
        Ok(time) => Some(time.timestamp().into()),
        Err(_) => old_http_date(text),
    }
}

/// `Sunday, 06-Nov-94 08:49:37 GMT` of RFC 850, whose years 69 to 99 are of the last century, or `Sun Nov  6 08:49:37 1994` of the function
/// `asctime` of C. Both are in UTC.
fn old_http_date(text: &str) -> Option<Timestamp> {
    let time = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|format| jiff::civil::DateTime::strptime(format, text).ok())?;
    let moment = jiff::tz::Offset::UTC.to_timestamp(time).ok()?;
    Some(moment.into())
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
        // The examples of RFC 9110, section 5.6.7: one moment in three forms.
        let example = http_date("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(example.map(Timestamp::as_seconds), Some(784_111_777));
        for text in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(http_date(text), example, "{text}");
        }
        for text in [
            "Sunday, 06-Nov-94 08:49:37 CET",
            "Sun Nov  6 08:49:37 94x",
            "Sun Nov 31 08:49:37 1994",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
        let written = time.and_then(to_http_date);
        assert_eq!(written.as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    }
}
