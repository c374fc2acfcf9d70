//! Reading JSON: the one place that knows the JSON reader in use.
//!
//! jiter lends keys and texts out of itself, so each is looked up or copied before the next call. Its own bound on depth covers what is
//! skipped; [`DEPTH`] covers what is read.

use super::{Problem, Slot, Wire};
use crate::json::JsonNumber;
use crate::{Amount, Json, Map, Timestamp};
use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;

/// How deep values that are read may be nested.
pub const DEPTH: usize = 96;

/// What a received struct is made of: the names of its members, in the order of its slots.
#[derive(Debug)]
pub struct Table {
    /// Names on the wire. An empty name is a group of which one member is given.
    pub names: &'static [&'static str],
    /// Members that must be there: bit `n % 64` of word `n / 64`.
    pub required: &'static [u64],
    /// Members that are not written plainly, by their place.
    pub wires: &'static [(usize, Wire)],
    /// Members whose elements are spread over numbered names, by their place.
    pub numbered: &'static [usize],
}

/// Reads one JSON text.
#[derive(Debug)]
pub struct Reader<'j> {
    json: Jiter<'j>,
    data: &'j [u8],
    /// Offset of `data` in the text that messages speak of; none where that text was another.
    origin: Option<usize>,
    depth: usize,
}

impl<'j> Reader<'j> {
    /// A reader of the whole of `data`.
    #[must_use]
    pub fn new(data: &'j [u8]) -> Self {
        Self::within(data, Some(0))
    }

    /// A reader of a part that begins at `origin`; without one, messages name no byte.
    pub(crate) fn within(data: &'j [u8], origin: Option<usize>) -> Self {
        Self {
            json: Jiter::new(data),
            data,
            origin,
            depth: 0,
        }
    }

    /// Makes sure that nothing but white space is left.
    ///
    /// # Errors
    /// Something is.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.json.finish().map_err(|e| self.broken(&e))
    }

    /// A problem at the value that comes next.
    pub fn problem(&self, what: impl Into<Cow<'static, str>>) -> Problem {
        self.problem_at(what, self.json.current_index())
    }

    fn problem_at(&self, what: impl Into<Cow<'static, str>>, index: usize) -> Problem {
        Problem::new(what, self.origin.map(|origin| origin + index))
    }

    /// What jiter says, in our words.
    #[cold]
    fn broken(&self, error: &JiterError) -> Problem {
        let what = match &error.error_type {
            JiterErrorType::JsonError(JsonErrorType::RecursionLimitExceeded) => {
                "nested too deep".into()
            }
            JiterErrorType::JsonError(kind) => format!("no valid JSON: {kind}"),
            JiterErrorType::WrongType { expected, actual } => {
                format!("expected {expected}, found {actual}")
            }
        };
        self.problem_at(what, error.index)
    }

    #[cold]
    fn expected(&self, what: &str, found: Peek) -> Problem {
        let found = match found {
            Peek::Null => "null",
            Peek::True | Peek::False => "a truth value",
            Peek::String => "a string",
            Peek::Array => "a list",
            Peek::Object => "an object",
            found if found.is_num() => match self.number_ahead() {
                Some(text) if text.contains(['.', 'e', 'E']) => "a number",
                Some(_) => "an integer",
                None => "no valid JSON",
            },
            _ => "no valid JSON",
        };
        self.problem(format!("expected {what}, found {found}"))
    }

    fn number_ahead(&self) -> Option<String> {
        let mut ahead = Jiter::new(self.data.get(self.json.current_index()..)?);
        let text = ahead.next_number_bytes().ok()?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    fn peek(&mut self) -> Result<Peek, Problem> {
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

    /// Takes `null` if it comes next.
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

    /// Takes the string `text` if it comes next, and nothing if something else does.
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

    /// Takes `[]` if it comes next, and nothing if something else does.
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

    /// Passes over the next value.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn skip(&mut self) -> Result<(), Problem> {
        self.json.next_skip().map_err(|e| self.broken(&e))
    }

    /// Hands the text of a string or number to `read`, whose complaint stands at the value's place.
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

    /// A text; a number is read as it stands.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn text(&mut self) -> Result<String, Problem> {
        self.scalar("a string", |text| Ok(text.to_owned()))
    }

    /// An integer, from a number or from a string of digits.
    ///
    /// # Errors
    /// Something else comes next, or it does not fit.
    pub fn integer(&mut self) -> Result<i64, Problem> {
        self.scalar("an integer", |text| {
            // `5.0` is what some JSON writers make of 5.
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

    /// A decimal, from a string or a number, all digits kept.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn amount(&mut self) -> Result<Amount, Problem> {
        self.scalar("a decimal", |text| {
            Amount::new(text).map_err(|_| format!("expected a decimal, found `{}`", shown(text)))
        })
    }

    /// A truth value, also from `1` and `0`, as numbers or strings.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn truth(&mut self) -> Result<bool, Problem> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => {
                self.json.known_bool(peek).map_err(|e| self.broken(&e))
            }
            _ => self.scalar("a truth value", |text| match text {
                "1" | "true" => Ok(true),
                "0" | "false" => Ok(false),
                text => Err(format!("expected a truth value, found `{}`", shown(text))),
            }),
        }
    }

    /// A moment that counts `per_second` since 1970, from a number or a string; none: ISO 8601 text.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn moment(&mut self, per_second: Option<u32>) -> Result<Timestamp, Problem> {
        self.scalar("a moment in time", |text| match per_second {
            Some(unit) => Timestamp::from_digits(text, unit).map_err(|e| e.to_string()),
            None => text
                .parse()
                .map_err(|e: crate::timestamp::InvalidTimestamp| e.to_string()),
        })
    }

    /// Hands a text, or a number's text, to a type that is made of one.
    ///
    /// # Errors
    /// Something else comes next, or `read` gives none.
    pub fn named<T>(&mut self, read: fn(&str) -> Option<T>) -> Result<T, Problem> {
        self.scalar("a string", |text| {
            read(text).ok_or_else(|| format!("`{}` is no value of this type", shown(text)))
        })
    }

    /// Enters a list; whether an element comes.
    ///
    /// # Errors
    /// No list comes next, or the nesting is too deep.
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

    /// Goes on in a list; whether another element comes.
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

    /// Enters an object; its first name.
    ///
    /// # Errors
    /// No object comes next, or the nesting is too deep.
    pub fn open_object(&mut self) -> Result<Option<String>, Problem> {
        self.start_object()?;
        let name = self.json.known_object().map(|name| name.map(str::to_owned));
        self.left(name)
    }

    /// Goes on in an object; its next name.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next_name(&mut self) -> Result<Option<String>, Problem> {
        let name = self.json.next_key().map(|name| name.map(str::to_owned));
        self.left(name)
    }

    fn left(
        &mut self,
        name: Result<Option<String>, JiterError>,
    ) -> Result<Option<String>, Problem> {
        let name = name.map_err(|e| self.broken(&e))?;
        self.depth -= usize::from(name.is_none());
        Ok(name)
    }

    fn start_object(&mut self) -> Result<(), Problem> {
        let peek = self.peek()?;
        if peek != Peek::Object {
            return Err(self.expected("an object", peek));
        }
        self.enter()
    }

    /// Any JSON.
    ///
    /// # Errors
    /// The text is not JSON, an object names a member twice, or the nesting is too deep.
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

    /// Makes sure that no name stands twice in what was read just now.
    pub(crate) fn unique<T>(&self, map: &Map<T>) -> Result<(), Problem> {
        match twice(map.names()) {
            Some(name) => Err(self.problem("given twice").inside(name.to_owned())),
            None => Ok(()),
        }
    }

    /// Reads an object into `slots`, which are in the order of `table`. Unknown members are passed over, a member given twice is a
    /// problem, and so is one that must be there and is not.
    ///
    /// # Errors
    /// The object does not fit.
    pub fn record(&mut self, table: &Table, slots: &mut [&mut dyn Slot]) -> Result<(), Problem> {
        self.start_object()?;
        let start = self.json.current_index();
        let mut seen: SmallVec<[u64; 2]> = smallvec![0; table.names.len().div_ceil(64)];
        let mut spread: Vec<(String, String)> = Vec::new();
        let mut next = 0;
        let mut key = self.json.known_object();
        loop {
            let name = match key {
                Ok(Some(name)) => name,
                Ok(None) => break,
                Err(e) => return Err(self.broken(&e)),
            };
            match find(table.names, next, name) {
                Some(place) => {
                    next = place + 1;
                    self.member(table, place, &mut seen, slots)?;
                }
                None if table.names.contains(&"") || !table.numbered.is_empty() => {
                    let name = name.to_owned();
                    self.odd_member(table, name, &mut seen, slots, &mut spread)?;
                }
                None => self.json.next_skip().map_err(|e| self.broken(&e))?,
            }
            key = self.json.next_key();
        }
        self.depth -= 1;
        for place in table.numbered {
            self.numbered(table, *place, &spread, slots)?;
            // It has no name of its own to be met by: without elements it is an empty list.
            if let Some(word) = seen.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        self.complete(table, &seen, start)
    }

    /// Reads the member at `place`.
    fn member(
        &mut self,
        table: &Table,
        place: usize,
        seen: &mut [u64],
        slots: &mut [&mut dyn Slot],
    ) -> Result<(), Problem> {
        let name = table.names.get(place).copied().unwrap_or_default();
        let (word, bit) = (place / 64, 1 << (place % 64));
        match (seen.get_mut(word), slots.get_mut(place)) {
            (Some(word), _) if *word & bit != 0 => Err(self.problem("given twice").inside(name)),
            (Some(word), Some(slot)) => {
                *word |= bit;
                slot.read(self, table.wire(place))
                    .map_err(|p| p.inside(name))
            }
            _ => self.skip(),
        }
    }

    /// Reads a member that has no place of its own: one of a group, or a numbered one.
    fn odd_member(
        &mut self,
        table: &Table,
        name: String,
        seen: &mut [u64],
        slots: &mut [&mut dyn Slot],
        spread: &mut Vec<(String, String)>,
    ) -> Result<(), Problem> {
        for (place, slot) in slots.iter_mut().enumerate() {
            if table.names.get(place) != Some(&"") || !slot.has(&name) {
                continue;
            }
            // A member of a group that is `null` was not chosen.
            if self.null()? {
                return Ok(());
            }
            let (word, bit) = (place / 64, 1 << (place % 64));
            match seen.get_mut(word) {
                Some(word) if *word & bit == 0 => *word |= bit,
                _ => {
                    return Err(self
                        .problem("given beside another one of its group")
                        .inside(name));
                }
            }
            return match slot.choose(&name) {
                Some((chosen, wire)) => chosen.read(self, wire).map_err(|p| p.inside(name)),
                None => self.skip(),
            };
        }
        if table.numbered.is_empty() {
            return self.skip();
        }
        let value = self.any().map_err(|p| p.inside(name.clone()))?;
        spread.push((name, value.to_string()));
        Ok(())
    }

    /// Reads the elements of a list whose members are spread over names like `item_name_1`.
    fn numbered(
        &mut self,
        table: &Table,
        place: usize,
        spread: &[(String, String)],
        slots: &mut [&mut dyn Slot],
    ) -> Result<(), Problem> {
        let Some(slot) = slots.get_mut(place) else {
            return Ok(());
        };
        let json = super::form::gather_numbered(slot.members(), spread);
        let mut part = Reader::within(json.as_bytes(), None);
        part.depth = self.depth;
        let name = table.names.get(place).copied().unwrap_or_default();
        slot.read(&mut part, table.wire(place))
            .map_err(|p| p.inside(name))
    }

    fn complete(&self, table: &Table, seen: &[u64], start: usize) -> Result<(), Problem> {
        for (word, (required, seen)) in table.required.iter().zip(seen).enumerate() {
            let missing = required & !seen;
            if missing != 0 {
                let place = word * 64 + missing.trailing_zeros() as usize;
                return Err(match table.names.get(place) {
                    Some(&"") => self.problem_at("one of a group must be given", start),
                    Some(name) => self.problem_at("missing", start).inside(*name),
                    None => self.problem_at("a member is missing", start),
                });
            }
        }
        Ok(())
    }

    /// Reads an array with a meaning for each place into `slots`, of which the first `required` must be there. Further elements are
    /// passed over.
    ///
    /// # Errors
    /// The array does not fit.
    pub fn places(
        &mut self,
        required: usize,
        wires: &'static [(usize, Wire)],
        slots: &mut [&mut dyn Slot],
    ) -> Result<(), Problem> {
        let start = self.json.current_index();
        let mut count = 0;
        let mut more = self.open_list()?;
        while more {
            match slots.get_mut(count) {
                Some(slot) => slot
                    .read(self, wire_at(wires, count))
                    .map_err(|p| p.at(count))?,
                None => self.skip()?,
            }
            count += 1;
            more = self.next_item()?;
        }
        if count < required {
            return Err(self.problem_at(
                format!("expected {required} elements, found {count}"),
                start,
            ));
        }
        Ok(())
    }

    /// The text or number in the member `name` of the object that comes next, which is not consumed.
    ///
    /// # Errors
    /// No object comes next.
    pub fn discriminant(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let peek = self.peek()?;
        if peek != Peek::Object {
            return Err(self.expected("an object", peek));
        }
        let rest = self.data.get(self.index()..).unwrap_or_default();
        let mut ahead = Reader::within(rest, self.origin.map(|origin| origin + self.index()));
        Ok(if ahead.seek_name(name)? {
            ahead.text().ok()
        } else {
            None
        })
    }

    /// Reads an object of which one member is known to `group`.
    ///
    /// # Errors
    /// None or several are there.
    pub fn group(&mut self, group: &mut dyn Slot) -> Result<(), Problem> {
        let table = Table {
            names: &[""],
            required: &[1],
            wires: &[],
            numbered: &[],
        };
        self.record(&table, &mut [group])
    }
}

impl Table {
    fn wire(&self, place: usize) -> Wire {
        wire_at(self.wires, place)
    }
}

/// How the member at `place` is written.
#[must_use]
pub fn wire_at(wires: &[(usize, Wire)], place: usize) -> Wire {
    wires
        .iter()
        .find(|(at, _)| *at == place)
        .map_or(Wire::PLAIN, |(_, wire)| *wire)
}

/// How the member `name` is written.
#[must_use]
pub fn wire_of(names: &[&str], wires: &[(usize, Wire)], name: &str) -> Wire {
    names
        .iter()
        .position(|known| *known == name)
        .map_or(Wire::PLAIN, |place| wire_at(wires, place))
}

/// The place of `name`; `next` is tried first since providers keep their order.
fn find(names: &[&str], next: usize, name: &str) -> Option<usize> {
    if names
        .get(next)
        .is_some_and(|known| *known == name && !name.is_empty())
    {
        return Some(next);
    }
    names
        .iter()
        .position(|known| *known == name && !name.is_empty())
}

/// A name that stands twice; in time that grows little faster than the count.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut sorted: SmallVec<[&str; 16]> = names.collect();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .find(|pair| pair.first() == pair.last())
        .and_then(|pair| pair.first().copied())
}

/// A received text as messages show it: short.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
