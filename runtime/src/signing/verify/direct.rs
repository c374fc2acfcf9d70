//! The direct path for a delivery: if a plan has no conditions and its headers are computed from the body as a whole, from other headers
//! and from known values, it is compared header by header over the raw bytes. Known members that it expects are checked after that. All
//! other plans run step by step, with the same result.

use super::super::inputs::SigningInputs;
use super::super::plan::{Name, Str, Target};
use super::super::prepared::{Action, Node, NodeEntry, Prepared, Step};
use super::super::request::{Body, Request};
use super::super::value::{Value, text_of};
use super::check::{Headers, different, is_ignored, missing, nothing_proven};
use super::compare::{same, trim};
use super::delivery::{Delivery, count_pairs, unread};
use super::learn::Sources;
use super::placements::Lets;
use super::received::{Content, Only, only_member};
use super::verifier::{FORM, Verifier, at_step};
use super::{VerifiedRequest, VerifyError, text_in};
use crate::signing::json::{Unread, parse_within};
use std::borrow::Cow;

/// How a delivery is verified on the direct path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Direct {
    /// Whether the plan reads a clock, nonce, uuid or random, which must be learned from the headers.
    learns: bool,
    /// Whether the plan expects members.
    members: bool,
}

impl Direct {
    /// The direct path of a plan, if it has one.
    pub(super) fn of(plan: &Prepared) -> Option<Self> {
        let mut direct = Self {
            learns: false,
            members: false,
        };
        let (mut whole, mut proves) = (true, false);
        for step in &plan.steps {
            step.walk(&mut |node| match node {
                Node::Name(Name::Body) => {}
                Node::Name(_) | Node::Item | Node::ItemKey | Node::ItemValue => whole = false,
                Node::Clock(_) | Node::ClockIso | Node::Nonce(_) | Node::Uuid | Node::Random => {
                    direct.learns = true;
                }
                _ => {}
            });
            if step.when.is_some() {
                return None;
            }
            match &step.action {
                Action::Let(_) => {}
                Action::Header(lines) => {
                    proves |= lines.iter().any(|line| !is_ignored(&line.name));
                }
                Action::Set(target, Node::Object(entries)) if *target != Target::Query => {
                    if !entries.iter().all(is_known) {
                        return None;
                    }
                    direct.members |= members(step).next().is_some();
                }
                _ => return None,
            }
        }
        (whole && proves).then_some(direct)
    }
}

/// Whether an entry of an object is `...`, or a known member that has a text.
fn is_known(entry: &NodeEntry) -> bool {
    match entry {
        NodeEntry::Existing => true,
        NodeEntry::Member { value, .. } => known(value).is_some(),
        NodeEntry::Spread(_) => false,
    }
}

/// The expected text of a known member.
fn known(value: &Node) -> Option<Cow<'_, str>> {
    let Node::Const(constant) = value else {
        return None;
    };
    match &constant.value {
        Value::List(_) | Value::Object(_) => None,
        value => text_of(value).ok(),
    }
}

/// The members that a step expects: line, name, text.
fn members(step: &Step) -> impl Iterator<Item = (u32, &Str, Cow<'_, str>)> {
    let entries: &[NodeEntry] = match &step.action {
        Action::Set(_, Node::Object(entries)) => entries,
        _ => &[],
    };
    entries.iter().filter_map(|entry| match entry {
        NodeEntry::Member {
            position,
            name,
            value,
        } => Some((*position, name, known(value)?)),
        NodeEntry::Existing | NodeEntry::Spread(_) => None,
    })
}

impl<'v> Verifier<'v> {
    /// Compares headers over the raw bytes, then members.
    pub(super) fn run_directly(
        self,
        direct: &Direct,
        delivery: &'v Delivery,
    ) -> Result<VerifiedRequest, VerifyError> {
        let Content::Raw(body) = self.content else {
            return self.run();
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
            proven |= self.compare_members(text, delivery.form)?;
        }
        if !proven {
            return Err(nothing_proven());
        }
        Ok(sources.learnt(Value::Absent))
    }

    /// Compares the headers. Returns whether computing one of them requires a secret.
    fn compare_headers(
        &self,
        delivery: &Delivery,
        lets: &Lets<'v>,
        body: &'v [u8],
        inputs: &SigningInputs,
    ) -> Result<bool, VerifyError> {
        let mut scope = self.scope(inputs, &Value::Absent);
        self.place_raw(&mut scope.request, delivery, body);
        let mut headers = Headers::new();
        for step in &self.plan.steps {
            match &step.action {
                Action::Let(lines) => {
                    for line in lines {
                        let value = scope.eval(&line.value, None);
                        let value = value.map_err(|error| at_step(error, step))?;
                        if let Some(local) = scope.locals.get_mut(usize::from(line.name)) {
                            *local = value;
                        }
                    }
                }
                Action::Header(lines) => self.expect(&scope, lines, step, lets, &mut headers)?,
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
        request.came = Some(body);
        for (name, value) in self.route.headers {
            let mut named = delivery.named.iter();
            if named.any(|known| known.eq_ignore_ascii_case(name)) {
                let (name, value) = (Cow::Borrowed(*name), Cow::Borrowed(trim(value)));
                request.headers.push((name, value));
            }
        }
    }

    /// Compares the known members: those of a form at their position, those of JSON after parsing. Returns whether one of them is a secret.
    fn compare_members(&self, text: &str, form: bool) -> Result<bool, VerifyError> {
        let limits = self.signer.delivery_limits();
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
            for (line, name, due) in members(step) {
                let received = match &json {
                    Some(json) => match json.get(name) {
                        Some(value) => text_of(value).map_err(|error| at_step(error, step))?,
                        None => return Err(missing(step, line, name)),
                    },
                    None => match only_member(text, name) {
                        Only::One(value) => value,
                        Only::None => return Err(missing(step, line, name)),
                        Only::Several => return Err(different(step, line, name)),
                    },
                };
                if !same(&due, &received, &[]) {
                    return Err(different(step, line, name));
                }
                proven |= self.plan.proves(line, name);
            }
        }
        Ok(proven)
    }
}
