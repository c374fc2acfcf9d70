//! Form bodies with lists and objects inside: `metadata[order]=7&tags[]=a`, as PHP, Rails and the package `qs` of Node write them.

use super::form::{push_text, split_form};
use super::{DEPTH, Problem};
use std::collections::HashMap;

/// What a value in a form is. Forms have only texts, so the type decides whether names in brackets are those of a list or of an object.
///
/// Nodes name each other by index, because types may contain themselves. The first one is the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormNode<'a> {
    /// A text.
    Text,
    /// What its names say: with the names 0, 1, 2 … a list, with others an object.
    Any,
    /// A list, and its elements.
    List(u16),
    /// An object whose names are data, and its values.
    Map(u16),
    /// An object with these members, and the values of members with other names.
    Object(&'a [FormMember<'a>], Option<u16>),
}

/// A member of an object in a form: its name, its value, and whether it is an empty list or object if it is missing. Encoders leave these
/// out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormMember<'a>(pub &'a str, pub u16, pub bool);

/// Converts a form body to the text of a JSON object, as [`form_to_json`](super::form_to_json) does, with the lists and objects that `nodes`
/// describe.
///
/// # Errors
/// Names are nested too deeply, or give a text and members to one value.
pub(crate) fn form_tree_to_json(body: &[u8], nodes: &[FormNode<'_>]) -> Result<String, Problem> {
    let mut tree = Tree {
        nodes,
        values: vec![Value::of(nodes.first().copied())],
        index: HashMap::new(),
    };
    let body = String::from_utf8_lossy(body);
    for (name, text) in split_form(&body) {
        tree.insert(&name, text.into_owned())?;
    }
    let mut json = String::with_capacity(body.len() * 2 + 2);
    tree.write(0, &mut json)?;
    Ok(json)
}

/// The values of a form; the first is the whole form.
struct Tree<'n> {
    nodes: &'n [FormNode<'n>],
    values: Vec<Value<'n>>,
    /// The value of a member, by the object or list, and the name.
    index: HashMap<(usize, String), usize>,
}

struct Value<'n> {
    node: FormNode<'n>,
    texts: Vec<String>,
    members: Vec<(String, usize)>,
    /// The number of the next element that is written as `[]`.
    next: u64,
    /// The last element that was written as `[]`.
    last: Option<usize>,
}

impl<'n> Value<'n> {
    fn of(node: Option<FormNode<'n>>) -> Self {
        Self {
            node: node.unwrap_or(FormNode::Any),
            texts: Vec::new(),
            members: Vec::new(),
            next: 0,
            last: None,
        }
    }
}

impl<'n> Tree<'n> {
    fn insert(&mut self, name: &str, text: String) -> Result<(), Problem> {
        let parts = in_brackets(name).filter(|(base, _)| self.has_members(base));
        let (base, inner) = parts.unwrap_or((name, Vec::new()));
        // Each level is one of the JSON, within the event itself.
        if inner.len() + 1 >= DEPTH {
            return Err(Problem::new(
                format!("a name has more than {} levels", DEPTH - 2),
                None,
            ));
        }
        let mut at = self.member(0, base);
        let mut rest = inner.as_slice();
        while let [segment, after @ ..] = rest {
            at = match segment.is_empty() {
                true => self.element(at, after),
                false => self.member(at, segment),
            };
            rest = after;
        }
        if let Some(value) = self.values.get_mut(at) {
            value.texts.push(text);
        }
        Ok(())
    }

    /// Whether the member of the event may be more than a text. Otherwise the brackets are a part of its name.
    fn has_members(&self, name: &str) -> bool {
        let of_event = self.values.first().map(|event| event.node);
        let node = of_event.and_then(|node| self.within(node, name));
        node.is_some_and(|node| node != FormNode::Text)
    }

    /// What a member is; `None`: nobody reads it.
    fn within(&self, node: FormNode<'n>, name: &str) -> Option<FormNode<'n>> {
        let at = match node {
            FormNode::List(inner) | FormNode::Map(inner) => Some(inner),
            FormNode::Object(members, others) => {
                let found = members.iter().find(|member| member.0 == name);
                found.map(|member| member.1).or(others)
            }
            FormNode::Text | FormNode::Any => None,
        };
        self.nodes.get(usize::from(at?)).copied()
    }

    fn member(&mut self, of: usize, name: &str) -> usize {
        let key = (of, name.to_owned());
        if let Some(known) = self.index.get(&key) {
            return *known;
        }
        let outer = self
            .values
            .get(of)
            .map_or(FormNode::Any, |value| value.node);
        let new = self.values.len();
        let node = self.within(outer, name);
        self.values.push(Value::of(node));
        self.index.insert(key, new);
        if let Some(value) = self.values.get_mut(of) {
            value.members.push((name.to_owned(), new));
            if let Some(number) = number(name) {
                value.next = value.next.max(number.saturating_add(1));
            }
        }
        new
    }

    /// The element that `[]` means: the next one. Rails gives the members of one element one after another, `a[][x]=1&a[][y]=2`, so an
    /// element that does not have the member yet is continued.
    fn element(&mut self, of: usize, after: &[&str]) -> usize {
        let (last, next) = self
            .values
            .get(of)
            .map_or((None, 0), |value| (value.last, value.next));
        if let Some(last) = last.filter(|last| !after.is_empty() && !self.has(*last, after)) {
            return last;
        }
        let new = self.member(of, &next.to_string());
        if let Some(value) = self.values.get_mut(of) {
            value.last = Some(new);
        }
        new
    }

    fn has(&self, of: usize, path: &[&str]) -> bool {
        let mut at = of;
        path.iter().all(|segment| {
            // `[]` is always one more.
            let known = self.index.get(&(at, (*segment).to_owned()));
            at = known.copied().unwrap_or(at);
            known.is_some() && !segment.is_empty()
        })
    }

    /// Writes a value that is a member or the form itself. It cannot be nested deeper than names are.
    fn write(&self, at: usize, json: &mut String) -> Result<(), Problem> {
        let Some(value) = self.values.get(at) else {
            return Ok(());
        };
        if value.members.is_empty() {
            return self.write_texts(at, value, json);
        }
        if !value.texts.is_empty() {
            return Err(Problem::new(
                "expected a text, or members: found both",
                None,
            ));
        }
        let mut members: Vec<&(String, usize)> = value.members.iter().collect();
        if is_list(value) {
            members.sort_by_key(|(name, _)| number(name));
            return self.write_list(&members, json);
        }
        self.write_object(value, &members, json)
    }

    fn write_texts(&self, at: usize, value: &Value<'_>, json: &mut String) -> Result<(), Problem> {
        match (value.node, value.texts.as_slice()) {
            (FormNode::Object(..), []) if at == 0 => return self.write_object(value, &[], json),
            (FormNode::List(_), [only]) if only.is_empty() => json.push_str("[]"),
            (FormNode::Map(_), [only]) if only.is_empty() => json.push_str("{}"),
            (FormNode::List(_), texts) => {
                json.push('[');
                for (index, text) in texts.iter().enumerate() {
                    separate(index, json);
                    push_text(text, json);
                }
                json.push(']');
            }
            (_, [only]) => push_text(only, json),
            (_, texts) => {
                let times = texts.len();
                return Err(Problem::new(
                    format!("expected one value: found {times}"),
                    None,
                ));
            }
        }
        Ok(())
    }

    fn write_list(&self, members: &[&(String, usize)], json: &mut String) -> Result<(), Problem> {
        json.push('[');
        for (index, (_, member)) in members.iter().enumerate() {
            separate(index, json);
            self.write(*member, json)
                .map_err(|problem| problem.at(index))?;
        }
        json.push(']');
        Ok(())
    }

    fn write_object(
        &self,
        value: &Value<'_>,
        members: &[&(String, usize)],
        json: &mut String,
    ) -> Result<(), Problem> {
        json.push('{');
        let mut written = 0;
        for (name, member) in members {
            let texts = self.values.get(*member).map(|value| value.texts.as_slice());
            let is_text = self.values.get(*member).is_some_and(|value| {
                value.members.is_empty() && !matches!(value.node, FormNode::List(_))
            });
            if let Some([_, _, ..]) = texts.filter(|_| is_text) {
                // The reader refuses a name that occurs twice where it matters.
                for text in texts.unwrap_or_default() {
                    separate(written, json);
                    push_text(name, json);
                    json.push(':');
                    push_text(text, json);
                    written += 1;
                }
                continue;
            }
            separate(written, json);
            push_text(name, json);
            json.push(':');
            self.write(*member, json)
                .map_err(|problem| problem.inside(name.clone()))?;
            written += 1;
        }
        self.write_missing(value.node, members, written, json);
        json.push('}');
        Ok(())
    }

    /// Writes the lists and objects that encoders leave out because they are empty.
    fn write_missing(
        &self,
        node: FormNode<'_>,
        members: &[&(String, usize)],
        mut written: usize,
        json: &mut String,
    ) {
        let FormNode::Object(declared, _) = node else {
            return;
        };
        for FormMember(name, node, filled) in declared {
            if !filled || members.iter().any(|(known, _)| known == name) {
                continue;
            }
            separate(written, json);
            push_text(name, json);
            json.push_str(match self.nodes.get(usize::from(*node)) {
                Some(FormNode::List(_)) => ":[]",
                _ => ":{}",
            });
            written += 1;
        }
    }
}

fn separate(index: usize, json: &mut String) {
    if index > 0 {
        json.push(',');
    }
}

/// Whether the members of a value are those of a list.
fn is_list(value: &Value<'_>) -> bool {
    let mut names = value.members.iter().map(|(name, _)| number(name));
    match value.node {
        // A list that was filtered has gaps.
        FormNode::List(_) => names.all(|number| number.is_some()),
        FormNode::Any => (0..).zip(names).all(|(at, number)| number == Some(at)),
        _ => false,
    }
}

/// The number that a name is, written without zeros before it.
fn number(name: &str) -> Option<u64> {
    let is_canonical = name == "0" || !name.starts_with(['0', '+']);
    name.parse().ok().filter(|_| is_canonical)
}

/// The name before the brackets, and those in them: `a[b][]` is `a`, and `b` and nothing. `None`: it is written otherwise.
fn in_brackets(name: &str) -> Option<(&str, Vec<&str>)> {
    let (base, rest) = name.split_once('[')?;
    let inner = rest.strip_suffix(']')?;
    let parts: Vec<&str> = inner.split("][").collect();
    let is_plain = |part: &&str| !part.contains(['[', ']']);
    (!base.is_empty() && parts.iter().all(is_plain)).then_some((base, parts))
}

#[cfg(test)]
mod tests;
