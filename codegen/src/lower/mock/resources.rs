//! What operations create, and how it moves on.

use super::reader::{Reader, enum_values, members, params, statuses};
use super::roles::{self, Role};
use crate::member_names::{is_status, is_undone};
use crate::model::{
    Action, Api, Field, MovedBalance, Movement, Resource, ResourceOperation, Trade,
};
use crate::raw::{self, Named, Text};

const SIDE: [&str; 3] = ["side", "direction", "type"];
const MARKET: [&str; 5] = ["market", "symbol", "instrument", "pair", "product_id"];
const QUANTITY: [&str; 6] = ["volume", "quantity", "amount", "size", "qty", "sz"];

/// Resources with what was derived of them: those of the lines, then those that an operation creates.
pub(super) fn resources(lines: &[raw::Resource], reader: &mut Reader<'_>) -> Vec<Resource> {
    let api = reader.api;
    let mut roles: Vec<Option<Role>> = api
        .operations
        .iter()
        .map(|one| roles::role(api, one))
        .collect();
    for line in lines {
        for (action, name) in &line.operations {
            let Some(at) = reader.operation(name) else {
                continue;
            };
            if let Some(role) = roles.get_mut(at) {
                *role = Some(Role {
                    noun: line.name.value.clone(),
                    action: action_of(action),
                });
            }
        }
    }
    let mut resources = Vec::new();
    for line in lines {
        let operations = operations_of(api, &roles, &line.name.value);
        if !operations.is_empty() {
            resources.push(resource(line, operations, reader));
        } else if line.operations.is_empty() {
            let message = format!("no operation is about the resource `{}`", line.name.value);
            let help = "name its operations: `create: OPERATION`, `read`, `list`, `cancel`";
            reader.wrong(line.name.span, message, help);
        }
    }
    for role in roles.iter().flatten() {
        let is_new = !resources
            .iter()
            .any(|known: &Resource| known.name == role.noun);
        // Without an operation that creates one, there is nothing to remember.
        if is_new && role.action == Action::Create {
            let operations = operations_of(api, &roles, &role.noun);
            resources.push(derived(api, &role.noun, operations));
        }
    }
    resources
}

fn action_of(key: &str) -> Action {
    match key {
        "create" => Action::Create,
        "read" => Action::Read,
        "list" => Action::List,
        _ => Action::Cancel,
    }
}

fn operations_of(api: &Api, roles: &[Option<Role>], noun: &str) -> Vec<ResourceOperation> {
    let roles = roles.iter().zip(&api.operations).enumerate();
    let own = roles.filter_map(|(at, (role, operation))| {
        let role = role.as_ref().filter(|role| role.noun == noun)?;
        Some(ResourceOperation {
            operation: at,
            action: role.action,
            ids: roles::ids(operation),
            batch: (role.action == Action::Create)
                .then(|| roles::batch(api, operation))
                .flatten(),
        })
    });
    own.collect()
}

/// The names that a resource's lines may use.
struct Scope<'a> {
    /// Parameters of the operations that create it.
    params: Vec<&'a Field>,
    /// Members of the responses of its operations.
    members: Vec<&'a Field>,
}

impl<'a> Scope<'a> {
    fn of(api: &'a Api, operations: &[ResourceOperation]) -> Self {
        let mut scope = Self {
            params: Vec::new(),
            members: Vec::new(),
        };
        for one in operations {
            let Some(operation) = api.operations.get(one.operation) else {
                continue;
            };
            if one.action == Action::Create {
                scope.params.extend(params(api, operation));
            }
            scope.members.extend(members(api, &operation.response));
            for variant in &operation.variants {
                scope.members.extend(members(api, &variant.response));
            }
        }
        scope
    }

    fn all(&self) -> Vec<&'a Field> {
        self.params.iter().chain(&self.members).copied().collect()
    }
}

/// What follows from the operations of a resource alone.
fn derived(api: &Api, name: &str, operations: Vec<ResourceOperation>) -> Resource {
    let scope = Scope::of(api, &operations);
    let trade = trade(api, &operations);
    Resource {
        name: name.to_owned(),
        states: states(api, &scope.members),
        takes: trade.is_none().then(|| taken(name, &scope)).flatten(),
        trade,
        undone: statuses(api, &scope.members)
            .into_iter()
            .filter(|value| is_undone(value) || is_undone_name(api, &scope.members, value))
            .map(str::to_owned)
            .collect(),
        operations,
        ..Resource::default()
    }
}

/// Whether the name in Rust of a value, such as `-1: Cancelled`, says that it undoes.
fn is_undone_name(api: &Api, members: &[&Field], wire: &str) -> bool {
    let mut statuses = members.iter().filter(|field| is_status(&field.name));
    statuses.any(|field| {
        let mut values = enum_values(api, &field.ty).iter();
        values.any(|value| value.wire == wire && is_undone(&value.rust_name))
    })
}

/// The order of the values of the first status that has one.
fn states(api: &Api, members: &[&Field]) -> Vec<String> {
    let statuses = members.iter().filter(|field| is_status(&field.name));
    let mut orders = statuses.map(|field| {
        let values = enum_values(api, &field.ty).iter();
        let mut ordered: Vec<(usize, &str)> = values
            .filter_map(|value| Some((value.place?, value.wire.as_str())))
            .collect();
        ordered.sort_unstable();
        ordered
    });
    let order = orders.find(|order| !order.is_empty()).unwrap_or_default();
    order.into_iter().map(|(_, wire)| wire.to_owned()).collect()
}

/// What a withdrawal takes, if it has an amount and a currency.
fn taken(name: &str, scope: &Scope<'_>) -> Option<Movement> {
    let is_sent = ["withdraw", "payout", "transfer"];
    if !is_sent.iter().any(|word| name.contains(word)) {
        return None;
    }
    let has = |fields: &[&Field], name: &str| fields.iter().any(|field| field.name == name);
    let mut currencies = ["currency", "coin", "asset"].into_iter();
    let currency = currencies.find(|name| has(&scope.params, name))?;
    has(&scope.params, "amount").then(|| Movement {
        amount: "amount".to_owned(),
        balance: MovedBalance::In(currency.to_owned()),
        fee: has(&scope.members, "fee").then(|| "fee".to_owned()),
    })
}

/// What an order trades, if the call that creates it has a market, a side and an amount.
fn trade(api: &Api, operations: &[ResourceOperation]) -> Option<Trade> {
    let mut operations = operations.iter();
    let create = operations.find(|one| one.action == Action::Create)?;
    let params = params(api, api.operations.get(create.operation)?);
    let first = |names: &[&str]| {
        let mut names = names.iter();
        let found = names.find(|name| params.iter().any(|field| field.name == **name));
        found.map(|name| (*name).to_owned())
    };
    let mut sides = SIDE.iter();
    let side = sides.find(|name| {
        let mut params = params.iter();
        params.any(|field| {
            let mut values = enum_values(api, &field.ty).iter();
            field.name == **name && values.any(|value| value.wire.eq_ignore_ascii_case("sell"))
        })
    })?;
    Some(Trade {
        market: first(&MARKET)?,
        side: (*side).to_owned(),
        amount: first(&QUANTITY)?,
        price: first(&["price"]),
        filled: None,
        remaining: None,
        average: None,
    })
}

/// A resource as its lines say, with what is derived of the rest.
fn resource(
    line: &raw::Resource,
    operations: Vec<ResourceOperation>,
    reader: &mut Reader<'_>,
) -> Resource {
    let api = reader.api;
    let scope = Scope::of(api, &operations);
    let all = scope.all();
    let known = statuses(api, &scope.members);
    let mut derived = derived(api, &line.name.value, operations);
    let mut values = |values: &[Text]| -> Vec<String> {
        let values = values.iter();
        values.map(|value| reader.value(value, &known)).collect()
    };
    let (states, undone) = (values(&line.states), values(&line.undone));
    let cancel_in = line.cancel_in.as_deref().map(&mut values);
    let short = values(line.short.as_slice()).into_iter().next();
    let begins: Vec<String> = line
        .begin
        .iter()
        .flat_map(|(value, _)| values(std::slice::from_ref(value)))
        .collect();
    let begin = begins.into_iter().zip(&line.begin);
    let begin = begin.map(|(value, (_, given))| {
        let given = given.iter();
        let given = given.map(|(name, value)| {
            let name = reader.name(name, "parameter", &scope.params);
            (name, value.value.clone())
        });
        (value, given.collect())
    });
    let begin = begin.collect();
    let members = line.members.iter();
    let members = members.map(|(member, param)| {
        let member = reader.name(member, "member", &scope.members);
        (member, reader.name(param, "parameter or member", &all))
    });
    let members = members.collect();
    let takes = line.takes.as_ref();
    let takes = takes.and_then(|named| movement(named, &all, reader));
    let gives = line.gives.as_ref();
    let gives = gives.and_then(|named| movement(named, &all, reader));
    let trade = line.trade.as_ref();
    let trade = trade.and_then(|named| read_trade(named, &all, derived.trade.take(), reader));
    if !states.is_empty() {
        derived.states = states;
    }
    if !undone.is_empty() {
        derived.undone = undone;
    }
    Resource {
        after_ms: line.after_ms,
        begin,
        cancel_in,
        short,
        takes: takes.or(derived.takes.take()),
        gives,
        trade: trade.or(derived.trade.take()),
        members,
        ..derived
    }
}

/// `{ amount: amount, currency: currency, fee: fee }`
fn movement(named: &Named, known: &[&Field], reader: &mut Reader<'_>) -> Option<Movement> {
    let balance = match (named.get("currency"), named.get("of")) {
        (Some(currency), None) => {
            MovedBalance::In(reader.name(currency, "parameter or member", known))
        }
        (None, Some(of)) => MovedBalance::Of(of.value.clone()),
        _ => {
            let help = "write `currency: NAME`, the parameter or member with the currency, or `of: BALANCE` if it is always the same one";
            reader.wrong(named.span, "expected one of `currency` and `of`", help);
            return None;
        }
    };
    let Some(amount) = named.get("amount") else {
        let help = "write `amount: NAME`, the parameter or member with the amount";
        reader.wrong(named.span, "expected `amount`", help);
        return None;
    };
    let fee = named.get("fee");
    Some(Movement {
        amount: reader.name(amount, "parameter or member", known),
        balance,
        fee: fee.map(|fee| reader.name(fee, "parameter or member", known)),
    })
}

/// The members of an order; those that are left out are derived.
fn read_trade(
    named: &Named,
    known: &[&Field],
    derived: Option<Trade>,
    reader: &mut Reader<'_>,
) -> Option<Trade> {
    let mut name = |key: &str| {
        let name = named.get(key)?;
        Some(reader.name(name, "parameter or member", known))
    };
    let (market, side, amount) = (name("market"), name("side"), name("amount"));
    let (price, filled) = (name("price"), name("filled"));
    let (remaining, average) = (name("remaining"), name("average"));
    let of_derived = |of: fn(&Trade) -> Option<String>| derived.as_ref().and_then(of);
    let market = market.or_else(|| of_derived(|trade| Some(trade.market.clone())));
    let side = side.or_else(|| of_derived(|trade| Some(trade.side.clone())));
    let amount = amount.or_else(|| of_derived(|trade| Some(trade.amount.clone())));
    let (Some(market), Some(side), Some(amount)) = (market, side, amount) else {
        let help = "write `trade: { market: NAME, side: NAME, amount: NAME }`";
        reader.wrong(named.span, "expected `market`, `side` and `amount`", help);
        return None;
    };
    Some(Trade {
        market,
        side,
        amount,
        price: price.or_else(|| of_derived(|trade| trade.price.clone())),
        filled,
        remaining,
        average,
    })
}
