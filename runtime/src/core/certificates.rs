//! Public keys in X.509 certificates, whose addresses deliveries name.
//!
//! Nothing of the delivery is verified when its certificate is fetched. So only addresses that the spec allows are asked for, as often as keys by
//! their ids, and a certificate counts only if it was issued for the name that the spec gives.

use super::Core;
use super::fetched_keys::{json_at, only_header, refused};
use crate::future::ResponseFuture;
use crate::signing::plan::{KeysFrom, NamedIn, PathSegment, certificate_address};
use crate::{Error, Json};

/// Maximum length of an address in a message.
const MAX_SHOWN: usize = 80;

impl Core {
    /// Fetches the certificate whose address a delivery names, if its key is not known and the user gave none.
    ///
    /// Call it before each delivery is verified: a key that is known costs nothing. The certificate is verified up to the roots of this
    /// machine, or to [`CoreBuilder::certificate_roots`](crate::CoreBuilder::certificate_roots): issuers, name, purpose and dates, by the clock
    /// of the client. Its key is used for a day, but no longer than it is valid. A certificate that could not be fetched is asked for again
    /// after a minute, and no more than 16 are asked for in a minute. Redirects are not followed, and at most 64 KiB are read.
    ///
    /// # Errors
    /// [`ErrorKind::Verify`](crate::ErrorKind::Verify) if the address is not one of the provider, or the certificate is not valid:
    /// the delivery is not from the provider. [`ErrorKind::RateLimit`](crate::ErrorKind::RateLimit) if too many were asked for;
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) without the feature `certificates`; otherwise there was no response.
    pub fn fetch_certificate<'a>(
        &'a self,
        headers: &'a [(&'a str, &'a str)],
        body: &'a [u8],
    ) -> ResponseFuture<'a, ()> {
        ResponseFuture::new(self.fetch_named_certificate(headers, body))
    }

    async fn fetch_named_certificate(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<(), Error> {
        let webhooks = &self.0.provider.scheme.webhooks;
        let (mut allowed, mut other) = (false, None);
        for source in webhooks.iter().filter_map(|webhook| webhook.keys.as_ref()) {
            let KeysFrom::Certificate { named, at, name } = &source.from else {
                continue;
            };
            if self.0.signer.has(source.credential) {
                allowed = true;
                continue;
            }
            let limit = self.0.signer.delivery_limits().body;
            let Some(address) = named_address(named, headers, body, limit) else {
                continue;
            };
            if certificate_address::allows(at, &address) {
                allowed = true;
                self.fetch_leaf(source.credential, &address, name).await?;
            } else {
                other.get_or_insert_with(|| not_allowed(&address, at));
            }
        }
        match other {
            // The address is that of another webhook.
            Some(error) if !allowed => Err(error),
            _ => Ok(()),
        }
    }

    #[cfg(feature = "certificates")]
    async fn fetch_leaf(&self, credential: u16, address: &str, name: &str) -> Result<(), Error> {
        use super::key_sets::{LIFETIME_NS, unreadable};
        use crate::signing::{certificate, read_public_key};
        use base64::Engine as _;
        use std::time::Duration;

        let Some(_asked) = self.0.may_ask(credential, address).await? else {
            return Ok(());
        };
        let text = self.0.published(address, "*/*").await?;
        let day = u64::try_from(LIFETIME_NS).map_or(Duration::MAX, Duration::from_nanos);
        let now = self.0.clock.now();
        let leaf = certificate::verify(&text, name, now, day, self.0.roots.as_ref())
            .map_err(|why| refused(format!("the certificate at {address} is refused: {why}")))?;
        let key = base64::engine::general_purpose::STANDARD.encode(&leaf.key);
        let key = read_public_key(&key).map_err(unreadable)?;
        let until = i128::try_from(leaf.lifetime.as_nanos()).unwrap_or(LIFETIME_NS);
        self.0
            .add_key(credential, address, key, until)
            .map_err(unreadable)
    }

    #[cfg(not(feature = "certificates"))]
    #[allow(clippy::unused_async, reason = "with the feature it waits")]
    async fn fetch_leaf(&self, _: u16, _: &str, _: &str) -> Result<(), Error> {
        Err(Error::configuration(
            "the certificates of deliveries cannot be fetched: enable the feature `certificates` of specie-runtime",
        ))
    }
}

/// The address of the certificate that a delivery names, unverified. `None`: it names none, or several, which verifying refuses.
#[must_use]
pub fn named_address(
    named: &NamedIn,
    headers: &[(&str, &str)],
    body: &[u8],
    limit: usize,
) -> Option<String> {
    match named {
        NamedIn::Header(header) => only_header(header, headers).map(str::to_owned),
        NamedIn::Body(path) => {
            let json = (body.len() <= limit).then(|| Json::parse(body).ok())??;
            json_at(&json, path)
                .and_then(Json::as_str)
                .map(str::to_owned)
        }
    }
}

/// The error for a delivery whose certificate is at an address that the spec does not allow.
pub(super) fn not_allowed(address: &str, at: &str) -> Error {
    let shown: String = address.chars().take(MAX_SHOWN).collect();
    refused(format!(
        "the address of the certificate, {shown:?}, is not one of the provider: expected `{at}` and a name"
    ))
}

/// The error for a delivery that names no certificate.
pub(super) fn no_address(named: &NamedIn) -> Error {
    refused(match named {
        NamedIn::Header(header) => {
            format!("expected `{header}` once, with the address of a certificate")
        }
        NamedIn::Body(path) => {
            let path: String = path
                .iter()
                .map(|segment| match segment {
                    PathSegment::Name(name) => format!(".{name}"),
                    PathSegment::Index(index) => format!("[{index}]"),
                })
                .collect();
            format!("expected `body{path}`, with the address of a certificate")
        }
    })
}
