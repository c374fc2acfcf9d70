//! Hover: what is at a position.

use crate::computed;
use crate::cursor::{Cursor, Role, Segment};
use crate::document::Document;
use crate::names::Name;
use crate::positions::{offset, range};
use crate::resolve::{Meaning, meaning, word_at};
use crate::schema::Place;
use gen_lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};
use specie_codegen::language::Word;
use specie_codegen::rules;
use specie_codegen::source::{Source, Span};

/// Lines of a declaration that are shown; the rest is one jump away.
const MOST_LINES: usize = 24;

/// What is known about a position, the most specific first; none if nothing is.
pub fn answer(document: &mut Document, params: HoverParams) -> Option<Hover> {
    let at = offset(
        &document.source,
        params.text_document_position_params.position,
    );
    let source = document.source.clone();
    let cursor = Cursor::find(&source.text, at);
    document.analyse();
    let mut parts = Vec::new();
    let mut span = word_at(&source.text, at);
    if let Some((found, at)) = meaning(document, &cursor, at) {
        span = at;
        parts.push(text_of(document, &found));
    }
    parts.extend(computed::at(document, &cursor, at));
    parts.extend(key_doc(&cursor, &source, at));
    parts.extend(rule_pages(document, at));
    if parts.is_empty() {
        return None;
    }
    let contents = MarkupContent::new(MarkupKind::Markdown, parts.join("\n\n---\n\n"));
    let range = (span.start < span.end).then(|| range(&source, span));
    Some(Hover::new(contents.into(), range))
}

fn text_of(document: &mut Document, meaning: &Meaning) -> String {
    match meaning {
        Meaning::Declared(name) => {
            let declared_in = document.declared().source().cloned();
            declaration(name, declared_in.as_ref().unwrap_or(&document.source))
        }
        Meaning::Type(word) => of_word("type", "yaml", word),
        Meaning::Function(word) => of_word("function", "text", word),
        Meaning::Source(word) => of_word("name", "text", word),
    }
}

fn of_word(what: &str, language: &str, word: &Word) -> String {
    let Word {
        notation,
        text,
        example,
        ..
    } = word;
    format!("{what} `{notation}`: {text}\n\n```{language}\n{example}\n```")
}

/// A declaration: what it is, its text, and its lines.
fn declaration(name: &Name, source: &Source) -> String {
    let mut text = format!("{} `{}`", name.kind.describe(), name.name);
    if !name.doc.is_empty() {
        text.push_str(": ");
        text.push_str(&name.doc);
    }
    text.push_str("\n\n");
    text.push_str(&fenced("yaml", &excerpt(source, name.whole)));
    text
}

/// The lines of a span without their common indentation.
fn excerpt(source: &Source, span: Span) -> String {
    let (start, _) = source.line_at(span.start);
    let indent = span.start.saturating_sub(start);
    let text = source.slice(span);
    let mut lines: Vec<&str> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let cut = if at == 0 { 0 } else { blanks.min(indent) };
        lines.push(line.get(cut..).unwrap_or(line).trim_end());
    }
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push("…");
    }
    lines.join("\n")
}

/// A code block whose fence is longer than any in the text.
pub fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{text}\n{fence}")
}

/// What the key at the position is for, or the key whose value is there.
fn key_doc(cursor: &Cursor, source: &Source, at: usize) -> Option<String> {
    let mut path = cursor.path.clone();
    let key = match cursor.role {
        Role::Key => {
            let (line_start, line) = source.line_at(at);
            let rest = line.get(cursor.start.saturating_sub(line_start)..)?;
            let name = rest.split(':').next()?.trim().trim_matches(['"', '\'']);
            path.push(Segment::Key(name.to_owned()));
            name.to_owned()
        }
        Role::Value => cursor.key()?.to_owned(),
        Role::Either => return None,
    };
    let doc = Place::at(&path).doc()?;
    Some(format!("`{key}`: {doc}"))
}

/// The pages of the rules that are broken at the position.
fn rule_pages(document: &Document, at: usize) -> Vec<String> {
    let Some(loaded) = document.analysis() else {
        return Vec::new();
    };
    let mut codes: Vec<&str> = Vec::new();
    for finding in loaded.diagnostics.sorted() {
        let inside = (finding.span.start..=finding.span.end).contains(&at);
        if inside && !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    let pages = codes
        .into_iter()
        .filter_map(|code| rules::explain(code).ok());
    pages.map(|page| page.trim_end().to_owned()).collect()
}
