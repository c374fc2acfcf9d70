//! Bodies of requests.

use super::params::without_null;
use super::{Call, Reader, Version};
use crate::import::document::Tree;
use crate::import::draft::{Base, Body, BodyPlace, Field, Origin, Owner, Shape, Use};
use crate::import::schema::{About, description, is_nullable};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// A body that was read.
pub(super) struct ReadBody {
    pub(super) body: Body,
    /// Its members or parts.
    pub(super) fields: Vec<Field>,
    /// The type of the body as one value.
    pub(super) whole: Option<Use>,
    pub(super) place: Option<BodyPlace>,
    pub(super) content_type: Option<String>,
    pub(super) weak: bool,
}

impl ReadBody {
    fn none() -> Self {
        Self {
            body: Body::None,
            fields: Vec::new(),
            whole: None,
            place: None,
            content_type: None,
            weak: false,
        }
    }
}

/// What a media type says about a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// The kind of a media type.
pub(super) fn media(name: &str) -> Media {
    let name = name.split(';').next().unwrap_or_default().trim();
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        ""
        | "*/*"
        | "application/*"
        | "json"
        | "application/javascript"
        | "text/javascript"
        | "text/json" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        "application/x-ndjson" | "application/jsonl" => Media::Text,
        "application/xml" => Media::Text,
        _ if name.starts_with("multipart/") => Media::Multipart,
        _ if name.contains("json") || name.starts_with("application/vnd.") => Media::Json,
        _ if name.starts_with("text/") || name.ends_with("+xml") => Media::Text,
        _ => Media::Bytes,
    }
}

impl<'d> Reader<'_, 'd> {
    /// The content that is imported of those that a body or response offers. Those of other kinds are told: `also` begins what is said of one,
    /// and `done` ends what was done with the chosen one.
    pub(super) fn preferred(
        &mut self,
        node: &'d Data,
        place: &Place<'_>,
        also: &str,
        done: &str,
    ) -> Option<(&'d str, &'d Data)> {
        let content = node.get("content").map_or(&[][..], Tree::members);
        let mut all: Vec<(&'d str, &'d Data)> = content
            .iter()
            .map(|(name, value)| (name.as_ref(), value))
            .collect();
        all.sort_by_key(|(name, _)| media(name));
        let (chosen, value) = all.first().copied()?;
        for (other, _) in all.iter().skip(1) {
            if media(other) != media(chosen) {
                self.schemas.report.note(
                    &place.name("content").name(other),
                    format!("{also} `{other}`"),
                    format!("`{chosen}` is {done}"),
                );
            }
        }
        Some((chosen, value))
    }

    pub(super) fn body(&mut self, call: &Call<'d>, name: &str, place: &Place<'_>) -> ReadBody {
        match self.version {
            Version::V2 => self.body_of_v2(call, name, place),
            Version::V3 => self.body_of_v3(call, name, place),
        }
    }

    fn body_of_v3(&mut self, call: &Call<'d>, name: &str, place: &Place<'_>) -> ReadBody {
        let Some(node) = call.node.get("requestBody") else {
            return ReadBody::none();
        };
        let at = place.name("requestBody");
        let Some((node, pointer)) = self.schemas.resolve(node, &at) else {
            return ReadBody {
                weak: true,
                ..ReadBody::none()
            };
        };
        let at = Place::at(&pointer);
        let Some((media_name, value)) =
            self.preferred(node, &at, "the body may also be sent as", "used")
        else {
            return ReadBody::none();
        };
        let content = at.name("content");
        let content = content.name(media_name);
        let schema_place = content.name("schema");
        let required = node.is_true("required");
        let doc = description(node);
        static NOTHING: Data = Data::Null;
        let schema = value.get("schema").unwrap_or(&NOTHING);
        let kind = media(media_name);
        let mut read = match kind {
            Media::Json | Media::Form => {
                let form = kind == Media::Form;
                let mut read = self.members_body(schema, form, name, doc, &schema_place);
                if form {
                    self.form_formats(&mut read.fields, value.get("encoding"));
                } else if media_name.to_ascii_lowercase().starts_with("application/")
                    && !media_name.starts_with("application/json")
                    && !media_name.contains('*')
                {
                    read.content_type = Some(media_name.to_owned());
                }
                read
            }
            Media::Multipart => self.multipart(schema, name, &schema_place),
            Media::Text | Media::Bytes => ReadBody {
                body: Body::Raw {
                    text: kind == Media::Text,
                    doc: texts::line(doc.unwrap_or_default()),
                },
                content_type: Some(media_name.to_owned()),
                ..ReadBody::none()
            },
        };
        let needs_members = read.fields.iter().any(|field| !field.optional);
        if !required && needs_members && node.get("required").is_some() {
            self.schemas.report.note(
                &at.name("required"),
                "the body may be left out as a whole, and has required members",
                "the members are required",
            );
        }
        if kind == Media::Bytes
            && media_name == "application/octet-stream"
            && read.fields.is_empty()
        {
            read.place = None;
        }
        read
    }

    fn body_of_v2(&mut self, call: &Call<'d>, name: &str, place: &Place<'_>) -> ReadBody {
        let mut parts: Vec<(&'d Data, String)> = Vec::new();
        let mut whole: Option<(&'d Data, String)> = None;
        let item = Place::at(&call.item_place);
        for (node, at) in [(call.item, item), (call.node, *place)] {
            let at = at.name("parameters");
            let all = node.get("parameters").map_or(&[][..], Tree::elements);
            for (index, param) in all.iter().enumerate() {
                // References that lead nowhere are reported with the other parameters.
                let target = match param.text("$ref").and_then(|text| text.strip_prefix('#')) {
                    Some(pointer) => self
                        .schemas
                        .look_up(pointer)
                        .map(|node| (node, pointer.to_owned())),
                    None => Some((param, at.index(index).to_string())),
                };
                match target {
                    Some((param, pointer)) if param.text("in") == Some("body") => {
                        whole = Some((param, pointer));
                    }
                    Some((param, pointer)) if param.text("in") == Some("formData") => {
                        parts.push((param, pointer));
                    }
                    _ => {}
                }
            }
        }
        let consumes = call
            .node
            .get("consumes")
            .or_else(|| self.root.get("consumes"));
        let consumes: Vec<&str> = consumes
            .map_or(&[][..], Tree::elements)
            .iter()
            .filter_map(Tree::as_text)
            .collect();
        if let Some((param, pointer)) = whole {
            let at = Place::at(&pointer);
            let schema = param.get("schema").unwrap_or(param);
            let first = consumes.first().copied().unwrap_or("application/json");
            if media(first) == Media::Text || (media(first) == Media::Bytes && consumes.len() == 1)
            {
                return ReadBody {
                    body: Body::Raw {
                        text: media(first) == Media::Text,
                        doc: texts::line(description(param).unwrap_or_default()),
                    },
                    content_type: Some(first.to_owned()),
                    ..ReadBody::none()
                };
            }
            let doc = description(param);
            return self.members_body(schema, false, name, doc, &at.name("schema"));
        }
        if parts.is_empty() {
            return ReadBody::none();
        }
        let multipart = consumes.iter().any(|word| media(word) == Media::Multipart)
            && !consumes.iter().any(|word| media(word) == Media::Form);
        let has_file = parts
            .iter()
            .any(|(param, _)| param.text("type") == Some("file"));
        // Where a document says that it takes JSON, members of a form are members of the JSON body.
        let json = consumes
            .first()
            .is_some_and(|word| media(word) == Media::Json);
        let mut read = ReadBody {
            body: match multipart || has_file {
                true => Body::Multipart,
                false => Body::Members,
            },
            place: Some(match json {
                true => BodyPlace::Json,
                false => BodyPlace::Form,
            }),
            ..ReadBody::none()
        };
        for (param, pointer) in parts {
            let Some(part) = param.text("name") else {
                continue;
            };
            let about = About {
                name: part,
                required: param.is_true("required"),
                doc: description(param),
                example: param.get("x-example"),
                deprecated: param.is_true("deprecated"),
                is_param: true,
            };
            let origin = Origin::Inside(Owner::Named(name.to_owned()), part.to_owned());
            let mut field = self
                .schemas
                .field(&about, param, &Place::at(&pointer), &origin);
            if !json {
                without_null(&mut field.ty);
                if self.is_flat_list(&field.ty) {
                    field.format = Some(match param.text("collectionFormat") {
                        Some("multi") | None => "repeat",
                        Some("pipes") => "pipes",
                        Some(_) => "commas",
                    });
                } else if !self.is_single(&field.ty) {
                    field.format = Some("json");
                }
            }
            read.fields.retain(|known: &Field| known.name != field.name);
            read.fields.push(field);
        }
        read
    }

    /// A body in JSON or a form: its members are parameters, if it is an object with members.
    fn members_body(
        &mut self,
        schema: &'d Data,
        form: bool,
        name: &str,
        doc: Option<&str>,
        place: &Place<'_>,
    ) -> ReadBody {
        let origin = Origin::Inside(Owner::Named(name.to_owned()), "body".to_owned());
        let about = About {
            name: "body",
            required: true,
            doc,
            example: None,
            deprecated: false,
            is_param: true,
        };
        let mut field = self.schemas.field(&about, schema, place, &origin);
        let ty = field.ty.clone();
        let mut read = ReadBody {
            whole: Some(ty.clone()),
            place: Some(match form {
                true => BodyPlace::Form,
                false => BodyPlace::Json,
            }),
            body: Body::Members,
            weak: false,
            ..ReadBody::none()
        };
        let members = match &ty.base {
            Base::Type(id) if !ty.null && !is_nullable(schema) => match self.schemas.shape(*id) {
                Some(Shape::Struct { rest: None, .. }) => Some(self.schemas.all_fields(*id)),
                _ => None,
            },
            // An object without members.
            Base::Map(inner) if inner.is_json() && schema.get("properties").is_some() => {
                read.body = Body::None;
                return read;
            }
            _ => None,
        };
        if let Some(members) = members {
            // What is only received is not sent.
            let sent = members.into_iter();
            let sent =
                sent.filter(|field| field.only != Some(crate::import::draft::Only::Received));
            read.fields = sent
                .map(|mut field| {
                    field.only = None;
                    field
                })
                .collect();
            if read.fields.is_empty() {
                read.body = Body::None;
            }
            return read;
        }
        field.optional = false;
        field.default = None;
        field.constant = None;
        if form && !matches!(ty.base, Base::Map(_) | Base::Type(_)) && !ty.is_json() {
            self.schemas
                .report
                .note(place, "a form that is no object", "`json`");
            field.weaken("the document has a form that is no object");
            read.weak = true;
        }
        read.body = Body::Items(field);
        read
    }

    /// Formats of lists and objects in a form.
    fn form_formats(&mut self, fields: &mut [Field], encoding: Option<&'d Data>) {
        for field in fields {
            without_null(&mut field.ty);
            if self.is_single(&field.ty) {
                continue;
            }
            let own = encoding.and_then(|encoding| encoding.get(&field.name));
            let deep = own.and_then(|own| own.text("style")) == Some("deepObject");
            let explode = own.is_none_or(|own| own.get("explode") != Some(&Data::Bool(false)));
            field.format = Some(match deep {
                true => "brackets",
                false if self.is_flat_list(&field.ty) && explode => "repeat",
                false if self.is_flat_list(&field.ty) => "commas",
                false => "json",
            });
        }
    }

    /// A body of several parts.
    fn multipart(&mut self, schema: &'d Data, name: &str, place: &Place<'_>) -> ReadBody {
        let mut read = self.members_body(schema, true, name, None, place);
        read.place = None;
        if read.body != Body::Members {
            if let Body::Items(_) = &read.body {
                self.schemas.report.note(
                    place,
                    "a body of several parts that are not named",
                    "the body is left out",
                );
                read.weak = true;
            }
            read.body = Body::None;
            return read;
        }
        let schema = self.schemas.effective(schema);
        for field in &mut read.fields {
            let property = schema
                .get("properties")
                .and_then(|all| all.get(&field.name))
                .map(|property| self.schemas.effective(property));
            if property.is_some_and(is_file) {
                field.ty = Use::word("file");
                (field.range, field.default) = (None, None);
            } else if property
                .and_then(|property| property.get("items"))
                .is_some_and(is_file)
            {
                field.ty = Use::new(Base::List(Box::new(Use::word("file"))));
            } else {
                without_null(&mut field.ty);
                if !self.is_single(&field.ty) {
                    field.format = Some(match self.is_flat_list(&field.ty) {
                        true => "repeat",
                        false => "json",
                    });
                }
            }
        }
        read.body = Body::Multipart;
        read
    }
}

/// Whether a part of a form is a file.
fn is_file(schema: &Data) -> bool {
    matches!(schema.text("format"), Some("binary" | "byte"))
        || schema.text("type") == Some("file")
        || schema.get("contentMediaType").is_some()
}
