//! X.509 certificates: the public key of one, and whether it leads to a trusted root.
//!
//! They are read and verified by the libraries that TLS uses anyway.

use crate::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, RootCertStore};
use std::sync::Arc;
use std::time::Duration;

/// Maximum number of certificates in a chain.
const MAX_CHAIN: usize = 10;

/// How long a key is used whose certificate expires at a time that the verifier of this platform does not tell.
const UNKNOWN_END: Duration = Duration::from_secs(60);

/// The roots that certificates must lead to.
pub(crate) type Roots = Arc<RootCertStore>;

/// A certificate that was verified.
pub(crate) struct Leaf {
    /// Its public key, as a SubjectPublicKeyInfo in DER.
    pub(crate) key: Vec<u8>,
    /// How long the key is used from now on: as long as was asked for, or until the certificate expires.
    pub(crate) lifetime: Duration,
}

/// Certificates in PEM, as roots.
pub(crate) fn read_roots(pem: &str) -> Result<Roots, String> {
    let mut roots = RootCertStore::empty();
    for certificate in chain(pem)? {
        roots
            .add(certificate)
            .map_err(|error| format!("a certificate cannot be read: {error}"))?;
    }
    Ok(Arc::new(roots))
}

/// The public key of the first certificate in PEM, which is taken as it is.
pub(crate) fn first_key(pem: &str) -> Option<Vec<u8>> {
    chain(pem).ok()?.first().and_then(key)
}

/// Verifies the first certificate in PEM, with those after it as intermediates: issuers up to a root, `name`, purpose and dates.
///
/// `roots`: those to trust; `None`: those of this machine.
pub(crate) fn verify(
    pem: &str,
    name: &str,
    now: Timestamp,
    lifetime: Duration,
    roots: Option<&Roots>,
) -> Result<Leaf, String> {
    let chain = chain(pem)?;
    let (leaf, issuers) = chain.split_first().ok_or(NO_CERTIFICATE)?;
    let verifier = verifier(roots)?;
    let expected =
        ServerName::try_from(name).map_err(|_| format!("`{name}` is not the name of a host"))?;
    let at = |since: Duration| {
        verifier.verify_server_cert(
            leaf,
            issuers,
            &expected,
            &[],
            UnixTime::since_unix_epoch(since),
        )
    };
    let since = u64::try_from(now.as_seconds()).map_err(|_| "the clock is before 1970")?;
    let since = Duration::from_secs(since);
    at(since).map_err(|error| why(&error, name))?;
    let lifetime = match at(since.saturating_add(lifetime)) {
        Ok(_) => lifetime,
        Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext {
            not_after,
            ..
        })) => Duration::from_secs(not_after.as_secs()).saturating_sub(since),
        Err(_) => UNKNOWN_END,
    };
    let key = key(leaf).ok_or("its public key cannot be read")?;
    Ok(Leaf { key, lifetime })
}

const NO_CERTIFICATE: &str = "expected a certificate in PEM, `-----BEGIN CERTIFICATE-----` …";

fn chain(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .take(MAX_CHAIN + 1)
        .collect();
    match found {
        Ok(chain) if (1..=MAX_CHAIN).contains(&chain.len()) => Ok(chain),
        Ok(chain) if chain.is_empty() => Err(NO_CERTIFICATE.to_owned()),
        Ok(_) => Err(format!("there are more than {MAX_CHAIN} certificates")),
        Err(error) => Err(format!("{NO_CERTIFICATE}: {error}")),
    }
}

fn key(certificate: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let parsed = ParsedCertificate::try_from(certificate).ok()?;
    Some(parsed.subject_public_key_info().as_ref().to_vec())
}

fn verifier(roots: Option<&Roots>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(match roots {
        Some(roots) => WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider)
            .build()
            .map_err(|error| format!("the roots cannot be used: {error}"))?,
        None => {
            let verifier = rustls_platform_verifier::Verifier::new(provider);
            Arc::new(
                verifier.map_err(|error| {
                    format!("the roots of this machine cannot be loaded: {error}")
                })?,
            )
        }
    })
}

/// Why a certificate is refused.
fn why(error: &rustls::Error, name: &str) -> String {
    use CertificateError as E;
    let rustls::Error::InvalidCertificate(error) = error else {
        return error.to_string();
    };
    match error {
        E::Expired | E::ExpiredContext { .. } => {
            "it, or one of its issuers, has expired by the client's clock".to_owned()
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "it, or one of its issuers, is not valid yet by the client's clock".to_owned()
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            format!("it is not issued for `{name}`")
        }
        E::UnknownIssuer => "it was not issued under a trusted root".to_owned(),
        other => format!("it is not valid: {other}"),
    }
}
