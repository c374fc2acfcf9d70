//! The lists and objects of an event whose body is a form: what the runtime needs to know to read names in brackets.

use crate::model::{Api, Field, Kind, OneOf, Shape, Type, TypeId, Webhook, WireAs};
use specie_runtime::codec::{FormMember, FormNode};
use std::collections::BTreeMap;

/// Nodes that every event has, after itself.
const TEXT: u16 = 1;
const ANY: u16 = 2;

/// The nodes of an event, which [`Self::nodes`] gives as the runtime's.
#[derive(Debug)]
pub struct FormEvent<'a> {
    nodes: Vec<Node<'a>>,
}

#[derive(Clone, Debug)]
enum Node<'a> {
    Text,
    Any,
    List(u16),
    Map(u16),
    Object(Object<'a>),
}

#[derive(Clone, Debug, Default)]
struct Object<'a> {
    members: Vec<FormMember<'a>>,
    others: Option<u16>,
}

impl<'a> FormEvent<'a> {
    /// The nodes of the event of a webhook; none if its body is JSON, or a form of texts alone.
    #[must_use]
    pub fn of(api: &'a Api, webhook: &Webhook) -> Self {
        let mut search = Search {
            api,
            nodes: vec![Node::Any, Node::Text, Node::Any],
            known: BTreeMap::new(),
        };
        let event = webhook.event.filter(|_| is_form(api, webhook));
        search.known.extend(event.map(|event| (event, 0)));
        let object = event.map(|event| search.object_of(event));
        let is_flat = object.as_ref().is_none_or(|object| {
            let mut nodes = object.members.iter().map(|member| member.1);
            nodes.all(|node| node == TEXT) && object.others.is_none_or(|node| node == TEXT)
        });
        let Some(object) = object.filter(|_| !is_flat) else {
            return Self { nodes: Vec::new() };
        };
        if let Some(first) = search.nodes.first_mut() {
            *first = Node::Object(object);
        }
        Self {
            nodes: search.nodes,
        }
    }

    /// The same for the runtime.
    #[must_use]
    pub fn nodes(&self) -> Vec<FormNode<'_>> {
        let nodes = self.nodes.iter();
        nodes
            .map(|node| match node {
                Node::Text => FormNode::Text,
                Node::Any => FormNode::Any,
                Node::List(inner) => FormNode::List(*inner),
                Node::Map(inner) => FormNode::Map(*inner),
                Node::Object(object) => FormNode::Object(&object.members, object.others),
            })
            .collect()
    }
}

/// Whether the body of a webhook is a form.
#[must_use]
pub(crate) fn is_form(api: &Api, webhook: &Webhook) -> bool {
    let mut plans = api.runtime.scheme.webhooks.iter();
    plans.any(|plan| plan.form && plan.plan.name == webhook.name)
}

struct Search<'a> {
    api: &'a Api,
    nodes: Vec<Node<'a>>,
    known: BTreeMap<TypeId, u16>,
}

impl<'a> Search<'a> {
    fn node(&mut self, ty: &'a Type) -> u16 {
        if ty.wire == Some(WireAs::Json) {
            return TEXT;
        }
        match &ty.kind {
            Kind::List(inner) => {
                let inner = self.node(inner);
                self.add(Node::List(inner))
            }
            Kind::Map { value, .. } => {
                let value = self.node(value);
                self.add(Node::Map(value))
            }
            Kind::Json => ANY,
            Kind::Named(id) => self.named(*id),
            _ => TEXT,
        }
    }

    fn add(&mut self, node: Node<'a>) -> u16 {
        // More types than this have no place in one event: their names decide.
        let Ok(at) = u16::try_from(self.nodes.len()) else {
            return ANY;
        };
        self.nodes.push(node);
        at
    }

    fn named(&mut self, id: TypeId) -> u16 {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let shape = self.api.types.get(id.0).map(|def| &def.shape);
        match shape {
            Some(Shape::Struct { .. } | Shape::Union { .. }) => self.reserved(id),
            Some(Shape::Tuple { .. }) => self.add(Node::List(ANY)),
            Some(Shape::Forms { forms }) => {
                let is_list = |ty: &Type| match &ty.kind {
                    Kind::List(_) => true,
                    Kind::Named(id) => {
                        matches!(
                            self.api.types.get(id.0).map(|def| &def.shape),
                            Some(Shape::Tuple { .. } | Shape::Forms { .. })
                        )
                    }
                    _ => false,
                };
                // A text or a list, or both an object with fixed and one with free names: the names say which.
                if forms.iter().any(|form| {
                    is_list(&form.ty) || matches!(form.ty.kind, Kind::Map { .. } | Kind::Json)
                }) {
                    return ANY;
                }
                let is_object = |form: &&Field| {
                    form.ty.wire != Some(WireAs::Json)
                        && matches!(&form.ty.kind, Kind::Named(id) if matches!(self.api.types.get(id.0).map(|def| &def.shape), Some(Shape::Struct { .. } | Shape::Union { .. })))
                };
                match forms.iter().any(|form| is_object(&form)) {
                    true => self.reserved(id),
                    false => TEXT,
                }
            }
            Some(Shape::Enum { .. }) | None => TEXT,
        }
    }

    /// The node of an object, known before its members are: one of them may lead back to it.
    fn reserved(&mut self, id: TypeId) -> u16 {
        let at = self.add(Node::Any);
        self.known.insert(id, at);
        let object = self.object_of(id);
        if at != ANY
            && let Some(node) = self.nodes.get_mut(usize::from(at))
        {
            *node = Node::Object(object);
        }
        at
    }

    /// The members of an object; of a union, those of all its types.
    fn object_of(&mut self, id: TypeId) -> Object<'a> {
        let mut object = Object::default();
        let mut seen = Vec::new();
        let mut open = vec![id];
        let mut by_form = false;
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match self.api.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Struct { fields, one_of }) => {
                    self.members_of(fields, one_of, &mut object);
                }
                Some(shape @ Shape::Union { by, .. }) => {
                    merge(&mut object, FormMember(by, TEXT, false));
                    open.extend(shape.variants().map(|variant| variant.ty));
                }
                Some(Shape::Forms { forms }) => {
                    by_form = true;
                    open.extend(forms.iter().filter_map(|form| match form.ty.kind {
                        Kind::Named(id) => Some(id),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        // A missing member may tell the form, and one that is added would be one of the others.
        if by_form || (object.others.is_some() && seen.len() > 1) {
            for member in &mut object.members {
                member.2 = false;
            }
        }
        object
    }

    fn members_of(&mut self, fields: &'a [Field], one_of: &[OneOf], object: &mut Object<'a>) {
        for (at, field) in fields.iter().enumerate() {
            let node = self.node(&field.ty);
            if field.rest {
                // The field is the map of all of them.
                let value = match self.nodes.get(usize::from(node)) {
                    Some(Node::Map(value)) => *value,
                    _ => ANY,
                };
                object.others = Some(value);
                continue;
            }
            let is_collection = matches!(field.ty.kind, Kind::List(_) | Kind::Map { .. });
            let in_group = one_of.iter().any(|group| group.members.contains(&at));
            let filled = is_collection
                && node != TEXT
                && !field.optional
                && !in_group
                && field.ty.none.is_none();
            merge(object, FormMember(&field.name, node, filled));
        }
    }
}

/// Adds a member. Where the types of a union differ in what it is, its names say so.
fn merge<'a>(object: &mut Object<'a>, new: FormMember<'a>) {
    let mut known = object.members.iter_mut();
    match known.find(|known| known.0 == new.0) {
        Some(known) if known.1 == new.1 => known.2 &= new.2,
        Some(known) => *known = FormMember(new.0, ANY, false),
        None => object.members.push(new),
    }
}
