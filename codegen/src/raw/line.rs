//! Parameters and members: `name as x?: TYPE RANGE = DEFAULT -- text (unconfirmed, reason)`, and the same as a mapping.

use super::keys::{self, Keys, NOTES};
use super::types::{bad_list, parse_head, parse_range, parse_type};
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::rules::types as rules;
use crate::rules::yaml::DUPLICATE_KEY;
use crate::source::Span;
use crate::yaml::{NodeKind, Pair, Scalar};
use std::collections::HashMap;

/// A text behind ` -- ` and its mark.
const TEXT: &str = " -- ";

/// Reads the fields of a mapping.
pub(super) fn parse_fields(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Field> {
    let fields = pairs.iter().map(|pair| parse_field(pair, diagnostics));
    let fields: Vec<Field> = fields.collect();
    check_once(fields.iter().map(|field| &field.name), diagnostics);
    fields
}

/// Reports names of the wire that stand there twice: with `as`, two keys that differ may mean one name.
pub(super) fn check_once<'a>(names: impl Iterator<Item = &'a Text>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in names {
        if let Some(first) = seen.insert(&name.value, name.span) {
            diagnostics
                .report(
                    &DUPLICATE_KEY,
                    name.span,
                    format!("`{}` is there twice", keys::shorten(&name.value)),
                )
                .label("the second one")
                .second(first, "the first one")
                .why("both have the same name on the wire")
                .help("remove one of them; what follows ` as ` is the name in Rust alone");
        }
    }
}

fn parse_field(pair: &Pair, diagnostics: &mut Diagnostics) -> Field {
    let mut field = parse_name(&pair.key, diagnostics);
    let node = &pair.value;
    match &node.kind {
        NodeKind::Scalar(scalar) if scalar.is_missing() => {
            diagnostics
                .report(
                    &rules::BAD_LINE,
                    pair.key.span,
                    format!("`{}` has no type", field.name.value),
                )
                .label("a type is due behind it")
                .help("write `name: TYPE -- text`, such as `amount: decimal -- how much to send`");
        }
        NodeKind::Scalar(scalar) if scalar.is_quoted() => {
            field.constant = Some(Box::new(Spanned {
                value: scalar.text.clone(),
                span: node.span,
            }));
        }
        NodeKind::Scalar(scalar) => parse_line(scalar, &mut field, diagnostics),
        NodeKind::Sequence(nodes) if nodes.len() == 1 => field.ty = parse_type(node, diagnostics),
        NodeKind::Sequence(_) => bad_list(node, diagnostics),
        NodeKind::Mapping(_) => {
            if let Some(keys) = long_form(node, diagnostics) {
                parse_long(&keys, &mut field, diagnostics);
            }
        }
    }
    field
}

/// `name as x?` or `name? as x`
fn parse_name(key: &Scalar, diagnostics: &mut Diagnostics) -> Field {
    let text = key.text.as_str();
    let (name, rename) = match text.split_once(" as ") {
        Some((name, rename)) => (name.trim(), Some(rename.trim())),
        None => (text.trim(), None),
    };
    let (name, before) = strip_mark(name);
    let (rename, behind) = rename.map_or((None, false), |rename| {
        let (rename, mark) = strip_mark(rename);
        (Some(rename), mark)
    });
    if name.is_empty() || name.contains(char::is_whitespace) {
        diagnostics
            .report(
                &rules::BAD_LINE,
                key.span,
                format!("`{}` is no name", keys::shorten(text)),
            )
            .label("a name is due here")
            .help("write `name`, `name?` or `name as other`");
    }
    let rename = rename.map(|rename| {
        let from = text.rfind(rename).unwrap_or(0);
        Box::new(Spanned {
            value: rename.to_string(),
            span: key.span_of(from, from + rename.len()),
        })
    });
    Field {
        name: Spanned {
            value: name.to_string(),
            span: key.span,
        },
        rename,
        optional: before || behind,
        ty: None,
        constant: None,
        default: None,
        range: None,
        notes: Notes::default(),
    }
}

/// `name as other` where a name of the wire may hold anything: what follows the last ` as ` is the name in Rust if it is one word.
pub(super) fn parse_renamed(key: &Scalar) -> (Text, Option<Text>) {
    let text = key.text.as_str();
    let renamed = text
        .rsplit_once(" as ")
        .filter(|(_, rename)| crate::names::is_identifier(rename.trim()));
    let Some((name, rename)) = renamed else {
        let name = Spanned {
            value: text.to_string(),
            span: key.span,
        };
        return (name, None);
    };
    let from = text.len() - rename.trim_start().len();
    let rename = Spanned {
        value: rename.trim().to_string(),
        span: key.span_of(from, from + rename.trim().len()),
    };
    let name = Spanned {
        value: name.trim_end().to_string(),
        span: key.span_of(0, name.trim_end().len()),
    };
    (name, Some(rename))
}

fn strip_mark(name: &str) -> (&str, bool) {
    match name.strip_suffix('?') {
        Some(name) => (name.trim_end(), true),
        None => (name, false),
    }
}

/// `TYPE RANGE = DEFAULT -- text`
fn parse_line(scalar: &Scalar, field: &mut Field, diagnostics: &mut Diagnostics) {
    let text = scalar.text.as_str();
    let (end, doc) = split_text(scalar, &mut field.notes, diagnostics);
    field.notes.doc = doc;
    let head = text.get(..end).unwrap_or("");
    let equals = outside_quotes(head, '=');
    if let Some(at) = equals {
        field.default = parse_default(scalar, at + 1, end, diagnostics).map(Box::new);
    }
    let parsed = parse_head(scalar, 0, equals.unwrap_or(end), false, diagnostics);
    if let Some(parsed) = parsed {
        field.ty = Some(parsed.ty);
        field.range = parsed.range.map(Box::new);
    }
}

/// Where the part before ` -- ` ends, and the text behind it; its mark goes to the notes.
pub(super) fn split_text(
    scalar: &Scalar,
    notes: &mut Notes,
    diagnostics: &mut Diagnostics,
) -> (usize, Option<Text>) {
    let text = scalar.text.as_str();
    let Some(at) = text.find(TEXT) else {
        if let Some(head) = text.trim_end().strip_suffix(" --") {
            let span = scalar.span_of(head.len() + 1, head.len() + 3);
            diagnostics
                .report(&rules::BAD_LINE, span, "nothing behind `--`")
                .label("a text is due here")
                .help("say in a few words what it means");
            return (head.len(), None);
        }
        return (text.len(), None);
    };
    let from = at + TEXT.len();
    let said = text.get(from..).unwrap_or("");
    let (said, mark) = split_mark(said);
    if let Some((reason, offset)) = mark {
        notes.unconfirmed = Some(Box::new(Spanned {
            value: reason.to_string(),
            span: scalar.span_of(from + offset, from + offset + reason.len()),
        }));
    }
    let doc = Spanned {
        value: said.trim().to_string(),
        span: scalar.span_of(from, from + said.trim_end().len()),
    };
    (at, Some(doc).filter(|doc| !doc.value.is_empty()))
}

/// `text (unconfirmed, reason)`: the text, and the reason with its place.
fn split_mark(text: &str) -> (&str, Option<(&str, usize)>) {
    const OPEN: &str = "(unconfirmed";
    let found = text.rfind(OPEN).and_then(|at| {
        let inner = text.get(at + OPEN.len()..)?.trim_end().strip_suffix(')')?;
        let reason = match inner.strip_prefix(',') {
            Some(reason) => reason.trim(),
            None if inner.is_empty() => "",
            None => return None,
        };
        let offset = at + OPEN.len() + inner.len() - inner.trim_start_matches([',', ' ']).len();
        Some((text.get(..at)?, reason, offset))
    });
    match found {
        Some((before, reason, offset)) => (before, Some((reason, offset))),
        None => (text, None),
    }
}

/// The default between `=` and the text.
fn parse_default(
    scalar: &Scalar,
    from: usize,
    to: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Text> {
    let raw = scalar.text.get(from..to).unwrap_or("");
    let value = raw.trim();
    let start = from + raw.len() - raw.trim_start().len();
    let span = scalar.span_of(start, start + value.len());
    if value.is_empty() {
        diagnostics
            .report(&rules::BAD_LINE, span, "nothing behind `=`")
            .label("a default is due here")
            .help("write what the provider takes when it is left out, or remove the `=`");
        return None;
    }
    let unquoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    Some(Spanned {
        value: unquoted.unwrap_or(value).to_string(),
        span,
    })
}

/// Byte of the first `mark` that is not in double quotes.
fn outside_quotes(text: &str, mark: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == mark && !quoted).then_some(at)
    })
}

fn long_form<'a>(node: &'a crate::yaml::Node, diagnostics: &mut Diagnostics) -> Option<Keys<'a>> {
    let known: Vec<&str> = ["type", "constant", "range", "default"]
        .iter()
        .chain(NOTES)
        .copied()
        .collect();
    Keys::open(node, "a field", &known, diagnostics)
}

/// `{ type: decimal, range: 1..100, default: "25", doc: … }`
fn parse_long(keys: &Keys<'_>, field: &mut Field, diagnostics: &mut Diagnostics) {
    field.notes = keys.notes(diagnostics);
    field.constant = keys.text("constant", diagnostics).map(Box::new);
    field.default = keys.text("default", diagnostics).map(Box::new);
    if field.constant.is_some() {
        return;
    }
    let help = "write `type: TYPE`, or `constant: TEXT` for what is always the same";
    if let Some(node) = keys.needed("type", help, diagnostics) {
        field.ty = parse_type(node, diagnostics);
    }
    if let Some(node) = keys.get("range") {
        match node.as_scalar() {
            Some(scalar) => field.range = parse_range(scalar, diagnostics).map(Box::new),
            None => keys::wrong_kind(node, "`range`", "a range such as `1..100`", diagnostics),
        }
    }
}

/// `TYPE as NAME -- text` of an operation's `items`.
pub(super) fn parse_items(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Field> {
    let mut notes = Notes::default();
    let node = &pair.value;
    let (ty, name, range) = match node.as_scalar() {
        Some(scalar) if !scalar.is_quoted() => {
            let (end, doc) = split_text(scalar, &mut notes, diagnostics);
            notes.doc = doc;
            let head = parse_head(scalar, 0, end, true, diagnostics)?;
            (head.ty, head.name, head.range)
        }
        _ => (parse_type(node, diagnostics)?, None, None),
    };
    let name = name.unwrap_or_else(|| Spanned {
        value: "items".to_string(),
        span: pair.key.span,
    });
    Some(Field {
        name,
        rename: None,
        optional: false,
        ty: Some(ty),
        constant: None,
        default: None,
        range: range.map(Box::new),
        notes,
    })
}

/// A text that may carry a mark, without a type: `Name -- text (unconfirmed, reason)`.
pub(super) fn parse_noted(scalar: &Scalar, diagnostics: &mut Diagnostics) -> (Text, Notes) {
    let mut notes = Notes::default();
    let (end, doc) = split_text(scalar, &mut notes, diagnostics);
    notes.doc = doc;
    let value = scalar.text.get(..end).unwrap_or("").trim();
    let span: Span = scalar.span_of(0, value.len());
    let text = Spanned {
        value: value.to_string(),
        span,
    };
    (text, notes)
}
