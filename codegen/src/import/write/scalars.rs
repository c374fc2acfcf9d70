//! Texts as YAML, in the style of specs that are written by hand.

use crate::yaml::quoted;
use specie_runtime::signing::plan::Data;

/// Width after which a text is written as a block of several lines.
const WIDTH: usize = 140;

/// Width of the lines of such a block.
const BLOCK_WIDTH: usize = 118;

/// Words that YAML, or a reader of YAML, does not take for texts.
const WORDS: &[&str] = &[
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "nan", "inf",
];

/// A key.
pub(super) fn key(text: &str) -> String {
    // `name as other`; a name with spaces of its own is in quotes.
    let name = text.rsplit_once(" as ").map_or(text, |(name, _)| name);
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./$[]?".contains(c))
        && !is_word(text);
    match plain {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn is_word(text: &str) -> bool {
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a text in one line can be written without quotes, after a key on a line of its own.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| "?:,[]{}#&*!|>'\"%@`".contains(c) || c.is_whitespace())
        && (!text.starts_with('-') || text.starts_with("--"))
        && !text.starts_with("---")
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains('\n')
        && !is_word(text)
}

/// A value behind its key: ` text`, or a block of lines below. `indent` is that of the lines below.
pub(super) fn value(text: &str, before: usize, indent: usize) -> String {
    if text.contains('\n') {
        return literal(text, indent);
    }
    if is_plain(text) && before + text.chars().count() <= WIDTH && !is_number(text) {
        return format!(" {text}");
    }
    if text.starts_with(' ') || text.contains("  ") || text.is_empty() {
        return format!(" {}", quoted(text));
    }
    folded(text, indent)
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.eE_".contains(c))
}

/// A text in one line, folded.
fn folded(text: &str, indent: usize) -> String {
    let mut out = String::from(" >-");
    let width = BLOCK_WIDTH.saturating_sub(indent).max(40);
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push_str(line);
        line.clear();
    };
    let mut length = 0;
    for word in text.split(' ') {
        let count = word.chars().count();
        if !line.is_empty() && length + 1 + count > width {
            flush(&mut line);
            length = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += count;
    }
    flush(&mut line);
    out
}

/// A text of several lines, as it is.
fn literal(text: &str, indent: usize) -> String {
    let mut out = String::from(" |-");
    for line in text.lines() {
        out.push('\n');
        if !line.trim().is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
    out
}

/// A value of an enum or a default in a list.
pub(super) fn element(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !is_word(text);
    match plain {
        true => text.to_owned(),
        false => quoted(text),
    }
}

/// Plain data behind its key or hyphen, with lines below at `indent`.
pub(super) fn data(value: &Data, indent: usize, out: &mut String) {
    let short = flow(value);
    if short.len() + indent <= 110 || matches!(value, Data::Text(_) | Data::Null | Data::Bool(_)) {
        out.push(' ');
        out.push_str(&short);
        return;
    }
    match value {
        Data::Object(members) => {
            for (name, value) in members.iter() {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                out.push_str(&key(name));
                out.push(':');
                data(value, indent + 2, out);
            }
        }
        Data::List(elements) => {
            for element in elements.iter() {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                out.push('-');
                element_below(element, indent + 2, out);
            }
        }
        _ => {
            out.push(' ');
            out.push_str(&short);
        }
    }
}

/// An element behind its hyphen: the first member of an object is beside the hyphen.
fn element_below(element: &Data, indent: usize, out: &mut String) {
    let start = out.len();
    data(element, indent, out);
    let below = format!("\n{}", " ".repeat(indent));
    let is_block = out
        .get(start..)
        .is_some_and(|written| written.starts_with(&below));
    if is_block {
        out.replace_range(start..start + below.len(), " ");
    }
}

/// Plain data in one line.
fn flow(value: &Data) -> String {
    let mut out = String::new();
    write_flow(value, &mut out);
    out
}

fn write_flow(value: &Data, out: &mut String) {
    match value {
        Data::Object(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { " " });
                let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    && key(name) == *name;
                match plain {
                    true => out.push_str(name),
                    false => out.push_str(&quoted(name)),
                }
                out.push_str(": ");
                write_flow(value, out);
            }
            out.push_str(if members.is_empty() { "}" } else { " }" });
        }
        Data::List(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_flow(element, out);
            }
            out.push(']');
        }
        Data::Text(text) => out.push_str(&element(text)),
        Data::Null => out.push_str("null"),
        Data::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Data::Integer(text) => out.push_str(text),
        Data::Number(text) | Data::Decimal(text) => {
            // Plain data has no exponents.
            let amount = specie_runtime::Amount::new(text.to_string());
            match amount {
                Ok(amount) if text.contains(['e', 'E']) => out.push_str(amount.plain()),
                _ => out.push_str(text),
            }
        }
    }
}
