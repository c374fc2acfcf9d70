//! A method for each operation, its variants and its pages.

use super::Context;
use super::code::{Code, WIDTH, literal, literals};
use super::plans::reference;
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{Found, Idempotency, Kind, Operation, Response, Type, Variant};
use crate::names;
use crate::runtime_provider::OperationData;
use specie_runtime::{Body, CursorSource, PageValue, Pagination, PaginationStyle, ResponseKind};
use std::fmt::Write;

/// A method to write: the operation itself, or one of its variants.
pub(super) struct Method<'a> {
    operation: &'a Operation,
    variant: Option<&'a Variant>,
}

impl<'a> Method<'a> {
    /// The methods of an operation.
    pub(super) fn all(operation: &'a Operation) -> impl Iterator<Item = Self> {
        let variants = operation.variants.iter().map(Some);
        std::iter::once(None)
            .chain(variants)
            .map(move |variant| Self { operation, variant })
    }

    /// The method of an operation itself.
    pub(super) fn of(operation: &'a Operation) -> Self {
        Self {
            operation,
            variant: None,
        }
    }

    pub(super) fn operation(&self) -> &'a Operation {
        self.operation
    }

    /// The name in the spec.
    pub(super) fn name(&self) -> &'a str {
        self.variant
            .map_or(&self.operation.name, |variant| &variant.name)
    }

    pub(super) fn rust_name(&self) -> &'a str {
        self.variant
            .map_or(&self.operation.rust_name, |variant| &variant.rust_name)
    }

    pub(super) fn response(&self) -> &'a Response {
        self.variant
            .map_or(&self.operation.response, |variant| &variant.response)
    }

    /// A link to the method of the client.
    pub(super) fn link(&self) -> Markdown {
        method_link(self.rust_name())
    }

    /// Name of its static, if two methods share it. No type has a `_` in its name, so links in docs stay unambiguous.
    pub(super) fn static_name(&self) -> String {
        format!("OP_{}", names::constant(self.rust_name()))
    }
}

impl Context<'_> {
    /// The methods of an operation, inside `impl Client`; statics shared by two methods are appended to `statics`.
    pub fn emit_methods(&self, code: &mut Code, statics: &mut String, operation: &Operation) {
        let paged = operation
            .pagination
            .as_ref()
            .and_then(|pagination| self.element(operation, pagination));
        let is_clock = self.gives_time(operation);
        let is_key_source = self.gives_keys(operation);
        for method in Method::all(operation) {
            let is_own = method.variant.is_none();
            let is_raw = matches!(method.response(), Response::Raw { .. });
            self.emit_method(
                code,
                statics,
                &method,
                (is_own && (paged.is_some() || is_clock || is_key_source)) || is_raw,
            );
            if is_clock && is_own {
                self.emit_sync_clock(code, &method);
            }
            if is_raw {
                self.emit_download(code, &method);
            }
            if let Some(element) = paged.filter(|_| is_own) {
                self.emit_pages(code, &method, element);
            }
        }
    }

    fn emit_method(
        &self,
        code: &mut Code,
        statics: &mut String,
        method: &Method<'_>,
        shared: bool,
    ) {
        let (response, call) = self.returned(code, method);
        let (head, argument) = self.signature(code, method, method.rust_name(), &response);
        code.gap();
        code.docs(1, &self.method_doc(method));
        if let Some(reason) = &method.operation.doc.deprecated {
            let _ = writeln!(code.text, "    #[deprecated(note = {})]", literal(reason));
        }
        // The names of an API are the provider's choice, also where a trait of Rust has a method of that name.
        let of_traits = ["as_ref", "borrow", "clone", "cmp", "deref", "hash", "index"];
        if of_traits.contains(&method.rust_name()) {
            code.text.push_str(
                "    #[allow(clippy::should_implement_trait, reason = \"the name in the spec\")]\n",
            );
        }
        let _ = writeln!(code.text, "    {head} {{");
        if shared {
            let name = method.static_name();
            self.operation_static(code, statics, &name, method, 0);
            let _ = writeln!(
                code.text,
                "        self.0.{call}(&{name}, {argument})\n    }}"
            );
        } else {
            let mut text = String::new();
            self.operation_static(code, &mut text, "OP", method, 8);
            code.text.push_str(&text);
            let _ = writeln!(code.text, "        self.0.{call}(&OP, {argument})\n    }}");
        }
    }

    /// The signature of a method that makes a call, and the argument that the parameters become.
    pub(super) fn signature(
        &self,
        code: &mut Code,
        method: &Method<'_>,
        name: &str,
        response: &dyn std::fmt::Display,
    ) -> (String, &'static str) {
        let future = code.runtime(self, "ResponseFuture");
        if !method.operation.has_request() {
            return (
                format!("pub fn {name}(&self) -> {future}<'_, {response}>"),
                "&()",
            );
        }
        let request = self.own(&method.operation.request_name, "requests");
        let head = format!(
            "pub fn {name}<'a>(&'a self, request: &'a {request}) -> {future}<'a, {response}>"
        );
        (head, "request")
    }

    /// Parameter of a method after `&self`, and the argument that it becomes.
    fn request(&self, operation: &Operation) -> (String, &'static str) {
        if !operation.has_request() {
            return (String::new(), "&()");
        }
        (
            format!(
                ", request: &{}",
                self.own(&operation.request_name, "requests")
            ),
            "request",
        )
    }

    fn emit_pages(&self, code: &mut Code, method: &Method<'_>, element: &Type) {
        let operation = method.operation;
        let element = self.rust_type(code, element, false);
        let pages = code.runtime(self, "Pages");
        let (parameter, argument) = match self.request(operation) {
            (parameter, "&()") => (parameter, "()"),
            // A parameter may have a setter named `clone`.
            (parameter, _) => (parameter, "::std::clone::Clone::clone(request)"),
        };
        code.gap();
        code.docs(
            1,
            &md!(
                "The pages of {}, with one call for each page, from the page that `request` selects to the last.",
                method_link(&operation.rust_name)
            ),
        );
        let _ = writeln!(
            code.text,
            "    #[must_use]\n    pub fn {}(&self{parameter}) -> {pages}<{element}> {{\n        self.0.pages(&{}, {argument})\n    }}",
            names::pages_method(&operation.rust_name),
            method.static_name(),
        );
    }

    /// Whether this is the operation that gives the provider's time.
    fn gives_time(&self, operation: &Operation) -> bool {
        let clock = self.api.runtime.clock.as_ref();
        let time = clock.and_then(|clock| clock.server_time.as_ref());
        time.is_some_and(|time| time.operation.as_deref() == Some(operation.name.as_str()))
    }

    /// Whether public keys of webhooks are fetched by this operation.
    fn gives_keys(&self, operation: &Operation) -> bool {
        let webhooks = &self.api.runtime.scheme.webhooks;
        let mut sources = webhooks.iter().filter_map(|webhook| webhook.keys.as_ref());
        sources.any(|keys| keys.from.operation() == Some(operation.name.as_str()))
    }

    fn emit_sync_clock(&self, code: &mut Code, method: &Method<'_>) {
        let error = code.runtime(self, "Error");
        let result = self.names.prelude("Result");
        code.gap();
        code.docs(
            1,
            &md!(
                "Calls {}, and corrects the timestamps of later requests by the difference between the provider's clock and the local one. Returns how many microseconds the provider's clock is ahead; 0 if they differ by less than the call leaves unknown.\n\n# Errors\nThe call failed, or its response has no time. The correction then stays as it was.",
                method.link()
            ),
        );
        let _ = writeln!(
            code.text,
            "    pub async fn sync_clock(&self) -> {result}<i64, {error}> {{\n        self.0.sync_clock(&{}).await\n    }}",
            method.static_name(),
        );
    }

    /// The element type of the paginated list.
    fn element<'b>(
        &'b self,
        operation: &'b Operation,
        pagination: &Pagination<String>,
    ) -> Option<&'b Type> {
        let Response::Type(response) = &operation.response else {
            return None;
        };
        let Found::Type(ty) = self.api.type_of_list(response, pagination) else {
            return None;
        };
        match &ty.kind {
            Kind::List(element) => Some(element),
            _ => None,
        }
    }

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
        let mut line = format!("{head}{}", parts[0]);
        for part in &parts[1..] {
            if line.len() + part.len() >= WIDTH {
                let _ = writeln!(out, "{line}");
                line = format!("{:1$}", "", indent + 4);
            }
            line.push_str(part);
        }
        let _ = writeln!(out, "{line};");
    }

    /// The expression of the runtime's value: its constructor, and a call for each field that is not the default.
    fn operation_parts(&self, code: &mut Code, ty: &str, method: &Method<'_>) -> Vec<String> {
        let data = OperationData::of(self.api, method.operation, method.variant);
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

    /// The docs of a method.
    fn method_doc(&self, method: &Method<'_>) -> Markdown {
        let operation = method.operation;
        let doc = method
            .variant
            .map_or(&operation.doc, |variant| &variant.doc);
        let mut text = describe::full(doc);
        let section = self
            .api
            .runtime
            .scheme
            .sections
            .get(usize::from(operation.section));
        let plan = section
            .and_then(|section| section.plan)
            .and_then(|plan| self.api.runtime.scheme.plans.get(usize::from(plan)));
        let call = Markdown::code(&format!("{} {}", operation.method, operation.path));
        text.paragraph(&match plan {
            Some(plan) => md!("{}, signed by plan {}.", call, Markdown::code(&plan.name)),
            None => md!("{}, not signed.", call),
        });
        let says_so = if doc.source.is_some() {
            doc
        } else {
            &operation.doc
        };
        text.then(&describe::provider_docs(says_so));
        match &operation.idempotency {
            Idempotency::Safe => {}
            Idempotency::Keyed { field, unique } => {
                let other = operation
                    .reconcile
                    .filter(|i| self.selection.operations.contains(i))
                    .and_then(|i| self.api.operations.get(i));
                let other = other.map(|other| method_link(&other.rust_name));
                let outcome = self.error_item("outcome");
                text.paragraph(&describe::keyed(field, *unique, &outcome, other).sentence());
            }
            Idempotency::Never => {
                let other = operation
                    .reconcile
                    .filter(|i| self.selection.operations.contains(i))
                    .and_then(|i| self.api.operations.get(i));
                let ways_out = match other {
                    Some(other) => md!(
                        "call {} to find out what happened.",
                        method_link(&other.rust_name)
                    ),
                    None => Markdown::words("find out what happened before you retry."),
                };
                text.paragraph(&md!(
                    "Never repeated once it may have been received. If {} is ambiguous, {}",
                    self.error_item("outcome"),
                    ways_out
                ));
            }
        }
        let envelope = operation
            .envelope
            .and_then(|at| self.api.runtime.envelopes.get(usize::from(at)));
        if envelope.is_some_and(|envelope| !envelope.partial.is_empty()) {
            text.paragraph(&md!(
                "The call may succeed in part. Then {} is partial, and {} gives the response, in which each element has its own result.",
                self.error_item("outcome"),
                self.error_item("partial")
            ));
        }
        text.paragraph(&md!(
            "# Errors\n{} says why the call failed, {} whether it took effect.",
            self.error_item("kind"),
            self.error_item("outcome")
        ));
        text
    }

    /// A link to a method of the runtime's `Error`, which the code around need not import.
    fn error_item(&self, method: &str) -> Markdown {
        let name = format!("Error::{method}");
        Markdown::item(&name, &format!("{}::{name}", self.names.runtime))
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

/// A link to a method of the client.
fn method_link(rust_name: &str) -> Markdown {
    let name = rust_name.trim_start_matches("r#");
    Markdown::item(name, &format!("Client::{name}"))
}
