//! Example calls in Rust: the example values of a call, written as the builders and types of its client.

use crate::emit::common::literal::literal;
use crate::example_values;
use crate::model::{
    Api, BytesForm, EnumKind, Field, Kind, OneOf, Only, Operation, Response, Shape, Type,
};
use crate::names::{self, member_variant};
use crate::validate::{self, as_text};
use specie_runtime::codec::form_of;
use specie_runtime::signing::plan::{Data, Str};

/// Statements that call an operation.
pub fn call(api: &Api, operation: &Operation) -> String {
    let values = example_values::params(api, operation);
    let (request, call) = parts(api, operation, &values);
    format!("{request}{}{call}.await?;", response_of(operation))
}

/// Statements that call an operation and, if its outcome is in doubt, ask the one that reports it. `None`: the spec names none.
pub fn recipe(api: &Api, operation: &Operation) -> Option<String> {
    let asked = operation.reconcile.and_then(|at| api.operations.get(at))?;
    let values = example_values::params(api, operation);
    let mut asks = example_values::params(api, asked);
    for (name, own) in &operation.reconcile_with {
        let (Some(field), Some(own_field)) = (lone_field(asked, name), lone_field(operation, own))
        else {
            continue;
        };
        let value = values.iter().find(|(known, _)| known == own);
        if let Some((_, value)) = value.filter(|_| field.ty == own_field.ty) {
            asks.retain(|(known, _)| known != name);
            asks.push((name.clone().into(), value.clone()));
        }
    }
    let (request, call) = parts(api, operation, &values);
    let (asks, ask) = parts(api, asked, &asks);
    let done = match operation.response {
        Response::None => "Ok(()) => {}",
        _ => "Ok(response) => println!(\"{response:?}\"),",
    };
    let (found, show) = match asked.response {
        Response::None => ("", "println!(\"{error}\");"),
        _ => ("let found = ", "println!(\"{error}: {found:?}\");"),
    };
    let asks = asks.replace('\n', "\n        ");
    let ask = ask.replace('\n', "\n        ");
    Some(format!(
        "{request}match {call}.await {{\n    {done}\n    Err(error) if error.reconcile().is_some() => {{\n        // It may have taken effect: find out before you call it again.\n        {asks}{found}{ask}.await?;\n        {show}\n    }}\n    Err(error) => return Err(error.into()),\n}}"
    ))
}

/// A parameter that belongs to no group.
fn lone_field<'a>(operation: &'a Operation, name: &str) -> Option<&'a Field> {
    let mut params = operation.params.iter().enumerate();
    let (index, param) = params.find(|(_, param)| param.field.name == name)?;
    let grouped = operation
        .one_of
        .iter()
        .any(|group| group.members.contains(&index));
    (!grouped).then_some(&param.field)
}

/// A statement that makes the request, if it is long, and the call without `.await`.
fn parts(api: &Api, operation: &Operation, values: &[(Str, Data)]) -> (String, String) {
    let method = &operation.rust_name;
    if !operation.has_request() {
        return (String::new(), format!("client.{method}()"));
    }
    let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
    let request = Sample { api }.built(&operation.request_name, &fields, &operation.one_of, values);
    let short = format!("client.{method}(&{request})");
    let length = response_of(operation).len() + short.len() + ".await?;".len();
    if length <= 100 && !request.contains('\n') {
        return (String::new(), short);
    }
    (
        format!("let request = {request};\n"),
        format!("client.{method}(&request)"),
    )
}

fn response_of(operation: &Operation) -> &'static str {
    match operation.response {
        Response::None => "",
        _ => "let response = ",
    }
}

/// Whether the setter of a member takes all that converts to its type.
fn takes_into(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Text { .. } | Kind::Uuid | Kind::Url | Kind::Secret | Kind::Json
    )
}

struct Sample<'a> {
    api: &'a Api,
}

impl Sample<'_> {
    /// `Name::new(required).optional(value)`
    fn built(
        &self,
        name: &str,
        fields: &[&Field],
        one_of: &[OneOf],
        values: &[(Str, Data)],
    ) -> String {
        let (mut needed, mut setters) = (Vec::new(), Vec::new());
        for (index, field) in fields.iter().enumerate() {
            if field.constant.is_some() || field.rest || field.only == Some(Only::Received) {
                continue;
            }
            if let Some(group) = one_of.iter().find(|group| group.members.contains(&index)) {
                if group.members.first() == Some(&index) {
                    self.group(group, fields, values, &mut needed, &mut setters);
                }
                continue;
            }
            let into = field.ty.boxed || takes_into(&field.ty.kind);
            let value = member(values, &field.name);
            match (field.optional, value) {
                (false, value) => {
                    let value = value.unwrap_or(&Data::Null);
                    needed.push(self.nullable(&field.ty, value, into));
                }
                (true, Some(Data::Null)) if field.is_three_states() => {
                    setters.push(format!(".{}()", names::clear(&field.rust_name)));
                }
                (true, Some(value)) => {
                    let value = self.value(&field.ty, value, into);
                    setters.push(format!(".{}({value})", field.rust_name));
                }
                (true, None) => {}
            }
        }
        let head = format!("{name}::new({})", needed.join(", "));
        let flat = setters.concat();
        if head.len() + flat.len() <= 90 {
            head + &flat
        } else {
            format!("{head}\n    {}", setters.join("\n    "))
                .trim_end()
                .to_owned()
        }
    }

    fn group(
        &self,
        group: &OneOf,
        fields: &[&Field],
        values: &[(Str, Data)],
        needed: &mut Vec<String>,
        setters: &mut Vec<String>,
    ) {
        let members = group.members.iter();
        let chosen = members
            .filter_map(|&index| fields.get(index))
            .find_map(|field| Some((field, member(values, &field.name)?)));
        let Some((field, value)) = chosen else {
            return;
        };
        let value = self.nullable(&field.ty, value, false);
        let variant = member_variant(&field.rust_name).unwrap_or_default();
        let value = format!("{}::{variant}({value})", group.type_name);
        if group.optional {
            setters.push(format!(".{}({value})", group.rust_name));
        } else {
            needed.push(value);
        }
    }

    /// A value of a type that is sent; one of which some value means no value is an `Option`.
    fn nullable(&self, ty: &Type, value: &Data, into: bool) -> String {
        if !ty.is_option(true) {
            return self.value(ty, value, into);
        }
        let is_empty = ty.list_for_empty && matches!(value, Data::List(list) if list.is_empty());
        match is_empty || validate::is_nothing(ty, value) {
            true => "None".to_owned(),
            false => format!("Some({})", self.value(ty, value, false)),
        }
    }

    /// An expression of a type; `into`: the context accepts anything that converts to the type.
    fn value(&self, ty: &Type, value: &Data, into: bool) -> String {
        let said = as_text(value).unwrap_or_default();
        match &ty.kind {
            Kind::Text { .. } | Kind::Uuid | Kind::Url | Kind::Secret => {
                format!("{}{}", literal(&said), if into { "" } else { ".into()" })
            }
            Kind::Int => said,
            Kind::Decimal => format!("{}.parse()?", literal(&said)),
            Kind::Bool | Kind::Flag => (!matches!(said.as_str(), "false" | "0")).to_string(),
            Kind::Time(_) => "Timestamp::now()".to_owned(),
            Kind::Date => format!("{}.parse()?", literal(&said)),
            Kind::Bytes(BytesForm::Raw) => "Bytes::from(std::fs::read(\"body.bin\")?)".to_owned(),
            Kind::Bytes(BytesForm::Hex) => format!("Bytes::from_hex({})?", literal(&said)),
            Kind::Bytes(_) => format!("Bytes::from_base64({})?", literal(&said)),
            Kind::File => match value {
                Data::Object(members) => {
                    let path = member(members, "path").and_then(as_text);
                    format!("Upload::from_path({})", literal(&path.unwrap_or_default()))
                }
                _ => "Upload::from_path(\"file.bin\")".to_owned(),
            },
            Kind::Json => match value {
                Data::Null => "Json::Null".to_owned(),
                data => format!(
                    "Json::parse({}.as_bytes())?",
                    literal(&crate::json::write(data))
                ),
            },
            Kind::List(item) => {
                // One element shows how a list is written.
                let first = match value {
                    Data::List(elements) => elements.first(),
                    _ => None,
                };
                let first = first.map(|element| self.nullable(item, element, false));
                format!("vec![{}]", first.unwrap_or_default())
            }
            Kind::Map { .. } => "Map::new()".to_owned(),
            Kind::Numbered(_) => "Vec::new()".to_owned(),
            Kind::Named(id) if ty.boxed && !into => {
                format!("Box::new({})", self.named_type(id.0, value))
            }
            Kind::Named(id) => self.named_type(id.0, value),
        }
    }

    fn named_type(&self, id: usize, value: &Data) -> String {
        let Some(def) = self.api.types.get(id) else {
            return "Json::Null".to_owned();
        };
        let name = &def.name;
        match (&def.shape, value) {
            (Shape::Struct { fields, one_of }, Data::Object(members)) => {
                let fields: Vec<&Field> = fields.iter().collect();
                self.built(name, &fields, one_of, members)
            }
            (Shape::Enum { kind, values, .. }, value) => {
                let said = as_text(value).unwrap_or_default();
                match values.iter().find(|listed| listed.wire == said) {
                    Some(listed) => format!("{name}::{}", listed.rust_name),
                    None if *kind == EnumKind::Mixed => format!(
                        "{name}::from(Json::parse({}.as_bytes())?)",
                        literal(&crate::json::write(value))
                    ),
                    None => format!("{name}::from({})", literal(&said)),
                }
            }
            (Shape::Tuple { fields }, Data::List(elements)) => {
                let members = fields.iter().enumerate().map(|(at, field)| {
                    let value = match elements.get(at) {
                        None if field.is_three_states() => "Nullable::Absent".to_owned(),
                        Some(Data::Null) if field.is_three_states() => "Nullable::Null".to_owned(),
                        Some(value) if field.is_three_states() => {
                            format!("Nullable::Value({})", self.value(&field.ty, value, false))
                        }
                        None | Some(Data::Null) => "None".to_owned(),
                        Some(value) if field.optional => {
                            format!("Some({})", self.value(&field.ty, value, false))
                        }
                        Some(value) => self.nullable(&field.ty, value, false),
                    };
                    format!("{}: {value}", field.rust_name)
                });
                let members: Vec<String> = members.collect();
                format!("{name} {{ {} }}", members.join(", "))
            }
            (Shape::Forms { forms }, value) => {
                let choice = crate::forms::choice(&self.api.types, forms);
                let json = crate::json::write(value);
                let chosen = form_of(&choice.tests, json.as_bytes()).ok().flatten();
                let form = forms.iter().find(|form| Some(form.name.as_str()) == chosen);
                match form {
                    Some(form) => {
                        let inner = self.value(&form.ty, value, false);
                        format!("{name}::{}({inner})", form.rust_name)
                    }
                    None => format!(
                        "{name}::Unknown(Json::parse({}.as_bytes())?)",
                        literal(&json)
                    ),
                }
            }
            (
                Shape::Union {
                    by,
                    variants,
                    other,
                },
                Data::Object(members),
            ) => {
                let kind = member(members, by).and_then(as_text);
                let chosen = variants
                    .iter()
                    .find(|variant| Some(&variant.wire) == kind.as_ref())
                    .or(other.as_ref().filter(|_| kind.is_some()));
                chosen.map_or_else(
                    || "Json::Null".to_owned(),
                    |variant| {
                        let inner = self.named_type(variant.ty.0, value);
                        let inner = match variant.boxed {
                            true => format!("Box::new({inner})"),
                            false => inner,
                        };
                        format!("{name}::{}({inner})", variant.rust_name)
                    },
                )
            }
            // Nested too deep to have a value.
            _ => "Json::Null".to_owned(),
        }
    }
}

fn member<'a>(members: &'a [(Str, Data)], name: &str) -> Option<&'a Data> {
    let found = members.iter().find(|(member, _)| member == name);
    found.map(|(_, value)| value)
}
