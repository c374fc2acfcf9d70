//! Reads and writes values at paths of a JSON body.

use crate::members::find;
use specie_runtime::pointer_tokens;
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

/// The value at a path, to change it.
pub(crate) fn get_mut<'d>(data: &'d mut Data, path: &[PathSegment]) -> Option<&'d mut Data> {
    path.iter()
        .try_fold(data, |data, segment| match (segment, data) {
            (PathSegment::Name(name), Data::Object(members)) => {
                let mut members = members.to_mut().iter_mut();
                let found = members.find(|(known, _)| known == name);
                found.map(|(_, value)| value)
            }
            (PathSegment::Index(index), Data::List(elements)) => {
                let index = usize::try_from(*index).ok()?;
                elements.to_mut().get_mut(index)
            }
            _ => None,
        })
}

/// The path that a JSON Pointer (RFC 6901) names in a value: a number is an index where a list is, and a name where an object is. What is
/// missing may be put there. `None`: a plain value is on the way.
pub(crate) fn resolve(data: &Data, pointer: &str) -> Option<Vec<PathSegment>> {
    let mut path = Vec::new();
    let mut at = Some(data);
    for token in pointer_tokens(pointer) {
        let name = || PathSegment::Name(Str::Owned(token.clone()));
        let segment = match (at, token.parse()) {
            (Some(Data::Object(_)), _) | (Some(Data::Null) | None, Err(_)) => name(),
            (Some(Data::List(_) | Data::Null) | None, Ok(index)) => PathSegment::Index(index),
            _ => return None,
        };
        at = at.and_then(|data| get(data, std::slice::from_ref(&segment)));
        path.push(segment);
    }
    Some(path)
}
