//! Webhook deliveries from a provider: verified first, then parsed.

mod claim;

pub use claim::{Claim, Claimed};

use crate::codec::{Decode, Problem, Reader, Watch, form_to_json, watched};
use crate::core::{Core, NOT_FROM_PROVIDER, mask::hide};
use crate::provider::Webhook;
use crate::signing::{VerifyError, VerifyErrorKind};
use crate::transport::BYTE_ORDER_MARK;
use crate::{Error, ErrorKind, Outcome, Timestamp, Wire};
use std::fmt;
use std::ops::Range;

/// An event that was verified to come from the provider. Only verification creates this type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verified<T> {
    event: T,
    id: Option<String>,
    time: Option<Timestamp>,
    order: Option<String>,
    source: Source,
}

/// The client that verified a delivery, and the webhook, as its index in the scheme. It makes no difference between events.
#[derive(Clone)]
struct Source {
    core: Core,
    webhook: u16,
}

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.fmt(f)
    }
}

impl<T> Verified<T> {
    /// What happened.
    pub fn event(&self) -> &T {
        &self.event
    }

    /// Returns the event itself.
    pub fn into_event(self) -> T {
        self.event
    }

    /// The provider's identifier of the delivery. A second delivery with the same identifier is a repetition.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// When the event happened.
    pub fn time(&self) -> Option<Timestamp> {
        self.time
    }

    /// The member whose later values replace earlier ones, such as a status.
    pub fn order(&self) -> Option<&str> {
        self.order.as_deref()
    }
}

impl Core {
    /// Verifies that a delivery comes from the provider, then decodes it. Pass the body unchanged, and all headers.
    ///
    /// Size and headers are checked first, then the signature over the raw bytes. Members are read before that only if the signature covers
    /// them, and within the limits of [`DeliveryLimits`](crate::signing::DeliveryLimits).
    ///
    /// # Errors
    /// [`ErrorKind::Verify`] if it does not come from the provider, or its time is outside the allowed window;
    /// [`ErrorKind::Configuration`] if a secret that the verification needs is not given; [`ErrorKind::Decode`] if it does not match its
    /// type.
    pub fn verify_webhook<T: Decode>(
        &self,
        webhook: &Webhook<'_>,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Verified<T>, Error> {
        let mut event = T::blank();
        let marks = self.verify_into(webhook, headers, body, &mut event)?;
        Ok(Verified {
            event,
            id: marks.id,
            time: marks.time,
            order: marks.order,
            source: Source {
                core: self.clone(),
                webhook: webhook.index,
            },
        })
    }

    fn verify_into(
        &self,
        webhook: &Webhook<'_>,
        headers: &[(&str, &str)],
        body: &[u8],
        event: &mut dyn Decode,
    ) -> Result<Marks, Error> {
        let signer = self
            .0
            .delivery_signer(webhook.index, headers)
            .map_err(|mut error| {
                error.inner().operation = Some(webhook.name.to_owned());
                error
            })?;
        let proven = signer
            .verify_webhook(webhook.index, headers, body)
            .map_err(verification_error)
            .and_then(|verified| {
                self.0
                    .check_time(webhook.index, &verified)
                    .map_err(untimely)
            });
        let webhooks = &self.0.provider.scheme.webhooks;
        let form = webhooks
            .get(usize::from(webhook.index))
            .is_some_and(|plan| plan.form);
        proven
            .and_then(|()| self.read_event(webhook, form, body, event))
            .map_err(|mut error| {
                error.inner().operation = Some(webhook.name.to_owned());
                error
            })
    }

    /// Decodes a verified delivery: the event and, in the same pass, the positions of its marks.
    fn read_event(
        &self,
        webhook: &Webhook<'_>,
        form: bool,
        body: &[u8],
        event: &mut dyn Decode,
    ) -> Result<Marks, Error> {
        let json = form.then(|| form_to_json(body));
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let text = json.as_deref().map_or(body, str::as_bytes);
        let watch = Watch::new([
            webhook.id.unwrap_or_default(),
            webhook.order.unwrap_or_default(),
            webhook.time.map_or("", |(name, _)| name),
        ]);
        // The bytes of the JSON that a form was converted to do not occur in the delivery, so positions in them are not recorded.
        let mut reader = Reader::watching(text, (!form).then_some(0), &watch);
        event
            .read(&mut reader, Wire::PLAIN)
            .and_then(|()| reader.finish())
            .and_then(|()| Marks::read(webhook, text, &watch))
            .map_err(|problem| {
                let mut error = self.0.undecodable_delivery(body, problem);
                hide(&mut error.inner().raw, webhook.secrets);
                error
            })
    }
}

/// The error for a delivery that is not verified.
fn verification_error(error: VerifyError) -> Error {
    let message = match error.kind() {
        VerifyErrorKind::Configuration => {
            return Error::configuration(format!("deliveries cannot be verified: {error}"));
        }
        VerifyErrorKind::TooLarge => {
            "the delivery is larger than the limit that applies before verification"
        }
        _ => NOT_FROM_PROVIDER,
    };
    Error::new(ErrorKind::Verify, Outcome::Rejected, message).caused_by(error)
}

/// The error for a delivery whose signed time is outside the window of the provider's `clock`.
fn untimely(why: String) -> Error {
    Error::new(ErrorKind::Verify, Outcome::Rejected, NOT_FROM_PROVIDER).caused_by(why)
}

/// The values that the declaration of a webhook reads in addition to the event.
struct Marks {
    id: Option<String>,
    time: Option<Timestamp>,
    order: Option<String>,
}

impl Marks {
    fn read(webhook: &Webhook<'_>, text: &[u8], watch: &Watch<'_>) -> Result<Self, Problem> {
        let [id, order, time] = watched(watch, text)?;
        let value = |range: Range<usize>| Some(Reader::new(text.get(range)?));
        Ok(Self {
            // A mark of the wrong kind counts as absent: the event itself is still valid.
            id: id.and_then(value).and_then(|mut value| value.text().ok()),
            order: order
                .and_then(value)
                .and_then(|mut value| value.text().ok()),
            time: time.and_then(value).and_then(|mut value| {
                let mut time: Option<Timestamp> = None;
                let (_, wire) = webhook.time?;
                time.read(&mut value, wire).ok()?;
                time
            }),
        })
    }
}
