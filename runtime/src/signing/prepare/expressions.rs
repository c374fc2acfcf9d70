//! Prepares expressions.

use super::{Builder, LetState, MAX_NESTING, Stage, too_deep};
use crate::signing::crypto::mac::Mac;
use crate::signing::functions;
use crate::signing::plan::function::{Computation, OnAbsent};
use crate::signing::plan::{self, Entry, Expr, Function, KeepFrom, Test};
use crate::signing::prepared::constant::Constant;
use crate::signing::prepared::{Node, NodeEntry, SessionName};
use crate::signing::run::evaluate::evaluate_constant;
use crate::signing::signing_error::feature_off;
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::as_text::data_of;
use crate::value::types::Value;

impl Builder<'_, '_> {
    /// Prepares an expression and folds it where possible.
    pub(super) fn node(
        &mut self,
        expr: &Expr,
        depth: usize,
    ) -> Result<(Node, Stage), SigningError> {
        if depth > MAX_NESTING {
            return Err(too_deep());
        }
        let (node, binding) = self.raw(expr, depth + 1)?;
        if !self.all.fold {
            return Ok((node, binding));
        }
        Ok((self.fold(node, binding), binding))
    }

    fn fold(&mut self, node: Node, binding: Stage) -> Node {
        match (binding, &node) {
            (_, Node::Const(_) | Node::Absent | Node::PerSession(..) | Node::KeptMac(..)) => node,
            (Stage::Client, _) => match evaluate_constant(&node) {
                Ok(Value::Absent) => Node::Absent,
                Ok(value) => {
                    let secret = is_secret(&node);
                    Node::Const(Constant { value, secret })
                }
                // If it cannot be computed, the step that reads it reports the error, if it runs.
                Err(_) => node,
            },
            (Stage::Session, Node::Call(..) | Node::Mac(..) | Node::Encode(..) | Node::Join(_)) => {
                self.all.slots += 1;
                Node::PerSession(self.all.slots - 1, Box::new(node))
            }
            _ => node,
        }
    }

    fn raw(&mut self, expr: &Expr, depth: usize) -> Result<(Node, Stage), SigningError> {
        use Stage::{Call, Client, Session};
        Ok(match expr {
            Expr::Literal(data) => (public(Value::from(data).into_owned()), Client),
            Expr::Absent => (Node::Absent, Client),
            Expr::Name(name) => (Node::Name(*name), Call),
            Expr::Header(name) => (Node::Header(name.clone()), Call),
            Expr::HeaderNamed(one) => (Node::HeaderNamed(Box::new(self.one(one, depth)?.0)), Call),
            Expr::Credential(at) => (self.credential(*at)?, Client),
            Expr::Local(at) => return self.local(*at, depth),
            Expr::Setting(at) => {
                let value = self.all.settings.get(usize::from(*at));
                (public(value.ok_or_else(unknown)?.clone()), Client)
            }
            Expr::Table(at) => {
                let table = self.all.scheme.tables.get(usize::from(*at));
                let (_, data) = table.ok_or_else(unknown)?;
                (public(Value::from(data).into_owned()), Client)
            }
            Expr::Session(session, value) => (self.session(*session, *value)?, Session),
            Expr::Item => (Node::Item, Call),
            Expr::ItemKey => (Node::ItemKey, Call),
            Expr::ItemValue => (Node::ItemValue, Call),
            Expr::Clock(unit) => (Node::Clock(*unit), Call),
            Expr::ClockIso => (Node::ClockIso, Call),
            Expr::Nonce(unit) => (Node::Nonce(*unit), Call),
            Expr::Uuid => (Node::Uuid, Call),
            Expr::Random => (Node::Random, Call),
            Expr::Object(entries) => self.entries(entries, depth)?,
            Expr::List(all) => {
                let (nodes, binding) = self.nodes(all, depth)?;
                (Node::List(nodes), binding)
            }
            Expr::Member(one, name) => {
                let (node, binding) = self.one(one, depth)?;
                (Node::Member(Box::new(node), name.clone()), binding)
            }
            Expr::Index(two) => {
                let (nodes, binding) = self.two(two, depth)?;
                (Node::Index(Box::new(nodes)), binding)
            }
            Expr::Join(all) => {
                let (nodes, binding) = self.nodes(all, depth)?;
                (Node::Join(nodes), binding)
            }
            Expr::Coalesce(all) => self.coalesce(all, depth)?,
            Expr::If(three) => self.choice(three, depth)?,
            Expr::And(all) => {
                let (nodes, binding) = self.nodes(all, depth)?;
                (Node::And(nodes), binding)
            }
            Expr::Or(all) => {
                let (nodes, binding) = self.nodes(all, depth)?;
                (Node::Or(nodes), binding)
            }
            Expr::Not(one) => {
                let (node, binding) = self.one(one, depth)?;
                (Node::Not(Box::new(node)), binding)
            }
            Expr::Compare(comparison, two) => {
                let (nodes, binding) = self.signed(false, |it| it.two(two, depth))?;
                (Node::Compare(*comparison, Box::new(nodes)), binding)
            }
            Expr::Is(Test::Form(form), one) => (self.is_form(*form, one)?, Client),
            Expr::Is(test, one) => {
                let (node, binding) = self.signed(false, |it| it.one(one, depth))?;
                (Node::Is(*test, Box::new(node)), binding)
            }
            Expr::Call(function, args) => self.call(*function, args, depth)?,
            Expr::Encode(encoder, one) => {
                let (node, binding) = self.one(one, depth)?;
                (Node::Encode(encoder.clone(), Box::new(node)), binding)
            }
            // `item` counts as part of the call, so an `each` is never folded.
            Expr::Each(two) => (Node::Each(Box::new(self.two(two, depth)?.0)), Call),
            Expr::Any(two) => (Node::Any(Box::new(self.two(two, depth)?.0)), Call),
        })
    }

    /// Runs `read` with the flag for inputs of a digest, a MAC or a signature set to `signs`.
    fn signed<T>(&mut self, signs: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.signs, signs);
        let result = read(self);
        self.signs = before;
        result
    }

    fn one(&mut self, all: &[Expr], depth: usize) -> Result<(Node, Stage), SigningError> {
        match all {
            [one] => self.node(one, depth),
            _ => Err(unknown()),
        }
    }

    fn two(&mut self, all: &[Expr], depth: usize) -> Result<((Node, Node), Stage), SigningError> {
        let [a, b] = all else { return Err(unknown()) };
        let ((a, first), (b, second)) = (self.node(a, depth)?, self.node(b, depth)?);
        Ok(((a, b), first.max(second)))
    }

    fn nodes(&mut self, all: &[Expr], depth: usize) -> Result<(Vec<Node>, Stage), SigningError> {
        let (mut nodes, mut latest) = (Vec::with_capacity(all.len()), Stage::Client);
        for expr in all {
            let (node, binding) = self.node(expr, depth)?;
            latest = latest.max(binding);
            nodes.push(node);
        }
        Ok((nodes, latest))
    }

    pub(super) fn entries(
        &mut self,
        entries: &[Entry],
        depth: usize,
    ) -> Result<(Node, Stage), SigningError> {
        let (mut nodes, mut latest) = (Vec::with_capacity(entries.len()), Stage::Client);
        for entry in entries {
            let (node, binding) = match entry {
                Entry::Member { name, value } => {
                    let position = self.take_position();
                    let (value, binding) = self
                        .node(value, depth)
                        .map_err(|error| error.at(position, name))?;
                    let name = name.clone();
                    (
                        NodeEntry::Member {
                            position,
                            name,
                            value,
                        },
                        binding,
                    )
                }
                Entry::Existing => (NodeEntry::Existing, Stage::Call),
                Entry::Spread(value) => {
                    let (value, binding) = self.node(value, depth)?;
                    (NodeEntry::Spread(value), binding)
                }
            };
            latest = latest.max(binding);
            nodes.push(node);
        }
        Ok((Node::Object(nodes), latest))
    }

    /// A choice that is decided now keeps only one branch.
    fn choice(&mut self, three: &[Expr], depth: usize) -> Result<(Node, Stage), SigningError> {
        let [condition, then, otherwise] = three else {
            return Err(unknown());
        };
        let (condition, when) = self.node(condition, depth)?;
        let (then, first) = self.node(then, depth)?;
        let (otherwise, second) = self.node(otherwise, depth)?;
        let holds = match &condition {
            Node::Const(constant) => constant.value.holds(),
            Node::Absent => false,
            _ => {
                let latest = when.max(first).max(second);
                return Ok((Node::If(Box::new((condition, then, otherwise))), latest));
            }
        };
        if !self.all.fold {
            let latest = when.max(first).max(second);
            return Ok((Node::If(Box::new((condition, then, otherwise))), latest));
        }
        Ok(if holds {
            (then, first)
        } else {
            (otherwise, second)
        })
    }

    fn coalesce(&mut self, all: &[Expr], depth: usize) -> Result<(Node, Stage), SigningError> {
        // An absent value has a replacement here.
        let (mut nodes, latest) = self.signed(false, |it| it.nodes(all, depth))?;
        if self.all.fold {
            nodes.retain(|node| !matches!(node, Node::Absent));
            if nodes.is_empty() {
                return Ok((Node::Absent, Stage::Client));
            }
            if matches!(nodes.first(), Some(Node::Const(_))) {
                return Ok((nodes.swap_remove(0), Stage::Client));
            }
        }
        Ok((Node::Coalesce(nodes), latest))
    }

    fn call(
        &mut self,
        function: Function,
        args: &[Expr],
        depth: usize,
    ) -> Result<(Node, Stage), SigningError> {
        let definition = function.definition();
        if let Some(primitive) = functions::missing_primitive(function) {
            let name = format!("`{}`", definition.name);
            return Err(feature_off(&name, primitive.feature()));
        }
        let (least, most) = (definition.required(), definition.parameters.len());
        // Omitted arguments at the end are `absent`.
        let mut count = args.len();
        while count > least && matches!(args.get(count - 1), Some(Expr::Absent)) {
            count -= 1;
        }
        if count > most {
            return Err(unknown());
        }
        let args = args.get(..count).unwrap_or_default();
        let signs = self.signs || definition.absent == OnAbsent::Refused;
        let (mut nodes, latest) = self.signed(signs, |it| it.nodes(args, depth))?;
        if let Computation::Mac(hash) = definition.computation
            && self.all.fold
            && nodes.len() == 2
            && latest > Stage::Client
        {
            if let Some(Node::Const(key)) = nodes.get(1)
                && let Ok(key) = data_of(&key.value)
                && let Ok(mac) = Mac::new(hash, &key)
            {
                let data = nodes.swap_remove(0);
                return Ok((Node::Mac(hash, Box::new((mac, data))), latest));
            }
            let key_of_session =
                matches!(nodes.get(1), Some(Node::PerSession(..) | Node::Session(_)));
            if key_of_session && latest == Stage::Call {
                let key = nodes.swap_remove(1);
                let data = nodes.swap_remove(0);
                self.all.slots += 1;
                let slot = self.all.slots - 1;
                return Ok((Node::KeptMac(slot, hash, Box::new((key, data))), latest));
            }
        }
        // Not computed beforehand: a verifier must see how it was made, since it has other right values.
        let second = nodes.get(1).and_then(|node| match node {
            Node::Const(constant) => match &constant.value {
                Value::Text(text) => Some(&**text),
                _ => None,
            },
            _ => None,
        });
        let latest = match function.has_other_right_values(second) {
            true => Stage::Call,
            false => latest,
        };
        Ok((Node::Call(function, nodes), latest))
    }

    fn credential(&mut self, at: u16) -> Result<Node, SigningError> {
        let declared = self.all.scheme.credentials.get(usize::from(at));
        let declared = declared.ok_or_else(unknown)?;
        match self.all.given.get(usize::from(at)) {
            Some(Some(_)) if !self.all.fold => Ok(Node::Credential(at)),
            Some(Some(given)) => Ok(Node::Const(Constant {
                value: given.value.value.clone(),
                secret: given.value.secret,
            })),
            _ => {
                if !declared.optional && self.missing.is_none() {
                    self.missing = Some(declared.name.to_string());
                }
                Ok(Node::Absent)
            }
        }
    }

    fn is_form(&mut self, form: plan::Form, one: &[Expr]) -> Result<Node, SigningError> {
        let [Expr::Credential(at)] = one else {
            return Err(unknown());
        };
        self.credential(*at)?;
        let given = self
            .all
            .given
            .get(usize::from(*at))
            .and_then(Option::as_ref);
        let is = given.is_some_and(|given| given.form.is_same_kind(form));
        Ok(public(Value::Bool(is)))
    }

    fn local(&mut self, at: u16, depth: usize) -> Result<(Node, Stage), SigningError> {
        match self.known.get(&at).cloned() {
            Some(LetState::Constant(Value::Absent, _)) => Ok((Node::Absent, Stage::Client)),
            Some(LetState::Constant(value, secret)) => {
                Ok((Node::Const(Constant { value, secret }), Stage::Client))
            }
            Some(LetState::Session(expr, first)) => {
                let next = std::mem::replace(&mut self.next, first);
                let prepared = self.signed(false, |it| it.node(&expr, depth));
                self.next = next;
                prepared
            }
            None => Ok((Node::Local(at), Stage::Call)),
        }
    }

    fn session(&self, session: u16, value: u16) -> Result<Node, SigningError> {
        let found = self.all.scheme.sessions.get(usize::from(session));
        let keep = found.and_then(|s| s.keep.get(usize::from(value)));
        let keep = keep.ok_or_else(unknown)?;
        Ok(Node::Session(SessionName {
            session,
            name: keep.name.clone(),
            json: keep.from == KeepFrom::GivenJson,
            needed: self.signs,
        }))
    }
}

/// Whether a computed value reveals a secret.
pub(in crate::signing) fn is_secret(node: &Node) -> bool {
    match node {
        Node::Const(constant) => constant.secret,
        Node::Call(function, _) if function.definition().role.clears_secrets() => false,
        Node::Mac(..) => false,
        Node::If(three) => is_secret(&three.1) || is_secret(&three.2),
        Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Any(_)
        | Node::Compare(..)
        | Node::Is(..) => false,
        _ => {
            let mut secret = false;
            node.walk(&mut |part| {
                secret |= matches!(part, Node::Const(constant) if constant.secret);
            });
            secret
        }
    }
}

fn public(value: Value<'static>) -> Node {
    match value {
        Value::Absent => Node::Absent,
        value => Node::Const(Constant {
            value,
            secret: false,
        }),
    }
}

fn unknown() -> SigningError {
    SigningError::new(
        SigningErrorKind::Scheme,
        "the plan refers to something that its scheme does not have",
    )
}
