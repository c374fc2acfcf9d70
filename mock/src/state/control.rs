//! What the user of the mock does to its state: sets balances, lets deposits arrive, completes withdrawals, fills orders.

use super::create::members;
use super::ledger::decimal;
use super::record::{Made, Phase, Record};
use super::{State, overlay, statuses};
use specie_codegen::model::{Action, Api, Kind, Resource, Response, Type};
use specie_codegen::validate::Way;
use specie_codegen::{example_values, json};
use specie_runtime::Amount;
use specie_runtime::signing::plan::{Data, Str};

/// What the account has of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Funds {
    /// The currency.
    pub currency: String,
    /// What can be spent.
    pub available: Amount,
    /// What open withdrawals and orders have reserved.
    pub locked: Amount,
}

/// One thing that was created: an order, a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The kind of resource: `order`.
    pub resource: String,
    /// The first identifier in the response that created it.
    pub id: Option<String>,
    /// Its status, as the provider writes it; `None`: the spec does not say how its status moves on.
    pub status: Option<String>,
    /// Whether it is open, complete or undone.
    pub phase: Phase,
    /// How much of an order was executed.
    pub filled: Option<Amount>,
    /// The parameters of the call that created it, as one JSON object.
    pub params: String,
}

/// What happens to something that was created.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Its status becomes this one.
    Status(String),
    /// So much of it is executed.
    Fill(String),
}

impl State {
    /// The balances that were named or used.
    pub(crate) fn funds(&self) -> Vec<Funds> {
        let balances = self.ledger.balances();
        let funds = balances.map(|balance| Funds {
            currency: balance.currency.clone(),
            available: balance.available.normalize().into(),
            locked: balance.locked.normalize().into(),
        });
        funds.collect()
    }

    /// Sets what can be spent of a currency.
    ///
    /// # Errors
    /// The amount is negative, or has more than 28 digits.
    pub(crate) fn set_balance(&mut self, currency: &str, available: &str) -> Result<(), String> {
        let amount = decimal(available).filter(|amount| !amount.is_sign_negative());
        let amount = amount.ok_or_else(|| {
            format!("expected an amount with at most 28 digits for {currency}, found {available:?}")
        })?;
        self.ledger.set(currency, amount);
        Ok(())
    }

    /// What was created, the oldest first; of one kind of resource, or of all.
    pub(crate) fn recorded(&self, api: &Api, resource: Option<&str>) -> Vec<Recorded> {
        let records = self.store.all();
        let all = records.map(|record| recorded(api, record));
        all.filter(|one| resource.is_none_or(|wanted| one.resource == wanted))
            .collect()
    }

    /// Changes what has this identifier.
    ///
    /// # Errors
    /// There is no such thing, it does not have this status, or its own does not allow the change.
    pub(crate) fn change(
        &mut self,
        api: &Api,
        resource: Option<&str>,
        id: &str,
        change: &Change,
        now_ns: i128,
    ) -> Result<Recorded, String> {
        self.advance(api, now_ns);
        let kind = |at: usize| {
            let record = self.store.get(at)?;
            let kind = api.mock.resources.get(record.resource)?;
            resource
                .is_none_or(|wanted| kind.name == wanted)
                .then_some((at, kind))
        };
        let found = self.store.with_key(id).find_map(kind);
        let (at, kind) = found.ok_or_else(|| format!("nothing was created with the id {id:?}"))?;
        let ledger = &mut self.ledger;
        let changed = self.store.change(at, |record| {
            match change {
                Change::Status(status) => {
                    check_status(api, kind, status)?;
                    record.set_state(status, kind, ledger)?;
                }
                Change::Fill(amount) => {
                    let part = decimal(amount);
                    let part = part.ok_or_else(|| format!("{amount:?} is not an amount"))?;
                    record.fill(part, kind, ledger)?;
                }
            }
            Ok::<Record, String>(record.clone())
        });
        let record = changed.ok_or("it was forgotten")??;
        let shown = recorded(api, &record);
        self.note_change(record);
        Ok(shown)
    }

    /// Creates something that no call creates, such as a deposit that arrives.
    ///
    /// # Errors
    /// The spec has no such resource, or no operation shows it; or the values do not allow it.
    pub(crate) fn arrive(
        &mut self,
        api: &Api,
        resource: &str,
        given: &[(Str, Data)],
        now_ns: i128,
        random: &mut fastrand::Rng,
    ) -> Result<Recorded, String> {
        let mut kinds = api.mock.resources.iter().enumerate();
        let found = kinds.find(|(_, kind)| kind.name == resource);
        let (at, kind) = found.ok_or_else(|| {
            let known = api.mock.resources.iter().map(|kind| kind.name.as_str());
            let known: Vec<&str> = known.collect();
            format!("expected one of {}, found {resource:?}", known.join(", "))
        })?;
        let ty = shown_as(api, kind).ok_or_else(|| format!("no operation shows a {resource}"))?;
        let mut data = example_values::value(api, ty, "", None, Way::Received);
        overlay::new_ids(api, ty, &mut data, &[], random);
        overlay::times(api, ty, &mut data, now_ns);
        let fields = api.fields(ty).unwrap_or_default();
        if let Some((name, _)) = given
            .iter()
            .find(|(name, _)| !fields.iter().any(|field| field.name == *name))
        {
            return Err(format!("a {resource} has no member {name:?}"));
        }
        overlay::copy(api, ty, &mut data, given);
        overlay::add(api, ty, &mut data, given);
        let made = Made {
            resource: at,
            data: members(&data),
            params: given.to_vec(),
            at_ns: now_ns,
            status: None,
        };
        let has_positions = !api.mock.positions.is_empty();
        let record = Record::begin(made, kind, has_positions, &mut self.ledger);
        let mut record = record.map_err(|refusal| refusal.to_string())?;
        overlay::progress(api, kind, ty, &mut data, &record);
        record.data = members(&data);
        let shown = recorded(api, &record);
        self.note_change(record.clone());
        self.store.add(record);
        Ok(shown)
    }
}

fn recorded(api: &Api, record: &Record) -> Recorded {
    let kind = api.mock.resources.get(record.resource);
    let filled = record.order.as_ref().map(|order| order.filled);
    Recorded {
        resource: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        id: record.own_id(),
        status: record.state.clone(),
        phase: record.phase,
        filled: filled.map(|filled| filled.normalize().into()),
        params: json::object(&record.params),
    }
}

/// The values that the statuses of a resource may have must have this one.
fn check_status(api: &Api, kind: &Resource, status: &str) -> Result<(), String> {
    let operations = kind.operations.iter();
    let operations = operations.filter_map(|one| api.operations.get(one.operation));
    let mut known: Vec<&str> = kind.states.iter().map(String::as_str).collect();
    for operation in operations {
        for ty in operation.response.types() {
            let entry = match &ty.kind {
                Kind::List(element) => element,
                _ => ty,
            };
            let fields = api.fields(entry).unwrap_or_default().iter();
            let statuses =
                fields.filter(|field| specie_codegen::member_names::is_status(&field.name));
            known.extend(
                statuses
                    .flat_map(|field| statuses::enum_values(api, field))
                    .map(|value| value.wire.as_str()),
            );
        }
    }
    known.sort_unstable();
    known.dedup();
    match known.contains(&status) {
        true => Ok(()),
        false => Err(format!(
            "expected a status of {}, one of {}; found {status:?}",
            kind.name,
            known.join(", ")
        )),
    }
}

/// The type in which one of a resource is shown.
fn shown_as<'a>(api: &'a Api, kind: &Resource) -> Option<&'a Type> {
    let by = |action: Action| {
        let mut operations = kind
            .operations
            .iter()
            .filter(move |one| one.action == action);
        operations.find_map(|one| {
            let operation = api.operations.get(one.operation)?;
            let (Response::Type(ty) | Response::Optional(ty)) = &operation.response else {
                return None;
            };
            match &ty.kind {
                Kind::List(element) => api.fields(element).map(|_| &**element),
                _ => api.fields(ty).map(|_| ty),
            }
        })
    };
    by(Action::Read)
        .or_else(|| by(Action::Create))
        .or_else(|| by(Action::List))
}
