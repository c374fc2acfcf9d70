//! What values look like on the wire, to decide whether the forms of a union can be told apart. The rules are those of `crate::forms`, which
//! checks the spec that is written.

use super::repair::all_fields;
use crate::import::draft::{Base, Field, Only, Shape, TypeDef, TypeId, Use, ValueKind};

/// The kind of a value on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    Text,
    Number,
    Bool,
    List,
    Object,
}

/// A scalar form: its rank decides which form is tried first, the narrower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Listed,
    Date,
    Time,
    HttpTime,
    Uuid,
    Url,
    Integer,
    Decimal,
    Any,
}

/// The scalar that a type is, if it is one.
pub(super) fn scalar(types: &[TypeDef], ty: &Use) -> Option<(Wire, Rank)> {
    Some(match &ty.base {
        Base::Word(word) => match *word {
            "text" | "secret" | "bytes base64" | "bytes base64url" | "bytes hex" => {
                (Wire::Text, Rank::Any)
            }
            "uuid" => (Wire::Text, Rank::Uuid),
            "url" => (Wire::Text, Rank::Url),
            "date" => (Wire::Text, Rank::Date),
            "time.iso" => (Wire::Text, Rank::Time),
            "time.http" => (Wire::Text, Rank::HttpTime),
            "int as text" => (Wire::Text, Rank::Integer),
            "decimal" | "time.s as text" => (Wire::Text, Rank::Decimal),
            "int" => (Wire::Number, Rank::Integer),
            "decimal as number" | "decimal as int" | "time.s" | "time.ms" => {
                (Wire::Number, Rank::Any)
            }
            "bool" => (Wire::Bool, Rank::Any),
            _ => return None,
        },
        Base::Type(id) => match &types.get(id.0)?.shape {
            Shape::Enum(values) => {
                let kind = values.first()?.kind;
                let wire = match kind {
                    ValueKind::Text => Wire::Text,
                    ValueKind::Int => Wire::Number,
                    ValueKind::Bool => Wire::Bool,
                };
                (wire, Rank::Listed)
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// A member of an object, as far as it tells the object from others.
#[derive(Clone, Debug)]
pub(super) struct Member {
    name: String,
    required: bool,
    /// All values that it can have; empty: not known.
    values: Vec<String>,
    kind: Option<Wire>,
}

/// What is known of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    members: Vec<Member>,
}

impl Look {
    /// The look of an object, a union of objects or a map.
    pub(super) fn of(types: &[TypeDef], ty: &Use) -> Self {
        let Base::Type(id) = ty.base else {
            return Self::default();
        };
        let members = match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Struct { .. }) => all_fields(types, id)
                .iter()
                .filter(|field| field.only != Some(Only::Sent))
                .map(|field| Member::of(types, field, true))
                .collect(),
            Some(Shape::Union { by, variants }) => {
                let mut members = vec![Member {
                    name: by.clone(),
                    required: true,
                    values: variants.iter().map(|(value, _)| value.clone()).collect(),
                    kind: None,
                }];
                for (_, variant) in variants {
                    let fields = all_fields(types, *variant);
                    let others = fields.iter().filter(|field| field.name != *by);
                    members.extend(others.map(|field| Member::of(types, field, false)));
                }
                members
            }
            _ => Vec::new(),
        };
        Self { members }
    }

    /// Whether a condition on this object holds for no object of the other look.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let required = || self.members.iter().filter(|member| member.required);
        let theirs = |name: &str| other.members.iter().find(|member| member.name == name);
        let has_other_values = |member: &Member| {
            theirs(&member.name).is_some_and(|theirs| {
                !member.values.is_empty()
                    && !theirs.values.is_empty()
                    && !member
                        .values
                        .iter()
                        .any(|value| theirs.values.contains(value))
            })
        };
        let is_only_ours = |member: &Member| theirs(&member.name).is_none();
        let is_of_another_kind = |member: &Member| {
            let kind = theirs(&member.name).and_then(|theirs| theirs.kind);
            member
                .kind
                .zip(kind)
                .is_some_and(|(ours, theirs)| ours != theirs)
        };
        required().any(|member| {
            has_other_values(member) || is_only_ours(member) || is_of_another_kind(member)
        })
    }
}

impl Member {
    fn of(types: &[TypeDef], field: &Field, may_be_required: bool) -> Self {
        let listed = match (&field.constant, &field.ty.base) {
            (Some(constant), _) => vec![constant.clone()],
            (None, Base::Type(id)) => match types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Enum(values)) if values.len() == 1 => {
                    values.iter().map(|value| value.wire.clone()).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        Self {
            name: field.name.clone(),
            required: may_be_required && !field.optional,
            kind: match field.constant {
                Some(_) => None,
                None => kind(types, &field.ty),
            },
            values: listed,
        }
    }
}

/// How a value is written, if there is only one way.
fn kind(types: &[TypeDef], ty: &Use) -> Option<Wire> {
    if ty.null || ty.empty {
        return None;
    }
    Some(match &ty.base {
        Base::List(_) => Wire::List,
        Base::Map(_) => Wire::Object,
        Base::Type(id) => match &types.get(id.0)?.shape {
            Shape::Struct { .. } | Shape::Union { .. } => Wire::Object,
            Shape::Tuple(_) => Wire::List,
            Shape::Enum(values) => {
                let kind = values.first()?.kind;
                let same = values.iter().all(|value| value.kind == kind);
                return match kind {
                    ValueKind::Text if same => Some(Wire::Text),
                    ValueKind::Int if same => Some(Wire::Number),
                    _ => None,
                };
            }
            Shape::Forms(_) | Shape::Open => return None,
        },
        Base::Word(_) => scalar(types, ty)?.0,
        Base::Forms(_) => return None,
    })
}

/// Whether a type is an object with members, or a union of such.
pub(super) fn is_object(types: &[TypeDef], id: TypeId) -> bool {
    let shape = types.get(id.0).map(|def| &def.shape);
    matches!(shape, Some(Shape::Struct { .. } | Shape::Union { .. }))
}
