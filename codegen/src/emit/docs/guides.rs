//! The page of guides.

use super::streams::verify_call;
use super::text::{doc, link, source};
use super::value::{View, values};
use crate::markdown::Markdown;
use crate::model::{Api, GuideStep};

/// Values for the page.
pub fn context(api: &Api) -> View {
    let guides = api.guides.iter().map(|guide| {
        values!({
            "title": Markdown::text(&guide.title),
            "doc": doc(&guide.doc),
            "source": source("Source", guide.doc.source.as_ref()),
            "steps": guide.steps.iter().map(|step| self::step(api, step)).collect::<Vec<_>>(),
        })
    });
    values!({ "guides": guides.collect::<Vec<_>>() })
}

fn step(api: &Api, step: &GuideStep) -> View {
    let operation = step.operation.and_then(|at| api.operations.get(at));
    let webhook = step
        .webhook
        .and_then(|at| Some((at, api.webhooks.get(at)?)));
    values!({
        "doc": doc(&step.doc),
        "source": source("Source", step.doc.source.as_ref()),
        "operation": operation.map(|operation| link(&operation.name, "operations.md")),
        "rust": operation.map(|operation| Markdown::fenced("rust", &super::sample::call(api, operation))),
        "webhook": webhook.map(|(_, webhook)| link(&webhook.name, "webhooks.md")),
        "verify": webhook.map(|(at, webhook)| Markdown::fenced("rust", &verify_call(api, at, webhook))),
    })
}
