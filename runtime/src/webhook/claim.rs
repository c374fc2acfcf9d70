//! Handling a delivery once, though the provider may send it several times.

use super::{Source, Verified};
use crate::core::Core;
use crate::future::ResponseFuture;
use crate::random::random_bytes;
use crate::stores::{ClaimState, digest};
use crate::{Error, ErrorKind, Outcome};
use std::fmt;
use std::time::Duration;

/// How long a claim lasts by default: after that, another process may handle the delivery.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// How long a handled delivery is remembered by default: longer than providers repeat one.
const KEEP: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Whether a delivery must be handled now.
#[derive(Debug)]
#[must_use = "only a claimed delivery may be handled"]
pub enum Claim {
    /// The delivery is new, or the one who claimed it before did not finish in time: handle it, then call [`Claimed::finish`].
    New(Claimed),
    /// Another one handles it now. Respond with an error, such as 409, so that the provider sends it again.
    InProgress,
    /// It was handled: respond with success, and do nothing.
    Done,
}

/// A delivery that this program handles. Without [`Claimed::finish`] it counts as not handled, and is handled again when the claim has
/// expired and the provider sends it again.
#[must_use = "a delivery that is not finished is handled again"]
pub struct Claimed {
    core: Core,
    delivery: String,
    owner: String,
}

impl fmt::Debug for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claimed")
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}

impl Claimed {
    /// Records that the delivery was handled. It is remembered for 14 days.
    ///
    /// # Errors
    /// [`ErrorKind::Store`]: the store failed. Respond with an error; the provider's next attempt is handled once more.
    pub fn finish(self) -> ResponseFuture<'static, ()> {
        self.finish_and_keep(KEEP)
    }

    /// The same, remembered for another time. It must be longer than the provider repeats deliveries.
    ///
    /// # Errors
    /// As for [`Claimed::finish`].
    pub fn finish_and_keep(self, keep: Duration) -> ResponseFuture<'static, ()> {
        ResponseFuture::new(async move {
            let dedup = &self.core.0.dedup;
            let finished = dedup.finish(&self.delivery, keep).await;
            finished.map_err(Error::not_sent)
        })
    }

    /// Gives the delivery back, because it could not be handled: the provider's next attempt is handled at once, not only when this claim
    /// has expired.
    ///
    /// # Errors
    /// [`ErrorKind::Store`]: the store failed. The claim expires by itself.
    pub fn release(self) -> ResponseFuture<'static, ()> {
        ResponseFuture::new(async move {
            let dedup = &self.core.0.dedup;
            let released = dedup.release(&self.delivery, &self.owner).await;
            released.map_err(Error::not_sent)
        })
    }
}

impl<T> Verified<T> {
    /// Claims this delivery, so that it is handled once: whichever of several attempts, processes or machines comes first gets
    /// [`Claim::New`]. What was handled is known to the client's [`DedupStore`](crate::DedupStore). The claim lasts 5 minutes.
    ///
    /// ```
    /// use specie_runtime::{Claim, Error, Verified};
    ///
    /// /// Returns the status to respond with.
    /// async fn receive<T>(delivery: Verified<T>, handle: impl AsyncFnOnce(T) -> bool) -> Result<u16, Error> {
    ///     let claimed = match delivery.claim().await? {
    ///         Claim::New(claimed) => claimed,
    ///         Claim::InProgress => return Ok(409), // the provider tries again
    ///         Claim::Done => return Ok(200),
    ///     };
    ///     if handle(delivery.into_event()).await {
    ///         claimed.finish().await?;
    ///         return Ok(200);
    ///     }
    ///     claimed.release().await?;
    ///     Ok(500)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Store`]: the store failed. [`ErrorKind::Decode`]: the delivery has no id by which a repetition could be told from another
    /// delivery; decide by your own data whether it was handled. In both cases it is not claimed.
    pub fn claim(&self) -> ResponseFuture<'_, Claim> {
        self.claim_for(LEASE)
    }

    /// The same with a claim that lasts this long. If handling the delivery takes longer, another attempt may be handled at the same time.
    ///
    /// # Errors
    /// As for [`Verified::claim`].
    pub fn claim_for(&self, lease: Duration) -> ResponseFuture<'_, Claim> {
        // The event itself need not be shared between threads.
        ResponseFuture::new(claim(&self.source, self.id.as_deref(), lease))
    }
}

async fn claim(source: &Source, id: Option<&str>, lease: Duration) -> Result<Claim, Error> {
    let Some(id) = id else {
        let what = "the delivery has no id, so a repetition of it cannot be recognized";
        return Err(Error::new(ErrorKind::Decode, Outcome::Done, what));
    };
    let core = &source.core;
    let webhooks = &core.0.provider.scheme.webhooks;
    let webhook = webhooks.get(usize::from(source.webhook));
    let webhook = webhook.map_or("", |webhook| &*webhook.plan.name);
    let delivery = format!("{}:{webhook}:{}", core.0.key, digest(id.as_bytes()));
    let owner = digest(&random_bytes()?);
    let dedup = &core.0.dedup;
    let state = dedup.claim(&delivery, &owner, lease).await;
    Ok(match state.map_err(Error::not_sent)? {
        ClaimState::Claimed => Claim::New(Claimed {
            core: core.clone(),
            delivery,
            owner,
        }),
        ClaimState::InProgress => Claim::InProgress,
        ClaimState::Done => Claim::Done,
    })
}
