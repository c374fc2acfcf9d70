//! A member or a parameter: its type, and everything that is said beside it.

use super::ranges::{self, code, limits};
use super::{Schemas, description};
use crate::import::document::Tree;
use crate::import::draft::{Base, Field, Only, Origin, Shape, Use, ValueKind};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// Maximum length of an example in a text.
const LONGEST_EXAMPLE: usize = 40;

/// The reason of what could not be taken over as the document says it.
pub(crate) const SEE_REPORT: &str = "see the report of the import";

/// What a field is, beside its schema.
pub(crate) struct About<'a> {
    pub(crate) name: &'a str,
    pub(crate) required: bool,
    /// The text of a parameter, which goes before that of its schema.
    pub(crate) doc: Option<&'a str>,
    pub(crate) example: Option<&'a Data>,
    pub(crate) deprecated: bool,
    /// Whether it is a parameter: those go in one direction anyway.
    pub(crate) is_param: bool,
}

impl<'d> Schemas<'d> {
    /// Reads a member or parameter.
    pub(crate) fn field(
        &mut self,
        about: &About<'_>,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
    ) -> Field {
        let ty = self.read(schema, place, origin);
        let effective = self.effective(schema);
        let mut field = Field::new(about.name, ty);
        if field.ty.is_weak() {
            field.unconfirmed = Some(SEE_REPORT.to_owned());
        }
        field.optional = !about.required;
        field.deprecated = about.deprecated || schema.is_true("deprecated");
        let limits = limits(effective, &field.ty);
        field.range = limits.range;
        let own = about.doc.or_else(|| description(schema));
        // A type of its own has its text itself.
        let inner = match field.ty.base {
            Base::Type(_) => None,
            _ => description(effective),
        };
        let title = schema.text("title");
        field.doc = texts::line(own.or(inner).or(title).unwrap_or_default());
        let mut said = limits.said;
        self.constant(&mut field);
        if field.constant.is_none() {
            self.default(&mut field, schema, effective, &mut said);
            let example = about.example.or_else(|| example_of(schema));
            said.extend(example.and_then(|example| for_example(example, &field)));
        }
        if !about.is_param && field.constant.is_none() {
            field.only = match (
                effective.is_true("readOnly") || schema.is_true("readOnly"),
                effective.is_true("writeOnly") || schema.is_true("writeOnly"),
            ) {
                (true, false) => Some(Only::Received),
                (false, true) => Some(Only::Sent),
                _ => None,
            };
        }
        for part in said {
            match field.doc.is_empty() {
                true => field.doc = part,
                false => {
                    let end = field.doc.trim_end_matches('.').len();
                    field.doc.truncate(end);
                    field.doc.push_str("; ");
                    field.doc.push_str(&part);
                }
            }
        }
        field
    }

    /// A required text with one value is a constant.
    fn constant(&self, field: &mut Field) {
        if field.optional || field.ty.null || field.deprecated {
            return;
        }
        let Base::Type(id) = field.ty.base else {
            return;
        };
        let in_place = self.types.get(id.0).is_some_and(|def| {
            matches!(def.origins.as_slice(), [Origin::Inside(..), ..]) && def.instead.is_none()
        });
        if let (true, Some(Shape::Enum(values))) = (in_place, self.shape(id))
            && let [value] = values.as_slice()
            && value.kind == ValueKind::Text
            && !value.wire.is_empty()
        {
            field.constant = Some(value.wire.clone());
            field.ty = Use::word("text");
        }
    }

    fn default(
        &self,
        field: &mut Field,
        schema: &'d Data,
        effective: &'d Data,
        said: &mut Vec<String>,
    ) {
        let Some(default) = schema.get("default").or_else(|| effective.get("default")) else {
            return;
        };
        let text = match default {
            Data::Null => return,
            Data::Bool(flag) => flag.to_string(),
            Data::List(_) | Data::Object(_) => {
                let json = crate::json::write(default);
                said.extend(code(&json).map(|code| format!("default {code}")));
                return;
            }
            other => other.as_word().unwrap_or_default().to_owned(),
        };
        if !field.optional {
            said.extend(code(&text).map(|code| format!("default {code}")));
            return;
        }
        match self.default_text(&text, field) {
            Some(text) => field.default = Some(text),
            None => said.extend(code(&text).map(|code| format!("default {code}"))),
        }
    }

    /// A default as it is written behind `=`; `None` if it is not a value of the type, or cannot be written there.
    fn default_text(&self, text: &str, field: &Field) -> Option<String> {
        let is_integer = || crate::data::is_integer(text);
        let fits = match &field.ty.base {
            Base::Word("int" | "time.s" | "time.ms" | "decimal as int") => {
                is_integer() && within(text, field.range.as_deref())
            }
            Base::Word("decimal" | "decimal as number") => {
                let plain = ranges::plain_number(text)?;
                return within(&plain, field.range.as_deref()).then_some(plain);
            }
            Base::Word("bool") => matches!(text, "true" | "false"),
            Base::Word("text") => true,
            Base::Type(id) => match self.shape(*id)? {
                Shape::Enum(values) => values.iter().any(|value| value.wire == text),
                _ => false,
            },
            _ => false,
        };
        let can_be_written = !text.contains(['"', '\n', '\r', '\t'])
            && crate::characters::hidden(text, crate::characters::Breaks::Escape)
                .next()
                .is_none();
        if !fits || !can_be_written {
            return None;
        }
        let is_word = !text.is_empty()
            && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
            && !text.contains("--")
            && !text.contains("..");
        Some(match is_word {
            true => text.to_owned(),
            false => format!("\"{text}\""),
        })
    }
}

/// Whether a number is inside a range of the draft.
fn within(text: &str, range: Option<&str>) -> bool {
    let Some(range) = range else { return true };
    let (above, range) = match range.strip_prefix("> ") {
        Some(range) => (true, range),
        None => (false, range),
    };
    let (min, max) = range.split_once("..").unwrap_or((range, ""));
    let compare = |end: &str| ranges::compare(text, end);
    let over = match (min, above) {
        ("", _) => true,
        (min, true) => compare(min).is_some_and(std::cmp::Ordering::is_gt),
        (min, false) => compare(min).is_some_and(std::cmp::Ordering::is_ge),
    };
    over && (max.is_empty() || compare(max).is_some_and(std::cmp::Ordering::is_le))
}

/// The example of a schema.
fn example_of(schema: &Data) -> Option<&Data> {
    let first = || {
        schema
            .get("examples")
            .and_then(|all| all.elements().first())
    };
    schema
        .get("example")
        .or_else(first)
        .or_else(|| schema.get("x-example"))
}

/// A short example in words, if the text does not show it already.
fn for_example(example: &Data, field: &Field) -> Option<String> {
    let is_shown =
        matches!(&field.ty.base, Base::Word(word) if !matches!(*word, "secret" | "bool" | "file"));
    let text = example.as_word().map(str::trim)?;
    if !is_shown || text.is_empty() || text.len() > LONGEST_EXAMPLE || field.doc.contains(text) {
        return None;
    }
    code(text).map(|code| format!("for example {code}"))
}
