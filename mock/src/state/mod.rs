//! What was created so far: it can be read, listed and cancelled, it moves on, and it moves balances.

mod control;
mod entries;
mod events;
mod ledger;
mod overlay;
pub(crate) mod pages;
mod record;
mod shown;
mod store;

pub(crate) use control::Change;
pub use control::{Funds, Recorded};
pub(crate) use events::event_of;
pub(crate) use overlay::uuid;
pub use record::Phase;
pub(crate) use record::Record;

use crate::members;
use crate::refusal::{Refusal, RefusalKind};
use ledger::Ledger;
use specie_codegen::example_values;
use specie_codegen::model::{
    Action, Api, Kind, Operation, Resource, ResourceOperation, Response, Type,
};
use specie_codegen::scenario::Lists;
use specie_codegen::validate::{Way, as_text};
use specie_runtime::signing::plan::{Data, Str};
use store::Store;

/// The most changes that wait to be reported.
const MOST_CHANGES: usize = 100_000;

/// What was created so far, and what the account has.
#[derive(Debug)]
pub(crate) struct State {
    /// The role of each operation, by its index.
    roles: Vec<Option<Role>>,
    store: Store,
    ledger: Ledger,
    /// What has changed since it was asked last; nothing, if nobody asks.
    changes: Vec<Record>,
    pub(crate) keeps_changes: bool,
}

/// What an operation does.
#[derive(Clone, Debug)]
struct Role {
    /// The kind of resource, by its index.
    resource: usize,
    own: ResourceOperation,
}

/// What a call needs besides its state.
pub(crate) struct Call<'c> {
    pub(crate) api: &'c Api,
    pub(crate) operation: &'c Operation,
    pub(crate) response: &'c Response,
    pub(crate) params: &'c [(Str, Data)],
    /// The address at which the call arrived, without its query.
    pub(crate) address: &'c str,
    /// How long lists and their pages are.
    pub(crate) lists: Lists,
    pub(crate) now_ns: i128,
}

impl Call<'_> {
    /// The index of the operation.
    fn operation_index(&self) -> Option<usize> {
        let mut operations = self.api.operations.iter();
        operations.position(|known| known.name == self.operation.name)
    }

    /// The type of the data.
    fn data_type(&self) -> Option<&Type> {
        match self.response {
            Response::Type(ty) | Response::Optional(ty) => Some(ty),
            _ => None,
        }
    }
}

impl State {
    pub(crate) fn of(api: &Api) -> Self {
        let mut roles = vec![None; api.operations.len()];
        for (resource, one) in api.mock.resources.iter().enumerate() {
            for own in &one.operations {
                if let Some(role) = roles.get_mut(own.operation) {
                    let own = own.clone();
                    *role = Some(Role { resource, own });
                }
            }
        }
        Self {
            roles,
            store: Store::default(),
            ledger: Ledger::of(&api.mock),
            changes: Vec::new(),
            keeps_changes: false,
        }
    }

    /// What was created or has changed since this was asked last.
    pub(crate) fn take_changes(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.changes)
    }

    fn note_change(&mut self, record: Record) {
        if self.keeps_changes && self.changes.len() < MOST_CHANGES {
            self.changes.push(record);
        }
    }

    fn role(&self, call: &Call<'_>) -> Option<Role> {
        self.roles.get(call.operation_index()?)?.clone()
    }

    /// Moves on what moves on by itself, up to this time.
    pub(crate) fn advance(&mut self, api: &Api, now_ns: i128) {
        while let Some((_, at)) = self.store.next_due().filter(|(due, _)| *due <= now_ns) {
            let changed = self.store.change(at, |record| {
                if let Some(resource) = api.mock.resources.get(record.resource) {
                    record.step(resource, &mut self.ledger);
                }
                record.clone()
            });
            if let Some(record) = changed {
                self.note_change(record);
            }
        }
    }

    /// When something moves on by itself next.
    pub(crate) fn next_due_ns(&self) -> Option<i128> {
        self.store.next_due().map(|(due, _)| due)
    }

    /// Whether something was created that has this identifier.
    pub(crate) fn has_recorded(&self, id: &str) -> bool {
        self.store.with_key(id).next().is_some()
    }

    /// Whether the response to this call depends on what was created, or on balances: an example is not the whole truth then.
    pub(crate) fn concerns(&self, call: &Call<'_>) -> bool {
        if shown::shows(call) {
            return true;
        }
        self.role(call).is_some_and(|role| match role.own.action {
            Action::Create => true,
            Action::Read | Action::List | Action::Cancel => self.store.has(role.resource),
        })
    }

    /// Applies a call, and puts what is known into the data of its response, which was made from examples and types.
    pub(crate) fn apply(
        &mut self,
        call: &Call<'_>,
        data: &mut Data,
        random: &mut fastrand::Rng,
    ) -> Result<(), Refusal> {
        self.advance(call.api, call.now_ns);
        let role = self.role(call);
        let resources = &call.api.mock.resources;
        let resource = role.as_ref().and_then(|role| resources.get(role.resource));
        let shows = shown::shows(call);
        if let (Some(role), Some(resource)) = (&role, resource) {
            match role.own.action {
                Action::Create => self.create(role, resource, call, data, random)?,
                Action::Read => self.read(role, resource, call, data)?,
                Action::List => self.list(role, resource, call, data),
                Action::Cancel => self.cancel(role, resource, call, data)?,
            }
        }
        if shows {
            shown::put(call, &self.ledger, data);
        }
        Ok(())
    }

    /// Gives new identifiers to what is created, and remembers it. Of a batch, all are created, or none.
    fn create(
        &mut self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
        data: &mut Data,
        random: &mut fastrand::Rng,
    ) -> Result<(), Refusal> {
        let sent = overlay::entries_sent(call);
        let (element, entries): (Option<&Type>, Vec<&mut Data>) = match (call.data_type(), data) {
            (
                Some(Type {
                    kind: Kind::List(element),
                    ..
                }),
                Data::List(entries),
            ) => {
                // A batch has one result for each entry that was sent.
                let entries = entries.to_mut();
                if let (Some(first), true) = (entries.first().cloned(), !sent.is_empty()) {
                    entries.resize(sent.len(), first);
                }
                (Some(element), entries.iter_mut().collect())
            }
            (ty, data) => (ty, vec![data]),
        };
        let has_positions = !call.api.mock.positions.is_empty();
        // What is complete at once has moved balances already when a later entry is refused.
        let before = (entries.len() > 1).then(|| self.ledger.clone());
        let mut records: Vec<Record> = Vec::new();
        for (at, entry) in entries.into_iter().enumerate() {
            let params = match sent.get(at) {
                Some(own) => overlay::with_outer(call, own),
                None => call.params.to_vec(),
            };
            if let Some(element) = element {
                overlay::new_ids(call.api, element, entry, random);
                overlay::times(call.api, element, entry, call.now_ns);
                // What a single call sent is in its response already, where the examples do not show otherwise.
                if !sent.is_empty() {
                    overlay::copy(call.api, element, entry, &params);
                }
                overlay::add(call.api, element, entry, &params);
            }
            let data = match &*entry {
                Data::Object(members) => members.to_vec(),
                _ => Vec::new(),
            };
            let record = Record::begin(
                role.resource,
                resource,
                data,
                params,
                call.now_ns,
                has_positions,
                &mut self.ledger,
            );
            let mut record = match record {
                Ok(record) => record,
                Err(refusal) => {
                    if let Some(before) = before {
                        self.ledger = before;
                    }
                    return Err(refusal);
                }
            };
            if let Some(element) = element {
                overlay::progress(call.api, resource, element, entry, &record);
                if let Data::Object(members) = &*entry {
                    record.data = members.to_vec();
                }
            }
            records.push(record);
        }
        for record in records {
            self.note_change(record.clone());
            self.store.add(record);
        }
        Ok(())
    }

    fn read(
        &self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
        data: &mut Data,
    ) -> Result<(), Refusal> {
        let found = self.find(role, resource, call)?;
        let Some(record) = found.first().and_then(|at| self.store.get(*at)) else {
            return Ok(());
        };
        match (call.data_type(), data) {
            // A list with one entry.
            (
                Some(Type {
                    kind: Kind::List(element),
                    ..
                }),
                Data::List(entries),
            ) => {
                let entries = entries.to_mut();
                entries.truncate(1);
                if let Some(entry) = entries.first_mut() {
                    overlay::record(call.api, resource, element, entry, record);
                }
            }
            (Some(ty), data) => overlay::record(call.api, resource, ty, data, record),
            (None, _) => {}
        }
        Ok(())
    }

    /// The records that the parameters of a call identify. None: nothing was created that could be meant, or the example is meant.
    fn find(
        &self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
    ) -> Result<Vec<usize>, Refusal> {
        let ids = role.own.ids.iter();
        let mut given = ids.filter_map(|name| Some((name, members::find_text(call.params, name)?)));
        // The market of an order is no identifier of its own, but `uuid` beside it is: the last one decides.
        let Some((name, values)) = given.next_back().filter(|_| self.store.has(role.resource))
        else {
            return Ok(Vec::new());
        };
        if let Some(at) = self.store.find(role.resource, name, &values) {
            return Ok(vec![at]);
        }
        let mut found = Vec::new();
        for value in values.split(',') {
            match self.store.find(role.resource, name, value) {
                Some(at) => found.push(at),
                None if is_in_example(call.operation, name, value) => {}
                None => {
                    let reason = format!("no {} has the {name} {value:?}", resource.name);
                    return Err(Refusal::new(RefusalKind::NotFound, reason));
                }
            }
        }
        Ok(found)
    }

    fn list(&self, role: &Role, resource: &Resource, call: &Call<'_>, data: &mut Data) {
        let Some(ty) = call.data_type() else { return };
        let Some((element, list)) = pages::list_of(call, ty, data) else {
            return;
        };
        let Data::List(entries) = list else { return };
        let wanted = Wanted::of(call.operation);
        let own = self.store.newest_first(role.resource);
        let own = own.filter(|record| wanted.has(record) && is_of_filter(call, record));
        let is_text = matches!(element.kind, Kind::Text { .. });
        let pattern = match entries.first() {
            Some(entry @ Data::Object(_)) => entry.clone(),
            _ => example_values::value(call.api, element, "", None, Way::Received),
        };
        let made = own.filter_map(|record| {
            if is_text {
                return record.own_id().map(|id| Data::Text(id.into()));
            }
            let mut entry = pattern.clone();
            overlay::record(call.api, resource, element, &mut entry, record);
            Some(entry)
        });
        let mut all: Vec<Data> = made.collect();
        all.extend(entries.iter().cloned());
        *list = Data::List(all.into());
    }

    fn cancel(
        &mut self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
        data: &mut Data,
    ) -> Result<(), Refusal> {
        let all = role.own.ids.is_empty();
        let meant = match all {
            true => self
                .store
                .open(role.resource, |record| is_of_filter(call, record)),
            false => self.find(role, resource, call)?,
        };
        let mut cancelled = Vec::new();
        for at in meant {
            let done = self.store.change(at, |record| {
                let done = record.cancel(resource, &mut self.ledger);
                done.map(|()| record.clone())
            });
            match done {
                Some(Ok(record)) => {
                    self.note_change(record.clone());
                    cancelled.push(record);
                }
                Some(Err(reason)) if !all => {
                    return Err(Refusal::new(RefusalKind::Conflict, reason));
                }
                Some(Err(_)) | None => {}
            }
        }
        let Some(ty) = call.data_type() else {
            return Ok(());
        };
        match (&ty.kind, data) {
            (Kind::List(element), Data::List(entries)) if all || !cancelled.is_empty() => {
                let pattern = entries.first().cloned().unwrap_or_else(|| {
                    example_values::value(call.api, element, "", None, Way::Received)
                });
                let shown = cancelled.iter().filter_map(|record| {
                    if matches!(element.kind, Kind::Text { .. }) {
                        return record.own_id().map(|id| Data::Text(id.into()));
                    }
                    let mut entry = pattern.clone();
                    overlay::record(call.api, resource, element, &mut entry, record);
                    Some(entry)
                });
                *entries = shown.collect::<Vec<_>>().into();
            }
            (_, data) => {
                if let Some(record) = cancelled.first() {
                    overlay::record(call.api, resource, ty, data, record);
                }
            }
        }
        Ok(())
    }
}

/// Which records a list is of, as the name of its operation says.
enum Wanted {
    All,
    Open,
    Done,
    Undone,
}

impl Wanted {
    fn of(operation: &Operation) -> Self {
        let words: Vec<&str> = operation.name.split('_').collect();
        let has = |word: &str| words.contains(&word);
        if has("cancelled") || has("canceled") {
            Self::Undone
        } else if has("closed") || has("filled") || has("completed") {
            Self::Done
        } else if has("open")
            || has("active")
            || operation.path.split('/').any(|part| part == "open")
        {
            Self::Open
        } else {
            Self::All
        }
    }

    fn has(&self, record: &Record) -> bool {
        match self {
            Self::All => true,
            Self::Open => record.phase == Phase::Open,
            Self::Done => record.phase == Phase::Done,
            Self::Undone => record.phase == Phase::Undone,
        }
    }
}

/// Whether a record has the values by which a call filters: the market, the currency, the side.
fn is_of_filter(call: &Call<'_>, record: &Record) -> bool {
    let fields = call.operation.params.iter().map(|param| &param.field.name);
    let names = fields.filter(|name| FILTERS.contains(&name.as_str()));
    let mut given = names.filter_map(|name| Some((name, members::find(call.params, name)?)));
    let resource = call.api.mock.resources.get(record.resource);
    let trade = resource.and_then(|resource| resource.trade.as_ref());
    let own = |name: &str| {
        let sent = members::find(&record.params, name);
        sent.or_else(|| members::find(&record.data, name))
    };
    given.all(|(name, wanted)| {
        // The market of an order, whatever the call that created it calls it.
        let market = trade.filter(|_| MARKETS.contains(&name.as_str()));
        let known = own(name).or_else(|| own(&market?.market));
        let Some(known) = known.and_then(as_text) else {
            return true;
        };
        match wanted {
            Data::List(wanted) => wanted
                .iter()
                .any(|one| as_text(one).as_ref() == Some(&known)),
            one => as_text(one).is_none_or(|one| one == known),
        }
    })
}

/// Parameters with a market.
const MARKETS: [&str; 4] = ["market", "symbol", "instrument", "pair"];

/// Parameters by which lists are filtered.
const FILTERS: [&str; 8] = [
    "market",
    "symbol",
    "instrument",
    "pair",
    "currency",
    "coin",
    "asset",
    "side",
];

/// Whether an example of the operation has this value.
fn is_in_example(operation: &Operation, name: &str, value: &str) -> bool {
    let mut examples = operation.examples.iter();
    examples.any(|example| match &example.params {
        Some(Data::Object(params)) => members::has(params, name, value),
        _ => false,
    })
}
