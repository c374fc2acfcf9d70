//! Every placeholder of a plan, for what depends on them.

use specie_runtime::stream::plan::{
    AckBy, ChannelPlan, FrameBody, FrameMember, FrameValue, Placeholder, RouteBy, Source, Start,
    StreamPlan, Template, TemplatePart,
};

/// What is done with each placeholder.
type Visit<'v> = dyn FnMut(&Placeholder) + 'v;

pub(super) fn of_template(template: &Template, visit: &mut Visit<'_>) {
    for part in template.0.iter() {
        match part {
            TemplatePart::Value(value) => visit(value),
            TemplatePart::Text(_) => {}
        }
    }
}

pub(super) fn of_value(value: &FrameValue, visit: &mut Visit<'_>) {
    match value {
        FrameValue::Constant(_) => {}
        FrameValue::Text(template) => of_template(template, visit),
        FrameValue::Value(one) => visit(one),
        FrameValue::List(values) => values.iter().for_each(|value| of_value(value, visit)),
        FrameValue::Object(members) => {
            for member in members.iter() {
                match member {
                    FrameMember::Named(_, value) => of_value(value, visit),
                    FrameMember::Topic => {}
                }
            }
        }
    }
}

fn of_body(body: &FrameBody, visit: &mut Visit<'_>) {
    match body {
        FrameBody::Text(template) => of_template(template, visit),
        FrameBody::Json(value) => of_value(value, visit),
        FrameBody::Ping => {}
    }
}

/// Those of a channel.
pub(super) fn of_channel(channel: &ChannelPlan, visit: &mut Visit<'_>) {
    of_template(&channel.topic, visit);
    if let Some(item) = &channel.item {
        of_value(item, visit);
    }
    match &channel.start {
        Start::Topic(topic) => of_template(topic, visit),
        Start::Request { frame, .. } => of_body(&frame.body, visit),
        Start::Any | Start::Message(_) => {}
    }
}

/// Those of a whole stream.
pub(super) fn of_plan(plan: &StreamPlan, visit: &mut Visit<'_>) {
    of_template(&plan.url, visit);
    let frames = plan.subscribe.iter().chain(&plan.unsubscribe);
    let answers = plan.answers.iter().map(|answer| &answer.send);
    let frames = frames.chain(plan.setup.iter()).chain(answers);
    for frame in frames.chain([&plan.keepalive.send]) {
        of_body(&frame.body, visit);
    }
    if let Some(AckBy::Topic(topic)) = plan.ack.as_ref().map(|ack| &ack.by) {
        of_template(topic, visit);
    }
    for route in plan.routes.iter() {
        match &route.by {
            RouteBy::Topic(topic) => of_template(topic, visit),
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
