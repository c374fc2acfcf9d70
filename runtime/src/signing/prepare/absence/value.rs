//! What a value is derived from: the secrets that it reads, and the absent ones that it needs.

use super::flow::{Flow, add};
use super::walk::{MAX_DEPTH, Walk};
use super::{LossKind, Presence, is_secret};
use crate::signing::plan::function::{OnAbsent, ResultKind, Role, Usage};
use crate::signing::plan::{Comparison, Data, Entry, Expr, Form, Function, Name, Position, Test};

impl Walk<'_> {
    pub(super) fn expr(&mut self, expr: &Expr, depth: usize) -> Flow {
        if depth > MAX_DEPTH {
            return Flow::default();
        }
        match expr {
            Expr::Literal(Data::Bool(value)) => Flow::constant(*value),
            Expr::Absent => Flow::constant(false),
            Expr::Credential(at) => self.credential(*at),
            Expr::Local(at) => self.local(*at),
            Expr::Setting(at) => Flow {
                truth: self.known.settings.get(usize::from(*at)).copied().flatten(),
                ..Flow::default()
            },
            Expr::Session(..) => Flow {
                secret: true,
                ..Flow::default()
            },
            Expr::Header(name) => self.header(name),
            Expr::Name(Name::Params | Name::Query | Name::Body) => self.in_places.clone(),
            Expr::Name(Name::Path | Name::Uri | Name::Url) => self.in_places.clone(),
            Expr::Object(entries) => self.entries(entries, depth),
            Expr::Coalesce(all) => self.coalesce(all, depth),
            Expr::If(three) => self.choice(three, depth),
            Expr::And(all) => self.series(all, false, depth),
            Expr::Or(all) => self.series(all, true, depth),
            Expr::Not(one) => {
                let truth = one.first().and_then(|of| self.expr(of, depth + 1).truth);
                Flow {
                    truth: truth.map(|holds| !holds),
                    ..Flow::default()
                }
            }
            Expr::Is(test, one) => {
                self.parts(one, depth);
                Flow {
                    truth: self.test(*test, one),
                    ..Flow::default()
                }
            }
            Expr::Compare(comparison, two) => {
                self.parts(two, depth);
                Flow {
                    truth: self.comparison(*comparison, two),
                    ..Flow::default()
                }
            }
            Expr::Call(function, args) => self.call(*function, args, depth),
            Expr::List(all) | Expr::Join(all) => {
                let mut flow = Flow::default();
                for part in all.iter() {
                    let part = self.expr(part, depth + 1);
                    flow.hold(&part);
                }
                flow
            }
            Expr::Encode(_, one) => self.parts(one, depth),
            // One of many values: anyone may be able to choose which one. Of a set of keys, each proves the same.
            Expr::Member(all, _) | Expr::Index(all) => {
                let mut flow = Flow::default();
                for (at, part) in all.iter().enumerate() {
                    let part = self.expr(part, depth + 1);
                    flow.take(&part);
                    if at == 0 {
                        flow.key_set = part.key_set;
                    }
                }
                flow.secret = flow.key_set;
                flow.key_set = false;
                flow
            }
            // A list without elements yields nothing.
            Expr::Any(two) => {
                self.parts(two, depth);
                Flow::default()
            }
            Expr::HeaderNamed(one) => {
                self.parts(one, depth);
                self.any_header()
            }
            Expr::Each(two) => {
                let mut flow = self.parts(two, depth);
                flow.secret = false;
                flow
            }
            _ => Flow::default(),
        }
    }

    fn parts(&mut self, all: &[Expr], depth: usize) -> Flow {
        let mut flow = Flow::default();
        for part in all {
            let part = self.expr(part, depth + 1);
            flow.take(&part);
        }
        flow
    }

    fn entries(&mut self, entries: &[Entry], depth: usize) -> Flow {
        let mut flow = Flow::default();
        let saved = (self.position, self.name.clone());
        for entry in entries {
            let part = match entry {
                Entry::Member { name, value } => {
                    self.enter(name);
                    self.expr(value, depth + 1)
                }
                Entry::Spread(value) => self.expr(value, depth + 1),
                Entry::Existing => self.in_places.clone(),
            };
            flow.hold(&part);
        }
        (self.position, self.name) = saved;
        flow
    }

    fn credential(&self, at: u16) -> Flow {
        let declared = self.scheme.credentials.get(usize::from(at));
        if !declared.is_some_and(is_secret) {
            return Flow::default();
        }
        let absent = self.presence(at) == Presence::Absent;
        Flow {
            missing: if absent { vec![at] } else { Vec::new() },
            secret: !absent,
            key_set: !absent && declared.is_some_and(|one| matches!(&*one.forms, [Form::Jwks])),
            ..Flow::default()
        }
    }

    fn presence(&self, at: u16) -> Presence {
        let known = self.known.credentials.get(usize::from(at));
        known.copied().unwrap_or(Presence::Absent)
    }

    fn header(&self, name: &str) -> Flow {
        let name = name.to_ascii_lowercase();
        let set = self.headers.iter().rev().find(|(known, _)| *known == name);
        // An absent secret was reported where the header was set. A received header may come from anyone.
        let mut flow = set.map(|(_, flow)| flow.clone()).unwrap_or_default();
        flow.missing.clear();
        flow.secret &= !self.webhook;
        flow
    }

    /// A header whose name is known only when the plan runs.
    fn any_header(&self) -> Flow {
        let mut flow = Flow::default();
        for (_, set) in &self.headers {
            flow.take(set);
        }
        flow.missing.clear();
        flow.secret = false;
        flow
    }

    /// `a ?? b`: an absent secret is replaced by another secret, or by a replacement value.
    fn coalesce(&mut self, all: &[Expr], depth: usize) -> Flow {
        let mut out = Flow::default();
        let mut waiting: Vec<u16> = Vec::new();
        let mut secret = None;
        let end = self.next + all.iter().map(Expr::positions).sum::<Position>();
        for (index, part) in all.iter().enumerate() {
            let mut flow = self.expr(part, depth + 1);
            let last = index + 1 == all.len();
            if !flow.missing.is_empty() && !last {
                add(&mut waiting, &flow.missing);
                flow.missing.clear();
                add(&mut out.replaced, &flow.replaced);
                continue;
            }
            if flow.missing.is_empty() {
                secret = Some(secret.unwrap_or(true) && flow.secret);
            }
            out.take(&flow);
            if self.is_there(part, depth) {
                break;
            }
        }
        self.next = end;
        out.secret = secret == Some(true);
        if !out.secret {
            add(&mut out.replaced, &waiting);
        }
        out
    }

    /// Whether a value is present whatever the call contains.
    fn is_there(&self, expr: &Expr, depth: usize) -> bool {
        match expr {
            _ if depth > MAX_DEPTH => false,
            Expr::Literal(_) | Expr::Join(_) | Expr::Setting(_) | Expr::Table(_) => true,
            Expr::Credential(at) => matches!(self.presence(*at), Presence::Given(_)),
            Expr::Call(function, args) => match function.definition().absent {
                OnAbsent::AbsentIfEmpty => false,
                OnAbsent::Absent | OnAbsent::Refused => args
                    .iter()
                    .all(|arg| *arg == Expr::Absent || self.is_there(arg, depth + 1)),
            },
            _ => false,
        }
    }

    /// `a if c else b`: a branch that an absent secret rules out is replaced by the other.
    fn choice(&mut self, three: &[Expr], depth: usize) -> Flow {
        let [condition, then, otherwise] = three else {
            return Flow::default();
        };
        let holds = self.expr(condition, depth + 1).truth;
        let first = self.next;
        let second = first + then.positions();
        let ((runs, running), (rests, resting)) = match holds {
            Some(true) => ((then, first), (otherwise, second)),
            Some(false) => ((otherwise, second), (then, first)),
            None => {
                let then = self.expr(then, depth + 1);
                return then.either(&self.expr(otherwise, depth + 1));
            }
        };
        self.next = resting;
        let lost = self.quietly(|walk| walk.expr(rests, depth + 1)).missing;
        self.next = running;
        let mut flow = self.expr(runs, depth + 1);
        self.next = second + otherwise.positions();
        if !flow.secret {
            add(&mut flow.replaced, &lost);
        }
        flow
    }

    /// `and` (`or`): decided by the first operand that is known to be false (true).
    fn series(&mut self, all: &[Expr], decides: bool, depth: usize) -> Flow {
        let mut truth = Some(!decides);
        for part in all {
            // Operands behind one that decides are not evaluated.
            let found = match truth == Some(decides) {
                true => self.quietly(|walk| walk.expr(part, depth + 1)).truth,
                false => self.expr(part, depth + 1).truth,
            };
            match found {
                _ if truth == Some(decides) => {}
                Some(holds) if holds == decides => truth = Some(decides),
                Some(_) => {}
                None => truth = None,
            }
        }
        Flow {
            truth,
            ..Flow::default()
        }
    }

    fn test(&self, test: Test, one: &[Expr]) -> Option<bool> {
        let [Expr::Credential(at)] = one else {
            return None;
        };
        let secret = self.scheme.credentials.get(usize::from(*at));
        let secret = secret.is_some_and(is_secret);
        match (self.presence(*at), test) {
            (Presence::Unknown, _) => None,
            (Presence::Absent, test) => Some(matches!(test, Test::Absent | Test::Empty)),
            (Presence::Given(_), Test::Absent) => Some(false),
            (Presence::Given(_), Test::Empty) if secret => Some(false),
            (Presence::Given(Some(given)), Test::Form(form)) => Some(given.is_same_kind(form)),
            (Presence::Given(_), _) => None,
        }
    }

    /// With an absent side `!=` and `not in` are true, and all other comparisons are false.
    fn comparison(&self, comparison: Comparison, two: &[Expr]) -> Option<bool> {
        let absent = |expr: &Expr| matches!(expr, Expr::Credential(at) if self.presence(*at) == Presence::Absent);
        two.iter().any(absent).then_some(matches!(
            comparison,
            Comparison::NotEqual | Comparison::NotIn
        ))
    }

    fn call(&mut self, function: Function, args: &[Expr], depth: usize) -> Flow {
        let definition = function.definition();
        let mut flow = Flow::default();
        for (at, arg) in args.iter().enumerate() {
            let part = self.expr(arg, depth + 1);
            let secret = flow.secret;
            flow.take(&part);
            match definition.parameters.get(at).map(|p| p.usage) {
                Some(Usage::Always | Usage::Key) => {}
                Some(Usage::Sometimes) | None => flow.secret = secret,
            }
        }
        if definition.role != Role::Plain || definition.absent == OnAbsent::Refused {
            self.lose(&flow.missing, LossKind::Signed(function), false);
            self.lose(&flow.replaced, LossKind::Signed(function), true);
            if !self.quiet {
                flow.missing.clear();
                flow.replaced.clear();
            }
            flow.fragile = false;
        }
        flow.fragile |= definition.absent == OnAbsent::AbsentIfEmpty;
        // Anyone can choose between true and false, and knows what is public.
        let proves_nothing = matches!(definition.role, Role::Public | Role::Summary);
        flow.secret &= !proves_nothing && definition.result != ResultKind::Bool;
        flow
    }
}
