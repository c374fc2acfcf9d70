//! Responses of operations.

use super::bodies::{Media, media};
use super::{Call, Reader, Version};
use crate::import::document::Tree;
use crate::import::draft::{Answer, Example, Field, Operation, Origin, Owner, Use};
use crate::import::schema::{About, SEE_REPORT, description};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// One response of a success.
struct Response {
    status: u16,
    content: Content,
}

#[derive(PartialEq)]
enum Content {
    None,
    Typed(Use),
    Text(String),
    Bytes(String),
}

/// Headers of responses that say nothing about the data.
const COMMON: &[&str] = &[
    "content-type",
    "content-length",
    "date",
    "server",
    "connection",
    "transfer-encoding",
];

impl<'d> Reader<'_, 'd> {
    pub(super) fn answer(&mut self, call: &Call<'d>, operation: &mut Operation, place: &Place<'_>) {
        let all = place.name("responses");
        let responses = call.node.get("responses").map_or(&[][..], Tree::members);
        let mut successes: Vec<(u16, &'d Data, String)> = Vec::new();
        for (key, response) in responses {
            let Some(status) = success(key) else { continue };
            let at = all.name(key);
            match self.schemas.resolve(response, &at) {
                Some((node, pointer)) => successes.push((status, node, pointer)),
                None => operation.weak = true,
            }
        }
        if successes.is_empty() {
            let default = responses.iter().find(|(key, _)| key == "default");
            if let Some((key, response)) = default
                && let Some((node, pointer)) = self.schemas.resolve(response, &all.name(key))
            {
                successes.push((200, node, pointer));
            }
        }
        if successes.is_empty() {
            self.schemas.report.note(
                &all,
                "no response of a success is described",
                "`answer: none`",
            );
            operation.unconfirmed =
                Some("the document describes no response of a success".to_owned());
            return;
        }
        successes.sort_by_key(|(status, ..)| *status);
        let several = successes.len() > 1;
        let mut found = Vec::new();
        for (status, node, pointer) in &successes {
            let at = Place::at(pointer);
            let name = match several {
                true => format!("response {status}"),
                false => "response".to_owned(),
            };
            let content = self.content(node, &at, operation, &name);
            found.push(Response {
                status: *status,
                content,
            });
        }
        operation.answer = self.combine(found, operation, &all);
        if operation.answer.uses().into_iter().any(Use::is_weak) {
            operation.unconfirmed = Some(SEE_REPORT.to_owned());
        }
        if let [(_, node, pointer)] = successes.as_slice()
            && matches!(operation.answer, Answer::Type(_))
        {
            self.headers(node, &Place::at(pointer), operation);
        } else {
            operation.weak |= self.report_headers(&successes);
        }
    }

    /// What is in a response.
    fn content(
        &mut self,
        node: &'d Data,
        place: &Place<'_>,
        operation: &mut Operation,
        part: &str,
    ) -> Content {
        let origin = Origin::Inside(Owner::Named(operation.name.clone()), part.to_owned());
        if self.version == Version::V2 {
            let Some(schema) = node.get("schema") else {
                return Content::None;
            };
            if schema.text("type") == Some("file") {
                return Content::Bytes(String::new());
            }
            self.examples(node.get("examples"), place, operation, true);
            let ty = self.schemas.read(schema, &place.name("schema"), &origin);
            return Content::Typed(ty);
        }
        let Some((name, value)) = self.preferred(node, place, "the response may also be", "read")
        else {
            return Content::None;
        };
        let at = place.name("content");
        let at = at.name(name);
        match media(name) {
            Media::Json => {
                self.examples(Some(value), &at, operation, false);
                match value.get("schema") {
                    Some(schema) => {
                        Content::Typed(self.schemas.read(schema, &at.name("schema"), &origin))
                    }
                    None => Content::Typed(Use::json()),
                }
            }
            Media::Text => Content::Text(plain_media(name)),
            Media::Form | Media::Multipart | Media::Bytes => Content::Bytes(plain_media(name)),
        }
    }

    /// What an operation answers, from its responses.
    fn combine(
        &mut self,
        mut found: Vec<Response>,
        operation: &mut Operation,
        place: &Place<'_>,
    ) -> Answer {
        let first_same = found
            .first()
            .is_some_and(|first| found.iter().all(|other| other.content == first.content));
        if first_same {
            return match found.swap_remove(0).content {
                Content::None => Answer::None,
                Content::Typed(ty) => Answer::Type(ty),
                Content::Text(media) => Answer::RawText(media),
                Content::Bytes(media) => Answer::RawBytes(media),
            };
        }
        let raw = found
            .iter()
            .find(|response| matches!(response.content, Content::Text(_) | Content::Bytes(_)));
        if let Some(raw) = raw {
            operation.weak = true;
            self.schemas.report.note(
                place,
                "some responses are documents, others are not",
                "the document is read in all cases",
            );
            return match &raw.content {
                Content::Text(media) => Answer::RawText(media.clone()),
                Content::Bytes(media) => Answer::RawBytes(media.clone()),
                Content::None | Content::Typed(_) => Answer::None,
            };
        }
        let mut typed: Vec<Use> = Vec::new();
        for response in &found {
            if let Content::Typed(ty) = &response.content
                && !typed.contains(ty)
            {
                typed.push(ty.clone());
            }
        }
        match typed.as_slice() {
            [one]
                if found
                    .iter()
                    .any(|response| response.content == Content::None) =>
            {
                Answer::Optional(one.clone())
            }
            _ => Answer::ByStatus(
                found
                    .into_iter()
                    .map(|response| match response.content {
                        Content::Typed(ty) => (response.status, Some(ty)),
                        _ => (response.status, None),
                    })
                    .collect(),
            ),
        }
    }

    /// Whether a header says nothing about the data: it is common to all servers, or has the id of the request, which errors carry.
    fn is_common(&mut self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        let is_id = matches!(
            lower.as_str(),
            "x-request-id" | "request-id" | "x-requestid" | "x-correlation-id" | "x-trace-id"
        );
        if is_id {
            self.request_id.get_or_insert_with(|| name.to_owned());
        }
        is_id || COMMON.contains(&lower.as_str())
    }

    /// Headers of the response that are read beside its data.
    fn headers(&mut self, node: &'d Data, place: &Place<'_>, operation: &mut Operation) {
        let all = place.name("headers");
        let mut fields: Vec<Field> = Vec::new();
        for (name, header) in node.get("headers").map_or(&[][..], Tree::members) {
            if self.is_common(name) {
                continue;
            }
            let at = all.name(name);
            let Some((header, pointer)) = self.schemas.resolve(header, &at) else {
                continue;
            };
            let at = Place::at(&pointer);
            let schema = header.get("schema").unwrap_or(header);
            let about = About {
                name,
                required: header.is_true("required"),
                doc: description(header),
                example: None,
                deprecated: header.is_true("deprecated"),
                is_param: true,
            };
            let origin = Origin::Inside(Owner::Named(operation.name.clone()), name.to_string());
            let mut field = self
                .schemas
                .field(&about, schema, &at.name("schema"), &origin);
            let single = self.is_single(&field.ty);
            if !single || !crate::names::is_header_name(name) || field.constant.is_some() {
                if !single {
                    self.schemas.report.note(
                        &at,
                        "a header of a response that is no single value",
                        "`text`",
                    );
                }
                field.ty = Use::word("text");
                field.constant = None;
            }
            (field.range, field.default, field.format) = (None, None, None);
            super::params::without_null(&mut field.ty);
            fields.push(field);
        }
        crate::import::schema::unique_in(&mut fields.iter_mut().collect::<Vec<_>>());
        operation.answer_headers = fields;
    }

    /// Headers that cannot be read, because the response has no data of one type.
    fn report_headers(&mut self, successes: &[(u16, &'d Data, String)]) -> bool {
        let mut found = false;
        for (_, node, pointer) in successes {
            let headers = node.get("headers").map_or(&[][..], Tree::members);
            let all = Place::at(pointer);
            let all = all.name("headers");
            for (name, _) in headers {
                if self.is_common(name) {
                    continue;
                }
                found = true;
                self.schemas.report.note(
                    &all.name(name),
                    "a header of a response whose data has no single type",
                    "left out",
                );
            }
        }
        found
    }

    /// Examples of a response. `by_media`: 2.0 has one for each media type.
    fn examples(
        &mut self,
        node: Option<&'d Data>,
        place: &Place<'_>,
        operation: &mut Operation,
        by_media: bool,
    ) {
        let Some(node) = node else { return };
        let mut add = |name: String, value: &Data, place: String| {
            if !matches!(value, Data::Null) && operation.examples.len() < MOST_EXAMPLES {
                operation.examples.push(Example {
                    name,
                    left_out: true,
                    answer: value.clone(),
                    place,
                });
            }
        };
        if by_media {
            let at = place.name("examples");
            for (name, value) in node.members() {
                if media(name) == Media::Json && name.contains('/') {
                    add("a response".to_owned(), value, at.name(name).to_string());
                }
            }
            return;
        }
        if let Some(example) = node.get("example") {
            add(
                "a response".to_owned(),
                example,
                place.name("example").to_string(),
            );
        }
        let at = place.name("examples");
        for (name, example) in node.get("examples").map_or(&[][..], Tree::members) {
            let target = match example.text("$ref").and_then(|text| text.strip_prefix('#')) {
                Some(pointer) => self.schemas.look_up(pointer),
                None => Some(example),
            };
            let Some(target) = target else { continue };
            let summary = target.text("summary").unwrap_or(name);
            if let Some(value) = target.get("value") {
                add(texts::heading(summary), value, at.name(name).to_string());
            }
        }
    }
}

/// Maximum number of examples of an operation.
const MOST_EXAMPLES: usize = 3;

/// The status of a success.
fn success(key: &str) -> Option<u16> {
    if key.eq_ignore_ascii_case("2xx") {
        return Some(200);
    }
    let status: u16 = key.parse().ok()?;
    (200..300).contains(&status).then_some(status)
}

/// A media type without parameters, as it follows `raw text`.
fn plain_media(name: &str) -> String {
    let name = name.split(';').next().unwrap_or_default().trim();
    let is_media = name.contains('/')
        && !name.contains('*')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/+-._".contains(c));
    match is_media {
        true => name.to_ascii_lowercase(),
        false => String::new(),
    }
}
