//! Frames that are sent: templates filled with the values of a moment.

use super::plan::{
    Filter, Frame, FrameBody, FrameMember, FrameValue, Placeholder, Source, Template, TemplatePart,
};
use super::sent_event::SentEvent;
use super::subscription::Subscription;
use super::view::View;
use crate::random::random_uuid;
use crate::signing::plan::Str;
use crate::signing::{SessionValues, SigningInputs, Value};
use crate::value::escape::{PERCENT_ENCODER, escape};
use std::borrow::Cow;

/// What placeholders read.
#[derive(Clone, Copy, Default)]
pub(super) struct Values<'s> {
    /// The parameters of a channel, an object.
    pub(super) params: Option<&'s Value<'static>>,
    /// The subscriptions of the frame.
    pub(super) topics: &'s [&'s Subscription],
    /// What was kept of the login and of the confirmation of the subscription.
    pub(super) kept: &'s [(String, String)],
    pub(super) session: Option<&'s SessionValues>,
    pub(super) settings: &'s [Value<'static>],
    /// The number of the frame.
    pub(super) id: u64,
    /// The UUID of the frame; `None`: each place has one of its own.
    pub(super) uuid: Option<&'s str>,
    /// The headers of the signed call.
    pub(super) headers: &'s [(Cow<'s, str>, Cow<'s, str>)],
    /// What a sent event carries.
    pub(super) data: Option<&'s Value<'static>>,
    /// Time since 1970 in nanoseconds.
    pub(super) clock_ns: i128,
    /// The message that is read or answered.
    pub(super) message: Option<&'s View<'s>>,
}

/// What is sent, before its plan signs it.
#[derive(Clone, Debug)]
pub enum Unsigned {
    /// A text frame.
    Text(String),
    /// The parameters of a call of this section, as its index in the scheme. The body of the signed call is sent.
    Params(u16, Value<'static>),
    /// An event of the client, whose frame is filled once its plan has signed it.
    Event(Box<SentEvent>),
    /// A ping of the WebSocket protocol.
    Ping,
}

impl Values<'_> {
    /// The frame.
    ///
    /// # Errors
    /// A placeholder in a text has no value.
    pub(super) fn frame(&self, frame: &Frame) -> Result<Unsigned, String> {
        match (&frame.body, frame.section) {
            (FrameBody::Ping, _) => Ok(Unsigned::Ping),
            (FrameBody::Text(template), _) => self.text(template).map(Unsigned::Text),
            (FrameBody::Json(value), Some(section)) => {
                Ok(Unsigned::Params(section, self.value(value)?))
            }
            (FrameBody::Json(value), None) => {
                let json = self.value(value)?.to_json();
                json.map(Unsigned::Text).map_err(|error| error.to_string())
            }
        }
    }

    /// A text with placeholders.
    ///
    /// # Errors
    /// A placeholder has no value, or one without a text.
    pub(super) fn text(&self, template: &Template) -> Result<String, String> {
        let mut text = String::new();
        for part in template.0.iter() {
            match part {
                TemplatePart::Text(constant) => text.push_str(constant),
                TemplatePart::Value(placeholder) => self.write_value(placeholder, &mut text)?,
            }
        }
        Ok(text)
    }

    /// The topic of a message, written after `text`: what is absent is empty. Returns whether there is one: not everything is absent.
    pub(super) fn topic(&self, template: &Template, text: &mut String) -> bool {
        let (mut values, mut missing) = (0, 0);
        for part in template.0.iter() {
            match part {
                TemplatePart::Text(constant) => text.push_str(constant),
                TemplatePart::Value(placeholder) => {
                    values += 1;
                    missing += usize::from(self.write_value(placeholder, text).is_err());
                }
            }
        }
        values == 0 || missing < values
    }

    /// An address. Values are escaped, except one that it begins with.
    ///
    /// # Errors
    /// A placeholder has no value.
    pub(super) fn address(&self, template: &Template) -> Result<String, String> {
        let mut address = String::new();
        let mut value = String::new();
        for part in template.0.iter() {
            match part {
                TemplatePart::Text(constant) => address.push_str(constant),
                TemplatePart::Value(placeholder) => {
                    value.clear();
                    self.write_value(placeholder, &mut value)?;
                    match address.is_empty() {
                        true => address.push_str(&value),
                        false => escape(&PERCENT_ENCODER, &value, &mut address),
                    }
                }
            }
        }
        Ok(address)
    }

    fn write_value(&self, placeholder: &Placeholder, text: &mut String) -> Result<(), String> {
        let missing = || format!("`{}` has no value", name_of(&placeholder.source));
        let from = text.len();
        match &placeholder.source {
            // The usual sources of a route, without a copy.
            Source::Message(path) => {
                let value = self.message.and_then(|message| message.scalar(path));
                text.push_str(&value.ok_or_else(missing)?);
            }
            Source::MemberName => {
                let first = self.message.and_then(View::first_member);
                text.push_str(first.ok_or_else(missing)?.0);
            }
            source => {
                let value = self.source(source)?;
                match value {
                    Value::Absent | Value::Null => return Err(missing()),
                    value => text.push_str(&value.to_text().map_err(|_| missing())?),
                }
            }
        }
        let written = text.get_mut(from..);
        match (placeholder.filter, written) {
            (Filter::Lower, Some(written)) => written.make_ascii_lowercase(),
            (Filter::Upper, Some(written)) => written.make_ascii_uppercase(),
            _ => {}
        }
        Ok(())
    }

    /// JSON with placeholders.
    ///
    /// # Errors
    /// A placeholder in a text has no value.
    pub(super) fn value(&self, value: &FrameValue) -> Result<Value<'static>, String> {
        Ok(match value {
            FrameValue::Constant(data) => Value::from(data).into_owned(),
            FrameValue::Text(template) => Value::from(self.text(template)?),
            FrameValue::Value(placeholder) => match placeholder.filter {
                Filter::None => self.source(&placeholder.source)?,
                Filter::Number => number(self.source(&placeholder.source)?),
                _ => {
                    let mut text = String::new();
                    self.write_value(placeholder, &mut text)?;
                    Value::from(text)
                }
            },
            FrameValue::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items.iter() {
                    match item {
                        FrameValue::Value(Placeholder {
                            source: Source::Topics,
                            ..
                        }) => list.extend(self.topics.iter().map(|one| one.item.clone())),
                        item => match self.value(item)? {
                            Value::Absent => {}
                            value => list.push(value),
                        },
                    }
                }
                Value::List(list)
            }
            FrameValue::Object(members) => {
                let mut object = Vec::with_capacity(members.len());
                for member in members.iter() {
                    match member {
                        FrameMember::Named(name, value) => match self.value(value)? {
                            Value::Absent => {}
                            value => object.push((Cow::Owned(name.to_string()), value)),
                        },
                        FrameMember::Topic => {
                            let topic = self.topics.first();
                            if let Some(Value::Object(members)) = topic.map(|one| one.item.clone())
                            {
                                object.extend(members);
                            }
                        }
                    }
                }
                Value::Object(object)
            }
        })
    }

    /// An object of members with placeholders. One without a value is left out.
    ///
    /// # Errors
    /// A placeholder in a text has no value.
    pub(super) fn members(&self, members: &[(Str, FrameValue)]) -> Result<Value<'static>, String> {
        let mut object = Vec::with_capacity(members.len());
        for (name, value) in members {
            match self.value(value)? {
                Value::Absent => {}
                value => object.push((Cow::Owned(name.to_string()), value)),
            }
        }
        Ok(Value::Object(object))
    }

    /// The value of a source; absent if it has none.
    fn source(&self, source: &Source) -> Result<Value<'static>, String> {
        let absent = || Ok(Value::Absent);
        match source {
            Source::Topic => Ok(self
                .topics
                .first()
                .map_or(Value::Absent, |topic| topic.item.clone())),
            Source::Topics => Ok(Value::List(
                self.topics.iter().map(|topic| topic.item.clone()).collect(),
            )),
            Source::Param(name) => {
                let params = self
                    .params
                    .or_else(|| self.topics.first().map(|one| &one.params));
                Ok(params
                    .and_then(|params| params.get(name))
                    .cloned()
                    .unwrap_or_default())
            }
            Source::Id => Ok(Value::Integer(self.id.into())),
            Source::Uuid => match self.uuid {
                Some(uuid) => Ok(Value::from(uuid.to_owned())),
                None => random_uuid()
                    .map(Value::from)
                    .map_err(|error| error.to_string()),
            },
            Source::Header(name) => {
                let mut headers = self.headers.iter();
                let value = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
                Ok(value.map_or(Value::Absent, |(_, value)| Value::from(value.to_string())))
            }
            Source::SentData => Ok(self.data.cloned().unwrap_or_default()),
            Source::Clock(unit) => {
                let inputs = SigningInputs {
                    clock_ns: self.clock_ns,
                    ..SigningInputs::default()
                };
                Ok(Value::Integer(inputs.clock(*unit)))
            }
            Source::Session(name) => {
                let value = self.session.and_then(|session| session.get_filled(name));
                value.map_or_else(absent, |value| Ok(value.clone()))
            }
            Source::Setting(index) => Ok(self
                .settings
                .get(usize::from(*index))
                .cloned()
                .unwrap_or_default()),
            Source::Kept(name) => {
                let mut kept = self.kept.iter();
                let value = kept.find(|(known, _)| known == name);
                match value {
                    Some((_, json)) => json_value(json),
                    None => absent(),
                }
            }
            Source::Message(path) => match self.message.and_then(|message| message.raw(path)) {
                Some(raw) => json_value(raw),
                None => absent(),
            },
            Source::MemberName => {
                let first = self.message.and_then(View::first_member);
                Ok(first.map_or(Value::Absent, |(name, _)| Value::from(name.to_owned())))
            }
        }
    }
}

/// Digits as a number; what is none stays as it is.
fn number(value: Value<'static>) -> Value<'static> {
    match &value {
        Value::Text(text) => text.parse().map_or(value, Value::Integer),
        _ => value,
    }
}

/// A value of a message. What is not JSON is a text.
fn json_value(raw: &str) -> Result<Value<'static>, String> {
    Ok(Value::from_json(raw.as_bytes()).unwrap_or_else(|_| Value::from(raw.to_owned())))
}

fn name_of(source: &Source) -> String {
    match source {
        Source::Topic => "topic".to_owned(),
        Source::Topics => "topics".to_owned(),
        Source::Param(name) => name.to_string(),
        Source::Id => "id".to_owned(),
        Source::Uuid => "uuid".to_owned(),
        Source::Clock(_) => "clock".to_owned(),
        Source::Session(name) => format!("session.{name}"),
        Source::Setting(_) => "settings".to_owned(),
        Source::Kept(name) => format!("kept.{name}"),
        Source::Message(_) => "msg".to_owned(),
        Source::MemberName => "name".to_owned(),
        Source::Header(name) => format!("header.{name}"),
        Source::SentData => "data".to_owned(),
    }
}
