//! Reads the faults of streams.

use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::keys::{self, Keys};
use crate::model::Api;
use crate::rules::spec;
use crate::scenario::{StreamFault, StreamFaults};
use crate::yaml::Node;

/// `streams: [{ on: public, channel: "{market}.trades", messages: 3, fault: drop }]`
pub(super) fn parse(
    keys: &Keys<'_>,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Vec<StreamFaults> {
    let nodes = keys.list("streams", diagnostics).iter();
    let faults = nodes.filter_map(|node| parse_fault(node, api, diagnostics));
    faults.collect()
}

fn parse_fault(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<StreamFaults> {
    let known = ["on", "channel", "messages", "fault"];
    let keys = Keys::open(node, "a fault of streams", &known, diagnostics)?;
    let on = keys.get("on");
    let on = on.map(|node| parse_stream(node, api, diagnostics));
    let stream = on.clone().flatten();
    let channel = keys.get("channel");
    let refuses = keys.get("fault").and_then(keys::plain) == Some("refuse");
    let meant = (stream.as_deref(), refuses);
    let channel = channel.map(|node| parse_channel(node, meant, api, diagnostics));
    let messages = keys.get("messages");
    let messages = messages.map(|node| super::parse_range(node, "`messages`", diagnostics));
    let help = "write `fault: drop`";
    let fault = keys.needed("fault", help, diagnostics)?;
    let fault = parse_kind(fault, diagnostics)?;
    if fault == StreamFault::Refuse {
        if let Some(pair) = keys.pair("messages") {
            let message = "`messages` has no effect beside `fault: refuse`";
            diagnostics
                .report(&spec::WRONG_KIND, pair.key.span, message)
                .label("a subscription is refused before it has messages")
                .help("remove `messages`");
        }
        check_refusal(&keys, stream.as_deref(), api, diagnostics);
    }
    let channel_name = channel.clone().flatten();
    if fault == StreamFault::Checksum {
        let meant = (stream.as_deref(), channel_name.as_deref());
        check_checksum(&keys, meant, api, diagnostics);
    }
    Some(StreamFaults {
        on: on.map_or(Some(None), |on| on.map(Some))?,
        channel: channel.map_or(Some(None), |channel| channel.map(Some))?,
        messages: messages.map_or(Some(None), |messages| messages.map(Some))?,
        fault,
    })
}

fn parse_kind(node: &Node, diagnostics: &mut Diagnostics) -> Option<StreamFault> {
    let name = keys::plain(node).unwrap_or_default();
    let found = StreamFault::ALL.iter().find(|(known, _)| *known == name);
    if found.is_none() {
        let names: Vec<String> = StreamFault::ALL
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        keys::wrong_kind(node, "`fault`", &names.join(" or "), diagnostics);
    }
    found.map(|(_, fault)| *fault)
}

fn parse_stream(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<String> {
    let name = keys::text(node, "`on`", diagnostics)?;
    let names = || api.streams.iter().map(|stream| stream.name.as_str());
    if names().any(|known| known == name.value) {
        return Some(name.value);
    }
    let shown = keys::shorten(&name.value);
    let message = format!("`{shown}` is not a stream of `{}`", api.provider);
    let report = diagnostics.report(&spec::WRONG_KIND, name.span, message);
    report.label("not declared in the spec");
    if let Some(help) = did_you_mean(&name.value, names()) {
        report.help(help);
    }
    None
}

/// A channel of one stream, or of any.
fn parse_channel(
    node: &Node,
    (stream, refuses): (Option<&str>, bool),
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let name = keys::text(node, "`channel`", diagnostics)?;
    let streams = api.streams.iter();
    let streams = streams.filter(|one| stream.is_none_or(|stream| stream == one.name));
    let channels = || streams.clone().flat_map(|stream| stream.channels.iter());
    // Of the events of the client, only a refusal can be a fault.
    let channels = || channels().filter(|channel| !channel.send || refuses);
    let names = || channels().map(|channel| channel.name.as_str());
    if names().any(|known| known == name.value) {
        return Some(name.value);
    }
    let shown = keys::shorten(&name.value);
    let message = format!("`{shown}` is not a channel of `{}`", api.provider);
    let report = diagnostics.report(&spec::WRONG_KIND, name.span, message);
    report.label("not declared in the spec");
    if let Some(help) = did_you_mean(&name.value, names()) {
        report.help(help);
    }
    None
}

/// A checksum can be wrong where there is one.
fn check_checksum(
    keys: &Keys<'_>,
    (stream, channel): (Option<&str>, Option<&str>),
    api: &Api,
    diagnostics: &mut Diagnostics,
) {
    let streams = api.streams.iter();
    let streams = streams.filter(|one| stream.is_none_or(|stream| stream == one.name));
    let mut channels = streams.flat_map(|one| one.plan.channels.iter());
    let is_meant = |name: &str| channel.is_none_or(|channel| channel == name);
    if !channels.any(|one| is_meant(&one.name) && one.checksum.is_some()) {
        let message = "no message that the fault is about has a checksum";
        diagnostics
            .report(&spec::WRONG_KIND, keys.first(), message)
            .label("the channels that are meant have no `checksum`")
            .help("write `fault: drop`, or say in the spec how the book is checked");
    }
}

/// A subscription can be refused where the spec says how.
fn check_refusal(keys: &Keys<'_>, stream: Option<&str>, api: &Api, diagnostics: &mut Diagnostics) {
    let mut streams = api.streams.iter();
    let silent = streams.find(|one| {
        let refuses = one.plan.ack.as_ref();
        let refuses = refuses.is_some_and(|ack| !ack.refused.is_empty());
        let refuses = refuses || !one.plan.sends.refused.is_empty();
        stream == Some(one.name.as_str()) && !refuses
    });
    if let Some(silent) = silent {
        let message = format!("the stream `{}` does not refuse subscriptions", silent.name);
        diagnostics
            .report(&spec::WRONG_KIND, keys.first(), message)
            .label("neither its `ack` nor its `send` has a `refused`")
            .help("write `fault: close`, or say in the spec how a subscription is refused");
    }
}
