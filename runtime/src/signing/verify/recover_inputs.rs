//! Recovers the inputs of a request (clock, nonce, uuid, random) from the values that contain them.

use super::VerifiedRequest;
use super::placements::{Lets, resolve};
use crate::signing::inputs::SigningInputs;
use crate::signing::plan::function::{Encoding, Inverse};
use crate::signing::plan::{Function, Unit};
use crate::signing::prepared::{Node, NodeEntry};
use crate::signing::run::scope::Scope;
use crate::value::as_text::text_of;
use crate::value::byte_text;
use crate::value::number::{Decimal, integer};
use crate::value::types::Value;
use jiff::civil::DateTime;
use std::borrow::Cow;

/// Maximum nesting of values that are evaluated in reverse.
const MAX_DEPTH: usize = 32;

/// Maximum number of expressions that are evaluated in reverse.
const MAX_READS: usize = 20_000;

/// Inputs that were recovered.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// The clock in nanoseconds, and its resolution.
    pub(super) clock: Option<(i128, i128)>,
    pub(super) nonce: Option<i128>,
    pub(super) uuid: Option<String>,
    pub(super) random: Option<[u8; 16]>,
}

impl Sources {
    /// The recovered inputs as signing inputs.
    pub(super) fn inputs(&self) -> SigningInputs {
        SigningInputs {
            clock_ns: self.clock.map_or(0, |(ns, _)| ns),
            nonce: self.nonce,
            uuid: self.uuid.clone(),
            random: self.random,
        }
    }

    pub(super) fn into_verified(self, params: Value<'static>) -> VerifiedRequest {
        VerifiedRequest {
            clock_ns: self.clock.map(|(ns, _)| ns),
            nonce: self.nonce,
            uuid: self.uuid,
            random: self.random,
            params,
            query: Value::Absent,
            path_values: Vec::new(),
        }
    }

    /// Of two readings of the clock, the one with the finer resolution is used.
    fn clock(&mut self, ns: i128, step: i128) {
        if self.clock.is_none_or(|(_, known)| step < known) {
            self.clock = Some((ns, step));
        }
    }
}

/// Whether an expression reads such an input, following the names of `let`s.
pub(super) fn reads(node: &Node, lets: &Lets<'_>, wanted: fn(&Node) -> bool) -> bool {
    fn look(node: &Node, lets: &Lets<'_>, wanted: fn(&Node) -> bool, depth: usize) -> bool {
        let mut found = false;
        node.walk(&mut |part| {
            found |= wanted(part);
            if let Node::Local(_) = part
                && depth < 16
                && !found
            {
                let next = resolve(part, lets);
                found = !matches!(next, Node::Local(_)) && look(next, lets, wanted, depth + 1);
            }
        });
        found
    }
    look(node, lets, wanted, 0)
}

/// Reverses a shift of the decimal point by `places`, if the result is an integer.
fn unshifted(text: &str, places: &str) -> Option<String> {
    let Value::Integer(places) = integer(Cow::Borrowed(places)) else {
        return None;
    };
    let number = Decimal::of(&Value::Text(Cow::Borrowed(text))).ok()?;
    let moved = number.shifted(places.checked_neg()?).ok()?;
    match moved.split_once('.') {
        None => Some(moved),
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => {
            Some(whole.to_owned())
        }
        Some(_) => None,
    }
}

/// The bytes that a text shows.
pub(super) fn decoded(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Hex => byte_text::unhex(text),
        Encoding::Base64 | Encoding::Base64Url => byte_text::unbase64(text),
        #[cfg(feature = "base58")]
        Encoding::Base58 => byte_text::unbase58(text),
        #[cfg(not(feature = "base58"))]
        Encoding::Base58 => None,
    }
}

pub(super) fn is_source(node: &Node) -> bool {
    matches!(
        node,
        Node::Clock(_) | Node::ClockIso | Node::Nonce(_) | Node::Uuid | Node::Random
    )
}

/// Evaluates values in reverse.
pub(super) struct InputRecovery<'l, 'a> {
    pub(super) scope: Scope<'l, 'a>,
    pub(super) lets: &'l Lets<'a>,
    pub(super) sources: Sources,
    pub(super) reads: usize,
}

impl<'a> InputRecovery<'_, 'a> {
    /// Recovers the inputs of an expression from its text.
    pub(super) fn text(&mut self, node: &'a Node, text: &str, depth: usize) {
        self.reads += 1;
        if depth > MAX_DEPTH || self.reads > MAX_READS {
            return;
        }
        match resolve(node, self.lets) {
            Node::Clock(unit) => self.clock_digits(text, *unit),
            Node::ClockIso => self.clock_iso(text),
            Node::Nonce(_) => {
                if let Value::Integer(nonce) = integer(Cow::Borrowed(text)) {
                    self.sources.nonce = Some(nonce);
                }
            }
            Node::Uuid => self.sources.uuid = Some(text.to_owned()),
            Node::If(three) => self.choice(three, text, depth),
            Node::Coalesce(all) => {
                for node in all {
                    self.text(node, text, depth + 1);
                }
            }
            Node::Join(parts) => self.parts(&parts.iter().collect::<Vec<_>>(), text, depth),
            Node::Call(function, args) => self.call(*function, args, text, depth),
            _ => {}
        }
    }

    fn choice(&mut self, three: &'a (Node, Node, Node), text: &str, depth: usize) {
        match self.scope.holds(&three.0, None) {
            Ok(true) => self.text(&three.1, text, depth + 1),
            Ok(false) => self.text(&three.2, text, depth + 1),
            // A condition on an input that is not learned yet decides nothing.
            Err(_) => {}
        }
    }

    fn call(&mut self, function: Function, args: &'a [Node], text: &str, depth: usize) {
        let Some(of) = args.first() else { return };
        let with = args.get(1).and_then(|node| self.known_text(node));
        match function.definition().inverse {
            Inverse::Text => self.text(of, text, depth + 1),
            Inverse::Prefix => {
                if let Some(rest) = with.and_then(|with| text.strip_prefix(&*with)) {
                    self.text(of, rest, depth + 1);
                }
            }
            Inverse::Suffix => {
                if let Some(rest) = with.and_then(|with| text.strip_suffix(&*with)) {
                    self.text(of, rest, depth + 1);
                }
            }
            Inverse::Sum => {
                let number = |text: &str| match integer(Cow::Borrowed(text)) {
                    Value::Integer(n) => Some(n),
                    _ => None,
                };
                if let Some(first) = with
                    .and_then(|with| number(&with))
                    .and_then(|with| number(text)?.checked_sub(with))
                {
                    self.text(of, &first.to_string(), depth + 1);
                }
            }
            Inverse::Shift => {
                if let Some(whole) = with.and_then(|places| unshifted(text, &places)) {
                    self.text(of, &whole, depth + 1);
                }
            }
            Inverse::Slice => self.slice(of, args, text),
            Inverse::Encoded(encoding) => self.bytes(of, decoded(encoding, text), depth),
            Inverse::Json => {
                if let Ok(value) = Value::from_json(text.as_bytes()) {
                    self.value(of, &value, depth + 1);
                }
            }
            Inverse::Jwt => {
                let mut parts = text.split('.').map(|part| {
                    byte_text::unbase64(part).and_then(|json| Value::from_json(&json).ok())
                });
                let (head, claims) = (parts.next().flatten(), parts.next().flatten());
                if let Some(claims) = claims {
                    self.value(of, &claims, depth + 1);
                }
                if let (Some(head), Some(node)) = (head, args.get(3)) {
                    self.value(node, &head, depth + 1);
                }
            }
            Inverse::Join => {
                if let Node::List(all) = resolve(of, self.lets) {
                    let between = args.get(1);
                    let mut parts = Vec::new();
                    for (at, part) in all.iter().enumerate() {
                        parts.extend(between.filter(|_| at > 0));
                        parts.push(part);
                    }
                    self.parts(&parts, text, depth);
                }
            }
            // The argument is not known. What gives this result is as good, because the request is computed again with it.
            Inverse::LetterCase => self.guess(of, text, depth),
            Inverse::Replaced => {
                let to = args.get(2).and_then(|node| self.known_text(node));
                if let (Some(from), Some(to)) = (with, to) {
                    let before = match to.is_empty() {
                        true => text.to_owned(),
                        false => text.replace(&to, &from),
                    };
                    self.guess(of, &before, depth);
                }
            }
            Inverse::None => {}
        }
    }

    /// Recovers the inputs that are not known yet from a text that the expression may have.
    fn guess(&mut self, of: &'a Node, text: &str, depth: usize) {
        let known = self.sources.clone();
        self.text(of, text, depth + 1);
        let guessed = std::mem::replace(&mut self.sources, known);
        let sources = &mut self.sources;
        sources.clock = sources.clock.or(guessed.clock);
        sources.nonce = sources.nonce.or(guessed.nonce);
        sources.uuid = sources.uuid.take().or(guessed.uuid);
        sources.random = sources.random.or(guessed.random);
    }

    /// The text of an expression that reads no input.
    fn known_text(&self, node: &'a Node) -> Option<String> {
        if reads(node, self.lets, is_source) {
            return None;
        }
        let value = self.scope.eval(resolve(node, self.lets), None).ok()?;
        if value.is_absent() {
            return Some(String::new());
        }
        text_of(&value).ok().map(Cow::into_owned)
    }

    fn bytes(&mut self, of: &'a Node, bytes: Option<Vec<u8>>, depth: usize) {
        let Some(bytes) = bytes else { return };
        if let Node::Random = resolve(of, self.lets) {
            self.sources.random = bytes.try_into().ok();
        } else if let Ok(text) = String::from_utf8(bytes) {
            self.text(of, &text, depth + 1);
        }
    }

    /// Concatenated texts: known texts separate the unknown ones.
    fn parts(&mut self, parts: &[&'a Node], text: &str, depth: usize) {
        let (mut rest, mut parts) = (text, parts);
        // A known text at the end is removed there: the input before it may contain the same text.
        while let [before @ .., last] = parts
            && let Some(known) = self.known_text(last)
        {
            match rest.strip_suffix(&*known) {
                Some(shorter) => (rest, parts) = (shorter, before),
                None => return,
            }
        }
        let mut open: Option<&'a Node> = None;
        for part in parts {
            let Some(known) = self.known_text(part) else {
                // Two adjacent unknown parts cannot be separated.
                if open.replace(part).is_some() {
                    return;
                }
                continue;
            };
            if known.is_empty() {
                continue;
            }
            match open.take() {
                None => match rest.strip_prefix(&*known) {
                    Some(after) => rest = after,
                    None => return,
                },
                Some(node) => match rest.split_once(&*known) {
                    Some((before, after)) => {
                        self.text(node, before, depth + 1);
                        rest = after;
                    }
                    None => return,
                },
            }
        }
        if let Some(node) = open {
            self.text(node, rest, depth + 1);
        }
    }

    /// A prefix of an input is learned as far as it goes.
    fn slice(&mut self, of: &'a Node, args: &'a [Node], text: &str) {
        if args.get(1).and_then(|n| self.known_text(n)).as_deref() != Some("0") {
            return;
        }
        match resolve(of, self.lets) {
            Node::ClockIso => self.clock_iso(text),
            Node::Uuid => self.sources.uuid = Some(text.to_owned()),
            Node::Clock(unit) => {
                // Digits of present-day clocks: ten for seconds, three more for each finer unit.
                let digits = match unit {
                    Unit::Seconds => 10,
                    Unit::Millis => 13,
                    Unit::Micros => 16,
                    Unit::Nanos => 19,
                };
                if text.len() <= digits {
                    self.clock_digits(&format!("{text:0<digits$}"), *unit);
                }
            }
            _ => {}
        }
    }

    fn clock_digits(&mut self, text: &str, unit: Unit) {
        if let Value::Integer(count) = integer(Cow::Borrowed(text))
            && let Some(ns) = count.checked_mul(unit.nanos())
        {
            self.sources.clock(ns, unit.nanos());
        }
    }

    /// `2023-11-14T22:13:20.123Z`, or a prefix of it.
    fn clock_iso(&mut self, text: &str) {
        const LATEST: &str = "1970-01-01T00:00:00.000";
        let given = text.strip_suffix('Z').unwrap_or(text);
        let Some(missing) = LATEST.get(given.len()..) else {
            return;
        };
        let full = format!("{given}{missing}");
        let Ok(time) = full.parse::<DateTime>() else {
            return;
        };
        let Ok(time) = time.to_zoned(jiff::tz::TimeZone::UTC) else {
            return;
        };
        let step = if given.len() == LATEST.len() {
            1_000_000
        } else {
            1_000_000_000
        };
        self.sources.clock(time.timestamp().as_nanosecond(), step);
    }

    /// Recovers from a value that is already parsed.
    pub(super) fn value(&mut self, node: &'a Node, value: &Value<'_>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match (resolve(node, self.lets), value.data()) {
            (Node::Object(entries), Value::Object(_)) => {
                for entry in entries {
                    match entry {
                        NodeEntry::Member {
                            name, value: of, ..
                        } => {
                            if let Some(member) = value.get(name) {
                                self.value(of, member, depth + 1);
                            }
                        }
                        // The members of the spread object are among the others here.
                        NodeEntry::Spread(of) => self.value(of, value, depth + 1),
                        NodeEntry::Existing => {}
                    }
                }
            }
            (Node::List(all), Value::List(list)) => {
                for (of, element) in all.iter().zip(list) {
                    self.value(of, element, depth + 1);
                }
            }
            (_, Value::Object(_) | Value::List(_) | Value::Absent) => {}
            (_, other) => {
                if let Ok(text) = text_of(other) {
                    self.text(node, &text, depth + 1);
                }
            }
        }
    }
}
