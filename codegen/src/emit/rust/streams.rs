//! Streams: a method of the client for each, and a module with its channels and events.
//!
//! Everything is inside of `stream_items!`, which is nothing without the feature `streams` of the runtime.

use super::code::{Code, doc_comments, literal};
use super::stream_plan;
use super::structs::SentStruct;
use super::{Context, Page};
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{Channel, MessageForm, Stream};
use crate::names;
use specie_runtime::stream::plan::SendPlan;
use std::fmt::Write;

impl Context<'_> {
    /// `streams.rs`
    pub fn streams_page(&self) -> Page {
        let runtime = &self.names.runtime;
        let mut code = Code::default();
        code.line("use super::Client;");
        code.gap();
        code.line("impl Client {");
        for stream in &self.api.streams {
            self.emit_stream_method(&mut code, stream);
        }
        code.line("}");
        for stream in &self.api.streams {
            code.gap();
            self.emit_stream(&mut code, stream);
        }
        code.gap();
        code.line("/// The conversations.");
        code.line("mod plans {");
        code.text
            .push_str(&indented(&stream_plan::page(&self.api.streams, runtime)));
        code.line("}");
        Page {
            name: "streams",
            head: doc_comments(
                "//!",
                0,
                &md!(
                    "Streams of {}: channels that can be subscribed to, and the events that they deliver. They need the feature `streams`.",
                    self.title
                ),
            ),
            uses: String::new(),
            text: format!("{runtime}::stream_items! {{\n{}}}\n", indented(&code.text)),
        }
    }

    fn emit_stream_method(&self, code: &mut Code, stream: &Stream) {
        let runtime = &self.names.runtime;
        let mut doc = describe::full(&stream.doc);
        if let Some(auth) = &stream.auth {
            doc.paragraph(&md!("Authentication: {}", describe::sentence(auth)));
        }
        doc.paragraph(&describe::provider_docs(&stream.doc));
        code.gap();
        code.docs(1, &doc);
        let _ = writeln!(
            code.text,
            "    pub fn {}(&self) -> {runtime}::stream::StreamBuilder<{module}::Event> {{\n        {runtime}::stream::StreamBuilder::new(&self.0)\n    }}",
            names::stream_method(&stream.rust_name),
            module = stream.rust_name,
        );
    }

    fn emit_stream(&self, code: &mut Code, stream: &Stream) {
        let mut inner = Code {
            types_path: "types::",
            ..Code::default()
        };
        let mut events = String::new();
        for (index, channel) in stream.received().enumerate() {
            self.emit_channel(&mut inner, channel);
            let _ = writeln!(inner.text, "channel!({} {index});", channel.type_name);
            inner.runtime.insert("channel");
            self.emit_events(&mut inner, &mut events, index, channel);
        }
        for (index, (channel, event)) in stream.sent().enumerate() {
            self.emit_event(&mut inner, stream, index, channel, event);
        }
        inner.gap();
        inner.runtime.insert("stream_events");
        let plan = names::constant(&stream.rust_name);
        let _ = writeln!(
            inner.text,
            "stream_events!(Event super::plans::{plan} {{\n{events}}});"
        );
        let mut text = String::new();
        if inner.uses_types {
            text.push_str("use super::super::types;\n");
        }
        text.push_str(&self.imports(&inner));
        text.push('\n');
        text.push_str(&inner.text);
        let doc = md!(
            "Channels and events of {}.",
            Markdown::item(
                &format!("Client::{}", names::stream_method(&stream.rust_name)),
                &format!("super::Client::{}", names::stream_method(&stream.rust_name)),
            )
        );
        code.docs(0, &doc);
        let _ = writeln!(code.text, "pub mod {} {{", stream.rust_name);
        code.text.push_str(&indented(&text));
        code.line("}");
    }

    /// The struct of a subscription.
    fn emit_channel(&self, code: &mut Code, channel: &Channel) {
        let mut doc = md!(
            "The channel {}. {}",
            Markdown::code(&channel.name),
            describe::full(&channel.doc)
        );
        doc.paragraph(&describe::provider_docs(&channel.doc));
        self.emit_params(code, channel, doc);
    }

    /// The struct of an event that the client sends, and its line `client_event!(Struct index "name" => Answer as wire);`.
    fn emit_event(
        &self,
        code: &mut Code,
        stream: &Stream,
        index: usize,
        channel: &Channel,
        event: &SendPlan,
    ) {
        let answer = stream.answer(event);
        let doc = self.event_doc(channel, event, answer.map(|(channel, _)| channel));
        self.emit_params(code, channel, doc);
        let name = &channel.type_name;
        let mut line = format!("client_event!({name} {index} {}", literal(&channel.name));
        if let Some((_, message)) = answer {
            let ty = self.rust_type(code, &message.ty, false);
            let wire = self.type_wire(code, &message.ty);
            let wire = wire.map_or_else(String::new, |wire| format!(" as {wire}"));
            let _ = write!(line, " => {ty}{wire}");
        }
        let _ = writeln!(code.text, "{line});");
        code.runtime.insert("client_event");
    }

    /// What is sent, by which plan, what answers it, and what is to be done if nothing does.
    fn event_doc(&self, channel: &Channel, event: &SendPlan, answer: Option<&Channel>) -> Markdown {
        let send = Markdown::item("send", "specie_runtime::stream::EventStream::send");
        let outcome = Markdown::item("Error::outcome", "specie_runtime::Error::outcome");
        let mut doc = md!(
            "The event {}, which is sent by {}. {}",
            Markdown::code(&channel.name),
            send,
            describe::full(&channel.doc)
        );
        doc.paragraph(&match answer {
            Some(answer) => md!(
                "Answered by {}, whose message is returned.",
                Markdown::code(&answer.name)
            ),
            None => Markdown::words("Nothing answers it: it is done once it is sent."),
        });
        if !event.safe {
            let mut operations = self.api.operations.iter().enumerate();
            let other = operations.find(|(index, operation)| {
                operation.name == *event.reconcile && self.selection.operations.contains(index)
            });
            let way_out = match other {
                Some((_, other)) => {
                    let path = format!("super::super::Client::{}", other.rust_name);
                    let link = Markdown::item(&other.name, &path);
                    md!("call {} to find out what happened.", link)
                }
                None => Markdown::words("find out what happened before you send it again."),
            };
            doc.paragraph(&md!(
                "It is never sent twice. If {} is ambiguous, {}",
                outcome,
                way_out
            ));
        }
        doc.paragraph(&describe::provider_docs(&channel.doc));
        doc
    }

    fn emit_params(&self, code: &mut Code, channel: &Channel, doc: Markdown) {
        self.emit_sent(
            code,
            &SentStruct {
                name: &channel.type_name,
                doc,
                fields: channel.params.iter().collect(),
                one_of: &[],
                sent: true,
                received: false,
                readable: true,
            },
        );
    }

    /// The lines of a channel's events: `Variant: Channel index form => Type as wire,`.
    fn emit_events(&self, code: &mut Code, events: &mut String, index: usize, channel: &Channel) {
        let mut kind = 0;
        for message in &channel.messages {
            let form = match &message.form {
                MessageForm::Only => "Of(0)".to_owned(),
                MessageForm::Kind(_) => {
                    kind += 1;
                    format!("Of({})", kind - 1)
                }
                MessageForm::Start => "Start".to_owned(),
            };
            let name = Markdown::code(&channel.name);
            let doc = match &message.form {
                MessageForm::Only => md!("A message of {}.", name),
                MessageForm::Kind(kind) => {
                    md!("A message of {}: {}.", name, Markdown::code(kind))
                }
                MessageForm::Start => md!("The message that {} begins with.", name),
            };
            let ty = self.rust_type(code, &message.ty, false);
            let wire = self.type_wire(code, &message.ty);
            let wire = wire.map_or_else(String::new, |wire| format!(" as {wire}"));
            events.push_str(&doc_comments("///", 4, &doc));
            let _ = writeln!(
                events,
                "    {}: {} {index} {form} => {ty}{wire},",
                message.variant, channel.type_name
            );
        }
    }
}

/// Lines that are four spaces further to the right. No line of generated code is inside of a text.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("    {line}\n"),
    });
    lines.collect()
}
