//! Objects that plans create.

use super::*;

impl<'a> Scope<'_, 'a> {
    /// Members of an object; `contents` is what `...` inserts.
    pub(crate) fn object(
        &self,
        entries: &'a [NodeEntry],
        contents: Option<&PlaceContents<'a>>,
        item: Around<'_, 'a>,
    ) -> Result<Members<'a>, SigningError> {
        let mut members = Members::with_capacity(entries.len());
        self.object_into(entries, contents, item, &mut members)?;
        Ok(members)
    }

    /// Puts the members of an object into a container.
    pub(crate) fn object_into(
        &self,
        entries: &'a [NodeEntry],
        contents: Option<&PlaceContents<'a>>,
        item: Around<'_, 'a>,
        out: &mut impl TakesContents<'a>,
    ) -> Result<(), SigningError> {
        for entry in entries {
            match entry {
                NodeEntry::Member {
                    position,
                    name,
                    value,
                } => {
                    let value = self
                        .eval_entry(value, contents, item)
                        .map_err(|error| error.at(*position, name))?;
                    if let Some(trace) = &self.state.trace {
                        trace.member(self.params_place(), *position, name, &value, entry);
                    }
                    out.take(Cow::Borrowed(name), value);
                }
                NodeEntry::Existing => {
                    let Some(contents) = contents else {
                        continue;
                    };
                    if contents.list().is_some() {
                        return Err(SigningError::value("`...` of a list has no members"));
                    }
                    out.take_contents(contents);
                }
                NodeEntry::Spread(node) => {
                    let value = self.eval_members(node, item)?;
                    match value.to_members() {
                        Some(members) => out.take_all(members),
                        None if value.is_absent() => {}
                        None => {
                            return Err(SigningError::value(format!(
                                "`...` expects pairs, found a value of kind {}",
                                value.kind()
                            )));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The value of a member of an object; for a place, its members. Lists and choices may contain objects with `...`.
    pub(super) fn eval_entry(
        &self,
        node: &'a Node,
        contents: Option<&PlaceContents<'a>>,
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        match node {
            Node::Object(entries) => self.object(entries, contents, item).map(Value::Object),
            Node::List(all) => Ok(Value::List(
                all.iter()
                    .map(|node| self.eval_entry(node, contents, item))
                    .collect::<Result<_, _>>()?,
            )),
            Node::If(three) => {
                let holds = self.holds(&three.0, item)?;
                self.eval_entry(if holds { &three.1 } else { &three.2 }, contents, item)
            }
            other => self.eval_members(other, item),
        }
    }
}
