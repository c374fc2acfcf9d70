//! One recorded case, replayed: our frames are compared with the recorded ones, and the recorded answers are given to us.

use crate::compare::{Frame, one_each, ours, same};
use crate::exchange::{Case, Exchange, Lost, index, list, list_or_none, text};
use crate::talk::{Events, Talk};
use crate::{expected, rest};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long a frame may be held back by a limit.
const HELD_BACK: Duration = Duration::from_secs(5);
/// How long it may take until a connection is kept alive.
const KEPT_ALIVE: Duration = Duration::from_secs(60);

/// What is done beside replaying.
#[derive(Clone, Copy)]
pub enum Beside<'l> {
    /// Nothing.
    Nothing,
    /// A message follows whose number shows that others were lost.
    Lost(&'l Lost),
    /// Before each message of the server comes one that is broken off.
    BrokenMessages,
}

/// A case on its way.
struct Replay<'e, 'u> {
    exchange: &'e Exchange,
    case: &'e Case,
    talks: Vec<Talk<'e>>,
    /// The conversation of ours for each recorded connection.
    connections: Vec<Option<usize>>,
    now: Instant,
    /// The conversations that were kept alive, while the recorded client does so. `None`: it does something else.
    kept_alive: Option<BTreeSet<usize>>,
    steps: std::slice::Iter<'e, Json>,
    /// Answers that were given out of their order.
    given: BTreeSet<usize>,
    beside: Beside<'e>,
    used: &'u mut BTreeSet<String>,
}

/// Replays a case. Reasons of differences that occur are added to `used`.
pub fn run<'e>(
    exchange: &'e Exchange,
    case: &'e Case,
    beside: Beside<'e>,
    used: &mut BTreeSet<String>,
) -> Result<(), String> {
    let mut replay = Replay::new(exchange, case, beside, used);
    let order = list(&case.recorded["order"]);
    for (at, what) in order.iter().enumerate() {
        let what = text(what);
        let (kind, which) = what.split_once(' ').ok_or("expected an order of events")?;
        let done = match kind {
            "call" => replay.call(which),
            "out" => replay.sent(number(which)?, order.get(at + 1..).unwrap_or_default()),
            "in" => replay.received(number(which)?),
            "rest" => replay.called(number(which)?),
            // What the recorded client gave to its caller.
            "result" | "error" => Ok(()),
            _ => Err("unknown event".to_owned()),
        };
        done.map_err(|fault| format!("at `{what}`: {fault}"))?;
    }
    if replay.steps.next().is_some() {
        return Err("the file of cases has more steps than were recorded".to_owned());
    }
    if let Some(missing) = replay.connections.iter().position(Option::is_none) {
        return Err(format!(
            "no conversation of ours is the connection {missing}"
        ));
    }
    let mut expected = expected::events(case);
    if let Beside::Lost(lost) = beside {
        let now = replay.now;
        replay.talks[0].receive_text(lost.then.clone(), now)?;
        expected.gaps = lost.gaps.clone();
    } else {
        replay.nothing_else_is_sent()?;
    }
    replay.compare_events(&expected)
}

/// Gives altered messages of the server to a conversation that has just begun: bytes changed, cut out and doubled.
pub fn alter(exchange: &Exchange, case: &Case) -> Result<(), String> {
    let used = &mut BTreeSet::new();
    let mut replay = Replay::new(exchange, case, Beside::Nothing, used);
    replay.call("the first")?;
    let mut random = Random(1);
    for recorded in list(&case.recorded["server_sent"]) {
        for _ in 0..ALTERED {
            let mut message = text(&recorded["text"]).as_bytes().to_vec();
            for _ in 0..=random.below(3) {
                let at = random.below(message.len());
                match random.below(3) {
                    0 => message[at] = b"{}[]\",:0-n\\\x00\xff"[random.below(13)],
                    1 => drop(message.drain(at..)),
                    _ => message.extend_from_within(at..),
                }
                message.push(b' ');
            }
            let now = replay.now;
            replay.talks[0].receive_anything(message, now);
        }
    }
    Ok(())
}

/// How often each message is altered.
const ALTERED: usize = 64;

/// Random numbers that are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

impl<'e, 'u> Replay<'e, 'u> {
    fn new(
        exchange: &'e Exchange,
        case: &'e Case,
        beside: Beside<'e>,
        used: &'u mut BTreeSet<String>,
    ) -> Self {
        Self {
            exchange,
            case,
            talks: Vec::new(),
            connections: vec![None; connects(case).len()],
            now: Instant::now(),
            kept_alive: None,
            steps: list(&case.ours["do"]).iter(),
            given: BTreeSet::new(),
            beside,
            used,
        }
    }

    /// The recorded client was called.
    fn call(&mut self, name: &str) -> Result<(), String> {
        self.kept_alive = (name == "HEARTBEAT").then(BTreeSet::new);
        if name == "HEARTBEAT" || name == "SERVER" {
            return Ok(());
        }
        let step = self
            .steps
            .next()
            .ok_or("the file of cases has fewer steps")?;
        let (begins, channel) = match (&step["on"], &step["off"]) {
            (Json::String(channel), Json::Null) => (true, channel),
            (Json::Null, Json::String(channel)) => (false, channel),
            // Nothing new is asked for.
            _ => return Ok(()),
        };
        let (stream, channel) = channel.split_once('/').ok_or("expected STREAM/CHANNEL")?;
        let stream = self.exchange.stream(stream);
        let params = list(&step["with"]).iter();
        let channels: Result<Vec<_>, _> = params
            .map(|params| Talk::subscription(stream, channel, params))
            .collect();
        let mut talks = self.talks.iter_mut();
        let talk = talks.find(|talk| talk.stream.name == stream.name);
        match (talk, begins) {
            (Some(talk), true) => talk.subscribe(channels?, self.now),
            (Some(talk), false) => talk.unsubscribe(channels?, self.now),
            (None, true) => {
                let signer = self.exchange.signer(self.case);
                let plan = &stream.plan;
                let session = rest::open(self.exchange, self.case, plan, &signer, self.used)?;
                let (exchange, channels) = (self.exchange, channels?);
                let talk = Talk::open(exchange, stream, signer, session, channels, self.now)?;
                self.connect(talk)
            }
            (None, false) => Err("there is nothing to end".to_owned()),
        }
    }

    /// A conversation of ours takes the place of the recorded connections to its address.
    fn connect(&mut self, talk: Talk<'e>) -> Result<(), String> {
        let address = talk.address()?;
        let mut found = false;
        for (at, connect) in connects(self.case).iter().enumerate() {
            let mut url = text(&connect["url"]).to_owned();
            for note in self.exchange.differences(self.case, "url") {
                if let Some(before) = url.strip_suffix(text(&note["from"])) {
                    url = format!("{before}{}", text(&note["to"]));
                    self.used.insert(text(&note["why"]).to_owned());
                } else if note["anywhere"] == true && url.contains(text(&note["from"])) {
                    url = url.replace(text(&note["from"]), text(&note["to"]));
                    self.used.insert(text(&note["why"]).to_owned());
                }
            }
            let headers = rest::upgrade_headers(connect);
            if !headers.is_empty() {
                return Err(format!("we do not send the headers {headers:?}"));
            }
            if url == address {
                self.connections[at] = Some(self.talks.len());
                found = true;
            }
        }
        self.talks.push(talk);
        match found {
            true => Ok(()),
            false => Err(format!("no recorded connection is to {address}")),
        }
    }

    fn talk_of(&self, recorded: &Json) -> Result<usize, String> {
        let connection = match &recorded["conn"] {
            Json::Null => 0,
            connection => index(connection),
        };
        let talk = self.connections.get(connection).copied().flatten();
        talk.ok_or_else(|| format!("no conversation of ours is the connection {connection}"))
    }

    fn is_skipped(&mut self, kind: &str, which: usize) -> bool {
        let skip = &self.case.ours["skip"];
        let skipped = list_or_none(&skip[kind])
            .iter()
            .any(|one| index(one) == which);
        if skipped {
            self.used.insert(text(&skip["why"]).to_owned());
        }
        skipped
    }

    /// The recorded client sent a frame; so must we.
    fn sent(&mut self, which: usize, rest: &'e [Json]) -> Result<(), String> {
        if self.is_skipped("out", which) {
            return Ok(());
        }
        let recorded = &self.case.recorded["frames"][which];
        let talk = self.talk_of(recorded)?;
        if let Some(kept_alive) = &mut self.kept_alive
            && !kept_alive.insert(talk)
        {
            // One connection of ours is several of theirs.
            return Ok(());
        }
        let theirs = ours(
            self.exchange,
            self.case,
            Frame::recorded(recorded),
            self.used,
        );
        let each = self.case.ours["each"].as_array().map(Vec::as_slice);
        let frames = one_each(theirs.clone(), each);
        if let [frame] = frames.as_slice() {
            return self.sends(talk, frame, &theirs);
        }
        // One frame for each, and an answer to each.
        let answers: Vec<usize> = rest
            .iter()
            .map_while(|what| text(what).strip_prefix("in ")?.parse().ok())
            .collect();
        for (at, frame) in frames.iter().enumerate() {
            self.sends(talk, frame, &theirs)?;
            let answer = if answers.len() == frames.len() { at } else { 0 };
            let answer = *answers.get(answer).ok_or("there is no answer")?;
            self.give(answer)?;
        }
        self.given.extend(answers);
        Ok(())
    }

    fn sends(&mut self, talk: usize, expected: &Frame, theirs: &Frame) -> Result<(), String> {
        let within = if self.kept_alive.is_some() {
            KEPT_ALIVE
        } else {
            HELD_BACK
        };
        let talk = &mut self.talks[talk];
        let sent = talk.next_frame(&mut self.now, within)?;
        let Some(sent) = sent else {
            return Err(format!("we send nothing\n  not {expected:?}"));
        };
        if !same(&sent, expected, &self.exchange.notes.ids) {
            return Err(format!("we send {sent:?}\n  not {expected:?}"));
        }
        talk.matched(&sent, theirs);
        Ok(())
    }

    /// The recorded client made a call; so must we, unless it opens a session, which we did before.
    fn called(&mut self, which: usize) -> Result<(), String> {
        let (exchange, case) = (self.exchange, self.case);
        let recorded = &case.recorded["rest"][which];
        if !rest::is_of_stream(exchange, case, recorded, self.used) {
            return Ok(());
        }
        let mut talks = self.talks.iter_mut();
        let waiting = talks.find_map(|talk| Some((talk.take_call()?, talk)));
        let Some((call, talk)) = waiting else {
            return Err(format!("we do not call {}", recorded["url"]));
        };
        let data = rest::call(exchange, case, &call, recorded, self.used)?;
        talk.answer_call(&call, data, self.now)
    }

    /// The server said something.
    fn received(&mut self, which: usize) -> Result<(), String> {
        if self.is_skipped("in", which) || self.given.contains(&which) {
            return Ok(());
        }
        self.give(which)
    }

    fn give(&mut self, which: usize) -> Result<(), String> {
        let recorded = &self.case.recorded["server_sent"][which];
        let talk = self.talk_of(recorded)?;
        if matches!(self.beside, Beside::BrokenMessages) {
            self.talks[talk].receive_broken(recorded, self.now)?;
        }
        self.talks[talk].receive(recorded, self.now)
    }

    /// Nothing is left to send but what the file of cases says.
    fn nothing_else_is_sent(&mut self) -> Result<(), String> {
        let mut expected = list_or_none(&self.case.ours["also"]).iter();
        for talk in &mut self.talks {
            if let Some(call) = talk.take_call() {
                let mut notes = self.exchange.differences(self.case, "called_sooner");
                let note = notes
                    .next()
                    .ok_or_else(|| format!("at the end, we call {}", call.operation()))?;
                self.used.insert(text(&note["why"]).to_owned());
            }
            while let Some(sent) = talk.next_frame(&mut self.now, Duration::ZERO)? {
                let expected = expected.next().map(|frame| Frame::Json(frame.clone()));
                let ids = &self.exchange.notes.ids;
                if !expected
                    .as_ref()
                    .is_some_and(|frame| same(&sent, frame, ids))
                {
                    return Err(format!("at the end, we send {sent:?}\n  not {expected:?}"));
                }
            }
        }
        match expected.next() {
            None => Ok(()),
            Some(frame) => Err(format!("at the end, we do not send {frame}")),
        }
    }

    /// Compares what was told. After a lost message, only the gaps are.
    fn compare_events(&mut self, expected: &Events) -> Result<(), String> {
        let mut told = Events::default();
        for talk in &mut self.talks {
            let mut one = std::mem::take(&mut talk.told);
            told.messages.append(&mut one.messages);
            told.gaps.append(&mut one.gaps);
            told.refused.append(&mut one.refused);
            told.login_refused |= one.login_refused;
        }
        let same = match self.beside {
            Beside::Lost(_) => told.gaps == expected.gaps,
            Beside::Nothing | Beside::BrokenMessages => told == *expected,
        };
        if self.exchange.counted().is_some() && !self.talks.is_empty() {
            self.used.extend(
                self.exchange
                    .counted()
                    .map(|note| text(&note["why"]).to_owned()),
            );
        }
        match same {
            true => Ok(()),
            false => Err(format!("told {told:?}\n  not {expected:?}")),
        }
    }
}

/// The recorded connections.
fn connects(case: &Case) -> &[Json] {
    match &case.recorded["connect"] {
        Json::Array(connects) => connects,
        connect => std::slice::from_ref(connect),
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a number"))
}
