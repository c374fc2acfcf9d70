//! The data of a provider, other than its operations and types.

use crate::ErrorKind;
use crate::codec::FormNode;
use crate::limits::{Cost, Limit};
use crate::signing::plan::{BitcoinNetwork, List, PathSegment, Scheme, Str, Unit, WebhookPlan};
use std::borrow::Cow;
use std::time::Duration;

/// A provider as data: constant in generated clients, owned where a spec was read at run time.
#[derive(Clone, Debug, PartialEq)]
pub struct Provider {
    /// Display name.
    pub title: Str,
    /// How its requests are signed.
    pub scheme: Scheme,
    /// Its environments, in the order of the spec; the first is the default.
    pub environments: List<EnvironmentData>,
    /// What success looks like; operations refer to this list by index.
    pub envelopes: List<Envelope>,
    /// How to classify rejections.
    pub errors: ErrorRules,
    /// Its rate limits.
    pub limits: List<Limit>,
    /// The weights that depend on parameters, by operation and variant.
    pub weights: List<(Str, Cost)>,
    /// Its requirements for the clock of the client.
    pub clock: Option<ClockPolicy>,
    /// Whether calls that use a nonce wait for each other's response.
    pub serial_nonce: bool,
}

impl From<&'static Provider> for Cow<'static, Provider> {
    fn from(provider: &'static Provider) -> Self {
        Self::Borrowed(provider)
    }
}

impl From<Provider> for Cow<'static, Provider> {
    fn from(provider: Provider) -> Self {
        Self::Owned(provider)
    }
}

/// One environment of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentData {
    /// Name in the spec.
    pub name: Str,
    /// Sections (by index) and the base URL that replaces their own.
    pub bases: List<(u16, Str)>,
    /// Headers of all its requests. No plan sets or reads them.
    pub headers: List<(Str, Str)>,
    /// The network of the keys in WIF that are used here.
    pub network: Option<BitcoinNetwork>,
    /// Credentials, as their indices in the scheme, and what those of this environment begin with.
    pub prefixes: List<(u16, Str)>,
}

/// What success looks like, and where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Success: groups of tests. At least one group must pass completely. `None`: a status of 200 to 299.
    pub ok: List<List<ResponseTest>>,
    /// Partial success of a batch, in the same form. It is checked before [`Self::ok`].
    pub partial: List<List<ResponseTest>>,
    /// Path of the data in the body; empty: the body itself.
    pub data: List<PathSegment>,
    /// Further paths of the data, in order: for responses that have nothing, or `null`, at those before.
    pub fallback: List<List<PathSegment>>,
    /// Members that the data is assembled from, each with its path in the body. If there are any, [`Self::data`] is not used.
    pub members: List<(Str, List<PathSegment>)>,
    /// How the errors of its calls differ from those of the provider: [`ErrorRules::retry_after`] and [`ErrorRules::request_id`] are not read.
    /// Locations replace those of the provider; kinds by status, code and message are tried before its own.
    pub errors: Option<ErrorRules>,
}

/// A test of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseTest {
    /// The value is one of these (`true`) or none of them (`false`). A value that is missing, or of a kind that none of them has, is
    /// neither.
    In(ResponsePath, List<Literal>, bool),
    /// The value is absent or `null` (`true`) or present (`false`).
    Absent(ResponsePath, bool),
}

impl ResponseTest {
    /// Where the value is that it tests.
    #[must_use]
    pub fn path(&self) -> &ResponsePath {
        match self {
            Self::In(path, ..) | Self::Absent(path, _) => path,
        }
    }
}

/// A value that a test compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string. If its text reads as a number or a boolean, also the number or boolean that is written like this.
    Text(Str),
    /// A number, written exactly like this.
    Number(Str),
    /// A boolean.
    Bool(bool),
}

/// A location in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponsePath {
    /// HTTP status.
    Status,
    /// In the JSON body.
    Body(List<PathSegment>),
    /// A header.
    Header(Str),
}

/// How to classify rejections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorRules {
    /// Where to find the error code: the first location with a text or a number.
    pub code: List<ResponsePath>,
    /// Where to find the message: the first location with a value.
    pub message: List<ResponsePath>,
    /// Where to find further data about the error: the first location in the body with a value.
    pub data: List<ResponsePath>,
    /// Where to find the time to wait, in seconds or as an HTTP date.
    pub retry_after: Option<ResponsePath>,
    /// Where to find the provider's identifier of the request.
    pub request_id: Option<ResponsePath>,
    /// Kind by message; the first match counts. `*` matches any text. They are more specific than the codes, so they are read first.
    pub messages: List<(Str, ErrorKind)>,
    /// Kind by HTTP status.
    pub status: List<(u16, ErrorKind)>,
    /// Kind by code; the first match counts. `*` matches any text.
    pub codes: List<(Str, ErrorKind)>,
}

/// Whether `text` matches a pattern of [`ErrorRules`], in which `*` matches any text.
#[must_use]
pub fn matches_pattern(pattern: &str, text: &str) -> bool {
    let Some((before, mut rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(before) else {
        return false;
    };
    while let Some((part, more)) = rest.split_once('*') {
        match text.find(part) {
            Some(at) => text = text.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
        rest = more;
    }
    text.ends_with(rest)
}

/// What a provider requires of the client's clock. The signed time of a delivery must lie within the same window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockPolicy {
    /// Maximum age of a timestamp, in milliseconds.
    pub past_ms: Option<u64>,
    /// Maximum time that a timestamp may be in the future, in milliseconds.
    pub future_ms: Option<u64>,
    /// Safety margin that is subtracted from the client's clock, in milliseconds.
    pub margin_ms: u64,
    /// No two requests of a key have the same time in this unit: the provider takes the second one for a repetition of the first.
    pub unique: Option<Unit>,
    /// Where responses give the provider's time.
    pub server_time: Option<ServerTime>,
}

/// Where responses give the provider's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTime {
    /// The operation whose responses give it; `None`: every response.
    pub operation: Option<Str>,
    /// How to call that operation, if it needs no parameters.
    pub call: Option<TimeCall>,
    /// Its location in the response.
    pub at: ResponsePath,
    /// Its unit. Without one it is a date, in HTTP or ISO 8601 format.
    pub unit: Option<Unit>,
}

/// A call whose response gives the provider's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeCall {
    /// Method in upper case.
    pub method: Str,
    /// Path of the call.
    pub path: Str,
    /// Section, as its index in the scheme.
    pub section: u16,
    /// Parameters with a constant text.
    pub fixed: List<(Str, Str)>,
}

impl ClockPolicy {
    /// A window of the same size on both sides of the current time.
    pub(crate) fn around_now(tolerance: Duration) -> Self {
        let millis = u64::try_from(tolerance.as_millis()).unwrap_or(u64::MAX);
        Self {
            past_ms: Some(millis),
            future_ms: Some(millis),
            ..Self::default()
        }
    }

    /// Checks that a timestamp lies within the window around `now`; both in nanoseconds since 1970.
    ///
    /// # Errors
    /// It is too old, or too far in the future. The text says by how much, and what is allowed.
    pub fn check(&self, stamp_ns: i128, now_ns: i128) -> Result<(), String> {
        let age = now_ns.saturating_sub(stamp_ns);
        for (off, limit, what) in [
            (age, self.past_ms, "old"),
            (age.saturating_neg(), self.future_ms, "ahead of our clock"),
        ] {
            let allowed = limit.map(|ms| i128::from(ms).saturating_mul(1_000_000));
            if let (Some(ms), Some(allowed)) = (limit, allowed)
                && off > allowed
            {
                let off = off / 1_000_000;
                return Err(format!(
                    "its time is {off} ms {what}; at most {ms} ms are allowed"
                ));
            }
        }
        Ok(())
    }
}

/// The window in which the signed time of a delivery must lie: the webhook's own, or that of the provider's clock.
#[must_use]
pub fn delivery_window(webhook: &WebhookPlan, clock: Option<&ClockPolicy>) -> Option<ClockPolicy> {
    match webhook.tolerance_ms {
        None => clock.cloned(),
        Some(ms) => Some(ClockPolicy::around_now(Duration::from_millis(ms))),
    }
}

/// The data of a webhook, other than its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook<'a> {
    /// Its index in [`Scheme::webhooks`].
    pub index: u16,
    /// Name in the spec.
    pub name: &'a str,
    /// Member that identifies the delivery.
    pub id: Option<&'a str>,
    /// Member with the time of the event, and its wire format.
    pub time: Option<(&'a str, crate::Wire)>,
    /// Member whose later values replace earlier ones.
    pub order: Option<&'a str>,
    /// Members whose values are secret, as in [`crate::Operation::secrets`].
    pub secrets: &'a [&'a str],
    /// The lists and objects in the event, if its body is a form that has any.
    pub form: &'a [FormNode<'a>],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_codes() {
        for (pattern, text) in [
            ("a", "a"),
            ("*", ""),
            ("*", "x"),
            ("*.no", "a.no"),
            ("a.*", "a."),
            ("a*c*e", "abcde"),
            ("*b*", "abc"),
        ] {
            assert!(matches_pattern(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("a", "b"),
            ("a*", "b"),
            ("*.no", "no"),
            ("a*a", "a"),
            ("a*c*e", "ace1"),
            ("", "x"),
        ] {
            assert!(!matches_pattern(pattern, text), "{pattern} {text}");
        }
    }
}
