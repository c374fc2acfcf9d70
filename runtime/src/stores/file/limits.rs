//! Pools of rate limits in files. Times are those of the machine's clock; when it was set back, what was counted moves with it.

use super::FileStore;
use super::open_files::{Disk, Opened};
use super::record::{Header, Read, value};
use crate::future::BoxFuture;
use crate::stores::limit_pool::{Pool, micros};
use crate::stores::limits::{admit, correct, each_pool_once};
use crate::stores::{Admission, LimitReport, LimitStore, LimitUse};
use crate::{Error, LimitSize};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};
use tokio::sync::OwnedMutexGuard;

const REPAIR: &str = "remove it: the limit then starts as unused";

impl LimitStore for FileStore {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        let uses = each_pool_once(uses);
        let mut names: Vec<&str> = uses.iter().map(|one| one.pool).collect();
        names.sort_unstable();
        let pools: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let wanted: Vec<Wanted> = uses
            .iter()
            .map(|one| (one.pool.to_owned(), one.size, one.cost))
            .collect();
        let work = move |files: &[OwnedMutexGuard<Opened>], _: Disk| {
            take(files, &pools, &wanted, within).map(Some)
        };
        Box::pin(async move { self.with_files("limit", &names, work).await })
    }

    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        let name = pool.to_owned();
        let work = move |files: &[OwnedMutexGuard<Opened>], _: Disk| {
            for file in files {
                let now = clock();
                let (mut pool, before) = read(file, &name, now)?;
                correct(&mut pool, size, report, now);
                write(file, &name, &pool, &before, now)?;
            }
            Ok(Some(()))
        };
        Box::pin(async move { self.with_files("limit", &[pool], work).await })
    }
}

/// What a call takes: pool, size and cost.
type Wanted = (String, LimitSize, u32);

/// Takes from pools whose files are locked.
fn take(
    files: &[OwnedMutexGuard<Opened>],
    names: &[String],
    wanted: &[Wanted],
    within: Duration,
) -> Result<Admission, Error> {
    let now = clock();
    let mut pools = HashMap::new();
    for (file, name) in files.iter().zip(names) {
        pools.insert(&**name, (file, read(file, name, now)?));
    }
    let uses: Vec<LimitUse<'_>> = wanted
        .iter()
        .map(|(pool, size, cost)| LimitUse {
            pool,
            size: *size,
            cost: *cost,
        })
        .collect();
    let admission = admit(&uses, within, now, |name| {
        pools.get(name).map(|(_, (pool, _))| pool)
    });
    if let Admission::After(wait) = admission {
        for one in &uses {
            if let Some((_, (pool, _))) = pools.get_mut(one.pool) {
                pool.take(one.size, one.cost, now.saturating_add(micros(wait)));
            }
        }
        for (name, (file, (pool, before))) in &pools {
            write(file, name, pool, before, now)?;
        }
    }
    Ok(admission)
}

fn header(name: &str) -> Header<'_> {
    Header {
        kind: "limit",
        name,
        repair: REPAIR,
    }
}

/// Microseconds since 1970.
fn clock() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, micros)
}

fn read(file: &Opened, name: &str, now: u64) -> Result<(Pool, Read), Error> {
    let before = header(name).read(file)?;
    let pool = match &before.state {
        Some(state) => pool_of(state, now),
        None => Some(Pool::default()),
    };
    let pool = pool.map(|pool| (pool, before));
    pool.ok_or_else(|| {
        let path = file.path.display();
        Error::store(format!(
            "the file `{path}` is damaged: its numbers cannot be read; {REPAIR}"
        ))
    })
}

fn pool_of(state: &str, now: u64) -> Option<Pool> {
    let number = |name: &str| value(state, name)?.parse::<u64>().ok();
    let mut pool = Pool {
        last: number("last")?,
        closed_until: number("closed")?,
        level: number("level")?,
        ..Pool::default()
    };
    for slot in value(state, "slots").unwrap_or_default().split_whitespace() {
        let (slot, used) = slot.split_once(':')?;
        pool.slots
            .push_back((slot.parse().ok()?, used.parse().ok()?));
    }
    // The clock was set back: otherwise nothing would be admitted until it is where it was.
    let back = number("written")?.saturating_sub(now);
    if back > 0 {
        pool.shift_back(back);
    }
    Some(pool)
}

fn write(file: &Opened, name: &str, pool: &Pool, before: &Read, now: u64) -> Result<(), Error> {
    let Pool {
        last,
        closed_until,
        level,
        slots,
    } = pool;
    let mut state =
        format!("written {now}\nlast {last}\nclosed {closed_until}\nlevel {level}\nslots");
    for (slot, used) in slots {
        let _ = write!(state, " {slot}:{used}");
    }
    header(name).write(file, before, &state)
}
