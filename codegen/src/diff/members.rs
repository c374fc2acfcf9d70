//! Members of objects, and parameters.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::types::{Way, is_money};
use super::{Comparison, Severity, words};
use crate::model::{Field, OneOf, Only, Range};
use crate::rules::changes::wire as rule;

/// The members of an object in one version.
#[derive(Clone, Debug)]
pub(super) struct Members<'a> {
    /// The members.
    pub(super) fields: Vec<&'a Field>,
    /// Groups of which exactly one is given.
    pub(super) groups: &'a [OneOf],
}

impl Members<'_> {
    /// Whether a member may be left out: by itself, or because another one of its group is given.
    pub(super) fn is_optional(&self, field: &Field) -> bool {
        let at = self.fields.iter().position(|one| std::ptr::eq(*one, field));
        let in_group = |at: usize| self.groups.iter().any(|group| group.members.contains(&at));
        field.optional || at.is_some_and(in_group)
    }

    /// The names of the members of a group.
    fn names_of(&self, group: &OneOf) -> Vec<&str> {
        let members = group.members.iter();
        let fields = members.filter_map(|at| self.fields.get(*at));
        fields.map(|field| field.name.as_str()).collect()
    }
}

/// What a member is called: a map of all other members has no name.
pub(super) fn name_of(field: &Field) -> &str {
    match field.rest {
        true => "(all others)",
        false => &field.name,
    }
}

/// Whether a member is there in a direction.
pub(super) fn is_present(field: &Field, way: Way) -> bool {
    match field.only {
        None => true,
        Some(Only::Sent) => way.is_sent(),
        Some(Only::Received) => !way.is_sent(),
    }
}

impl Comparison<'_> {
    /// Compares the members of two objects in one direction.
    pub(super) fn compare_members(
        &mut self,
        old: &Members<'_>,
        new: &Members<'_>,
        way: Way,
        place: &Place,
    ) {
        let olds = old
            .fields
            .iter()
            .copied()
            .filter(|field| is_present(field, way));
        let news = new
            .fields
            .iter()
            .copied()
            .filter(|field| is_present(field, way));
        for pair in pairs(olds, news, |field| (field.rest, field.name.clone())) {
            match pair {
                Pair::Both(was, is) => {
                    let place = place.with(name_of(is)).at(is.span);
                    let optional = (old.is_optional(was), new.is_optional(is));
                    self.compare_member((was, is), optional, way, &place);
                }
                Pair::Added(is) => self.member_added(is, new.is_optional(is), way, place),
                Pair::Removed(was) => self.member_removed(was, old.is_optional(was), way, place),
            }
        }
        self.compare_groups(old, new, way, place);
    }

    /// Compares what a member is in one direction.
    pub(super) fn compare_member(
        &mut self,
        (old, new): (&Field, &Field),
        (was_optional, is_optional): (bool, bool),
        way: Way,
        place: &Place,
    ) {
        let place = &place.clone().money(is_money(&old.ty) || is_money(&new.ty));
        match (was_optional, is_optional) {
            (false, true) if way.is_sent() => {
                let message = "may be left out";
                self.report(
                    &rule::PARAM_MADE_OPTIONAL,
                    Severity::Compatible,
                    place,
                    message,
                );
            }
            (true, false) if way.is_sent() => {
                let message = "must be given";
                self.report(
                    &rule::PARAM_MADE_REQUIRED,
                    Severity::Breaking,
                    place,
                    message,
                );
            }
            (false, true) => {
                let rule = &rule::RESPONSE_MEMBER_MADE_OPTIONAL;
                self.report(rule, Severity::Breaking, place, "may be missing");
            }
            (true, false) => {
                let rule = &rule::RESPONSE_MEMBER_MADE_REQUIRED;
                self.report(rule, Severity::Compatible, place, "is always there");
            }
            _ => {}
        }
        if old.constant != new.constant {
            self.constant((old, new), way, place);
        }
        if old.range != new.range {
            self.range((old.range.as_ref(), new.range.as_ref()), way, place);
        }
        self.compare_types((&old.ty, &new.ty), way, was_optional, place);
    }

    /// Compares what is said of a member, whatever its direction.
    pub(super) fn describe_member(&mut self, old: &Field, new: &Field, place: &Place) {
        // Every part is named. The others are compared in each direction, and names in Rust by what the client declares.
        let Field {
            name: _,
            rust_name: _,
            span: _,
            ty: _,
            rest: _,
            optional: _,
            only,
            constant: _,
            default,
            range: _,
            doc,
        } = old;
        let place = &place.clone().money(is_money(&old.ty) || is_money(&new.ty));
        self.differ(
            (default, &new.default),
            &rule::DEFAULT_CHANGED,
            Severity::Note,
            place,
            || {
                format!(
                    "the default is {}, before: {}",
                    words::or_none(new.default.as_ref()),
                    words::or_none(default.as_ref())
                )
            },
        );
        self.differ(
            (only, &new.only),
            &rule::DIRECTION_CHANGED,
            Severity::Note,
            place,
            || match new.only {
                None => "is sent and received".to_owned(),
                Some(Only::Sent) => "is only sent".to_owned(),
                Some(Only::Received) => "is only received".to_owned(),
            },
        );
        self.doc(doc, &new.doc, place);
    }

    /// Reports a new member.
    pub(super) fn member_added(&mut self, field: &Field, optional: bool, way: Way, place: &Place) {
        let place = place
            .with(name_of(field))
            .at(field.span)
            .money(is_money(&field.ty));
        let ty = words::ty(self.new, &field.ty);
        if !way.is_sent() {
            let message = format!("new member, `{ty}`");
            self.report(
                &rule::RESPONSE_MEMBER_ADDED,
                Severity::Compatible,
                &place,
                message,
            );
            return;
        }
        match (&field.constant, optional || field.rest) {
            (Some(value), _) => {
                let message = format!("must be sent as `{value}`");
                self.report(&rule::CONSTANT_CHANGED, Severity::Breaking, &place, message);
            }
            (None, true) => {
                let message = format!("new, `{ty}`; it may be left out");
                self.report(
                    &rule::PARAM_ADDED_OPTIONAL,
                    Severity::Compatible,
                    &place,
                    message,
                );
            }
            (None, false) => {
                let message = format!("new, `{ty}`; it must be given");
                self.report(
                    &rule::PARAM_ADDED_REQUIRED,
                    Severity::Breaking,
                    &place,
                    message,
                );
            }
        }
    }

    /// Reports a member that is gone.
    pub(super) fn member_removed(
        &mut self,
        field: &Field,
        optional: bool,
        way: Way,
        place: &Place,
    ) {
        let place = place
            .with(name_of(field))
            .was_at(field.span)
            .money(is_money(&field.ty));
        let ty = words::ty(self.old, &field.ty);
        if way.is_sent() {
            let message = format!("is gone (`{ty}`)");
            self.report(&rule::PARAM_REMOVED, Severity::Note, &place, message);
            return;
        }
        let severity = match optional || field.rest {
            true => Severity::Compatible,
            false => Severity::Breaking,
        };
        let message = match optional {
            true => format!("is gone (`{ty}`, which could be missing)"),
            false => format!("is gone (`{ty}`)"),
        };
        self.report(&rule::RESPONSE_MEMBER_REMOVED, severity, &place, message);
    }

    fn constant(&mut self, (old, new): (&Field, &Field), way: Way, place: &Place) {
        let severity = match (&old.constant, &new.constant, way.is_sent()) {
            // Old clients send a value of the type.
            (Some(_), None, true) => Severity::Compatible,
            (_, Some(_), true) => Severity::Breaking,
            _ => Severity::Note,
        };
        let message = format!(
            "the constant is {}, before: {}",
            words::or_none(new.constant.as_ref()),
            words::or_none(old.constant.as_ref())
        );
        self.report(&rule::CONSTANT_CHANGED, severity, place, message);
    }

    fn range(&mut self, (old, new): (Option<&Range>, Option<&Range>), way: Way, place: &Place) {
        let severity = match (way.is_sent(), is_within(old, new)) {
            (false, _) => Severity::Note,
            (true, true) => Severity::Compatible,
            (true, false) => Severity::Breaking,
        };
        let message = format!("{}, before: {}", words::range(new), words::range(old));
        self.report(&rule::CONSTRAINT_CHANGED, severity, place, message);
    }

    pub(super) fn compare_groups(
        &mut self,
        old: &Members<'_>,
        new: &Members<'_>,
        way: Way,
        place: &Place,
    ) {
        for pair in pairs(old.groups, new.groups, |group| group.name.clone()) {
            let (name, severity, message) = match pair {
                Pair::Added(group) => {
                    let members = words::names(new.names_of(group));
                    let severity = way.pick(Severity::Breaking, Severity::Compatible);
                    (&group.name, severity, format!("new group, of {members}"))
                }
                Pair::Removed(group) => {
                    let members = words::names(old.names_of(group));
                    let severity = way.pick(Severity::Compatible, Severity::Breaking);
                    (
                        &group.name,
                        severity,
                        format!("no group any more, of {members}"),
                    )
                }
                Pair::Both(was, is) => {
                    // The names in Rust are compared by what the client declares.
                    let OneOf {
                        name,
                        rust_name: _,
                        type_name: _,
                        optional,
                        members: _,
                    } = was;
                    let (before, now) = (old.names_of(was), new.names_of(is));
                    let lost = before.iter().any(|member| !now.contains(member));
                    let gained = now.iter().any(|member| !before.contains(member));
                    let breaking = match way.is_sent() {
                        true => lost || (*optional && !is.optional),
                        false => gained || (!*optional && is.optional),
                    };
                    if before == now && *optional == is.optional {
                        continue;
                    }
                    let severity = match breaking {
                        true => Severity::Breaking,
                        false => Severity::Compatible,
                    };
                    let number = |optional: bool| if optional { "at most" } else { "exactly" };
                    let message = format!(
                        "{} one of {}, before: {} one of {}",
                        number(is.optional),
                        words::names(now),
                        number(*optional),
                        words::names(before)
                    );
                    (name, severity, message)
                }
            };
            self.report(&rule::GROUP_CHANGED, severity, &place.with(name), message);
        }
    }
}

/// Whether all values within the old bounds are within the new ones.
fn is_within(old: Option<&Range>, new: Option<&Range>) -> bool {
    let Some(new) = new else { return true };
    let old = old.cloned().unwrap_or(Range {
        min: None,
        above: false,
        max: None,
        unique: false,
    });
    let above = match (&old.min, &new.min) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old_min), Some(new_min)) => match compare(old_min, new_min) {
            Some(std::cmp::Ordering::Greater) => true,
            Some(std::cmp::Ordering::Equal) => old.above || !new.above,
            _ => false,
        },
    };
    let below = match (&old.max, &new.max) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old_max), Some(new_max)) => {
            compare(old_max, new_max).is_some_and(std::cmp::Ordering::is_le)
        }
    };
    above && below && (old.unique || !new.unique)
}

/// Compares two bounds by value.
fn compare(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    let amount = |text: &str| text.parse::<specie_runtime::Amount>().ok();
    Some(amount(a)?.cmp(&amount(b)?))
}
