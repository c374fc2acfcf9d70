//! Builds the call to sign from the members of a request.

use super::Inner;
use super::call_key::{CallKey, Known};
use super::limiter::Charge;
use super::mask::secrets_among;
use super::place_params::format_members;
use crate::codec::{EncodeStruct, Members};
use crate::signing::{CallPart, Endpoint, Params, RequestSpec, SessionValues, Value};
use crate::{Body, Error, Operation, Upload};
use std::borrow::Cow;
use std::cell::OnceCell;

/// A call to be signed, and what else is known of it.
pub(super) struct Built<'a> {
    pub(super) form: Form<'a>,
    /// The values of its secret parameters, which are masked in what a provider sends back.
    pub(super) secrets: SessionValues,
    /// The key by which the provider recognizes the call.
    pub(super) key: Option<CallKey>,
    /// What to ask the operation that reconciles with.
    pub(super) asks: Vec<(String, String)>,
    /// What it takes from rate limits.
    pub(super) charges: Vec<Charge>,
    /// The files of a body with several parts.
    pub(super) uploads: Vec<Upload>,
}

/// What is signed.
pub(super) enum Form<'a> {
    /// A call of a prepared endpoint, with all of its parameters in one place.
    Ready(&'a Endpoint, Params<'a>),
    /// Any other call.
    Call(RequestSpec<'a>),
}

impl Built<'_> {
    /// The index of its section in the scheme.
    pub(super) fn section(&self) -> u16 {
        match &self.form {
            Form::Ready(endpoint, _) => endpoint.section(),
            Form::Call(call) => call.section,
        }
    }

    /// The parts of its body, if that has several.
    pub(super) fn parts(&self) -> Option<&[CallPart<'_>]> {
        match &self.form {
            Form::Ready(..) => None,
            Form::Call(call) => call.parts.as_deref(),
        }
    }

    /// Whether it can be sent once only: a file comes from a reader.
    pub(super) fn is_once(&self) -> bool {
        self.uploads.iter().any(Upload::is_once)
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
    let (params, uploads) = match operation.body {
        Body::Multipart(_) => Params::with_uploads(request)?,
        _ => (Params::of(request)?, Vec::new()),
    };
    // Most calls need it only to be sent. It is read before lists and objects become texts, in which members are no longer found.
    let members = OnceCell::new();
    let members_once = || members.get_or_init(|| params.clone().into_value());
    let secrets = match operation.secret_params {
        [] => SessionValues::new(),
        names => secrets_among(names, members_once()),
    };
    let known = Known::of(operation, members_once, set)?;
    let (key, asks) = (known.key, known.asks);
    let charges = client
        .limiter
        .charges(&client.provider, operation, members_once);
    let finish = |form| Built {
        form,
        secrets,
        key,
        asks,
        charges,
        uploads,
    };
    if let Some(endpoint) =
        endpoint.filter(|_| set.is_empty() && known.new.is_none() && stays_whole(operation))
    {
        return Ok(finish(Form::Ready(
            endpoint,
            ready(operation, endpoint, params)?,
        )));
    }
    let set = set.iter().map(|(name, value)| (*name, value.clone()));
    let set: Vec<_> = set.chain(known.new).collect();
    let params = match members.into_inner().unwrap_or_else(|| params.into_value()) {
        Value::Object(mut members) => {
            apply(operation, set, &mut members);
            Value::Object(members)
        }
        Value::Absent => {
            let mut members = Members::new();
            apply(operation, set, &mut members);
            Value::Object(members)
        }
        list => list,
    };
    Ok(finish(Form::Call(RequestSpec {
        base: client.base(operation.section),
        ..operation.request(params)?
    })))
}

/// The parameters of a call of a prepared endpoint.
fn ready<'a>(
    operation: &Operation<'a>,
    endpoint: &Endpoint,
    params: Params<'a>,
) -> Result<Params<'a>, Error> {
    if operation.formats.is_empty() && !endpoint.reads_members() {
        return Ok(params);
    }
    let mut value = params.into_value();
    if let Value::Object(members) = &mut value {
        format_members(operation.formats, members)?;
    }
    Ok(value.into())
}

/// Whether every member of a request is a parameter, unchanged.
fn stays_whole(operation: &Operation<'_>) -> bool {
    let none_elsewhere = operation.in_query.is_empty()
        && operation.in_headers.is_empty()
        && operation.in_cookies.is_empty();
    let none_set = operation.fixed.is_empty()
        && !operation.items
        && operation.body == Body::Params
        && operation.content_type.is_none();
    none_elsewhere && none_set && !operation.path.contains('{')
}

/// Sets the constants of a variant, and the parameters that pagination adds.
fn apply<'a>(
    operation: &Operation<'a>,
    set: Vec<(&'a str, Value<'static>)>,
    members: &mut Members<'a>,
) {
    let fixed = operation
        .fixed
        .iter()
        .map(|(name, text)| (*name, Value::Text(Cow::Borrowed(*text))));
    for (name, value) in fixed.chain(set) {
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, existing)) => *existing = value,
            None => members.push((Cow::Borrowed(name), value)),
        }
    }
}
