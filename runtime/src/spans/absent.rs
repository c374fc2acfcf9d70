//! What takes the place of spans where the feature `tracing` is off.

use crate::Error;
use crate::observer::{Attempt, AttemptEnd};
use std::future::Future;

pub(crate) const fn are_recorded() -> bool {
    false
}

pub(crate) struct CallSpan;

impl CallSpan {
    pub(crate) fn new(_provider: &str, _operation: &str) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> F {
        work
    }

    pub(crate) fn ended<T>(self, _result: &Result<T, Error>) {}
}

pub(crate) struct AttemptSpan;

impl AttemptSpan {
    pub(crate) fn new(_attempt: &Attempt) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(_span: Option<&Self>, work: F) -> F {
        work
    }

    pub(crate) fn ended(&self, _end: &AttemptEnd) {}
}
