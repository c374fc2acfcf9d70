//! Public keys that are fetched from the provider: they are kept, and deliveries are verified with those that are known.
//!
//! Fetching is a call of its own, so that verifying never waits for a network. A key of a set that a delivery names and that is not known is a
//! wrong signature: fetch again, and verify again. How often is limited here, because anyone can send a delivery that names an unknown key.

use super::attempt::classify_failure;
use super::call::TIMEOUT;
use super::deadline::Deadline;
use super::{Core, Inner, certificates};
use crate::future::ResponseFuture;
use crate::signing::plan::{KeysFrom, certificate_address};
use crate::signing::{MAX_KEYS, Members, Signer, SigningError, Value, read_key_set};
use crate::transport::{TransportError, TransportFailure, TransportRequest, check_url};
use crate::{Error, ErrorKind, Operation, Outcome, Timestamp};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

/// Maximum size of a key set, in bytes.
const LIMIT: usize = 64 * 1024;

/// Time after which keys may be fetched again, in nanoseconds: one minute.
pub(super) const PAUSE_NS: i128 = 60_000_000_000;

/// How long keys are used, in nanoseconds: one day. A provider that withdraws a key is then believed at the latest.
pub(super) const LIFETIME_NS: i128 = 86_400_000_000_000;

/// The keys that were fetched.
#[derive(Default)]
pub(super) struct KeySets {
    known: RwLock<Option<Arc<Fetched>>>,
    /// Which single keys were asked for within the last minute. Holding it is the permission to ask for one.
    pub(super) asked: tokio::sync::Mutex<Vec<Asked>>,
}

/// A request for a single key.
pub(super) struct Asked {
    pub(super) credential: u16,
    pub(super) id: String,
    pub(super) time: Timestamp,
}

/// A signer that has the fetched keys, and when they were fetched.
pub(super) struct Fetched {
    signer: Signer,
    /// The time of each set, by its credential.
    sets: Vec<(u16, Timestamp)>,
    /// Keys that were fetched one by one, the oldest first.
    single: Vec<SingleKey>,
}

#[derive(Clone)]
struct SingleKey {
    credential: u16,
    id: String,
    key: Value<'static>,
    time: Timestamp,
    /// How long it is used, in nanoseconds.
    lifetime: i128,
}

impl Fetched {
    /// The age of a set, in nanoseconds.
    fn age(&self, credential: u16, now: Timestamp) -> Option<i128> {
        let mut sets = self.sets.iter();
        let (_, time) = sets.find(|(known, _)| *known == credential)?;
        Some(now.as_nanos().saturating_sub(time.as_nanos()))
    }

    /// Whether a single key is known and young enough to be used.
    fn has(&self, credential: u16, id: &str, now: Timestamp) -> bool {
        let mut single = self.single.iter();
        single.any(|one| one.credential == credential && one.id == id && one.is_young(now))
    }
}

impl SingleKey {
    fn is_young(&self, now: Timestamp) -> bool {
        now.as_nanos().saturating_sub(self.time.as_nanos()) <= self.lifetime
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
    /// Fetches the sets of public keys that deliveries are verified with, where the user gave none. `operations` are those that return sets.
    ///
    /// Call it when the program starts, and once more when a delivery is not verified: the provider may have a new key. Keys that were
    /// fetched less than a minute ago are not fetched again, and keys older than a day are not used. Redirects are not followed, and at
    /// most 64 KiB are read.
    ///
    /// # Errors
    /// There was no response, or it is not a set of keys. The keys that are known stay.
    pub fn fetch_keys<'a>(&'a self, operations: &[&'a Operation<'a>]) -> ResponseFuture<'a, ()> {
        let operations = operations.to_vec();
        ResponseFuture::new(async move { self.fetch_sets(&operations).await })
    }

    async fn fetch_sets(&self, operations: &[&Operation<'_>]) -> Result<(), Error> {
        let webhooks = &self.0.provider.scheme.webhooks;
        for source in webhooks.iter().filter_map(|webhook| webhook.keys.as_ref()) {
            let credential = source.credential;
            if matches!(
                source.from,
                KeysFrom::ById { .. } | KeysFrom::Certificate { .. }
            ) || !self.0.may_fetch(credential)
            {
                continue;
            }
            let now = self.0.clock.now();
            let keys = match &source.from {
                KeysFrom::Address(url) => {
                    let text = self.0.published(url, "application/json").await?;
                    read_key_set(&text).map_err(unreadable)?
                }
                KeysFrom::List {
                    operation,
                    list,
                    id,
                    key,
                } => {
                    let operation = named(operations, operation)?;
                    self.listed_keys(operation, list, id, key).await?
                }
                KeysFrom::ById { .. } | KeysFrom::Certificate { .. } => continue,
            };
            self.0
                .update_keys(|signer, known| {
                    known.0.retain(|(of, _)| *of != credential);
                    known.0.push((credential, now));
                    signer.with_keys(credential, keys)
                })
                .map_err(unreadable)?;
        }
        Ok(())
    }
}

/// The operation that a source of keys names.
pub(super) fn named<'o, 'd>(
    operations: &[&'o Operation<'d>],
    name: &str,
) -> Result<&'o Operation<'d>, Error> {
    let found = operations.iter().find(|one| one.name == name);
    found.copied().ok_or_else(|| {
        Error::configuration(format!(
            "the operation `{name}`, which returns the provider's keys, is not given"
        ))
    })
}

pub(super) fn unreadable(error: SigningError) -> Error {
    let message = "the provider's keys cannot be read";
    Error::new(ErrorKind::Decode, Outcome::Unanswered, message).caused_by(error)
}

/// What is known beside the signer, while it is updated.
struct Known(Vec<(u16, Timestamp)>, Vec<SingleKey>);

impl Inner {
    /// Whether a set is neither given by the user nor fetched within the last minute.
    fn may_fetch(&self, credential: u16) -> bool {
        let now = self.clock.now();
        let young = |fetched: Arc<Fetched>| {
            let age = fetched.age(credential, now);
            age.is_some_and(|age| (0..PAUSE_NS).contains(&age))
        };
        !self.signer.has(credential) && !self.fetched().is_some_and(young)
    }

    /// Replaces the signer by one with other keys.
    fn update_keys(
        &self,
        update: impl FnOnce(&Signer, &mut Known) -> Result<Signer, SigningError>,
    ) -> Result<(), SigningError> {
        let mut lock = self
            .key_sets
            .known
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let (base, mut known) = match &*lock {
            Some(fetched) => (
                &fetched.signer,
                Known(fetched.sets.clone(), fetched.single.clone()),
            ),
            None => (&self.signer, Known(Vec::new(), Vec::new())),
        };
        let signer = update(base, &mut known)?;
        let Known(sets, single) = known;
        *lock = Some(Arc::new(Fetched {
            signer,
            sets,
            single,
        }));
        Ok(())
    }

    /// Adds a key that was fetched on its own. Old keys are dropped, and the oldest where there are too many.
    pub(super) fn add_key(
        &self,
        credential: u16,
        id: &str,
        key: Value<'static>,
        lifetime: i128,
    ) -> Result<(), SigningError> {
        let now = self.clock.now();
        self.update_keys(|signer, Known(_, single)| {
            single
                .retain(|one| one.is_young(now) && (one.credential, &*one.id) != (credential, id));
            let of_set = |one: &SingleKey| one.credential == credential;
            if single.iter().filter(|one| of_set(one)).count() >= MAX_KEYS
                && let Some(oldest) = single.iter().position(of_set)
            {
                single.remove(oldest);
            }
            single.push(SingleKey {
                credential,
                id: id.to_owned(),
                key,
                time: now,
                lifetime,
            });
            let keys = single.iter().filter(|one| of_set(one));
            let keys: Members<'static> = keys
                .map(|one| (Cow::Owned(one.id.clone()), one.key.clone()))
                .collect();
            signer.with_keys(credential, keys)
        })
    }

    /// Whether a key that is fetched on its own is known, or the user gave keys.
    pub(super) fn has_key(&self, credential: u16, id: &str) -> bool {
        let now = self.clock.now();
        self.signer.has(credential)
            || self
                .fetched()
                .is_some_and(|fetched| fetched.has(credential, id, now))
    }

    /// What the provider publishes at an address.
    pub(super) async fn published(&self, url: &str, accept: &str) -> Result<String, Error> {
        check_url(url).map_err(Error::configuration)?;
        let deadline = Deadline::new(self.timeout.unwrap_or(TIMEOUT), &self.timer);
        let mut request = TransportRequest::new("GET", url);
        "fetch_keys".clone_into(&mut request.operation);
        request.headers = vec![("Accept".to_owned(), accept.to_owned())];
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
        let known = self
            .key_sets
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// The signer for a delivery of a webhook.
    pub(crate) fn delivery_signer(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<DeliverySigner<'_>, Error> {
        let plan = self.provider.scheme.webhooks.get(usize::from(webhook));
        let Some(source) = plan.and_then(|plan| plan.keys.as_ref()) else {
            return Ok(DeliverySigner::Own(&self.signer));
        };
        let credential = source.credential;
        if self.signer.has(credential) {
            return Ok(DeliverySigner::Own(&self.signer));
        }
        let now = self.clock.now();
        let fetched = self.fetched();
        let missing = match &source.from {
            KeysFrom::Address(_) | KeysFrom::List { .. } => {
                let young = |age: i128| age <= LIFETIME_NS;
                match fetched {
                    Some(fetched) if fetched.age(credential, now).is_some_and(young) => {
                        return Ok(DeliverySigner::Fetched(FetchedSigner(fetched)));
                    }
                    _ => {
                        "the provider's keys were not fetched within the last day; call `fetch_keys`"
                    }
                }
            }
            KeysFrom::ById { header, .. } => {
                let id = super::fetched_keys::key_id(header, headers)?;
                match (fetched, id) {
                    (Some(fetched), Some(id)) if fetched.has(credential, id, now) => {
                        return Ok(DeliverySigner::Fetched(FetchedSigner(fetched)));
                    }
                    // No key is needed to refuse it.
                    (_, None) => return Err(super::fetched_keys::no_id(header)),
                    _ => {
                        "the key that the delivery names was not fetched within the last day; call `fetch_key` with its headers first"
                    }
                }
            }
            KeysFrom::Certificate { named, at, .. } => {
                let limit = self.signer.delivery_limits().body;
                let address = certificates::named_address(named, headers, body, limit);
                match (fetched, address) {
                    (Some(fetched), Some(address)) if fetched.has(credential, &address, now) => {
                        return Ok(DeliverySigner::Fetched(FetchedSigner(fetched)));
                    }
                    // No key is needed to refuse it.
                    (_, None) => return Err(certificates::no_address(named)),
                    (_, Some(address)) if !certificate_address::allows(at, &address) => {
                        return Err(certificates::not_allowed(&address, at));
                    }
                    _ => {
                        "the certificate that the delivery names was not fetched within the last day, or has expired; call `fetch_certificate` with its headers and body first"
                    }
                }
            }
        };
        Err(Error::configuration(format!(
            "deliveries cannot be verified: {missing}"
        )))
    }
}
