//! Balances and positions in responses.

use super::Call;
use super::ledger::{Ledger, text};
use super::overlay::{set_text, smallest_units};
use crate::members::{find, find_text};
use crate::paths::put as put_at;
use specie_codegen::example_values;
use specie_codegen::member_names::CURRENCY;
use specie_codegen::model::{Api, BalanceKey, Kind, ShownBalances, Type};
use specie_codegen::validate::Way;
use specie_runtime::rust_decimal::Decimal;
use specie_runtime::signing::plan::{Data, PathSegment, Str};

/// What an entry shows.
struct Entry {
    key: String,
    available: Decimal,
    locked: Decimal,
    price: Option<Decimal>,
}

/// Whether the response to a call shows balances or positions.
pub(super) fn shows(call: &Call<'_>) -> bool {
    all(call).next().is_some()
}

fn all<'c>(call: &Call<'c>) -> impl Iterator<Item = (&'c ShownBalances, bool)> {
    let (api, own) = (call.api, call.index);
    let balances = api.mock.balances.iter().map(|one| (one, false));
    let positions = api.mock.positions.iter().map(|one| (one, true));
    balances
        .chain(positions)
        .filter(move |(one, _)| one.operation == own)
}

/// Puts balances and positions into the data of a response.
pub(super) fn put(call: &Call<'_>, ledger: &Ledger, data: &mut Data) {
    let Some(ty) = call.data_type() else { return };
    for (shown, are_positions) in all(call) {
        let entries: Vec<Entry> = match are_positions {
            true => positions(ledger),
            false => balances(ledger),
        };
        match &shown.within {
            None => put_into(call, shown, ledger, &entries, ty, data),
            Some(name) => {
                let fields = call.api.fields(ty).unwrap_or_default();
                let field = fields.iter().find(|field| field.name == *name);
                let Some(field) = field else { continue };
                let mut inner = match &*data {
                    Data::Object(members) => find(members, name).cloned(),
                    _ => None,
                }
                .unwrap_or(Data::Null);
                put_into(call, shown, ledger, &entries, &field.ty, &mut inner);
                let path = [PathSegment::Name(Str::Owned(name.clone()))];
                put_at(data, &path, inner);
            }
        }
    }
}

fn balances(ledger: &Ledger) -> Vec<Entry> {
    let balances = ledger.balances();
    let entries = balances.map(|balance| Entry {
        key: balance.currency.clone(),
        available: balance.available,
        locked: balance.locked,
        price: None,
    });
    entries.collect()
}

fn positions(ledger: &Ledger) -> Vec<Entry> {
    let positions = ledger.positions();
    let entries = positions.map(|position| Entry {
        key: position.market.clone(),
        available: position.quantity,
        locked: Decimal::ZERO,
        price: Some(position.price),
    });
    entries.collect()
}

fn put_into(
    call: &Call<'_>,
    shown: &ShownBalances,
    ledger: &Ledger,
    entries: &[Entry],
    ty: &Type,
    data: &mut Data,
) {
    let api = call.api;
    match (&ty.kind, &shown.key) {
        (Kind::List(element), _) => {
            let first = match &*data {
                Data::List(known) => known.first().cloned(),
                _ => None,
            };
            let pattern = first.unwrap_or_else(|| sample(api, element));
            let made = entries.iter().map(|entry| {
                let mut one = pattern.clone();
                write(api, shown, element, &mut one, entry);
                one
            });
            *data = Data::List(made.collect::<Vec<_>>().into());
        }
        (Kind::Map { value, .. }, _) => {
            let first = match &*data {
                Data::Object(known) => known.first().map(|(_, value)| value.clone()),
                _ => None,
            };
            let pattern = first.unwrap_or_else(|| sample(api, value));
            let made = entries.iter().map(|entry| {
                let mut one = pattern.clone();
                write(api, shown, value, &mut one, entry);
                (Str::Owned(entry.key.clone()), one)
            });
            *data = Data::Object(made.collect::<Vec<_>>().into());
        }
        (_, BalanceKey::Of(name)) => write(api, shown, ty, data, &entry_of(ledger, name)),
        (_, BalanceKey::Member(member)) => {
            // The one that is asked for, or the first. The parameter may have another name than the member.
            let names = std::iter::once(member.as_str()).chain(CURRENCY);
            let asked = names.filter_map(|name| find_text(call.params, name)).next();
            let entry = asked.map(|name| entry_of(ledger, &name));
            if let Some(entry) = entry.as_ref().or(entries.first()) {
                write(api, shown, ty, data, entry);
            }
        }
        (_, BalanceKey::MapKey) => {}
    }
}

fn entry_of(ledger: &Ledger, name: &str) -> Entry {
    let balance = ledger.balance(name);
    Entry {
        key: name.to_owned(),
        available: balance.available,
        locked: balance.locked,
        price: None,
    }
}

fn sample(api: &Api, ty: &Type) -> Data {
    example_values::value(api, ty, "", None, Way::Received)
}

/// Writes the members of one entry. Those of open JSON are added.
fn write(api: &Api, shown: &ShownBalances, ty: &Type, data: &mut Data, entry: &Entry) {
    let fields = api.fields(ty);
    let mut set = |name: &str, value: String, is_amount: bool| match (fields, &mut *data) {
        (Some(fields), Data::Object(members)) => {
            let field = fields.iter().find(|field| field.name == name);
            let members = members.to_mut();
            if find(members, name).is_none() {
                // An optional member; the form of its value is that of a sample.
                let sample = field.map(|field| sample(api, &field.ty));
                members.extend(sample.map(|sample| (Str::Owned(name.to_owned()), sample)));
            }
            let member = members.iter_mut().find(|(known, _)| known == name);
            if let (Some(field), Some((_, known))) = (field, member) {
                set_text(api, field, known, Some(value));
            }
        }
        (None, data) => {
            let path = [PathSegment::Name(Str::Owned(name.to_owned()))];
            let value = match is_amount {
                true => Data::Number(value.into()),
                false => Data::Text(value.into()),
            };
            put_at(data, &path, value);
        }
        (Some(_), _) => {}
    };
    if let BalanceKey::Member(name) = &shown.key {
        set(name, entry.key.clone(), false);
    }
    set(&shown.available, text(entry.available), true);
    if let Some(locked) = &shown.locked {
        set(locked, text(entry.locked), true);
    }
    if let (Some(name), Some(price)) = (&shown.price, entry.price) {
        set(name, text(price), true);
    }
    smallest_units(api, ty, data);
}
