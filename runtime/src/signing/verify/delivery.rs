//! A prepared webhook plan, and the order in which a delivery is checked: its size, its headers, its bytes, its members.

use super::super::inputs::SessionValues;
use super::super::json::{Bounds, Unread, parse_within};
use super::super::plan::{Name, Position, Str};
use super::super::prepared::{Action, Node, NodeEntry, Prepared, Step};
use super::super::signer::Signer;
use super::check::is_ignored;
use super::direct;
use super::received::{Content, Pairs};
use super::verifier::{FORM, Route, Verifier};
use super::{VerifiedRequest, VerifyError, VerifyErrorKind, text_in, unreadable};

/// How much of a delivery is processed before its sender is known. Anything beyond these limits is refused.
///
/// ```
/// # use specie_runtime::signing::DeliveryLimits;
/// let mut limits = DeliveryLimits::default();
/// limits.body = 64 * 1024;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryLimits {
    /// Bytes of the body. Default: 1 MiB.
    pub body: usize,
    /// Levels of lists and objects, where the plan reads members of a JSON body. Default: 64. Maximum: 128.
    pub depth: usize,
    /// Members and elements at all levels, where the plan reads members of the body. Default: 8192.
    pub members: usize,
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            depth: 64,
            members: 8192,
        }
    }
}

impl DeliveryLimits {
    pub(super) fn bounds(self) -> Bounds {
        Bounds {
            depth: self.depth.min(super::super::value::MAX_DEPTH),
            members: self.members,
            // A later reader might use the other value.
            twice: false,
        }
    }
}

/// A header that every genuine delivery has.
#[derive(Clone, Debug)]
struct Required {
    name: Str,
    /// The step that compares it.
    step: String,
    position: Position,
}

/// A prepared webhook plan. What does not depend on the body of a delivery is computed here, once.
pub(crate) struct Delivery {
    pub(super) plan: Prepared,
    /// Whether its body is a form.
    pub(super) form: bool,
    /// Headers that are compared whatever the delivery contains.
    required: Vec<Required>,
    /// All headers that the plan names.
    pub(super) named: Vec<Str>,
    /// Whether the plan reads members of the body.
    reads_members: bool,
    /// The direct path, if the plan has one.
    pub(super) direct: Option<direct::Direct>,
}

impl Delivery {
    pub(crate) fn new(plan: Prepared, form: bool) -> Self {
        let (mut named, mut reads_members) = (Vec::new(), false);
        for step in &plan.steps {
            name_headers(step, &mut named);
            reads_members |= sets(step);
            step.walk(&mut |node| match node {
                Node::Header(name) => named.push(name.clone()),
                Node::Name(Name::Body) => {}
                Node::Name(_) => reads_members = true,
                _ => {}
            });
        }
        Self {
            required: required(&plan.steps),
            direct: direct::Direct::of(&plan),
            plan,
            form,
            named,
            reads_members,
        }
    }

    /// Checks what is known without the body: the headers that are compared are present, and each header that the plan names occurs only
    /// once.
    fn check_headers(&self, headers: &[(&str, &str)]) -> Result<(), VerifyError> {
        let count = |name: &str| {
            let all = headers.iter();
            all.filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .count()
        };
        for required in &self.required {
            if count(&required.name) == 0 {
                return Err(VerifyError::new(
                    VerifyErrorKind::Missing,
                    Some((&required.step, required.position)),
                    &*required.name,
                    format!("`{}` is missing", required.name),
                ));
            }
        }
        match self.named.iter().find(|name| count(name) > 1) {
            None => Ok(()),
            Some(name) => Err(VerifyError::new(
                VerifyErrorKind::Unreadable,
                None,
                &**name,
                format!("`{name}` came more than once: which of them counts cannot be told"),
            )),
        }
    }

    /// Parses the body as far as the plan reads it.
    pub(super) fn content<'r>(
        &self,
        body: &'r str,
        limits: DeliveryLimits,
    ) -> Result<Content<'r>, VerifyError> {
        if !self.reads_members {
            return Ok(Content::Text(body));
        }
        if self.form {
            count_pairs(body, limits)?;
            return Ok(Content::Form(Pairs::read(body, &FORM, true)));
        }
        match parse_within(body, limits.bounds()) {
            Ok(value) => Ok(Content::Json(body, value)),
            Err(Unread::NoJson(_)) => Ok(Content::Text(body)),
            Err(other) => Err(unread(&other)),
        }
    }
}

/// Refuses a form with too many members.
pub(super) fn count_pairs(form: &str, limits: DeliveryLimits) -> Result<(), VerifyError> {
    if form.bytes().filter(|byte| *byte == b'&').count() >= limits.members {
        return Err(unread(&Unread::TooMany(limits.members)));
    }
    Ok(())
}

/// The error for a body that is not read.
pub(super) fn unread(why: &Unread) -> VerifyError {
    let large =
        |message: String| VerifyError::new(VerifyErrorKind::TooLarge, None, "body", message);
    match why {
        Unread::NoJson(_) => unreadable("the body is no JSON"),
        Unread::Twice => {
            unreadable("a member stands twice in the body: which of them counts cannot be told")
        }
        Unread::TooDeep(depth) => large(format!(
            "the body is nested deeper than {depth} levels: see `DeliveryLimits::depth`"
        )),
        Unread::TooMany(members) => large(format!(
            "the body has more than {members} members: see `DeliveryLimits::members`"
        )),
    }
}

/// Whether a step, or one inside it, sets members of a place.
fn sets(step: &Step) -> bool {
    match &step.action {
        // An object that only keeps existing members expects nothing.
        Action::Set(_, Node::Object(entries)) => !entries
            .iter()
            .all(|entry| matches!(entry, NodeEntry::Existing)),
        Action::Set(..) | Action::Place(_) | Action::Encode(_) | Action::Path(_) => true,
        Action::Group { then, otherwise } => then.iter().chain(otherwise).any(sets),
        Action::Let(_) | Action::Header(_) | Action::Body(_) => false,
    }
}

/// Adds the headers that a step compares.
fn name_headers(step: &Step, named: &mut Vec<Str>) {
    match &step.action {
        Action::Header(lines) => {
            let compared = lines.iter().filter(|line| !is_ignored(&line.name));
            named.extend(compared.map(|line| line.name.clone()));
        }
        Action::Group { then, otherwise } => {
            let all = then.iter().chain(otherwise);
            all.for_each(|step| name_headers(step, named));
        }
        _ => {}
    }
}

/// Headers that are compared whichever steps are active. An absent value of a header also refuses a delivery.
fn required(steps: &[Step]) -> Vec<Required> {
    let mut all = Vec::new();
    for step in steps {
        match &step.action {
            Action::Header(lines) if step.when.is_none() => {
                let compared = lines.iter().filter(|line| !is_ignored(&line.name));
                all.extend(compared.map(|line| Required {
                    name: line.name.clone(),
                    step: step.number.clone(),
                    position: line.position,
                }));
            }
            Action::Group { then, otherwise } => {
                let others = required(otherwise);
                let both = |header: &Required| {
                    let mut others = others.iter();
                    others.any(|other| other.name.eq_ignore_ascii_case(&header.name))
                };
                all.extend(required(then).into_iter().filter(both));
            }
            _ => {}
        }
    }
    all
}

impl Signer {
    /// Verifies a delivery against a webhook's plan. Do not use anything from the body before this succeeds.
    ///
    /// The cheapest checks come first: the size of the body, the required headers, then digests over the raw bytes. Members are read only
    /// if the plan reads them, and within [`DeliveryLimits`]; if computing a signature does not require them, they are read after the
    /// signature was compared. A header that the plan names and that occurs twice is refused. White space around its value is ignored, and
    /// so is the case of its name and of hex digits.
    ///
    /// # Errors
    /// Names the step whose value is missing or different.
    pub fn verify_webhook(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<VerifiedRequest, VerifyError> {
        let Some(delivery) = self.delivery(webhook) else {
            return Err(unreadable("the scheme has no such webhook"));
        };
        self.verify_delivery(delivery, headers, body)
            .map_err(|error| error.of("webhook", &delivery.plan.name))
    }

    fn verify_delivery(
        &self,
        delivery: &Delivery,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<VerifiedRequest, VerifyError> {
        self.begin_delivery(delivery, headers, body)?;
        let Some(direct) = &delivery.direct else {
            return self.verify_steps(delivery, headers, body);
        };
        let route = Route::webhook(headers, delivery.form);
        let session = SessionValues::new();
        let content = Content::Raw(body);
        Verifier::new(self, route, &delivery.plan, content, &session).run_directly(direct, delivery)
    }

    /// The same, always step by step: the reference for the direct path.
    ///
    /// # Errors
    /// The same as for [`Signer::verify_webhook`].
    #[doc(hidden)]
    pub fn verify_webhook_in_steps(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<VerifiedRequest, VerifyError> {
        let Some(delivery) = self.delivery(webhook) else {
            return Err(unreadable("the scheme has no such webhook"));
        };
        self.begin_delivery(delivery, headers, body)
            .and_then(|()| self.verify_steps(delivery, headers, body))
            .map_err(|error| error.of("webhook", &delivery.plan.name))
    }

    /// Whether a webhook is verified by the direct path.
    #[doc(hidden)]
    #[must_use]
    pub fn verifies_directly(&self, webhook: u16) -> bool {
        self.delivery(webhook)
            .is_some_and(|delivery| delivery.direct.is_some())
    }

    /// Every check that does not need the body.
    fn begin_delivery(
        &self,
        delivery: &Delivery,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<(), VerifyError> {
        delivery.plan.ready()?;
        let limit = self.delivery_limits().body;
        if body.len() > limit {
            return Err(VerifyError::new(
                VerifyErrorKind::TooLarge,
                None,
                "body",
                format!("the body has more than {limit} bytes: see `DeliveryLimits::body`"),
            ));
        }
        delivery.check_headers(headers)
    }

    fn verify_steps(
        &self,
        delivery: &Delivery,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<VerifiedRequest, VerifyError> {
        let content = delivery.content(text_in(body)?, self.delivery_limits())?;
        let route = Route::webhook(headers, delivery.form);
        let session = SessionValues::new();
        Verifier::new(self, route, &delivery.plan, content, &session).run()
    }
}
