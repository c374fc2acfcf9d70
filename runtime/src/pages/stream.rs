//! Paginated lists as streams.

use super::Pages;
use crate::Error;
use crate::codec::Decode;
use crate::future::BoxFuture;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The pages of a list as a [`Stream`]: see [`Pages::into_stream`].
#[must_use = "a stream requests nothing until it is polled"]
pub struct PageStream<T>(State<T>);

/// `None`: after the last page.
type NextPage<T> = Result<Option<Vec<T>>, Error>;

enum State<T> {
    /// No request is in progress.
    Idle(Pages<T>),
    Asking(BoxFuture<'static, (Pages<T>, NextPage<T>)>),
    /// After the last page, or an error.
    Ended,
}

/// The entries of a list as a [`Stream`]: see [`Pages::into_entries`].
#[must_use = "a stream requests nothing until it is polled"]
pub struct EntryStream<T> {
    pages: PageStream<T>,
    /// The rest of the current page.
    entries: std::vec::IntoIter<T>,
}

// Neither is pinned to anything inside: the call in progress is in a box.
impl<T> Unpin for PageStream<T> {}
impl<T> Unpin for EntryStream<T> {}

impl<T: Decode + 'static> Pages<T> {
    /// The remaining pages as a [`Stream`].
    ///
    /// Nothing is requested before the stream is polled, and the next page only when it is polled again. A future that waits for the next
    /// page, such as `StreamExt::next`, may be dropped: the call that it waited for stays in the stream, and no page is lost. An error ends the
    /// stream; [`Pages::next`] is for those who continue after one.
    pub fn into_stream(self) -> PageStream<T> {
        PageStream(State::Idle(self))
    }

    /// The entries of the remaining pages as a [`Stream`], one by one. It requests and ends as [`Pages::into_stream`] does.
    pub fn into_entries(self) -> EntryStream<T> {
        EntryStream {
            pages: self.into_stream(),
            entries: Vec::new().into_iter(),
        }
    }
}

impl<T: Decode + 'static> Stream for PageStream<T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self(state) = self.get_mut();
        loop {
            // A panic in a call ends the stream.
            match std::mem::replace(state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(mut pages) => {
                    *state = State::Asking(Box::pin(async move {
                        let page = pages.next().await;
                        (pages, page)
                    }));
                }
                State::Asking(mut call) => {
                    let Poll::Ready((pages, page)) = call.as_mut().poll(context) else {
                        *state = State::Asking(call);
                        return Poll::Pending;
                    };
                    if let Ok(Some(_)) = &page {
                        *state = State::Idle(pages);
                    }
                    return Poll::Ready(page.transpose());
                }
            }
        }
    }
}

impl<T: Decode + 'static> Stream for EntryStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(entry) = this.entries.next() {
                return Poll::Ready(Some(Ok(entry)));
            }
            match Pin::new(&mut this.pages).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(page))) => this.entries = page.into_iter(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.entries.len(), None)
    }
}

impl<T> fmt::Debug for PageStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("PageStream");
        match &self.0 {
            State::Idle(pages) => shown.field(pages),
            State::Asking(_) => shown.field(&format_args!("waiting for a page")),
            State::Ended => shown.field(&format_args!("ended")),
        };
        shown.finish()
    }
}

impl<T> fmt::Debug for EntryStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryStream")
            .field("pages", &self.pages)
            .field("left", &self.entries.len())
            .finish()
    }
}
