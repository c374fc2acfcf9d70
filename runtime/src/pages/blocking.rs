//! Paginated lists as iterators that block their thread.

use super::Pages;
use crate::Error;
use crate::codec::Decode;
use std::fmt;
use std::iter::FusedIterator;

/// The pages of a list as an iterator that blocks: see [`Pages::into_blocking_pages`].
#[must_use = "an iterator requests nothing until it is used"]
pub struct BlockingPages<T> {
    /// `None`: after the last page, or an error.
    pages: Option<Pages<T>>,
}

/// The entries of a list as an iterator that blocks: see [`Pages::into_blocking_entries`].
#[must_use = "an iterator requests nothing until it is used"]
pub struct BlockingEntries<T> {
    pages: BlockingPages<T>,
    /// The rest of the current page.
    entries: std::vec::IntoIter<T>,
}

impl<T: Decode> Pages<T> {
    /// The remaining pages as an iterator, which waits for each as [`ResponseFuture::wait`](crate::ResponseFuture::wait) does.
    ///
    /// A page is requested when it is asked for. An error ends the iterator; `pages.next().wait()` is for those who continue after one.
    pub fn into_blocking_pages(self) -> BlockingPages<T> {
        BlockingPages { pages: Some(self) }
    }

    /// The entries of the remaining pages as an iterator, one by one. It requests and ends as [`Pages::into_blocking_pages`] does.
    pub fn into_blocking_entries(self) -> BlockingEntries<T> {
        BlockingEntries {
            pages: self.into_blocking_pages(),
            entries: Vec::new().into_iter(),
        }
    }
}

impl<T: Decode> Iterator for BlockingPages<T> {
    type Item = Result<Vec<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.pages.as_mut()?.next().wait();
        if !matches!(page, Ok(Some(_))) {
            self.pages = None;
        }
        page.transpose()
    }
}

impl<T: Decode> Iterator for BlockingEntries<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.entries.next() {
                return Some(Ok(entry));
            }
            match self.pages.next()? {
                Ok(page) => self.entries = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.entries.len(), None)
    }
}

impl<T: Decode> FusedIterator for BlockingPages<T> {}
impl<T: Decode> FusedIterator for BlockingEntries<T> {}

impl<T> fmt::Debug for BlockingPages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("BlockingPages");
        match &self.pages {
            Some(pages) => shown.field(pages),
            None => shown.field(&format_args!("ended")),
        };
        shown.finish()
    }
}

impl<T> fmt::Debug for BlockingEntries<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingEntries")
            .field("pages", &self.pages)
            .field("left", &self.entries.len())
            .finish()
    }
}
