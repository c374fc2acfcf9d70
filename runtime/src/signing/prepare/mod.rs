//! Prepares a plan: what depends only on constants, credentials and settings is computed here, once.

pub mod absence;
pub(crate) mod credentials;
mod expressions;
pub(crate) mod prerender;
mod refusal;
pub(crate) mod specialize;
pub(crate) mod webhook_plan;

pub(super) use expressions::is_secret;
use refusal::not_given;

use super::plan::{self, Entry, Expr, Plan, Position, Scheme};
use super::prepare::absence::Losses;
use super::prepared::constant::GivenCredential;
use super::prepared::{Action, Line, Node, Prepared, Step};
use super::signing_error::{SigningError, SigningErrorKind};
use crate::value::types::Value;
use std::collections::HashMap;

/// Maximum nesting of expressions and groups.
const MAX_NESTING: usize = 200;

/// When the value of an expression is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// When the client is created.
    Client,
    /// When the session is known.
    Session,
    /// When the call is known.
    Call,
}

/// A `let` whose value is known before the call.
#[derive(Clone)]
enum LetState {
    Constant(Value<'static>, bool),
    /// Its expression, which depends on sessions, with the position of the first member in it.
    Session(Expr, Position),
}

/// The inputs for preparing plans.
pub(crate) struct Preparer<'p> {
    pub(crate) scheme: &'p Scheme,
    pub(crate) given: &'p [Option<GivenCredential>],
    pub(crate) settings: &'p [Value<'static>],
    /// Whether constant parts are computed. Not for `explain`, where every stage is shown.
    pub(crate) fold: bool,
    /// The number of values cached for each session so far.
    pub(crate) slots: usize,
}

/// The state while one plan is prepared.
struct Builder<'b, 'p> {
    all: &'b mut Preparer<'p>,
    known: HashMap<u16, LetState>,
    missing: Option<String>,
    /// The position of what is prepared next.
    next: Position,
    /// The current expression is an input of a digest, a MAC or a signature.
    signs: bool,
}

impl Preparer<'_> {
    /// Prepares a plan's steps, for calls or (`webhook`) for deliveries.
    pub(crate) fn plan(&mut self, plan: &Plan, webhook: bool) -> Result<Prepared, SigningError> {
        let mut builder = Builder::new(self);
        let mut steps = Vec::new();
        builder
            .steps(&plan.steps, "", 0, &mut steps)
            .map_err(|error| error.in_plan(&plan.name))?;
        let missing = builder.missing;
        if self.fold {
            prerender::mark(&mut steps, false);
        }
        let Losses { losses, proofs } =
            self.known(|known| absence::losses(plan, self.scheme, webhook, known));
        let refusal = match (missing, losses.first()) {
            (Some(name), _) => Some(not_given(&name)),
            (None, Some(loss)) => Some(self.lost_secret_error(loss)),
            (None, None) if webhook && proofs.is_empty() => Some(self.unproven(plan)),
            (None, None) if webhook => self.unmatchable(plan),
            (None, None) => None,
        };
        Ok(Prepared {
            name: plan.name.clone(),
            steps,
            locals: plan.locals.to_vec(),
            refusal,
            proofs,
        })
    }

    /// Prepares the entries of an object outside any plan.
    pub(crate) fn entries(&mut self, entries: &[Entry]) -> Result<Node, SigningError> {
        let mut builder = Builder::new(self);
        let node = builder.entries(entries, 0)?.0;
        if let Some(name) = builder.missing {
            return Err(not_given(&name));
        }
        let found = self.known(|known| absence::losses_of_params(entries, self.scheme, known));
        match found.losses.first() {
            Some(loss) => Err(self.lost_secret_error(loss)),
            None => Ok(node),
        }
    }
}

impl<'b, 'p> Builder<'b, 'p> {
    fn new(all: &'b mut Preparer<'p>) -> Self {
        Self {
            all,
            known: HashMap::new(),
            missing: None,
            next: 0,
            signs: false,
        }
    }

    fn steps(
        &mut self,
        steps: &[plan::Step],
        prefix: &str,
        depth: usize,
        out: &mut Vec<Step>,
    ) -> Result<(), SigningError> {
        if depth > MAX_NESTING {
            return Err(too_deep());
        }
        for (index, step) in steps.iter().enumerate() {
            let number = format!("{prefix}{}", index + 1);
            let position = self.next;
            self.step(step, &number, depth, out)
                .map_err(|error| error.at(position, "step").in_step(&number))?;
            // Also the positions of what is not prepared because it never runs.
            self.next = position + step.positions();
        }
        Ok(())
    }

    fn step(
        &mut self,
        step: &plan::Step,
        number: &str,
        depth: usize,
        out: &mut Vec<Step>,
    ) -> Result<(), SigningError> {
        let position = self.take_position();
        let when = match &step.when {
            Some(when) => Some(self.node(when, 0)?.0),
            None => None,
        };
        // A condition whose value is known now is removed.
        let decided = match &when {
            Some(Node::Const(constant)) => Some(constant.value.holds()),
            Some(Node::Absent) => Some(false),
            Some(_) => None,
            None => Some(true),
        };
        let (decided, when) = match decided {
            Some(holds) if self.all.fold => (Some(holds), None),
            _ => (when.is_none().then_some(true), when),
        };
        let action = match &step.action {
            plan::Action::Group { then, otherwise } => {
                self.group(
                    position,
                    (then, otherwise),
                    decided,
                    when,
                    number,
                    depth,
                    out,
                )?;
                return Ok(());
            }
            // Names in a step that never runs still count as named: see `missing`.
            _ if decided == Some(false) => {
                self.name_credentials(&step.action)?;
                return Ok(());
            }
            other => self.action(other, decided == Some(true))?,
        };
        out.push(Step {
            number: number.to_owned(),
            position,
            when,
            action,
            prerendered: None,
        });
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one step")]
    fn group(
        &mut self,
        position: Position,
        (then, otherwise): (&[plan::Step], &[plan::Step]),
        decided: Option<bool>,
        when: Option<Node>,
        number: &str,
        depth: usize,
        out: &mut Vec<Step>,
    ) -> Result<(), SigningError> {
        let (then_prefix, else_prefix) = (format!("{number}.then."), format!("{number}.else."));
        if self.all.fold
            && let Some(holds) = decided
        {
            let (runs, rests, running) = if holds {
                (then, otherwise, self.next)
            } else {
                let skipped: Position = then.iter().map(plan::Step::positions).sum();
                (otherwise, then, self.next + skipped)
            };
            let prefix = if holds { &then_prefix } else { &else_prefix };
            for step in rests {
                self.name_credentials(&step.action)?;
            }
            self.next = running;
            return self.steps(runs, prefix, depth + 1, out);
        }
        let before = self.known.clone();
        let (mut then_steps, mut else_steps) = (Vec::new(), Vec::new());
        self.steps(then, &then_prefix, depth + 1, &mut then_steps)?;
        self.known.clone_from(&before);
        self.steps(otherwise, &else_prefix, depth + 1, &mut else_steps)?;
        self.known = before;
        for step in then.iter().chain(otherwise) {
            self.forget(&step.action);
        }
        out.push(Step {
            number: number.to_owned(),
            position,
            when,
            action: Action::Group {
                then: then_steps,
                otherwise: else_steps,
            },
            prerendered: None,
        });
        Ok(())
    }

    /// Names that a step defines under an undecided condition are no longer known.
    fn forget(&mut self, action: &plan::Action) {
        match action {
            plan::Action::Let(bindings) => {
                for binding in bindings.iter() {
                    self.known.remove(&binding.local);
                }
            }
            plan::Action::Group { then, otherwise } => {
                for step in then.iter().chain(otherwise.iter()) {
                    self.forget(&step.action);
                }
            }
            _ => {}
        }
    }

    /// Records the credentials that a step names, without preparing it.
    fn name_credentials(&mut self, action: &plan::Action) -> Result<(), SigningError> {
        // The nodes are discarded; only `missing` is kept. What is known must not change.
        let known = self.known.clone();
        match action {
            plan::Action::Group { then, otherwise } => {
                for step in then.iter().chain(otherwise.iter()) {
                    if let Some(when) = &step.when {
                        self.node(when, 0)?;
                    }
                    self.name_credentials(&step.action)?;
                }
            }
            other => {
                self.action(other, false)?;
            }
        }
        self.known = known;
        Ok(())
    }

    fn action(&mut self, action: &plan::Action, certain: bool) -> Result<Action, SigningError> {
        Ok(match action {
            plan::Action::Let(bindings) => {
                let mut lines = Vec::new();
                for binding in bindings.iter() {
                    let position = self.take_position();
                    let first = self.next;
                    let (value, when) = self.node(&binding.value, 0)?;
                    self.learn(binding, first, &value, when, certain);
                    lines.push(Line {
                        position,
                        name: binding.local,
                        value,
                    });
                }
                Action::Let(lines)
            }
            plan::Action::Set(target, value) => Action::Set(*target, self.node(value, 0)?.0),
            plan::Action::Body(value) => Action::Body(self.node(value, 0)?.0),
            plan::Action::Header(headers) => {
                let mut lines = Vec::new();
                for header in headers.iter() {
                    let position = self.take_position();
                    lines.push(Line {
                        position,
                        name: header.name.clone(),
                        value: self.node(&header.value, 0)?.0,
                    });
                }
                Action::Header(lines)
            }
            plan::Action::Path(value) => Action::Path(self.node(value, 0)?.0),
            plan::Action::Place(place) => Action::Place(*place),
            plan::Action::Encode(encoder) => Action::Encode(encoder.clone()),
            plan::Action::Require(value) => Action::Require(self.node(value, 0)?.0),
            plan::Action::Group { .. } => return Err(too_deep()),
        })
    }

    /// The position of what is prepared now.
    fn take_position(&mut self) -> Position {
        let position = self.next;
        self.next += 1;
        position
    }

    /// Remembers the value of a `let`; `first` is the position of the first member in its expression.
    fn learn(
        &mut self,
        binding: &plan::Binding,
        first: Position,
        value: &Node,
        when: Stage,
        certain: bool,
    ) {
        self.known.remove(&binding.local);
        if !certain || !self.all.fold {
            return;
        }
        match value {
            Node::Const(constant) => {
                let known = LetState::Constant(constant.value.clone(), constant.secret);
                self.known.insert(binding.local, known);
            }
            Node::Absent => {
                let known = LetState::Constant(Value::Absent, false);
                self.known.insert(binding.local, known);
            }
            _ if when == Stage::Session && !names_locals(&binding.value) => {
                let known = LetState::Session(binding.value.clone(), first);
                self.known.insert(binding.local, known);
            }
            _ => {}
        }
    }
}

/// Whether a `let` is named: its value may change later, so the expression cannot replace it.
fn names_locals(expr: &Expr) -> bool {
    matches!(expr, Expr::Local(_)) || expr.parts().any(names_locals)
}

fn too_deep() -> SigningError {
    SigningError::new(SigningErrorKind::Scheme, "a plan is nested too deep")
}
