//! A document in JSON.

use super::MAX_DEPTH;
use crate::import::error::ImportError;
use crate::import::report::{Place, Report};
use jiter::{Jiter, JiterError, Peek};
use specie_runtime::signing::plan::{Data, Str};
use std::collections::HashSet;

pub(super) fn read(text: &str, report: &mut Report) -> Result<Data, ImportError> {
    let mut reader = Reader {
        jiter: Jiter::new(text.as_bytes()),
        report,
    };
    let peek = reader.jiter.peek();
    let peek = peek.map_err(|error| reader.syntax(&error))?;
    let root = reader.value(peek, &Place::root(), 0)?;
    let end = reader.jiter.finish();
    end.map_err(|error| reader.syntax(&error))?;
    Ok(root)
}

struct Reader<'j, 'r> {
    jiter: Jiter<'j>,
    report: &'r mut Report,
}

impl Reader<'_, '_> {
    fn value(&mut self, peek: Peek, place: &Place<'_>, depth: usize) -> Result<Data, ImportError> {
        if depth > MAX_DEPTH {
            return Err(ImportError::TooDeep { limit: MAX_DEPTH });
        }
        match peek {
            Peek::Null => self.jiter.known_null().map(|()| Data::Null),
            Peek::True | Peek::False => self.jiter.known_bool(peek).map(Data::Bool),
            Peek::String => self
                .jiter
                .known_str()
                .map(|text| Data::Text(Str::Owned(text.to_owned()))),
            Peek::Array => return self.list(place, depth),
            Peek::Object => return self.object(place, depth),
            _ if peek.is_num() => self.jiter.known_number_bytes(peek).map(number),
            _ => self.jiter.next_skip().map(|()| Data::Null),
        }
        .map_err(|error| self.syntax(&error))
    }

    fn list(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, ImportError> {
        let mut elements = Vec::new();
        let mut next = self
            .jiter
            .known_array()
            .map_err(|error| self.syntax(&error))?;
        while let Some(peek) = next {
            let at = place.index(elements.len());
            elements.push(self.value(peek, &at, depth + 1)?);
            next = self
                .jiter
                .array_step()
                .map_err(|error| self.syntax(&error))?;
        }
        Ok(Data::List(elements.into()))
    }

    fn object(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, ImportError> {
        let mut members: Vec<(Str, Data)> = Vec::new();
        let mut seen = HashSet::new();
        let mut next = self
            .jiter
            .known_object()
            .map(|name| name.map(str::to_owned));
        while let Some(name) = next.map_err(|error| self.syntax(&error))? {
            let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
            let at = place.name(&name);
            let value = self.value(peek, &at, depth + 1)?;
            if seen.insert(name.clone()) {
                members.push((Str::Owned(name), value));
            } else {
                self.report
                    .note(&at, "the member is given twice", "the first one is used");
            }
            next = self.jiter.next_key().map(|name| name.map(str::to_owned));
        }
        Ok(Data::Object(members.into()))
    }

    fn syntax(&self, error: &JiterError) -> ImportError {
        let position = error.get_position(&self.jiter);
        ImportError::Syntax {
            line: position.line,
            column: position.column,
            message: error.error_type.to_string(),
        }
    }
}

/// A number with its digits unchanged: an integer if it is only digits.
fn number(text: &[u8]) -> Data {
    let text = String::from_utf8_lossy(text).into_owned();
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        Data::Number(Str::Owned(text))
    } else {
        Data::Integer(Str::Owned(text))
    }
}
