//! Parameters and members.

use super::Context;
use super::type_expressions::lower_type;
use crate::data::{is_integer, is_number};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Kind, NoValue, OneOf, Only, Range, TimeUnit, Type, WireAs};
use crate::name_scope::{self, Unique};
use crate::raw::{self, Spanned, Text};
use crate::rules::types as rules;
use crate::source::Span;
use crate::validate::read_bytes;
use specie_runtime::signing::plan::Arrays;
use specie_runtime::{Check, Date};
use std::collections::HashMap;

/// Lowers fields one by one, so that indices in both lists are the same.
pub(super) fn lower_fields(
    fields: &[raw::Field],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Field> {
    fields
        .iter()
        .map(|raw| lower_field(raw, context, diagnostics))
        .collect()
}

/// The same for the members of an object, whose values may be JSON inside a text.
pub(super) fn lower_object(
    fields: &[raw::Field],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Field> {
    let members = fields.iter().map(|raw| {
        let is_json = |ty: &raw::Type| {
            let format = ty.format.as_ref();
            format.is_some_and(|format| format.value == Arrays::Json)
        };
        // What spreads over the object has no value of its own that could be a text.
        let spreads = |ty: &raw::Type| raw.rest || matches!(ty.kind, raw::Kind::Numbered(_));
        let in_text = raw.ty.as_ref().filter(|ty| is_json(ty) && !spreads(ty));
        let Some(ty) = in_text else {
            return lower_field(raw, context, diagnostics);
        };
        let mut plain = raw.clone();
        let format = ty.format.as_ref().map(|format| format.span);
        if let Some(ty) = &mut plain.ty {
            ty.format = None;
        }
        let mut field = lower_field(&plain, context, diagnostics);
        check_in_text(
            &field.ty,
            ty,
            format.unwrap_or(ty.span),
            context,
            diagnostics,
        );
        field.ty.wire = Some(WireAs::Json);
        field
    });
    members.collect()
}

/// Reports a type that is written as a text, or as one of JSON's scalars, anyway.
fn check_in_text(
    ty: &Type,
    raw: &raw::Type,
    span: Span,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let is_compound = match &ty.kind {
        Kind::List(_) | Kind::Map { .. } | Kind::Json => true,
        Kind::Named(id) => !matches!(context.shape(*id), Some(raw::Shape::Enum { .. })),
        _ => false,
    };
    if !is_compound {
        diagnostics
            .report(&rules::BAD_WIRE, span, "`as json` is for objects and lists")
            .label("not allowed for this type")
            .second(raw.span, "the type")
            .help("remove it; a number in a text is `int as text`");
    }
}

/// Reports a direction where values go in one direction only, or where a position or a choice needs the value.
pub(super) fn check_only(fields: &[raw::Field], place: &str, diagnostics: &mut Diagnostics) {
    for field in fields {
        if let Some(only) = &field.only {
            bad_only(field, only.span, place, diagnostics);
        }
    }
}

fn bad_only(field: &raw::Field, span: Span, place: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::BAD_ONLY,
            span,
            format!(
                "`{}` is {place}, which cannot be limited to one direction",
                field.name.value
            ),
        )
        .label("only a member of a type with `fields` can")
        .help("remove `only` and the direction");
}

pub(super) fn lower_field(
    raw: &raw::Field,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Field {
    let ty = match &raw.ty {
        Some(ty) => lower_type(ty, context, diagnostics),
        None => Type::plain(if raw.constant.is_some() {
            Kind::Text { alnum: false }
        } else {
            Kind::Json
        }),
    };
    if raw.rest {
        check_rest(raw, &ty, diagnostics);
    } else if let Some(range) = &raw.range {
        check_range(range, &ty, diagnostics);
    }
    if let Some(default) = &raw.default {
        check_default(raw, default, &ty, context, diagnostics);
    }
    if let Some(only) = raw.only.as_ref().filter(|_| raw.constant.is_some()) {
        bad_only(raw, only.span, "a constant", diagnostics);
    }
    if let Some(only) = raw.only.as_ref().filter(|only| only.value == Only::Sent)
        && ty.is_option(true)
        && !raw.optional
    {
        bad_only(
            raw,
            only.span,
            "a required member that may have no value",
            diagnostics,
        );
    }
    if raw.constant.is_some() && raw.optional {
        diagnostics
            .report(
                &rules::BAD_LINE,
                raw.name.span,
                format!("the constant `{}` must not be optional", raw.name.value),
            )
            .label("a constant is always sent")
            .help("remove the `?`");
    }
    Field {
        name: raw.name.value.clone(),
        rust_name: rust_name(raw, diagnostics).unwrap_or_default(),
        span: raw.name.span,
        ty,
        rest: raw.rest,
        optional: raw.optional,
        only: raw.only.as_ref().map(|only| only.value),
        constant: raw.constant.as_ref().map(|text| text.value.clone()),
        default: raw.default.as_ref().map(|text| text.value.clone()),
        range: raw.range.as_ref().map(|range| Range {
            min: range.min.clone(),
            above: range.above,
            max: range.max.clone(),
            unique: range.unique,
        }),
        doc: raw.notes.to_doc(None),
    }
}

/// `None`: there is no valid name; this was reported. Constants need no name.
fn rust_name(raw: &raw::Field, diagnostics: &mut Diagnostics) -> Option<String> {
    if raw.constant.is_some() {
        return crate::names::snake(&raw.name.value);
    }
    if raw.name.value.is_empty() && !raw.rest {
        return None;
    }
    match &raw.rename {
        Some(rename) => name_scope::snake(rename, diagnostics),
        None => {
            // `item_name_#` of a numbered entry.
            let plain = Spanned {
                value: raw.name.value.replace('#', ""),
                span: raw.name.span,
            };
            name_scope::snake(&plain, diagnostics)
        }
    }
}

/// The remaining members are an object without names of its own.
fn check_rest(raw: &raw::Field, ty: &Type, diagnostics: &mut Diagnostics) {
    let is_map =
        matches!(ty.kind, Kind::Map { .. }) && ty.none.is_none() && !ty.list_for_empty && !ty.null;
    let is_stand_in = raw.ty.is_none();
    if (!is_map || raw.range.is_some()) && !is_stand_in {
        diagnostics
            .report(
                &rules::BAD_REST,
                raw.ty.as_ref().map_or(raw.name.span, |ty| ty.span),
                "`rest` is not a plain map",
            )
            .label("expected `map<text, T>`")
            .help("write the type of the other members: `rest: map<text, list<Candle>> as candles -- by market`; `map<text, json>` takes any");
    }
}

/// Reports a range that cannot apply to any value of the type.
fn check_range(range: &raw::Range, ty: &Type, diagnostics: &mut Diagnostics) {
    if let Some((message, help)) = range_fault(range, ty) {
        diagnostics
            .report(&rules::BAD_RANGE, range.span, message)
            .label("this range")
            .help(help);
    }
}

/// What is wrong with a range, and how to fix it.
fn range_fault(range: &raw::Range, ty: &Type) -> Option<(&'static str, &'static str)> {
    if range.above && !matches!(ty.kind, Kind::Int | Kind::Decimal | Kind::Json) {
        return Some((
            "only a number can be above another",
            "write `> 0` after an `int` or `decimal`; other types have a range such as `1..100`",
        ));
    }
    if range.unique && !matches!(ty.kind, Kind::List(_)) {
        return Some((
            "only the elements of a list can be `unique`",
            "write `unique` after a list, as in `list<text> unique 1..20`",
        ));
    }
    let (decimal, length) = match &ty.kind {
        Kind::Int => (false, false),
        Kind::Text { .. } | Kind::Secret | Kind::Url | Kind::List(_) | Kind::Map { .. } => {
            (false, true)
        }
        Kind::Decimal => (true, false),
        Kind::Json => return None,
        Kind::File => return size_fault(range),
        _ => {
            return Some((
                "this type cannot have a range",
                "a range limits an `int` or `decimal`, the length of a `text` or `secret`, the number of entries of a list or map, or the size of a `file`",
            ));
        }
    };
    let ends = [range.min.as_deref(), range.max.as_deref()];
    let is_end = |text: &str| is_integer(text) || (decimal && is_number(text));
    if ends.iter().flatten().any(|text| !is_end(text)) {
        return Some((
            "the ends of the range are not numbers of the type",
            match decimal {
                true => "write numbers, such as `0.1..100`",
                false => "write integers, such as `1..100`",
            },
        ));
    }
    match ends {
        [None, None] if range.unique => None,
        [None, None] => Some((
            "the range has no ends",
            "write at least one: `1..` or `..100`",
        )),
        [Some(min), Some(max)] if compare(min, max).is_gt() => Some((
            "no value is inside this range",
            "write the smaller end first",
        )),
        [Some(min), Some(max)] if range.above && compare(min, max).is_eq() => Some((
            "no value is inside this range",
            "write a larger end after `..`, or leave it out",
        )),
        _ if length && ends.iter().flatten().any(|text| text.starts_with('-')) => Some((
            "a length cannot be negative",
            "the range of a `text` or `secret` limits its length, that of a list or map the number of its entries",
        )),
        _ if length
            && ends
                .iter()
                .flatten()
                .any(|text| text.parse::<u32>().is_err()) =>
        {
            Some((
                "no value can have this length",
                "remove an end that is not limited: `1..`",
            ))
        }
        _ => None,
    }
}

/// What is wrong with the bounds of a file's size, and how to fix it.
fn size_fault(range: &raw::Range) -> Option<(&'static str, &'static str)> {
    let end = |end: &Option<String>, open: u64| match end {
        Some(text) => text.parse::<u64>().ok(),
        None => Some(open),
    };
    match (end(&range.min, 0), end(&range.max, u64::MAX)) {
        (Some(0), Some(u64::MAX)) => Some((
            "the range has no ends",
            "write the largest size in bytes: `..5242880`",
        )),
        (Some(min), Some(max)) if min <= max => None,
        (Some(_), Some(_)) => Some((
            "no file has a size inside this range",
            "write the smaller end first",
        )),
        _ => Some((
            "the ends of the range are not sizes",
            "the range of a `file` is its size in bytes, such as `..5242880`",
        )),
    }
}

/// Compares two numbers by their digits.
pub(crate) fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    let (minus_a, a) = a.strip_prefix('-').map_or((false, a), |rest| (true, rest));
    let (minus_b, b) = b.strip_prefix('-').map_or((false, b), |rest| (true, rest));
    let sign =
        |minus: bool, text: &str| match text.contains(|c: char| c.is_ascii_digit() && c != '0') {
            false => 0,
            true if minus => -1,
            true => 1,
        };
    let order = sign(minus_a, a).cmp(&sign(minus_b, b));
    if order != std::cmp::Ordering::Equal {
        return order;
    }
    let parts = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches('0').to_string();
        (whole.len(), whole, part.trim_end_matches('0').to_string())
    };
    let order = parts(a).cmp(&parts(b));
    if minus_a && minus_b {
        order.reverse()
    } else {
        order
    }
}

/// Checks that a parameter with a default is optional, and that the default matches its type and range.
fn check_default(
    raw: &raw::Field,
    default: &Text,
    ty: &Type,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    if !raw.optional {
        diagnostics
            .report(
                &rules::BAD_DEFAULT,
                default.span,
                format!("`{}` has a default but is required", raw.name.value),
            )
            .label("used by the provider if it is left out")
            .second(raw.name.span, "always sent")
            .help(format!(
                "write `{}?`, or remove the default",
                raw.name.value
            ));
    }
    let text = default.value.as_str();
    let (fits, expected) = default_fits(text, ty, context);
    if !fits {
        diagnostics
            .report(
                &rules::BAD_DEFAULT,
                default.span,
                format!("the default `{text}` does not match its type"),
            )
            .label(format!("expected {expected}"))
            .help("write the default as it would be sent, or explain it in the description");
        return;
    }
    if matches!(ty.kind, Kind::Int | Kind::Decimal)
        && let Some(range) = raw.range.as_ref().filter(|range| !is_within(text, range))
    {
        diagnostics
            .report(
                &rules::BAD_DEFAULT,
                default.span,
                format!("the default `{text}` is out of range"),
            )
            .label("outside")
            .second(range.span, "the range")
            .help("widen the range, or correct the default");
    }
}

/// Whether a default is a value of its type, and what is expected.
fn default_fits(text: &str, ty: &Type, context: &Context<'_>) -> (bool, &'static str) {
    let (fits, expected) = match &ty.kind {
        Kind::Text { alnum } => (
            !alnum || text.chars().all(|c| c.is_ascii_alphanumeric()),
            "letters and digits",
        ),
        Kind::Int
        | Kind::Time(TimeUnit::Seconds | TimeUnit::Millis | TimeUnit::Micros | TimeUnit::Nanos) => {
            (is_integer(text), "an integer")
        }
        Kind::Decimal if ty.wire == Some(WireAs::Int) => (is_integer(text), "an integer"),
        Kind::Decimal => (is_integer(text) || is_number(text), "a number"),
        Kind::Bool => (["true", "false"].contains(&text), "`true` or `false`"),
        Kind::Flag => (["0", "1", "true", "false"].contains(&text), "`0` or `1`"),
        Kind::Named(id) => match context.shape(*id) {
            Some(raw::Shape::Enum { values, .. }) => {
                let known = values.iter().any(|value| value.wire.value == text);
                (known, "one of the values of the enum")
            }
            // Each form that has a text decides by itself; the default is shown as it is written.
            Some(raw::Shape::Forms { .. }) => (true, ""),
            Some(_) => (false, "no default, because an object cannot have one"),
            None => (true, ""),
        },
        Kind::Time(TimeUnit::SecondsTo(_)) => {
            (is_integer(text) || is_number(text), "a number of seconds")
        }
        Kind::Json => (true, ""),
        // A default may also be described, such as `now`.
        Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_) | TimeUnit::Http) => (true, ""),
        Kind::Date => (text.parse::<Date>().is_ok(), "a date such as 2026-01-31"),
        Kind::Uuid => (Check::is_uuid(text), "a UUID"),
        Kind::Url => (Check::is_url(text), "an address with its scheme"),
        Kind::Bytes(form) => (read_bytes(*form, text).is_some(), "the text of bytes"),
        Kind::File => (false, "no default, because a file cannot have one"),
        Kind::Secret => (false, "no default, because the docs would show it"),
        Kind::List(_) | Kind::Map { .. } | Kind::Numbered(_) => {
            (false, "no default, because a list or map cannot have one")
        }
    };
    let is_none = match &ty.none {
        Some(NoValue::Text(none)) => none == text,
        Some(NoValue::False) => text == "false",
        Some(NoValue::Zero) => text == "0",
        None => false,
    };
    (fits || is_none || (ty.null && text == "null"), expected)
}

fn is_within(number: &str, range: &raw::Range) -> bool {
    let (min, max) = (range.min.as_deref(), range.max.as_deref());
    let is_above = |min| match range.above {
        true => compare(number, min).is_gt(),
        false => compare(number, min).is_ge(),
    };
    min.is_none_or(is_above) && max.is_none_or(|max| compare(number, max).is_le())
}

/// Lowers groups of which exactly one is given, and checks that the remaining names are unique.
pub(super) fn lower_groups(
    groups: &[raw::OneOf],
    raws: &[raw::Field],
    fields: &[Field],
    owner: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<OneOf> {
    let mut taken: HashMap<usize, &Text> = HashMap::new();
    let mut lowered = Vec::new();
    let mut unique = Unique::new("fields of a struct");
    for group in groups {
        let members = lower_members(group, raws, &mut taken, diagnostics);
        let names = name_scope::snake(&group.name, diagnostics)
            .zip(crate::names::type_part(&group.name.value));
        let Some((rust_name, pascal)) = names else {
            continue;
        };
        unique.add_unreserved(
            &rust_name,
            &group.name,
            setters(group.optional),
            diagnostics,
        );
        check_members(&members, raws, fields, diagnostics);
        lowered.push(OneOf {
            name: group.name.value.clone(),
            rust_name,
            type_name: format!("{owner}{pascal}"),
            optional: group.optional,
            members,
        });
    }
    for (index, (raw, field)) in raws.iter().zip(fields).enumerate() {
        if taken.contains_key(&index) || field.constant.is_some() || field.rust_name.is_empty() {
            continue;
        }
        let name = raw.rename.as_deref().unwrap_or(&raw.name);
        unique.add_unreserved(&field.rust_name, name, setters(field.optional), diagnostics);
        if field.is_three_states() {
            unique.add(&crate::names::clear(&field.rust_name), name, diagnostics);
        }
    }
    lowered
}

/// Names that a member cannot have: an optional member is set by a method of its name.
fn setters(optional: bool) -> &'static [&'static str] {
    if optional {
        crate::names::RESERVED_SETTERS
    } else {
        &[]
    }
}

/// The members of a group are the variants of one enum.
fn check_members(
    members: &[usize],
    raws: &[raw::Field],
    fields: &[Field],
    diagnostics: &mut Diagnostics,
) {
    let mut unique = Unique::new("members of a group");
    let members = members.iter();
    for (raw, field) in members.filter_map(|&at| raws.get(at).zip(fields.get(at))) {
        // A member without a name was reported.
        if let Some(variant) = crate::names::member_variant(&field.rust_name) {
            let name = raw.rename.as_deref().unwrap_or(&raw.name);
            unique.add(&variant, name, diagnostics);
        }
    }
}

fn lower_members<'a>(
    group: &'a raw::OneOf,
    raws: &[raw::Field],
    taken: &mut HashMap<usize, &'a Text>,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    if group.members.len() < 2 {
        diagnostics
            .report(
                &rules::BAD_ONE_OF,
                group.name.span,
                format!("group `{}` leaves no choice", group.name.value),
            )
            .label("expected at least two members")
            .help("list the members, exactly one of which is given: `to: [address, pbntag]`");
    }
    let mut members = Vec::new();
    for name in &group.members {
        let Some(index) = raws.iter().position(|raw| raw.name.value == name.value) else {
            let known = raws.iter().map(|raw| raw.name.value.as_str());
            diagnostics
                .unknown(&rules::BAD_ONE_OF, name.span, "member", &name.value, known)
                .label("not a member of the type or request");
            continue;
        };
        if let Some(first) = taken.insert(index, name) {
            diagnostics
                .report(
                    &rules::BAD_ONE_OF,
                    name.span,
                    format!("`{}` is already in a group", name.value),
                )
                .label("listed again here")
                .second(first.span, "first listed here")
                .help("a member can be in only one group");
            continue;
        }
        if let Some((raw, only)) = raws
            .get(index)
            .and_then(|raw| Some((raw, raw.only.as_ref()?)))
        {
            bad_only(raw, only.span, "a member of a group", diagnostics);
        }
        if let Some(raw) = raws.get(index).filter(|raw| !raw.optional) {
            diagnostics
                .report(
                    &rules::BAD_ONE_OF,
                    name.span,
                    format!("`{}` is required", name.value),
                )
                .label("a member of a group must be optional")
                .second(raw.name.span, "declared without `?`")
                .help(format!("write `{}?`", name.value));
        }
        members.push(index);
    }
    members
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn numbers_compare_by_their_digits() {
        for (a, b, order) in [
            ("1", "2", Less),
            ("10", "9", Greater),
            ("-10", "-9", Less),
            ("0.10", "0.1", Equal),
            ("0", "-0.0", Equal),
            ("1.5", "1.45", Greater),
            ("-1", "0", Less),
            ("007", "7", Equal),
            ("99999999999999999999999", "1", Greater),
        ] {
            assert_eq!(compare(a, b), order, "{a} {b}");
        }
    }
}
