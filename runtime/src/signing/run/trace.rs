//! The values that each step computed, shown to people: secrets masked.

use super::taint::Taint;
use crate::signing::inputs::Explained;
use crate::signing::plan::{Place, Position, Scheme};
use crate::signing::prepared::{Node, NodeEntry, Step};
use crate::value::as_text::text_of;
use crate::value::byte_text;
use crate::value::types::Value;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Replaces a value that is derived from a secret.
const MASK: &str = "[secret]";

/// What was recorded so far.
#[derive(Debug)]
pub(crate) struct Trace(RefCell<Inner>);

#[derive(Debug)]
struct Inner {
    entries: Vec<Explained>,
    step: String,
    position: Position,
    step_name: String,
    /// Number of entries when the step of `step_name` started.
    step_from: usize,
    /// Entries that show how a `let` was computed.
    let_entries: HashMap<u16, Vec<usize>>,
    /// Names that can be read from a `let`, in the order of their definition.
    copies: Vec<(u16, Vec<u16>)>,
    /// Parts of the step's expressions that form a key, by their address.
    key_parts: HashSet<usize>,
    taint: Taint,
    /// Nothing is masked.
    open: bool,
}

impl Trace {
    /// Records the run of a plan of this scheme; `open`: nothing is masked.
    /// `secret_params` are the names of the secret parameters.
    pub(crate) fn new(scheme: &Scheme, open: bool, secret_params: &[&str]) -> Self {
        Self(RefCell::new(Inner {
            open,
            entries: Vec::new(),
            step: String::new(),
            position: 0,
            step_name: String::new(),
            step_from: 0,
            let_entries: HashMap::new(),
            copies: Vec::new(),
            key_parts: HashSet::new(),
            taint: Taint {
                secret_credentials: scheme.credentials.iter().map(|c| c.secret).collect(),
                secret_params: secret_params
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect(),
                ..Taint::default()
            },
        }))
    }

    pub(crate) fn into_entries(self) -> Vec<Explained> {
        let mut inner = self.0.into_inner();
        inner.mask_keys();
        inner.entries
    }

    pub(crate) fn begin_step(&self, step: &Step) {
        let mut inner = self.0.borrow_mut();
        inner.step.clone_from(&step.number);
        inner.position = step.position;
        inner.step_name = step.action.name().to_owned();
        inner.step_from = inner.entries.len();
        inner.look_for_keys(step);
    }

    pub(crate) fn set_step_name(&self, position: Position, name: &str) {
        let mut inner = self.0.borrow_mut();
        inner.position = position;
        name.clone_into(&mut inner.step_name);
        inner.step_from = inner.entries.len();
    }

    pub(crate) fn condition(&self, step: &Step, holds: bool) {
        let mut inner = self.0.borrow_mut();
        // The result of a condition says more than the stages inside it.
        let number = inner.step.clone();
        inner.entries.retain(|e| e.step != number);
        inner.entries.push(Explained {
            step: number,
            position: step.position,
            name: "when".to_owned(),
            kind: "bool",
            value: holds.to_string(),
        });
    }

    pub(crate) fn plain(&self, position: Position, name: &str, value: String) {
        let mut inner = self.0.borrow_mut();
        let step = inner.step.clone();
        inner.entries.push(Explained {
            step,
            position,
            name: name.to_owned(),
            kind: "text",
            value,
        });
    }

    /// Records the value of a header, a `let` or a step.
    pub(crate) fn value(
        &self,
        params: Place,
        position: Position,
        name: &str,
        node: &Node,
        value: &Value<'_>,
    ) {
        let masked = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        // The last stage of an expression is its value: it is recorded only once.
        let stage = format!("{name}: ");
        if matches!(node, Node::Call(..) | Node::Encode(..))
            && inner
                .entries
                .last()
                .is_some_and(|e| e.step == inner.step && e.name.starts_with(&stage))
        {
            inner.entries.pop();
        }
        inner.push(position, name.to_owned(), value, masked);
    }

    /// Records a member of an object. Here and below, `params` is the place of the parameters.
    pub(crate) fn member(
        &self,
        params: Place,
        position: Position,
        name: &str,
        value: &Value<'_>,
        entry: &NodeEntry,
    ) {
        let NodeEntry::Member { value: node, .. } = entry else {
            return;
        };
        let masked = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let name = format!("{}.{name}", inner.step_name);
        inner.push(position, name, value, masked);
    }

    /// Records a stage inside an expression.
    pub(crate) fn stage(&self, params: Place, what: &str, node: &Node, value: &Value<'_>) {
        let tainted = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let masked = tainted || inner.key_parts.contains(&address(node));
        let (position, name) = (inner.position, format!("{}: {what}", inner.step_name));
        inner.push(position, name, value, masked);
    }

    /// Records the input of a digest, MAC or signature.
    pub(crate) fn input(&self, params: Place, what: &str, node: &Node, value: &Value<'_>) {
        let masked = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let (position, name) = (
            inner.position,
            format!("{}: input of {what}", inner.step_name),
        );
        inner.push(position, name, value, masked);
    }

    /// Records a place after a step that set it: the text as sent.
    pub(crate) fn place(&self, place: Place, text: &str, position: Position) {
        let name = match place {
            Place::Query => "query",
            Place::Form | Place::Json => "body",
            Place::None => return,
        };
        let mut inner = self.0.borrow_mut();
        let masked = match place {
            Place::Query => inner.taint.query || inner.taint.derived.query,
            _ => inner.taint.body || inner.taint.derived.body,
        };
        inner.push(position, name.to_owned(), &Value::from(text), masked);
    }

    pub(crate) fn taint_local(&self, params: Place, local: u16, node: &Node) {
        let tainted = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let let_entries = (inner.step_from..inner.entries.len()).collect();
        inner.let_entries.insert(local, let_entries);
        inner.copies.push((local, read_off(node)));
        if tainted || inner.taint.key_locals.contains(&local) {
            inner.taint.locals.insert(local);
        } else {
            inner.taint.locals.remove(&local);
        }
        inner.taint.derive_local(params, local, node);
    }

    pub(crate) fn taint_header(&self, params: Place, name: &str, node: &Node) {
        let tainted = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let name = name.to_ascii_lowercase();
        inner.taint.derive_header(params, &name, node);
        if tainted {
            inner.taint.headers.insert(name);
        } else {
            inner.taint.headers.remove(&name);
        }
    }

    pub(crate) fn taint_path(&self, params: Place, node: &Node) {
        let tainted = self.tainted(params, node);
        self.0.borrow_mut().taint.path = tainted;
    }

    /// Marks a place that a step set (`None`: the text of the body).
    pub(crate) fn taint_place(&self, params: Place, place: Option<Place>, node: &Node) {
        let mut tainted = self.tainted(params, node);
        let mut inner = self.0.borrow_mut();
        let mut keeps = false;
        node.walk(&mut |part| {
            if let Node::Object(entries) = part {
                keeps |= entries.iter().any(|e| matches!(e, NodeEntry::Existing));
            }
        });
        let slot = match place {
            Some(Place::Query) => &mut inner.taint.query,
            Some(Place::None) => &mut inner.taint.place_contents,
            Some(Place::Form | Place::Json) | None => &mut inner.taint.body,
        };
        tainted |= keeps && *slot;
        *slot = tainted;
        inner.taint.derive_place(params, place, node);
    }

    /// A text that `node` computed, as it may be shown.
    pub(crate) fn masked(&self, params: Place, node: &Node, text: &str) -> String {
        if self.tainted(params, node) && !self.0.borrow().open {
            MASK.to_owned()
        } else {
            text.to_owned()
        }
    }

    /// Whether a value is derived from a secret.
    fn tainted(&self, params: Place, node: &Node) -> bool {
        let inner = self.0.borrow();
        inner.taint.shows(params, node) || inner.taint.derives(params, node)
    }
}

impl Inner {
    /// Records the keys that the expressions of a step sign with.
    fn look_for_keys(&mut self, step: &Step) {
        self.key_parts.clear();
        let (parts, locals) = (&mut self.key_parts, &mut self.taint.key_locals);
        step.walk(&mut |node| {
            let Node::Call(function, args) = node else {
                return;
            };
            let key = function.definition().key().and_then(|at| args.get(at));
            let Some(key) = key else { return };
            key.walk(&mut |part| {
                parts.insert(address(part));
                if let Node::Local(at) = part {
                    locals.insert(*at);
                }
            });
        });
        self.taint.locals.extend(&self.taint.key_locals);
    }

    /// Masks the computation of names that turned out to be keys. The input of a digest is recorded separately.
    fn mask_keys(&mut self) {
        if self.open {
            return;
        }
        let mut keys = self.taint.key_locals.clone();
        for (local, of) in &self.copies {
            if of.iter().any(|of| keys.contains(of)) {
                keys.insert(*local);
            }
        }
        let let_entries: Vec<usize> = keys
            .iter()
            .filter_map(|local| self.let_entries.get(local))
            .flatten()
            .copied()
            .collect();
        for at in let_entries {
            if let Some(entry) = self.entries.get_mut(at)
                && !entry.name.contains(": input of ")
                && !entry.value.is_empty()
            {
                MASK.clone_into(&mut entry.value);
            }
        }
    }

    fn push(&mut self, position: Position, name: String, value: &Value<'_>, masked: bool) {
        let value_text = match value.plain() {
            Value::Absent => String::new(),
            _ if masked && !self.open => MASK.to_owned(),
            Value::Key(_) => MASK.to_owned(),
            Value::Bytes(bytes) => byte_text::hex(bytes),
            other => match text_of(other) {
                Ok(text) => text.into_owned(),
                // Pairs that have no text (yet) are shown as JSON.
                Err(_) => other.to_json().unwrap_or_default(),
            },
        };
        self.entries.push(Explained {
            step: self.step.clone(),
            position,
            name,
            kind: value.kind(),
            value: value_text,
        });
    }
}

/// Names of `let`s that can be read from a value: none behind a digest or signature.
fn read_off(node: &Node) -> Vec<u16> {
    let (mut locals, mut cleared) = (Vec::new(), false);
    node.walk(&mut |part| match part {
        Node::Local(at) => locals.push(*at),
        Node::Call(function, _) => cleared |= function.definition().role.clears_secrets(),
        _ => {}
    });
    if cleared { Vec::new() } else { locals }
}

/// The address of a part of an expression, which identifies it.
fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}
