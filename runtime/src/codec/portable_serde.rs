//! Between values and serde's formats.

use super::portable::Portable;
use super::{Decode, EncodeContext, Problem, Reader, Wire};
use crate::value::Value;
use crate::{Amount, Json};
use serde_core::de::Error as _;
use serde_core::ser::{Error as _, SerializeMap, SerializeSeq};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a value as data of any format.
///
/// # Errors
/// It has a secret or a file, or a number that the format cannot hold; or the format fails.
pub fn serialize<S: Serializer>(value: &dyn Portable, serializer: S) -> Result<S::Ok, S::Error> {
    let mut context = EncodeContext::default();
    let data = value.write(&mut context, Wire::PLAIN.send_none());
    match context.into_refusal() {
        Some(refusal) => Err(S::Error::custom(match refusal.path.as_str() {
            "" => refusal.what,
            path => format!("`{path}`: {}", refusal.what),
        })),
        None => Written(&data).serialize(serializer),
    }
}

/// Reads a value from a format that describes its data itself, as JSON does.
///
/// # Errors
/// The data does not match the type, or the format fails.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Json::deserialize(deserializer)?;
    let mut value = T::blank();
    read_portable(&json, &mut value, Wire::PLAIN).map_err(D::Error::custom)?;
    Ok(value)
}

/// Decodes data that a format of serde passed.
pub(crate) fn read_portable(
    json: &Json,
    target: &mut dyn Decode,
    wire: Wire,
) -> Result<(), Problem> {
    let text = json.to_string();
    let mut reader = Reader::portable(text.as_bytes());
    target.read(&mut reader, wire)?;
    reader.finish()
}

/// A value of the evaluator, as data.
struct Written<'v, 'a>(&'v Value<'a>);

impl Serialize for Written<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Absent | Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serialize_integer(*value, serializer),
            Value::Digits(text) | Value::Number(text) | Value::Decimal(text) => {
                serialize_number(text, serializer)
            }
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Written(item))?;
                }
                list.end()
            }
            Value::Object(members) => {
                let present = || {
                    let members = members.iter();
                    members.filter(|(_, value)| !matches!(value, Value::Absent))
                };
                let mut map = serializer.serialize_map(Some(present().count()))?;
                for (name, value) in present() {
                    map.serialize_entry(&**name, &Written(value))?;
                }
                map.end()
            }
            Value::Ref(value) => Written(value).serialize(serializer),
            Value::Bytes(_) | Value::Key(_) | Value::Place(_) => {
                Err(S::Error::custom("not a value of JSON"))
            }
        }
    }
}

/// An integer of 64 bits as one; a larger one only if a double has all of its digits, since readers of JSON make doubles of it.
fn serialize_integer<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => serializer.serialize_i64(value),
        (_, Ok(value)) => serializer.serialize_u64(value),
        _ => serialize_double(&value.to_string(), serializer),
    }
}

/// A number from its text: as an integer, or as the double that has exactly its value.
pub(crate) fn serialize_number<S: Serializer>(
    text: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match text.parse::<i128>() {
        // The sign of `-0` is lost in an integer.
        Ok(value) if text != "-0" => serialize_integer(value, serializer),
        _ => serialize_double(text, serializer),
    }
}

fn serialize_double<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let double = Amount::new(text)
        .is_ok_and(|amount| amount.survives_double())
        .then(|| text.parse::<f64>().ok())
        .flatten();
    match double {
        Some(double) => serializer.serialize_f64(double),
        None => Err(S::Error::custom(format!(
            "the number {text} has more digits than a format of serde holds"
        ))),
    }
}
