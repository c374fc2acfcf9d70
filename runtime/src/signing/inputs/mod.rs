//! Inputs and outputs of signing a call.

pub(crate) mod params;
pub(crate) mod settings;

use super::inputs::params::Params;
use super::plan::{PathEncode, Position, Unit};
use super::url::target;
use crate::value::blank::is_blank;
use crate::value::types::Value;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Credentials by name, as the texts that the user has.
#[derive(Clone, Default)]
pub struct Credentials(Vec<(String, Zeroizing<String>)>);

impl Credentials {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one. A second value with the same name replaces the first.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), Zeroizing::new(value.into()));
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(known) => known.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// The same credentials with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// The names of the given credentials.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Credentials {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(iter: T) -> Self {
        let mut all = Self::new();
        for (name, value) in iter {
            all.set(name, value);
        }
        all
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// Values of sessions, by name. All sessions share one namespace.
#[derive(Clone, Default)]
pub struct SessionValues {
    values: Vec<(String, Value<'static>)>,
    /// Changes with the values, so that what is computed from them can be cached until they change.
    stamp: u64,
}

impl SessionValues {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one. A second value with the same name replaces the first.
    pub fn set(&mut self, name: impl Into<String>, value: Value<'static>) {
        static STAMPS: AtomicU64 = AtomicU64::new(1);
        let name = name.into();
        match self.values.iter_mut().find(|(n, _)| *n == name) {
            Some(known) => known.1 = value,
            None => self.values.push((name, value)),
        }
        self.stamp = STAMPS.fetch_add(1, Ordering::Relaxed);
    }

    /// The same values with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: Value<'static>) -> Self {
        self.set(name, value);
        self
    }

    /// A value by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'static>> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// The same values with those of `more`.
    pub(crate) fn and(mut self, more: &Self) -> Self {
        self.values.extend(more.values.iter().cloned());
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The values themselves, for masking.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value<'static>> {
        self.values.iter().map(|(_, value)| value)
    }

    /// A value that has content: an empty or blank text counts as absent.
    pub(crate) fn get_filled(&self, name: &str) -> Option<&Value<'static>> {
        self.get(name).filter(|value| match value.plain() {
            Value::Absent => false,
            Value::Text(text) => !is_blank(text),
            _ => true,
        })
    }

    pub(crate) fn stamp(&self) -> u64 {
        self.stamp
    }
}

impl fmt::Debug for SessionValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.values.iter().map(|(name, _)| name))
            .finish()
    }
}

/// One reading of clock, nonce and randomness: every use within an attempt sees the same values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningInputs {
    /// Time since 1970 in nanoseconds, including the offset of the server.
    pub clock_ns: i128,
    /// The nonce, in the unit that the plan reads.
    pub nonce: Option<i128>,
    /// A version 4 UUID in lower case.
    pub uuid: Option<String>,
    /// Random bytes.
    pub random: Option<[u8; 16]>,
}

impl SigningInputs {
    /// A time in microseconds, without the other inputs.
    #[must_use]
    pub fn at_us(us: i64) -> Self {
        Self {
            clock_ns: i128::from(us) * 1000,
            ..Self::default()
        }
    }

    /// A time in milliseconds, without the other inputs.
    #[must_use]
    pub fn at_ms(ms: i64) -> Self {
        Self {
            clock_ns: i128::from(ms) * 1_000_000,
            ..Self::default()
        }
    }

    /// The clock, truncated to a unit.
    #[must_use]
    pub fn clock(&self, unit: Unit) -> i128 {
        let step: i64 = match unit {
            Unit::Seconds => 1_000_000_000,
            Unit::Millis => 1_000_000,
            Unit::Micros => 1000,
            Unit::Nanos => 1,
        };
        // Until 2262 the time fits into a machine word, whose division is several times as fast.
        match i64::try_from(self.clock_ns) {
            Ok(ns) => ns.div_euclid(step).into(),
            Err(_) => self.clock_ns.div_euclid(step.into()),
        }
    }

    /// The next nonce: the clock in that unit, or the last nonce plus one if that is larger.
    #[must_use]
    pub fn next_nonce(&self, unit: Unit, last: Option<i128>) -> i128 {
        let clock = self.clock(unit);
        last.map_or(clock, |last| clock.max(last.saturating_add(1)))
    }
}

/// A call to be signed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestSpec<'a> {
    /// The section, as its index in the scheme.
    pub section: u16,
    /// The method; it is converted to upper case.
    pub method: Cow<'a, str>,
    /// Path of the call; each `{name}` is filled from the parameters.
    pub path: Cow<'a, str>,
    /// Parameters: an object, a list, or absent.
    pub params: Params<'a>,
    /// Path values given separately, for calls whose parameters are a list.
    pub path_values: Vec<(Cow<'a, str>, Value<'a>)>,
    /// How values are encoded in the path, by name. Other names use the encoding of the section.
    pub path_encode: &'a [(&'a str, PathEncode)],
    /// Further members of the query, in addition to a body.
    pub query: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Further headers.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The body itself, for calls that send no parameters in one. It is sent byte for byte.
    pub body: Option<Cow<'a, [u8]>>,
    /// The parts of a body of the type `multipart/form-data`, which no plan sees; `None`: another body.
    pub parts: Option<Vec<CallPart<'a>>>,
    /// Base URL, if it is not the section's.
    pub base: Option<&'a str>,
}

/// A part of a body of the type `multipart/form-data`.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPart<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Its value.
    pub value: CallPartValue,
}

/// The value of a part.
#[derive(Clone, PartialEq)]
pub enum CallPartValue {
    /// A text.
    Text(String),
    /// A text that is JSON.
    Json(String),
    /// A file, by its index among the uploads of the call.
    File(usize),
}

/// Shows kinds only: values may be secret.
impl fmt::Debug for CallPartValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Json(_) => "Json",
            Self::File(_) => "File",
        })
    }
}

/// Headers of a signed request, in order. Most plans fit into this capacity without an allocation; a larger one would slow down all others.
pub type Headers<'a> = SmallVec<[(Cow<'a, str>, Cow<'a, str>); 5]>;

/// A request that can be sent unchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRequest<'a> {
    /// Method in upper case.
    pub method: Cow<'a, str>,
    /// The complete URL; may contain secrets.
    pub url: Cow<'a, str>,
    /// Headers in the order in which the plan set them.
    pub headers: Headers<'a>,
    /// The bytes of the body, as they were signed.
    pub body: Option<Vec<u8>>,
}

impl SignedRequest<'_> {
    /// A copy that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> SignedRequest<'static> {
        SignedRequest {
            method: Cow::Owned(self.method.into_owned()),
            url: Cow::Owned(self.url.into_owned()),
            headers: self
                .headers
                .into_iter()
                .map(|(n, v)| (Cow::Owned(n.into_owned()), Cow::Owned(v.into_owned())))
                .collect(),
            body: self.body,
        }
    }

    /// Checks that the request will be sent byte for byte as it was signed: a URL that no HTTP library rewrites, headers that are received
    /// unchanged and that the transport does not set, a method of letters. A request that fails the check is never sent. It can still be
    /// signed, to compare it with the signature in a provider's documentation.
    ///
    /// # Errors
    /// What would change, and how to avoid it. Of the URL only one character is shown: it may contain secrets.
    pub fn check_verbatim(&self) -> Result<(), String> {
        if self.method.is_empty() || !self.method.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err("the method contains characters other than letters".to_owned());
        }
        target::check(&self.url)?;
        self.headers
            .iter()
            .try_for_each(|(name, value)| target::check_header(name, value))
    }

    /// A header's value. Names are compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| &**value)
    }
}

/// Shows names only: values may be secret.
impl fmt::Debug for SignedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .finish()
    }
}

/// The inputs that the plan of a section may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needs {
    /// The clock.
    pub clock: bool,
    /// A nonce, in this unit.
    pub nonce: Option<Unit>,
    /// A UUID.
    pub uuid: bool,
    /// Random bytes.
    pub random: bool,
    /// Sessions, by their index in the scheme.
    pub sessions: Vec<u16>,
}

/// A value that a step computed, as `explain` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// Number of the step: `3`, `4.then.1`.
    pub step: String,
    /// Position in the plan.
    pub position: Position,
    /// What the value is: the name of a header, member or `let`; then, after a colon, the stage inside it.
    pub name: String,
    /// Kind of the value.
    pub kind: &'static str,
    /// The value: bytes in hex, lists and objects as JSON; `[secret]` if it is derived from a secret.
    pub value: String,
}
