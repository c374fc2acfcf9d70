//! Members and elements of values, and `each`.

use super::*;

/// The value of `item` inside `each`.
#[derive(Clone, Copy)]
pub(crate) struct Item<'i, 'a> {
    key: Option<&'i str>,
    value: &'i Value<'a>,
}

/// The enclosing `each`, if any.
pub(crate) type Around<'i, 'a> = Option<&'i Item<'i, 'a>>;

impl<'a> Scope<'_, 'a> {
    pub(super) fn member(
        &self,
        of: &'a Node,
        name: &str,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        if let Some(contents) = self.contents_named(of)
            && contents.list().is_none()
        {
            return Ok(contents.get(name).cloned().unwrap_or_default());
        }
        member_of(self.eval(of, item)?, name)
    }

    pub(super) fn index(
        &self,
        (of, at): &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let of = self.eval_members(of, item)?;
        let at = self.eval(at, item)?;
        if of.is_absent() || at.is_absent() {
            return Ok(Value::Absent);
        }
        match (of.data(), at.plain()) {
            (Value::List(_), Value::Integer(at)) => Ok(element(&of, *at)),
            (Value::List(_), Value::Digits(_)) => Ok(Value::Absent),
            (Value::Object(_), _) => {
                let name = text_of(&at)?;
                member_of(of, &name)
            }
            (of, at) => Err(SigningError::value(format!(
                "cannot select an element of a value of kind {} by a value of kind {}",
                of.kind(),
                at.kind()
            ))),
        }
    }

    pub(super) fn each(
        &self,
        (of, with): &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let of = self.eval_members(of, item)?;
        let mut out = Vec::new();
        match of.data() {
            Value::Absent => return Ok(Value::Absent),
            Value::List(list) => {
                self.state.spend(list.len())?;
                let stored = of.stored();
                for (at, value) in list.iter().enumerate() {
                    // Items of a list that is stored elsewhere are not copied either.
                    let there = match stored {
                        Some(Value::List(list)) => list.get(at).map(Value::borrowed),
                        _ => None,
                    };
                    let value = there.as_ref().unwrap_or(value);
                    let item = Item { key: None, value };
                    out.push(self.eval(with, Some(&item))?);
                }
            }
            Value::Object(members) => {
                self.state.spend(members.len())?;
                for (key, value) in members.iter().filter(|(_, v)| !v.is_absent()) {
                    let item = Item {
                        key: Some(key),
                        value,
                    };
                    out.push(self.eval(with, Some(&item))?);
                }
            }
            other => {
                return Err(SigningError::value(format!(
                    "`each` expects a list or pairs, found a value of kind {}",
                    other.kind()
                )));
            }
        }
        Ok(Value::List(out))
    }
}

pub(super) fn item_of<'a>(node: &Node, item: Around<'_, 'a>) -> Result<Value<'a>, SigningError> {
    let Some(item) = item else {
        return Err(SigningError::value("`item` is used outside `each`"));
    };
    match (node, item.key) {
        (Node::Item, None) => Ok(item.value.clone()),
        (Node::Item, Some(key)) => Ok(Value::Object(vec![
            (Cow::Borrowed("key"), Value::from(key.to_owned())),
            (Cow::Borrowed("value"), item.value.clone()),
        ])),
        (Node::ItemKey, Some(key)) => Ok(Value::from(key.to_owned())),
        (Node::ItemKey, None) => member_of(item.value.clone(), "key"),
        (_, Some(_)) => Ok(item.value.clone()),
        (_, None) => member_of(item.value.clone(), "value"),
    }
}

/// The member of an object.
pub(super) fn member_of<'a>(of: Value<'a>, name: &str) -> Result<Value<'a>, SigningError> {
    match of.data() {
        Value::Absent => Ok(Value::Absent),
        Value::Object(_) => Ok(part(&of, |of| of.get(name))),
        other => Err(SigningError::value(format!(
            "a value of kind {} has no member `{name}`",
            other.kind()
        ))),
    }
}

/// The element of a list at an index.
fn element<'a>(of: &Value<'a>, at: i128) -> Value<'a> {
    part(of, |of| match of.data() {
        Value::List(list) => usize::try_from(at).ok().and_then(|at| list.get(at)),
        _ => None,
    })
}

/// A part of a value. Values stored elsewhere are not copied: tables of paths are long.
fn part<'a>(
    of: &Value<'a>,
    find: impl for<'v> Fn(&'v Value<'a>) -> Option<&'v Value<'a>>,
) -> Value<'a> {
    match of.stored() {
        Some(there) => find(there).map(Value::borrowed).unwrap_or_default(),
        None => find(of).cloned().unwrap_or_default(),
    }
}
