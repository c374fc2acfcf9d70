//! What the server does with a request.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub struct Reply(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    Bytes(Vec<u8>),
    Silence(Duration),
}

impl Reply {
    /// A response. The connection stays open, unless a header says `Connection: close`.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Response {
            status,
            headers: Vec::new(),
            body: body.into(),
        })
    }

    /// A response that is declared as JSON.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, body).header("Content-Type", "application/json")
    }

    /// These bytes in place of a response; then the connection is closed.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Bytes(bytes.into()))
    }

    /// The connection is closed without a response.
    #[must_use]
    pub fn close() -> Self {
        Self::bytes([])
    }

    /// Nothing, for this time; then the connection is closed.
    #[must_use]
    pub fn silence(time: Duration) -> Self {
        Self(Kind::Silence(time))
    }

    /// The same response with one more header.
    ///
    /// # Panics
    /// If this is not a response.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        let Kind::Response { headers, .. } = &mut self.0 else {
            panic!("only a response has headers: {self:?}");
        };
        headers.push((name.to_owned(), value.into()));
        self
    }

    /// Writes it. Breaks if the connection must be closed.
    pub(crate) fn write(&self, stream: &mut TcpStream) -> io::Result<ControlFlow<()>> {
        match &self.0 {
            Kind::Response {
                status,
                headers,
                body,
            } => {
                let mut bytes = format!("HTTP/1.1 {status} Status\r\n").into_bytes();
                for (name, value) in headers {
                    write!(bytes, "{name}: {value}\r\n")?;
                }
                // These have no body, and a length would be wrong.
                if !matches!(status, 100..200 | 204 | 304) {
                    write!(bytes, "Content-Length: {}\r\n", body.len())?;
                }
                bytes.extend_from_slice(b"\r\n");
                bytes.extend_from_slice(body);
                stream.write_all(&bytes)?;
                let closes = headers.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close")
                });
                Ok(if closes {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            }
            Kind::Bytes(bytes) => {
                stream.write_all(bytes)?;
                stream.shutdown(Shutdown::Write)?;
                Ok(ControlFlow::Break(()))
            }
            Kind::Silence(time) => {
                thread::sleep(*time);
                Ok(ControlFlow::Break(()))
            }
        }
    }
}

/// A status and a body of JSON.
impl<B: Into<Vec<u8>>> From<(u16, B)> for Reply {
    fn from((status, body): (u16, B)) -> Self {
        Self::json(status, body)
    }
}

/// A body of JSON, with status 200.
impl From<&str> for Reply {
    fn from(body: &str) -> Self {
        Self::json(200, body)
    }
}
