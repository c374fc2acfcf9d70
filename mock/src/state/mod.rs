//! What was created so far: it can be read, listed and cancelled, it moves on, and it moves balances.

mod batch;
mod cancel;
mod control;
mod create;
mod cursors;
mod entries;
mod events;
mod ledger;
mod list;
mod list_place;
mod listed;
mod movements;
mod order;
mod overlay;
mod pages;
mod record;
mod shown;
mod statuses;
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
use specie_codegen::model::{
    Action, Api, Kind, Operation, Resource, ResourceOperation, Response, Type,
};
use specie_codegen::scenario::Lists;
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
    /// The index of the operation.
    pub(crate) index: usize,
    pub(crate) operation: &'c Operation,
    pub(crate) response: &'c Response,
    pub(crate) params: &'c [(Str, Data)],
    /// The address at which the call arrived, without its query.
    pub(crate) address: &'c str,
    /// How long lists and their pages are.
    pub(crate) lists: Lists,
    pub(crate) now_ns: i128,
}

impl<'c> Call<'c> {
    /// The type of the data.
    fn data_type(&self) -> Option<&'c Type> {
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
        self.roles.get(call.index)?.clone()
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
    fn has_recorded(&self, id: &str) -> bool {
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
        let Some((name, values)) = given.next_back() else {
            return Ok(Vec::new());
        };
        // As long as nothing was created, whatever is asked for is the one of the example.
        let has_any = self.store.has(role.resource);
        if let Some(at) = self.store.find(role.resource, name, &values) {
            return Ok(vec![at]);
        }
        let mut found = Vec::new();
        for value in values.split(',') {
            match self.store.find(role.resource, name, value) {
                Some(at) => found.push(at),
                None if !has_any || is_in_example(call.operation, name, value) => {}
                None => {
                    let reason = format!("no {} has the {name} {value:?}", resource.name);
                    return Err(Refusal::new(RefusalKind::NotFound, reason));
                }
            }
        }
        Ok(found)
    }
}

/// Whether an example of the operation has this value.
fn is_in_example(operation: &Operation, name: &str, value: &str) -> bool {
    let mut examples = operation.examples.iter();
    examples.any(|example| match &example.params {
        Some(Data::Object(params)) => members::has(params, name, value),
        _ => false,
    })
}
