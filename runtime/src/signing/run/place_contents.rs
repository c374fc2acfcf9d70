//! The contents of a place of a request.

use crate::codec::{Leaf, mark_of};
use crate::signing::inputs::params::{BorrowedParams, Typed};
use crate::signing::prepared::prerendered::Prerendered;
use crate::value::members::TakesMembers;
use crate::value::types::{Member, Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A container that can also take all members of a place.
pub(crate) trait TakesContents<'a>: TakesMembers<'a> {
    /// Takes the contents of a place, which are not a list.
    fn take_contents(&mut self, contents: &PlaceContents<'a>) {
        self.take_all(contents.to_members());
    }
}

impl<'a> TakesContents<'a> for Members<'a> {}

/// The contents of a place: the caller's parameters unchanged, or what steps made of them. A request that is signed by adding a few members
/// to the caller's never copies those.
#[derive(Clone, Debug, Default)]
pub(crate) enum PlaceContents<'a> {
    /// Nothing was put there yet.
    #[default]
    Nothing,
    /// An object or list that is stored elsewhere: mostly the caller's.
    BorrowedParams(&'a Value<'a>),
    /// The caller's typed request, and its value once that was needed.
    Typed(Typed<'a>, OnceCell<Box<Value<'a>>>),
    /// What steps created. Boxed, because most requests are signed without it.
    Changed(Box<Changed<'a>>),
}

/// What steps made of a place.
#[derive(Clone, Debug)]
pub(crate) struct Changed<'a> {
    /// The caller's object or list, or the value of an expression; absent: nothing.
    whole: Value<'a>,
    /// Further members, with other names; only in addition to an object or nothing. A plan rarely adds more than this capacity.
    added: SmallVec<[Member<'a>; 4]>,
}

impl<'a> Changed<'a> {
    fn first(&self) -> &[Member<'a>] {
        members_of(&self.whole)
    }

    /// Mutable access. The caller's own members must not be changed, so they are copied here.
    fn first_mut(&mut self) -> &mut [Member<'a>] {
        if !matches!(self.whole, Value::Object(_)) {
            self.whole = Value::Object(self.whole.to_members().unwrap_or_default());
        }
        match &mut self.whole {
            Value::Object(members) => members,
            _ => &mut [],
        }
    }
}

fn members_of<'v, 'a>(value: &'v Value<'a>) -> &'v [Member<'a>] {
    match value.data() {
        Value::Object(members) => members,
        _ => &[],
    }
}

impl<'a> PlaceContents<'a> {
    /// An object or a list, unchanged.
    pub(crate) fn whole(value: Value<'a>) -> Self {
        match value {
            Value::Ref(value) => Self::BorrowedParams(value),
            whole => Self::Changed(Box::new(Changed {
                whole,
                added: SmallVec::new(),
            })),
        }
    }

    /// The caller's parameters.
    pub(crate) fn of_params(params: BorrowedParams<'a>) -> Self {
        match params {
            BorrowedParams::Value(value) => Self::BorrowedParams(value),
            BorrowedParams::Typed(typed) => Self::typed_request(typed),
        }
    }

    /// A typed request.
    pub(crate) fn typed_request(typed: Typed<'a>) -> Self {
        Self::Typed(typed, OnceCell::new())
    }

    /// The caller's typed request, if there is nothing else.
    pub(crate) fn typed(&self) -> Option<Typed<'a>> {
        match self {
            Self::Typed(typed, _) => Some(*typed),
            _ => None,
        }
    }

    /// What was put there first.
    fn value(&self) -> &Value<'a> {
        match self {
            Self::Nothing => &Value::Absent,
            Self::BorrowedParams(value) => value,
            Self::Typed(typed, value) => value.get_or_init(|| Box::new(typed.to_value())),
            Self::Changed(changed) => &changed.whole,
        }
    }

    fn added(&self) -> &[Member<'a>] {
        match self {
            Self::Changed(changed) => &changed.added,
            _ => &[],
        }
    }

    /// The list, if it is one.
    pub(crate) fn list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::Nothing | Self::Typed(..) => None,
            Self::BorrowedParams(_) | Self::Changed(_) => match self.value().data() {
                Value::List(list) => Some(list),
                _ => None,
            },
        }
    }

    /// The members that are present, if it is an object.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member<'a>> {
        let all = members_of(self.value()).iter().chain(self.added());
        all.filter(|(_, value)| !value.is_absent())
    }

    pub(crate) fn is_empty(&self) -> bool {
        if let Some(typed) = self.typed() {
            let mut empty = true;
            typed.each(|member| empty &= matches!(member.leaf, Leaf::Absent));
            return empty;
        }
        match self.list() {
            Some(list) => list.is_empty(),
            None => self.members().next().is_none(),
        }
    }

    /// Whether it has a member whose name a prerendered object adds.
    pub(crate) fn overlaps(&self, prerendered: &Prerendered) -> bool {
        let (marks, added) = (prerendered.marks, &prerendered.added);
        match self.typed() {
            Some(typed) => typed.names_any(marks, added),
            None => self.members().any(|(there, _)| {
                marks & mark_of(there) != 0 && added.iter().any(|name| name == there)
            }),
        }
    }

    /// Whether nothing was put there yet.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        let mut members = self.members();
        members.find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// The members that are present, to be put into another object.
    pub(crate) fn to_members(&self) -> Members<'a> {
        let mut members = match self {
            Self::BorrowedParams(value) => Value::Ref(value).to_members(),
            contents => contents.value().to_members(),
        }
        .unwrap_or_default();
        members.extend(self.added().iter().cloned());
        members.retain(|(_, value)| !value.is_absent());
        members
    }

    /// The members, or the list, as a value.
    pub(crate) fn to_value(&self) -> Value<'a> {
        match self {
            Self::BorrowedParams(value) if !value.is_absent() => Value::Ref(value),
            contents if contents.added().is_empty() && !contents.value().is_absent() => {
                contents.value().clone()
            }
            _ => Value::Object(self.to_members()),
        }
    }

    fn into_changed(self) -> Box<Changed<'a>> {
        let whole = match self {
            Self::Changed(changed) => return changed,
            Self::Nothing => Value::Absent,
            Self::BorrowedParams(value) => Value::Ref(value),
            Self::Typed(typed, _) => typed.to_value(),
        };
        Box::new(Changed {
            whole,
            added: SmallVec::new(),
        })
    }
}

impl<'a> TakesMembers<'a> for PlaceContents<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if !value.is_absent() {
            let mut changed = std::mem::take(self).into_changed();
            changed.take(name, value);
            *self = Self::Changed(changed);
        }
    }

    fn take_all(&mut self, members: Members<'a>) {
        let mut changed = std::mem::take(self).into_changed();
        changed.take_all(members);
        *self = Self::Changed(changed);
    }
}

impl<'a> TakesContents<'a> for PlaceContents<'a> {
    fn take_contents(&mut self, contents: &PlaceContents<'a>) {
        if self.is_untouched() {
            self.clone_from(contents);
        } else {
            self.take_all(contents.to_members());
        }
    }
}

impl<'a> TakesMembers<'a> for Changed<'a> {
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
        if let Some(member) = self.first_mut().get_mut(at) {
            member.1 = value;
        }
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
}
