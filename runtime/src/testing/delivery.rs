//! Webhook deliveries, signed as the provider would sign them.

use super::values::index_of;
use crate::core::Core;
use crate::random::{random_bytes, random_uuid};
use crate::signing::plan::KeySource;
use crate::signing::{
    DeliveryDraft, Members, PrivateKey, PrivateKeys, ProviderSide, SigningError, SigningInputs,
};
use crate::{Error, Timestamp};
use std::fmt;
use zeroize::Zeroizing;

/// A webhook delivery that is to be signed: its body, and what else the provider chooses.
///
/// The plan that verifies a delivery says what it must contain. [`Delivery::sign`] computes it with the credentials of `client`, puts it into
/// headers and body, and checks the result with the client. For plans with a public key, give the private one.
///
/// ```
/// # use specie_runtime::{Core, Error};
/// use specie_runtime::testing::Delivery;
///
/// # fn example(client: &Core) -> Result<(), Error> {
/// let delivery = Delivery::new(client, "paid")
///     .body(r#"{"id": "p1", "amount": "1.50"}"#)
///     .sign()?;
/// // To what your server runs for a delivery: client.verify_paid(delivery.headers(), delivery.body())
/// # let _ = (delivery.headers(), delivery.body());
/// # Ok(())
/// # }
/// ```
#[must_use = "a delivery is signed by `sign`"]
pub struct Delivery {
    core: Core,
    webhook: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    time: Option<Timestamp>,
    keys: PrivateKeys,
}

impl Delivery {
    /// A delivery of the webhook that has this name in the spec, without a body.
    pub fn new(client: &impl AsRef<Core>, webhook: impl Into<String>) -> Self {
        Self {
            core: client.as_ref().clone(),
            webhook: webhook.into(),
            headers: Vec::new(),
            body: Vec::new(),
            time: None,
            keys: PrivateKeys::default(),
        }
    }

    /// The body, as the provider writes it: JSON, or a form. Where the signature is a member of it, it is added.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A header that the provider chooses, such as the id of a transmission. Where the plan computes a header, it replaces this one.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The time at which the provider signs. Default: the present time of the client's clock.
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// The private key whose public half is this credential of the client: as PEM, or as the spec says for keys of its kind.
    pub fn private_key(mut self, credential: impl Into<String>, key: impl Into<String>) -> Self {
        self.add_key(credential.into(), None, key.into());
        self
    }

    /// The same where the credential is a set of keys: the key with this id. A delivery that does not name another names this one.
    pub fn private_key_with_id(
        mut self,
        credential: impl Into<String>,
        id: impl Into<String>,
        key: impl Into<String>,
    ) -> Self {
        self.add_key(credential.into(), Some(id.into()), key.into());
        self
    }

    fn add_key(&mut self, credential: String, id: Option<String>, key: String) {
        self.keys.0.push(PrivateKey {
            credential,
            id,
            text: Zeroizing::new(key),
        });
    }

    /// Signs it.
    ///
    /// # Errors
    /// The provider has no such webhook; a secret or a private key is not given; the provider chooses something that the plan reads, such as a
    /// header with an id: the message names it. Or the client refuses the result, because its public key is not the half of the private one.
    pub fn sign(self) -> Result<SignedDelivery, Error> {
        let webhook = index_of(&self.core, &self.webhook)?;
        let time = self.time.unwrap_or_else(|| self.core.0.clock.now());
        let by = ProviderSide {
            inputs: SigningInputs {
                clock_ns: time.as_nanos(),
                nonce: Some(time.as_nanos() / 1_000_000),
                uuid: Some(random_uuid()?),
                random: Some(random_bytes()?),
            },
            keys: self.keys,
        };
        let draft = DeliveryDraft {
            headers: self.headers,
            body: self.body,
        };
        let failed = |error| unsigned(&self.webhook, error);
        let source = key_source(&self.core, webhook);
        let missing = source.filter(|source| !self.core.0.signer.has(source.credential));
        let signed = match missing {
            // The private key signs; that the client knows no public key yet does not matter.
            Some(source) => self
                .core
                .0
                .signer
                .with_keys(source.credential, Members::new())
                .and_then(|signer| signer.sign_delivery(webhook, draft, &by)),
            None => self.core.0.signer.sign_delivery(webhook, draft, &by),
        };
        let signed = signed.map_err(failed)?;
        let signed = SignedDelivery {
            headers: signed.headers,
            body: signed.body,
        };
        check(&self.core, webhook, &signed)?;
        Ok(signed)
    }
}

/// Where the client gets the public keys of a webhook, if its user gives none.
fn key_source(core: &Core, webhook: u16) -> Option<&KeySource> {
    let webhooks = &core.provider().scheme.webhooks;
    webhooks.get(usize::from(webhook))?.keys.as_ref()
}

/// Checks a delivery as the client does, unless the client has yet to fetch the provider's keys.
fn check(core: &Core, webhook: u16, signed: &SignedDelivery) -> Result<(), Error> {
    let source = key_source(core, webhook);
    if source.is_some_and(|source| !core.0.signer.has(source.credential)) {
        return Ok(());
    }
    let headers: Vec<(&str, &str)> = signed.headers().collect();
    let verified = core
        .0
        .signer
        .verify_webhook(webhook, &headers, &signed.body);
    verified.map(|_| ()).map_err(|error| {
        Error::configuration(format!(
            "the delivery was signed, and the client does not accept it: {error}. Where it has a public key, give the private half of it"
        ))
    })
}

/// The error for a delivery that cannot be signed.
fn unsigned(webhook: &str, error: SigningError) -> Error {
    let at = match error.name() {
        Some(name) => format!(" (in `{name}`)"),
        None => String::new(),
    };
    Error::configuration(format!(
        "a delivery of `{webhook}` cannot be signed: {}{at}",
        error.message()
    ))
}

/// Shows names and sizes only.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Delivery")
            .field("webhook", &self.webhook)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

/// A delivery as the provider sends it: give headers and body to what your server runs.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedDelivery {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl SignedDelivery {
    /// Its headers, as pairs of name and value: what the `verify_…` methods of a client take.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A header. The case of its name does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    /// The bytes of its body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Shows names and sizes only.
impl fmt::Debug for SignedDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("SignedDelivery")
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
