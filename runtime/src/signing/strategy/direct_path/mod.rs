//! The direct path: an endpoint whose requests consist only of known values, the caller's typed request and the signing inputs is signed by
//! writing these one after another. All other endpoints run step by step, with the same result.

mod compile;
mod write;

use super::{FastPath, Source};
use crate::signing::crypto::mac::Mac;
use crate::signing::inputs::params::BorrowedParams;
use crate::signing::inputs::{SignedRequest, SigningInputs};
use crate::signing::plan::{Encoder, Place, Str, Unit};
use crate::signing::prepared::prerendered::Prerendered;
use crate::signing::prepared::{Action, Node};
use crate::signing::run::request::content_type;
use crate::signing::run::start::EndpointAddress;
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
