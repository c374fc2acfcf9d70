//! Reading JSON as typed values.
//!
//! The lexer's own depth limit covers skipped values; [`DEPTH`] covers values that are read.

use super::{Problem, Watch};
use crate::json::JsonNumber;
use crate::value::json_lexer::{JsonLexer, JsonSyntaxError, JsonToken};
use crate::{Amount, Bytes, Date, InvalidBytes, Json, Map, Timestamp};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Maximum nesting of values that are read.
pub const DEPTH: usize = 96;

/// Reads one JSON text.
#[derive(Debug)]
pub struct Reader<'j> {
    pub(super) json: JsonLexer<'j>,
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
        Self::with(JsonLexer::new(data), data, origin)
    }

    /// A reader of all of `text`.
    #[cfg(feature = "streams")]
    pub(crate) fn of_text(text: &'j str) -> Self {
        Self::with(JsonLexer::of_text(text), text.as_bytes(), Some(0))
    }

    fn with(json: JsonLexer<'j>, data: &'j [u8], origin: Option<usize>) -> Self {
        Self {
            json,
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
        self.json.finish().map_err(|e| self.broken(e))
    }

    /// A problem with the next value.
    pub fn problem(&self, what: impl Into<Cow<'static, str>>) -> Problem {
        self.problem_at(what, self.json.index())
    }

    pub(super) fn problem_at(&self, what: impl Into<Cow<'static, str>>, index: usize) -> Problem {
        Problem::new(what, self.origin.map(|origin| origin + index))
    }

    /// The problem of a text that is not JSON.
    #[cold]
    pub(super) fn broken(&self, error: JsonSyntaxError) -> Problem {
        let what = match error.is_too_deep() {
            true => error.to_string(),
            false => format!("not valid JSON: {error}"),
        };
        self.problem_at(what, error.index)
    }

    #[cold]
    pub(super) fn expected(&self, what: &str, found: JsonToken) -> Problem {
        let found = match found {
            JsonToken::Null => "null",
            JsonToken::Bool => "a boolean",
            JsonToken::Text => "a string",
            JsonToken::List => "a list",
            JsonToken::Object => "an object",
            JsonToken::Number => match self.number_ahead() {
                Some(text) if text.contains(['.', 'e', 'E']) => "a number",
                Some(_) => "an integer",
                None => "invalid JSON",
            },
        };
        self.problem(format!("expected {what}, found {found}"))
    }

    fn number_ahead(&self) -> Option<&'j str> {
        self.json.clone().number().ok()
    }

    pub(super) fn peek(&mut self) -> Result<JsonToken, Problem> {
        self.json.peek().map_err(|e| self.broken(e))
    }

    pub(super) fn at_object(&mut self) -> Result<bool, Problem> {
        Ok(self.peek()? == JsonToken::Object)
    }

    pub(super) fn at_list(&mut self) -> Result<bool, Problem> {
        Ok(self.peek()? == JsonToken::List)
    }

    /// Offset of the next value in the data of this reader.
    pub(super) fn here(&mut self) -> Result<usize, Problem> {
        self.peek()?;
        Ok(self.index())
    }

    pub(super) fn index(&self) -> usize {
        self.json.index()
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
        if self.peek()? != JsonToken::Null {
            return Ok(false);
        }
        self.json.null().map_err(|e| self.broken(e))?;
        Ok(true)
    }

    /// Consumes the string `text` if it is the next value, otherwise nothing.
    pub(crate) fn takes_text(&mut self, text: &str) -> Result<bool, Problem> {
        if self.peek()? != JsonToken::Text {
            return Ok(false);
        }
        let mut ahead = self.json.clone();
        let is_it = ahead.text().map_err(|e| self.broken(e))? == text;
        if is_it {
            self.json = ahead;
        }
        Ok(is_it)
    }

    /// Consumes `false` if it is the next value, otherwise nothing; with `as_text` also the string.
    pub(crate) fn takes_false(&mut self, as_text: bool) -> Result<bool, Problem> {
        match self.peek()? {
            JsonToken::Bool => {
                let mut ahead = self.json.clone();
                let is_false = !ahead.boolean().map_err(|e| self.broken(e))?;
                if is_false {
                    self.json = ahead;
                }
                Ok(is_false)
            }
            JsonToken::Text if as_text => self.takes_text("false"),
            _ => Ok(false),
        }
    }

    /// Consumes the number 0 in any spelling if it is the next value, otherwise nothing; with `as_text` also as a string.
    pub(crate) fn takes_zero(&mut self, as_text: bool) -> Result<bool, Problem> {
        let peek = self.peek()?;
        let is_zero = match peek {
            JsonToken::Number => self.number_ahead().is_some_and(is_zero),
            JsonToken::Text if as_text => {
                let text = self.json.clone().text();
                text.is_ok_and(|text| is_zero(&text))
            }
            _ => false,
        };
        if is_zero {
            self.skip()?;
        }
        Ok(is_zero)
    }

    /// Consumes `[]` if it is the next value, otherwise nothing.
    pub(crate) fn takes_empty_list(&mut self) -> Result<bool, Problem> {
        if self.peek()? != JsonToken::List {
            return Ok(false);
        }
        let mut ahead = self.json.clone();
        let is_empty = !ahead.open_list().map_err(|e| self.broken(e))?;
        if is_empty {
            self.json = ahead;
        }
        Ok(is_empty)
    }

    /// Skips the next value.
    ///
    /// # Errors
    /// The value is not JSON.
    pub fn skip(&mut self) -> Result<(), Problem> {
        self.json.skip().map_err(|e| self.broken(e))
    }

    /// Passes the text of a string or number to `read`. A problem that `read` reports is located at this value.
    fn scalar<T>(
        &mut self,
        what: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Problem> {
        let peek = self.peek()?;
        let index = self.json.index();
        let text = match peek {
            JsonToken::Text => self.json.text(),
            JsonToken::Number => self.json.number().map(Cow::Borrowed),
            peek => return Err(self.expected(what, peek)),
        };
        let text = text.map_err(|e| self.broken(e))?;
        read(&text).map_err(|complaint| self.problem_at(complaint, index))
    }

    /// A text; a number is accepted as written.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn text(&mut self) -> Result<String, Problem> {
        match self.peek()? {
            JsonToken::Text => self.json.text().map(Cow::into_owned),
            JsonToken::Number => self.json.number().map(str::to_owned),
            found => return Err(self.expected("a string", found)),
        }
        .map_err(|e| self.broken(e))
    }

    /// An integer, from a number or from a string of digits.
    ///
    /// # Errors
    /// The next value is something else, or is out of range.
    pub fn integer(&mut self) -> Result<i64, Problem> {
        if let Some(integer) = self.json.small_integer() {
            return Ok(integer);
        }
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
            Amount::read(text).ok_or_else(|| format!("expected a decimal, found `{}`", shown(text)))
        })
    }

    /// Refuses a number that may have been a double before: of more than 15 digits, some may be lost.
    #[cold]
    fn refuse_inexact(&mut self) -> Result<(), Problem> {
        if self.peek()? != JsonToken::Number {
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
            JsonToken::Bool => self.json.boolean().map_err(|e| self.broken(e)),
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
        if let Some(unit) = per_second
            && let Some(count) = self.json.small_integer()
        {
            return Timestamp::from_count(count, unit)
                .map_err(|e| self.problem_at(e.to_string(), self.json.index()));
        }
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
            peek @ (JsonToken::Null | JsonToken::List | JsonToken::Object) => {
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
        if peek != JsonToken::List {
            return Err(self.expected("a list", peek));
        }
        self.enter()?;
        let more = self.json.open_list().map_err(|e| self.broken(e))?;
        self.depth -= usize::from(!more);
        Ok(more)
    }

    /// Continues in a list. Returns whether there is another element.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_item(&mut self) -> Result<bool, Problem> {
        let more = self.json.next_item().map_err(|e| self.broken(e))?;
        self.depth -= usize::from(!more);
        Ok(more)
    }

    /// Enters an object. Returns its first name.
    ///
    /// # Errors
    /// The next value is not an object, or the nesting is too deep.
    pub fn open_object(&mut self) -> Result<Option<String>, Problem> {
        self.start_object()?;
        let name = self
            .json
            .open_object()
            .map(|name| name.map(Cow::into_owned));
        self.left(name)
    }

    /// Continues in an object. Returns its next name.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_name(&mut self) -> Result<Option<String>, Problem> {
        let name = self.json.next_name().map(|name| name.map(Cow::into_owned));
        self.left(name)
    }

    /// Enters an object. Returns what `see` makes of its first name.
    #[cfg(feature = "streams")]
    pub(crate) fn open_object_with<T>(
        &mut self,
        see: impl FnOnce(&str) -> T,
    ) -> Result<Option<T>, Problem> {
        self.start_object()?;
        let name = self
            .json
            .open_object()
            .map(|name| name.map(|name| see(&name)));
        self.left(name)
    }

    /// Continues in an object. Returns what `see` makes of its next name.
    #[cfg(feature = "streams")]
    pub(crate) fn next_name_with<T>(
        &mut self,
        see: impl FnOnce(&str) -> T,
    ) -> Result<Option<T>, Problem> {
        let name = self
            .json
            .next_name()
            .map(|name| name.map(|name| see(&name)));
        self.left(name)
    }

    /// Enters an object. Returns whether its first name is `wanted`.
    pub(super) fn open_object_at(&mut self, wanted: &str) -> Result<Option<bool>, Problem> {
        self.start_object()?;
        let name = self.json.open_object().map(|n| n.map(|n| n == wanted));
        self.left(name)
    }

    /// Continues in an object. Returns whether its next name is `wanted`.
    pub(super) fn next_name_is(&mut self, wanted: &str) -> Result<Option<bool>, Problem> {
        let name = self.json.next_name().map(|n| n.map(|n| n == wanted));
        self.left(name)
    }

    fn left<T>(&mut self, name: Result<Option<T>, JsonSyntaxError>) -> Result<Option<T>, Problem> {
        let name = name.map_err(|e| self.broken(e))?;
        self.depth -= usize::from(name.is_none());
        Ok(name)
    }

    pub(super) fn start_object(&mut self) -> Result<(), Problem> {
        let peek = self.peek()?;
        if peek != JsonToken::Object {
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
            JsonToken::Null => self.null().map(|_| Json::Null),
            JsonToken::Bool => {
                let value = self.json.boolean().map_err(|e| self.broken(e))?;
                Ok(Json::Bool(value))
            }
            JsonToken::Text => self.text().map(Json::Text),
            JsonToken::List => self.items().map(Json::List),
            JsonToken::Object => self.members().map(Json::Object),
            JsonToken::Number => self.scalar("a value", |text| {
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
