//! Successful responses.

use crate::codec::{Decode, Problem, Reader, Wire};
use crate::operation::ResponseKind;
use crate::signing::SessionValues;
use crate::transport::{BYTE_ORDER_MARK, BodyChunks, TransportResponse};
use crate::{Error, Json, Operation};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// A success: the response, and where its data is.
#[derive(Debug)]
pub(crate) struct SuccessfulResponse {
    pub(crate) response: TransportResponse,
    pub(crate) data: Data,
    /// Whether a value in the response signals success. Otherwise the status does.
    pub(crate) explicit: bool,
    /// The part of the body that was not received yet.
    pub(crate) rest: Option<Rest>,
    /// The values of sessions and of secret parameters, which errors leave out.
    pub(crate) masked: Arc<SessionValues>,
}

/// Why the data of a success was not read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It does not match its type.
    Data(Problem),
    /// It was read, but something beside it does not match. So the call was done.
    Beside(Problem),
    /// This error describes it.
    Failed(Error),
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        Self::Data(problem)
    }
}

/// A response, and the part of its body that was not received yet.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) response: TransportResponse,
    pub(crate) rest: Option<Rest>,
}

impl From<TransportResponse> for Received {
    fn from(response: TransportResponse) -> Self {
        Self {
            response,
            rest: None,
        }
    }
}

/// The part of a body that was not received yet. In a mutex, which makes it `Sync`: errors may hold a response, and must be `Sync`.
pub(crate) struct Rest(Mutex<Box<dyn BodyChunks>>);

impl Rest {
    pub(crate) fn new(chunks: Box<dyn BodyChunks>) -> Self {
        Self(Mutex::new(chunks))
    }

    pub(crate) fn into_chunks(self) -> Box<dyn BodyChunks> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rest")
    }
}

/// Where the data of a response is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// In these bytes of the body. Also the names on the path to it, for messages.
    At(Range<usize>, Vec<String>),
    /// An object that was assembled from members at several places: the members, and the names on the path to each.
    Assembled(Vec<u8>, Vec<(String, Vec<String>)>),
    /// The envelope contains no data. Also the names on the path to it.
    Missing(Vec<String>),
    /// The envelope contains no readable data: the reason, and the names on the path to it.
    Unreadable(&'static str, Vec<String>),
}

impl SuccessfulResponse {
    /// The bytes of the data, and their offset in the body.
    pub(crate) fn bytes(&self) -> (&[u8], usize) {
        match &self.data {
            Data::At(range, _) => (
                self.response.body.get(range.clone()).unwrap_or_default(),
                range.start,
            ),
            Data::Assembled(json, _) => (json, 0),
            Data::Missing(_) | Data::Unreadable(..) => (&[], 0),
        }
    }

    fn path(&self) -> &[String] {
        match &self.data {
            Data::At(_, path) | Data::Missing(path) | Data::Unreadable(_, path) => path,
            Data::Assembled(..) => &[],
        }
    }

    /// Decodes the data into `target`, as the operation declares.
    pub(crate) fn read(
        &self,
        operation: &Operation<'_>,
        target: &mut dyn Decode,
    ) -> Result<(), Problem> {
        let kind = operation.kind_of(self.response.status);
        self.read_as(kind.unwrap_or(operation.response), operation.wire, target)
    }

    /// Whether a problem concerns the data as a whole, and not its contents.
    pub(crate) fn is_about_the_whole(&self, problem: &Problem) -> bool {
        problem.depth() <= self.path().len()
    }

    /// Decodes the data into `target`, as this kind of response in this wire format.
    pub(crate) fn read_as(
        &self,
        response: ResponseKind,
        wire: Wire,
        target: &mut dyn Decode,
    ) -> Result<(), Problem> {
        self.read_plain(response, wire, target)
            .map_err(|mut problem| {
                if let Data::Assembled(_, origins) = &self.data {
                    problem = problem.moved(origins);
                }
                for name in self.path().iter().rev() {
                    problem = problem.inside(name.clone());
                }
                problem
            })
    }

    fn read_plain(
        &self,
        response: ResponseKind,
        wire: Wire,
        target: &mut dyn Decode,
    ) -> Result<(), Problem> {
        let (bytes, start) = self.bytes();
        match (response, &self.data) {
            (ResponseKind::None, _) => Ok(()),
            (_, Data::Unreadable(why, _)) => Err(Problem::new(*why, None)),
            // `target` stays as it is: blank.
            (ResponseKind::OptionalJson, _) if bytes.trim_ascii().is_empty() => Ok(()),
            (_, Data::Missing(_)) => Err(Problem::new("missing", None)),
            (ResponseKind::Bytes, _) => Err(Problem::new(
                "the response is bytes, which have no type: download it",
                None,
            )),
            (ResponseKind::Text, _) => {
                let text = Json::Text(String::from_utf8_lossy(bytes).into_owned()).to_string();
                target.read(&mut Reader::within(text.as_bytes(), None), wire)
            }
            (ResponseKind::Json | ResponseKind::OptionalJson, _) => {
                // An assembled object has no offset in the body.
                let is_assembled = matches!(self.data, Data::Assembled(..));
                let mut reader = Reader::within(bytes, (!is_assembled).then_some(start));
                target.read(&mut reader, wire)?;
                reader.finish()
            }
        }
    }
}

/// The response to a raw call, unchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct RawResponse(pub(crate) TransportResponse);

impl RawResponse {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Whether the status is 200 to 299. A provider may still report a failure in the body.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.0.status)
    }

    /// The first header with this name. Names are compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.header(name)
    }

    /// The bytes of the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.body).into_owned()
    }

    /// The body as JSON. A byte order mark before it is skipped.
    ///
    /// # Errors
    /// The body is not JSON.
    pub fn json(&self) -> Result<Json, Problem> {
        let body = &self.0.body;
        Json::parse(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body))
    }
}

/// Shows the status and sizes only: a response may contain secrets.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
