//! Specializes a plan for one endpoint: what its method, its path and its section determine is computed once, and steps that never run are
//! removed.

use super::is_secret;
use super::prerender;
use crate::signing::plan::Name;
use crate::signing::prepared::constant::Constant;
use crate::signing::prepared::{Action, Node, NodeEntry, Prepared, Step};
use crate::signing::run::evaluate::evaluate_constant;
use crate::value::types::Value;
use std::borrow::Cow;

/// What is known of an endpoint. Each field corresponds to the name in plans.
pub(crate) struct EndpointFacts<'k> {
    pub(crate) method: &'k str,
    pub(crate) section: &'k str,
    pub(crate) endpoint: &'k str,
    pub(crate) host: &'k str,
    /// `None`: a step may change it.
    pub(crate) path: Option<&'k str>,
    pub(crate) template: &'k str,
}

/// The plan for that endpoint.
pub(crate) fn plan(whole: &Prepared, known: &EndpointFacts<'_>) -> Prepared {
    let mut steps = Vec::with_capacity(whole.steps.len());
    take_steps(&whole.steps, known, &mut steps);
    prerender::mark(&mut steps, false);
    Prepared {
        name: whole.name.clone(),
        steps,
        locals: whole.locals.clone(),
        refusal: whole.refusal.clone(),
        proofs: Vec::new(),
    }
}

fn take_steps(steps: &[Step], known: &EndpointFacts<'_>, out: &mut Vec<Step>) {
    for step in steps {
        let mut step = step.clone();
        let decided = step.when.as_mut().map(|when| {
            specialize(when, known);
            decided(when)
        });
        let holds = match decided {
            None => Some(true),
            Some(decided) => decided,
        };
        if holds.is_some() {
            step.when = None;
        }
        step.prerendered = None;
        match &mut step.action {
            Action::Group { then, otherwise } => {
                if let Some(holds) = holds {
                    take_steps(if holds { then } else { otherwise }, known, out);
                    continue;
                }
                for branch in [then, otherwise] {
                    let all = std::mem::take(branch);
                    take_steps(&all, known, branch);
                }
            }
            _ if holds == Some(false) => continue,
            Action::Let(lines) => lines
                .iter_mut()
                .for_each(|line| specialize(&mut line.value, known)),
            Action::Header(lines) => lines
                .iter_mut()
                .for_each(|line| specialize(&mut line.value, known)),
            // The value of a place stays an object, so that its members can be written directly.
            Action::Set(_, node @ Node::Object(_)) => {
                node.each_part_mut(&mut |part| specialize(part, known));
            }
            Action::Set(_, node)
            | Action::Body(node)
            | Action::Path(node)
            | Action::Require(node) => specialize(node, known),
            Action::Place(_) | Action::Encode(_) => {}
        }
        out.push(step);
    }
}

/// The value of a condition, if it is known.
fn decided(when: &Node) -> Option<bool> {
    match when {
        Node::Const(constant) => Some(constant.value.holds()),
        Node::Absent => Some(false),
        _ => None,
    }
}

/// Computes the parts of an expression that the endpoint determines.
fn specialize(node: &mut Node, known: &EndpointFacts<'_>) {
    if let Node::Name(name) = node {
        let text = match name {
            Name::Method => Some(known.method),
            Name::Section => Some(known.section),
            Name::Endpoint => Some(known.endpoint),
            Name::Host => Some(known.host),
            Name::Path => known.path,
            Name::Template => Some(known.template),
            Name::Args | Name::Params | Name::Query | Name::Body | Name::Uri | Name::Url => None,
        };
        if let Some(text) = text {
            *node = constant(Value::Text(Cow::Owned(text.to_owned())), false);
        }
        return;
    }
    let mut parts = 0;
    let mut constants = 0;
    node.each_part_mut(&mut |part| {
        specialize(part, known);
        parts += 1;
        constants += usize::from(matches!(part, Node::Const(_) | Node::Absent));
    });
    if let Node::If(three) = node
        && let Some(holds) = decided(&three.0)
    {
        let chosen = if holds { &mut three.1 } else { &mut three.2 };
        *node = std::mem::replace(chosen, Node::Absent);
        return;
    }
    if parts == 0 || constants < parts || reads_more(node) {
        return;
    }
    // If it cannot be computed, the step that reads it reports the error, if it runs.
    if let Ok(value) = evaluate_constant(node) {
        *node = constant(value, is_secret(node));
    }
}

/// Whether an expression reads something besides its parts.
fn reads_more(node: &Node) -> bool {
    match node {
        Node::Object(entries) => entries
            .iter()
            .any(|entry| matches!(entry, NodeEntry::Existing)),
        Node::KeptMac(..) => true,
        _ => false,
    }
}

fn constant(value: Value<'static>, secret: bool) -> Node {
    match value {
        Value::Absent => Node::Absent,
        value => Node::Const(Constant { value, secret }),
    }
}
