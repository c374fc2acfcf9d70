//! The runtime's value of an operation, as an expression.

use super::Context;
use super::code::{Code, WIDTH, literal, literals};
use super::operation::Method;
use super::plans::reference;
use crate::model::Response;
use crate::runtime_provider::OperationData;
use specie_runtime::{Body, CursorSource, PageValue, Pagination, PaginationStyle, ResponseKind};
use std::fmt::Write;

impl Context<'_> {
    /// `static NAME: Operation = …;`
    pub(super) fn operation_static(
        &self,
        code: &mut Code,
        out: &mut String,
        name: &str,
        method: &Method<'_>,
        indent: usize,
    ) {
        let ty = code.runtime(self, "Operation");
        let parts = self.operation_parts(code, &ty, method);
        let head = format!("{:indent$}static {name}: {ty}<'_> = ", "");
        let flat = parts.concat();
        if head.len() + flat.len() < WIDTH {
            let _ = writeln!(out, "{head}{flat};");
            return;
        }
        let mut line = head;
        for (at, part) in parts.iter().enumerate() {
            if at > 0 && line.len() + part.len() >= WIDTH {
                let _ = writeln!(out, "{line}");
                line = format!("{:1$}", "", indent + 4);
            }
            line.push_str(part);
        }
        let _ = writeln!(out, "{line};");
    }

    /// The expression of the runtime's value: its constructor, and a call for each field that is not the default.
    fn operation_parts(&self, code: &mut Code, ty: &str, method: &Method<'_>) -> Vec<String> {
        let data = OperationData::of(self.api, method.operation(), method.variant());
        // Every field is named, so that a new one is printed too. The wire format is printed from the type.
        let specie_runtime::Operation {
            name,
            method: verb,
            path,
            section,
            idempotency,
            reconcile,
            reconcile_with,
            new_key,
            envelope,
            path_encode,
            in_query,
            in_headers,
            in_cookies,
            formats,
            items,
            body,
            content_type,
            fixed,
            timeout_ms,
            weight,
            response,
            by_status,
            response_headers,
            wire: _,
            pagination,
            secrets,
            secret_params,
        } = data.operation();
        let default = specie_runtime::Operation::new(name, verb, path);
        let mut parts = vec![format!(
            "{ty}::new({}, {}, {})",
            literal(name),
            literal(verb),
            literal(path)
        )];
        if section != default.section {
            let of = self.api.runtime.scheme.sections.get(usize::from(section));
            let section = reference(section, of.map(|of| &*of.name));
            parts.push(format!(".section({section})"));
        }
        parts.extend(idempotency_parts(code, self, idempotency, reconcile));
        if !reconcile_with.is_empty() {
            let pairs = reconcile_with
                .iter()
                .map(|(asked, own)| format!("({}, {})", literal(asked), literal(own)));
            parts.push(format!(
                ".reconcile_with(&[{}])",
                pairs.collect::<Vec<_>>().join(", ")
            ));
        }
        if let Some(form) = new_key {
            let ty = code.runtime(self, "KeyForm");
            parts.push(format!(".new_key({ty}::{form:?})"));
        }
        match envelope {
            envelope if envelope == default.envelope => {}
            Some(at) => {
                let name = self.api.provider_docs.envelopes.get(usize::from(at));
                let envelope = reference(at, name.map(String::as_str));
                parts.push(format!(".envelope({envelope})"));
            }
            None => parts.push(".no_envelope()".to_owned()),
        }
        if !path_encode.is_empty() {
            let ty = code.runtime(self, "PathEncode");
            let ways = path_encode
                .iter()
                .map(|(name, way)| format!("({}, {ty}::{way:?})", literal(name)));
            parts.push(format!(
                ".path_encode(&[{}])",
                ways.collect::<Vec<_>>().join(", ")
            ));
        }
        if !formats.is_empty() {
            let ty = code.runtime(self, "Arrays");
            let formats = formats
                .iter()
                .map(|(name, format)| format!("({}, {ty}::{format:?})", literal(name)));
            parts.push(format!(
                ".formats(&[{}])",
                formats.collect::<Vec<_>>().join(", ")
            ));
        }
        let named = [
            ("query", in_query),
            ("headers", in_headers),
            ("cookies", in_cookies),
        ];
        for (part, names) in named {
            if !names.is_empty() {
                parts.push(format!(".{part}(&{})", literals(names)));
            }
        }
        if items {
            parts.push(".items()".to_owned());
        }
        parts.extend(self.body_part(code, body));
        if let Some(content_type) = content_type {
            parts.push(format!(".content_type({})", literal(content_type)));
        }
        if !fixed.is_empty() {
            let fixed = fixed
                .iter()
                .map(|(name, value)| format!("({}, {})", literal(name), literal(value)));
            parts.push(format!(
                ".fixed(&[{}])",
                fixed.collect::<Vec<_>>().join(", ")
            ));
        }
        if let Some(ms) = timeout_ms {
            parts.push(format!(".timeout_ms({ms})"));
        }
        if weight != default.weight {
            parts.push(format!(".weight({weight})"));
        }
        match response {
            ResponseKind::Json => {}
            ResponseKind::OptionalJson => parts.push(".optional_response()".to_owned()),
            ResponseKind::Text => parts.push(".text()".to_owned()),
            ResponseKind::Bytes => parts.push(".bytes()".to_owned()),
            ResponseKind::None => parts.push(".no_response()".to_owned()),
        }
        if !by_status.is_empty() {
            let ty = code.runtime(self, "ResponseKind");
            let kinds = by_status
                .iter()
                .map(|(status, kind)| format!("({status}, {ty}::{kind:?})"));
            parts.push(format!(
                ".by_status(&[{}])",
                kinds.collect::<Vec<_>>().join(", ")
            ));
        }
        if !response_headers.is_empty() {
            parts.push(format!(
                ".response_headers(&{})",
                literals(response_headers)
            ));
        }
        // The formats by status are those of the enum.
        if let Response::Type(ty) | Response::Optional(ty) = method.response() {
            parts.extend(
                self.type_wire(code, ty)
                    .map(|wire| format!(".wire({wire})")),
            );
        }
        if !secrets.is_empty() {
            parts.push(format!(".secrets(&{})", literals(secrets)));
        }
        if !secret_params.is_empty() {
            parts.push(format!(".secret_params(&{})", literals(secret_params)));
        }
        parts.extend(pagination.map(|pagination| self.pages_part(code, &pagination)));
        parts
    }

    /// What the body is made of, if not of parameters.
    fn body_part(&self, code: &mut Code, body: Body<'_>) -> Option<String> {
        match body {
            Body::Params => None,
            Body::Text(name) => Some(format!(
                ".body({}::Text({}))",
                code.runtime(self, "Body"),
                literal(name)
            )),
            Body::Bytes(name) => Some(format!(
                ".body({}::Bytes({}))",
                code.runtime(self, "Body"),
                literal(name)
            )),
            Body::Multipart(files) => {
                let ty = match files {
                    [] => String::new(),
                    _ => code.runtime(self, "FileParam"),
                };
                let files = files.iter().map(|file| match (file.min, file.max) {
                    (0, u64::MAX) => format!("{ty}::new({})", literal(file.name)),
                    (min, u64::MAX) => {
                        format!("{ty}::sized({}, {min}, u64::MAX)", literal(file.name))
                    }
                    (min, max) => format!("{ty}::sized({}, {min}, {max})", literal(file.name)),
                });
                let files: Vec<String> = files.collect();
                let body = code.runtime(self, "Body");
                Some(format!(".body({body}::Multipart(&[{}]))", files.join(", ")))
            }
        }
    }

    /// How the pages are requested, and where they end.
    fn pages_part(&self, code: &mut Code, pagination: &Pagination<&str>) -> String {
        // Every field is named, so that a new one is printed too.
        let Pagination {
            style,
            list,
            member_list,
            size,
            max_size,
            full_pages,
            null_list,
            total,
            total_pages,
            more,
            end,
        } = pagination;
        let ty = code.runtime(self, "PaginationStyle");
        let style = match style {
            PaginationStyle::Page { page, first } => {
                format!("{ty}::Page {{ page: {}, first: {first} }}", literal(page))
            }
            PaginationStyle::Offset { start } => {
                format!("{ty}::Offset {{ start: {} }}", literal(start))
            }
            PaginationStyle::Cursor {
                param,
                from,
                step,
                inclusive,
                integer,
            } => {
                let source = code.runtime(self, "CursorSource");
                let from = match from {
                    CursorSource::Last(place) => format!("{source}::Last({})", literal(place)),
                    CursorSource::Link(header) => format!("{source}::Link({})", literal(header)),
                    CursorSource::Response(value) => {
                        format!("{source}::Response({})", self.page_value(code, value))
                    }
                    CursorSource::Url(value) => {
                        format!("{source}::Url({})", self.page_value(code, value))
                    }
                };
                format!(
                    "{ty}::Cursor {{ param: {}, from: {from}, step: {step}, inclusive: {inclusive}, integer: {integer} }}",
                    literal(param)
                )
            }
        };
        let mut text = format!("{}::new({style})", code.runtime(self, "Pagination"));
        for (setter, value) in [("list", list), ("size", size), ("end", end)] {
            if let Some(value) = value {
                let _ = write!(text, ".{setter}({})", literal(value));
            }
        }
        if *member_list {
            text.push_str(".member_list()");
        }
        if let Some(size) = max_size {
            let _ = write!(text, ".max_size({size})");
        }
        if *full_pages {
            text.push_str(".full_pages()");
        }
        if *null_list {
            text.push_str(".null_list()");
        }
        for (setter, value) in [
            ("total", total),
            ("total_pages", total_pages),
            ("more", more),
        ] {
            if let Some(value) = value {
                let _ = write!(text, ".{setter}({})", self.page_value(code, value));
            }
        }
        format!(".pages({text})")
    }

    /// A value in the response.
    fn page_value(&self, code: &mut Code, value: &PageValue<&str>) -> String {
        let ty = code.runtime(self, "PageValue");
        match value {
            PageValue::Body(place) => format!("{ty}::Body({})", literal(place)),
            PageValue::Header(name) => format!("{ty}::Header({})", literal(name)),
        }
    }
}

/// Whether the operation may be repeated, and which one reports the outcome.
fn idempotency_parts(
    code: &mut Code,
    context: &Context<'_>,
    idempotency: specie_runtime::Idempotency<'_>,
    reconcile: &str,
) -> Option<String> {
    use specie_runtime::{Idempotency, KeyScope};
    match (idempotency, reconcile) {
        (Idempotency::Safe, _) => Some(".safe()".to_owned()),
        (Idempotency::Keyed { param, unique }, other) => {
            let param = literal(param);
            let mut part = match unique {
                KeyScope::Always => format!(".keyed({param})"),
                unique => {
                    let ty = code.runtime(context, "KeyScope");
                    format!(".keyed_within({param}, {ty}::{unique:?})")
                }
            };
            if !other.is_empty() {
                let _ = write!(part, ".reconcile({})", literal(other));
            }
            Some(part)
        }
        (Idempotency::Never, "") => None,
        (Idempotency::Never, other) => Some(format!(".never({})", literal(other))),
    }
}
