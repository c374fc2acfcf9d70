//! Writes the request of one call.

use super::{Bit, DirectPath, Hash, Number, Part, Text};
use crate::signing::inputs::params::Typed;
use crate::signing::inputs::{SignedRequest, SigningInputs};
use crate::signing::plan::Place;
use crate::signing::run::place_contents::PlaceContents;
use crate::signing::run::request::ROOM;
use crate::signing::run::start::EndpointAddress;
use crate::signing::run::write_contents;
use crate::value::json_write::ObjectWriter;
use crate::value::number;
use crate::value::pairs::PairsWriter;
use std::borrow::Cow;

impl DirectPath {
    /// Query or body of a call. `None`: this call must run step by step.
    pub(super) fn text(&self, typed: Typed<'_>, inputs: &SigningInputs) -> Option<String> {
        let contents = PlaceContents::typed_request(typed);
        let overlaps = self
            .prerendered
            .as_ref()
            .is_some_and(|prerendered| contents.overlaps(prerendered));
        if overlaps || (self.reads_nonce && inputs.nonce.is_none()) {
            return None;
        }
        self.write(&contents, inputs)
    }

    /// The request of a call whose query or body was written.
    #[inline]
    pub(super) fn request<'a>(
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
    fn write(&self, contents: &PlaceContents<'_>, inputs: &SigningInputs) -> Option<String> {
        let mut out = String::with_capacity(ROOM);
        if self.place == Place::Json {
            let mut object = ObjectWriter::open(&mut out, 0);
            for piece in &self.pieces {
                match piece {
                    Part::Known(members) => object.written(members),
                    Part::Members => object.contents(contents).ok()?,
                    Part::Whole(prefix, unless_empty) => {
                        let before = object.out.len();
                        object.written(prefix);
                        let written = write_contents::write_json(contents, object.out, 1).ok()?;
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
                Part::Members => writer.contents(contents).ok()?,
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
