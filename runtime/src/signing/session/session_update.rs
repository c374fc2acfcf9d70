//! Reads what a session keeps from the response to its call.

use crate::signing::plan::KeepFrom;
use crate::signing::signing_error::SigningError;
use crate::value::Value;
use crate::value::as_text::text_of;
use jiff::fmt::rfc2822::DateTimeParser;

/// When a session expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expiry {
    /// This many seconds after the response.
    After(u64),
    /// At this time, in seconds since 1970.
    At(i64),
}

/// The response to the call of a session.
pub(super) struct SessionResponse<'r> {
    pub(super) headers: &'r [(&'r str, &'r str)],
    pub(super) body: Result<Value<'static>, SigningError>,
}

impl<'r> SessionResponse<'r> {
    /// The text of a value to keep.
    pub(super) fn text(&self, from: &KeepFrom) -> Result<Option<String>, SigningError> {
        match from {
            KeepFrom::Body(segments) => {
                let body = self.body.as_ref().map_err(Clone::clone)?;
                let Some(value) = body.at_path(segments) else {
                    return Ok(None);
                };
                match value {
                    Value::Null | Value::Absent => Ok(None),
                    value => Ok(Some(text_of(value)?.into_owned())),
                }
            }
            KeepFrom::Header(name) => Ok(self
                .headers
                .iter()
                .find(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, value)| (*value).to_owned())),
            KeepFrom::Cookie(name) => Ok(self.cookie(name).map(|(value, _)| value.to_owned())),
            KeepFrom::GivenText | KeepFrom::GivenJson => Ok(None),
        }
    }

    /// Value and attributes of a cookie. If several have that name, the last one counts.
    fn cookie(&self, name: &str) -> Option<(&'r str, &'r str)> {
        self.headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, cookie)| {
                let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
                let (n, value) = pair.split_once('=')?;
                (n.trim() == name).then_some((value.trim(), attributes))
            })
            .next_back()
    }

    /// When a cookie expires.
    pub(super) fn cookie_end(&self, name: &str) -> Option<Expiry> {
        let (_, attributes) = self.cookie(name)?;
        let attribute = |wanted: &str| {
            attributes.split(';').find_map(|attribute| {
                let (name, value) = attribute.split_once('=')?;
                name.trim()
                    .eq_ignore_ascii_case(wanted)
                    .then(|| value.trim())
            })
        };
        // `Max-Age` takes precedence over `Expires` (RFC 6265).
        if let Some(end) = attribute("max-age").and_then(seconds) {
            return Some(end);
        }
        let date = attribute("expires")?.replace('-', " ");
        let time = DateTimeParser::new().parse_timestamp(&date).ok()?;
        Some(Expiry::At(time.as_second()))
    }
}

/// Seconds, truncated to an integer. Negative values mean: already expired.
pub(super) fn seconds(text: &str) -> Option<Expiry> {
    let whole = text.split('.').next().unwrap_or_default();
    match whole.strip_prefix('-') {
        Some(_) => Some(Expiry::After(0)),
        None => whole.parse().ok().map(Expiry::After),
    }
}
