//! Nonces in files: the last one of each key, and how far numbers are reserved on disk.

use super::open_files::{Disk, Opened};
use super::record::{Header, value};
use super::{FileStore, failed};
use crate::Error;
use crate::future::BoxFuture;
use crate::signing::plan::Unit;
use crate::stores::NonceStore;
use std::sync::OnceLock;
use tokio::sync::OwnedMutexGuard;

/// For how many seconds of the clock numbers are reserved on disk, and how many at least: each reservation waits for the disk.
const RESERVED_SECONDS: i128 = 4;
const RESERVED: i128 = 4096;

const REPAIR: &str = "stop all programs that use the key, make sure that the clock is right, and remove the file: its nonces then start at the clock";

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    /// The last nonce that was issued, as of the last write that the kernel knows of.
    last: i128,
    /// No nonce above this was issued, as of the last write that is on disk.
    reserved: i128,
}

impl NonceStore for FileStore {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        let name = key.to_owned();
        let work = move |files: &[OwnedMutexGuard<Opened>], disk| match files {
            [file] => next(file, &name, unit, least, boot(), disk),
            _ => Ok(None),
        };
        Box::pin(async move { self.with_files("nonces", &[key], work).await })
    }
}

/// The next nonce of a locked file. `None`: it has to wait for the disk.
fn next(
    file: &Opened,
    name: &str,
    unit: Unit,
    least: i128,
    boot: Option<&str>,
    disk: Disk,
) -> Result<Option<i128>, Error> {
    let header = Header {
        kind: "nonces",
        name,
        repair: REPAIR,
    };
    let before = header.read(file)?;
    let state = before.state.as_deref();
    let known = state.map(|state| {
        known(state, boot).ok_or_else(|| {
            let path = file.path.display();
            Error::store(format!(
                "the file `{path}` is damaged: its numbers cannot be read; {REPAIR}"
            ))
        })
    });
    let known = known.transpose()?;
    let after = match &known {
        Some(known) => known
            .last
            .checked_add(1)
            .ok_or_else(|| Error::store("there is no larger nonce"))?,
        None => least,
    };
    let nonce = least.max(after);
    let same_boot = state.and_then(|state| value(state, "boot")) == boot;
    let reserved = known.map(|known| known.reserved);
    match reserved.filter(|reserved| same_boot && boot.is_some() && nonce <= *reserved) {
        Some(reserved) => header.write(file, &before, &text(nonce, reserved, boot))?,
        None if disk == Disk::Never => return Ok(None),
        None => {
            // Where a restart of the machine cannot be told from one of the program, nothing is reserved: each nonce is on disk first.
            let ahead = boot.map_or(0, |_| RESERVED.max(RESERVED_SECONDS * unit.per_second()));
            header.write(
                file,
                &before,
                &text(nonce, nonce.saturating_add(ahead), boot),
            )?;
            let synced = file.file.sync_all();
            synced.map_err(|error| failed("write", &file.path, error))?;
            if state.is_none() {
                sync_folder(file)?;
            }
        }
    }
    Ok(Some(nonce))
}

/// What the state says. After a restart of the machine, numbers up to the reserved one may have been issued.
fn known(state: &str, boot: Option<&str>) -> Option<Known> {
    let last: i128 = value(state, "last")?.parse().ok()?;
    let reserved: i128 = value(state, "reserved")?.parse().ok()?;
    let same_boot = boot.is_some() && value(state, "boot") == boot;
    Some(Known {
        last: if same_boot { last } else { last.max(reserved) },
        reserved,
    })
}

fn text(last: i128, reserved: i128, boot: Option<&str>) -> String {
    let boot = boot.unwrap_or("-");
    format!("last {last}\nreserved {reserved}\nboot {boot}")
}

/// A text that changes with each start of the machine. `None`: the system has none.
fn boot() -> Option<&'static str> {
    static BOOT: OnceLock<Option<String>> = OnceLock::new();
    let read = || {
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let text = text.trim().to_owned();
        (!text.is_empty() && !text.contains(char::is_whitespace)).then_some(text)
    };
    BOOT.get_or_init(read).as_deref()
}

/// The entry of a new file is on disk when its folder is.
#[cfg(unix)]
fn sync_folder(file: &Opened) -> Result<(), Error> {
    let Some(folder) = file.path.parent() else {
        return Ok(());
    };
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| failed("write", folder, error))
}

#[cfg(not(unix))]
fn sync_folder(_: &Opened) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::open_files::open;
    use super::*;

    /// A file in a folder that is removed at the end.
    fn file() -> (tempfile::TempDir, Opened) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nonces-k");
        let file = open(&path).unwrap();
        (folder, Opened { file, path })
    }

    fn given(file: &Opened, least: i128, boot: Option<&str>) -> i128 {
        next(file, "k", Unit::Millis, least, boot, Disk::MayWait)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn nonces_grow_whatever_the_clock_does() {
        let (_folder, file) = file();
        let given = [5, 5, 3, 9, -7].map(|clock| given(&file, clock, Some("b")));
        assert_eq!(given, [5, 6, 7, 9, 10]);
    }

    #[test]
    fn after_a_restart_of_the_machine_they_continue_above_what_was_reserved() {
        let (_folder, file) = file();
        assert_eq!(given(&file, 100, Some("first")), 100);
        // What the kernel knew was lost, and the clock was set back.
        assert_eq!(given(&file, 1, Some("second")), 100 + 4096 + 1);
        assert_eq!(given(&file, 1, Some("second")), 100 + 4096 + 2);
        // A system without a name for each start never writes ahead.
        assert_eq!(given(&file, 10_000, None), 10_000);
        assert_eq!(given(&file, 1, None), 10_001);
        assert_eq!(given(&file, 1, None), 10_002);
    }

    #[test]
    fn only_a_reservation_waits_for_the_disk() {
        let (_folder, file) = file();
        let now = |least| next(&file, "k", Unit::Millis, least, Some("b"), Disk::Never).unwrap();
        assert_eq!(now(100), None);
        given(&file, 100, Some("b"));
        assert_eq!(now(100 + 4096), Some(100 + 4096));
        assert_eq!(now(0), None);
    }
}
