//! Streams: addresses, frames and channel names as documented constants. Their messages are ordinary types.

use super::code::{Code, doc_comments, literal};
use super::{Context, Page};
use crate::emit::common::describe;
use crate::json;
use crate::markdown::{Markdown, md};
use crate::model::{Channel, Kind, Stream, Type};
use crate::names;
use std::fmt::Write;

impl Context<'_> {
    /// `streams.rs`
    pub fn streams_page(&self) -> Page {
        let mut code = Code::default();
        for stream in &self.api.streams {
            self.emit_stream(&mut code, stream);
        }
        Page {
            name: "streams",
            head: doc_comments(
                "//!",
                0,
                &md!(
                    "Streams of {}: URLs, frames and channels. The types of their messages are in the parent module.",
                    self.title
                ),
            ),
            uses: String::new(),
            text: code.text,
        }
    }

    fn emit_stream(&self, code: &mut Code, stream: &Stream) {
        let mut doc = describe::full(&stream.doc);
        doc.paragraph(&Markdown::words(if stream.socket_io {
            "Transport: socket.io."
        } else {
            "Transport: WebSocket."
        }));
        for (what, text) in [
            ("Authentication", &stream.auth),
            ("Keepalive", &stream.keepalive),
        ] {
            if let Some(text) = text {
                doc.paragraph(&md!("{}: {}", what, describe::sentence(text)));
            }
        }
        doc.paragraph(&describe::provider_docs(&stream.doc));
        code.gap();
        code.docs(0, &doc);
        let _ = writeln!(code.text, "pub mod {} {{", stream.rust_name);
        constant(
            code,
            &Markdown::words("URL of the stream."),
            "URL",
            &stream.url,
        );
        if let Some(frame) = &stream.subscribe {
            let doc = Markdown::words("Frame that starts a subscription.");
            constant(code, &doc, "SUBSCRIBE", &json::write(frame));
        }
        if let Some(frame) = &stream.unsubscribe {
            let doc = Markdown::words("Frame that ends a subscription.");
            constant(code, &doc, "UNSUBSCRIBE", &json::write(frame));
        }
        for channel in &stream.channels {
            constant(
                code,
                &self.channel_doc(channel),
                &names::constant(&channel.rust_name),
                &channel.name,
            );
        }
        code.line("}");
    }

    fn channel_doc(&self, channel: &Channel) -> Markdown {
        let mut doc = describe::full(&channel.doc);
        if channel.send {
            doc.then(&Markdown::words("Sent by the client."));
        }
        if let Some(ty) = &channel.message {
            doc.paragraph(&md!("Message: {}.", self.link(ty)));
        }
        for param in &channel.params {
            let name = Markdown::code(&format!("{{{}}}", param.name));
            doc.paragraph(&md!("{}: {}", name, describe::of_field(param)));
        }
        if let Some(member) = &channel.sequence {
            doc.paragraph(&md!(
                "{} increases by one with each message. A gap means that messages were lost.",
                Markdown::code(member)
            ));
        }
        if let Some(checksum) = &channel.checksum {
            doc.paragraph(&md!("Checksum: {}", describe::sentence(checksum)));
        }
        doc
    }

    /// A type in words, with a link if it is declared.
    fn link(&self, ty: &Type) -> Markdown {
        let words = match &ty.kind {
            Kind::Named(id) | Kind::Numbered(id) => match self.api.types.get(id.0) {
                Some(def) => {
                    return Markdown::item(&def.name, &format!("super::super::{}", def.name));
                }
                None => "JSON",
            },
            Kind::List(item) => return md!("list of {}", self.link(item)),
            Kind::Map { value, .. } => return md!("map of {}", self.link(value)),
            Kind::Text { .. } => "text",
            Kind::Secret => "secret text",
            Kind::Int => "integer",
            Kind::Decimal => "decimal",
            Kind::Bool | Kind::Flag => "boolean",
            Kind::Time(_) => "time",
            Kind::Date => "date",
            Kind::Uuid => "UUID",
            Kind::Url => "URL",
            Kind::Bytes(_) => "bytes",
            Kind::File => "file",
            Kind::Json => "JSON",
        };
        Markdown::words(words)
    }
}

fn constant(code: &mut Code, doc: &Markdown, name: &str, value: &str) {
    code.gap();
    code.docs(1, doc);
    let _ = writeln!(
        code.text,
        "    pub const {name}: &str = {};",
        literal(value)
    );
}
