//! What goes into signing a call, and what comes out.

use super::params::Params;
use super::plan::{PathEncode, Unit};
use super::target;
use super::value::Value;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Credentials by name, as the texts that their owner has.
#[derive(Clone, Default)]
pub struct Credentials(Vec<(String, Zeroizing<String>)>);

impl Credentials {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one; a second of the same name replaces the first.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), Zeroizing::new(value.into()));
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(known) => known.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Names that are given.
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

/// Values of sessions, by name; names are one space over all sessions.
#[derive(Clone, Default)]
pub struct SessionValues {
    values: Vec<(String, Value<'static>)>,
    /// Changes with the values, so that what is computed from them is kept as long as they stay.
    stamp: u64,
}

impl SessionValues {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one; a second of the same name replaces the first.
    pub fn set(&mut self, name: impl Into<String>, value: Value<'static>) {
        static STAMPS: AtomicU64 = AtomicU64::new(1);
        let name = name.into();
        match self.values.iter_mut().find(|(n, _)| *n == name) {
            Some(known) => known.1 = value,
            None => self.values.push((name, value)),
        }
        self.stamp = STAMPS.fetch_add(1, Ordering::Relaxed);
    }

    /// The same with one more.
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

    /// The values themselves, to be masked.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value<'static>> {
        self.values.iter().map(|(_, value)| value)
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

/// One reading of clock, nonce and randomness: every use within an attempt sees the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningInputs {
    /// Time since 1970 in nanoseconds, with the server's offset.
    pub clock_ns: i128,
    /// The nonce, in the unit that the plan reads.
    pub nonce: Option<i128>,
    /// UUID of version 4, in lower case.
    pub uuid: Option<String>,
    /// Random bytes.
    pub random: Option<[u8; 16]>,
}

impl SigningInputs {
    /// A time in microseconds, and nothing else.
    #[must_use]
    pub fn at_us(us: i64) -> Self {
        Self {
            clock_ns: i128::from(us) * 1000,
            ..Self::default()
        }
    }

    /// A time in milliseconds, and nothing else.
    #[must_use]
    pub fn at_ms(ms: i64) -> Self {
        Self {
            clock_ns: i128::from(ms) * 1_000_000,
            ..Self::default()
        }
    }

    /// The clock, cut to a unit.
    #[must_use]
    pub fn clock(&self, unit: Unit) -> i128 {
        let step: i64 = match unit {
            Unit::Seconds => 1_000_000_000,
            Unit::Millis => 1_000_000,
            Unit::Micros => 1000,
            Unit::Nanos => 1,
        };
        // Until 2262 the time fits a machine word, which is divided several times as fast.
        match i64::try_from(self.clock_ns) {
            Ok(ns) => ns.div_euclid(step).into(),
            Err(_) => self.clock_ns.div_euclid(step.into()),
        }
    }

    /// The next nonce: the clock in that unit, or one more than the last.
    #[must_use]
    pub fn next_nonce(&self, unit: Unit, last: Option<i128>) -> i128 {
        let clock = self.clock(unit);
        last.map_or(clock, |last| clock.max(last.saturating_add(1)))
    }
}

/// A call to be signed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestSpec<'a> {
    /// The section, by its place in the scheme.
    pub section: u16,
    /// Method; capitals are made of it.
    pub method: Cow<'a, str>,
    /// Path of the call, `{name}` to be filled from the parameters.
    pub path: Cow<'a, str>,
    /// Parameters: an object, a list, or absent.
    pub params: Params<'a>,
    /// Values of the path given apart, for calls whose parameters are a list.
    pub path_values: Vec<(Cow<'a, str>, Value<'a>)>,
    /// How values are written into the path, by their names; those not named, as the section says.
    pub path_encode: &'a [(&'a str, PathEncode)],
    /// Further members of the query, beside a body.
    pub query: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Further headers.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Base other than the section's.
    pub base: Option<&'a str>,
}

/// Headers of a signed request, in order. Few plans set more than there is room for without an allocation; more room would cost all others.
pub type Headers<'a> = SmallVec<[(Cow<'a, str>, Cow<'a, str>); 5]>;

/// A request that can be sent as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRequest<'a> {
    /// Method in capitals.
    pub method: Cow<'a, str>,
    /// The whole address; may hold secrets.
    pub url: Cow<'a, str>,
    /// Headers in the order in which the plan set them.
    pub headers: Headers<'a>,
    /// The body's bytes, as they were signed.
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

    /// Makes sure that the request travels byte for byte as it was signed: an address that no HTTP library rewrites, headers that arrive as
    /// they are and are not the transport's to set, a method of letters. What does not is never sent; it can still be signed, to be
    /// compared with what a page signs.
    ///
    /// # Errors
    /// What would change, and the way out. Of the address one character is shown alone: it may hold secrets.
    pub fn check_verbatim(&self) -> Result<(), String> {
        if self.method.is_empty() || !self.method.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err("the method has other characters than letters".to_owned());
        }
        target::check(&self.url)?;
        self.headers
            .iter()
            .try_for_each(|(name, value)| target::check_header(name, value))
    }

    /// A header's value; names are compared without case.
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
        f.debug_struct("Signed")
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .finish()
    }
}

/// What the plan of a section may read.
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
    /// Sessions, by their places in the scheme.
    pub sessions: Vec<u16>,
}

/// A value that a step made, as `explain` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// Place of the step: `3`, `4.then.1`.
    pub step: String,
    /// Line in the spec, from 1.
    pub line: u32,
    /// What it is: the name of a header, member or `let`; then, after a colon, the stage inside it.
    pub name: String,
    /// Kind of the value.
    pub kind: &'static str,
    /// The value: bytes in hex, lists and pairs as JSON; `[secret]` if it is made of a secret.
    pub value: String,
}
