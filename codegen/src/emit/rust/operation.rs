//! A method for each operation, its variants and its pages.

use super::Context;
use super::code::{Code, WIDTH, literal, literals};
use super::ty::Ty;
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{
    Idempotency, Kind, Location, Operation, Pagination, Response, Shape, Type, Variant,
};
use crate::names;
use crate::secret_members::in_response;
use std::fmt::Write;

/// A method to write: the operation itself, or one of its variants.
struct Method<'a> {
    operation: &'a Operation,
    variant: Option<&'a Variant>,
}

impl Method<'_> {
    fn name(&self) -> &str {
        self.variant
            .map_or(&self.operation.name, |variant| &variant.name)
    }

    fn rust_name(&self) -> &str {
        self.variant
            .map_or(&self.operation.rust_name, |variant| &variant.rust_name)
    }

    fn response(&self) -> &Response {
        self.variant
            .map_or(&self.operation.response, |variant| &variant.response)
    }
}

impl Context<'_> {
    /// The methods of an operation, inside `impl Client`; statics shared by two methods are appended to `statics`.
    pub fn emit_methods(&self, code: &mut Code, statics: &mut String, operation: &Operation) {
        let paged = operation
            .paginate
            .as_ref()
            .and_then(|pages| Some((pages, self.element(operation, pages)?)));
        let plain = Method {
            operation,
            variant: None,
        };
        self.emit_method(code, statics, &plain, paged.is_some());
        if let Some((_, element)) = paged {
            self.emit_pages(code, operation, element);
        }
        for variant in &operation.variants {
            self.emit_method(
                code,
                statics,
                &Method {
                    operation,
                    variant: Some(variant),
                },
                false,
            );
        }
    }

    fn emit_method(
        &self,
        code: &mut Code,
        statics: &mut String,
        method: &Method<'_>,
        shared: bool,
    ) {
        let response = match method.response() {
            Response::None => Ty::plain("()"),
            Response::Type(ty) => self.rust_type(code, ty),
        };
        let error = code.runtime(self, "Error");
        let result = self.names.prelude("Result");
        let (parameter, argument) = self.request(method.operation);
        code.gap();
        code.docs(1, &self.method_doc(method));
        if let Some(reason) = &method.operation.doc.deprecated {
            let _ = writeln!(code.text, "    #[deprecated(note = {})]", literal(reason));
        }
        let _ = writeln!(
            code.text,
            "    pub async fn {}(&self{parameter}) -> {result}<{response}, {error}> {{",
            method.rust_name()
        );
        if shared {
            let name = static_name(method.operation);
            self.operation_static(code, statics, &name, method, 0);
            let _ = writeln!(
                code.text,
                "        self.0.run(&{name}, {argument}).await\n    }}"
            );
        } else {
            let mut text = String::new();
            self.operation_static(code, &mut text, "OP", method, 8);
            code.text.push_str(&text);
            let _ = writeln!(
                code.text,
                "        self.0.run(&OP, {argument}).await\n    }}"
            );
        }
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

    fn emit_pages(&self, code: &mut Code, operation: &Operation, element: &Type) {
        let element = self.rust_type(code, element);
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
            static_name(operation),
        );
    }

    /// The element type of the paginated list.
    fn element<'b>(&'b self, operation: &'b Operation, pages: &Pagination) -> Option<&'b Type> {
        let Response::Type(response) = &operation.response else {
            return None;
        };
        let list = match pages {
            Pagination::Page { list, .. }
            | Pagination::Offset { list, .. }
            | Pagination::Cursor { list, .. } => list,
        };
        let ty = match (list, &response.kind) {
            (None, _) => response,
            (Some(member), Kind::Named(id)) => match &self.api.types.get(id.0)?.shape {
                Shape::Struct { fields, .. } => {
                    &fields.iter().find(|field| field.name == *member)?.ty
                }
                _ => return None,
            },
            _ => return None,
        };
        match &ty.kind {
            Kind::List(element) => Some(element),
            _ => None,
        }
    }

    /// `static NAME: Operation = …;`
    fn operation_static(
        &self,
        code: &mut Code,
        out: &mut String,
        name: &str,
        method: &Method<'_>,
        indent: usize,
    ) {
        let operation = method.operation;
        let ty = code.runtime(self, "Operation");
        let new = format!(
            "{ty}::new({}, {}, {})",
            literal(method.name()),
            literal(&operation.method),
            literal(&operation.path)
        );
        let mut parts = vec![new];
        parts.extend(self.operation_parts(code, method));
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

    /// Fields of an operation besides name, method and path.
    fn operation_parts(&self, code: &mut Code, method: &Method<'_>) -> Vec<String> {
        let operation = method.operation;
        let mut parts = Vec::new();
        if operation.section != 0 {
            parts.push(format!(".section({})", operation.section));
        }
        parts.extend(self.idempotency(operation));
        match operation.envelope {
            Some(0) => {}
            Some(place) => parts.push(format!(".envelope({place})")),
            None if self.api.envelopes.is_empty() => {}
            None => parts.push(".no_envelope()".to_owned()),
        }
        let ways: Vec<String> = operation
            .path_encodes()
            .map(|(name, way)| {
                let ty = code.runtime(self, "PathEncode");
                format!("({name:?}, {ty}::{way:?})")
            })
            .collect();
        if !ways.is_empty() {
            parts.push(format!(".path_encode(&[{}])", ways.join(", ")));
        }
        for (part, location) in [("query", Location::Query), ("headers", Location::Header)] {
            let names = at(operation, location);
            if !names.is_empty() {
                parts.push(format!(".{part}(&[{}])", names.join(", ")));
            }
        }
        if !at(operation, Location::Items).is_empty() {
            parts.push(".items()".to_owned());
        }
        let fixed = self.fixed(method);
        if !fixed.is_empty() {
            parts.push(format!(".fixed(&[{}])", fixed.join(", ")));
        }
        if let Some(ms) = operation.timeout_ms {
            parts.push(format!(".timeout_ms({ms})"));
        }
        if operation.weight != 1 {
            parts.push(format!(".weight({})", operation.weight));
        }
        match method.response() {
            Response::None => parts.push(".no_response()".to_owned()),
            Response::Type(ty) => parts.extend(
                self.type_wire(code, ty)
                    .map(|wire| format!(".wire({wire})")),
            ),
        }
        let secrets = in_response(self.api, method.response());
        if !secrets.is_empty() {
            parts.push(format!(".secrets(&{})", literals(secrets)));
        }
        if method.variant.is_none()
            && let Some(pages) = &operation.paginate
        {
            parts.push(format!(
                ".pages({})",
                paging(&code.runtime(self, "Pagination"), pages)
            ));
        }
        parts
    }

    /// Whether the operation may be repeated; none if it must not be repeated and no other operation reports the outcome.
    fn idempotency(&self, operation: &Operation) -> Option<String> {
        let other = operation.reconcile.and_then(|i| self.api.operations.get(i));
        match (&operation.idempotency, other) {
            (Idempotency::Safe, _) => Some(".safe()".to_owned()),
            (Idempotency::Keyed(field), _) => Some(format!(".keyed({})", literal(field))),
            (Idempotency::Never, Some(other)) => Some(format!(".never({})", literal(&other.name))),
            (Idempotency::Never, None) => None,
        }
    }

    /// Parameters with a constant text that are not in a request struct.
    fn fixed(&self, method: &Method<'_>) -> Vec<String> {
        let constants = method
            .operation
            .params
            .iter()
            .filter(|_| !method.operation.has_request())
            .filter_map(|param| {
                let value = param.field.constant.as_ref()?;
                Some(format!(
                    "({}, {})",
                    literal(&param.field.name),
                    literal(value)
                ))
            });
        let set = method.variant.into_iter().flat_map(|variant| &variant.set);
        constants
            .chain(set.map(|(name, value)| format!("({}, {})", literal(name), literal(value))))
            .collect()
    }

    /// The docs of a method.
    fn method_doc(&self, method: &Method<'_>) -> Markdown {
        let operation = method.operation;
        let doc = method
            .variant
            .map_or(&operation.doc, |variant| &variant.doc);
        let mut text = describe::full(doc);
        let section = self.api.scheme.sections.get(usize::from(operation.section));
        let plan = section
            .and_then(|section| section.plan)
            .and_then(|plan| self.api.scheme.plans.get(usize::from(plan)));
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
            Idempotency::Keyed(field) => text.paragraph(&md!(
                "Safe to retry with the same {}.",
                Markdown::code(field)
            )),
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
                    "Never retried automatically. If [`Error::outcome`] is ambiguous, {}",
                    ways_out
                ));
            }
        }
        let envelope = operation
            .envelope
            .and_then(|place| self.api.envelopes.get(place));
        if envelope.is_some_and(|envelope| !envelope.partial.is_empty()) {
            text.paragraph(&Markdown::words(
                "The call may succeed in part. Then [`Error::outcome`] is partial, and [`Error::partial`] gives the response, in which each element has its own \
                 result.",
            ));
        }
        text.paragraph(&Markdown::words(
            "# Errors\n[`Error::kind`] tells why the call failed, [`Error::outcome`] whether it took effect.",
        ));
        text
    }
}

/// Quoted names of the parameters in one location.
fn at(operation: &Operation, location: Location) -> Vec<String> {
    let params = operation
        .params
        .iter()
        .filter(|param| param.location == location);
    params.map(|param| literal(&param.field.name)).collect()
}

/// A link to a method of the client.
fn method_link(rust_name: &str) -> Markdown {
    let name = rust_name.trim_start_matches("r#");
    Markdown::item(name, &format!("Client::{name}"))
}

/// Name of the static of an operation that two methods share. No type has a `_` in its name, so links in docs stay unambiguous.
fn static_name(operation: &Operation) -> String {
    format!("OP_{}", names::constant(&operation.rust_name))
}

fn paging(ty: &str, pages: &Pagination) -> String {
    let text = |value: &Option<String>| match value {
        Some(value) => format!("Some({})", literal(value)),
        None => "None".to_owned(),
    };
    match pages {
        Pagination::Page {
            page,
            size,
            total,
            list,
        } => format!(
            "{ty}::Page {{ page: {}, size: {}, total: {}, list: {} }}",
            literal(page),
            text(size),
            text(total),
            text(list)
        ),
        Pagination::Offset { start, size, list } => {
            format!(
                "{ty}::Offset {{ start: {}, size: {}, list: {} }}",
                literal(start),
                text(size),
                text(list)
            )
        }
        Pagination::Cursor {
            param,
            member,
            list,
        } => {
            format!(
                "{ty}::Cursor {{ param: {}, member: {}, list: {} }}",
                literal(param),
                text(member),
                text(list)
            )
        }
    }
}
