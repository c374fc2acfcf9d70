//! Sessions: values that an earlier call returns, or that the user supplies.

use super::Inner;
use super::attempt::{Attempt, Stamped, Subject, Way};
use super::deadline::Deadline;
use super::limiter::Reports;
use super::observe::report;
use crate::observer::ObservedAttempt;
use crate::operation::Operation;
use crate::response::{SuccessfulResponse, Unread};
use crate::signing::plan::{Scheme, Session};
use crate::signing::{Expiry, SessionValues};
use crate::{Error, Outcome, Timestamp};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Mutex as AsyncMutex;

/// The open sessions and their values.
pub(crate) struct Sessions {
    /// The values that calls use: a snapshot, replaced as a whole.
    known: Mutex<Arc<SessionValues>>,
    /// In the order of the scheme. Locked while a session is opened, so that it is opened only once.
    states: AsyncMutex<Vec<State>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Never opened: the first call that turns out to need it opens it.
    New,
    /// Open. If it expires, with the time at which to renew it.
    Open(Option<Timestamp>),
    /// Its values are no longer accepted.
    Ended,
}

/// The maximum time before expiry at which a session is renewed, in microseconds. A short session is renewed after nine tenths of its life.
const MARGIN: i64 = 60_000_000;

impl Sessions {
    /// Sessions for which the user supplied these values.
    pub(crate) fn new(scheme: &Scheme, given: SessionValues) -> Self {
        let state = |session: &Session| {
            let whole = !session.keep.is_empty()
                && session
                    .keep
                    .iter()
                    .all(|keep| given.get_filled(&keep.name).is_some());
            if whole { State::Open(None) } else { State::New }
        };
        let states = scheme.sessions.iter().map(state).collect();
        Self {
            known: Mutex::new(Arc::new(given)),
            states: AsyncMutex::new(states),
        }
    }

    fn values(&self) -> Arc<SessionValues> {
        Arc::clone(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, values: SessionValues) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(values);
    }
}

impl Inner {
    /// The values that are known now.
    pub(super) fn known_sessions(&self) -> Arc<SessionValues> {
        self.sessions.values()
    }

    /// Whether this session is opened by a call.
    pub(super) fn opens_by_call(&self, index: u16) -> bool {
        let sessions = &self.provider.scheme.sessions;
        sessions
            .get(usize::from(index))
            .is_some_and(|session| session.call.is_some())
    }

    /// The sessions opened by a call that the plan of `section` may read.
    fn read_by(&self, section: u16) -> impl Iterator<Item = u16> + '_ {
        let needed = self
            .needs(section)
            .map(|needs| needs.sessions.as_slice())
            .unwrap_or_default();
        needed
            .iter()
            .copied()
            .filter(|index| self.opens_by_call(*index))
    }

    /// Reopens the sessions that the plan of `section` may read and that have ended or end soon.
    pub(super) async fn renew_sessions(
        &self,
        section: u16,
        deadline: &Deadline,
        reports: &Reports,
    ) -> Result<(), Error> {
        if self.read_by(section).next().is_none() {
            return Ok(());
        }
        let mut states = self.sessions.states.lock().await;
        for index in self.read_by(section) {
            let over = match states.get(usize::from(index)) {
                Some(State::Open(Some(renewal))) => self.clock.now() >= *renewal,
                Some(State::Ended) => true,
                _ => false,
            };
            if over {
                self.open_into(index, &mut states, deadline, reports)
                    .await?;
            }
        }
        Ok(())
    }

    /// Opens a session that signing a call requires, unless another call has just opened it.
    pub(super) async fn open_session(
        &self,
        index: u16,
        deadline: &Deadline,
        reports: &Reports,
    ) -> Result<(), Error> {
        let mut states = self.sessions.states.lock().await;
        match states.get(usize::from(index)) {
            Some(State::Open(_)) => Ok(()),
            _ => self.open_into(index, &mut states, deadline, reports).await,
        }
    }

    /// Opens a session anew, whatever its state.
    #[cfg(feature = "streams")]
    pub(super) async fn reopen_session(
        &self,
        index: u16,
        deadline: &Deadline,
        reports: &Reports,
    ) -> Result<(), Error> {
        let mut states = self.sessions.states.lock().await;
        self.open_into(index, &mut states, deadline, reports).await
    }

    async fn open_into(
        &self,
        index: u16,
        states: &mut [State],
        deadline: &Deadline,
        reports: &Reports,
    ) -> Result<(), Error> {
        let renewal = self
            .make_opening_call(index, deadline, reports)
            .await
            .map_err(not_sent)?;
        if let Some(state) = states.get_mut(usize::from(index)) {
            *state = State::Open(renewal);
        }
        Ok(())
    }

    /// Makes the call that opens a session and stores its values. Returns when to renew it.
    async fn make_opening_call(
        &self,
        index: u16,
        deadline: &Deadline,
        reports: &Reports,
    ) -> Result<Option<Timestamp>, Error> {
        let values = self.sessions.values();
        let observed = self.observe_opening(index, deadline);
        let opening = self.open_by_call(index, &values, deadline, reports, &observed);
        let outcome = observed.around(opening).await;
        report(&observed, &outcome);
        outcome
    }

    async fn open_by_call(
        &self,
        index: u16,
        values: &Arc<SessionValues>,
        deadline: &Deadline,
        reports: &Reports,
        observed: &ObservedAttempt,
    ) -> Result<Option<Timestamp>, Error> {
        static OPENING: Operation<'static> = Operation::new("session", "", "").safe().no_envelope();
        // While a session is being opened, the call that needs it has not been sent.
        let maybe_sent = AtomicBool::new(false);
        let stamped = Stamped::default();
        let attempt = Attempt {
            subject: Subject::Session(index),
            operation: &OPENING,
            session: values,
            way: Way::AtOnce,
            admitted: false,
            deadline,
            maybe_sent: &maybe_sent,
            stamped: &stamped,
            reports,
            observed,
        };
        let mut kept = None;
        let mut keep = |success: &SuccessfulResponse| {
            let headers: Vec<(&str, &str)> = success
                .response
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            // A response without the values to keep is a rejection, whatever its status: it may contain the reason.
            let update = self
                .signer
                .keep(index, &headers, &success.response.body)
                .map_err(|e| {
                    let error = self.missing_values(&OPENING, &success.response, values);
                    Unread::Failed(error.caused_by(e))
                })?;
            kept = Some(update);
            Ok(())
        };
        self.attempt(&attempt, &mut keep).await?;
        let mut all = SessionValues::clone(&self.sessions.values());
        let mut ends = None;
        if let Some(update) = kept {
            ends = update.ends;
            for (name, value) in update.values {
                all.set(name, value);
            }
        }
        self.sessions.replace(all);
        Ok(renewal(ends, self.clock.now()))
    }

    /// Ends the sessions that a rejected call used. Returns whether there are any, so that another attempt makes sense.
    pub(super) async fn forget_sessions(&self, section: u16, used: &Arc<SessionValues>) -> bool {
        let mut any = false;
        let mut states = self.sessions.states.lock().await;
        // Another call may have renewed them while this one was in progress.
        let current = Arc::ptr_eq(used, &self.sessions.values());
        for index in self.read_by(section) {
            match states.get_mut(usize::from(index)) {
                Some(state) if *state != State::New => {
                    any = true;
                    if current {
                        *state = State::Ended;
                    }
                }
                _ => {}
            }
        }
        any
    }
}

/// When to renew a session that expires at this time.
fn renewal(ends: Option<Expiry>, now: Timestamp) -> Option<Timestamp> {
    let life = match ends? {
        Expiry::After(seconds) => i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(1_000_000),
        Expiry::At(seconds) => seconds
            .saturating_mul(1_000_000)
            .saturating_sub(now.as_micros()),
    };
    Some(now.plus_micros(life - (life / 10).clamp(0, MARGIN)))
}

/// Whatever happened to the call that opens a session, the call that needs the session was not sent.
fn not_sent(mut error: Error) -> Error {
    let inner = error.inner();
    inner.outcome = Outcome::NotSent;
    inner.what = format!("the session cannot be opened: {}", inner.what);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_renewed_before_they_end() {
        let now = Timestamp::from_seconds(1_000_000).unwrap();
        let after = |ends| renewal(ends, now).map(|at| at.as_seconds() - 1_000_000);
        assert_eq!(after(None), None);
        assert_eq!(after(Some(Expiry::After(100))), Some(90));
        assert_eq!(after(Some(Expiry::After(86_400))), Some(86_340));
        assert_eq!(after(Some(Expiry::At(1_000_100))), Some(90));
        assert_eq!(after(Some(Expiry::At(999_000))), Some(-1_000));
        assert!(after(Some(Expiry::After(u64::MAX))).is_some_and(|seconds| seconds > 1_000_000));
    }
}
