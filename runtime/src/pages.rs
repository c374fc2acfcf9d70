//! Paginated lists.

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "stream")]
mod stream;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingEntries, BlockingPages};
#[cfg(feature = "stream")]
pub use stream::{EntryStream, PageStream};

use crate::codec::{
    Decode, EncodeContext, EncodeStruct, Problem, Reader, Wire, elements, member_list, pointed,
};
use crate::core::Core;
use crate::future::ResponseFuture;
use crate::pagination::{Continuation, Judged, Progress, ReceivedPage};
use crate::response::SuccessfulResponse;
use crate::{Error, ErrorKind, Operation, Outcome, Pagination};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The pages of a list. Each page is one call; pages without entries are left out.
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
    next: Continuation,
}

/// Reads the entries of a page.
type ReadList<'r> = dyn FnMut(&mut Reader<'_>, Wire) -> Result<(), Problem> + Send + 'r;

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.walk.operation.name)
            .field("done", &(self.walk.next == Continuation::End))
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
            next: Continuation::Page(None),
        };
        Self {
            walk,
            items: PhantomData,
        }
    }

    /// The next page, or `None` after the last one. After an error the same page may be requested again.
    ///
    /// # Errors
    /// The same as for the operation itself. Also [`ErrorKind::Decode`], after the page that shows it, if the rest of the list cannot be
    /// requested: the provider repeats a cursor or a page, or it says that more follows but not where. The error is then permanent.
    #[expect(
        clippy::should_implement_trait,
        reason = "the name that streams have for it"
    )]
    pub fn next(&mut self) -> ResponseFuture<'_, Option<Vec<T>>> {
        ResponseFuture::new(self.next_page())
    }

    /// All entries of the remaining pages.
    ///
    /// # Errors
    /// The same as for the operation itself. Entries read before the error are dropped.
    pub fn all(&mut self) -> ResponseFuture<'_, Vec<T>> {
        ResponseFuture::new(async move {
            let mut all = Vec::new();
            while let Some(mut page) = self.next_page().await? {
                all.append(&mut page);
            }
            Ok(all)
        })
    }

    async fn next_page(&mut self) -> Result<Option<Vec<T>>, Error> {
        loop {
            let mut items: Vec<T> = Vec::new();
            let mut read = |reader: &mut Reader<'_>, wire| {
                items = Vec::new();
                items.read(reader, wire)
            };
            let Some(page) = self.walk.fetch(&mut read).await? else {
                return Ok(None);
            };
            let mut index = 0..;
            items.retain(|_| {
                !index
                    .next()
                    .is_some_and(|index| page.repeated.contains(&index))
            });
            self.walk.record(page);
            if !items.is_empty() {
                return Ok(Some(items));
            }
        }
    }
}

impl Walk {
    /// Requests the next page and reads its list. Returns what the page says about the rest of the list; `None` after the last one.
    async fn fetch(&mut self, entries: &mut ReadList<'_>) -> Result<Option<Judged>, Error> {
        let Some(pagination) = self.operation.pagination else {
            return Ok(None);
        };
        match self.next {
            Continuation::End => return Ok(None),
            Continuation::Stuck(reason) => {
                // The call that brought the last page is done.
                let message = format!("{}: {reason}", self.operation.name);
                return Err(Error::new(ErrorKind::Decode, Outcome::Done, message));
            }
            Continuation::Page(_) => {}
        }
        let next = {
            let given = |param: &str| given(&*self.request, param);
            pagination.next(&self.progress, &given)
        };
        let mut judged = None;
        let walk = &*self;
        let mut read = |success: &SuccessfulResponse| {
            let (list, page) = walk.judge(success)?;
            walk.read(success, list, entries)?;
            judged = Some(page);
            Ok(())
        };
        self.core
            .execute(self.operation, &*self.request, next.as_slice(), &mut read)
            .await?;
        Ok(judged)
    }

    /// Where the list of a page is, and what the page says about the rest of the list.
    fn judge(&self, success: &SuccessfulResponse) -> Result<(Range<usize>, Judged), Problem> {
        let pagination = self.operation.pagination;
        let pagination = pagination.ok_or_else(|| Problem::new("has no pages", None))?;
        let range = list_of(success, &pagination)?;
        let response = &success.response;
        let list = response.body.get(range.clone()).unwrap_or_default();
        let entries = match pagination.null_list && list.trim_ascii() == b"null" {
            true => Vec::new(),
            false => elements(list)?,
        };
        let page = ReceivedPage {
            body: &response.body,
            list,
            list_start: range.start,
            entries: &entries,
            headers: &|name| response.headers_named(name).collect(),
        };
        let given = |param: &str| given(&*self.request, param);
        let judged = pagination.judge(&self.progress, &page, &given)?;
        Ok((range, judged))
    }

    fn read(
        &self,
        success: &SuccessfulResponse,
        list: Range<usize>,
        entries: &mut ReadList<'_>,
    ) -> Result<(), Problem> {
        let bytes = success.response.body.get(list.clone());
        let mut reader = Reader::within(bytes.unwrap_or_default(), Some(list.start));
        let wire = self.operation.wire;
        let null_list = self.operation.pagination.is_some_and(|it| it.null_list);
        entries(&mut reader, if null_list { wire.null() } else { wire })
    }

    fn record(&mut self, judged: Judged) {
        self.next = judged.next.clone();
        self.progress.record(judged);
    }
}

/// The text of one of the caller's parameters.
fn given(request: &dyn EncodeStruct, param: &str) -> Option<String> {
    let mut context = EncodeContext::default();
    let members = request.members(&mut context);
    let (_, value) = members.iter().find(|(name, _)| name == param)?;
    Some(value.to_text().ok()?.into_owned())
}

/// The range of the list in the body.
fn list_of(
    success: &SuccessfulResponse,
    pagination: &Pagination<&str>,
) -> Result<Range<usize>, Problem> {
    let (data, start) = success.bytes();
    let pointer = pagination.list.unwrap_or_default();
    let names = || pointer.split('/').skip(1).collect::<Vec<_>>().join(".");
    let Some(range) = pointed(data, pointer)? else {
        return Err(Problem::new("missing", None).inside(names()));
    };
    let start = start + range.start;
    if !pagination.member_list {
        return Ok(start..start + range.len());
    }
    let object = data.get(range).unwrap_or_default();
    let list =
        member_list(object, start, pagination.null_list).map_err(|problem| match pointer {
            "" => problem,
            _ => problem.inside(names()),
        })?;
    Ok(start + list.start..start + list.end)
}
