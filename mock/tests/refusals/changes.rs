//! Requests that are changed in one way each, with the kind of refusal that each must get.

use crate::caller::{Caller, Request, now};
use crate::support::Result;
use specie_codegen::example_values;
use specie_codegen::model::{Field, Kind, Operation};
use specie_mock::RefusalKind;
use specie_runtime::signing::plan::{Data, Str};

/// Requests of an operation, each changed in one way, and the kind of refusal that each must get.
pub fn changed(caller: &Caller<'_>, operation: &Operation) -> Result<Vec<(RefusalKind, Request)>> {
    let params = caller.params(operation)?;
    let own = &caller.own;
    let good = || caller.sign(operation, params.clone(), own, now());
    let mut requests = Vec::new();
    let mut add = |kind, request: Result<Request>| {
        if let Ok(request) = request {
            requests.push((kind, request));
        }
    };
    let with = |change: &dyn Fn(&mut Request)| {
        let mut request = good()?;
        change(&mut request);
        Ok(request)
    };

    // A body of this size takes its time, and is refused before its operation is known.
    if caller
        .api
        .operations
        .first()
        .is_some_and(|first| first.name == operation.name)
    {
        add(
            RefusalKind::BodyTooLarge,
            with(&|request| request.body = vec![b'a'; (1 << 20) + 1]),
        );
    }
    add(
        RefusalKind::Unreadable,
        with(&|request| request.body = vec![0xff, 0xfe]),
    );
    add(
        RefusalKind::WrongMethod,
        with(&|request| request.method = "TRACE".to_owned()),
    );
    if ["POST", "PUT", "PATCH"].contains(&&*operation.method) {
        add(
            RefusalKind::WrongContentType,
            with(&|request| {
                // Also where nothing is sent in the body.
                if request.body.is_empty() {
                    request.body = b"a=1".to_vec();
                }
                request
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
                request
                    .headers
                    .push(("Content-Type".to_owned(), "text/csv".to_owned()));
            }),
        );
    }
    let signed = good()?;
    let signature = signed.headers.iter().map(|(name, _)| name.clone());
    let mut signature = signature.filter(|name| !name.eq_ignore_ascii_case("content-type"));
    if let Some(name) = signature.next_back() {
        add(
            RefusalKind::MissingHeader,
            with(&|request| request.headers.retain(|(known, _)| *known != name)),
        );
        add(
            RefusalKind::RepeatedHeader,
            with(&|request| request.headers.push((name.clone(), "x".to_owned()))),
        );
    }
    // What the plan sets to one value for all calls has another one.
    for (name, _) in &signed.headers {
        add(
            RefusalKind::WrongHeader,
            with(&|request| {
                let mut headers = request.headers.iter_mut();
                if let Some((_, value)) = headers.find(|(known, _)| known == name) {
                    *value = "other".to_owned();
                }
            }),
        );
    }
    if let Some(session) = &caller.other_session {
        add(
            RefusalKind::SessionExpired,
            caller.sign_in(operation, params.clone(), own, now(), session),
        );
    }
    // Paths whose last part is a value have no unknown neighbours.
    add(
        RefusalKind::UnknownEndpoint,
        with(&|request| match String::from_utf8(request.body.clone()) {
            Ok(body) if body.contains("cmd=") => {
                request.body = body.replace("cmd=", "cmd=no_such_").into_bytes();
            }
            _ => {
                let (before, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
                request.url = format!("{before}/no/such/path?{query}");
            }
        }),
    );
    for (is_secret, other) in &caller.others {
        let kind = match is_secret {
            true => RefusalKind::WrongSignature,
            false => RefusalKind::UnknownKey,
        };
        add(kind, caller.sign(operation, params.clone(), other, now()));
    }
    let minute = 60_000_000_000;
    add(
        RefusalKind::StaleTimestamp,
        caller.sign(operation, params.clone(), own, now() - 10 * minute),
    );

    let and = |name: &str, value: Data| {
        let mut more = params.clone();
        more.retain(|(known, _)| known != name);
        more.push((Str::Owned(name.to_owned()), value));
        caller.sign(operation, more, own, now())
    };
    let text = |text: &str| Data::Text(Str::Owned(text.to_owned()));
    add(
        RefusalKind::UnknownParameter,
        and("no_such_parameter", text("1")),
    );
    // The kinds are the same for each: a few of every operation are enough.
    let limited = operation.params.iter().skip(3);
    let limited = limited.filter(|param| beyond(&param.field).is_some());
    for param in operation.params.iter().take(3).chain(limited) {
        let field = &param.field;
        let mut fewer = params.clone();
        fewer.retain(|(name, _)| *name != field.name);
        if !field.optional && fewer.len() < params.len() {
            add(
                RefusalKind::MissingParameter,
                caller.sign(operation, fewer, own, now()),
            );
        }
        add(RefusalKind::WrongType, and(&field.name, text("@")));
        if let Some(beyond) = beyond(field) {
            add(RefusalKind::OutOfRange, and(&field.name, beyond));
        }
    }
    for group in &operation.one_of {
        let mut both = params.clone();
        for at in &group.members {
            let Some(param) = operation.params.get(*at) else {
                continue;
            };
            if !both.iter().any(|(name, _)| *name == param.field.name) {
                let value = example_values::value(
                    caller.api,
                    &param.field.ty,
                    &param.field.name,
                    None,
                    specie_codegen::validate::Way::Sent,
                );
                both.push((Str::Owned(param.field.name.clone()), value));
            }
        }
        add(
            RefusalKind::NotExactlyOne,
            caller.sign(operation, both, own, now()),
        );
    }
    Ok(requests)
}

/// A value of the parameter's type that is outside its range.
pub fn beyond(field: &Field) -> Option<Data> {
    let range = field.range.as_ref()?;
    let number = |text: &Option<String>| text.as_ref()?.parse::<i64>().ok();
    let above = number(&range.max).map(|most| most.saturating_add(1));
    match field.ty.kind {
        Kind::Int | Kind::Decimal => {
            let below = || number(&range.min).map(|least| least.saturating_sub(1));
            let number = above.or_else(below)?;
            Some(Data::Integer(number.to_string().into()))
        }
        Kind::Text { .. } => {
            let length = usize::try_from(above?).ok()?;
            Some(Data::Text("a".repeat(length).into()))
        }
        _ => None,
    }
}
