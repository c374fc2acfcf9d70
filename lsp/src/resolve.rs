//! What the word at a position stands for.

use crate::cursor::{Cursor, Role};
use crate::document::Document;
use crate::names::{Kind, Name};
use crate::schema::{Expected, Place};
use specie_codegen::language::{self, Word};
use specie_codegen::source::Span;

/// A word, and what it stands for.
pub enum Meaning {
    /// A name that the spec declares.
    Declared(Name),
    /// A built-in type.
    Type(Word),
    /// A function of expressions.
    Function(Word),
    /// A name that expressions can read without a declaration.
    Source(Word),
}

/// The word at a byte: letters, digits and `_`, with the dots between them.
pub fn word_at(text: &str, at: usize) -> Span {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let before = text.get(..at).unwrap_or("");
    let after = text.get(at..).unwrap_or("");
    let start = before.trim_end_matches(is_word).len();
    let length = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
    Span::new(start, at + length)
}

/// What the word at a byte stands for, with its span.
pub fn meaning(document: &mut Document, cursor: &Cursor, at: usize) -> Option<(Meaning, Span)> {
    let source = document.source.clone();
    let word = word_at(&source.text, at);
    let text = source.slice(word);
    if cursor.role == Role::Key {
        return of_key(document, cursor, at);
    }
    let place = Place::at(&cursor.path);
    for expected in place.expected() {
        let found = match expected {
            Expected::Name(kind) => declared(document, kind, word, text),
            Expected::Line | Expected::Type => of_type(document, word, text),
            Expected::Expression => of_expression(document, word, text, at),
            Expected::Credential => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A key is a declaration, or a name that is declared elsewhere.
fn of_key(document: &mut Document, cursor: &Cursor, at: usize) -> Option<(Meaning, Span)> {
    let source = document.source.clone();
    let word = word_at(&source.text, at);
    let kinds = Place::at(&cursor.path).key_names();
    let names = kinds
        .into_iter()
        .find_map(|kind| declared(document, kind, word, source.slice(word)));
    names.or_else(|| {
        let name = document.declared().declared_at(at)?;
        Some((Meaning::Declared(name.clone()), name.span))
    })
}

fn declared(
    document: &mut Document,
    kind: Kind,
    word: Span,
    text: &str,
) -> Option<(Meaning, Span)> {
    let found = document.declared().find(kind, text, word.start)?;
    Some((Meaning::Declared(found.clone()), word))
}

fn of_type(document: &mut Document, word: Span, text: &str) -> Option<(Meaning, Span)> {
    declared(document, Kind::Type, word, text).or_else(|| {
        let types = language::types();
        // `time.s.3` is a `time.s`.
        let found = types
            .into_iter()
            .filter(|known| text == known.name || text.starts_with(&format!("{}.", known.name)));
        let longest = found.max_by_key(|known| known.name.len())?;
        Some((Meaning::Type(longest), word))
    })
}

fn of_expression(
    document: &mut Document,
    word: Span,
    text: &str,
    at: usize,
) -> Option<(Meaning, Span)> {
    for kind in [Kind::Setting, Kind::Table, Kind::SessionValue] {
        if let Some(name) = text.strip_prefix(kind.prefix()) {
            let name = name.split('.').next().unwrap_or_default();
            let start = word.start + kind.prefix().len();
            let span = Span::new(start, start + name.len());
            if let Some(found) = declared(document, kind, span, name).filter(|_| at >= start) {
                return Some(found);
            }
        }
    }
    // Of `clock.ms`, the first name; a member after a dot is one of the value.
    let name = text.split('.').next().unwrap_or_default();
    let span = Span::new(word.start, word.start + name.len());
    for kind in [Kind::Local, Kind::Credential] {
        if let Some(found) = declared(document, kind, span, name) {
            return Some(found);
        }
    }
    let is_it = |word: &Word| word.name == name;
    let function = language::functions().into_iter().find(is_it);
    let source = language::sources().into_iter().find(is_it);
    match (function, source) {
        // `path`, `body` … are no functions; no name is both.
        (Some(function), _) => Some((Meaning::Function(function), span)),
        (None, Some(source)) => Some((Meaning::Source(source), span)),
        (None, None) => None,
    }
}
