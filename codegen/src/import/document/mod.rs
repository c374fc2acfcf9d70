//! An OpenAPI document as one ordered tree, whether it is written in JSON or in YAML.
//!
//! Documents are read leniently: what is wrong with one part of a document must not hide the rest of it. Anchors and merge keys are
//! resolved, times are texts, and a member that is given twice keeps its first value. What was corrected is reported.

mod yaml;

use crate::import::error::ImportError;
use crate::import::report::Report;
use crate::json;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::{Data, Str};

/// Maximum size of a document in bytes.
const MAX_BYTES: usize = 64 << 20;

/// Reads a document. Findings about its notation are added to the report.
pub(crate) fn read(bytes: &[u8], report: &mut Report) -> Result<Data, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            bytes: bytes.len(),
            limit: MAX_BYTES,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ImportError::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let root = match text.trim_start().starts_with(['{', '[']) {
        // A document in JSON may have comments or a comma too many, which YAML allows.
        true => {
            read_json(text, report).or_else(|error| yaml::read(text, report).map_err(|_| error))?
        }
        false => yaml::read(text, report)?,
    };
    match root {
        Data::Object(_) => Ok(root),
        _ => Err(ImportError::NotOpenApi),
    }
}

fn read_json(text: &str, report: &mut Report) -> Result<Data, ImportError> {
    json::read_leniently(text.as_bytes(), &mut |place| given_twice(place, report)).map_err(
        |error| ImportError::Syntax {
            line: error.line,
            column: error.column,
            message: error.message,
        },
    )
}

/// A member of an object that has it already.
fn given_twice(place: &Place<'_>, report: &mut Report) {
    report.note(place, "the member is given twice", "the first one is used");
}

/// Looking into a tree.
pub(crate) trait Tree {
    /// A member of an object.
    fn get(&self, name: &str) -> Option<&Data>;
    /// A text.
    fn as_text(&self) -> Option<&str>;
    /// A text or the digits of a number.
    fn as_word(&self) -> Option<&str>;
    /// The members of an object; nothing if it is none.
    fn members(&self) -> &[(Str, Data)];
    /// The elements of a list; nothing if it is none.
    fn elements(&self) -> &[Data];
    /// A member that is a text.
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|value| value.as_text())
    }
    /// Whether a member is `true`, also as a text.
    fn is_true(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Data::Bool(value)) => *value,
            Some(Data::Text(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }
}

impl Tree for Data {
    fn get(&self, name: &str) -> Option<&Data> {
        let mut members = self.members().iter();
        members
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn as_word(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Integer(text) | Self::Number(text) | Self::Decimal(text) => {
                Some(text)
            }
            _ => None,
        }
    }

    fn members(&self) -> &[(Str, Data)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    fn elements(&self) -> &[Data] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }
}
