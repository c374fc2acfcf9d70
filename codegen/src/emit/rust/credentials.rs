//! Credentials, settings and environments of a client.

use super::Context;
use super::code::{Code, doc_attributes, literal};
use super::identifiers::ident;
use super::ty::Ty;
use crate::emit::common::{describe, environments};
use crate::markdown::{Markdown, md};
use crate::model::Doc;
use crate::names;
use quote::quote;
use specie_runtime::signing::plan::{Credential, Data, Form};

impl Context<'_> {
    /// The credentials that the client signs with.
    pub fn emit_credentials(&self, code: &mut Code) {
        let string = self.names.prelude("String");
        let into = self.names.prelude("Into");
        let (mut fields, mut parts) = (Vec::new(), Vec::new());
        let (mut new_doc, mut needed, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for (index, credential) in self.api.runtime.scheme.credentials.iter().enumerate() {
            let rust = names::snake(&credential.name).unwrap_or_default();
            let ty = if credential.secret {
                code.runtime(self, "Secret")
            } else {
                string.clone()
            };
            let doc = self.api.scheme_docs.credentials.get(index);
            let mut text = credential_doc(credential, doc);
            text.then(&environments::prefixes(self.api, index));
            let argument = format!("{rust}: impl {into}<{ty}>");
            let held = Ty::plain(ty);
            let name = ident(&rust);
            if credential.optional {
                let held = Ty::of(self.names.prelude("Option"), held);
                fields.push(quote!(#name: #held,));
                setters.push((text, argument));
            } else {
                fields.push(quote!(#name: #held,));
                let name = Markdown::code(rust.trim_start_matches("r#"));
                new_doc.push(md!("* {}: {}", name, text));
                needed.push(argument);
            }
            parts.push(format!("{rust} {}", literal(&credential.name)));
        }
        let docs = doc_attributes(&md!(
            "Credentials of a [`Client`] for {}. Secrets are never printed, and are wiped from memory when dropped.",
            self.title
        ));
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Credentials { #(#fields)* }
        });
        code.emit_builder("Credentials", &new_doc, &needed, &setters, (None, ""));
        code.call("credentials", "Credentials", &parts, "");
    }

    /// The settings that the user of a client may choose.
    pub fn emit_settings(&self, code: &mut Code) {
        let (mut fields, mut parts, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for (index, setting) in self.api.runtime.scheme.settings.iter().enumerate() {
            let rust = names::snake(&setting.name).unwrap_or_default();
            let (ty, argument, value, shown) = match &setting.default {
                Data::Bool(value) => {
                    let value = value.to_string();
                    ("bool".to_owned(), "bool".to_owned(), value.clone(), value)
                }
                // The type is explicit: for `Into`, a bare literal would be read as an `i32`.
                Data::Integer(digits) => {
                    let value = format!("{digits}_i64");
                    (
                        "i64".to_owned(),
                        "i64".to_owned(),
                        value,
                        digits.to_string(),
                    )
                }
                other => {
                    let text = match other {
                        Data::Text(text) | Data::Number(text) | Data::Decimal(text) => {
                            text.as_ref()
                        }
                        _ => "",
                    };
                    let string = self.names.prelude("String");
                    (
                        string.clone(),
                        format!("impl {}<{string}>", self.names.prelude("Into")),
                        literal(text),
                        text.to_owned(),
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
                .get(index)
                .map(describe::full)
                .unwrap_or_default();
            let default = md!("Default: {}.", Markdown::code(&shown));
            setters.push((
                Markdown::joined([doc, default]),
                format!("{rust}: {argument}"),
            ));
            parts.push(format!("{rust} {} {value}", literal(&setting.name)));
        }
        let docs = doc_attributes(&Markdown::words("Settings of a [`Client`]."));
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

    /// The environments of the provider.
    pub fn emit_environments(&self, code: &mut Code) {
        let environments = self.api.runtime.environments.iter();
        let variants = environments
            .zip(&self.api.provider_docs.environments)
            .enumerate()
            .map(|(index, (environment, about))| {
                let mut text = describe::full(&about.doc);
                text.then(&environments::network(environment));
                if text.is_empty() {
                    text = md!("{}.", Markdown::code(&environment.name));
                }
                let docs = doc_attributes(&text);
                let name = ident(&about.rust_name);
                let default = (index == 0).then(|| quote!(#[default]));
                quote!(#docs #default #name,)
            });
        let docs = doc_attributes(&md!("Environments of {}.", self.title));
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum Environment { #(#variants)* }
        });
        let environments = self.api.runtime.environments.iter();
        let names =
            environments
                .zip(&self.api.provider_docs.environments)
                .map(|(environment, about)| {
                    format!("{} {}", about.rust_name, literal(&environment.name))
                });
        code.call(
            "environments",
            "Environment",
            &names.collect::<Vec<_>>(),
            "",
        );
    }
}

/// Doc of a credential, and the form in which it is given.
fn credential_doc(credential: &Credential, doc: Option<&Doc>) -> Markdown {
    let mut text = doc.map(describe::full).unwrap_or_default();
    let forms: Vec<Markdown> = credential
        .forms
        .iter()
        .filter_map(|&form| form_words(form))
        .collect();
    if !forms.is_empty() {
        text.then(&md!("Format: {}.", Markdown::list(forms, " or ")));
    } else if text.is_empty() {
        text = md!("The provider's {}.", Markdown::code(&credential.name));
    }
    text
}

/// A form of a credential in words; none for a text of any length.
fn form_words(form: Form) -> Option<Markdown> {
    let sized = |what: &'static str, size: Option<u32>| match size {
        Some(size) => md!("{} bytes in {}", size, what),
        None => Markdown::words(what),
    };
    Some(match form {
        Form::Text(None) => return None,
        Form::Text(Some(size)) => md!("text of {} characters", size),
        Form::Hex(size) => sized("hex", size),
        Form::Base64(size) => sized("base64", size),
        Form::Base58(size) => sized("base58", size),
        Form::Rsa => Markdown::words("an RSA private key in PEM"),
        Form::P256 => Markdown::words("a P-256 private key in PEM"),
        Form::Ed25519 => Markdown::words("an Ed25519 private key in PEM"),
        Form::Secp256k1 => Markdown::words("a secp256k1 private key in hex or PEM"),
        Form::Wif => Markdown::words("a Bitcoin private key in WIF"),
        Form::RsaPublic => Markdown::words("an RSA public key in PEM"),
        Form::P256Public => Markdown::words("a P-256 public key in PEM"),
        Form::Ed25519Public => Markdown::words("an Ed25519 public key in PEM or hex"),
        Form::Secp256k1Public => Markdown::words("a secp256k1 public key in PEM or hex"),
        Form::Jwks => Markdown::words("a JSON Web Key Set"),
    })
}
