//! The sets of credentials that the account may sign with: all of them, or some of the optional ones left out.

use crate::fault;
use crate::received::Received;
use specie_runtime::signing::Signer;
use specie_runtime::signing::plan::{Action, Expr, Plan, Scheme};

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
        for step in fault::all(&plan.steps) {
            match &step.action {
                Action::Let(bindings) => {
                    bindings
                        .iter()
                        .for_each(|binding| note(&binding.value, &mut read));
                }
                Action::Header(lines) => lines.iter().for_each(|line| note(&line.value, &mut read)),
                Action::Set(_, value) | Action::Body(value) | Action::Path(value) => {
                    note(value, &mut read);
                }
                _ => {}
            }
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
    for step in fault::all(&plan.steps) {
        if let Action::Header(lines) = &step.action {
            for line in lines.iter() {
                let names = match needs_other(plan, &line.value, has, 0) {
                    true => &mut without,
                    false => &mut sent,
                };
                names.push(line.name.to_string());
            }
        }
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
            let steps = fault::all(&plan.steps);
            let bindings = steps.iter().filter_map(|step| match &step.action {
                Action::Let(bindings) => Some(bindings.iter()),
                _ => None,
            });
            let mut own = bindings
                .flatten()
                .filter(|binding| binding.local == *at)
                .peekable();
            own.peek().is_some() && own.all(|binding| other(&binding.value))
        }
        Expr::Member(..) | Expr::Index(_) | Expr::Join(_) | Expr::Call(..) | Expr::Encode(..) => {
            value.parts().any(other)
        }
        _ => false,
    }
}
