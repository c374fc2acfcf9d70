//! Public keys that are fetched from the provider's address: they are kept, and deliveries are verified with those that are known.
//!
//! Fetching is a call of its own, so that verifying never waits for a network. A key that a delivery names and that is not known is a wrong
//! signature: fetch again, and verify again. How often is limited here, because anyone can send a delivery that names an unknown key.

use super::attempt::classify_failure;
use super::call::TIMEOUT;
use super::deadline::Deadline;
use super::{Core, Inner};
use crate::signing::Signer;
use crate::signing::plan::KeyAddress;
use crate::transport::{TransportError, TransportFailure, TransportRequest, check_url};
use crate::{Error, ErrorKind, Outcome, Timestamp};
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

/// Maximum size of a key set, in bytes.
const LIMIT: usize = 64 * 1024;

/// Time after which keys may be fetched again, in nanoseconds: one minute.
const PAUSE_NS: i128 = 60_000_000_000;

/// How long keys are used, in nanoseconds: one day. A provider that withdraws a key is then believed at the latest.
const LIFETIME_NS: i128 = 86_400_000_000_000;

/// The keys that were fetched.
#[derive(Default)]
pub(super) struct KeySets(RwLock<Option<Arc<Fetched>>>);

/// A signer that has the fetched keys, and when each set was fetched, by its credential.
struct Fetched {
    signer: Signer,
    times: Vec<(u16, Timestamp)>,
}

impl Fetched {
    /// The age of a set, in nanoseconds.
    fn age(&self, credential: u16, now: Timestamp) -> Option<i128> {
        let mut times = self.times.iter();
        let (_, time) = times.find(|(known, _)| *known == credential)?;
        Some(now.as_nanos().saturating_sub(time.as_nanos()))
    }
}

/// The signer that verifies deliveries of a webhook.
pub(crate) enum DeliverySigner<'s> {
    /// That of the client.
    Own(&'s Signer),
    /// One with fetched keys.
    Fetched(FetchedSigner),
}

/// A signer with fetched keys.
pub(crate) struct FetchedSigner(Arc<Fetched>);

impl Deref for DeliverySigner<'_> {
    type Target = Signer;

    fn deref(&self) -> &Signer {
        match self {
            Self::Own(signer) => signer,
            Self::Fetched(fetched) => &fetched.0.signer,
        }
    }
}

impl Core {
    /// Fetches the public keys that deliveries are verified with from the provider's addresses, where the user gave none.
    ///
    /// Call it when the program starts, and once more when a delivery is not verified: the provider may have a new key. Keys that were
    /// fetched less than a minute ago are not fetched again, and keys older than a day are not used. Redirects are not followed, and at
    /// most 64 KiB are read.
    ///
    /// # Errors
    /// There was no response, or it is not a set of keys. The keys that are known stay.
    pub async fn fetch_keys(&self) -> Result<(), Error> {
        let webhooks = &self.0.provider.scheme.webhooks;
        for address in webhooks.iter().filter_map(|webhook| webhook.keys.as_ref()) {
            self.0.fetch_keys_at(address).await?;
        }
        Ok(())
    }
}

impl Inner {
    async fn fetch_keys_at(&self, address: &KeyAddress) -> Result<(), Error> {
        let now = self.clock.now();
        let credential = address.credential;
        let young = |fetched: Arc<Fetched>| {
            let age = fetched.age(credential, now);
            age.is_some_and(|age| (0..PAUSE_NS).contains(&age))
        };
        if self.signer.has(credential) || self.fetched().is_some_and(young) {
            return Ok(());
        }
        let text = self.key_set_text(&address.url).await?;
        let mut sets = self
            .key_sets
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let base = sets
            .as_ref()
            .map_or(&self.signer, |fetched| &fetched.signer);
        let signer = base.with_key_set(credential, &text).map_err(|error| {
            let message = "the provider's keys cannot be read";
            Error::new(ErrorKind::Decode, Outcome::Unanswered, message).caused_by(error)
        })?;
        let mut times = sets
            .as_ref()
            .map_or_else(Vec::new, |fetched| fetched.times.clone());
        times.retain(|(known, _)| *known != credential);
        times.push((credential, now));
        *sets = Some(Arc::new(Fetched { signer, times }));
        Ok(())
    }

    /// What the provider publishes at an address.
    async fn key_set_text(&self, url: &str) -> Result<String, Error> {
        check_url(url).map_err(Error::configuration)?;
        let deadline = Deadline::new(self.timeout.unwrap_or(TIMEOUT), &self.timer);
        let mut request = TransportRequest::new("GET", url);
        request.headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        request.timeout = deadline.remaining();
        request.limit = LIMIT;
        let sent = deadline.within(self.transport.send(request)).await?;
        let over = || Err(TransportError::maybe_sent(TransportFailure::Timeout));
        let mut response = sent
            .unwrap_or_else(over)
            .map_err(|error| classify_failure(error, true))?;
        let unusable =
            |message: String| Error::new(ErrorKind::Transport, Outcome::Unanswered, message);
        if response.status != 200 {
            return Err(unusable(format!(
                "the provider's keys cannot be fetched: expected status 200, found {}",
                response.status
            )));
        }
        // A transport may ignore the limit.
        if response.body.len() > LIMIT {
            return Err(unusable(format!(
                "the provider's keys have more than {LIMIT} bytes"
            )));
        }
        response.skip_byte_order_mark();
        String::from_utf8(response.body)
            .map_err(|_| unusable("the provider's keys are not UTF-8".to_owned()))
    }

    fn fetched(&self) -> Option<Arc<Fetched>> {
        let sets = self
            .key_sets
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        sets.clone()
    }

    /// The signer for deliveries of a webhook.
    pub(crate) fn delivery_signer(&self, webhook: u16) -> Result<DeliverySigner<'_>, Error> {
        let plan = self.provider.scheme.webhooks.get(usize::from(webhook));
        let Some(address) = plan.and_then(|plan| plan.keys.as_ref()) else {
            return Ok(DeliverySigner::Own(&self.signer));
        };
        if self.signer.has(address.credential) {
            return Ok(DeliverySigner::Own(&self.signer));
        }
        let now = self.clock.now();
        match self.fetched() {
            Some(fetched)
                if fetched
                    .age(address.credential, now)
                    .is_some_and(|age| age <= LIFETIME_NS) =>
            {
                Ok(DeliverySigner::Fetched(FetchedSigner(fetched)))
            }
            _ => Err(Error::configuration(
                "deliveries cannot be verified: the provider's keys were not fetched within the last day; call `fetch_keys`",
            )),
        }
    }
}
