//! Handled deliveries in a Redis server.

use super::{RedisStore, failed, millis};
use crate::Error;
use crate::future::BoxFuture;
use crate::stores::{ClaimState, DedupStore};
use std::time::Duration;

impl DedupStore for RedisStore {
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>> {
        Box::pin(async move {
            let mut call = self.0.scripts.claim.prepare_invoke();
            call.key(self.key("delivery", delivery))
                .arg(owner)
                .arg(millis(lease));
            Ok(match self.run::<u8>(&call).await? {
                0 => ClaimState::Claimed,
                1 => ClaimState::InProgress,
                _ => ClaimState::Done,
            })
        })
    }

    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let mut set = redis::cmd("SET");
            set.arg(self.key("delivery", delivery)).arg("done");
            set.arg("PX").arg(millis(keep));
            let mut connection = self.connection()?;
            set.query_async(&mut connection).await.map_err(failed)
        })
    }

    fn release<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let mut call = self.0.scripts.release.prepare_invoke();
            call.key(self.key("delivery", delivery)).arg(owner);
            self.run::<u8>(&call).await.map(|_| ())
        })
    }
}
