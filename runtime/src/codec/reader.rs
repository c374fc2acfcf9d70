//! Reading JSON: the only module that uses the JSON library.
//!
//! jiter returns keys and texts that borrow from it, so each is looked up or copied before the next call. Its own depth limit covers
//! skipped values; [`DEPTH`] covers values that are read.

use super::{Problem, Watch};
use crate::json::JsonNumber;
use crate::{Amount, Bytes, Date, InvalidBytes, Json, Map, Timestamp};
use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use smallvec::SmallVec;
use std::borrow::Cow;

/// Maximum nesting of values that are read.
pub const DEPTH: usize = 96;

/// Reads one JSON text.
#[derive(Debug)]
pub struct Reader<'j> {
    pub(super) json: Jiter<'j>,
    pub(super) data: &'j [u8],
    /// Offset of `data` in the text that messages refer to, or `None` if that was a different text.
    pub(super) origin: Option<usize>,
    pub(super) depth: usize,
    /// Members of the outermost object whose positions are recorded.
    pub(super) watch: Option<&'j Watch<'j>>,
    /// The text is data that serde passed, not what a provider sent.
    pub(super) portable: bool,
}

impl<'j> Reader<'j> {
    /// A reader of all of `data`.
    #[must_use]
    pub fn new(data: &'j [u8]) -> Self {
        Self::within(data, Some(0))
    }

    /// A reader of a part that starts at `origin`. Without an origin, messages contain no byte offset.
    pub(crate) fn within(data: &'j [u8], origin: Option<usize>) -> Self {
        Self {
            json: Jiter::new(data),
            data,
            origin,
            depth: 0,
            watch: None,
            portable: false,
        }
    }

    /// A reader of data that serde passed.
    #[cfg(feature = "serde")]
    pub(crate) fn portable(data: &'j [u8]) -> Self {
        Self {
            portable: true,
            ..Self::within(data, None)
        }
    }

    /// Whether the text is data that serde passed: then members that are only sent are read too.
    #[must_use]
    pub fn is_portable(&self) -> bool {
        cfg!(feature = "serde") && self.portable
    }

    /// The same, which also records the positions of the members in `watch`.
    pub(crate) fn watching(data: &'j [u8], origin: Option<usize>, watch: &'j Watch<'j>) -> Self {
        Self {
            watch: Some(watch),
            ..Self::within(data, origin)
        }
    }

    /// Checks that only white space is left.
    ///
    /// # Errors
    /// There is more.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.json.finish().map_err(|e| self.broken(&e))
    }

    /// A problem with the next value.
    pub fn problem(&self, what: impl Into<Cow<'static, str>>) -> Problem {
        self.problem_at(what, self.json.current_index())
    }

    pub(super) fn problem_at(&self, what: impl Into<Cow<'static, str>>, index: usize) -> Problem {
        Problem::new(what, self.origin.map(|origin| origin + index))
    }

    /// Converts an error of jiter to a problem.
    #[cold]
    pub(super) fn broken(&self, error: &JiterError) -> Problem {
        let what = match &error.error_type {
            JiterErrorType::JsonError(JsonErrorType::RecursionLimitExceeded) => {
                "nested too deep".into()
            }
            JiterErrorType::JsonError(kind) => format!("not valid JSON: {kind}"),
            JiterErrorType::WrongType { expected, actual } => {
                format!("expected {expected}, found {actual}")
            }
        };
        self.problem_at(what, error.index)
    }

    #[cold]
    pub(super) fn expected(&self, what: &str, found: Peek) -> Problem {
        let found = match found {
            Peek::Null => "null",
            Peek::True | Peek::False => "a boolean",
            Peek::String => "a string",
            Peek::Array => "a list",
            Peek::Object => "an object",
            found if found.is_num() => match self.number_ahead() {
                Some(text) if text.contains(['.', 'e', 'E']) => "a number",
                Some(_) => "an integer",
                None => "invalid JSON",
            },
            _ => "invalid JSON",
        };
        self.problem(format!("expected {what}, found {found}"))
    }

    fn number_ahead(&self) -> Option<String> {
        let mut ahead = Jiter::new(self.data.get(self.json.current_index()..)?);
        let text = ahead.next_number_bytes().ok()?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    pub(super) fn peek(&mut self) -> Result<Peek, Problem> {
        self.json.peek().map_err(|e| self.broken(&e))
    }

    pub(super) fn at_object(&mut self) -> Result<bool, Problem> {
        Ok(self.peek()? == Peek::Object)
    }

    pub(super) fn at_list(&mut self) -> Result<bool, Problem> {
        Ok(self.peek()? == Peek::Array)
    }

    /// Offset of the next value in the data of this reader.
    pub(super) fn here(&mut self) -> Result<usize, Problem> {
        self.peek()?;
        Ok(self.index())
    }

    pub(super) fn index(&self) -> usize {
        self.json.current_index()
    }

    fn enter(&mut self) -> Result<(), Problem> {
        if self.depth >= DEPTH {
            return Err(self.problem("nested too deep"));
        }
        self.depth += 1;
        Ok(())
    }

    /// Consumes `null`, if it is the next value.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn null(&mut self) -> Result<bool, Problem> {
        if self.peek()? != Peek::Null {
            return Ok(false);
        }
        self.json.known_null().map_err(|e| self.broken(&e))?;
        Ok(true)
    }

    /// Consumes the string `text` if it is the next value, otherwise nothing.
    pub(crate) fn takes_text(&mut self, text: &str) -> Result<bool, Problem> {
        if self.peek()? != Peek::String {
            return Ok(false);
        }
        let mut ahead = Jiter::new(
            self.data
                .get(self.json.current_index()..)
                .unwrap_or_default(),
        );
        if ahead.next_str().map_err(|e| self.broken(&e))? != text {
            return Ok(false);
        }
        self.skip()?;
        Ok(true)
    }

    /// Consumes `false` if it is the next value, otherwise nothing; with `as_text` also the string.
    pub(crate) fn takes_false(&mut self, as_text: bool) -> Result<bool, Problem> {
        match self.peek()? {
            Peek::False => self.skip().map(|()| true),
            Peek::String if as_text => self.takes_text("false"),
            _ => Ok(false),
        }
    }

    /// Consumes the number 0 in any spelling if it is the next value, otherwise nothing; with `as_text` also as a string.
    pub(crate) fn takes_zero(&mut self, as_text: bool) -> Result<bool, Problem> {
        let peek = self.peek()?;
        let is_zero = if peek.is_num() {
            self.number_ahead().is_some_and(|text| is_zero(&text))
        } else {
            let text = self
                .text_ahead()
                .filter(|_| as_text && peek == Peek::String);
            text.is_some_and(|text| is_zero(&text))
        };
        if is_zero {
            self.skip()?;
        }
        Ok(is_zero)
    }

    fn text_ahead(&self) -> Option<String> {
        let mut ahead = Jiter::new(self.data.get(self.json.current_index()..)?);
        ahead.next_str().ok().map(str::to_owned)
    }

    /// Consumes `[]` if it is the next value, otherwise nothing.
    pub(crate) fn takes_empty_list(&mut self) -> Result<bool, Problem> {
        if self.peek()? != Peek::Array {
            return Ok(false);
        }
        let mut ahead = Jiter::new(
            self.data
                .get(self.json.current_index()..)
                .unwrap_or_default(),
        );
        if ahead.next_array().map_err(|e| self.broken(&e))?.is_some() {
            return Ok(false);
        }
        self.skip()?;
        Ok(true)
    }

    /// Skips the next value.
    ///
    /// # Errors
    /// The value is not JSON.
    pub fn skip(&mut self) -> Result<(), Problem> {
        self.json.next_skip().map_err(|e| self.broken(&e))
    }

    /// Passes the text of a string or number to `read`. A problem that `read` reports is located at this value.
    fn scalar<T>(
        &mut self,
        what: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Problem> {
        let peek = self.peek()?;
        let index = self.json.current_index();
        let outcome = match peek {
            Peek::String => match self.json.known_str() {
                Ok(text) => read(text),
                Err(e) => return Err(self.broken(&e)),
            },
            peek if peek.is_num() => {
                match self.json.known_number_bytes(peek).map(std::str::from_utf8) {
                    Ok(Ok(text)) => read(text),
                    Ok(Err(_)) => return Err(self.expected(what, peek)),
                    Err(e) => return Err(self.broken(&e)),
                }
            }
            peek => return Err(self.expected(what, peek)),
        };
        outcome.map_err(|complaint| self.problem_at(complaint, index))
    }

    /// A text; a number is accepted as written.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn text(&mut self) -> Result<String, Problem> {
        self.scalar("a string", |text| Ok(text.to_owned()))
    }

    /// An integer, from a number or from a string of digits.
    ///
    /// # Errors
    /// The next value is something else, or is out of range.
    pub fn integer(&mut self) -> Result<i64, Problem> {
        self.scalar("an integer", |text| {
            // Some JSON writers write `5.0` for 5.
            let digits = match text.split_once('.') {
                Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
                    whole
                }
                _ => text,
            };
            digits
                .parse()
                .map_err(|_| format!("expected an integer of 64 bits, found `{}`", shown(text)))
        })
    }

    /// A decimal, from a string or a number; all digits are kept.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn amount(&mut self) -> Result<Amount, Problem> {
        if self.is_portable() {
            self.refuse_inexact()?;
        }
        self.scalar("a decimal", |text| {
            Amount::new(text).map_err(|_| format!("expected a decimal, found `{}`", shown(text)))
        })
    }

    /// Refuses a number that may have been a double before: of more than 15 digits, some may be lost.
    #[cold]
    fn refuse_inexact(&mut self) -> Result<(), Problem> {
        if !self.peek()?.is_num() {
            return Ok(());
        }
        let text = self.number_ahead().unwrap_or_default();
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits = mantissa.bytes().filter(u8::is_ascii_digit);
        let count = digits.skip_while(|digit| *digit == b'0').count();
        if text.contains(['.', 'e', 'E']) && count > 15 {
            return Err(self.problem(format!(
                "{text} has more digits than a number keeps for certain: write the decimal as a text"
            )));
        }
        Ok(())
    }

    /// A boolean; `1` and `0` are also accepted, as numbers or strings.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn truth(&mut self) -> Result<bool, Problem> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => {
                self.json.known_bool(peek).map_err(|e| self.broken(&e))
            }
            _ => self.scalar("a boolean", |text| match text {
                "1" | "true" => Ok(true),
                "0" | "false" => Ok(false),
                text => Err(format!("expected a boolean, found `{}`", shown(text))),
            }),
        }
    }

    /// A time that counts `per_second` since 1970, from a number or a string; `None`: ISO 8601 text.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn moment(&mut self, per_second: Option<u32>) -> Result<Timestamp, Problem> {
        self.scalar("a time", |text| match per_second {
            Some(unit) => Timestamp::from_digits(text, unit).map_err(|e| e.to_string()),
            None => text
                .parse()
                .map_err(|e: crate::timestamp::InvalidTimestamp| e.to_string()),
        })
    }

    /// A time as a date of HTTP or e-mail.
    pub(super) fn http_date(&mut self) -> Result<Timestamp, Problem> {
        let portable = self.is_portable();
        self.scalar("a time", |text| {
            crate::http_date::http_date(text)
                .or_else(|| text.parse().ok().filter(|_| portable))
                .ok_or_else(|| format!("`{}` is not a valid date of HTTP", shown(text)))
        })
    }

    /// A day of the calendar.
    pub(super) fn date(&mut self) -> Result<Date, Problem> {
        self.scalar("a date", |text| {
            text.parse::<Date>()
                .map_err(|_| format!("`{}` is not a valid date", shown(text)))
        })
    }

    /// Bytes from their text.
    pub(super) fn bytes(
        &mut self,
        read: fn(&str) -> Result<Bytes, InvalidBytes>,
    ) -> Result<Bytes, Problem> {
        self.scalar("a string", |text| {
            read(text).map_err(|invalid| invalid.to_string())
        })
    }

    /// Passes a text, or a number's text, to the constructor `read` of a type.
    ///
    /// # Errors
    /// The next value is something else, or `read` returns `None`.
    pub(super) fn parse_text<T>(
        &mut self,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Problem> {
        self.scalar("a string", |text| {
            read(text).ok_or_else(|| format!("`{}` is not a value of this type", shown(text)))
        })
    }

    /// Reads a text, a number or a boolean.
    ///
    /// # Errors
    /// The next value is another one.
    pub fn scalar_value(&mut self) -> Result<Json, Problem> {
        match self.peek()? {
            peek @ (Peek::Null | Peek::Array | Peek::Object) => {
                Err(self.expected("a text, a number or a boolean", peek))
            }
            _ => self.any(),
        }
    }

    /// Enters a list. Returns whether there is an element.
    ///
    /// # Errors
    /// The next value is not a list, or the nesting is too deep.
    pub fn open_list(&mut self) -> Result<bool, Problem> {
        let peek = self.peek()?;
        if peek != Peek::Array {
            return Err(self.expected("a list", peek));
        }
        self.enter()?;
        let more = self
            .json
            .known_array()
            .map_err(|e| self.broken(&e))?
            .is_some();
        self.depth -= usize::from(!more);
        Ok(more)
    }

    /// Continues in a list. Returns whether there is another element.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_item(&mut self) -> Result<bool, Problem> {
        let more = self
            .json
            .array_step()
            .map_err(|e| self.broken(&e))?
            .is_some();
        self.depth -= usize::from(!more);
        Ok(more)
    }

    /// Enters an object. Returns its first name.
    ///
    /// # Errors
    /// The next value is not an object, or the nesting is too deep.
    pub fn open_object(&mut self) -> Result<Option<String>, Problem> {
        self.start_object()?;
        let name = self.json.known_object().map(|name| name.map(str::to_owned));
        self.left(name)
    }

    /// Continues in an object. Returns its next name.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_name(&mut self) -> Result<Option<String>, Problem> {
        let name = self.json.next_key().map(|name| name.map(str::to_owned));
        self.left(name)
    }

    /// Enters an object. Returns what `see` makes of its first name.
    #[cfg(feature = "streams")]
    pub(crate) fn open_object_with<T>(
        &mut self,
        see: impl FnOnce(&str) -> T,
    ) -> Result<Option<T>, Problem> {
        self.start_object()?;
        let name = self.json.known_object().map(|name| name.map(see));
        self.left(name)
    }

    /// Continues in an object. Returns what `see` makes of its next name.
    #[cfg(feature = "streams")]
    pub(crate) fn next_name_with<T>(
        &mut self,
        see: impl FnOnce(&str) -> T,
    ) -> Result<Option<T>, Problem> {
        let name = self.json.next_key().map(|name| name.map(see));
        self.left(name)
    }

    /// Enters an object. Returns whether its first name is `wanted`.
    pub(super) fn open_object_at(&mut self, wanted: &str) -> Result<Option<bool>, Problem> {
        self.start_object()?;
        let name = self.json.known_object().map(|n| n.map(|n| n == wanted));
        self.left(name)
    }

    /// Continues in an object. Returns whether its next name is `wanted`.
    pub(super) fn next_name_is(&mut self, wanted: &str) -> Result<Option<bool>, Problem> {
        let name = self.json.next_key().map(|n| n.map(|n| n == wanted));
        self.left(name)
    }

    fn left<T>(&mut self, name: Result<Option<T>, JiterError>) -> Result<Option<T>, Problem> {
        let name = name.map_err(|e| self.broken(&e))?;
        self.depth -= usize::from(name.is_none());
        Ok(name)
    }

    pub(super) fn start_object(&mut self) -> Result<(), Problem> {
        let peek = self.peek()?;
        if peek != Peek::Object {
            return Err(self.expected("an object", peek));
        }
        self.enter()
    }

    /// Any JSON value.
    ///
    /// # Errors
    /// The text is not JSON, an object contains a name twice, or the nesting is too deep.
    pub fn any(&mut self) -> Result<Json, Problem> {
        match self.peek()? {
            Peek::Null => self.null().map(|_| Json::Null),
            peek @ (Peek::True | Peek::False) => self
                .json
                .known_bool(peek)
                .map(Json::Bool)
                .map_err(|e| self.broken(&e)),
            Peek::String => self.text().map(Json::Text),
            Peek::Array => self.items().map(Json::List),
            Peek::Object => self.members().map(Json::Object),
            _ => self.scalar("a value", |text| {
                Ok(Json::Number(JsonNumber::of_valid(text.to_owned())))
            }),
        }
    }

    fn items(&mut self) -> Result<Vec<Json>, Problem> {
        let mut items = Vec::new();
        let mut more = self.open_list()?;
        while more {
            items.push(self.any().map_err(|p| p.at(items.len()))?);
            more = self.next_item()?;
        }
        Ok(items)
    }

    fn members(&mut self) -> Result<Map<Json>, Problem> {
        let mut members = Map::new();
        let mut name = self.open_object()?;
        while let Some(known) = name {
            let value = self.any().map_err(|p| p.inside(known.clone()))?;
            members.push_new(known, value);
            name = self.next_name()?;
        }
        self.unique(&members)?;
        Ok(members)
    }

    /// Checks that no name occurs twice in `map`, which was just read.
    pub(crate) fn unique<T>(&self, map: &Map<T>) -> Result<(), Problem> {
        match twice(map.names()) {
            Some(name) => Err(self.problem("given twice").inside(name.to_owned())),
            None => Ok(()),
        }
    }
}

/// A name that occurs twice. The time grows little faster than the number of names.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut sorted: SmallVec<[&str; 16]> = names.collect();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .find(|pair| pair.first() == pair.last())
        .and_then(|pair| pair.first().copied())
}

/// Whether the text of a number is zero: `0`, `-0`, `0.00`, `0e5`.
fn is_zero(text: &str) -> bool {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    digits.contains('0')
        && digits
            .bytes()
            .all(|byte| matches!(byte, b'0' | b'.' | b'-'))
}

/// A received text, shortened for messages.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
