//! Secrets that a plan reads and its owner does not have.
//!
//! An absent value adds nothing to `+`, to a list, to an object. For a secret that is fatal: the digest that it was to protect is then
//! made without it, and anybody can make the same. So each plan is looked through before it runs, once for each set of credentials: a
//! secret that is absent may be tested (`is absent`) and may stand under a condition that rules it out; everywhere else the plan refuses.
//! What stands in for it (`??`, `if`) may be sent, and reaches neither a digest nor what a delivery is compared with.
//!
//! The same walk with every set of optional credentials is the static check of a spec.

mod flow;
mod value;
mod walk;

use super::plan::{Credential, Form, Function, Plan, Scheme};
use walk::Walk;

/// What is known of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is not there.
    Absent,
    /// It is there, in this form if that is known.
    Given(Option<Form>),
    /// It may be there.
    Unknown,
}

/// What is known of an owner when a plan is looked through.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The credentials, in the order of the scheme.
    pub credentials: &'k [Presence],
    /// Settings that are true or false, in the order of the scheme; none: unknown, or of another kind.
    pub settings: &'k [Option<bool>],
}

/// Where the place of a secret that is absent was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// In what is sent; of a webhook, in what is compared with the delivery.
    Placed,
    /// In what this function signs or is keyed with.
    SignedRequest(Function),
}

/// A secret that a plan would lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The credential, by its place in the scheme.
    pub credential: u16,
    /// Where it was needed.
    pub kind: LossKind,
    /// Something else stands in for it.
    pub replaced: bool,
    /// The line of the spec.
    pub line: u32,
    /// The header, member or `let` of that line; empty: a condition.
    pub name: String,
}

/// What a plan does for an owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// The secrets that it would lose, in the order of the plan.
    pub losses: Vec<Loss>,
    /// Of a webhook: line and name of what it compares that nobody can make without a secret.
    pub proofs: Vec<(u32, String)>,
}

/// Looks through a plan.
#[must_use]
pub fn losses(plan: &Plan, scheme: &Scheme, webhook: bool, known: &Known<'_>) -> Losses {
    let mut walk = Walk::new(scheme, known, webhook, plan.locals.len());
    walk.steps(&plan.steps, 0);
    walk.done()
}

/// Looks through the parameters of the call that opens a session, which stand outside of any plan.
#[must_use]
pub fn losses_of_params(
    params: &[super::plan::Entry],
    scheme: &Scheme,
    known: &Known<'_>,
) -> Losses {
    let mut walk = Walk::new(scheme, known, false, 0);
    walk.params(params);
    walk.done()
}

/// Whether a credential must never be lost: it is declared secret, or may be a private key.
#[must_use]
pub fn is_secret(credential: &Credential) -> bool {
    let is_key = |form: &Form| {
        matches!(
            form,
            Form::Rsa | Form::P256 | Form::Ed25519 | Form::Secp256k1 | Form::Wif
        )
    };
    credential.secret || credential.forms.iter().any(is_key)
}

/// Whether a secret has no content: white space and characters that do not show are none.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// Whether a character is white space, a control character, or does not show.
pub(crate) fn is_blank_char(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_no_secret() {
        for blank in [
            "",
            " ",
            "\t\r\n",
            "\u{a0}\u{3000}",
            "\u{feff}\u{200b}",
            "\0",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["0", " x ", "-", "\u{feff}k"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
