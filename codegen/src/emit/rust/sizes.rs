//! About how large the values of a type are, for the lint of clippy about enums with one large variant.

use super::Context;
use crate::model::{Field, Kind, Shape, Type, TypeId, UnionVariant};
use proc_macro2::TokenStream;
use quote::quote;

/// From this difference between the two largest variants on, in bytes. Clippy reports 200; sizes here are estimates.
const DIFFERENCE: usize = 160;

/// Types contain themselves only through a box, so this is never reached by a spec without errors.
const DEPTH: usize = 32;

impl Context<'_> {
    /// The attribute of an enum of these types, if one of them is so large that clippy would ask for a box. The variants stay plain, because they are
    /// read once and matched often.
    pub fn size_attribute(&self, sizes: impl Iterator<Item = usize>) -> Option<TokenStream> {
        let mut sizes: Vec<usize> = sizes.collect();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        // There is always `Unknown` beside them.
        let second = sizes.get(1).copied().unwrap_or_default();
        let difference = sizes.first()?.saturating_sub(second);
        (difference >= DIFFERENCE)
            .then(|| quote!(#[allow(clippy::large_enum_variant, reason = "the types of the spec")]))
    }

    /// About how large the variant of a union is.
    pub fn variant_size(&self, variant: &UnionVariant) -> usize {
        match variant.boxed {
            true => 8,
            false => self.named_size(variant.ty, 0),
        }
    }

    /// About how large a member is.
    pub fn field_size(&self, field: &Field) -> usize {
        self.sized(field, 0)
    }

    fn sized(&self, field: &Field, depth: usize) -> usize {
        let size = self.type_size(&field.ty, depth);
        match field.optional || field.ty.is_option(false) {
            true => size + 8,
            false => size,
        }
    }

    fn type_size(&self, ty: &Type, depth: usize) -> usize {
        if ty.boxed || depth > DEPTH {
            return 8;
        }
        match &ty.kind {
            Kind::Bool | Kind::Flag | Kind::Int | Kind::Date => 8,
            Kind::Time(_) => 16,
            Kind::Named(id) => self.named_size(*id, depth),
            Kind::Text { .. }
            | Kind::Secret
            | Kind::Decimal
            | Kind::Uuid
            | Kind::Url
            | Kind::Bytes(_)
            | Kind::File
            | Kind::Json
            | Kind::List(_)
            | Kind::Map { .. }
            | Kind::Numbered(_) => 24,
        }
    }

    fn named_size(&self, id: TypeId, depth: usize) -> usize {
        let Some(def) = self.api.types.get(id.0) else {
            return 0;
        };
        match &def.shape {
            Shape::Struct { fields, .. } | Shape::Tuple { fields } => fields
                .iter()
                .map(|field| self.sized(field, depth + 1))
                .sum(),
            Shape::Enum { .. } => 24,
            Shape::Forms { forms } => {
                let forms = forms.iter().map(|form| self.sized(form, depth + 1));
                forms.max().unwrap_or_default()
            }
            Shape::Union { .. } => {
                let variants = def.shape.variants();
                let sizes = variants.map(|variant| match variant.boxed || depth > DEPTH {
                    true => 8,
                    false => self.named_size(variant.ty, depth + 1),
                });
                sizes.max().unwrap_or_default()
            }
        }
    }
}
