//! The entries of a list before it is cut: as many as the scenario asks for, each with the cursor that the next page needs.

use super::cursors::key_of;
use super::{Call, overlay};
use crate::members::text;
use crate::paths::{put, resolve};
use specie_codegen::data::is_integer;
use specie_codegen::example_values;
use specie_codegen::model::{Found, Kind, Type};
use specie_codegen::validate::{self, Way};
use specie_runtime::signing::plan::Data;
use specie_runtime::{CursorSource, Pagination, PaginationStyle, jiff};
use std::collections::HashSet;

/// Adds entries until there are as many as the scenario asks for, and gives those without a cursor one. The same list gets the same entries,
/// whichever page of it is asked for.
pub(super) fn prepare(
    call: &Call<'_>,
    element: Option<&Type>,
    pagination: &Pagination<String>,
    all: &mut Vec<Data>,
) {
    let known = all.len();
    let made = element.map(|ty| example_values::value(call.api, ty, "", None, Way::Received));
    if let Some(pattern) = all.last().cloned().or(made) {
        while all.len() < call.lists.entries {
            let mut entry = pattern.clone();
            if let Some(ty) = element {
                let seed = u64::try_from(all.len()).unwrap_or_default();
                let mut random = fastrand::Rng::with_seed(seed);
                overlay::new_ids(call.api, ty, &mut entry, &[], &mut random);
                if all.contains(&entry) {
                    tell_apart(call, ty, &mut entry, all.len());
                }
            }
            all.push(entry);
        }
    }
    if let PaginationStyle::Cursor {
        from: CursorSource::Last(pointer),
        step,
        ..
    } = &pagination.style
    {
        give_cursors(call, element, pointer, *step < 0, known, all);
    }
}

/// Changes the first member that may have another value, so that an entry without an identifier is not another one again.
fn tell_apart(call: &Call<'_>, ty: &Type, entry: &mut Data, at: usize) {
    let (Some(fields), Data::Object(members)) = (call.api.fields(ty), entry) else {
        return;
    };
    for (name, value) in members.to_mut() {
        let Some(field) = fields.iter().find(|field| field.name == *name) else {
            continue;
        };
        let new = match &*value {
            Data::Text(text) if field.ty.kind == Kind::Decimal => {
                Data::Text(format!("{text}{at}").into())
            }
            Data::Text(text) => Data::Text(format!("{text}-{at}").into()),
            Data::Integer(_) => Data::Integer(at.to_string().into()),
            Data::Number(_) => Data::Number(format!("{at}.5").into()),
            _ => continue,
        };
        let (_, mismatches) = validate::value(&call.api.types, &field.ty, &new, Way::Received);
        if field.constant.is_none() && mismatches.is_empty() {
            *value = new;
            return;
        }
    }
}

/// Gives each entry that was added a cursor of its own, and each one without a cursor any.
fn give_cursors(
    call: &Call<'_>,
    element: Option<&Type>,
    pointer: &str,
    is_downward: bool,
    known: usize,
    all: &mut [Data],
) {
    let first = all.first().and_then(|entry| key_of(entry, pointer));
    let falls = is_downward || {
        let last = known.checked_sub(1).and_then(|at| all.get(at));
        let last = last.and_then(|entry| key_of(entry, pointer));
        let number = |text: Option<String>| text.and_then(|text| text.parse::<i128>().ok());
        number(first)
            .zip(number(last))
            .is_some_and(|(first, last)| first > last)
    };
    let mut seen = HashSet::new();
    let mut previous: Option<String> = None;
    for (at, entry) in all.iter_mut().enumerate() {
        let key = key_of(entry, pointer);
        let is_new = at < known || key.as_ref().is_some_and(|key| !seen.contains(key));
        let key = match key {
            // Numbers of entries that were added follow one another.
            Some(key) if is_new && (at < known || !is_integer(&key)) => key,
            key => {
                let ty = element.map(|ty| call.api.type_at(ty, pointer));
                let start = match ty {
                    Some(Found::Type(ty)) => {
                        example_values::value(call.api, ty, "", None, Way::Received)
                    }
                    _ => text("1"),
                };
                let before = previous.clone().or(key);
                let next = next_after(before.as_deref(), at, falls);
                let value = match (&start, next) {
                    (Data::Integer(_), Some(next)) if is_integer(&next) => {
                        Data::Integer(next.into())
                    }
                    (_, Some(next)) => Data::Text(next.into()),
                    (_, None) => start,
                };
                if let Some(path) = resolve(entry, pointer) {
                    put(entry, &path, value);
                }
                key_of(entry, pointer).unwrap_or_default()
            }
        };
        seen.insert(key.clone());
        previous = Some(key);
    }
}

/// A cursor after another one; `None`: there is none before.
fn next_after(before: Option<&str>, at: usize, falls: bool) -> Option<String> {
    let before = before?;
    let way = if falls { -1 } else { 1 };
    if let Ok(number) = before.parse::<i128>() {
        return Some(number.saturating_add(way).to_string());
    }
    if let Ok(time) = before.parse::<jiff::Timestamp>() {
        let next = time.checked_add(jiff::SignedDuration::from_secs(i64::from(way as i32)));
        return next.ok().map(|next| next.to_string());
    }
    Some(format!("{before}{at}"))
}
