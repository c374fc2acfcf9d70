//! Ten thousand subscriptions over a server that drops, repeats and reorders messages, and breaks connections, seeded: every lost message is
//! covered by a gap or a new connection, and none comes twice without one.

use crate::plans::*;
use specie_runtime::signing::SessionValues;
use specie_runtime::stream::plan::*;
use specie_runtime::stream::{Conversation, Setup, Subscription, Told, Unsigned};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SUBSCRIPTIONS: usize = 10_000;
const MESSAGES: usize = 100_000;

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % below
    }
}

/// What the user of a stream knows of one topic.
#[derive(Default)]
struct Seen {
    last: Option<u64>,
    /// A gap or a new connection was told since.
    excused: bool,
    messages: usize,
}

fn numbered() -> StreamPlan {
    let mut plan = plain();
    plan.limits.batch = Some(100);
    plan.channels = vec![ChannelPlan {
        sequence: step("data.n"),
        ..channel("trades.{market}")
    }]
    .into();
    plan
}

#[test]
fn every_lost_message_is_told() {
    let plan = numbered();
    let talk = Talk::new(plan.clone());
    let wanted: Vec<Arc<Subscription>> = (0..SUBSCRIPTIONS)
        .map(|market| talk.subscription(0, &market.to_string()))
        .collect();
    let setup = Arc::new(Setup {
        plan: Cow::Owned(plan),
        settings: Vec::new(),
    });
    let mut random = Random(7);
    let mut server = vec![0_u64; SUBSCRIPTIONS];
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut now = Instant::now();
    let (mut sent, mut gaps, mut held) = (0, 0, Vec::new());
    while sent < MESSAGES {
        // A connection: everything is subscribed to anew.
        let session = Arc::new(SessionValues::new());
        let mut conversation = Conversation::new(Arc::clone(&setup), session, now);
        for subscription in &wanted {
            conversation.subscribe(Arc::clone(subscription), now);
        }
        conversation.open(now);
        while let Some(frame) = conversation.next_frame() {
            let Unsigned::Text(text) = frame else {
                continue;
            };
            let id = text
                .rsplit(':')
                .next()
                .unwrap()
                .trim_end_matches('}')
                .to_owned();
            conversation.receive(&format!(r#"{{"ok":{id}}}"#).into(), now);
        }
        assert!(conversation.is_settled());
        for one in seen.values_mut() {
            one.excused = true;
        }
        held.clear();
        // It lasts a while.
        for _ in 0..10_000 + random.below(20_000) {
            now += Duration::from_micros(50);
            let market = random.below(SUBSCRIPTIONS);
            server[market] += 1;
            sent += 1;
            let message = format!(r#"{{"ch":"trades.{market}","n":{}}}"#, server[market]);
            match random.below(100) {
                0 => {}
                1 => held.push(message),
                2 => {
                    conversation.receive(&message.clone().into(), now);
                    conversation.receive(&message.into(), now);
                }
                _ => conversation.receive(&message.into(), now),
            }
            if random.below(50) == 0
                && let Some(late) = held.pop()
            {
                conversation.receive(&late.into(), now);
            }
            while let Some(told) = conversation.next_told() {
                match told {
                    Told::Message(message) => {
                        let topic = message.subscription().topic().to_owned();
                        let data = std::str::from_utf8(message.data()).unwrap();
                        let number = data.rsplit(':').next().unwrap().trim_end_matches('}');
                        let number: u64 = number.parse().unwrap();
                        let one = seen.entry(topic.clone()).or_default();
                        if let Some(last) = one.last.filter(|_| !one.excused) {
                            assert_eq!(number, last + 1, "{topic}: lost, or twice, in silence");
                        }
                        one.last = Some(number);
                        one.excused = false;
                        one.messages += 1;
                    }
                    Told::Gap(gap) => {
                        gaps += 1;
                        seen.entry(gap.topic).or_default().excused = true;
                    }
                    other => panic!("{other:?}"),
                }
            }
            assert!(conversation.next_frame().is_none());
        }
    }
    let delivered: usize = seen.values().map(|one| one.messages).sum();
    assert!(gaps > 200, "the server did lose messages: {gaps}");
    assert!(delivered > MESSAGES * 95 / 100, "{delivered} of {sent}");
}
