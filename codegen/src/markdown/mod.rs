//! Markdown that texts of a spec cannot break out of.
//!
//! Docs in generated Rust and reference pages accept only [`Markdown`], and there are only three ways to make one: our own words (`md!`
//! and [`Markdown::words`], literals of this crate), a text of the spec through a function that escapes it, and a concatenation of two. So
//! a text can become a paragraph, a list item, a code span, a `text` block or a link to a web page, and nothing else: no doctest, no HTML,
//! no heading, no link that runs a script.

mod inline;
mod links;
mod visible;

pub use links::foreign_links;
pub use visible::Piece;
pub(crate) use visible::visible;
use visible::visible_line;

use inline::{Atom, atoms};
use std::fmt;

/// Column after which a line of a doc comment is broken at a space.
const WIDTH: usize = 116;

/// Text that is safe as Markdown: empty, or lines that begin and end a paragraph, a list or a fenced block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown(String);

/// `md!("words {} words", piece, …)`: one line of our own words with [`Piece`]s in it. The format is a literal and does not capture
/// variables: a value that is not a piece does not compile.
macro_rules! md {
    ($format:literal $(, $piece:expr)* $(,)?) => {
        $crate::markdown::Markdown::of_words(::std::format_args!(
            ::std::concat!($format)
            $(, $crate::markdown::Piece::piece(&$piece))*
        ))
    };
}
pub(crate) use md;

impl Markdown {
    /// Our own words.
    pub fn words(words: &'static str) -> Self {
        Self(words.to_owned())
    }

    /// Used by [`md!`]; do not call it directly.
    pub(crate) fn of_words(words: fmt::Arguments<'_>) -> Self {
        Self(words.to_string())
    }

    /// A text of the spec on one line.
    pub fn text(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut out = String::with_capacity(text.len() + 16);
        inline::line(&words.join(" "), &mut out);
        Self(out)
    }

    /// A text of the spec as its author wrote it: paragraphs, list items and fenced blocks are kept.
    pub fn prose(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 16);
        let mut lines = text.trim().lines();
        while let Some(line) = lines.next() {
            let bare = line.trim();
            if let Some(fence) = Fence::opened_by(bare) {
                let inside = lines.by_ref().take_while(|line| !fence.is_closed_by(line));
                let inside: Vec<&str> = inside.map(str::trim_end).collect();
                // Without a language it would be compiled as a doctest.
                out.push_str(&Self::fenced("text", &inside.join("\n")).0);
            } else {
                inline::paragraph_line(bare, &mut out);
            }
            out.push('\n');
        }
        out.truncate(out.trim_end_matches('\n').len());
        Self(out)
    }

    /// A value unchanged, in a code span.
    pub fn code(value: &str) -> Self {
        let value = visible(value);
        let longest = inline::longest_run(&value);
        // The fence is one backtick longer than the longest run in the value; a backtick at an end needs a space.
        let fence = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
        let ends = value.starts_with('`') || value.ends_with('`');
        let strips = value.starts_with(' ') && value.ends_with(' ') && !value.trim().is_empty();
        let blank = if longest > 0 || ends || strips {
            " "
        } else {
            ""
        };
        if value.is_empty() {
            return Self::words("(empty)");
        }
        Self(format!("{fence}{blank}{value}{blank}{fence}"))
    }

    /// A block of code, line by line unchanged.
    pub fn fenced(language: &'static str, text: &str) -> Self {
        let ticks = text
            .lines()
            .map(|line| line.trim_start())
            .map(|line| line.len() - line.trim_start_matches('`').len());
        let fence = "`".repeat(ticks.max().unwrap_or(0).max(2) + 1);
        let mut out = format!("{fence}{language}\n");
        for line in text.lines() {
            out.push_str(&visible_line(line));
            out.push('\n');
        }
        out.push_str(&fence);
        Self(out)
    }

    /// A link to a web page; none if the address is not one of a web page.
    pub fn link(label: &'static str, url: &str) -> Option<Self> {
        let url = inline::web_address(url)?;
        Some(Self(format!("[{label}]({url})")))
    }

    /// The address of a web page as a link; code if it is not one.
    pub fn address(url: &str) -> Self {
        match inline::web_address(url) {
            Some(url) => Self(format!("<{url}>")),
            None => Self::code(url),
        }
    }

    /// A link to the section `heading` of one of our pages; `page` is empty for the same page.
    pub fn section(label: &Markdown, page: &'static str, heading: &str) -> Self {
        Self(format!("[{}]({page}#{})", label.flat().0, anchor(heading)))
    }

    /// A link from a page above the providers' folders to a page of one of them; `heading` names a section of it.
    pub fn page(label: &Self, provider: &str, page: &'static str, heading: Option<&str>) -> Self {
        let folder = inline::path(provider);
        let section = heading.map(|heading| format!("#{}", anchor(heading)));
        let section = section.unwrap_or_default();
        Self(format!("[{}]({folder}/{page}{section})", label.flat().0))
    }

    /// An HTML comment, which is not displayed; nothing in `words` ends it.
    pub fn hidden_comment(words: &str) -> Self {
        let words = visible(words).replace("--", "- -").replace('>', "&gt;");
        Self(format!("<!-- {words} -->"))
    }

    /// A rustdoc link to `path`, shown as `name`; both consist only of identifiers.
    pub fn item(name: &str, path: &str) -> Self {
        Self(format!(
            "[`{}`]({})",
            inline::path(name),
            inline::path(path)
        ))
    }

    /// A rustdoc link to an item, by the name that is shown.
    pub fn named(name: &str) -> Self {
        Self(format!("[`{}`]", inline::path(name)))
    }

    /// The same if a macro of that name is also in scope: a link to the type.
    pub fn type_named(name: &str) -> Self {
        let name = inline::path(name);
        Self(format!("[`{name}`](type@{name})"))
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The Markdown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends what comes next: after the last sentence, or as a separate paragraph if either side has a block.
    pub fn then(&mut self, next: &Markdown) {
        if self.is_empty() || next.is_empty() {
            self.0.push_str(&next.0);
        } else if self.ends_in_block() || next.begins_with_block() {
            self.paragraph(next);
        } else {
            self.0.push(' ');
            self.0.push_str(&next.0);
        }
    }

    /// Appends a paragraph.
    pub fn paragraph(&mut self, next: &Markdown) {
        if !self.is_empty() && !next.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(&next.0);
    }

    /// Concatenates all of them with [`Markdown::then`].
    pub fn joined<const N: usize>(parts: [Markdown; N]) -> Self {
        let mut out = Self::default();
        for part in &parts {
            out.then(part);
        }
        out
    }

    /// All of them, with our own words between.
    pub fn list(parts: impl IntoIterator<Item = Markdown>, between: &'static str) -> Self {
        let parts: Vec<String> = parts.into_iter().map(|part| part.flat().0).collect();
        Self(parts.join(between))
    }

    /// The same as a sentence: a capital at the start if that does not change a name, and a full stop at the end.
    pub fn sentence(self) -> Self {
        let text = self.0.as_str();
        let first = text
            .split(|c: char| c.is_whitespace())
            .next()
            .unwrap_or_default();
        let word = first.trim_end_matches([',', ';', ':', '.']);
        let plain = !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-' || c == '\'');
        let mut out = String::with_capacity(text.len() + 1);
        match (plain, text.chars().next()) {
            (true, Some(c)) => {
                out.push(c.to_ascii_uppercase());
                out.push_str(text.get(c.len_utf8()..).unwrap_or_default());
            }
            _ => out.push_str(text),
        }
        if out.ends_with(':') {
            out.pop();
        }
        Self(out).stopped()
    }

    /// The same with a full stop at the end, unless it already ends a sentence.
    pub fn stopped(mut self) -> Self {
        if !self.is_empty() && !self.0.ends_with(['.', '!', '?']) && !self.ends_in_fence() {
            self.0.push('.');
        }
        self
    }

    /// The same on one line: blocks become code spans.
    pub fn flat(&self) -> Self {
        if !self.0.contains('\n') {
            return self.clone();
        }
        let mut parts = Vec::new();
        let mut lines = self.0.lines();
        while let Some(line) = lines.next() {
            if let Some(fence) = Fence::opened_by(line) {
                let inside = lines.by_ref().take_while(|line| !fence.is_closed_by(line));
                let words: Vec<&str> = inside.flat_map(str::split_whitespace).collect();
                parts.push(Self::code(&words.join(" ")).0);
            } else if !line.is_empty() {
                parts.push(line.to_owned());
            }
        }
        Self(parts.join(" "))
    }

    /// The same for a table cell.
    pub fn cell(&self) -> Cell {
        Cell(self.flat())
    }

    /// The lines of a doc comment, without comment marks: broken at spaces to stay readable.
    pub fn lines(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut open: Option<Fence> = None;
        for line in self.0.lines() {
            match open {
                Some(fence) => {
                    if fence.is_closed_by(line) {
                        open = None;
                    }
                    out.push(line.to_owned());
                }
                None => {
                    open = Fence::opened_by(line);
                    if open.is_some() {
                        out.push(line.to_owned());
                    } else {
                        wrap(line, &mut out);
                    }
                }
            }
        }
        out
    }

    fn begins_with_block(&self) -> bool {
        let first = self.0.lines().next().unwrap_or_default();
        Fence::opened_by(first).is_some() || inline::item_marker(first).is_some()
    }

    fn ends_in_block(&self) -> bool {
        let last = self.0.lines().next_back().unwrap_or_default();
        self.ends_in_fence() || inline::item_marker(last).is_some()
    }

    fn ends_in_fence(&self) -> bool {
        self.0
            .lines()
            .next_back()
            .is_some_and(|last| last.starts_with("```") && last.trim_matches('`').is_empty())
    }
}

/// One line of safe Markdown in a cell of a table, where a column separator is no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell(Markdown);

impl Cell {
    /// The text, as it is outside of tables.
    pub fn content(&self) -> &Markdown {
        &self.0
    }

    /// The text, with column separators escaped.
    pub fn escaped(&self) -> Markdown {
        let Markdown(text) = &self.0;
        let mut out = String::with_capacity(text.len());
        for atom in atoms(text) {
            match atom {
                // Viewers differ on a backslash before a column separator, and code has no escapes, so it is shown as text.
                Atom::Code { whole, inside } if whole.contains("\\|") => {
                    out.push_str(&Markdown::text(inside).0.replace('|', "\\|"));
                }
                Atom::Code { whole: text, .. } | Atom::Whole(text) | Atom::Text(text) => {
                    out.push_str(&text.replace('|', "\\|"));
                }
            }
        }
        Markdown(out)
    }
}

/// The line that opens a fenced block.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        (length >= 3 && !(mark == '`' && info.contains('`'))).then_some(Self { mark, length })
    }

    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

/// Breaks a line at spaces to stay readable: never inside a code span or a link, nor before something that would have another meaning at
/// the start of a line.
fn wrap(line: &str, out: &mut Vec<String>) {
    if line.len() <= WIDTH {
        out.push(line.to_owned());
        return;
    }
    let hang = match inline::item_marker(line) {
        Some(marker) => " ".repeat(marker),
        None => String::new(),
    };
    let (mut current, mut columns) = (String::new(), 0);
    let mut word = String::new();
    let mut take = |word: &mut String, current: &mut String, out: &mut Vec<String>| {
        let width = word.chars().count();
        // Only the first word of an unbreakable part must fit: a long address may exceed the line.
        let first = word.split(' ').next().unwrap_or_default().chars().count();
        if columns > 0 && columns + 1 + first > WIDTH && !inline::means_more_at_start(word) {
            out.push(std::mem::replace(current, hang.clone()));
            columns = hang.len();
        } else if columns > 0 {
            current.push(' ');
            columns += 1;
        }
        current.push_str(word);
        columns += width;
        word.clear();
    };
    for atom in atoms(line) {
        match atom {
            Atom::Text(text) => {
                for (i, piece) in text.split(' ').enumerate() {
                    if i > 0 {
                        take(&mut word, &mut current, out);
                    }
                    word.push_str(piece);
                }
            }
            Atom::Whole(text) | Atom::Code { whole: text, .. } => word.push_str(text),
        }
    }
    take(&mut word, &mut current, out);
    out.push(current);
}

/// Whether a text is the whole address of a web page.
pub fn is_web_address(text: &str) -> bool {
    let odd = |c: char| matches!(c, '<' | '>' | '"' | '`' | '\\');
    !text.contains(odd) && inline::web_address(text).is_some()
}

/// Anchor of a page's section, as Markdown viewers derive it from a heading.
pub(crate) fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .map(|c| {
            if c == ' ' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
