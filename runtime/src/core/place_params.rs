//! Puts each parameter of an operation where it is sent.

use crate::codec::Members;
use crate::signing::plan::Arrays;
use crate::signing::{RequestSpec, SigningError, Value};
use crate::value::pairs::one_text;
use crate::{Body, Bytes, Error, Operation};
use std::borrow::Cow;

impl<'a> Operation<'a> {
    /// The call to sign, with each of these parameters where it is sent: an object, a list that is all parameters, or absent.
    ///
    /// # Errors
    /// A parameter cannot be sent where the operation sends it.
    #[doc(hidden)]
    pub fn request(&self, params: Value<'a>) -> Result<RequestSpec<'a>, Error> {
        let mut call = RequestSpec {
            section: self.section,
            method: Cow::Borrowed(self.method),
            path: Cow::Borrowed(self.path),
            path_encode: self.path_encode,
            ..RequestSpec::default()
        };
        let mut members = match params {
            Value::Object(members) => members,
            Value::Absent => Members::new(),
            // A dynamic call whose parameters are a list.
            list => {
                call.params = list.into();
                return Ok(call);
            }
        };
        format_members(self.formats, &mut members)?;
        if let Some(content_type) = self.content_type {
            let content_type = Cow::Borrowed(content_type);
            call.headers
                .push((Cow::Borrowed("Content-Type"), content_type));
        }
        for (name, value) in take(&mut members, self.in_headers) {
            let text = value.to_text().map_err(SigningError::from)?.into_owned();
            call.headers.push((name, Cow::Owned(text)));
        }
        if let Some(cookies) = cookies(take(&mut members, self.in_cookies))? {
            call.headers
                .push((Cow::Borrowed("Cookie"), Cow::Owned(cookies)));
        }
        call.query = take(&mut members, self.in_query);
        if let Body::Text(name) | Body::Bytes(name) = self.body
            && let Some((name, value)) = take(&mut members, &[name]).pop()
        {
            call.body = Some(body_of(self.body, &name, value)?);
        }
        if let Body::Multipart(_) = self.body {
            call.path_values = take(&mut members, &names_in(self.path));
            call.parts = Some(self.parts(members)?);
            return Ok(call);
        }
        if self.items {
            let names = names_in(self.path);
            call.path_values = take(&mut members, &names);
            let whole = members.into_iter().next();
            self.put_whole(whole.map_or(Value::Absent, |(_, value)| value), &mut call)?;
        } else if !members.is_empty() {
            call.params = Value::Object(members).into();
        }
        Ok(call)
    }

    /// Puts the value that is everything the call sends: a list or object among the parameters, anything else as the body itself.
    fn put_whole(&self, value: Value<'a>, call: &mut RequestSpec<'a>) -> Result<(), Error> {
        if matches!(
            value,
            Value::Absent | Value::Null | Value::List(_) | Value::Object(_)
        ) {
            call.params = value.into();
            return Ok(());
        }
        let json = one_text(&value, Arrays::Json).map_err(SigningError::from)?;
        if self.content_type.is_none() {
            let kind = Cow::Borrowed("application/json");
            call.headers.push((Cow::Borrowed("Content-Type"), kind));
        }
        call.body = Some(Cow::Owned(json.into_bytes()));
        Ok(())
    }
}

/// The bytes of a body that is sent as it is.
fn body_of<'a>(body: Body<'_>, name: &str, value: Value<'a>) -> Result<Cow<'a, [u8]>, Error> {
    match value {
        // JSON has no bytes.
        Value::Text(text) if matches!(body, Body::Bytes(_)) => {
            let bytes = Bytes::from_base64(&text);
            let bytes = bytes.map_err(|error| {
                Error::request(format!("the body `{name}` is {error}")).shows(error)
            })?;
            Ok(Cow::Owned(bytes.into_vec()))
        }
        Value::Text(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
        Value::Text(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
        Value::Bytes(bytes) => Ok(bytes),
        _ => Err(Error::request(format!(
            "the body `{name}` is neither text nor bytes"
        ))),
    }
}

/// Gives lists and objects the formats of the operation: as one text, or as a value that is written in this format in a query or form.
pub(super) fn format_members(
    formats: &[(&str, Arrays)],
    members: &mut Members<'_>,
) -> Result<(), SigningError> {
    for (name, value) in members {
        let format = formats.iter().find(|(known, _)| known == name);
        let Some((_, arrays)) = format else { continue };
        if !matches!(value.data(), Value::List(_) | Value::Object(_)) && *arrays != Arrays::Json
            || matches!(value.data(), Value::Absent | Value::Null)
        {
            continue;
        }
        *value = match arrays.is_text() {
            true => Value::Text(Cow::Owned(one_text(value, *arrays)?)),
            false => std::mem::take(value).in_format(*arrays),
        };
    }
    Ok(())
}

/// The header `Cookie`: `a=1; b=2`.
fn cookies(members: Members<'_>) -> Result<Option<String>, Error> {
    let mut text = String::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_absent()) {
        let value = value.to_text().map_err(SigningError::from)?;
        if !value.bytes().all(is_cookie_octet) {
            return Err(Error::request(format!(
                "the cookie `{name}` contains a character that a cookie cannot have: encode the value first"
            )));
        }
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(name);
        text.push('=');
        text.push_str(&value);
    }
    Ok((!text.is_empty()).then_some(text))
}

/// Whether the value of a cookie may contain this byte (RFC 6265, section 4.1.1).
const fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
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
