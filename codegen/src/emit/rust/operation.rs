//! A method for each operation, its variants and its pages.

use super::Context;
use super::code::{Code, literal};
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{Found, Idempotency, Kind, Operation, Response, Type, Variant};
use crate::names;
use specie_runtime::Pagination;
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

    pub(super) fn variant(&self) -> Option<&'a Variant> {
        self.variant
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
        match self.request(method.operation) {
            Some(request) if may_be_left_out(method.operation) => {
                let optional = code.runtime(self, "OptionalRequest");
                (
                    format!(
                        "pub fn {name}<'a>(&'a self, request: impl {optional}<'a, {request}>) -> {future}<'a, {response}>"
                    ),
                    "request.or_empty()",
                )
            }
            Some(request) => (
                format!(
                    "pub fn {name}<'a>(&'a self, request: &'a {request}) -> {future}<'a, {response}>"
                ),
                "request",
            ),
            None => (
                format!("pub fn {name}(&self) -> {future}<'_, {response}>"),
                "&()",
            ),
        }
    }

    /// The type of the parameters, if there are any.
    pub(super) fn request(&self, operation: &Operation) -> Option<String> {
        let name = operation.has_request().then_some(&operation.request_name)?;
        Some(self.own(name, "requests"))
    }

    fn emit_pages(&self, code: &mut Code, method: &Method<'_>, element: &Type) {
        let operation = method.operation;
        let element = self.rust_type(code, element, false);
        let pages = code.runtime(self, "Pages");
        let (parameter, argument) = match self.request(operation) {
            Some(request) if may_be_left_out(operation) => {
                let optional = code.runtime(self, "OptionalRequest");
                (
                    format!(", request: impl {optional}<'r, {request}>"),
                    "::std::clone::Clone::clone(request.or_empty())",
                )
            }
            // A parameter may have a setter named `clone`.
            Some(request) => (
                format!(", request: &{request}"),
                "::std::clone::Clone::clone(request)",
            ),
            None => (String::new(), "()"),
        };
        let lifetime = match parameter.contains("'r") {
            true => "<'r>",
            false => "",
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
            "    #[must_use]\n    pub fn {}{lifetime}(&self{parameter}) -> {pages}<{element}> {{\n        self.0.pages(&{}, {argument})\n    }}",
            names::pages_method(&operation.rust_name),
            method.static_name(),
        );
    }

    /// Whether this is the operation that gives the provider's time.
    pub(super) fn gives_time(&self, operation: &Operation) -> bool {
        let clock = self.api.runtime.clock.as_ref();
        let time = clock.and_then(|clock| clock.server_time.as_ref());
        time.is_some_and(|time| time.operation.as_deref() == Some(operation.name.as_str()))
    }

    /// Whether public keys of webhooks are fetched by this operation.
    pub(super) fn gives_keys(&self, operation: &Operation) -> bool {
        let webhooks = &self.api.runtime.scheme.webhooks;
        let mut sources = webhooks.iter().filter_map(|webhook| webhook.keys.as_ref());
        sources.any(|keys| keys.from.operation() == Some(operation.name.as_str()))
    }

    fn emit_sync_clock(&self, code: &mut Code, method: &Method<'_>) {
        let future = code.runtime(self, "ResponseFuture");
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
            "    pub fn sync_clock(&self) -> {future}<'_, i64> {{\n        self.0.sync_clock(&{})\n    }}",
            method.static_name(),
        );
    }

    /// The element type of the paginated list.
    pub(super) fn element<'b>(
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

/// A link to a method of the client.
fn method_link(rust_name: &str) -> Markdown {
    let name = rust_name.trim_start_matches("r#");
    Markdown::item(name, &format!("Client::{name}"))
}

/// Whether a caller may give no request: nothing in it is required. Its struct then has `Default`.
pub(super) fn may_be_left_out(operation: &Operation) -> bool {
    operation.needs_beside(&[]).is_none()
}
