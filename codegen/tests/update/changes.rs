//! Changes of a spec's text, as an author or a provider makes them, by the keys around a line. They know nothing of how `specie update` reads a spec.

use crate::random::Random;
use std::collections::BTreeSet;
use std::ops::Range;

/// The keys around a line, outermost first.
pub type Path = Vec<String>;

/// What is changed at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The text of a line.
    Doc(String),
    /// The type of a line.
    Type(&'static str),
    /// `?` is added or removed.
    Optional,
    /// A default is added.
    Default(String),
    /// A name for Rust.
    Name(String),
    /// A comment above.
    Above(String),
    /// A comment behind.
    Behind(String),
    /// An empty line above.
    Blank,
    /// One more optional parameter behind this one.
    Parameter(String),
    /// One more variant of a union behind this one.
    Variant(String),
    /// One more example, vector or step of a plan.
    Item(String),
    /// A comment above the first of them.
    Note(String),
    /// One more key in an operation.
    Key(String),
    /// One more operation behind this one.
    Operation(String),
    /// The parameters in braces, on one line.
    Braces,
    /// The entry is removed.
    Removed,
    /// The entry moves behind the one with this name.
    Behinds(String),
    /// The operation has another name.
    OperationName(String),
    /// The type has another name.
    TypeName(String),
}

impl What {
    /// What must not be changed twice: a part of the entry.
    fn part(&self) -> &'static str {
        match self {
            Self::Doc(_) => "doc",
            Self::Type(_) => "type",
            Self::Optional => "optional",
            Self::Default(_) => "default",
            Self::Name(_) => "name",
            Self::Above(_) | Self::Blank => "above",
            Self::Behind(_) => "behind",
            Self::Parameter(_) | Self::Variant(_) => "parameter",
            Self::Item(_) => "item",
            Self::Note(_) => "note",
            Self::Key(_) => "key",
            Self::Braces => "braces",
            Self::Operation(_) | Self::Removed | Self::Behinds(_) => "whole",
            Self::OperationName(_) | Self::TypeName(_) => "own name",
        }
    }

    /// Changes of whole entries, and of names that others use, come last.
    fn order(&self) -> usize {
        match self {
            Self::Parameter(_) | Self::Variant(_) | Self::Item(_) | Self::Key(_) => 1,
            Self::Braces => 2,
            Self::Operation(_) => 3,
            Self::Above(_) | Self::Note(_) | Self::Blank => 4,
            Self::Removed => 5,
            Self::Behinds(_) => 6,
            Self::OperationName(_) | Self::TypeName(_) => 7,
            _ => 0,
        }
    }

    /// Whether the meaning of a spec stays: a newer document that changes only this changes nothing.
    pub fn is_layout(&self) -> bool {
        matches!(
            self,
            Self::Behinds(_) | Self::OperationName(_) | Self::TypeName(_)
        )
    }
}

/// A change.
#[derive(Clone, Debug)]
pub struct Change {
    pub path: Path,
    pub what: What,
}

impl Change {
    /// Whether both change the same part, or one the whole of which the other changes a part.
    pub fn meets(&self, other: &Self) -> bool {
        let whole = |one: &Self, other: &Self| {
            one.what.part() == "whole" && other.path.starts_with(&one.path)
                || matches!(&one.what, What::Behinds(name) if other.path.last() == Some(name))
                || one.what == What::Braces
                    && other.path.starts_with(&one.path)
                    && !matches!(other.what, What::Doc(_) | What::Type(_))
        };
        let same = self.path == other.path && self.what.part() == other.what.part();
        // A type that nothing names any more is known by its name alone.
        let unnamed = |one: &Self, other: &Self| {
            one.what == What::Removed && matches!(other.what, What::TypeName(_))
        };
        if unnamed(self, other) || unnamed(other, self) {
            return true;
        }
        same || whole(self, other) || whole(other, self)
    }
}

/// A line of a spec.
struct Line {
    path: Path,
    /// Lines of the entry: its own first.
    lines: Range<usize>,
}

/// The entries of a spec in block layout.
fn outline(lines: &[&str]) -> Vec<Line> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut found: Vec<Line> = Vec::new();
    let mut text_below: Option<usize> = None;
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_text = text_below.is_some_and(|outer| line.trim().is_empty() || indent > outer);
        if line.trim().is_empty() || is_text || line.trim_start().starts_with(['#', '-', '}', ']'])
        {
            continue;
        }
        text_below = None;
        let entry = line.trim_start();
        let key = match entry.split_once(": ") {
            Some((key, _)) => key,
            None => match entry.strip_suffix(':') {
                Some(key) => key,
                None => continue,
            },
        };
        open.retain(|(outer, _)| *outer < indent);
        let path = match open.last() {
            Some((_, outer)) => {
                let mut path = found[*outer].path.clone();
                path.push(key.to_owned());
                path
            }
            None => vec![key.to_owned()],
        };
        if [">-", "|-", ">", "|"]
            .iter()
            .any(|mark| line.ends_with(&format!(": {mark}")))
        {
            text_below = Some(indent);
        }
        open.push((indent, found.len()));
        found.push(Line {
            path,
            lines: at..at + 1,
        });
    }
    // An entry ends at the last line that is indented more.
    for line in &mut found {
        let own = lines[line.lines.start];
        let indent = own.len() - own.trim_start().len();
        let below = lines[line.lines.start + 1..].iter();
        let below = below.take_while(|line| {
            line.trim().is_empty() || line.len() - line.trim_start().len() > indent
        });
        let below: Vec<_> = below.collect();
        let blank = below.iter().rev().take_while(|line| {
            let trimmed = line.trim_start();
            // A comment before a key further out is above that key.
            trimmed.is_empty()
        });
        line.lines.end += below.len() - blank.count();
    }
    found
}

/// The path as its entry is named now: `name?` and `name` are the same.
fn plain(path: &[String]) -> Vec<&str> {
    let name = |key: &String| -> usize { key.find(['?', ' ']).unwrap_or(key.len()) };
    path.iter().map(|key| &key[..name(key)]).collect()
}

/// A text with all changes.
pub fn changed(text: &str, changes: &[Change]) -> String {
    let mut changes: Vec<&Change> = changes.iter().collect();
    changes.sort_by_key(|change| change.what.order());
    let mut text = text.to_owned();
    for change in changes {
        text = apply(&text, change).unwrap_or_else(|| panic!("{change:?} does not apply"));
    }
    text
}

fn apply(text: &str, change: &Change) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let outline = outline(&lines);
    let find = |path: &[String]| {
        let found = outline.iter().find(|line| plain(&line.path) == plain(path));
        found.map(|line| line.lines.clone())
    };
    let range = find(&change.path)?;
    let own = lines[range.start];
    let indent = &own[..own.len() - own.trim_start().len()];
    let mut out: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    match &change.what {
        What::Doc(_) | What::Type(_) | What::Optional | What::Default(_) | What::Name(_) => {
            out[range.start] = edited(own, &change.what)?;
        }
        What::Above(text) => out.insert(range.start, format!("{indent}# {text}")),
        What::Blank => out.insert(range.start, String::new()),
        What::Behind(text) => out[range.start] = format!("{own} # {text}"),
        What::Parameter(name) => {
            out.insert(range.end, format!("{indent}{name}?: text -- {name}"));
        }
        What::Variant(name) => {
            let (_, of, _) = pieces(own)?;
            out.insert(range.end, format!("{indent}{name}: {of} -- {name}"));
        }
        What::Item(name) => {
            let first = lines[first_item(&lines, &range)?];
            let indent = &first[..first.len() - first.trim_start().len()];
            let item = match change.path[0].as_str() {
                "auth" => format!("{indent}- let: {{ {name}: clock.ms }}"),
                _ => format!("{indent}- {{ name: {name}, source: {name} }}"),
            };
            out.insert(range.end, item);
        }
        What::Note(text) => {
            let at = first_item(&lines, &range)?;
            let first = lines[at];
            let indent = &first[..first.len() - first.trim_start().len()];
            out.insert(at, format!("{indent}# {text}"));
        }
        What::Key(text) => out.insert(range.end, format!("{indent}  {text}")),
        What::Operation(name) => {
            let lines = [
                format!("{indent}{name}:"),
                format!("{indent}  doc: {name}."),
                format!("{indent}  call: GET {name}"),
                format!("{indent}  answer: none"),
            ];
            out.splice(range.end..range.end, lines);
        }
        What::Braces => {
            let members: Vec<&str> = lines[range.start + 1..range.end]
                .iter()
                .map(|line| line.trim())
                .collect();
            let line = format!("{own} {{ {} }}", members.join(", "));
            out.splice(range, [line]);
        }
        What::Removed => {
            out.drain(with_comments(&lines, range));
        }
        What::Behinds(name) => {
            let mut to = change.path.clone();
            *to.last_mut()? = name.clone();
            let (from, to) = (with_comments(&lines, range), find(&to)?.end);
            let moved: Vec<String> = out[from.clone()].to_vec();
            out.splice(to..to, moved);
            let shift = if to <= from.start { from.len() } else { 0 };
            out.drain(from.start + shift..from.end + shift);
        }
        What::OperationName(name) => out[range.start] = format!("{indent}{name}:"),
        What::TypeName(name) => {
            let old = change.path.last()?;
            for line in &mut out {
                *line = replaced(line, old, name);
            }
        }
    }
    let mut out = out.join("\n");
    out.push('\n');
    Some(out)
}

/// The line of the first item of a list in block layout.
fn first_item(lines: &[&str], list: &Range<usize>) -> Option<usize> {
    let mut below = list.clone().skip(1);
    below.find(|at| lines[*at].trim_start().starts_with("- "))
}

/// An entry with the comments directly above it.
fn with_comments(lines: &[&str], range: Range<usize>) -> Range<usize> {
    let own = lines[range.start];
    let indent = own.len() - own.trim_start().len();
    let above = lines[..range.start].iter().rev();
    let comments = above.take_while(|line| {
        line.trim_start().starts_with('#')
            && line.len() - line.trim_start().len() == indent
            && !line.contains("---")
    });
    range.start - comments.count()..range.end
}

/// Types that can stand for each other on a line without a range or a default.
const TYPES: &[&str] = &[
    "text",
    "int",
    "bool",
    "decimal",
    "decimal as number",
    "time.iso",
    "json",
];

/// What a line without braces and quotes says: its key, type and what follows it, text.
fn pieces(line: &str) -> Option<(&str, &str, &str)> {
    let (key, value) = line.split_once(": ")?;
    let (head, doc) = match value.split_once(" -- ") {
        Some((head, doc)) => (head, doc),
        None => (value, ""),
    };
    Some((key, head, doc))
}

/// A line with a change of one part.
fn edited(line: &str, what: &What) -> Option<String> {
    let (line, comment) = match line.find(" # ") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let (key, head, doc) = pieces(line)?;
    let (mut key, mut head, mut doc) = (key.to_owned(), head.to_owned(), doc.to_owned());
    match what {
        What::Doc(text) => doc.clone_from(text),
        What::Type(of) => {
            let rest = head.find(" = ").map_or("", |at| &head[at..]).to_owned();
            head = format!("{of}{rest}");
        }
        What::Default(value) => head = format!("{head} = {value}"),
        What::Optional => {
            let (name, rename) = match key.split_once(" as ") {
                Some((name, rename)) => (name.to_owned(), format!(" as {rename}")),
                None => (key.clone(), String::new()),
            };
            key = match name.strip_suffix('?') {
                Some(name) => format!("{name}{rename}"),
                None => format!("{name}?{rename}"),
            };
        }
        What::Name(name) => key = format!("{key} as {name}"),
        _ => return None,
    }
    let doc = match doc.is_empty() {
        true => String::new(),
        false => format!(" -- {doc}"),
    };
    Some(format!("{key}: {head}{doc}{comment}"))
}

/// A text with another word.
fn replaced(text: &str, word: &str, by: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut at = 0;
    for (start, _) in text.match_indices(word) {
        let end = start + word.len();
        let alone = !text[..start].ends_with(is_word) && !text[end..].starts_with(is_word);
        if alone && start >= at {
            out.push_str(&text[at..start]);
            out.push_str(by);
            at = end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// The entries of a spec that can be changed.
pub struct Places {
    /// Parameters and members on one line, without a range, a default, or quotes.
    lines: Vec<Path>,
    /// The same, with one of `TYPES` as their type.
    simple: Vec<Path>,
    operations: Vec<Path>,
    /// Variants of unions on one line.
    variants: Vec<Path>,
    /// Examples, vectors and plans in block layout.
    lists: Vec<Path>,
    /// Parameters that can be written in braces.
    groups: Vec<Path>,
    /// Types that are named on lines alone.
    types: Vec<Path>,
}

impl Places {
    pub fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let outline = outline(&lines);
        let is_line = |path: &[String]| {
            path.len() == 4
                && matches!(
                    (path[0].as_str(), path[2].as_str()),
                    ("operations", "params" | "query") | ("types", "fields" | "variants")
                )
        };
        let is_list = |path: &[String]| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(
                path[..],
                ["vectors"] | ["auth", _] | ["operations" | "webhooks", _, "examples"]
            )
        };
        let mut places = Self {
            lines: Vec::new(),
            simple: Vec::new(),
            operations: Vec::new(),
            variants: Vec::new(),
            lists: Vec::new(),
            groups: Vec::new(),
            types: Vec::new(),
        };
        for line in &outline {
            let (text, path) = (lines[line.lines.start], &line.path);
            if path.len() == 2 && path[0] == "operations" && line.lines.len() > 1 {
                places.operations.push(path.clone());
            }
            if path.len() == 2
                && path[0] == "types"
                && is_named_on_lines(&path[1], &lines, &outline)
            {
                places.types.push(path.clone());
            }
            if path.len() == 3 && path[0] == "operations" && path[2] == "params" {
                let inner = &lines[line.lines.start + 1..line.lines.end];
                let is_simple = |line: &&str| {
                    pieces(line).is_some()
                        && !line.contains(['{', '[', '"', ',', '#', '\'', '|', '>'])
                };
                if !inner.is_empty() && inner.len() < 5 && inner.iter().all(is_simple) {
                    places.groups.push(path.clone());
                }
            }
            if is_list(path) && first_item(&lines, &line.lines).is_some() {
                places.lists.push(path.clone());
            }
            if !is_line(path) || line.lines.len() != 1 {
                continue;
            }
            let Some((key, head, doc)) = pieces(text) else {
                continue;
            };
            let is_plain = |text: &str| !text.contains(['"', '\'', '#', '{', '[', '|', '>', '=']);
            if key.trim().starts_with('"') || !is_plain(head) || !is_plain(doc) {
                continue;
            }
            places.lines.push(path.clone());
            if path[2] == "variants" {
                places.variants.push(path.clone());
            }
            if TYPES.contains(&head) {
                places.simple.push(path.clone());
            }
        }
        places
    }

    /// A change at random, without conflict with those in `taken`. `mark` is a word that nothing else has.
    pub fn change(
        &self,
        random: &mut Random,
        is_author: bool,
        mark: &str,
        taken: &[Change],
    ) -> Option<Change> {
        for _ in 0..50 {
            let Some(change) = self.any(random, is_author, mark) else {
                continue;
            };
            if !taken.iter().any(|one| one.meets(&change)) {
                return Some(change);
            }
        }
        None
    }

    fn any(&self, random: &mut Random, is_author: bool, mark: &str) -> Option<Change> {
        let one = |random: &mut Random, of: &[Path]| -> Option<Path> {
            of.get(random.below(of.len())).cloned()
        };
        let text = format!("{mark} in words");
        let kinds = if is_author { 20 } else { 14 };
        let (of, what) = match random.below(kinds) {
            0 | 1 => (&self.lines, What::Doc(text)),
            2 => (&self.simple, What::Type(TYPES[random.below(TYPES.len())])),
            3 => (&self.simple, What::Optional),
            4 => (&self.simple, What::Default(mark.to_owned())),
            5 => (&self.lines, What::Parameter(mark.to_owned())),
            6 => (&self.operations, What::Removed),
            7 => {
                let other = one(random, &self.operations)?;
                (&self.operations, What::Behinds(other.last()?.clone()))
            }
            8 => (&self.operations, What::OperationName(mark.to_owned())),
            9 => (&self.types, What::TypeName(capital(mark))),
            10 => (&self.operations, What::Operation(mark.to_owned())),
            11 => (&self.variants, What::Variant(mark.to_owned())),
            12 | 13 => (&self.lists, What::Item(mark.to_owned())),
            14 => (&self.lines, What::Name(mark.to_owned())),
            15 => (&self.lines, What::Above(text)),
            16 => (&self.lines, What::Behind(text)),
            17 => (&self.lists, What::Note(text)),
            18 => {
                // No key that an operation has already.
                let key = format!("x_{mark}: {text}");
                (&self.operations, What::Key(key))
            }
            _ => match random.below(2) {
                0 => (&self.groups, What::Braces),
                _ => (&self.operations, What::Blank),
            },
        };
        let path = one(random, of)?;
        let is_param = path[0] == "operations";
        match &what {
            // Not what calls need: names in a path, keys, pages.
            What::Parameter(_) if !is_param => return None,
            What::Behinds(name) if path.last() == Some(name) => return None,
            _ => {}
        }
        Some(Change { path, what })
    }

    /// Another change of what a change changes. A text where there was none is no contradiction of another.
    pub fn against(&self, change: &Change, mark: &str, text: &str) -> Option<Change> {
        let lines: Vec<&str> = text.lines().collect();
        let found = outline(&lines);
        let own = found.iter().find(|line| line.path == change.path)?;
        let (_, head, doc) = pieces(lines[own.lines.start]).unwrap_or_default();
        let what = match &change.what {
            What::Item(_) => What::Item(mark.to_owned()),
            What::Doc(_) if !doc.is_empty() => What::Doc(format!("{mark} in words")),
            What::Type(of) if *of != head => {
                let other = TYPES.iter().find(|other| *other != of && **other != head);
                What::Type(other?)
            }
            What::Default(_) => What::Default(mark.to_owned()),
            _ => return None,
        };
        Some(Change {
            path: change.path.clone(),
            what,
        })
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn is_named_on_lines(name: &str, lines: &[&str], outline: &[Line]) -> bool {
    let on_line: BTreeSet<usize> = outline
        .iter()
        .filter(|line| {
            let path = &line.path;
            path.len() == 2 && path[1] == name && path[0] == "types"
                || path.len() == 4 && matches!(path[2].as_str(), "params" | "fields" | "query")
                || path.len() == 3 && path[2] == "answer"
        })
        .map(|line| line.lines.start)
        .collect();
    lines.iter().enumerate().all(|(at, line)| {
        let is_named = replaced(line, name, "") != *line;
        let is_said = line
            .split_once(" -- ")
            .is_some_and(|(_, doc)| doc.contains(name));
        !is_named || on_line.contains(&at) && !is_said && !line.contains(['"', '#', '\''])
    })
}
