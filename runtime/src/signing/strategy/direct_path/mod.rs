//! The direct path: an endpoint whose requests consist only of known values, the caller's typed request and the signing inputs is signed by
//! writing these one after another. All other endpoints run step by step, with the same result.

use super::{FastPath, Source};
use crate::signing::crypto::mac::Mac;
use crate::signing::inputs::params::{BorrowedParams, Typed};
use crate::signing::inputs::{SignedRequest, SigningInputs};
use crate::signing::plan::{Encoder, Name, Place, Str, Target, Test, Unit};
use crate::signing::prepared::prerendered::{Piece, Prerendered};
use crate::signing::prepared::{Action, Line, Node, NodeEntry};
use crate::signing::run::evaluate::text_encoder;
use crate::signing::run::place_contents::PlaceContents;
use crate::signing::run::request::{ROOM, content_type, has_control};
use crate::signing::run::start::EndpointAddress;
use crate::signing::run::write_contents;
use crate::value::as_text::text_of;
use crate::value::escape::escape;
use crate::value::json_write::{self, ObjectWriter};
use crate::value::number;
use crate::value::pairs::{self, PairsWriter};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// How an endpoint is signed on the direct path.
pub(crate) struct DirectPath {
    /// The destination of the written text: query or body.
    place: Place,
    encoder: Encoder,
    pieces: Vec<Part>,
    /// Detects whether the caller names a member that the plan adds.
    prerendered: Option<Prerendered>,
    /// With the content type of the body last, unless the plan sets it.
    headers: Vec<(Str, Text)>,
    reads_nonce: bool,
}

/// A piece of query or body.
enum Part {
    /// Known members, as they are sent.
    Known(String),
    /// The members of the request.
    Members,
    /// The request as a member of a JSON body, which starts with `"name":`. The flag: omitted if it is empty.
    Whole(String, bool),
    /// A number as a member, which starts with `name=` or `"name":`.
    Number(String, Number),
}

/// A number from the signing inputs.
#[derive(Clone, Copy)]
enum Number {
    Clock(Unit),
    Nonce,
}

/// The text of a header.
enum Text {
    Known(Zeroizing<String>),
    Number(Number),
    Hash(Box<Hash>),
}

/// A MAC over some pieces, and its encoding as text.
struct Hash {
    mac: Mac,
    bits: Vec<Bit>,
    encode: fn(&[u8]) -> String,
}

/// A piece of the input of a MAC.
enum Bit {
    Known(Zeroizing<String>),
    Number(Number),
    /// The written query or body.
    Written,
}

impl FastPath for DirectPath {
    fn compile(source: Source<'_>) -> Option<Self> {
        let Source {
            section,
            address,
            plan,
        } = source;
        let place = address.place;
        let mut direct_path = Self {
            place,
            encoder: section.encode.clone(),
            pieces: vec![Part::Members],
            prerendered: None,
            headers: Vec::new(),
            reads_nonce: false,
        };
        let steps = match plan {
            Some(plan) if plan.refusal.is_some() => return None,
            Some(plan) => plan.steps.as_slice(),
            None => &[],
        };
        for (at, step) in steps.iter().enumerate() {
            step.walk(&mut |node| direct_path.reads_nonce |= matches!(node, Node::Nonce(_)));
            match (&step.action, &step.prerendered) {
                _ if step.when.is_some() => return None,
                (Action::Set(target, Node::Object(entries)), Some(prerendered)) if at == 0 => {
                    direct_path.set(*target, entries, prerendered)?;
                }
                (Action::Header(lines), _) => direct_path.add_headers(lines, place)?,
                _ => return None,
            }
        }
        if direct_path.place == Place::None {
            return None;
        }
        let mut names = direct_path.headers.iter().map(|(name, _)| name);
        if let Some(kind) = content_type(direct_path.place)
            && !names.any(|name| name.eq_ignore_ascii_case("Content-Type"))
        {
            let kind = Text::Known(Zeroizing::new(kind.to_owned()));
            direct_path
                .headers
                .push((Cow::Borrowed("Content-Type"), kind));
        }
        Some(direct_path)
    }

    #[inline]
    fn sign<'a>(
        &'a self,
        address: &'a EndpointAddress,
        params: BorrowedParams<'a>,
        inputs: &SigningInputs,
    ) -> Option<SignedRequest<'a>> {
        let BorrowedParams::Typed(typed) = params else {
            return None;
        };
        let text = self.text(typed, inputs)?;
        Some(self.request(address, text, inputs))
    }
}

impl DirectPath {
    /// Adds the step that sets query or body.
    fn set(
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

    fn add_headers(&mut self, lines: &[Line<Str>], params: Place) -> Option<()> {
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

    /// Query or body of a call. `None`: this call must run step by step.
    fn text(&self, typed: Typed<'_>, inputs: &SigningInputs) -> Option<String> {
        let place_contents = PlaceContents::typed_request(typed);
        let overlaps = self
            .prerendered
            .as_ref()
            .is_some_and(|prerendered| place_contents.overlaps(prerendered));
        if overlaps || (self.reads_nonce && inputs.nonce.is_none()) {
            return None;
        }
        self.write(&place_contents, inputs)
    }

    /// The request of a call whose query or body was written.
    #[inline]
    fn request<'a>(
        &'a self,
        address: &'a EndpointAddress,
        text: String,
        inputs: &SigningInputs,
    ) -> SignedRequest<'a> {
        let headers = self.headers.iter().map(|(name, value)| {
            let value = match value {
                Text::Known(text) => Cow::Borrowed(text.as_str()),
                Text::Number(number) => Cow::Owned(number.digits(inputs)),
                Text::Hash(hash) => Cow::Owned(hash.over(&text, inputs)),
            };
            (Cow::Borrowed(&**name), value)
        });
        let mut signed = SignedRequest {
            method: Cow::Borrowed(&address.method),
            url: Cow::Borrowed(&address.url),
            headers: headers.collect(),
            body: None,
        };
        if self.place == Place::Query {
            signed.url = Cow::Owned(format!("{}?{text}", address.url));
        } else {
            signed.body = Some(text.into_bytes());
        }
        signed
    }

    /// Query or body, or `None` if it is empty: whether an empty one is sent is decided elsewhere.
    fn write(&self, place_contents: &PlaceContents<'_>, inputs: &SigningInputs) -> Option<String> {
        let mut out = String::with_capacity(ROOM);
        if self.place == Place::Json {
            let mut object = ObjectWriter::open(&mut out, 0);
            for piece in &self.pieces {
                match piece {
                    Part::Known(members) => object.written(members),
                    Part::Members => object.contents(place_contents).ok()?,
                    Part::Whole(prefix, unless_empty) => {
                        let before = object.out.len();
                        object.written(prefix);
                        let written =
                            write_contents::write_json(place_contents, object.out, 1).ok()?;
                        if *unless_empty && !written {
                            object.out.truncate(before);
                        }
                    }
                    Part::Number(prefix, number) => {
                        object.written(prefix);
                        number.write(inputs, object.out);
                    }
                }
            }
            return object.close().then_some(out);
        }
        let mut writer = PairsWriter::new(&self.encoder, &mut out);
        for piece in &self.pieces {
            match piece {
                Part::Known(members) => writer.written(members),
                Part::Members => writer.contents(place_contents).ok()?,
                Part::Whole(..) => return None,
                Part::Number(prefix, number) => {
                    writer.written(prefix);
                    number.write(inputs, writer.out);
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

impl Number {
    /// Appends the digits. A missing nonce was reported earlier.
    fn write(self, inputs: &SigningInputs, out: &mut String) {
        let number = match self {
            Number::Clock(unit) => inputs.clock(unit),
            Number::Nonce => inputs.nonce.unwrap_or_default(),
        };
        number::write_integer(number, out);
    }

    fn digits(self, inputs: &SigningInputs) -> String {
        let mut digits = String::new();
        self.write(inputs, &mut digits);
        digits
    }
}

impl Hash {
    fn over(&self, written: &str, inputs: &SigningInputs) -> String {
        // Most MACs are computed over the body alone.
        if let [Bit::Written] = &*self.bits {
            return (self.encode)(self.mac.of_text(written).as_slice());
        }
        let code = self.mac.of(&mut |sink| {
            for bit in &self.bits {
                match bit {
                    Bit::Known(text) => sink.text(text),
                    Bit::Written => sink.text(written),
                    Bit::Number(number) => sink.text(&number.digits(inputs)),
                }
            }
        });
        (self.encode)(code.as_slice())
    }
}
