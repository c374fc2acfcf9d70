//! One HTTP/1.1 connection, and the task of the HTTP library that reads and writes it: whoever uses the connection polls the task.

use super::connecting::Stream;
use ::http::{Request, Response};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body as _, Frame, Incoming};
use hyper::client::conn::http1;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

pub(super) type Outgoing = Request<Full<Bytes>>;

pub(super) struct Connection {
    /// Where it leads to: `https://host:port`.
    pub(super) server: Box<str>,
    sender: http1::SendRequest<Full<Bytes>>,
    task: Task,
}

/// Why a request got no response.
pub(super) struct Unanswered {
    pub(super) why: hyper::Error,
    /// The request, if nothing of it was sent.
    pub(super) unsent: Option<Outgoing>,
}

impl Connection {
    pub(super) fn new(
        server: &str,
        sender: http1::SendRequest<Full<Bytes>>,
        task: http1::Connection<Stream, Full<Bytes>>,
    ) -> Self {
        Self {
            server: server.into(),
            sender,
            task: Task(Some(task)),
        }
    }

    /// Sends a request. Returns the start of its response.
    pub(super) async fn exchange(
        &mut self,
        request: Outgoing,
    ) -> Result<Response<Incoming>, Unanswered> {
        let mut answer = pin!(self.sender.try_send_request(request));
        let answer = self.task.until(|context| answer.as_mut().poll(context));
        answer.await.map_err(|mut error| Unanswered {
            unsent: error.take_message(),
            why: error.into_error(),
        })
    }

    /// The next part of the body of a response; `None`: it is complete.
    pub(super) async fn frame(
        &mut self,
        body: &mut Incoming,
    ) -> Option<Result<Frame<Bytes>, hyper::Error>> {
        let next = |context: &mut Context<'_>| Pin::new(&mut *body).poll_frame(context);
        self.task.until(next).await
    }

    /// Whether another request can be sent. Looks at what the server did since the connection was used: it may have closed it.
    pub(super) fn is_free(&mut self) -> bool {
        // What is in use has another waker by then.
        let context = &mut Context::from_waker(Waker::noop());
        self.task.go_on(context);
        self.task.0.is_some() && matches!(self.sender.poll_ready(context), Poll::Ready(Ok(())))
    }
}

/// The task of the HTTP library; `None`: the connection is closed.
struct Task(Option<http1::Connection<Stream, Full<Bytes>>>);

impl Task {
    fn go_on(&mut self, context: &mut Context<'_>) {
        let task = self.0.as_mut().map(Pin::new);
        if task.is_some_and(|task| task.poll(context).is_ready()) {
            self.0 = None;
        }
    }

    /// Polls the task until `next`, which only the task can complete, is there.
    async fn until<T>(&mut self, mut next: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        poll_fn(|context| {
            // Nothing but this poll of the task can wake it.
            let quiet = &mut Context::from_waker(Waker::noop());
            if let Poll::Ready(output) = next(quiet) {
                return Poll::Ready(output);
            }
            self.go_on(context);
            next(quiet)
        })
        .await
    }
}
