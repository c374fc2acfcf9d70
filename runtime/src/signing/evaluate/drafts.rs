//! Writing a place at once.

use super::*;
use crate::signing::draft::{Draft, Piece, length_bit};
use crate::signing::json;

impl<'a> Scope<'a> {
    /// Writes what a step sets as the text that is sent. `false`: the caller named a member that the plan adds, or there are no members:
    /// the place is to be set member by member.
    pub(crate) fn write_draft(
        &mut self,
        place: Place,
        draft: &'a Draft,
        entries: &'a [NodeEntry],
    ) -> Result<bool, SigningError> {
        let held = self.request.held(place);
        if held.is_some_and(|held| held.list().is_some() || overlap(held, draft)) {
            return Ok(false);
        }
        let text = match place {
            Place::Query | Place::Form => self.draft_pairs(held, draft, entries)?,
            Place::Json => self.draft_json(held, draft, entries)?,
            Place::None => return Ok(false),
        };
        match text {
            Some(text) => self.request.put_text(place, text),
            None => return Ok(false),
        }
        Ok(true)
    }

    fn draft_pairs(
        &self,
        held: Option<&Held<'a>>,
        draft: &'a Draft,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let mut out = String::with_capacity(ROOM);
        let mut writer = encode::Writer::new(self.request.encoder, &mut out);
        for piece in &draft.pieces {
            match piece {
                Piece::Held => writer.members(held.into_iter().flat_map(Held::members))?,
                Piece::Known(known) => writer.written(&known.form),
                Piece::Member(at, _) => {
                    let Some((name, line, node)) = member_at(entries, *at) else {
                        continue;
                    };
                    if let Node::Name(Name::Endpoint) = node {
                        writer.text(name, self.endpoint);
                        continue;
                    }
                    let value = self
                        .eval_entry(node, held, None)
                        .map_err(|error| error.at(line, name))?;
                    writer.members(std::iter::once(&(Cow::Borrowed(name), value)))?;
                }
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn draft_json(
        &self,
        held: Option<&Held<'a>>,
        draft: &'a Draft,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let mut out = String::with_capacity(ROOM);
        out.push('{');
        for piece in &draft.pieces {
            match piece {
                Piece::Held => {
                    for (name, value) in held.into_iter().flat_map(Held::members) {
                        separate(&mut out);
                        json::write_string(name, &mut out);
                        out.push(':');
                        json::write_at(value, &mut out, 1)?;
                    }
                }
                Piece::Known(known) => {
                    separate(&mut out);
                    out.push_str(&known.json);
                }
                Piece::Member(at, open) => {
                    let Some((name, line, node)) = member_at(entries, *at) else {
                        continue;
                    };
                    let before = out.len();
                    separate(&mut out);
                    out.push_str(open);
                    let written = self
                        .draft_value(node, held, &mut out)
                        .map_err(|error| error.at(line, name))?;
                    if !written {
                        out.truncate(before);
                    }
                }
            }
        }
        out.push('}');
        Ok((out.len() > 2).then_some(out))
    }

    /// Appends the JSON of a member's value; `false`: it is absent.
    fn draft_value(
        &self,
        node: &'a Node,
        held: Option<&Held<'a>>,
        out: &mut String,
    ) -> Result<bool, SigningError> {
        if let Node::If(three) = node {
            let holds = self.holds(&three.0, None)?;
            return self.draft_value(if holds { &three.1 } else { &three.2 }, held, out);
        }
        if let Node::Const(constant) = node {
            json::write_at(&constant.value, out, 1)?;
            return Ok(true);
        }
        if let Some(named) = self.held_named(node) {
            match named.list() {
                Some(list) => json::write_list_at(list, out, 1)?,
                None => json::write_object_at(named.members(), out, 1)?,
            }
            return Ok(true);
        }
        let value = self.eval_entry(node, held, None)?;
        if value.is_absent() {
            return Ok(false);
        }
        json::write_at(&value, out, 1)?;
        Ok(true)
    }
}

/// Most queries and bodies fit, so that they are made without a second allocation.
const ROOM: usize = 512;

/// Whether the place has a member of a name that the step adds.
fn overlap(held: &Held<'_>, draft: &Draft) -> bool {
    held.members().any(|(there, _)| {
        draft.lengths & length_bit(there) != 0 && draft.added.iter().any(|name| **name == **there)
    })
}

fn member_at(entries: &[NodeEntry], at: usize) -> Option<(&str, u32, &Node)> {
    match entries.get(at) {
        Some(NodeEntry::Member { line, name, value }) => Some((name, *line, value)),
        _ => None,
    }
}

fn separate(out: &mut String) {
    if !out.ends_with('{') {
        out.push(',');
    }
}
