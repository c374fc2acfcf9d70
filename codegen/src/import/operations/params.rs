//! Parameters in paths, queries, headers and cookies.

use super::calls::path_name;
use super::{Call, Reader, Version};
use crate::import::document::Tree;
use crate::import::draft::{Base, Field, Operation, Origin, Owner, Shape, Use};
use crate::import::schema::{About, description};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;
use std::collections::HashSet;

/// The parameters of an operation outside of its body.
#[derive(Default)]
pub(super) struct Params {
    pub(super) path: Vec<Field>,
    pub(super) query: Vec<Field>,
    pub(super) headers: Vec<Field>,
    pub(super) cookies: Vec<Field>,
    pub(super) weak: bool,
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum In {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a list or object becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Repeat,
    Commas,
    Pipes,
    Deep,
    Spaces,
}

/// Headers that OpenAPI does not take as parameters: other parts of a spec set them.
const NOT_PARAMS: &[&str] = &[
    "accept",
    "content-type",
    "authorization",
    "user-agent",
    "host",
    "content-length",
];

impl<'d> Reader<'_, 'd> {
    /// The parameters of a path and of its operation, which replace those of the path.
    pub(super) fn params(&mut self, call: &Call<'d>, name: &str) -> Params {
        let mut found: Vec<(&'d Data, String)> = Vec::new();
        let item = Place::at(&call.item_place);
        let own = Place::at(&call.place);
        for (node, place) in [(call.item, item), (call.node, own)] {
            let at = place.name("parameters");
            let all = node.get("parameters").map_or(&[][..], Tree::elements);
            for (index, param) in all.iter().enumerate() {
                let at = at.index(index);
                let Some((param, pointer)) = self.schemas.resolve(param, &at) else {
                    continue;
                };
                let key = |node: &'d Data| {
                    let word = node.text("in");
                    let name = node.text("name").unwrap_or_default();
                    match word {
                        Some("header") => (name.to_ascii_lowercase(), word),
                        _ => (name.to_owned(), word),
                    }
                };
                match found.iter_mut().find(|(known, _)| key(known) == key(param)) {
                    Some(known) => *known = (param, pointer),
                    None => found.push((param, pointer)),
                }
            }
        }
        let mut params = Params::default();
        for (param, pointer) in found {
            self.param(param, &Place::at(&pointer), name, &mut params);
        }
        params
    }

    fn param(&mut self, node: &'d Data, place: &Place<'_>, owner: &str, params: &mut Params) {
        let (Some(name), Some(word)) = (node.text("name"), node.text("in")) else {
            self.schemas
                .report
                .note(place, "a parameter without `name` or `in`", "left out");
            params.weak = true;
            return;
        };
        let at = match word {
            "path" => In::Path,
            "query" | "querystring" => In::Query,
            "header" => In::Header,
            "cookie" => In::Cookie,
            // Read with the body.
            "body" | "formData" => return,
            other => {
                self.schemas.report.note(
                    place,
                    format!("a parameter is in `{other}`, which is not known"),
                    "left out",
                );
                params.weak = true;
                return;
            }
        };
        let is_set = match at {
            In::Header => self
                .set_headers
                .iter()
                .any(|set| set.eq_ignore_ascii_case(name)),
            In::Query => self.set_query.iter().any(|set| set == name),
            In::Path | In::Cookie => false,
        };
        if is_set {
            return;
        }
        if at == In::Header && NOT_PARAMS.contains(&name.to_ascii_lowercase().as_str()) {
            self.schemas.report.note(
                place,
                format!("the header `{name}` is no parameter in OpenAPI"),
                "left out; the section, the plan or `content_type` sets it",
            );
            return;
        }
        let is_bad = name.is_empty()
            || name.len() > texts::LONGEST_NAME
            || name.ends_with('?')
            || (name.contains(char::is_whitespace) && at != In::Query)
            || name.trim() != name
            || crate::characters::hidden(name, crate::characters::Breaks::Escape)
                .next()
                .is_some();
        if is_bad {
            self.schemas.report.note(
                place,
                format!("`{name}` cannot be the name of a parameter in a spec"),
                "left out",
            );
            params.weak = true;
            return;
        }
        let (schema, schema_place, as_json) = schema_of(node, place, self.version);
        let about = About {
            name,
            required: node.is_true("required") || at == In::Path,
            doc: description(node),
            example: node.get("example").or_else(|| node.get("x-example")),
            deprecated: node.is_true("deprecated"),
            is_param: true,
        };
        let origin = Origin::Inside(Owner::Named(owner.to_owned()), name.to_owned());
        let schema_place = Place::at(&schema_place);
        let mut field = self.schemas.field(&about, schema, &schema_place, &origin);
        if self.version == Version::V2 && field.ty.base == Base::Word("file") {
            field.weaken("a file outside of a form");
        }
        without_null(&mut field.ty);
        if at == In::Path {
            field.name = path_name(name);
            field.optional = false;
            field.default = None;
        }
        if as_json {
            field.format = Some("json").filter(|_| !self.is_single(&field.ty));
        } else {
            self.format(&mut field, at, node, place, params);
        }
        if field.ty.is_json() && field.ty.weak {
            params.weak = true;
        }
        match at {
            In::Path => params.path.push(field),
            In::Query => self.add_query(field, node, params),
            In::Header => params.headers.push(field),
            In::Cookie => params.cookies.push(field),
        }
    }

    /// Adds a parameter of the query; an object in the form style is a parameter for each member.
    fn add_query(&mut self, field: Field, node: &Data, params: &mut Params) {
        let spreads = field.format.is_none()
            && style(node, In::Query, self.version) != Style::Deep
            && matches!(field.ty.base, Base::Type(id) if matches!(self.schemas.shape(id), Some(Shape::Struct { .. })));
        let Base::Type(id) = field.ty.base else {
            params.query.push(field);
            return;
        };
        if !spreads {
            params.query.push(field);
            return;
        }
        for mut member in self.schemas.all_fields(id) {
            if params.query.iter().any(|known| known.name == member.name) {
                continue;
            }
            member.only = None;
            member.optional |= field.optional;
            without_null(&mut member.ty);
            if !self.is_single(&member.ty) && !member.ty.is_json() {
                member.format = Some(match self.is_flat_list(&member.ty) {
                    true => "repeat",
                    false => "json",
                });
            }
            params.query.push(member);
        }
    }

    /// How a list or an object is written in its place.
    fn format(
        &mut self,
        field: &mut Field,
        at: In,
        node: &Data,
        place: &Place<'_>,
        params: &mut Params,
    ) {
        if self.is_single(&field.ty) {
            return;
        }
        let style = style(node, at, self.version);
        let is_list = matches!(field.ty.base, Base::List(_));
        let flat = self.is_flat_list(&field.ty);
        let is_struct = matches!(field.ty.base, Base::Type(id) if matches!(self.schemas.shape(id), Some(Shape::Struct { .. })));
        let lost = |what: &str, params: &mut Params, reader: &mut Self| {
            reader.schemas.report.note(place, what, "sent `as json`");
            params.weak = true;
            Some("json")
        };
        field.format = match (at, style) {
            (_, _) if field.ty.is_json() => {
                let schema = node.get("schema").unwrap_or(node);
                let is_object = schema.text("type") == Some("object");
                (is_object || at != In::Query).then_some("json")
            }
            (In::Query, Style::Deep) => Some("brackets"),
            (In::Query, Style::Repeat) if flat => Some("repeat"),
            (In::Query, Style::Repeat) if is_struct => None,
            (_, Style::Pipes) if flat => Some("pipes"),
            (_, Style::Spaces) if flat => {
                self.schemas.report.note(
                    place,
                    "a list separated by spaces or tabs",
                    "written with commas",
                );
                params.weak = true;
                Some("commas")
            }
            (_, _) if flat => Some("commas"),
            (_, _) if is_list => lost("a list of lists or objects in one text", params, self),
            (_, _) => lost("an object in one text", params, self),
        };
    }

    /// Whether a type is one value, which needs no format.
    pub(super) fn is_single(&self, ty: &Use) -> bool {
        match &ty.base {
            Base::Word(word) => *word != "json",
            Base::Type(id) => match self.schemas.shape(*id) {
                Some(Shape::Enum(_)) => true,
                Some(Shape::Forms(forms)) => forms.iter().all(|form| self.is_single(form)),
                _ => self
                    .schemas
                    .instead(*id)
                    .is_some_and(|other| self.is_single(other)),
            },
            Base::Forms(forms) => forms.iter().all(|form| self.is_single(form)),
            Base::List(_) | Base::Map(_) => false,
        }
    }

    /// Whether a type is a list of single values.
    pub(super) fn is_flat_list(&self, ty: &Use) -> bool {
        match &ty.base {
            Base::List(inner) => self.is_single(inner) || inner.is_json(),
            _ => false,
        }
    }

    /// Parameters of the path that are not declared, and declared ones that are not in the path.
    pub(super) fn complete_path(
        &mut self,
        operation: &mut Operation,
        params: &mut Params,
        place: &Place<'_>,
    ) {
        let mut names: Vec<String> = Vec::new();
        for part in operation.path.split('{').skip(1) {
            if let Some((name, _)) = part.split_once('}') {
                names.push(name.to_owned());
            }
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        params.path.retain(|field| {
            let known = names.contains(&field.name);
            if !known {
                self.schemas.report.note(
                    place,
                    format!("`{}` is a parameter of the path, but not in it", field.name),
                    "left out",
                );
            }
            known
        });
        for name in names {
            if params.path.iter().any(|field| field.name == name) {
                continue;
            }
            // Declared in the query by mistake.
            let misplaced = params.query.iter().position(|field| field.name == name);
            let mut field = match misplaced {
                Some(at) => params.query.remove(at),
                None => Field::new(&name, Use::word("text")),
            };
            field.optional = false;
            field.default = None;
            self.schemas.report.note(
                place,
                format!("`{name}` in the path is not declared as a parameter of the path"),
                "added to the parameters",
            );
            field.unconfirmed = Some("not declared in the document".to_owned());
            params.path.push(field);
        }
    }
}

/// The schema of a parameter, its place, and whether the parameter is JSON in a text.
fn schema_of<'d>(node: &'d Data, place: &Place<'_>, version: Version) -> (&'d Data, String, bool) {
    if version == Version::V2 {
        return (node, place.to_string(), false);
    }
    if let Some(schema) = node.get("schema") {
        return (schema, place.name("schema").to_string(), false);
    }
    let content = node.get("content").map_or(&[][..], Tree::members);
    if let Some((media, content_of)) = content.first()
        && let Some(schema) = content_of.get("schema")
    {
        let place = place.name("content");
        let place = place.name(media);
        return (schema, place.name("schema").to_string(), true);
    }
    // A parameter of 2.0 in a document of 3.0.
    (node, place.to_string(), false)
}

fn style(node: &Data, at: In, version: Version) -> Style {
    if version == Version::V2 || node.get("collectionFormat").is_some() {
        return match node.text("collectionFormat") {
            Some("multi") => Style::Repeat,
            Some("pipes") => Style::Pipes,
            Some("ssv" | "tsv") => Style::Spaces,
            _ => Style::Commas,
        };
    }
    let explode = match node.get("explode") {
        Some(Data::Bool(explode)) => *explode,
        _ => matches!(at, In::Query | In::Cookie),
    };
    match node.text("style") {
        Some("deepObject") => Style::Deep,
        Some("pipeDelimited") => Style::Pipes,
        Some("spaceDelimited") => Style::Spaces,
        _ if at == In::Query && explode => Style::Repeat,
        _ => Style::Commas,
    }
}

/// A text has no `null`.
pub(super) fn without_null(ty: &mut Use) {
    ty.each_mut(&mut |ty| ty.null = false);
}
