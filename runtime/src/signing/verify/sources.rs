//! Which inputs must be learned, and which step is responsible if they are not.

use super::super::functions;
use super::super::inputs::SigningInputs;
use super::super::plan::{Function, Position};
use super::super::prepared::{Action, Node, NodeEntry};
use super::super::value::Value;
use super::active_steps::ActiveSteps;
use super::learn::{Learner, Sources, is_source, reads};
use super::placements::{Lets, resolve};
use super::verifier::{Verifier, path_text};
use super::{VerifyError, VerifyErrorKind};

/// An input, and whether it was learned.
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) is: fn(&Node) -> bool,
    pub(super) learnt: fn(&Sources) -> bool,
}

pub(super) const SOURCES: &[Source] = &[
    Source {
        name: "clock",
        is: |node| matches!(node, Node::Clock(_) | Node::ClockIso),
        learnt: |sources| sources.clock.is_some(),
    },
    Source {
        name: "nonce",
        is: |node| matches!(node, Node::Nonce(_)),
        learnt: |sources| sources.nonce.is_some(),
    },
    Source {
        name: "uuid",
        is: |node| matches!(node, Node::Uuid),
        learnt: |sources| sources.uuid.is_some(),
    },
    Source {
        name: "random",
        is: |node| matches!(node, Node::Random),
        learnt: |sources| sources.random.is_some(),
    },
];

impl<'v> Verifier<'v> {
    /// Learns the inputs that the request contains.
    pub(super) fn learn(
        &self,
        active_steps: &ActiveSteps<'v>,
        args: &Value<'_>,
    ) -> Result<Sources, VerifyError> {
        let mut any = false;
        for step in &active_steps.steps {
            step.walk(&mut |node| any |= is_source(node));
        }
        if !any {
            return Ok(Sources::default());
        }
        let inputs = SigningInputs::default();
        let mut scope = self.scope(&inputs, args);
        scope.request = self.request(active_steps, 0);
        // Names of `let`s that need no input are known now.
        for step in &active_steps.steps {
            if let Action::Let(lines) = &step.action {
                for line in lines {
                    if let Ok(value) = scope.eval(&line.value, None)
                        && let Some(local) = scope.locals.get_mut(usize::from(line.name))
                    {
                        *local = value;
                    }
                }
            }
        }
        let mut learner = Learner {
            scope: &scope,
            lets: &active_steps.lets,
            sources: Sources::default(),
            reads: 0,
        };
        for (step, placements) in active_steps.steps.iter().zip(&active_steps.placements) {
            match &step.action {
                Action::Header(lines) => {
                    for line in lines {
                        if let Some(text) = self.header(&line.name) {
                            learner.text(&line.value, text, 0);
                        }
                    }
                }
                Action::Body(node) => {
                    if let Some(text) = self.content.text() {
                        learner.text(node, text, 0);
                    }
                }
                _ => {}
            }
            for site in &placements.added {
                if let Some(value) = self.received(site.place, &site.path) {
                    learner.value(site.value, value, 0);
                }
            }
        }
        let sources = learner.sources;
        for source in SOURCES {
            if !(source.learnt)(&sources) {
                self.blame(active_steps, source)?;
            }
        }
        Ok(sources)
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
            for site in &placements.added {
                if sends(site.value, lets, source.is, 0) {
                    let received = self.received(site.place, &site.path).is_some();
                    return Err(unlearnt(
                        place(site.position),
                        &path_text(&site.path),
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
                format!("the plan signs {} and never sends it", source.name),
            )),
        }
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
        Node::Call(Function::Jwt, args) => {
            let parts = [args.first(), args.get(3)];
            parts
                .into_iter()
                .flatten()
                .any(|node| sends(node, lets, is, depth + 1))
        }
        Node::Call(function, _) if functions::refuses_absent(*function) => false,
        Node::Call(_, all) | Node::Join(all) | Node::List(all) | Node::Coalesce(all) => any(all),
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
            format!("`{name}` is not what the plan makes"),
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
