//! Calls that create something: one thing, or one for each entry of a batch.

use super::record::Made;
use super::{Call, Record, Role, State, batch, overlay};
use crate::refusal::Refusal;
use specie_codegen::member_names::is_status;
use specie_codegen::model::{Resource, Type};
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Str};

/// What a call creates.
struct Creation<'c> {
    role: &'c Role,
    resource: &'c Resource,
    call: &'c Call<'c>,
    /// The type of what is created.
    element: Option<&'c Type>,
}

impl State {
    /// Gives new identifiers to what is created, and remembers it. An entry of a batch that is refused says so, if entries can; otherwise all
    /// are created, or none.
    pub(super) fn create(
        &mut self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
        data: &mut Data,
        random: &mut fastrand::Rng,
    ) -> Result<(), Refusal> {
        let sent = batch::sent(role, call);
        let (element, places) = batch::places(call, &sent, data);
        // What is complete at once has moved balances already when a later entry is refused.
        let before = (places.len() > 1).then(|| self.ledger.clone());
        let creation = Creation {
            role,
            resource,
            call,
            element,
        };
        let mut records: Vec<Record> = Vec::new();
        for (at, entry) in places.into_iter().enumerate() {
            let sent = sent.get(at);
            let params = match sent {
                Some(sent) => sent.params(role, call),
                None => call.params.to_vec(),
            };
            let begun = self.begin(&creation, params, sent.is_some(), entry, random);
            let refusal = match begun {
                Ok(record) => {
                    records.push(record);
                    continue;
                }
                Err(refusal) => refusal,
            };
            let said = element.filter(|_| sent.is_some());
            match said.and_then(|element| batch::refused(call, element, &refusal)) {
                Some(said) => *entry = said,
                None => {
                    if let Some(before) = before {
                        self.ledger = before;
                    }
                    return Err(refusal);
                }
            }
        }
        for record in records {
            self.note_change(record.clone());
            self.store.add(record);
        }
        Ok(())
    }

    /// Begins one thing, whose place in the response is `entry`.
    fn begin(
        &mut self,
        creation: &Creation<'_>,
        params: Vec<(Str, Data)>,
        is_of_batch: bool,
        entry: &mut Data,
        random: &mut fastrand::Rng,
    ) -> Result<Record, Refusal> {
        let Creation {
            role,
            resource,
            call,
            element,
        } = *creation;
        if let Some(element) = element {
            overlay::new_ids(call.api, element, entry, &overlay::chosen(call), random);
            overlay::times(call.api, element, entry, call.now_ns);
            // What a single call sent is in its response already, where the examples do not show otherwise.
            if is_of_batch {
                overlay::copy(call.api, element, entry, &params);
                batch::accepted(call, element, entry);
            }
            overlay::add(call.api, element, entry, &params);
        }
        let has_positions = !call.api.mock.positions.is_empty();
        let data = members(entry);
        let made = Made {
            // A batch has no parameter that says at which status its entries begin, but its example shows it.
            status: is_of_batch.then(|| shown_status(resource, &data)).flatten(),
            resource: role.resource,
            data,
            params,
            at_ns: call.now_ns,
        };
        let mut record = Record::begin(made, resource, has_positions, &mut self.ledger)?;
        if let Some(element) = element {
            overlay::progress(call.api, resource, element, entry, &record);
            record.data = members(entry);
        }
        Ok(record)
    }
}

/// The status in the data of a response, if something may begin with it: nothing is complete, or undone, before it has begun.
fn shown_status(resource: &Resource, data: &[(Str, Data)]) -> Option<String> {
    let mut statuses = data.iter().filter(|(name, _)| is_status(name));
    let shown = statuses.find_map(|(_, value)| as_text(value))?;
    let (_, open) = resource.states.split_last()?;
    open.contains(&shown).then_some(shown)
}

/// The members of an object.
pub(super) fn members(entry: &Data) -> Vec<(Str, Data)> {
    match entry {
        Data::Object(members) => members.to_vec(),
        _ => Vec::new(),
    }
}
