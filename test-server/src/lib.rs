//! A scripted HTTP server on loopback, for the tests and examples of this workspace.
//!
//! It gives prepared replies, keeps the requests that it received, and can misbehave: close the connection, stay silent, or write any bytes.
//! It runs on threads of its own, so that it works with every executor and in tests without one, until the process ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test server that cannot start is a failed test"
)]

mod browser;
mod debian;
mod interpreters;
mod redis;
mod reply;
mod request;
mod script_server;
mod specs;

pub use browser::Browser;
pub use interpreters::{Node, Python};
pub use redis::RedisServer;
pub use reply::Reply;
pub use request::Request;
pub use script_server::ScriptServer;
pub use specs::providers;

use std::collections::VecDeque;
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// A server on a free port of loopback. Clones are the same server.
#[derive(Clone, Debug)]
pub struct Server {
    url: String,
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    replies: Replies,
    requests: Vec<Request>,
    connections: usize,
}

#[derive(Debug)]
enum Replies {
    InOrder(VecDeque<Reply>),
    Always(Reply),
}

impl Server {
    /// Gives `replies` in this order, over any number of connections; further requests get status 599.
    pub fn replying<R: Into<Reply>>(replies: impl IntoIterator<Item = R>) -> Self {
        let replies = replies.into_iter().map(Into::into).collect();
        Self::serving(Replies::InOrder(replies))
    }

    /// Gives the same reply to every request.
    pub fn always(reply: impl Into<Reply>) -> Self {
        Self::serving(Replies::Always(reply.into()))
    }

    /// Waits for the first bytes of each connection, calls `speak`, and closes the connection. It reads no HTTP and keeps no requests.
    pub fn raw(speak: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self::connected(move |mut stream| {
            let mut first = [0; 16 * 1024];
            if stream.read(&mut first)? > 0 {
                speak(&mut stream)?;
            }
            Ok(())
        })
    }

    /// Leaves each connection to `serve`, from its first byte to its end. It keeps no requests.
    pub fn connected(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self::start(Replies::InOrder(VecDeque::new()), move |stream, _| {
            serve(stream)
        })
    }

    /// Gives each request the reply that `reply` has for it. It keeps no requests: there may be any number.
    pub fn answering(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Replies::InOrder(VecDeque::new()), move |stream, _| {
            converse(stream, |request| reply(&request))
        })
    }

    fn serving(replies: Replies) -> Self {
        Self::start(replies, |stream, state| {
            converse(stream, |request| {
                // The request is kept before the reply is written: the client continues as soon as it has that.
                let mut state = lock(&state);
                state.requests.push(request);
                let reply = match &mut state.replies {
                    Replies::InOrder(replies) => replies.pop_front(),
                    Replies::Always(reply) => Some(reply.clone()),
                };
                reply.unwrap_or_else(|| Reply::new(599, "no reply is left"))
            })
        })
    }

    fn start(
        replies: Replies,
        serve: impl Fn(TcpStream, Arc<Mutex<State>>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let state = Arc::new(Mutex::new(State {
            replies,
            requests: Vec::new(),
            connections: 0,
        }));
        let (shared, serve) = (Arc::clone(&state), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                lock(&shared).connections += 1;
                let (serve, state) = (Arc::clone(&serve), Arc::clone(&shared));
                // Clients come and go: a connection that breaks is the end of it, nothing more.
                thread::spawn(move || serve(stream, state).ok());
            }
        });
        Self {
            url: format!("http://{address}"),
            port: address.port(),
            state,
        }
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The requests that were received so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// The requests that were received since the last time that they were taken.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut lock(&self.state).requests)
    }

    /// The only request.
    ///
    /// # Panics
    /// If none or several were received.
    #[must_use]
    pub fn only_request(&self) -> Request {
        let mut all = self.requests();
        assert_eq!(all.len(), 1, "expected one request, received {all:?}");
        all.remove(0)
    }

    /// The number of connections that were opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }
}

/// An address of loopback on which nothing listens.
#[must_use]
pub fn closed_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener
        .local_addr()
        .expect("a bound socket has an address");
    format!("http://{address}")
}

/// Replies to the requests of one connection, until either side closes it.
fn converse(mut stream: TcpStream, mut reply: impl FnMut(Request) -> Reply) -> io::Result<()> {
    let mut unread = Vec::new();
    while let Some(request) = request::read(&mut stream, &mut unread)? {
        if reply(request).write(&mut stream)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
