//! The files that a store holds open, and the lock on each while it is read and written.

use super::{FileStore, failed, on_thread};
use crate::Error;
use fs4::{FileExt, TryLockError};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// How many files are held open: programs may open about a thousand.
const OPEN: usize = 128;

/// A file of the store, and its path for messages.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) path: PathBuf,
}

/// A file, by its kind and its name.
type FileName = (&'static str, String);

/// The open files. Tasks of this process wait at the mutex of a file, processes at the lock of the system.
#[derive(Debug, Default)]
pub(super) struct OpenFiles(Mutex<HashMap<FileName, Arc<AsyncMutex<Opened>>>>);

/// Whether work on files may wait for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disk {
    /// It runs on a thread of its own.
    MayWait,
    /// It runs where calls run.
    Never,
}

impl FileStore {
    fn opened(&self, kind: &'static str, name: &str) -> Result<Arc<AsyncMutex<Opened>>, Error> {
        let mut files = self.0.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (kind, name.to_owned());
        if let Some(known) = files.get(&key) {
            return Ok(Arc::clone(known));
        }
        if files.len() >= OPEN {
            files.retain(|_, file| Arc::strong_count(file) > 1);
        }
        let path = self.path(kind, name);
        let file = open(&path).map_err(|error| failed("open", &path, error))?;
        let opened = Arc::new(AsyncMutex::new(Opened { file, path }));
        files.insert(key, Arc::clone(&opened));
        Ok(opened)
    }

    /// Works on the files of these names while no other task and no other process does. `work` is tried here first; if a file is locked or
    /// `work` returns `None`, it runs on a thread. The names are sorted and differ: in one order everywhere, no two wait for each other.
    pub(super) async fn with_files<T, W>(
        &self,
        kind: &'static str,
        names: &[&str],
        work: W,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Fn(&[OwnedMutexGuard<Opened>], Disk) -> Result<Option<T>, Error> + Send + 'static,
    {
        let mut held = Vec::with_capacity(names.len());
        for name in names {
            held.push(self.opened(kind, name)?.lock_owned().await);
        }
        if let Some(done) = locked(&held, Disk::Never, &work)? {
            return Ok(done);
        }
        on_thread(move || {
            locked(&held, Disk::MayWait, &work)?
                .ok_or_else(|| Error::store("the store did not finish its work"))
        })
        .await
    }
}

/// Locks the files, works, and unlocks them. `None`: that would have to wait.
fn locked<T>(
    files: &[OwnedMutexGuard<Opened>],
    disk: Disk,
    work: &impl Fn(&[OwnedMutexGuard<Opened>], Disk) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let mut locks = Vec::with_capacity(files.len());
    for opened in files {
        let taken = match disk {
            Disk::MayWait => lock(&opened.file).map(|()| true),
            Disk::Never => try_lock(&opened.file),
        };
        if !taken.map_err(|error| failed("lock", &opened.path, error))? {
            return Ok(None);
        }
        locks.push(Unlock(&opened.file));
    }
    work(files, disk)
}

/// Unlocks a file when it is dropped.
struct Unlock<'f>(&'f File);

impl Drop for Unlock<'_> {
    fn drop(&mut self) {
        // It fails only for a file that is not open; the kernel releases the lock at the latest when the file is closed.
        let _ = FileExt::unlock(self.0);
    }
}

/// Opens a file to read and write, and creates it if necessary.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Waits until no other process has locked the file.
pub(super) fn lock(file: &File) -> io::Result<()> {
    loop {
        match FileExt::lock(file) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Locks a file, if no other process has.
pub(super) fn try_lock(file: &File) -> io::Result<bool> {
    match FileExt::try_lock(file) {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
