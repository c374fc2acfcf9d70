//! Which operations show balances and positions.

use super::reader::{Reader, members};
use crate::member_names::CURRENCY;
use crate::model::{
    Api, BalanceKey, Field, Idempotency, Kind, Operation, Response, ShownBalances, Type,
};
use crate::raw::{Named, Text};

/// Names of members with what can be spent or is reserved; the first that a type has counts.
const AVAILABLE: [&str; 8] = [
    "available",
    "availableBalance",
    "available_balance",
    "free",
    "availBal",
    "balancef",
    "balance",
    "availableAmount",
];
const LOCKED: [&str; 6] = [
    "locked", "hold", "frozen", "reserved", "inOrder", "in_order",
];

/// The operations that show balances: those of the lines, and those whose responses have members with a currency and a balance.
pub(super) fn balances(lines: &[(Text, Named)], reader: &mut Reader<'_>) -> Vec<ShownBalances> {
    let mut found = Vec::new();
    for (name, line) in lines {
        let Some(operation) = reader.operation(name) else {
            continue;
        };
        let key = match (line.get("currency"), line.get("of")) {
            (Some(currency), None) => Some(BalanceKey::Member(currency.value.clone())),
            (None, Some(of)) => Some(BalanceKey::Of(of.value.clone())),
            (None, None) if is_map(reader.api, operation, line.get("in")) => {
                Some(BalanceKey::MapKey)
            }
            _ => {
                let help = "write `currency: MEMBER`, or `of: NAME` if it is always the same one; only in a map by currency neither is needed";
                reader.wrong(line.span, "expected one of `currency` and `of`", help);
                None
            }
        };
        let shown = shown(reader, operation, line, key, "available");
        found.extend(shown);
    }
    let said: Vec<usize> = found.iter().map(|one| one.operation).collect();
    let operations = reader.api.operations.iter().enumerate();
    let others = operations.filter(|(at, _)| !said.contains(at));
    found.extend(others.filter_map(|(at, operation)| derived(reader.api, at, operation)));
    found
}

/// The operations that show positions.
pub(super) fn positions(lines: &[(Text, Named)], reader: &mut Reader<'_>) -> Vec<ShownBalances> {
    let mut found = Vec::new();
    for (name, line) in lines {
        let Some(operation) = reader.operation(name) else {
            continue;
        };
        let key = match line.get("market") {
            Some(market) => Some(BalanceKey::Member(market.value.clone())),
            None => Some(BalanceKey::MapKey),
        };
        found.extend(shown(reader, operation, line, key, "quantity"));
    }
    found
}

/// Reads a line about one operation, and checks the members that it names.
fn shown(
    reader: &mut Reader<'_>,
    operation: usize,
    line: &Named,
    key: Option<BalanceKey>,
    amount: &'static str,
) -> Option<ShownBalances> {
    let api = reader.api;
    let response = api.operations.get(operation).map(|one| &one.response)?;
    let known = members(api, response);
    // Members of open JSON are not declared.
    let is_open = known.is_empty() || line.get("in").is_some_and(|within| is_json(&known, within));
    let mut member = |key: &str| {
        let name = line.get(key)?;
        if !is_open || key == "in" {
            reader.name(name, "member", &known);
        }
        Some(name.value.clone())
    };
    let (within, available) = (member("in"), member(amount));
    let (locked, price) = (member("locked"), member("price"));
    member("currency").or_else(|| member("market"));
    if available.is_none() {
        let message = format!("expected `{amount}`");
        let help = format!("write `{amount}: MEMBER`, the member of the response with the amount");
        reader.wrong(line.span, message, &help);
    }
    Some(ShownBalances {
        operation,
        within,
        key: key?,
        available: available?,
        locked,
        price,
    })
}

/// Whether balances are in a map by currency: the response, or its member with this name.
fn is_map(api: &Api, operation: usize, within: Option<&Text>) -> bool {
    let Some(operation) = api.operations.get(operation) else {
        return false;
    };
    let mut types = operation.response.types();
    if let Some(within) = within {
        let known = members(api, &operation.response);
        let known = known.into_iter().filter(|field| field.name == within.value);
        types = known.map(|field| &field.ty).collect();
    }
    types
        .first()
        .is_some_and(|ty| matches!(ty.kind, Kind::Map { .. }))
}

/// Whether the list with this name has entries whose members are not declared.
fn is_json(known: &[&Field], within: &Text) -> bool {
    let mut fields = known.iter();
    let field = fields.find(|field| field.name == within.value);
    field.is_some_and(|field| match &field.ty.kind {
        Kind::List(inner) | Kind::Map { value: inner, .. } => inner.kind == Kind::Json,
        kind => *kind == Kind::Json,
    })
}

/// What follows from the type of a response.
fn derived(api: &Api, at: usize, operation: &Operation) -> Option<ShownBalances> {
    if operation.idempotency != Idempotency::Safe {
        return None;
    }
    let (Response::Type(ty) | Response::Optional(ty)) = &operation.response else {
        return None;
    };
    let (entry, is_map): (&Type, bool) = match &ty.kind {
        Kind::List(entry) => (entry, false),
        Kind::Map { value, .. } => (value, true),
        _ => (ty, false),
    };
    let fields = api.fields(entry)?;
    // What has an amount is a payment, which may say the balance after it.
    if fields.iter().any(|field| field.name == "amount") {
        return None;
    }
    let named = |names: &[&str]| {
        let mut names = names.iter();
        let found = names.find(|name| fields.iter().any(|field| field.name == **name));
        found.map(|name| (*name).to_owned())
    };
    let key = match (is_map, named(&CURRENCY)) {
        (true, _) => BalanceKey::MapKey,
        (false, currency) => BalanceKey::Member(currency?),
    };
    Some(ShownBalances {
        operation: at,
        within: None,
        key,
        available: named(&AVAILABLE)?,
        locked: named(&LOCKED),
        price: None,
    })
}
