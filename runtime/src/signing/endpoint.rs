//! A prepared endpoint: what is the same in each of its calls.

use super::inputs::params::BorrowedParams;
use super::inputs::{SignedRequest, SigningInputs};
use super::plan::{Name, PATH_PLACEHOLDER, Section};
use super::prepare::specialize::{self, EndpointFacts};
use super::prepared::{Action, Node, Prepared, Step};
use super::run::scope::Context;
use super::run::start::{EndpointAddress, upper_case};
use super::signing_error::SigningError;
use super::strategy::{Source, Strategy, step_by_step};
use super::url::{host, path_values, target};

/// One endpoint of a provider, prepared for one client: its URL, and the plan of its section as far as both determine it.
///
/// It belongs to the [`Signer`](super::Signer) that created it, and contains values derived from that signer's credentials.
pub struct Endpoint {
    address: EndpointAddress,
    plan: Option<Prepared>,
    strategy: Strategy,
    reads_members: bool,
}

/// Shows nothing of its keys.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("method", &self.address.method)
            .field("path", &self.address.path)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Prepares an endpoint: a section with its index and its plan, the base URL if it is not the section's, method and path. `None`: the path
    /// contains names to be filled, or is not a valid path.
    pub(crate) fn prepare(
        (index, section): (u16, &Section),
        plan: Option<&Prepared>,
        base: Option<&str>,
        method: &str,
        path: &str,
    ) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let base = base.unwrap_or(&section.base);
        let filled = section.path.replace(PATH_PLACEHOLDER, path);
        if !path_values::is_plain(path) || !target::stays_on_host(base, &filled) {
            return None;
        }
        let method = upper_case(method);
        let plan = plan.map(|plan| {
            let known = EndpointFacts {
                method: &method,
                section: &section.name,
                endpoint: path,
                host: host(base),
                path: (!plan.sets_path()).then_some(&filled),
                template: &filled,
            };
            specialize::plan(plan, &known)
        });
        let address = EndpointAddress {
            section: index,
            path: path.to_owned(),
            url: format!("{base}{filled}"),
            base: base.to_owned(),
            place: section.place_of(&method),
            method: method.into_owned(),
        };
        let strategy = Strategy::choose(Source {
            section,
            address: &address,
            plan: plan.as_ref(),
        });
        Some(Self {
            address,
            reads_members: plan.iter().any(|plan| read_members(&plan.steps)),
            plan,
            strategy,
        })
    }

    /// Signs a call by running the steps.
    pub(crate) fn sign_in_steps<'a>(
        &'a self,
        context: Context<'a>,
        section: &'a Section,
        params: BorrowedParams<'a>,
    ) -> Result<SignedRequest<'a>, SigningError> {
        let plan = self.plan.as_ref();
        step_by_step::sign_endpoint(context, section, plan, &self.address, params)
    }

    /// Signs a call in a way other than the reference, if one supports it.
    #[inline]
    pub(crate) fn sign_fast<'a>(
        &'a self,
        params: BorrowedParams<'a>,
        inputs: &SigningInputs,
    ) -> Option<SignedRequest<'a>> {
        self.strategy.sign(&self.address, params, inputs)
    }

    /// The index of its section in the scheme.
    #[must_use]
    pub fn section(&self) -> u16 {
        self.address.section
    }

    /// Whether a flat typed request is written directly, without running the steps of the plan. A request with a member that the plan also
    /// sets, or without anything to send, still runs step by step.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.strategy.is_fast()
    }

    /// Whether members of the parameters are read one by one. Then convert a typed request to a value first, once for all attempts.
    #[must_use]
    pub fn reads_members(&self) -> bool {
        self.reads_members && !self.is_direct()
    }
}

/// Whether steps read or change members, other than by writing them directly.
fn read_members(steps: &[Step]) -> bool {
    steps.iter().any(|step| {
        let mut reads = match &step.action {
            Action::Set(..) => step.prerendered.is_none(),
            Action::Place(_) => true,
            Action::Group { then, otherwise } => read_members(then) || read_members(otherwise),
            Action::Let(_)
            | Action::Body(_)
            | Action::Header(_)
            | Action::Path(_)
            | Action::Encode(_)
            | Action::Require(_) => false,
        };
        step.walk(&mut |node| {
            reads |= matches!(node, Node::Name(Name::Args | Name::Params | Name::Query));
        });
        reads
    })
}
