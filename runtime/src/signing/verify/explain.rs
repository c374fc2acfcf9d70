//! What the plan of a webhook computes for a delivery, next to what was received: for people who investigate why one is refused.
//!
//! Nothing here decides. It runs the steps again, one by one, so that the verification itself stays unchanged.

use super::super::error::SigningError;
use super::super::evaluate::Scope;
use super::super::explain::Trace;
use super::super::inputs::{Explained, SessionValues, SigningInputs};
use super::super::plan::Position;
use super::super::prepared::{Action, Node, Step};
use super::super::signer::Signer;
use super::super::steps::{action_name, header_text};
use super::super::value::{Value, text_of};
use super::VerifyError;
use super::active_steps::ActiveSteps;
use super::compare::{hex_parts, same};
use super::delivery::Delivery;
use super::placements::Lets;
use super::received::Content;
use super::verifier::{Route, Verifier, path_text};

/// A value that the plan expects in a delivery, and the value that the delivery has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compared {
    /// Number of the step: `3`, `4.then.1`.
    pub step: String,
    /// Position in the plan.
    pub position: Position,
    /// Name of the header or member; `body` for the whole body.
    pub name: String,
    /// What the plan computes; `None`: it computes nothing, so nothing can match. `[secret]` if it is derived from a secret.
    pub made: Option<String>,
    /// What was received, masked like `made`; `None`: it is missing.
    pub received: Option<String>,
    /// Whether it is a header, and not a member of the body.
    pub is_header: bool,
    /// Whether it is hex, so that upper and lower case are equal.
    pub hex: bool,
    /// Whether the received value is what the plan computes.
    pub same: bool,
}

/// What running a webhook's plan step by step showed.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct WebhookSteps {
    /// The values that each step computed.
    pub steps: Vec<Explained>,
    /// The values that were compared.
    pub compared: Vec<Compared>,
}

impl Signer {
    /// What each step of a webhook's plan computes for a delivery, and what it is compared with. Secrets are masked. Only
    /// [`Signer::verify_webhook`] tells whether the delivery is genuine.
    ///
    /// # Errors
    /// The delivery cannot be read, or a credential that the plan names is not given.
    pub fn explain_webhook(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<WebhookSteps, VerifyError> {
        self.follow_webhook(webhook, headers, body, false)
    }

    /// The same without masking: for programs that search for a value that a step computed, and show it masked.
    ///
    /// # Errors
    /// The same as for [`Signer::explain_webhook`].
    #[doc(hidden)]
    pub fn reveal_webhook(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<WebhookSteps, VerifyError> {
        self.follow_webhook(webhook, headers, body, true)
    }

    fn follow_webhook(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
        open: bool,
    ) -> Result<WebhookSteps, VerifyError> {
        let Some(declared) = self.scheme().webhooks.get(usize::from(webhook)) else {
            return Err(super::unreadable("the scheme has no such webhook"));
        };
        let plan = self.unfolded(&declared.plan)?;
        plan.ready()?;
        let text = super::text_in(body)?;
        let route = Route::webhook(headers, declared.form);
        let session = SessionValues::new();
        let delivery = Delivery::new(plan, declared.form);
        let content = delivery.content(text, self.delivery_limits())?;
        let verifier = Verifier::new(self, route, &delivery.plan, content, &session);
        let active_steps = verifier.active_steps()?;
        let args = verifier.args(&active_steps);
        // Inputs that the delivery does not reveal stay unknown; the steps before the first that reads one are shown anyway.
        let sources = verifier.learn(&active_steps, &args).unwrap_or_default();
        let inputs = SigningInputs {
            clock_ns: sources.clock.map_or(0, |(ns, _)| ns),
            nonce: sources.nonce,
            uuid: sources.uuid,
            random: sources.random,
        };
        verifier.follow(&active_steps, &args, &inputs, open)
    }
}

impl<'v> Verifier<'v> {
    /// Runs the active steps, up to the first that cannot be computed.
    fn follow(
        &self,
        active_steps: &ActiveSteps<'v>,
        args: &Value<'_>,
        inputs: &SigningInputs,
        open: bool,
    ) -> Result<WebhookSteps, VerifyError> {
        let mut scope = self.scope(inputs, args);
        scope.cache = None;
        scope.trace = Some(Trace::new(open));
        let mut compared = Vec::new();
        for (index, step) in active_steps.steps.iter().enumerate() {
            scope.request = self.request(active_steps, index);
            if let Some(trace) = &scope.trace {
                trace.begin_step(step);
            }
            if self
                .follow_step(&mut scope, active_steps, index, &mut compared)
                .is_err()
            {
                break;
            }
        }
        let steps = scope.trace.take().map(Trace::into_entries);
        Ok(WebhookSteps {
            steps: steps.unwrap_or_default(),
            compared,
        })
    }

    fn follow_step<'s>(
        &'s self,
        scope: &mut Scope<'s>,
        active_steps: &ActiveSteps<'v>,
        index: usize,
        compared: &mut Vec<Compared>,
    ) -> Result<(), SigningError>
    where
        'v: 's,
    {
        let Some(step) = active_steps.steps.get(index).copied() else {
            return Ok(());
        };
        match &step.action {
            Action::Let(lines) => {
                for line in lines {
                    let name = scope.local_name(line.name);
                    let value = traced(scope, line.position, name, &line.value)?;
                    if let Some(trace) = &scope.trace {
                        trace.taint_local(scope, line.name, &line.value);
                    }
                    if let Some(local) = scope.locals.get_mut(usize::from(line.name)) {
                        *local = value;
                    }
                }
            }
            Action::Header(lines) => {
                for line in lines {
                    let value = traced(scope, line.position, &line.name, &line.value)?;
                    let made = header_text(value)?;
                    compared.push(Compared {
                        is_header: true,
                        ..shown(
                            scope,
                            (step, line.position, &line.name),
                            (&line.value, made.as_deref().map(str::trim)),
                            self.header(&line.name).map(str::trim),
                            &active_steps.lets,
                        )
                    });
                }
            }
            Action::Body(node) => {
                let value = traced(scope, step.position, "body", node)?;
                let made = present(&value)?;
                let received = match &self.content {
                    Content::None | Content::Raw(_) => None,
                    Content::Form(pairs) => Some(pairs.text),
                    Content::Json(text, _) | Content::Text(text) => Some(*text),
                };
                compared.push(shown(
                    scope,
                    (step, step.position, "body"),
                    (node, made.as_deref()),
                    received,
                    &active_steps.lets,
                ));
            }
            _ => {}
        }
        self.follow_placements(scope, active_steps, index, step, compared)
    }

    /// The members that a step expects.
    fn follow_placements<'s>(
        &'s self,
        scope: &Scope<'s>,
        active_steps: &ActiveSteps<'v>,
        index: usize,
        step: &'v Step,
        compared: &mut Vec<Compared>,
    ) -> Result<(), SigningError>
    where
        'v: 's,
    {
        let placements = active_steps
            .placements
            .get(index)
            .map_or(&[][..], |placements| &placements.added);
        for site in placements {
            let name = path_text(&site.path);
            let value = match site.known {
                Some(known) => known.clone(),
                None => traced(
                    scope,
                    site.position,
                    &format!("{}.{name}", action_name(&step.action)),
                    site.value,
                )?,
            };
            let made = present(&value)?;
            let received = self.received(site.place, &site.path).map(present);
            let received = received.transpose()?.flatten();
            compared.push(shown(
                scope,
                (step, site.position, &name),
                (site.value, made.as_deref()),
                received.as_deref(),
                &active_steps.lets,
            ));
        }
        Ok(())
    }
}

/// What a step computed next to what was received, as it may be shown.
fn shown<'a>(
    scope: &Scope<'a>,
    (step, position, name): (&Step, Position, &str),
    (node, made): (&'a Node, Option<&str>),
    received: Option<&str>,
    lets: &Lets<'a>,
) -> Compared {
    let hex = hex_parts(scope, node, lets, made.unwrap_or_default());
    let mask = |text: &str| match &scope.trace {
        Some(trace) => trace.masked(scope, node, text),
        None => text.to_owned(),
    };
    Compared {
        step: step.number.clone(),
        position,
        name: name.to_owned(),
        same: made
            .zip(received)
            .is_some_and(|(made, received)| same(made, received, &hex)),
        made: made.map(mask),
        received: received.map(mask),
        is_header: false,
        hex: !hex.is_empty(),
    }
}

/// The text of a value, if it is present.
fn present(value: &Value<'_>) -> Result<Option<String>, SigningError> {
    match value.plain() {
        Value::Absent => Ok(None),
        other => text_of(other).map(|text| Some(text.into_owned())),
    }
}

/// Computes a value and records the stages of its computation.
fn traced<'s>(
    scope: &Scope<'s>,
    position: Position,
    name: &str,
    node: &'s Node,
) -> Result<Value<'s>, SigningError> {
    if let Some(trace) = &scope.trace {
        trace.owner(position, name);
    }
    let value = scope
        .eval_members(node, None)
        .map_err(|error| error.at(position, name))?;
    if let Some(trace) = &scope.trace {
        trace.value(scope, position, name, node, &value);
    }
    Ok(value)
}
