//! Finds secrets that a plan reads and that the user does not have.
//!
//! An absent value adds nothing to `+`, to a list or to an object. For a secret this would be fatal: the digest that it should protect
//! would be computed without it, and anyone can compute the same digest. Each plan is therefore analyzed before it runs, once for each set
//! of credentials. An absent secret may be tested (`is absent`) and may be used under a condition that rules it out; everywhere else the
//! plan is refused. A replacement (`??`, `if`) may be sent, but must not reach a digest or a value that a delivery is compared with.
//!
//! The same analysis with every set of optional credentials is the static check of a spec.

mod flow;
mod value;
mod walk;

use crate::signing::plan::{Credential, Form, Function, Plan, Position, Scheme};
pub(in crate::signing) use walk::REQUIRE;
use walk::Walk;

/// What is known of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is not given.
    Absent,
    /// It is given, in this form if the form is known.
    Given(Option<Form>),
    /// It may be given.
    Unknown,
}

/// What is known of a user when a plan is analyzed.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The credentials, in the order of the scheme.
    pub credentials: &'k [Presence],
    /// Boolean settings, in the order of the scheme; `None`: unknown, or of another kind.
    pub settings: &'k [Option<bool>],
}

/// Where an absent secret was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// In a value that is sent or, for a webhook, compared with the delivery.
    Sent,
    /// In the input or the key of this function.
    Signed(Function),
}

/// A secret that a plan needs and that is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The credential, as its index in the scheme.
    pub credential: u16,
    /// Where it was needed.
    pub kind: LossKind,
    /// Something else is used in its place.
    pub replaced: bool,
    /// Its position in the plan; for the call that opens a session, among the parameters of the call.
    pub position: Position,
    /// The header, member or `let` at that position; empty: a condition.
    pub name: String,
}

/// The result of analyzing a plan for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// The absent secrets that it needs, in the order of the plan.
    pub losses: Vec<Loss>,
    /// For a webhook: position and name of compared values that cannot be computed without a secret.
    pub proofs: Vec<(Position, String)>,
}

/// Analyzes a plan.
#[must_use]
pub fn losses(plan: &Plan, scheme: &Scheme, webhook: bool, known: &Known<'_>) -> Losses {
    let mut walk = Walk::new(scheme, known, webhook, plan.locals.len());
    walk.steps(&plan.steps, 0);
    walk.done()
}

/// Analyzes the parameters of the call that opens a session, which are outside any plan.
#[must_use]
pub fn losses_of_params(
    params: &[crate::signing::plan::Entry],
    scheme: &Scheme,
    known: &Known<'_>,
) -> Losses {
    let mut walk = Walk::new(scheme, known, false, 0);
    walk.params(params);
    walk.done()
}

/// Whether a credential must never be absent where it is needed: it is declared secret, or may be a key, private
/// or public: a signature that is not verified proves as little as one that is not computed.
#[must_use]
pub fn is_secret(credential: &Credential) -> bool {
    credential.secret || credential.forms.iter().any(|form| form.is_key())
}
