//! The spanned tree of a spec's YAML.
//!
//! YAML is read with the events of a maintained parser; this module builds a small tree from them in which everything has a span and every
//! scalar maps its text back to the bytes of the file. A spec uses only four features of YAML: mappings, sequences, scalars and comments.
//! Anchors, aliases, tags, merge keys, non-scalar keys, duplicate keys and multiple documents are refused with their positions.

mod build;
mod char_bytes;
mod offsets;
mod print;
mod refused_characters;
mod syntax;

use crate::source::{Source, Span};
pub use build::{parse, parse_file};
use offsets::Offsets;
pub use print::print;
pub(crate) use print::{quoted, wrap};

/// Maximum nesting depth of mappings and sequences.
pub const MAX_DEPTH: usize = 64;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Position in the file, without surrounding comments and indentation.
    pub span: Span,
    /// Its kind.
    pub kind: NodeKind,
}

/// Kinds of values.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A plain, quoted or block text; or an empty value.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in file order. Only the key `...` may repeat.
    Mapping(Vec<Pair>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
}

/// A text and its origin in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The decoded text: folded, without quotes and escapes.
    pub text: String,
    /// Its notation.
    pub style: Style,
    /// Span, including quotes. For a block, the span of its content.
    pub span: Span,
    offsets: Offsets,
}

/// Notation of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// An empty value.
    Missing,
}

impl Scalar {
    /// Span of bytes `from..to` of [`Scalar::text`] in the file: exact even if the text was folded or unescaped.
    #[must_use]
    pub fn span_of(&self, from: usize, to: usize) -> Span {
        self.offsets.span_of(from, to, self.span)
    }

    /// Whether it is in single or double quotes.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        matches!(self.style, Style::SingleQuoted | Style::DoubleQuoted)
    }

    /// Whether the value is empty.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.style == Style::Missing
    }
}

impl Node {
    /// The pairs of a mapping.
    #[must_use]
    pub fn as_mapping(&self) -> Option<&[Pair]> {
        match &self.kind {
            NodeKind::Mapping(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// The elements of a sequence.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Sequence(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// The scalar, including an empty value.
    #[must_use]
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The first value of a key, if this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.pair(key).map(|pair| &pair.value)
    }

    /// The first pair of a key, if this is a mapping that has it.
    #[must_use]
    pub fn pair(&self, key: &str) -> Option<&Pair> {
        self.as_mapping()?.iter().find(|pair| pair.key.text == key)
    }

    /// Whether the value is empty.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.as_scalar().is_some_and(Scalar::is_missing)
    }

    /// Line where it begins, counted from 1.
    #[must_use]
    pub fn line(&self, source: &Source) -> u32 {
        source.line(self.span.start)
    }

    /// Description for messages: `a list`.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(scalar) if scalar.is_missing() => "nothing",
            NodeKind::Scalar(_) => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        }
    }
}

#[cfg(test)]
#[path = "yaml/tests.rs"]
mod tests;
