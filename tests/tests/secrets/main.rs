//! With an absent or empty secret, nothing is signed or verified, however the secret was lost.

#![allow(missing_docs, reason = "tests")]

mod deliveries;
mod providers;
mod shapes;
mod users;

use specie_codegen::{Options, load};
use specie_runtime::signing::plan::Scheme;
use specie_runtime::signing::{Credentials, Settings, Signer, SigningError};

/// What an owner may give instead of a secret.
const BLANK: [Option<&str>; 6] = [
    None,
    Some(""),
    Some("  "),
    Some("\n"),
    Some("\t\u{a0}"),
    Some("\u{feff}\u{200b}"),
];

fn drafts() -> Options {
    Options {
        draft: true,
        ..Options::default()
    }
}

/// The scheme of a spec without errors.
fn scheme(text: &str) -> Scheme {
    let loaded = load("acme.yaml", text.as_bytes().to_vec(), &drafts());
    let found: Vec<_> = loaded
        .blocking()
        .iter()
        .map(|found| found.message.clone())
        .collect();
    assert!(found.is_empty(), "{found:?}\n{text}");
    loaded.api.expect("a model").runtime.scheme
}

/// The codes of what stands in the way of a spec.
fn errors(text: &str) -> Vec<&'static str> {
    let loaded = load("acme.yaml", text.as_bytes().to_vec(), &drafts());
    loaded.blocking().iter().map(|found| found.code).collect()
}

fn signer(scheme: &Scheme, given: &[(&str, Option<&str>)]) -> Result<Signer, SigningError> {
    let mut credentials = Credentials::new();
    for (name, text) in given {
        if let Some(text) = text {
            credentials.set(*name, *text);
        }
    }
    Signer::new(scheme.clone(), &credentials, &Settings::new())
}
