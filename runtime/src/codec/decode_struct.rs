//! Decodes values with members: structs, groups, and arrays in which each index has a meaning.

use super::wire_format::{NoValue, Wire};
use super::{Attribute, Decode, FieldTable, Problem, Reader, form};
use crate::value::json_lexer::JsonToken;
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;

/// A received member: its index in the table, if it has one, and its name.
type Member<'j> = (Option<usize>, Cow<'j, str>);

impl<'j> Reader<'j> {
    /// Decodes an object into `slots`, which are in the order of `table`. Unknown members are skipped, unless a map takes them. A duplicate member is a problem, and
    /// so is a missing required member.
    ///
    /// # Errors
    /// The object does not match.
    pub fn record(
        &mut self,
        table: &FieldTable,
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), Problem> {
        let layout = table.layout();
        self.start_object()?;
        let start = self.json.index();
        let mut seen: SmallVec<[u64; 2]> = smallvec![0; table.names.len().div_ceil(64)];
        let mut odd = OddMembers::default();
        let mut next = 0;
        let watch = self.watch.filter(|_| self.depth == 1);
        let name = self.json.open_object().map_err(|e| self.broken(e))?;
        let mut member = name.map(|name| (find(table.names, 0, &name), name));
        while let Some((index, name)) = member {
            let wanted = watch.and_then(|watch| Some((watch, watch.wants(&name)?)));
            let other = (index.is_none() && layout.odd).then(|| name.into_owned());
            let from = self.json.index();
            match (index, other) {
                (Some(index), _) => {
                    next = index + 1;
                    self.member(table, index, &mut seen, slots)?;
                }
                (None, Some(name)) => {
                    self.odd_member(table, name, &mut seen, slots, &mut odd)?;
                }
                (None, None) => self.skip()?,
            }
            if let Some((watch, index)) = wanted {
                watch.found(index, from..self.json.index());
            }
            member = self.next_member(table, next)?;
        }
        self.depth -= 1;
        if let Some(watch) = watch {
            watch.end();
        }
        if let Some(slot) = layout.rest.and_then(|index| slots.get_mut(index)) {
            slot.end_members(self)?;
        }
        for index in layout.numbered.iter() {
            self.numbered(table, *index, &odd.spread, slots)?;
            // This member has no name of its own that could occur: without elements it is an empty list.
            if let Some(word) = seen.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
        }
        self.choose_null(table, &odd.nulls, &mut seen, slots);
        self.complete(table, &seen, slots, start)
    }

    /// The next member: its index in the table, and its name. `next` is the index that it has if the provider keeps to the order.
    fn next_member(
        &mut self,
        table: &FieldTable,
        next: usize,
    ) -> Result<Option<Member<'j>>, Problem> {
        if table.layout().unescaped
            && let Some(expected) = table.names.get(next).filter(|name| !name.is_empty())
            && self.json.takes_name(expected)
        {
            return Ok(Some((Some(next), Cow::Borrowed(*expected))));
        }
        let name = self.json.next_name().map_err(|e| self.broken(e))?;
        Ok(name.map(|name| (find(table.names, next, &name), name)))
    }

    /// Where a required group has no member with a value, the first that may be `null` and is `null` was chosen.
    fn choose_null(
        &self,
        table: &FieldTable,
        nulls: &[(usize, String)],
        seen: &mut [u64],
        slots: &mut [&mut dyn Decode],
    ) {
        for (index, name) in nulls {
            let (word, bit) = (index / 64, 1 << (index % 64));
            let is_required = table
                .layout()
                .required
                .get(word)
                .is_some_and(|it| it & bit != 0);
            let (Some(word), Some(slot)) = (seen.get_mut(word), slots.get_mut(*index)) else {
                continue;
            };
            if !is_required || *word & bit != 0 {
                continue;
            }
            let chosen = slot.choose(name);
            if chosen
                .is_some_and(|(chosen, wire)| chosen.read(&mut Reader::new(b"null"), wire).is_ok())
            {
                *word |= bit;
            }
        }
    }

    /// Decodes the member at `index`.
    fn member(
        &mut self,
        table: &FieldTable,
        index: usize,
        seen: &mut [u64],
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), Problem> {
        let name = table.names.get(index).copied().unwrap_or_default();
        let (word, bit) = (index / 64, 1 << (index % 64));
        match (seen.get_mut(word), slots.get_mut(index)) {
            (Some(word), _) if *word & bit != 0 => Err(self.problem("given twice").inside(name)),
            (Some(word), Some(slot)) => {
                *word |= bit;
                self.slot(*slot, table.layout().rules(index).wire)
                    .map_err(|p| p.inside(name))
            }
            _ => self.skip(),
        }
    }

    /// Decodes the value of a member.
    fn slot(&mut self, slot: &mut dyn Decode, wire: Wire) -> Result<(), Problem> {
        match wire.is_in_text() {
            false => slot.read(self, wire),
            true => self.json_in_text(slot, wire.out_of_text()),
        }
    }

    /// Decodes JSON inside a string. What means no value stands in place of the string, or is its whole text.
    #[cold]
    fn json_in_text(&mut self, slot: &mut dyn Decode, wire: Wire) -> Result<(), Problem> {
        let found = self.peek()?;
        if found == JsonToken::Null {
            return slot.read(self, wire);
        }
        if found != JsonToken::Text {
            return Err(self.expected("a string with JSON", found));
        }
        let text = match wire.no_value() {
            Some(NoValue::Text(none)) if self.takes_text(none)? => "null".to_owned(),
            _ => self.text()?,
        };
        // Its bytes do not occur in the text that messages refer to.
        let mut inner = Reader::within(text.as_bytes(), None);
        (inner.depth, inner.portable) = (self.depth, self.portable);
        slot.read(&mut inner, wire)?;
        inner.finish()
    }

    /// Decodes a member that has no slot of its own: one of a group, one of the remaining members, or a numbered one.
    fn odd_member(
        &mut self,
        table: &FieldTable,
        name: String,
        seen: &mut [u64],
        slots: &mut [&mut dyn Decode],
        odd: &mut OddMembers,
    ) -> Result<(), Problem> {
        for (index, slot) in slots.iter_mut().enumerate() {
            if table.names.get(index) != Some(&"") || !slot.has(&name) {
                continue;
            }
            // A member of a group that is `null` was not chosen, if another one has a value.
            if self.null()? {
                odd.nulls.push((index, name));
                return Ok(());
            }
            let (word, bit) = (index / 64, 1 << (index % 64));
            match seen.get_mut(word) {
                Some(word) if *word & bit == 0 => *word |= bit,
                _ => {
                    return Err(self
                        .problem("given together with another member of its group")
                        .inside(name));
                }
            }
            return match slot.choose(&name) {
                Some((chosen, wire)) => self.slot(chosen, wire).map_err(|p| p.inside(name)),
                None => self.skip(),
            };
        }
        if let Some(index) = table.layout().rest {
            // A constant has a name of its own, and no slot.
            if table.layout().constant(&name) {
                return self.skip();
            }
            let wire = table.layout().rules(index).wire;
            return match slots.get_mut(index) {
                Some(slot) => slot.read_member(name, self, wire.inside()),
                None => self.skip(),
            };
        }
        if table.layout().numbered.is_empty() {
            return self.skip();
        }
        let value = self.any().map_err(|p| p.inside(name.clone()))?;
        odd.spread.push((name, value.to_string()));
        Ok(())
    }

    /// Decodes the elements of a list whose members are spread over names like `item_name_1`.
    fn numbered(
        &mut self,
        table: &FieldTable,
        index: usize,
        spread: &[(String, String)],
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), Problem> {
        let Some(slot) = slots.get_mut(index) else {
            return Ok(());
        };
        let json = form::gather_numbered(slot.members(), spread);
        let mut part = Reader::within(json.as_bytes(), None);
        (part.depth, part.portable) = (self.depth, self.portable);
        let name = table.names.get(index).copied().unwrap_or_default();
        slot.read(&mut part, table.layout().rules(index).wire)
            .map_err(|p| p.inside(name))
    }

    fn complete(
        &self,
        table: &FieldTable,
        seen: &[u64],
        slots: &[&mut dyn Decode],
        start: usize,
    ) -> Result<(), Problem> {
        for (word, (required, seen)) in table.layout().required.iter().zip(seen).enumerate() {
            let mut missing = required & !seen;
            if missing != 0 && self.is_portable() {
                missing = without_optional(missing, slots.get(word * 64..).unwrap_or_default());
            }
            if missing != 0 {
                let index = word * 64 + missing.trailing_zeros() as usize;
                return Err(match table.names.get(index) {
                    Some(&"") => self.problem_at("expected one member of a group", start),
                    Some(name) => self.problem_at("missing", start).inside(*name),
                    None => self.problem_at("a member is missing", start),
                });
            }
        }
        Ok(())
    }

    /// Decodes an array in which each index has a meaning into `slots`, of which those that are required come first. Further elements are
    /// skipped.
    ///
    /// # Errors
    /// The array does not match.
    pub fn tuple(
        &mut self,
        table: &FieldTable,
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), Problem> {
        let layout = table.layout();
        let start = self.json.index();
        let mut count = 0;
        let mut more = self.open_list()?;
        while more {
            match slots.get_mut(count) {
                Some(slot) => slot
                    .read(self, layout.rules(count).wire)
                    .map_err(|p| p.at(count))?,
                None => self.skip()?,
            }
            count += 1;
            more = self.next_item()?;
        }
        let required = match self.is_portable() {
            true => leading_required(slots),
            false => layout.required_count(),
        };
        if count < required {
            return Err(self.problem_at(
                format!("expected {required} elements, found {count}"),
                start,
            ));
        }
        Ok(())
    }

    /// The text or number in the member `name` of the next object, which is not consumed.
    ///
    /// # Errors
    /// The next value is not an object.
    pub fn discriminant(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let peek = self.peek()?;
        if peek != JsonToken::Object {
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

    /// Decodes an object of which `group` knows exactly one member.
    ///
    /// # Errors
    /// None or several are present.
    pub fn group(&mut self, group: &mut dyn Decode) -> Result<(), Problem> {
        static TABLE: FieldTable = FieldTable::new(&[""], &[Attribute::Next]);
        self.record(&TABLE, &mut [group])
    }
}

/// Of the missing members, those whose values must be there. In data of serde, a struct may be one that was made to be sent, and lack members
/// that are only received.
#[cold]
fn without_optional(missing: u64, slots: &[&mut dyn Decode]) -> u64 {
    let slots = slots.iter().take(64).enumerate();
    slots.fold(missing, |missing, (bit, slot)| {
        match slot.may_be_missing() {
            true => missing & !(1 << bit),
            false => missing,
        }
    })
}

/// The number of elements up to the last that must be there.
#[cold]
fn leading_required(slots: &[&mut dyn Decode]) -> usize {
    let last = slots.iter().rposition(|slot| !slot.may_be_missing());
    last.map_or(0, |last| last + 1)
}

/// What was found of members that have no slot of their own.
#[derive(Default)]
struct OddMembers {
    /// Names like `item_name_1`, and their values as JSON.
    spread: Vec<(String, String)>,
    /// Members of groups that are `null`: the index of the group's slot, and the name.
    nulls: Vec<(usize, String)>,
}

/// The index of `name`. Those from `next` on are tried first, because providers keep their order.
fn find(names: &[&str], next: usize, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let (before, after) = names.split_at_checked(next).unwrap_or((names, &[]));
    let is_it = |known: &&str| *known == name;
    match after.iter().position(is_it) {
        Some(index) => Some(next + index),
        None => before.iter().position(is_it),
    }
}
