//! What a refused signature means: an unknown key, a wrong signature, a stale timestamp.

use crate::plan_walk;
use crate::refusal::RefusalKind;
use specie_runtime::signing::plan::{Action, Entry, Expr, Plan, Scheme, Step};
use specie_runtime::signing::{VerifyError, VerifyErrorKind};

/// The kind of refusal for a request that does not match its plan.
pub(crate) fn kind_of(scheme: &Scheme, plan: Option<&Plan>, error: &VerifyError) -> RefusalKind {
    let name = error.name();
    if name.eq_ignore_ascii_case("content-type") && error.kind() == VerifyErrorKind::Different {
        return RefusalKind::WrongContentType;
    }
    let place = plan.and_then(|plan| find(&plan.steps, name));
    let is_header = place.as_ref().is_some_and(|place| place.is_header);
    match error.kind() {
        VerifyErrorKind::Missing if is_header => RefusalKind::MissingHeader,
        VerifyErrorKind::Missing => RefusalKind::MissingParameter,
        VerifyErrorKind::Unreadable if is_header => RefusalKind::RepeatedHeader,
        VerifyErrorKind::Different => match (plan, place) {
            (Some(plan), Some(place)) => meaning(scheme, plan, place.value),
            _ => RefusalKind::WrongSignature,
        },
        VerifyErrorKind::Unreadable | VerifyErrorKind::TooLarge => RefusalKind::Unreadable,
        // The plan reads a session that was never opened here, or has ended.
        VerifyErrorKind::Signing if plan.is_some_and(reads_session) => RefusalKind::SessionExpired,
        _ => RefusalKind::WrongSignature,
    }
}

/// Whether a plan reads a value of a session.
fn reads_session(plan: &Plan) -> bool {
    fn reads(value: &Expr) -> bool {
        matches!(value, Expr::Session(..)) || value.parts().any(reads)
    }
    plan_walk::values(plan).into_iter().any(reads)
}

struct Place<'p> {
    is_header: bool,
    value: &'p Expr,
}

/// The last header or member of this name.
fn find<'p>(steps: &'p [Step], name: &str) -> Option<Place<'p>> {
    let mut found = None;
    for step in plan_walk::steps(steps) {
        match &step.action {
            Action::Header(lines) => {
                let mut lines = lines.iter().rev();
                let line = lines.find(|line| line.name.eq_ignore_ascii_case(name));
                if let Some(line) = line {
                    found = Some(Place {
                        is_header: true,
                        value: &line.value,
                    });
                }
            }
            Action::Set(_, value) => {
                if let Some(value) = member(value, name) {
                    found = Some(Place {
                        is_header: false,
                        value,
                    });
                }
            }
            _ => {}
        }
    }
    found
}

/// The member at a path such as `auth.sign`, of the objects that an expression makes.
fn member<'p>(value: &'p Expr, path: &str) -> Option<&'p Expr> {
    let Expr::Object(entries) = value else {
        return None;
    };
    entries.iter().find_map(|entry| match entry {
        Entry::Member { name, value } if name == path => Some(value),
        Entry::Member { name, value } => {
            let rest = path.strip_prefix(name.as_ref())?.strip_prefix('.')?;
            member(value, rest)
        }
        Entry::Existing | Entry::Spread(_) => None,
    })
}

/// What a value consists of.
#[derive(Default)]
struct Parts {
    signed: bool,
    secret: bool,
    public: bool,
    session: bool,
    clock: bool,
    nonce: bool,
}

/// What it means that a value differs.
fn meaning(scheme: &Scheme, plan: &Plan, value: &Expr) -> RefusalKind {
    let mut parts = Parts::default();
    parts.read(scheme, plan, value, 0);
    match parts {
        Parts { signed: true, .. } => RefusalKind::WrongSignature,
        Parts { session: true, .. } => RefusalKind::SessionExpired,
        Parts { secret: true, .. } | Parts { public: true, .. } => RefusalKind::UnknownKey,
        Parts { clock: true, .. } => RefusalKind::StaleTimestamp,
        Parts { nonce: true, .. } => RefusalKind::StaleNonce,
        _ => RefusalKind::WrongHeader,
    }
}

impl Parts {
    fn read(&mut self, scheme: &Scheme, plan: &Plan, value: &Expr, depth: usize) {
        if depth > 32 {
            return;
        }
        match value {
            Expr::Credential(at) => {
                let credential = scheme.credentials.get(usize::from(*at));
                match credential.is_some_and(|credential| credential.secret) {
                    true => self.secret = true,
                    false => self.public = true,
                }
            }
            Expr::Session(..) => self.session = true,
            Expr::Clock(_) | Expr::ClockIso => self.clock = true,
            Expr::Nonce(_) => self.nonce = true,
            Expr::Local(at) => {
                for value in plan_walk::local(plan, *at) {
                    self.read(scheme, plan, value, depth + 1);
                }
            }
            other => {
                if let Expr::Call(function, _) = other {
                    let role = function.definition().role;
                    self.signed |= role.clears_secrets() && role.proves();
                }
                other
                    .parts()
                    .for_each(|part| self.read(scheme, plan, part, depth + 1));
            }
        }
    }
}
