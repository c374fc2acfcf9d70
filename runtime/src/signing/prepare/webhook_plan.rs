//! A webhook plan, prepared: what does not depend on a delivery, and whether a delivery can be compared over its raw bytes.

use crate::signing::plan::{Comparison, Name, Position, Str, Target, is_unchecked_header};
use crate::signing::prepared::{Action, Node, NodeEntry, Prepared, Step};
use crate::value::Value;
use crate::value::as_text::text_of;
use crate::value::json_parse::Bounds;
use crate::value::types::MAX_DEPTH;
use std::borrow::Cow;

/// How much of a delivery is processed before its sender is known. Anything beyond these limits is refused.
///
/// ```
/// # use specie_runtime::signing::DeliveryLimits;
/// let mut limits = DeliveryLimits::default();
/// limits.body = 64 * 1024;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryLimits {
    /// Bytes of the body. Default: 1 MiB.
    pub body: usize,
    /// Levels of lists and objects, where the plan reads members of a JSON body. Default: 64. Maximum: 128.
    pub depth: usize,
    /// Members and elements at all levels, where the plan reads members of the body. Default: 8192.
    pub members: usize,
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            depth: 64,
            members: 8192,
        }
    }
}

impl DeliveryLimits {
    pub(crate) fn bounds(self) -> Bounds {
        Bounds {
            depth: self.depth.min(MAX_DEPTH),
            members: self.members,
            // A later reader might use the other value.
            twice: false,
        }
    }
}

/// A header that every genuine delivery has.
#[derive(Clone, Debug)]
pub(crate) struct Required {
    pub(crate) name: Str,
    /// The step that compares it.
    pub(crate) step: String,
    pub(crate) position: Position,
}

/// A prepared webhook plan. What does not depend on the body of a delivery is computed here, once.
pub(crate) struct Delivery {
    pub(crate) plan: Prepared,
    /// Whether its body is a form.
    pub(crate) form: bool,
    /// Headers that are compared whatever the delivery contains.
    pub(crate) required: Vec<Required>,
    /// All headers that the plan names.
    pub(crate) named: Vec<Str>,
    /// Whether the plan reads members of the body.
    pub(crate) reads_members: bool,
    /// The direct path, if the plan has one.
    pub(crate) direct: Option<DirectDelivery>,
}

impl Delivery {
    pub(crate) fn new(plan: Prepared, form: bool) -> Self {
        let (mut named, mut reads_members) = (Vec::new(), false);
        for step in &plan.steps {
            name_headers(step, &mut named);
            reads_members |= sets(step);
            step.walk(&mut |node| match node {
                Node::Header(name) => named.push(name.clone()),
                Node::Name(Name::Body) => {}
                Node::Name(_) => reads_members = true,
                _ => {}
            });
        }
        Self {
            required: required(&plan.steps),
            direct: DirectDelivery::of(&plan),
            plan,
            form,
            named,
            reads_members,
        }
    }
}

/// Whether a step, or one inside it, sets members of a place.
fn sets(step: &Step) -> bool {
    match &step.action {
        // An object that only keeps existing members expects nothing.
        Action::Set(_, Node::Object(entries)) => !entries
            .iter()
            .all(|entry| matches!(entry, NodeEntry::Existing)),
        Action::Set(..) | Action::Place(_) | Action::Encode(_) | Action::Path(_) => true,
        Action::Group { then, otherwise } => then.iter().chain(otherwise).any(sets),
        Action::Let(_) | Action::Header(_) | Action::Body(_) | Action::Require(_) => false,
    }
}

/// Adds the headers that a step compares.
fn name_headers(step: &Step, named: &mut Vec<Str>) {
    match &step.action {
        Action::Header(lines) => {
            let compared = lines.iter().filter(|line| !is_unchecked_header(&line.name));
            named.extend(compared.map(|line| line.name.clone()));
        }
        Action::Group { then, otherwise } => {
            let all = then.iter().chain(otherwise);
            all.for_each(|step| name_headers(step, named));
        }
        _ => {}
    }
}

/// Headers that are compared or required whichever steps are active. An absent value of a header also refuses a delivery.
fn required(steps: &[Step]) -> Vec<Required> {
    let mut all = Vec::new();
    for step in steps {
        match &step.action {
            Action::Header(lines) if step.when.is_none() => {
                let compared = lines.iter().filter(|line| !is_unchecked_header(&line.name));
                all.extend(compared.map(|line| Required {
                    name: line.name.clone(),
                    step: step.number.clone(),
                    position: line.position,
                }));
            }
            Action::Group { then, otherwise } => {
                let others = required(otherwise);
                let both = |header: &Required| {
                    let mut others = others.iter();
                    others.any(|other| other.name.eq_ignore_ascii_case(&header.name))
                };
                all.extend(required(then).into_iter().filter(both));
            }
            Action::Require(node) if step.when.is_none() => {
                all.extend(read_always(node).into_iter().map(|name| Required {
                    name: name.clone(),
                    step: step.number.clone(),
                    position: step.position,
                }));
            }
            _ => {}
        }
    }
    all
}

/// The headers that a condition cannot hold without: those that it reads, if nothing in it chooses between values.
fn read_always(condition: &Node) -> Vec<&Str> {
    let (mut names, mut chooses) = (Vec::new(), false);
    condition.walk(&mut |node| match node {
        Node::Header(name) => names.push(name),
        Node::Coalesce(_)
        | Node::If(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Is(..)
        | Node::Compare(Comparison::NotEqual | Comparison::NotIn, _) => {
            chooses = true;
        }
        _ => {}
    });
    if chooses { Vec::new() } else { names }
}

/// How a delivery is verified on the direct path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DirectDelivery {
    /// Whether the plan reads a clock, nonce, uuid or random, which must be learned from the headers.
    pub(crate) learns: bool,
    /// Whether the plan expects members.
    pub(crate) members: bool,
}

impl DirectDelivery {
    /// The direct path of a plan, if it has one.
    fn of(plan: &Prepared) -> Option<Self> {
        let mut direct = Self {
            learns: false,
            members: false,
        };
        let (mut whole, mut proves) = (true, false);
        for step in &plan.steps {
            step.walk(&mut |node| match node {
                Node::Name(Name::Body) => {}
                Node::Name(_)
                | Node::Item
                | Node::ItemKey
                | Node::ItemValue
                | Node::HeaderNamed(_) => whole = false,
                Node::Clock(_) | Node::ClockIso | Node::Nonce(_) | Node::Uuid | Node::Random => {
                    direct.learns = true;
                }
                _ => {}
            });
            if step.when.is_some() {
                return None;
            }
            match &step.action {
                Action::Let(_) => {}
                Action::Header(lines) => {
                    proves |= lines.iter().any(|line| !is_unchecked_header(&line.name));
                }
                Action::Set(target, Node::Object(entries)) if *target != Target::Query => {
                    if !entries.iter().all(is_known) {
                        return None;
                    }
                    direct.members |= known_members(step).next().is_some();
                }
                _ => return None,
            }
        }
        (whole && proves).then_some(direct)
    }
}

/// Whether an entry of an object is `...`, or a known member that has a text.
fn is_known(entry: &NodeEntry) -> bool {
    match entry {
        NodeEntry::Existing => true,
        NodeEntry::Member { value, .. } => known(value).is_some(),
        NodeEntry::Spread(_) => false,
    }
}

/// The expected text of a known member.
fn known(value: &Node) -> Option<Cow<'_, str>> {
    let Node::Const(constant) = value else {
        return None;
    };
    match &constant.value {
        Value::List(_) | Value::Object(_) => None,
        value => text_of(value).ok(),
    }
}

/// The members that a step expects: line, name, text.
pub(crate) fn known_members(step: &Step) -> impl Iterator<Item = (u32, &Str, Cow<'_, str>)> {
    let entries: &[NodeEntry] = match &step.action {
        Action::Set(_, Node::Object(entries)) => entries,
        _ => &[],
    };
    entries.iter().filter_map(|entry| match entry {
        NodeEntry::Member {
            position,
            name,
            value,
        } => Some((*position, name, known(value)?)),
        NodeEntry::Existing | NodeEntry::Spread(_) => None,
    })
}
