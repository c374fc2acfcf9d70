//! Events that the client sends: their frames, what must come before them, and what answers them.

use super::frames::{FRAME, Frames};
use super::templates::{Scope, Values};
use super::{condition, templates};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Channel, MessageForm};
use crate::raw::{self, SendForm};
use crate::rules::streams as rules;
use crate::source::{Span, Text};
use specie_runtime::signing::plan::Data;
use specie_runtime::stream::plan::{
    ChannelPlan, Filter, Frame, FrameBody, FrameMember, FrameValue, Placeholder, SendPlan, Sends,
    Source, Template, TemplatePart,
};

/// What the client sends, in the order of the spec: their places in the plan.
pub(super) struct Events<'a>(Vec<&'a raw::Channel>);

impl<'a> Events<'a> {
    pub(super) fn of(stream: &'a raw::Stream) -> Self {
        let channels = stream.channels.iter();
        Self(channels.filter(|one| one.send.is_some()).collect())
    }

    /// The event that must be sent before a channel is subscribed to, or before another event.
    pub(super) fn before(&self, raw: &raw::Channel, diagnostics: &mut Diagnostics) -> Option<u16> {
        let name = raw.after.as_ref()?;
        let (event, at) = self.named(name, diagnostics)?;
        let why = match (event.params.is_empty(), &event.after) {
            (false, _) => "its data would be missing",
            (true, Some(_)) => "another event must come before it",
            (true, None) => return Some(at),
        };
        report(
            name.span,
            format!("`{}` cannot be sent before others", name.value),
            diagnostics,
        )
        .label(why)
        .second(event.name.span, "declared here")
        .help("name an event that its plan, or its frame, writes alone");
        None
    }

    /// An event, with its place.
    fn named(&self, name: &Text, diagnostics: &mut Diagnostics) -> Option<(&'a raw::Channel, u16)> {
        let mut events = self.0.iter().zip(0_u16..);
        let found = events.find(|(event, _)| event.name.value == name.value);
        let Some((event, at)) = found else {
            let known = self.0.iter().map(|event| event.name.value.as_str());
            diagnostics
                .unknown(&rules::STREAM_SEND, name.span, "event", &name.value, known)
                .label("no event with `send` has this name");
            return None;
        };
        Some((event, at))
    }
}

/// How an event is sent.
#[derive(Clone)]
struct Form<'a> {
    section: Option<&'a Text>,
    frame: FrameBody,
    span: Span,
}

pub(super) fn lower(
    stream: &raw::Stream,
    frames: &Frames<'_>,
    events: &Events<'_>,
    channels: &[(Channel, Option<ChannelPlan>)],
    diagnostics: &mut Diagnostics,
) -> Sends {
    let shared = stream.sends.as_ref();
    let shared_form = shared.map(|shared| lower_form(&shared.form, frames, diagnostics));
    let id = shared.map(|shared| shared.id.clone()).unwrap_or_default();
    let names_answers = !id.is_empty();
    let plans = events.0.iter().filter_map(|raw| {
        let send = raw.send.as_ref()?;
        let own = send.form.as_ref();
        let own = own.map(|form| lower_form(form, frames, diagnostics));
        let Some(form) = own.or_else(|| shared_form.clone()) else {
            report(
                send.span,
                format!("nothing says how `{}` is sent", raw.name.value),
                diagnostics,
            )
            .label("the stream has no `send`")
            .help("write the frame under `send` of the stream: `send: { frame: [\"{event}\", \"{data}\"] }`");
            return None;
        };
        let (method, path) = call(raw, &form, diagnostics);
        let section = form
            .section
            .and_then(|name| frames.context.section(name, diagnostics));
        let answer = send.answer.as_ref();
        let answer = answer.and_then(|name| {
            answering(name, channels, diagnostics).filter(|_| {
                is_named(name, &form, names_answers, diagnostics)
            })
        });
        let names = Names { raw, method, path };
        Some(SendPlan {
            name: raw.name.value.clone().into(),
            frame: Frame {
                body: names.body(&form.frame),
                section,
            },
            method: method.to_owned().into(),
            path: path.to_owned().into(),
            items: send.items,
            after: events.before(raw, diagnostics),
            undoes: send
                .undoes
                .as_ref()
                .and_then(|name| events.named(name, diagnostics))
                .map(|(_, at)| at),
            answer,
            safe: ["GET", "HEAD", "OPTIONS"].contains(&method),
            reconcile: reconcile(raw, method, frames, diagnostics).into(),
        })
    });
    let plans: Vec<SendPlan> = plans.collect();
    Sends {
        events: plans.into(),
        id: id.into(),
        refused: shared
            .map(|shared| condition(&shared.refused))
            .unwrap_or_default(),
    }
}

fn lower_form<'a>(
    raw: &'a SendForm,
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> Form<'a> {
    let scope = Scope {
        place: "the frame of an event",
        values: Values {
            sent: true,
            ..FRAME
        },
        params: vec!["event", "event.method", "event.path"],
        kept: frames.kept.to_vec(),
        ..Scope::new(frames.given)
    };
    let frame = match &raw.frame {
        None => FrameBody::Json(FrameValue::Constant(Data::Null)),
        Some(node) => match node.as_scalar() {
            Some(_) => {
                let found = templates::of_node(node, "a frame", &scope, diagnostics);
                FrameBody::Text(found.map(|(_, template)| template).unwrap_or_default())
            }
            None => FrameBody::Json(templates::value(node, &scope, diagnostics)),
        },
    };
    if raw.section.is_none()
        && let Some(name) = reads(&frame, |source| match source {
            Source::Header(name) => Some(name.to_string()),
            _ => None,
        })
    {
        report(
            raw.span,
            format!("`{{header.{name}}}` of an event that is not signed"),
            diagnostics,
        )
        .label("no `section`, whose plan would set it")
        .help("name the section that signs: `section: socket`");
    }
    Form {
        section: raw.section.as_ref(),
        frame,
        span: raw.span,
    }
}

/// The method and the path that the name of an event has. A plan signs a call, so it needs them.
fn call<'a>(
    raw: &'a raw::Channel,
    form: &Form<'_>,
    diagnostics: &mut Diagnostics,
) -> (&'a str, &'a str) {
    let name = raw.name.value.as_str();
    let call = name.split_once(' ').filter(|(method, path)| {
        let is_method = |c: char| c.is_ascii_uppercase();
        !method.is_empty() && method.chars().all(is_method) && path.starts_with('/')
    });
    let reads_call = |source: &Source| match source {
        Source::Param(name) if *name != "event" => Some(name.to_string()),
        _ => None,
    };
    if call.is_none() && (form.section.is_some() || reads(&form.frame, reads_call).is_some()) {
        report(
            raw.name.span,
            format!("`{name}` is not the name of a call that can be signed"),
            diagnostics,
        )
        .label("expected a method and a path")
        .second(form.span, "how it is sent")
        .help("name the event as the provider does, such as `POST /order`; for one without a signature, write `send: { frame: … }`");
    }
    let (method, path) = call.unwrap_or_default();
    (method, path.trim_start_matches('/'))
}

/// The channel that answers, by its index in the plan.
fn answering(
    name: &Text,
    channels: &[(Channel, Option<ChannelPlan>)],
    diagnostics: &mut Diagnostics,
) -> Option<u16> {
    let received = || channels.iter().filter(|(channel, _)| !channel.send);
    let mut found = received().zip(0_u16..);
    let Some(((channel, _), at)) = found.find(|((channel, _), _)| channel.name == name.value)
    else {
        let known = received().map(|(channel, _)| channel.name.as_str());
        diagnostics
            .unknown(&rules::STREAM_SEND, name.span, "event", &name.value, known)
            .label("no channel or event that is received has this name");
        return None;
    };
    let has_one_type =
        matches!(channel.messages.as_slice(), [one] if one.form == MessageForm::Only);
    if channel.params.is_empty() && has_one_type {
        return Some(at);
    }
    report(
        name.span,
        format!("`{}` cannot answer an event", name.value),
        diagnostics,
    )
    .label("it has parameters, or messages of several types")
    .help("name an event with one type of message");
    None
}

/// Whether an answer can be told from others.
fn is_named(
    answer: &Text,
    form: &Form<'_>,
    names_answers: bool,
    diagnostics: &mut Diagnostics,
) -> bool {
    let has_id = reads(&form.frame, |source| {
        matches!(source, Source::Id | Source::Uuid).then(String::new)
    });
    let (label, help) = match (names_answers, has_id) {
        (true, Some(_)) => return true,
        (false, _) => (
            "`send` of the stream does not say where an answer names what it answers",
            "write it: `answer: { id: msg.id }`",
        ),
        (true, None) => (
            "the frame has neither `{uuid}` nor `{id}`",
            "write one of them where the provider expects the id of a request",
        ),
    };
    report(
        answer.span,
        "an answer that cannot be told from others",
        diagnostics,
    )
    .label(label)
    .help(help);
    false
}

/// The operation that says whether an event took effect.
fn reconcile(
    raw: &raw::Channel,
    method: &str,
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> String {
    let name = raw.send.as_ref().and_then(|send| send.reconcile.as_ref());
    let Some(name) = name else {
        return String::new();
    };
    let context = frames.context;
    if !context.operations.contains_key(name.value.as_str()) {
        let known = context.spec.operations.iter();
        let known = known.map(|operation| operation.name.value.as_str());
        diagnostics.unknown_operation(name.span, &name.value, known);
    } else if ["GET", "HEAD", "OPTIONS"].contains(&method) {
        report(
            name.span,
            format!("`{}` changes nothing", raw.name.value),
            diagnostics,
        )
        .label("there is nothing to reconcile")
        .help("remove `reconcile`");
    }
    name.value.clone()
}

fn report(span: Span, what: impl Into<String>, diagnostics: &mut Diagnostics) -> &mut Diagnostic {
    diagnostics.report(&rules::STREAM_SEND, span, what)
}

/// The first that is found of what placeholders read.
fn reads(frame: &FrameBody, find: impl Fn(&Source) -> Option<String>) -> Option<String> {
    let mut found = None;
    let frame = Frame {
        body: frame.clone(),
        section: None,
    };
    frame.each_placeholder(&mut |placeholder| {
        found = found.take().or_else(|| find(&placeholder.source));
    });
    found
}

/// What `{event}` and its parts stand for.
struct Names<'a> {
    raw: &'a raw::Channel,
    method: &'a str,
    path: &'a str,
}

impl Names<'_> {
    fn text(&self, placeholder: &Placeholder) -> Option<String> {
        let Source::Param(name) = &placeholder.source else {
            return None;
        };
        let text = match name.as_ref() {
            "event.method" => self.method.to_owned(),
            "event.path" => format!("/{}", self.path),
            _ => self.raw.name.value.clone(),
        };
        Some(match placeholder.filter {
            Filter::Lower => text.to_ascii_lowercase(),
            Filter::Upper => text.to_ascii_uppercase(),
            Filter::None | Filter::Text | Filter::Number => text,
        })
    }

    fn body(&self, body: &FrameBody) -> FrameBody {
        match body {
            FrameBody::Text(template) => FrameBody::Text(self.template(template)),
            FrameBody::Json(value) => FrameBody::Json(self.value(value)),
            FrameBody::Ping => FrameBody::Ping,
        }
    }

    fn template(&self, template: &Template) -> Template {
        let parts = template.0.iter().map(|part| match part {
            TemplatePart::Value(value) => match self.text(value) {
                Some(text) => TemplatePart::Text(text.into()),
                None => part.clone(),
            },
            TemplatePart::Text(_) => part.clone(),
        });
        Template(parts.collect::<Vec<_>>().into())
    }

    fn value(&self, value: &FrameValue) -> FrameValue {
        match value {
            FrameValue::Constant(_) => value.clone(),
            FrameValue::Text(template) => FrameValue::Text(self.template(template)),
            FrameValue::Value(placeholder) => match self.text(placeholder) {
                Some(text) => FrameValue::Constant(Data::Text(text.into())),
                None => value.clone(),
            },
            FrameValue::List(items) => {
                let items = items.iter().map(|item| self.value(item));
                FrameValue::List(items.collect::<Vec<_>>().into())
            }
            FrameValue::Object(members) => {
                let members = members.iter().map(|member| match member {
                    FrameMember::Named(name, value) => {
                        FrameMember::Named(name.clone(), self.value(value))
                    }
                    FrameMember::Topic => FrameMember::Topic,
                });
                FrameValue::Object(members.collect::<Vec<_>>().into())
            }
        }
    }
}
