//! Operations and webhooks.

use super::scalars;
use super::{Mark, Writer};
use crate::import::draft::{Answer, Body, Field, Operation, Use};
use crate::import::finish::part;
use crate::yaml::quoted;
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn operations(&mut self) {
        let draft = self.draft;
        if draft.operations.is_empty() {
            return;
        }
        self.line(0, "operations:");
        for (tag, operations) in self.grouped() {
            if let Some(tag) = tag {
                let doc = draft.tags.iter().find(|(name, _)| *name == tag);
                let doc = doc
                    .map(|(_, doc)| doc.as_str())
                    .filter(|doc| !doc.is_empty());
                let tag = tag.replace('\n', " ");
                self.comment(
                    2,
                    &match doc {
                        Some(doc) => format!("{tag}: {doc}"),
                        None => tag,
                    },
                );
            }
            for at in operations {
                // An operation without a method was left out.
                let operation = draft.operations.get(at);
                if let Some(operation) = operation.filter(|one| !one.method.is_empty()) {
                    self.operation(at, operation);
                }
            }
        }
        self.line(0, "");
    }

    /// Operations by their first tag, in the order of the document.
    fn grouped(&self) -> Vec<(Option<String>, Vec<usize>)> {
        let mut order: Vec<Option<String>> = Vec::new();
        let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (at, operation) in self.draft.operations.iter().enumerate() {
            let group = groups.entry(operation.tag.clone()).or_default();
            if group.is_empty() {
                order.push(operation.tag.clone());
            }
            group.push(at);
        }
        order
            .into_iter()
            .map(|tag| {
                let group = groups.remove(&tag).unwrap_or_default();
                (tag, group)
            })
            .collect()
    }

    fn operation(&mut self, at: usize, operation: &Operation) {
        let draft = self.draft;
        let owner = part(&operation.name);
        self.mark(Mark::Operation(at));
        self.line(2, &format!("{}:", scalars::key(&operation.name)));
        if !operation.doc.is_empty() {
            self.text(4, "doc", &operation.doc);
        }
        if let Some(source) = &operation.source {
            self.text(4, "source", source);
        }
        if let Some(reason) = &operation.unconfirmed {
            self.text(4, "unconfirmed", reason);
        }
        if operation.deprecated {
            self.line(4, "deprecated: marked so in the document");
        }
        let call = format!("{} {}", operation.method, operation.path);
        self.text(4, "call", call.trim_end());
        let section = draft.sections.get(operation.section);
        let is_usual = self.usual == Some(operation.section);
        if let Some(section) = section.filter(|_| !is_usual) {
            self.line(4, &format!("section: {}", section.name));
        }
        if let Some(key) = &operation.idempotency {
            self.mark(Mark::Idempotency(at));
            let keyed = quoted(&format!("keyed({key})"));
            let plain = key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
            match plain {
                true => self.line(4, &format!("idempotency: keyed({key})")),
                false => self.line(4, &format!("idempotency: {keyed}")),
            }
            self.mark(Mark::Operation(at));
        }
        let in_query = section.is_some_and(|section| section.sends_in_query(&operation.method));
        let mut params: Vec<&Field> = operation.path_params.iter().collect();
        let mut query: Vec<&Field> = operation.query.iter().collect();
        if in_query {
            params.append(&mut query);
        }
        params.extend(&operation.params);
        if operation.body == Body::Multipart {
            self.line(4, "body: multipart");
        }
        self.fields(at, "params", &params, &owner);
        match &operation.body {
            Body::Items(field) => {
                self.mark(Mark::Param(at, field.name.clone()));
                self.items(field, &owner, 4);
                self.mark(Mark::Operation(at));
            }
            Body::Raw { text, doc } => {
                let kind = if *text { "text" } else { "bytes" };
                let mut line = format!("raw {kind}");
                if operation.fields().any(|field| field.name == "body") {
                    line.push_str(" as content");
                }
                if !doc.is_empty() {
                    line.push_str(&format!(" -- {doc}"));
                }
                self.text(4, "body", &line);
            }
            Body::None | Body::Members | Body::Multipart => {}
        }
        if let Some(content_type) = &operation.content_type {
            self.text(4, "content_type", content_type);
        }
        self.fields(at, "query", &query, &owner);
        self.fields(
            at,
            "headers",
            &operation.headers.iter().collect::<Vec<_>>(),
            &owner,
        );
        self.fields(
            at,
            "cookies",
            &operation.cookies.iter().collect::<Vec<_>>(),
            &owner,
        );
        self.answer(at, operation, &owner);
        self.examples(at, operation);
    }

    fn fields(&mut self, at: usize, key: &str, fields: &[&Field], owner: &str) {
        if fields.is_empty() {
            return;
        }
        self.line(4, &format!("{key}:"));
        for field in fields {
            self.mark(Mark::Param(at, field.name.clone()));
            self.field(field, owner, 6);
        }
        self.mark(Mark::Operation(at));
    }

    fn answer(&mut self, at: usize, operation: &Operation, owner: &str) {
        self.mark(Mark::Answer(at));
        let response = format!("{owner}Response");
        let media = |kind: &str, media: &str| match media {
            "" => format!("raw {kind}"),
            media => format!("raw {kind} {media}"),
        };
        match &operation.answer {
            Answer::None => self.line(4, "answer: none"),
            Answer::Type(ty) => {
                let ty = self.response_type(ty, &response);
                self.line(4, &format!("answer: {ty}"));
            }
            Answer::Optional(ty) => {
                let ty = self.response_type(ty, &response);
                self.line(4, &format!("answer: {ty} or none"));
            }
            Answer::RawText(name) => self.line(4, &format!("answer: {}", media("text", name))),
            Answer::RawBytes(name) => self.line(4, &format!("answer: {}", media("bytes", name))),
            Answer::ByStatus(all) => {
                self.line(4, "answer:");
                for (status, ty) in all {
                    let ty = match ty {
                        Some(ty) => self.response_type(ty, &format!("{response}{status}")),
                        None => "none".to_owned(),
                    };
                    self.line(6, &format!("{status}: {ty}"));
                }
            }
        }
        if !operation.answer_headers.is_empty() {
            self.line(4, "answer_headers:");
            let owner = format!("{owner}Headers");
            for field in &operation.answer_headers {
                self.mark(Mark::AnswerHeader(at, field.name.clone()));
                self.field(field, &owner, 6);
            }
        }
        self.mark(Mark::Operation(at));
    }

    /// The type of a response, whose name as a union was reserved.
    fn response_type(&mut self, ty: &Use, place: &str) -> String {
        if matches!(ty.base, crate::import::draft::Base::Forms(_)) {
            self.names.release(place);
        }
        self.ty(ty, place)
    }

    fn examples(&mut self, at: usize, operation: &Operation) {
        if operation.examples.iter().all(|example| example.left_out) {
            return;
        }
        self.line(4, "examples:");
        for (index, example) in operation.examples.iter().enumerate() {
            if example.left_out {
                continue;
            }
            self.mark(Mark::Example(at, index));
            let name = scalars::value(&example.name, 14, 10);
            self.line(6, &format!("- name:{name}"));
            let mut answer = String::from("answer:");
            scalars::data(&example.answer, 10, &mut answer);
            self.line(8, &answer);
        }
        self.mark(Mark::Operation(at));
    }

    pub(super) fn webhooks(&mut self) {
        let draft = self.draft;
        if draft.webhooks.iter().all(|webhook| webhook.left_out) {
            return;
        }
        self.line(0, "");
        self.line(0, "webhooks:");
        for (at, webhook) in draft.webhooks.iter().enumerate() {
            if webhook.left_out {
                continue;
            }
            self.mark(Mark::Webhook(at));
            self.comment(2, "unconfirmed: the document does not say how deliveries are signed. Replace the step under `verify` by what the provider's page says.");
            self.line(2, &format!("{}:", webhook.name));
            if !webhook.doc.is_empty() {
                self.text(4, "doc", &webhook.doc);
            }
            self.line(
                4,
                "unconfirmed: how deliveries are signed is not in the document",
            );
            self.line(
                4,
                &format!("body: {}", if webhook.form { "form" } else { "json" }),
            );
            self.line(4, "verify:");
            self.line(
                6,
                "- header: { X-Signature: body | hmac_sha256(webhook_secret) | hex }",
            );
            let place = format!("{}Event", part(&webhook.name));
            let event = self.ty(&webhook.event, &place);
            self.line(4, &format!("event: {event}"));
        }
    }
}
