//! Proves that a plan loses no secret, for every set of optional secrets that a user may lack.
//!
//! The analysis is the runtime's own: a finding here is what a client of that user would refuse.

use super::typer::index16;
use crate::diagnostic::Diagnostics;
use crate::model::{Lines, PlanLines};
use crate::rules::{credential, kinds, webhook_plan};
use crate::source::{Source, Span};
use specie_runtime::signing::absence::{self, Known, Loss, LossKind, Losses, Presence, is_secret};
use specie_runtime::signing::plan::{Entry, Expr, Plan, Scheme, Step};

/// Maximum number of optional secrets in a plan for which every subset is tried; with more, each alone and all together.
const ALL_SETS: usize = 8;

/// What is analysed, and how its findings are described.
struct Subject<'a> {
    source: &'a Source,
    scheme: &'a Scheme,
    /// The lines of what is analysed.
    lines: &'a PlanLines,
    /// `the plan`, `the webhook`, `the session`, and its name.
    what: &'a str,
    kind: Kind,
    /// Span of its name.
    span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plan,
    Webhook,
    Session,
}

/// Analyses all plans, webhooks and calls that open a session. The spans are those of their names. With a plan come the optional
/// credentials that it needs as a whole; for webhooks, a flag says whether each
/// was read completely and expects something.
pub(super) fn check(
    source: &Source,
    scheme: &Scheme,
    lines: &Lines,
    (plans, needed): (&[Span], &[Vec<u16>]),
    webhooks: &[(Span, bool)],
    diagnostics: &mut Diagnostics,
) {
    let declared = plans.iter().zip(needed);
    for ((plan, lines), (span, needed)) in scheme.plans.iter().zip(&lines.plans).zip(declared) {
        let subject = Subject {
            source,
            scheme,
            lines,
            what: &format!("the plan `{}`", plan.name),
            kind: Kind::Plan,
            span: *span,
        };
        let look = |known: &Known<'_>| absence::losses(plan, scheme, false, known);
        let mut named = credentials_of(plan);
        // The plan is for users who have these.
        named.retain(|at| !needed.contains(at));
        subject.check(&named, &look, diagnostics);
    }
    let declared = scheme.webhooks.iter().zip(&lines.webhooks);
    for ((declared, lines), (span, whole)) in declared.zip(webhooks) {
        let plan = &declared.plan;
        let subject = Subject {
            source,
            scheme,
            lines,
            what: &format!("the webhook `{}`", plan.name),
            kind: Kind::Webhook,
            span: *span,
        };
        let look = |known: &Known<'_>| absence::losses(plan, scheme, true, known);
        subject.check(&credentials_of(plan), &look, diagnostics);
        if *whole {
            subject.check_proof(&look, diagnostics);
        }
    }
    for ((at, session), lines) in scheme.sessions.iter().enumerate().zip(&lines.sessions) {
        let Some(call) = &session.call else { continue };
        let subject = Subject {
            source,
            scheme,
            lines,
            what: &format!("the session `{}`", session.name),
            kind: Kind::Session,
            span: Span::new(0, 0),
        };
        let mut found = Vec::new();
        for expr in call.params.iter().filter_map(Entry::value) {
            credentials_in(expr, &mut found);
        }
        // Only calls of these plans open it, so only their users do.
        let readers = scheme.plans.iter().zip(needed);
        let readers = readers.filter(|(plan, _)| reads_session(plan, index16(at)));
        let is_read = readers.clone().next().is_some();
        found.retain(|at| !is_read || !readers.clone().all(|(_, needed)| needed.contains(at)));
        let look = |known: &Known<'_>| absence::losses_of_params(&call.params, scheme, known);
        subject.check(&found, &look, diagnostics);
    }
}

impl Subject<'_> {
    /// Tries every set of optional secrets that may be absent together.
    fn check(
        &self,
        named: &[u16],
        look: &dyn Fn(&Known<'_>) -> Losses,
        diagnostics: &mut Diagnostics,
    ) {
        let optional: Vec<u16> = named
            .iter()
            .copied()
            .filter(|at| self.may_lack(*at))
            .collect();
        let mut reported: Vec<Loss> = Vec::new();
        for absent in sets(&optional) {
            for loss in self.look(&absent, look).losses {
                let line = self.lines.line(loss.position);
                let same = |known: &Loss| {
                    known.credential == loss.credential && self.lines.line(known.position) == line
                };
                // Two ways to lose a secret in one place have one cause.
                if !reported.iter().any(same) {
                    reported.push(loss);
                }
            }
        }
        for loss in &reported {
            self.report_loss(loss, diagnostics);
        }
    }

    fn look(&self, absent: &[u16], look: &dyn Fn(&Known<'_>) -> Losses) -> Losses {
        let credentials: Vec<Presence> = (0..self.scheme.credentials.len())
            .map(|at| match index16(at) {
                at if absent.contains(&at) => Presence::Absent,
                at if self.is_public_optional(at) => Presence::Unknown,
                _ => Presence::Given(None),
            })
            .collect();
        look(&Known {
            credentials: &credentials,
            settings: &[],
        })
    }

    fn may_lack(&self, at: u16) -> bool {
        let credential = self.scheme.credentials.get(usize::from(at));
        credential.is_some_and(|credential| credential.optional && is_secret(credential))
    }

    fn is_public_optional(&self, at: u16) -> bool {
        let credential = self.scheme.credentials.get(usize::from(at));
        credential.is_some_and(|credential| credential.optional && !is_secret(credential))
    }

    fn report_loss(&self, loss: &Loss, diagnostics: &mut Diagnostics) {
        let declared = self.scheme.credentials.get(usize::from(loss.credential));
        let name = declared.map_or("", |credential| &credential.name);
        let at = self.place(self.lines.line(loss.position), name);
        let guard = match self.kind {
            Kind::Session => format!("write `{name} if {name} is not absent else absent`"),
            _ => format!("put the step under `when: {name} is not absent`"),
        };
        let or_needed = match self.kind {
            Kind::Plan => format!(
                "or begin the plan with `- needs: {name}`, if it is only for users who have it; or, if nothing works without it, remove `optional`"
            ),
            Kind::Session => format!(
                "or begin each plan that reads the session with `- needs: {name}`, if they are only for users who have it; or, if nothing works without it, remove `optional`"
            ),
            Kind::Webhook => "or, if nothing works without it, remove `optional`".to_owned(),
        };
        let what = self.what;
        let why = "without the secret, anyone could compute the digest";
        match (loss.kind, loss.replaced) {
            // The delivery is refused in that case, which is correct.
            (_, false) if self.kind == Kind::Webhook => {}
            (LossKind::Signed(function), false) => {
                let function = function.definition().name;
                diagnostics
                    .report(
                        &kinds::MAYBE_ABSENT,
                        at,
                        format!("`{name}` may be absent, but `{function}` requires a value"),
                    )
                    .why(why)
                    .help(format!("{guard}; {or_needed}"));
            }
            (LossKind::Sent, false) => {
                diagnostics
                    .report(
                        &credential::OPTIONAL_SECRET,
                        at,
                        format!("`{name}` is optional, but {what} fails without it"),
                    )
                    .why("a missing secret is never left out silently")
                    .help(format!("{guard}; {or_needed}"));
            }
            (LossKind::Signed(function), true) => {
                let function = function.definition().name;
                diagnostics
                    .report(
                        &kinds::MAYBE_ABSENT,
                        at,
                        format!(
                            "`{name}` may be absent, and `{function}` does not accept a replacement for a secret"
                        ),
                    )
                    .why(why)
                    .help(
                        "sign in a separate step for users who have the secret: `when: … is not absent`",
                    );
            }
            (LossKind::Sent, true) => {
                diagnostics
                    .report(
                        &kinds::MAYBE_ABSENT,
                        at,
                        format!("`{name}` may be absent, and its replacement would be compared with deliveries"),
                    )
                    .why("anyone can send the replacement of a missing secret")
                    .help("remove the replacement: every delivery is then rejected if the secret is missing");
            }
        }
    }

    /// Reports a webhook that can be satisfied without any secret.
    fn check_proof(&self, look: &dyn Fn(&Known<'_>) -> Losses, diagnostics: &mut Diagnostics) {
        if !self.look(&[], look).proofs.is_empty() {
            return;
        }
        diagnostics
            .report(
                &webhook_plan::NOTHING_VERIFIED,
                self.span,
                format!("{} compares no value that requires a secret, and verifies no signature", self.what),
            )
            .why("anyone could forge a delivery")
            .help("compare the secret itself, or a MAC or digest of the body that includes a secret credential; or verify a signature with a public key: `require: body | verify_…(key, signature)`; join values with `+`, because `prefix`, `suffix`, `each` and members may drop them");
    }

    /// Span of the credential in the expression that begins on a line; otherwise the whole line.
    fn place(&self, line: Option<u32>, name: &str) -> Span {
        let Some(line) = line else { return self.span };
        let text = &self.source.text;
        let mut start = 0;
        for _ in 1..line {
            match text.get(start..).and_then(|rest| rest.find('\n')) {
                Some(end) => start += end + 1,
                None => break,
            }
        }
        let rest = text.get(start..).unwrap_or_default();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let first = rest.lines().next().unwrap_or_default();
        let mut end = first.len();
        for more in rest.split_inclusive('\n').skip(1) {
            if !more.trim().is_empty() && indent(more) <= indent(first) {
                break;
            }
            end = end.saturating_add(more.len());
        }
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let block = rest
            .get(..end.saturating_add(1))
            .or(rest.get(..))
            .unwrap_or_default();
        for (at, found) in block.match_indices(name) {
            let before = block.get(..at).and_then(|text| text.chars().next_back());
            let after = block.get(at + found.len()..).unwrap_or_default();
            let alone = !before.is_some_and(|c| part(c) || c == '.' || c == '-' || c == '"')
                && !after.starts_with(|c| part(c) || c == ':' || c == '-' || c == '"');
            if alone {
                return Span::new(start + at, start + at + found.len());
            }
        }
        Span::new(start + indent(first), start + first.trim_end().len())
    }
}

/// The credentials that a plan reads.
fn credentials_of(plan: &Plan) -> Vec<u16> {
    let mut found = Vec::new();
    for expr in Step::all(&plan.steps).flat_map(Step::values) {
        credentials_in(expr, &mut found);
    }
    found
}

fn credentials_in(expr: &Expr, found: &mut Vec<u16>) {
    if let Expr::Credential(at) = expr
        && !found.contains(at)
    {
        found.push(*at);
    }
    for part in expr.parts() {
        credentials_in(part, found);
    }
}

/// Whether a plan reads a value of this session.
pub(crate) fn reads_session(plan: &Plan, session: u16) -> bool {
    fn reads(expr: &Expr, session: u16) -> bool {
        matches!(expr, Expr::Session(known, _) if *known == session)
            || expr.parts().any(|part| reads(part, session))
    }
    let mut values = Step::all(&plan.steps).flat_map(Step::values);
    values.any(|expr| reads(expr, session))
}

/// The sets that may be absent together, small ones first: a loss caused by one secret is reported for that secret alone.
fn sets(optional: &[u16]) -> Vec<Vec<u16>> {
    if optional.len() > ALL_SETS {
        let each = optional.iter().map(|at| vec![*at]);
        return each.chain([optional.to_vec()]).collect();
    }
    let mut all: Vec<Vec<u16>> = (1_usize..1 << optional.len())
        .map(|set| {
            let chosen = optional.iter().enumerate();
            chosen
                .filter(|(place, _)| set >> place & 1 == 1)
                .map(|(_, at)| *at)
                .collect()
        })
        .collect();
    all.sort_by_key(Vec::len);
    all
}
