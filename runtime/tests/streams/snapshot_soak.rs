//! Books that begin with the response of a call, over a server that drops, delays, repeats and reorders changes, serves old responses and fails
//! calls, seeded. The model is a book: after each event that is delivered, what a user computed is what the server had at that number.

use crate::calls::book;
use crate::plans::*;
use specie_runtime::stream::plan::SequenceRule;
use specie_runtime::stream::{MessageKind, Told};
use specie_runtime::{Error, ErrorKind, Json, Outcome};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

const STEPS: usize = 40_000;

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

/// Sizes by price.
type Book = BTreeMap<u64, u64>;

fn member(json: &Json, name: &str) -> u64 {
    json.get(name).unwrap().to_string().parse().unwrap()
}

fn run(seed: u64, rule: SequenceRule, from_before: bool) {
    let mut random = Random(seed);
    let mut talk = Talk::begin(book(rule));
    talk.subscribe(0, "btc");
    talk.receive(r#"{"ok":1}"#);
    // The server: its book after each change.
    let mut server: Vec<Book> = vec![Book::new()];
    let mut delayed: Vec<String> = Vec::new();
    let mut calls: VecDeque<(u64, usize)> = VecDeque::new();
    // The user: the book, and the number that it is of; `None` after a gap.
    let mut user: Option<(u64, Book)> = None;
    let (mut delivered, mut gaps, mut begun) = (0, 0, 0);
    for step in 0..STEPS {
        talk.now += Duration::from_millis(20);
        // A message has one to three changes.
        let first = server.len() as u64;
        let mut levels = Vec::new();
        for _ in 0..=random.below(3) {
            let (price, size) = (random.below(20) as u64, random.below(50) as u64);
            let mut next = server[server.len() - 1].clone();
            match size {
                0 => next.remove(&price),
                size => next.insert(price, size),
            };
            server.push(next);
            levels.push(format!("[{price},{size}]"));
        }
        let last = server.len() as u64 - 1;
        let named = if from_before { first - 1 } else { first };
        let message = format!(
            r#"{{"ch":"trades.btc","f":{named},"l":{last},"levels":[{}]}}"#,
            levels.join(",")
        );
        match random.below(400) {
            0 => {}
            1 => delayed.push(message),
            2 => {
                talk.receive(&message);
                talk.receive(&message);
            }
            _ => talk.receive(&message),
        }
        if random.below(200) == 0
            && let Some(late) = delayed.pop()
        {
            talk.receive(&late);
        }
        if step % 20 == 0 {
            talk.receive(r#"{"event":"heartbeat"}"#);
        }
        talk.conversation.tick(talk.now);
        talk.sent();
        if let Some((ticket, _)) = talk.call() {
            // The response is of a moment while it is made, or of long before it.
            let old = if random.below(4) == 0 {
                random.below(40)
            } else {
                0
            };
            let at = server.len() - 1;
            calls.push_back((ticket, at.saturating_sub(old)));
            assert_eq!(calls.len(), 1, "one call at a time");
        }
        if random.below(8) == 0
            && let Some((ticket, at)) = calls.pop_front()
        {
            let levels: Vec<String> = server[at]
                .iter()
                .map(|(price, size)| format!("[{price},{size}]"))
                .collect();
            let data = format!(
                r#"{{"book":{{"last":{at}}},"levels":[{}]}}"#,
                levels.join(",")
            );
            match random.below(5) {
                0 => {
                    let error = Error::new(ErrorKind::Transport, Outcome::Unanswered, "broken");
                    talk.conversation
                        .call_answered(ticket, Err(error), talk.now);
                }
                _ => talk.answer(ticket, &data),
            }
        }
        while let Some(told) = talk.conversation.next_told() {
            match told {
                Told::Message(message) => {
                    let json = Json::parse(message.data()).unwrap();
                    let levels = json.get("levels").unwrap();
                    let is_start = message.kind() == MessageKind::Start;
                    let (mut number, mut mine) = match is_start {
                        true => (member(json.get("book").unwrap(), "last"), Book::new()),
                        false => user.take().expect("no change without a beginning"),
                    };
                    if is_start {
                        begun += 1;
                    } else {
                        number = member(&json, "l");
                    }
                    for at in 0.. {
                        let Some(level) = levels.at(at) else { break };
                        let value = |at| level.at(at).unwrap().to_string().parse().unwrap();
                        match (value(0), value(1)) {
                            (price, 0) => mine.remove(&price),
                            (price, size) => mine.insert(price, size),
                        };
                    }
                    assert_eq!(mine, server[number as usize], "the book at {number}");
                    delivered += 1;
                    user = Some((number, mine));
                }
                Told::Gap(_) => {
                    gaps += 1;
                    user = None;
                }
                Told::CallFailed { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(gaps > 50, "the server did lose messages: {gaps}");
    assert!(begun > 50, "the book began again: {begun}");
    assert!(delivered > STEPS / 4, "{delivered} of {STEPS}");
}

#[test]
fn a_book_is_right_or_said_to_be_wrong() {
    for seed in 1..=2 {
        let (first, last) = (at("data.f"), at("data.l"));
        run(seed, SequenceRule::Range { first, last }, false);
        let (previous, this) = (at("data.f"), at("data.l"));
        run(seed, SequenceRule::Chain { previous, this }, true);
    }
}
