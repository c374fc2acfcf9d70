//! Answers that were a success.

use crate::codec::{Decode, Problem, Reader, Wire};
use crate::operation::ResponseKind;
use crate::transport::TransportResponse;
use crate::{Json, Operation};
use std::fmt;
use std::ops::Range;

/// A success: the answer, and where its data is.
#[derive(Debug)]
pub(crate) struct SuccessfulResponse {
    pub(crate) response: TransportResponse,
    pub(crate) data: Data,
    /// Whether a value in the answer says that it is a success; otherwise its status does.
    pub(crate) told: bool,
}

/// Where the data of an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// In these bytes of the body; the names on the way there, for messages.
    At(Range<usize>, Vec<String>),
    /// The envelope holds none that can be read: why, and the names on the way there.
    Unfit(&'static str, Vec<String>),
}

impl SuccessfulResponse {
    /// The bytes of the data, and where in the body they begin.
    pub(crate) fn bytes(&self) -> (&[u8], usize) {
        match &self.data {
            Data::At(range, _) => (
                self.response.body.get(range.clone()).unwrap_or_default(),
                range.start,
            ),
            Data::Unfit(..) => (&[], 0),
        }
    }

    fn way(&self) -> &[String] {
        match &self.data {
            Data::At(_, way) | Data::Unfit(_, way) => way,
        }
    }

    /// Reads the data into `place`, as the operation says.
    pub(crate) fn read(
        &self,
        operation: &Operation<'_>,
        place: &mut dyn Decode,
    ) -> Result<(), Problem> {
        self.read_as(operation.response, operation.wire, place)
    }

    /// Whether a problem is about all of the data, and not about what it holds.
    pub(crate) fn is_about_the_whole(&self, problem: &Problem) -> bool {
        problem.depth() <= self.way().len()
    }

    /// Reads the data into `place`, if it is of that kind and written so.
    pub(crate) fn read_as(
        &self,
        response: ResponseKind,
        wire: Wire,
        place: &mut dyn Decode,
    ) -> Result<(), Problem> {
        self.read_plain(response, wire, place)
            .map_err(|mut problem| {
                for name in self.way().iter().rev() {
                    problem = problem.inside(name.clone());
                }
                problem
            })
    }

    fn read_plain(
        &self,
        response: ResponseKind,
        wire: Wire,
        place: &mut dyn Decode,
    ) -> Result<(), Problem> {
        let (bytes, start) = self.bytes();
        match (response, &self.data) {
            (ResponseKind::None, _) => Ok(()),
            (_, Data::Unfit(why, _)) => Err(Problem::new(*why, None)),
            (ResponseKind::Text, _) => {
                let text = Json::Text(String::from_utf8_lossy(bytes).into_owned()).to_string();
                place.read(&mut Reader::within(text.as_bytes(), None), wire)
            }
            (ResponseKind::Json, _) => {
                let mut reader = Reader::within(bytes, Some(start));
                place.read(&mut reader, wire)?;
                reader.finish()
            }
        }
    }
}

/// The answer to a raw call, as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct RawResponse(pub(crate) TransportResponse);

impl RawResponse {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Whether the status is 200 to 299. Providers may say no in the body all the same.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.0.status)
    }

    /// The first header of this name, which is compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.header(name)
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// The body as text; bytes that are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> Result<Json, Problem> {
        Json::parse(&self.0.body)
    }
}

/// Shows the status and sizes only: an answer may hold secrets.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
