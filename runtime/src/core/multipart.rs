//! Bodies of the type `multipart/form-data`: which parts a call has, and opening its files.

use crate::codec::Members;
use crate::operation::{Body, Operation};
use crate::signing::plan::Arrays;
use crate::signing::{CallPart, CallPartValue, SigningError, Value};
use crate::upload::{FormPart, FormPartValue, Upload};
use crate::value::pairs::one_text;
use crate::{Error, ErrorKind, Outcome};
use std::borrow::Cow;

/// How deep lists and objects may be nested.
const MAX_DEPTH: usize = 64;

impl Operation<'_> {
    /// The parts of a call, from its members that are sent nowhere else.
    ///
    /// # Errors
    /// A member cannot be a part.
    pub(super) fn parts<'a>(&self, members: Members<'a>) -> Result<Vec<CallPart<'a>>, Error> {
        let Body::Multipart(files) = self.body else {
            return Ok(Vec::new());
        };
        let mut parts = Vec::with_capacity(members.len());
        for (name, value) in members {
            if value.is_absent() {
                continue;
            }
            if files.iter().any(|file| file.name == name) {
                put_files(&name, &value, &mut parts)?;
                continue;
            }
            let format = self.formats.iter().find(|(known, _)| *known == name);
            match format.map(|(_, format)| *format) {
                // Members with the other formats of one text are texts already.
                Some(Arrays::Json) => {
                    let json = value.to_text().map_err(SigningError::from)?.into_owned();
                    parts.push(CallPart {
                        name,
                        value: CallPartValue::Json(json),
                    });
                }
                format => put_texts(name, &value, format, &mut parts, 0)?,
            }
        }
        Ok(parts)
    }
}

/// Files of a parameter: one, or several with the same name (RFC 7578, section 4.3).
fn put_files(name: &str, value: &Value<'_>, parts: &mut Vec<CallPart<'_>>) -> Result<(), Error> {
    match value.data() {
        Value::List(list) => list
            .iter()
            .try_for_each(|file| put_files(name, file, parts)),
        Value::Integer(index) => {
            let index = usize::try_from(*index);
            let index = index.map_err(|_| Error::request(format!("`{name}` is not a file")))?;
            parts.push(CallPart {
                name: Cow::Owned(name.to_owned()),
                value: CallPartValue::File(index),
            });
            Ok(())
        }
        other => Err(Error::request(format!(
            "`{name}` is not a file, but a value of kind {}",
            other.kind()
        ))),
    }
}

/// A text, or the texts in a list or object, with names that say where they are.
fn put_texts<'a>(
    name: Cow<'a, str>,
    value: &Value<'_>,
    format: Option<Arrays>,
    parts: &mut Vec<CallPart<'a>>,
    depth: usize,
) -> Result<(), Error> {
    let is_indexed = matches!(format, Some(Arrays::Indices | Arrays::EscapedIndices));
    let is_nested =
        is_indexed || matches!(format, Some(Arrays::Brackets | Arrays::EscapedBrackets));
    if depth > MAX_DEPTH {
        return Err(Error::request(format!("`{name}` is nested too deep")));
    }
    match value.data() {
        Value::Absent => Ok(()),
        Value::List(list) if format == Some(Arrays::Repeat) || is_nested => {
            for (at, element) in list.iter().filter(|e| !e.is_absent()).enumerate() {
                let name = match (is_nested, is_indexed) {
                    (false, _) => name.to_string(),
                    (true, false) => format!("{name}[]"),
                    (true, true) => format!("{name}[{at}]"),
                };
                put_texts(Cow::Owned(name), element, format, parts, depth + 1)?;
            }
            Ok(())
        }
        Value::Object(members) if is_nested => {
            for (member, value) in members {
                let name = Cow::Owned(format!("{name}[{member}]"));
                put_texts(name, value, format, parts, depth + 1)?;
            }
            Ok(())
        }
        Value::List(_) | Value::Object(_) | Value::Null => Err(Error::request(format!(
            "`{name}` cannot be a part of the body: it is a value of kind {}, without a format",
            value.data().kind()
        ))),
        data => {
            let text = match data.to_text() {
                Ok(text) => text.into_owned(),
                Err(_) => one_text(data, Arrays::Json).map_err(SigningError::from)?,
            };
            parts.push(CallPart {
                name,
                value: CallPartValue::Text(text),
            });
            Ok(())
        }
    }
}

/// Opens the files of a call, and checks their sizes.
///
/// # Errors
/// A file cannot be opened, or has a size that the operation does not take. Nothing was sent.
pub(super) fn open(
    operation: &Operation<'_>,
    parts: &[CallPart<'_>],
    uploads: &[Upload],
) -> Result<Vec<FormPart>, Error> {
    if parts.is_empty() {
        return Err(Error::request(
            "the body has no parts: give at least one parameter",
        ));
    }
    let opened = parts.iter().map(|part| {
        let name = part.name.clone().into_owned();
        let value = match &part.value {
            CallPartValue::Text(text) => FormPartValue::Text(text.clone()),
            CallPartValue::Json(json) => FormPartValue::Json(json.clone()),
            CallPartValue::File(index) => {
                let upload = uploads.get(*index);
                let upload =
                    upload.ok_or_else(|| Error::request(format!("`{name}` is not a file")))?;
                open_file(operation, &name, upload)?
            }
        };
        Ok(FormPart { name, value })
    });
    opened.collect()
}

fn open_file(
    operation: &Operation<'_>,
    param: &str,
    upload: &Upload,
) -> Result<FormPartValue, Error> {
    let refuse = |what: String| Error::new(ErrorKind::Read, Outcome::NotSent, what);
    let contents = upload.open().map_err(|error| {
        refuse(format!("the file of `{param}` cannot be read: {error}")).shows(error)
    })?;
    if let Body::Multipart(files) = operation.body
        && let Some(file) = files.iter().find(|file| file.name == param)
        && let Some(complaint) = file.complaint(contents.size())
    {
        return Err(Error::request(complaint));
    }
    Ok(FormPartValue::File {
        name: upload.name().to_owned(),
        content_type: upload.content_type_or_default().to_owned(),
        contents,
    })
}
