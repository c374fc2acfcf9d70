//! Making a plan ready: what depends on constants, credentials and settings alone is computed here, once.

use super::credentials::{Constant, Given, same_form};
use super::draft;
use super::error::{SigningError, SigningErrorKind};
use super::evaluate::evaluate_constant;
use super::functions::{self, mac::Mac};
use super::node::{Action, Line, Node, NodeEntry, Prepared, SessionName, Step};
use super::plan::{self, Entry, Expr, Function, KeepFrom, Plan, Scheme, Test};
use super::value::{Value, data_of};
use std::collections::HashMap;

/// Deepest nesting of expressions and groups.
const MAX_NESTING: usize = 200;

/// When the value of an expression is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// With the client.
    Client,
    /// With the session.
    Session,
    /// With the call.
    Call,
}

/// A name of a `let` whose value is known before the call.
#[derive(Clone)]
enum Known {
    Constant(Value<'static>, bool),
    /// Its expression, which sessions decide.
    Session(Expr),
}

/// What plans are made ready with.
pub(crate) struct Preparer<'p> {
    pub(crate) scheme: &'p Scheme,
    pub(crate) given: &'p [Option<Given>],
    pub(crate) settings: &'p [Value<'static>],
    /// Whether constant parts are computed. For `explain` they are not, so that every stage shows.
    pub(crate) fold: bool,
    /// Values kept for each session so far.
    pub(crate) slots: usize,
}

/// One plan at work.
struct Builder<'b, 'p> {
    all: &'b mut Preparer<'p>,
    known: HashMap<u16, Known>,
    missing: Option<String>,
}

impl Preparer<'_> {
    /// A plan's steps made ready.
    pub(crate) fn plan(&mut self, plan: &Plan) -> Result<Prepared, SigningError> {
        let mut builder = Builder {
            all: self,
            known: HashMap::new(),
            missing: None,
        };
        let mut steps = Vec::new();
        builder.steps(&plan.steps, "", 0, &mut steps)?;
        let missing = builder.missing;
        if self.fold {
            draft::mark(&mut steps, false);
        }
        Ok(Prepared {
            steps,
            locals: plan.locals.to_vec(),
            missing,
        })
    }

    /// Entries of an object that stands outside of any plan.
    pub(crate) fn entries(&mut self, entries: &[Entry]) -> Result<Node, SigningError> {
        let mut builder = Builder {
            all: self,
            known: HashMap::new(),
            missing: None,
        };
        let node = builder.entries(entries, 0)?.0;
        match builder.missing {
            Some(name) => Err(not_given(&name)),
            None => Ok(node),
        }
    }
}

/// The error of a credential that is needed and not given.
pub(crate) fn not_given(name: &str) -> SigningError {
    SigningError::new(
        SigningErrorKind::Credential,
        format!("the credential `{name}` is not given"),
    )
}

impl Builder<'_, '_> {
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
            self.step(step, number, depth, out)
                .map_err(|error| error.at(step.line, "step"))?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        step: &plan::Step,
        number: String,
        depth: usize,
        out: &mut Vec<Step>,
    ) -> Result<(), SigningError> {
        let when = match &step.when {
            Some(when) => Some(self.node(when, 0)?.0),
            None => None,
        };
        // A condition that is known now leaves no trace.
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
                self.group(step, (then, otherwise), decided, when, number, depth, out)?;
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
            number,
            line: step.line,
            when,
            action,
            draft: None,
        });
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one step")]
    fn group(
        &mut self,
        step: &plan::Step,
        (then, otherwise): (&[plan::Step], &[plan::Step]),
        decided: Option<bool>,
        when: Option<Node>,
        number: String,
        depth: usize,
        out: &mut Vec<Step>,
    ) -> Result<(), SigningError> {
        let (then_prefix, else_prefix) = (format!("{number}.then."), format!("{number}.else."));
        if self.all.fold
            && let Some(holds) = decided
        {
            let (runs, rests) = if holds {
                (then, otherwise)
            } else {
                (otherwise, then)
            };
            let prefix = if holds { &then_prefix } else { &else_prefix };
            for step in rests {
                self.name_credentials(&step.action)?;
            }
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
            number,
            line: step.line,
            when,
            action: Action::Group {
                then: then_steps,
                otherwise: else_steps,
            },
            draft: None,
        });
        Ok(())
    }

    /// Names that a step under an open condition gives are no longer known.
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

    /// Notes the credentials that a step names, without making it ready.
    fn name_credentials(&mut self, action: &plan::Action) -> Result<(), SigningError> {
        // The nodes are thrown away; what counts is `missing`. What is known must not change.
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
                    let (value, when) = self.node(&binding.value, 0)?;
                    self.learn(binding, &value, when, certain);
                    lines.push(Line {
                        line: binding.line,
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
                    lines.push(Line {
                        line: header.line,
                        name: header.name.clone(),
                        value: self.node(&header.value, 0)?.0,
                    });
                }
                Action::Header(lines)
            }
            plan::Action::Path(value) => Action::Path(self.node(value, 0)?.0),
            plan::Action::Place(place) => Action::Place(*place),
            plan::Action::Encode(encoder) => Action::Encode(encoder.clone()),
            plan::Action::Group { .. } => return Err(too_deep()),
        })
    }

    fn learn(&mut self, binding: &plan::Binding, value: &Node, when: Binding, certain: bool) {
        self.known.remove(&binding.local);
        if !certain || !self.all.fold {
            return;
        }
        match value {
            Node::Const(constant) => {
                let known = Known::Constant(constant.value.clone(), constant.secret);
                self.known.insert(binding.local, known);
            }
            Node::Absent => {
                let known = Known::Constant(Value::Absent, false);
                self.known.insert(binding.local, known);
            }
            _ if when == Binding::Session && !names_locals(&binding.value) => {
                let known = Known::Session(binding.value.clone());
                self.known.insert(binding.local, known);
            }
            _ => {}
        }
    }

    /// An expression made ready, folded where it can be.
    fn node(&mut self, expr: &Expr, depth: usize) -> Result<(Node, Binding), SigningError> {
        if depth > MAX_NESTING {
            return Err(too_deep());
        }
        let (node, binding) = self.raw(expr, depth + 1)?;
        if !self.all.fold {
            return Ok((node, binding));
        }
        Ok((self.fold(node, binding), binding))
    }

    fn fold(&mut self, node: Node, binding: Binding) -> Node {
        match (binding, &node) {
            (_, Node::Const(_) | Node::Absent | Node::Kept(..) | Node::KeptMac(..)) => node,
            (Binding::Client, _) => match evaluate_constant(&node) {
                Ok(Value::Absent) => Node::Absent,
                Ok(value) => {
                    let secret = is_secret(&node);
                    Node::Const(Constant { value, secret })
                }
                // What cannot be computed is an error of the step that reads it, if it runs.
                Err(_) => node,
            },
            (
                Binding::Session,
                Node::Call(..) | Node::Mac(..) | Node::Encode(..) | Node::Join(_),
            ) => {
                self.all.slots += 1;
                Node::Kept(self.all.slots - 1, Box::new(node))
            }
            _ => node,
        }
    }

    fn raw(&mut self, expr: &Expr, depth: usize) -> Result<(Node, Binding), SigningError> {
        use Binding::{Call, Client, Session};
        Ok(match expr {
            Expr::Literal(data) => (public(Value::from(data).into_owned()), Client),
            Expr::Absent => (Node::Absent, Client),
            Expr::Name(name) => (Node::Name(*name), Call),
            Expr::Header(name) => (Node::Header(name.clone()), Call),
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
                let (nodes, binding) = self.two(two, depth)?;
                (Node::Compare(*comparison, Box::new(nodes)), binding)
            }
            Expr::Is(Test::Form(form), one) => (self.is_form(*form, one)?, Client),
            Expr::Is(test, one) => {
                let (node, binding) = self.one(one, depth)?;
                (Node::Is(*test, Box::new(node)), binding)
            }
            Expr::Call(function, args) => self.call(*function, args, depth)?,
            Expr::Encode(encoder, one) => {
                let (node, binding) = self.one(one, depth)?;
                (Node::Encode(encoder.clone(), Box::new(node)), binding)
            }
            // `item` counts as part of the call, so an `each` is never folded.
            Expr::Each(two) => (Node::Each(Box::new(self.two(two, depth)?.0)), Call),
        })
    }

    fn one(&mut self, all: &[Expr], depth: usize) -> Result<(Node, Binding), SigningError> {
        match all {
            [one] => self.node(one, depth),
            _ => Err(unknown()),
        }
    }

    fn two(&mut self, all: &[Expr], depth: usize) -> Result<((Node, Node), Binding), SigningError> {
        let [a, b] = all else { return Err(unknown()) };
        let ((a, first), (b, second)) = (self.node(a, depth)?, self.node(b, depth)?);
        Ok(((a, b), first.max(second)))
    }

    fn nodes(&mut self, all: &[Expr], depth: usize) -> Result<(Vec<Node>, Binding), SigningError> {
        let (mut nodes, mut latest) = (Vec::with_capacity(all.len()), Binding::Client);
        for expr in all {
            let (node, binding) = self.node(expr, depth)?;
            latest = latest.max(binding);
            nodes.push(node);
        }
        Ok((nodes, latest))
    }

    fn entries(
        &mut self,
        entries: &[Entry],
        depth: usize,
    ) -> Result<(Node, Binding), SigningError> {
        let (mut nodes, mut latest) = (Vec::with_capacity(entries.len()), Binding::Client);
        for entry in entries {
            let (node, binding) = match entry {
                Entry::Member { line, name, value } => {
                    let (value, binding) = self
                        .node(value, depth)
                        .map_err(|error| error.at(*line, name))?;
                    let (line, name) = (*line, name.clone());
                    (NodeEntry::Member { line, name, value }, binding)
                }
                Entry::Held => (NodeEntry::Held, Binding::Call),
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

    /// A choice that is decided now leaves one branch.
    fn choice(&mut self, three: &[Expr], depth: usize) -> Result<(Node, Binding), SigningError> {
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

    fn coalesce(&mut self, all: &[Expr], depth: usize) -> Result<(Node, Binding), SigningError> {
        let (mut nodes, latest) = self.nodes(all, depth)?;
        if self.all.fold {
            nodes.retain(|node| !matches!(node, Node::Absent));
            if nodes.is_empty() {
                return Ok((Node::Absent, Binding::Client));
            }
            if matches!(nodes.first(), Some(Node::Const(_))) {
                return Ok((nodes.swap_remove(0), Binding::Client));
            }
        }
        Ok((Node::Coalesce(nodes), latest))
    }

    fn call(
        &mut self,
        function: Function,
        args: &[Expr],
        depth: usize,
    ) -> Result<(Node, Binding), SigningError> {
        if let Some((name, feature)) = functions::missing_feature(function) {
            return Err(super::key::feature_off(&format!("`{name}`"), feature));
        }
        let (least, most) = functions::arity(function);
        // Arguments left out at the end stand as `absent`.
        let mut count = args.len();
        while count > least && matches!(args.get(count - 1), Some(Expr::Absent)) {
            count -= 1;
        }
        if count > most {
            return Err(unknown());
        }
        let (mut nodes, latest) = self.nodes(args.get(..count).unwrap_or_default(), depth)?;
        if self.all.fold && nodes.len() == 2 && latest > Binding::Client {
            if let Some(Node::Const(key)) = nodes.get(1)
                && let Ok(key) = data_of(&key.value)
                && let Some(Ok(mac)) = Mac::new(function, &key)
            {
                return Ok((
                    Node::Mac(function, Box::new((mac, nodes.swap_remove(0)))),
                    latest,
                ));
            }
            let is_mac = matches!(
                function,
                Function::HmacSha1
                    | Function::HmacSha256
                    | Function::HmacSha384
                    | Function::HmacSha512
            );
            let key_of_session = matches!(nodes.get(1), Some(Node::Kept(..) | Node::Session(_)));
            if is_mac && key_of_session && latest == Binding::Call {
                let key = nodes.swap_remove(1);
                let data = nodes.swap_remove(0);
                self.all.slots += 1;
                let slot = self.all.slots - 1;
                return Ok((Node::KeptMac(slot, function, Box::new((key, data))), latest));
            }
        }
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
        let is = given.is_some_and(|given| same_form(given.form, form));
        Ok(public(Value::Bool(is)))
    }

    fn local(&mut self, at: u16, depth: usize) -> Result<(Node, Binding), SigningError> {
        match self.known.get(&at).cloned() {
            Some(Known::Constant(Value::Absent, _)) => Ok((Node::Absent, Binding::Client)),
            Some(Known::Constant(value, secret)) => {
                Ok((Node::Const(Constant { value, secret }), Binding::Client))
            }
            Some(Known::Session(expr)) => self.node(&expr, depth),
            None => Ok((Node::Local(at), Binding::Call)),
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
        }))
    }
}

/// Whether a value that was computed shows a secret.
fn is_secret(node: &Node) -> bool {
    match node {
        Node::Const(constant) => constant.secret,
        Node::Call(function, _) | Node::Mac(function, _) if functions::clears_taint(*function) => {
            false
        }
        Node::If(three) => is_secret(&three.1) || is_secret(&three.2),
        Node::Not(_) | Node::And(_) | Node::Or(_) | Node::Compare(..) | Node::Is(..) => false,
        _ => {
            let mut secret = false;
            node.walk(&mut |part| {
                secret |= matches!(part, Node::Const(constant) if constant.secret);
            });
            secret
        }
    }
}

/// Whether a `let` is named: its value may change later, so the expression cannot stand for it.
fn names_locals(expr: &Expr) -> bool {
    match expr {
        Expr::Local(_) => true,
        Expr::Object(entries) => entries.iter().any(|entry| match entry {
            Entry::Member { value, .. } | Entry::Spread(value) => names_locals(value),
            Entry::Held => false,
        }),
        Expr::List(all)
        | Expr::Member(all, _)
        | Expr::Index(all)
        | Expr::Join(all)
        | Expr::Coalesce(all)
        | Expr::If(all)
        | Expr::And(all)
        | Expr::Or(all)
        | Expr::Not(all)
        | Expr::Compare(_, all)
        | Expr::Is(_, all)
        | Expr::Call(_, all)
        | Expr::Encode(_, all)
        | Expr::Each(all) => all.iter().any(names_locals),
        _ => false,
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
        "the plan names what its scheme does not have",
    )
}

fn too_deep() -> SigningError {
    SigningError::new(SigningErrorKind::Scheme, "a plan is nested too deep")
}
