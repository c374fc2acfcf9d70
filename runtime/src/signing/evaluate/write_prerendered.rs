//! Writes a place directly as text.

use super::*;
use crate::signing::json;
use crate::signing::prerendered::{Piece, Prerendered};
use crate::signing::request::ROOM;

impl<'a> Scope<'a> {
    /// Writes what a step sets directly as the text that is sent. `false`: the caller's parameters contain a member that the plan adds, or
    /// there are no members; then the place must be set member by member.
    pub(crate) fn write_prerendered(
        &mut self,
        place: Place,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Result<bool, SigningError> {
        let place_contents = self.request.place_contents(place);
        if place_contents.is_some_and(|place_contents| {
            place_contents.list().is_some() || prerendered.overlaps(place_contents)
        }) {
            return Ok(false);
        }
        let text = match place {
            Place::Query | Place::Form => {
                self.prerendered_pairs(place_contents, prerendered, entries)?
            }
            Place::Json => self.prerendered_json(place_contents, prerendered, entries)?,
            Place::None => return Ok(false),
        };
        match text {
            Some(text) => self.request.put_text(place, text),
            None => return Ok(false),
        }
        Ok(true)
    }

    fn prerendered_pairs(
        &self,
        place_contents: Option<&PlaceContents<'a>>,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let mut out = String::with_capacity(ROOM);
        let mut writer = encode::Writer::new(self.request.encoder, &mut out);
        for piece in &prerendered.pieces {
            match piece {
                Piece::PlaceContents => {
                    if let Some(place_contents) = place_contents {
                        writer.place_contents(place_contents)?;
                    }
                }
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
                        .eval_entry(node, place_contents, None)
                        .map_err(|error| error.at(line, name))?;
                    writer.members(std::iter::once(&(Cow::Borrowed(name), value)))?;
                }
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn prerendered_json(
        &self,
        place_contents: Option<&PlaceContents<'a>>,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let mut out = String::with_capacity(ROOM);
        let mut object = json::Object::open(&mut out, 0);
        for piece in &prerendered.pieces {
            match piece {
                Piece::PlaceContents => {
                    if let Some(place_contents) = place_contents {
                        object.place_contents(place_contents)?;
                    }
                }
                Piece::Known(known) => object.written(&known.json),
                Piece::Member(at, open) => {
                    let Some((name, line, node)) = member_at(entries, *at) else {
                        continue;
                    };
                    let before = object.out.len();
                    object.written(open);
                    let written = self
                        .prerendered_value(node, place_contents, object.out)
                        .map_err(|error| error.at(line, name))?;
                    if !written {
                        object.out.truncate(before);
                    }
                }
            }
        }
        Ok(object.close().then_some(out))
    }

    /// Appends the JSON of a member's value; `false`: it is absent.
    fn prerendered_value(
        &self,
        node: &'a Node,
        place_contents: Option<&PlaceContents<'a>>,
        out: &mut String,
    ) -> Result<bool, SigningError> {
        if let Node::If(three) = node {
            let holds = self.holds(&three.0, None)?;
            return self.prerendered_value(
                if holds { &three.1 } else { &three.2 },
                place_contents,
                out,
            );
        }
        if let Node::Const(constant) = node {
            json::write_at(&constant.value, out, 1)?;
            return Ok(true);
        }
        if let Some(named) = self.contents_named(node) {
            json::write_contents(named, out, 1)?;
            return Ok(true);
        }
        let value = self.eval_entry(node, place_contents, None)?;
        if value.is_absent() {
            return Ok(false);
        }
        json::write_at(&value, out, 1)?;
        Ok(true)
    }
}

fn member_at(entries: &[NodeEntry], at: usize) -> Option<(&str, u32, &Node)> {
    match entries.get(at) {
        Some(NodeEntry::Member {
            position,
            name,
            value,
        }) => Some((name, *position, value)),
        _ => None,
    }
}
