//! Puts what is known into values that were made from examples and types.

use super::roles::{fields, is_id};
use super::{Call, Record};
use crate::members::{find, find_text};
use specie_codegen::data::{digits, is_integer};
use specie_codegen::model::{Api, Field, Kind, Location, Shape, TimeUnit, Type, TypeId};
use specie_codegen::validate::{self, Way, as_text};
use specie_runtime::jiff;
use specie_runtime::signing::plan::{Data, Str};

/// The entries of a batch: the objects of the list that is the call's whole body.
pub(super) fn entries_sent(call: &Call<'_>) -> Vec<Vec<(Str, Data)>> {
    let mut params = call.operation.params.iter();
    let items = params.find(|param| param.location == Location::Items);
    let sent = items.and_then(|items| find(call.params, &items.field.name));
    let Some(Data::List(entries)) = sent else {
        return Vec::new();
    };
    let entries = entries.iter();
    entries
        .filter_map(|entry| match entry {
            Data::Object(members) => Some(members.to_vec()),
            _ => None,
        })
        .collect()
}

/// Gives every identifier of an object a new value.
pub(super) fn new_ids(api: &Api, ty: &Type, data: &mut Data, random: &mut fastrand::Rng) {
    each_member(api, ty, data, &mut |field, value| {
        if !is_id(&field.name) || field.constant.is_some() {
            return;
        }
        let new = match (&field.ty.kind, &*value) {
            (Kind::Int, Data::Text(_)) => Data::Text(random.u32(1_000_000..).to_string().into()),
            (Kind::Int, _) | (_, Data::Integer(_)) => {
                Data::Integer(random.u32(1_000_000..).to_string().into())
            }
            (Kind::Uuid, _) => Data::Text(uuid(random).into()),
            (Kind::Text { .. }, Data::Text(known)) if is_uuid(known) => {
                Data::Text(uuid(random).into())
            }
            (Kind::Text { .. }, Data::Text(_)) => {
                let letters: String = (0..26).map(|_| random.alphanumeric()).collect();
                Data::Text(letters.to_uppercase().into())
            }
            _ => return,
        };
        if fits(api, field, &new) {
            *value = new;
        }
    });
}

/// Gives the times at which something was created the present time.
pub(super) fn times(api: &Api, ty: &Type, data: &mut Data, now_ns: i128) {
    each_member(api, ty, data, &mut |field, value| {
        let name = field.name.to_lowercase();
        let is_start = ["creat", "opened", "time", "updated", "placed"]
            .iter()
            .any(|word| name.contains(word));
        let is_end = ["expire", "complet", "end", "close", "cancel"]
            .iter()
            .any(|word| name.contains(word));
        let Kind::Time(unit) = field.ty.kind else {
            return;
        };
        if !is_start || is_end {
            return;
        }
        let Some(new) = time(unit, now_ns, value) else {
            return;
        };
        if fits(api, field, &new) {
            *value = new;
        }
    });
}

/// Copies members of the same name, where they fit the type.
pub(super) fn copy(api: &Api, ty: &Type, data: &mut Data, from: &[(Str, Data)]) {
    each_member(api, ty, data, &mut |field, value| {
        let Some(known) = find(from, &field.name) else {
            return;
        };
        // An amount as a number may have another unit than one as a text: `amount` beside `amountf`.
        let is_number = |data: &Data| !matches!(data, Data::Text(_));
        if field.ty.kind == Kind::Decimal && is_number(value) != is_number(known) {
            return;
        }
        let new = match (&*value, as_text(known)) {
            (Data::Text(_), Some(text)) => Data::Text(text.into()),
            (Data::Integer(_), Some(text)) if is_integer(&text) => {
                Data::Integer(digits(&text).into())
            }
            (Data::Number(_), Some(text)) => Data::Number(text.into()),
            _ => known.clone(),
        };
        if fits(api, field, &new) {
            *value = new;
        }
    });
}

/// Adds members that were sent, that the type has, and that the examples leave out because they are optional: the client's own id of an order.
pub(super) fn add(api: &Api, ty: &Type, data: &mut Data, from: &[(Str, Data)]) {
    let (Some(fields), Data::Object(members)) = (fields(api, ty), data) else {
        return;
    };
    for field in fields {
        let mut sent = from.iter().filter(|(name, _)| *name == field.name);
        let is_there = members.iter().any(|(name, _)| *name == field.name);
        if let (Some((name, value)), false) = (sent.next(), is_there)
            && fits(api, field, value)
        {
            members.to_mut().push((name.clone(), value.clone()));
        }
    }
}

/// Puts a record into a value of a type.
pub(super) fn record(api: &Api, ty: &Type, data: &mut Data, record: &Record) {
    times(api, ty, data, record.at_ns);
    copy(api, ty, data, &record.params);
    copy(api, ty, data, &record.data);
    // `payment_address` is the `address` of the response that created it.
    each_member(api, ty, data, &mut |field, value| {
        let mut known = record.data.iter();
        let known = known.find(|(name, _)| field.name.ends_with(&format!("_{name}")));
        if let (Data::Text(_), Some((_, known @ Data::Text(_)))) = (&*value, known) {
            *value = known.clone();
        }
    });
    // Where the only identifier has another name, it is the one of the response that created it.
    each_member(api, ty, data, &mut |field, value| {
        let is_known = find(&record.data, &field.name).is_some();
        if is_id(&field.name) && !is_known && matches!(value, Data::Text(_)) {
            let is_only = fields(api, ty).is_some_and(|fields| {
                fields.iter().filter(|field| is_id(&field.name)).count() == 1
            });
            if let (true, Some(id)) = (is_only, record.own_id()) {
                *value = Data::Text(id.into());
            }
        }
        if record.cancelled
            && ["status", "state"].contains(&field.name.to_lowercase().as_str())
            && let Some(cancelled) = cancelled_value(api, field)
        {
            *value = cancelled;
        }
    });
}

/// Puts a record into an event.
pub(crate) fn with_record(api: &Api, event: TypeId, data: &mut Data, of: &Record) {
    let variant = match api.types.get(event.0).map(|ty| &ty.shape) {
        Some(Shape::Union { by, variants, .. }) => {
            let told = match &*data {
                Data::Object(members) => find_text(members, by),
                _ => None,
            };
            let variant = variants.iter().find(|one| Some(&one.wire) == told.as_ref());
            variant.map_or(event, |variant| variant.ty)
        }
        _ => event,
    };
    record(api, &Type::plain(Kind::Named(variant)), data, of);
}

/// The value of an enum that means cancelled.
fn cancelled_value(api: &Api, field: &Field) -> Option<Data> {
    let Kind::Named(TypeId(at)) = field.ty.kind else {
        return None;
    };
    let Shape::Enum { values, .. } = &api.types.get(at)?.shape else {
        return None;
    };
    let value = values
        .iter()
        .find(|value| value.rust_name.to_lowercase().contains("cancel"))?;
    Some(
        match is_integer(&value.wire) && value.form == specie_codegen::model::ScalarKind::Integer {
            true => Data::Integer(value.wire.clone().into()),
            false => Data::Text(value.wire.clone().into()),
        },
    )
}

/// Calls `change` with each member of an object that its type declares.
fn each_member(api: &Api, ty: &Type, data: &mut Data, change: &mut dyn FnMut(&Field, &mut Data)) {
    let (Some(fields), Data::Object(members)) = (fields(api, ty), data) else {
        return;
    };
    for (name, value) in members.to_mut() {
        let field = fields.iter().find(|field| field.name == *name);
        if let (Some(field), true) = (field, *value != Data::Null) {
            change(field, value);
        }
    }
}

/// Whether a value is of the type of a field.
fn fits(api: &Api, field: &Field, value: &Data) -> bool {
    validate::value(&api.types, &field.ty, value, Way::Received)
        .1
        .is_empty()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().filter(|byte| *byte == b'-').count() == 4
}

/// A UUID of version 4.
pub(crate) fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..);
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// A time in its wire form; a text stays a text.
fn time(unit: TimeUnit, now_ns: i128, known: &Data) -> Option<Data> {
    let count = |each: i128| now_ns.div_euclid(each).to_string();
    let stamp = jiff::Timestamp::from_nanosecond(now_ns).ok()?;
    let text = match unit {
        TimeUnit::Seconds => count(1_000_000_000),
        TimeUnit::Millis => count(1_000_000),
        TimeUnit::Micros => count(1_000),
        TimeUnit::Nanos => count(1),
        TimeUnit::Iso | TimeUnit::IsoTo(_) => {
            return Some(Data::Text(format!("{stamp:.3}").into()));
        }
        TimeUnit::SecondsTo(_) | TimeUnit::Http => return None,
    };
    Some(match known {
        Data::Text(_) => Data::Text(text.into()),
        _ => Data::Integer(text.into()),
    })
}
