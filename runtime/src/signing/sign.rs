//! Signing: a call to a section, or to a prepared endpoint.

use super::endpoint::Endpoint;
use super::inputs::params::Params;
use super::inputs::{RequestSpec, SessionValues, SignedRequest, SigningInputs};
use super::signer::Signer;
use super::signing_error::SigningError;
use super::strategy::step_by_step;

impl Signer {
    /// Builds the request of a call, signed by the plan of its section.
    ///
    /// # Errors
    /// A credential or session value is missing, a path value is missing or unsafe, or a value is not allowed where the plan uses it.
    pub fn sign<'a>(
        &'a self,
        call: &'a RequestSpec<'a>,
        inputs: &'a SigningInputs,
        session: &'a SessionValues,
    ) -> Result<SignedRequest<'a>, SigningError> {
        let section = self.section(call.section)?;
        let context = self.context(inputs, session);
        step_by_step::sign_call(context, section, self.prepared(section), call)
    }

    /// Builds the request of a call to an endpoint that this signer prepared: the result is the same as that of [`Signer::sign`], but
    /// faster.
    ///
    /// # Errors
    /// The same as for [`Signer::sign`].
    pub fn sign_at<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        params: &'a Params<'a>,
        inputs: &'a SigningInputs,
        session: &'a SessionValues,
    ) -> Result<SignedRequest<'a>, SigningError> {
        let params = params.borrow_member();
        if let Some(signed) = endpoint.sign_fast(params, inputs) {
            return Ok(signed);
        }
        let section = self.section(endpoint.section())?;
        endpoint.sign_in_steps(self.context(inputs, session), section, params)
    }

    /// Prepares an endpoint: its section, the base URL if it is not the section's, its method and path. `None`: the path contains names to
    /// be filled, or is not a valid path.
    ///
    /// # Errors
    /// There is no such section.
    pub fn endpoint(
        &self,
        section: u16,
        base: Option<&str>,
        method: &str,
        path: &str,
    ) -> Result<Option<Endpoint>, SigningError> {
        let declared = self.section(section)?;
        let plan = self.prepared(declared);
        Ok(Endpoint::prepare(
            (section, declared),
            plan,
            base,
            method,
            path,
        ))
    }
}
