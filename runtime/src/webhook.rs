//! Deliveries from a provider: proven first, parsed then.

use crate::codec::{Reader, Slot, form_to_json};
use crate::core::{Core, mask::hide};
use crate::provider::Webhook;
use crate::signing::VerifyErrorKind;
use crate::{Error, ErrorKind, Outcome, Timestamp, Wire};

/// An event whose bytes were proven to come from the provider. There is no other way to make one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verified<T> {
    event: T,
    id: Option<String>,
    time: Option<Timestamp>,
    order: Option<String>,
}

impl<T> Verified<T> {
    /// What happened.
    pub fn event(&self) -> &T {
        &self.event
    }

    /// What happened, to be kept.
    pub fn into_event(self) -> T {
        self.event
    }

    /// The provider's name for the delivery: a second one of the same name is a repetition.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// When it happened.
    pub fn time(&self) -> Option<Timestamp> {
        self.time
    }

    /// The member whose later values replace earlier ones, such as a status.
    pub fn order(&self) -> Option<&str> {
        self.order.as_deref()
    }
}

impl Core {
    /// Proves that a delivery is from the provider, then reads it. Nothing is parsed before the raw bytes are proven; give the body as it
    /// came.
    ///
    /// # Errors
    /// [`ErrorKind::Verify`] where it is not from the provider, or older or newer than the provider's `clock` allows;
    /// [`ErrorKind::Configuration`] where a secret that it is verified with is not given; [`ErrorKind::Decode`] where it does not fit its
    /// type.
    pub fn verify_webhook<T: Slot>(
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
        })
    }

    fn verify_into(
        &self,
        webhook: &Webhook<'_>,
        headers: &[(&str, &str)],
        body: &[u8],
        event: &mut dyn Slot,
    ) -> Result<Marks, Error> {
        let named = |mut error: Error| {
            error.inner().operation = Some(webhook.name.to_owned());
            error
        };
        let refused = "the delivery is not from the provider";
        let learnt = self
            .0
            .signer
            .verify_webhook(webhook.place, headers, body)
            .map_err(|e| match e.kind() {
                VerifyErrorKind::Configuration => named(Error::configuration(format!(
                    "deliveries cannot be verified: {e}"
                ))),
                _ => named(Error::new(ErrorKind::Verify, Outcome::Rejected, refused).caused_by(e)),
            })?;
        self.0.check_time(&learnt).map_err(|why| {
            named(Error::new(ErrorKind::Verify, Outcome::Rejected, refused).caused_by(why))
        })?;
        let plan = self
            .0
            .provider
            .scheme
            .webhooks
            .get(usize::from(webhook.place));
        let json = match plan {
            Some(plan) if plan.form => Some(form_to_json(body)),
            _ => None,
        };
        let text = json.as_deref().map_or(body, str::as_bytes);
        let origin = if json.is_some() { None } else { Some(0) };
        let read = |place: &mut dyn Slot| {
            let mut reader = Reader::within(text, origin);
            place.read(&mut reader, Wire::PLAIN)?;
            reader.finish()
        };
        let misread = |problem| {
            let mut error = named(self.0.misdelivered(body, problem));
            hide(&mut error.inner().raw, webhook.secrets);
            error
        };
        read(event).map_err(misread)?;
        Ok(Marks {
            id: webhook.id.and_then(|name| text_in(text, name)),
            order: webhook.order.and_then(|name| text_in(text, name)),
            time: webhook
                .time
                .and_then(|(name, wire)| time_in(text, name, wire)),
        })
    }
}

/// What a webhook's declaration reads beside the event.
struct Marks {
    id: Option<String>,
    time: Option<Timestamp>,
    order: Option<String>,
}

/// The text or number of a member.
fn text_in(text: &[u8], name: &str) -> Option<String> {
    let mut reader = Reader::new(text);
    if reader.seek_name(name).ok()? {
        reader.text().ok()
    } else {
        None
    }
}

fn time_in(text: &[u8], name: &str, wire: Wire) -> Option<Timestamp> {
    let mut reader = Reader::new(text);
    let mut time: Option<Timestamp> = None;
    if reader.seek_name(name).ok()? {
        time.read(&mut reader, wire).ok()?;
    }
    time
}
