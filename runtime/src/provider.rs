//! What the runtime knows of a provider beside its operations and types.

use crate::ErrorKind;
use crate::signing::plan::{List, PathSegment, Scheme, Str, Unit};
use std::borrow::Cow;

/// A provider as data: constant in generated clients, owned where a spec was just read.
#[derive(Clone, Debug)]
pub struct Provider {
    /// How people write its name.
    pub title: Str,
    /// How its requests are signed.
    pub scheme: Scheme,
    /// Where it can be reached, in the order of the spec; the first is the default.
    pub environments: List<EnvironmentData>,
    /// What success looks like; operations count in this list.
    pub envelopes: List<Envelope>,
    /// How refusals are told apart.
    pub errors: ErrorRules,
    /// How much may be called.
    pub limits: List<Limit>,
    /// What it accepts of our clock.
    pub clock: Option<ClockPolicy>,
    /// Calls that use a nonce wait for each other's answer.
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

/// Where a provider can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentData {
    /// Name in the spec.
    pub name: Str,
    /// Sections (by their place) and the base that replaces their own.
    pub bases: List<(u16, Str)>,
}

/// What success looks like, and where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Success: groups of tests, of which one holds whole. None: a status of 200 to 299.
    pub ok: List<List<Test>>,
    /// Partial success of a batch, in the same way. It is looked at before [`Self::ok`].
    pub partial: List<List<Test>>,
    /// Where the data is in the body; empty: the body itself.
    pub data: List<PathSegment>,
}

/// A test of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The value is one of these (`true`) or none of them. A value that is missing, or of a kind that none of them has, is neither.
    In(ResponsePath, List<Literal>, bool),
    /// The value is absent or `null` (`true`) or not.
    Absent(ResponsePath, bool),
}

/// A value that a test compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string; where its text reads as a number or a truth value, also the number or truth value written like that.
    Text(Str),
    /// A number written like that.
    Number(Str),
    /// A truth value.
    Bool(bool),
}

/// A place in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponsePath {
    /// HTTP status.
    Status,
    /// In the JSON body.
    Body(List<PathSegment>),
    /// A header.
    Header(Str),
}

/// How refusals are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorRules {
    /// Where the code stands: the first that is a text or a number.
    pub code: List<ResponsePath>,
    /// Where the message stands: the first that is there.
    pub message: List<ResponsePath>,
    /// Where the time to wait stands, in seconds or as an HTTP date.
    pub retry_after: Option<ResponsePath>,
    /// Where the provider names the request.
    pub request_id: Option<ResponsePath>,
    /// Kind by HTTP status.
    pub status: List<(u16, ErrorKind)>,
    /// Kind by code, first match; `*` stands for anything.
    pub codes: List<(Str, ErrorKind)>,
}

/// A declared limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Calls, each counted with its weight.
    pub calls: u32,
    /// Within so many milliseconds.
    pub per_ms: u64,
    /// Whose calls are counted: `key`, `ip` or `account`.
    pub scope: Str,
}

/// What a provider accepts of our clock, and we of its: the time that a delivery is signed with lies within the same window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockPolicy {
    /// How old a stamp may be, in milliseconds.
    pub past_ms: Option<u64>,
    /// How far ahead it may be, in milliseconds.
    pub future_ms: Option<u64>,
    /// What is taken off our clock to be safe, in milliseconds.
    pub margin_ms: u64,
    /// The header that tells the provider's time, and its unit; without one it is a date, of HTTP or ISO 8601.
    pub server_time: Option<(Str, Option<Unit>)>,
}

impl ClockPolicy {
    /// Whether a stamp lies within the window around `now`; both in nanoseconds since 1970.
    ///
    /// # Errors
    /// It is too old, or too far ahead: by how much, and what is allowed.
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
                    "its time is {off} ms {what}, and at most {ms} ms are allowed"
                ));
            }
        }
        Ok(())
    }
}

/// A webhook beside its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook<'a> {
    /// Its place in [`Scheme::webhooks`].
    pub place: u16,
    /// Name in the spec.
    pub name: &'a str,
    /// Member that names the delivery.
    pub id: Option<&'a str>,
    /// Member with the time of the event, and how it is written.
    pub time: Option<(&'a str, crate::Wire)>,
    /// Member whose later values replace earlier ones.
    pub order: Option<&'a str>,
    /// Members whose values are secret, as those of [`crate::Operation::secrets`].
    pub secrets: &'a [&'a str],
}
