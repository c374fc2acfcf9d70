//! Where the list of a response is.

use super::Call;
use crate::paths::{get_mut, resolve};
use specie_codegen::model::{Field, Found, Kind, Type};
use specie_runtime::signing::plan::{Data, List};

/// The type of the entries of the list in a response, and the list.
pub(super) fn list_of<'d, 't>(
    call: &Call<'t>,
    ty: &'t Type,
    data: &'d mut Data,
) -> Option<(&'t Type, &'d mut Data)> {
    let element = element_of(call, ty)?;
    Some((element, list_in(call, ty, data)?))
}

/// The type of the entries of a list.
pub(super) fn element_of<'t>(call: &Call<'t>, ty: &'t Type) -> Option<&'t Type> {
    let list = match &call.operation.pagination {
        Some(pagination) => match call.api.type_of_list(ty, pagination) {
            Found::Type(list) => list,
            Found::Missing | Found::Open => return None,
        },
        None => match &ty.kind {
            Kind::List(_) => ty,
            _ => &first_list(call, ty)?.1.ty,
        },
    };
    match &list.kind {
        Kind::List(element) => Some(element),
        _ => None,
    }
}

/// The list in the data of a response: where `paginate` says, or else its first member that is one.
pub(super) fn list_in<'d>(call: &Call<'_>, ty: &Type, data: &'d mut Data) -> Option<&'d mut Data> {
    let Some(pagination) = &call.operation.pagination else {
        return match &ty.kind {
            Kind::List(_) => Some(data),
            _ => {
                let (name, _) = first_list(call, ty)?;
                member_mut(data, |known, _| known == name)
            }
        };
    };
    let path = resolve(data, pagination.list.as_deref().unwrap_or_default())?;
    let place = get_mut(data, &path)?;
    match pagination.member_list {
        true => {
            name_list(call, place);
            member_mut(place, |_, value| matches!(value, Data::List(_)))
        }
        false => Some(place),
    }
}

/// Adds the list whose name is data, if no example has one: under the first text that the call sent, as the name of a market.
fn name_list(call: &Call<'_>, place: &mut Data) {
    let Data::Object(members) = place else {
        return;
    };
    if members
        .iter()
        .any(|(_, value)| matches!(value, Data::List(_)))
    {
        return;
    }
    let mut sent = call.params.iter();
    let name = sent.find_map(|(_, value)| match value {
        Data::Text(text) if members.iter().all(|(known, _)| known != text) => Some(text.clone()),
        _ => None,
    });
    let list = (name.unwrap_or("list".into()), Data::List(List::default()));
    members.to_mut().push(list);
}

/// The first member of an object that is a list.
fn first_list<'t>(call: &Call<'t>, ty: &'t Type) -> Option<(&'t str, &'t Field)> {
    let mut fields = call.api.fields(ty)?.iter();
    let field = fields.find(|field| matches!(field.ty.kind, Kind::List(_)))?;
    Some((&field.name, field))
}

fn member_mut(data: &mut Data, is_meant: impl Fn(&str, &Data) -> bool) -> Option<&mut Data> {
    let Data::Object(members) = data else {
        return None;
    };
    let mut members = members.to_mut().iter_mut();
    let found = members.find(|(name, value)| is_meant(name, value));
    found.map(|(_, value)| value)
}
