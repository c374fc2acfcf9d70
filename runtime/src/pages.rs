//! Paginated lists.

use crate::codec::{Decode, EncodeContext, EncodeStruct, Problem, Reader, elements, locate};
use crate::core::Core;
use crate::operation::Pagination;
use crate::response::SuccessfulResponse;
use crate::signing::Value;
use crate::signing::plan::PathSegment;
use crate::{Error, Operation};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The pages of a list. Each page is one call.
pub struct Pages<T> {
    walk: Walk,
    items: PhantomData<fn() -> T>,
}

/// The position in the list of pages, without types.
struct Walk {
    core: Core,
    operation: &'static Operation<'static>,
    request: Box<dyn EncodeStruct + Send>,
    /// Number of pages or entries seen.
    seen: u64,
    /// The cursor of the last entry seen.
    cursor: Option<String>,
    done: bool,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.walk.operation.name)
            .field("done", &self.walk.done)
            .finish()
    }
}

impl Core {
    /// All pages of a paginated operation.
    pub fn pages<T: Decode>(
        &self,
        operation: &'static Operation<'static>,
        request: impl EncodeStruct + Send + 'static,
    ) -> Pages<T> {
        Pages::new(self.clone(), operation, Box::new(request))
    }
}

impl<T: Decode> Pages<T> {
    fn new(
        core: Core,
        operation: &'static Operation<'static>,
        request: Box<dyn EncodeStruct + Send>,
    ) -> Self {
        let walk = Walk {
            core,
            operation,
            request,
            seen: 0,
            cursor: None,
            done: false,
        };
        Self {
            walk,
            items: PhantomData,
        }
    }

    /// The next page, or `None` after the last one. After an error the same page may be requested again.
    ///
    /// # Errors
    /// The same as for the operation itself.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
        let Some((success, list)) = self.walk.fetch().await? else {
            return Ok(None);
        };
        let mut items: Vec<T> = Vec::new();
        self.walk.read(&success, &list, &mut items)?;
        Ok(Some(items).filter(|items| !items.is_empty()))
    }

    /// All entries of the remaining pages.
    ///
    /// # Errors
    /// The same as for the operation itself. Entries read before the error are dropped.
    pub async fn all(&mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(mut page) = self.next().await? {
            all.append(&mut page);
        }
        Ok(all)
    }
}

impl Walk {
    /// The response with the next page, and the range of its list in the body.
    async fn fetch(&mut self) -> Result<Option<(SuccessfulResponse, Range<usize>)>, Error> {
        let Some(paging) = self.operation.paging.filter(|_| !self.done) else {
            return Ok(None);
        };
        let set = self.place_of_next(paging);
        let success = self
            .core
            .execute(self.operation, &*self.request, &set)
            .await?;
        let found = list_of(&success, paging)
            .and_then(|list| Ok((count_and_last(&success, list.clone())?, list)));
        match found {
            Ok(((count, last), list)) => {
                self.advance(paging, &success, count, last);
                Ok(Some((success, list)))
            }
            Err(problem) => Err(self.core.misread(self.operation, &success, problem)),
        }
    }

    /// The parameters that request the next page.
    fn place_of_next(&self, paging: Pagination<'static>) -> Vec<(&'static str, Value<'static>)> {
        match paging {
            Pagination::Page { page, .. } => vec![(
                page,
                Value::Integer(i128::from(self.seen) + self.first(page, 1)),
            )],
            Pagination::Offset { start, .. } => vec![(
                start,
                Value::Integer(i128::from(self.seen) + self.first(start, 0)),
            )],
            Pagination::Cursor { param, .. } => self
                .cursor
                .iter()
                .map(|cursor| (param, Value::Text(Cow::Owned(cursor.clone()))))
                .collect(),
        }
    }

    /// The start value that the caller gave, otherwise this one.
    fn first(&self, param: &str, otherwise: i128) -> i128 {
        self.number(param).unwrap_or(otherwise)
    }

    /// An integer among the caller's parameters.
    fn number(&self, param: &str) -> Option<i128> {
        let mut context = EncodeContext::default();
        let members = self.request.members(&mut context);
        let (_, value) = members.iter().find(|(name, _)| name == param)?;
        match value {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Records what was seen, and whether it was the last page.
    fn advance(
        &mut self,
        paging: Pagination<'_>,
        success: &SuccessfulResponse,
        count: u64,
        last: Option<&[u8]>,
    ) {
        let size = match paging {
            Pagination::Page { size, .. } | Pagination::Offset { size, .. } => {
                size.and_then(|size| self.number(size))
            }
            Pagination::Cursor { .. } => None,
        };
        let short = size.is_some_and(|size| i128::from(count) < size);
        self.done = count == 0 || short;
        match paging {
            Pagination::Page { page, total, .. } => {
                self.seen += 1;
                let total = total.and_then(|header| {
                    success.response.header(header)?.trim().parse::<i128>().ok()
                });
                // Pages before the last one are full, so the page size is not needed.
                let through = (self.first(page, 1) - 1 + i128::from(self.seen))
                    * size.unwrap_or(i128::from(count));
                self.done |= size.is_some() && total.is_some_and(|total| through >= total);
            }
            Pagination::Offset { .. } => self.seen += count,
            Pagination::Cursor { member, .. } => {
                let next = last.and_then(|last| cursor_in(last, member));
                self.done |= next.is_none() || next == self.cursor;
                self.cursor = next;
            }
        }
    }

    fn read(
        &self,
        success: &SuccessfulResponse,
        list: &Range<usize>,
        place: &mut dyn Decode,
    ) -> Result<(), Error> {
        let bytes = success.response.body.get(list.clone()).unwrap_or_default();
        let mut reader = Reader::within(bytes, Some(list.start));
        place
            .read(&mut reader, self.operation.wire)
            .map_err(|problem| self.core.misread(self.operation, success, problem))?;
        success.attempt.succeeded();
        Ok(())
    }
}

/// The range of the list in the body.
fn list_of(success: &SuccessfulResponse, paging: Pagination<'_>) -> Result<Range<usize>, Problem> {
    let list = match paging {
        Pagination::Page { list, .. }
        | Pagination::Offset { list, .. }
        | Pagination::Cursor { list, .. } => list,
    };
    let (data, start) = success.bytes();
    let path = list.map(|name| PathSegment::Name(Cow::Owned(name.to_owned())));
    match locate(data, path.as_slice())? {
        Some(range) => Ok(start + range.start..start + range.end),
        None => Err(Problem::new("missing", None).inside(list.unwrap_or_default().to_owned())),
    }
}

/// How many entries a list has, and the text of the last one.
fn count_and_last(
    success: &SuccessfulResponse,
    list: Range<usize>,
) -> Result<(u64, Option<&[u8]>), Problem> {
    let text = success.response.body.get(list).unwrap_or_default();
    let entries = elements(text)?;
    Ok((
        entries.len() as u64,
        entries.last().and_then(|range| text.get(range.clone())),
    ))
}

/// The cursor of an entry.
fn cursor_in(entry: &[u8], member: Option<&str>) -> Option<String> {
    let path = member.map(|name| PathSegment::Name(Cow::Owned(name.to_owned())));
    let range = locate(entry, path.as_slice()).ok().flatten()?;
    Reader::new(entry.get(range)?).text().ok()
}
