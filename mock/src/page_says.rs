//! What a response says about the rest of its list: whether more follows, how much there is, and where the next page is.

use crate::paths::{get, put, resolve};
use crate::response::Response;
use specie_codegen::data::is_integer;
use specie_runtime::PageValue;
use specie_runtime::signing::plan::Data;

/// What a response says about the rest of its list, and where.
#[derive(Debug, Default)]
pub(crate) struct PageSays(Vec<(PageValue<String>, Said)>);

/// One thing that a response says about the rest of its list.
#[derive(Debug)]
pub(crate) enum Said {
    /// Whether more pages follow.
    More(bool),
    /// How many entries or pages there are.
    Count(usize),
    /// The cursor of the next page.
    Cursor {
        /// The cursor; `None`: there is no next page.
        next: Option<String>,
        /// What is said without a next page where a number must be: the page after it has no entries.
        at_end: String,
    },
    /// The address of the next page.
    Address(Option<String>),
}

impl PageSays {
    pub(crate) fn add(&mut self, at: &PageValue<String>, said: Said) {
        self.0.push((at.clone(), said));
    }

    /// Puts everything into a response, whose body is `body` in its envelope.
    pub(crate) fn say(&self, body: &mut Data, response: &mut Response) {
        for (at, said) in &self.0 {
            match at {
                PageValue::Header(name) => {
                    if let Some(value) = said.text() {
                        response.set_header(name, &value);
                    }
                }
                PageValue::Body(pointer) => said.put(body, pointer),
            }
        }
    }
}

impl Said {
    /// The value of a header; `None`: there is none.
    fn text(&self) -> Option<String> {
        match self {
            Self::More(more) => Some(more.to_string()),
            Self::Count(count) => Some(count.to_string()),
            Self::Cursor { next, .. } => next.clone(),
            Self::Address(address) => address.clone(),
        }
    }

    /// Puts the value where the body has it, in the form of what is there.
    fn put(&self, body: &mut Data, pointer: &str) {
        let Some(path) = resolve(body, pointer) else {
            return;
        };
        let known = get(body, &path);
        let is_text = matches!(known, Some(Data::Text(_)));
        let is_number = matches!(known, Some(Data::Integer(_) | Data::Number(_)));
        let value = match (self, self.text()) {
            (Self::More(more), _) if is_number => Data::Integer(u8::from(*more).to_string().into()),
            (Self::More(more), Some(shown)) if is_text => {
                let is_digit =
                    matches!(known, Some(Data::Text(known)) if known == "0" || known == "1");
                match is_digit {
                    true => Data::Text(u8::from(*more).to_string().into()),
                    false => Data::Text(shown.into()),
                }
            }
            (Self::More(more), _) => Data::Bool(*more),
            (Self::Count(_), Some(count)) if !is_text => Data::Integer(count.into()),
            (_, Some(cursor)) if is_number && is_integer(&cursor) => Data::Integer(cursor.into()),
            (_, Some(shown)) => Data::Text(shown.into()),
            // An empty text says that there is no next page, as null does; a number cannot.
            (_, None) if is_text => Data::Text("".into()),
            (Self::Cursor { at_end, .. }, None) if is_number => {
                Data::Integer(at_end.clone().into())
            }
            (_, None) if known.is_some() => Data::Null,
            (_, None) => return,
        };
        put(body, &path, value);
    }
}
