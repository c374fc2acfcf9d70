//! The operations of a document.

mod answers;
mod bodies;
mod calls;
mod names;
mod params;
mod signing_params;

pub(crate) use calls::{Call, Version, calls};
pub(crate) use names::Names;
pub(crate) use signing_params::is_signing_header;

use crate::import::document::Tree;
use crate::import::draft::{Answer, Body, BodyPlace, Field, Operation, Use};
use crate::import::schema::{Schemas, description, unique_in};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// An operation, and what it needs of its section.
pub(crate) struct Read {
    pub(crate) operation: Operation,
    /// The place of its body; none: it has no members in a body.
    pub(crate) place: Option<BodyPlace>,
    /// Names of parameters that belong to a signature, which its plan sets.
    pub(crate) signing: Vec<String>,
}

/// Reads operations.
pub(crate) struct Reader<'s, 'd> {
    pub(crate) schemas: &'s mut Schemas<'d>,
    pub(crate) root: &'d Data,
    pub(crate) version: Version,
    /// Headers that the plan of the operation's section sets.
    pub(crate) set_headers: Vec<String>,
    /// Parameters of the query that the plan sets.
    pub(crate) set_query: Vec<String>,
    /// The header of responses with the id of a request, if one was found.
    pub(crate) request_id: Option<String>,
}

impl<'d> Reader<'_, 'd> {
    /// Reads one operation.
    pub(crate) fn read(&mut self, call: &Call<'d>, name: String) -> Read {
        let place = Place::at(&call.place);
        let node = call.node;
        let mut operation = blank(call, name);
        operation.doc = doc(node);
        operation.deprecated = node.is_true("deprecated");
        operation.source = node
            .get("externalDocs")
            .and_then(|docs| docs.text("url"))
            .filter(|url| crate::markdown::is_web_address(url))
            .map(str::to_owned);
        let mut params = self.params(call, &operation.name);
        let body = self.body(call, &operation.name, &place);
        operation.weak |= body.weak | params.weak;
        let mut fields = body.fields;
        let signing = self.take_signing(&mut params, &mut fields, &place);
        self.complete_path(&mut operation, &mut params, &place);
        operation.path_params = params.path;
        operation.query.append(&mut params.query);
        operation.headers = params.headers;
        operation.cookies = params.cookies;
        operation.params = fields;
        operation.body = body.body;
        operation.content_type = body.content_type;
        self.check_clashes(&mut operation, body.whole, &place);
        operation.idempotency = idempotency(&operation);
        self.answer(call, &mut operation, &place);
        let place = match operation.body {
            Body::Members | Body::Items(_) => body.place,
            Body::None | Body::Raw { .. } | Body::Multipart => None,
        };
        Read {
            operation,
            place,
            signing,
        }
    }

    /// Parameters of one name in several places. If the body is one of them, it is sent as one value.
    fn check_clashes(&mut self, operation: &mut Operation, whole: Option<Use>, place: &Place<'_>) {
        let others = || {
            let lists = [
                &operation.path_params,
                &operation.query,
                &operation.headers,
                &operation.cookies,
            ];
            lists.into_iter().flatten()
        };
        let clashes = operation
            .params
            .iter()
            .any(|param| others().any(|other| other.name == param.name));
        if clashes {
            match whole {
                Some(ty) if operation.body == Body::Members => {
                    operation.params.clear();
                    operation.body = Body::Items(Field::new(free_name(operation, "body"), ty));
                }
                _ => {
                    let taken: Vec<String> = others().map(|other| other.name.clone()).collect();
                    operation
                        .params
                        .retain(|param| !taken.contains(&param.name));
                    operation.weak = true;
                    self.schemas.report.note(
                        place,
                        "a part of the body has the name of another parameter",
                        "left out",
                    );
                }
            }
        }
        let in_path: Vec<String> = operation
            .path_params
            .iter()
            .map(|param| param.name.clone())
            .collect();
        let before = operation.query.len();
        operation
            .query
            .retain(|param| !in_path.contains(&param.name));
        if operation.query.len() < before {
            operation.weak = true;
            self.schemas.report.note(
                place,
                "a parameter of the query has the name of one of the path",
                "left out",
            );
        }
        unique_in(&mut operation.fields_mut().collect::<Vec<_>>());
    }
}

/// A name for a value that no parameter has.
fn free_name(operation: &Operation, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while operation.fields().any(|field| field.name == name) {
        name.push_str("_value");
    }
    name
}

fn blank(call: &Call<'_>, name: String) -> Operation {
    Operation {
        name,
        tag: call.tag.clone(),
        doc: String::new(),
        source: None,
        method: call.method.clone(),
        path: call.path.clone(),
        section: 0,
        path_params: Vec::new(),
        query: call.query.clone(),
        headers: Vec::new(),
        cookies: Vec::new(),
        params: Vec::new(),
        body: Body::None,
        content_type: None,
        idempotency: None,
        answer: Answer::None,
        answer_headers: Vec::new(),
        examples: Vec::new(),
        deprecated: false,
        unconfirmed: None,
        place: call.place.clone(),
        weak: false,
    }
}

/// Summary and description.
fn doc(node: &Data) -> String {
    let summary = texts::line(node.text("summary").unwrap_or_default());
    let more = texts::paragraphs(description(node).unwrap_or_default());
    let plain = |text: &str| text.trim_end_matches('.').to_lowercase();
    if summary.is_empty() {
        return match more.contains('\n') {
            true => more,
            false => texts::sentence(&more),
        };
    }
    if more.is_empty() || plain(&more).starts_with(&plain(&summary)) {
        return match more.is_empty() {
            true => texts::sentence(&summary),
            false if more.contains('\n') => more,
            false => texts::sentence(&more),
        };
    }
    match more.contains('\n') {
        true => format!("{}\n\n{more}", texts::sentence(&summary)),
        false => format!("{} {}", texts::sentence(&summary), texts::sentence(&more)),
    }
}

/// Names of parameters by which a provider recognizes a call that is sent again.
const KEYS: &[&str] = &[
    "idempotencykey",
    "xidempotencykey",
    "idempotency",
    "xidempotency",
    "paypalrequestid",
    "xrequestidempotency",
];

/// The parameter that makes a call safe to repeat.
fn idempotency(operation: &Operation) -> Option<String> {
    if matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
        return None;
    }
    let lists = [&operation.headers, &operation.params, &operation.query];
    let key = lists.into_iter().flatten().find(|field| {
        let name: String = field
            .name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        KEYS.contains(&name.to_ascii_lowercase().as_str())
    })?;
    Some(key.name.clone())
}
