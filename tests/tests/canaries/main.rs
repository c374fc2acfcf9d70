//! A secret of each kind, in every call of every spec, is in nothing that a person or a log can see.
//!
//! Each secret credential, session value and secret parameter is a *canary*: a value that occurs nowhere else, so that any eight characters of
//! it, in any usual spelling, betray a leak. Calls succeed, are refused, are echoed by the provider, get responses of a wrong form, and fail to
//! connect; signing is explained; credentials are broken in the ways of their kinds.

#![allow(missing_docs, reason = "tests")]

mod broken;
mod calls;
mod explained;
mod provider;
mod secrets;
#[path = "../../../runtime/tests/support/spans.rs"]
mod spans;
mod specs;

/// Fails with the first leaks, so that the message stays readable.
#[track_caller]
fn no_leaks(found: &[String]) {
    let first = &found[..found.len().min(40)];
    assert!(
        found.is_empty(),
        "{} leaks:\n{}",
        found.len(),
        first.join("\n")
    );
}
