//! Parameters and members: `name as x?: TYPE RANGE = DEFAULT -- text (unconfirmed, reason)`, and the same as a mapping.

use super::inline;
use super::type_expressions::{
    bad_list, only, parse_head, parse_range, parse_raw_head, parse_type,
};
use super::type_mistakes::{ORDER, in_quotes};
use super::type_syntax::Kind;
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, ALLOWED_IN_URL, Keys, NOTES};
use crate::lookalikes::{self, Separator, separator};
use crate::model::BytesForm;
use crate::rules::types as rules;
use crate::rules::yaml::DUPLICATE_KEY;
use crate::source::Span;
use crate::texts::prose;
use crate::yaml::{NodeKind, Pair, Scalar};
use std::collections::HashMap;

/// Reads the fields of a mapping.
pub(super) fn parse_fields(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Field> {
    parse_all(pairs, false, diagnostics)
}

/// The same; the name in Rust may also follow the type: `X-Used: int as used`.
pub(super) fn parse_renamed_fields(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Field> {
    parse_all(pairs, true, diagnostics)
}

fn parse_all(pairs: &[Pair], named: bool, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let mut fields = Vec::with_capacity(pairs.len());
    let mut at = 0;
    while let Some(pair) = pairs.get(at) {
        let parts = parts_of_value(pairs.get(at..).unwrap_or_default());
        if parts > 1 {
            report_comma(pair, diagnostics);
        } else {
            fields.push(parse_field(pair, named, diagnostics));
        }
        at += parts;
    }
    check_once(fields.iter().map(|field| &field.name), diagnostics);
    fields
}

/// How many pairs are one field that YAML took apart at a comma of its value: `{ prices: map<text, decimal> -- by market, in euro }`. These are
/// the pairs without a value directly after it.
fn parts_of_value(pairs: &[Pair]) -> usize {
    let cut = pairs.windows(2).take_while(|two| match two {
        [before, after] => {
            // `, `: on lines of their own, there are more spaces between them.
            let between = after
                .key
                .span
                .start
                .saturating_sub(before.value.span.end.max(before.key.span.end));
            let is_plain = |pair: &Pair| keys::plain(&pair.value).is_some();
            after.value.is_missing()
                && between <= 2
                && (is_plain(before) || before.value.is_missing())
        }
        _ => false,
    });
    let cut = cut.count();
    let first = pairs.first().and_then(|pair| keys::plain(&pair.value));
    match first {
        Some(text) if cut > 0 && !text.is_empty() => cut + 1,
        _ => 1,
    }
}

fn report_comma(pair: &Pair, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::BAD_LINE,
            pair.value.span,
            format!(
                "the value of `{}` ends at a comma",
                keys::shorten(&pair.key.text)
            ),
        )
        .label("inside `{ }`, YAML begins the next key after a comma")
        .help("write the fields on lines of their own, without `{ }`");
}

/// Reports duplicate wire names: with `as`, two different keys may have the same name.
pub(super) fn check_once<'a>(names: impl Iterator<Item = &'a Text>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in names {
        if let Some(first) = seen.insert(&name.value, name.span) {
            diagnostics
                .report(
                    &DUPLICATE_KEY,
                    name.span,
                    format!("`{}` appears twice", keys::shorten(&name.value)),
                )
                .label("the second one")
                .second(first, "the first one")
                .why("both have the same name on the wire")
                .help("remove one of them; the name after ` as ` applies to Rust only");
        }
    }
}

fn parse_field(pair: &Pair, named: bool, diagnostics: &mut Diagnostics) -> Field {
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
                .label("expected a type after it")
                .help("write `name: TYPE -- text`, such as `amount: decimal -- how much to send`");
        }
        NodeKind::Scalar(scalar)
            if field.name.value == "$ref" && scalar.is_quoted() && scalar.text.contains("#/") =>
        {
            diagnostics
                .report(
                    &rules::BAD_LINE,
                    pair.key.span,
                    "`$ref` is not the name of a field",
                )
                .label("a reference as in OpenAPI")
                .help("write the name of the type: `name: Order`; parameters of several operations are `groups`, named in `params: [paging, { … }]`");
        }
        NodeKind::Scalar(scalar) if scalar.is_quoted() && keys::is_generic(&scalar.text) => {
            in_quotes(scalar, diagnostics);
        }
        NodeKind::Scalar(scalar) if scalar.is_quoted() => {
            field.constant = Some(Box::new(Spanned {
                value: scalar.text.clone(),
                span: node.span,
            }));
        }
        NodeKind::Scalar(scalar) => parse_line(scalar, named, &mut field, diagnostics),
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
    let strange = name.chars().any(|c| lookalikes::lookalike(c).is_some());
    // In quotes, a name may have spaces: some providers send such.
    let spaced = name.contains(char::is_whitespace) && (!key.is_quoted() || name.trim() != name);
    if name.is_empty() || spaced || strange {
        diagnostics
            .report(
                &rules::BAD_LINE,
                key.span,
                format!("`{}` is not a valid name", keys::shorten(text)),
            )
            .label("expected a name")
            .help(
                lookalikes::help_in(text)
                    .unwrap_or_else(|| "write `name`, `name?` or `name as other`".to_owned()),
            );
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
        rest: false,
        ty: None,
        only: None,
        constant: None,
        default: None,
        range: None,
        notes: Notes::default(),
    }
}

/// `name as other` where the wire name may be any text: the part after the last ` as ` is the Rust name if it is one word.
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
fn parse_line(scalar: &Scalar, named: bool, field: &mut Field, diagnostics: &mut Diagnostics) {
    let text = scalar.text.as_str();
    let (end, doc) = split_text(scalar, &mut field.notes, diagnostics);
    field.notes.doc = doc;
    let head = text.get(..end).unwrap_or("");
    let equals = outside_quotes(head, '=');
    if let Some(at) = equals {
        field.default = parse_default(scalar, at + 1, end, diagnostics).map(Box::new);
    }
    let parsed = parse_head(scalar, 0, equals.unwrap_or(end), named, diagnostics);
    if let Some(parsed) = parsed {
        if let Some(name) = parsed.name {
            field.rename = Some(Box::new(name));
        }
        field.ty = Some(parsed.ty);
        field.range = parsed.range.map(Box::new);
        field.only = parsed.only;
    }
}

/// End of the part before ` -- `, and the text after it; its mark is added to the notes.
pub(super) fn split_text(
    scalar: &Scalar,
    notes: &mut Notes,
    diagnostics: &mut Diagnostics,
) -> (usize, Option<Text>) {
    let text = scalar.text.as_str();
    let Some(found) = separator(text) else {
        return (text.len(), None);
    };
    if found.text >= text.trim_end().len() && found.exact {
        let span = scalar.span_of(found.dashes.0, found.dashes.1);
        diagnostics
            .report(&rules::BAD_LINE, span, "nothing follows `--`")
            .label("expected a description")
            .help("describe in a few words what it means");
        return (found.head, None);
    }
    check_separator(scalar, &found, diagnostics);
    let from = found.text;
    prose::check_text(scalar, from, diagnostics);
    let mut said = text.get(from..).unwrap_or("");
    while let Some((before, name, reason, offset)) = split_mark(said) {
        let mark = match name {
            "deprecated" => &mut notes.deprecated,
            _ => &mut notes.unconfirmed,
        };
        // The same mark twice stays in the text.
        if mark.is_some() {
            break;
        }
        *mark = Some(Box::new(Spanned {
            value: reason.to_string(),
            span: scalar.span_of(from + offset, from + offset + reason.len()),
        }));
        said = before;
    }
    let doc = Spanned {
        value: said.trim().to_string(),
        span: scalar.span_of(from, from + said.trim_end().len()),
    };
    (found.head, Some(doc).filter(|doc| !doc.value.is_empty()))
}

/// Reports a separator that is meant to be ` -- ` but is written differently.
pub(crate) fn check_separator(scalar: &Scalar, found: &Separator, diagnostics: &mut Diagnostics) {
    if found.exact {
        return;
    }
    let text = scalar.text.as_str();
    let (from, to) = found.dashes;
    let around = text.get(found.head..found.text).unwrap_or("");
    let dashes = text.get(from..to).unwrap_or("");
    let blank = around
        .chars()
        .find(|c| c.is_whitespace() && lookalikes::lookalike(*c).is_some());
    let message = match blank {
        Some(blank) if dashes == "--" => format!(
            "{} (U+{:04X}) beside `--`",
            lookalikes::lookalike(blank).unwrap_or("a space"),
            u32::from(blank)
        ),
        _ if dashes == "--" => "`--` needs a space on each side".to_owned(),
        _ => format!("expected ` -- `, found `{dashes}`"),
    };
    let example = |part: Option<&str>, other: &str| match part.map(str::trim) {
        Some(part) if !part.is_empty() && part.len() <= 40 => part.to_owned(),
        _ => other.to_owned(),
    };
    let head = example(text.get(..found.head), "TYPE");
    let said = example(text.get(found.text..), "text");
    diagnostics
        .report(&rules::BAD_LINE, scalar.span_of(from, to), message)
        .label("the description begins after ` -- `")
        .help(format!(
            "write two hyphens with a plain space on each side: `{head} -- {said}`"
        ));
}

/// `text (unconfirmed, reason)`: the text, the name of the mark, and its reason with its position.
pub(crate) fn split_mark(text: &str) -> Option<(&str, &'static str, &str, usize)> {
    ["unconfirmed", "deprecated"].into_iter().find_map(|name| {
        let open = format!("({name}");
        let at = text.rfind(&open)?;
        let inner = text.get(at + open.len()..)?.trim_end().strip_suffix(')')?;
        let reason = match inner.strip_prefix(',') {
            // Another mark follows.
            Some(reason) if reason.contains(") (") => return None,
            Some(reason) => reason.trim(),
            None if inner.is_empty() => "",
            None => return None,
        };
        let offset = at + open.len() + inner.len() - inner.trim_start_matches([',', ' ']).len();
        Some((text.get(..at)?, name, reason, offset))
    })
}

/// The default between `=` and the text.
fn parse_default(
    scalar: &Scalar,
    from: usize,
    to: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Text> {
    let raw = scalar.text.get(from..to).unwrap_or("");
    let mut value = raw.trim();
    let start = from + raw.len() - raw.trim_start().len();
    if let Some((before, misplaced)) = behind_default(value) {
        let at = start + value.len() - misplaced.len();
        diagnostics
            .report(
                &rules::BAD_LINE,
                scalar.span_of(at, at + misplaced.len()),
                format!("`{misplaced}` follows the default"),
            )
            .label("it belongs before the `=`")
            .help(format!(
                "{ORDER}; write a default with such a text in quotes"
            ));
        value = before;
    }
    let span = scalar.span_of(start, start + value.len());
    if value.is_empty() {
        diagnostics
            .report(&rules::BAD_LINE, span, "nothing follows `=`")
            .label("expected a default")
            .help("write the value that the provider uses if the parameter is left out, or remove the `=`");
        return None;
    }
    if let Some(help) = value.chars().next().and_then(lookalikes::help) {
        diagnostics
            .report(
                &rules::BAD_LINE,
                span,
                format!("`{}` is not a valid default", keys::shorten(value)),
            )
            .label("expected a default")
            .help(help);
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

/// A wire format or range that was written after the default, and the default before it.
fn behind_default(value: &str) -> Option<(&str, &str)> {
    if value.starts_with('"') {
        return None;
    }
    let words = value.split_whitespace().count();
    let at = value.rfind(char::is_whitespace)?;
    let (before, last) = (value.get(..at)?.trim_end(), value.get(at..)?.trim_start());
    let is_range = last.contains("..")
        && last.contains(|c: char| c.is_ascii_digit())
        && last
            .chars()
            .all(|c| c.is_ascii_digit() || ".-+".contains(c));
    if is_range {
        return Some((before, last));
    }
    let form = before.strip_suffix(" as").filter(|_| words == 3)?;
    let is_form = matches!(last, "text" | "number" | "int");
    is_form.then(|| {
        (
            form.trim_end(),
            value.get(form.len()..).unwrap_or("").trim(),
        )
    })
}

/// Index of the first `mark` outside double quotes.
pub(crate) fn outside_quotes(text: &str, mark: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == mark && !quoted).then_some(at)
    })
}

fn long_form<'a>(node: &'a crate::yaml::Node, diagnostics: &mut Diagnostics) -> Option<Keys<'a>> {
    let own = [
        "type",
        "constant",
        "range",
        "default",
        "only",
        ALLOWED_IN_URL,
    ]
    .into_iter();
    let known: Vec<&str> = own
        .chain(inline::keys())
        .chain(NOTES.iter().copied())
        .collect();
    Keys::open(node, "a field", &known, diagnostics)
}

/// `{ type: decimal, range: 1..100, default: "25", doc: … }`
fn parse_long(keys: &Keys<'_>, field: &mut Field, diagnostics: &mut Diagnostics) {
    field.notes = keys.notes(diagnostics);
    field.constant = keys.text("constant", diagnostics).map(Box::new);
    field.default = keys.text("default", diagnostics).map(Box::new);
    if let Some(node) = keys.get("only") {
        let word = keys::plain(node).and_then(only);
        field.only = word.map(|value| Spanned {
            value,
            span: node.span,
        });
        if word.is_none() {
            keys::wrong_kind(node, "`only`", "`received` or `sent`", diagnostics);
        }
    }
    if field.constant.is_some() || keys.has_foreign_type() {
        return;
    }
    let help = "write `type: TYPE`, or `constant: TEXT` for a value that never changes";
    let inline = inline::keys().find_map(|key| keys.pair(key));
    match (inline, keys.pair("type")) {
        (Some(inline), Some(ty)) => {
            diagnostics
                .report(
                    &rules::TYPE_SHAPE,
                    inline.key.span,
                    format!("`{}` is not allowed beside `type`", inline.key.text),
                )
                .label("declares the type here")
                .second(ty.key.span, "names a type")
                .help("remove one of them");
        }
        (Some(_), None) => {
            field.ty = inline::parse_keys(keys, Notes::default(), diagnostics);
        }
        (None, _) => {
            if let Some(node) = keys.needed("type", help, diagnostics) {
                field.ty = parse_type(node, diagnostics);
            }
        }
    }
    if let Some(node) = keys.get("range") {
        match node.as_scalar() {
            Some(scalar) => field.range = parse_range(scalar, diagnostics).map(Box::new),
            None => keys::wrong_kind(node, "`range`", "a range such as `1..100`", diagnostics),
        }
    }
}

/// `TYPE as NAME -- text` of an operation's `items`; without `as`, the name is that of the key.
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
        value: pair.key.text.clone(),
        span: pair.key.span,
    });
    Some(Field {
        name,
        rename: None,
        optional: false,
        rest: false,
        ty: Some(ty),
        only: None,
        constant: None,
        default: None,
        range: range.map(Box::new),
        notes,
    })
}

/// How a body is written that is no JSON.
const RAW_BODY: &str = "write `body: raw text as csv -- what it is`, or `raw bytes` for any bytes; for several parts, such as files, `multipart`; for a body that is JSON, write `items: TYPE as NAME`";

/// `raw text as NAME -- text` or `raw bytes as NAME -- text` of an operation's `body`.
pub(super) fn parse_body(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Field> {
    let mut notes = Notes::default();
    let scalar = pair.value.as_scalar().filter(|scalar| !scalar.is_quoted());
    let raw = scalar.and_then(|scalar| Some((scalar, scalar.text.strip_prefix("raw ")?)));
    let Some((scalar, _)) = raw else {
        diagnostics
            .report(
                &rules::BAD_TYPE,
                pair.value.span,
                "expected a body that is sent as it is",
            )
            .label("expected `raw text`, `raw bytes` or `multipart`")
            .help(RAW_BODY);
        return None;
    };
    let (end, doc) = split_text(scalar, &mut notes, diagnostics);
    notes.doc = doc;
    let head = parse_raw_head(scalar, "raw ".len(), end, diagnostics)?;
    if !matches!(
        head.ty.kind,
        Kind::Text { .. } | Kind::Bytes(BytesForm::Raw)
    ) {
        diagnostics
            .report(
                &rules::BAD_TYPE,
                head.ty.span,
                "this type cannot be sent as it is",
            )
            .label("expected `text` or `bytes`")
            .help(RAW_BODY);
        return None;
    }
    let name = head.name.unwrap_or_else(|| Spanned {
        value: "body".to_string(),
        span: pair.key.span,
    });
    Some(Field {
        name,
        rename: None,
        optional: false,
        ty: Some(head.ty),
        constant: None,
        default: None,
        range: head.range.map(Box::new),
        notes,
        rest: false,
        only: None,
    })
}

/// `map<text, T> as NAME -- text` of a type's `rest`.
pub(super) fn parse_rest(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Field> {
    let field = parse_items(pair, diagnostics)?;
    // In long form, `{ map: T, doc: … }`, the notes are those of the member.
    let notes = match pair.value.as_mapping() {
        Some(pairs) => Notes::read(pairs, diagnostics),
        None => field.notes,
    };
    let rename = match field.name.span == pair.key.span {
        true => Spanned {
            value: "rest".to_owned(),
            span: pair.key.span,
        },
        false => field.name,
    };
    Some(Field {
        name: Spanned {
            value: String::new(),
            span: pair.key.span,
        },
        rename: Some(Box::new(rename)),
        rest: true,
        notes,
        ..field
    })
}

/// A text that may have a mark but no type: `Name -- text (unconfirmed, reason)`.
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
