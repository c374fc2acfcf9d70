//! Writes values at paths of a JSON body.

use crate::members::find;
use specie_runtime::signing::plan::{Data, List, PathSegment, Str};

/// Puts a value at a path. Objects and lists on the way are made; a value in the way is replaced.
pub(crate) fn put(data: &mut Data, path: &[PathSegment], value: Data) {
    match path {
        [] => *data = value,
        [PathSegment::Name(name), rest @ ..] => {
            if !matches!(data, Data::Object(_)) {
                *data = Data::Object(List::default());
            }
            if let Data::Object(members) = data {
                put(member(members.to_mut(), name), rest, value);
            }
        }
        [PathSegment::Index(index), rest @ ..] => {
            if !matches!(data, Data::List(_)) {
                *data = Data::List(List::default());
            }
            if let Data::List(elements) = data {
                let elements = elements.to_mut();
                // A path of a spec has small indices; the elements before it are null.
                let index = usize::try_from(*index).unwrap_or(0).min(100);
                while elements.len() <= index {
                    elements.push(Data::Null);
                }
                if let Some(element) = elements.get_mut(index) {
                    put(element, rest, value);
                }
            }
        }
    }
}

fn member<'m>(members: &'m mut Vec<(Str, Data)>, name: &Str) -> &'m mut Data {
    let at = members.iter().position(|(known, _)| known == name);
    let at = at.unwrap_or_else(|| {
        members.push((name.clone(), Data::Null));
        members.len() - 1
    });
    &mut members[at].1
}

/// The value at a path.
pub(crate) fn get<'d>(data: &'d Data, path: &[PathSegment]) -> Option<&'d Data> {
    path.iter()
        .try_fold(data, |data, segment| match (segment, data) {
            (PathSegment::Name(name), Data::Object(members)) => find(members, name),
            (PathSegment::Index(index), Data::List(elements)) => {
                elements.get(usize::try_from(*index).ok()?)
            }
            _ => None,
        })
}
