//! The events that report changes: of the kind that fits what has changed.

use super::record::{Phase, Record};
use super::{overlay, statuses};
use crate::members::{find, find_text};
use specie_codegen::example_values;
use specie_codegen::member_names::{is_id, plain};
use specie_codegen::model::{Api, Kind, Resource, Shape, Type, UnionVariant, Webhook};
use specie_codegen::validate::Way;
use specie_runtime::signing::plan::{Data, Str};

/// How deep unions are searched for.
const DEEPEST: usize = 4;

/// No event of the webhook is about a resource.
struct NotReported;

/// The event that reports how a record is now, made from an example. `None`: the webhook has no event about such a thing.
pub(crate) fn event_of(
    api: &Api,
    webhook: &Webhook,
    mut event: Data,
    record: &Record,
) -> Option<Data> {
    let resource = api.mock.resources.get(record.resource);
    if let (Some(id), Some(resource)) = (webhook.event, resource) {
        let ty = Type::plain(Kind::Named(id));
        put(api, resource, &ty, &mut event, record, 0).ok()?;
    }
    Some(event)
}

/// Puts a record into an event: into the variant of a union that fits it best, and into objects of the event.
fn put(
    api: &Api,
    resource: &Resource,
    ty: &Type,
    data: &mut Data,
    record: &Record,
    depth: usize,
) -> Result<Option<String>, NotReported> {
    let Kind::Named(id) = ty.kind else {
        return Ok(None);
    };
    let Some(def) = api.types.get(id.0).filter(|_| depth < DEEPEST) else {
        return Ok(None);
    };
    match &def.shape {
        Shape::Union { by, variants, .. } => {
            let told = match &*data {
                Data::Object(members) => find_text(members, by),
                _ => None,
            };
            let known = variants.iter().find(|one| Some(&one.wire) == told.as_ref());
            let variant = best(api, resource, variants, known, record).ok_or(NotReported)?;
            let of_variant = Type::plain(Kind::Named(variant.ty));
            if known.map(|one| &one.wire) != Some(&variant.wire) {
                *data = example_values::value(api, &of_variant, "", None, Way::Received);
                if let Data::Object(members) = data {
                    let by = Str::Owned(by.clone());
                    members.to_mut().retain(|(name, _)| *name != by);
                    let wire = Data::Text(variant.wire.clone().into());
                    members.to_mut().insert(0, (by, wire));
                }
            }
            overlay::record(api, resource, &of_variant, data, record);
            Ok(Some(variant.wire.clone()))
        }
        Shape::Struct { fields, .. } => {
            let mut chosen = None;
            if let Data::Object(members) = &mut *data {
                for (name, value) in members.to_mut() {
                    if let Some(field) = fields.iter().find(|field| field.name == *name) {
                        let inner = put(api, resource, &field.ty, value, record, depth + 1)?;
                        chosen = chosen.or(inner);
                    }
                }
            }
            overlay::record(api, resource, ty, data, record);
            // The kind of the event beside its data: `eventType`.
            if let (Some(wire), Data::Object(members)) = (&chosen, data) {
                for (name, value) in members.to_mut() {
                    let field = fields.iter().find(|field| field.name == *name);
                    let values = field.map(|field| statuses::enum_values(api, field));
                    if values.is_some_and(|values| values.iter().any(|one| one.wire == *wire)) {
                        *value = Data::Text(wire.clone().into());
                    }
                }
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// The variant whose name says the most of a record; `None`: none is about its resource.
fn best<'v>(
    api: &Api,
    resource: &Resource,
    variants: &'v [UnionVariant],
    known: Option<&'v UnionVariant>,
    record: &Record,
) -> Option<&'v UnionVariant> {
    let words = resource_words(api, resource);
    let has_own_id = |variant: &UnionVariant| {
        let fields = api.fields(&Type::plain(Kind::Named(variant.ty)));
        let mut fields = fields.unwrap_or_default().iter();
        fields.any(|field| {
            let is_own = is_id(&field.name) && plain(&field.name) != "id";
            is_own && find(&record.data, &field.name).is_some()
        })
    };
    let is_about = |variant: &UnionVariant| {
        let wire = plain(&variant.wire);
        words.iter().any(|word| wire.contains(word.as_str())) || has_own_id(variant)
    };
    let state = record.state.as_deref().map(plain).unwrap_or_default();
    let phase = match record.phase {
        Phase::Open => "create",
        Phase::Done => "complet",
        Phase::Undone => "cancel",
    };
    let score = |variant: &UnionVariant| {
        let wire = plain(&variant.wire);
        let has = |word: &str| usize::from(!word.is_empty() && wire.contains(word));
        4 * has(&state) + 2 * has("change") + has(phase)
    };
    let mut best: Option<&UnionVariant> = None;
    // Of several that fit equally, the one of the example.
    for variant in known
        .into_iter()
        .chain(variants)
        .filter(|one| is_about(one))
    {
        if best.is_none_or(|known| score(variant) > score(known)) {
            best = Some(variant);
        }
    }
    best
}

/// The words for a resource: its name, and those of the types that show it, without letter case.
fn resource_words(api: &Api, resource: &Resource) -> Vec<String> {
    let mut words = vec![plain(&resource.name)];
    for one in &resource.operations {
        let operation = api.operations.get(one.operation);
        let types = operation.into_iter().flat_map(|one| one.response.types());
        for ty in types {
            if let Kind::Named(id) = ty.kind
                && let Some(def) = api.types.get(id.0)
            {
                words.push(plain(&def.name));
            }
        }
    }
    words
}
