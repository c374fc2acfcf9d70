//! Pages of lists, as the operation's `paginate` describes them.

use super::cursors::{after, key_of};
use super::entries;
use super::list_place::{element_of, list_in};
use super::{Call, State, is_in_example};
use crate::members::find_text;
use crate::page_says::{PageSays, Said};
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::model::{Kind, Location, Response};
use specie_runtime::signing::plan::Data;
use specie_runtime::{CursorSource, PageValue, Pagination, PaginationStyle};

/// The page size, where neither the call nor the spec says one.
const USUAL_SIZE: usize = 100;

impl State {
    /// Cuts the list of a response to the page that the call asks for. What the response says about the rest of the list may lie outside of its
    /// data, so it is returned.
    ///
    /// # Errors
    /// The call asks for a page that there cannot be: its cursor was given by no page, or its number is below the first.
    pub(crate) fn cut(&mut self, call: &Call<'_>, data: &mut Data) -> Result<PageSays, Refusal> {
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
        let known = all.len();
        entries::prepare(call, element, pagination, &mut all);
        if let (Some(element), Some(added)) = (element, all.get_mut(known..)) {
            self.remember_listed(call, element, added);
        }
        let size = size_of(call, pagination)?;
        let start =
            start_of(call, pagination, &all, size, &|id| self.has_recorded(id))?.min(all.len());
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
