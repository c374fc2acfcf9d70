//! The pages of webhooks and of streams.

use super::text::{anchor, cell, doc, type_words};
use crate::emit::rust::rustdoc;
use crate::emit::rust::streams::json as json_text;
use crate::model::{Api, Channel, Stream};
use serde_json::{Value, json};

/// What the page of streams shows.
pub fn context(api: &Api) -> Value {
    json!({ "streams": api.streams.iter().map(|stream| self::stream(api, stream)).collect::<Vec<_>>() })
}

fn stream(api: &Api, stream: &Stream) -> Value {
    json!({
        "name": stream.name,
        "doc": doc(&stream.doc),
        "source": stream.doc.source,
        "transport": if stream.socket_io { "socket.io" } else { "WebSocket" },
        "url": stream.url,
        "auth": stream.auth.as_deref().map(rustdoc::sentence),
        "keepalive": stream.keepalive.as_deref().map(rustdoc::sentence),
        "subscribe": stream.subscribe.as_ref().map(json_text),
        "unsubscribe": stream.unsubscribe.as_ref().map(json_text),
        "channels": stream.channels.iter().map(|channel| self::channel(api, channel)).collect::<Vec<_>>(),
    })
}

fn channel(api: &Api, channel: &Channel) -> Value {
    let mut notes = Vec::new();
    for param in &channel.params {
        notes.push(format!(
            "`{{{}}}`: {}",
            param.name,
            super::text::field(param)
        ));
    }
    if let Some(member) = &channel.sequence {
        notes.push(format!(
            "`{member}` grows by one; a gap means that messages were lost."
        ));
    }
    if let Some(checksum) = &channel.checksum {
        notes.push(format!("Checksum: {}", rustdoc::sentence(checksum)));
    }
    json!({
        "name": channel.name,
        "send": channel.send,
        "doc": cell(&format!("{} {}", doc(&channel.doc), notes.join(" "))).trim(),
        "message": channel.message.as_ref().map_or_else(|| "nothing".to_owned(), |ty| cell(&type_words(api, ty))),
    })
}

/// What the page of webhooks shows.
pub fn webhooks(api: &Api) -> Value {
    json!({ "webhooks": api.webhooks.iter().enumerate().map(|(place, webhook)| {
        let plan = api.scheme.webhooks.get(place);
        json!({
            "name": webhook.name,
            "rust": webhook.rust_name.trim_start_matches("r#"),
            "doc": doc(&webhook.doc),
            "source": webhook.doc.source,
            "body": if plan.is_some_and(|plan| plan.form) { "a form" } else { "JSON" },
            "event": webhook.event.and_then(|event| api.types.get(event.0)).map(|def| format!("[`{}`](types.md#{})", def.name, anchor(&def.name))),
            "event_rust": webhook.event.and_then(|event| api.types.get(event.0)).map(|def| &def.name),
            "id": webhook.id,
            "time": webhook.time,
            "order": webhook.order,
            "retries": webhook.retries.as_deref().map(rustdoc::sentence),
            "plan": api.scheme_docs.webhooks.get(place).map(|lines| super::signing::source(lines)),
            "examples": webhook.examples.iter().map(|example| json!({
                "name": rustdoc::sentence(&example.name),
                "source": example.source,
                "body": example.answer.as_ref().map(json_text),
            })).collect::<Vec<_>>(),
        })
    }).collect::<Vec<_>>() })
}
