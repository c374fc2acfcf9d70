//! A prepared webhook plan, and the order in which a delivery is checked: its size, its headers, its bytes, its members.

use super::received::{Content, Pairs};
use super::verifier::{FORM, Route, Verifier};
use super::verify_error::{VerifyError, VerifyErrorKind, unreadable};
use super::{VerifiedRequest, text_in};
use crate::signing::inputs::SessionValues;
use crate::signing::prepare::webhook_plan::{Delivery, DeliveryLimits};
use crate::signing::signer::Signer;
use crate::value::json_parse::{Unread, parse_within};

impl Delivery {
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
                format!("`{name}` appears more than once, so it is unclear which value counts"),
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
        Unread::NoJson(_) => unreadable("the body is not valid JSON"),
        Unread::Twice => {
            unreadable("a member appears twice in the body, so it is unclear which value counts")
        }
        Unread::TooDeep(depth) => large(format!(
            "the body is nested deeper than {depth} levels: see `DeliveryLimits::depth`"
        )),
        Unread::TooMany(members) => large(format!(
            "the body has more than {members} members: see `DeliveryLimits::members`"
        )),
    }
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
        self.verify_within(webhook, headers, body, self.delivery_limits())
    }

    /// The same, within other limits.
    pub(crate) fn verify_within(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
        limits: DeliveryLimits,
    ) -> Result<VerifiedRequest, VerifyError> {
        self.checked_delivery(webhook, |delivery| {
            self.verify_delivery(delivery, headers, body, limits)
        })
    }

    /// Runs a check of a webhook's delivery. Its error names the webhook.
    fn checked_delivery(
        &self,
        webhook: u16,
        check: impl FnOnce(&Delivery) -> Result<VerifiedRequest, VerifyError>,
    ) -> Result<VerifiedRequest, VerifyError> {
        let Some(delivery) = self.delivery(webhook) else {
            return Err(unreadable("unknown webhook of the scheme"));
        };
        check(delivery).map_err(|error| error.of("webhook", &delivery.plan.name))
    }

    fn verify_delivery(
        &self,
        delivery: &Delivery,
        headers: &[(&str, &str)],
        body: &[u8],
        limits: DeliveryLimits,
    ) -> Result<VerifiedRequest, VerifyError> {
        self.begin_delivery(delivery, headers, body, limits)?;
        let Some(direct) = &delivery.direct else {
            return self.verify_steps(delivery, headers, body, limits);
        };
        let route = Route::webhook(headers, delivery.form);
        let session = SessionValues::new();
        let content = Content::Raw(body);
        let verifier = Verifier::new(self, route, &delivery.plan, content, &session);
        verifier.run_directly(direct, delivery, limits)
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
        self.checked_delivery(webhook, |delivery| {
            let limits = self.delivery_limits();
            self.begin_delivery(delivery, headers, body, limits)?;
            self.verify_steps(delivery, headers, body, limits)
        })
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
        limits: DeliveryLimits,
    ) -> Result<(), VerifyError> {
        delivery.plan.ready()?;
        let limit = limits.body;
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
        limits: DeliveryLimits,
    ) -> Result<VerifiedRequest, VerifyError> {
        let content = delivery.content(text_in(body)?, limits)?;
        let route = Route::webhook(headers, delivery.form);
        let session = SessionValues::new();
        Verifier::new(self, route, &delivery.plan, content, &session).verify()
    }
}
