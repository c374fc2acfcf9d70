//! Recorded deliveries that do not verify: the values that the plan computed, beside the recorded ones.

use super::differences::{Difference, describe, signed_texts};
use super::mask::Secrets;
use crate::model::Vector;
use specie_runtime::signing::{Compared, Signer, VerifyError, VerifyErrorKind, WebhookSteps};

/// Message, reason and suggestion for a delivery that should verify but does not.
pub(super) struct DeliveryReport {
    pub message: String,
    pub why: Option<String>,
    pub help: String,
}

/// The texts for a delivery that the plan rejects with `error`.
pub(super) fn describe_delivery(
    signer: &Signer,
    vector: &Vector,
    webhook: u16,
    headers: &[(&str, &str)],
    body: &[u8],
    error: &VerifyError,
    secrets: &Secrets<'_>,
) -> DeliveryReport {
    let plain = || {
        DeliveryReport {
        message: format!("`{}` does not verify: {error}", vector.name),
        why: None,
        help: match error.kind() {
            VerifyErrorKind::Configuration => "give the vector the credentials that the webhook needs",
            _ => "compare the step with what the provider's page signs, and the body with the bytes that were delivered",
        }
        .to_owned(),
    }
    };
    let Ok(steps) = signer.reveal_webhook(webhook, headers, body) else {
        return plain();
    };
    let Some(refused) = refused_by(&steps, error) else {
        return plain();
    };
    let what = what(refused);
    let folded = |text: &String| match refused.hex {
        true => text.to_ascii_lowercase(),
        false => text.clone(),
    };
    let (expected, made) = (
        refused.received.as_ref().map(folded),
        refused.computed.as_ref().map(folded),
    );
    let difference = Difference {
        keys: Vec::new(),
        what: what.clone(),
        expected: expected.as_deref().unwrap_or_default(),
        found: made.clone(),
        position: Some(refused.position),
    };
    let (message, why) = match (&expected, &made) {
        (Some(_), Some(_)) => describe(vector, "verify", &difference, secrets),
        (None, Some(made)) => (
            format!(
                "`{}` does not verify: the delivery does not contain {what}",
                vector.name
            ),
            format!("the plan computes `{}` for it", secrets.mask(made)),
        ),
        (_, None) => (
            format!(
                "`{}` does not verify: the plan computes no value for {what}",
                vector.name
            ),
            "an absent value proves nothing".to_owned(),
        ),
    };
    let inputs = signed_texts(&difference, &steps.steps).map(|texts| secrets.mask(&texts));
    let help = inputs.map_or_else(
        || plain().help,
        |inputs| {
            format!("{inputs}: compare it with what the provider's page signs, and the body with the bytes that were delivered")
        },
    );
    DeliveryReport {
        message,
        why: Some(why),
        help,
    }
}

/// The comparison that caused the refusal.
fn refused_by<'s>(steps: &'s WebhookSteps, error: &VerifyError) -> Option<&'s Compared> {
    let mut found = steps.compared.iter().rev();
    found.find(|one| {
        Some(one.position) == error.position() && one.name.eq_ignore_ascii_case(error.name())
    })
}

/// Description of the comparison, for messages.
fn what(compared: &Compared) -> String {
    let name = &compared.name;
    match (compared.is_header, name.as_str()) {
        (true, _) => format!("the header `{name}`"),
        (false, "require") => "the condition of `require`".to_owned(),
        (false, "body") => "the body".to_owned(),
        (false, _) => format!("the member `{name}`"),
    }
}
