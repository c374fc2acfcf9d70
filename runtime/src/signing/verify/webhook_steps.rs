//! What the plan of a webhook computes for a delivery, next to what was received: for people who investigate why one is refused.
//!
//! Nothing here decides. It runs the steps again, one by one, so that the verification itself stays unchanged.

use super::active_steps::ActiveSteps;
use super::compare::{hex_parts, same};
use super::placements::Lets;
use super::received::Content;
use super::verifier::{Route, Verifier, path_text};
use super::verify_error::{VerifyError, unreadable};
use crate::signing::inputs::{Explained, SessionValues, SigningInputs};
use crate::signing::plan::Position;
use crate::signing::prepare::absence::REQUIRE;
use crate::signing::prepare::webhook_plan::Delivery;
use crate::signing::prepared::{Action, Node, Step};
use crate::signing::run::scope::Scope;
use crate::signing::run::steps::{Run, header_text};
use crate::signing::run::trace::Trace;
use crate::signing::signer::Signer;
use crate::signing::signing_error::SigningError;
use crate::value::as_text::text_of;
use crate::value::types::Value;

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
    pub computed: Option<String>,
    /// What was received, masked like `computed`; `None`: it is missing.
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
    /// [`Signer::verify_webhook`] says whether the delivery is genuine.
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
            return Err(unreadable("unknown webhook of the scheme"));
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
        let inputs = sources.inputs();
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
        let mut run = self.run(inputs, args);
        run.context.cache = None;
        run.state.trace = Some(Trace::new(self.signer.scheme(), open, &[]));
        let mut compared = Vec::new();
        for (index, step) in active_steps.steps.iter().enumerate() {
            run.call.request = self.request(active_steps, index);
            if let Some(trace) = &run.state.trace {
                trace.begin_step(step);
            }
            if self
                .follow_step(&mut run, active_steps, index, &mut compared)
                .is_err()
            {
                break;
            }
        }
        let steps = run.state.trace.take().map(Trace::into_entries);
        Ok(WebhookSteps {
            steps: steps.unwrap_or_default(),
            compared,
        })
    }

    fn follow_step<'s>(
        &'s self,
        run: &mut Run<'s>,
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
                    let name = run.local_name(line.name);
                    let value = traced(&run.scope(), line.position, name, &line.value)?;
                    if let Some(trace) = &run.state.trace {
                        trace.taint_local(run.call.request.place, line.name, &line.value);
                    }
                    run.set_local(line.name, value);
                }
            }
            Action::Header(lines) => {
                for line in lines {
                    let value = traced(&run.scope(), line.position, &line.name, &line.value)?;
                    let computed = header_text(value)?;
                    compared.push(Compared {
                        is_header: true,
                        ..shown(
                            &run.scope(),
                            (step, line.position, &line.name),
                            (&line.value, computed.as_deref().map(str::trim)),
                            self.header(&line.name).map(str::trim),
                            &active_steps.lets,
                        )
                    });
                }
            }
            Action::Body(node) => {
                let value = traced(&run.scope(), step.position, "body", node)?;
                let computed = present(&value)?;
                let received = match &self.content {
                    Content::None | Content::Raw(_) => None,
                    Content::Form(pairs) => Some(pairs.text),
                    Content::Json(text, _) | Content::Text(text) => Some(*text),
                };
                compared.push(shown(
                    &run.scope(),
                    (step, step.position, "body"),
                    (node, computed.as_deref()),
                    received,
                    &active_steps.lets,
                ));
            }
            Action::Require(node) => {
                let value = traced(&run.scope(), step.position, REQUIRE, node)?;
                compared.push(Compared {
                    step: step.number.clone(),
                    position: step.position,
                    name: REQUIRE.to_owned(),
                    computed: Some(value.holds().to_string()),
                    received: Some("true".to_owned()),
                    is_header: false,
                    hex: false,
                    same: value.holds(),
                });
            }
            _ => {}
        }
        self.follow_placements(&run.scope(), active_steps, index, step, compared)
    }

    /// The members that a step expects.
    fn follow_placements<'s>(
        &'s self,
        scope: &Scope<'_, 's>,
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
        for placement in placements {
            let name = path_text(&placement.path);
            let value = match placement.known {
                Some(known) => known.clone(),
                None => traced(
                    scope,
                    placement.position,
                    &format!("{}.{name}", step.action.name()),
                    placement.value,
                )?,
            };
            let computed = present(&value)?;
            let received = self.received(placement.place, &placement.path).map(present);
            let received = received.transpose()?.flatten();
            compared.push(shown(
                scope,
                (step, placement.position, &name),
                (placement.value, computed.as_deref()),
                received.as_deref(),
                &active_steps.lets,
            ));
        }
        Ok(())
    }
}

/// What a step computed next to what was received, as it may be shown.
fn shown<'a>(
    scope: &Scope<'_, 'a>,
    (step, position, name): (&Step, Position, &str),
    (node, computed): (&'a Node, Option<&str>),
    received: Option<&str>,
    lets: &Lets<'a>,
) -> Compared {
    let hex = hex_parts(scope, node, lets, computed.unwrap_or_default());
    let mask = |text: &str| match &scope.state.trace {
        Some(trace) => trace.masked(scope.params_place(), node, text),
        None => text.to_owned(),
    };
    Compared {
        step: step.number.clone(),
        position,
        name: name.to_owned(),
        same: computed
            .zip(received)
            .is_some_and(|(computed, received)| same(computed, received, &hex)),
        computed: computed.map(mask),
        received: received.map(mask),
        is_header: false,
        hex: !hex.is_empty(),
    }
}

/// The text of a value, if it is present.
fn present(value: &Value<'_>) -> Result<Option<String>, SigningError> {
    match value.plain() {
        Value::Absent => Ok(None),
        other => Ok(Some(text_of(other)?.into_owned())),
    }
}

/// Computes a value and records the stages of its computation.
fn traced<'s>(
    scope: &Scope<'_, 's>,
    position: Position,
    name: &str,
    node: &'s Node,
) -> Result<Value<'s>, SigningError> {
    if let Some(trace) = &scope.state.trace {
        trace.set_step_name(position, name);
    }
    let value = scope
        .eval_members(node, None)
        .map_err(|error| error.at(position, name))?;
    if let Some(trace) = &scope.state.trace {
        trace.value(scope.params_place(), position, name, node, &value);
    }
    Ok(value)
}
