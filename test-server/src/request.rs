//! Requests as they were received.

use std::fmt;
use std::io::{self, Read};
use std::net::TcpStream;

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method of the request line.
    pub method: String,
    /// Path and query of the request line.
    pub target: String,
    /// Headers in the order in which they were received.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

impl Request {
    /// The request line, without the version: `GET /path?query`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// The first header of this name. Names are compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// The values of all headers of this name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let named = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The body as text.
    ///
    /// # Panics
    /// If the body is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }
}

/// The request as text, for examples that show what is sent.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.line())?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", String::from_utf8_lossy(&self.body))
    }
}

/// Reads the next request. `unread` holds bytes that were read beyond the request before. `None`: the client closed the connection.
///
/// # Errors
/// The connection broke, or what was sent is not HTTP.
pub(crate) fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Option<Request>> {
    loop {
        if let Some((mut request, end, length)) = head(unread)? {
            while unread.len() < end + length {
                if !fill(stream, unread)? {
                    return Ok(None);
                }
            }
            request.body = unread.drain(..end + length).skip(end).collect();
            return Ok(Some(request));
        }
        if !fill(stream, unread)? {
            return Ok(None);
        }
    }
}

/// The head of a request, its size, and the size of the body that follows. `None`: the head is not complete.
fn head(bytes: &[u8]) -> io::Result<Option<(Request, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Request::new(&mut headers);
    let end = match parsed.parse(bytes).map_err(io::Error::other)? {
        httparse::Status::Complete(end) => end,
        httparse::Status::Partial => return Ok(None),
    };
    let headers = parsed.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value);
        (header.name.to_owned(), value.into_owned())
    });
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    let length = match request.header("Content-Length") {
        Some(length) => length.parse().map_err(io::Error::other)?,
        None => 0,
    };
    Ok(Some((request, end, length)))
}

/// Reads more bytes. False if there are no more.
fn fill(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk)?;
    bytes.extend_from_slice(&chunk[..count]);
    Ok(count > 0)
}
