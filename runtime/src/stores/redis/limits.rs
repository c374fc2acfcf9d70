//! Pools of rate limits in a Redis server.

use super::RedisStore;
use crate::future::BoxFuture;
use crate::stores::limit_pool::micros;
use crate::stores::limits::each_pool_once;
use crate::stores::{Admission, LimitReport, LimitStore, LimitUse};
use crate::{Error, LimitSize};
use redis::ScriptInvocation;
use std::time::Duration;

impl LimitStore for RedisStore {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        Box::pin(async move {
            let mut call = self.0.scripts.limits.prepare_invoke();
            call.arg("take").arg(micros(within).to_string());
            for one in each_pool_once(uses).iter() {
                call.key(self.key("limit", one.pool));
                add_size(&mut call, one.size, one.cost);
            }
            let (state, wait): (u8, u64) = self.run(&call).await?;
            let wait = Duration::from_micros(wait);
            Ok(match state {
                0 => Admission::After(wait),
                1 => Admission::NotWithin(wait),
                _ => Admission::NotWithin(Duration::MAX),
            })
        })
    }

    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let (what, number) = match report {
                LimitReport::Used(used) => ("used", used),
                LimitReport::Left(left) => ("left", left),
                LimitReport::Closed(time) => ("closed", micros(time)),
            };
            let mut call = self.0.scripts.limits.prepare_invoke();
            call.key(self.key("limit", pool)).arg(what).arg(number);
            add_size(&mut call, size, 0);
            let (_, _): (u8, u64) = self.run(&call).await?;
            Ok(())
        })
    }
}

fn add_size(call: &mut ScriptInvocation<'_>, size: LimitSize, cost: u32) {
    match size {
        LimitSize::Window { calls, per_ms } => {
            call.arg("window").arg(calls).arg(per_ms).arg(0);
        }
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => {
            call.arg("counter")
                .arg(max)
                .arg(per_ms)
                .arg(decay_thousandths);
        }
    }
    call.arg(cost);
}
