//! Completion: what can be written at a position.

use crate::cursor::{Cursor, Role};
use crate::document::Document;
use crate::names::{Kind, Name};
use crate::positions::{offset, range};
use crate::resolve::word_at;
use crate::schema::{Expected, Key, Place};
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, MarkupContent, MarkupKind, Range,
    TextEdit,
};
use specie_codegen::language::{self, Word};
use specie_codegen::source::Span;

/// Units of `clock` and `nonce`.
const UNITS: [(&str, &[&str]); 2] = [
    ("clock.", &["s", "ms", "us", "ns", "iso"]),
    ("nonce.", &["s", "ms", "us"]),
];

/// What can be written at a position; the editor filters by what is typed already.
pub fn answer(document: &mut Document, params: CompletionParams) -> Vec<CompletionItem> {
    let at = offset(
        &document.source,
        params.text_document_position_params.position,
    );
    let source = document.source.clone();
    let cursor = Cursor::find(&source.text, at);
    let typed = source.slice(Span::new(cursor.start, at));
    let place = Place::at(&cursor.path);
    let mut list = List::new(document, at);
    if cursor.role != Role::Value {
        let colon = if cursor.role == Role::Either { ":" } else { "" };
        for key in place.keys() {
            list.key(&key, colon);
        }
        for kind in place.key_names() {
            list.names(kind, colon);
        }
    }
    if cursor.role != Role::Key {
        for word in place.words() {
            list.add(word, CompletionItemKind::EnumMember, "", word);
        }
        for expected in place.expected() {
            list.value(expected, typed);
        }
    }
    list.items
}

struct List<'a> {
    document: &'a mut Document,
    at: usize,
    /// What an item replaces: the word before the cursor.
    range: Range,
    items: Vec<CompletionItem>,
}

impl<'a> List<'a> {
    fn new(document: &'a mut Document, at: usize) -> Self {
        let mut list = Self {
            range: Range::default(),
            document,
            at,
            items: Vec::new(),
        };
        let word = word_at(&list.document.source.text, at);
        list.replace_from(word.start);
        list
    }

    /// Lets the following items replace the text from a byte to the cursor.
    fn replace_from(&mut self, start: usize) {
        self.range = range(&self.document.source, Span::new(start, self.at));
    }

    fn add(&mut self, label: &str, kind: CompletionItemKind, doc: &str, insert: &str) {
        if self.items.iter().any(|item| item.label == label) {
            return;
        }
        let doc = (!doc.is_empty())
            .then(|| MarkupContent::new(MarkupKind::Markdown, doc.to_owned()).into());
        self.items.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            documentation: doc,
            text_edit: Some(TextEdit::new(self.range, insert.to_owned()).into()),
            ..CompletionItem::default()
        });
    }

    fn key(&mut self, key: &Key, colon: &str) {
        let blank = if colon.is_empty() || key.is_nested {
            ""
        } else {
            " "
        };
        let insert = format!("{}{colon}{blank}", key.name);
        self.add(key.name, CompletionItemKind::Property, key.doc, &insert);
    }

    /// The declared names of a kind.
    fn names(&mut self, kind: Kind, after: &str) {
        let at = self.at;
        let names: Vec<Name> = self
            .document
            .declared()
            .visible(kind, at)
            .cloned()
            .collect();
        for name in names {
            let insert = format!("{}{}{after}", kind.prefix(), name.name);
            let label = format!("{}{}", kind.prefix(), name.name);
            let doc = format!("{}. {}", kind.describe(), name.doc);
            self.add(&label, item_kind(kind), doc.trim_end(), &insert);
        }
    }

    fn words(&mut self, words: Vec<Word>, kind: CompletionItemKind) {
        for word in words {
            let doc = format!("`{}`: {}\n\n`{}`", word.notation, word.text, word.example);
            self.add(word.name, kind, &doc, word.name);
        }
    }

    fn value(&mut self, expected: Expected, typed: &str) {
        match expected {
            Expected::Name(kind) => self.names(kind, ""),
            // After the type there is a range, a default or a text.
            Expected::Line if typed.contains(" -- ") || typed.contains(" = ") => {}
            Expected::Line | Expected::Type => {
                self.names(Kind::Type, "");
                self.words(language::types(), CompletionItemKind::Keyword);
            }
            Expected::Expression if typed.matches('"').count() % 2 == 1 => {}
            Expected::Expression => self.expression(typed),
            Expected::Credential => {
                for word in ["public", "secret", "optional"] {
                    self.add(word, CompletionItemKind::Keyword, "", word);
                }
                for form in language::credential_forms() {
                    self.add(
                        form,
                        CompletionItemKind::EnumMember,
                        "form of a credential",
                        form,
                    );
                }
            }
        }
    }

    fn expression(&mut self, typed: &str) {
        let word = word_at(&self.document.source.text, self.at);
        let begun = self.document.source.slice(Span::new(word.start, self.at));
        let unit = UNITS.iter().find(|(prefix, _)| begun.starts_with(prefix));
        if let Some((prefix, units)) = unit {
            for unit in *units {
                let label = format!("{prefix}{unit}");
                self.add(&label, CompletionItemKind::Unit, "", &label);
            }
            return;
        }
        let before = typed.get(..typed.len().saturating_sub(begun.len()));
        let piped = before.is_some_and(|text| text.trim_end().ends_with('|'));
        if !piped {
            for kind in [
                Kind::Local,
                Kind::Credential,
                Kind::Setting,
                Kind::Table,
                Kind::SessionValue,
            ] {
                self.names(kind, "");
            }
            self.words(language::sources(), CompletionItemKind::Variable);
        }
        self.words(language::functions(), CompletionItemKind::Function);
    }
}

const fn item_kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Type => CompletionItemKind::Struct,
        Kind::Operation | Kind::Webhook | Kind::Stream | Kind::Channel | Kind::Plan => {
            CompletionItemKind::Method
        }
        Kind::Credential | Kind::Setting | Kind::Table | Kind::SessionValue | Kind::Local => {
            CompletionItemKind::Variable
        }
        Kind::Section | Kind::Session | Kind::Envelope | Kind::Group | Kind::Pool => {
            CompletionItemKind::Module
        }
    }
}
