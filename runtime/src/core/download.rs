//! Responses that are received in parts: documents that may be larger than memory.

use super::attempt::Way;
use super::deadline::Deadline;
use super::{Core, Inner, build_call};
use crate::codec::EncodeStruct;
use crate::future::ResponseFuture;
use crate::outcome::{ErrorKind, Outcome};
use crate::response::Rest;
use crate::timers::Timer;
use crate::transport::{BodyChunks, TransportResponse};
use crate::{Error, Json, Operation, Upload};
use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// A document that is being received.
///
/// Its response was a success, as far as its status and its beginning say. Each part must arrive within the timeout of the call. Together,
/// the parts may be as large as the client's limit for responses, unless [`Download::limit`] says otherwise. Dropping it ends the
/// connection.
pub struct Download {
    operation: String,
    /// Status, headers, and the part of the body that is already there.
    response: TransportResponse,
    rest: Option<Box<dyn BodyChunks>>,
    /// How many bytes may still come.
    limit: u64,
    timeout: Duration,
    timer: Arc<dyn Timer>,
}

impl Download {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// The first header with this name. Names are compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// The media type of the document, such as `text/csv`, as the provider sent it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("Content-Type")
    }

    /// The same download with another limit for its size, in bytes; `u64::MAX`: none.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// The next part of the document; `None`: it is complete.
    ///
    /// # Errors
    /// The document is larger than the limit, or the connection broke or the time is over before it was complete. The outcome is
    /// [`Outcome::Done`]: the provider did what was asked, only the document is missing.
    pub fn chunk(&mut self) -> ResponseFuture<'_, Option<Vec<u8>>> {
        ResponseFuture::new(self.next_part())
    }

    async fn next_part(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut part = std::mem::take(&mut self.response.body);
        if part.is_empty() {
            let Some(rest) = &mut self.rest else {
                return Ok(None);
            };
            let deadline = Deadline::new(self.timeout, &self.timer);
            let next = match deadline.within(rest.next()).await? {
                Some(Ok(next)) => next,
                Some(Err(error)) => {
                    self.rest = None;
                    let kind = super::attempt::kind_of(error.failure);
                    let what = error.with_root_cause();
                    return Err(self.failed(kind, what).shows(error));
                }
                None => {
                    self.rest = None;
                    let what = "the next part of the document was not received in time";
                    return Err(self.failed(ErrorKind::Timeout, what.to_owned()));
                }
            };
            match next {
                Some(next) => part = next,
                None => {
                    self.rest = None;
                    return Ok(None);
                }
            }
        }
        let size = u64::try_from(part.len()).unwrap_or(u64::MAX);
        let Some(left) = self.limit.checked_sub(size) else {
            self.rest = None;
            let what = "the document is larger than the limit; `Download::limit` sets another";
            return Err(self.failed(ErrorKind::TooLarge, what.to_owned()));
        };
        self.limit = left;
        Ok(Some(part))
    }

    /// Writes the rest of the document to a file or another writer, which blocks while it writes. Returns the number of bytes.
    ///
    /// # Errors
    /// As for [`Download::chunk`]; or the writer failed, [`ErrorKind::Write`].
    pub fn write_to<'a>(
        &'a mut self,
        writer: &'a mut (dyn Write + Send),
    ) -> ResponseFuture<'a, u64> {
        ResponseFuture::new(self.write_parts(writer))
    }

    async fn write_parts(&mut self, writer: &mut (dyn Write + Send)) -> Result<u64, Error> {
        let mut count = 0;
        while let Some(part) = self.next_part().await? {
            writer
                .write_all(&part)
                .map_err(|error| self.not_written(error))?;
            count += u64::try_from(part.len()).unwrap_or(u64::MAX);
        }
        writer.flush().map_err(|error| self.not_written(error))?;
        Ok(count)
    }

    fn not_written(&self, error: std::io::Error) -> Error {
        let what = "the document cannot be written".to_owned();
        self.failed(ErrorKind::Write, what).caused_by(error)
    }

    fn failed(&self, kind: ErrorKind, what: String) -> Error {
        let mut error = Error::new(kind, Outcome::Done, what);
        error.inner().operation = Some(self.operation.clone());
        error.inner().status = Some(self.response.status);
        error
    }
}

/// Shows the status only: a document may contain secrets.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.response.status)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Calls `operation` and returns its response as text, as it is.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn text<'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, String> {
        ResponseFuture::new(async move {
            let bytes = self.bytes(operation, request).await?;
            // That it is text was checked before it was called a success.
            Ok(String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
        })
    }

    /// Calls `operation` and returns the body of its response as it is.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn bytes<'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, Vec<u8>> {
        ResponseFuture::new(async move {
            let success = self
                .execute(operation, request, &[], &mut |_| Ok(()))
                .await?;
            Ok(success.response.body)
        })
    }

    /// Calls `operation` and returns its response as soon as it is known to be a success, to receive its body in parts.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn download<'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, Download> {
        ResponseFuture::new(async move {
            let endpoint = self.0.endpoint(operation);
            let built = build_call::build(operation, endpoint.as_deref(), request, &[], &self.0);
            self.0.download(operation, built).await
        })
    }

    /// Downloads with parameters of any shape: for tools that read a spec at run time.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn call_download<'a>(
        &'a self,
        operation: &'a Operation<'a>,
        params: &'a Json,
    ) -> ResponseFuture<'a, Download> {
        self.call_download_with_uploads(operation, params, Vec::new())
    }

    /// The same for an operation whose body is `multipart/form-data`, as [`Core::call_with_uploads`]. The response is received at once, within
    /// the client's limit.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn call_download_with_uploads<'a>(
        &'a self,
        operation: &'a Operation<'a>,
        params: &'a Json,
        uploads: Vec<Upload>,
    ) -> ResponseFuture<'a, Download> {
        ResponseFuture::new(async move {
            let built = build_call::build(operation, None, params, &[], &self.0);
            let built = built.map(|built| super::Built { uploads, ..built });
            self.0.download(operation, built).await
        })
    }
}

impl Inner {
    async fn download(
        &self,
        operation: &Operation<'_>,
        built: Result<super::Built<'_>, Error>,
    ) -> Result<Download, Error> {
        let success = self
            .call(operation, built, Way::InParts, &mut |_| Ok(()))
            .await?;
        Ok(Download {
            operation: operation.name.to_owned(),
            response: success.response,
            rest: success.rest.map(Rest::into_chunks),
            limit: u64::try_from(self.limit).unwrap_or(u64::MAX),
            timeout: self.deadline(operation).remaining(),
            timer: Arc::clone(&self.timer),
        })
    }
}
