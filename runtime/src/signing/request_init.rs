//! The request as it is before the first step of a plan.

use super::endpoint::Endpoint;
use super::error::{SigningError, SigningErrorKind};
use super::evaluate::Scope;
use super::inputs::RequestSpec;
use super::params::BorrowedParams;
use super::path;
use super::place_contents::PlaceContents;
use super::plan::{PathEncode, Place, Section};
use super::request::Request;
use super::target;
use super::value::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// The placeholder for the call's own path in the path of a section.
pub(crate) const HOLE: &str = "{path}";

/// Capacity after a path that is enough for most queries.
const QUERY_ROOM: usize = 64;

impl<'a> Scope<'a> {
    /// Starts a call to a section.
    pub(super) fn begin(
        &mut self,
        section: &'a Section,
        call: &'a RequestSpec<'a>,
    ) -> Result<(), SigningError> {
        self.args = call.params.borrow_member();
        self.section = &section.name;
        self.base = call.base.unwrap_or(&section.base);
        self.method = capitals(&call.method);
        self.endpoint = own_path(call);
        self.section_path = &section.path;
        let place = place_of(section, &self.method);
        let place_contents = contents_beside_path(call)?;
        let request = &mut self.request;
        request.url = Cow::Owned(url_of(self.base, section, call)?);
        request.path_start = self.base.len();
        request.begin(section, place, place_contents);
        add_query(request, call);
        for (name, value) in &call.headers {
            request.set_header(name, Cow::Borrowed(value))?;
        }
        Ok(())
    }

    /// Starts a call to a prepared endpoint.
    pub(super) fn begin_at(
        &mut self,
        section: &'a Section,
        endpoint: &'a Endpoint,
        params: BorrowedParams<'a>,
    ) -> Result<(), SigningError> {
        self.args = params;
        self.section = &section.name;
        self.base = &endpoint.base;
        self.method = Cow::Borrowed(&endpoint.method);
        self.endpoint = &endpoint.path;
        self.section_path = &section.path;
        self.request.url = Cow::Borrowed(&endpoint.url);
        self.request.path_start = endpoint.base.len();
        self.request
            .begin(section, endpoint.place, whole_contents(params)?);
        Ok(())
    }
}

impl<'a> Request<'a> {
    fn begin(&mut self, section: &'a Section, place: Place, place_contents: PlaceContents<'a>) {
        self.place = place;
        self.encoder = &section.encode;
        self.send_empty = &section.send_empty;
        self.put(place, place_contents);
    }
}

/// The path of a call without its leading `/`.
fn own_path<'a>(call: &'a RequestSpec<'_>) -> &'a str {
    call.path.strip_prefix('/').unwrap_or(&call.path)
}

/// A method in upper case.
pub(crate) fn capitals<'a>(method: &'a str) -> Cow<'a, str> {
    if method.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

/// Where the parameters of a method are placed.
pub(crate) fn place_of(section: &Section, method: &str) -> Place {
    section
        .places
        .iter()
        .find(|(listed, _)| listed == method)
        .map_or(section.otherwise, |(_, place)| *place)
}

/// The URL: the path of the section with the call's own path inserted, and values filled in.
fn url_of(base: &str, section: &Section, call: &RequestSpec<'_>) -> Result<String, SigningError> {
    let endpoint = own_path(call);
    let params = call.params.borrow_member().to_value();
    let value = |name: &str| {
        (
            path_value(call, &params, name),
            way(section.path_encode, call.path_encode, name),
        )
    };
    let mut url =
        String::with_capacity(base.len() + section.path.len() + endpoint.len() + QUERY_ROOM);
    url.push_str(base);
    let mut pieces = section.path.split(HOLE);
    url.push_str(pieces.next().unwrap_or_default());
    let before = url.len();
    // If the section's path has no place for the call's own, that is still checked.
    path::fill(endpoint, value, &mut url)?;
    match pieces.next() {
        Some(after) => url.push_str(after),
        None => url.truncate(before),
    }
    for after in pieces {
        path::fill(endpoint, value, &mut url)?;
        url.push_str(after);
    }
    check_host(base, url.get(base.len()..).unwrap_or_default())?;
    Ok(url)
}

/// Refuses a path that changes the host of the base URL before it.
pub(crate) fn check_host(base: &str, path: &str) -> Result<(), SigningError> {
    if target::stays_on_host(base, path) {
        return Ok(());
    }
    Err(SigningError::new(
        SigningErrorKind::Path,
        "the path does not begin with `/`, so it would change the host",
    ))
}

/// The encoding of a path value: the one given for its name, otherwise the section's.
pub(crate) fn way(section: PathEncode, said: &[(&str, PathEncode)], name: &str) -> PathEncode {
    let of_name = said.iter().find(|(known, _)| *known == name);
    of_name.map_or(section, |(_, way)| *way)
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
        BorrowedParams::Typed(_) => Ok(PlaceContents::lent(params)),
        BorrowedParams::Value(value) => match value.data() {
            Value::Absent | Value::Null => Ok(PlaceContents::Nothing),
            Value::List(_) | Value::Object(_) => Ok(PlaceContents::lent(params)),
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
    let names: SmallVec<[&str; 4]> = path::pieces(endpoint)
        .into_iter()
        .filter_map(|piece| match piece {
            path::Piece::Name(name) => Some(name),
            path::Piece::Text(_) => None,
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
