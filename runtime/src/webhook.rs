//! Webhook deliveries from a provider: verified first, then parsed.

mod claim;
mod header;
mod order;

pub use claim::{Claim, Claimed};
pub use header::DeliveryHeader;
pub use order::DeliveryOrder;

use crate::codec::{Decode, Problem, Reader, Watch, form_to_json, form_tree_to_json, watched};
use crate::core::{Core, Unproven, mask::hide, refused};
use crate::provider::Webhook;
use crate::signing::{VerifyError, VerifyErrorKind};
use crate::transport::BYTE_ORDER_MARK;
use crate::{Error, ErrorKind, Json, Outcome, Timestamp, Wire};
use smallvec::SmallVec;
use std::fmt;
use std::ops::Range;

/// An event that was verified to come from the provider. Only verification creates this type; tests of your own code also have
/// `testing::verified`, behind the feature `testing`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verified<T> {
    event: T,
    id: Option<String>,
    time: Option<Timestamp>,
    signed_at: Option<Timestamp>,
    order: Option<DeliveryOrder>,
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

    /// When the provider signed the delivery, if the signature covers a time. It was compared with the client's clock where the spec says how
    /// far the two may be apart.
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.signed_at
    }

    /// How far the thing has got that the event is about: an event with a smaller value came late.
    pub fn order(&self) -> Option<&DeliveryOrder> {
        self.order.as_ref()
    }
}

#[cfg(feature = "testing")]
impl<T> Verified<T> {
    /// An event that counts as verified, for tests.
    pub(crate) fn for_test(core: Core, webhook: u16, event: T, about: AboutDelivery) -> Self {
        Self {
            event,
            id: about.id,
            time: about.time,
            signed_at: about.signed_at,
            order: about.order.map(DeliveryOrder::new),
            source: Source { core, webhook },
        }
    }
}

/// What is known of a delivery beside its event.
#[cfg(feature = "testing")]
#[derive(Clone, Debug, Default)]
pub(crate) struct AboutDelivery {
    pub(crate) id: Option<String>,
    pub(crate) time: Option<Timestamp>,
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) order: Option<String>,
}

impl Error {
    /// A delivery that comes from the provider and does not match the type of its event, such as after the provider changed it: its id, its
    /// times and all of its content. Keep it, and respond with success only if you did: the provider then does not send it again.
    ///
    /// ```
    /// use specie_runtime::{Error, Json, Verified};
    ///
    /// /// What to keep for a person to look at; `None`: the delivery was refused.
    /// fn unread(error: &Error) -> Option<(Option<&str>, String)> {
    ///     let delivery: &Verified<Json> = error.delivery()?;
    ///     Some((delivery.id(), delivery.event().to_string()))
    /// }
    /// ```
    ///
    /// `None`: there is no such delivery, or it is not even JSON or a form; then [`Error::raw`] has its text.
    #[must_use]
    pub fn delivery(&self) -> Option<&Verified<Json>> {
        self.attached()?.downcast_ref()
    }
}

impl Core {
    /// Verifies that a delivery comes from the provider, then decodes it. Pass the body unchanged, and all headers: an `http::HeaderMap`, or
    /// any pairs of name and value.
    ///
    /// Size and headers are checked first, then the signature over the raw bytes. Members are read before that only if the signature covers
    /// them, and within the limits of [`DeliveryLimits`](crate::signing::DeliveryLimits).
    ///
    /// # Errors
    /// [`ErrorKind::Verify`] if it does not come from the provider, or its time is outside the allowed window;
    /// [`ErrorKind::Configuration`] if a secret that the verification needs is not given; [`ErrorKind::Decode`] if it does not match its
    /// type: [`Error::delivery`] has it all the same.
    pub fn verify_webhook<T: Decode>(
        &self,
        webhook: &Webhook<'_>,
        headers: impl IntoIterator<Item: DeliveryHeader>,
        body: &[u8],
    ) -> Result<Verified<T>, Error> {
        let headers: SmallVec<[_; 16]> = headers.into_iter().collect();
        let headers: SmallVec<[(&str, &str); 16]> =
            headers.iter().filter_map(DeliveryHeader::pair).collect();
        let mut event = T::blank();
        match self.verify_into(webhook, &headers, body, &mut event) {
            Ok((signed_at, marks)) => Ok(self.verified(webhook, event, signed_at, marks)),
            Err(failed) => Err(self.error_of(webhook, failed)),
        }
    }

    fn verified<T>(
        &self,
        webhook: &Webhook<'_>,
        event: T,
        signed_at: Option<Timestamp>,
        marks: Marks,
    ) -> Verified<T> {
        Verified {
            event,
            id: marks.id,
            time: marks.time,
            signed_at,
            order: marks.order,
            source: Source {
                core: self.clone(),
                webhook: webhook.index,
            },
        }
    }

    /// The error of a delivery. If it was proven, it has the delivery.
    fn error_of(&self, webhook: &Webhook<'_>, failed: Failed) -> Error {
        let Failed { mut error, proven } = failed;
        error.inner().operation = Some(webhook.name.to_owned());
        if let Some(proven) = proven {
            let Proven {
                json,
                signed_at,
                marks,
            } = *proven;
            let delivery = self.verified(webhook, json, signed_at, marks);
            error.inner().attached = Some(Box::new(delivery));
        }
        error
    }

    fn verify_into(
        &self,
        webhook: &Webhook<'_>,
        headers: &[(&str, &str)],
        body: &[u8],
        event: &mut dyn Decode,
    ) -> Result<(Option<Timestamp>, Marks), Failed> {
        let limits = self.0.signer.delivery_limits();
        let proven = self.0.prove(
            webhook.index,
            headers,
            body,
            limits,
            self.0.webhook_tolerance,
        );
        let verified = proven.map_err(Error::from)?;
        let signed_at = verified.clock_ns.and_then(|nanos| {
            let micros = i64::try_from(nanos.div_euclid(1_000)).ok()?;
            Timestamp::from_micros(micros).ok()
        });
        let webhooks = &self.0.provider.scheme.webhooks;
        let form = webhooks
            .get(usize::from(webhook.index))
            .is_some_and(|plan| plan.form);
        match self.read_event(webhook, form, body, event) {
            Ok(marks) => Ok((signed_at, marks)),
            Err(error) => {
                let mut json = Json::Null;
                let marks = self.read_event(webhook, form, body, &mut json);
                let proven = marks.ok().map(|marks| {
                    Box::new(Proven {
                        json,
                        signed_at,
                        marks,
                    })
                });
                Err(Failed { error, proven })
            }
        }
    }

    /// Decodes a verified delivery: the event and, in the same pass, the positions of its marks.
    fn read_event(
        &self,
        webhook: &Webhook<'_>,
        form: bool,
        body: &[u8],
        event: &mut dyn Decode,
    ) -> Result<Marks, Error> {
        let undecodable = |body: &[u8], problem: Problem| {
            let mut error = self.0.undecodable_delivery(body, problem);
            hide(&mut error.inner().raw, webhook.secrets);
            error
        };
        let json = match webhook.form {
            _ if !form => None,
            [] => Some(form_to_json(body)),
            nodes => {
                Some(form_tree_to_json(body, nodes).map_err(|problem| undecodable(body, problem))?)
            }
        };
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
            .map_err(|problem| undecodable(body, problem))
    }
}

/// Why a delivery gives no event; and the delivery, if it was proven.
struct Failed {
    error: Error,
    proven: Option<Box<Proven>>,
}

/// A delivery that comes from the provider, as JSON.
struct Proven {
    json: Json,
    signed_at: Option<Timestamp>,
    marks: Marks,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            error,
            proven: None,
        }
    }
}

impl From<Unproven> for Error {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Signature(error) => verification_error(error),
            Unproven::Time(why) => untimely(why),
            Unproven::Keys(error) => error,
        }
    }
}

/// The error for a delivery that is not verified. It names no step: those who receive deliveries have no plan to look it up in.
fn verification_error(error: VerifyError) -> Error {
    let why = error.message();
    let made = match error.kind() {
        VerifyErrorKind::Configuration => {
            Error::configuration(format!("deliveries cannot be verified: {why}"))
        }
        VerifyErrorKind::TooLarge => Error::new(
            ErrorKind::Verify,
            Outcome::Rejected,
            format!("the delivery is larger than what is read before it is verified: {why}"),
        ),
        VerifyErrorKind::Different => refused(format!(
            "{why}; if it should be, check the secret, and that the body is passed unchanged"
        )),
        _ => refused(why),
    };
    made.shows(error)
}

/// The error for a delivery that was signed at another time.
fn untimely(why: String) -> Error {
    let what = format!(
        "the delivery was not signed just now: {why}; check the clock of this machine, and `webhook_tolerance` of the client"
    );
    Error::new(ErrorKind::Verify, Outcome::Rejected, what)
}

/// The values that the declaration of a webhook reads in addition to the event.
struct Marks {
    id: Option<String>,
    time: Option<Timestamp>,
    order: Option<DeliveryOrder>,
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
                .and_then(|mut value| value.text().ok())
                .map(DeliveryOrder::new),
            time: time.and_then(value).and_then(|mut value| {
                let mut time: Option<Timestamp> = None;
                let (_, wire) = webhook.time?;
                time.read(&mut value, wire).ok()?;
                time
            }),
        })
    }
}
