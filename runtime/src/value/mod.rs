//! Values: what requests, plans and typed structs consist of, and their texts.
//!
//! This is the lowest layer of the runtime. It knows neither plans nor the types of clients. [`crate::codec`] turns typed structs into values,
//! [`crate::signing`] computes with them.
//!
//! | module | what |
//! |---|---|
//! | `types` | the type [`Value`] |
//! | `members` | lists of members: adding, and finding them by name |
//! | `number`, `blank`, `scan`, `byte_text`, `escape` | texts: numbers, invisible characters, hex and base64, percent-encoding |
//! | `json_write`, `json_lexer`, `json_parse`, `path_segment`, `json_pointer` | JSON, and paths into it |
//! | `pairs` | query and form |
//! | `plain_text`, `as_text` | the text of a value; of the members of a place, the text that is sent |
//! | `private_key` | the type of keys |

pub(crate) mod as_text;
pub(crate) mod blank;
pub(crate) mod byte_text;
pub(crate) mod escape;
pub(crate) mod json_lexer;
pub(crate) mod json_parse;
pub(crate) mod json_pointer;
pub(crate) mod json_write;
pub(crate) mod member_index;
pub(crate) mod members;
pub(crate) mod number;
pub(crate) mod pairs;
pub(crate) mod path_segment;
mod plain_text;
pub(crate) mod private_key;
pub(crate) mod scan;
pub(crate) mod types;
pub(crate) mod value_error;

pub use types::{Members, Value};
pub use value_error::ValueError;

use std::borrow::Cow;

impl Value<'_> {
    /// Parses JSON. Order and digits are kept, and the depth is limited. If a name occurs several times, the last value is kept at the
    /// first position.
    ///
    /// # Errors
    /// The text is not JSON, or is nested deeper than 128 levels.
    pub fn from_json(text: &[u8]) -> Result<Value<'static>, ValueError> {
        json_parse::parse(text)
    }

    /// JSON text as it is signed and sent: compact, members in order, numbers as JavaScript prints them.
    ///
    /// # Errors
    /// Bytes and keys have no JSON form, and neither has a number beyond the range of a double.
    pub fn to_json(&self) -> Result<String, ValueError> {
        let mut out = String::new();
        json_write::write(self, &mut out)?;
        Ok(out)
    }

    /// The text that represents it in headers, forms and signed texts.
    ///
    /// # Errors
    /// Bytes, keys and absent values have no text.
    pub fn to_text(&self) -> Result<Cow<'_, str>, ValueError> {
        as_text::text_of(self)
    }
}
