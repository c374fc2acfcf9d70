//! Files to upload, and the parts of a body of the type `multipart/form-data`.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

/// A file to upload: its contents, its name, and its content type.
///
/// Contents are sent in parts, never held in memory as a whole, unless they are bytes that the caller has. Their size is known before
/// anything is sent; if a file turns out to be shorter or longer, the call fails with [`ErrorKind::Read`](crate::ErrorKind::Read), and the
/// provider receives an incomplete request. Clones share their contents.
///
/// ```
/// use specie_runtime::Upload;
///
/// let from_disk = Upload::from_path("statements/may.pdf").content_type("application/pdf");
/// let in_memory = Upload::from_bytes("note.txt", "as agreed").content_type("text/plain");
/// # assert_eq!((from_disk.name(), in_memory.name()), ("may.pdf", "note.txt"));
/// ```
#[derive(Clone)]
pub struct Upload {
    name: String,
    content_type: Option<String>,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Bytes(Arc<[u8]>),
    Path(PathBuf),
    Reader(Arc<Mutex<Option<Reader>>>, u64),
}

/// What contents are read from.
type Reader = Pin<Box<dyn AsyncRead + Send>>;

impl Upload {
    /// A file with these contents.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(name.into(), Source::Bytes(bytes.into().into()))
    }

    /// A file on disk, under its own name. It is opened when it is sent.
    #[must_use]
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::of(name.into_owned(), Source::Path(path))
    }

    /// A file whose contents come from a reader: `size` bytes. They can be sent once, so a call with them is never repeated, not even with a
    /// new session.
    #[must_use]
    pub fn from_reader(
        name: impl Into<String>,
        size: u64,
        reader: impl AsyncRead + Send + 'static,
    ) -> Self {
        let reader = Arc::new(Mutex::new(Some(Box::pin(reader) as Reader)));
        Self::of(name.into(), Source::Reader(reader, size))
    }

    fn of(name: String, source: Source) -> Self {
        Self {
            name,
            content_type: None,
            source,
        }
    }

    /// The same file under another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same file with this content type, such as `application/pdf`. Without one, it is `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The name that the provider is told.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the contents can be sent once only.
    pub(crate) fn is_once(&self) -> bool {
        matches!(self.source, Source::Reader(..))
    }

    /// The contents, ready to be read.
    ///
    /// # Errors
    /// The file cannot be opened, or a reader was used before.
    pub fn open(&self) -> io::Result<UploadContents> {
        let (size, reader): (u64, Reader) = match &self.source {
            Source::Bytes(bytes) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let rest = Rest {
                    bytes: bytes.clone(),
                    at: 0,
                };
                (size, Box::pin(rest))
            }
            Source::Path(path) => open_path(path)?,
            Source::Reader(reader, size) => {
                let taken = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                let used =
                    || io::Error::other("its reader was sent before, and can be sent only once");
                (*size, taken.ok_or_else(used)?)
            }
        };
        Ok(UploadContents { size, reader })
    }

    /// Its content type, or `application/octet-stream`, which says nothing.
    #[must_use]
    pub fn content_type_or_default(&self) -> &str {
        let given = self.content_type.as_deref();
        given.unwrap_or("application/octet-stream")
    }
}

#[cfg(feature = "multipart")]
fn open_path(path: &std::path::Path) -> io::Result<(u64, Reader)> {
    let file = std::fs::File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok((about.len(), Box::pin(tokio::fs::File::from_std(file))))
}

#[cfg(not(feature = "multipart"))]
fn open_path(_: &std::path::Path) -> io::Result<(u64, Reader)> {
    Err(io::Error::other("the feature `multipart` is not enabled"))
}

/// Shows the name only: contents may be secret.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?})", self.name)
    }
}

/// The contents of a file that is being sent.
pub struct UploadContents {
    size: u64,
    reader: Reader,
}

impl UploadContents {
    /// How many bytes there must be.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What to read them from, on a task of tokio. There may be more or fewer than [`Self::size`]: then the request must not be completed.
    #[must_use]
    pub fn into_reader(self) -> Pin<Box<dyn AsyncRead + Send>> {
        self.reader
    }
}

impl fmt::Debug for UploadContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadContents({} bytes)", self.size)
    }
}

/// Bytes that are not read yet.
struct Rest {
    bytes: Arc<[u8]>,
    at: usize,
}

impl AsyncRead for Rest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let size = rest.len().min(buffer.remaining());
        buffer.put_slice(rest.get(..size).unwrap_or_default());
        self.at += size;
        Poll::Ready(Ok(()))
    }
}

/// A part of a body, ready to be sent.
#[derive(Debug)]
pub struct FormPart {
    /// Its name, as the spec has it.
    pub name: String,
    /// Its value.
    pub value: FormPartValue,
}

/// The value of a part.
#[non_exhaustive]
pub enum FormPartValue {
    /// A text without a content type.
    Text(String),
    /// JSON, of the type `application/json`.
    Json(String),
    /// A file.
    File {
        /// Its name, not escaped.
        name: String,
        /// Its content type.
        content_type: String,
        /// Its contents.
        contents: UploadContents,
    },
}

/// Shows the names of files only: values may be secret.
impl fmt::Debug for FormPartValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::Json(_) => f.write_str("Json"),
            Self::File { name, contents, .. } => write!(f, "File({name:?}, {contents:?})"),
        }
    }
}

/// A file as a parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileParam<'a> {
    /// Its name.
    pub name: &'a str,
    /// The smallest size, in bytes.
    pub min: u64,
    /// The largest size, in bytes.
    pub max: u64,
}

impl<'a> FileParam<'a> {
    /// A file of any size.
    #[must_use]
    pub const fn new(name: &'a str) -> Self {
        Self::sized(name, 0, u64::MAX)
    }

    /// A file whose size is between two bounds, inclusive.
    #[must_use]
    pub const fn sized(name: &'a str, min: u64, max: u64) -> Self {
        Self { name, min, max }
    }

    /// What is wrong with this size, if anything.
    #[must_use]
    pub fn complaint(&self, size: u64) -> Option<String> {
        let Self { name, min, max } = self;
        if size < *min {
            return Some(format!(
                "`{name}` has {size} bytes, expected at least {min}"
            ));
        }
        (size > *max).then(|| format!("`{name}` has {size} bytes, expected at most {max}"))
    }
}
