//! Compressed responses: what is asked for, and how it is decoded, in parts as they come.

use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Write as _;

/// The `Accept-Encoding` of requests that do not set their own.
pub(super) const ACCEPTED: &str = "gzip, deflate";

/// How many compressed bytes are decoded before the size is checked again: they become at most a thousand times as many.
const STEP: usize = 1024;

/// Decodes a body in one content encoding.
pub(super) struct Decoder(State);

enum State {
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    /// `deflate` is the format of zlib; some servers send plain DEFLATE under this name. The first two bytes tell. They are kept until then.
    Undecided(Vec<u8>),
    Zlib(Box<ZlibDecoder<Vec<u8>>>),
    Deflate(Box<DeflateDecoder<Vec<u8>>>),
}

/// Why a part was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The decoded body is larger than the limit.
    TooLarge,
    /// It is not in this encoding, or it is damaged.
    Invalid,
}

impl Decoder {
    /// The decoder for a content encoding, or `None` if there is none for it.
    pub(super) fn of(encoding: &str) -> Option<Self> {
        let is = |name: &str| encoding.eq_ignore_ascii_case(name);
        if is("gzip") || is("x-gzip") {
            let decoder = MultiGzDecoder::new(Vec::new());
            return Some(Self(State::Gzip(Box::new(decoder))));
        }
        is("deflate").then(|| Self(State::Undecided(Vec::new())))
    }

    /// Decodes the next part of the body, or its start: stops as soon as more than `enough` bytes are decoded. Removes what it decoded from
    /// `part`.
    ///
    /// # Errors
    /// It is damaged.
    pub(super) fn push(&mut self, part: &mut &[u8], enough: usize) -> Result<Vec<u8>, Refused> {
        let mut decoded = Vec::new();
        while !part.is_empty() && decoded.len() <= enough {
            let (step, rest) = part.split_at(STEP.min(part.len()));
            *part = rest;
            match &mut self.0 {
                State::Undecided(start) => {
                    start.extend_from_slice(step);
                    self.decide()?;
                }
                _ => self.write(step)?,
            }
            if let Some(output) = self.output() {
                decoded.append(output);
            }
        }
        Ok(decoded)
    }

    /// Ends the body. Returns what remains of it.
    ///
    /// # Errors
    /// It is not complete, or its checksum is wrong.
    pub(super) fn finish(self) -> Result<Vec<u8>, Refused> {
        let rest = match self.0 {
            State::Gzip(decoder) => decoder.finish(),
            State::Zlib(decoder) => decoder.finish(),
            State::Deflate(decoder) => decoder.finish(),
            State::Undecided(_) => return Err(Refused::Invalid),
        };
        rest.map_err(|_| Refused::Invalid)
    }

    /// Chooses between zlib and plain DEFLATE as soon as the first two bytes are known.
    fn decide(&mut self) -> Result<(), Refused> {
        let State::Undecided(start) = &mut self.0 else {
            return Ok(());
        };
        let [first, second, ..] = start[..] else {
            return Ok(());
        };
        let start = std::mem::take(start);
        let is_zlib = first & 0x0f == 8 && u16::from_be_bytes([first, second]) % 31 == 0;
        self.0 = match is_zlib {
            true => State::Zlib(Box::new(ZlibDecoder::new(Vec::new()))),
            false => State::Deflate(Box::new(DeflateDecoder::new(Vec::new()))),
        };
        self.write(&start)
    }

    fn write(&mut self, mut bytes: &[u8]) -> Result<(), Refused> {
        while !bytes.is_empty() {
            let written = match &mut self.0 {
                State::Gzip(decoder) => decoder.write(bytes),
                State::Zlib(decoder) => decoder.write(bytes),
                State::Deflate(decoder) => decoder.write(bytes),
                State::Undecided(_) => Ok(0),
            };
            // It takes nothing after its end: more follows than one body.
            match written {
                Ok(0) | Err(_) => return Err(Refused::Invalid),
                Ok(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
            }
        }
        Ok(())
    }

    /// What is decoded and not yet taken.
    fn output(&mut self) -> Option<&mut Vec<u8>> {
        match &mut self.0 {
            State::Gzip(decoder) => Some(decoder.get_mut()),
            State::Zlib(decoder) => Some(decoder.get_mut()),
            State::Deflate(decoder) => Some(decoder.get_mut()),
            State::Undecided(_) => None,
        }
    }
}

/// The whole of `body`, decoded.
///
/// # Errors
/// It is larger than `limit` bytes, or it is damaged.
pub(super) fn decode(
    mut decoder: Decoder,
    mut body: &[u8],
    limit: usize,
) -> Result<Vec<u8>, Refused> {
    let mut decoded = decoder.push(&mut body, limit)?;
    if decoded.len() > limit {
        return Err(Refused::TooLarge);
    }
    let mut rest = decoder.finish()?;
    decoded.append(&mut rest);
    match decoded.len() > limit {
        true => Err(Refused::TooLarge),
        false => Ok(decoded),
    }
}
