//! The parts of a body of the type `multipart/form-data`, read as they arrive: of a file, only what is said of it and its size are kept.

use futures_util::StreamExt;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use multer::{Constraints, Multipart, SizeLimit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The largest body of this type, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// The most bytes of everything that is kept: texts, and the heads of parts.
const MOST_KEPT: u64 = 1 << 20;

/// The most parts.
const MOST_PARTS: usize = 1_000;

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) content: Content,
}

/// What a part has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Text(String),
    File {
        /// The name that the sender gives it.
        name: String,
        content_type: Option<String>,
        /// In bytes.
        size: u64,
    },
}

/// Why a body has no parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PartsError {
    /// There is too much of it.
    TooLarge(String),
    /// It is not what its content type says.
    Unreadable(String),
}

/// The boundary that a content type gives, if it is this one.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    // Most bodies are of other types, which need not be parsed to know that.
    const KIND: &str = "multipart/";
    let start = content_type.get(..KIND.len())?;
    if !start.eq_ignore_ascii_case(KIND) {
        return None;
    }
    multer::parse_boundary(content_type).ok()
}

/// Reads the parts of a body. Its memory does not grow with the size of files.
pub(crate) async fn read(body: Incoming, boundary: String) -> Result<Vec<Part>, PartsError> {
    let (given, taken) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let counted = {
        let (given, taken) = (given.clone(), taken.clone());
        body.into_data_stream().then(move |data| {
            let (given, taken) = (given.clone(), taken.clone());
            async move {
                // The parser takes all that is ready before it looks at any of it. It shall look at each piece.
                tokio::task::yield_now().await;
                let data = data.map_err(|error| error.to_string())?;
                let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
                let given = given.fetch_add(size, Ordering::Relaxed);
                match given.saturating_sub(taken.load(Ordering::Relaxed)) > MOST_KEPT {
                    true => Err(TOO_MUCH_HEAD.to_owned()),
                    false => Ok(data),
                }
            }
        })
    };
    // The parser takes a body that ends while it looks for its first part for one without parts: the end comes a turn later.
    let end = futures_util::stream::once(async {
        tokio::task::yield_now().await;
        Ok(Bytes::new())
    });
    let limit = SizeLimit::new().whole_stream(MOST_BYTES);
    let constraints = Constraints::new().size_limit(limit);
    let mut multipart =
        Multipart::with_constraints(Box::pin(counted.chain(end)), boundary, constraints);
    let (mut parts, mut kept) = (Vec::new(), 0_u64);
    while let Some(mut field) = multipart.next_field().await.map_err(problem)? {
        if parts.len() >= MOST_PARTS {
            let why = format!("the body has more than {MOST_PARTS} parts");
            return Err(PartsError::TooLarge(why));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        let (mut size, mut bytes) = (0_u64, Vec::new());
        while let Some(chunk) = field.chunk().await.map_err(problem)? {
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            size = size.saturating_add(length);
            taken.fetch_add(length, Ordering::Relaxed);
            if file_name.is_none() {
                kept = kept.saturating_add(length);
                if kept > MOST_KEPT {
                    let why =
                        format!("the parts without a file name have more than {MOST_KEPT} bytes");
                    return Err(PartsError::TooLarge(why));
                }
                bytes.extend_from_slice(&chunk);
            }
        }
        let content = match file_name {
            Some(name) => Content::File {
                name,
                content_type,
                size,
            },
            None => Content::Text(String::from_utf8(bytes).map_err(|_| {
                PartsError::Unreadable(format!("the part `{name}` is neither a text nor a file"))
            })?),
        };
        parts.push(Part { name, content });
    }
    Ok(parts)
}

const TOO_MUCH_HEAD: &str = "the heads of the parts are too long";

fn problem(error: multer::Error) -> PartsError {
    match &error {
        multer::Error::StreamSizeExceeded { limit } => {
            PartsError::TooLarge(format!("the body has more than {limit} bytes"))
        }
        multer::Error::StreamReadFailed(cause) if cause.to_string() == TOO_MUCH_HEAD => {
            PartsError::TooLarge(TOO_MUCH_HEAD.to_owned())
        }
        _ => PartsError::Unreadable(error.to_string()),
    }
}
