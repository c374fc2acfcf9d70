//! Walks over the steps of a plan and reports absent secrets that sent values need.

use super::flow::{Flow, add};
use super::{Known, Loss, LossKind, Losses};
use crate::signing::plan::function::Role;
use crate::signing::plan::{Action, Entry, Expr, Position, Scheme, Step, is_unchecked_header};

/// Maximum nesting that is examined; plans with deeper nesting are refused elsewhere.
pub(super) const MAX_DEPTH: usize = 400;

/// The name under which the condition of a `require` is known.
pub(in crate::signing) const REQUIRE: &str = "require";

/// What is known of a `let` so far.
#[derive(Clone, Default)]
struct Local {
    value: Option<Flow>,
    /// Absent secrets because of which a `let` with this name did not run.
    dropped: Vec<u16>,
}

pub(super) struct Walk<'w> {
    pub(super) scheme: &'w Scheme,
    pub(super) known: &'w Known<'w>,
    pub(super) webhook: bool,
    locals: Vec<Local>,
    pub(super) headers: Vec<(String, Flow)>,
    /// What the places of the request contain so far.
    pub(super) in_places: Flow,
    pub(super) position: Position,
    pub(super) name: String,
    /// The position of what is examined next.
    pub(super) next: Position,
    /// The current steps are under a condition whose value is not known.
    open: bool,
    /// The current steps do not run.
    pub(super) quiet: bool,
    compared: Vec<Compared>,
    losses: Vec<Loss>,
}

/// A value that a delivery is compared with.
struct Compared {
    position: Position,
    name: String,
    secret: bool,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        scheme: &'w Scheme,
        known: &'w Known<'w>,
        webhook: bool,
        locals: usize,
    ) -> Self {
        Self {
            scheme,
            known,
            webhook,
            locals: vec![Local::default(); locals],
            headers: Vec::new(),
            in_places: Flow::default(),
            position: 0,
            name: String::new(),
            next: 0,
            open: false,
            quiet: false,
            compared: Vec::new(),
            losses: Vec::new(),
        }
    }

    pub(super) fn done(self) -> Losses {
        let proofs = self.compared.into_iter().filter(|one| one.secret);
        Losses {
            losses: self.losses,
            proofs: proofs.map(|one| (one.position, one.name)).collect(),
        }
    }

    pub(super) fn params(&mut self, params: &[Entry]) {
        self.members(params, None, 0);
    }

    pub(super) fn steps(&mut self, steps: &[Step], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for step in steps {
            let start = self.next;
            self.enter("");
            let holds = match &step.when {
                Some(when) => self.expr(when, 0).truth,
                None => Some(true),
            };
            self.step(step, holds, depth);
            self.next = start + step.positions();
        }
    }

    fn step(&mut self, step: &Step, holds: Option<bool>, depth: usize) {
        let (open, quiet) = (self.open, self.quiet);
        match (&step.action, holds) {
            (Action::Group { then, otherwise }, Some(holds)) => {
                let first = self.next;
                let second = first + then.iter().map(Step::positions).sum::<Position>();
                let ((runs, running), (rests, resting)) = if holds {
                    ((then, first), (otherwise, second))
                } else {
                    ((otherwise, second), (then, first))
                };
                self.quiet = true;
                self.next = resting;
                self.steps(rests, depth + 1);
                self.quiet = quiet;
                self.next = running;
                self.steps(runs, depth + 1);
            }
            (Action::Group { then, otherwise }, None) => {
                self.open = true;
                self.steps(then, depth + 1);
                self.steps(otherwise, depth + 1);
            }
            (action, holds) => {
                self.quiet |= holds == Some(false);
                self.open |= holds.is_none();
                self.action(action);
            }
        }
        (self.open, self.quiet) = (open, quiet);
    }

    fn action(&mut self, action: &Action) {
        match action {
            Action::Let(bindings) => {
                for binding in bindings.iter() {
                    self.enter("let");
                    let flow = self.expr(&binding.value, 0);
                    self.set_local(binding.local, flow);
                }
            }
            Action::Header(lines) => {
                let mut set = Vec::with_capacity(lines.len());
                for line in lines.iter() {
                    let position = self.enter(&line.name);
                    let flow = self.expr(&line.value, 0);
                    self.place(&flow);
                    let secret = flow.secret && !is_unchecked_header(&line.name);
                    self.compare(position, &line.name, secret);
                    set.push((line.name.to_ascii_lowercase(), flow));
                }
                if !self.quiet {
                    self.headers.extend(set);
                }
            }
            Action::Set(_, value) => self.set(value, self.position, 0),
            Action::Body(value) | Action::Path(value) => {
                let flow = self.expr(value, 0);
                self.place(&flow);
            }
            Action::Require(value) => {
                let position = self.position;
                self.expr(value, 0);
                let proves = self.requires_signature(value, 0);
                self.compare(position, REQUIRE, proves);
            }
            Action::Place(_) | Action::Encode(_) | Action::Group { .. } => {}
        }
    }

    /// Whether a condition holds only for a value that a public key verified.
    fn requires_signature(&mut self, condition: &Expr, depth: usize) -> bool {
        match condition {
            _ if depth > MAX_DEPTH => false,
            Expr::Call(function, args) => {
                let definition = function.definition();
                let key = definition.key().and_then(|at| args.get(at));
                definition.role == Role::Verdict && key.is_some_and(|key| self.is_key(key))
            }
            Expr::Any(two) => two
                .get(1)
                .is_some_and(|condition| self.requires_signature(condition, depth + 1)),
            Expr::And(all) => all
                .iter()
                .any(|one| self.requires_signature(one, depth + 1)),
            Expr::Or(all) => {
                // An operand that never holds for this user accepts nothing.
                let mut open = Vec::new();
                for one in all.iter() {
                    if !self.never_holds(one) {
                        open.push(one);
                    }
                }
                !open.is_empty()
                    && open
                        .into_iter()
                        .all(|one| self.requires_signature(one, depth + 1))
            }
            _ => false,
        }
    }

    /// Whether a condition is known to be false, for example because it tests for a secret that the user does not have.
    fn never_holds(&mut self, condition: &Expr) -> bool {
        let next = self.next;
        let flow = self.quietly(|walk| walk.expr(condition, 0));
        self.next = next;
        flow.truth == Some(false)
    }

    /// Whether what a signature is verified with is a key of the user, or was computed with a secret: not a value that anyone may choose.
    fn is_key(&mut self, key: &Expr) -> bool {
        let next = self.next;
        let flow = self.quietly(|walk| walk.expr(key, 0));
        self.next = next;
        flow.secret && !flow.fragile
    }

    /// A place is set: each member is reported with its own position.
    fn set(&mut self, value: &Expr, step: Position, depth: usize) {
        match value {
            Expr::Object(entries) => self.members(entries, Some(step), depth),
            Expr::If(three) if self.webhook && depth < MAX_DEPTH => {
                let start = self.next;
                let flow = self.expr(value, depth);
                self.place(&flow);
                // The branches are examined a second time, one by one.
                self.next = start + three.first().map_or(0, Expr::positions);
                for branch in three.iter().skip(1) {
                    self.set(branch, step, depth + 1);
                }
            }
            _ => {
                let flow = self.expr(value, depth);
                self.place(&flow);
            }
        }
    }

    fn members(&mut self, entries: &[Entry], step: Option<Position>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for entry in entries {
            let (position, value) = match entry {
                Entry::Member { name, value } => (self.enter(name), value),
                Entry::Spread(value) => {
                    let step = step.unwrap_or(self.next);
                    self.at(step, "...");
                    (step, value)
                }
                Entry::Existing => continue,
            };
            let start = self.next;
            let flow = self.expr(value, depth + 1);
            self.place(&flow);
            if let Entry::Member { name, value } = entry {
                self.compare(position, name, flow.secret);
                // For a place that is known in advance there is only the position of its step.
                if let Some(step) = step {
                    self.compare(step, name, flow.secret);
                }
                if let Expr::Object(inner) = value {
                    self.next = start;
                    self.members(inner, Some(position), depth + 1);
                }
            }
            self.next = start + value.positions();
        }
    }

    /// Records a value that a delivery is compared with, and whether it proves something.
    fn compare(&mut self, position: Position, name: &str, secret: bool) {
        if !self.webhook || self.quiet {
            return;
        }
        let known = self.compared.iter_mut();
        match known
            .into_iter()
            .find(|one| one.position == position && one.name == name)
        {
            // Two values with the same name at one position cannot be distinguished later.
            Some(known) => known.secret &= secret,
            None => self.compared.push(Compared {
                position,
                name: name.to_owned(),
                secret,
            }),
        }
    }

    fn set_local(&mut self, at: u16, flow: Flow) {
        let (open, quiet) = (self.open, self.quiet);
        let Some(local) = self.locals.get_mut(usize::from(at)) else {
            return;
        };
        if quiet {
            add(&mut local.dropped, &flow.missing);
            return;
        }
        local.value = Some(match local.value.take() {
            Some(before) if open => before.either(&flow),
            _ => flow,
        });
    }

    /// The value of a name. If a `let` of it did not run because a secret is absent, that secret is missing, or something else replaces it.
    pub(super) fn local(&self, at: u16) -> Flow {
        let Some(local) = self.locals.get(usize::from(at)) else {
            return Flow::default();
        };
        match &local.value {
            None => Flow {
                missing: local.dropped.clone(),
                ..Flow::default()
            },
            Some(flow) if flow.secret => flow.clone(),
            Some(flow) => {
                let mut flow = flow.clone();
                add(&mut flow.replaced, &local.dropped);
                flow
            }
        }
    }

    /// A value is sent, or compared with a delivery.
    fn place(&mut self, flow: &Flow) {
        self.lose(&flow.missing, LossKind::Sent, false);
        if self.webhook {
            self.lose(&flow.replaced, LossKind::Sent, true);
        } else if !self.quiet {
            add(&mut self.in_places.replaced, &flow.replaced);
        }
    }

    pub(super) fn lose(&mut self, secrets: &[u16], kind: LossKind, replaced: bool) {
        if self.quiet {
            return;
        }
        for secret in secrets {
            let loss = Loss {
                credential: *secret,
                kind,
                replaced,
                position: self.position,
                name: self.name.clone(),
            };
            if !self.losses.contains(&loss) {
                self.losses.push(loss);
            }
        }
    }

    pub(super) fn at(&mut self, position: Position, name: &str) {
        self.position = position;
        name.clone_into(&mut self.name);
    }

    /// Starts with what has the next position. Returns this position.
    pub(super) fn enter(&mut self, name: &str) -> Position {
        let position = self.next;
        self.next += 1;
        self.at(position, name);
        position
    }

    pub(super) fn quietly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let result = read(self);
        self.quiet = quiet;
        result
    }
}
