//! Values that are neither structs nor enums.

use super::portable::{Portable, nothing};
use super::portable_struct::PortableMember;
use super::wire_format::Form;
use super::{Decode, EncodeContext, EncodeValue, Problem, Reader, Wire, text};
use crate::value::Value;
use crate::{Amount, Bytes, Date, Json, Map, Nullable, Secret, Timestamp, Upload};
use std::borrow::Cow;

/// Types that are written as they are sent.
macro_rules! as_sent {
    ($($name:ty)*) => { $(
        impl Portable for $name {
            fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
                self.encode(context, wire)
            }
        }
    )* };
}
as_sent!(String i64 bool Date);

impl Portable for Amount {
    fn write<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        text(self.as_str())
    }
}

/// As it is sent, if that is exact; otherwise as a text with more decimals, which is read too.
impl Portable for Timestamp {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        let per_second = match wire.form {
            Form::Seconds | Form::SecondsText => 1,
            Form::Millis | Form::MillisText => 1_000,
            Form::Micros | Form::MicrosText => 1_000_000,
            Form::Nanos | Form::NanosText => 1_000_000_000,
            // A date of HTTP has four digits of the year.
            Form::Http if self.is_exact(0) && crate::http_date::to_http_date(*self).is_some() => {
                return self.encode(context, wire);
            }
            Form::Iso if self.is_exact(wire.fixed_decimals().unwrap_or(9)) => {
                return self.encode(context, wire);
            }
            _ => return Value::Text(Cow::Owned(self.to_string())),
        };
        let is_exact = match (wire.form, wire.fixed_decimals()) {
            (Form::SecondsText, Some(decimals)) => self.is_exact(decimals),
            // A number of seconds with decimals may have more digits than a double.
            (Form::Seconds | Form::SecondsText, _) => self.is_exact(0),
            (Form::Millis | Form::MillisText, _) => self.is_exact(3),
            (Form::Micros | Form::MicrosText, _) => self.is_exact(6),
            _ => true,
        };
        match is_exact {
            true => self.encode(context, wire),
            false => Value::Text(Cow::Owned(self.counted(per_second))),
        }
    }
}

impl Portable for Bytes {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match wire.form {
            Form::Raw => self.encode(context, Wire::PLAIN),
            _ => self.encode(context, wire),
        }
    }
}

impl Portable for Json {
    fn write<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        json_value(self)
    }
}

/// The same value, with its numbers as they are written.
fn json_value(json: &Json) -> Value<'_> {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Text(value) => text(value),
        Json::Number(number) => Value::Number(Cow::Borrowed(number.as_str())),
        Json::List(items) => Value::List(items.iter().map(json_value).collect()),
        Json::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, value)| (Cow::Borrowed(name), json_value(value)))
                    .collect(),
            )
        }
    }
}

impl Portable for Secret {
    fn write<'a>(&'a self, context: &mut EncodeContext, _: Wire) -> Value<'a> {
        context.refuse("a secret is not written as data");
        Value::Absent
    }
}

impl Portable for Upload {
    fn write<'a>(&'a self, context: &mut EncodeContext, _: Wire) -> Value<'a> {
        context.refuse("a file is not written as data");
        Value::Absent
    }
}

/// So that requests with files can be read where they have none.
impl Decode for Upload {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        Err(reader.problem("a file is not read from data"))
    }
    fn blank() -> Self {
        Self::from_bytes("", Vec::new())
    }
}

impl Portable for () {
    fn write<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        Value::Null
    }
}

impl<T: Portable> Portable for Option<T> {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match self {
            Some(value) => value.write(context, wire.without_none()),
            None => nothing(wire),
        }
    }
    fn chosen(&self) -> Option<PortableMember<'_>> {
        self.as_ref()?.chosen()
    }
}

impl<T: Portable> Portable for Nullable<T> {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match self {
            Self::Absent => Value::Absent,
            Self::Null => Value::Null,
            Self::Value(value) => value.write(context, wire.without_none()),
        }
    }
}

impl<T: Portable> Portable for Box<T> {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        (**self).write(context, wire)
    }
    fn chosen(&self) -> Option<PortableMember<'_>> {
        (**self).chosen()
    }
}

impl<T: Portable> Portable for Vec<T> {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        let wire = wire.inside();
        let items = self.iter().enumerate();
        Value::List(
            items
                .map(|(index, item)| context.inside(&index, |it| item.write(it, wire)))
                .collect(),
        )
    }
}

impl<T: Portable> Portable for Map<T> {
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        if wire.takes_list() && self.is_empty() {
            return Value::List(Vec::new());
        }
        let wire = wire.inside();
        let members = self.iter().map(|(name, value)| {
            let value = context.inside(&name, |it| value.write(it, wire));
            (Cow::Borrowed(name), value)
        });
        Value::Object(members.collect())
    }
}
