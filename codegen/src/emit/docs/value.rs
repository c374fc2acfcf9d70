//! Values for templates, built directly: a reference may show thousands of them.

use crate::markdown::Markdown;
use std::collections::HashMap;
use tera::Value;

/// `values!({ "name": value, … })`: an object for a template. Each value is [`Shown`], so a text of the spec can only get there as
/// [`Markdown`].
macro_rules! values {
    ({ $($name:literal: $value:expr),* $(,)? }) => {
        $crate::emit::docs::value::object([
            $(($name, $crate::emit::docs::value::Shown::shown($value))),*
        ])
    };
}
pub(super) use values;

/// An object with these members.
pub fn object<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Value::from(HashMap::from(members))
}

/// A type that a template can show.
pub trait Shown {
    /// The value for a template.
    fn shown(self) -> Value;
}

macro_rules! shown_as_they_are {
    ($($ty:ty),+) => {
        $(impl Shown for $ty {
            fn shown(self) -> Value {
                self.into()
            }
        })+
    };
}
shown_as_they_are!(Value, &'static str, bool);

impl Shown for Markdown {
    fn shown(self) -> Value {
        self.as_str().into()
    }
}

impl Shown for usize {
    fn shown(self) -> Value {
        self.to_string().into()
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(self) -> Value {
        self.map_or_else(Value::none, Shown::shown)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(self) -> Value {
        self.into_iter()
            .map(Shown::shown)
            .collect::<Vec<Value>>()
            .into()
    }
}
