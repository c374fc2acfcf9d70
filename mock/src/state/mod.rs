//! What was created so far: it can be read, listed and cancelled.

mod entries;
mod overlay;
pub(crate) mod pages;
pub(crate) mod roles;

pub(crate) use overlay::{uuid, with_record};

use crate::members;
use crate::refusal::{Refusal, RefusalKind};
use roles::{Action, Role, is_id, plain};
use specie_codegen::model::{Api, Operation, Response, Type};
use specie_codegen::scenario::Lists;
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Str};

/// The most things that are remembered; the oldest are forgotten.
const MOST: usize = 10_000;

/// One thing that was created.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    noun: String,
    /// The data of the response that created it.
    data: Vec<(Str, Data)>,
    /// The parameters of the call that created it.
    params: Vec<(Str, Data)>,
    /// When, in nanoseconds since 1970.
    at_ns: i128,
    cancelled: bool,
}

/// What was created so far.
#[derive(Debug, Default)]
pub(crate) struct State {
    roles: Vec<Option<Role>>,
    records: Vec<Record>,
    /// What has changed since it was asked last.
    changes: Vec<Record>,
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

impl State {
    pub(crate) fn of(api: &Api) -> Self {
        Self {
            roles: roles::of(api),
            records: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// What was created or cancelled since this was asked last.
    pub(crate) fn take_changes(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.changes)
    }

    fn role(&self, call: &Call<'_>) -> Option<Role> {
        let mut operations = call.api.operations.iter();
        let at = operations.position(|known| known.name == call.operation.name)?;
        self.roles.get(at)?.clone()
    }

    /// Whether the response to this call depends on what was created: an example is not the whole truth then.
    pub(crate) fn concerns(&self, call: &Call<'_>) -> bool {
        self.role(call).is_some_and(|role| match role.action {
            Action::Create => true,
            Action::Read | Action::List | Action::Cancel => {
                self.records.iter().any(|record| record.noun == role.noun)
            }
        })
    }

    /// Applies a call, and puts what is known into the data of its response, which was made from examples and types.
    pub(crate) fn apply(
        &mut self,
        call: &Call<'_>,
        data: &mut Data,
        random: &mut fastrand::Rng,
    ) -> Result<(), Refusal> {
        let Some(role) = self.role(call) else {
            return Ok(());
        };
        let (Response::Type(ty) | Response::Optional(ty)) = call.response else {
            return match role.action {
                Action::Cancel => self.cancel(&role, call, None),
                Action::Create | Action::Read | Action::List => Ok(()),
            };
        };
        match role.action {
            Action::Create => self.create(&role, call, ty, data, random),
            Action::Read => self.read(&role, call, ty, data)?,
            Action::List => self.list(&role, call, ty, data),
            Action::Cancel => self.cancel(&role, call, Some((ty, data)))?,
        }
        Ok(())
    }

    /// Gives new identifiers to what is created, and remembers it.
    fn create(
        &mut self,
        role: &Role,
        call: &Call<'_>,
        ty: &Type,
        data: &mut Data,
        random: &mut fastrand::Rng,
    ) {
        let sent = overlay::entries_sent(call);
        let (element, entries): (&Type, Vec<&mut Data>) = match (&ty.kind, data) {
            (specie_codegen::model::Kind::List(element), Data::List(entries)) => {
                // A batch has one result for each entry that was sent.
                let entries = entries.to_mut();
                if let (Some(first), true) = (entries.first().cloned(), !sent.is_empty()) {
                    entries.resize(sent.len(), first);
                }
                (element, entries.iter_mut().collect())
            }
            (_, data) => (ty, vec![data]),
        };
        for (at, entry) in entries.into_iter().enumerate() {
            let params = sent
                .get(at)
                .cloned()
                .unwrap_or_else(|| call.params.to_vec());
            overlay::new_ids(call.api, element, entry, random);
            overlay::times(call.api, element, entry, call.now_ns);
            // What a single call sent is in its response already, where the examples do not show otherwise.
            if !sent.is_empty() {
                overlay::copy(call.api, element, entry, &params);
            }
            overlay::add(call.api, element, entry, &params);
            if let Data::Object(members) = entry {
                if self.records.len() >= MOST {
                    self.records.remove(0);
                }
                let record = Record {
                    noun: role.noun.clone(),
                    data: members.to_vec(),
                    params,
                    at_ns: call.now_ns,
                    cancelled: false,
                };
                self.changes.push(record.clone());
                self.records.push(record);
            }
        }
    }

    fn read(
        &self,
        role: &Role,
        call: &Call<'_>,
        ty: &Type,
        data: &mut Data,
    ) -> Result<(), Refusal> {
        let Some(at) = self.find(role, call)? else {
            return Ok(());
        };
        if let Some(record) = self.records.get(at) {
            overlay::record(call.api, ty, data, record);
        }
        Ok(())
    }

    /// The record that the parameters of a call identify. `None`: nothing was created that could be meant, or the example is meant.
    fn find(&self, role: &Role, call: &Call<'_>) -> Result<Option<usize>, Refusal> {
        let own = |record: &Record| record.noun == role.noun;
        let given: Vec<(&str, String)> = role
            .ids
            .iter()
            .filter_map(|name| Some((name.as_str(), members::find_text(call.params, name)?)))
            .collect();
        if given.is_empty() || !self.records.iter().any(own) {
            return Ok(None);
        }
        // The market of an order is no identifier of its own, but `uuid` beside it is: the last one decides.
        let Some((name, value)) = given.last() else {
            return Ok(None);
        };
        let found = self.records.iter().rposition(|record| {
            own(record) && record.id(name).is_some_and(|known| known == *value)
        });
        match found {
            Some(at) => Ok(Some(at)),
            None if is_in_example(call.operation, name, value) => Ok(None),
            None => {
                let reason = format!("no {} has the {name} {value:?}", role.noun);
                Err(Refusal::new(RefusalKind::NotFound, reason))
            }
        }
    }

    fn list(&self, role: &Role, call: &Call<'_>, ty: &Type, data: &mut Data) {
        let Some((element, list)) = pages::list_of(call, ty, data) else {
            return;
        };
        let Data::List(entries) = list else { return };
        let pattern = entries.first().cloned();
        let own = self
            .records
            .iter()
            .rev()
            .filter(|record| record.noun == role.noun);
        let own = own.filter(|record| !record.cancelled || !call.operation.name.contains("open"));
        let made = own.filter_map(|record| {
            let mut entry = pattern.clone().unwrap_or(Data::Null);
            if matches!(element.kind, specie_codegen::model::Kind::Text { .. }) {
                return record.own_id().map(|id| Data::Text(id.into()));
            }
            if !matches!(entry, Data::Object(_)) {
                entry = specie_codegen::example_values::value(
                    call.api,
                    element,
                    "",
                    None,
                    specie_codegen::validate::Way::Received,
                );
            }
            overlay::record(call.api, element, &mut entry, record);
            Some(entry)
        });
        let mut all: Vec<Data> = made.collect();
        all.extend(entries.iter().cloned());
        *list = Data::List(all.into());
    }

    fn cancel(
        &mut self,
        role: &Role,
        call: &Call<'_>,
        data: Option<(&Type, &mut Data)>,
    ) -> Result<(), Refusal> {
        if role.ids.is_empty() {
            let own = self
                .records
                .iter_mut()
                .filter(|record| record.noun == role.noun);
            own.for_each(|record| record.cancelled = true);
            return Ok(());
        }
        let Some(at) = self.find(role, call)? else {
            return Ok(());
        };
        let Some(record) = self.records.get_mut(at) else {
            return Ok(());
        };
        if record.cancelled {
            let reason = format!("the {} was cancelled before", role.noun);
            return Err(Refusal::new(RefusalKind::Conflict, reason));
        }
        record.cancelled = true;
        self.changes.push(record.clone());
        if let Some((ty, data)) = data {
            overlay::record(call.api, ty, data, record);
        }
        Ok(())
    }
}

impl Record {
    /// The identifier that a parameter of this name means.
    fn id(&self, param: &str) -> Option<String> {
        let members = || self.data.iter().chain(&self.params);
        let mut exact = members().filter(|(name, _)| plain(name) == plain(param));
        if let Some((_, value)) = exact.next() {
            return as_text(value);
        }
        self.own_id()
    }

    /// The first identifier in the response that created it.
    fn own_id(&self) -> Option<String> {
        let mut ids = self.data.iter().filter(|(name, _)| is_id(name));
        ids.find_map(|(_, value)| as_text(value))
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
