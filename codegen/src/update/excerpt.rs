//! Parts of a draft as text for the author's file: dedented, with the author's names of types.

use super::entries::{Entry, Kind, Origin, mentions, mentions_in, value_pieces};
use super::line;
use crate::edit::{Layout, written};
use crate::source::{Source, Span};
use crate::yaml::{self, Node, NodeKind, Pair};
use std::collections::BTreeMap;

/// A draft, and what its types are named in the author's file.
pub(super) struct Draft<'t> {
    pub(super) source: &'t Source,
    /// The author's names by the draft's.
    pub(super) types: BTreeMap<String, String>,
}

impl Draft<'_> {
    fn is_type(&self, word: &str) -> bool {
        self.types.contains_key(word)
    }

    /// A text of a type with the author's names.
    pub(super) fn renamed(&self, text: &str) -> String {
        let mut out = String::new();
        let mut quoted = false;
        let mut before = "";
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let len = match c {
                c if line::is_word(c) => rest.find(|c| !line::is_word(c)).unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            let (token, next) = rest.split_at_checked(len).unwrap_or((rest, ""));
            quoted ^= token == "\"";
            match self.types.get(token).filter(|_| !quoted && before != "as") {
                Some(name) => out.push_str(name),
                None => out.push_str(token),
            }
            if !token.trim().is_empty() {
                before = token;
            }
            rest = next;
        }
        out
    }

    /// `key: value` in lines that begin at the margin. `key` is another key.
    pub(super) fn lines(&self, entry: &Entry<'_>, key: Option<&str>) -> Option<String> {
        let pair = entry.pair()?;
        let end = pair.value.span.end.max(pair.key.span.end);
        let mut renames = Vec::new();
        self.mentions(entry, &mut renames);
        if let Some(key) = key {
            renames.push((pair.key.span, key.to_owned()));
        }
        renames.sort_by_key(|(span, _)| span.start);
        let mut text = String::new();
        let mut at = pair.key.span.start;
        for (span, name) in renames {
            if span.start >= at {
                text.push_str(self.source.slice(Span::new(at, span.start)));
                text.push_str(&name);
                at = span.end;
            }
        }
        text.push_str(self.source.slice(Span::new(at, end)));
        let (start, _) = self.source.line_at(pair.key.span.start);
        let margin = self.source.slice(Span::new(start, pair.key.span.start));
        let indent = margin.chars().count();
        let mut lines = text.lines();
        let mut out = lines.next().unwrap_or("").to_owned();
        for line in lines {
            out.push('\n');
            let blanks = line.len() - line.trim_start_matches(' ').len();
            out.push_str(line.get(blanks.min(indent)..).unwrap_or(""));
        }
        out.push('\n');
        Some(out)
    }

    /// `key: value` on one line, as it can be between `{` and `}`.
    pub(super) fn inline(&self, entry: &Entry<'_>, key: Option<&str>) -> Option<String> {
        let pair = entry.pair()?;
        let key = key.unwrap_or(&pair.key.text);
        let key = written(key, Layout::Flow, pair.key.is_quoted());
        if matches!(entry.kind, Kind::Line | Kind::Value) {
            let parts = self.parts(entry)?;
            return Some(format!(
                "{key}: {}",
                line_value(&parts, entry.kind, Layout::Flow)?
            ));
        }
        let lines = self.lines(entry, Some("k"))?;
        let source = Source::new("", lines);
        let root = yaml::parse(&source, &mut crate::diagnostic::Diagnostics::new())?;
        Some(format!("{key}: {}", flow(root.get("k")?)))
    }

    /// The parts of a line or value, in whatever notation, with the author's names; `None` for a type that is declared in place.
    pub(super) fn parts(&self, entry: &Entry<'_>) -> Option<Vec<(String, String)>> {
        let mut parts = parts(entry.pair()?, entry.kind)?;
        if entry.kind == Kind::Line {
            for (_, value) in parts.iter_mut().filter(|(name, _)| name == "type") {
                *value = self.renamed(value);
            }
        }
        Some(parts)
    }

    /// Where types are named, with their new names.
    fn mentions(&self, entry: &Entry<'_>, out: &mut Vec<(Span, String)>) {
        let mut found = Vec::new();
        let is_type = |word: &str| self.is_type(word);
        match (entry.kind, entry.pair()) {
            (Kind::Line, Some(pair)) => match &pair.value.kind {
                NodeKind::Scalar(scalar) if !scalar.is_quoted() => {
                    for piece in line::split(&scalar.text) {
                        if piece.name == "type" {
                            mentions_in(scalar, piece.at, &is_type, &mut found);
                        }
                    }
                }
                NodeKind::Scalar(_) => {}
                _ => mentions(&pair.value, &is_type, &mut found),
            },
            (Kind::Fact, Some(pair)) => {
                let names = entry
                    .fact
                    .as_ref()
                    .is_some_and(|fact| !fact.types.is_empty());
                if names {
                    mentions(&pair.value, &is_type, &mut found);
                }
            }
            _ => {}
        }
        let renamed = found
            .into_iter()
            .filter_map(|(span, name)| Some((span, self.types.get(&name)?.clone())));
        out.extend(renamed);
        // What it has from elsewhere is not in its lines.
        let is_own = |child: &&Entry<'_>| !matches!(child.origin, Origin::Shared { .. });
        for child in entry.children.iter().filter(is_own) {
            self.mentions(child, out);
        }
    }
}

/// The parts of a line or value as they are written, without its name in Rust; `None` for a type that is declared in place.
pub(super) fn parts(pair: &Pair, kind: Kind) -> Option<Vec<(String, String)>> {
    let text = |node: &Node| node.as_scalar().map(|scalar| scalar.text.trim().to_owned());
    let owned = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    match &pair.value.kind {
        NodeKind::Scalar(scalar) if scalar.is_missing() => Some(Vec::new()),
        NodeKind::Scalar(scalar) if kind == Kind::Value => {
            let pieces = value_pieces(scalar).into_iter();
            Some(
                pieces
                    .map(|piece| owned(piece.name, &piece.value))
                    .collect(),
            )
        }
        NodeKind::Scalar(scalar) if scalar.is_quoted() => {
            Some(vec![owned("constant", &scalar.text)])
        }
        NodeKind::Scalar(scalar) => {
            let pieces = line::split(&scalar.text).into_iter();
            Some(
                pieces
                    .map(|piece| owned(piece.name, &piece.value))
                    .collect(),
            )
        }
        NodeKind::Sequence(nodes) => {
            let one = nodes.first().and_then(text)?;
            Some(vec![owned("type", &format!("list<{one}>"))])
        }
        NodeKind::Mapping(pairs) => {
            let mut parts = Vec::new();
            for inner in pairs {
                let value = text(&inner.value)?;
                let key = inner.key.text.as_str();
                match (key, kind) {
                    ("name", Kind::Value) => parts.push(owned("type", &value)),
                    ("only", _) => parts.push(owned("only", &format!("only {value}"))),
                    _ => parts.push(owned(key, &value)),
                }
            }
            let is_whole = kind == Kind::Value
                || parts
                    .iter()
                    .any(|(name, _)| name == "type" || name == "constant");
            is_whole.then_some(parts)
        }
    }
}

/// The value of a line or value with these parts: on one line where the language and YAML allow it, else as a mapping. `None`: a type with a comma, which
/// is not possible between brackets.
pub(super) fn line_value(parts: &[(String, String)], kind: Kind, layout: Layout) -> Option<String> {
    let find = |name: &str| parts.iter().find(|(part, _)| part == name);
    let is_line = parts
        .iter()
        .all(|(name, _)| line::PARTS.contains(&name.as_str()));
    if let ([(name, value)], Kind::Line) = (parts, kind)
        && name == "constant"
    {
        return Some(yaml::quoted(value));
    }
    let has_head = find("type").is_some();
    if is_line && (has_head || kind == Kind::Value && parts.len() <= 1 && find("doc").is_some()) {
        let borrowed: Vec<(&str, String)> = parts
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        // A value without a name is only its text.
        let text = match (has_head, borrowed.as_slice()) {
            (false, [(_, text)]) => text.clone(),
            _ => line::join(&borrowed),
        };
        let plain = written(&text, layout, false);
        if !plain.starts_with('"') && reads_alike(&text, parts, kind) {
            return Some(plain);
        }
    }
    if parts.is_empty() {
        return Some("\"\"".to_owned());
    }
    let mut members = Vec::new();
    for (name, value) in parts {
        let (name, value) = match (name.as_str(), kind) {
            ("type", Kind::Value) => ("name", value.as_str()),
            ("only", _) => ("only", value.strip_prefix("only ").unwrap_or(value)),
            (name, _) => (name, value.as_str()),
        };
        let text = written(value, Layout::Flow, name == "constant");
        if name == "type" && text.starts_with('"') {
            return None;
        }
        members.push(format!("{name}: {text}"));
    }
    Some(format!("{{ {} }}", members.join(", ")))
}

/// Whether a text is read as these parts.
fn reads_alike(text: &str, parts: &[(String, String)], kind: Kind) -> bool {
    let document = format!("k: {}\n", written(text, Layout::Block { indent: 0 }, false));
    let source = Source::new("", document);
    let root = yaml::parse(&source, &mut crate::diagnostic::Diagnostics::new());
    let found = root.as_ref().and_then(|root| {
        let pair = root.pair("k")?;
        self::parts(pair, kind)
    });
    let sorted = |parts: &[(String, String)]| {
        let mut parts = parts.to_vec();
        parts.sort();
        parts
    };
    found.is_some_and(|found| sorted(&found) == sorted(parts))
}

/// A value on one line, as it can be between `{` and `}`.
fn flow(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar(scalar) if scalar.is_missing() => "\"\"".to_owned(),
        NodeKind::Scalar(scalar) => written(&scalar.text, Layout::Flow, scalar.is_quoted()),
        NodeKind::Sequence(nodes) => {
            format!(
                "[{}]",
                nodes.iter().map(flow).collect::<Vec<_>>().join(", ")
            )
        }
        NodeKind::Mapping(pairs) if pairs.is_empty() => "{}".to_owned(),
        NodeKind::Mapping(pairs) => {
            let members = pairs.iter().map(|pair| {
                let key = written(&pair.key.text, Layout::Flow, pair.key.is_quoted());
                format!("{key}: {}", flow(&pair.value))
            });
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}
