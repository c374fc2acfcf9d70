//! The tokens of JSON text: the only module that uses the JSON library.
//!
//! What text JSON consists of most, strings without escapes, is found eight bytes at a time. Everything else is read by hifijson. Nothing is
//! copied, except strings with escapes.

use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{SliceLexer, escape, num, str as strings};
use std::borrow::Cow;
use std::fmt;

/// Maximum nesting of a value that is skipped: the bits of [`JsonLexer::skip`]'s stack.
const SKIPPED_DEPTH: u32 = u128::BITS;

/// The kind of the next value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonToken {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A string.
    Text,
    /// A number.
    Number,
    /// The beginning of a list.
    List,
    /// The beginning of an object.
    Object,
}

/// Why a text is not JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonSyntaxError {
    /// Offset in bytes.
    pub index: usize,
    what: &'static str,
}

impl JsonSyntaxError {
    /// Whether the text is JSON, but nested deeper than is read.
    #[must_use]
    pub fn is_too_deep(&self) -> bool {
        self.what == TOO_DEEP
    }
}

const TOO_DEEP: &str = "nested too deep";

impl fmt::Display for JsonSyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

/// Reads JSON text from its beginning to its end. White space is skipped.
#[derive(Clone, Debug)]
pub struct JsonLexer<'j> {
    /// The whole text, up to bytes that are not UTF-8.
    text: &'j str,
    rest: &'j [u8],
    /// Whether bytes that are not UTF-8 follow the text.
    is_cut: bool,
}

impl<'j> JsonLexer<'j> {
    /// At the beginning of `bytes`.
    #[must_use]
    pub fn new(bytes: &'j [u8]) -> Self {
        let (text, is_cut) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), true)
            }
        };
        Self {
            is_cut,
            ..Self::of_text(text)
        }
    }

    /// At the beginning of `text`.
    #[must_use]
    pub fn of_text(text: &'j str) -> Self {
        Self {
            text,
            rest: text.as_bytes(),
            is_cut: false,
        }
    }

    /// Offset of what was not read yet.
    #[must_use]
    pub fn index(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// What was not read yet.
    #[must_use]
    pub fn rest(&self) -> &'j [u8] {
        self.rest
    }

    fn error(&self, what: &'static str) -> JsonSyntaxError {
        let is_at_cut = self.is_cut && self.rest.is_empty();
        JsonSyntaxError {
            index: self.index(),
            what: if is_at_cut { NOT_UTF_8 } else { what },
        }
    }

    /// A part of the text. Its ends are next to ASCII, and so at characters.
    fn part(&self, start: usize, length: usize) -> &'j str {
        self.text.get(start..start + length).unwrap_or_default()
    }

    /// The next byte that is not white space.
    fn byte(&mut self) -> Option<u8> {
        while let [first, rest @ ..] = self.rest {
            if !matches!(first, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*first);
            }
            self.rest = rest;
        }
        None
    }

    /// Consumes the byte that [`Self::byte`] returned.
    fn take(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// Reads by the library.
    fn lexed<T>(&mut self, read: impl FnOnce(&mut SliceLexer<'j>) -> T) -> T {
        let mut lexer = SliceLexer::new(self.rest);
        let value = read(&mut lexer);
        self.rest = lexer.as_slice();
        value
    }

    /// The kind of the next value, which is not consumed.
    ///
    /// # Errors
    /// No value begins here.
    pub fn peek(&mut self) -> Result<JsonToken, JsonSyntaxError> {
        Ok(match self.byte() {
            Some(b'"') => JsonToken::Text,
            Some(b'-' | b'0'..=b'9') => JsonToken::Number,
            Some(b'{') => JsonToken::Object,
            Some(b'[') => JsonToken::List,
            Some(b't' | b'f') => JsonToken::Bool,
            Some(b'n') => JsonToken::Null,
            Some(_) => return Err(self.error("expected a value")),
            None => return Err(self.error("the text ends where a value is expected")),
        })
    }

    /// `null`.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn null(&mut self) -> Result<(), JsonSyntaxError> {
        match self.word()? {
            None => Ok(()),
            Some(_) => Err(self.error("expected `null`")),
        }
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn boolean(&mut self) -> Result<bool, JsonSyntaxError> {
        self.word()?
            .ok_or_else(|| self.error("expected `true` or `false`"))
    }

    fn word(&mut self) -> Result<Option<bool>, JsonSyntaxError> {
        let start = self.error("expected `null`, `true` or `false`");
        self.lexed(SliceLexer::null_or_bool).ok_or(start)
    }

    /// A string.
    ///
    /// # Errors
    /// The next value is something else, or the string is not valid.
    pub fn text(&mut self) -> Result<Cow<'j, str>, JsonSyntaxError> {
        self.opening_quote("expected a string")?;
        self.text_inside()
    }

    fn opening_quote(&mut self, otherwise: &'static str) -> Result<(), JsonSyntaxError> {
        if self.byte() != Some(b'"') {
            return Err(self.error(otherwise));
        }
        self.take();
        Ok(())
    }

    /// A string whose opening quote was read.
    fn text_inside(&mut self) -> Result<Cow<'j, str>, JsonSyntaxError> {
        let start = self.index();
        if let Some((length, rest)) = plain(self.rest) {
            self.rest = rest;
            return Ok(Cow::Borrowed(self.part(start, length)));
        }
        let text = self.lexed(SliceLexer::str_string);
        text.map_err(|error| self.error(of_text(&error)))
    }

    /// Skips a string whose opening quote was read.
    fn skip_text(&mut self) -> Result<(), JsonSyntaxError> {
        if let Some((_, rest)) = plain(self.rest) {
            self.rest = rest;
            return Ok(());
        }
        let skipped = self.lexed(strings::Lex::str_ignore);
        skipped.map_err(|error| self.error(of_text(&error)))
    }

    /// The digits of a number, as they are written.
    ///
    /// # Errors
    /// The next value is something else, or the number is not valid.
    pub fn number(&mut self) -> Result<&'j str, JsonSyntaxError> {
        self.byte();
        let start = self.index();
        let number = self.lexed(num::Lex::num_ignore).validate();
        number.map_err(|error| self.error(of_number(&error)))?;
        Ok(self.part(start, self.index() - start))
    }

    /// An integer of at most 18 digits without a sign. Otherwise `None`, and nothing is consumed but white space.
    pub(crate) fn small_integer(&mut self) -> Option<i64> {
        self.byte();
        let mut digits = self.rest;
        let mut value = 0;
        while let [digit @ b'0'..=b'9', after @ ..] = digits {
            // 18 digits are less than 2^63, whatever they are.
            if self.rest.len() - digits.len() == 18 {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            digits = after;
        }
        let length = self.rest.len() - digits.len();
        let is_whole = length == 1 || self.rest.first() != Some(&b'0');
        if length == 0 || !is_whole || matches!(digits.first(), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.rest = digits;
        Some(value)
    }

    /// Enters a list. Returns whether it has an element.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn open_list(&mut self) -> Result<bool, JsonSyntaxError> {
        if self.byte() != Some(b'[') {
            return Err(self.error("expected a list"));
        }
        self.take();
        if self.byte() != Some(b']') {
            return Ok(true);
        }
        self.take();
        Ok(false)
    }

    /// Continues in a list after an element. Returns whether it has another one.
    ///
    /// # Errors
    /// There is neither a comma nor the end of the list.
    pub fn next_item(&mut self) -> Result<bool, JsonSyntaxError> {
        match self.byte() {
            Some(b',') => self.take(),
            Some(b']') => {
                self.take();
                return Ok(false);
            }
            Some(_) => return Err(self.error("expected `,` or `]`")),
            None => return Err(self.error("the text ends inside a list")),
        }
        match self.byte() {
            Some(b']') => Err(self.error("expected a value after `,`")),
            _ => Ok(true),
        }
    }

    /// Enters an object. Returns the name of its first member.
    ///
    /// # Errors
    /// The next value is something else.
    pub fn open_object(&mut self) -> Result<Option<Cow<'j, str>>, JsonSyntaxError> {
        match self.opens_object()? {
            true => self.name().map(Some),
            false => Ok(None),
        }
    }

    fn opens_object(&mut self) -> Result<bool, JsonSyntaxError> {
        if self.byte() != Some(b'{') {
            return Err(self.error("expected an object"));
        }
        self.take();
        if self.byte() != Some(b'}') {
            return Ok(true);
        }
        self.take();
        Ok(false)
    }

    /// Continues in an object after a member. Returns the name of the next one.
    ///
    /// # Errors
    /// There is neither a comma and a name nor the end of the object.
    pub fn next_name(&mut self) -> Result<Option<Cow<'j, str>>, JsonSyntaxError> {
        match self.has_next_member()? {
            true => self.name().map(Some),
            false => Ok(None),
        }
    }

    fn has_next_member(&mut self) -> Result<bool, JsonSyntaxError> {
        let more = match self.byte() {
            Some(b',') => true,
            Some(b'}') => false,
            Some(_) => return Err(self.error("expected `,` or `}`")),
            None => return Err(self.error("the text ends inside an object")),
        };
        self.take();
        Ok(more)
    }

    /// Consumes the comma before a member and its name, if it is this one as most providers write it: without white space. Otherwise nothing
    /// is consumed. The name must be [unescaped](is_unescaped).
    pub(crate) fn takes_name(&mut self, name: &str) -> bool {
        let after = self.rest.strip_prefix(b",\"").and_then(|rest| {
            let after = rest.strip_prefix(name.as_bytes())?;
            after.strip_prefix(b"\":")
        });
        match after {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn name(&mut self) -> Result<Cow<'j, str>, JsonSyntaxError> {
        self.opening_quote(NO_NAME)?;
        let name = self.text_inside()?;
        self.colon()?;
        Ok(name)
    }

    fn colon(&mut self) -> Result<(), JsonSyntaxError> {
        if self.byte() != Some(b':') {
            return Err(self.error("expected `:`"));
        }
        self.take();
        Ok(())
    }

    /// Skips a value.
    ///
    /// # Errors
    /// The value is not valid, or is nested deeper than 128 levels.
    pub fn skip(&mut self) -> Result<(), JsonSyntaxError> {
        // A bit for each open list (0) and object (1), the innermost one last.
        let (mut open, mut depth) = (0_u128, 0);
        loop {
            let begins = match self.peek()? {
                JsonToken::Object => self.opens_object()?.then_some(1),
                JsonToken::List => self.open_list()?.then_some(0),
                JsonToken::Text => {
                    self.take();
                    self.skip_text()?;
                    None
                }
                JsonToken::Number => self.number().map(|_| None)?,
                JsonToken::Null | JsonToken::Bool => self.word().map(|_| None)?,
            };
            if let Some(kind) = begins {
                if depth == SKIPPED_DEPTH {
                    return Err(self.error(TOO_DEEP));
                }
                (open, depth) = ((open << 1) | kind, depth + 1);
            }
            let mut more = begins.is_some();
            while !more {
                if depth == 0 {
                    return Ok(());
                }
                more = match open & 1 {
                    1 => self.has_next_member()?,
                    _ => self.next_item()?,
                };
                if !more {
                    (open, depth) = (open >> 1, depth - 1);
                }
            }
            if open & 1 == 1 {
                self.opening_quote(NO_NAME)?;
                self.skip_text()?;
                self.colon()?;
            }
        }
    }

    /// Checks that only white space is left.
    ///
    /// # Errors
    /// There is more.
    pub fn finish(&mut self) -> Result<(), JsonSyntaxError> {
        match self.byte() {
            None if self.is_cut => Err(self.error(NOT_UTF_8)),
            None => Ok(()),
            Some(_) => Err(self.error("trailing characters")),
        }
    }
}

const NO_NAME: &str = "expected a name in quotes";
const NOT_UTF_8: &str = "the bytes are not UTF-8";

fn of_text(error: &strings::Error) -> &'static str {
    match error {
        strings::Error::Control => "a string has a control character that is not escaped",
        strings::Error::Eof | strings::Error::Escape(escape::Error::Eof) => {
            "the text ends inside a string"
        }
        strings::Error::Utf8(_) => NOT_UTF_8,
        strings::Error::Escape(escape::Error::ExpectedLowSurrogate) => {
            "a string has half of a surrogate pair"
        }
        strings::Error::Escape(_) => "a string has an invalid escape",
    }
}

fn of_number(error: &num::Error) -> &'static str {
    match error {
        num::Error::ExpectedDigit => "invalid number",
    }
}

/// The length of a string without escapes whose opening quote was read, and what follows its closing quote. `None` if it has an escape, or is
/// not valid.
fn plain(text: &[u8]) -> Option<(usize, &[u8])> {
    let (mut words, mut before) = (text.chunks_exact(8), 0);
    let end = loop {
        let Some(word) = words.next() else {
            let mut last = words.remainder().iter();
            break before + last.position(|byte| is_special(*byte))?;
        };
        let special = specials(u64::from_le_bytes(word.try_into().ok()?));
        if special != 0 {
            break before + special.trailing_zeros() as usize / 8;
        }
        before += 8;
    };
    Some((end, text.get(end..)?.strip_prefix(b"\"")?))
}

/// Whether JSON has a text as it is, without an escape.
pub(crate) fn is_unescaped(text: &str) -> bool {
    !text.bytes().any(is_special)
}

/// Whether a byte is a quote, a backslash or a control character.
fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// The highest bit of each byte that is special. Bytes above the first one that is may have theirs set as well.
fn specials(word: u64) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const QUOTES: u64 = LOW * b'"' as u64;
    const BACKSLASHES: u64 = LOW * b'\\' as u64;
    let zero = |bytes: u64| bytes.wrapping_sub(LOW) & !bytes;
    let control = word.wrapping_sub(LOW * u64::from(b' ')) & !word;
    (zero(word ^ QUOTES) | zero(word ^ BACKSLASHES) | control) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the whole text is one value.
    fn is_json(text: &[u8]) -> bool {
        let mut lexer = JsonLexer::new(text);
        lexer.skip().and_then(|()| lexer.finish()).is_ok()
    }

    #[test]
    fn strings_of_every_length_end_at_their_quote() {
        for length in 0..40 {
            for special in ["", "\\n", "\\u00e9", "é", "\u{7f}", "\u{1f600}"] {
                for at in 0..=length {
                    let (before, after) = ("x".repeat(at), "y".repeat(length - at));
                    let json = format!("\"{before}{special}{after}\",\"z\"");
                    let expected: String =
                        serde_json::from_str(json.split(',').next().unwrap()).unwrap();
                    let mut lexer = JsonLexer::new(json.as_bytes());
                    assert_eq!(lexer.text().as_deref(), Ok(expected.as_str()), "{json}");
                    assert_eq!(lexer.rest(), b",\"z\"", "{json}");
                }
            }
        }
    }

    #[test]
    fn each_byte_is_special_or_not() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = [b'a'; 8];
                bytes[at] = byte;
                let found = specials(u64::from_le_bytes(bytes));
                assert_eq!(found != 0, is_special(byte), "{byte}");
                if found != 0 {
                    assert_eq!(found.trailing_zeros() as usize / 8, at, "{byte}");
                }
            }
        }
    }

    #[test]
    fn the_same_texts_are_json_as_for_serde_json() {
        // serde_json refuses numbers that no double can hold, which are valid JSON: no exponent here is large.
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\u12",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "1",
            "-",
            "0",
            "01",
            "1.",
            "1.5",
            "1e-",
            "1E-3",
            ".5",
            "null",
            "nul",
            "true",
            "false",
            " ",
            "\n",
            "\"",
            "\\",
            "\u{1}",
            "\"é\"",
            "x",
        ];
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % below
        };
        for _ in 0..200_000 {
            let count = 1 + random(9);
            let text: String = (0..count).map(|_| pieces[random(pieces.len())]).collect();
            let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            let ours = whole(&text);
            assert_eq!(ours.is_ok(), theirs, "{text:?}: {ours:?}");
        }
    }

    /// Reads a whole text with every function for values.
    fn whole(text: &str) -> Result<(), JsonSyntaxError> {
        fn value(lexer: &mut JsonLexer<'_>) -> Result<(), JsonSyntaxError> {
            match lexer.peek()? {
                JsonToken::Null => lexer.null(),
                JsonToken::Bool => lexer.boolean().map(|_| ()),
                JsonToken::Text => lexer.text().map(|_| ()),
                JsonToken::Number => lexer.number().map(|_| ()),
                JsonToken::List => {
                    let mut more = lexer.open_list()?;
                    while more {
                        value(lexer)?;
                        more = lexer.next_item()?;
                    }
                    Ok(())
                }
                JsonToken::Object => {
                    let mut name = lexer.open_object()?;
                    while name.is_some() {
                        value(lexer)?;
                        name = lexer.next_name()?;
                    }
                    Ok(())
                }
            }
        }
        let mut lexer = JsonLexer::new(text.as_bytes());
        value(&mut lexer)?;
        lexer.finish()?;
        // What can be read can be skipped.
        assert!(is_json(text.as_bytes()), "{text}");
        Ok(())
    }

    #[test]
    fn small_integers_are_those_of_up_to_18_digits() {
        let read = |text: &str| JsonLexer::new(text.as_bytes()).small_integer();
        for length in 1..60 {
            for digit in ["1", "9"] {
                let text = digit.repeat(length);
                let expected = text.parse().ok().filter(|_| length <= 18);
                assert_eq!(read(&text), expected, "{text}");
                assert_eq!(read(&format!("{text},")), expected, "{text}");
            }
        }
        assert_eq!(read("0]"), Some(0));
        for other in ["-1", "01", "1.5", "1e3", "1E3", "\"1\"", "x", ""] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_skipped_may_be_nested_128_levels() {
        let deep = |levels: usize| {
            format!(
                "{}1{}",
                "[{\"a\":".repeat(levels / 2),
                "}]".repeat(levels / 2)
            )
        };
        assert!(is_json(deep(128).as_bytes()));
        let text = deep(130);
        let mut lexer = JsonLexer::new(text.as_bytes());
        assert!(lexer.skip().is_err_and(|error| error.is_too_deep()));
        let endless = "[".repeat(100_000);
        assert!(JsonLexer::new(endless.as_bytes()).skip().is_err());
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_no_text() {
        let read = |text: &[u8]| JsonLexer::new(text).text().map(Cow::into_owned);
        for text in [&b"\"abc\xff\""[..], b"\"a\\n\xff\"", b"\"abc\xc3"] {
            let error = read(text).unwrap_err();
            assert_eq!((error.index, error.to_string().as_str()), (4, NOT_UTF_8));
        }
        assert!(!is_json(b"[1, \"\xff\"]") && !is_json(b"1\xff"));
    }
}
