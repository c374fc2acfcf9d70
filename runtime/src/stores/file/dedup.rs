//! Handled deliveries in files: one line each, spread over 256 files, each of which is replaced as a whole.

use super::open_files::{Disk, Opened, open};
use super::record::{checksum, text_of};
use super::{FileStore, failed};
use crate::Error;
use crate::future::BoxFuture;
use crate::stores::{ClaimState, DedupStore, digest};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tokio::sync::OwnedMutexGuard;

const HEADER: &str = "specie deliveries 1";

const REPAIR: &str = "remove it: deliveries that were handled may then be handled again";

/// A delivery that was claimed or finished.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    delivery: String,
    /// Who claimed it; `None`: it is finished.
    owner: Option<String>,
    /// When it is forgotten, in milliseconds since 1970.
    until: u128,
}

/// What is to be done with a delivery.
enum Act {
    Claim(String, Duration),
    Finish(Duration),
    Release(String),
}

impl DedupStore for FileStore {
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>> {
        self.act(delivery, Act::Claim(digest(owner.as_bytes()), lease))
    }

    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>> {
        let act = self.act(delivery, Act::Finish(keep));
        Box::pin(async move { act.await.map(|_| ()) })
    }

    fn release<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        let act = self.act(delivery, Act::Release(digest(owner.as_bytes())));
        Box::pin(async move { act.await.map(|_| ()) })
    }
}

impl FileStore {
    fn act(&self, delivery: &str, act: Act) -> BoxFuture<'_, Result<ClaimState, Error>> {
        // Names may have any characters; digests have none that end a word.
        let delivery = digest(delivery.as_bytes());
        let shard = delivery.get(..2).unwrap_or_default().to_owned();
        let work = move |files: &[OwnedMutexGuard<Opened>], disk| match (files, disk) {
            // Replacing a file waits for the disk.
            ([lock], Disk::MayWait) => {
                let path = lock.path.with_extension("lines");
                acted(&path, &delivery, &act).map(Some)
            }
            _ => Ok(None),
        };
        Box::pin(async move { self.with_files("deliveries", &[&shard], work).await })
    }
}

/// Acts on a delivery while its file is locked. Returns the state before.
fn acted(path: &Path, delivery: &str, act: &Act) -> Result<ClaimState, Error> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_millis());
    let mut lines = read(path)?;
    lines.retain(|line| line.until > now);
    let known = lines.iter().position(|line| line.delivery == delivery);
    let owner = known
        .and_then(|at| lines.get(at))
        .map(|line| line.owner.clone());
    let (state, new) = match (act, owner) {
        (Act::Claim(..), Some(Some(_))) => return Ok(ClaimState::InProgress),
        (Act::Claim(..), Some(None)) => return Ok(ClaimState::Done),
        (Act::Claim(owner, lease), None) => {
            (ClaimState::Claimed, Some((Some(owner.clone()), *lease)))
        }
        (Act::Finish(keep), _) => (ClaimState::Done, Some((None, *keep))),
        (Act::Release(owner), Some(Some(claimed))) if claimed == *owner => {
            (ClaimState::Claimed, None)
        }
        (Act::Release(_), _) => return Ok(ClaimState::Claimed),
    };
    if let Some(at) = known {
        lines.swap_remove(at);
    }
    if let Some((owner, time)) = new {
        lines.push(Line {
            delivery: delivery.to_owned(),
            owner,
            until: now.saturating_add(time.as_millis()),
        });
    }
    // On disk before anything else happens: a claim need not be, but a delivery that was handled must.
    replace(path, &lines, matches!(act, Act::Finish(_)))?;
    Ok(state)
}

fn read(path: &Path) -> Result<Vec<Line>, Error> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", path, error)),
    };
    let lines = lines_of(&bytes)
        .map_err(|why| Error::store(format!("the file `{}` {why}", path.display())))?;
    Ok(lines)
}

fn lines_of(bytes: &[u8]) -> Result<Vec<Line>, String> {
    let damaged = || format!("is damaged: its checksum does not match; {REPAIR}");
    let text = text_of(bytes, HEADER, REPAIR)?;
    let body = text.strip_prefix(HEADER).unwrap_or_default();
    let (signed, sum) = body.rsplit_once("\nsum ").ok_or_else(damaged)?;
    if sum.trim_end() != checksum(signed) {
        return Err(damaged());
    }
    let lines = signed.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let mut words = line.split(' ');
            let (delivery, owner) = (words.next()?.to_owned(), words.next()?);
            Some(Line {
                delivery,
                owner: (owner != "-").then(|| owner.to_owned()),
                until: words.next()?.parse().ok()?,
            })
        })
        .collect::<Option<_>>()
        .ok_or_else(damaged)
}

/// Replaces the file: either the old or the new one is there, whatever happens meanwhile.
fn replace(path: &Path, lines: &[Line], durable: bool) -> Result<(), Error> {
    let mut body = String::from("\n");
    for Line {
        delivery,
        owner,
        until,
    } in lines
    {
        let owner = owner.as_deref().unwrap_or("-");
        let _ = writeln!(body, "{delivery} {owner} {until}");
    }
    let body = body.trim_end();
    let text = format!("{HEADER}{body}\nsum {}\n", checksum(body));
    let new = path.with_extension("new");
    let written = open(&new).and_then(|mut file| {
        file.set_len(0)?;
        file.write_all(text.as_bytes())?;
        match durable {
            true => file.sync_all(),
            false => Ok(()),
        }
    });
    written.map_err(|error| failed("write", &new, error))?;
    std::fs::rename(&new, path).map_err(|error| failed("replace", path, error))?;
    #[cfg(unix)]
    if durable && let Some(folder) = path.parent() {
        let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| failed("write", folder, error))?;
    }
    Ok(())
}
