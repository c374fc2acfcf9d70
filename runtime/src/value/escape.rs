//! Encoders of query and form, and what they escape.

use super::scan;
use std::borrow::Cow;

/// How pairs, or a text, become `name=value` joined by `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoder {
    /// What is escaped.
    pub escape: Escape,
    /// How lists and objects are written; `None`: they are refused.
    pub arrays: Option<Arrays>,
    /// Characters that are not escaped.
    pub keep: Cow<'static, str>,
}

impl Encoder {
    /// The name in specs.
    pub(crate) const fn name(&self) -> &'static str {
        match self.escape {
            Escape::Rfc3986 => "rfc3986",
            Escape::Plus => "plus",
            Escape::Raw => "raw",
        }
    }
}

/// What an [`Encoder`] escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Everything but `A-Z a-z 0-9 - _ . ~`.
    Rfc3986,
    /// The same, with a space as `+`.
    Plus,
    /// Nothing.
    Raw,
}

/// How an [`Encoder`] writes lists and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrays {
    /// `k=a&k=b`
    Repeat,
    /// `k[]=a&k[]=b`
    Brackets,
    /// `k[0]=a&k[1]=b`
    Indices,
    /// `k%5B%5D=a&k%5B%5D=b`
    EscapedBrackets,
    /// `k%5B0%5D=a&k%5B1%5D=b`
    EscapedIndices,
    /// `k=a,b`
    Comma,
    /// `k=a|b`
    Pipe,
    /// `k=[a,b]`
    List,
    /// `k=["a","b"]`
    Json,
}

impl Arrays {
    /// Whether a list or object becomes a single text, whatever it is sent in.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Comma | Self::Pipe | Self::List | Self::Json)
    }

    /// Whether nested values are written with brackets after the name.
    pub(crate) const fn is_nested(self) -> bool {
        self.brackets().is_some()
    }

    /// What is written around an index or a name, if this writes nested values with brackets.
    pub(crate) const fn brackets(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Brackets | Self::Indices => Some(("[", "]")),
            Self::EscapedBrackets | Self::EscapedIndices => Some(("%5B", "%5D")),
            Self::Repeat | Self::Comma | Self::Pipe | Self::List | Self::Json => None,
        }
    }

    /// Whether elements of lists are numbered.
    pub(crate) const fn is_numbered(self) -> bool {
        matches!(self, Self::Indices | Self::EscapedIndices)
    }
}

/// Escapes everything but `A-Z a-z 0-9 - _ . ~`.
pub(crate) static PERCENT_ENCODER: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: None,
    keep: Cow::Borrowed(""),
};

/// Appends an escaped text.
pub(crate) fn escape(encoder: &Encoder, text: &str, out: &mut String) {
    if encoder.escape == Escape::Raw {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(run) = rest
        .as_bytes()
        .iter()
        .position(|byte| !is_unreserved(*byte))
    {
        // The first byte that is not plain starts a character: plain ones are ASCII.
        let (plain, after) = rest.split_at_checked(run).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = after.chars();
        let Some(character) = characters.next() else {
            return;
        };
        rest = characters.as_str();
        if !encoder.keep.is_empty() && encoder.keep.contains(character) {
            out.push(character);
        } else if character == ' ' && encoder.escape == Escape::Plus {
            out.push('+');
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(percent(byte));
            }
        }
    }
    out.push_str(rest);
}

#[expect(clippy::indexing_slicing, reason = "256 entries, one for each byte")]
fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[usize::from(byte)]
}

/// `%` and two digits.
#[expect(clippy::indexing_slicing, reason = "256 entries, one for each byte")]
fn percent(byte: u8) -> &'static str {
    ESCAPES[usize::from(byte)]
}

#[expect(clippy::indexing_slicing, reason = "run by the compiler")]
static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = scan::is_unreserved(at as u8);
        at += 1;
    }
    table
};

/// `%` and two digits for each byte.
#[expect(clippy::indexing_slicing, reason = "run by the compiler")]
static ESCAPES: [&str; 256] = {
    let mut texts = [""; 256];
    let mut at = 0;
    while at < 256 {
        if let Ok(text) = std::str::from_utf8(&PERCENT[at]) {
            texts[at] = text;
        }
        at += 1;
    }
    texts
};

#[expect(clippy::indexing_slicing, reason = "run by the compiler")]
static PERCENT: [[u8; 3]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut all = [[b'%'; 3]; 256];
    let mut at = 0;
    while at < 256 {
        all[at] = [b'%', DIGITS[at >> 4], DIGITS[at & 15]];
        at += 1;
    }
    all
};
