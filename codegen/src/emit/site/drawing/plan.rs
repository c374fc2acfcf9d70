//! What an expression of a plan is made from.

use super::flow::{Flow, Kind};
use specie_runtime::signing::Explained;
use specie_runtime::signing::plan::function::Role;
use specie_runtime::signing::plan::{
    Action, Entry, Expr, Function, Name, Place, Scheme, Step, Unit,
};
use std::collections::BTreeMap;

/// The boxes so far, and where the current value of each name is.
pub struct Drawn<'a> {
    pub scheme: &'a Scheme,
    pub flow: Flow,
    /// The values of the vector, and what else is known of it by name.
    pub steps: &'a [Explained],
    pub known: BTreeMap<String, String>,
    /// Names of the locals of the plan, and their boxes.
    pub locals: Vec<Option<usize>>,
    /// Boxes of what is given, by title.
    given: BTreeMap<String, usize>,
    /// Boxes of headers, by name.
    pub headers: BTreeMap<String, usize>,
    /// The box of the current content of each place.
    pub places: [Option<usize>; 3],
    /// Where parameters are sent.
    pub main: Place,
    /// How many of the boxes existed before the current value.
    before: usize,
}

/// Draws the steps that run.
pub trait Walk<'a> {
    fn drawn(&mut self) -> &mut Drawn<'a>;

    fn step(&mut self, number: &str, action: &Action);

    /// Draws steps; `before` is what their numbers begin with.
    fn steps(&mut self, steps: &[Step], before: &str) {
        for (at, step) in steps.iter().enumerate() {
            let number = format!("{before}{}", at + 1);
            let holds = self.drawn().value(&number, "when");
            if let Action::Group { then, otherwise } = &step.action {
                if holds.as_deref() != Some("false") {
                    self.steps(then, &format!("{number}.then."));
                }
                if holds.as_deref() != Some("true") {
                    self.steps(otherwise, &format!("{number}.else."));
                }
            } else if holds.as_deref() != Some("false") {
                self.step(&number, &step.action);
            }
        }
    }
}

/// What a value is made from.
#[derive(Default)]
pub struct Made {
    pub from: Vec<usize>,
    /// It is the only box, unchanged.
    pub same: bool,
}

impl Made {
    fn of(from: Vec<usize>) -> Self {
        Self { from, same: false }
    }

    fn the(at: usize) -> Self {
        Self {
            from: vec![at],
            same: true,
        }
    }

    /// The box that it is, if it is one.
    pub fn alone(&self) -> Option<usize> {
        self.from.first().copied().filter(|_| self.same)
    }
}

impl<'a> Drawn<'a> {
    pub fn new(scheme: &'a Scheme, locals: usize, steps: &'a [Explained], main: Place) -> Self {
        Self {
            scheme,
            flow: Flow::default(),
            steps,
            known: BTreeMap::new(),
            locals: vec![None; locals],
            given: BTreeMap::new(),
            headers: BTreeMap::new(),
            places: [None; 3],
            main,
            before: 0,
        }
    }

    /// The recorded value of a name in a step.
    pub fn value(&self, step: &str, name: &str) -> Option<String> {
        let mut entries = self.steps.iter();
        let found = entries.find(|entry| entry.step == step && entry.name == name)?;
        Some(found.value.clone())
    }

    /// A box for something that is given; one for each title.
    pub fn given(&mut self, kind: Kind, title: &str) -> usize {
        if let Some(at) = self.given.get(title) {
            return *at;
        }
        let bytes = match kind {
            Kind::Secret => Some("secret, never sent".to_owned()),
            _ => self.known.get(title).cloned(),
        };
        let at = self.flow.add(kind, title, bytes, &[]);
        self.given.insert(title.to_owned(), at);
        at
    }

    /// The box of the current content of a place.
    pub fn place(&mut self, place: Place) -> Option<usize> {
        let own = self.places.get(slot(place)?).copied().flatten();
        match own {
            None if place == self.main => Some(self.given(Kind::Given, PARAMETERS)),
            own => own,
        }
    }

    pub fn set_place(&mut self, place: Place, at: usize) {
        if let Some(own) = slot(place).and_then(|slot| self.places.get_mut(slot)) {
            *own = Some(at);
        }
    }

    /// What an expression is made from; `step` and `name` find the values of its stages.
    pub fn made(&mut self, step: &str, name: &str, expr: &Expr) -> Made {
        self.before = self.flow.nodes().len();
        self.read(step, name, expr)
    }

    fn all<'e>(
        &mut self,
        step: &str,
        name: &str,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Made {
        let mut from = Vec::new();
        let mut alone = Vec::new();
        for expr in exprs {
            let made = self.read(step, name, expr);
            if !made.from.is_empty() {
                alone.push(made.same);
            }
            from.extend(made.from);
        }
        Made {
            same: alone == [true] && from.len() == 1,
            from,
        }
    }

    fn read(&mut self, step: &str, name: &str, expr: &Expr) -> Made {
        match expr {
            Expr::Literal(_) | Expr::Absent | Expr::Table(_) => Made::default(),
            Expr::Item | Expr::ItemKey | Expr::ItemValue => Made::default(),
            Expr::Name(name) => self.named(*name),
            Expr::Header(header) => {
                let title = header.to_ascii_lowercase();
                match self.headers.get(&title) {
                    Some(at) => Made::the(*at),
                    None => Made::the(self.given(Kind::Given, &format!("header {header}"))),
                }
            }
            Expr::HeaderNamed(_) => Made::the(self.given(Kind::Given, "received headers")),
            Expr::Credential(index) => match self.scheme.credentials.get(usize::from(*index)) {
                Some(credential) => {
                    let kind = match credential.secret {
                        true => Kind::Secret,
                        false => Kind::Given,
                    };
                    Made::the(self.given(kind, &credential.name))
                }
                None => Made::default(),
            },
            Expr::Local(index) => match self.locals.get(usize::from(*index)).copied().flatten() {
                Some(at) => Made::the(at),
                None => Made::default(),
            },
            Expr::Setting(index) => match self.scheme.settings.get(usize::from(*index)) {
                Some(setting) => {
                    let title = format!("settings.{}", setting.name);
                    Made::the(self.given(Kind::Given, &title))
                }
                None => Made::default(),
            },
            Expr::Session(session, keep) => {
                let session = self.scheme.sessions.get(usize::from(*session));
                let keep = session.and_then(|session| session.keep.get(usize::from(*keep)));
                match keep {
                    Some(keep) => {
                        let title = format!("session.{}", keep.name);
                        Made::the(self.given(Kind::Secret, &title))
                    }
                    None => Made::default(),
                }
            }
            Expr::Clock(unit) => {
                Made::the(self.given(Kind::Given, &format!("clock in {}", unit_words(*unit))))
            }
            Expr::ClockIso => Made::the(self.given(Kind::Given, "clock")),
            Expr::Nonce(unit) => Made::the(self.given(
                Kind::Given,
                &format!("nonce, from the clock in {}", unit_words(*unit)),
            )),
            Expr::Uuid => Made::the(self.given(Kind::Given, "a new UUID")),
            Expr::Random => Made::the(self.given(Kind::Given, "random bytes")),
            Expr::Object(entries) => self.entries(step, name, entries),
            Expr::Call(function, arguments) => self.call(step, name, *function, arguments),
            // Which of the two is decided by the condition; it is no part of the value.
            Expr::If(parts) => self.all(step, name, parts.iter().skip(1)),
            Expr::List(parts)
            | Expr::Index(parts)
            | Expr::Join(parts)
            | Expr::And(parts)
            | Expr::Or(parts)
            | Expr::Not(parts)
            | Expr::Compare(_, parts)
            | Expr::Is(_, parts)
            | Expr::Each(parts)
            | Expr::Any(parts)
            | Expr::Encode(_, parts)
            | Expr::Member(parts, _) => Made::of(self.all(step, name, parts.iter()).from),
            Expr::Coalesce(parts) => self.all(step, name, parts.iter()),
        }
    }

    /// What the members of an object are made from.
    pub fn entries(&mut self, step: &str, name: &str, entries: &[Entry]) -> Made {
        let mut from = Vec::new();
        for entry in entries {
            match entry {
                Entry::Member { value, .. } | Entry::Spread(value) => {
                    from.extend(self.read(step, name, value).from);
                }
                Entry::Existing => from.extend(self.place(self.main)),
            }
        }
        Made::of(from)
    }

    fn named(&mut self, name: Name) -> Made {
        let title = match name {
            Name::Method => "method",
            Name::Section => "section",
            Name::Endpoint => "endpoint",
            Name::Path => "path",
            Name::Template => "path as written in the spec",
            Name::Host => "host",
            Name::Args => PARAMETERS,
            Name::Params => return self.place(self.main).map_or_else(Made::default, Made::the),
            Name::Query => {
                return self
                    .place(Place::Query)
                    .map_or_else(Made::default, Made::the);
            }
            Name::Body => {
                let body = [Place::Form, Place::Json]
                    .into_iter()
                    .find_map(|place| self.place(place));
                return body.map_or_else(Made::default, Made::the);
            }
            Name::Uri | Name::Url => {
                let title = if name == Name::Uri { "path" } else { "URL" };
                let mut from = vec![self.given(Kind::Given, title)];
                from.extend(self.place(Place::Query));
                return match from.as_slice() {
                    [one] => Made::the(*one),
                    _ => Made::of(from),
                };
            }
        };
        Made::the(self.given(Kind::Given, title))
    }

    /// A call of a function: a box, unless it only writes its argument in another form.
    fn call(&mut self, step: &str, name: &str, function: Function, arguments: &[Expr]) -> Made {
        let definition = function.definition();
        let mut arguments = arguments.iter();
        let first = arguments.next();
        let input = first.map_or_else(Made::default, |first| self.read(step, name, first));
        let kind = match definition.role {
            Role::Digest | Role::Signature | Role::Token | Role::OneTime | Role::Verdict => {
                Kind::Digest
            }
            Role::Public => Kind::Given,
            Role::SharedSecret => Kind::Secret,
            Role::Plain | Role::Summary => {
                let mut made = input;
                for rest in arguments {
                    made.from.extend(self.read(step, name, rest).from);
                }
                return self.rewritten(definition.name, made);
            }
        };
        let input = match (input.alone(), kind) {
            (None, Kind::Digest) if !input.from.is_empty() => {
                let title = format!("input of {}", definition.name);
                let bytes = self.value(step, &format!("{name}: {title}"));
                self.flow.add(Kind::Text, title, bytes, &input.from)
            }
            _ => {
                let mut from = input.from;
                for rest in arguments {
                    from.extend(self.read(step, name, rest).from);
                }
                return self.function(step, name, definition.name, kind, &from);
            }
        };
        let mut from = vec![input];
        for rest in arguments {
            from.extend(self.read(step, name, rest).from);
        }
        self.function(step, name, definition.name, kind, &from)
    }

    fn function(
        &mut self,
        step: &str,
        name: &str,
        function: &str,
        kind: Kind,
        from: &[usize],
    ) -> Made {
        let bytes = match kind {
            Kind::Secret => Some("secret, never sent".to_owned()),
            _ => self.value(step, &format!("{name}: {function}")),
        };
        Made::the(self.flow.add(kind, function, bytes, from))
    }

    /// A value in another form: said beside the box if it was made for this value.
    fn rewritten(&mut self, function: &str, made: Made) -> Made {
        let fresh = made.alone().filter(|at| *at >= self.before);
        let kept = match fresh.and_then(|at| self.flow.node_mut(at)) {
            Some(node) if node.kind == Kind::Digest => {
                node.title = format!("{}, {function}", node.title);
                true
            }
            _ => false,
        };
        Made {
            same: kept,
            from: made.from,
        }
    }
}

/// How the parameters of a call are called.
pub const PARAMETERS: &str = "parameters of the call";

const fn slot(place: Place) -> Option<usize> {
    match place {
        Place::Query => Some(0),
        Place::Form => Some(1),
        Place::Json => Some(2),
        Place::None => None,
    }
}

/// A unit of time in words.
pub const fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "seconds",
        Unit::Millis => "milliseconds",
        Unit::Micros => "microseconds",
        Unit::Nanos => "nanoseconds",
    }
}
