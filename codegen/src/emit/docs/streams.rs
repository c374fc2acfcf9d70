//! The pages of webhooks and of streams.

use super::text::{code, doc, link, origin, said_of, source, type_words};
use super::value::{View, values};
use crate::emit::common::{conversation, describe};
use crate::json;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Channel, MessageForm, Stream, Webhook};
use crate::names;
use crate::pagination::pointer;
use specie_runtime::signing::plan::{KeySource, KeysFrom, NamedIn};

/// Values for the page of streams.
pub fn context(api: &Api) -> View {
    let streams = api.streams.iter().map(|stream| self::stream(api, stream));
    values!({
        "module": code(&format!("specie::{}::streams", api.provider)),
        "streams": streams.collect::<Vec<_>>(),
    })
}

fn stream(api: &Api, stream: &Stream) -> View {
    let scheme = &api.runtime.scheme;
    let facts = conversation::of_stream(&stream.plan, scheme);
    let url = facts.iter().find(|fact| fact.key == "url");
    // The first two are the line above them.
    let shown = facts
        .iter()
        .filter(|fact| !["transport", "url"].contains(&fact.key));
    values!({
        "name": Markdown::text(&stream.name),
        "method": code(&format!("client.{}()", names::stream_method(&stream.rust_name))),
        "doc": doc(&stream.doc),
        "source": source("Provider docs", stream.doc.source.as_ref()),
        "transport": conversation::transport(stream.plan.framing),
        "url": url.map_or_else(Markdown::default, |fact| code(&fact.text)),
        "auth": stream.auth.as_deref().map(|text| describe::sentence(text).flat()),
        "facts": shown.map(|fact| values!({
            "key": code(fact.key),
            "text": code(&fact.text),
        })).collect::<Vec<_>>(),
        "channels": stream.channels.iter().map(|channel| self::channel(api, stream, channel)).collect::<Vec<_>>(),
    })
}

fn channel(api: &Api, stream: &Stream, channel: &Channel) -> View {
    let mut text = doc(&channel.doc);
    text.then(&md!("In Rust: {}.", code(&in_rust(stream, channel))));
    for param in &channel.params {
        let name = match channel.send {
            true => code(&param.name),
            false => code(&format!("{{{}}}", param.name)),
        };
        text.then(&md!("{}: {}", name, said_of(param)));
    }
    let mut plans = stream.plan.channels.iter();
    let plan = plans.find(|plan| *plan.name == *channel.name && !channel.send);
    let scheme = &api.runtime.scheme;
    let facts = plan.map(|plan| conversation::of_channel(&stream.plan, plan, scheme));
    let mut sent = stream.sent();
    let event = sent.find(|(event, _)| channel.send && event.name == channel.name);
    let of_event = event.map(|(_, event)| conversation::of_event(&stream.plan, event, scheme));
    for fact in facts.iter().chain(&of_event).flatten() {
        text.then(&md!("{}: {}.", code(fact.key), code(&fact.text)));
    }
    let messages = channel.messages.iter().map(|message| {
        let words = type_words(api, &message.ty);
        match &message.form {
            MessageForm::Only => words,
            MessageForm::Kind(kind) => md!("{}: {}", code(kind), words),
            MessageForm::Start => md!("at the start: {}", words),
        }
    });
    let carried = channel.params.iter().filter(|_| channel.send);
    let carried = carried.map(|field| md!("{}: {}", code(&field.name), type_words(api, &field.ty)));
    let messages: Vec<Markdown> = messages.chain(carried).collect();
    values!({
        "name": code(&channel.name).cell(),
        "send": channel.send,
        "doc": text.cell(),
        "message": match messages.is_empty() {
            true => Markdown::words("nothing"),
            false => Markdown::list(messages.into_iter(), ", "),
        }.cell(),
    })
}

/// How a subscription to a channel, or an event of the client, is written.
fn in_rust(stream: &Stream, channel: &Channel) -> String {
    let needed = channel.params.iter().filter(|param| !param.optional);
    let needed: Vec<&str> = needed.map(|param| names::bare(&param.rust_name)).collect();
    format!(
        "{}::{}::new({})",
        names::bare(&stream.rust_name),
        channel.type_name,
        needed.join(", ")
    )
}

/// Values for the page of webhooks.
pub fn webhooks(api: &Api) -> View {
    let webhooks = api.webhooks.iter().enumerate();
    values!({ "webhooks": webhooks.map(|(index, webhook)| self::webhook(api, index, webhook)).collect::<Vec<_>>() })
}

/// Where the public keys come from, as a sentence.
fn keys_from(api: &Api, keys: &KeySource) -> Markdown {
    let credential = api
        .runtime
        .scheme
        .credentials
        .get(usize::from(keys.credential));
    let credential = credential.map_or_else(Markdown::default, |one| code(&one.name));
    let from = match &keys.from {
        KeysFrom::Address(url) => md!("{} from {}", code(names::FETCH_KEYS), code(url)),
        KeysFrom::List { operation, .. } => {
            md!("{} with {}", code(names::FETCH_KEYS), code(operation))
        }
        KeysFrom::ById {
            operation, header, ..
        } => md!(
            "{} with {}, for the id in {}",
            code(names::FETCH_KEY),
            code(operation),
            code(header)
        ),
        KeysFrom::Certificate { named, at, name } => {
            let named = match named {
                NamedIn::Header(header) => md!("the header {}", code(header)),
                NamedIn::Body(path) => md!("the member {}", code(&pointer(path))),
            };
            md!(
                "{} from the certificate that {} names. It must be in {}, and issued for {}",
                code(names::FETCH_CERTIFICATE),
                named,
                code(at),
                code(name)
            )
        }
    };
    md!(
        "Public keys that {} does not give are fetched by {}.",
        credential,
        from
    )
}

/// Statements that verify a delivery.
pub fn verify_call(api: &Api, index: usize, webhook: &Webhook) -> String {
    let plan = api.runtime.scheme.webhooks.get(index);
    let keys = plan.and_then(|plan| plan.keys.as_ref());
    let fetch = match keys {
        Some(keys) if matches!(keys.from, KeysFrom::ById { .. }) => {
            "client.fetch_key(&headers).await?;\n"
        }
        Some(keys) if matches!(keys.from, KeysFrom::Certificate { .. }) => {
            "client.fetch_certificate(&headers, body).await?;\n"
        }
        _ => "",
    };
    format!(
        "let headers = [(\"Content-Type\", \"application/json\")]; // all headers received\nlet body = b\"the raw body, byte for byte\";\n{fetch}let verified = client.verify_{}(&headers, body)?;",
        webhook.rust_name.trim_start_matches("r#")
    )
}

fn webhook(api: &Api, index: usize, webhook: &Webhook) -> View {
    let plan = api.runtime.scheme.webhooks.get(index);
    let event = webhook.event.and_then(|event| api.types.get(event.0));
    let keys = plan.and_then(|plan| plan.keys.as_ref());
    let call = verify_call(api, index, webhook);
    values!({
        "name": Markdown::text(&webhook.name),
        "call": Markdown::fenced("rust", &call),
        "doc": doc(&webhook.doc),
        "source": source("Provider docs", webhook.doc.source.as_ref()),
        "body": if plan.is_some_and(|plan| plan.form) { "a form" } else { "JSON" },
        "event": event.map(|def| link(&def.name, "types.md")),
        "id": webhook.id.as_deref().map(code),
        "time": webhook.time.as_deref().map(code),
        "order": webhook.order.as_deref().map(code),
        "tolerance": plan.and_then(|plan| plan.tolerance_ms).map(describe::duration),
        "keys": keys.map(|keys| keys_from(api, keys)),
        "retries": webhook.retries.as_deref().map(|text| describe::sentence(text).flat()),
        "plan": api.scheme_docs.webhooks.get(index).map(|text| Markdown::fenced("yaml", text)),
        "examples": webhook.examples.iter().map(|example| values!({
            "name": describe::sentence(&example.name).flat(),
            "source": origin(example.source.as_ref()),
            "body": Markdown::fenced("json", &example.response.as_ref().map(json::write).unwrap_or_default()),
        })).collect::<Vec<_>>(),
    })
}
