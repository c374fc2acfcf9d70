//! A scheme prepared for one set of credentials.

use super::credentials::{self, GivenCredential};
use super::endpoint::Endpoint;
use super::error::{SigningError, SigningErrorKind};
use super::evaluate::Scope;
use super::explain::Trace;
use super::inputs::{
    Credentials, Explained, Needs, RequestSpec, SessionValues, SignedRequest, SigningInputs,
};
use super::params::{BorrowedParams, Params};
use super::plan::{Plan, Scheme, Section};
use super::prepare::Preparer;
use super::prepared::{Node, Prepared, Step};
use super::session::Cache;
use super::settings::Settings;
use super::value::Value;
use super::verify::{Delivery, DeliveryLimits};
use std::borrow::Cow;

/// A scheme prepared for one set of credentials and settings.
///
/// Everything that depends only on these is computed when it is created: keys are decoded, HMAC keys absorbed, constant expressions folded.
pub struct Signer {
    scheme: Cow<'static, Scheme>,
    given: Vec<Option<GivenCredential>>,
    settings: Vec<Value<'static>>,
    plans: Vec<Prepared>,
    deliveries: Vec<Delivery>,
    delivery_limits: DeliveryLimits,
    cache: Cache,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("provider", &self.scheme.provider)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// Prepares a scheme.
    ///
    /// # Errors
    /// A credential that matches none of its forms, a secret that starts or ends with white space or a line break, a setting that is
    /// unknown or whose kind differs from its default, or a primitive that is not enabled in this build. A credential that is not given is
    /// an error of the calls whose plan names it. An empty secret counts as not given.
    pub fn new(
        scheme: impl Into<Cow<'static, Scheme>>,
        credentials: &Credentials,
        settings: &Settings,
    ) -> Result<Self, SigningError> {
        let scheme = scheme.into();
        let given = credentials::read(&scheme.credentials, credentials)?;
        let settings = settings.read(&scheme)?;
        let mut preparer = Preparer {
            scheme: &scheme,
            given: &given,
            settings: &settings,
            fold: true,
            slots: 0,
        };
        let plans = scheme
            .plans
            .iter()
            .map(|plan| preparer.plan(plan, false))
            .collect::<Result<_, _>>()?;
        let deliveries = scheme
            .webhooks
            .iter()
            .map(|webhook| {
                let plan = preparer.plan(&webhook.plan, true)?;
                Ok(Delivery::new(plan, webhook.form))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            plans,
            deliveries,
            delivery_limits: DeliveryLimits::default(),
            given,
            settings,
            cache: Cache::default(),
            scheme,
        })
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    pub(crate) fn given(&self) -> &[Option<GivenCredential>] {
        &self.given
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    pub(crate) fn prepared(&self, section: &Section) -> Option<&Prepared> {
        section
            .plan
            .and_then(|plan| self.plans.get(usize::from(plan)))
    }

    pub(crate) fn delivery(&self, webhook: u16) -> Option<&Delivery> {
        self.deliveries.get(usize::from(webhook))
    }

    /// Changes the limits on deliveries.
    #[must_use]
    pub fn with_delivery_limits(mut self, limits: DeliveryLimits) -> Self {
        self.delivery_limits = limits;
        self
    }

    pub(crate) fn delivery_limits(&self) -> DeliveryLimits {
        self.delivery_limits
    }

    pub(crate) fn section(&self, section: u16) -> Result<&Section, SigningError> {
        self.scheme
            .sections
            .get(usize::from(section))
            .ok_or_else(|| {
                SigningError::new(SigningErrorKind::Scheme, "unknown section of the scheme")
            })
    }

    /// The plan with every stage kept, so that it can be shown.
    pub(crate) fn unfolded(&self, plan: &Plan) -> Result<Prepared, SigningError> {
        self.preparer(false).plan(plan, false)
    }

    fn preparer(&self, fold: bool) -> Preparer<'_> {
        Preparer {
            scheme: &self.scheme,
            given: &self.given,
            settings: &self.settings,
            fold,
            slots: 0,
        }
    }

    /// Prepares an object of a session's call.
    pub(crate) fn entries(&self, entries: &[super::plan::Entry]) -> Result<Node, SigningError> {
        self.preparer(false).entries(entries)
    }

    /// The inputs that the plan of a section may read, with these credentials and settings.
    #[must_use]
    pub fn needs(&self, section: u16) -> Needs {
        let plan = self.section(section).ok().and_then(|s| self.prepared(s));
        plan.map(|plan| needs_of(&plan.steps)).unwrap_or_default()
    }

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
        let mut scope = self.scope(inputs, session);
        let section = self.section(call.section)?;
        scope.begin(section, call)?;
        run(&mut scope, self.prepared(section))?;
        signed(&mut scope)
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
        if let (BorrowedParams::Typed(typed), Some(direct_path)) = (params, &endpoint.direct_path)
            && let Some(text) = direct_path.text(typed, inputs)
        {
            return Ok(direct_path.request(endpoint, text, inputs));
        }
        self.sign_in_steps(endpoint, params, inputs, session)
    }

    fn sign_in_steps<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        params: BorrowedParams<'a>,
        inputs: &'a SigningInputs,
        session: &'a SessionValues,
    ) -> Result<SignedRequest<'a>, SigningError> {
        let mut scope = self.scope(inputs, session);
        scope.begin_at(self.section(endpoint.section)?, endpoint, params)?;
        run(&mut scope, endpoint.plan.as_ref())?;
        signed(&mut scope)
    }

    /// The same as [`Signer::sign`], plus the values that each step computed. Secrets are masked in the values, not in the request.
    pub fn explain(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
    ) -> (Result<SignedRequest<'static>, SigningError>, Vec<Explained>) {
        match self.try_explain(call, inputs, session, false) {
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
        match self.try_explain(call, inputs, session, true) {
            Ok(done) => done,
            Err(error) => (Err(error), Vec::new()),
        }
    }

    #[allow(clippy::type_complexity, reason = "the two parts of `explain`")]
    fn try_explain(
        &self,
        call: &RequestSpec<'_>,
        inputs: &SigningInputs,
        session: &SessionValues,
        open: bool,
    ) -> Result<(Result<SignedRequest<'static>, SigningError>, Vec<Explained>), SigningError> {
        let section = self.section(call.section)?;
        let plan = section
            .plan
            .and_then(|plan| self.scheme.plans.get(usize::from(plan)))
            .map(|plan| self.unfolded(plan))
            .transpose()?;
        let mut scope = self.scope(inputs, session);
        scope.begin(section, call)?;
        scope.cache = None;
        let mut outcome = Ok(());
        if let Some(plan) = &plan {
            plan.ready()?;
            scope.trace = Some(Trace::new(open));
            outcome = scope.run(plan);
        }
        let entries = scope.trace.take().map(Trace::into_entries);
        let signed = outcome
            .and_then(|()| signed(&mut scope))
            .map(SignedRequest::into_owned);
        Ok((signed, entries.unwrap_or_default()))
    }

    /// A scope without a call. It is filled in place: moving such a large value takes as long as a short digest.
    fn scope<'a>(&'a self, inputs: &'a SigningInputs, session: &'a SessionValues) -> Scope<'a> {
        let mut scope = Scope::bare(&self.scheme, &self.given, inputs, session);
        scope.cache = Some(&self.cache);
        scope
    }
}

fn needs_of(steps: &[Step]) -> Needs {
    let mut needs = Needs::default();
    for step in steps {
        step.walk(&mut |node| match node {
            Node::Clock(_) | Node::ClockIso => needs.clock = true,
            Node::Nonce(unit) => needs.nonce = Some(*unit),
            Node::Uuid => needs.uuid = true,
            Node::Random => needs.random = true,
            Node::Session(name) if !needs.sessions.contains(&name.session) => {
                needs.sessions.push(name.session);
            }
            _ => {}
        });
    }
    needs
}

/// Runs a plan, if there is one.
fn run<'a>(scope: &mut Scope<'a>, plan: Option<&'a Prepared>) -> Result<(), SigningError> {
    match plan {
        Some(plan) => {
            plan.ready()?;
            scope.run(plan)
        }
        None => Ok(()),
    }
}

fn signed<'a>(scope: &mut Scope<'a>) -> Result<SignedRequest<'a>, SigningError> {
    let body = scope.finish()?;
    Ok(SignedRequest {
        method: std::mem::take(&mut scope.method),
        url: std::mem::take(&mut scope.request.url),
        headers: std::mem::take(&mut scope.request.headers),
        body,
    })
}
