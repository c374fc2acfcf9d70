//! The sets of credentials that the account may sign with: all of them, or some of the optional ones left out.

use crate::plan_walk;
use crate::received::Received;
use specie_runtime::signing::Signer;
use specie_runtime::signing::plan::{Expr, Plan, Scheme};

/// The depth to which values that name values are followed.
const DEEPEST: usize = 32;

/// One set of credentials.
pub(crate) struct CredentialSet {
    pub(crate) signer: Signer,
    /// What it means for each plan, by the plan's index.
    uses: Vec<Use>,
}

/// What a set means for a plan.
struct Use {
    /// A call with this set proves who makes it.
    proves: bool,
    /// The headers that a call with this set does not have.
    without: Vec<String>,
}

impl CredentialSet {
    /// The set of a signer that has credentials with these names.
    pub(crate) fn new(scheme: &Scheme, signer: Signer, names: &[&str]) -> Self {
        let credentials = scheme.credentials.iter();
        let has: Vec<bool> = credentials
            .map(|credential| names.contains(&credential.name.as_ref()))
            .collect();
        let uses = scheme.plans.iter().map(|plan| Use::of(scheme, plan, &has));
        Self {
            signer,
            uses: uses.collect(),
        }
    }

    /// Whether a request may be signed with this set. If the plan signs with secrets, the set must have one of them; otherwise a request
    /// without a signature would be accepted. And a header that the set does not send must not be there: nobody would look at its value.
    pub(crate) fn may_sign(&self, plan: Option<u16>, received: &Received) -> bool {
        self.found(plan).is_none_or(|found| {
            let mut without = found.without.iter();
            found.proves && without.all(|name| received.header(name).is_none())
        })
    }

    /// Whether a call with this set proves who makes it, if its plan has a proof at all.
    pub(crate) fn proves(&self, plan: Option<u16>) -> bool {
        self.found(plan).is_none_or(|found| found.proves)
    }

    fn found(&self, plan: Option<u16>) -> Option<&Use> {
        self.uses.get(usize::from(plan?))
    }
}

impl Use {
    fn of(scheme: &Scheme, plan: &Plan, has: &[bool]) -> Self {
        let mut read = vec![false; has.len()];
        for value in plan_walk::values(plan) {
            note(value, &mut read);
        }
        let secrets = scheme.credentials.iter().zip(read).zip(has);
        let mut secrets = secrets
            .filter(|((credential, is_read), _)| credential.secret && *is_read)
            .map(|(_, has)| *has)
            .peekable();
        let proves = secrets.peek().is_none() || secrets.any(|has| has);
        Self {
            proves,
            without: without(plan, has),
        }
    }
}

/// Notes the credentials that a value reads.
fn note(value: &Expr, read: &mut [bool]) {
    if let Expr::Credential(at) = value
        && let Some(read) = read.get_mut(usize::from(*at))
    {
        *read = true;
    }
    value.parts().for_each(|part| note(part, read));
}

/// The headers that are not sent without the credentials that are left out.
fn without(plan: &Plan, has: &[bool]) -> Vec<String> {
    let (mut sent, mut without) = (Vec::new(), Vec::new());
    for (name, value) in plan_walk::headers(plan) {
        let names = match needs_other(plan, value, has, 0) {
            true => &mut without,
            false => &mut sent,
        };
        names.push(name.to_owned());
    }
    without.retain(|name| !sent.iter().any(|known| known.eq_ignore_ascii_case(name)));
    without
}

/// Whether a value is absent without a credential that is left out. Values that choose between others may be there.
fn needs_other(plan: &Plan, value: &Expr, has: &[bool], depth: usize) -> bool {
    let other = |part: &Expr| needs_other(plan, part, has, depth + 1);
    match value {
        _ if depth > DEEPEST => false,
        Expr::Credential(at) => has.get(usize::from(*at)) == Some(&false),
        Expr::Local(at) => {
            let own = plan_walk::local(plan, *at);
            !own.is_empty() && own.into_iter().all(other)
        }
        Expr::Member(..) | Expr::Index(_) | Expr::Join(_) | Expr::Call(..) | Expr::Encode(..) => {
            value.parts().any(other)
        }
        _ => false,
    }
}
