//! The reference: a plan is run step by step.

use crate::signing::inputs::params::BorrowedParams;
use crate::signing::inputs::{RequestSpec, SignedRequest};
use crate::signing::plan::Section;
use crate::signing::prepared::Prepared;
use crate::signing::run::scope::Context;
use crate::signing::run::start::{EndpointAddress, Start, add_further};
use crate::signing::run::steps::Run;
use crate::signing::signing_error::SigningError;

/// Signs a call to a section.
pub(crate) fn sign_call<'a>(
    context: Context<'a>,
    section: &'a Section,
    plan: Option<&'a Prepared>,
    call: &'a RequestSpec<'a>,
) -> Result<SignedRequest<'a>, SigningError> {
    let mut run = Start::of_call(section, call)?.run(context);
    add_further(&mut run.call.request, call)?;
    complete(&mut run, plan)
}

/// Signs a call to a prepared endpoint.
pub(crate) fn sign_endpoint<'a>(
    context: Context<'a>,
    section: &'a Section,
    plan: Option<&'a Prepared>,
    address: &'a EndpointAddress,
    params: BorrowedParams<'a>,
) -> Result<SignedRequest<'a>, SigningError> {
    let mut run = Start::of_endpoint(section, address, params)?.run(context);
    complete(&mut run, plan)
}

/// Runs the steps, if there are any.
fn complete<'a>(
    run: &mut Run<'a>,
    plan: Option<&'a Prepared>,
) -> Result<SignedRequest<'a>, SigningError> {
    if let Some(plan) = plan {
        plan.ready()?;
        run.steps(plan)?;
    }
    run.finish()
}
