//! A TCP connection that gives its task back to the executor after a bounded number of bytes.
//!
//! The HTTP library reads for as long as meaningless bytes arrive fast enough: of an endless sequence of `100 Continue`, tens of megabytes
//! before it yields. Within a bound, the task of a caller can be polled on the caller's own thread: its deadline is looked at between.

use hyper_util::client::legacy::connect::{Connected, Connection};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};
use tokio::net::TcpStream;

/// The bytes that are read before the task yields: parsing as much takes well below a millisecond.
const ROUND: u64 = 64 * 1024;

pub(crate) struct BoundedRead(Take<TcpStream>);

impl BoundedRead {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self(stream.take(ROUND))
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(self.get_mut().0.get_mut())
    }
}

impl AsyncRead for BoundedRead {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0.limit() == 0 {
            self.0.set_limit(ROUND);
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let read = Pin::new(&mut self.0).poll_read(context, into);
        if read.is_pending() {
            self.0.set_limit(ROUND);
        }
        read
    }
}

impl AsyncWrite for BoundedRead {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.get_ref().is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(context)
    }
}

/// Nothing that HTTP/1.1 without a proxy asks for.
impl Connection for BoundedRead {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}
