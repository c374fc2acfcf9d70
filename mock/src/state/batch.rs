//! Batches: calls that create one thing for each entry that they send.

use super::{Call, Role, list_place};
use crate::members::{find, text};
use crate::paths::{get, put};
use crate::refusal::Refusal;
use crate::{success, words};
use specie_codegen::example_values;
use specie_codegen::model::{Kind, Type};
use specie_codegen::validate::Way;
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use specie_runtime::{ErrorRules, ResponsePath, ResponseTest};

/// One entry that was sent.
pub(super) struct Sent {
    /// Its key in a map.
    key: Option<Str>,
    /// Its members.
    members: Vec<(Str, Data)>,
}

/// The entries that a call sends: the objects of the list or the map that has them.
pub(super) fn sent(role: &Role, call: &Call<'_>) -> Vec<Sent> {
    let batch = role.own.batch.as_ref();
    let one = |key: Option<&Str>, entry: &Data| match entry {
        Data::Object(members) => Some(Sent {
            key: key.cloned(),
            members: members.to_vec(),
        }),
        _ => None,
    };
    match batch.and_then(|name| find(call.params, name)) {
        Some(Data::List(entries)) => {
            let entries = entries.iter();
            entries.filter_map(|entry| one(None, entry)).collect()
        }
        Some(Data::Object(entries)) => {
            let entries = entries.iter();
            entries
                .filter_map(|(key, entry)| one(Some(key), entry))
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Sent {
    /// The parameters of what is created: its own, and those of the call around it.
    pub(super) fn params(&self, role: &Role, call: &Call<'_>) -> Vec<(Str, Data)> {
        let mut params = self.members.clone();
        for param in &call.operation.params {
            let name = param.field.name.as_str();
            if role.own.batch.as_deref() != Some(name)
                && find(&self.members, name).is_none()
                && let Some(value) = find(call.params, name)
            {
                params.push((Str::Owned(name.to_owned()), value.clone()));
            }
        }
        params
    }
}

/// The type of what is created, and its places in the data of the response: one for each entry that was sent, or else those that the data
/// has.
pub(super) fn places<'d, 'c>(
    call: &Call<'c>,
    sent: &[Sent],
    data: &'d mut Data,
) -> (Option<&'c Type>, Vec<&'d mut Data>) {
    let Some(ty) = call.data_type() else {
        return (None, vec![data]);
    };
    let element = match &ty.kind {
        Kind::Map { value, .. } if !sent.is_empty() => {
            return (Some(value), keyed(call, sent, value, data));
        }
        Kind::List(element) => element,
        _ if sent.is_empty() => return (Some(ty), vec![data]),
        _ => match list_place::element_of(call, ty) {
            Some(element) => element,
            None => return (Some(ty), vec![data]),
        },
    };
    let Some(Data::List(entries)) = list_place::list_in(call, ty, data) else {
        return (Some(element), Vec::new());
    };
    let entries = entries.to_mut();
    if let (Some(first), false) = (entries.first().cloned(), sent.is_empty()) {
        entries.resize(sent.len(), first);
    }
    (Some(element), entries.iter_mut().collect())
}

/// The places in a map, which gets the keys that were sent, each with the first entry of the example.
fn keyed<'d>(
    call: &Call<'_>,
    sent: &[Sent],
    element: &Type,
    data: &'d mut Data,
) -> Vec<&'d mut Data> {
    let first = match data {
        Data::Object(members) => members.first().map(|(_, entry)| entry.clone()),
        _ => None,
    };
    let first =
        first.unwrap_or_else(|| example_values::value(call.api, element, "", None, Way::Received));
    let keys = sent.iter().filter_map(|one| one.key.clone());
    let entries: Vec<(Str, Data)> = keys.map(|key| (key, first.clone())).collect();
    *data = Data::Object(entries.into());
    match data {
        Data::Object(members) => {
            let members = members.to_mut().iter_mut();
            members.map(|(_, entry)| entry).collect()
        }
        _ => Vec::new(),
    }
}

/// An entry that was refused while the call succeeds, in the provider's words: `{ error: "…" }`. `None`: entries of this type cannot say so,
/// and the call is refused as a whole.
pub(super) fn refused(call: &Call<'_>, element: &Type, refusal: &Refusal) -> Option<Data> {
    let name = own_error(call, element)?;
    let said = words::message(call.api, call.operation, refusal);
    Some(Data::Object(
        vec![(Str::Owned(name.to_owned()), text(&said))].into(),
    ))
}

/// Writes that an entry was accepted, where it has a member for its error: as the envelope says it of the whole call.
pub(super) fn accepted(call: &Call<'_>, element: &Type, entry: &mut Data) {
    let Some(name) = own_error(call, element) else {
        return;
    };
    let path = [PathSegment::Name(Str::Owned(name.to_owned()))];
    let envelope = call.operation.envelope;
    let envelope = envelope.and_then(|at| call.api.runtime.envelopes.get(usize::from(at)));
    let groups = envelope.into_iter().flat_map(|envelope| envelope.ok.iter());
    for test in groups.flat_map(|group| group.iter()) {
        if let ResponseTest::In(ResponsePath::Body(place), literals, true) = test
            && place.last() == path.last()
            && !get(entry, &path).is_some_and(|known| success::is_one(known, literals))
            && let Some(first) = literals.first()
        {
            put(entry, &path, success::value_of(first));
        }
    }
}

/// The member of an entry that says why it failed: it is named as in the whole response, and is the only one that an entry must have.
fn own_error<'c>(call: &Call<'c>, element: &'c Type) -> Option<&'c str> {
    let envelope = call.operation.envelope;
    let envelope = envelope.and_then(|at| call.api.runtime.envelopes.get(usize::from(at)));
    let own = envelope.and_then(|envelope| envelope.errors.as_ref());
    let all: Vec<&ErrorRules> = own.into_iter().chain([&call.api.runtime.errors]).collect();
    let is_named = |name: &str| {
        let messages = all.iter().flat_map(|rules| rules.message.iter());
        messages.filter_map(last_name).any(|known| known == name)
    };
    let required = call.api.fields(element)?.iter();
    let mut required = required.filter(|field| !field.optional);
    let (only, None) = (required.next()?, required.next()) else {
        return None;
    };
    let is_text = matches!(only.ty.kind, Kind::Text { .. });
    (is_text && is_named(&only.name)).then_some(only.name.as_str())
}

/// The name of the member at a place of the body.
fn last_name(place: &ResponsePath) -> Option<&str> {
    let ResponsePath::Body(path) = place else {
        return None;
    };
    match path.last() {
        Some(PathSegment::Name(name)) => Some(name),
        _ => None,
    }
}
