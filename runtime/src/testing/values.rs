//! Responses and events without a call.

use crate::codec::{Decode, Problem, Wire, decode};
use crate::core::Core;
use crate::webhook::AboutDelivery;
use crate::{Error, Timestamp, Verified};
use std::fmt;

/// A response, an event or any part of one, decoded from JSON as the client decodes it: the data alone, without an envelope.
///
/// The fields of the result are public, so a test may change one of them afterwards.
///
/// # Errors
/// The JSON does not match the type. The problem names the path, such as `$.items[1].id`.
///
/// ```
/// use specie_runtime::Amount;
/// use specie_runtime::testing::from_json;
///
/// let amounts: Vec<Amount> = from_json(r#"["1.50", 2]"#)?;
/// let problem = from_json::<Vec<Amount>>(r#"["1.50", true]"#).unwrap_err();
/// assert_eq!(problem.path(), "$[1]");
/// # Ok::<(), specie_runtime::codec::Problem>(())
/// ```
pub fn from_json<T: Decode>(json: impl fmt::Display) -> Result<T, Problem> {
    let mut value = T::blank();
    decode(json.to_string().as_bytes(), &mut value, Wire::PLAIN)?;
    Ok(value)
}

/// A response, an event or a part of one with nothing in it: empty texts and lists, zeros, and no optional values. Set what your code reads.
#[must_use]
pub fn blank<T: Decode>() -> T {
    T::blank()
}

/// An event that counts as verified, for code that takes a [`Verified`]. `webhook` is its name in the spec. [`Verified::claim`] uses the
/// stores of `client`.
///
/// To test what receives a delivery, sign one with [`Delivery`](super::Delivery) instead: then the verification runs too.
pub fn verified<T>(client: &impl AsRef<Core>, webhook: &str, event: T) -> VerifiedBuilder<T> {
    VerifiedBuilder {
        core: client.as_ref().clone(),
        webhook: webhook.to_owned(),
        event,
        about: AboutDelivery::default(),
    }
}

/// Makes a [`Verified`]: see [`verified`].
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct VerifiedBuilder<T> {
    core: Core,
    webhook: String,
    event: T,
    about: AboutDelivery,
}

impl<T> VerifiedBuilder<T> {
    /// The provider's identifier of the delivery.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.about.id = Some(id.into());
        self
    }

    /// When the event happened.
    pub fn time(mut self, time: Timestamp) -> Self {
        self.about.time = Some(time);
        self
    }

    /// When the provider signed the delivery.
    pub fn signed_at(mut self, time: Timestamp) -> Self {
        self.about.signed_at = Some(time);
        self
    }

    /// How far the thing has got that the event is about.
    pub fn order(mut self, order: impl Into<String>) -> Self {
        self.about.order = Some(order.into());
        self
    }

    /// The event.
    ///
    /// # Errors
    /// The provider has no webhook of this name.
    pub fn build(self) -> Result<Verified<T>, Error> {
        let webhook = index_of(&self.core, &self.webhook)?;
        Ok(Verified::for_test(
            self.core, webhook, self.event, self.about,
        ))
    }
}

/// The index of a webhook in the scheme.
///
/// # Errors
/// The provider has no webhook of this name. The message names those that it has.
pub(super) fn index_of(core: &Core, name: &str) -> Result<u16, Error> {
    let webhooks = &core.provider().scheme.webhooks;
    let index = webhooks.iter().position(|known| known.plan.name == name);
    let index = index.and_then(|index| u16::try_from(index).ok());
    index.ok_or_else(|| {
        let known: Vec<String> = webhooks
            .iter()
            .map(|known| format!("`{}`", known.plan.name))
            .collect();
        let known = match known.is_empty() {
            true => "the provider has none".to_owned(),
            false => format!("expected {}", known.join(" or ")),
        };
        Error::configuration(format!("unknown webhook `{name}`: {known}"))
    })
}
