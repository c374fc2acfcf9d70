//! Members and elements of values, `each` and `any`.

use super::*;

/// The value of `item` inside `each` or `any`.
#[derive(Clone, Copy)]
pub(crate) struct Item<'i, 'a> {
    key: Option<&'i str>,
    value: &'i Value<'a>,
}

/// The enclosing `each` or `any`, if there is one.
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
        if of.is_absent() {
            return Ok(Value::Absent);
        }
        let mut out = Vec::new();
        self.items(&of, "each", &mut |item| {
            out.push(self.eval(with, Some(&item))?);
            Ok(true)
        })?;
        Ok(Value::List(out))
    }

    /// Whether a condition holds for an element of a list, or for a member.
    pub(super) fn any(
        &self,
        (of, condition): &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<bool, SigningError> {
        let of = self.eval_members(of, item)?;
        let count = match of.data() {
            Value::List(list) => list.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        // A delivery of many wrong signatures must not cost as many verifications.
        if count > MAX_ANY {
            return Err(SigningError::value(format!(
                "`any` is given {count} values, more than {MAX_ANY}"
            )));
        }
        let mut found = false;
        if !of.is_absent() {
            self.items(&of, "any", &mut |item| {
                found = self.holds(condition, Some(&item))?;
                Ok(!found)
            })?;
        }
        Ok(found)
    }

    /// Calls `visit` with each element of a list, or each member that is present, as long as it returns true.
    fn items(
        &self,
        of: &Value<'a>,
        name: &str,
        visit: &mut dyn FnMut(Item<'_, 'a>) -> Result<bool, SigningError>,
    ) -> Result<(), SigningError> {
        match of.data() {
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
                    if !visit(Item { key: None, value })? {
                        break;
                    }
                }
            }
            Value::Object(members) => {
                self.state.spend(members.len())?;
                for (key, value) in members.iter().filter(|(_, v)| !v.is_absent()) {
                    let key = Some(&**key);
                    if !visit(Item { key, value })? {
                        break;
                    }
                }
            }
            other => {
                return Err(SigningError::value(format!(
                    "`{name}` expects a list or pairs, found a value of kind {}",
                    other.kind()
                )));
            }
        }
        Ok(())
    }

    /// The header that a value names: absent if there is none, an error if there are several.
    pub(super) fn header_named(
        &self,
        name: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let name = self.eval(name, item)?;
        if name.is_absent() {
            return Ok(Value::Absent);
        }
        let name = text_of(&name)?;
        let headers = &self.call()?.request.headers;
        let mut named = headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(&name));
        match (named.next(), named.next()) {
            (None, _) => Ok(Value::Absent),
            (Some((_, value)), None) => Ok(Value::Text(value.clone())),
            (Some(_), Some(_)) => Err(SigningError::value(format!(
                "`{name}` appears more than once, so it is unclear which value counts"
            ))),
        }
    }
}

/// Maximum number of values that `any` examines.
const MAX_ANY: usize = 16;

pub(super) fn item_of<'a>(node: &Node, item: Around<'_, 'a>) -> Result<Value<'a>, SigningError> {
    let Some(item) = item else {
        return Err(SigningError::value(
            "`item` is used outside `each` and `any`",
        ));
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
