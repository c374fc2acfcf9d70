//! The spanned tree of a spec's YAML.
//!
//! YAML is read with a maintained parser's events; this module turns them into a small tree in which everything has its place, and in
//! which every scalar keeps the way from its text back to the bytes of the file. Of YAML's many features a spec uses four: mappings,
//! sequences, scalars and comments. Anchors, aliases, tags, merge keys, keys that are not scalars, duplicate keys and several documents
//! are refused with their places.

mod build;
mod offsets;
mod syntax;

use crate::source::{Source, Span};
pub use build::parse;
use offsets::Offsets;

/// How deep mappings and sequences may be nested.
pub const MAX_DEPTH: usize = 64;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands; without quotes' neighbours, comments and indentation.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// Kinds of values.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A text, plain, quoted or in a block; or nothing at all.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file. The key `...` may repeat, no other.
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

/// A text and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text as YAML means it: folded, without quotes and escapes.
    pub text: String,
    /// How it is written.
    pub style: Style,
    /// Where it stands, with its quotes. Of a block, its content.
    pub span: Span,
    offsets: Offsets,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// Nothing at all.
    Missing,
}

impl Scalar {
    /// Where bytes `from..to` of [`Scalar::text`] stand in the file: exact also where the text was folded or unescaped.
    #[must_use]
    pub fn span_of(&self, from: usize, to: usize) -> Span {
        self.offsets.span_of(from, to, self.span)
    }

    /// Whether it is in single or double quotes.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        matches!(self.style, Style::SingleQuoted | Style::DoubleQuoted)
    }

    /// Whether nothing stands there.
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

    /// The scalar, present or missing.
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

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.as_scalar().is_some_and(Scalar::is_missing)
    }

    /// Line where it begins, from 1.
    #[must_use]
    pub fn line(&self, source: &Source) -> u32 {
        source.line(self.span.start)
    }

    /// What it is, for messages: `a list`.
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
