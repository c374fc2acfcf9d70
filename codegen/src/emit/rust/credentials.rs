//! Credentials, settings and environments of a client.

use super::Context;
use super::code::{Code, doc_attributes};
use super::names::ident;
use super::rustdoc;
use super::ty::Ty;
use crate::model::Doc;
use crate::names;
use quote::quote;
use specie_runtime::signing::plan::{Credential, Data, Form};

impl Context<'_> {
    /// What the client signs with.
    pub fn emit_credentials(&self, code: &mut Code) {
        let string = self.names.prelude("String");
        let into = self.names.prelude("Into");
        let (mut fields, mut parts) = (Vec::new(), Vec::new());
        let (mut new_doc, mut needed, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for (place, credential) in self.api.scheme.credentials.iter().enumerate() {
            let rust = names::snake(&credential.name).unwrap_or_default();
            let ty = if credential.secret {
                code.runtime(self, "Secret")
            } else {
                string.clone()
            };
            let doc = self.api.scheme_docs.credentials.get(place);
            let text = credential_doc(credential, doc);
            let argument = format!("{rust}: impl {into}<{ty}>");
            let held = Ty::plain(ty);
            let name = ident(&rust);
            if credential.optional {
                let held = Ty::of(self.names.prelude("Option"), held);
                fields.push(quote!(#name: #held,));
                setters.push((text, argument));
            } else {
                fields.push(quote!(#name: #held,));
                new_doc.push(format!("* `{}`: {text}", rust.trim_start_matches("r#")));
                needed.push(argument);
            }
            parts.push(format!("{rust} {:?}", credential.name));
        }
        let docs = doc_attributes(&format!(
            "What a [`Client`] of {} signs with. Secrets are not printed and are wiped from memory when dropped.",
            self.title
        ));
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Credentials { #(#fields)* }
        });
        code.emit_builder("Credentials", &new_doc, &needed, &setters);
        code.call("credentials", "Credentials", &parts, "");
    }

    /// What the client's owner may choose.
    pub fn emit_settings(&self, code: &mut Code) {
        let (mut fields, mut parts, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for (place, setting) in self.api.scheme.settings.iter().enumerate() {
            let rust = names::snake(&setting.name).unwrap_or_default();
            let (ty, argument, value) = match &setting.default {
                Data::Bool(value) => ("bool".to_owned(), "bool".to_owned(), value.to_string()),
                // Its type is said: what is left to `Into` would be read as an `i32`.
                Data::Integer(digits) => {
                    ("i64".to_owned(), "i64".to_owned(), format!("{digits}_i64"))
                }
                other => {
                    let text = match other {
                        Data::Text(text) | Data::Number(text) => text.as_ref(),
                        _ => "",
                    };
                    let string = self.names.prelude("String");
                    (
                        string.clone(),
                        format!("impl {}<{string}>", self.names.prelude("Into")),
                        format!("{text:?}"),
                    )
                }
            };
            let name = ident(&rust);
            let held = Ty::plain(ty);
            fields.push(quote!(#name: #held,));
            let doc = self
                .api
                .scheme_docs
                .settings
                .get(place)
                .map(rustdoc::full)
                .unwrap_or_default();
            let shown = value.trim_matches('"').trim_end_matches("_i64");
            setters.push((
                format!("{doc} The default is `{shown}`.").trim().to_owned(),
                format!("{rust}: {argument}"),
            ));
            parts.push(format!("{rust} {:?} {value}", setting.name));
        }
        let docs = doc_attributes("What the owner of a [`Client`] may choose.");
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            pub struct Settings { #(#fields)* }
        });
        code.runtime.insert("settings");
        if setters.is_empty() {
            code.line("settings!(Settings {});");
            return;
        }
        code.line("settings!(Settings {");
        for ((doc, argument), part) in setters.iter().zip(&parts) {
            code.docs(1, doc);
            let ty = argument.split_once(": ").map_or("", |(_, ty)| ty);
            let (name, rest) = part.split_once(' ').unwrap_or((part, ""));
            code.line(&format!("    {name}: {ty} = {rest},"));
        }
        code.line("});");
    }

    /// Where the provider can be reached.
    pub fn emit_environments(&self, code: &mut Code) {
        let variants = self
            .api
            .environments
            .iter()
            .enumerate()
            .map(|(place, environment)| {
                let mut text = rustdoc::full(&environment.doc);
                if text.is_empty() {
                    text = format!("`{}`.", environment.name);
                }
                let docs = doc_attributes(&text);
                let name = ident(&environment.rust_name);
                let default = (place == 0).then(|| quote!(#[default]));
                quote!(#docs #default #name,)
            });
        let docs = doc_attributes(&format!("Where {} can be reached.", self.title));
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum Environment { #(#variants)* }
        });
    }
}

/// What a credential is, and in which form it is given.
fn credential_doc(credential: &Credential, doc: Option<&Doc>) -> String {
    let mut text = doc.map(rustdoc::full).unwrap_or_default();
    let forms: Vec<String> = credential
        .forms
        .iter()
        .filter_map(|&form| form_words(form))
        .collect();
    if !forms.is_empty() {
        text = format!("{text} Given as {}.", forms.join(", or "));
    } else if text.is_empty() {
        text = format!("The provider's `{}`.", credential.name);
    }
    text.trim().to_owned()
}

/// A form of a credential in words; none for a text of any length.
fn form_words(form: Form) -> Option<String> {
    let sized = |what: &str, size: Option<u32>| match size {
        Some(size) => format!("{what} of {size} bytes"),
        None => what.to_owned(),
    };
    Some(match form {
        Form::Text(None) => return None,
        Form::Text(Some(size)) => format!("a text of {size} characters"),
        Form::Hex(size) => sized("hex", size),
        Form::Base64(size) => sized("base64", size),
        Form::Base58(size) => sized("base58", size),
        Form::Rsa => "an RSA private key in PEM".to_owned(),
        Form::P256 => "a P-256 private key in PEM".to_owned(),
        Form::Ed25519 => "an Ed25519 private key in PEM".to_owned(),
        Form::Secp256k1 => "a secp256k1 private key in hex".to_owned(),
        Form::Wif => "a Bitcoin private key in WIF".to_owned(),
    })
}
