//! Unions by form: which of several types the next value has, decided before it is decoded.

use super::{Attribute, Check, FieldTable, Problem, Reader, Wire};
use crate::Amount;
use crate::value::json_lexer::JsonToken;
use smallvec::{SmallVec, smallvec};

/// A test in the list that decides the form of a value. Tests are tried in order; the first that is true names the form.
///
/// [`FormTest::Is`] and those whose names begin with `Has` are conditions of the next [`FormTest::Object`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormTest<'a> {
    /// A string.
    Text(&'a str),
    /// The string in first place.
    TextOf(&'a str, &'a str),
    /// A string that is a decimal.
    DecimalText(&'a str),
    /// A string that is an integer of 64 bits.
    IntegerText(&'a str),
    /// A string that is an ISO 8601 time.
    TimeText(&'a str),
    /// A string that is a date of HTTP.
    HttpTimeText(&'a str),
    /// A string that is a day of the calendar.
    DateText(&'a str),
    /// A string that is a UUID.
    UuidText(&'a str),
    /// A string that is an address with its scheme.
    UrlText(&'a str),
    /// A number.
    Number(&'a str),
    /// The number in first place, as it is written.
    NumberOf(&'a str, &'a str),
    /// A number that is an integer of 64 bits.
    Integer(&'a str),
    /// True or false.
    Bool(&'a str),
    /// A list.
    List(&'a str),
    /// An object that meets all conditions before this test, up to the preceding [`FormTest::Object`].
    Object(&'a str),
    /// Any value but null.
    Any(&'a str),
    /// The object has this member.
    Has(&'a str),
    /// The member in first place is this text, number or boolean. Several in a row for one member: it is one of these.
    Is(&'a str, &'a str),
    /// This member is a string.
    HasText(&'a str),
    /// This member is a number.
    HasNumber(&'a str),
    /// This member is true or false.
    HasBool(&'a str),
    /// This member is a list.
    HasList(&'a str),
    /// This member is an object.
    HasObject(&'a str),
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonKind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}

impl JsonKind {
    fn of(token: JsonToken) -> Option<Self> {
        Some(match token {
            JsonToken::Text => Self::Text,
            JsonToken::Bool => Self::Bool,
            JsonToken::List => Self::List,
            JsonToken::Object => Self::Object,
            JsonToken::Number => Self::Number,
            JsonToken::Null => return None,
        })
    }
}

/// The description of a union by form, written by `decode_forms!`.
#[derive(Debug)]
pub struct FormTable {
    pub(super) tests: &'static [FormTest<'static>],
    /// The names of the forms, with the attributes of each.
    pub(super) forms: FieldTable,
}

impl FormTable {
    /// The tests, the names of the forms, and the attributes of each form.
    #[must_use]
    pub const fn new(
        tests: &'static [FormTest<'static>],
        names: &'static [&'static str],
        attributes: &'static [Attribute],
    ) -> Self {
        Self {
            tests,
            forms: FieldTable::new(names, attributes),
        }
    }
}

/// The form of a JSON text, as decoding chooses it; `None`: none of them.
///
/// # Errors
/// The text is not JSON.
pub fn form_of<'t>(tests: &[FormTest<'t>], json: &[u8]) -> Result<Option<&'t str>, Problem> {
    Reader::new(json).choose(tests)
}

impl Reader<'_> {
    /// The form of the next value, which is not consumed, and its wire format. `None`: none of them.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn form(&mut self, table: &FormTable) -> Result<(Option<&'static str>, Wire), Problem> {
        let form = self.choose(table.tests)?;
        let wire = form.map_or(Wire::PLAIN, |name| table.forms.wire_of(name));
        Ok((form, wire))
    }

    fn choose<'t>(&mut self, tests: &[FormTest<'t>]) -> Result<Option<&'t str>, Problem> {
        let peek = self.peek()?;
        let Some(kind) = JsonKind::of(peek) else {
            return Ok(None);
        };
        match kind {
            JsonKind::Object => self.choose_object(tests),
            JsonKind::Text | JsonKind::Number if tests.iter().any(FormTest::reads_scalar) => {
                self.choose_scalar(kind, tests)
            }
            // The kind alone decides.
            _ => Ok(tests.iter().find_map(|test| test.accepts(kind, ""))),
        }
    }

    fn choose_scalar<'t>(
        &mut self,
        kind: JsonKind,
        tests: &[FormTest<'t>],
    ) -> Result<Option<&'t str>, Problem> {
        let mut ahead = self.ahead();
        let text = ahead.text()?;
        Ok(tests.iter().find_map(|test| test.accepts(kind, &text)))
    }

    /// One pass over the members of the object, which ends once the first form is proven.
    fn choose_object<'t>(&mut self, tests: &[FormTest<'t>]) -> Result<Option<&'t str>, Problem> {
        let mut met: SmallVec<[bool; 32]> = smallvec![false; tests.len()];
        let conditional = tests.iter().any(FormTest::reads_member);
        if conditional && first_object(tests, &met).is_none_or(|first| !first.is_proven) {
            let mut ahead = self.ahead();
            let mut name = ahead.open_object()?;
            while let Some(known) = name {
                ahead.try_member(&known, tests, &mut met)?;
                if first_object(tests, &met).is_some_and(|first| first.is_proven) {
                    break;
                }
                ahead.skip()?;
                name = ahead.next_name()?;
            }
        }
        Ok(first_object(tests, &met).and_then(|first| first.form))
    }

    /// Records which conditions the member `name` meets, whose value is the next one and is not consumed.
    fn try_member(
        &mut self,
        name: &str,
        tests: &[FormTest<'_>],
        met: &mut [bool],
    ) -> Result<(), Problem> {
        let peek = self.peek()?;
        let mut value: Option<String> = None;
        for (test, met) in tests.iter().zip(met) {
            if let Some((wanted, kind)) = test.member()
                && wanted == name
            {
                *met |= kind.is_none() || kind == JsonKind::of(peek);
            }
            match test {
                FormTest::Is(wanted, text) if *wanted == name => {
                    if value.is_none() {
                        value = Some(self.scalar_ahead(peek)?);
                    }
                    *met |= value.as_deref() == Some(*text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of the next value, if it is a text, a number or a boolean; else empty. It is not consumed.
    fn scalar_ahead(&mut self, peek: JsonToken) -> Result<String, Problem> {
        Ok(match JsonKind::of(peek) {
            Some(JsonKind::Text | JsonKind::Number) => self.ahead().text()?,
            Some(JsonKind::Bool) => self.ahead().truth()?.to_string(),
            _ => String::new(),
        })
    }

    /// A reader of the same text from the next value on.
    fn ahead(&self) -> Self {
        let rest = self.data.get(self.index()..).unwrap_or_default();
        let origin = self.origin.map(|origin| origin + self.index());
        let mut ahead = Self::within(rest, origin);
        ahead.depth = self.depth;
        ahead
    }
}

/// What is known of the first form for objects whose conditions are met so far.
struct FirstObject<'t> {
    form: Option<&'t str>,
    /// Whether further members cannot change the result.
    is_proven: bool,
}

/// The first form whose conditions are all met.
fn first_object<'t>(tests: &[FormTest<'t>], met: &[bool]) -> Option<FirstObject<'t>> {
    let mut is_first = true;
    let mut all = true;
    let mut at = 0;
    while let Some(test) = tests.get(at) {
        match *test {
            FormTest::Object(form) | FormTest::Any(form) => {
                if all {
                    return Some(FirstObject {
                        form: Some(form),
                        is_proven: is_first,
                    });
                }
                is_first = false;
                all = true;
            }
            FormTest::Is(name, _) => {
                // Several values of one member: one of them.
                let mut any = false;
                while let Some(FormTest::Is(same, _)) = tests.get(at)
                    && *same == name
                {
                    any |= met.get(at).copied().unwrap_or_default();
                    at += 1;
                }
                all &= any;
                continue;
            }
            other if other.member().is_some() => {
                all &= met.get(at).copied().unwrap_or_default();
            }
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'t> FormTest<'t> {
    /// Whether the content of a text or number decides.
    fn reads_scalar(&self) -> bool {
        matches!(
            self,
            Self::TextOf(..)
                | Self::DecimalText(_)
                | Self::IntegerText(_)
                | Self::TimeText(_)
                | Self::HttpTimeText(_)
                | Self::DateText(_)
                | Self::UuidText(_)
                | Self::UrlText(_)
                | Self::NumberOf(..)
                | Self::Integer(_)
        )
    }

    fn reads_member(&self) -> bool {
        matches!(self, Self::Is(..)) || self.member().is_some()
    }

    /// The member that must be present, and its kind.
    fn member(self) -> Option<(&'t str, Option<JsonKind>)> {
        Some(match self {
            Self::Has(name) => (name, None),
            Self::HasText(name) => (name, Some(JsonKind::Text)),
            Self::HasNumber(name) => (name, Some(JsonKind::Number)),
            Self::HasBool(name) => (name, Some(JsonKind::Bool)),
            Self::HasList(name) => (name, Some(JsonKind::List)),
            Self::HasObject(name) => (name, Some(JsonKind::Object)),
            _ => return None,
        })
    }

    /// Whether it is a condition that an object without this member does not meet.
    #[must_use]
    pub fn is_about(self, name: &str) -> bool {
        match self {
            Self::Is(member, _) => member == name,
            other => other.member().is_some_and(|(member, _)| member == name),
        }
    }

    /// The condition that a member is of a kind.
    #[must_use]
    pub const fn has_kind(name: &'t str, kind: JsonKind) -> Self {
        match kind {
            JsonKind::Text => Self::HasText(name),
            JsonKind::Number => Self::HasNumber(name),
            JsonKind::Bool => Self::HasBool(name),
            JsonKind::List => Self::HasList(name),
            JsonKind::Object => Self::HasObject(name),
        }
    }

    /// The form, if it accepts a value of this kind other than an object. `text` is the content of a text or a number.
    fn accepts(self, kind: JsonKind, text: &str) -> Option<&'t str> {
        let (form, is_accepted) = match self {
            Self::Any(form) => (form, true),
            Self::Text(form) => (form, kind == JsonKind::Text),
            Self::Number(form) => (form, kind == JsonKind::Number),
            Self::Bool(form) => (form, kind == JsonKind::Bool),
            Self::List(form) => (form, kind == JsonKind::List),
            Self::TextOf(value, form) => (form, kind == JsonKind::Text && text == value),
            Self::NumberOf(value, form) => (form, kind == JsonKind::Number && text == value),
            Self::DecimalText(form) => (form, kind == JsonKind::Text && Amount::new(text).is_ok()),
            Self::IntegerText(form) => (form, kind == JsonKind::Text && is_integer(text)),
            Self::Integer(form) => (form, kind == JsonKind::Number && is_integer(text)),
            Self::TimeText(form) => (
                form,
                kind == JsonKind::Text && text.parse::<crate::Timestamp>().is_ok(),
            ),
            Self::HttpTimeText(form) => (
                form,
                kind == JsonKind::Text && crate::http_date::http_date(text).is_some(),
            ),
            Self::DateText(form) => (
                form,
                kind == JsonKind::Text && text.parse::<crate::Date>().is_ok(),
            ),
            Self::UuidText(form) => (form, kind == JsonKind::Text && Check::is_uuid(text)),
            Self::UrlText(form) => (form, kind == JsonKind::Text && Check::is_url(text)),
            _ => return None,
        };
        is_accepted.then_some(form)
    }
}

/// As [`Reader::integer`] reads one: `5.0` is 5.
fn is_integer(text: &str) -> bool {
    let digits = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    digits.parse::<i64>().is_ok()
}
