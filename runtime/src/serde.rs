//! serde for the types that users meet on their own: [`Json`], [`Map`], [`Amount`], [`Timestamp`], [`Date`], [`Bytes`], [`Nullable`].

use crate::codec::{
    Attribute, Decode, EncodeContext, FieldTable, Portable, Problem, Reader, Wire, serialize_number,
};
use crate::json::JsonNumber;
use crate::value::Value;
use crate::{Amount, ByStatus, Bytes, Date, Json, Map, Nullable, Timestamp, WithHeaders};
use serde_core::de::{Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_core::ser::{Error as _, SerializeMap};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// The name of the only member of the map that `serde_json` passes for a number, if its feature `arbitrary_precision` is on.
const EXACT_NUMBER: &str = "$serde_json::private::Number";

/// A number is written as an integer or a double; one that neither holds exactly is an error.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => serialize_number(number.as_str(), serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number, a text, a list, or a map with texts as keys")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        Json::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Json, D::Error> {
        Json::deserialize(inner)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Json, E> {
        Ok(Json::Number(JsonNumber::of_valid(value.to_string())))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Json, E> {
        Ok(Json::Number(JsonNumber::of_valid(value.to_string())))
    }

    fn visit_f64<E: serde_core::de::Error>(self, value: f64) -> Result<Json, E> {
        if !value.is_finite() {
            return Err(E::invalid_value(Unexpected::Float(value), &self));
        }
        let text = match value {
            value if value == 0.0 && value.is_sign_negative() => "-0".to_owned(),
            value => ryu_js::Buffer::new().format_finite(value).to_owned(),
        };
        Ok(Json::Number(JsonNumber::of_valid(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let Some(first) = map.next_key::<String>()? else {
            return Ok(Json::Object(Map::new()));
        };
        let value: Json = map.next_value()?;
        if first == EXACT_NUMBER {
            let Json::Text(text) = value else {
                return Err(A::Error::custom("expected the text of a number"));
            };
            return match Json::parse(text.as_bytes()) {
                Ok(number @ Json::Number(_)) => Ok(number),
                _ => Err(A::Error::custom("expected the text of a number")),
            };
        }
        rest_of_map(Map::from([(first, value)]), map).map(Json::Object)
    }
}

/// Names and values in their order.
impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A name that occurs twice is an error.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = Map<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map with texts as keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Map<T>, A::Error> {
        rest_of_map(Map::new(), map)
    }
}

fn rest_of_map<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    mut members: Map<T>,
    mut map: A,
) -> Result<Map<T>, A::Error> {
    let mut names: std::collections::HashSet<String> = members.names().map(str::to_owned).collect();
    while let Some(name) = map.next_key::<String>()? {
        if !names.insert(name.clone()) {
            return Err(A::Error::custom(format!(
                "`{}` is given twice",
                name.escape_debug()
            )));
        }
        members.push_new(name, map.next_value()?);
    }
    Ok(members)
}

/// Types that are a text of their own.
macro_rules! as_text {
    ($($(#[$doc:meta])* $name:ident $text:ident)*) => { $(
        $(#[$doc])*
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.$text())
            }
        }
    )* };
}
as_text! {
    /// The text as it was read; never a number, of which formats keep a double.
    Amount as_str
    /// ISO 8601 in UTC: `2023-11-14T22:13:20.123Z`.
    Timestamp to_string
    /// `2023-11-14`
    Date to_string
    /// Base64 with padding.
    Bytes to_base64
}

/// Types that are read as in JSON on the wire.
macro_rules! as_decoded {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::deserialize(deserializer)
            }
        }
    )* };
}
as_decoded! {
    /// From a text, from an integer, or from another number of at most 15 digits: a double keeps no more for certain.
    Amount
    /// From ISO 8601; without a zone it is UTC.
    Timestamp
    /// From `2023-11-14`.
    Date
    /// From base64 in either alphabet.
    Bytes
}

/// `null`, or the value. What is left out is an error: a field of this type needs
/// `#[serde(default, skip_serializing_if = "Nullable::is_absent")]`.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => Err(S::Error::custom(
                "a value that is left out needs `skip_serializing_if = \"Nullable::is_absent\"`",
            )),
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::or_null)
    }
}

/// Reads a response whose type depends on the status, as [`EncodeContext::portable_status`] writes it.
///
/// # Errors
/// The data is not an object with one member, a status that is declared, or does not match its type.
#[doc(hidden)]
pub fn deserialize_by_status<'de, R: ByStatus, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<R, D::Error> {
    let json = Json::deserialize(deserializer)?;
    let mut members = json.as_object().into_iter().flat_map(Map::iter);
    let (Some((status, data)), None) = (members.next(), members.next()) else {
        return Err(D::Error::custom(
            "expected an object with one member, the status",
        ));
    };
    let declared = status.parse().ok().and_then(R::of_status);
    let Some((mut response, wire)) = declared else {
        let status = status.escape_debug();
        return Err(D::Error::custom(format!(
            "no response is declared for the status {status}"
        )));
    };
    if let Some(target) = response.data() {
        crate::codec::read_portable(data, target, wire)
            .map_err(|problem| D::Error::custom(problem.inside(status.to_owned())))?;
    }
    Ok(response)
}

static WITH_HEADERS: FieldTable =
    FieldTable::new(&["data", "headers"], &[Attribute::Next, Attribute::Next]);

/// An object with the members `data` and `headers`.
impl<T: Portable, H: Portable> Portable for WithHeaders<T, H> {
    fn write<'a>(&'a self, context: &mut EncodeContext, _: Wire) -> Value<'a> {
        context.portable_struct(&WITH_HEADERS, &[&self.data, &self.headers])
    }
}

impl<T: Decode, H: Decode> Decode for WithHeaders<T, H> {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        reader.record(&WITH_HEADERS, &mut [&mut self.data, &mut self.headers])
    }
    fn blank() -> Self {
        Self {
            data: T::blank(),
            headers: H::blank(),
        }
    }
}

impl<T: Portable, H: Portable> Serialize for WithHeaders<T, H> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::codec::serialize(self, serializer)
    }
}

impl<'de, T: Decode, H: Decode> Deserialize<'de> for WithHeaders<T, H> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::codec::deserialize(deserializer)
    }
}
