//! Puts what is known into values that were made from examples and types.

use super::Call;
use super::ledger;
use super::record::Record;
use super::statuses::{status_of, status_texts};
use crate::members::find;
use specie_codegen::data::{digits, is_integer};
use specie_codegen::member_names::{is_id, is_status};
use specie_codegen::model::{Api, Field, Kind, Location, Resource, ScalarKind, TimeUnit, Type};
use specie_codegen::validate::{self, Way, as_text};
use specie_runtime::jiff;
use specie_runtime::rust_decimal::Decimal;
use specie_runtime::signing::plan::{Data, Str};

/// Gives every identifier of an object a new value, but those that the caller chose.
pub(super) fn new_ids(
    api: &Api,
    ty: &Type,
    data: &mut Data,
    chosen: &[(Str, Data)],
    random: &mut fastrand::Rng,
) {
    each_member(api, ty, data, &mut |field, value| {
        if !is_id(&field.name) || field.constant.is_some() {
            return;
        }
        let is_chosen = find(chosen, &field.name)
            .is_some_and(|sent| as_text(sent).is_some() && as_text(sent) == as_text(value));
        if is_chosen {
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

/// What the caller may have chosen of a new resource: what was sent outside of the path, which names something that exists.
pub(super) fn chosen(call: &Call<'_>) -> Vec<(Str, Data)> {
    let mut chosen = call.params.to_vec();
    chosen.retain(|(name, _)| {
        let mut params = call.operation.params.iter();
        let param = params.find(|param| param.field.name == **name);
        param.is_none_or(|param| param.location != Location::Path)
    });
    chosen
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
    let (Some(fields), Data::Object(members)) = (api.fields(ty), data) else {
        return;
    };
    for field in fields {
        let mut sent = from.iter().filter(|(name, _)| *name == field.name);
        let is_there = members.iter().any(|(name, _)| *name == field.name);
        let (Some((name, value)), false) = (sent.next(), is_there) else {
            continue;
        };
        // A number where the type says so.
        let number = as_text(value).map(|text| Data::Number(text.into()));
        let mut forms = [Some(value.clone()), number].into_iter().flatten();
        if let Some(value) = forms.find(|value| fits(api, field, value)) {
            members.to_mut().push((name.clone(), value));
        }
    }
}

/// Puts a record into a value of a type.
pub(super) fn record(api: &Api, resource: &Resource, ty: &Type, data: &mut Data, record: &Record) {
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
            let is_only = api.fields(ty).is_some_and(|fields| {
                fields.iter().filter(|field| is_id(&field.name)).count() == 1
            });
            if let (true, Some(id)) = (is_only, record.own_id()) {
                *value = Data::Text(id.into());
            }
        }
    });
    progress(api, resource, ty, data, record);
}

/// Puts what follows from parameters, status and progress of a record into a value of a type.
pub(super) fn progress(
    api: &Api,
    resource: &Resource,
    ty: &Type,
    data: &mut Data,
    record: &Record,
) {
    for (name, amount) in &record.computed {
        let value = Data::Text(ledger::text(*amount).into());
        add(api, ty, data, &[(Str::Owned(name.clone()), value)]);
    }
    let order = record.order.as_ref();
    let trade = resource.trade.as_ref().zip(order);
    each_member(api, ty, data, &mut |field, value| {
        let mut repeated = resource.members.iter();
        let repeated = repeated.find(|(member, _)| *member == field.name);
        if let Some((_, param)) = repeated {
            // What the provider answered counts more: the amount to pay, not the price.
            let known = find(&record.data, param).or_else(|| find(&record.params, param));
            set_text(api, field, value, known.and_then(as_text));
        }
        let mut computed = record.computed.iter();
        if let Some((_, amount)) = computed.find(|(name, _)| *name == field.name) {
            set_text(api, field, value, Some(ledger::text(*amount)));
        }
        if let Some((trade, order)) = trade {
            let is = |name: &Option<String>| name.as_deref() == Some(field.name.as_str());
            let amount = if is(&trade.filled) {
                Some(order.filled)
            } else if is(&trade.remaining) {
                Some(order.remaining())
            } else if is(&trade.average) {
                Some(order.average())
            } else {
                None
            };
            set_text(api, field, value, amount.map(ledger::text));
        }
        if is_status(&field.name)
            && let Some(status) = status_of(api, field, record)
        {
            *value = match status.form {
                ScalarKind::Integer => Data::Integer(status.wire.clone().into()),
                ScalarKind::Text | ScalarKind::Bool => Data::Text(status.wire.clone().into()),
            };
        }
    });
    status_texts(api, ty, data, record);
    smallest_units(api, ty, data);
}

/// Writes amounts in smallest units as the amounts beside them say: `amount` of `amountf`, `amounti` of `amount`.
pub(super) fn smallest_units(api: &Api, ty: &Type, data: &mut Data) {
    let (Some(decimals), Data::Object(members)) = (api.mock.decimals, &*data) else {
        return;
    };
    let has = |name: &str| find(members, name).is_some();
    let amounts = members.iter().filter_map(|(name, value)| {
        let units = match (name.strip_suffix('f'), format!("{name}i")) {
            (Some(units), _) if has(units) => units.to_owned(),
            (_, units) if has(&units) => units,
            _ => return None,
        };
        let amount = ledger::decimal(&as_text(value)?)?;
        let amount =
            (0..decimals).try_fold(amount, |amount, _| amount.checked_mul(Decimal::TEN))?;
        Some((units, ledger::text(amount)))
    });
    let amounts: Vec<(String, String)> = amounts.collect();
    each_member(api, ty, data, &mut |field, value| {
        let mut amounts = amounts.iter();
        let units = amounts.find(|(name, _)| *name == field.name);
        set_text(api, field, value, units.map(|(_, units)| units.clone()));
    });
}

/// Gives a member another value in the form that it has, if that fits its type.
pub(super) fn set_text(api: &Api, field: &Field, value: &mut Data, text: Option<String>) {
    let Some(text) = text else { return };
    let new = match &*value {
        Data::Integer(_) if is_integer(&text) => Data::Integer(digits(&text).into()),
        Data::Integer(_) | Data::Number(_) => Data::Number(text.into()),
        _ => Data::Text(text.into()),
    };
    if fits(api, field, &new) {
        *value = new;
    }
}

/// Calls `change` with each member of an object that its type declares.
pub(super) fn each_member(
    api: &Api,
    ty: &Type,
    data: &mut Data,
    change: &mut dyn FnMut(&Field, &mut Data),
) {
    let (Some(fields), Data::Object(members)) = (api.fields(ty), data) else {
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
