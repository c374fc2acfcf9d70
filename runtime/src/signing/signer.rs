//! A scheme prepared for one set of credentials.

use super::inputs::settings::Settings;
use super::inputs::{Credentials, Needs, SessionValues, SigningInputs};
use super::plan::{Entry, Plan, Scheme, Section};
use super::prepare::webhook_plan::{Delivery, DeliveryLimits};
use super::prepare::{Preparer, credentials};
use super::prepared::constant::GivenCredential;
use super::prepared::{Node, Prepared, Step};
use super::run::scope::Context;
use super::run::session_cache::Cache;
use super::signing_error::{SigningError, SigningErrorKind};
use crate::value::Value;
use crate::value::types::Members;
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
        Self::prepared_for(scheme, given, settings)
    }

    /// Prepares a scheme for credentials that were read.
    fn prepared_for(
        scheme: Cow<'static, Scheme>,
        given: Vec<Option<GivenCredential>>,
        settings: Vec<Value<'static>>,
    ) -> Result<Self, SigningError> {
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
            .collect::<Result<_, SigningError>>()?;
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

    pub(crate) fn prepared(&self, section: &Section) -> Option<&Prepared> {
        section
            .plan
            .and_then(|plan| self.plans.get(usize::from(plan)))
    }

    pub(crate) fn delivery(&self, webhook: u16) -> Option<&Delivery> {
        self.deliveries.get(usize::from(webhook))
    }

    /// Whether what the plan of a webhook needs of the credentials was given.
    ///
    /// # Errors
    /// A credential is missing.
    pub(crate) fn ready_to_verify(&self, webhook: u16) -> Result<(), SigningError> {
        match self.delivery(webhook) {
            Some(delivery) => delivery.plan.ready(),
            None => Err(SigningError::new(
                SigningErrorKind::Scheme,
                "unknown webhook of the scheme",
            )),
        }
    }

    /// The values of the settings, in the order of the scheme.
    #[cfg(feature = "streams")]
    pub(crate) fn settings(&self) -> &[Value<'static>] {
        &self.settings
    }

    /// Whether a credential was given.
    pub(crate) fn has(&self, credential: u16) -> bool {
        matches!(self.given.get(usize::from(credential)), Some(Some(_)))
    }

    /// The same with other public keys, to verify deliveries.
    ///
    /// # Errors
    /// The credential is not a set of keys.
    pub(crate) fn with_keys(
        &self,
        credential: u16,
        keys: Members<'static>,
    ) -> Result<Self, SigningError> {
        let at = usize::from(credential);
        let key_set = credentials::given_keys(self.scheme.credentials.get(at), keys)?;
        let mut given = self.given.clone();
        if let Some(given) = given.get_mut(at) {
            *given = Some(key_set);
        }
        let signer = Self::prepared_for(self.scheme.clone(), given, self.settings.clone())?;
        Ok(signer.with_delivery_limits(self.delivery_limits))
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
    pub(crate) fn entries(&self, entries: &[Entry]) -> Result<Node, SigningError> {
        self.preparer(false).entries(entries)
    }

    /// The inputs that the plan of a section may read, with these credentials and settings.
    #[must_use]
    pub fn needs(&self, section: u16) -> Needs {
        let plan = self.section(section).ok().and_then(|s| self.prepared(s));
        plan.map(|plan| needs_of(&plan.steps)).unwrap_or_default()
    }

    /// What this client and an attempt supply.
    pub(crate) fn context<'a>(
        &'a self,
        inputs: &'a SigningInputs,
        session: &'a SessionValues,
    ) -> Context<'a> {
        Context {
            given: &self.given,
            inputs,
            session,
            cache: Some(&self.cache),
        }
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
