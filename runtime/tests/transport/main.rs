//! Where requests go and over which connections: base URLs, plain HTTP, proxies, clients of the user.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used)]

mod addresses;
mod causes;
mod direct;
#[path = "../support/provider.rs"]
mod provider;
mod proxies;
mod sharing;

use provider::PROVIDER;
use specie_runtime::signing::Credentials;
use specie_runtime::{Core, CoreBuilder, Error, HttpTransport, RawResponse, RetryPolicy};
use test_server::{Reply, Server};

/// A client of a provider whose sections have paths of their own.
fn builder() -> CoreBuilder {
    let mut provider = PROVIDER.clone();
    let bases = [
        "https://api.mini.example/private-api",
        "https://mini.example/public-api",
    ];
    for (section, base) in provider.scheme.sections.to_mut().iter_mut().zip(bases) {
        section.base = base.into();
    }
    let credentials = Credentials::new()
        .with("public_key", "public")
        .with("private_key", "secret");
    Core::builder(provider, credentials).retries(RetryPolicy::never())
}

async fn get(core: &Core) -> Result<RawResponse, Error> {
    core.raw("public", "GET", "time", ()).await
}
