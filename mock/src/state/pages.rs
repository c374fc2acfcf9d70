//! Pages of lists, as the operation's `paginate` describes them.

use super::entries;
use super::{Call, is_in_example};
use crate::members::find_text;
use crate::page_says::{PageSays, Said};
use crate::paths::{get, get_mut, resolve};
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::model::{Found, Kind, Location, Response, Type};
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, List};
use specie_runtime::{CursorSource, PageValue, Pagination, PaginationStyle, jiff};

/// The page size, where neither the call nor the spec says one.
const USUAL_SIZE: usize = 100;

/// The type of the entries of the list in a response, and the list.
pub(super) fn list_of<'d, 't>(
    call: &Call<'t>,
    ty: &'t Type,
    data: &'d mut Data,
) -> Option<(&'t Type, &'d mut Data)> {
    let element = element_of(call, ty)?;
    Some((element, list_in(call, ty, data)?))
}

/// The type of the entries of a list.
fn element_of<'t>(call: &Call<'t>, ty: &'t Type) -> Option<&'t Type> {
    let list = match &call.operation.pagination {
        Some(pagination) => match call.api.type_of_list(ty, pagination) {
            Found::Type(list) => list,
            Found::Missing | Found::Open => return None,
        },
        None => match &ty.kind {
            Kind::List(_) => ty,
            _ => &first_list(call, ty)?.1.ty,
        },
    };
    match &list.kind {
        Kind::List(element) => Some(element),
        _ => None,
    }
}

/// The list in the data of a response: where `paginate` says, or else its first member that is one.
fn list_in<'d>(call: &Call<'_>, ty: &Type, data: &'d mut Data) -> Option<&'d mut Data> {
    let Some(pagination) = &call.operation.pagination else {
        return match &ty.kind {
            Kind::List(_) => Some(data),
            _ => {
                let (name, _) = first_list(call, ty)?;
                member_mut(data, |known, _| known == name)
            }
        };
    };
    let path = resolve(data, pagination.list.as_deref().unwrap_or_default())?;
    let place = get_mut(data, &path)?;
    match pagination.member_list {
        true => {
            name_list(call, place);
            member_mut(place, |_, value| matches!(value, Data::List(_)))
        }
        false => Some(place),
    }
}

/// Adds the list whose name is data, if no example has one: under the first text that the call sent, as the name of a market.
fn name_list(call: &Call<'_>, place: &mut Data) {
    let Data::Object(members) = place else {
        return;
    };
    if members
        .iter()
        .any(|(_, value)| matches!(value, Data::List(_)))
    {
        return;
    }
    let mut sent = call.params.iter();
    let name = sent.find_map(|(_, value)| match value {
        Data::Text(text) if members.iter().all(|(known, _)| known != text) => Some(text.clone()),
        _ => None,
    });
    let list = (name.unwrap_or("list".into()), Data::List(List::default()));
    members.to_mut().push(list);
}

/// The first member of an object that is a list.
fn first_list<'t>(
    call: &Call<'t>,
    ty: &'t Type,
) -> Option<(&'t str, &'t specie_codegen::model::Field)> {
    let mut fields = call.api.fields(ty)?.iter();
    let field = fields.find(|field| matches!(field.ty.kind, Kind::List(_)))?;
    Some((&field.name, field))
}

fn member_mut(data: &mut Data, is_meant: impl Fn(&str, &Data) -> bool) -> Option<&mut Data> {
    let Data::Object(members) = data else {
        return None;
    };
    let mut members = members.to_mut().iter_mut();
    let found = members.find(|(name, value)| is_meant(name, value));
    found.map(|(_, value)| value)
}

/// Cuts the list of a response to the page that the call asks for. What the response says about the rest of the list may lie outside of its
/// data, so it is returned.
///
/// # Errors
/// The call asks for a page that there cannot be: its cursor was given by no page, or its number is below the first.
pub(crate) fn cut(
    call: &Call<'_>,
    data: &mut Data,
    is_recorded: &dyn Fn(&str) -> bool,
) -> Result<PageSays, Refusal> {
    let Some(pagination) = &call.operation.pagination else {
        return Ok(PageSays::default());
    };
    let (Response::Type(ty) | Response::Optional(ty)) = call.response else {
        return Ok(PageSays::default());
    };
    let element = element_of(call, ty);
    let Some(list) = list_in(call, ty, data) else {
        return Ok(PageSays::default());
    };
    let mut all = match std::mem::replace(list, Data::Null) {
        Data::List(entries) => entries.into_owned(),
        _ => Vec::new(),
    };
    entries::prepare(call, element, pagination, &mut all);
    let size = size_of(call, pagination)?;
    let start = start_of(call, pagination, &all, size, is_recorded)?.min(all.len());
    let end = end_of(pagination, &all, start, size);
    let total = all.len();
    let page: Vec<Data> = all.into_iter().skip(start).take(end - start).collect();
    *list = Data::List(page.into());
    let mut says = PageSays::default();
    let has_more = end < total;
    if let Some(at) = &pagination.more {
        says.add(at, Said::More(has_more));
    }
    if let Some(at) = &pagination.total {
        says.add(at, Said::Count(total));
    }
    if let Some(at) = &pagination.total_pages {
        says.add(at, Said::Count(total.div_ceil(size.max(1))));
    }
    say_cursor(call, pagination, end, has_more, &mut says);
    Ok(says)
}

/// Says where the next page is, unless its cursor is in the last entry.
fn say_cursor(
    call: &Call<'_>,
    pagination: &Pagination<String>,
    end: usize,
    has_more: bool,
    says: &mut PageSays,
) {
    let PaginationStyle::Cursor {
        param, from, step, ..
    } = &pagination.style
    else {
        return;
    };
    // What the client adds to the cursor is taken off before.
    let at = i128::try_from(end).unwrap_or(i128::MAX);
    let cursor = at.saturating_sub((*step).into()).to_string();
    let address = || has_more.then(|| address_of(call, param, &cursor));
    match from {
        CursorSource::Last(_) => {}
        CursorSource::Response(at) => {
            let next = match has_more {
                true => Some(cursor.clone()),
                false => pagination.end.clone(),
            };
            says.add(
                at,
                Said::Cursor {
                    next,
                    at_end: cursor,
                },
            );
        }
        CursorSource::Url(at) => says.add(at, Said::Address(address())),
        CursorSource::Link(header) => {
            if let Some(address) = address() {
                let link = Said::Address(Some(format!("<{address}>; rel=\"next\"")));
                says.add(&PageValue::Header(header.clone()), link);
            }
        }
    }
}

/// The address of the call, with another value of one parameter.
fn address_of(call: &Call<'_>, param: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for known in &call.operation.params {
        let name = &known.field.name;
        let is_in_query = matches!(known.location, Location::Query | Location::Main);
        if !is_in_query || name == param || known.field.ty.kind == Kind::Secret {
            continue;
        }
        if let Some(text) = find_text(call.params, name) {
            query.append_pair(name, &text);
        }
    }
    query.append_pair(param, value);
    format!("{}?{}", call.address, query.finish())
}

/// The number of entries of a full page.
fn size_of(call: &Call<'_>, pagination: &Pagination<String>) -> Result<usize, Refusal> {
    let asked = match &pagination.size {
        Some(name) => number(call, name, 1)?,
        None => None,
    };
    let largest = pagination
        .max_size
        .and_then(|most| usize::try_from(most).ok());
    let size = asked
        .unwrap_or(USUAL_SIZE)
        .min(largest.unwrap_or(usize::MAX));
    // Where the provider fills its pages, a smaller one would say that the list ends.
    Ok(match call.lists.page_size {
        Some(most) if asked.is_none() || !pagination.full_pages => size.min(most),
        _ => size,
    })
}

/// A parameter that counts; `None`: it was not sent.
fn number(call: &Call<'_>, name: &str, least: usize) -> Result<Option<usize>, Refusal> {
    let Some(text) = find_text(call.params, name) else {
        return Ok(None);
    };
    // A number that no list reaches is beyond every list.
    let number = match text.parse::<u128>() {
        Ok(number) => usize::try_from(number).unwrap_or(usize::MAX),
        Err(_) => 0,
    };
    let is_number = text.parse::<u128>().is_ok();
    if is_number && number >= least {
        return Ok(Some(number));
    }
    let reason = format!("`{name}`: expected a number from {least}, found {text}");
    Err(Refusal {
        parameter: Some(name.to_owned()),
        ..Refusal::new(RefusalKind::OutOfRange, reason)
    })
}

/// The index of the first entry of the page.
fn start_of(
    call: &Call<'_>,
    pagination: &Pagination<String>,
    all: &[Data],
    size: usize,
    is_recorded: &dyn Fn(&str) -> bool,
) -> Result<usize, Refusal> {
    match &pagination.style {
        PaginationStyle::Page { page, first } => {
            let first = usize::try_from(*first).unwrap_or(0);
            let page = number(call, page, first)?.unwrap_or(first);
            Ok(page.saturating_sub(first).saturating_mul(size))
        }
        PaginationStyle::Offset { start } => Ok(number(call, start, 0)?.unwrap_or(0)),
        PaginationStyle::Cursor {
            param,
            from,
            step,
            inclusive,
            ..
        } => {
            let Some(cursor) = find_text(call.params, param) else {
                return Ok(0);
            };
            let found = match from {
                CursorSource::Last(pointer) => after(all, pointer, &cursor, *step, *inclusive),
                _ => cursor.parse().ok(),
            };
            if let Some(found) = found {
                return Ok(found);
            }
            // The example of the spec shows a cursor of a list that is not here: its page is the first.
            if is_in_example(call.operation, param, &cursor) {
                return Ok(0);
            }
            // Something that was created, and is not in this list: an order that is still open. Nothing of the list is known to follow it.
            if matches!(from, CursorSource::Last(_)) && is_recorded(&cursor) {
                return Ok(all.len());
            }
            let reason = format!("`{param}`: no page gave the cursor {cursor:?}");
            Err(Refusal {
                parameter: Some(param.clone()),
                ..Refusal::new(RefusalKind::UnknownCursor, reason)
            })
        }
    }
}

/// The index of the first entry after the one with a cursor; `None`: the cursor is of no entry, and cannot be compared with those of the
/// entries.
fn after(all: &[Data], pointer: &str, cursor: &str, step: i64, inclusive: bool) -> Option<usize> {
    if all.is_empty() {
        return Some(0);
    }
    let keys: Vec<Option<String>> = all.iter().map(|entry| key_of(entry, pointer)).collect();
    let wanted = match (step, cursor.parse::<i128>()) {
        (0, _) | (_, Err(_)) => cursor.to_owned(),
        (step, Ok(cursor)) => cursor.saturating_sub(step.into()).to_string(),
    };
    let is_wanted = |key: &Option<String>| key.as_deref() == Some(wanted.as_str());
    let same = match inclusive {
        true => keys.iter().position(is_wanted),
        false => keys.iter().rposition(is_wanted).map(|at| at + 1),
    };
    same.or_else(|| among(&keys, &wanted, step < 0, inclusive))
}

/// The index of the first entry that follows a number or a time which no entry has.
fn among(
    keys: &[Option<String>],
    wanted: &str,
    is_downward: bool,
    inclusive: bool,
) -> Option<usize> {
    let wanted = rank(wanted)?;
    let ranks: Option<Vec<i128>> = keys.iter().map(|key| rank(key.as_deref()?)).collect();
    let ranks = ranks?;
    let falls = ranks.is_sorted_by(|one, next| one >= next);
    let rises = ranks.is_sorted();
    let follows = |rank: &i128| match (falls && (!rises || is_downward), inclusive) {
        (true, true) => *rank <= wanted,
        (true, false) => *rank < wanted,
        (false, true) => *rank >= wanted,
        (false, false) => *rank > wanted,
    };
    if falls || rises {
        return Some(ranks.iter().position(follows).unwrap_or(ranks.len()));
    }
    // In a list without order, only what is below all entries is known to be before the first.
    ranks.iter().all(|rank| wanted < *rank).then_some(0)
}

/// A number, or a time in nanoseconds, by which texts are compared.
fn rank(text: &str) -> Option<i128> {
    let number = text.parse().ok();
    number.or_else(|| Some(text.parse::<jiff::Timestamp>().ok()?.as_nanosecond()))
}

/// The text at a place of an entry.
pub(super) fn key_of(entry: &Data, pointer: &str) -> Option<String> {
    get(entry, &resolve(entry, pointer)?).and_then(as_text)
}

/// The index after the last entry of the page. Entries that share the cursor of the page's end belong to it: the next page begins after all
/// of them.
fn end_of(pagination: &Pagination<String>, all: &[Data], start: usize, size: usize) -> usize {
    let end = start.saturating_add(size).min(all.len());
    let PaginationStyle::Cursor {
        from: CursorSource::Last(pointer),
        inclusive: false,
        ..
    } = &pagination.style
    else {
        return end;
    };
    let key = |at: usize| all.get(at).and_then(|entry| key_of(entry, pointer));
    let Some(last) = end.checked_sub(1).filter(|last| *last >= start).map(key) else {
        return end;
    };
    let same = (end..all.len()).take_while(|at| last.is_some() && key(*at) == last);
    end + same.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::text;

    fn list(keys: &[&str]) -> Vec<Data> {
        keys.iter().map(|key| text(key)).collect()
    }

    #[test]
    fn a_cursor_of_an_entry_is_the_place_after_it() {
        let all = list(&["c", "a", "a", "b"]);
        for (cursor, inclusive, expected) in [
            ("c", false, Some(1)),
            ("a", false, Some(3)),
            ("a", true, Some(1)),
            ("b", false, Some(4)),
            ("x", false, None),
            ("", false, None),
        ] {
            assert_eq!(after(&all, "", cursor, 0, inclusive), expected, "{cursor}");
        }
        assert_eq!(after(&[], "", "x", 0, false), Some(0));
    }

    #[test]
    fn numbers_and_times_of_no_entry_are_compared() {
        let (up, down) = (list(&["10", "20", "30"]), list(&["30", "20", "10"]));
        for (all, cursor, step, inclusive, expected) in [
            (&up, "0", 0, false, Some(0)),
            (&up, "15", 0, false, Some(1)),
            (&up, "21", 1, false, Some(2)),
            (&up, "16", 1, false, Some(1)),
            (&up, "99", 0, false, Some(3)),
            (&down, "15", 0, false, Some(2)),
            (&down, "19", -1, false, Some(2)),
            (&down, "99", 0, true, Some(0)),
            (&down, "0", 0, false, Some(3)),
        ] {
            assert_eq!(
                after(all, "", cursor, step, inclusive),
                expected,
                "{cursor}"
            );
        }
        let times = list(&["2024-01-01T00:00:00Z", "2024-01-02T00:00:00.000Z"]);
        let found = after(&times, "", "2024-01-01T12:00:00Z", 0, false);
        assert_eq!(found, Some(1));
        let mixed = list(&["20", "10", "30"]);
        assert_eq!(after(&mixed, "", "5", 0, false), Some(0));
        assert_eq!(after(&mixed, "", "15", 0, false), None);
    }
}
