//! The first page of a provider, and its page of errors.

use super::text::{anchor, cell, code, doc};
use crate::model::{
    AnswerPath, Api, Doc, Envelope, EnvelopeTest, Operation, PathStep, Shape, TypeDef,
};
use serde_json::{Value, json};
use specie_runtime::Literal;
use specie_runtime::signing::plan::{Credential, Data, Form};

/// What the overview shows.
pub fn context(api: &Api) -> Value {
    let scheme = &api.scheme;
    let docs = &api.scheme_docs;
    let at = |docs: &[Doc], place: usize| docs.get(place).map(doc).unwrap_or_default();
    json!({
        "doc": doc(&api.doc),
        "docs_url": api.docs_url,
        "environments": api.environments.iter().map(|environment| json!({
            "name": environment.name,
            "rust": environment.rust_name,
            "doc": cell(&doc(&environment.doc)),
            "bases": bases(api, environment),
        })).collect::<Vec<_>>(),
        "credentials": scheme.credentials.iter().enumerate().map(|(place, credential)| json!({
            "name": credential.name,
            "secret": credential.secret,
            "optional": credential.optional,
            "form": cell(&forms(credential)),
            "doc": cell(&at(&docs.credentials, place)),
        })).collect::<Vec<_>>(),
        "settings": scheme.settings.iter().enumerate().map(|(place, setting)| json!({
            "name": setting.name,
            "default": code(&plain(&setting.default)),
            "doc": cell(&at(&docs.settings, place)),
        })).collect::<Vec<_>>(),
        "limits": api.limits.iter().map(|limit| json!({
            "calls": limit.calls.to_string(),
            "per": duration(limit.per_ms),
            "scope": limit.scope,
            "doc": doc(&limit.doc),
        })).collect::<Vec<_>>(),
        "clock": api.clock.as_ref().map(|clock| json!({
            "past": clock.past_ms.map(duration),
            "future": clock.future_ms.map(duration),
            "margin": if clock.margin_ms > 0 { Some(duration(clock.margin_ms)) } else { None },
            "server_time": clock.server_time.as_ref().map(|(header, _)| header),
            "doc": doc(&clock.doc),
        })),
        "serial_nonce": api.serial_nonce,
        "operations": api.operations.len().to_string(),
        "types": api.types.len().to_string(),
        "webhooks": api.webhooks.len().to_string(),
        "streams": api.streams.len().to_string(),
        "vectors": api.vectors.len().to_string(),
        "needed": crate::emit::rust::client::needed_credentials(api).collect::<Vec<_>>().join(", "),
        "first_call": api.operations.iter().find(|operation| crate::emit::rust::client::suits_example(operation))
            .map(|operation| super::sample::call(api, operation)),
        "unconfirmed": unconfirmed(api),
        "known_by_name": api.known_by_name.iter().map(|known| json!({
            "name": known.name,
            "doc": doc(&known.doc),
            "source": known.doc.source,
        })).collect::<Vec<_>>(),
    })
}

/// What the page of errors shows.
pub fn errors(api: &Api) -> Value {
    let errors = &api.errors;
    let paths = |paths: &[AnswerPath]| {
        paths
            .iter()
            .map(|path| format!("`{}`", path_text(path)))
            .collect::<Vec<_>>()
            .join(", then ")
    };
    json!({
        "envelopes": api.envelopes.iter().map(|envelope| json!({
            "name": envelope.name,
            "ok": ok_text(envelope),
            "partial": Some(condition(&envelope.partial)).filter(|text| !text.is_empty()),
            "data": if envelope.data.is_empty() { "the whole body".to_owned() } else { format!("`body{}`", steps(&envelope.data)) },
        })).collect::<Vec<_>>(),
        "code": paths(&errors.code),
        "message": paths(&errors.message),
        "retry_after": errors.retry_after.as_ref().map(path_text),
        "request_id": errors.request_id.as_ref().map(path_text),
        "status": errors.status.iter().map(|(status, kind)| json!({ "status": status.to_string(), "kind": format!("{kind:?}") })).collect::<Vec<_>>(),
        "codes": errors.codes.iter().map(|code| json!({
            "pattern": cell(&super::text::code(&code.pattern)),
            "kind": format!("{:?}", code.kind),
            "doc": cell(&doc(&code.doc)),
        })).collect::<Vec<_>>(),
    })
}

/// Sections and their addresses in an environment.
fn bases(api: &Api, environment: &crate::model::Environment) -> String {
    let mut shown: Vec<String> = Vec::new();
    for (place, section) in api.scheme.sections.iter().enumerate() {
        let own = environment
            .bases
            .iter()
            .find(|(at, _)| usize::from(*at) == place)
            .map(|(_, base)| base.as_str());
        let base = format!("`{}`", own.unwrap_or(&section.base));
        if !shown.contains(&base) {
            shown.push(base);
        }
    }
    shown.join(", ")
}

/// The forms of a credential in words.
fn forms(credential: &Credential) -> String {
    let words: Vec<String> = credential
        .forms
        .iter()
        .map(|form| match form {
            Form::Text(None) => "text".to_owned(),
            Form::Text(Some(size)) => format!("text of {size} characters"),
            Form::Hex(size) => sized("hex", *size),
            Form::Base64(size) => sized("base64", *size),
            Form::Base58(size) => sized("base58", *size),
            Form::Rsa => "RSA private key (PEM)".to_owned(),
            Form::P256 => "P-256 private key (PEM)".to_owned(),
            Form::Ed25519 => "Ed25519 private key (PEM)".to_owned(),
            Form::Secp256k1 => "secp256k1 private key (hex)".to_owned(),
            Form::Wif => "bitcoin private key (WIF)".to_owned(),
        })
        .collect();
    words.join(" or ")
}

fn sized(what: &str, size: Option<u32>) -> String {
    size.map_or_else(|| what.to_owned(), |size| format!("{what} of {size} bytes"))
}

/// Plain data as a reader writes it.
fn plain(data: &Data) -> String {
    match data {
        Data::Text(text) => text.to_string(),
        other => crate::emit::rust::streams::json(other),
    }
}

/// Milliseconds in the largest unit that they fill.
pub fn duration(ms: u64) -> String {
    for (unit, size) in [
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("min", 60_000),
        ("s", 1000),
    ] {
        if ms >= size && ms.is_multiple_of(size) {
            return format!("{} {unit}", ms / size);
        }
    }
    format!("{ms} ms")
}

fn ok_text(envelope: &Envelope) -> String {
    if envelope.ok.is_empty() {
        return "the status is 200 to 299".to_owned();
    }
    condition(&envelope.ok)
}

/// A condition in words.
fn condition(groups: &[Vec<EnvelopeTest>]) -> String {
    let groups: Vec<String> = groups
        .iter()
        .map(|group| group.iter().map(test).collect::<Vec<_>>().join(" and "))
        .collect();
    groups.join(", or ")
}

fn test(test: &EnvelopeTest) -> String {
    let not = |holds: bool| if holds { "" } else { "not " };
    match test {
        EnvelopeTest::In(path, literals, holds) => {
            let values: Vec<String> = literals.iter().map(literal).collect();
            let values = values.join(" or ");
            format!("`{}` is {}{values}", path_text(path), not(*holds))
        }
        EnvelopeTest::Absent(path, holds) => {
            format!("`{}` is {}absent", path_text(path), not(*holds))
        }
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Number(text) => format!("`{text}`"),
        Literal::Bool(value) => format!("`{value}`"),
    }
}

fn path_text(path: &AnswerPath) -> String {
    match path {
        AnswerPath::Status => "status".to_owned(),
        AnswerPath::Body(path) => format!("body{}", steps(path)),
        AnswerPath::Header(name) => format!("header.{name}"),
    }
}

fn steps(path: &[PathStep]) -> String {
    path.iter()
        .map(|step| match step {
            PathStep::Name(name) => format!(".{name}"),
            PathStep::Index(at) => format!("[{at}]"),
        })
        .collect()
}

/// Everything that no page confirms, with where it stands.
fn unconfirmed(api: &Api) -> Vec<Value> {
    let mut found = Unconfirmed(Vec::new());
    api.operations.iter().for_each(|it| found.operation(it));
    api.types.iter().for_each(|it| found.def(it));
    for limit in &api.limits {
        found.add(format!("the limit of {} calls", limit.calls), &limit.doc);
    }
    for webhook in &api.webhooks {
        found.add(format!("webhook `{}`", webhook.name), &webhook.doc);
    }
    for stream in &api.streams {
        let name = format!("stream `{}`", stream.name);
        found.add(name.clone(), &stream.doc);
        for channel in &stream.channels {
            found.add(format!("{name}, `{}`", channel.name), &channel.doc);
        }
    }
    found.0
}

/// What was found so far.
struct Unconfirmed(Vec<Value>);

impl Unconfirmed {
    fn add(&mut self, what: String, doc: &Doc) {
        let Some(reason) = &doc.unconfirmed else {
            return;
        };
        let reason = match reason.trim() {
            "" => "no page says so".to_owned(),
            _ => crate::emit::rust::rustdoc::safe(reason),
        };
        self.0.push(json!({ "what": what, "reason": reason }));
    }

    fn operation(&mut self, operation: &Operation) {
        let name = &operation.name;
        let link = format!("[`{name}`](operations.md#{})", anchor(name));
        self.add(link.clone(), &operation.doc);
        for param in &operation.params {
            let field = &param.field;
            self.add(format!("{link}, parameter `{}`", field.name), &field.doc);
        }
        for variant in &operation.variants {
            self.add(format!("{link}, variant `{}`", variant.name), &variant.doc);
        }
    }

    fn def(&mut self, def: &TypeDef) {
        let link = format!("[`{}`](types.md#{})", def.name, anchor(&def.name));
        self.add(link.clone(), &def.doc);
        match &def.shape {
            Shape::Struct { fields, .. } | Shape::Tuple { fields } => {
                for field in fields {
                    self.add(format!("{link}, member `{}`", field.name), &field.doc);
                }
            }
            Shape::Enum { values, .. } => {
                for value in values {
                    self.add(format!("{link}, value `{}`", value.wire), &value.doc);
                }
            }
            Shape::Union { .. } => {}
        }
    }
}
