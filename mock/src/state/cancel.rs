//! Calls that cancel what was created.

use super::list::{is_of_filter, shown};
use super::{Call, Role, State, overlay};
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::model::{Kind, Resource};
use specie_runtime::signing::plan::Data;

impl State {
    /// Cancels what a call identifies, or all that is open if it identifies nothing.
    ///
    /// # Errors
    /// Nothing has this identifier, or its state does not allow it.
    pub(super) fn cancel(
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
                *entries = shown(call, resource, element, entries, cancelled.iter()).into();
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
