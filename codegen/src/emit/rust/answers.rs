//! What the methods of operations return, and the enums of responses by status.

use super::Context;
use super::code::Code;
use super::operation::Method;
use super::ty::Ty;
use crate::markdown::{Markdown, md};
use crate::model::Response;
use crate::names;
use std::fmt::Write;

impl Context<'_> {
    /// The type that a method returns, and the function of the core that makes its call.
    pub(super) fn returned(&self, code: &mut Code, method: &Method<'_>) -> (Ty, &'static str) {
        let data = self.response_type(code, method.response());
        let call = match method.response() {
            Response::Raw { text: true, .. } => "text",
            Response::Raw { text: false, .. } => "bytes",
            Response::ByStatus(_) => {
                code.uses_types = true;
                let name = names::response_enum(method.name());
                return (Ty::plain(self.own(&name, "types")), "run_by_status");
            }
            _ => "run",
        };
        match &method.operation().response_headers {
            Some(headers) => {
                let headers = self.rust_type(code, headers, false);
                let outer = code.runtime(self, "WithHeaders");
                (
                    Ty::of(outer, Ty::plain(format!("{data}, {headers}"))),
                    "run_with_headers",
                )
            }
            None => (data, call),
        }
    }

    /// The type of a response that does not depend on the status.
    pub(super) fn response_type(&self, code: &mut Code, response: &Response) -> Ty {
        match response {
            Response::None | Response::ByStatus(_) => Ty::plain("()"),
            Response::Type(ty) => self.rust_type(code, ty, false),
            Response::Optional(ty) => {
                let inner = self.bare_type(code, ty, false);
                Ty::of(self.names.prelude("Option"), inner)
            }
            Response::Raw { text: true, .. } => Ty::plain(self.names.prelude("String")),
            Response::Raw { text: false, .. } => Ty::of(self.names.prelude("Vec"), Ty::plain("u8")),
        }
    }

    /// The enums of responses by status.
    pub(super) fn emit_status_enums(&self, code: &mut Code) {
        for operation in self.operations() {
            for method in Method::all(operation) {
                if let Response::ByStatus(responses) = method.response() {
                    self.emit_status_enum(code, &method, responses);
                }
            }
        }
    }

    fn emit_status_enum(
        &self,
        code: &mut Code,
        method: &Method<'_>,
        responses: &[(u16, Response)],
    ) {
        let name = names::response_enum(method.name());
        let link = format!("Client::{}", method.rust_name().trim_start_matches("r#"));
        code.gap();
        code.docs(
            0,
            &md!(
                "The response of {}, by its status.",
                Markdown::item(&link, &format!("super::{link}"))
            ),
        );
        let _ = writeln!(
            code.text,
            "#[derive(Clone, Debug, PartialEq)]\npub enum {name} {{"
        );
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for (status, response) in responses {
            let variant = format!("Status{status}");
            match response.types().first() {
                Some(ty) => {
                    let data = self.response_type(code, response);
                    let wire = self.type_wire(code, ty);
                    let wire =
                        wire.unwrap_or_else(|| format!("{}::PLAIN", code.runtime(self, "Wire")));
                    with.push(format!("{status} {variant} {wire}"));
                    code.docs(1, &md!("Status {}.", *status));
                    let _ = writeln!(code.text, "    {variant}({data}),");
                }
                None => {
                    without.push(format!("{status} {variant}"));
                    code.docs(1, &md!("Status {}, without data.", *status));
                    let _ = writeln!(code.text, "    {variant},");
                }
            }
        }
        code.text.push_str("}\n");
        code.runtime(self, "status_response");
        let _ = writeln!(
            code.text,
            "status_response!({name} {{ {}; {} }});",
            with.join(", "),
            without.join(", ")
        );
    }

    /// The method that receives a document in parts.
    pub(super) fn emit_download(&self, code: &mut Code, method: &Method<'_>) {
        let download = code.runtime(self, "Download");
        let name = names::download_method(method.rust_name());
        let (head, argument) = self.signature(code, method, &name, &download);
        code.gap();
        code.docs(
            1,
            &md!(
                "The document of {}, to receive it in parts: it may be larger than memory.\n\n# Errors\nAs for that method.",
                method.link()
            ),
        );
        let _ = writeln!(
            code.text,
            "    {head} {{\n        self.0.download(&{}, {argument})\n    }}",
            method.static_name(),
        );
    }
}
