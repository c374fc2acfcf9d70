//! The direct path for a delivery: if a plan has no conditions and its headers are computed from the body as a whole, from other headers
//! and from known values, it is compared header by header over the raw bytes. Known members that it expects are checked after that. All
//! other plans run step by step, with the same result.

use super::check_request::Headers;
use super::compare::{same, trim};
use super::delivery::{count_pairs, unread};
use super::placements::Lets;
use super::received::{Content, Only, only_member};
use super::recover_inputs::Sources;
use super::verifier::{FORM, Verifier};
use super::verify_error::{VerifyError, at_step, different, missing, nothing_proven};
use super::{VerifiedRequest, text_in};
use crate::signing::inputs::SigningInputs;
use crate::signing::prepare::webhook_plan::{
    Delivery, DeliveryLimits, DirectDelivery, known_members,
};
use crate::signing::prepared::Action;
use crate::signing::run::request::{Body, Request};
use crate::value::as_text::text_of;
use crate::value::json_parse::{Unread, parse_within};
use crate::value::types::Value;
use std::borrow::Cow;

impl<'v> Verifier<'v> {
    /// Compares headers over the raw bytes, then members.
    pub(super) fn run_directly(
        mut self,
        direct: &DirectDelivery,
        delivery: &'v Delivery,
        limits: DeliveryLimits,
    ) -> Result<VerifiedRequest, VerifyError> {
        let Content::Raw(body) = self.content else {
            return self.verify();
        };
        let mut lets = Lets::new(self.plan.locals.len());
        for step in &self.plan.steps {
            lets.note(step);
        }
        let sources = if direct.learns {
            self.learn(&self.all_steps(), &Value::Absent)?
        } else {
            Sources::default()
        };
        let mut proven = self.compare_headers(delivery, &lets, body, &sources.inputs())?;
        let text = text_in(body)?;
        if direct.members {
            proven |= self.compare_members(text, delivery.form, limits)?;
        }
        if !proven {
            return Err(nothing_proven());
        }
        Ok(sources.into_verified(Value::Absent))
    }

    /// Compares the headers. Returns whether computing one of them requires a secret.
    fn compare_headers(
        &self,
        delivery: &Delivery,
        lets: &Lets<'v>,
        body: &'v [u8],
        inputs: &SigningInputs,
    ) -> Result<bool, VerifyError> {
        let mut run = self.run(inputs, &Value::Absent);
        self.place_raw(&mut run.call.request, delivery, body);
        let mut headers = Headers::new();
        for step in &self.plan.steps {
            match &step.action {
                Action::Let(lines) => {
                    for line in lines {
                        let value = run.scope().eval(&line.value, None);
                        let value = value.map_err(|error| at_step(error, step))?;
                        run.set_local(line.name, value);
                    }
                }
                Action::Header(lines) => {
                    self.expect(&run.scope(), lines, step, lets, &mut headers)?
                }
                _ => {}
            }
        }
        let mut proven = false;
        for expected in &headers {
            self.check_header(expected)?;
            proven |= self.plan.proves(expected.position, expected.name);
        }
        Ok(proven)
    }

    /// The request that headers are computed from: the body as received, and the headers that the plan names.
    fn place_raw<'s>(&'s self, request: &mut Request<'s>, delivery: &Delivery, body: &'s [u8]) {
        request.place = self.route.place;
        request.encoder = &FORM;
        request.send_empty = self.route.send_empty;
        request.body = Body::Text;
        request.body_there = true;
        request.received = Some(body);
        for (name, value) in self.route.headers {
            let mut named = delivery.named.iter();
            if named.any(|known| known.eq_ignore_ascii_case(name)) {
                let (name, value) = (Cow::Borrowed(*name), Cow::Borrowed(trim(value)));
                request.headers.push((name, value));
            }
        }
    }

    /// Compares the known members: those of a form at their position, those of JSON after parsing. Returns whether one of them is a secret.
    fn compare_members(
        &self,
        text: &str,
        form: bool,
        limits: DeliveryLimits,
    ) -> Result<bool, VerifyError> {
        let json = if form {
            count_pairs(text, limits)?;
            None
        } else {
            match parse_within(text, limits.bounds()) {
                Ok(value) => Some(value),
                // A text that is not JSON has no members.
                Err(Unread::NoJson(_)) => Some(Value::Absent),
                Err(other) => return Err(unread(&other)),
            }
        };
        let mut proven = false;
        for step in &self.plan.steps {
            for (position, name, expected) in known_members(step) {
                let received = match &json {
                    Some(json) => match json.get(name) {
                        Some(value) => text_of(value).map_err(|error| at_step(error, step))?,
                        None => return Err(missing(step, position, name)),
                    },
                    None => match only_member(text, name) {
                        Only::One(value) => value,
                        Only::None => return Err(missing(step, position, name)),
                        Only::Several => return Err(different(step, position, name)),
                    },
                };
                if !same(&expected, &received, &[]) {
                    return Err(different(step, position, name));
                }
                proven |= self.plan.proves(position, name);
            }
        }
        Ok(proven)
    }
}
