//! A plan prepared for one client: expressions are trees whose constant parts are computed.

pub(crate) mod constant;
pub(crate) mod prerendered;

use self::constant::Constant;
use self::prerendered::Prerendered;
use super::crypto::mac::Mac;
use super::plan::function::MacHash;
use super::plan::{
    Comparison, Encoder, Function, Name, Place, Position, Str, Target, Test, Unit, with_groups,
};
use super::signing_error::SigningError;

/// An expression.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Const(Constant),
    Absent,
    Name(Name),
    Header(Str),
    /// The header that a value names.
    HeaderNamed(Box<Node>),
    /// A credential by its index; only where constants are not folded.
    Credential(u16),
    Local(u16),
    /// A session's value: the session and the name.
    Session(SessionName),
    Item,
    ItemKey,
    ItemValue,
    Clock(Unit),
    ClockIso,
    Nonce(Unit),
    Uuid,
    Random,
    Object(Vec<NodeEntry>),
    List(Vec<Node>),
    Member(Box<Node>, Str),
    Index(Box<(Node, Node)>),
    Join(Vec<Node>),
    Coalesce(Vec<Node>),
    If(Box<(Node, Node, Node)>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Compare(Comparison, Box<(Node, Node)>),
    Is(Test, Box<Node>),
    Call(Function, Vec<Node>),
    Encode(Encoder, Box<Node>),
    Each(Box<(Node, Node)>),
    Any(Box<(Node, Node)>),
    /// An HMAC whose key is already absorbed.
    Mac(MacHash, Box<(Mac, Node)>),
    /// A value that is computed once for each session.
    PerSession(usize, Box<Node>),
    /// An HMAC whose key is absorbed once for each session: key, data.
    KeptMac(usize, MacHash, Box<(Node, Node)>),
}

/// A session's value.
#[derive(Clone, Debug)]
pub(crate) struct SessionName {
    pub(crate) session: u16,
    pub(crate) name: Str,
    /// It may be absent, and may be any JSON. Others are texts that must be present.
    pub(crate) json: bool,
    /// It is signed: if it is absent, signing is refused.
    pub(crate) needed: bool,
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub(crate) enum NodeEntry {
    Member {
        position: Position,
        name: Str,
        value: Node,
    },
    Existing,
    Spread(Node),
}

/// `name: value`.
#[derive(Clone, Debug)]
pub(crate) struct Line<T> {
    pub(crate) position: Position,
    pub(crate) name: T,
    pub(crate) value: Node,
}

/// A step.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// `3`, `4.then.1`.
    pub(crate) number: String,
    pub(crate) position: Position,
    pub(crate) when: Option<Node>,
    pub(crate) action: Action,
    /// How the place that it sets is written directly, if possible.
    pub(crate) prerendered: Option<Prerendered>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Let(Vec<Line<u16>>),
    Set(Target, Node),
    Body(Node),
    Header(Vec<Line<Str>>),
    Path(Node),
    Place(Place),
    Encode(Encoder),
    Require(Node),
    Group {
        then: Vec<Step>,
        otherwise: Vec<Step>,
    },
}

/// A prepared plan.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) name: Str,
    pub(crate) steps: Vec<Step>,
    pub(crate) locals: Vec<Str>,
    /// Why it must not run: a secret that it reads is not given, or (for a webhook) no check requires a secret.
    pub(crate) refusal: Option<SigningError>,
    /// For a webhook: position and name of compared values that require a secret.
    pub(crate) proofs: Vec<(Position, String)>,
}

impl Prepared {
    /// The plan of a section that is not signed.
    pub(crate) fn of_no_steps() -> Self {
        Self {
            name: Str::Borrowed(""),
            steps: Vec::new(),
            locals: Vec::new(),
            refusal: None,
            proofs: Vec::new(),
        }
    }

    /// Whether a step changes the path.
    pub(crate) fn sets_path(&self) -> bool {
        Step::all(&self.steps).any(|step| matches!(step.action, Action::Path(_)))
    }

    /// Refuses a plan that must not run, before any of it is computed.
    pub(crate) fn ready(&self) -> Result<(), SigningError> {
        match &self.refusal {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// Whether a value that a delivery was compared with proves something.
    pub(crate) fn proves(&self, position: Position, name: &str) -> bool {
        self.proofs
            .iter()
            .any(|(at, known)| *at == position && known == name)
    }
}

impl Node {
    /// Calls `visit` with every part, starting with itself.
    pub(crate) fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        visit(self);
        match self {
            Node::Object(entries) => {
                for entry in entries {
                    match entry {
                        NodeEntry::Member { value, .. } | NodeEntry::Spread(value) => {
                            value.walk(visit);
                        }
                        NodeEntry::Existing => {}
                    }
                }
            }
            Node::List(all)
            | Node::Join(all)
            | Node::Coalesce(all)
            | Node::And(all)
            | Node::Or(all)
            | Node::Call(_, all) => all.iter().for_each(|node| node.walk(visit)),
            Node::Member(one, _)
            | Node::HeaderNamed(one)
            | Node::Not(one)
            | Node::Is(_, one)
            | Node::Encode(_, one)
            | Node::PerSession(_, one) => one.walk(visit),
            Node::Index(two)
            | Node::Compare(_, two)
            | Node::Each(two)
            | Node::Any(two)
            | Node::KeptMac(_, _, two) => {
                two.0.walk(visit);
                two.1.walk(visit);
            }
            Node::Mac(_, mac) => mac.1.walk(visit),
            Node::If(three) => {
                three.0.walk(visit);
                three.1.walk(visit);
                three.2.walk(visit);
            }
            _ => {}
        }
    }
}

impl Node {
    /// Calls `visit` with every part that the endpoint of a call may determine: not with what is cached for a session.
    pub(crate) fn each_part_mut(&mut self, visit: &mut dyn FnMut(&mut Node)) {
        match self {
            Node::Object(entries) => {
                for entry in entries {
                    match entry {
                        NodeEntry::Member { value, .. } | NodeEntry::Spread(value) => visit(value),
                        NodeEntry::Existing => {}
                    }
                }
            }
            Node::List(all)
            | Node::Join(all)
            | Node::Coalesce(all)
            | Node::And(all)
            | Node::Or(all)
            | Node::Call(_, all) => all.iter_mut().for_each(visit),
            Node::Member(one, _)
            | Node::HeaderNamed(one)
            | Node::Not(one)
            | Node::Is(_, one)
            | Node::Encode(_, one) => {
                visit(one);
            }
            Node::Index(two) | Node::Compare(_, two) | Node::Each(two) | Node::Any(two) => {
                visit(&mut two.0);
                visit(&mut two.1);
            }
            Node::KeptMac(_, _, two) => visit(&mut two.1),
            Node::Mac(_, mac) => visit(&mut mac.1),
            Node::If(three) => {
                visit(&mut three.0);
                visit(&mut three.1);
                visit(&mut three.2);
            }
            _ => {}
        }
    }
}

impl Step {
    /// These steps in order, each followed by the steps of its group.
    pub(crate) fn all(steps: &[Self]) -> impl Iterator<Item = &Self> {
        with_groups(steps, |step| match &step.action {
            Action::Group { then, otherwise } => Some([then, otherwise]),
            _ => None,
        })
    }

    /// Calls `visit` with every expression of the step and of the steps inside it.
    pub(crate) fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        if let Some(when) = &self.when {
            when.walk(visit);
        }
        match &self.action {
            Action::Let(lines) => lines.iter().for_each(|line| line.value.walk(visit)),
            Action::Header(lines) => lines.iter().for_each(|line| line.value.walk(visit)),
            Action::Set(_, node)
            | Action::Body(node)
            | Action::Path(node)
            | Action::Require(node) => node.walk(visit),
            Action::Place(_) | Action::Encode(_) => {}
            Action::Group { then, otherwise } => {
                then.iter()
                    .chain(otherwise)
                    .for_each(|step| step.walk(visit));
            }
        }
    }
}

impl Action {
    /// The name in specs.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Let(_) => "let",
            Self::Set(target, _) => target.name(),
            Self::Body(_) => "body",
            Self::Header(_) => "header",
            Self::Path(_) => "path",
            Self::Place(_) => "place",
            Self::Encode(_) => "encode",
            Self::Require(_) => "require",
            Self::Group { .. } => "then",
        }
    }
}
