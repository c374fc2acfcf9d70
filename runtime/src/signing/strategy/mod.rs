//! How the calls of an endpoint are signed.
//!
//! There is one reference: [`step_by_step`] runs the steps of a plan with the evaluator of [`super::run`]. It signs every call of every plan, and
//! `sign`, `explain` and the vectors of a spec use nothing else. Every other way exists for speed only and lies in a folder of its own. It is
//! a [`FastPath`]: compiled from the prepared plan for one endpoint, and free to decline a call, which the reference then signs. It must
//! produce the same bytes and the same errors as the reference; `runtime/tests/signing_ways/` compares all ways over random plans.
//!
//! [`Strategy::choose`] is the only place that picks a way, and [`Strategy::sign`] the only one that runs it. A new way needs a folder here, a
//! variant of [`Strategy`], and nothing in [`Signer`](super::Signer).
//!
//! Two preparations make the reference itself faster, and a plan that is compiled as a whole would replace them together with the direct
//! path: [`prepare::specialize`](super::prepare::specialize) folds what the endpoint decides, and
//! [`prepare::prerender`](super::prepare::prerender) renders the constant members of a place.

mod direct_path;
pub(crate) mod step_by_step;

use self::direct_path::DirectPath;
use super::inputs::params::BorrowedParams;
use super::inputs::{SignedRequest, SigningInputs};
use super::plan::Section;
use super::prepared::Prepared;
use super::run::start::EndpointAddress;

/// A plan to be compiled for one endpoint.
#[derive(Clone, Copy)]
pub(crate) struct Source<'p> {
    pub(crate) section: &'p Section,
    pub(crate) address: &'p EndpointAddress,
    /// The plan, specialized for the endpoint; `None`: nothing is signed.
    pub(crate) plan: Option<&'p Prepared>,
}

/// A way to sign that is faster than running steps, for some plans and calls.
pub(crate) trait FastPath: Sized {
    /// Compiles a plan. `None`: this way does not support it.
    fn compile(source: Source<'_>) -> Option<Self>;

    /// Signs one call. `None`: the reference must sign it, and report its errors.
    fn sign<'a>(
        &'a self,
        address: &'a EndpointAddress,
        params: BorrowedParams<'a>,
        inputs: &SigningInputs,
    ) -> Option<SignedRequest<'a>>;
}

/// The way in which the calls of an endpoint are signed.
pub(crate) enum Strategy {
    /// The reference runs the steps.
    Steps,
    /// Known texts, the typed request and the inputs are written one after another.
    Direct(Box<DirectPath>),
}

impl Strategy {
    /// The fastest way that supports a plan.
    pub(crate) fn choose(source: Source<'_>) -> Self {
        match DirectPath::compile(source) {
            Some(direct) => Self::Direct(Box::new(direct)),
            None => Self::Steps,
        }
    }

    /// Signs one call. `None`: the reference must sign it.
    #[inline]
    pub(crate) fn sign<'a>(
        &'a self,
        address: &'a EndpointAddress,
        params: BorrowedParams<'a>,
        inputs: &SigningInputs,
    ) -> Option<SignedRequest<'a>> {
        match self {
            Self::Steps => None,
            Self::Direct(direct) => direct.sign(address, params, inputs),
        }
    }

    /// Whether a way other than the reference signs most calls.
    pub(crate) fn is_fast(&self) -> bool {
        !matches!(self, Self::Steps)
    }
}
