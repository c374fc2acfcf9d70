//! Responses to accepted calls: from the examples of the spec, or made from the types.

use crate::drift::drift;
use crate::judge::Accepted;
use crate::keys;
use crate::made::Made;
use crate::members::{self, find};
use crate::paths::{get, put};
use crate::refusal::Refusal;
use crate::response::Response;
use crate::state::{Call, State};
use specie_codegen::example_values;
use specie_codegen::model::{Api, Operation, Response as Declared, Variant};
use specie_codegen::scenario::Lists;
use specie_codegen::validate::{Way, as_text};
use specie_runtime::signing::plan::{Data, KeysFrom, List, PathSegment, Str};
use specie_runtime::stream::plan::Start;
use specie_runtime::{Amount, Envelope, Literal, ResponsePath, ResponseTest};

/// What a scenario wants of a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// How long lists and their pages are.
    pub(crate) lists: Lists,
    /// Whether the response has what the spec does not know.
    pub(crate) drift: bool,
    /// The number of the last message of the books that begin with a call.
    pub(crate) book_number: i64,
}

/// The response to an accepted call, shaped by its parameters and by what was created before.
///
/// # Errors
/// What the call is about does not exist, or its state does not allow the call.
pub(crate) fn respond(
    api: &Api,
    made: &Made,
    accepted: &Accepted<'_>,
    state: &mut State,
    now_ns: i128,
    wanted: Wanted,
    random: &mut fastrand::Rng,
) -> Result<Response, Refusal> {
    let (operation, variant) = (accepted.operation, accepted.variant);
    let params = accepted.params.as_slice();
    let declared = variant.map_or(&operation.response, |variant| &variant.response);
    let (status, declared) = match declared {
        Declared::ByStatus(all) => match all.first() {
            Some((status, response)) => (Some(*status), response),
            None => (None, declared),
        },
        other => (None, other),
    };
    let envelope = operation
        .envelope
        .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
    let mut response = Response::new(status.unwrap_or_else(|| status_of(envelope)));
    let call = Call {
        api,
        index: accepted.index,
        operation,
        response: declared,
        params,
        address: &accepted.address,
        lists: wanted.lists,
        now_ns,
    };
    let ty = match declared {
        Declared::Raw { text, media } => {
            let kind = match (media, text) {
                (Some(media), _) => media.as_str(),
                (None, true) => "text/plain; charset=utf-8",
                (None, false) => "application/octet-stream",
            };
            response.set_header("Content-Type", kind);
            response.body = b"example".to_vec();
            return Ok(response);
        }
        Declared::None | Declared::ByStatus(_) => None,
        Declared::Type(ty) | Declared::Optional(ty) => Some(ty),
    };
    // An example of this very call is the response as it is.
    if variant.is_none()
        && operation.pagination.is_none()
        && !wanted.drift
        && !state.concerns(&call)
        && let Some(body) = exact_example(operation, params)
    {
        let mut body = body.clone();
        put_own_keys(api, operation, params, &mut body);
        put_book_number(api, operation, envelope, wanted.book_number, &mut body);
        response.set_json(&body);
        return Ok(response);
    }
    let mut value = match ty {
        Some(ty) => {
            let mut value = made.of(accepted.index, operation, variant, || {
                let example = example_data(operation, variant, envelope);
                example_values::value(api, ty, "", example.as_ref(), Way::Received)
            });
            echo(&mut value, operation, params);
            value
        }
        None => Data::Null,
    };
    state.apply(&call, &mut value, random)?;
    let says = state.cut(&call, &mut value)?;
    if let (Some(ty), true) = (ty, wanted.drift) {
        drift(api, ty, &mut value);
    }
    let body = match (ty, variant) {
        // Clients may read what the spec does not: an empty list, or a text.
        (None, None) => example_body(operation).cloned(),
        _ => None,
    };
    let body = body.or_else(|| in_envelope(envelope, example_body(operation), ty.map(|_| value)));
    match body {
        Some(mut body) => {
            says.say(&mut body, &mut response);
            put_own_keys(api, operation, params, &mut body);
            put_book_number(api, operation, envelope, wanted.book_number, &mut body);
            response.set_json(&body);
        }
        None if status.is_none() && envelope.is_none_or(|envelope| !tests_status(envelope)) => {
            response.status = 204;
        }
        None => {}
    }
    Ok(response)
}

/// Puts the number of a book into the response that a channel begins with: its next message follows it.
fn put_book_number(
    api: &Api,
    operation: &Operation,
    envelope: Option<&Envelope>,
    number: i64,
    body: &mut Data,
) {
    let plans = api.streams.iter().map(|stream| &stream.plan);
    for channel in plans.flat_map(|plan| plan.channels.iter()) {
        let Start::Call { call, at } = &channel.start else {
            continue;
        };
        if *call.operation != *operation.name {
            continue;
        }
        let data = envelope.map_or(&[][..], |envelope| data_place(envelope, Some(body)));
        let place: Vec<PathSegment> = data.iter().chain(at.iter()).cloned().collect();
        let number = Str::Owned(number.to_string());
        let number = match get(body, &place) {
            Some(Data::Text(_)) => Data::Text(number),
            _ => Data::Integer(number),
        };
        put(body, &place, number);
    }
}

/// Puts the mock's own keys into the response of an operation that returns the keys which verify webhooks.
fn put_own_keys(api: &Api, operation: &Operation, params: &[(Str, Data)], body: &mut Data) {
    let webhooks = api.runtime.scheme.webhooks.iter();
    for source in webhooks.filter_map(|webhook| webhook.keys.as_ref()) {
        match &source.from {
            KeysFrom::List {
                operation: name,
                list,
                id,
                key,
            } if *name == operation.name => {
                let pattern = match get(body, list) {
                    Some(Data::List(known)) => known.first().cloned(),
                    _ => None,
                };
                let entries = keys::SET.iter().map(|(own, pair)| {
                    let mut entry = pattern.clone().unwrap_or(Data::Null);
                    let mut set = |member: &Str, value: &str| {
                        let path = [PathSegment::Name(member.clone())];
                        put(&mut entry, &path, members::text(value));
                    };
                    set(id, own);
                    set(key, pair.public);
                    entry
                });
                put(body, list, Data::List(entries.collect::<Vec<_>>().into()));
            }
            KeysFrom::ById {
                operation: name,
                param,
                key,
                ..
            } if *name == operation.name => {
                let asked = members::find_text(params, param);
                let mut set = keys::SET.iter();
                if let Some((_, pair)) = set.find(|(own, _)| asked.as_deref() == Some(*own)) {
                    put(body, key, members::text(pair.public));
                }
            }
            _ => {}
        }
    }
}

/// The body of the example whose parameters are those of the call.
fn exact_example<'a>(operation: &'a Operation, params: &[(Str, Data)]) -> Option<&'a Data> {
    let mut examples = operation.examples.iter();
    examples.find_map(|example| {
        let given = match &example.params {
            Some(Data::Object(members)) => &**members,
            Some(_) => return None,
            None => &[],
        };
        let same = given.len() == params.len()
            && given.iter().all(|(name, value)| {
                as_text(value).is_some_and(|text| members::has(params, name, &text))
            });
        example.response.as_ref().filter(|_| same)
    })
}

/// The body of the first example that has any.
fn example_body(operation: &Operation) -> Option<&Data> {
    let mut examples = operation.examples.iter();
    examples.find_map(|example| example.response.as_ref())
}

/// The data of the first example that has any, without its envelope.
fn example_data(
    operation: &Operation,
    variant: Option<&Variant>,
    envelope: Option<&Envelope>,
) -> Option<Data> {
    if variant.is_some() {
        return None;
    }
    let body = example_body(operation)?;
    let Some(envelope) = envelope else {
        return Some(body.clone());
    };
    match envelope.members.is_empty() {
        true => get(body, data_place(envelope, Some(body)))
            .filter(|data| **data != Data::Null)
            .cloned(),
        false => {
            let members = envelope
                .members
                .iter()
                .filter_map(|(name, path)| Some((name.clone(), get(body, path)?.clone())));
            Some(Data::Object(members.collect::<Vec<_>>().into()))
        }
    }
}

/// Where the data is: of several places, the one where the example has it, or else the first.
fn data_place<'e>(envelope: &'e Envelope, example: Option<&Data>) -> &'e [PathSegment] {
    let mut paths = std::iter::once(&envelope.data).chain(envelope.fallback.iter());
    let shown = |path: &&List<PathSegment>| {
        let data = example.and_then(|body| get(body, path));
        data.is_some_and(|data| *data != Data::Null)
    };
    paths.find(shown).unwrap_or(&envelope.data)
}

/// Puts what the caller sent into members of the same name, at the first level of an object. Where the example shows that such a member is not
/// what was sent, as the amount in another currency, it stays.
fn echo(value: &mut Data, operation: &Operation, params: &[(Str, Data)]) {
    let Data::Object(members) = value else {
        return;
    };
    let mut examples = operation.examples.iter();
    let shown = examples.find_map(|example| match (&example.params, &example.response) {
        (Some(Data::Object(params)), Some(_)) => Some(params),
        _ => None,
    });
    for (name, member) in members.to_mut() {
        let Some(sent) = find(params, name) else {
            continue;
        };
        let shown = shown.and_then(|shown| find(shown, name));
        if shown.is_some_and(|shown| !is_same(shown, member)) {
            continue;
        }
        // In the form that the response has: a text stays a text.
        match (&*member, as_text(sent)) {
            (Data::Text(_), Some(text)) => *member = Data::Text(text.into()),
            (Data::Integer(_), Some(text)) if specie_codegen::data::is_integer(&text) => {
                *member = Data::Integer(specie_codegen::data::digits(&text).into());
            }
            (Data::Number(_), Some(text)) if Amount::new(text.as_str()).is_ok() => {
                *member = Data::Number(text.into());
            }
            _ => {}
        }
    }
}

/// Whether two values are the same text, or the same amount.
fn is_same(one: &Data, other: &Data) -> bool {
    let (Some(one), Some(other)) = (as_text(one), as_text(other)) else {
        return false;
    };
    match (Amount::new(one.as_str()), Amount::new(other.as_str())) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// The body: the data where the envelope has it, and what makes its tests of success pass.
fn in_envelope(
    envelope: Option<&Envelope>,
    example: Option<&Data>,
    data: Option<Data>,
) -> Option<Data> {
    let Some(envelope) = envelope else {
        return data;
    };
    let has_data = data.is_some();
    let mut body = Data::Null;
    if let Some(data) = data {
        match (envelope.members.is_empty(), data) {
            (true, data) => put(&mut body, data_place(envelope, example), data),
            (false, Data::Object(members)) => {
                for (name, value) in members.iter() {
                    let mut places = envelope.members.iter();
                    if let Some((_, path)) = places.find(|(known, _)| known == name) {
                        put(&mut body, path, value.clone());
                    }
                }
            }
            (false, _) => {}
        }
    }
    // Members that a partial success has, a whole success must not have: the tests of `ok` alone are fulfilled.
    for test in envelope.ok.first().map_or(&[][..], |group| group.as_ref()) {
        match test {
            ResponseTest::In(ResponsePath::Body(path), literals, true) => {
                if let Some(first) = literals.first() {
                    let is_there = get(&body, path).is_some_and(|known| is_one(known, literals));
                    if !is_there {
                        put(&mut body, path, value_of(first));
                    }
                }
            }
            ResponseTest::Absent(ResponsePath::Body(path), false)
                if get(&body, path).is_none_or(|value| *value == Data::Null) =>
            {
                put(&mut body, path, Data::Object(List::default()));
            }
            // That the first error is absent means a list of errors that is empty. Clients of the provider count it.
            ResponseTest::Absent(ResponsePath::Body(path), true) => {
                if let [list @ .., PathSegment::Index(0)] = path.as_ref()
                    && get(&body, list).is_none()
                {
                    put(&mut body, list, Data::List(List::default()));
                }
            }
            _ => {}
        }
    }
    // Without data, and without a member that must be there, a test that a member is absent still needs an object to look into.
    let reads_body = |test: &ResponseTest| matches!(test.path(), ResponsePath::Body(_));
    if body == Data::Null
        && !has_data
        && envelope.ok.iter().any(|group| group.iter().any(reads_body))
    {
        body = Data::Object(List::default());
    }
    (body != Data::Null || has_data).then_some(body)
}

/// The status that the tests of success ask for.
fn status_of(envelope: Option<&Envelope>) -> u16 {
    let tests = envelope.and_then(|envelope| envelope.ok.first());
    let tests = tests.map_or(&[][..], |group| group.as_ref());
    let asked = tests.iter().find_map(|test| match test {
        ResponseTest::In(ResponsePath::Status, literals, true) => literals.first(),
        _ => None,
    });
    let asked = asked.and_then(|literal| as_text(&value_of(literal)));
    asked.and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// A test's value in a response.
pub(crate) fn value_of(literal: &Literal) -> Data {
    match literal {
        Literal::Text(text) => Data::Text(text.clone()),
        Literal::Number(number) if specie_codegen::data::is_integer(number) => {
            Data::Integer(number.clone())
        }
        Literal::Number(number) => Data::Number(number.clone()),
        Literal::Bool(value) => Data::Bool(*value),
    }
}

/// Whether success depends on the status.
pub(crate) fn tests_status(envelope: &Envelope) -> bool {
    let mut tests = envelope.ok.iter().flat_map(|group| group.iter());
    tests.any(|test| *test.path() == ResponsePath::Status)
}

/// Whether a value is one of these.
pub(crate) fn is_one(value: &Data, literals: &[Literal]) -> bool {
    let shown = as_text(value);
    let mut values = literals.iter().map(value_of);
    values.any(|literal| as_text(&literal) == shown)
}
