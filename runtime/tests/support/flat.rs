//! A typed request with any members, like a generated struct.

use specie_runtime::Wire;
use specie_runtime::codec::{
    EncodeContext, EncodeStruct, EncodeValue, FieldTable, FieldVisitor, Leaf,
};
use specie_runtime::signing::Value;
use specie_runtime::signing::plan::Data;

/// A struct whose members are texts, integers and truth values, some of them left out.
pub struct Flat {
    table: &'static FieldTable,
    values: Vec<Field>,
}

enum Field {
    Text(String),
    Integer(i64),
    Bool(bool),
    None,
}

impl Flat {
    /// The struct of an object, and beside its members those that are left out. None: a member is a list, an object, or no leaf.
    pub fn of(data: &Data, left_out: &[&str]) -> Option<Self> {
        let Data::Object(members) = data else {
            return None;
        };
        let mut names = Vec::new();
        let mut values = Vec::new();
        for (name, value) in members.iter() {
            values.push(match value {
                Data::Text(text) => Field::Text(text.to_string()),
                Data::Integer(digits) => Field::Integer(digits.parse().ok()?),
                Data::Bool(value) => Field::Bool(*value),
                _ => return None,
            });
            // An empty name is a group in a table, which no such struct has.
            names.push(Some(&**name).filter(|name| !name.is_empty())?);
        }
        for name in left_out {
            names.insert(0, name);
            values.insert(0, Field::None);
        }
        let names = names.iter().map(|name| &*String::leak((*name).to_owned()));
        let names = Vec::leak(names.collect());
        let table = Box::leak(Box::new(FieldTable::new(names, &[])));
        Some(Self { table, values })
    }
}

impl EncodeStruct for Flat {
    fn visit_fields<'a>(&'a self, to: &mut FieldVisitor<'_, 'a>) {
        let values: Vec<&dyn EncodeValue> = self
            .values
            .iter()
            .map(|value| value as &dyn EncodeValue)
            .collect();
        to(self.table, &values);
    }
}

impl EncodeValue for Field {
    fn encode<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        match self {
            Field::Text(text) => Value::from(text.as_str()),
            Field::Integer(number) => Value::Integer((*number).into()),
            Field::Bool(value) => Value::Bool(*value),
            Field::None => Value::Absent,
        }
    }
    fn leaf(&self) -> Leaf<'_> {
        match self {
            Field::Text(text) => Leaf::Text(text),
            Field::Integer(number) => Leaf::Integer(*number),
            Field::Bool(value) => Leaf::Bool(*value),
            Field::None => Leaf::Absent,
        }
    }
    fn is_leaf_type() -> bool {
        true
    }
}
