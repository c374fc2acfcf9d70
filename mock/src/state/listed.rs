//! Entries of lists that no call created: those of examples, and those that the scenario adds. They can be read and cancelled as all others.

use super::record::Record;
use super::{Call, State, overlay};
use specie_codegen::model::{Action, Type};
use specie_runtime::signing::plan::Data;

impl State {
    /// Remembers such entries, and shows what became of those that are known.
    pub(super) fn remember_listed(
        &mut self,
        call: &Call<'_>,
        element: &Type,
        entries: &mut [Data],
    ) {
        let role = self.role(call);
        let Some(role) = role.filter(|role| role.own.action == Action::List) else {
            return;
        };
        let Some(resource) = call.api.mock.resources.get(role.resource) else {
            return;
        };
        for entry in entries {
            let Data::Object(members) = &*entry else {
                continue;
            };
            let record = Record::listed(role.resource, resource, members.to_vec(), call.now_ns);
            let Some((name, id)) = record.own_id_member() else {
                continue;
            };
            let known = self.store.find(role.resource, name, &id);
            match known.and_then(|at| self.store.get(at)) {
                Some(known) if known.is_listed => {
                    overlay::progress(call.api, resource, element, entry, known);
                }
                Some(_) => {}
                None => self.store.add(record),
            }
        }
    }
}
