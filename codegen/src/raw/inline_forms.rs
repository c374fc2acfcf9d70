//! Unions in a line, such as `text or Customer`: each becomes a declared type, named by its place. `as NAME` sets another name; several places
//! may have the same name if their forms are the same.

use super::type_places::{self, Place, part};
use super::type_syntax::{Kind, Type, WireWord};
use super::typedefs::{Shape, TypeDef};
use super::webhooks::Webhook;
use super::{Field, Notes, Spec, Text};
use crate::model::{BytesForm, TimeUnit};
use std::collections::HashSet;

/// Declares the unions in lines of the whole spec. Names that clash are reported with those of other types.
pub(super) fn declare(spec: &mut Spec) {
    let mut inline = Inline::default();
    for def in &spec.types {
        inline.remember(def);
    }
    for def in &mut spec.types {
        match &mut def.shape {
            Some(
                Shape::Struct { fields, .. }
                | Shape::Tuple { fields }
                | Shape::Forms { forms: fields },
            ) => {
                let owner = &def.name.value;
                type_places::of_fields(owner, fields, &mut |place, ty| inline.at(place, ty));
            }
            Some(Shape::Enum { .. } | Shape::Union { .. }) | None => {}
        }
    }
    for operation in &mut spec.operations {
        type_places::of_operation(operation, &mut |place, ty| inline.at(place, ty));
    }
    for webhook in &mut spec.webhooks {
        inline.event(webhook);
    }
    for stream in &mut spec.streams {
        type_places::of_stream(stream, &mut |place, ty| inline.at(place, ty));
    }
    type_places::of_errors(spec, &mut |place, ty| inline.at(place, ty));
    spec.types.append(&mut inline.types);
}

/// The same for the fields of a group of parameters: the operations that take the group share the types.
pub(super) fn declare_group(name: &Text, fields: &mut [Field]) -> Vec<TypeDef> {
    let mut inline = Inline::default();
    let owner = part(&name.value);
    type_places::of_fields(&owner, fields, &mut |place, ty| inline.at(place, ty));
    inline.types
}

#[derive(Default)]
struct Inline {
    types: Vec<TypeDef>,
    /// The name and the forms of each.
    known: HashSet<(String, String)>,
}

impl Inline {
    fn at(&mut self, place: &Place<'_>, ty: &mut Type) {
        let doc = place.purpose.as_ref().or(place.notes.doc.as_ref());
        self.ty(ty, place.name.clone(), doc);
    }

    fn event(&mut self, webhook: &mut Webhook) {
        let Some(mut ty) = webhook.event_forms.take() else {
            return;
        };
        let name = &webhook.name;
        let doc = Text {
            value: format!("Event of `{}`.", name.value),
            span: name.span,
        };
        self.ty(&mut ty, format!("{}Event", part(&name.value)), Some(&doc));
        if let Kind::Named(name) = ty.kind {
            let span = ty.span;
            webhook.event = Some(Text { value: name, span });
        }
    }

    /// A union in the line of a group, whose name may be given in other places too.
    fn remember(&mut self, def: &TypeDef) {
        if let (true, Some(Shape::Forms { forms })) = (def.inline, &def.shape) {
            self.known.insert((def.name.value.clone(), words_of(forms)));
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
                let names = form_names(forms);
                let fields = std::mem::take(forms)
                    .into_iter()
                    .zip(names)
                    .map(|(form, called)| self.form(form, called, &name.value, doc))
                    .collect();
                let value = name.value.clone();
                self.add(name, fields, doc);
                ty.kind = Kind::Named(value);
            }
            _ => {}
        }
    }

    fn form(&mut self, mut ty: Type, value: String, owner: &str, doc: Option<&Text>) -> Field {
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
        if !self.known.insert((name.value.clone(), words_of(&forms))) {
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

/// The names of the forms. Two forms of one type have different formats on the wire, which are then parts of their names.
fn form_names(forms: &[Type]) -> Vec<String> {
    let plain = |form: &Type| form_name(&form.kind).to_owned();
    let is_unique = |name: &String| forms.iter().filter(|form| plain(form) == *name).count() < 2;
    let name = |form: &Type| {
        let name = plain(form);
        match format_name(form) {
            Some(format) if !is_unique(&name) => format!("{name}_{format}"),
            _ => name,
        }
    };
    forms.iter().map(name).collect()
}

/// The name of the format on the wire, if it is a special one or one of several.
fn format_name(form: &Type) -> Option<&'static str> {
    let unit = match &form.kind {
        Kind::Time(TimeUnit::Seconds | TimeUnit::SecondsTo(_)) => "s",
        Kind::Time(TimeUnit::Millis) => "ms",
        Kind::Time(TimeUnit::Micros) => "us",
        Kind::Time(TimeUnit::Nanos) => "ns",
        Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_)) => "iso",
        Kind::Time(TimeUnit::Http) => "http",
        Kind::Bytes(BytesForm::Hex) => "hex",
        Kind::Bytes(BytesForm::Base64) => "base64",
        Kind::Bytes(BytesForm::Base64Url) => "base64url",
        _ => "",
    };
    match form.wire.as_ref().map(|wire| wire.value) {
        Some(WireWord::Text) if unit.is_empty() => Some("text"),
        Some(WireWord::Number) => Some("number"),
        Some(WireWord::Int) => Some("int"),
        _ if unit.is_empty() => None,
        _ => Some(unit),
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
        Kind::File(_) => "file",
        Kind::Json => "json",
        Kind::List(_) => "list",
        Kind::Map { .. } => "map",
        Kind::Numbered(_) => "numbered",
        Kind::Named(name) => name,
        Kind::Forms { .. } | Kind::Inline(_) => "forms",
    }
}

fn words_of(forms: &[Field]) -> String {
    let kinds = forms.iter().filter_map(|form| form.ty.as_ref());
    let words: Vec<String> = kinds.map(words).collect();
    words.join(" or ")
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
