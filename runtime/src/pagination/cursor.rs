//! Reads what a response says about its list: the cursor of the next page, counts, and whether more pages follow.

use super::links::next_link;
use super::{CursorSource, PageValue, ReceivedPage};
use crate::codec::{Problem, Reader, form_to_json, locate, pointed};
use crate::signing::plan::PathSegment;
use crate::value::json_pointer::pointer_tokens;
use std::borrow::Cow;

/// Where a value of the page is, so that a problem names it.
enum Found<'p> {
    /// JSON, and its offset in the body.
    Json(&'p [u8], usize),
    /// The value of a header.
    Text(&'p str),
}

impl<'p> ReceivedPage<'p> {
    /// The cursor of the next page, `step` further; `None`: there is none, or it is `end`, so there is no next page.
    ///
    /// # Errors
    /// The value is not a text or a number, it is not an integer although one is added to it, or an address does not contain it.
    pub(super) fn cursor(
        &self,
        param: &str,
        from: CursorSource<&str>,
        step: i64,
        end: Option<&str>,
    ) -> Result<Option<String>, Problem> {
        let text = match from {
            CursorSource::Last(pointer) => match self.last() {
                Some(entry) => self
                    .cursor_in(entry, pointer)
                    .map_err(|problem| problem.at(self.entries.len().saturating_sub(1)))?,
                None => None,
            },
            CursorSource::Response(value) => self.text(value)?,
            CursorSource::Url(value) => match self.text(value)? {
                Some(url) => Some(cursor_of(&url, param)?),
                None => None,
            },
            CursorSource::Link(header) => {
                match (self.headers)(header)
                    .iter()
                    .find_map(|links| next_link(links))
                {
                    Some(url) => Some(cursor_of(url, param)?),
                    None => None,
                }
            }
        };
        let text = text.filter(|text| Some(text.as_str()) != end);
        match text {
            Some(text) if step != 0 => shifted(&text, step).map(Some),
            text => Ok(text),
        }
    }

    /// The cursor that an entry has.
    pub(super) fn cursor_in(
        &self,
        entry: (&'p [u8], usize),
        pointer: &str,
    ) -> Result<Option<String>, Problem> {
        let (bytes, start) = entry;
        let Some(range) = pointed(bytes, pointer)? else {
            return Ok(None);
        };
        let start = start + range.start;
        let found = Found::Json(bytes.get(range).unwrap_or_default(), start);
        text_of(found).map_err(|problem| inside(problem, pointer))
    }

    /// A count; `None`: it is not given, or it is not a number. Without it, the list ends later, so nothing is lost.
    pub(super) fn count_at(&self, value: PageValue<&str>) -> Option<i128> {
        let text = self.text(value).ok().flatten()?;
        text.trim().parse().ok()
    }

    /// Whether more pages follow; `None`: the response does not say.
    ///
    /// # Errors
    /// The value is neither true nor false.
    pub(super) fn flag_at(&self, value: PageValue<&str>) -> Result<Option<bool>, Problem> {
        let found = self.find(value)?.map_or(Ok(None), truth_of);
        found.map_err(|problem| within(problem, value))
    }

    fn text(&self, value: PageValue<&str>) -> Result<Option<String>, Problem> {
        let found = self.find(value)?.map_or(Ok(None), text_of);
        found.map_err(|problem| within(problem, value))
    }

    fn find(&self, value: PageValue<&str>) -> Result<Option<Found<'p>>, Problem> {
        Ok(match value {
            PageValue::Header(name) => (self.headers)(name).first().copied().map(Found::Text),
            PageValue::Body(pointer) => pointed(self.body, pointer)?.map(|range| {
                let start = range.start;
                Found::Json(self.body.get(range).unwrap_or_default(), start)
            }),
        })
    }
}

/// Whether a value says that more pages follow.
fn truth_of(found: Found<'_>) -> Result<Option<bool>, Problem> {
    const EXPECTED: &str = "expected true or false: whether more pages follow";
    let problem = match &found {
        Found::Json(bytes, start) => {
            let mut reader = Reader::within(bytes, Some(*start));
            match bytes.first() {
                Some(b't' | b'f') => return reader.truth().map(Some),
                Some(b'[' | b'{') => return Err(reader.problem(EXPECTED)),
                _ => reader.problem(EXPECTED),
            }
        }
        Found::Text(_) => Problem::new(EXPECTED, None),
    };
    match text_of(found)?.as_deref() {
        None => Ok(None),
        Some("true" | "1") => Ok(Some(true)),
        Some("false" | "0") => Ok(Some(false)),
        Some(_) => Err(problem),
    }
}

/// The problem of a value, with the path to it.
fn within(problem: Problem, value: PageValue<&str>) -> Problem {
    match value {
        PageValue::Body(pointer) => inside(problem, pointer),
        PageValue::Header(_) => problem,
    }
}

fn inside(problem: Problem, pointer: &str) -> Problem {
    let tokens = pointer_tokens(pointer).rev();
    tokens.fold(problem, Problem::inside)
}

/// The text of a value; absent, `null` and an empty text are no value.
fn text_of(found: Found<'_>) -> Result<Option<String>, Problem> {
    let text = match found {
        Found::Text(text) => text.trim().to_owned(),
        Found::Json(bytes, start) => {
            let mut reader = Reader::within(bytes, Some(start));
            if reader.null()? {
                return Ok(None);
            }
            reader.text()?
        }
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The value of `param` in the query of an address. Nothing else of the address is used: the next page is requested where the spec says.
fn cursor_of(url: &str, param: &str) -> Result<String, Problem> {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let json = form_to_json(query.as_bytes());
    let path = [PathSegment::Name(Cow::Owned(param.to_owned()))];
    let range = locate(json.as_bytes(), &path)?;
    let value = range.and_then(|range| json.as_bytes().get(range));
    match value.map(|value| Reader::new(value).text()).transpose()? {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(Problem::new(
            format!("expected the parameter `{param}` in the address of the next page, found none"),
            None,
        )),
    }
}

/// An integer, `step` further.
fn shifted(text: &str, step: i64) -> Result<String, Problem> {
    let number: Option<i128> = text.parse().ok();
    let next = number.and_then(|number| number.checked_add(step.into()));
    next.map(|next| next.to_string()).ok_or_else(|| {
        let what = "expected an integer, because the next cursor is computed from it";
        Problem::new(what, None)
    })
}
