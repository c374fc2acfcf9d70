//! Rate limits: which pools a call takes from, waiting for them before anything is stamped, and what responses say about them.

use super::Inner;
use super::attempt::{Attempt, Subject};
use super::deadline::Deadline;
use crate::limits::{Cost, CountedCalls, LimitSize};
use crate::operation::Operation;
use crate::provider::Provider;
use crate::signing::Value;
use crate::stores::{Admission, LimitReport, LimitStore, LimitUse};
use crate::transport::TransportResponse;
use crate::{Error, ErrorKind, Outcome};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a call that has its outcome waits for the limit store to be told, if so much of its time is left.
const TELLING: Duration = Duration::from_secs(1);

/// What responses said about pools, until the store is told.
#[derive(Default)]
pub(super) struct Reports(Mutex<Vec<(String, LimitSize, LimitReport)>>);

impl Reports {
    fn add(&self, pool: &str, size: LimitSize, report: LimitReport) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reports.push((pool.to_owned(), size, report));
    }
}

/// The rate limits of a client.
pub(super) struct Limiter {
    /// `None`: the user turned limits off, or the provider declares none.
    store: Option<Arc<dyn LimitStore>>,
    /// The pool and the size of each limit of the provider.
    pools: Vec<(String, LimitSize)>,
    /// Whether the cost of a call, or its pool, depends on its parameters.
    reads_params: bool,
}

/// What a client's calls are counted by.
#[derive(Clone, Copy)]
pub(super) struct Address<'a> {
    /// Identifies provider and credentials without revealing them.
    pub(super) key: &'a str,
    /// The base URL of the first section, if it is not its own: another environment has limits of its own.
    pub(super) base: Option<&'a str>,
}

/// What a call takes from one limit of its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Charge {
    /// The limit, as its index in the provider.
    limit: usize,
    cost: u32,
    /// The value by which the limit also counts.
    by: Option<String>,
}

impl Limiter {
    /// Nothing waits.
    pub(super) fn off() -> Self {
        Self {
            store: None,
            pools: Vec::new(),
            reads_params: false,
        }
    }

    /// Limits for accounts of this tier.
    ///
    /// # Errors
    /// No limit of the provider has this tier.
    pub(super) fn new(
        provider: &Provider,
        store: Arc<dyn LimitStore>,
        address: Address<'_>,
        tier: Option<&str>,
    ) -> Result<Self, Error> {
        let limits = &provider.limits;
        if let Some(tier) = tier
            && !limits
                .iter()
                .any(|limit| limit.tiers.iter().any(|(name, _)| *name == tier))
        {
            return Err(unknown_tier(provider, tier));
        }
        let environment = match address.base {
            Some(base) => format!("@{base}"),
            None => String::new(),
        };
        let pools = limits.iter().enumerate().map(|(index, limit)| {
            let counted_by = match &*limit.scope {
                "ip" => "ip",
                // The account of a key is not known. Calls of one key are calls of one account.
                _ => address.key,
            };
            let name = format!(
                "{}{environment}/{index}/{counted_by}",
                provider.scheme.provider
            );
            (name, limit.size_for(tier))
        });
        Ok(Self {
            store: (!limits.is_empty()).then_some(store),
            pools: pools.collect(),
            reads_params: !provider.weights.is_empty()
                || limits
                    .iter()
                    .any(|limit| limit.by.is_some() || has_rules(&limit.counts)),
        })
    }

    /// What a call with these parameters takes. They are read only if a limit depends on them.
    pub(super) fn charges<'v>(
        &self,
        provider: &Provider,
        operation: &Operation<'_>,
        params: impl FnOnce() -> &'v Value<'v>,
    ) -> Vec<Charge> {
        if self.store.is_none() {
            return Vec::new();
        }
        let params = match self.reads_params {
            true => params(),
            false => &Value::Absent,
        };
        let counted = provider.counted(operation, params);
        let charges = counted.map(|(index, limit, cost)| {
            let by = limit.by.as_ref().and_then(|name| params.get(name));
            Charge {
                limit: index,
                cost,
                by: by.and_then(|value| value.to_text().ok().map(Cow::into_owned)),
            }
        });
        charges.filter(|charge| charge.cost > 0).collect()
    }

    /// The pool of a charge, and how much it allows.
    fn pool(&self, charge: &Charge) -> Option<(Cow<'_, str>, LimitSize)> {
        let (name, size) = self.pools.get(charge.limit)?;
        Some(match &charge.by {
            Some(by) => (Cow::Owned(format!("{name}/{by}")), *size),
            None => (Cow::Borrowed(name.as_str()), *size),
        })
    }
}

impl Inner {
    /// Waits until the rate limits allow the request. A wait that would not end in time does not begin.
    pub(super) async fn wait_for_limits(&self, attempt: &Attempt<'_>) -> Result<(), Error> {
        let Some(store) = self.limiter.store.as_ref().filter(|_| !attempt.admitted) else {
            return Ok(());
        };
        let charges = self.charges_of(attempt.subject);
        let pools: Vec<_> = charges
            .iter()
            .filter_map(|charge| Some((self.limiter.pool(charge)?, charge.cost)))
            .collect();
        let uses: Vec<LimitUse<'_>> = pools
            .iter()
            .map(|((pool, size), cost)| LimitUse {
                pool,
                size: *size,
                cost: *cost,
            })
            .collect();
        if uses.is_empty() {
            return Ok(());
        }
        let taken = store.take(&uses, attempt.deadline.remaining()).await;
        match taken.map_err(Error::not_sent)? {
            Admission::After(wait) if attempt.deadline.pause(wait).await => Ok(()),
            Admission::After(wait) | Admission::NotWithin(wait) => Err(too_late(wait)),
        }
    }

    /// Notes what a response says about the pools of its call.
    pub(super) fn read_limits(&self, attempt: &Attempt<'_>, response: &TransportResponse) {
        if self.limiter.store.is_none() {
            return;
        }
        let now = self.offset.stamp(self.clock.now(), None);
        for charge in self.charges_of(attempt.subject).iter() {
            let limit = self.provider.limits.get(charge.limit);
            let (Some(limit), Some((pool, size))) = (limit, self.limiter.pool(charge)) else {
                continue;
            };
            let reported = limit.headers.read(|name| response.header(name), now);
            let used = reported.used.map(LimitReport::Used);
            let left = reported.left.map(LimitReport::Left);
            let closed = match (reported.left, reported.reset) {
                (Some(0), Some(reset)) => {
                    let wait = reset.as_micros().saturating_sub(now.as_micros());
                    u64::try_from(wait).ok().map(Duration::from_micros)
                }
                _ => None,
            };
            for report in [used, left, closed.map(LimitReport::Closed)]
                .into_iter()
                .flatten()
            {
                attempt.reports.add(&pool, size, report);
            }
        }
    }

    /// The provider refused a call because there were too many: the next ones wait, and the error says for how long.
    pub(super) fn close_limits(&self, attempt: &Attempt<'_>, error: &mut Error) {
        if self.limiter.store.is_none() || error.kind() != ErrorKind::RateLimit {
            return;
        }
        let charges = self.charges_of(attempt.subject);
        let pools: Vec<_> = charges
            .iter()
            .filter_map(|charge| self.limiter.pool(charge))
            .collect();
        // Which of the limits was exceeded is not known. The shortest one is over first.
        let shortest = pools.iter().map(|(_, size)| period(*size)).min();
        let Some(wait) = error.retry_after().or(shortest) else {
            return;
        };
        error.inner().retry_after = Some(wait);
        for (pool, size) in pools {
            attempt.reports.add(&pool, size, LimitReport::Closed(wait));
        }
    }

    /// Tells the limit store what responses said. Their calls have their outcomes by now: a store that fails or does not return changes
    /// nothing about them, and holds them up for [`TELLING`] at most. A store that fails does so again at the next call, which is then not sent.
    pub(super) async fn tell_limits(&self, reports: Reports, deadline: &Deadline) {
        let Some(store) = &self.limiter.store else {
            return;
        };
        let reports = reports.0.into_inner();
        let reports = reports.unwrap_or_else(PoisonError::into_inner);
        if reports.is_empty() {
            return;
        }
        let telling = async {
            for (pool, size, report) in &reports {
                let _ = store.report(pool, *size, *report).await;
            }
        };
        let _ = deadline.of_part(Some(TELLING)).within(telling).await;
    }

    fn charges_of<'a>(&self, subject: Subject<'a>) -> Cow<'a, [Charge]> {
        match subject {
            Subject::Call(call) => Cow::Borrowed(&call.charges),
            Subject::Session(index) => {
                let sessions = &self.provider.scheme.sessions;
                let session = sessions.get(usize::from(index));
                let section = session.and_then(|session| Some(session.call.as_ref()?.section));
                let operation = Operation::new("", "", "").section(section.unwrap_or_default());
                Cow::Owned(
                    self.limiter
                        .charges(&self.provider, &operation, || &Value::Absent),
                )
            }
        }
    }
}

/// Whether the cost of a call in a limit depends on its parameters.
fn has_rules(counts: &CountedCalls) -> bool {
    let rules = |cost: &Option<Cost>| cost.as_ref().is_some_and(|cost| !cost.rules.is_empty());
    match counts {
        CountedCalls::All | CountedCalls::Sections(_) => false,
        CountedCalls::Operations(operations) => operations.iter().any(|(_, cost)| rules(cost)),
    }
}

/// After how long a limit allows something again.
fn period(size: LimitSize) -> Duration {
    match size {
        LimitSize::Window { per_ms, .. } | LimitSize::Counter { per_ms, .. } => {
            Duration::from_millis(per_ms)
        }
    }
}

/// The error of a call whose turn comes after its timeout.
fn too_late(wait: Duration) -> Error {
    if wait == Duration::MAX {
        return Error::request("the call costs more than the provider's rate limit ever allows");
    }
    let what = format!(
        "the provider's rate limit allows this call in {:.1} s, which is later than its timeout",
        wait.as_secs_f64()
    );
    let mut error = Error::new(ErrorKind::RateLimit, Outcome::NotSent, what);
    error.inner().retry_after = Some(wait);
    error
}

fn unknown_tier(provider: &Provider, tier: &str) -> Error {
    let mut known: Vec<&str> = Vec::new();
    for (name, _) in provider.limits.iter().flat_map(|limit| limit.tiers.iter()) {
        if !known.contains(&&**name) {
            known.push(name);
        }
    }
    Error::configuration(match known[..] {
        [] => format!("unknown tier `{tier}`: the provider's limits have no tiers"),
        _ => format!("unknown tier `{tier}`; the tiers are {}", known.join(", ")),
    })
}
