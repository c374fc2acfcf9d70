//! Streams: addresses, frames and channel names as documented constants. Their messages are types like any other.

use super::code::Code;
use super::{Context, Page, rustdoc};
use crate::model::{Channel, Kind, Stream, Type};
use crate::names;
use specie_runtime::signing::plan::Data;
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
            head: format!(
                "//! Streams of {}: addresses, frames and channels. The types of their messages stand beside the client.\n",
                self.title
            ),
            uses: String::new(),
            text: code.text,
        }
    }

    fn emit_stream(&self, code: &mut Code, stream: &Stream) {
        let mut doc = rustdoc::full(&stream.doc);
        let _ = write!(
            doc,
            "\n\nTransport: {}.",
            if stream.socket_io {
                "socket.io"
            } else {
                "WebSocket"
            }
        );
        for (what, text) in [
            ("Admission", &stream.auth),
            ("Keeping it open", &stream.keepalive),
        ] {
            if let Some(text) = text {
                let _ = write!(doc, "\n\n{what}: {}", rustdoc::sentence(text));
            }
        }
        if let Some(source) = &stream.doc.source {
            let _ = write!(doc, "\n\n[Provider docs]({source})");
        }
        code.gap();
        code.docs(0, &doc);
        let _ = writeln!(code.text, "pub mod {} {{", stream.rust_name);
        constant(code, "Address.", "URL", &stream.url);
        if let Some(frame) = &stream.subscribe {
            constant(code, "Frame that subscribes.", "SUBSCRIBE", &json(frame));
        }
        if let Some(frame) = &stream.unsubscribe {
            constant(
                code,
                "Frame that ends a subscription.",
                "UNSUBSCRIBE",
                &json(frame),
            );
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

    fn channel_doc(&self, channel: &Channel) -> String {
        let mut doc = rustdoc::full(&channel.doc);
        if channel.send {
            doc.push_str(" The client sends it.");
        }
        if let Some(ty) = &channel.message {
            let _ = write!(doc, "\n\nMessage: {}.", self.link(ty));
        }
        for param in &channel.params {
            let _ = write!(
                doc,
                "\n\n`{{{}}}`: {}",
                param.name,
                rustdoc::of_field(param)
            );
        }
        if let Some(member) = &channel.sequence {
            let _ = write!(
                doc,
                "\n\n`{member}` grows by one; a gap means that messages were lost."
            );
        }
        if let Some(checksum) = &channel.checksum {
            let _ = write!(doc, "\n\nChecksum: {}", rustdoc::sentence(checksum));
        }
        doc
    }

    /// A type in words, with a link where it is declared.
    fn link(&self, ty: &Type) -> String {
        match &ty.kind {
            Kind::Named(id) | Kind::Numbered(id) => match self.api.types.get(id.0) {
                Some(def) => format!("[`{0}`](super::super::{0})", def.name),
                None => "JSON".to_owned(),
            },
            Kind::List(item) => format!("list of {}", self.link(item)),
            Kind::Map { value, .. } => format!("map of {}", self.link(value)),
            Kind::Text { .. } => "text".to_owned(),
            Kind::Secret => "secret text".to_owned(),
            Kind::Int => "integer".to_owned(),
            Kind::Decimal => "decimal".to_owned(),
            Kind::Bool | Kind::Flag => "boolean".to_owned(),
            Kind::Time(_) => "time".to_owned(),
            Kind::Json => "JSON".to_owned(),
        }
    }
}

fn constant(code: &mut Code, doc: &str, name: &str, value: &str) {
    code.gap();
    code.docs(1, doc);
    let _ = writeln!(code.text, "    pub const {name}: &str = {value:?};");
}

/// Plain data as JSON text.
pub fn json(data: &Data) -> String {
    fn text(out: &mut String, value: &str) {
        out.push_str(&serde_json::Value::from(value).to_string());
    }
    fn write(out: &mut String, data: &Data) {
        match data {
            Data::Null => out.push_str("null"),
            Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Data::Integer(digits) | Data::Number(digits) => out.push_str(digits),
            Data::Text(value) => text(out, value),
            Data::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write(out, item);
                }
                out.push(']');
            }
            Data::Object(members) => {
                out.push('{');
                for (i, (name, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    text(out, name);
                    out.push(':');
                    write(out, value);
                }
                out.push('}');
            }
        }
    }
    let mut out = String::new();
    write(&mut out, data);
    out
}
