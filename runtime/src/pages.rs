//! Paginated lists.

use crate::codec::{Decode, EncodeContext, EncodeStruct, Problem, Reader, elements, locate};
use crate::core::Core;
use crate::pagination::{Progress, ReceivedPage};
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
    progress: Progress,
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
            progress: Progress::default(),
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
        let Some(pagination) = self.operation.pagination.filter(|_| !self.done) else {
            return Ok(None);
        };
        let next = pagination
            .style
            .next(&self.progress, |param| integer(&*self.request, param));
        let success = self
            .core
            .execute(self.operation, &*self.request, next.as_slice())
            .await?;
        let found = list_of(&success, pagination.list)
            .and_then(|list| Ok((count_and_last(&success, list.clone())?, list)));
        match found {
            Ok(((count, last), list)) => {
                let page = ReceivedPage {
                    count,
                    last,
                    header: &|name| success.response.header(name),
                };
                self.done = pagination.style.end(&mut self.progress, &page, |param| {
                    integer(&*self.request, param)
                });
                Ok(Some((success, list)))
            }
            Err(problem) => Err(self.core.misread(self.operation, &success, problem)),
        }
    }

    fn read(
        &self,
        success: &SuccessfulResponse,
        list: &Range<usize>,
        target: &mut dyn Decode,
    ) -> Result<(), Error> {
        let bytes = success.response.body.get(list.clone()).unwrap_or_default();
        let mut reader = Reader::within(bytes, Some(list.start));
        target
            .read(&mut reader, self.operation.wire)
            .map_err(|problem| self.core.misread(self.operation, success, problem))?;
        success.attempt.succeeded();
        Ok(())
    }
}

/// An integer among the caller's parameters.
fn integer(request: &dyn EncodeStruct, param: &str) -> Option<i128> {
    let mut context = EncodeContext::default();
    let members = request.members(&mut context);
    let (_, value) = members.iter().find(|(name, _)| name == param)?;
    match value {
        Value::Integer(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// The range of the list in the body; `list` is the member that contains it.
fn list_of(success: &SuccessfulResponse, list: Option<&str>) -> Result<Range<usize>, Problem> {
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
