//! The parameters of a call as they were received, wherever they are sent.

use crate::engine::Engine;
use crate::form_parts;
use crate::members::{find, text};
use crate::received::Received;
use crate::refusal::Refusal;
use specie_codegen::json;
use specie_codegen::model::{Location, Operation};
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::Body;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::signing::{Value, VerifiedRequest};

impl Engine {
    /// The parameters as they were received, wherever they are sent.
    ///
    /// # Errors
    /// A part of the body is a file where a text belongs, or the other way.
    pub(crate) fn given(
        &self,
        operation: &Operation,
        received: &Received,
        verified: VerifiedRequest,
    ) -> Result<Vec<(Str, Data)>, Refusal> {
        let mut given = read(operation, received, verified);
        if let (true, Some(Ok(parts))) = (operation.multipart, &received.parts) {
            let data = OperationData::of(&self.api, operation, None);
            let files = match data.operation().body {
                Body::Multipart(files) => files,
                _ => &[],
            };
            given.extend(form_parts::read(operation, files, parts)?);
        }
        Ok(given)
    }
}

fn read(operation: &Operation, received: &Received, verified: VerifiedRequest) -> Vec<(Str, Data)> {
    let mut params = operation.params.iter();
    let items = params.find(|param| param.location == Location::Items);
    let in_path = |name: &str| verified.path_values.iter().any(|(known, _)| known == name);
    let elsewhere = |name: &str| {
        let mut params = operation.params.iter();
        params.any(|param| param.field.name == name && param.location != Location::Items)
    };
    let mut given: Vec<(Str, Data)> = match (items, data_of(verified.params)) {
        // One parameter is the whole body.
        (Some(items), Some(whole)) => {
            let whole = match whole {
                Data::Object(members) => {
                    let own = members
                        .iter()
                        .filter(|(name, _)| !in_path(name) && !elsewhere(name));
                    Data::Object(own.cloned().collect::<Vec<_>>().into())
                }
                other => other,
            };
            let path_values = verified.path_values.iter();
            let path_values =
                path_values.map(|(name, value)| (Str::Owned(name.clone()), text(value)));
            let items = (Str::Owned(items.field.name.clone()), whole);
            path_values.chain([items]).collect()
        }
        (None, Some(Data::Object(members))) => members.into_owned(),
        (None, Some(whole)) => vec![(Str::Borrowed(""), whole)],
        (_, None) => Vec::new(),
    };
    let query = match data_of(verified.query) {
        Some(Data::Object(members)) => members.into_owned(),
        _ => Vec::new(),
    };
    for param in &operation.params {
        let name = &param.field.name;
        if find(&given, name).is_some() {
            continue;
        }
        let value = match param.location {
            Location::Query => find(&query, name).cloned(),
            Location::Header => received.header(name).map(text),
            Location::Cookie => cookie(received, name).map(text),
            Location::Body => std::str::from_utf8(&received.body).ok().map(text),
            Location::Path | Location::Main | Location::Items | Location::Part => None,
        };
        if let Some(value) = value {
            given.push((Str::Owned(name.clone()), value));
        }
    }
    given
}

fn cookie<'r>(received: &'r Received, name: &str) -> Option<&'r str> {
    let mut cookies = received.header("cookie")?.split(';');
    cookies.find_map(|cookie| {
        let (known, value) = cookie.trim().split_once('=')?;
        (known == name).then_some(value)
    })
}

/// A value of the runtime as plain data.
fn data_of(value: Value<'static>) -> Option<Data> {
    if matches!(value, Value::Absent) {
        return None;
    }
    if is_plain(&value) {
        return plain(value);
    }
    json::read(value.to_json().ok()?.as_bytes(), json::Names::Shown).ok()
}

/// The most members of an object that are compared with one another.
const MOST_COMPARED: usize = 32;

/// Whether a value is read as itself when its JSON is written and read again: it has no others, and no member twice.
fn is_plain(value: &Value<'_>) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Text(_) => true,
        Value::List(list) => list.iter().all(is_plain),
        Value::Object(members) if members.len() <= MOST_COMPARED => {
            let mut named = members.iter().enumerate();
            named.all(|(at, (name, value))| {
                let mut before = members.iter().take(at);
                is_plain(value) && before.all(|(known, _)| known != name)
            })
        }
        _ => false,
    }
}

/// A plain value as plain data. Its texts are moved.
fn plain(value: Value<'static>) -> Option<Data> {
    Some(match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(value),
        Value::Integer(number) => Data::Integer(number.to_string().into()),
        Value::Text(text) => Data::Text(text),
        Value::List(list) => {
            let list: Option<Vec<Data>> = list.into_iter().map(plain).collect();
            Data::List(list?.into())
        }
        Value::Object(members) => {
            let members = members.into_iter();
            let members = members.map(|(name, value)| Some((name, plain(value)?)));
            Data::Object(members.collect::<Option<Vec<_>>>()?.into())
        }
        _ => return None,
    })
}
