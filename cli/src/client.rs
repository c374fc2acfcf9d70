//! The client that `call` and `stream` use: the core of generated clients, with the user's server in place of the provider's.

use crate::arguments::Server;
use crate::failure::Failure;
use specie_codegen::model::Api;
use specie_runtime::signing::{Credentials, SessionValues, Settings};
use specie_runtime::{Core, Error};
use std::error::Error as _;

/// Who makes a call, and where.
pub struct Account {
    /// Environment, by its index in the spec.
    pub environment: usize,
    /// The credentials.
    pub credentials: Credentials,
    /// Settings that differ from the defaults of the spec.
    pub settings: Settings,
    /// Values of sessions.
    pub session: SessionValues,
}

/// Makes a client.
///
/// # Errors
/// The base URL is not valid, or plain HTTP to it is not allowed; or the credentials cannot be used.
pub fn build(api: &Api, account: Account, server: &Server) -> Result<Core, Failure> {
    let mut builder = Core::builder(api.runtime.clone(), account.credentials)
        .environment(account.environment)
        .settings(account.settings)
        .session_values(account.session);
    for host in &server.allow_plain_http {
        builder = builder.allow_plain_http(host);
    }
    if let Some(base) = server.base_url.as_deref() {
        if let Err(fault) = specie_runtime::signing::check_base(base) {
            // The address itself is not shown: it may contain a password.
            return Err(Failure::usage(format!("`--base-url` is not a valid base URL: {fault}"))
                .help("write scheme and host, and optionally a path prefix: `https://api.example.com`"));
        }
        builder = builder.base_url(base);
    }
    builder.build().map_err(|error| not_built(&error))
}

/// Why there is no client: in place of the settings of a client in Rust, it names the options.
fn not_built(error: &Error) -> Failure {
    let message = error.to_string();
    let message = message.replace("`allow_plain_http`", "`--allow-plain-http HOST`");
    Failure::findings(message).help("nothing was sent")
}

/// An error with its causes.
pub fn described(error: &Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    message
}
