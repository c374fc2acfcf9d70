//! Stores in the files of a folder, for the processes of one machine.

mod dedup;
mod limits;
mod locks;
mod nonces;
mod open_files;
mod record;

use crate::Error;
use crate::stores::{InProcessLock, digest};
use open_files::OpenFiles;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Nonces, locks, rate limits and handled deliveries in a folder, shared by all processes of this machine that open it.
///
/// ```no_run
/// # fn main() -> Result<(), specie_runtime::Error> {
/// let store = specie_runtime::FileStore::open("/var/lib/shop/specie")?;
/// // Client::builder(credentials).store(store.clone()).build()?
/// # Ok(())
/// # }
/// ```
///
/// - A process that is killed, at any time, leaves nothing locked and nothing broken: the kernel releases its locks, and each change is one
///   write.
/// - A nonce is never issued twice and never goes back: not when processes are killed, not when the clock is set back, and not when the
///   machine loses power. For the last, numbers are reserved on disk some seconds ahead; after a restart of the machine, nonces continue
///   above what was reserved. On systems other than Linux each nonce is written to disk before it is used, which takes milliseconds.
/// - A rate limit is not written to disk at once: after a loss of power it starts as unused.
/// - A handled delivery is on disk when [`Claimed::finish`](crate::Claimed::finish) returns.
/// - A file that is damaged, or that is not of such a store, is an error of kind [`ErrorKind::Store`](crate::ErrorKind::Store) that names
///   the file.
///
/// The folder must be on a disk of this machine: file systems of a network lock differently. For several machines use a server.
#[derive(Clone, Debug)]
pub struct FileStore(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    open: OpenFiles,
    /// Calls of this process wait here for each other, in order, before one of them waits for other processes.
    queue: InProcessLock,
}

impl FileStore {
    /// A store in `folder`, which is created if it does not exist. Its files can be read by their owner only.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](crate::ErrorKind::Store): the folder cannot be created or written.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        create_folder(folder).map_err(|error| failed("create", folder, error))?;
        // A relative path would name another folder when the program changes its own.
        let folder = folder
            .canonicalize()
            .map_err(|error| failed("open", folder, error))?;
        let probe = folder.join("store.lock");
        open_files::open(&probe).map_err(|error| failed("write", &probe, error))?;
        Ok(Self(Arc::new(Inner {
            folder,
            open: OpenFiles::default(),
            queue: InProcessLock::default(),
        })))
    }

    /// The file of this kind for `name`. The name is kept readable; its digest makes it unique whatever characters it has.
    fn path(&self, kind: &str, name: &str) -> PathBuf {
        let readable = name.chars().take(60).map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => letter,
            _ => '_',
        });
        let readable: String = readable.collect();
        let digest = digest(name.as_bytes());
        self.0.folder.join(format!("{kind}-{readable}-{digest}"))
    }
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// The error for a file that the system does not let us use.
fn failed(what: &str, path: &Path, error: io::Error) -> Error {
    Error::store(format!(
        "cannot {what} `{}` of the store: {error}",
        path.display()
    ))
    .caused_by(error)
}

/// Runs work that may wait for other processes or for the disk, on a thread of its own: executors of calls must not wait.
async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (done, result) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("specie-file-store".to_owned())
        .spawn(move || {
            // If nobody waits any more, the result is dropped, and with it what it holds.
            let _ = done.send(work());
        })
        .map_err(|error| Error::store("cannot start a thread for the store").caused_by(error))?;
    result
        .await
        .unwrap_or_else(|_| Err(Error::store("a thread of the store ended without a result")))
}
