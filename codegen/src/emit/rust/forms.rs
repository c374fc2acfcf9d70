//! Unions by form.

use super::Context;
use super::code::{Code, doc_attributes, literal};
use super::identifiers::ident;
use super::structs::{encoded, part};
use crate::emit::common::describe;
use crate::forms::choice;
use crate::markdown::{Markdown, md};
use crate::model::{Field, TypeDef};
use quote::quote;
use specie_runtime::codec::FormTest;

impl Context<'_> {
    /// A union: types told apart by their form on the wire.
    pub fn emit_forms(&self, code: &mut Code, def: &TypeDef, forms: &[Field]) {
        let name = ident(&def.name);
        let docs = doc_attributes(&super::type_doc(&def.doc));
        let members: Vec<_> = forms
            .iter()
            .map(|form| {
                let doc = describe::of_field(form);
                let docs = doc_attributes(&match doc.is_empty() {
                    true => md!("The form {}.", Markdown::code(&form.name)),
                    false => doc,
                });
                let ty = self.field_type(code, form, def.sent);
                let rust = ident(&form.rust_name);
                quote!(#docs #rust(#ty),)
            })
            .collect();
        let json = super::ty::Ty::plain(code.runtime(self, "Json"));
        let received = def.received || !def.sent;
        let derives = super::derives(received);
        let size = self.size_attribute(forms.iter().map(|form| self.field_size(form)));
        code.gap();
        code.item(quote! {
            #docs
            #size
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#members)*
                #[doc = " A value that has none of these forms."]
                Unknown(#json),
            }
        });
        let choice = choice(&self.api.types, forms);
        let tests: Vec<String> = choice.tests.iter().map(test).collect();
        if received {
            let parts = forms.iter().map(|form| {
                let attributes = self.received_attributes(form);
                part(&form.rust_name, Some(&form.name), &attributes)
            });
            let parts: Vec<String> = parts.collect();
            code.call_with("decode_forms", &def.name, &parts, " by", &tests);
        }
        if def.sent {
            let parts = forms.iter().map(|form| {
                let attributes = self.sent_attributes(form);
                part(&form.rust_name, Some(&form.name), &attributes)
            });
            let parts: Vec<String> = parts.collect();
            let head = encoded(&def.name, received);
            match received {
                true => code.call("encode_forms", &head, &parts, ""),
                // As data of serde it is read too.
                false => code.call_with("encode_forms", &head, &parts, " by", &tests),
            }
        }
    }
}

/// A test as it is written in `decode_forms!`.
fn test(test: &FormTest<'_>) -> String {
    let one = |name: &str, text: &str| format!("{name}({})", literal(text));
    let two = |name: &str, a: &str, b: &str| format!("{name}({}, {})", literal(a), literal(b));
    match test {
        FormTest::Text(form) => one("Text", form),
        FormTest::TextOf(value, form) => two("TextOf", value, form),
        FormTest::DecimalText(form) => one("DecimalText", form),
        FormTest::IntegerText(form) => one("IntegerText", form),
        FormTest::TimeText(form) => one("TimeText", form),
        FormTest::HttpTimeText(form) => one("HttpTimeText", form),
        FormTest::DateText(form) => one("DateText", form),
        FormTest::UuidText(form) => one("UuidText", form),
        FormTest::UrlText(form) => one("UrlText", form),
        FormTest::Number(form) => one("Number", form),
        FormTest::NumberOf(value, form) => two("NumberOf", value, form),
        FormTest::Integer(form) => one("Integer", form),
        FormTest::Bool(form) => one("Bool", form),
        FormTest::List(form) => one("List", form),
        FormTest::Object(form) => one("Object", form),
        FormTest::Any(form) => one("Any", form),
        FormTest::Has(member) => one("Has", member),
        FormTest::Is(member, value) => two("Is", member, value),
        FormTest::HasText(member) => one("HasText", member),
        FormTest::HasNumber(member) => one("HasNumber", member),
        FormTest::HasBool(member) => one("HasBool", member),
        FormTest::HasList(member) => one("HasList", member),
        FormTest::HasObject(member) => one("HasObject", member),
    }
}
