//! Events of the client: verified, and answered in the words of the spec.

use super::conversation::{Conversation, Heard};
use super::inverse::{self, Values};
use super::message::{Live, Wrapped};
use super::shape::{self, Wish, frame_text};
use crate::paths::put;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use crate::routes::path_of_base;
use specie_codegen::json;
use specie_codegen::model::{Channel, Kind};
use specie_codegen::validate::{self, MismatchKind, Way, as_text};
use specie_runtime::signing::ReceivedRequest;
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use specie_runtime::stream;
use specie_runtime::stream::plan::{
    Condition, Frame, FrameBody, FrameMember, FrameValue, SendPlan, Source,
};
use tokio::time::Instant;

impl Conversation<'_> {
    /// An event of the client. `None`: the message is something else.
    pub(super) fn understand_event(&mut self, text: &str, now: Instant) -> Option<Heard> {
        let stream = self.stream;
        let (at, (channel, plan, values)) =
            stream
                .sent()
                .enumerate()
                .find_map(|(at, (channel, plan))| {
                    // What a frame lacks is refused later.
                    let event = Event::read(&plan.frame, text)
                        .or_else(|| Event::read(&without_id(&plan.frame), text))?;
                    Some((at, (channel, plan, event)))
                })?;
        let at = u16::try_from(at).ok()?;
        match self.accept_event(channel, plan, &values) {
            Ok(()) => {
                self.note(&format!("`{}` accepted", channel.name));
                self.event_is_done(at, plan, now);
                self.answer_event(plan, &values);
                Some(Heard::Done)
            }
            Err(refusal) => {
                let why = format!("{}: {}", refusal.kind, refusal.reason);
                self.note(&format!("`{}` refused ({why})", channel.name));
                self.refuse_event(&refusal, &values);
                Some(Heard::Refused)
            }
        }
    }

    fn accept_event(
        &self,
        channel: &Channel,
        plan: &SendPlan,
        values: &Event,
    ) -> Result<(), Refusal> {
        if self
            .engine
            .stream_faults
            .refuses(&self.stream.name, &channel.name)
        {
            let reason = "the scenario refuses it";
            return Err(Refusal::new(RefusalKind::PermissionMissing, reason));
        }
        if let Some(section) = plan.frame.section {
            self.verify_event(section, plan, values)?;
        }
        if let Some(before) = plan.after.filter(|event| !self.done.contains(event)) {
            let before = self.plan().event(before).map_or("", |event| &event.name);
            let reason = format!("`{before}` was not sent before it");
            return Err(Refusal::new(RefusalKind::Conflict, reason));
        }
        check_data(self, channel, plan, values)
    }

    /// Verifies the call that an event is.
    fn verify_event(&self, section: u16, plan: &SendPlan, values: &Event) -> Result<(), Refusal> {
        let body = values.data.as_ref().map(json::write).unwrap_or_default();
        let received = Received {
            method: plan.method.to_string(),
            headers: values.headers.clone(),
            body: body.clone().into_bytes(),
            ..Received::default()
        };
        let declared = self.engine.section(section);
        let path = declared.map_or("", |section| &section.path);
        let path = path.replace("{path}", &plan.path);
        let base = declared.zip(self.base);
        let base = base.map(|(section, base)| format!("{base}{}", path_of_base(&section.base)));
        let headers: Vec<(&str, &str)> = values
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = ReceivedRequest {
            section,
            method: &plan.method,
            endpoint: &plan.path,
            path: &path,
            headers: &headers,
            body: body.as_bytes(),
            base: base.as_deref(),
            ..ReceivedRequest::default()
        };
        self.engine.verify_section(&request, &received).map(|_| ())
    }

    /// What needs the event may come now.
    fn event_is_done(&mut self, at: u16, plan: &SendPlan, now: Instant) {
        if let Some(undone) = plan.undoes {
            self.done.retain(|event| *event != undone);
            let channels = &self.plan().channels;
            let ends = |live: &Live| {
                let channel = channels.get(live.channel);
                channel.is_some_and(|channel| channel.after == Some(undone))
            };
            self.live.retain(|live| !ends(live));
        }
        if !self.done.contains(&at) {
            self.done.push(at);
            self.subscribe_unasked(Some(at), now);
        }
    }

    /// Sends the message that answers an event, if one does.
    fn answer_event(&mut self, plan: &SendPlan, values: &Event) {
        let Some(mut answer) = plan.answer.and_then(|channel| self.made_of(channel)) else {
            return;
        };
        if let Some(id) = &values.id {
            put(&mut answer.message, &self.plan().sends.id, id.clone());
        }
        self.say(&answer.message);
    }

    /// Refuses an event in the words of the spec: of the messages that refuse, one that names the event, unless the provider does not know who
    /// sent it.
    fn refuse_event(&mut self, refusal: &Refusal, values: &Event) {
        let refused = &self.plan().sends.refused;
        let mut made: Vec<(bool, Data)> = Vec::new();
        for group in refused.iter() {
            let alone: Condition = vec![group.clone()].into();
            let Some(shape) = shape::fulfilled(&alone, &Data::Null, Wish::default()) else {
                continue;
            };
            let channel = self.channel_of(&shape);
            let wrapped = channel.and_then(|channel| self.made_of(channel));
            let names = channel.is_some_and(|channel| self.has_id(channel));
            let (mut message, data) =
                wrapped.map_or((shape, Vec::new()), |one| (one.message, one.data));
            // The reason is for the log: it shows what was expected.
            say_why(&mut message, &data, refusal.kind.name());
            if let Some(id) = values.id.as_ref().filter(|_| names) {
                put(&mut message, &self.plan().sends.id, id.clone());
            }
            made.push((names, message));
        }
        let is_known = !is_about_who(refusal.kind);
        let fitting = made.iter().find(|(names, _)| *names == is_known);
        if let Some((_, message)) = fitting.or(made.first()) {
            let message = message.clone();
            self.say(&message);
        }
    }

    /// The channel that a message belongs to, by its index in the plan.
    fn channel_of(&self, message: &Data) -> Option<u16> {
        let text = frame_text(message);
        let channels = self.plan().channels.iter().zip(0_u16..);
        let mut found = channels.filter(|(channel, _)| {
            // A topic without parameters is the text that a route finds.
            let name = inverse::of_text(&channel.topic, &channel.name, &|_, _| true);
            name.is_some() && text.contains(&*json::write(&Data::Text(channel.name.clone())))
        });
        found.next().map(|(_, at)| at)
    }

    /// Whether messages of a channel name what they answer.
    fn has_id(&self, channel: u16) -> bool {
        let Some(PathSegment::Name(name)) = self.plan().sends.id.last() else {
            return false;
        };
        let mut channels = self.stream.received();
        let message = channels
            .nth(usize::from(channel))
            .and_then(|channel| channel.messages.first());
        let Some(Kind::Named(id)) = message.map(|message| &message.ty.kind) else {
            return false;
        };
        let def = self.engine.api.types.get(id.0);
        let mut fields = def.into_iter().flat_map(|def| def.shape.fields());
        fields.any(|field| field.name == **name)
    }

    /// Whether the messages of a channel refuse events: they are not sent unasked.
    pub(super) fn refuses_events(&mut self, channel: usize) -> bool {
        let refused = &self.plan().sends.refused;
        let made = match refused.is_empty() {
            true => None,
            false => u16::try_from(channel)
                .ok()
                .and_then(|channel| self.made_of(channel)),
        };
        made.is_some_and(|made| stream::holds(refused, &frame_text(&made.message)))
    }

    /// A made up message of a channel without parameters.
    fn made_of(&mut self, channel: u16) -> Option<Wrapped> {
        let at = usize::from(channel);
        let subscription = self.subscription(at, &[])?;
        self.made_for(at, subscription, Instant::now())
    }
}

/// The data of an event, against its type.
fn check_data(
    conversation: &Conversation<'_>,
    channel: &Channel,
    plan: &SendPlan,
    values: &Event,
) -> Result<(), Refusal> {
    let types = &conversation.engine.api.types;
    let mismatches = match (plan.items, channel.params.first(), &values.data) {
        (true, Some(items), Some(data)) => validate::value(types, &items.ty, data, Way::Received).1,
        (false, Some(_), Some(Data::Object(members))) => {
            validate::fields(types, &channel.params, members).1
        }
        (_, None, _) => return Ok(()),
        _ => {
            let reason = "expected the data of the event, found nothing";
            return Err(Refusal::new(RefusalKind::MissingParameter, reason));
        }
    };
    let mut wrong = mismatches.iter();
    match wrong.find(|one| one.kind != MismatchKind::Unlisted) {
        Some(wrong) => Err(Refusal::new(RefusalKind::WrongType, wrong.to_string())),
        None => Ok(()),
    }
}

/// Whether a refusal says that the provider does not know who sent something.
fn is_about_who(kind: RefusalKind) -> bool {
    use RefusalKind::{
        MissingHeader, RepeatedHeader, SessionExpired, StaleNonce, StaleTimestamp, UnknownKey,
        WrongHeader, WrongSignature,
    };
    matches!(
        kind,
        MissingHeader
            | RepeatedHeader
            | WrongHeader
            | UnknownKey
            | WrongSignature
            | SessionExpired
            | StaleTimestamp
            | StaleNonce
    )
}

/// What an event has.
struct Event {
    /// The headers of the call.
    headers: Vec<(String, String)>,
    /// What it carries.
    data: Option<Data>,
    /// What its answer names.
    id: Option<Data>,
}

impl Event {
    fn read(frame: &Frame, text: &str) -> Option<Self> {
        let values = inverse::of_frame(frame, text, &|_, _| true)?;
        Some(Self::of(&values))
    }

    fn of(values: &Values<'_>) -> Self {
        let mut event = Self {
            headers: Vec::new(),
            data: None,
            id: None,
        };
        for (source, value) in values.iter() {
            match source {
                Source::Header(name) => {
                    let value = as_text(value).unwrap_or_default();
                    event.headers.push((name.to_string(), value));
                }
                Source::SentData => event.data = Some(value.clone()),
                Source::Uuid => event.id = Some(value.clone()),
                Source::Id if event.id.is_none() => event.id = Some(value.clone()),
                _ => {}
            }
        }
        event
    }
}

/// The frame of a client that does not want to know which answer is its own.
fn without_id(frame: &Frame) -> Frame {
    let body = match &frame.body {
        FrameBody::Json(value) => FrameBody::Json(without_ids(value)),
        other => other.clone(),
    };
    Frame {
        body,
        section: frame.section,
    }
}

fn without_ids(value: &FrameValue) -> FrameValue {
    let is_id = |value: &FrameValue| match value {
        FrameValue::Value(one) => matches!(one.source, Source::Id | Source::Uuid),
        _ => false,
    };
    match value {
        FrameValue::List(items) => FrameValue::List(items.iter().map(without_ids).collect()),
        FrameValue::Object(members) => {
            let members = members.iter().filter_map(|member| match member {
                FrameMember::Named(_, value) if is_id(value) => None,
                FrameMember::Named(name, value) => {
                    Some(FrameMember::Named(name.clone(), without_ids(value)))
                }
                FrameMember::Topic => Some(FrameMember::Topic),
            });
            FrameValue::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Puts the reason into the first text of the data.
fn say_why(message: &mut Data, data: &[PathSegment], why: &str) {
    let found = crate::paths::get(message, data).and_then(|data| first_text(data, Vec::new()));
    if let Some(inner) = found {
        let place: Vec<PathSegment> = data.iter().cloned().chain(inner).collect();
        put(message, &place, Data::Text(Str::Owned(why.to_owned())));
    }
}

fn first_text(data: &Data, place: Vec<PathSegment>) -> Option<Vec<PathSegment>> {
    match data {
        Data::Text(_) => Some(place),
        Data::Object(members) => members.iter().find_map(|(name, value)| {
            let mut place = place.clone();
            place.push(PathSegment::Name(name.clone()));
            first_text(value, place)
        }),
        _ => None,
    }
}
