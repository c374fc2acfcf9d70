//! What a received message is: an answer, the confirmation of the login, data of a subscription, or a confirmation.

use super::{Conversation, Phase, Told, keep, shown};
use crate::signing::Value;
use crate::stream::frames::Unsigned;
use crate::stream::plan::StreamPlan;
use crate::stream::view::View;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Instant;

impl Conversation {
    /// A message was received.
    pub fn receive(&mut self, message: &Bytes, now: Instant) {
        self.heard = now;
        let Ok(text) = std::str::from_utf8(message) else {
            self.told
                .push_back(Told::Unreadable("expected text, found bytes".to_owned()));
            return;
        };
        if !self.setup.plan.each || !text.trim_start().starts_with('[') {
            return self.receive_one(text, message, 0, now);
        }
        match crate::codec::elements(message) {
            Ok(ranges) => {
                for range in ranges {
                    let one = text.get(range.clone()).unwrap_or_default();
                    self.receive_one(one, message, range.start, now);
                }
            }
            Err(problem) => self.told.push_back(Told::Unreadable(problem.to_string())),
        }
    }

    /// A message, or one of a list. `origin` is its offset in `message`.
    pub(super) fn receive_one(&mut self, text: &str, message: &Bytes, origin: usize, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let heads = Arc::clone(&self.heads);
        match View::new(text, &heads) {
            Ok(view) => self.understand(&view, message, origin, &setup.plan, now),
            Err(problem) => self.told.push_back(Told::Unreadable(problem.to_string())),
        }
    }

    /// Decides what a message is. `origin` is its offset in `message`.
    pub(super) fn understand(
        &mut self,
        view: &View<'_>,
        message: &Bytes,
        origin: usize,
        plan: &StreamPlan,
        now: Instant,
    ) {
        if self.phase == Phase::Over {
            return;
        }
        self.number_of_connection(view, plan, now);
        if self.phase == Phase::Hello && view.holds(&plan.hello) {
            return self.greeted(now);
        }
        let mut answers = plan.answers.iter();
        if let Some(answer) = answers.find(|answer| view.holds(&answer.when)) {
            let id = self.take_id();
            let frame = self.values(id, Some(view)).frame(&answer.send);
            return self.send(frame, now);
        }
        if view.holds(&plan.leave) {
            let why = format!(
                "the provider asks for a new connection: {}",
                shown(view.text())
            );
            return self.told.push_back(Told::Leave(why));
        }
        if self.phase == Phase::Login && self.understand_login(view, plan, now) {
            return;
        }
        // An answer is of interest also to those who follow its channel.
        let answers = self.understand_answer(view, message, origin, plan, now);
        // What has no meaning may look like data: a heartbeat of a channel.
        if view.holds(&plan.ignore)
            || self.route(view, message, origin, plan, now)
            || self.understand_ack(view, plan, now)
            || answers
        {
            return;
        }
        self.told.push_back(Told::Unknown(shown(view.text())));
    }

    /// Nothing holds the conversation back any more.
    pub(super) fn greeted(&mut self, now: Instant) {
        self.since = now;
        let setup = Arc::clone(&self.setup);
        match &setup.plan.login {
            Some(login) => {
                self.phase = Phase::Login;
                let call = Unsigned::Params(login.section, Value::Absent);
                self.send(Ok(call), now);
            }
            None => self.admitted(now),
        }
    }

    /// Subscriptions may be made now.
    pub(super) fn admitted(&mut self, now: Instant) {
        self.phase = Phase::Live;
        self.since = now;
        let setup = Arc::clone(&self.setup);
        for frame in setup.plan.setup.iter() {
            let id = self.take_id();
            let frame = self.values(id, None).frame(frame);
            self.send(frame, now);
        }
        self.pump(now);
    }

    pub(super) fn understand_login(
        &mut self,
        view: &View<'_>,
        plan: &StreamPlan,
        now: Instant,
    ) -> bool {
        let Some(login) = &plan.login else {
            return false;
        };
        if view.holds(&login.refused) {
            self.phase = Phase::Over;
            self.told.push_back(Told::LoginRefused(shown(view.text())));
            return true;
        }
        if !view.holds(&login.ok) {
            return false;
        }
        self.kept = keep(&login.keep, view);
        self.admitted(now);
        true
    }
}
