//! What reference pages show: built once, and written by the templates of each format.

use crate::markdown::{Cell, Markdown};
use std::collections::HashMap;
use tera::Value;

/// `values!({ "name": value, … })`: an object for a template. Each value is [`Shown`], so a text of the spec can only get there as
/// [`Markdown`].
macro_rules! values {
    ({ $($name:literal: $value:expr),* $(,)? }) => {
        $crate::emit::docs::value::View::Members(::std::vec![
            $(($name, $crate::emit::docs::value::Shown::shown($value))),*
        ])
    };
}
pub(crate) use values;

/// A value of a page, in no format yet.
#[derive(Clone, Debug)]
pub enum View {
    /// What the spec leaves out.
    Nothing,
    /// Whether something is so.
    Flag(bool),
    /// One of our own words, which a template compares.
    Word(&'static str),
    /// A text.
    Text(Markdown),
    /// A text in a cell of a table.
    Cell(Cell),
    /// Several values.
    List(Vec<View>),
    /// Values by name.
    Members(Vec<(&'static str, View)>),
}

impl View {
    /// The value for a template; `text` and `cell` write the texts in the template's format.
    pub fn write(&self, text: &dyn Fn(&Markdown) -> Value, cell: &dyn Fn(&Cell) -> Value) -> Value {
        match self {
            Self::Nothing => Value::none(),
            Self::Flag(flag) => (*flag).into(),
            Self::Word(word) => (*word).into(),
            Self::Text(markdown) => text(markdown),
            Self::Cell(markdown) => cell(markdown),
            Self::List(list) => {
                let list = list.iter().map(|one| one.write(text, cell));
                list.collect::<Vec<Value>>().into()
            }
            Self::Members(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (*name, value.write(text, cell)));
                members.collect::<HashMap<&str, Value>>().into()
            }
        }
    }

    /// A member; nothing if there is none of this name.
    #[cfg(feature = "site")]
    pub fn get(&self, name: &str) -> &View {
        let found = match self {
            Self::Members(members) => members.iter().find(|(own, _)| *own == name),
            _ => None,
        };
        found.map_or(&Self::Nothing, |(_, value)| value)
    }

    /// The values of a list.
    #[cfg(feature = "site")]
    pub fn items(&self) -> &[View] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// The text that it is.
    #[cfg(feature = "site")]
    pub fn text(&self) -> Option<&Markdown> {
        match self {
            Self::Text(text) => Some(text),
            Self::Cell(cell) => Some(cell.content()),
            _ => None,
        }
    }

    /// The value for a template of Markdown.
    pub fn markdown(&self) -> Value {
        self.write(&|text| text.as_str().into(), &|cell| {
            cell.escaped().as_str().into()
        })
    }
}

/// A type that a template can show.
pub trait Shown {
    /// The value for a template.
    fn shown(self) -> View;
}

impl Shown for View {
    fn shown(self) -> View {
        self
    }
}

impl Shown for &'static str {
    fn shown(self) -> View {
        View::Word(self)
    }
}

impl Shown for bool {
    fn shown(self) -> View {
        View::Flag(self)
    }
}

impl Shown for Markdown {
    fn shown(self) -> View {
        View::Text(self)
    }
}

impl Shown for Cell {
    fn shown(self) -> View {
        View::Cell(self)
    }
}

impl Shown for usize {
    fn shown(self) -> View {
        View::Text(Markdown::text(&self.to_string()))
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(self) -> View {
        self.map_or(View::Nothing, Shown::shown)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(self) -> View {
        View::List(self.into_iter().map(Shown::shown).collect())
    }
}
