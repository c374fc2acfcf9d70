//! Every placeholder of a plan, for what depends on them.

use specie_runtime::stream::plan::{
    AckBy, CallPlan, ChannelPlan, Placeholder, RouteBy, Source, Start, StreamPlan,
};

/// What is done with each placeholder.
type Visit<'v> = dyn FnMut(&Placeholder) + 'v;

/// Those of a channel.
pub(super) fn of_channel(channel: &ChannelPlan, visit: &mut Visit<'_>) {
    channel.topic.each_placeholder(visit);
    if let Some(item) = &channel.item {
        item.each_placeholder(visit);
    }
    match &channel.start {
        Start::Topic(topic) => topic.each_placeholder(visit),
        Start::Request { frame, .. } => frame.each_placeholder(visit),
        Start::Call { call, .. } => of_call(call, visit),
        Start::Any | Start::Message(_) => {}
    }
}

fn of_call(call: &CallPlan, visit: &mut Visit<'_>) {
    for (_, value) in call.params.iter() {
        value.each_placeholder(visit);
    }
}

/// Those of a whole stream.
pub(super) fn of_plan(plan: &StreamPlan, visit: &mut Visit<'_>) {
    plan.url.each_placeholder(visit);
    let frames = plan.subscribe.iter().chain(&plan.unsubscribe);
    let answers = plan.answers.iter().map(|answer| &answer.send);
    let events = plan.sends.events.iter().map(|event| &event.frame);
    let frames = frames.chain(plan.setup.iter()).chain(answers).chain(events);
    for frame in frames.chain([&plan.keepalive.send]) {
        frame.each_placeholder(visit);
    }
    if let Some(AckBy::Topic(topic)) = plan.ack.as_ref().map(|ack| &ack.by) {
        topic.each_placeholder(visit);
    }
    for route in plan.routes.iter() {
        match &route.by {
            RouteBy::Topic(topic) => topic.each_placeholder(visit),
            RouteBy::Kept { .. } => {}
        }
    }
    for channel in plan.channels.iter() {
        of_channel(channel, visit);
    }
}

/// The parameters that a channel reads.
pub(super) fn params(channel: &ChannelPlan) -> Vec<String> {
    let mut names = Vec::new();
    of_channel(channel, &mut |placeholder| {
        if let Source::Param(name) = &placeholder.source {
            names.push(name.to_string());
        }
    });
    names
}
