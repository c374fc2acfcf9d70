//! Types that are declared where they are used, such as `text or Customer` in a line: each becomes a declared type, named by its place.
//!
//! A field gives the name of its type or operation and its own: `InvoiceCustomer`, also for the elements of a list or the values of a map. The
//! data of a response is `…Response`, an event `…Event`, a message `…Message`. `as NAME` sets another name; several places may have the same
//! name if their forms are the same.

use super::operations::{Operation, Response};
use super::type_syntax::{Kind, Type};
use super::typedefs::{Shape, TypeDef};
use super::webhooks::{Stream, Webhook};
use super::{Field, Notes, Spec, Text};
use crate::names::{bare, type_part};
use std::collections::HashSet;

/// Declares the inline types of the whole spec. Names that clash are reported with those of other types.
pub(super) fn declare(spec: &mut Spec) {
    let mut inline = Inline::default();
    for def in &mut spec.types {
        match &mut def.shape {
            Some(Shape::Struct { fields, .. } | Shape::Tuple { fields }) => {
                inline.fields(&def.name.value, fields);
            }
            Some(Shape::Forms { forms }) => inline.fields(&def.name.value, forms),
            Some(Shape::Enum { .. } | Shape::Union { .. }) | None => {}
        }
    }
    for operation in &mut spec.operations {
        inline.operation(operation);
    }
    for webhook in &mut spec.webhooks {
        inline.event(webhook);
    }
    for stream in &mut spec.streams {
        inline.messages(stream);
    }
    spec.types.append(&mut inline.types);
}

#[derive(Default)]
struct Inline {
    types: Vec<TypeDef>,
    /// The name and the forms of each.
    known: HashSet<(String, String)>,
}

impl Inline {
    fn fields(&mut self, owner: &str, fields: &mut [Field]) {
        for field in fields {
            let name = field.rename.as_deref().unwrap_or(&field.name);
            let place = format!("{owner}{}", part(&name.value));
            if let Some(ty) = &mut field.ty {
                self.ty(ty, place, field.notes.doc.as_ref());
            }
        }
    }

    fn operation(&mut self, operation: &mut Operation) {
        let owner = part(&operation.name.value);
        self.fields(&owner, &mut operation.params);
        self.fields(&owner, operation.items.as_mut_slice());
        self.fields(&owner, &mut operation.query);
        self.fields(&owner, &mut operation.headers);
        self.response(&operation.name, operation.response.as_mut());
        for variant in &mut operation.variants {
            self.response(&variant.name, variant.response.as_mut());
        }
    }

    fn response(&mut self, operation: &Text, response: Option<&mut Response>) {
        if let Some(Response::Type(ty) | Response::Optional(ty)) = response {
            let doc = said(
                operation,
                format!("Data of the response of `{}`.", operation.value),
            );
            let place = format!("{}Response", part(&operation.value));
            self.ty(ty, place, Some(&doc));
        }
    }

    fn event(&mut self, webhook: &mut Webhook) {
        let Some(mut ty) = webhook.event_forms.take() else {
            return;
        };
        let name = &webhook.name;
        let doc = said(name, format!("Event of `{}`.", name.value));
        self.ty(&mut ty, format!("{}Event", part(&name.value)), Some(&doc));
        if let Kind::Named(name) = ty.kind {
            let span = ty.span;
            webhook.event = Some(Text { value: name, span });
        }
    }

    fn messages(&mut self, stream: &mut Stream) {
        for channel in &mut stream.channels {
            let name = channel.rename.as_ref().unwrap_or(&channel.name);
            let owner = format!("{}{}", part(&stream.name.value), part(&name.value));
            self.fields(&owner, &mut channel.params);
            if let Some(ty) = &mut channel.message {
                let doc = said(name, format!("Message of `{}`.", channel.name.value));
                self.ty(ty, format!("{owner}Message"), Some(&doc));
            }
        }
    }

    /// Declares what is inline in a type at a place.
    fn ty(&mut self, ty: &mut Type, place: String, doc: Option<&Text>) {
        match &mut ty.kind {
            Kind::List(inner) | Kind::Map { value: inner, .. } => self.ty(inner, place, doc),
            Kind::Forms { forms, name } => {
                let name = name.take().unwrap_or(Text {
                    value: place,
                    span: ty.span,
                });
                let fields = std::mem::take(forms)
                    .into_iter()
                    .map(|form| self.form(form, &name.value, doc))
                    .collect();
                let value = name.value.clone();
                self.add(name, fields, doc);
                ty.kind = Kind::Named(value);
            }
            _ => {}
        }
    }

    fn form(&mut self, mut ty: Type, owner: &str, doc: Option<&Text>) -> Field {
        let value = form_name(&ty.kind).to_owned();
        let place = format!("{owner}{}", part(&value));
        self.ty(&mut ty, place, doc);
        Field {
            name: Text {
                value,
                span: ty.span,
            },
            rename: None,
            optional: false,
            only: None,
            rest: false,
            ty: Some(ty),
            constant: None,
            default: None,
            range: None,
            notes: Notes::default(),
        }
    }

    fn add(&mut self, name: Text, forms: Vec<Field>, doc: Option<&Text>) {
        let kinds = forms.iter().filter_map(|form| form.ty.as_ref());
        let words: Vec<String> = kinds.map(words).collect();
        let key = (name.value.clone(), words.join(" or "));
        if !self.known.insert(key) {
            return;
        }
        self.types.push(TypeDef {
            name,
            notes: Notes {
                doc: doc.cloned(),
                ..Notes::default()
            },
            like: Vec::new(),
            shape: Some(Shape::Forms { forms }),
            inline: true,
        });
    }
}

/// A name as a part of the name of a type. One that is not valid is reported where it is declared.
fn part(name: &str) -> String {
    type_part(bare(name)).unwrap_or_default()
}

fn said(at: &Text, value: String) -> Text {
    Text {
        value,
        span: at.span,
    }
}

/// The name of a form that is a type: its variant in Rust is named after it.
fn form_name(kind: &Kind) -> &str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::Secret => "secret",
        Kind::Int => "int",
        Kind::Decimal => "decimal",
        Kind::Bool => "bool",
        Kind::Flag => "flag",
        Kind::Time(_) => "time",
        Kind::Date => "date",
        Kind::Uuid => "uuid",
        Kind::Url => "url",
        Kind::Bytes { .. } => "bytes",
        Kind::Json => "json",
        Kind::List(_) => "list",
        Kind::Map { .. } => "map",
        Kind::Numbered(_) => "numbered",
        Kind::Named(name) => name,
        Kind::Forms { .. } | Kind::Inline(_) => "forms",
    }
}

/// What a type says, to compare two.
fn words(ty: &Type) -> String {
    let kind = match &ty.kind {
        Kind::List(item) => format!("list<{}>", words(item)),
        Kind::Map { alnum, value } => format!("map<{alnum}, {}>", words(value)),
        Kind::Named(name) => name.clone(),
        other => format!("{other:?}"),
    };
    let wire = ty.wire.as_ref().map(|wire| wire.value);
    let none = ty.none.as_ref().map(|none| &none.value);
    let null = ty.null.is_some();
    format!("{kind} {wire:?} {none:?} {null} {}", ty.or_list.is_some())
}
