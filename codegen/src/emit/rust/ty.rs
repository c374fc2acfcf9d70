//! Types of the model as Rust types.

use super::Context;
use super::code::Code;
use super::identifiers::ident;
use crate::model::{Field, Kind, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::borrow::Cow;
use std::fmt;

/// A Rust type: a name, optionally with one argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Ty {
    name: Cow<'static, str>,
    argument: Option<Box<Ty>>,
}

impl Ty {
    /// A name or path without arguments.
    pub fn plain(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            argument: None,
        }
    }

    /// `name<argument>`
    pub fn of(name: impl Into<Cow<'static, str>>, argument: Ty) -> Self {
        Self {
            name: name.into(),
            argument: Some(Box::new(argument)),
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.argument {
            None => f.write_str(&self.name),
            Some(argument) => write!(f, "{}<{argument}>", self.name),
        }
    }
}

impl ToTokens for Ty {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = &*self.name;
        let absolute = name.starts_with("::");
        for (i, part) in name.trim_start_matches("::").split("::").enumerate() {
            if i > 0 || absolute {
                quote!(::).to_tokens(tokens);
            }
            match part {
                "crate" => quote!(crate).to_tokens(tokens),
                "self" => quote!(self).to_tokens(tokens),
                part => ident(part).to_tokens(tokens),
            }
        }
        if let Some(argument) = &self.argument {
            quote!(<#argument>).to_tokens(tokens);
        }
    }
}

impl Context<'_> {
    /// The type in which a field is stored; `sent`: whether its struct is sent.
    pub fn field_type(&self, code: &mut Code, field: &Field, sent: bool) -> Ty {
        if sent && field.is_three_states() {
            let inner = self.bare_type(code, &field.ty, sent);
            Ty::of(code.runtime(self, "Nullable"), inner)
        } else if field.optional {
            let inner = self.bare_type(code, &field.ty, sent);
            Ty::of(self.names.prelude("Option"), inner)
        } else {
            self.rust_type(code, &field.ty, sent)
        }
    }

    /// A type on its own: a response or an element.
    pub fn rust_type(&self, code: &mut Code, ty: &Type, sent: bool) -> Ty {
        let inner = self.bare_type(code, ty, sent);
        if ty.is_option(sent) {
            Ty::of(self.names.prelude("Option"), inner)
        } else {
            inner
        }
    }

    /// The same without the `Option` for a value that means no value.
    pub fn bare_type(&self, code: &mut Code, ty: &Type, sent: bool) -> Ty {
        let plain = self.unboxed_type(code, ty, sent);
        match ty.boxed {
            true => Ty::of(self.names.prelude("Box"), plain),
            false => plain,
        }
    }

    fn unboxed_type(&self, code: &mut Code, ty: &Type, sent: bool) -> Ty {
        match &ty.kind {
            Kind::Text { .. } | Kind::Uuid | Kind::Url => Ty::plain(self.names.prelude("String")),
            Kind::Secret => Ty::plain(code.runtime(self, "Secret")),
            Kind::Int => Ty::plain("i64"),
            Kind::Bool | Kind::Flag => Ty::plain("bool"),
            Kind::Decimal => Ty::plain(code.runtime(self, "Amount")),
            Kind::Time(_) => Ty::plain(code.runtime(self, "Timestamp")),
            Kind::Date => Ty::plain(code.runtime(self, "Date")),
            Kind::Bytes(_) => Ty::plain(code.runtime(self, "Bytes")),
            Kind::File => Ty::plain(code.runtime(self, "Upload")),
            Kind::Json => Ty::plain(code.runtime(self, "Json")),
            Kind::List(item) => {
                let item = self.rust_type(code, item, sent);
                Ty::of(self.names.prelude("Vec"), item)
            }
            Kind::Map { value, .. } => {
                let value = self.rust_type(code, value, sent);
                Ty::of(code.runtime(self, "Map"), value)
            }
            Kind::Numbered(id) => Ty::of(self.names.prelude("Vec"), self.named_type(code, id.0)),
            Kind::Named(id) => self.named_type(code, id.0),
        }
    }

    fn named_type(&self, code: &mut Code, id: usize) -> Ty {
        code.uses_types = true;
        let path = code.types_path;
        Ty::plain(
            self.api
                .types
                .get(id)
                .map_or_else(|| "()".into(), |ty| format!("{path}{}", ty.name)),
        )
    }
}
