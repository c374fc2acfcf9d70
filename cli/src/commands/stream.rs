//! `specie stream`: follows a channel, and prints its events.

use crate::arguments::Stream as Arguments;
use crate::client;
use crate::failure::{Failure, suggest};
use crate::request::{
    environment, read_credentials, read_session, read_settings, refuse_shared_stdin,
};
use crate::{input, network, print, spec};
use specie_codegen::model::{Api, Channel, Stream};
use specie_codegen::validate::{self, Mismatch, MismatchKind, kind_name};
use specie_codegen::{json, names};
use specie_runtime::Json;
use specie_runtime::signing::plan::Data;
use specie_runtime::stream::{
    Delivered, FrameObserver, GapReason, MessageKind, RawEvent, RawStream, Subscription,
};
use std::borrow::Cow;
use std::sync::Arc;

/// Follows the channel until the stream ends, nobody reads any more, or enough messages were received.
///
/// # Errors
/// The spec does not have a name, a parameter is not valid, or the stream could not be opened or has ended.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (api, _) = spec::load_for_use(&arguments.spec)?;
    let stream = find_stream(&api, &arguments.stream)?;
    let (index, channel) = find_channel(stream, &arguments.channel)?;
    refuse_shared_stdin(&[
        ("--credentials", arguments.credentials.as_deref()),
        ("--params", arguments.params.as_deref()),
        ("--session", arguments.context.session.as_deref()),
    ])?;
    let params = read_params(&api, channel, arguments)?;
    let subscription = Subscription::of(&stream.plan, index, &params)
        .map_err(|error| Failure::usage(client::described(&error)))?;
    let scheme = &api.runtime.scheme;
    let account = client::Account {
        environment: environment(&api, arguments.context.env.as_deref())?,
        credentials: read_credentials(scheme, arguments.credentials.as_deref())?,
        settings: read_settings(scheme, &arguments.context.settings)?,
        session: read_session(scheme, arguments.context.session.as_deref())?,
    };
    let core = client::build(&api, account, &arguments.server)?;
    let observer = arguments
        .explain
        .then(|| Arc::new(Explain) as Arc<dyn FrameObserver>);
    let plan = Cow::Owned(stream.plan.clone());
    network::start()?.block_on(async {
        let open = RawStream::open(&core, plan, vec![subscription], None, observer).await;
        let mut open = open.map_err(|error| Failure::findings(client::described(&error)))?;
        follow(&mut open, stream, arguments.count).await
    })
}

/// Prints events.
async fn follow(open: &mut RawStream, stream: &Stream, count: Option<u64>) -> Result<(), Failure> {
    let mut messages = 0;
    while let Some(event) = open.next().await {
        let event = match event {
            Ok(event) => event,
            // Of a message, or the reason of the end.
            Err(error) => {
                print::failure(&Failure::findings(client::described(&error)));
                continue;
            }
        };
        let is_message = matches!(event, RawEvent::Message(_));
        if !print::line(&shown(stream, &event))? {
            return Ok(());
        }
        messages += u64::from(is_message);
        if count == Some(messages) {
            return Ok(());
        }
    }
    Err(Failure::findings("the stream has ended"))
}

fn find_stream<'a>(api: &'a Api, name: &str) -> Result<&'a Stream, Failure> {
    let mut streams = api.streams.iter();
    streams
        .find(|stream| stream.name == name || stream.rust_name == name)
        .ok_or_else(|| {
            let names = api.streams.iter().map(|stream| stream.name.as_str());
            Failure::usage(format!("{} has no stream `{name}`", api.provider))
                .help(suggest(name, names, "streams"))
        })
}

/// The channel with this name, and its index in the plan.
fn find_channel<'a>(stream: &'a Stream, name: &str) -> Result<(u16, &'a Channel), Failure> {
    let is_named = |channel: &Channel| {
        channel.name == name || channel.type_name == name || name_of(channel) == name
    };
    let mut channels = stream.received().enumerate();
    let found = channels.find(|(_, channel)| is_named(channel));
    let found = found.and_then(|(at, channel)| Some((u16::try_from(at).ok()?, channel)));
    found.ok_or_else(|| {
        let names: Vec<String> = stream.received().map(name_of).collect();
        let names = names.iter().map(String::as_str);
        Failure::usage(format!("stream `{}` has no channel `{name}`", stream.name))
            .help(suggest(name, names, "channels"))
    })
}

/// The name of a channel on the command line.
fn name_of(channel: &Channel) -> String {
    names::snake(&channel.type_name).unwrap_or_else(|| channel.name.clone())
}

/// Reads the parameters of the channel, and checks them as those of a call.
fn read_params(api: &Api, channel: &Channel, arguments: &Arguments) -> Result<Json, Failure> {
    let given = match arguments
        .params
        .as_deref()
        .map(input::read_file)
        .transpose()?
    {
        None => Vec::new(),
        Some(Data::Object(members)) => members.into_owned(),
        Some(other) => {
            return Err(Failure::usage(format!(
                "`{}` expects an object of parameters, found {}",
                name_of(channel),
                kind_name(&other)
            )));
        }
    };
    let (members, mismatches) = validate::fields(&api.types, &channel.params, &given);
    let (unlisted, wrong): (Vec<Mismatch>, Vec<Mismatch>) = mismatches
        .into_iter()
        .partition(|mismatch| mismatch.kind == MismatchKind::Unlisted);
    if !wrong.is_empty() {
        return Err(refused(channel, &wrong));
    }
    for mismatch in &unlisted {
        print::warning(&format!("{mismatch}; it is sent anyway"));
    }
    Json::parse(json::object(&members).as_bytes())
        .map_err(|problem| Failure::usage(format!("the parameters cannot be sent: {problem}")))
}

fn refused(channel: &Channel, wrong: &[Mismatch]) -> Failure {
    let mut message = format!("the parameters of `{}` are not valid", name_of(channel));
    for mismatch in wrong {
        message.push_str(&format!("\n  {mismatch}"));
    }
    let declared = channel.params.iter().map(|field| {
        let mark = if field.optional { "?" } else { "" };
        format!("{}{mark}", field.name)
    });
    let declared: Vec<String> = declared.collect();
    Failure::usage(message).help(match declared.is_empty() {
        true => "the channel takes no parameters".to_owned(),
        false => format!(
            "pass a JSON object with `--params`; the parameters are {}",
            declared.join(", ")
        ),
    })
}

/// An event as one line of JSON.
fn shown(stream: &Stream, event: &RawEvent) -> String {
    use serde_json::json;
    match event {
        RawEvent::Message(message) => shown_message(stream, message),
        RawEvent::Gap(gap) => json!({
            "event": "gap",
            "topic": gap.topic,
            "lost": gap.lost,
            "reason": match gap.reason {
                GapReason::Sequence => "sequence",
                GapReason::Overflow => "overflow",
                GapReason::Idle => "idle",
                GapReason::Checksum => "checksum",
                _ => "other",
            },
        })
        .to_string(),
        RawEvent::Reset(reset) => json!({ "event": "reset", "reason": reset.reason }).to_string(),
        RawEvent::Unknown(text) => json!({ "event": "unknown", "text": text }).to_string(),
        // An event of a newer version than this program.
        _ => json!({ "event": "other" }).to_string(),
    }
}

/// The data is printed as it was received, on one line.
fn shown_message(stream: &Stream, message: &Delivered) -> String {
    use serde_json::json;
    let subscription = message.subscription();
    let index = usize::from(subscription.channel());
    let channel = stream.received().nth(index).map(name_of);
    let kinds = stream.plan.channel(subscription.channel());
    let kinds = kinds.and_then(|channel| channel.kinds.as_ref());
    let kind = match message.kind() {
        MessageKind::Start => Some("start"),
        MessageKind::Of(at) => {
            kinds.and_then(|kinds| kinds.names.get(usize::from(at)).map(AsRef::as_ref))
        }
    };
    let data = match serde_json::from_slice::<serde_json::Value>(message.data()) {
        Ok(data) => data,
        // A message that is a plain text.
        Err(_) => String::from_utf8_lossy(message.data()).into(),
    };
    json!({
        "event": "message",
        "channel": channel,
        "topic": subscription.topic(),
        "kind": kind,
        "data": data,
    })
    .to_string()
}

/// Shows frames on stderr.
struct Explain;

impl FrameObserver for Explain {
    fn connecting(&self, address: &str, headers: &[(String, String)]) {
        print::message(&format!("= GET {address}"));
        for (name, value) in headers {
            print::message(&format!("= {name}: {value}"));
        }
    }

    fn sent(&self, text: Option<&str>) {
        print::message(&format!("> {}", text.unwrap_or("(ping)")));
    }

    fn received(&self, text: &str) {
        print::message(&format!("< {text}"));
    }
}
