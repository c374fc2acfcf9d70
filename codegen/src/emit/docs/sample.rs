//! Example calls in Rust, made from the spec's own examples where it has some.

use crate::emit::rust::literal;
use crate::model::{Api, Field, Kind, OneOf, Operation, Response, Shape, Type};
use crate::names::member_variant;
use specie_runtime::signing::plan::Data;

/// Maximum depth to which types are written out; no required value is nested deeper.
const DEPTH: usize = 8;

/// Statements that call an operation.
pub fn call(api: &Api, operation: &Operation) -> String {
    let response = match operation.response {
        Response::None => "",
        Response::Type(_) => "let response = ",
    };
    if !operation.has_request() {
        return format!("{response}client.{}().await?;", operation.rust_name);
    }
    let given = operation
        .examples
        .iter()
        .find_map(|example| example.params.as_ref());
    let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
    let request = Sample { api }.built(
        &operation.request_name,
        &fields,
        &operation.one_of,
        given,
        DEPTH,
    );
    let short = format!(
        "{response}client.{}(&{request}).await?;",
        operation.rust_name
    );
    if short.len() <= 100 && !request.contains('\n') {
        return short;
    }
    format!(
        "let request = {request};\n{response}client.{}(&request).await?;",
        operation.rust_name
    )
}

struct Sample<'a> {
    api: &'a Api,
}

impl Sample<'_> {
    /// `Name::new(required).optional(value)`; optional ones only if the example gives them.
    fn built(
        &self,
        name: &str,
        fields: &[&Field],
        one_of: &[OneOf],
        given: Option<&Data>,
        depth: usize,
    ) -> String {
        let (mut needed, mut setters) = (Vec::new(), Vec::new());
        for (place, field) in fields.iter().enumerate() {
            if field.constant.is_some() {
                continue;
            }
            if let Some(group) = one_of.iter().find(|group| group.members.contains(&place)) {
                if group.members.first() == Some(&place) {
                    self.group(group, fields, given, depth, &mut needed, &mut setters);
                }
                continue;
            }
            let example = member(given, &field.name);
            let into = matches!(field.ty.kind, Kind::Text { .. } | Kind::Secret | Kind::Json);
            if !field.optional {
                let value = self.value(
                    &field.ty,
                    example,
                    &field.name,
                    into && field.ty.none.is_none(),
                    depth,
                );
                needed.push(if field.ty.none.is_some() {
                    format!("Some({value})")
                } else {
                    value
                });
            } else if let Some(example) = example {
                let value = self.value(&field.ty, Some(example), &field.name, into, depth);
                setters.push(format!(".{}({value})", field.rust_name));
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
        given: Option<&Data>,
        depth: usize,
        needed: &mut Vec<String>,
        setters: &mut Vec<String>,
    ) {
        let members: Vec<&Field> = group
            .members
            .iter()
            .filter_map(|&place| fields.get(place).copied())
            .collect();
        let chosen = members
            .iter()
            .find(|field| member(given, &field.name).is_some());
        let Some(field) = chosen.or(if group.optional {
            None
        } else {
            members.first()
        }) else {
            return;
        };
        let value = self.value(
            &field.ty,
            member(given, &field.name),
            &field.name,
            false,
            depth,
        );
        let variant = member_variant(&field.rust_name).unwrap_or_default();
        let value = format!("{}::{variant}({value})", group.type_name);
        if group.optional {
            setters.push(format!(".{}({value})", group.rust_name));
        } else {
            needed.push(value);
        }
    }

    /// An expression of a type; `into`: the context accepts anything that converts to the type.
    fn value(
        &self,
        ty: &Type,
        given: Option<&Data>,
        name: &str,
        into: bool,
        depth: usize,
    ) -> String {
        match &ty.kind {
            Kind::Text { .. } | Kind::Secret => {
                let text = given.and_then(scalar).unwrap_or_else(|| name.to_owned());
                format!("{}{}", literal(&text), if into { "" } else { ".into()" })
            }
            Kind::Int => given
                .and_then(scalar)
                .and_then(|text| text.parse::<i64>().ok())
                .map_or_else(|| "1".to_owned(), |value| value.to_string()),
            Kind::Decimal => {
                let text = given
                    .and_then(scalar)
                    .filter(|text| text.parse::<f64>().is_ok());
                let text = text.unwrap_or_else(|| "0.25".to_owned());
                format!("{}.parse()?", literal(&text))
            }
            Kind::Bool | Kind::Flag => {
                let text = given.and_then(scalar);
                (!matches!(text.as_deref(), Some("false" | "0"))).to_string()
            }
            Kind::Time(_) => "Timestamp::now()".to_owned(),
            Kind::Json => match given {
                Some(data) => {
                    let text = crate::emit::rust::streams::json(data);
                    format!("Json::parse({}.as_bytes())?", literal(&text))
                }
                None => "Json::Null".to_owned(),
            },
            Kind::List(item) => {
                let first = match given {
                    Some(Data::List(items)) => items.first(),
                    _ => None,
                };
                format!("vec![{}]", self.value(item, first, name, false, depth))
            }
            Kind::Map { .. } => "Map::new()".to_owned(),
            Kind::Numbered(_) => "Vec::new()".to_owned(),
            Kind::Named(id) => self.named(id.0, given, name, depth),
        }
    }

    fn named(&self, id: usize, given: Option<&Data>, name: &str, depth: usize) -> String {
        let Some(def) = self.api.types.get(id) else {
            return "Json::Null".to_owned();
        };
        let Some(depth) = depth.checked_sub(1) else {
            return "Json::Null".to_owned();
        };
        match &def.shape {
            Shape::Struct { fields, one_of } => {
                let fields: Vec<&Field> = fields.iter().collect();
                self.built(&def.name, &fields, one_of, given, depth)
            }
            Shape::Enum { values, .. } => {
                let text = given.and_then(scalar);
                let value = values
                    .iter()
                    .find(|value| Some(&value.wire) == text.as_ref())
                    .or(values.first());
                value.map_or_else(
                    || format!("{}::from({})", def.name, literal(name)),
                    |value| format!("{}::{}", def.name, value.rust_name),
                )
            }
            Shape::Tuple { fields } => {
                let members: Vec<String> = fields
                    .iter()
                    .map(|field| {
                        let value = self.value(&field.ty, None, &field.name, false, depth);
                        let value = if field.optional || field.ty.none.is_some() {
                            "None".to_owned()
                        } else {
                            value
                        };
                        format!("{}: {value}", field.rust_name)
                    })
                    .collect();
                format!("{} {{ {} }}", def.name, members.join(", "))
            }
            Shape::Union { by, variants } => {
                let kind = member(given, by).and_then(scalar);
                let chosen = variants
                    .iter()
                    .find(|variant| Some(&variant.wire) == kind.as_ref())
                    .or(variants.first());
                chosen.map_or_else(
                    || "Json::Null".to_owned(),
                    |variant| {
                        format!(
                            "{}::{}({})",
                            def.name,
                            variant.rust_name,
                            self.named(variant.ty.0, given, name, depth)
                        )
                    },
                )
            }
        }
    }
}

/// A member of the example's data.
fn member<'a>(data: Option<&'a Data>, name: &str) -> Option<&'a Data> {
    match data? {
        Data::Object(members) => members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value),
        _ => None,
    }
}

/// A text, number or truth value as text.
fn scalar(data: &Data) -> Option<String> {
    match data {
        Data::Text(text) | Data::Integer(text) | Data::Number(text) => Some(text.to_string()),
        Data::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
