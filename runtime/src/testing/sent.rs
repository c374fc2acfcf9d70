//! What a client sent.

use crate::codec::{Problem, form_to_json};
use crate::transport::{TransportError, TransportFailure, TransportRequest};
use crate::{FormPart, FormPartValue, Json, UploadContents};
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use tokio::io::ReadBuf;

/// A request as the client sent it: signed, byte for byte.
///
/// `Debug` shows names and sizes only, because parameters and headers may be secret.
#[derive(Clone)]
pub struct Sent(Arc<Inner>);

struct Inner {
    request: TransportRequest,
    parts: Vec<SentPart>,
}

impl Sent {
    pub(super) fn new(request: TransportRequest, parts: Vec<SentPart>) -> Self {
        Self(Arc::new(Inner { request, parts }))
    }

    /// The operation of the spec; for the call that opens a session, the session; for a raw call, `raw`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.0.request.operation
    }

    /// Method in upper case.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.0.request.method
    }

    /// The complete URL, escaped.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0.request.url
    }

    /// The path of the URL, escaped.
    #[must_use]
    pub fn path(&self) -> &str {
        let url = self.url();
        let url = url.split('?').next().unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.find('/')
            .and_then(|start| rest.get(start..))
            .unwrap_or("/")
    }

    /// The parameters of the query, decoded, in order.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.url().split_once('?').map_or("", |(_, query)| query);
        pairs(query.as_bytes())
    }

    /// The first parameter of this name in the query, in a form or in the parts of the body, or the member of a JSON body: a text without
    /// quotes, anything else as its JSON.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        let json = self.json().ok();
        if let Some(value) = json.as_ref().and_then(|json| json.get(name)) {
            let text = value.as_str().map(str::to_owned);
            return Some(text.unwrap_or_else(|| value.to_string()));
        }
        let form = match json {
            Some(_) => Vec::new(),
            None => self.form(),
        };
        let parts = self.parts().iter();
        let parts = parts.filter_map(|part| {
            let text = String::from_utf8(part.contents.clone()).ok()?;
            Some((part.name.clone(), text))
        });
        let mut all = self.query().into_iter().chain(form).chain(parts);
        all.find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All headers, in order.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.0.request.headers
    }

    /// A header. The case of its name does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers().iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }

    /// The bytes of the body; empty if there is none, or if it consists of [parts](Self::parts).
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.0.request.body.as_deref().unwrap_or_default()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn json(&self) -> Result<Json, Problem> {
        Json::parse(self.body())
    }

    /// The parameters in a body that is a form, decoded, in order.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(self.body())
    }

    /// The parts of a body of the type `multipart/form-data`.
    #[must_use]
    pub fn parts(&self) -> &[SentPart] {
        &self.0.parts
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers().iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Sent")
            .field("operation", &self.operation())
            .field("method", &self.method())
            .field("path", &self.path())
            .field("headers", &names)
            .field("body_bytes", &self.body().len())
            .field("parts", &self.parts())
            .finish_non_exhaustive()
    }
}

/// The pairs of a form, decoded.
fn pairs(form: &[u8]) -> Vec<(String, String)> {
    let pairs = form.split(|byte| *byte == b'&');
    let decoded = pairs.filter_map(|pair| Json::parse(form_to_json(pair).as_bytes()).ok());
    let texts = decoded.filter_map(|pair| {
        let (name, value) = pair.as_object()?.iter().next()?;
        Some((name.to_owned(), value.as_str()?.to_owned()))
    });
    texts.collect()
}

/// A part of a body. `Debug` shows no contents.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentPart {
    /// Its name.
    pub name: String,
    /// For a file: its name.
    pub file_name: Option<String>,
    /// For a file or for JSON: the content type.
    pub content_type: Option<String>,
    /// Its bytes.
    pub contents: Vec<u8>,
}

impl fmt::Debug for SentPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentPart")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.contents.len())
            .finish()
    }
}

/// Reads the parts of a body as a transport that sends them does.
///
/// # Errors
/// A file cannot be read, or it has another size than it was said to have.
pub(super) async fn read_parts(parts: Vec<FormPart>) -> Result<Vec<SentPart>, TransportError> {
    let mut all = Vec::with_capacity(parts.len());
    for FormPart { name, value } in parts {
        let (file_name, content_type, contents) = match value {
            FormPartValue::Text(text) => (None, None, text.into_bytes()),
            FormPartValue::Json(text) => {
                (None, Some("application/json".to_owned()), text.into_bytes())
            }
            FormPartValue::File {
                name,
                content_type,
                contents,
            } => (Some(name), Some(content_type), read(contents).await?),
        };
        all.push(SentPart {
            name,
            file_name,
            content_type,
            contents,
        });
    }
    Ok(all)
}

async fn read(contents: UploadContents) -> Result<Vec<u8>, TransportError> {
    let failed = |why: String| {
        let error = TransportError::maybe_sent(TransportFailure::Upload);
        error.caused_by(why)
    };
    let size = contents.size();
    let mut reader = contents.into_reader();
    let (mut all, mut room) = (Vec::new(), [0; 8 * 1024]);
    loop {
        let mut buffer = ReadBuf::new(&mut room);
        poll_fn(|context| reader.as_mut().poll_read(context, &mut buffer))
            .await
            .map_err(|error| failed(error.to_string()))?;
        match buffer.filled() {
            [] => break,
            part => all.extend_from_slice(part),
        }
    }
    match u64::try_from(all.len()) == Ok(size) {
        true => Ok(all),
        false => Err(failed(format!(
            "the file was said to have {size} bytes, and has {}",
            all.len()
        ))),
    }
}
