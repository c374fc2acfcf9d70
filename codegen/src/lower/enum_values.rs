//! Values of enums, and their names in Rust.

use crate::diagnostic::{Diagnostics, shorten};
use crate::model::{EnumValue, ScalarKind};
use crate::names;
use crate::raw::{self, EnumWord, Text};
use crate::rules::spec::{NAME_CLASH, NO_RUST_NAME, RESERVED_NAME};
use crate::rules::types as rules;
use std::collections::HashMap;

/// Lowers the values of an enum. Names that cannot be derived, or that clash, give one finding each for the whole enum.
pub(super) fn lower_values(
    owner: &Text,
    kind: EnumWord,
    closed: bool,
    values: &[raw::EnumValue],
    diagnostics: &mut Diagnostics,
) -> Vec<EnumValue> {
    let mut seen: HashMap<(&str, ScalarKind), &Text> = HashMap::new();
    let mut lowered = Vec::new();
    let mut nameless: Vec<&Text> = Vec::new();
    let mut by_name: Vec<(String, Vec<&Text>)> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for value in values {
        let form = form_in(kind, value.form);
        let wire = &value.wire;
        if let Some(first) = seen.insert((&wire.value, form), wire) {
            report_twice(wire, first, diagnostics);
            continue;
        }
        if let Some((message, label, help)) = fault(kind, form, &wire.value) {
            diagnostics
                .report(&rules::BAD_ENUM_VALUE, wire.span, message)
                .label(label)
                .help(help);
            continue;
        }
        let Some(rust_name) = rust_name(value, closed, diagnostics) else {
            nameless.push(wire);
            continue;
        };
        let at = *index.entry(rust_name.clone()).or_insert_with(|| {
            by_name.push((rust_name.clone(), Vec::new()));
            by_name.len() - 1
        });
        if let Some((_, wires)) = by_name.get_mut(at) {
            wires.push(wire);
        }
        lowered.push(EnumValue {
            wire: wire.value.clone(),
            form,
            rust_name,
            is_final: false,
            place: None,
            doc: value.notes.to_doc(None),
        });
    }
    report_nameless(owner, &nameless, diagnostics);
    by_name.retain(|(_, wires)| wires.len() > 1);
    report_clashes(owner, &by_name, diagnostics);
    lowered
}

/// The form of a value in an enum of this kind, where it is written in this one.
fn form_in(kind: EnumWord, written: ScalarKind) -> ScalarKind {
    match kind {
        EnumWord::Text => ScalarKind::Text,
        EnumWord::Int => ScalarKind::Integer,
        EnumWord::Bool | EnumWord::Mixed => written,
    }
}

fn report_twice(wire: &Text, first: &Text, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::DUPLICATE_VALUE,
            wire.span,
            format!("`{}` appears twice", wire.value),
        )
        .label("the second one")
        .second(first.span, "the first one")
        .help("remove one of them");
}

/// Marks the values that are final, and gives those in the order their places. A name that is not listed, or is named twice, is reported.
pub(super) fn mark_values(
    kind: EnumWord,
    listed: &[raw::EnumValue],
    (last, order): (&[raw::EnumMention], &[raw::EnumMention]),
    values: &mut [EnumValue],
    diagnostics: &mut Diagnostics,
) {
    for (mentions, is_order) in [(last, false), (order, true)] {
        let mut seen: HashMap<(&str, ScalarKind), &Text> = HashMap::new();
        for (place, mention) in mentions.iter().enumerate() {
            let (wire, form) = (&mention.wire, form_in(kind, mention.form));
            if let Some(first) = seen.insert((&wire.value, form), wire) {
                report_twice(wire, first, diagnostics);
                continue;
            }
            let is_it = |value: &raw::EnumValue| {
                value.wire.value == wire.value && form_in(kind, value.form) == form
            };
            if !listed.iter().any(is_it) {
                // Where forms are mixed, quotes tell a text from the others.
                let shown = |text: &str, form| match (kind, form) {
                    (EnumWord::Mixed, ScalarKind::Text) => format!("\"{text}\""),
                    _ => text.to_owned(),
                };
                let known = listed.iter();
                let known: Vec<String> = known
                    .map(|value| shown(&value.wire.value, value.form))
                    .collect();
                diagnostics
                    .unknown(
                        &rules::UNKNOWN_VALUE,
                        wire.span,
                        "value",
                        &shown(&wire.value, form),
                        known.iter().map(String::as_str),
                    )
                    .label("not listed under `values`");
                continue;
            }
            // A value that could not be read has no entry; this was reported.
            let mut values = values.iter_mut();
            if let Some(value) = values.find(|value| value.wire == wire.value && value.form == form)
            {
                match is_order {
                    true => value.place = Some(place),
                    false => value.is_final = true,
                }
            }
        }
    }
}

/// The name in Rust; `None`: none can be derived.
fn rust_name(
    value: &raw::EnumValue,
    closed: bool,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let is_reserved = |name: &str| !closed && names::RESERVED_VARIANTS.contains(&names::bare(name));
    let Some(name) = &value.name else {
        let name = names::variant(&value.wire.value)?;
        return Some(match is_reserved(&name) {
            true => format!("{name}Value"),
            false => name,
        });
    };
    let rust_name = crate::name_scope::pascal(name, diagnostics).unwrap_or_default();
    if is_reserved(&rust_name) {
        diagnostics
            .report(
                &RESERVED_NAME,
                name.span,
                format!("`{rust_name}` is reserved for generated code"),
            )
            .label("an open enum keeps values that the spec does not list under this name")
            .help("choose another name, or leave it out: `UnknownValue` is then used");
    }
    Some(rust_name)
}

fn report_nameless(owner: &Text, wires: &[&Text], diagnostics: &mut Diagnostics) {
    let Some(first) = wires.first() else { return };
    diagnostics
        .report(
            &NO_RUST_NAME,
            first.span,
            format!(
                "no Rust names can be derived from these values of `{}`: {}",
                owner.value,
                listed(wires)
            ),
        )
        .label("expected ASCII letters, digits and common symbols")
        .help("write the name beside each value: `value: Name -- text`");
}

fn report_clashes(owner: &Text, clashes: &[(String, Vec<&Text>)], diagnostics: &mut Diagnostics) {
    let Some((_, [first, second, ..])) = clashes
        .first()
        .map(|(name, wires)| (name, wires.as_slice()))
    else {
        return;
    };
    let all: Vec<String> = clashes
        .iter()
        .map(|(name, wires)| format!("{} become `{name}`", listed(wires)))
        .collect();
    diagnostics
        .report(
            &NAME_CLASH,
            second.span,
            format!(
                "values of `{}` get the same name in Rust: {}",
                owner.value,
                shorten_list(&all, "; ")
            ),
        )
        .label("the second one")
        .second(first.span, "the first one")
        .help("write a different name beside all but one of each: `value: Name -- text`");
}

fn listed(wires: &[&Text]) -> String {
    let all: Vec<String> = wires
        .iter()
        .map(|wire| format!("`{}`", shorten(&wire.value)))
        .collect();
    shorten_list(&all, ", ")
}

/// At most twelve of them.
fn shorten_list(all: &[String], separator: &str) -> String {
    const MOST: usize = 12;
    let shown = all.get(..MOST).unwrap_or(all).join(separator);
    match all.len().checked_sub(MOST) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// What is wrong with a value of an enum: the message, its label, and how to fix it.
fn fault(kind: EnumWord, form: ScalarKind, text: &str) -> Option<(String, &'static str, String)> {
    match (kind, form) {
        (EnumWord::Bool, ScalarKind::Text | ScalarKind::Integer) => Some((
            format!("`{text}` is not `true` or `false`"),
            "the enum is declared as `bool`",
            "write `enum: mixed` if values of other kinds occur".to_owned(),
        )),
        (_, ScalarKind::Integer) => {
            let (message, help) = integer_fault(text)?;
            let label = match kind {
                EnumWord::Int => "the enum is declared as `int`",
                _ => "a number without quotes",
            };
            Some((message, label, help))
        }
        _ => None,
    }
}

/// What is wrong with a value of an integer enum, and how to fix it.
fn integer_fault(text: &str) -> Option<(String, String)> {
    if !crate::data::is_integer(text) {
        return Some((
            format!("`{text}` is not an integer"),
            "write `enum: text`, or the number that is sent: `0: Name -- text`".to_string(),
        ));
    }
    let digits = crate::data::digits(text);
    if digits != text {
        return Some((
            format!("`{text}` is not how an integer is written on the wire"),
            format!("write `{digits}`, or `enum: text` if the provider sends it as a text"),
        ));
    }
    text.parse::<i64>().is_err().then(|| {
        (
            format!("`{text}` does not fit into 64 bits"),
            "write `enum: text`: a text may have any length, and numbers are accepted as texts too"
                .to_string(),
        )
    })
}
