//! The request as it is before the first step of a plan.

use super::place_contents::PlaceContents;
use super::request::Request;
use super::scope::{Call, Context};
use super::steps::Run;
use crate::signing::inputs::RequestSpec;
use crate::signing::inputs::params::BorrowedParams;
use crate::signing::plan::{PATH_PLACEHOLDER, Place, Section};
use crate::signing::signing_error::SigningError;
use crate::signing::url::path_values;
use crate::value::types::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Capacity after a path that is enough for most queries.
const QUERY_ROOM: usize = 64;

/// Where the calls of an endpoint go.
pub(crate) struct EndpointAddress {
    /// The section, as its index in the scheme.
    pub(crate) section: u16,
    /// In upper case.
    pub(crate) method: String,
    /// The path of the call, without the leading `/`.
    pub(crate) path: String,
    pub(crate) base: String,
    /// Base URL and complete path.
    pub(crate) url: String,
    /// The place of the parameters.
    pub(crate) place: Place,
}

/// A call before the first step of its plan.
pub(crate) struct Start<'a> {
    section: &'a Section,
    base: &'a str,
    method: Cow<'a, str>,
    endpoint: &'a str,
    url: Cow<'a, str>,
    place: Place,
    args: BorrowedParams<'a>,
    contents: PlaceContents<'a>,
    /// The body itself, if the call was given one.
    body: Option<&'a [u8]>,
}

impl<'a> Start<'a> {
    /// A call to a section.
    pub(crate) fn of_call(
        section: &'a Section,
        call: &'a RequestSpec<'a>,
    ) -> Result<Self, SigningError> {
        let base = call.base.unwrap_or(&section.base);
        let method = upper_case(&call.method);
        let contents = contents_beside_path(call)?;
        let place = section.place_of(&method);
        if call.body.is_some() && matches!(place, Place::Form | Place::Json) && !contents.is_empty()
        {
            return Err(SigningError::value(
                "a call cannot have both a body of its own and parameters that are sent in a body",
            ));
        }
        Ok(Self {
            section,
            base,
            endpoint: own_path(call),
            url: Cow::Owned(url_of(base, section, call)?),
            place,
            method,
            args: call.params.borrow_member(),
            contents,
            body: call.body.as_deref(),
        })
    }

    /// A call to a prepared endpoint.
    pub(crate) fn of_endpoint(
        section: &'a Section,
        address: &'a EndpointAddress,
        params: BorrowedParams<'a>,
    ) -> Result<Self, SigningError> {
        Ok(Self {
            section,
            base: &address.base,
            method: Cow::Borrowed(&address.method),
            endpoint: &address.path,
            url: Cow::Borrowed(&address.url),
            place: address.place,
            args: params,
            contents: whole_contents(params)?,
            body: None,
        })
    }

    /// The run that starts here.
    #[inline]
    pub(crate) fn run(self, context: Context<'a>) -> Run<'a> {
        let section = self.section;
        let call = Call {
            section: &section.name,
            base: self.base,
            method: self.method,
            endpoint: self.endpoint,
            section_path: &section.path,
            args: self.args,
            request: Request::new(
                self.url,
                self.base.len(),
                self.place,
                &section.encode,
                &section.send_empty,
            ),
        };
        let mut run = Run::new(context, call);
        run.call.request.put(self.place, self.contents);
        if let Some(body) = self.body {
            run.call.request.give_body(body);
        }
        run
    }
}

/// Adds the further members of the query and the headers that a caller gave.
pub(crate) fn add_further<'a>(
    request: &mut Request<'a>,
    call: &'a RequestSpec<'a>,
) -> Result<(), SigningError> {
    add_query(request, call);
    for (name, value) in &call.headers {
        request.set_header(name, Cow::Borrowed(value))?;
    }
    Ok(())
}

/// The path of a call without its leading `/`.
fn own_path<'a>(call: &'a RequestSpec<'_>) -> &'a str {
    call.path.strip_prefix('/').unwrap_or(&call.path)
}

/// A method in upper case.
pub(crate) fn upper_case<'a>(method: &'a str) -> Cow<'a, str> {
    if method.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

/// The URL: the path of the section with the call's own path inserted, and values filled in.
fn url_of(base: &str, section: &Section, call: &RequestSpec<'_>) -> Result<String, SigningError> {
    let endpoint = own_path(call);
    let params = call.params.borrow_member().to_value();
    let value = |name: &str| {
        (
            path_value(call, &params, name),
            section.path_encode.of_name(call.path_encode, name),
        )
    };
    let mut url =
        String::with_capacity(base.len() + section.path.len() + endpoint.len() + QUERY_ROOM);
    url.push_str(base);
    let mut pieces = section.path.split(PATH_PLACEHOLDER);
    url.push_str(pieces.next().unwrap_or_default());
    let before = url.len();
    // If the section's path has no place for the call's own, that is still checked.
    path_values::fill(endpoint, value, &mut url)?;
    match pieces.next() {
        Some(after) => url.push_str(after),
        None => url.truncate(before),
    }
    for after in pieces {
        path_values::fill(endpoint, value, &mut url)?;
        url.push_str(after);
    }
    path_values::check_host(base, url.get(base.len()..).unwrap_or_default())?;
    Ok(url)
}

/// The value of a name in the path: given separately, or a parameter.
fn path_value<'v, 'a: 'v>(
    call: &'v RequestSpec<'a>,
    params: &'v Value<'a>,
    name: &str,
) -> Option<&'v Value<'a>> {
    if let Some((_, value)) = call.path_values.iter().find(|(n, _)| n == name) {
        return Some(value);
    }
    match params.data() {
        Value::List(list) => list.first().and_then(|first| first.get(name)),
        _ => params.get(name),
    }
}

/// The initial contents of the place of the parameters.
fn whole_contents(params: BorrowedParams<'_>) -> Result<PlaceContents<'_>, SigningError> {
    match params {
        BorrowedParams::Typed(_) => Ok(PlaceContents::of_params(params)),
        BorrowedParams::Value(value) => match value.data() {
            Value::Absent | Value::Null => Ok(PlaceContents::Nothing),
            Value::List(_) | Value::Object(_) => Ok(PlaceContents::of_params(params)),
            other => Err(SigningError::value(format!(
                "expected pairs or a list of parameters, found a value of kind {}",
                other.kind()
            ))),
        },
    }
}

/// The same without the parameters that fill the path.
fn contents_beside_path<'a>(call: &'a RequestSpec<'a>) -> Result<PlaceContents<'a>, SigningError> {
    let endpoint = own_path(call);
    if !endpoint.contains('{') {
        return whole_contents(call.params.borrow_member());
    }
    let names: SmallVec<[&str; 4]> = path_values::pieces(endpoint)
        .into_iter()
        .filter_map(|piece| match piece {
            path_values::Piece::Name(name) => Some(name),
            path_values::Piece::Text(_) => None,
        })
        .filter(|name| !call.path_values.iter().any(|(n, _)| n == name))
        .collect();
    match call.params.borrow_member().to_value().to_members() {
        Some(mut members) if !names.is_empty() => {
            members.retain(|(name, _)| !names.contains(&&**name));
            Ok(PlaceContents::whole(Value::Object(members)))
        }
        _ => whole_contents(call.params.borrow_member()),
    }
}

/// Further members of the query.
fn add_query<'a>(request: &mut Request<'a>, call: &'a RequestSpec<'a>) {
    if call.query.is_empty() {
        return;
    }
    let mut members: Members<'a> = request.query.members().cloned().collect();
    for (name, value) in &call.query {
        if !value.is_absent() {
            members.push((Cow::Borrowed(name), value.borrowed()));
        }
    }
    request.put(Place::Query, PlaceContents::whole(Value::Object(members)));
}
