//! Compiles the parts of a plan, or finds that the direct path does not support them.

use super::{Bit, DirectPath, Hash, Number, Part, Text};
use crate::signing::plan::{Name, Place, Str, Target, Test};
use crate::signing::prepared::prerendered::{Piece, Prerendered};
use crate::signing::prepared::{Line, Node, NodeEntry};
use crate::signing::run::evaluate::text_encoder;
use crate::signing::run::request::has_control;
use crate::value::as_text::text_of;
use crate::value::escape::escape;
use crate::value::{json_write, pairs};
use std::borrow::Cow;
use zeroize::Zeroizing;

impl DirectPath {
    /// Adds the step that sets query or body.
    pub(super) fn set(
        &mut self,
        target: Target,
        entries: &[NodeEntry],
        prerendered: &Prerendered,
    ) -> Option<()> {
        let params = self.place;
        let to = target.place(params);
        // Parameters in another place would be sent in addition to what is set here.
        if to != params && params != Place::None {
            return None;
        }
        self.place = to;
        self.pieces.clear();
        for piece in &prerendered.pieces {
            match piece {
                Piece::PlaceContents if to == params => self.pieces.push(Part::Members),
                Piece::PlaceContents => {}
                Piece::Known(known) if to == Place::Json => {
                    self.pieces.push(Part::Known(known.json.clone()))
                }
                Piece::Known(known) => self.pieces.push(Part::Known(known.form.clone())),
                Piece::Member(at, open) => {
                    let Some(NodeEntry::Member { name, value, .. }) = entries.get(*at) else {
                        return None;
                    };
                    let part = self.member(name, open, value)?;
                    self.pieces.extend(part);
                }
            }
        }
        self.prerendered = Some(prerendered.clone());
        Some(())
    }

    /// A member as a piece. The inner `None`: it is absent.
    #[allow(clippy::option_option, reason = "not supported, or no member")]
    fn member(&self, name: &str, open: &str, value: &Node) -> Option<Option<Part>> {
        let in_json = self.place == Place::Json;
        let prefix = || match in_json {
            true => open.to_owned(),
            false => {
                let mut prefix = String::new();
                escape(&self.encoder, name, &mut prefix);
                prefix.push('=');
                prefix
            }
        };
        Some(Some(match value {
            Node::Absent => return Some(None),
            // A secret is not copied a second time.
            Node::Const(constant) if constant.secret => return None,
            Node::Const(constant) if in_json => {
                let mut text = prefix();
                json_write::write_at(&constant.value, &mut text, 1).ok()?;
                Part::Known(text)
            }
            Node::Const(constant) => {
                let member = (Cow::Borrowed(name), constant.value.borrowed());
                let mut text = String::new();
                pairs::write_pairs(&self.encoder, std::iter::once(&member), &mut text).ok()?;
                // A list without elements writes nothing.
                return Some((!text.is_empty()).then_some(Part::Known(text)));
            }
            Node::Clock(unit) => Part::Number(prefix(), Number::Clock(*unit)),
            Node::Nonce(_) => Part::Number(prefix(), Number::Nonce),
            Node::Name(Name::Params) if in_json => Part::Whole(prefix(), false),
            Node::If(three) if in_json => match (&three.0, &three.1, &three.2) {
                (Node::Is(Test::Empty, of), Node::Absent, Node::Name(Name::Params))
                    if matches!(**of, Node::Name(Name::Params)) =>
                {
                    Part::Whole(prefix(), true)
                }
                _ => return None,
            },
            _ => return None,
        }))
    }

    pub(super) fn add_headers(&mut self, lines: &[Line<Str>], params: Place) -> Option<()> {
        for line in lines {
            let known = |(name, _): &(Str, Text)| name.eq_ignore_ascii_case(&line.name);
            if self.headers.iter().any(known) {
                return None;
            }
            let text = match &line.value {
                Node::Absent => continue,
                Node::Const(constant) => {
                    let text = Zeroizing::new(text_of(&constant.value).ok()?.into_owned());
                    if has_control(&text) {
                        return None;
                    }
                    Text::Known(text)
                }
                Node::Clock(unit) => Text::Number(Number::Clock(*unit)),
                Node::Nonce(_) => Text::Number(Number::Nonce),
                Node::Call(function, args) => {
                    let ([of], Some(encode)) = (&**args, text_encoder(*function)) else {
                        return None;
                    };
                    let Node::Mac(_, mac) = of else {
                        return None;
                    };
                    Text::Hash(Box::new(Hash {
                        mac: mac.0.clone(),
                        bits: self.bits(&mac.1, params)?,
                        encode,
                    }))
                }
                _ => return None,
            };
            self.headers.push((line.name.clone(), text));
        }
        Some(())
    }

    /// The input of a MAC, in pieces.
    fn bits(&self, of: &Node, params: Place) -> Option<Vec<Bit>> {
        let parts = match of {
            Node::Join(parts) => parts.as_slice(),
            Node::Absent => return None,
            one => std::slice::from_ref(one),
        };
        let mut bits = Vec::new();
        for part in parts {
            bits.push(match part {
                Node::Absent => continue,
                Node::Const(constant) => {
                    Bit::Known(Zeroizing::new(text_of(&constant.value).ok()?.into_owned()))
                }
                Node::Clock(unit) => Bit::Number(Number::Clock(*unit)),
                Node::Nonce(_) => Bit::Number(Number::Nonce),
                Node::Name(Name::Body) if self.place != Place::Query => Bit::Written,
                Node::Name(Name::Params) if self.place == params => Bit::Written,
                Node::Name(Name::Query) if self.place == Place::Query => Bit::Written,
                _ => return None,
            });
        }
        Some(bits)
    }
}
