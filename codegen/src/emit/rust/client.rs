//! The root module of a client: its docs, the client, what it signs with, a method for each operation.

use super::code::{Code, doc_attributes};
use super::requests::has_request;
use super::{Context, Page, rustdoc};
use crate::model::{Idempotency, Operation};
use quote::quote;
use std::fmt::Write;

/// Names of the root module beside those of the spec.
const RESERVED: [&str; 5] = [
    "Client",
    "Builder",
    "Credentials",
    "Settings",
    "Environment",
];

impl Context<'_> {
    /// `mod.rs`
    pub fn client_page(&self, modules: &[&'static str]) -> Page {
        let mut code = Code::default();
        self.emit_client(&mut code);
        self.emit_credentials(&mut code);
        self.emit_settings(&mut code);
        self.emit_environments(&mut code);
        let mut uses = String::new();
        for name in modules {
            let public = if *name == "streams" { "pub " } else { "" };
            let _ = writeln!(uses, "{public}mod {name};");
        }
        uses.push('\n');
        for name in modules {
            if matches!(*name, "requests" | "types") {
                let _ = writeln!(uses, "pub use {name}::*;");
            }
        }
        uses.push_str(&self.imports(&code));
        Page {
            name: "mod",
            head: self.client_head(),
            uses,
            text: code.text,
        }
    }

    /// A declared name as the root module has to write it.
    pub fn own(&self, name: &str, module: &str) -> String {
        if RESERVED.contains(&name) {
            format!("{module}::{name}")
        } else {
            name.to_owned()
        }
    }

    fn emit_client(&self, code: &mut Code) {
        let core = super::ty::Ty::plain(code.runtime(self, "Core"));
        let docs = doc_attributes(&format!(
            "Client of {}. Cheap to clone; clones share connections, nonces and sessions.",
            self.title
        ));
        code.item(quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client(#core);
        });
        code.runtime.insert("client");
        code.line("client!(Client Builder Credentials Settings Environment, signing::PROVIDER);");
        let mut statics = String::new();
        code.gap();
        code.line("impl Client {");
        for &place in &self.selection.operations {
            self.emit_methods(code, &mut statics, &self.api.operations[place]);
        }
        code.line("}");
        if !statics.is_empty() {
            code.gap();
            code.text.push_str(&statics);
        }
    }

    /// Docs of the module.
    fn client_head(&self) -> String {
        let api = self.api;
        let mut text = format!("Client of {}.", self.title);
        if !api.doc.text.is_empty() {
            let _ = write!(text, " {}", rustdoc::full(&api.doc));
        }
        if let Some(url) = &api.docs_url {
            let _ = write!(text, "\n\n[The provider's documentation]({url})");
        }
        let mut out = String::new();
        for line in rustdoc::lines(&text) {
            let space = if line.is_empty() { "" } else { " " };
            let _ = writeln!(out, "//!{space}{line}");
        }
        if let Some(example) = self.example() {
            out.push_str(&example);
        }
        out
    }

    /// A short program, compiled by rustdoc where the client is part of a crate.
    fn example(&self) -> Option<String> {
        let place = *self
            .selection
            .operations
            .iter()
            .find(|&&place| suits_example(&self.api.operations[place]))?;
        let operation = &self.api.operations[place];
        let credentials: Vec<String> = self
            .api
            .scheme
            .credentials
            .iter()
            .filter(|credential| !credential.optional)
            .map(|credential| format!("{:?}", credential.name.replace('_', " ")))
            .collect();
        let argument = if has_request(operation) {
            format!("&{}::new()", operation.request_name)
        } else {
            String::new()
        };
        let import = if has_request(operation) {
            format!("{{Client, Credentials, {}}}", operation.request_name)
        } else {
            "{Client, Credentials}".to_owned()
        };
        Some(format!(
            "//!\n//! ```ignore\n//! use specie::{}::{import};\n//!\n//! let client = Client::new(Credentials::new({}))?;\n//! let answer = client.{}({argument}).await?;\n//! ```\n",
            self.api.provider,
            credentials.join(", "),
            operation.rust_name,
        ))
    }
}

/// An operation that reads something and needs no parameter.
pub fn suits_example(operation: &Operation) -> bool {
    operation.idempotency == Idempotency::Safe
        && operation
            .params
            .iter()
            .all(|param| param.field.optional || param.field.constant.is_some())
        && operation.one_of.iter().all(|group| group.optional)
}
