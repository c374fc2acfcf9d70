//! Pages of lists, as the operation's `paginate` describes them.

use super::Call;
use crate::members::find_text;
use crate::paths::{get, put};
use specie_codegen::model::{Kind, Response, Type};
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use specie_runtime::{CursorSource, PageValue, PaginationStyle};

/// The page size, where neither the call nor the spec says one.
const USUAL_SIZE: usize = 100;

/// The list in the data of a response, and the type of its entries.
pub(super) fn list_of<'d, 't>(
    call: &Call<'t>,
    ty: &'t Type,
    data: &'d mut Data,
) -> Option<(&'t Type, &'d mut Data)> {
    match &ty.kind {
        Kind::List(element) => Some((element, data)),
        Kind::Named(_) => {
            let fields = call.api.fields(ty)?;
            let mut lists = fields.iter().filter_map(|field| match &field.ty.kind {
                Kind::List(element) => Some((field.name.as_str(), &**element)),
                _ => None,
            });
            let (name, element) = lists.next()?;
            let Data::Object(members) = data else {
                return None;
            };
            let mut members = members.to_mut().iter_mut();
            let (_, list) = members.find(|(known, _)| known == name)?;
            Some((element, list))
        }
        _ => None,
    }
}

/// Cuts the list of a response to the page that the call asks for, and says where the next one is.
pub(super) fn cut(call: &Call<'_>, data: &mut Data) {
    let Some(pagination) = &call.operation.pagination else {
        return;
    };
    let (Response::Type(ty) | Response::Optional(ty)) = call.response else {
        return;
    };
    let all = match list_of(call, ty, data) {
        Some((_, Data::List(entries))) => entries.to_vec(),
        _ => return,
    };
    let param = |name: &str| find_text(call.params, name);
    let number = |name: &str| param(name).and_then(|text| text.parse::<usize>().ok());
    let size = pagination
        .size
        .as_deref()
        .and_then(number)
        .filter(|size| *size > 0);
    let most = pagination
        .max_size
        .and_then(|most| usize::try_from(most).ok());
    let size = size.unwrap_or(USUAL_SIZE).min(most.unwrap_or(usize::MAX));
    let start = match &pagination.style {
        PaginationStyle::Page { page, first } => {
            let first = usize::try_from(*first).unwrap_or(0);
            number(page)
                .unwrap_or(first)
                .saturating_sub(first)
                .saturating_mul(size)
        }
        PaginationStyle::Offset { start } => number(start).unwrap_or(0),
        PaginationStyle::Cursor {
            param: name,
            from,
            inclusive,
            ..
        } => match (param(name), from) {
            (None, _) => 0,
            (Some(cursor), CursorSource::Last(pointer)) => {
                let path = path(pointer);
                let at = all.iter().position(|entry| {
                    get(entry, &path).and_then(as_text).as_deref() == Some(cursor.as_str())
                });
                // A cursor of no entry, such as 0, is before the first.
                at.map_or(0, |at| at + usize::from(!inclusive))
            }
            (Some(cursor), _) => cursor.parse().unwrap_or(0),
        },
    };
    let end = start.saturating_add(size).min(all.len());
    let total = all.len();
    let page: Vec<Data> = all.into_iter().skip(start).take(size).collect();
    let has_more = end < total;
    if let Some((_, list)) = list_of(call, ty, data) {
        *list = Data::List(page.into());
    }
    let mut say = |at: &Option<PageValue<String>>, value: Data| {
        if let Some(PageValue::Body(pointer)) = at {
            say_in_data(data, pointer, value);
        }
    };
    say(&pagination.more, Data::Bool(has_more));
    let count = |count: usize| Data::Integer(count.to_string().into());
    say(&pagination.total, count(total));
    say(&pagination.total_pages, count(total.div_ceil(size.max(1))));
    if let PaginationStyle::Cursor {
        from: CursorSource::Response(at),
        ..
    } = &pagination.style
    {
        let next = match (has_more, &pagination.end) {
            (true, _) => Data::Text(end.to_string().into()),
            (false, Some(end)) => Data::Text(end.clone().into()),
            (false, None) => Data::Null,
        };
        say(&Some(at.clone()), next);
    }
}

/// Puts a value into the data of a response, if it has the member already. What lies outside of the data is the envelope's.
fn say_in_data(data: &mut Data, pointer: &str, value: Data) {
    let path = path(pointer);
    // Pointers start at the body; the data may lie deeper.
    for from in 0..path.len() {
        let inner = path.get(from..).unwrap_or_default();
        if let Some(known) = get(data, inner) {
            let value = match (known, as_text(&value)) {
                (Data::Text(_), Some(text)) => Data::Text(text.into()),
                _ => value,
            };
            put(data, inner, value);
            return;
        }
    }
}

/// The segments of a JSON pointer.
fn path(pointer: &str) -> Vec<PathSegment> {
    let segments = pointer.split('/').skip(1);
    let segments = segments.map(|segment| match segment.parse::<u32>() {
        Ok(index) => PathSegment::Index(index),
        Err(_) => PathSegment::Name(Str::Owned(segment.replace("~1", "/").replace("~0", "~"))),
    });
    segments.collect()
}
