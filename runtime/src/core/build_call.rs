//! Builds the call to sign from the members of a request.

use super::Inner;
use crate::codec::{EncodeStruct, Members};
use crate::signing::{Endpoint, Params, RequestSpec, SigningError, Value};
use crate::{Error, Operation};
use std::borrow::Cow;

/// A call to be signed.
pub(super) enum Built<'a> {
    /// A call of a prepared endpoint, with all of its parameters in one place.
    Ready(&'a Endpoint, Params<'a>),
    /// Any other call.
    Call(RequestSpec<'a>),
}

impl Built<'_> {
    /// The index of its section in the scheme.
    pub(super) fn section(&self) -> u16 {
        match self {
            Self::Ready(endpoint, _) => endpoint.section(),
            Self::Call(call) => call.section,
        }
    }
}

/// Builds the call of `operation` from the members of `request`; `set` replaces or adds parameters.
pub(super) fn build<'a>(
    operation: &'a Operation<'a>,
    endpoint: Option<&'a Endpoint>,
    request: &'a dyn EncodeStruct,
    set: &[(&'a str, Value<'static>)],
    client: &'a Inner,
) -> Result<Built<'a>, Error> {
    let params = Params::of(request)?;
    if let Some(endpoint) = endpoint.filter(|_| set.is_empty() && stays_whole(operation)) {
        let params = if endpoint.reads_members() {
            params.into_value().into()
        } else {
            params
        };
        return Ok(Built::Ready(endpoint, params));
    }
    let mut call = RequestSpec {
        section: operation.section,
        method: Cow::Borrowed(operation.method),
        path: Cow::Borrowed(operation.path),
        path_encode: operation.path_encode,
        base: client.base(operation.section),
        ..RequestSpec::default()
    };
    let mut members = match params.into_value() {
        Value::Object(members) => members,
        Value::Absent => Members::new(),
        // A dynamic call whose parameters are a list.
        list => {
            call.params = list.into();
            return Ok(Built::Call(call));
        }
    };
    apply(operation, set, &mut members);
    for (name, value) in take(&mut members, operation.in_headers) {
        let text = value.to_text().map_err(SigningError::from)?.into_owned();
        call.headers.push((name, Cow::Owned(text)));
    }
    call.query = take(&mut members, operation.in_query);
    if operation.items {
        let names = names_in(operation.path);
        call.path_values = take(&mut members, &names);
        call.params = members
            .into_iter()
            .next()
            .map_or(Value::Absent, |(_, value)| value)
            .into();
    } else if !members.is_empty() {
        call.params = Value::Object(members).into();
    }
    Ok(Built::Call(call))
}

/// Whether every member of a request is a parameter, unchanged.
fn stays_whole(operation: &Operation<'_>) -> bool {
    let none_elsewhere = operation.in_query.is_empty() && operation.in_headers.is_empty();
    let none_set = operation.fixed.is_empty() && !operation.items;
    none_elsewhere && none_set && !operation.path.contains('{')
}

/// Sets the constants of a variant, and the parameters that pagination adds.
fn apply<'a>(
    operation: &Operation<'a>,
    set: &[(&'a str, Value<'static>)],
    members: &mut Members<'a>,
) {
    let fixed = operation
        .fixed
        .iter()
        .map(|(name, text)| (*name, Value::Text(Cow::Borrowed(*text))));
    let set = set.iter().map(|(name, value)| (*name, value.clone()));
    for (name, value) in fixed.chain(set) {
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, existing)) => *existing = value,
            None => members.push((Cow::Borrowed(name), value)),
        }
    }
}

/// Removes the members with these names and returns them in the order of the names. If two members have the same name, the last one is
/// taken: query and header members are declared after the others.
fn take<'a>(members: &mut Members<'a>, names: &[&str]) -> Members<'a> {
    let mut taken = Members::new();
    for name in names {
        if let Some(index) = members.iter().rposition(|(known, _)| known == name) {
            taken.push(members.remove(index));
        }
    }
    taken
}

/// The names in `{braces}` in a path.
fn names_in(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
