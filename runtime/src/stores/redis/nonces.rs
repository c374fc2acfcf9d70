//! Nonces in a Redis server.

use super::RedisStore;
use crate::Error;
use crate::future::BoxFuture;
use crate::signing::plan::Unit;
use crate::stores::NonceStore;
use std::sync::PoisonError;
use std::time::Duration;

/// By how much nonces may be ahead of the server's clock: seconds of it, and how many numbers at least.
const AHEAD_SECONDS: i128 = 60;
const AHEAD: i128 = 4096;

/// The longest time that a call waits for the clock.
const PATIENCE: u64 = 5_000;

/// Numbers are given to scripts as two, of nine digits and the rest.
const BASE: i128 = 1_000_000_000;

impl NonceStore for RedisStore {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        Box::pin(async move {
            loop {
                // What this process received is known even if the server has forgotten it.
                let least = self.after_received(key).max(least).max(0);
                match self.ask(key, unit, least).await? {
                    Asked::Nonce(nonce) => {
                        self.receive(key, nonce);
                        return Ok(nonce);
                    }
                    Asked::Wait(millis) if millis <= PATIENCE => {
                        tokio::time::sleep(Duration::from_millis(millis.max(1))).await;
                    }
                    Asked::Wait(millis) => {
                        return Err(Error::store(format!(
                            "the nonces of the key, or the clock of this machine, are {} s too far ahead of the clock of the Redis server",
                            millis / 1000
                        )));
                    }
                }
            }
        })
    }
}

enum Asked {
    Nonce(i128),
    /// Nonces are too far ahead of the clock, by this many milliseconds.
    Wait(u64),
}

impl RedisStore {
    async fn ask(&self, key: &str, unit: Unit, least: i128) -> Result<Asked, Error> {
        let per_second = unit.per_second();
        let ahead = AHEAD.max(AHEAD_SECONDS * per_second);
        let mut call = self.0.scripts.nonce.prepare_invoke();
        call.key(self.key("nonce", key));
        for number in [
            least / BASE,
            least % BASE,
            per_second,
            ahead / BASE,
            ahead % BASE,
        ] {
            call.arg(number.to_string());
        }
        let answer: (u8, String, Option<String>) =
            match self.run::<Vec<String>>(&call).await?.as_slice() {
                [state, one] => (u8::from(state != "0"), one.clone(), None),
                [state, one, two] => (u8::from(state != "0"), one.clone(), Some(two.clone())),
                _ => return Err(unreadable()),
            };
        match answer {
            (0, high, Some(low)) => {
                let high: i128 = high.parse().map_err(|_| unreadable())?;
                let low: i128 = low.parse().map_err(|_| unreadable())?;
                let nonce = high
                    .checked_mul(BASE)
                    .and_then(|high| high.checked_add(low));
                Ok(Asked::Nonce(nonce.ok_or_else(unreadable)?))
            }
            (_, millis, None) => Ok(Asked::Wait(millis.parse().map_err(|_| unreadable())?)),
            _ => Err(unreadable()),
        }
    }

    fn after_received(&self, key: &str) -> i128 {
        let received = self
            .0
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        received.get(key).map_or(0, |last| last.saturating_add(1))
    }

    fn receive(&self, key: &str, nonce: i128) {
        let mut received = self
            .0
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match received.get_mut(key) {
            Some(last) => *last = nonce.max(*last),
            None => {
                received.insert(key.to_owned(), nonce);
            }
        }
    }
}

fn unreadable() -> Error {
    Error::store("the Redis server of the store gave a nonce that cannot be read")
}
