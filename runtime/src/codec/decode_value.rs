//! Types that can be decoded.

use super::wire_format::{Form, NoValue};
use super::{Problem, Reader, Wire};
use crate::{Amount, Bytes, Date, Json, Map, Nullable, Secret, Timestamp, UnknownValue};

/// A value that can be decoded in place.
///
/// A value that could not be decoded completely is dropped and never returned: see [`decode`].
pub trait Decode: Send {
    /// Decodes the next value into this one.
    ///
    /// # Errors
    /// The value does not match. Afterwards the content of `self` is unspecified.
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem>;

    /// An empty value to decode into.
    fn blank() -> Self
    where
        Self: Sized;

    /// Names of the members, for a struct or a list of structs.
    fn members(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether this is a group of which exactly one member is given, and `name` is one of them.
    fn has(&self, _name: &str) -> bool {
        false
    }

    /// Selects the member `name` of such a group: the value to decode into, and its wire format.
    fn choose(&mut self, _name: &str) -> Option<(&mut dyn Decode, Wire)> {
        None
    }

    /// Whether it may be left out of data of serde, whatever the table of the struct says.
    fn may_be_missing(&self) -> bool {
        false
    }

    /// For a map with the members that a struct does not name: decodes the member `name`, whose wire format is `wire`.
    ///
    /// # Errors
    /// The value does not match.
    fn read_member(
        &mut self,
        _name: String,
        reader: &mut Reader<'_>,
        _: Wire,
    ) -> Result<(), Problem> {
        reader.skip()
    }

    /// For such a map, after its last member.
    ///
    /// # Errors
    /// A member is given twice.
    fn end_members(&mut self, _reader: &Reader<'_>) -> Result<(), Problem> {
        Ok(())
    }

    /// Whether it handles `[]` as an empty value itself.
    fn knows_empty_list() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Whether every string is a value of this type, so that `"0"` and `"false"` are not spellings of a number or boolean.
    fn is_text() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// Decodes all of `text` into `target`.
///
/// # Errors
/// The text does not match, or something follows it.
pub fn decode(text: &[u8], target: &mut dyn Decode, wire: Wire) -> Result<(), Problem> {
    let mut reader = Reader::new(text);
    target.read(&mut reader, wire)?;
    reader.finish()
}

/// Parses all of `text` as JSON of any shape.
///
/// # Errors
/// The text is not JSON.
pub fn read_json(text: &[u8]) -> Result<Json, Problem> {
    let mut reader = Reader::new(text);
    let json = reader.any()?;
    reader.finish()?;
    Ok(json)
}

/// Decodes a text, or a number's text, into an enum that keeps unlisted values.
///
/// # Errors
/// The next value is something else.
pub fn read_open<T: for<'t> From<&'t str>>(
    to: &mut T,
    reader: &mut Reader<'_>,
) -> Result<(), Problem> {
    *to = reader.parse_text(|text| Some(T::from(text)))?;
    Ok(())
}

/// The same for an enum that has no place for unlisted values.
///
/// # Errors
/// The next value is something else, or `parse` refuses it.
pub fn read_closed<T>(
    to: &mut T,
    reader: &mut Reader<'_>,
    parse: fn(&str) -> Result<T, UnknownValue>,
) -> Result<(), Problem> {
    *to = reader.parse_text(|text| parse(text).ok())?;
    Ok(())
}

impl Decode for String {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.text()?;
        Ok(())
    }
    fn blank() -> Self {
        Self::new()
    }
    fn is_text() -> bool {
        true
    }
}

impl Decode for Secret {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        if reader.is_portable() {
            return Err(
                reader.problem("a secret is not read from data: give it to the client itself")
            );
        }
        *self = Self::new(reader.text()?);
        Ok(())
    }
    fn blank() -> Self {
        Self::new(String::new())
    }
    fn is_text() -> bool {
        true
    }
}

impl Decode for i64 {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.integer()?;
        Ok(())
    }
    fn blank() -> Self {
        0
    }
}

impl Decode for bool {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.truth()?;
        Ok(())
    }
    fn blank() -> Self {
        false
    }
}

impl Decode for Amount {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.amount()?;
        Ok(())
    }
    fn blank() -> Self {
        Self::ZERO
    }
}

impl Decode for Timestamp {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        if wire.form == Form::Http {
            *self = reader.http_date()?;
            return Ok(());
        }
        *self = reader.moment(match wire.form {
            Form::Seconds | Form::SecondsText => Some(1),
            Form::Millis | Form::MillisText => Some(1_000),
            Form::Micros | Form::MicrosText => Some(1_000_000),
            Form::Nanos | Form::NanosText => Some(1_000_000_000),
            _ => None,
        })?;
        Ok(())
    }
    fn blank() -> Self {
        Self::EPOCH
    }
}

impl Decode for Date {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.date()?;
        Ok(())
    }
    fn blank() -> Self {
        Self::default()
    }
}

impl Decode for Bytes {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        *self = reader.bytes(match wire.form {
            Form::Hex => Bytes::from_hex,
            _ => Bytes::from_base64,
        })?;
        Ok(())
    }
    fn blank() -> Self {
        Self::default()
    }
}

impl Decode for Json {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        *self = reader.any()?;
        Ok(())
    }
    fn blank() -> Self {
        Self::Null
    }
    fn is_text() -> bool {
        true
    }
}

/// Reads nothing: for calls whose response is ignored.
impl Decode for () {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        reader.skip()
    }
    fn blank() -> Self {}
}

impl<T: Decode> Decode for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        *self = None;
        if reader.null()? || reader.takes_nothing::<T>(wire)? {
            return Ok(());
        }
        self.insert(T::blank()).read(reader, wire.without_none())
    }
    fn blank() -> Self {
        None
    }
    fn members(&self) -> &'static [&'static str] {
        T::blank().members()
    }
    fn has(&self, name: &str) -> bool {
        T::blank().has(name)
    }
    fn choose(&mut self, name: &str) -> Option<(&mut dyn Decode, Wire)> {
        self.insert(T::blank()).choose(name)
    }
    fn may_be_missing(&self) -> bool {
        true
    }
    fn knows_empty_list() -> bool {
        T::knows_empty_list()
    }
    fn is_text() -> bool {
        T::is_text()
    }
}

impl Reader<'_> {
    /// Consumes the next value if it represents "no value" of a `T`, other than by `null`.
    fn takes_nothing<T: Decode>(&mut self, wire: Wire) -> Result<bool, Problem> {
        if let Some(nothing) = wire.no_value()
            && match nothing {
                NoValue::Text(text) => self.takes_text(text)?,
                NoValue::False => self.takes_false(!T::is_text())?,
                NoValue::Zero => self.takes_zero(!T::is_text())?,
            }
        {
            return Ok(true);
        }
        Ok(wire.takes_list() && !T::knows_empty_list() && self.takes_empty_list()?)
    }
}

impl<T: Decode> Decode for Nullable<T> {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        if reader.null()? || reader.takes_nothing::<T>(wire)? {
            *self = Self::Null;
            return Ok(());
        }
        let mut value = T::blank();
        value.read(reader, wire.without_none())?;
        *self = Self::Value(value);
        Ok(())
    }
    fn blank() -> Self {
        Self::Absent
    }
    fn may_be_missing(&self) -> bool {
        true
    }
    fn members(&self) -> &'static [&'static str] {
        T::blank().members()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        (**self).read(reader, wire)
    }
    fn blank() -> Self {
        Self::new(T::blank())
    }
    fn members(&self) -> &'static [&'static str] {
        (**self).members()
    }
    fn knows_empty_list() -> bool {
        T::knows_empty_list()
    }
    fn is_text() -> bool {
        T::is_text()
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        self.clear();
        if wire.takes_null() && reader.null()? {
            return Ok(());
        }
        let wire = wire.inside();
        let mut more = reader.open_list()?;
        while more {
            let mut item = T::blank();
            item.read(reader, wire).map_err(|p| p.at(self.len()))?;
            self.push(item);
            more = reader.next_item()?;
        }
        Ok(())
    }
    fn blank() -> Self {
        Self::new()
    }
    fn members(&self) -> &'static [&'static str] {
        T::blank().members()
    }
    fn knows_empty_list() -> bool {
        true
    }
}

impl<T: Decode> Decode for Map<T> {
    fn read(&mut self, reader: &mut Reader<'_>, wire: Wire) -> Result<(), Problem> {
        *self = Self::new();
        if wire.takes_null() && reader.null()? || wire.takes_list() && reader.takes_empty_list()? {
            return Ok(());
        }
        let wire = wire.inside();
        let mut name = reader.open_object()?;
        while let Some(known) = name {
            self.read_member(known, reader, wire)?;
            name = reader.next_name()?;
        }
        reader.unique(self)
    }
    fn read_member(
        &mut self,
        name: String,
        reader: &mut Reader<'_>,
        wire: Wire,
    ) -> Result<(), Problem> {
        let mut value = T::blank();
        value
            .read(reader, wire)
            .map_err(|p| p.inside(name.clone()))?;
        self.push_new(name, value);
        Ok(())
    }
    fn end_members(&mut self, reader: &Reader<'_>) -> Result<(), Problem> {
        reader.unique(self)
    }
    fn blank() -> Self {
        Self::new()
    }
    fn knows_empty_list() -> bool {
        true
    }
}
