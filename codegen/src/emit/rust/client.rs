//! The root module of a client: its docs, the client, its credentials, and a method for each operation.

use super::code::{Code, doc_attributes, doc_comments};
use super::{Context, Page};
use crate::emit::common::call_examples::{needed_credentials, suits_example};
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::ErrorData;
use quote::quote;
use std::fmt::Write;

/// Names of the root module that do not come from the spec.
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

    /// A declared name as the root module must write it.
    pub fn own(&self, name: &str, module: &str) -> String {
        if RESERVED.contains(&name) {
            format!("{module}::{name}")
        } else {
            name.to_owned()
        }
    }

    fn emit_client(&self, code: &mut Code) {
        let core = super::ty::Ty::plain(code.runtime(self, "Core"));
        let docs = doc_attributes(&md!(
            "Client for {}. It is cheap to clone. Clones share connections, nonces and sessions.",
            self.title
        ));
        code.item(quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client(#core);
        });
        code.runtime.insert("define_client");
        code.line(
            "define_client!(Client Builder Credentials Settings Environment, signing::PROVIDER);",
        );
        let mut statics = String::new();
        code.gap();
        code.line("impl Client {");
        for operation in self.operations() {
            self.emit_methods(code, &mut statics, operation);
        }
        for data in &self.api.error_data {
            self.emit_error_data(code, data);
        }
        code.line("}");
        if !statics.is_empty() {
            code.gap();
            code.text.push_str(&statics);
        }
    }

    /// A function that reads what errors carry.
    fn emit_error_data(&self, code: &mut Code, data: &ErrorData) {
        let error = code.runtime(self, "Error");
        let problem = format!("{}::codec::Problem", self.names.runtime);
        let (option, result) = (self.names.prelude("Option"), self.names.prelude("Result"));
        let ty = self.rust_type(code, &data.ty, false);
        let read = match self.type_wire(code, &data.ty) {
            Some(wire) => format!("data_as({wire})"),
            None => "data()".to_owned(),
        };
        let envelopes = &self.api.provider_docs.envelopes;
        let envelope = data.envelope.and_then(|at| envelopes.get(at));
        let of = envelope.map_or_else(Markdown::default, |name| {
            md!(" of a call with the envelope {}", Markdown::code(name))
        });
        let doc = md!(
            "What the provider says about an error{} beside code and message. `None`: the response says nothing more.\n\n# Errors\nThe value does not match its type; [`Error::raw`] has the text of the response.",
            of
        );
        code.gap();
        code.docs(1, &doc);
        let name = &data.function;
        let _ = writeln!(
            code.text,
            "    #[must_use]\n    pub fn {name}(error: &{error}) -> {option}<{result}<{ty}, {problem}>> {{\n        error.{read}\n    }}"
        );
    }

    /// Docs of the module.
    fn client_head(&self) -> String {
        let api = self.api;
        let mut text = md!("Client for {}.", self.title);
        text.then(&describe::full(&api.doc));
        if let Some(url) = &api.docs_url {
            let link = Markdown::link("Documentation of the provider", url);
            text.paragraph(&link.unwrap_or_default());
        }
        if self.feature_per_provider {
            let feature = Markdown::code(&api.provider);
            text.paragraph(&md!("Requires the Cargo feature {}.", feature));
        }
        let mut out = doc_comments("//!", 0, &text);
        if let Some(example) = self.example() {
            out.push_str(&example);
        }
        out
    }

    /// A short program, which rustdoc compiles if the client is part of a crate.
    fn example(&self) -> Option<String> {
        let krate = self.example_crate?;
        let operation = self
            .operations()
            .find(|operation| suits_example(operation))?;
        let needed: Vec<String> = needed_credentials(self.api).collect();
        let (import, argument) = if operation.has_request() {
            let name = &operation.request_name;
            (
                format!("{{Client, Credentials, {name}}}"),
                format!("&{name}::new()"),
            )
        } else {
            ("{Client, Credentials}".to_owned(), String::new())
        };
        let lines = [
            String::new(),
            "```no_run".to_owned(),
            format!("# async fn example() -> Result<(), {krate}::Error> {{"),
            format!("use {krate}::{}::{import};", self.api.provider),
            String::new(),
            format!(
                "let client = Client::new(Credentials::new({}))?;",
                needed.join(", ")
            ),
            format!(
                "let response = client.{}({argument}).await?;",
                operation.rust_name
            ),
            "# Ok(())".to_owned(),
            "# }".to_owned(),
            "```".to_owned(),
        ];
        let docs = lines
            .iter()
            .map(|line| format!("//! {line}").trim_end().to_owned() + "\n");
        Some(docs.collect())
    }
}
