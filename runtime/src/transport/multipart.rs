//! Bodies of the type `multipart/form-data`: the parts as the HTTP library encodes them.

use super::{TransportError, TransportFailure};
use crate::upload::{FormPart, FormPartValue, UploadContents};
use bytes::Bytes;
use http_body::Frame;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// The form with these parts.
///
/// Names are escaped as the HTML standard escapes them ("multipart/form-data encoding algorithm"): `"` and line breaks as `%22`, `%0D`, `%0A`,
/// everything else as it is, in UTF-8. RFC 7578, section 4.2, forbids the other way, `filename*=`.
///
/// # Errors
/// A content type is not valid.
pub(super) fn form(parts: Vec<FormPart>) -> Result<Form, TransportError> {
    let mut form = Form::new().percent_encode_noop();
    for part in parts {
        let made = match part.value {
            FormPartValue::Text(text) => Part::text(text),
            FormPartValue::Json(json) => typed(Part::text(json), "application/json")?,
            FormPartValue::File {
                name,
                content_type,
                contents,
            } => {
                let size = contents.size();
                let body = reqwest::Body::wrap(FileBody::new(contents));
                let part = Part::stream_with_length(body, size).file_name(escaped(&name));
                typed(part, &content_type)?
            }
        };
        form = form.part(escaped(&part.name), made);
    }
    Ok(form)
}

/// The part with this content type, as it is written: the library would parse and rewrite it.
fn typed(part: Part, content_type: &str) -> Result<Part, TransportError> {
    let value = HeaderValue::from_str(content_type);
    let value = value.ok().filter(|_| content_type.contains('/'));
    let value = value.ok_or_else(|| {
        TransportError::not_sent(TransportFailure::InvalidRequest)
            .caused_by("the content type of a file is not `type/subtype`")
    })?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, value);
    Ok(part.headers(headers))
}

/// A name in a header of a part.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '"' => text.push_str("%22"),
            '\r' => text.push_str("%0D"),
            '\n' => text.push_str("%0A"),
            // What no server expects in a header.
            '\0' => text.push_str("%00"),
            other => text.push(other),
        }
    }
    text
}

/// The contents of a file, of exactly the size that was announced.
struct FileBody {
    reader: Mutex<Pin<Box<dyn AsyncRead + Send>>>,
    size: u64,
    sent: u64,
    buffer: Vec<u8>,
}

impl FileBody {
    fn new(contents: UploadContents) -> Self {
        Self {
            size: contents.size(),
            reader: Mutex::new(contents.into_reader()),
            sent: 0,
            buffer: Vec::new(),
        }
    }
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = UploadFailed;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadFailed>>> {
        let this = self.get_mut();
        this.buffer.resize(CHUNK, 0);
        let mut buffer = ReadBuf::new(&mut this.buffer);
        let reader = this.reader.get_mut();
        let reader = reader.unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Err(error) = ready!(reader.as_mut().poll_read(context, &mut buffer)) {
            return Poll::Ready(Some(Err(UploadFailed::Read(error))));
        }
        let chunk = buffer.filled();
        this.sent += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        Poll::Ready(match (chunk.is_empty(), this.sent.cmp(&this.size)) {
            (true, std::cmp::Ordering::Less) => Some(Err(UploadFailed::Short {
                size: this.size,
                sent: this.sent,
            })),
            (true, _) => None,
            (false, std::cmp::Ordering::Greater) => {
                Some(Err(UploadFailed::Long { size: this.size }))
            }
            (false, _) => Some(Ok(Frame::data(Bytes::copy_from_slice(chunk)))),
        })
    }
}

/// Why the contents of a file could not be sent whole.
#[derive(Debug)]
enum UploadFailed {
    Read(std::io::Error),
    Short { size: u64, sent: u64 },
    Long { size: u64 },
}

impl fmt::Display for UploadFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "a file cannot be read: {error}"),
            Self::Short { size, sent } => {
                write!(f, "a file ended after {sent} bytes, expected {size}")
            }
            Self::Long { size } => write!(f, "a file has more than the expected {size} bytes"),
        }
    }
}

impl StdError for UploadFailed {}

/// What went wrong with a file, if that is why a request failed.
pub(super) fn failure(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(failed) = error.downcast_ref::<UploadFailed>() {
            return Some(failed.to_string());
        }
        cause = error.source();
    }
    None
}
