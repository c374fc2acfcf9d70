//! Verifies one request against one plan.

use super::super::error::SigningError;
use super::super::inputs::SessionValues;
use super::super::plan::{Encoder, Escape, Name, PathEncode, Place, Str};
use super::super::prepared::{Node, Prepared, Step};
use super::super::signer::Signer;
use super::super::value::{Members, Value};
use super::active_steps::ActiveSteps;
use super::received::{Content, Pairs, PathSegment};
use super::{VerifiedRequest, VerifyError, unreadable};

/// Where a request was received, and what it contained apart from the body.
pub(super) struct Route<'r> {
    pub(super) section: &'r str,
    pub(super) base: &'r str,
    pub(super) method: &'r str,
    pub(super) endpoint: &'r str,
    pub(super) section_path: &'r str,
    pub(super) path: &'r str,
    /// How values are encoded in the path: the section's encoding, and those of individual names.
    pub(super) path_encode: PathEncode,
    pub(super) path_encodes: &'r [(&'r str, PathEncode)],
    pub(super) query: Option<&'r str>,
    pub(super) headers: &'r [(&'r str, &'r str)],
    pub(super) place: Place,
    pub(super) encoder: &'r Encoder,
    pub(super) send_empty: &'r [Place],
    /// For a delivery: whether its body is a form.
    pub(super) webhook: Option<bool>,
}

/// Forms of deliveries are decoded as browsers encode them.
pub(super) static FORM: Encoder = Encoder {
    escape: Escape::Plus,
    arrays: None,
    keep: Str::Borrowed(""),
};

impl<'r> Route<'r> {
    pub(super) fn webhook(headers: &'r [(&'r str, &'r str)], form: bool) -> Self {
        Self {
            section: "",
            base: "",
            method: "POST",
            endpoint: "",
            section_path: "",
            path: "",
            path_encode: PathEncode::Segment,
            path_encodes: &[],
            query: None,
            headers,
            place: if form { Place::Form } else { Place::Json },
            encoder: &FORM,
            send_empty: &[Place::Form, Place::Json],
            webhook: Some(form),
        }
    }
}

/// Verifies one request against one plan.
pub(super) struct Verifier<'v> {
    pub(super) signer: &'v Signer,
    pub(super) route: Route<'v>,
    pub(super) plan: &'v Prepared,
    pub(super) session: &'v SessionValues,
    pub(super) query: Pairs<'v>,
    pub(super) content: Content<'v>,
    /// Values of the call's own path, decoded.
    pub(super) path_values: Members<'static>,
}

impl<'v> Verifier<'v> {
    pub(super) fn new(
        signer: &'v Signer,
        route: Route<'v>,
        plan: &'v Prepared,
        content: Content<'v>,
        session: &'v SessionValues,
    ) -> Self {
        let query = Pairs::read(route.query.unwrap_or_default(), route.encoder, false);
        Self {
            signer,
            route,
            plan,
            session,
            query,
            content,
            path_values: Members::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<VerifiedRequest, VerifyError> {
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
        Ok(sources.learnt(match delivery {
            true => Value::Absent,
            false => args.into_owned(),
        }))
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
            return Err(unreadable("the body is no JSON"));
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

pub(super) fn path_text(path: &[PathSegment]) -> String {
    let mut out = String::new();
    for seg in path {
        match seg {
            PathSegment::Name(name) if out.is_empty() => out.push_str(name),
            PathSegment::Name(name) => {
                out.push('.');
                out.push_str(name);
            }
            PathSegment::Index(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}

pub(super) fn at_step(error: SigningError, step: &Step) -> VerifyError {
    let mut error = VerifyError::from(error);
    error.step = step.number.as_str().into();
    error.position.get_or_insert(step.position);
    error
}
