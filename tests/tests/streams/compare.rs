//! Frames, compared as JSON.

use crate::exchange::{Case, Exchange, list, text};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// JSON.
    Json(Json),
    /// A text that is not JSON.
    Text(String),
    /// A ping of the protocol.
    Ping,
}

impl Frame {
    /// The frame of a text.
    pub fn of(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(json) => Self::Json(json),
            Err(_) => Self::Text(text.to_owned()),
        }
    }

    /// A recorded frame.
    pub fn recorded(frame: &Json) -> Self {
        match frame["text"].as_str() {
            Some(text) => Self::of(text),
            None => {
                assert!(frame["protocol_ping"].is_string(), "a ping, in {frame}");
                Self::Ping
            }
        }
    }
}

/// A recorded frame as we send it: without what must not be followed.
pub fn ours(exchange: &Exchange, case: &Case, frame: Frame, used: &mut BTreeSet<String>) -> Frame {
    let Frame::Json(mut frame) = frame else {
        return frame;
    };
    for note in exchange.differences(case, "drop") {
        if remove(&mut frame, list(&note["at"])) {
            used.insert(text(&note["why"]).to_owned());
        }
    }
    for note in exchange.differences(case, "number") {
        let found = at(&mut frame, list(&note["at"]));
        if let Some(value) = found
            && let Some(written) = value.as_str()
        {
            *value = serde_json::from_str(written).expect("a number");
            used.insert(text(&note["why"]).to_owned());
        }
    }
    for note in exchange.differences(case, "text") {
        let found = at(&mut frame, list(&note["at"]));
        if let Some(value) = found.filter(|value| value.is_number()) {
            *value = Json::String(value.to_string());
            used.insert(text(&note["why"]).to_owned());
        }
    }
    for note in exchange.differences(case, "instead") {
        let when = note["when"].as_object().expect("members").iter();
        if when
            .clone()
            .all(|(name, value)| frame.get(name) == Some(value))
        {
            frame = note["frame"].clone();
            used.insert(text(&note["why"]).to_owned());
        }
    }
    Frame::Json(frame)
}

/// Whether two frames are the same but for their ids, which must have the same kind.
pub fn same(ours: &Frame, theirs: &Frame, ids: &[String]) -> bool {
    match (ours, theirs) {
        (Frame::Json(ours), Frame::Json(theirs)) => {
            without_ids(ours, ids) == without_ids(theirs, ids)
        }
        (ours, theirs) => ours == theirs,
    }
}

fn without_ids(frame: &Json, ids: &[String]) -> Json {
    let mut frame = frame.clone();
    for name in ids {
        match frame.get_mut(name) {
            Some(id @ Json::Number(_)) => *id = Json::from(0),
            Some(id @ Json::String(_)) => *id = Json::from(""),
            _ => {}
        }
    }
    frame
}

/// The value at a path of names and indexes.
fn at<'v>(value: &'v mut Json, path: &[Json]) -> Option<&'v mut Json> {
    path.iter().try_fold(value, |value, segment| match segment {
        Json::String(name) => value.get_mut(name),
        segment => value.get_mut(crate::exchange::index(segment)),
    })
}

/// Removes a member. Returns whether it was there.
fn remove(value: &mut Json, path: &[Json]) -> bool {
    let Some((Json::String(name), outer)) = path.split_last() else {
        panic!("the last segment is not a name");
    };
    let outer = at(value, outer).and_then(Json::as_object_mut);
    outer.is_some_and(|members| members.shift_remove(name).is_some())
}
