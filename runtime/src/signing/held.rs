//! What a place of a request holds.

use super::value::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// A member of a place.
pub(crate) type Member<'a> = (Cow<'a, str>, Value<'a>);

/// What takes the members of an object: one named again changes its value and keeps its place, absent ones do nothing.
pub(crate) trait TakesMembers<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>);

    /// Takes members of one object. What is named twice there stays there twice: it is told from what was there before only, so that very
    /// many members take no more than their own time.
    fn take_all(&mut self, members: Members<'a>);

    /// Takes what a place holds, which is no list.
    fn take_held(&mut self, held: &Held<'a>) {
        self.take_all(held.to_members());
    }
}

/// What a place holds: the caller's parameters as they stand, and behind them what steps added. A request that is signed by adding a few
/// members to the caller's never copies those.
#[derive(Clone, Debug)]
pub(crate) struct Held<'a> {
    /// The caller's object or list, or what an expression gave; absent: nothing.
    whole: Value<'a>,
    /// Further members, of other names; only beside an object or nothing. A plan rarely adds more than there is room for here.
    added: SmallVec<[Member<'a>; 4]>,
}

impl<'a> Held<'a> {
    pub(crate) fn nothing() -> Self {
        Self::whole(Value::Absent)
    }

    /// An object or a list as it stands.
    pub(crate) fn whole(value: Value<'a>) -> Self {
        Self {
            whole: value,
            added: SmallVec::new(),
        }
    }

    /// The list, if it is one.
    pub(crate) fn list(&self) -> Option<&[Value<'a>]> {
        match self.whole.data() {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    fn first(&self) -> &[Member<'a>] {
        match self.whole.data() {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The members that are there, of an object.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member<'a>> {
        let all = self.first().iter().chain(&self.added);
        all.filter(|(_, value)| !value.is_absent())
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self.list() {
            Some(list) => list.is_empty(),
            None => self.members().next().is_none(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        let mut members = self.members();
        members.find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// The members that are there, for another object to hold.
    pub(crate) fn to_members(&self) -> Members<'a> {
        let mut members = self.whole.to_members().unwrap_or_default();
        members.extend(self.added.iter().cloned());
        members.retain(|(_, value)| !value.is_absent());
        members
    }

    /// The members, or the list, as a value.
    pub(crate) fn to_value(&self) -> Value<'a> {
        match &self.whole {
            whole if self.added.is_empty() && !whole.is_absent() => whole.clone(),
            _ => Value::Object(self.to_members()),
        }
    }
}

impl<'a> TakesMembers<'a> for Held<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if value.is_absent() {
            return;
        }
        if let Some(member) = self.added.iter_mut().find(|(known, _)| *known == name) {
            member.1 = value;
            return;
        }
        let at = self
            .first()
            .iter()
            .position(|(known, there)| *known == name && !there.is_absent());
        let Some(at) = at else {
            self.added.push((name, value));
            return;
        };
        // The caller's own are not ours to change: from here on they are a copy.
        let mut members = self.whole.to_members().unwrap_or_default();
        if let Some(member) = members.get_mut(at) {
            member.1 = value;
        }
        self.whole = Value::Object(members);
    }

    fn take_all(&mut self, members: Members<'a>) {
        let before = self.added.len();
        for (name, value) in members.into_iter().filter(|(_, value)| !value.is_absent()) {
            let added = self.added.iter().take(before);
            if self
                .first()
                .iter()
                .chain(added)
                .any(|(known, _)| *known == name)
            {
                self.take(name, value);
            } else {
                self.added.push((name, value));
            }
        }
    }

    fn take_held(&mut self, held: &Held<'a>) {
        if self.is_untouched() {
            self.clone_from(held);
        } else {
            self.take_all(held.to_members());
        }
    }
}

impl Held<'_> {
    /// Nothing was ever put there.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self.whole, Value::Absent) && self.added.is_empty()
    }
}

impl<'a> TakesMembers<'a> for Members<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if value.is_absent() {
            return;
        }
        match self.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => member.1 = value,
            None => self.push((name, value)),
        }
    }

    fn take_all(&mut self, members: Members<'a>) {
        let before = self.len();
        for (name, value) in members.into_iter().filter(|(_, value)| !value.is_absent()) {
            let mut known = self.iter_mut().take(before);
            match known.find(|(known, _)| *known == name) {
                Some(member) => member.1 = value,
                None => self.push((name, value)),
            }
        }
    }
}
