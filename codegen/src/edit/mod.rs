//! Edits of a spec's text through its tree. What no edit names stays byte for byte: order, comments, layout, line ends.
//!
//! An edit is a splice of bytes. Entries are inserted and removed in the layout of the mapping around them, in lines of their own (block) or between
//! brackets (flow). How a text is written is never guessed: every candidate is read by the parser before it is used.

mod entries;
mod scalars;

use crate::source::{Source, Span};
pub use entries::{Layout, Place};
pub use scalars::{replaced, written};

/// Edits of one source, applied together.
#[derive(Debug)]
pub struct Edits<'a> {
    source: &'a Source,
    splices: Vec<Splice>,
}

#[derive(Debug)]
struct Splice {
    span: Span,
    text: String,
}

/// Two edits change the same bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Where in the old text.
    pub at: usize,
}

impl<'a> Edits<'a> {
    /// No edits yet.
    #[must_use]
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            splices: Vec::new(),
        }
    }

    /// Whether nothing is edited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty()
    }

    /// Replaces bytes. Several texts at one empty span keep their order.
    pub fn splice(&mut self, span: Span, text: impl Into<String>) {
        let text = text.into();
        self.splices.push(Splice { span, text });
    }

    /// Applies all edits.
    ///
    /// # Errors
    /// Two of them change the same bytes.
    pub fn finish(mut self) -> Result<String, Overlap> {
        // Stable: texts that are inserted at one place keep their order, before what is replaced there.
        self.splices
            .sort_by_key(|splice| (splice.span.start, splice.span.end));
        let crlf = self.source.text.contains("\r\n");
        let mut text = String::with_capacity(self.source.text.len());
        let mut at = 0;
        for splice in &self.splices {
            if splice.span.start < at {
                return Err(Overlap {
                    at: splice.span.start,
                });
            }
            text.push_str(self.source.slice(Span::new(at, splice.span.start)));
            match crlf {
                true => text.push_str(&splice.text.replace("\r\n", "\n").replace('\n', "\r\n")),
                false => text.push_str(&splice.text),
            }
            at = splice.span.end;
        }
        text.push_str(self.source.text.get(at..).unwrap_or(""));
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
