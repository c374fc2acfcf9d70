//! Responses of a provider that has changed: a member that the spec does not declare, and a value that its enums do not list.

use specie_codegen::model::{Api, EnumKind, Kind, Shape, Type, TypeId};
use specie_runtime::signing::plan::{Data, Str};

/// The name of the new member, and the new value.
const NEW: &str = "new_since_the_spec";

/// Adds a new member to every object of a type, and replaces the values of its open enums.
pub(crate) fn drift(api: &Api, ty: &Type, data: &mut Data) {
    match (&ty.kind, &mut *data) {
        (Kind::List(element), Data::List(elements)) => {
            elements
                .to_mut()
                .iter_mut()
                .for_each(|one| drift(api, element, one));
        }
        (Kind::Map { value, .. }, Data::Object(members)) => {
            members
                .to_mut()
                .iter_mut()
                .for_each(|(_, one)| drift(api, value, one));
        }
        (Kind::Named(TypeId(at)), _) => {
            let Some(def) = api.types.get(*at) else {
                return;
            };
            match (&def.shape, &mut *data) {
                (Shape::Struct { fields, .. }, Data::Object(members)) => {
                    let has_rest = fields.iter().any(|field| field.rest);
                    let members = members.to_mut();
                    for (name, value) in members.iter_mut() {
                        if let Some(field) = fields.iter().find(|field| field.name == *name) {
                            drift(api, &field.ty, value);
                        }
                    }
                    // A member that no field names is an entry of the map with the rest.
                    if !has_rest {
                        members.push((Str::Borrowed(NEW), Data::Bool(true)));
                    }
                }
                (
                    Shape::Enum {
                        kind: EnumKind::Text,
                        closed: false,
                        ..
                    },
                    Data::Text(_),
                ) => *data = Data::Text(Str::Borrowed(NEW)),
                _ => {}
            }
        }
        _ => {}
    }
}
