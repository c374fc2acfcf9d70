//! Places that are written directly: if no later step reads or changes the members that a step sets, they are written directly into the
//! text that is sent, and their constant parts are rendered when the client is created.

use crate::codec::mark_of;
use crate::signing::plan::{Name, Str};
use crate::signing::prepared::prerendered::{KnownText, Piece, Prerendered};
use crate::signing::prepared::{Action, Node, NodeEntry, Step};
use crate::value::types::Value;
use crate::value::{json_write, number, scan};

/// Prerenders each step where this is possible. `read` says whether anything after these steps reads or changes members; the return value
/// says the same for what precedes them.
pub(crate) fn mark(steps: &mut [Step], mut read: bool) -> bool {
    for step in steps.iter_mut().rev() {
        match &mut step.action {
            Action::Group { then, otherwise } => {
                let (first, second) = (mark(then, read), mark(otherwise, read));
                read = first || second;
            }
            Action::Set(_, node) => {
                if let (false, Node::Object(entries)) = (read, node) {
                    step.prerendered = Prerendered::of(entries);
                }
                read = true;
            }
            Action::Place(_) | Action::Encode(_) | Action::Body(_) => read = true,
            Action::Let(_) | Action::Header(_) | Action::Path(_) | Action::Require(_) => {}
        }
        step.walk(&mut |node| {
            read |= matches!(node, Node::Name(Name::Params | Name::Query));
        });
    }
    read
}

impl Prerendered {
    /// The prerendered form of an object, or `None` if a member could occur twice.
    fn of(entries: &[NodeEntry]) -> Option<Self> {
        let mut prerendered = Self::default();
        let mut brings = false;
        for (at, entry) in entries.iter().enumerate() {
            match entry {
                NodeEntry::Member { name, value, .. } if !prerendered.added.contains(name) => {
                    prerendered.added.push(name.clone());
                    if !prerendered.know(name, value) {
                        let mut json = String::new();
                        json_write::write_string(name, &mut json);
                        json.push(':');
                        prerendered.pieces.push(Piece::Member(at, json));
                    }
                }
                NodeEntry::Existing if !brings => {
                    brings = true;
                    prerendered.pieces.push(Piece::PlaceContents);
                }
                _ => return None,
            }
        }
        if !brings {
            prerendered.added.clear();
        }
        prerendered.marks = prerendered
            .added
            .iter()
            .fold(0, |all, name| all | mark_of(name));
        Some(prerendered)
    }

    /// Writes a member whose value is known, if no encoder changes it.
    fn know(&mut self, name: &Str, value: &Node) -> bool {
        let Node::Const(constant) = value else {
            return false;
        };
        // A secret is not copied a second time: its only copy is wiped.
        if constant.secret {
            return false;
        }
        let mut text = String::new();
        match &constant.value {
            Value::Text(plain) => text.push_str(plain),
            Value::Integer(number) => number::write_integer(*number, &mut text),
            _ => return false,
        }
        let plain = |text: &str| scan::all(text.as_bytes(), scan::is_unreserved);
        if !plain(name) || !plain(&text) {
            return false;
        }
        if !matches!(self.pieces.last(), Some(Piece::Known(_))) {
            self.pieces.push(Piece::Known(KnownText::default()));
        }
        let Some(Piece::Known(known)) = self.pieces.last_mut() else {
            return false;
        };
        if !known.form.is_empty() {
            known.form.push('&');
            known.json.push(',');
        }
        for part in [name, "=", &text] {
            known.form.push_str(part);
        }
        json_write::write_string(name, &mut known.json);
        known.json.push(':');
        match &constant.value {
            Value::Text(_) => json_write::write_string(&text, &mut known.json),
            _ => known.json.push_str(&text),
        }
        true
    }
}
