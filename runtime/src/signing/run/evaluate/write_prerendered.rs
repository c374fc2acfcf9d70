//! Writes a place directly as text.

use super::*;
use crate::signing::prepared::prerendered::{Piece, Prerendered};
use crate::signing::run::request::ROOM;
use crate::value::json_write;

impl<'a> Scope<'_, 'a> {
    /// What a step sets, directly as the text that is sent. `None`: the caller's parameters contain a member that the plan adds, there are no
    /// members, or one of them fails; then the place must be set member by member.
    pub(crate) fn prerendered_text(
        &self,
        place: Place,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Option<String> {
        let contents = self.call().ok()?.request.contents(place);
        if contents
            .is_some_and(|contents| contents.list().is_some() || contents.overlaps(prerendered))
        {
            return None;
        }
        let text = match place {
            Place::Query | Place::Form => self.prerendered_pairs(contents, prerendered, entries),
            Place::Json => self.prerendered_json(contents, prerendered, entries),
            Place::None => return None,
        };
        // A member may have been written before a later one was computed. Member by member, the error that comes first is reported.
        text.unwrap_or(None)
    }

    fn prerendered_pairs(
        &self,
        contents: Option<&PlaceContents<'a>>,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let call = self.call()?;
        let mut out = String::with_capacity(ROOM);
        let mut writer = pairs::PairsWriter::new(call.request.encoder, &mut out);
        for piece in &prerendered.pieces {
            match piece {
                Piece::PlaceContents => {
                    if let Some(contents) = contents {
                        writer.contents(contents)?;
                    }
                }
                Piece::Known(known) => writer.written(&known.form),
                Piece::Member(at, _) => {
                    let Some((name, position, node)) = member_at(entries, *at) else {
                        continue;
                    };
                    if let Node::Name(Name::Endpoint) = node {
                        writer.text(name, call.endpoint);
                        continue;
                    }
                    let value = self
                        .eval_entry(node, contents, None)
                        .map_err(|error| error.at(position, name))?;
                    writer.members(std::iter::once(&(Cow::Borrowed(name), value)))?;
                }
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn prerendered_json(
        &self,
        contents: Option<&PlaceContents<'a>>,
        prerendered: &'a Prerendered,
        entries: &'a [NodeEntry],
    ) -> Result<Option<String>, SigningError> {
        let mut out = String::with_capacity(ROOM);
        let mut object = json_write::ObjectWriter::open(&mut out, 0);
        for piece in &prerendered.pieces {
            match piece {
                Piece::PlaceContents => {
                    if let Some(contents) = contents {
                        object.contents(contents)?;
                    }
                }
                Piece::Known(known) => object.written(&known.json),
                Piece::Member(at, open) => {
                    let Some((name, position, node)) = member_at(entries, *at) else {
                        continue;
                    };
                    let before = object.out.len();
                    object.written(open);
                    let written = self
                        .prerendered_value(node, contents, object.out)
                        .map_err(|error| error.at(position, name))?;
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
        contents: Option<&PlaceContents<'a>>,
        out: &mut String,
    ) -> Result<bool, SigningError> {
        if let Node::If(three) = node {
            let holds = self.holds(&three.0, None)?;
            return self.prerendered_value(if holds { &three.1 } else { &three.2 }, contents, out);
        }
        if let Node::Const(constant) = node {
            json_write::write_at(&constant.value, out, 1)?;
            return Ok(true);
        }
        if let Some(named) = self.contents_named(node) {
            write_contents::write_json(named, out, 1)?;
            return Ok(true);
        }
        let value = self.eval_entry(node, contents, None)?;
        if value.is_absent() {
            return Ok(false);
        }
        json_write::write_at(&value, out, 1)?;
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
