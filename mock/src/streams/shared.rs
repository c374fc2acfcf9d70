//! One connection for all streams at its address: a client may mean any of them, and providers let it use several.
//!
//! Each stream has its conversation. A frame is for the first that understands it; the others forget it.

use super::conversation::{Conversation, Heard, Say};
use crate::engine::Engine;
use specie_runtime::stream::plan::Encoding;
use tokio::time::Instant;

/// How long nothing happens at most: the next look at the time.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(3600);

/// See the docs of this module.
pub(super) struct Shared<'e> {
    conversations: Vec<Conversation<'e>>,
    said: Vec<(Say, Encoding)>,
}

impl<'e> Shared<'e> {
    /// The conversations of these streams, which begin now.
    pub(super) fn open(
        engine: &'e Engine,
        streams: &[usize],
        base: Option<&'e str>,
        now: Instant,
    ) -> Self {
        let streams = streams.iter().filter_map(|at| engine.api.streams.get(*at));
        let conversations = streams.map(|stream| Conversation::open(engine, stream, base, now));
        let mut shared = Self {
            conversations: conversations.collect(),
            said: Vec::new(),
        };
        let mut asked = Vec::new();
        for conversation in &mut shared.conversations {
            let plan = conversation.plan();
            for said in conversation.take_said() {
                // Streams that greet in the same way greet once.
                if !shared.said.iter().any(|(known, _)| *known == said) {
                    shared.said.push((said, plan.encoding));
                }
            }
            match asked.contains(&&plan.answers) {
                true => conversation.ask_nothing(),
                false => asked.push(&plan.answers),
            }
        }
        shared
    }

    /// What was said since this was asked last, each with its encoding.
    pub(super) fn take_said(&mut self) -> Vec<(Say, Encoding)> {
        std::mem::take(&mut self.said)
    }

    /// When [`Shared::tick`] has something to do.
    pub(super) fn wake_at(&self, now: Instant) -> Instant {
        let is_idle = self.is_idle();
        let all = self.conversations.iter();
        let all = all.map(|one| one.wake_at(now, is_idle));
        all.min().unwrap_or(now + LONGEST)
    }

    /// Does what time asks for.
    pub(super) fn tick(&mut self, now: Instant) {
        let is_idle = self.is_idle();
        for conversation in &mut self.conversations {
            conversation.tick(now, is_idle);
            say(&mut self.said, conversation);
        }
    }

    /// A message of the client.
    pub(super) fn receive(&mut self, text: &str, now: Instant) {
        let mut closest: Option<(Heard, Vec<Say>, Encoding)> = None;
        // A stream that the client logged in to is meant rather than one that is open to all.
        let mut order: Vec<usize> = (0..self.conversations.len()).collect();
        order.sort_by_key(|at| {
            let conversation = self.conversations.get(*at);
            conversation.and_then(Conversation::logged_in).is_none()
        });
        for at in order {
            let Some(conversation) = self.conversations.get_mut(at) else {
                break;
            };
            let heard = conversation.receive(text, now);
            let said = conversation.take_said();
            let encoding = conversation.plan().encoding;
            if closest.as_ref().is_none_or(|(known, ..)| heard > *known) {
                closest = Some((heard, said, encoding));
            }
            if heard == Heard::Done {
                self.share_login(at, now);
                break;
            }
        }
        if let Some((_, said, encoding)) = closest {
            let said = said.into_iter().map(|said| (said, encoding));
            self.said.extend(said);
        }
    }

    /// Who logged in to one conversation has logged in to all that ask for the same.
    fn share_login(&mut self, at: usize, now: Instant) {
        let section = self.conversations.get(at).and_then(Conversation::logged_in);
        let Some(section) = section else { return };
        for conversation in &mut self.conversations {
            conversation.is_logged_in(section, now);
        }
    }

    /// Whether nothing is subscribed to.
    fn is_idle(&self) -> bool {
        let mut all = self.conversations.iter();
        all.all(|one| one.live.is_empty())
    }
}

/// Takes what a conversation says.
fn say(said: &mut Vec<(Say, Encoding)>, conversation: &mut Conversation<'_>) {
    let encoding = conversation.plan().encoding;
    let own = conversation.take_said().into_iter();
    said.extend(own.map(|own| (own, encoding)));
}
