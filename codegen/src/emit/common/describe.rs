//! Descriptions that the docs of generated code and the reference pages share.

use crate::markdown::{Markdown, md};
use crate::model::{Doc, EnumValue, Field, Kind, Only, Range};
use specie_runtime::KeyScope;

/// A text of a spec as a sentence.
pub fn sentence(text: &str) -> Markdown {
    Markdown::prose(text).sentence()
}

/// A fact's marks, as sentences.
pub fn marks(doc: &Doc) -> Markdown {
    let mut out = Markdown::default();
    for (mark, reason) in [
        ("Unconfirmed", &doc.unconfirmed),
        ("Deprecated", &doc.deprecated),
        ("Sent in the URL", &doc.allowed_in_url),
    ] {
        if let Some(reason) = reason {
            let reason = Markdown::prose(reason).flat().stopped();
            out.then(&if reason.is_empty() {
                md!("*{}.*", mark)
            } else {
                md!("*{}:* {}", mark, reason)
            });
        }
    }
    out
}

/// Text and marks of a fact.
pub fn full(doc: &Doc) -> Markdown {
    Markdown::joined([sentence(&doc.text), marks(doc)])
}

/// The values of an enum that have a place in its order, in this order.
pub fn in_order(values: &[EnumValue]) -> impl Iterator<Item = &EnumValue> {
    let mut placed: Vec<&EnumValue> = values
        .iter()
        .filter(|value| value.place.is_some())
        .collect();
    placed.sort_by_key(|value| value.place);
    placed.into_iter()
}

/// Which values of an enum are final and how they follow each other, as sentences; empty if the spec does not say.
pub fn progress(values: &[EnumValue]) -> Markdown {
    let named = |values: Vec<&EnumValue>| -> Option<Markdown> {
        let names = values.iter().map(|value| Markdown::code(&value.wire));
        (!values.is_empty()).then(|| Markdown::list(names, ", "))
    };
    let last = named(values.iter().filter(|value| value.is_final).collect());
    let order = named(in_order(values).collect());
    Markdown::joined([
        last.map(|last| md!("Final: {}.", last)).unwrap_or_default(),
        order
            .map(|order| md!("In this order: {}.", order))
            .unwrap_or_default(),
    ])
}

/// Description of a field: its text, bounds, default, the text that means no value, and its marks.
pub fn of_field(field: &Field) -> Markdown {
    let default = field.default.as_ref().map(|value| {
        if value.is_empty() {
            Markdown::words("Default: empty.")
        } else {
            md!("Default: {}.", Markdown::code(value))
        }
    });
    let none = field.ty.none.as_ref().map(|none| {
        let none = Markdown::code(&none.literal());
        md!("`None` is {} on the wire.", none)
    });
    // `null` is what is sent for no value if both are declared.
    let null = field.ty.null.then(|| Markdown::words("May be `null`."));
    let none = null.or(none);
    Markdown::joined([
        sentence(&field.doc.text),
        range(field).unwrap_or_default(),
        default.unwrap_or_default(),
        none.unwrap_or_default(),
        match field.only {
            Some(Only::Received) => Markdown::words("Only received, never sent."),
            Some(Only::Sent) => Markdown::words("Only sent, never received."),
            None => Markdown::default(),
        },
        marks(&field.doc),
    ])
}

/// The bounds of a field in words.
pub fn range(field: &Field) -> Option<Markdown> {
    let Range {
        min,
        above,
        max,
        unique,
    } = field.range.as_ref()?;
    let is_text = matches!(field.ty.kind, Kind::Text { .. } | Kind::Secret | Kind::Url);
    let is_several = matches!(field.ty.kind, Kind::List(_) | Kind::Map { .. });
    // The unit follows the last bound that is named.
    let unit = match max.as_deref().or(min.as_deref()) {
        Some("1") if field.ty.kind == Kind::File => " byte",
        _ if field.ty.kind == Kind::File => " bytes",
        Some("1") if is_text => " character",
        _ if is_text => " characters",
        Some("1") if is_several => " entry",
        _ if is_several => " entries",
        _ => "",
    };
    let (from, to) = (
        min.as_deref().map(Markdown::text),
        max.as_deref().map(Markdown::text),
    );
    let once = match unique {
        true => Markdown::words("No element twice."),
        false => Markdown::default(),
    };
    let bounds = match (from, to) {
        (Some(min), Some(max)) if *above => md!("Above {}, at most {}.", min, max),
        (Some(min), None) if *above => md!("Above {}.", min),
        (Some(min), Some(max)) if min == max => md!("Exactly {}{}.", min, unit),
        (Some(min), Some(max)) => md!("From {} to {}{}.", min, max, unit),
        (Some(min), None) => md!("At least {}{}.", min, unit),
        (None, Some(max)) => md!("At most {}{}.", max, unit),
        (None, None) if *unique => Markdown::default(),
        (None, None) => return None,
    };
    Some(Markdown::joined([bounds, once]))
}

/// The link to the provider's page, if there is one.
pub fn provider_docs(doc: &Doc) -> Markdown {
    let source = doc.source.as_deref();
    let link = source.and_then(|source| Markdown::link("Provider docs", source));
    link.unwrap_or_default()
}

/// Whether a call with a key may be repeated, as the end of a sentence. `outcome` is how the page calls the outcome of a call, `reconcile` the link to the
/// operation that reports it.
pub fn keyed(
    field: &str,
    unique: KeyScope,
    outcome: &Markdown,
    reconcile: Option<Markdown>,
) -> Markdown {
    let field = Markdown::code(field);
    let ask = match reconcile {
        Some(other) => md!("call {} and look for this {}", other, field.clone()),
        None => md!("look for this {} at the provider", field.clone()),
    };
    match unique {
        KeyScope::Always => md!("safe to retry with the same {}", field),
        KeyScope::Millis(ms) => md!(
            "safe to retry with the same {} within {}; after that, if {} is ambiguous, {} before you send it again",
            field,
            duration(ms),
            outcome.clone(),
            ask
        ),
        KeyScope::OpenOrders => md!(
            "never repeated once it may have been received: {} is unique among open orders only, so a repeated call places a second order once the first one is filled or cancelled; if {} is ambiguous, {} before you send it again",
            field,
            outcome.clone(),
            ask
        ),
    }
}

/// Milliseconds in the largest unit that divides them.
pub fn duration(ms: u64) -> Markdown {
    for (unit, size) in [
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("min", 60_000),
        ("s", 1000),
    ] {
        if ms >= size && ms.is_multiple_of(size) {
            return md!("{} {}", ms / size, unit);
        }
    }
    md!("{} ms", ms)
}
