//! A delivery as the provider makes it: the plan that verifies it says what it must contain.
//!
//! What a plan compares is computed and put in place. What it requires is made true, as far as the condition says how: an equation gives the
//! value of a header or member, and a signature that is verified is made with the private key. Every value is computed by the verifier itself,
//! over the delivery as it is so far. So the two cannot differ; what cannot be made true is an error.

mod assign;
mod draft;
mod private_keys;
mod require;

pub(crate) use draft::DeliveryDraft;
pub(crate) use private_keys::{PrivateKey, PrivateKeys};

use super::active_steps::ActiveSteps;
use super::placements::{Lets, comes_from_signing, placements};
use super::verifier::{Route, Verifier};
use super::verify_error::VerifyError;
use crate::signing::inputs::{SessionValues, SigningInputs};
use crate::signing::plan::Place;
use crate::signing::prepare::webhook_plan::Delivery;
use crate::signing::prepared::{Action, Node, Step};
use crate::signing::signer::Signer;
use crate::signing::signing_error::SigningError;
use crate::value::Value;
use crate::value::as_text::text_of;
use require::Solver;

/// What the provider has and the verifier has not.
pub(crate) struct ProviderSide {
    /// The time of the delivery, and a nonce, UUID and random bytes for plans that read them.
    pub(crate) inputs: SigningInputs,
    pub(crate) keys: PrivateKeys,
}

/// Facts come before proofs: a signature covers what the delivery says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Facts,
    Proofs,
}

impl Signer {
    /// Completes a delivery of a webhook so that it is what the provider would send: adds the headers and members that its plan compares or
    /// requires.
    ///
    /// # Errors
    /// A credential that the plan needs is not given, a private key is missing, or the plan reads something of the delivery that only its
    /// maker can choose.
    pub(crate) fn sign_delivery(
        &self,
        webhook: u16,
        draft: DeliveryDraft,
        by: &ProviderSide,
    ) -> Result<DeliveryDraft, SigningError> {
        let declared = self.scheme().webhooks.get(usize::from(webhook));
        let declared =
            declared.ok_or_else(|| SigningError::value("unknown webhook of the scheme"))?;
        if let Some(prepared) = self.delivery(webhook) {
            prepared.plan.ready()?;
        }
        let delivery = Delivery::new(self.unfolded(&declared.plan)?, declared.form);
        let maker = Maker {
            signer: self,
            delivery: &delivery,
            by,
        };
        let name = &declared.plan.name;
        let complete = |draft| {
            let signed = maker.complete(draft);
            signed.map_err(|error: SigningError| error.in_plan(name))
        };
        let signed = complete(draft.clone())?;
        // A text that the verifier takes the signature out of is written again, and then read as it writes it.
        match maker.changes_body() && !self.accepts(webhook, &signed) {
            true => complete(draft.normalized(declared.form)),
            false => Ok(signed),
        }
    }

    fn accepts(&self, webhook: u16, signed: &DeliveryDraft) -> bool {
        let headers: Vec<(&str, &str)> = signed.headers().collect();
        self.verify_webhook(webhook, &headers, &signed.body).is_ok()
    }
}

struct Maker<'m> {
    signer: &'m Signer,
    delivery: &'m Delivery,
    by: &'m ProviderSide,
}

impl<'m> Maker<'m> {
    fn complete(&self, mut draft: DeliveryDraft) -> Result<DeliveryDraft, SigningError> {
        for phase in [Phase::Facts, Phase::Proofs] {
            let mut done: Vec<&str> = Vec::new();
            // Which steps are active may depend on what others add.
            while let Some(step) = self.next_step(&draft, &done)? {
                done.push(&step.number);
                self.step(step, phase, &mut draft)
                    .map_err(|error| error.in_step(&step.number))?;
            }
        }
        Ok(draft)
    }

    /// Whether a step puts a signature into the body.
    fn changes_body(&self) -> bool {
        let lets = self.lets_of(|_| true);
        Step::all(&self.delivery.plan.steps).any(|step| {
            let mut added = placements(step, &lets, self.place()).added.into_iter();
            added.any(|placement| comes_from_signing(placement.value, &lets))
        })
    }

    fn place(&self) -> Place {
        match self.delivery.form {
            true => Place::Form,
            false => Place::Json,
        }
    }

    fn next_step(
        &self,
        draft: &DeliveryDraft,
        done: &[&str],
    ) -> Result<Option<&'m Step>, SigningError> {
        let active = self.active(draft)?;
        let mut open = active.iter().filter(|number| !done.contains(&&***number));
        let Some(number) = open.next() else {
            return Ok(None);
        };
        let delivery: &'m Delivery = self.delivery;
        Ok(Step::all(&delivery.plan.steps).find(|step| step.number == *number))
    }

    /// The numbers of the steps that the verifier runs for this delivery.
    fn active(&self, draft: &DeliveryDraft) -> Result<Vec<String>, SigningError> {
        self.seen(draft, |_, active| {
            Ok(active
                .steps
                .iter()
                .map(|step| step.number.clone())
                .collect())
        })
    }

    fn lets_of(&self, is_active: impl Fn(&str) -> bool) -> Lets<'m> {
        let delivery: &'m Delivery = self.delivery;
        let mut lets = Lets::new(delivery.plan.locals.len());
        let steps = Step::all(&delivery.plan.steps);
        steps
            .filter(|step| is_active(&step.number))
            .for_each(|step| lets.note(step));
        lets
    }

    fn step(
        &self,
        step: &'m Step,
        phase: Phase,
        draft: &mut DeliveryDraft,
    ) -> Result<(), SigningError> {
        let active = self.active(draft)?;
        let lets = self.lets_of(|number| active.iter().any(|known| known == number));
        let now = |node: &Node| match comes_from_signing(node, &lets) {
            true => phase == Phase::Proofs,
            false => phase == Phase::Facts,
        };
        match &step.action {
            Action::Header(lines) => {
                for line in lines.iter().filter(|line| now(&line.value)) {
                    let value = self
                        .eval(draft, step, &line.value)
                        .and_then(|value| self.present(draft, step, &lets, &line.value, value))
                        .map_err(|error| error.at(line.position, &line.name))?;
                    draft.set_header(&line.name, &text_of(&value)?);
                }
            }
            Action::Set(..) => {
                for placement in placements(step, &lets, self.place()).added {
                    if !now(placement.value) {
                        continue;
                    }
                    let value = match placement.known {
                        Some(known) => known.clone(),
                        None => {
                            let value = self.eval(draft, step, placement.value)?;
                            self.present(draft, step, &lets, placement.value, value)?
                        }
                    };
                    draft.set_member(self.delivery.form, &placement.path, value)?;
                }
            }
            Action::Require(node) => Solver::new(self, step, lets, draft).require(node, phase)?,
            _ => {}
        }
        Ok(())
    }

    /// A value that must be there; otherwise an error that names what the maker of the delivery did not give.
    fn present(
        &self,
        draft: &DeliveryDraft,
        step: &'m Step,
        lets: &Lets<'m>,
        node: &'m Node,
        value: Value<'static>,
    ) -> Result<Value<'static>, SigningError> {
        match value.is_absent() {
            false => Ok(value),
            true => Err(self.not_given(draft, step, lets, node)),
        }
    }

    /// The error for a value that cannot be computed from what the delivery has.
    fn not_given(
        &self,
        draft: &DeliveryDraft,
        step: &'m Step,
        lets: &Lets<'m>,
        node: &'m Node,
    ) -> SigningError {
        let mut missing = Vec::new();
        self.name_missing(draft, step, lets, node, 0, &mut missing);
        missing.dedup();
        SigningError::value(match missing.is_empty() {
            true => "the plan computes no value from this delivery".to_owned(),
            false => format!("the provider signs {}: give it", missing.join(" and ")),
        })
    }

    /// Adds what a value reads of the delivery and the delivery has not.
    fn name_missing(
        &self,
        draft: &DeliveryDraft,
        step: &'m Step,
        lets: &Lets<'m>,
        node: &'m Node,
        depth: usize,
        missing: &mut Vec<String>,
    ) {
        if depth > 16 {
            return;
        }
        let is_absent = |node| {
            let value = self.eval(draft, step, node);
            value.is_ok_and(|value| value.is_absent())
        };
        let mut locals = Vec::new();
        node.walk(&mut |part| match part {
            Node::Header(name) if draft.header(name).is_none() => {
                missing.push(format!("the header `{name}`"));
            }
            Node::Member(of, name) if matches!(**of, Node::Name(_)) && is_absent(part) => {
                missing.push(format!("the member `{name}`"));
            }
            Node::Local(_) => locals.push(super::placements::resolve(part, lets)),
            _ => {}
        });
        for local in locals {
            if !matches!(local, Node::Local(_)) {
                self.name_missing(draft, step, lets, local, depth + 1, missing);
            }
        }
    }

    /// The value of an expression as the verifier computes it at a step.
    fn eval(
        &self,
        draft: &DeliveryDraft,
        step: &'m Step,
        node: &'m Node,
    ) -> Result<Value<'static>, SigningError> {
        self.seen(draft, |verifier, active| {
            let at = active
                .steps
                .iter()
                .position(|one| one.number == step.number);
            let at = at.unwrap_or(active.steps.len());
            let args = verifier.args(active);
            let mut run = verifier.run(&self.by.inputs, &args);
            for (index, step) in active.steps.iter().enumerate().take(at) {
                if let Action::Let(lines) = &step.action {
                    run.call.request = verifier.request(active, index);
                    for line in lines {
                        // What is not in the delivery yet stays unknown.
                        let value = run.scope().eval(&line.value, None).unwrap_or_default();
                        run.set_local(line.name, value);
                    }
                }
            }
            run.call.request = verifier.request(active, at);
            let value = run.scope().eval_members(node, None)?;
            Ok(value.into_owned())
        })
    }

    /// The delivery as the verifier sees it.
    fn seen<R>(
        &self,
        draft: &DeliveryDraft,
        see: impl FnOnce(&Verifier<'_>, &ActiveSteps<'_>) -> Result<R, SigningError>,
    ) -> Result<R, SigningError> {
        let refused = |error: VerifyError| SigningError::value(error.to_string());
        let headers: Vec<(&str, &str)> = draft.headers().collect();
        let text = super::text_in(&draft.body).map_err(refused)?;
        let content = self.delivery.content(text, self.signer.delivery_limits());
        let session = SessionValues::new();
        let verifier = Verifier::new(
            self.signer,
            Route::webhook(&headers, self.delivery.form),
            &self.delivery.plan,
            content.map_err(refused)?,
            &session,
        );
        let active = verifier.active_steps().map_err(refused)?;
        see(&verifier, &active)
    }
}
