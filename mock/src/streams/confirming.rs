//! What confirms and refuses frames of the client.

use super::conversation::{Conversation, Heard};
use super::inverse::{self, Values};
use super::shape::{Wish, put_text};
use super::subscribing::shown_item;
use crate::paths::put;
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, PathSegment};
use specie_runtime::stream::plan::{Ack, AckBy, Source, Template, TemplatePart};

impl Conversation<'_> {
    /// Confirms one topic, where each is confirmed by itself. What is kept of it belongs to its subscription.
    pub(super) fn confirm_one(&mut self, item: &Data, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        if confirms_each(ack) {
            self.confirm(Some(item), id, word);
        }
    }

    /// Confirms a frame as a whole.
    pub(super) fn confirm_all(&mut self, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        if !confirms_each(ack) {
            self.confirm(None, id, word);
        }
    }

    fn confirm(&mut self, item: Option<&Data>, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        let mut message = Data::Null;
        if word.is_empty() {
            let kept = self.keep(&ack.keep, &mut message);
            let mut live = self.live.iter_mut();
            if let Some(live) = live.find(|live| Some(&live.item) == item) {
                live.kept = kept;
            }
        }
        self.name_topics(item, id, &mut message, word);
        let wish = Wish {
            word,
            not: &[&ack.refused],
            ..Wish::default()
        };
        self.say_shape(&ack.ok, &message, wish);
    }

    /// Refuses topics, or a whole frame if none is named.
    pub(super) fn refuse(&mut self, topics: &[Data], id: Option<&Data>, why: &str) -> Heard {
        let Some(ack) = &self.plan().ack else {
            return Heard::Refused;
        };
        let wish = Wish {
            say: why,
            ..Wish::default()
        };
        let each: Vec<Option<&Data>> = match (&ack.by, topics) {
            (_, [_, ..]) if confirms_each(ack) => topics.iter().map(Some).collect(),
            _ => vec![None],
        };
        for item in each {
            let mut message = Data::Null;
            if !matches!(ack.by, AckBy::Topics(_)) {
                self.name_topics(item, id, &mut message, "");
            }
            self.say_shape(&ack.refused, &message, wish);
        }
        Heard::Refused
    }

    /// Puts into a confirmation what it names: the number of the frame, a topic, or all that is on.
    fn name_topics(&self, item: Option<&Data>, id: Option<&Data>, message: &mut Data, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        if let (Some(each), Some(item)) = (&ack.each, item) {
            let value = self.joined_value(item);
            put_into(each, &value.unwrap_or_default(), message, word);
        }
        match &ack.by {
            AckBy::Id(path) => {
                if let Some(id) = id {
                    put(message, path, id.clone());
                }
            }
            AckBy::Topics(path) => {
                let all = self.live.iter().map(|live| live.item.clone());
                put(message, path, Data::List(all.collect::<Vec<_>>().into()));
            }
            AckBy::Topic(template) => {
                let Some(item) = item else { return };
                let of_live = self.live.iter().find(|live| live.item == *item);
                let topic = match (of_live, self.of_item(item)) {
                    (Some(live), _) => live.subscription.topic().to_owned(),
                    (None, Ok(wanted)) => {
                        let first = wanted.first();
                        first.map_or_else(String::new, |one| one.subscription.topic().to_owned())
                    }
                    (None, Err(item)) => shown_item(&item),
                };
                put_into(template, &topic, message, word);
            }
            AckBy::Order => {}
        }
    }
}

/// Whether each subscription of a frame is confirmed by a message of its own.
fn confirms_each(ack: &Ack) -> bool {
    matches!(ack.by, AckBy::Topic(_)) || ack.each.is_some() || !ack.keep.is_empty()
}

/// Puts a text where a template reads it. Of places that stand for each other, `{msg.subscribe}{msg.unsubscribe}`, the one that has the word.
fn put_into(template: &Template, text: &str, message: &mut Data, word: &str) {
    let places = template.0.iter().filter_map(|part| match part {
        TemplatePart::Value(placeholder) => match &placeholder.source {
            Source::Message(path) => Some(path.as_ref()),
            _ => None,
        },
        TemplatePart::Text(_) => None,
    });
    let places: Vec<&[PathSegment]> = places.collect();
    if places.len() == template.0.len() {
        let has_word = |path: &&[PathSegment]| {
            let mut names = path.iter();
            names.any(|segment| match segment {
                PathSegment::Name(name) => name.contains(word),
                PathSegment::Index(_) => false,
            })
        };
        let place = places.iter().copied().find(has_word);
        if let Some(path) = place.or(places.first().copied()) {
            put_text(message, path, text);
        }
        return;
    }
    let values = inverse::of_text(template, text, &|_, _| true);
    for (source, value) in values.iter().flat_map(Values::iter) {
        if let Source::Message(path) = source {
            put_text(message, path, &as_text(value).unwrap_or_default());
        }
    }
}
