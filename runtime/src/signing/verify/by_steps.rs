//! Verifies a received request step by step: the reference for the direct path of deliveries.

use super::VerifiedRequest;
use super::active_steps::ActiveSteps;
use super::received::{Content, Pairs};
use super::verifier::Verifier;
use super::verify_error::{VerifyError, unreadable};
use crate::signing::plan::Name;
use crate::signing::prepared::Node;
use crate::value::Value;
use crate::value::as_text::text_of;

impl<'v> Verifier<'v> {
    /// Verifies the request.
    pub(super) fn verify(&mut self) -> Result<VerifiedRequest, VerifyError> {
        let mut active_steps = self.active_steps()?;
        let encoder = active_steps.encoder;
        if encoder != self.route.encoder {
            // What the encoder of this call escapes is decoded accordingly.
            self.query = Pairs::read(self.route.query.unwrap_or_default(), encoder, false);
            if let Content::Form(pairs) = &self.content {
                self.content = Content::Form(Pairs::read(pairs.text, encoder, true));
            }
            active_steps = self.active_steps()?;
        }
        self.see_members(&active_steps)?;
        let delivery = self.route.webhook.is_some();
        let args = match delivery && !reads(&active_steps, Name::Args) {
            true => Value::Absent,
            false => self.args(&active_steps),
        };
        let sources = self.learn(&active_steps, &args)?;
        self.check(&active_steps, &args, &sources.inputs())?;
        // The caller decodes a delivery itself, from its bytes.
        let mut verified = sources.into_verified(match delivery {
            true => Value::Absent,
            false => args.into_owned(),
        });
        if !delivery && !self.query.text.is_empty() {
            verified.query = self.cut(&active_steps, 0).query.1.into_owned();
        }
        let path_values = self.path_values.iter().filter_map(|(name, value)| {
            let text = text_of(value).ok()?;
            Some((name.to_string(), text.into_owned()))
        });
        verified.path_values = path_values.collect();
        Ok(verified)
    }
}

impl<'v> Verifier<'v> {
    /// Refuses a delivery whose plan reads members that cannot be read: then it is not known what was signed.
    fn see_members(&self, active_steps: &ActiveSteps<'v>) -> Result<(), VerifyError> {
        let torn = match &self.content {
            Content::Text(text) => self.route.webhook == Some(false) && !text.is_empty(),
            Content::None | Content::Raw(_) | Content::Form(_) | Content::Json(..) => false,
        };
        if !torn {
            return Ok(());
        }
        if reads(active_steps, Name::Params) || reads(active_steps, Name::Args) {
            return Err(unreadable("the body is not valid JSON"));
        }
        Ok(())
    }
}

/// Whether an active step reads a name.
fn reads(active_steps: &ActiveSteps<'_>, wanted: Name) -> bool {
    let mut found = false;
    for step in &active_steps.steps {
        step.walk(&mut |node| found |= matches!(node, Node::Name(name) if *name == wanted));
    }
    found
}
