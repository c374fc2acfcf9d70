//! Which inputs must be learned, and which step is responsible if they are not.

use super::active_steps::ActiveSteps;
use super::placements::{Lets, resolve};
use super::recover_inputs::{InputRecovery, Sources, is_source, reads};
use super::request_at_step::reads_request;
use super::verifier::{Verifier, path_text};
use super::verify_error::{VerifyError, VerifyErrorKind, not_fulfilled};
use crate::signing::inputs::SigningInputs;
use crate::signing::plan::{Comparison, Position};
use crate::signing::prepared::{Action, Node, NodeEntry};
use crate::value::as_text::text_of;
use crate::value::types::Value;

/// An input, and whether it was learned.
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) is: fn(&Node) -> bool,
    pub(super) is_known: fn(&Sources) -> bool,
}

pub(super) const SOURCES: [Source; 4] = [
    Source {
        name: "clock",
        is: |node| matches!(node, Node::Clock(_) | Node::ClockIso),
        is_known: |sources| sources.clock.is_some(),
    },
    Source {
        name: "nonce",
        is: |node| matches!(node, Node::Nonce(_)),
        is_known: |sources| sources.nonce.is_some(),
    },
    Source {
        name: "uuid",
        is: |node| matches!(node, Node::Uuid),
        is_known: |sources| sources.uuid.is_some(),
    },
    Source {
        name: "random",
        is: |node| matches!(node, Node::Random),
        is_known: |sources| sources.random.is_some(),
    },
];

impl<'v> Verifier<'v> {
    /// Recovers the inputs that the request contains.
    pub(super) fn learn(
        &self,
        active_steps: &ActiveSteps<'v>,
        args: &Value<'_>,
    ) -> Result<Sources, VerifyError> {
        // Which are read at all: what `let`s name is in their steps.
        let mut read = [false; SOURCES.len()];
        for step in &active_steps.steps {
            step.walk(&mut |node| {
                if is_source(node) {
                    let sources = SOURCES.iter().zip(&mut read);
                    sources.for_each(|(source, read)| *read |= (source.is)(node));
                }
            });
        }
        if !read.contains(&true) {
            return Ok(Sources::default());
        }
        let inputs = SigningInputs::default();
        let mut run = self.run(&inputs, args);
        if self.recovers_from_request(active_steps) {
            run.call.request = self.request(active_steps, 0);
        }
        // Names of `let`s that need no input are known now.
        for step in &active_steps.steps {
            if let Action::Let(lines) = &step.action {
                for line in lines {
                    let value = run.scope().eval(&line.value, None);
                    if let Ok(value) = value {
                        run.set_local(line.name, value);
                    }
                }
            }
        }
        let mut recovery = InputRecovery {
            scope: run.scope(),
            lets: &active_steps.lets,
            sources: Sources::default(),
            reads: 0,
        };
        for (step, placements) in active_steps.steps.iter().zip(&active_steps.placements) {
            match &step.action {
                Action::Header(lines) => {
                    let reading = lines.iter().filter(|line| any(&line.value, may_be_source));
                    for line in reading {
                        if let Some(text) = self.header(&line.name) {
                            recovery.text(&line.value, text, 0);
                        }
                    }
                }
                Action::Body(node) if any(node, may_be_source) => {
                    if let Some(text) = self.content.text() {
                        recovery.text(node, text, 0);
                    }
                }
                Action::Require(condition) => {
                    for (computed, received) in equations(condition, &active_steps.lets) {
                        let received = recovery.scope.eval(received, None);
                        if let Ok(text) = received
                            .as_ref()
                            .map_err(drop)
                            .and_then(|value| text_of(value).map_err(drop))
                        {
                            recovery.text(computed, &text, 0);
                        }
                    }
                }
                _ => {}
            }
            let reading = placements.added.iter();
            for placement in reading.filter(|placement| any(placement.value, may_be_source)) {
                if let Some(value) = self.received(placement.place, &placement.path) {
                    recovery.value(placement.value, value, 0);
                }
            }
        }
        let sources = recovery.sources;
        for (source, is_read) in SOURCES.iter().zip(read) {
            if is_read && !(source.is_known)(&sources) {
                self.blame(active_steps, source)?;
            }
        }
        Ok(sources)
    }

    /// Whether an expression that is evaluated to recover inputs reads the request.
    fn recovers_from_request(&self, active_steps: &ActiveSteps<'v>) -> bool {
        let both = |node| any(node, may_be_source) && any(node, reads_request);
        let mut steps = active_steps.steps.iter().zip(&active_steps.placements);
        steps.any(|(step, placements)| {
            let own = match &step.action {
                Action::Let(lines) => lines.iter().any(|line| any(&line.value, reads_request)),
                Action::Header(lines) => lines.iter().any(|line| both(&line.value)),
                Action::Body(node) => both(node),
                Action::Require(condition) => any(condition, reads_request),
                _ => false,
            };
            own || placements.added.iter().any(|one| both(one.value))
        })
    }

    /// Reports an input that is read and was not learned, with the step that is responsible.
    pub(super) fn blame(
        &self,
        active_steps: &ActiveSteps<'v>,
        source: &Source,
    ) -> Result<(), VerifyError> {
        let lets = &active_steps.lets;
        let mut read = None;
        for (step, placements) in active_steps.steps.iter().zip(&active_steps.placements) {
            let place = |position: Position| (step.number.as_str(), position);
            if let Action::Header(lines) = &step.action {
                for line in lines {
                    if sends(&line.value, lets, source.is, 0) {
                        let received = self.header(&line.name).is_some();
                        return Err(unlearnt(place(line.position), &line.name, received));
                    }
                }
            }
            if let Action::Require(condition) = &step.action
                && equations(condition, lets)
                    .iter()
                    .any(|(computed, _)| sends(computed, lets, source.is, 0))
            {
                return Err(not_fulfilled(step));
            }
            for placement in &placements.added {
                if sends(placement.value, lets, source.is, 0) {
                    let received = self.received(placement.place, &placement.path).is_some();
                    return Err(unlearnt(
                        place(placement.position),
                        &path_text(&placement.path),
                        received,
                    ));
                }
            }
            step.walk(&mut |node| {
                if read.is_none() && reads(node, lets, source.is) {
                    read = Some((step, String::new(), false));
                }
            });
        }
        match read {
            None => Ok(()),
            Some((step, name, received)) if !name.is_empty() => {
                Err(unlearnt((&step.number, step.position), &name, received))
            }
            Some((step, ..)) => Err(VerifyError::new(
                VerifyErrorKind::Unverifiable,
                Some((&step.number, step.position)),
                source.name,
                format!("the plan signs {} but never sends it", source.name),
            )),
        }
    }
}

/// Whether a part of an expression is such.
fn any(node: &Node, is_such: fn(&Node) -> bool) -> bool {
    let mut found = false;
    node.walk(&mut |part| found = found || is_such(part));
    found
}

/// Whether an expression is an input, or the name of a `let`, which may stand for one.
fn may_be_source(node: &Node) -> bool {
    is_source(node) || matches!(node, Node::Local(_))
}

/// The equations that must hold for a condition to hold, between a value that contains an input and one that was received:
/// `clock.s == parts.t`.
fn equations<'n>(condition: &'n Node, lets: &Lets<'_>) -> Vec<(&'n Node, &'n Node)> {
    match condition {
        Node::And(all) => all.iter().flat_map(|one| equations(one, lets)).collect(),
        Node::Compare(Comparison::Equal, two) => {
            let (a, b) = (&two.0, &two.1);
            match (reads(a, lets, is_source), reads(b, lets, is_source)) {
                (true, false) => vec![(a, b)],
                (false, true) => vec![(b, a)],
                (true, true) | (false, false) => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Whether a value contains an input in such a way that it can be read back.
pub(super) fn sends(node: &Node, lets: &Lets<'_>, is: fn(&Node) -> bool, depth: usize) -> bool {
    if depth > 16 {
        return false;
    }
    let any = |all: &[Node]| all.iter().any(|node| sends(node, lets, is, depth + 1));
    match resolve(node, lets) {
        node if is(node) => true,
        Node::Call(function, args) => {
            let definition = function.definition();
            let mut read = args
                .iter()
                .enumerate()
                .filter(|(at, _)| definition.reveals(*at));
            read.any(|(_, node)| sends(node, lets, is, depth + 1))
        }
        Node::Join(all) | Node::List(all) | Node::Coalesce(all) => any(all),
        Node::If(three) => {
            sends(&three.1, lets, is, depth + 1) || sends(&three.2, lets, is, depth + 1)
        }
        Node::Object(entries) => entries.iter().any(|entry| match entry {
            NodeEntry::Member { value, .. } | NodeEntry::Spread(value) => {
                sends(value, lets, is, depth + 1)
            }
            NodeEntry::Existing => false,
        }),
        _ => false,
    }
}

pub(super) fn unlearnt(at: (&str, Position), name: &str, received: bool) -> VerifyError {
    if received {
        VerifyError::new(
            VerifyErrorKind::Different,
            Some(at),
            name,
            format!("`{name}` differs from the value that the plan computes"),
        )
    } else {
        VerifyError::new(
            VerifyErrorKind::Missing,
            Some(at),
            name,
            format!("`{name}` is missing"),
        )
    }
}
