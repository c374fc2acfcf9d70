//! What expressions may read, by concern: what the client and the attempt supply, the call, and the state of the evaluation.

use super::request::Request;
use super::session_cache::Cache;
use super::trace::Trace;
use crate::signing::inputs::params::BorrowedParams;
use crate::signing::inputs::{SessionValues, SigningInputs};
use crate::signing::plan::Place;
use crate::signing::prepared::constant::GivenCredential;
use crate::signing::signing_error::SigningError;
use crate::value::Value;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::Cell;

/// The maximum number of list and object elements that one evaluation may copy.
const MAX_COPIES: usize = 4 << 20;

/// What expressions may read. Constants are evaluated without context and without call.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s, 'a> {
    pub(crate) context: Option<&'s Context<'a>>,
    pub(crate) call: Option<&'s Call<'a>>,
    pub(crate) state: &'s State<'a>,
}

/// What the client and the attempt supply. It does not change during a run.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) given: &'a [Option<GivenCredential>],
    pub(crate) inputs: &'a SigningInputs,
    pub(crate) session: &'a SessionValues,
    /// `None`: nothing is kept from one call to the next.
    pub(crate) cache: Option<&'a Cache>,
}

/// The call, and its request as the steps so far made it.
pub(crate) struct Call<'a> {
    pub(crate) section: &'a str,
    pub(crate) base: &'a str,
    pub(crate) method: Cow<'a, str>,
    /// The call's own path, without leading `/`.
    pub(crate) endpoint: &'a str,
    /// Path after the base, with unfilled names.
    pub(crate) section_path: &'a str,
    pub(crate) args: BorrowedParams<'a>,
    pub(crate) request: Request<'a>,
}

/// What an evaluation has computed so far.
pub(crate) struct State<'a> {
    /// The values of the plan's `let`s, by index.
    pub(crate) locals: SmallVec<[Value<'a>; 8]>,
    /// `None`: nothing is recorded.
    pub(crate) trace: Option<Trace>,
    /// What is read was received and is to be verified. Only one text stands for bytes then: another one that means the same is refused.
    pub(crate) verifies: bool,
    /// The number of elements that may still be copied: a plan that doubles a list again and again must terminate.
    copies: Cell<usize>,
}

impl State<'_> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self {
            locals: SmallVec::new(),
            trace: None,
            verifies: false,
            copies: Cell::new(MAX_COPIES),
        }
    }

    /// Counts copied elements.
    pub(crate) fn spend(&self, elements: usize) -> Result<(), SigningError> {
        match self.copies.get().checked_sub(elements) {
            Some(left) => {
                self.copies.set(left);
                Ok(())
            }
            None => Err(SigningError::value("the plan copies too many elements")),
        }
    }
}

impl<'s, 'a> Scope<'s, 'a> {
    /// What the client and the attempt supply.
    pub(super) fn context(&self) -> Result<&'s Context<'a>, SigningError> {
        self.context
            .ok_or_else(|| SigningError::value("a constant reads an input of a call"))
    }

    /// The call.
    pub(super) fn call(&self) -> Result<&'s Call<'a>, SigningError> {
        self.call
            .ok_or_else(|| SigningError::value("an expression outside of a call reads the call"))
    }

    /// The place of the parameters; without a call there are none.
    pub(crate) fn params_place(&self) -> Place {
        self.call.map_or(Place::None, |call| call.request.place)
    }

    /// The session cache, and the session that it is for.
    pub(super) fn cache(&self) -> Option<(&'a Cache, &'a SessionValues)> {
        let context = self.context?;
        Some((context.cache?, context.session))
    }
}
