//! The HTTP clients behind the default transport: how they are set up, and what they share.

use super::direct::Direct;
use super::received::without_url;
use reqwest::ClientBuilder;
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Changes the set-up of a client.
pub(super) type Configure = Box<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// How long a connection may stay idle: shorter than the limit of servers, so that a request rarely uses a connection that is being closed.
pub(super) const IDLE: Duration = Duration::from_secs(15);
/// Timeout for connecting.
pub(super) const CONNECT: Duration = Duration::from_secs(10);

/// The clients of one transport.
pub(super) enum Clients {
    /// Made when they are first needed: reading the platform's root certificates takes time, and plain HTTP does not need them.
    Own {
        configure: Option<Configure>,
        secure: OnceLock<reqwest::Client>,
        plain: OnceLock<reqwest::Client>,
        /// Sends without these clients what needs none of their settings.
        direct: Option<Box<Direct>>,
    },
    /// The user's own.
    Given(reqwest::Client),
}

impl Clients {
    /// Clients that `configure` adjusts, which send everything.
    pub(super) fn configured(configure: Configure) -> Self {
        Self::own(Some(configure), None)
    }

    /// Clients as they are, for what `direct` does not send.
    pub(super) fn beside(direct: Direct) -> Self {
        Self::own(None, Some(Box::new(direct)))
    }

    fn own(configure: Option<Configure>, direct: Option<Box<Direct>>) -> Self {
        Self::Own {
            direct,
            configure,
            secure: OnceLock::new(),
            plain: OnceLock::new(),
        }
    }

    /// The way to the server of a URL without a client, if nobody configured one and no proxy is used.
    pub(super) fn direct(&self, url: &str) -> Option<&Direct> {
        match self {
            Self::Own {
                direct: Some(direct),
                ..
            } if direct.reaches(url) => Some(direct),
            _ => None,
        }
    }

    /// The client for the scheme of a URL.
    ///
    /// # Errors
    /// It cannot be set up. The next call tries again: what was missing may be there then.
    pub(super) fn client(&self, url: &str) -> Result<&reqwest::Client, String> {
        match self {
            Self::Given(client) => Ok(client),
            Self::Own {
                configure, secure, ..
            } if url.starts_with("https://") => once(secure, || secure_client(configure.as_ref())),
            Self::Own {
                configure, plain, ..
            } => once(plain, || plain_client(configure.as_ref())),
        }
    }
}

/// What the cell has, or what `make` makes for it. A failure is not kept.
fn once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, String>) -> Result<&T, String> {
    match cell.get() {
        Some(made) => Ok(made),
        None => {
            let made = make()?;
            Ok(cell.get_or_init(|| made))
        }
    }
}

fn secure_client(configure: Option<&Configure>) -> Result<reqwest::Client, String> {
    let builder = ClientBuilder::new().tls_backend_preconfigured(platform_tls()?);
    finish(builder, configure)
}

/// TLS that trusts the root certificates of this platform. They are read once for all clients of this process.
pub(super) fn platform_tls() -> Result<rustls::ClientConfig, String> {
    static SHARED: OnceLock<rustls::ClientConfig> = OnceLock::new();
    let make = || {
        let builder = tls_builder()?.with_platform_verifier();
        let builder = builder.map_err(|e| format!("TLS cannot be set up: {e}"))?;
        Ok(builder.with_no_client_auth())
    };
    once(&SHARED, make).cloned()
}

/// A client that trusts no certificate: it never uses TLS. The proxies of the environment do not apply to it.
fn plain_client(configure: Option<&Configure>) -> Result<reqwest::Client, String> {
    let roots = rustls::RootCertStore::empty();
    let tls = tls_builder()?.with_root_certificates(roots);
    let builder = ClientBuilder::new().tls_backend_preconfigured(tls.with_no_client_auth());
    finish(builder.no_proxy(), configure)
}

type TlsBuilder = rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>;

fn tls_builder() -> Result<TlsBuilder, String> {
    let primitives = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(primitives)
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("TLS cannot be set up: {e}"))
}

fn finish(
    builder: ClientBuilder,
    configure: Option<&Configure>,
) -> Result<reqwest::Client, String> {
    let builder = builder.connect_timeout(CONNECT).pool_idle_timeout(IDLE);
    let builder = match configure {
        Some(configure) => configure(builder),
        None => builder,
    };
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .build()
        .map_err(|e| format!("the HTTP client cannot be set up: {}", without_url(e)))
}
