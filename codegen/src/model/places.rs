//! Looks up the type of a place in a JSON value.

use super::{Api, Field, Kind, Only, Shape, Type, TypeId, WireAs};
use specie_runtime::{Pagination, pointer_tokens};

/// What is known of a place in a value.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// Its type.
    Type(&'a Type),
    /// The type of the value has no such place.
    Missing,
    /// It is inside of open JSON, or of a value with several forms.
    Open,
}

impl Api {
    /// The type at a JSON Pointer (RFC 6901) in a value of this type.
    #[must_use]
    pub fn type_at<'a>(&'a self, ty: &'a Type, pointer: &str) -> Found<'a> {
        let mut ty = ty;
        for name in pointer_tokens(pointer) {
            match self.type_of_member(ty, &name) {
                Found::Type(inner) => ty = inner,
                other => return other,
            }
        }
        Found::Type(ty)
    }

    fn type_of_member<'a>(&'a self, ty: &'a Type, name: &str) -> Found<'a> {
        let shape = match &ty.kind {
            Kind::Named(id) => self.types.get(id.0).map(|def| &def.shape),
            Kind::Json | Kind::Map { .. } => return Found::Open,
            Kind::List(inner) if name.parse::<u32>().is_ok() => return Found::Type(inner),
            _ => return Found::Missing,
        };
        let field = match shape {
            Some(Shape::Struct { fields, .. }) => {
                let named = fields.iter().find(|field| {
                    field.name == name && !field.rest && field.only != Some(Only::Sent)
                });
                if named.is_none() && fields.iter().any(|field| field.rest) {
                    return Found::Open;
                }
                named
            }
            Some(Shape::Tuple { fields }) => name.parse().ok().and_then(|at: usize| fields.get(at)),
            Some(Shape::Union { .. } | Shape::Forms { .. }) => return Found::Open,
            _ => None,
        };
        field.map_or(Found::Missing, |field| Found::Type(&field.ty))
    }

    /// The type of the member that a webhook names in its event, by its name or a path such as `payment.id`. In a union, that of the first
    /// type that has such a member.
    #[must_use]
    pub fn event_member<'a>(&'a self, event: TypeId, path: &str) -> Found<'a> {
        let whole = self.type_in_declared(event, &[path], &mut Vec::new());
        let names: Vec<&str> = path.split('.').collect();
        match whole {
            // A name may contain a dot.
            Found::Missing if names.len() > 1 => {
                self.type_in_declared(event, &names, &mut Vec::new())
            }
            found => found,
        }
    }

    fn type_inside<'a>(&'a self, ty: &'a Type, names: &[&str]) -> Found<'a> {
        match (&ty.kind, names.split_first()) {
            (_, None) => Found::Type(ty),
            // A text, whatever is in it.
            _ if ty.wire == Some(WireAs::Json) => Found::Missing,
            (Kind::Json, _) => Found::Open,
            (Kind::Map { value, .. }, Some((_, rest))) => self.type_inside(value, rest),
            (Kind::Named(id), _) => self.type_in_declared(*id, names, &mut Vec::new()),
            _ => Found::Missing,
        }
    }

    /// `seen`: the unions that were looked through for the same value; they may be forms of one another.
    fn type_in_declared<'a>(
        &'a self,
        id: TypeId,
        names: &[&str],
        seen: &mut Vec<TypeId>,
    ) -> Found<'a> {
        let shape = self.types.get(id.0).map(|def| &def.shape);
        let (Some(shape), Some((name, rest))) = (shape, names.split_first()) else {
            return Found::Missing;
        };
        if seen.contains(&id) {
            return Found::Missing;
        }
        seen.push(id);
        match shape {
            Shape::Struct { fields, .. } => {
                let received = |field: &&Field| field.only != Some(Only::Sent);
                let mut named = fields.iter().filter(|field| !field.rest && received(field));
                let free = || fields.iter().filter(received).find(|field| field.rest);
                match named.find(|field| field.name == *name) {
                    Some(field) => self.type_inside(&field.ty, rest),
                    None => free().map_or(Found::Missing, |free| self.type_inside(&free.ty, names)),
                }
            }
            Shape::Union { by, .. } if by == name && rest.is_empty() => Found::Open,
            Shape::Union { .. } => {
                let variants = shape.variants();
                first_found(variants.map(|variant| self.type_in_declared(variant.ty, names, seen)))
            }
            Shape::Forms { forms } => first_found(forms.iter().map(|form| match form.ty.kind {
                Kind::Named(id) => self.type_in_declared(id, names, seen),
                _ => self.type_inside(&form.ty, names),
            })),
            Shape::Tuple { .. } | Shape::Enum { .. } => Found::Missing,
        }
    }

    /// The type of the list of a page.
    #[must_use]
    pub fn type_of_list<'a>(
        &'a self,
        response: &'a Type,
        pagination: &Pagination<String>,
    ) -> Found<'a> {
        let place = pagination.list.as_deref().unwrap_or_default();
        match self.type_at(response, place) {
            Found::Type(ty) if pagination.member_list => self.type_of_free_members(ty),
            found => found,
        }
    }

    /// The type of members whose names are data.
    fn type_of_free_members<'a>(&'a self, ty: &'a Type) -> Found<'a> {
        match &ty.kind {
            Kind::Map { value, .. } => Found::Type(value),
            Kind::Json => Found::Open,
            Kind::Named(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Struct { fields, .. }) => fields
                    .iter()
                    .find(|field| field.rest)
                    .map_or(Found::Missing, |rest| self.type_of_free_members(&rest.ty)),
                Some(Shape::Union { .. } | Shape::Forms { .. }) => Found::Open,
                _ => Found::Missing,
            },
            _ => Found::Missing,
        }
    }

    /// The first member of a type that has a name of its own and may be an array on the wire.
    pub(crate) fn named_list<'a>(&'a self, ty: &Type) -> Option<&'a Field> {
        let shape = match &ty.kind {
            Kind::Named(id) => self.types.get(id.0).map(|def| &def.shape),
            _ => None,
        };
        let Some(Shape::Struct { fields, .. }) = shape else {
            return None;
        };
        let mut named = fields.iter().filter(|field| !field.rest);
        named.find(|field| self.may_be_list(&field.ty))
    }

    fn may_be_list(&self, ty: &Type) -> bool {
        match &ty.kind {
            Kind::List(_) | Kind::Json => true,
            Kind::Named(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Tuple { .. }) => true,
                Some(Shape::Forms { forms }) => forms.iter().any(|form| match &form.ty.kind {
                    // A form that is a union of forms has been looked at, or is reported: it may be this one.
                    Kind::Named(inner) => matches!(
                        self.types.get(inner.0).map(|def| &def.shape),
                        Some(Shape::Tuple { .. } | Shape::Forms { .. })
                    ),
                    kind => matches!(kind, Kind::List(_) | Kind::Json),
                }),
                _ => ty.list_for_empty,
            },
            _ => ty.list_for_empty,
        }
    }

    /// Whether a secret is at a JSON Pointer in a value of this type, in any of its forms.
    #[must_use]
    pub fn is_secret_at(&self, ty: &Type, pointer: &str) -> bool {
        let tokens: Vec<String> = pointer_tokens(pointer).collect();
        self.is_secret_inside(ty, &tokens, &mut Vec::new())
    }

    /// `seen`: the unions that were looked through for the same value, without a secret; they may be forms of one another.
    fn is_secret_inside(&self, ty: &Type, tokens: &[String], seen: &mut Vec<TypeId>) -> bool {
        let Some((name, rest)) = tokens.split_first() else {
            return match &ty.kind {
                Kind::List(inner) | Kind::Map { value: inner, .. } => {
                    self.is_secret_inside(inner, &[], &mut Vec::new())
                }
                Kind::Named(id) if !seen.contains(id) => {
                    seen.push(*id);
                    let forms = match self.types.get(id.0).map(|def| &def.shape) {
                        Some(Shape::Forms { forms }) => forms.as_slice(),
                        _ => &[],
                    };
                    let mut forms = forms.iter();
                    forms.any(|form| self.is_secret_inside(&form.ty, &[], seen))
                }
                kind => *kind == Kind::Secret,
            };
        };
        if let Kind::Map { value, .. } = &ty.kind {
            return self.is_secret_inside(value, rest, &mut Vec::new());
        }
        let shape = match &ty.kind {
            Kind::Named(id) if seen.contains(id) => return false,
            Kind::Named(id) => {
                seen.push(*id);
                self.types.get(id.0).map(|def| &def.shape)
            }
            _ => None,
        };
        match shape {
            Some(shape @ Shape::Union { .. }) => {
                return shape.variants().any(|variant| {
                    let ty = Type {
                        kind: Kind::Named(variant.ty),
                        ..ty.clone()
                    };
                    self.is_secret_inside(&ty, tokens, seen)
                });
            }
            Some(Shape::Forms { forms }) => {
                return forms
                    .iter()
                    .any(|form| self.is_secret_inside(&form.ty, tokens, seen));
            }
            _ => {}
        }
        match self.type_of_member(ty, name) {
            Found::Type(inner) => self.is_secret_inside(inner, rest, &mut Vec::new()),
            Found::Missing | Found::Open => false,
        }
    }
}

/// The first type that was found; otherwise whether there is a place that may have any.
fn first_found<'a>(all: impl Iterator<Item = Found<'a>>) -> Found<'a> {
    let mut best = Found::Missing;
    for found in all {
        match found {
            Found::Type(_) => return found,
            Found::Open => best = found,
            Found::Missing => {}
        }
    }
    best
}
