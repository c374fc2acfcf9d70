//! The futures that calls and the methods of `dyn` traits return.

use crate::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The boxed future that the methods of [`Transport`](crate::Transport), [`NonceStore`](crate::NonceStore) and
/// [`KeyLock`](crate::KeyLock) return: `Box::pin(async move { … })`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A call of an operation: `.await` makes it and gives its response; so does `.wait()` in programs that are not asynchronous, with the feature
/// `blocking`. Nothing is sent before the first poll. What dropping it before its end means for money is told in the guide "Calls and money".
///
/// It has a name and a box of its own, rather than being the hidden future of an `async fn`, for three reasons: a client with hundreds of
/// operations compiles faster, the futures of its callers stay small, and a call can be stored in a field.
#[must_use = "a call is only made when it is awaited"]
pub struct ResponseFuture<'a, T> {
    call: BoxFuture<'a, Result<T, Error>>,
    /// Whether a request may have been sent.
    #[cfg(feature = "blocking")]
    pub(crate) was_polled: bool,
}

impl<'a, T> ResponseFuture<'a, T> {
    pub(crate) fn new(call: impl Future<Output = Result<T, Error>> + Send + 'a) -> Self {
        Self {
            call: Box::pin(call),
            #[cfg(feature = "blocking")]
            was_polled: false,
        }
    }
}

impl<T> Future for ResponseFuture<'_, T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        #[cfg(feature = "blocking")]
        {
            self.was_polled = true;
        }
        self.call.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for ResponseFuture<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
