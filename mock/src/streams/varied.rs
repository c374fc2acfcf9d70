//! Example values that differ from message to message, each within its type.

use specie_codegen::model::{Api, Field, Kind, Range, ScalarKind, Shape, TimeUnit, Type, TypeId};
use specie_runtime::Amount;
use specie_runtime::signing::plan::{Data, Str};

/// The largest number that an integer is raised by.
const MOST: u64 = 1_000;

/// What values are varied by.
pub(super) struct Varied<'v> {
    pub(super) api: &'v Api,
    pub(super) now_ns: i128,
    pub(super) random: &'v mut fastrand::Rng,
}

impl Varied<'_> {
    /// Changes amounts, numbers, times and values of a list of values in data of a type. What its range bounds stays.
    pub(super) fn vary(&mut self, ty: &Type, data: &mut Data) {
        self.value(ty, None, data);
    }

    fn value(&mut self, ty: &Type, range: Option<&Range>, data: &mut Data) {
        match (&ty.kind, &mut *data) {
            (Kind::List(element), Data::List(elements)) => {
                for element_data in elements.to_mut() {
                    self.value(element, None, element_data);
                }
            }
            (Kind::Map { value, .. }, Data::Object(members)) => {
                for (_, member) in members.to_mut() {
                    self.value(value, None, member);
                }
            }
            (Kind::Named(TypeId(at)), _) => {
                let api = self.api;
                if let Some(def) = api.types.get(*at) {
                    self.shape(&def.shape, data);
                }
            }
            (Kind::Decimal, _) if range.is_none() => self.amount(data),
            (Kind::Int, Data::Integer(number)) if range.is_none() => {
                if let Some(raised) = number
                    .parse::<u64>()
                    .ok()
                    .and_then(|number| number.checked_add(self.random.u64(0..MOST)))
                {
                    *number = raised.to_string().into();
                }
            }
            (Kind::Bool, Data::Bool(value)) => *value = self.random.bool(),
            (Kind::Time(unit), _) => self.time(*unit, data),
            _ => {}
        }
    }

    fn shape(&mut self, shape: &Shape, data: &mut Data) {
        match (shape, data) {
            (Shape::Struct { fields, .. }, Data::Object(members)) => {
                for (name, value) in members.to_mut() {
                    let mut fields = fields.iter();
                    if let Some(field) = fields.find(|field| field.name == **name) {
                        self.field(field, value);
                    }
                }
            }
            (Shape::Tuple { fields }, Data::List(elements)) => {
                for (field, value) in fields.iter().zip(elements.to_mut()) {
                    self.field(field, value);
                }
            }
            (Shape::Enum { values, .. }, Data::Text(text)) => {
                let texts = values.iter().filter(|one| one.form == ScalarKind::Text);
                let texts: Vec<_> = texts.collect();
                if let Some(other) = self.random.choice(texts) {
                    *text = other.wire.clone().into();
                }
            }
            // Which form a value has may depend on any of its values.
            _ => {}
        }
    }

    fn field(&mut self, field: &Field, value: &mut Data) {
        if field.constant.is_none() {
            self.value(&field.ty, field.range.as_ref(), value);
        }
    }

    /// Another amount of the same notation: one more digit at its end, or another last one.
    fn amount(&mut self, data: &mut Data) {
        let (Data::Text(text) | Data::Decimal(text) | Data::Integer(text) | Data::Number(text)) =
            &mut *data
        else {
            return;
        };
        let digit = self.random.u8(1..=9);
        let varied = match text.contains('.') {
            true => format!("{text}{digit}"),
            false => format!("{text}.{digit}"),
        };
        if Amount::new(varied.as_str()).is_err() {
            return;
        }
        *data = match data {
            Data::Text(_) => Data::Text(Str::Owned(varied)),
            _ => Data::Decimal(Str::Owned(varied)),
        };
    }

    /// The time of the message, where it is a number.
    fn time(&mut self, unit: TimeUnit, data: &mut Data) {
        let nanos = match unit {
            TimeUnit::Seconds => 1_000_000_000,
            TimeUnit::Millis => 1_000_000,
            TimeUnit::Micros => 1_000,
            TimeUnit::Nanos => 1,
            TimeUnit::Iso | TimeUnit::IsoTo(_) | TimeUnit::SecondsTo(_) | TimeUnit::Http => return,
        };
        let number = Str::Owned((self.now_ns / nanos).to_string());
        *data = match data {
            Data::Text(_) => Data::Text(number),
            _ => Data::Integer(number),
        };
    }
}
