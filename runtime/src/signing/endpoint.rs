//! A prepared endpoint: what is the same in each of its calls.

use super::direct_path::DirectPath;
use super::plan::{Name, Place};
use super::prepare::specialize;
use super::prepare::specialize::EndpointFacts;
use super::prepared::{Action, Node, Prepared, Step};
use super::run::evaluate::host;
use super::run::request_init::{HOLE, capitals, place_of};
use super::signer::Signer;
use super::signing_error::SigningError;
use super::url::path_values;
use super::url::target;

/// One endpoint of a provider, prepared for one client: its URL, and the plan of its section as far as both determine it.
///
/// It belongs to the [`Signer`] that created it, and contains values derived from that signer's credentials.
pub struct Endpoint {
    pub(crate) section: u16,
    /// In upper case.
    pub(crate) method: String,
    /// The path of the call, without the leading `/`.
    pub(crate) path: String,
    pub(crate) base: String,
    /// Base URL and complete path.
    pub(crate) url: String,
    pub(crate) place: Place,
    pub(crate) plan: Option<Prepared>,
    pub(crate) direct_path: Option<DirectPath>,
    reads_members: bool,
}

/// Shows nothing of its keys.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// The index of its section in the scheme.
    #[must_use]
    pub fn section(&self) -> u16 {
        self.section
    }

    /// Whether a flat typed request is written directly, without running the steps of the plan. A request with a member that the plan also
    /// sets, or without anything to send, still runs step by step.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.direct_path.is_some()
    }

    /// Whether members of the parameters are read one by one. Then convert a typed request to a value first, once for all attempts.
    #[must_use]
    pub fn reads_members(&self) -> bool {
        self.reads_members && !self.is_direct()
    }
}

impl Signer {
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
        let number = section;
        let section = self.section(number)?;
        let path = path.strip_prefix('/').unwrap_or(path);
        let base = base.unwrap_or(&section.base);
        let filled = section.path.replace(HOLE, path);
        if !path_values::is_plain(path) || !target::stays_on_host(base, &filled) {
            return Ok(None);
        }
        let method = capitals(method);
        let place = place_of(section, &method);
        let plan = self.prepared(section).map(|plan| {
            let known = EndpointFacts {
                method: &method,
                section: &section.name,
                endpoint: path,
                host: host(base),
                path: (!specialize::sets_path(&plan.steps)).then_some(&filled),
                template: &filled,
            };
            specialize::plan(plan, &known)
        });
        let direct_path = DirectPath::of(plan.as_ref(), section, place);
        Ok(Some(Endpoint {
            section: number,
            path: path.to_owned(),
            url: format!("{base}{filled}"),
            base: base.to_owned(),
            method: method.into_owned(),
            place,
            reads_members: plan.iter().any(|plan| read_members(&plan.steps)),
            plan,
            direct_path,
        }))
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
            | Action::Encode(_) => false,
        };
        step.walk(&mut |node| {
            reads |= matches!(node, Node::Name(Name::Args | Name::Params | Name::Query));
        });
        reads
    })
}
