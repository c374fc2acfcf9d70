//! What a generated client declares to its callers, as data: to compare two versions of it.
//!
//! The items have the names and types that the emitters write, because the same functions make them. A test compares them with the text of
//! generated clients.

use super::Context;
use super::code::Code;
use super::identifiers::Names;
use super::operation::{Method, may_be_left_out};
use super::select::Selection;
use super::structs::{Member, SentStruct, members_of};
use super::ty::Ty;
use crate::markdown::Markdown;
use crate::model::{
    Api, EnumKind, EnumValue, Field, OneOf, Only, Operation, Response, Shape, TypeDef,
    UnionVariant, recursion,
};
use crate::names;
use crate::source::Span;
use specie_runtime::signing::plan::{Data, KeysFrom};

/// An item that callers can name.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its path in the module of the client: `Order.price` is a field, `Order::price` a function or variant.
    pub path: String,
    /// What it is.
    pub form: Form,
    /// Where the spec declares it.
    pub place: String,
    /// The bytes of that place, if they are known.
    pub span: Option<Span>,
}

/// What an item is. Types are written with the full paths of the runtime and the standard library; [`shown`] shortens them.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A struct or an enum.
    Type {
        /// `struct` or `enum`.
        word: &'static str,
        /// Traits that callers may rely on.
        traits: Vec<&'static str>,
        /// Whether callers must expect further fields or variants.
        open: bool,
    },
    /// A public field.
    Field {
        /// Its type.
        ty: String,
    },
    /// A variant of an enum.
    Variant {
        /// The type of its data, if it has any.
        data: Option<String>,
    },
    /// A function or method, without `self`.
    Function {
        /// The names and types of its arguments.
        arguments: Vec<(String, String)>,
        /// What it returns.
        returns: String,
        /// Whether it is marked as deprecated.
        deprecated: bool,
    },
    /// A constant text.
    Constant,
    /// A module.
    Module,
}

/// A type without the paths of the runtime and the standard library.
#[must_use]
pub fn shown(ty: &str) -> String {
    let mut out = String::with_capacity(ty.len());
    let mut word = String::new();
    let mut chars = ty.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
        } else if c == ':' && chars.peek() == Some(&':') {
            chars.next();
            word.clear();
        } else {
            out.push_str(&std::mem::take(&mut word));
            out.push(c);
        }
    }
    out + &word
}

/// The items of a client, in the order of the spec.
#[must_use]
pub fn surface(api: &Api) -> Vec<Item> {
    let context = Context {
        api,
        title: Markdown::text(&api.runtime.title),
        example_crate: None,
        feature_per_provider: false,
        names: Names::absolute("specie_runtime"),
        selection: Selection::of(api, None),
        finite: recursion::finite(&api.types),
    };
    let mut surface = Surface {
        context: &context,
        code: Code::default(),
        items: Vec::new(),
        place: String::new(),
        span: None,
    };
    surface.credentials();
    surface.settings();
    surface.environments();
    for operation in &api.operations {
        surface.operation(operation);
    }
    for def in &api.types {
        surface.declared(def);
    }
    surface.errors();
    surface.webhooks();
    surface.streams();
    surface.items
}

struct Surface<'a> {
    context: &'a Context<'a>,
    /// What the emitters' functions note here is not used.
    code: Code,
    items: Vec<Item>,
    place: String,
    span: Option<Span>,
}

const PARTIAL_EQ: &[&str] = &["Clone", "Debug", "PartialEq"];
const PLAIN: &[&str] = &["Clone", "Debug"];

/// The traits of [`super::derives`].
fn derived(received: bool) -> Vec<&'static str> {
    match received {
        true => PARTIAL_EQ.to_vec(),
        false => PLAIN.to_vec(),
    }
}

/// A name without the mark of a raw identifier.
fn bare(name: &str) -> &str {
    name.trim_start_matches("r#")
}

impl<'a> Surface<'a> {
    /// The following items are declared here.
    fn at(&mut self, place: impl Into<String>, span: Option<Span>) {
        self.place = place.into();
        self.span = span;
    }

    fn add(&mut self, path: impl Into<String>, form: Form) {
        self.items.push(Item {
            path: path.into(),
            form,
            place: self.place.clone(),
            span: self.span,
        });
    }

    /// Adds an item that is declared below the present place.
    fn add_in(&mut self, path: impl Into<String>, form: Form, name: &str, span: Option<Span>) {
        self.items.push(Item {
            path: path.into(),
            form,
            place: format!("{}.{name}", self.place),
            span: span.or(self.span),
        });
    }

    fn function(
        &mut self,
        path: impl Into<String>,
        arguments: Vec<(String, String)>,
        returns: impl Into<String>,
    ) {
        let form = Form::Function {
            arguments,
            returns: returns.into(),
            deprecated: false,
        };
        self.add(path, form);
    }

    fn runtime(&mut self, name: &'static str) -> String {
        self.code.runtime(self.context, name)
    }

    fn credentials(&mut self) {
        self.at("credentials", None);
        let form = Form::Type {
            word: "struct",
            traits: PLAIN.to_vec(),
            open: true,
        };
        self.add("Credentials", form);
        let mut needed = Vec::new();
        for credential in self.context.api.runtime.scheme.credentials.iter() {
            let ty = match credential.secret {
                true => self.runtime("Secret"),
                false => self.context.names.prelude("String"),
            };
            let into = self.context.names.prelude("Into");
            let name = names::snake(&credential.name).unwrap_or_default();
            let argument = (bare(&name).to_owned(), format!("impl {into}<{ty}>"));
            if credential.optional {
                let form = Form::Function {
                    arguments: vec![argument],
                    returns: "Self".to_owned(),
                    deprecated: false,
                };
                let path = format!("Credentials::{}", bare(&name));
                self.add_in(path, form, &credential.name, None);
            } else {
                needed.push(argument);
            }
        }
        self.constructor("Credentials", needed);
    }

    /// `new`, and `Default` if it takes nothing.
    fn constructor(&mut self, ty: &str, needed: Vec<(String, String)>) {
        if needed.is_empty() {
            let traits = self.items.iter_mut().rev().find(|item| item.path == ty);
            if let Some(Form::Type { traits, .. }) = traits.map(|item| &mut item.form) {
                traits.push("Default");
            }
        }
        self.function(format!("{ty}::new"), needed, "Self");
    }

    fn settings(&mut self) {
        self.at("settings", None);
        for setting in self.context.api.runtime.scheme.settings.iter() {
            let string = self.context.names.prelude("String");
            let into = self.context.names.prelude("Into");
            let ty = match &setting.default {
                Data::Bool(_) => "bool".to_owned(),
                Data::Integer(_) => "i64".to_owned(),
                _ => format!("impl {into}<{string}>"),
            };
            let name = names::snake(&setting.name).unwrap_or_default();
            let form = Form::Function {
                arguments: vec![(bare(&name).to_owned(), ty)],
                returns: "Self".to_owned(),
                deprecated: false,
            };
            let path = format!("Settings::{}", bare(&name));
            self.add_in(path, form, &setting.name, None);
        }
    }

    fn environments(&mut self) {
        self.at("environments", None);
        let api = self.context.api;
        let environments = api.runtime.environments.iter();
        for (environment, docs) in environments.zip(&api.provider_docs.environments) {
            let path = format!("Environment::{}", docs.rust_name);
            self.add_in(path, Form::Variant { data: None }, &environment.name, None);
        }
    }

    fn operation(&mut self, operation: &'a Operation) {
        let place = format!("operations.{}", operation.name);
        self.at(place.clone(), Some(operation.span));
        let context = self.context;
        if operation.has_request() {
            let request = SentStruct {
                name: &operation.request_name,
                doc: Markdown::default(),
                fields: operation.params.iter().map(|param| &param.field).collect(),
                one_of: &operation.one_of,
                sent: true,
                received: false,
                readable: false,
            };
            self.sent(&request, "params");
        }
        let arguments = self.arguments(operation);
        let pagination = operation.pagination.as_ref();
        let element = pagination.and_then(|pagination| context.element(operation, pagination));
        for method in Method::all(operation) {
            let name = bare(method.rust_name());
            if let Some(variant) = method.variant() {
                self.at(
                    format!("{place}.variants.{}", variant.name),
                    Some(operation.span),
                );
            }
            let (response, _) = context.returned(&mut self.code, &method);
            let future = self.runtime("ResponseFuture");
            let form = Form::Function {
                arguments: arguments.clone(),
                returns: format!("{future}<{response}>"),
                deprecated: operation.doc.deprecated.is_some(),
            };
            self.add(format!("Client::{name}"), form);
            if matches!(method.response(), Response::Raw { .. }) {
                let download = self.runtime("Download");
                let name = names::download_method(method.rust_name());
                let returns = format!("{future}<{download}>");
                self.function(format!("Client::{name}"), arguments.clone(), returns);
            }
            if let Response::ByStatus(responses) = method.response() {
                self.statuses(&names::response_enum(method.name()), responses);
            }
        }
        self.at(place, Some(operation.span));
        if let Some(element) = element {
            let element = context.rust_type(&mut self.code, element, false);
            let pages = self.runtime("Pages");
            let name = names::pages_method(&operation.rust_name);
            self.function(
                format!("Client::{name}"),
                arguments,
                format!("{pages}<{element}>"),
            );
        }
        if context.gives_time(operation) {
            let future = self.runtime("ResponseFuture");
            self.function("Client::sync_clock", Vec::new(), format!("{future}<i64>"));
        }
    }

    /// The arguments of the methods of an operation.
    fn arguments(&mut self, operation: &Operation) -> Vec<(String, String)> {
        let Some(request) = self.context.request(operation) else {
            return Vec::new();
        };
        let request = bare_path(&request);
        let ty = match may_be_left_out(operation) {
            true => format!("impl {}<{request}>", self.runtime("OptionalRequest")),
            false => format!("&{request}"),
        };
        vec![("request".to_owned(), ty)]
    }

    fn statuses(&mut self, name: &str, responses: &[(u16, Response)]) {
        self.add(
            name,
            Form::Type {
                word: "enum",
                traits: PARTIAL_EQ.to_vec(),
                open: false,
            },
        );
        for (status, response) in responses {
            let data = response.types().first().map(|_| {
                self.context
                    .response_type(&mut self.code, response)
                    .to_string()
            });
            self.add(format!("{name}::Status{status}"), Form::Variant { data });
        }
    }

    fn declared(&mut self, def: &'a TypeDef) {
        self.at(format!("types.{}", def.name), Some(def.span));
        let received = def.received || !def.sent;
        match &def.shape {
            Shape::Struct { fields, one_of } => {
                let record = SentStruct {
                    name: &def.name,
                    doc: Markdown::default(),
                    fields: fields.iter().collect(),
                    one_of,
                    sent: def.sent,
                    received,
                    readable: false,
                };
                match def.sent {
                    true => self.sent(&record, ""),
                    false => self.record(&record, ""),
                }
            }
            Shape::Enum {
                kind,
                closed,
                values,
            } => self.values(&def.name, *kind, *closed, values),
            Shape::Tuple { fields } => self.tuple(def, fields, received),
            Shape::Union {
                variants, other, ..
            } => {
                let all: Vec<&UnionVariant> = variants.iter().chain(other).collect();
                self.union(def, &all, received);
            }
            Shape::Forms { forms } => self.forms(def, forms, received),
        }
    }

    /// The type of a struct, its groups, and its fields if they are public.
    fn record(&mut self, record: &SentStruct<'_>, below: &str) {
        for group in record.one_of {
            self.group(record, group, below);
        }
        let is_readable = record.received || record.readable;
        let form = Form::Type {
            word: "struct",
            traits: derived(record.received),
            // Callers cannot create a struct with private fields.
            open: is_readable || !members_of(record).is_empty(),
        };
        self.add(record.name, form);
        if !is_readable {
            return;
        }
        for member in &members_of(record) {
            let ty = self.context.member_type(&mut self.code, member, record);
            let form = Form::Field { ty: ty.to_string() };
            let path = format!("{}.{}", record.name, bare(member.rust_name()));
            let (name, span) = declared_as(member);
            self.add_in(path, form, &format!("{below}{name}"), span);
        }
    }

    /// A struct that is sent: its builder too.
    fn sent(&mut self, record: &SentStruct<'_>, below: &str) {
        let below = match below.is_empty() {
            true => String::new(),
            false => format!("{below}."),
        };
        self.record(record, &below);
        let members = members_of(record);
        let mut needed = Vec::new();
        for member in &members {
            let name = bare(member.rust_name()).to_owned();
            let (declared, span) = declared_as(member);
            let declared = format!("{below}{declared}");
            if let Member::Field(field) = member
                && field.rest
            {
                let ty = self.context.member_type(&mut self.code, member, record);
                self.setter(record.name, &name, Some(ty.to_string()), (&declared, span));
                continue;
            }
            if member.only() == Some(Only::Received) {
                continue;
            }
            let ty = self.context.argument(&mut self.code, member, record);
            if !member.optional() {
                needed.push((name, ty));
                continue;
            }
            self.setter(record.name, &name, Some(ty), (&declared, span));
            if let Member::Field(field) = member
                && field.is_three_states()
            {
                let clear = names::clear(&field.rust_name);
                self.setter(record.name, &clear, None, (&declared, span));
            }
        }
        self.constructor(record.name, needed);
    }

    fn setter(&mut self, owner: &str, name: &str, ty: Option<String>, at: (&str, Option<Span>)) {
        let argument = ty.map(|ty| (name.to_owned(), ty));
        let form = Form::Function {
            arguments: argument.into_iter().collect(),
            returns: "Self".to_owned(),
            deprecated: false,
        };
        self.add_in(format!("{owner}::{name}"), form, at.0, at.1);
    }

    fn group(&mut self, record: &SentStruct<'_>, group: &OneOf, below: &str) {
        let form = Form::Type {
            word: "enum",
            traits: derived(record.received),
            open: false,
        };
        self.add_in(
            &group.type_name,
            form,
            &format!("{below}{}", group.name),
            None,
        );
        let fields: Vec<&Field> = group
            .members
            .iter()
            .filter_map(|at| record.fields.get(*at).copied())
            .collect();
        for field in fields {
            let variant = names::member_variant(&field.rust_name).unwrap_or_default();
            let ty = self
                .context
                .rust_type(&mut self.code, &field.ty, record.sent);
            let form = Form::Variant {
                data: Some(ty.to_string()),
            };
            let path = format!("{}::{variant}", group.type_name);
            self.add_in(
                path,
                form,
                &format!("{below}{}", field.name),
                Some(field.span),
            );
        }
    }

    fn values(&mut self, name: &str, kind: EnumKind, closed: bool, values: &[EnumValue]) {
        let string = self.context.names.prelude("String");
        let mut traits = match (closed, kind) {
            (true, _) | (false, EnumKind::Int) => {
                vec!["Clone", "Copy", "Debug", "PartialEq", "Eq", "Hash"]
            }
            (false, EnumKind::Mixed) => PARTIAL_EQ.to_vec(),
            (false, EnumKind::Text) => vec!["Clone", "Debug", "PartialEq", "Eq", "Hash"],
        };
        let (unknown, from): (String, &[&str]) = match kind {
            EnumKind::Text => (string, &["From<&str>", "From<String>"]),
            EnumKind::Int => ("i64".to_owned(), &["From<i64>"]),
            EnumKind::Mixed => (self.runtime("Json"), &["From<Json>"]),
        };
        if !closed {
            traits.extend(from);
        }
        let form = Form::Type {
            word: "enum",
            traits,
            open: !closed,
        };
        self.add(name, form);
        for value in values {
            let path = format!("{name}::{}", value.rust_name);
            self.add_in(path, Form::Variant { data: None }, &value.wire, None);
        }
        if !closed {
            let form = Form::Variant {
                data: Some(unknown),
            };
            self.add(format!("{name}::Unknown"), form);
        }
        let (method, returns) = match kind {
            EnumKind::Text => ("as_str", "&str".to_owned()),
            EnumKind::Int => ("as_int", "i64".to_owned()),
            EnumKind::Mixed if closed => ("as_scalar", "Scalar".to_owned()),
            EnumKind::Mixed => ("as_scalar", "Option<Scalar>".to_owned()),
        };
        self.function(format!("{name}::{method}"), Vec::new(), returns);
        if values.iter().any(|value| value.is_final) {
            self.function(format!("{name}::is_final"), Vec::new(), "bool");
        }
        if values.iter().any(|value| value.place.is_some()) {
            let other = vec![("other".to_owned(), "&Self".to_owned())];
            self.function(
                format!("{name}::compare_progress"),
                other,
                "Option<Ordering>",
            );
        }
    }

    fn tuple(&mut self, def: &TypeDef, fields: &[Field], received: bool) {
        let form = Form::Type {
            word: "struct",
            traits: derived(received),
            open: !def.sent,
        };
        self.add(&def.name, form);
        for field in fields {
            let ty = self.context.field_type(&mut self.code, field, def.sent);
            let form = Form::Field { ty: ty.to_string() };
            let path = format!("{}.{}", def.name, bare(&field.rust_name));
            self.add_in(path, form, &field.name, Some(field.span));
        }
    }

    fn union(&mut self, def: &TypeDef, variants: &[&UnionVariant], received: bool) {
        self.open_enum(def, received);
        for variant in variants {
            let ty = self
                .context
                .api
                .types
                .get(variant.ty.0)
                .map(|ty| ty.name.clone());
            let ty = Ty::plain(ty.unwrap_or_default());
            let ty = match variant.boxed {
                true => Ty::of("Box", ty),
                false => ty,
            };
            let form = Form::Variant {
                data: Some(ty.to_string()),
            };
            let path = format!("{}::{}", def.name, variant.rust_name);
            self.add_in(path, form, &variant.rust_name, None);
        }
    }

    fn forms(&mut self, def: &TypeDef, forms: &[Field], received: bool) {
        self.open_enum(def, received);
        for form in forms {
            let ty = self.context.field_type(&mut self.code, form, def.sent);
            let data = Form::Variant {
                data: Some(ty.to_string()),
            };
            let path = format!("{}::{}", def.name, bare(&form.rust_name));
            self.add_in(path, data, &form.name, Some(form.span));
        }
    }

    /// An enum of types, with `Unknown` for all others.
    fn open_enum(&mut self, def: &TypeDef, received: bool) {
        let form = Form::Type {
            word: "enum",
            traits: derived(received),
            open: true,
        };
        self.add(&def.name, form);
        let json = self.runtime("Json");
        let form = Form::Variant { data: Some(json) };
        self.add(format!("{}::Unknown", def.name), form);
    }

    fn errors(&mut self) {
        self.at("errors", None);
        for data in &self.context.api.error_data {
            let ty = self.context.rust_type(&mut self.code, &data.ty, false);
            let error = self.runtime("Error");
            let arguments = vec![("error".to_owned(), format!("&{error}"))];
            let returns = format!("Option<Result<{ty}, specie_runtime::codec::Problem>>");
            self.function(format!("Client::{}", data.function), arguments, returns);
        }
    }

    fn webhooks(&mut self) {
        let api = self.context.api;
        for webhook in &api.webhooks {
            self.at(format!("webhooks.{}", webhook.name), None);
            let event = webhook.event.and_then(|event| api.types.get(event.0));
            let event = match event {
                Some(def) => def.name.clone(),
                None => self.runtime("Json"),
            };
            let verified = self.runtime("Verified");
            let name = names::verify_method(&webhook.rust_name);
            let arguments = ["headers", "body"];
            let arguments = arguments.map(|name| (name.to_owned(), String::new()));
            let returns = format!("Result<{verified}<{event}>, {}>", self.runtime("Error"));
            self.function(format!("Client::{name}"), arguments.to_vec(), returns);
        }
        self.at("webhooks", None);
        let keys = api.runtime.scheme.webhooks.iter();
        let mut methods: Vec<&str> = keys
            .filter_map(|webhook| {
                Some(match webhook.keys.as_ref()?.from {
                    KeysFrom::Address(_) | KeysFrom::List { .. } => names::FETCH_KEYS,
                    KeysFrom::ById { .. } => names::FETCH_KEY,
                    KeysFrom::Certificate { .. } => names::FETCH_CERTIFICATE,
                })
            })
            .collect();
        methods.sort_unstable();
        methods.dedup();
        for method in methods {
            let future = self.runtime("ResponseFuture");
            self.function(
                format!("Client::{method}"),
                Vec::new(),
                format!("{future}<()>"),
            );
        }
    }

    fn streams(&mut self) {
        for stream in &self.context.api.streams {
            let module = format!("streams::{}", bare(&stream.rust_name));
            let place = format!("streams.{}", stream.name);
            self.at(place.clone(), None);
            let event = format!("{module}::Event");
            let method = names::stream_method(&stream.rust_name);
            let builder = format!("specie_runtime::stream::StreamBuilder<{event}>");
            self.function(format!("Client::{method}"), Vec::new(), builder);
            self.add(&module, Form::Module);
            let sent = stream.sent().map(|(channel, _)| channel);
            for channel in stream.received().chain(sent) {
                self.at(format!("{place}.{}", channel.name), None);
                let name = format!("{module}::{}", channel.type_name);
                let subscription = SentStruct {
                    name: &name,
                    doc: Markdown::default(),
                    fields: channel.params.iter().collect(),
                    one_of: &[],
                    sent: true,
                    received: false,
                    readable: true,
                };
                self.sent(&subscription, "params");
            }
            self.at(place.clone(), None);
            let form = Form::Type {
                word: "enum",
                traits: PLAIN.to_vec(),
                open: true,
            };
            self.add(&event, form);
            for channel in stream.received() {
                for message in &channel.messages {
                    let ty = self.context.rust_type(&mut self.code, &message.ty, false);
                    let name = &channel.type_name;
                    let data = format!("specie_runtime::stream::Message<{module}::{name}, {ty}>");
                    let form = Form::Variant { data: Some(data) };
                    let path = format!("{event}::{}", message.variant);
                    self.add_in(path, form, &channel.name, None);
                }
            }
            for (variant, data) in [
                ("Gap", "Gap"),
                ("Reset", "Reset"),
                ("Unknown", "UnknownMessage"),
            ] {
                let data = Some(format!("specie_runtime::stream::{data}"));
                self.add(format!("{event}::{variant}"), Form::Variant { data });
            }
        }
    }
}

/// Where the spec declares a member, and its bytes.
fn declared_as<'m>(member: &'m Member<'_>) -> (&'m str, Option<Span>) {
    match member {
        Member::Field(field) => (&field.name, Some(field.span)),
        Member::Group(group) => (&group.name, None),
    }
}

/// A name of a module of the client, without the module.
fn bare_path(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}
