//! Adding members to an object.

use super::types::{Members, Value};
use std::borrow::Cow;

/// A container for the members of an object: a repeated name changes its value and keeps its position, absent values have no effect.
pub(crate) trait TakesMembers<'a> {
    fn take(&mut self, name: Cow<'a, str>, value: Value<'a>);

    /// Takes members of one object. Names that are duplicated within it stay duplicated: only earlier members are compared, so that very
    /// many members take no more than linear time.
    fn take_all(&mut self, members: Members<'a>);
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
