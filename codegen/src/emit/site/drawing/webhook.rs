//! How a delivery is verified: from what was received to what is compared.

use super::flow::{Flow, Kind};
use super::plan::{Drawn, Walk};
use crate::model::{Api, Vector, VectorSubject};
use crate::signing::replay;
use specie_runtime::signing::plan::{Action, Entry, Expr, Place, Target};
use specie_runtime::signing::{Explained, WebhookSteps};

/// The flow of a webhook's plan, with the values of the first genuine delivery among the vectors.
pub fn check(api: &Api, index: usize) -> Flow {
    let scheme = &api.runtime.scheme;
    let Some(webhook) = scheme.webhooks.get(index) else {
        return Flow::default();
    };
    let genuine = api.vectors.iter().find(|vector| is_genuine(vector, index));
    let run = genuine.and_then(|vector| Some((vector, run(api, vector)?)));
    let steps: &[Explained] = run.as_ref().map_or(&[], |(_, run)| &run.steps);
    let mut drawn = Drawn::new(scheme, webhook.plan.locals.len(), steps, Place::None);
    if let Some((vector, _)) = &run {
        drawn.known = vector.credentials.iter().cloned().collect();
        if let VectorSubject::Webhook { body, headers, .. } = &vector.subject {
            drawn.known.insert(BODY.to_owned(), body.clone());
            let headers = headers
                .iter()
                .map(|(name, value)| (format!("header {name}"), value.clone()));
            drawn.known.extend(headers);
        }
    }
    let body = drawn.given(Kind::Given, BODY);
    let place = if webhook.form {
        Place::Form
    } else {
        Place::Json
    };
    drawn.set_place(place, body);
    let mut checking = Checking {
        locals: webhook
            .plan
            .locals
            .iter()
            .map(ToString::to_string)
            .collect(),
        drawn,
        body,
        compared: Vec::new(),
    };
    checking.steps(&webhook.plan.steps, "");
    let compared = checking.compared;
    let mut flow = checking.drawn.flow;
    flow.add(
        Kind::Sent,
        "parse the event",
        Some("only if all of it holds".to_owned()),
        &compared,
    );
    flow
}

const BODY: &str = "raw body, as received";

fn is_genuine(vector: &Vector, index: usize) -> bool {
    match &vector.subject {
        VectorSubject::Webhook { webhook, .. } => {
            usize::from(*webhook) == index && vector.expect.verified != Some(false)
        }
        VectorSubject::Call { .. } => false,
    }
}

fn run(api: &Api, vector: &Vector) -> Option<WebhookSteps> {
    let VectorSubject::Webhook {
        webhook,
        headers,
        body,
        ..
    } = &vector.subject
    else {
        return None;
    };
    let signer = replay::signer(&api.runtime.scheme, &vector.credentials, &[]).ok()?;
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    signer
        .explain_webhook(*webhook, &headers, body.as_bytes())
        .ok()
}

struct Checking<'a> {
    drawn: Drawn<'a>,
    locals: Vec<String>,
    /// The box of the raw body.
    body: usize,
    /// The comparisons.
    compared: Vec<usize>,
}

impl<'a> Walk<'a> for Checking<'a> {
    fn drawn(&mut self) -> &mut Drawn<'a> {
        &mut self.drawn
    }

    fn step(&mut self, number: &str, action: &Action) {
        match action {
            Action::Let(bindings) => {
                for binding in bindings.iter() {
                    let local = usize::from(binding.local);
                    let name = self.locals.get(local).cloned().unwrap_or_default();
                    let made = self.drawn.made(number, &name, &binding.value);
                    let at = match made.from.is_empty() {
                        true => None,
                        false => {
                            let bytes = self.drawn.value(number, &name);
                            Some(self.drawn.flow.add(Kind::Text, name, bytes, &made.from))
                        }
                    };
                    if let Some(own) = self.drawn.locals.get_mut(local) {
                        *own = at;
                    }
                }
            }
            Action::Header(lines) => {
                for line in lines.iter() {
                    let made = self.drawn.made(number, &line.name, &line.value);
                    let received = self
                        .drawn
                        .given(Kind::Given, &format!("header {}", line.name));
                    self.compare(&format!("header {}", line.name), made.from, received);
                }
            }
            Action::Set(target, members) => self.members(number, *target, members),
            Action::Body(text) => {
                let made = self.drawn.made(number, "body", text);
                self.compare("body", made.from, self.body);
            }
            Action::Require(condition) => {
                let mut from = self.drawn.made(number, "require", condition).from;
                if from.is_empty() {
                    from.push(self.body);
                }
                let at = self
                    .drawn
                    .flow
                    .add(Kind::Check, "required to hold", None, &from);
                self.compared.push(at);
            }
            Action::Path(_) | Action::Place(_) | Action::Encode(_) | Action::Group { .. } => {}
        }
    }
}

impl Checking<'_> {
    fn members(&mut self, number: &str, target: Target, members: &Expr) {
        let place = target.place(Place::None);
        let Expr::Object(entries) = members else {
            let made = self.drawn.made(number, "members", members);
            self.compare("members", made.from, self.body);
            return;
        };
        for entry in entries.iter() {
            if let Entry::Member { name, value } = entry {
                let made = self.drawn.made(number, name, value);
                let title = match place {
                    Place::Query => format!("query member {name}"),
                    _ => format!("member {name}"),
                };
                self.compare(&title, made.from, self.body);
            }
        }
    }

    /// Adds a comparison of what the plan computes with what was received.
    fn compare(&mut self, what: &str, mut computed: Vec<usize>, received: usize) {
        computed.push(received);
        let at = self.drawn.flow.add(
            Kind::Check,
            format!("compare {what}"),
            Some("in constant time".to_owned()),
            &computed,
        );
        self.compared.push(at);
    }
}
