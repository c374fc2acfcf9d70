//! The life of a stream's connection: what is sent and received, in order.

use super::flow::{Flow, Kind};
use crate::json;
use crate::model::Stream;

/// The flow of a connection.
pub fn life(stream: &Stream) -> Flow {
    let mut flow = Flow::default();
    let transport = if stream.socket_io {
        "socket.io"
    } else {
        "WebSocket"
    };
    let mut last = flow.add(
        Kind::Given,
        format!("connect by {transport}"),
        Some(stream.url.clone()),
        &[],
    );
    let mut then = |kind, title: &str, bytes: Option<String>, last: &mut usize| {
        *last = flow.add(kind, title, bytes, &[*last]);
    };
    if let Some(auth) = &stream.auth {
        then(Kind::Secret, "authenticate", Some(auth.clone()), &mut last);
    }
    if let Some(frame) = &stream.subscribe {
        then(Kind::Sent, "subscribe", Some(json::write(frame)), &mut last);
    }
    let named = |send: bool| {
        let channels = stream
            .channels
            .iter()
            .filter(|channel| channel.send == send);
        channels
            .map(|channel| channel.name.as_str())
            .collect::<Vec<&str>>()
    };
    let (sent, received) = (named(true), named(false));
    if !sent.is_empty() {
        let title = format!("{} kinds of frames are sent", sent.len());
        then(Kind::Sent, &title, Some(sent.join(", ")), &mut last);
    }
    let title = format!("{} kinds of messages are received", received.len());
    then(Kind::Text, &title, Some(received.join(", ")), &mut last);
    if let Some(keepalive) = &stream.keepalive {
        then(
            Kind::Text,
            "keep the connection alive",
            Some(keepalive.clone()),
            &mut last,
        );
    }
    if let Some(frame) = &stream.unsubscribe {
        then(
            Kind::Sent,
            "unsubscribe",
            Some(json::write(frame)),
            &mut last,
        );
    }
    then(
        Kind::Check,
        "the connection ends",
        Some("nothing of it is kept: connect again, from the top".to_owned()),
        &mut last,
    );
    flow
}
