//! What error responses have in common: where the code and the message are, and the type of the whole.

use super::document::Tree;
use super::draft::{Errors, Origin, Use};
use super::operations::Call;
use super::schema::Schemas;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;
use std::collections::BTreeMap;

/// Members that hold a code, the most telling first.
const CODES: &[&str] = &[
    "code",
    "error_code",
    "errorCode",
    "ret_code",
    "retCode",
    "label",
];

/// Members that hold a message.
const MESSAGES: &[&str] = &[
    "message",
    "msg",
    "error_message",
    "errorMessage",
    "detail",
    "description",
    "retMsg",
    "error",
];

/// Kinds of statuses that mean the same everywhere.
const STATUSES: &[(u16, &str)] = &[
    (400, "invalid"),
    (401, "auth"),
    (403, "permission"),
    (404, "not_found"),
    (409, "conflict"),
    (422, "invalid"),
    (429, "rate_limit"),
    (500, "internal"),
    (503, "maintenance"),
];

/// The errors of a document, from the schema that most of its error responses have.
pub(crate) fn errors<'d>(calls: &[Call<'d>], schemas: &mut Schemas<'d>) -> Errors {
    let mut found: BTreeMap<String, (usize, &'d Data)> = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for call in calls {
        let place = Place::at(&call.place);
        let all = place.name("responses");
        for (key, response) in call.node.get("responses").map_or(&[][..], Tree::members) {
            let is_error = key.starts_with(['4', '5']) || key == "default";
            if !is_error {
                continue;
            }
            if let Ok(status) = key.parse::<u16>() {
                *statuses.entry(status).or_default() += 1;
            }
            let at = all.name(key);
            let Some((response, pointer)) = schemas.resolve(response, &at) else {
                continue;
            };
            if let Some((schema, pointer)) = schema_of(response, &pointer) {
                let key = match schema.text("$ref") {
                    Some(reference) => reference.to_owned(),
                    None => format!("#{pointer}"),
                };
                let entry = found.entry(key).or_insert((0, schema));
                entry.0 += 1;
            }
        }
    }
    let mut errors = Errors {
        statuses: STATUSES
            .iter()
            .filter(|(status, _)| statuses.contains_key(status))
            .copied()
            .collect(),
        ..Errors::default()
    };
    let most = found.iter().max_by_key(|(_, (count, _))| *count);
    let Some((pointer, (_, schema))) = most else {
        return errors;
    };
    let root = Place::root();
    if found.len() > 1 {
        schemas.report.note(
            &root.name("paths"),
            format!("error responses have {} schemas", found.len()),
            format!("`errors` describes the most frequent one, `{pointer}`; other parts of the API need an envelope with `errors`"),
        );
    }
    let target = schemas.effective(schema);
    locate(target, "body", schemas, &mut errors);
    let ty = schemas.read(
        schema,
        &Place::at(pointer.trim_start_matches('#')),
        &Origin::Declared("ErrorData".to_owned()),
    );
    let is_object = matches!(ty.base, super::draft::Base::Type(_));
    errors.data = Some(ty).filter(|ty: &Use| is_object && !ty.null);
    errors
}

fn schema_of<'d>(response: &'d Data, pointer: &str) -> Option<(&'d Data, String)> {
    if let Some(schema) = response.get("schema") {
        return Some((schema, format!("{pointer}/schema")));
    }
    let content = response.get("content")?.members();
    let (media, value) = content.iter().find(|(name, _)| name.contains("json"))?;
    let media = media.replace('~', "~0").replace('/', "~1");
    let schema = value.get("schema")?;
    Some((schema, format!("{pointer}/content/{media}/schema")))
}

/// Finds code and message, in the object or in its member `error`.
fn locate<'d>(schema: &'d Data, path: &str, schemas: &mut Schemas<'d>, errors: &mut Errors) {
    let Some(properties) = schema.get("properties") else {
        return;
    };
    let find = |names: &[&str], schemas: &mut Schemas<'d>| {
        names.iter().find_map(|name| {
            let property = properties.get(name)?;
            let property = schemas.effective(property);
            let is_scalar = matches!(property.text("type"), Some("string" | "integer" | "number"))
                || property.get("enum").is_some();
            is_scalar.then(|| format!("{path}.{name}"))
        })
    };
    errors.code = errors.code.take().or_else(|| find(CODES, schemas));
    errors.message = errors.message.take().or_else(|| find(MESSAGES, schemas));
    if errors.code.is_none()
        && errors.message.is_none()
        && let Some(inner) = properties.get("error")
        && path == "body"
    {
        let inner = schemas.effective(inner);
        locate(inner, "body.error", schemas, errors);
    }
}
