//! Describes attempts to observers and spans.

use super::Inner;
use super::attempt::Way;
use super::build_call::Built;
use super::deadline::Deadline;
use crate::Error;
use crate::observer::{Attempt, ObservedAttempt};
use crate::operation::Operation;
use crate::spans;
use std::time::Instant;

/// Reports how an attempt ended.
pub(super) fn report<T>(attempt: &ObservedAttempt, outcome: &Result<T, Error>) {
    match outcome {
        Ok(_) => attempt.succeeded(),
        Err(error) => attempt.failed(error.kind(), error.outcome()),
    }
}

impl Inner {
    /// An attempt of a call that starts now. The caller of a raw call may have written anything into its path, so only the section's template
    /// is shown.
    pub(super) fn observe(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        way: Way,
        number: u32,
        deadline: &Deadline,
    ) -> ObservedAttempt {
        let path = match way {
            Way::Unjudged => "{path}",
            Way::AtOnce | Way::InParts => operation.path,
        };
        let about = || Attempt {
            operation: operation.name.to_owned(),
            method: operation.method.to_ascii_uppercase(),
            path: self.path_template(call.section(), path),
            number,
            ..self.attempt_on(call.section())
        };
        self.observed(about, operation.is_safe(), deadline)
    }

    /// An attempt of the call that opens a session, given as its index in the scheme.
    pub(super) fn observe_opening(&self, session: u16, deadline: &Deadline) -> ObservedAttempt {
        let sessions = &self.provider.scheme.sessions;
        let Some((session, call)) = sessions
            .get(usize::from(session))
            .and_then(|session| Some((session, session.call.as_ref()?)))
        else {
            return ObservedAttempt::default();
        };
        let about = || Attempt {
            operation: session.name.clone().into_owned(),
            opens_session: true,
            method: call.method.clone().into_owned(),
            path: self.path_template(call.section, &call.path),
            ..self.attempt_on(call.section)
        };
        self.observed(about, true, deadline)
    }

    fn observed(
        &self,
        about: impl FnOnce() -> Attempt,
        safe: bool,
        deadline: &Deadline,
    ) -> ObservedAttempt {
        let observers = self.observers.as_ref();
        match observers.is_some() || spans::are_recorded() {
            true => ObservedAttempt::new(observers, about(), safe, deadline.end()),
            false => ObservedAttempt::default(),
        }
    }

    /// A first attempt in a section, without what its operation decides.
    fn attempt_on(&self, section: u16) -> Attempt {
        let base = self.base(section).unwrap_or_else(|| {
            let own = self.provider.scheme.sections.get(usize::from(section));
            own.map_or("", |section| &section.base)
        });
        let authority = base.split_once("://").map_or(base, |(_, rest)| rest);
        Attempt {
            provider: self.provider.scheme.provider.clone().into_owned(),
            operation: String::new(),
            opens_session: false,
            number: 1,
            method: String::new(),
            host: authority.split('/').next().unwrap_or_default().to_owned(),
            secure: base.starts_with("https:"),
            path: String::new(),
            started: Instant::now(),
        }
    }

    /// The path of a section with the path of an operation in it.
    fn path_template(&self, section: u16, path: &str) -> String {
        let sections = &self.provider.scheme.sections;
        match sections.get(usize::from(section)) {
            Some(section) => section.path.replace("{path}", path),
            None => path.to_owned(),
        }
    }
}
