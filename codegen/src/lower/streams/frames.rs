//! Frames that the client sends.

use super::super::Context;
use super::Called;
use super::templates::{self, Given, Scope, Values};
use crate::diagnostic::Diagnostics;
use crate::raw::{self, SubscriptionFrame, Text};
use crate::rules::streams as rules;
use crate::source::Span;
use crate::yaml::Node;
use specie_runtime::stream::plan::{
    Filter, Frame, FrameBody, FrameMember, FrameValue, Source, Template, TemplatePart,
};

/// What frames may read.
pub(super) struct Frames<'a> {
    pub(super) given: &'a Given<'a>,
    pub(super) kept: &'a [&'a str],
    pub(super) context: &'a Context<'a>,
    pub(super) called: Called<'a>,
}

impl Frames<'_> {
    /// A frame that subscribes or unsubscribes.
    pub(super) fn of_subscriptions(
        &self,
        raw: Option<&SubscriptionFrame>,
        section: Option<&Text>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Frame> {
        let raw = raw?;
        let values = Values {
            topics: true,
            ..FRAME
        };
        let body = self.body(&raw.body, "a frame of subscriptions", values, diagnostics);
        let section = section.and_then(|name| self.context.section(name, diagnostics));
        check_topics(&body, raw, diagnostics);
        Some(Frame { body, section })
    }

    /// A frame that is not about a subscription; `message`: it answers a message.
    pub(super) fn other(
        &self,
        node: &Node,
        message: bool,
        diagnostics: &mut Diagnostics,
    ) -> FrameBody {
        let (place, values) = match message {
            true => (
                "an answer",
                Values {
                    message: true,
                    ..FRAME
                },
            ),
            false => ("a frame", FRAME),
        };
        self.body(node, place, values, diagnostics)
    }

    /// A frame that asks for the first message of a channel.
    pub(super) fn request(&self, node: &Node, diagnostics: &mut Diagnostics) -> FrameBody {
        let values = Values {
            topics: true,
            ..FRAME
        };
        self.body(node, "a request", values, diagnostics)
    }

    fn body(
        &self,
        node: &Node,
        place: &'static str,
        values: Values,
        diagnostics: &mut Diagnostics,
    ) -> FrameBody {
        let scope = Scope {
            place,
            values,
            kept: self.kept.to_vec(),
            ..Scope::new(self.given)
        };
        match node.as_scalar() {
            Some(_) => {
                let found = templates::of_node(node, "a frame", &scope, diagnostics);
                FrameBody::Text(found.map(|(_, template)| template).unwrap_or_default())
            }
            None => FrameBody::Json(templates::value(node, &scope, diagnostics)),
        }
    }
}

/// What every frame has.
pub(super) const FRAME: Values = Values {
    topics: false,
    frame: true,
    uuid: true,
    given: true,
    message: false,
    member_name: false,
    sent: false,
};

/// How a frame names its topics.
#[derive(Default)]
struct Topics {
    /// `["{topics...}"]`
    list: usize,
    /// `{topics...}` elsewhere.
    misplaced: usize,
    /// `"{topic}"`
    one: usize,
    /// `{topic}` as a part of a text.
    in_text: usize,
    /// `"...": "{topic}"`
    spread: usize,
    /// `{kept.chan}`, by which an acknowledgement names a subscription.
    kept: usize,
}

impl Topics {
    fn of(body: &FrameBody) -> Self {
        let mut topics = Self::default();
        match body {
            FrameBody::Text(template) => topics.text(template),
            FrameBody::Json(value) => topics.value(value, false),
            FrameBody::Ping => {}
        }
        topics
    }

    fn text(&mut self, template: &Template) {
        for part in template.0.iter() {
            match part {
                TemplatePart::Value(value) if value.source == Source::Topics => {
                    self.misplaced += 1;
                }
                TemplatePart::Value(value) if value.source == Source::Topic => self.in_text += 1,
                TemplatePart::Value(value) if matches!(value.source, Source::Kept(_)) => {
                    self.kept += 1;
                }
                TemplatePart::Value(_) | TemplatePart::Text(_) => {}
            }
        }
    }

    fn value(&mut self, value: &FrameValue, in_list: bool) {
        match value {
            FrameValue::Constant(_) => {}
            FrameValue::Text(template) => self.text(template),
            FrameValue::Value(one) => match (&one.source, one.filter) {
                (Source::Topics, _) if in_list => self.list += 1,
                (Source::Topics, _) => self.misplaced += 1,
                (Source::Topic, Filter::None) => self.one += 1,
                (Source::Topic, _) => self.in_text += 1,
                (Source::Kept(_), _) => self.kept += 1,
                _ => {}
            },
            FrameValue::List(values) => values.iter().for_each(|value| self.value(value, true)),
            FrameValue::Object(members) => {
                for member in members.iter() {
                    match member {
                        FrameMember::Named(_, value) => self.value(value, false),
                        FrameMember::Topic => self.spread += 1,
                    }
                }
            }
        }
    }
}

/// A frame names its topics in one way.
fn check_topics(body: &FrameBody, raw: &SubscriptionFrame, diagnostics: &mut Diagnostics) {
    let topics = Topics::of(body);
    let singly = topics.one + topics.in_text + topics.spread;
    let span = raw.body.span;
    if topics.misplaced > 0 {
        report(diagnostics, span, "`{topics...}` outside of a list")
            .label("as many values as there are topics")
            .help("write it as the element of a list: `args: [\"{topics...}\"]`; for one frame each, write `{topic}`");
    } else if topics.list > 0 && singly > 0 {
        report(diagnostics, span, "both `{topics...}` and `{topic}`")
            .label("one frame for all topics, or one for each?")
            .help("keep one of them");
    } else if topics.list + singly + topics.kept == 0 {
        report(diagnostics, span, "the frame names no topic")
            .label("the same for every channel")
            .help("write `{topic}` or `[\"{topics...}\"]` where the provider expects topics; if the address decides what is sent, remove the frame");
    }
}

/// Channels give what frames put together: members, or a text.
pub(super) fn check_items(frame: &Frame, raw: &raw::Stream, diagnostics: &mut Diagnostics) {
    let topics = Topics::of(&frame.body);
    for channel in raw.channels.iter().filter(|one| one.send.is_none()) {
        let item = channel.subscribe.as_ref();
        let is_object = item.is_some_and(|node| node.as_mapping().is_some());
        let is_text = item.is_none_or(|node| node.as_scalar().is_some());
        if topics.spread > 0 && !is_object {
            let span = item.map_or(channel.name.span, |node| node.span);
            report(
                diagnostics,
                span,
                "the frame takes members of this channel, which has none",
            )
            .label("expected `subscribe` with members")
            .help("write them: `subscribe: { channel: books, symbol: \"{symbol}\" }`");
        } else if topics.in_text > 0 && !is_text {
            let span = item.map_or(channel.name.span, |node| node.span);
            report(diagnostics, span, "the frame writes `{topic}` into a text")
                .label("expected a text")
                .help("write the text that names the channel, or `\"{topic}\"` alone in the frame");
        }
    }
}

fn report<'d>(
    diagnostics: &'d mut Diagnostics,
    span: Span,
    message: &str,
) -> &'d mut crate::diagnostic::Diagnostic {
    diagnostics.report(&rules::STREAM_FRAME, span, message)
}
