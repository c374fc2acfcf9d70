//! What limits a value: a range where the language has one, otherwise words for the text.

use crate::import::document::Tree;
use crate::import::draft::{Base, Use};
use specie_runtime::Amount;
use specie_runtime::signing::plan::Data;

/// Maximum length of a limit: `1e308` written out says nothing.
const MAX_DIGITS: usize = 80;

/// The range of a type, and what only the text can say.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub(super) range: Option<String>,
    pub(super) said: Vec<String>,
}

/// Which keywords limit a type, and how.
enum Measure {
    /// The value of a number; whether it may have a fraction.
    Number(bool),
    /// The length of a text.
    Length,
    /// The number of entries of a list.
    List,
    /// The number of members of an object.
    Map,
    /// The type cannot have a range.
    None,
}

/// The limits of a schema for a value of this type.
pub(super) fn limits(schema: &Data, ty: &Use) -> Limits {
    let mut limits = Limits::default();
    match measure(ty) {
        Measure::Number(fraction) => number(schema, fraction, &mut limits),
        Measure::Length => {
            let ends = ends(schema, "minLength", "maxLength");
            limits.range = counted(ends, &mut limits.said, "characters");
        }
        Measure::List => {
            let ends = ends(schema, "minItems", "maxItems");
            let range = counted(ends, &mut limits.said, "entries");
            limits.range = match schema.is_true("uniqueItems") {
                true => Some(match range {
                    Some(range) => format!("unique {range}"),
                    None => "unique".to_owned(),
                }),
                false => range,
            };
            if let Some(items) = schema.get("items") {
                each(items, &mut limits.said);
            }
        }
        Measure::Map => {
            let ends = ends(schema, "minProperties", "maxProperties");
            limits.range = counted(ends, &mut limits.said, "members");
        }
        Measure::None => {
            if let Some(text) = in_words(schema) {
                limits.said.push(text);
            }
        }
    }
    if let Some(pattern) = schema.text("pattern") {
        limits
            .said
            .extend(code(pattern).map(|code| format!("pattern {code}")));
    }
    if let Some(step) = schema.get("multipleOf").and_then(Tree::as_word) {
        let step = plain_number(step).unwrap_or_else(|| step.to_owned());
        if step != "1" {
            limits.said.push(format!("a multiple of {step}"));
        }
    }
    limits
}

fn measure(ty: &Use) -> Measure {
    match &ty.base {
        Base::Word("int" | "int as text" | "decimal as int") => Measure::Number(false),
        Base::Word("decimal" | "decimal as number") => Measure::Number(true),
        Base::Word("text" | "secret" | "url") => Measure::Length,
        Base::List(_) => Measure::List,
        Base::Map(_) => Measure::Map,
        _ => Measure::None,
    }
}

/// The ends of a range as the document writes them, without those that limit nothing.
fn ends(schema: &Data, min: &str, max: &str) -> (Option<String>, Option<String>) {
    let end = |key: &str| {
        let word = schema.get(key).and_then(Tree::as_word)?;
        plain_number(word)
    };
    (end(min).filter(|min| min != "0"), end(max))
}

/// The range of a length or a number of entries.
fn counted(
    (min, max): (Option<String>, Option<String>),
    said: &mut Vec<String>,
    what: &str,
) -> Option<String> {
    let count = |end: &Option<String>| end.as_ref().map(|end| end.parse::<u32>());
    match (count(&min), count(&max)) {
        (None, None) => None,
        (Some(Ok(min)), None) => Some(format!("{min}..")),
        (None, Some(Ok(max))) => Some(format!("..{max}")),
        (Some(Ok(min)), Some(Ok(max))) if min <= max => Some(format!("{min}..{max}")),
        // A limit that no value comes near, such as 2^64.
        (None, Some(Err(_))) => None,
        (Some(Ok(min)), Some(Err(_))) => Some(format!("{min}..")),
        _ => {
            let shown = |end: Option<String>| end.unwrap_or_default();
            said.push(format!("{}..{} {what}", shown(min), shown(max)));
            None
        }
    }
}

/// The range of a number.
fn number(schema: &Data, fraction: bool, limits: &mut Limits) {
    let (mut min, max) = {
        let end = |key: &str| {
            schema
                .get(key)
                .and_then(Tree::as_word)
                .and_then(plain_number)
        };
        (end("minimum"), end("maximum"))
    };
    // A flag in 3.0, the limit itself in 3.1.
    let above = match schema.get("exclusiveMinimum") {
        Some(Data::Bool(flag)) => *flag && min.is_some(),
        Some(limit) => match limit.as_word().and_then(plain_number) {
            Some(limit) => {
                min = Some(limit);
                true
            }
            None => false,
        },
        None => false,
    };
    let below = match schema.get("exclusiveMaximum") {
        Some(Data::Bool(flag)) => max.clone().filter(|_| *flag),
        Some(limit) => limit.as_word().and_then(plain_number),
        None => None,
    };
    let max = match below {
        Some(below) => {
            limits.said.push(format!("below {below}"));
            None
        }
        None => max,
    };
    let fits = |end: &String| fraction || crate::data::is_integer(end);
    let (min, max) = (min.filter(fits), max.filter(fits));
    let is_empty = min.as_ref().zip(max.as_ref()).is_some_and(|(min, max)| {
        let order = compare(min, max);
        order.is_some_and(|order| order.is_gt() || (above && order.is_eq()))
    });
    if is_empty {
        limits.said.push(format!(
            "{}..{}",
            min.unwrap_or_default(),
            max.unwrap_or_default()
        ));
        return;
    }
    limits.range = match (min, max, above) {
        (Some(min), None, true) => Some(format!("> {min}")),
        (Some(min), Some(max), true) => Some(format!("> {min}..{max}")),
        (None, None, _) => None,
        (min, max, _) => Some(format!(
            "{}..{}",
            min.unwrap_or_default(),
            max.unwrap_or_default()
        )),
    };
}

/// The limits of the elements of a list, which have no range of their own.
fn each(items: &Data, said: &mut Vec<String>) {
    if let Some(text) = in_words(items) {
        said.push(format!("each {text}"));
    }
    if let Some(code) = items.text("pattern").and_then(code) {
        said.push(format!("each with pattern {code}"));
    }
}

/// The limits of a value that can have no range.
fn in_words(schema: &Data) -> Option<String> {
    let range = |min: &str, max: &str| {
        let (min, max) = ends(schema, min, max);
        match (min, max) {
            (Some(min), Some(max)) if min == max => Some(min),
            (Some(min), Some(max)) => Some(format!("{min} to {max}")),
            (Some(min), None) => Some(format!("at least {min}")),
            (None, Some(max)) => Some(format!("at most {max}")),
            (None, None) => None,
        }
    };
    if let Some(range) = range("minLength", "maxLength") {
        return Some(format!("{range} characters"));
    }
    range("minimum", "maximum")
        .or_else(|| range("minItems", "maxItems").map(|range| format!("{range} entries")))
}

/// A text as code of Markdown, if it can be written as such in one line.
pub(super) fn code(text: &str) -> Option<String> {
    let is_plain = !text.is_empty()
        && !text.contains(['`', '\n'])
        && crate::characters::hidden(text, crate::characters::Breaks::Escape)
            .next()
            .is_none();
    is_plain.then(|| format!("`{text}`"))
}

/// Compares two numbers by their value.
pub(super) fn compare(left: &str, right: &str) -> Option<std::cmp::Ordering> {
    let (left, right) = (Amount::new(left).ok()?, Amount::new(right).ok()?);
    Some(left.compare(&right))
}

/// A number in plain digits: without an exponent, and without a fraction that is zero.
pub(crate) fn plain_number(text: &str) -> Option<String> {
    let amount = Amount::new(text.trim()).ok()?;
    let digits = amount.json_digits();
    (digits.len() <= MAX_DIGITS).then(|| digits.to_owned())
}
