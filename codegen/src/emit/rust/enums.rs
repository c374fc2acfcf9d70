//! Enums, unions and tuples.

use super::Context;
use super::code::{Code, doc_attributes, literal};
use super::identifiers::ident;
use super::structs::{encoded, part};
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{EnumKind, EnumValue, Field, ScalarKind, TypeDef, UnionVariant};
use quote::quote;

impl Context<'_> {
    /// An enum of named values; an open one keeps unknown values.
    pub fn emit_enum(
        &self,
        code: &mut Code,
        def: &TypeDef,
        kind: EnumKind,
        closed: bool,
        values: &[EnumValue],
    ) {
        let name = ident(&def.name);
        let mut docs = super::type_doc(&def.doc);
        docs.paragraph(&describe::progress(values));
        let docs = doc_attributes(&docs);
        let variants = values.iter().map(|value| {
            let docs = doc_attributes(&value_doc(value));
            let variant = ident(&value.rust_name);
            quote!(#docs #variant,)
        });
        let parts: Vec<String> = values
            .iter()
            .map(|value| {
                let wire = match value.form {
                    ScalarKind::Text => literal(&value.wire),
                    ScalarKind::Integer | ScalarKind::Bool => value.wire.clone(),
                };
                format!("{} {wire}", value.rust_name)
            })
            .collect();
        let (unknown, derives) = match (closed, kind) {
            (true, _) => (
                quote!(),
                quote!(#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]),
            ),
            (false, EnumKind::Int) => (
                quote!(
                    #[doc = " A value that this version of the client does not know."]
                    Unknown(i64),
                ),
                quote!(#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)] #[non_exhaustive]),
            ),
            (false, EnumKind::Mixed) => {
                let json = super::ty::Ty::plain(code.runtime(self, "Json"));
                (
                    quote!(#[doc = " A value that this version of the client does not know."] Unknown(#json),),
                    quote!(#[derive(Clone, Debug, PartialEq)] #[non_exhaustive]),
                )
            }
            (false, EnumKind::Text) => {
                let string = super::ty::Ty::plain(self.names.prelude("String"));
                (
                    quote!(#[doc = " A value that this version of the client does not know."] Unknown(#string),),
                    quote!(#[derive(Clone, Debug, PartialEq, Eq, Hash)] #[non_exhaustive]),
                )
            }
        };
        code.gap();
        code.item(quote! {
            #docs
            #derives
            pub enum #name { #(#variants)* #unknown }
        });
        let kind = match (closed, kind) {
            (false, EnumKind::Text) => "open_enum",
            (false, EnumKind::Int) => "open_int_enum",
            (false, EnumKind::Mixed) => "open_mixed_enum",
            (true, EnumKind::Text) => "closed_enum",
            (true, EnumKind::Int) => "closed_int_enum",
            (true, EnumKind::Mixed) => "closed_mixed_enum",
        };
        code.call(kind, &def.name, &parts, "");
        let last = values.iter().filter(|value| value.is_final);
        let last: Vec<String> = last.map(|value| value.rust_name.clone()).collect();
        if !last.is_empty() {
            code.call("final_values", &def.name, &last, "");
        }
        let order: Vec<String> = describe::in_order(values)
            .zip(0_u16..)
            .map(|(value, place)| format!("{} {place}", value.rust_name))
            .collect();
        if !order.is_empty() {
            code.call("ordered_values", &def.name, &order, "");
        }
    }

    /// A union: types distinguished by a member.
    pub fn emit_union(
        &self,
        code: &mut Code,
        def: &TypeDef,
        by: &str,
        variants: &[UnionVariant],
        other: Option<&UnionVariant>,
    ) {
        let name = ident(&def.name);
        let docs = doc_attributes(&super::type_doc(&def.doc));
        let members = variants.iter().chain(other).map(|variant| {
            let docs = doc_attributes(&if !variant.doc.text.is_empty() {
                describe::full(&variant.doc)
            } else if variant.wire.is_empty() && other.is_some() {
                md!("Any other {}.", Markdown::code(by))
            } else {
                md!("{}.", Markdown::code(&variant.wire))
            });
            let rust = ident(&variant.rust_name);
            let ty = self.api.types.get(variant.ty.0).map(|ty| ident(&ty.name));
            let ty = match variant.boxed {
                true => quote!(Box<#ty>),
                false => quote!(#ty),
            };
            quote!(#docs #rust(#ty),)
        });
        let parts: Vec<String> = variants
            .iter()
            .map(|variant| format!("{} {}", variant.rust_name, literal(&variant.wire)))
            .collect();
        let tail = other.map_or_else(String::new, |other| format!(" other {}", other.rust_name));
        let unknown = match other {
            None => Markdown::words("A variant that this version of the client does not know."),
            Some(_) => md!("An object without {}.", Markdown::code(by)),
        };
        let unknown = doc_attributes(&unknown);
        let json = super::ty::Ty::plain(code.runtime(self, "Json"));
        let derives = super::derives(def.received || !def.sent);
        let sizes = variants.iter().chain(other);
        let size = self.size_attribute(sizes.map(|variant| self.variant_size(variant)));
        code.gap();
        code.item(quote! {
            #docs
            #size
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#members)*
                #unknown
                Unknown(#json),
            }
        });
        if def.received || !def.sent {
            code.call(
                "decode_union",
                &format!("{} by {}", def.name, literal(by)),
                &parts,
                &tail,
            );
        }
        if def.sent {
            let received = def.received || !def.sent;
            code.call(
                "encode_union",
                &format!("{} by {}", encoded(&def.name, received), literal(by)),
                &parts,
                &tail,
            );
        }
    }

    /// A tuple: an array with a meaning for each position.
    pub fn emit_tuple(&self, code: &mut Code, def: &TypeDef, fields: &[Field]) {
        let name = ident(&def.name);
        let docs = doc_attributes(&super::type_doc(&def.doc));
        let members: Vec<_> = fields
            .iter()
            .map(|field| {
                let docs = doc_attributes(&describe::of_field(field));
                let ty = self.field_type(code, field, def.sent);
                let rust = ident(&field.rust_name);
                quote!(#docs pub #rust: #ty,)
            })
            .collect();
        let received = |field: &Field| {
            let mut attributes = self.received_attributes(field);
            attributes.extend(field.optional.then(|| "Optional".to_owned()));
            part(&field.rust_name, None, &attributes)
        };
        let sent = |field: &Field| part(&field.rust_name, None, &self.sent_attributes(field));
        let open = (!def.sent).then(|| quote!(#[non_exhaustive]));
        let derives = super::derives(def.received || !def.sent);
        code.gap();
        code.item(quote! {
            #docs
            #derives
            #open
            pub struct #name { #(#members)* }
        });
        if def.received || !def.sent {
            let parts: Vec<String> = fields.iter().map(received).collect();
            code.call("decode_tuple", &def.name, &parts, "");
        }
        if def.sent {
            let parts: Vec<String> = fields.iter().map(sent).collect();
            let received = def.received || !def.sent;
            code.call("encode_tuple", &encoded(&def.name, received), &parts, "");
        }
    }
}

fn value_doc(value: &EnumValue) -> Markdown {
    let text = describe::full(&value.doc);
    if text.is_empty() {
        md!("{}.", Markdown::code(&value.wire))
    } else {
        text
    }
}
