//! Forms that are objects.

use super::{Alike, Choice, Form};
use crate::model::{EnumKind, Field, Kind, Only, Shape, TimeUnit, Type, TypeDef, WireAs};
use specie_runtime::codec::{FormTest, JsonKind};

/// What is known of the members of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct ObjectForm<'a> {
    members: Vec<Member<'a>>,
}

#[derive(Clone, Debug)]
struct Member<'a> {
    name: &'a str,
    required: bool,
    /// All values that it can have; empty: not known.
    values: Vec<&'a str>,
    /// How it is written, if there is only one way.
    kind: Option<JsonKind>,
}

impl<'a> ObjectForm<'a> {
    pub(super) fn of(types: &'a [TypeDef], shape: &'a Shape) -> Self {
        let members = match shape {
            Shape::Struct { fields, one_of } => {
                let grouped = |at: &usize| one_of.iter().any(|group| group.members.contains(at));
                // Other members of the object, and those that are never received, tell nothing.
                let fields = fields.iter().enumerate();
                fields
                    .filter(|(_, field)| !field.rest && field.only != Some(Only::Sent))
                    .map(|(at, field)| Member::of(types, field, !grouped(&at)))
                    .collect()
            }
            Shape::Union {
                by,
                variants,
                other,
            } => {
                let values = match other {
                    None => variants.iter().map(|one| one.wire.as_str()).collect(),
                    Some(_) => Vec::new(),
                };
                let mut members = vec![Member {
                    name: by,
                    required: true,
                    values,
                    kind: None,
                }];
                let inner = shape.variants().filter_map(|one| types.get(one.ty.0));
                let inner = inner.flat_map(|def| def.shape.fields());
                members.extend(
                    inner
                        .filter(|field| field.name != *by)
                        .map(|field| Member::of(types, field, false)),
                );
                members
            }
            _ => Vec::new(),
        };
        Self { members }
    }

    fn member(&self, name: &str) -> Option<&Member<'a>> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The condition on this form that no object of the other meets, if there is one.
    fn condition(&self, other: &Self) -> Option<Vec<FormTest<'a>>> {
        let required = || self.members.iter().filter(|member| member.required);
        let differs = |member: &&Member<'a>| {
            let theirs = other.member(member.name);
            theirs.is_some_and(|theirs| {
                !member.values.is_empty()
                    && !theirs.values.is_empty()
                    && !member
                        .values
                        .iter()
                        .any(|value| theirs.values.contains(value))
            })
        };
        let is_only_ours = |member: &&Member<'a>| other.member(member.name).is_none();
        let is_of_another_kind = |member: &&Member<'a>| {
            let theirs = other.member(member.name).and_then(|theirs| theirs.kind);
            member
                .kind
                .zip(theirs)
                .is_some_and(|(ours, theirs)| ours != theirs)
        };
        if let Some(member) = required().find(differs) {
            return Some(member.is());
        }
        if let Some(member) = required().find(is_only_ours) {
            return Some(vec![FormTest::Has(member.name)]);
        }
        let member = required().find(is_of_another_kind)?;
        Some(vec![FormTest::has_kind(member.name, member.kind?)])
    }
}

impl<'a> Member<'a> {
    fn of(types: &'a [TypeDef], field: &'a Field, may_be_required: bool) -> Self {
        let values = match &field.constant {
            Some(constant) => vec![constant.as_str()],
            None => listed(types, &field.ty),
        };
        Self {
            name: &field.name,
            required: may_be_required
                && !field.optional
                && !matches!(field.ty.kind, Kind::Numbered(_)),
            kind: match field.constant {
                // A constant may be written as text, number or boolean.
                Some(_) => None,
                None => kind(types, &field.ty),
            },
            values,
        }
    }

    /// The member has one of its values.
    fn is(&self) -> Vec<FormTest<'a>> {
        let values = self.values.iter();
        values.map(|value| FormTest::Is(self.name, value)).collect()
    }
}

/// The values of a closed enum, or of an enum with one value.
fn listed<'a>(types: &'a [TypeDef], ty: &Type) -> Vec<&'a str> {
    let Kind::Named(id) = ty.kind else {
        return Vec::new();
    };
    match types.get(id.0).map(|def| &def.shape) {
        Some(Shape::Enum { closed, values, .. }) if *closed || values.len() == 1 => {
            values.iter().map(|value| value.wire.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

/// How a value is written, if there is only one way.
fn kind(types: &[TypeDef], ty: &Type) -> Option<JsonKind> {
    if ty.null || ty.none.is_some() || ty.list_for_empty {
        return None;
    }
    let is_text = ty.wire == Some(WireAs::Text);
    if ty.wire == Some(WireAs::Json) {
        return Some(JsonKind::Text);
    }
    Some(match &ty.kind {
        Kind::Text { .. }
        | Kind::Secret
        | Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_) | TimeUnit::Http) => JsonKind::Text,
        Kind::Int | Kind::Flag | Kind::Time(_) if is_text => JsonKind::Text,
        Kind::Int | Kind::Flag | Kind::Time(_) => JsonKind::Number,
        Kind::Decimal if matches!(ty.wire, Some(WireAs::Number | WireAs::Int)) => JsonKind::Number,
        Kind::Decimal => JsonKind::Text,
        Kind::Date | Kind::Uuid | Kind::Url | Kind::Bytes { .. } => JsonKind::Text,
        Kind::Bool => JsonKind::Bool,
        Kind::List(_) => JsonKind::List,
        Kind::Map { .. } => JsonKind::Object,
        Kind::Json | Kind::File | Kind::Numbered(_) => return None,
        Kind::Named(id) => match &types.get(id.0)?.shape {
            Shape::Struct { .. } | Shape::Union { .. } => JsonKind::Object,
            Shape::Tuple { .. } => JsonKind::List,
            Shape::Enum { kind, .. } => match kind {
                EnumKind::Int if !is_text => JsonKind::Number,
                EnumKind::Mixed => return None,
                _ => JsonKind::Text,
            },
            Shape::Forms { .. } => return None,
        },
    })
}

/// The tests of objects.
pub(super) fn choose<'a>(all: &[Form<'a>], choice: &mut Choice<'a>) {
    let objects: Vec<(usize, &Form<'a>, &ObjectForm<'a>)> = all
        .iter()
        .enumerate()
        .flat_map(|(at, form)| form.objects.iter().map(move |one| (at, form, one)))
        .collect();
    let is_alone = objects
        .iter()
        .all(|(at, ..)| Some(at) == objects.first().map(|(at, ..)| at));
    for (index, (at, form, object)) in objects.iter().enumerate() {
        if is_alone {
            // The kind decides: what does not match is a problem of that form.
            choice.tests.push(FormTest::Object(form.name));
            return;
        }
        for (before, _, earlier) in objects
            .iter()
            .take(index)
            .filter(|(before, ..)| before != at)
        {
            if earlier.condition(object).is_none() {
                let (first, second) = (*before, *at);
                let is_new = !choice
                    .alike
                    .iter()
                    .any(|one| (one.first, one.second) == (first, second));
                if is_new {
                    choice.alike.push(Alike {
                        first,
                        second,
                        both: "an object",
                        swap: object.condition(earlier).is_some(),
                    });
                }
            }
        }
        // Constants are always compared: a new value is not taken for a known one.
        let constants = object.members.iter();
        let constants = constants.filter(|member| member.required && !member.values.is_empty());
        let mut tests: Vec<FormTest<'a>> = constants.flat_map(Member::is).collect();
        for (_, _, other) in objects.iter().filter(|(other, ..)| other != at) {
            for test in object.condition(other).unwrap_or_default() {
                let is_implied = match test {
                    FormTest::Has(name) => tests.iter().any(|known| known.is_about(name)),
                    test => tests.contains(&test),
                };
                if !is_implied {
                    tests.push(test);
                }
            }
        }
        choice.tests.extend(tests);
        choice.tests.push(FormTest::Object(form.name));
    }
}
