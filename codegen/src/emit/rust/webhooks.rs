//! Deliveries: nothing is parsed before the raw bytes are verified.

use super::code::{Code, literal, literals};
use super::identifiers::link;
use super::operation::Method;
use super::{Context, Page};
use crate::emit::common::describe;
use crate::form_event::FormEvent;
use crate::markdown::{Markdown, md};
use crate::model::{Found, TypeId, Webhook};
use crate::names;
use crate::runtime_provider;
use crate::secret_members::in_event;
use specie_runtime::codec::{FormMember, FormNode};
use specie_runtime::signing::plan::KeysFrom;
use std::fmt::Write;

impl Context<'_> {
    /// `webhooks.rs`
    pub fn webhooks_page(&self) -> Page {
        let mut code = Code::default();
        let mut statics = String::new();
        code.line("impl Client {");
        let webhooks = self.selection.webhooks.iter();
        let webhooks =
            webhooks.filter_map(|&at| u16::try_from(at).ok().zip(self.api.webhooks.get(at)));
        for (index, webhook) in webhooks {
            self.emit_webhook(&mut code, &mut statics, index, webhook);
        }
        self.emit_fetching(&mut code, &mut statics);
        code.line("}");
        code.gap();
        code.text.push_str(&statics);
        let head = md!("Webhooks of {}, and how to verify them.", self.title);
        let mut page = self.page("webhooks", head, code);
        page.uses.insert_str(0, "use super::Client;\n");
        page
    }

    /// The methods that fetch public keys, and the operations that they call.
    fn emit_fetching(&self, code: &mut Code, statics: &mut String) {
        let (mut sets, mut single, mut certificates) = (Vec::new(), Vec::new(), false);
        let webhooks = self.api.runtime.scheme.webhooks.iter();
        for keys in webhooks.filter_map(|webhook| webhook.keys.as_ref()) {
            match &keys.from {
                from @ (KeysFrom::Address(_) | KeysFrom::List { .. }) => sets.push(from),
                from @ KeysFrom::ById { .. } => single.push(from),
                KeysFrom::Certificate { .. } => certificates = true,
            }
        }
        if !sets.is_empty() {
            let operations = self.key_operations(&sets, code, statics);
            self.emit_fetch_keys(code, &operations);
        }
        if !single.is_empty() {
            let operations = self.key_operations(&single, code, statics);
            self.emit_fetch_key(code, &operations);
        }
        if certificates {
            self.emit_fetch_certificate(code);
        }
    }

    /// The operations that return keys, as a list of references to their statics. A client without the method of an operation has none
    /// either: then it is appended to `statics`.
    fn key_operations(
        &self,
        sources: &[&KeysFrom],
        code: &mut Code,
        statics: &mut String,
    ) -> String {
        let mut named: Vec<String> = Vec::new();
        for (index, operation) in self.api.operations.iter().enumerate() {
            let name = Some(operation.name.as_str());
            if !sources.iter().any(|from| from.operation() == name) {
                continue;
            }
            let method = Method::of(operation);
            let constant = method.static_name();
            if self.selection.operations.contains(&index) {
                named.push(format!("&super::{constant}"));
            } else {
                self.operation_static(code, statics, &constant, &method, 0);
                named.push(format!("&{constant}"));
            }
        }
        named.join(", ")
    }

    fn emit_fetch_keys(&self, code: &mut Code, operations: &str) {
        let future = code.runtime(self, "ResponseFuture");
        let method = names::FETCH_KEYS;
        let mut doc = Markdown::words(
            "Fetches the provider's public keys, with which deliveries are verified, where the credentials have none.",
        );
        doc.paragraph(&Markdown::words(
            "Call it when the program starts, and once more when a delivery is not verified: the provider may have a new key. Keys that were fetched less than a minute ago are not fetched again, and keys older than a day are not used.",
        ));
        doc.paragraph(&Markdown::words(
            "# Errors\nThere was no response, or it is not a set of keys. The keys that are known stay.",
        ));
        code.gap();
        code.docs(1, &doc);
        let _ = writeln!(
            code.text,
            "    pub fn {method}(&self) -> {future}<'_, ()> {{\n        self.0.fetch_keys(&[{operations}])\n    }}"
        );
    }

    fn emit_fetch_key(&self, code: &mut Code, operations: &str) {
        let future = code.runtime(self, "ResponseFuture");
        let method = names::FETCH_KEY;
        let mut doc = Markdown::words(
            "Fetches the public key that a delivery names in its headers, where the credentials have none. Call it before each delivery is verified: a key that is known costs nothing.",
        );
        doc.paragraph(&Markdown::words(
            "A key is used for a day. A key that could not be fetched is asked for again after a minute, and no more than 16 keys are asked for in a minute: the calls between fail with the kind `RateLimit`.",
        ));
        doc.paragraph(&Markdown::words(
            "# Errors\nThe kind is `Verify` if the delivery names no possible key, and only then is it known not to be from the provider. Otherwise the call that returns the key failed, or its response has none.",
        ));
        code.gap();
        code.docs(1, &doc);
        let _ = writeln!(
            code.text,
            "    pub fn {method}<'a>(&'a self, headers: &'a [(&'a str, &'a str)]) -> {future}<'a, ()> {{\n        self.0.fetch_key(&[{operations}], headers)\n    }}"
        );
    }

    fn emit_fetch_certificate(&self, code: &mut Code) {
        let future = code.runtime(self, "ResponseFuture");
        let method = names::FETCH_CERTIFICATE;
        let mut doc = Markdown::words(
            "Fetches the certificate that a delivery names, where the credentials have no key. Call it before each delivery is verified: a certificate that is known costs nothing.",
        );
        doc.paragraph(&Markdown::words(
            "Only the provider's addresses are asked for. The certificate must be valid by the client's clock, and issued for the provider by an authority that this machine trusts. Its key is used for a day. A certificate that could not be fetched is asked for again after a minute, and no more than 16 are asked for in a minute: the calls between fail with the kind `RateLimit`.",
        ));
        doc.paragraph(&Markdown::words(
            "# Errors\nThe kind is `Verify` if the address or the certificate is not the provider's, and only then is the delivery known not to be from the provider. Otherwise there was no response.",
        ));
        code.gap();
        code.docs(1, &doc);
        let _ = writeln!(
            code.text,
            "    pub fn {method}<'a>(&'a self, headers: &'a [(&'a str, &'a str)], body: &'a [u8]) -> {future}<'a, ()> {{\n        self.0.fetch_certificate(headers, body)\n    }}"
        );
    }

    fn emit_webhook(&self, code: &mut Code, statics: &mut String, index: u16, webhook: &Webhook) {
        let ty = code.runtime(self, "Webhook");
        let verified = code.runtime(self, "Verified");
        let header = code.runtime(self, "DeliveryHeader");
        let iterator = self.names.prelude("IntoIterator");
        let error = code.runtime(self, "Error");
        let result = self.names.prelude("Result");
        // An undescribed event stays open JSON.
        let event = match webhook.event.and_then(|event| self.api.types.get(event.0)) {
            Some(def) => {
                code.uses_types = true;
                def.name.clone()
            }
            None => code.runtime(self, "Json"),
        };
        let name = names::verify_method(&webhook.rust_name);
        // No type has a `_` in its name, so links in docs stay unambiguous.
        let constant = format!("WEBHOOK_{}", names::constant(&webhook.rust_name));
        let mut doc = describe::full(&webhook.doc);
        doc.paragraph(&Markdown::words(
            "Verifies a delivery from its headers (an `http::HeaderMap`, or pairs of name and value) and its raw body. Returns the event only if verification succeeds.",
        ));
        let plan = self.api.runtime.scheme.webhooks.get(usize::from(index));
        if let Some(ms) = plan.and_then(|plan| plan.tolerance_ms) {
            doc.then(&md!(
                "The signed time of a delivery must be within {} of our clock.",
                describe::duration(ms)
            ));
        }
        if let Some(retries) = &webhook.retries {
            doc.then(&md!(
                "Retries by the provider: {}",
                describe::sentence(retries)
            ));
        }
        doc.then(&describe::provider_docs(&webhook.doc));
        doc.paragraph(&md!(
            "# Errors\nThe delivery fails verification, or does not decode as {}: then `Error::delivery` still has it.",
            link(&event)
        ));
        code.gap();
        code.docs(1, &doc);
        let _ = writeln!(
            code.text,
            "    pub fn {name}(&self, headers: impl {iterator}<Item: {header}>, body: &[u8]) -> {result}<{verified}<{event}>, {error}> {{\n        self.0.verify_webhook(&{constant}, headers, body)\n    }}"
        );
        let secrets = in_event(self.api, webhook.event);
        let event = FormEvent::of(self.api, webhook);
        let form = event.nodes();
        // Every field is named, so that a new one is printed too. The time is printed with the format of its member.
        let specie_runtime::Webhook {
            index,
            name,
            id,
            time: _,
            order,
            secrets,
            form,
        } = runtime_provider::webhook(webhook, index, &secrets, &form);
        let time = webhook.time.as_ref().map_or_else(
            || "None".to_owned(),
            |member| {
                let wire = self.member_wire(code, webhook.event, member);
                format!("Some(({}, {wire}))", literal(member))
            },
        );
        let _ = writeln!(
            statics,
            "static {constant}: {ty}<'_> =\n    {ty} {{ index: {index}, name: {}, id: {id:?}, time: {time}, order: {order:?}, secrets: &{}, form: &{} }};",
            literal(name),
            literals(secrets),
            form_nodes(&self.names.runtime, form),
        );
    }

    /// The wire format of an event's member, by its name or path.
    fn member_wire(&self, code: &mut Code, event: Option<TypeId>, member: &str) -> String {
        let wire = match event.map(|event| self.api.event_member(event, member)) {
            Some(Found::Type(ty)) => self.type_wire(code, ty),
            Some(Found::Missing | Found::Open) | None => None,
        };
        wire.unwrap_or_else(|| format!("{}::PLAIN", code.runtime(self, "Wire")))
    }
}

/// The lists and objects of a form as Rust, one a line. They are written with their paths: few events have any.
fn form_nodes(runtime: &str, nodes: &[FormNode<'_>]) -> String {
    let nodes = nodes.iter().map(|node| match node {
        FormNode::Object(members, others) => {
            let members = members.iter().map(|FormMember(name, node, filled)| {
                format!(
                    "{runtime}::codec::FormMember({}, {node}, {filled})",
                    literal(name)
                )
            });
            let members: Vec<String> = members.collect();
            format!(
                "{runtime}::codec::FormNode::Object(&[{}], {others:?})",
                members.join(", ")
            )
        }
        simple => format!("{runtime}::codec::FormNode::{simple:?}"),
    });
    let lines: String = nodes.map(|node| format!("\n        {node},")).collect();
    match lines.is_empty() {
        true => "[]".to_owned(),
        false => format!("[{lines}\n    ]"),
    }
}
