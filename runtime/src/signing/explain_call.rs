//! Signing with every value shown that a step computes.

use super::inputs::{Explained, RequestSpec, SessionValues, SignedRequest, SigningInputs};
use super::run::scope::Context;
use super::run::start::{Start, add_further};
use super::run::trace::Trace;
use super::signer::Signer;
use super::signing_error::SigningError;

impl Signer {
    /// The same as [`Signer::sign`], plus the values that each step computed. Secrets are masked in the values, not in the request.
    pub fn explain(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
    ) -> (Result<SignedRequest<'static>, SigningError>, Vec<Explained>) {
        self.explain_with(call, inputs, session, &[])
    }

    /// The same as [`Signer::explain`], which also masks what functions compute from the secret parameters with these names. Their text itself is not
    /// masked: see [`Operation::redacted`](crate::Operation::redacted).
    pub fn explain_with(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
        secret_params: &[&str],
    ) -> (Result<SignedRequest<'static>, SigningError>, Vec<Explained>) {
        match self.try_explain(call, inputs, session, Some(secret_params)) {
            Ok(done) => done,
            Err(error) => (Err(error), Vec::new()),
        }
    }

    /// The same as [`Signer::explain`], with only private keys masked: for recorded calls, whose credentials are part of the spec. Never
    /// use it with a user's own credentials.
    pub fn reveal(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
    ) -> (Result<SignedRequest<'static>, SigningError>, Vec<Explained>) {
        match self.try_explain(call, inputs, session, None) {
            Ok(done) => done,
            Err(error) => (Err(error), Vec::new()),
        }
    }

    /// The names of the secret parameters; `None`: nothing is masked.
    #[allow(clippy::type_complexity, reason = "the two parts of `explain`")]
    fn try_explain(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
        secret_params: Option<&[&str]>,
    ) -> Result<(Result<SignedRequest<'static>, SigningError>, Vec<Explained>), SigningError> {
        let section = self.section(call.section)?;
        let plan = section
            .plan
            .and_then(|plan| self.scheme().plans.get(usize::from(plan)))
            .map(|plan| self.unfolded(plan))
            .transpose()?;
        let context = Context {
            cache: None,
            ..self.context(inputs, session)
        };
        let mut run = Start::of_call(section, call)?.run(context);
        add_further(&mut run.call.request, call)?;
        let mut outcome = Ok(());
        if let Some(plan) = &plan {
            plan.ready()?;
            run.state.trace = Some(Trace::new(
                self.scheme(),
                secret_params.is_none(),
                secret_params.unwrap_or_default(),
            ));
            outcome = run.steps(plan);
        }
        let entries = run.state.trace.take().map(Trace::into_entries);
        let signed = outcome
            .and_then(|()| run.finish())
            .map(SignedRequest::into_owned);
        Ok((signed, entries.unwrap_or_default()))
    }
}
