//! A delivery that is being made.

use crate::signing::signing_error::SigningError;
use crate::signing::verify::verifier::FORM;
use crate::value::as_text::text_of;
use crate::value::json_parse::{ANY, parse_within};
use crate::value::path_segment::PathSegment;
use crate::value::types::{Members, Value};
use crate::value::{json_write, pairs};
use std::borrow::Cow;

/// The headers and the body of a delivery so far.
#[derive(Clone)]
pub(crate) struct DeliveryDraft {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl DeliveryDraft {
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    /// Sets a header in place of one with this name.
    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        let mut headers = self.headers.iter_mut();
        match headers.find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, known)) => value.clone_into(known),
            None => self.headers.push((name.to_owned(), value.to_owned())),
        }
    }

    /// The same with its JSON written as the verifier writes it when it leaves a member out. What is no JSON stays as it is.
    pub(super) fn normalized(mut self, form: bool) -> Self {
        if !form
            && let Ok(value) = self.json()
            && let Ok(body) = written(&value)
        {
            self.body = body;
        }
        self
    }

    /// Sets a member of the body, unless it has this value already.
    ///
    /// # Errors
    /// The body is not what the webhook declares, or the value cannot be written.
    pub(super) fn set_member(
        &mut self,
        form: bool,
        path: &[PathSegment],
        value: Value<'static>,
    ) -> Result<(), SigningError> {
        if form {
            return self.set_pair(path, &value);
        }
        let mut json = self.json()?;
        let known = json.at_path(path);
        let texts = known.and_then(|known| text_of(known).ok().zip(text_of(&value).ok()));
        if texts.is_some_and(|(known, wanted)| known == wanted) {
            return Ok(());
        }
        if let ([PathSegment::Name(name)], None) = (path, known)
            && self.append(name, &value)?
        {
            return Ok(());
        }
        set_at(&mut json, path, value);
        self.body = written(&json)?;
        Ok(())
    }

    /// Adds a member at the end of an object, and leaves every other byte as it is. `false`: there is no object.
    fn append(&mut self, name: &str, value: &Value<'static>) -> Result<bool, SigningError> {
        let end = self.body.trim_ascii_end();
        let Some(before) = end.strip_suffix(b"}") else {
            return Ok(false);
        };
        let mut member = String::new();
        if !before.trim_ascii_end().ends_with(b"{") {
            member.push(',');
        }
        json_write::write_string(name, &mut member);
        member.push(':');
        json_write::write(value, &mut member)?;
        let at = before.len();
        self.body.splice(at..at, member.into_bytes());
        Ok(true)
    }

    /// The body as JSON; an empty one is an object without members.
    fn json(&self) -> Result<Value<'static>, SigningError> {
        let no_json = || SigningError::value("the body is not JSON, as this webhook declares it");
        let text = std::str::from_utf8(&self.body).map_err(|_| no_json())?;
        match text.trim().is_empty() {
            true => Ok(Value::Object(Members::new())),
            false => parse_within(text, ANY)
                .map(Value::into_owned)
                .map_err(|_| no_json()),
        }
    }

    /// Sets a pair of a form: the only one with its name.
    fn set_pair(
        &mut self,
        path: &[PathSegment],
        value: &Value<'static>,
    ) -> Result<(), SigningError> {
        let [PathSegment::Name(name)] = path else {
            return Err(SigningError::value("a form has no members inside others"));
        };
        let value = Value::Text(Cow::Owned(text_of(value)?.into_owned()));
        let member = (name.clone(), value);
        let mut pair = String::new();
        pairs::write_pairs(&FORM, std::iter::once(&member), &mut pair)?;
        let text = std::str::from_utf8(&self.body)
            .map_err(|_| SigningError::value("the body is not UTF-8"))?;
        let (start, _) = pair.split_once('=').unwrap_or((&pair, ""));
        let others = text
            .split('&')
            .filter(|piece| !piece.is_empty() && piece.split('=').next() != Some(start));
        let mut body: Vec<&str> = others.collect();
        if text.split('&').any(|piece| piece == pair) && body.len() + 1 == text.split('&').count() {
            return Ok(());
        }
        body.push(&pair);
        self.body = body.join("&").into_bytes();
        Ok(())
    }
}

fn written(value: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let mut text = String::new();
    json_write::write(value, &mut text)?;
    Ok(text.into_bytes())
}

/// Sets the value at a path; objects on the way that are missing are made.
pub(super) fn set_at(target: &mut Value<'static>, path: &[PathSegment], value: Value<'static>) {
    let Some((first, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    match (first, target) {
        (PathSegment::Name(name), target) => {
            if !matches!(target, Value::Object(_)) {
                *target = Value::Object(Members::new());
            }
            let Value::Object(members) = target else {
                return;
            };
            let known = members.iter().position(|(known, _)| known == name);
            let at = known.unwrap_or_else(|| {
                members.push((name.clone(), Value::Absent));
                members.len() - 1
            });
            if let Some((_, member)) = members.get_mut(at) {
                set_at(member, rest, value);
            }
        }
        (PathSegment::Index(at), Value::List(list)) => {
            if let Some(element) = list.get_mut(*at as usize) {
                set_at(element, rest, value);
            }
        }
        (PathSegment::Index(_), _) => {}
    }
}
