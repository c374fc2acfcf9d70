//! Why a plan must not run for a user.

use super::Preparer;
use super::absence::{Known, Loss, LossKind, Presence, is_secret};
use crate::signing::plan::function::OnAbsent;
use crate::signing::plan::{Action, Entry, Expr, Plan, Step, is_unchecked_header};
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::types::Value;

impl Preparer<'_> {
    /// What is known of the user.
    pub(super) fn known<T>(&self, look: impl FnOnce(&Known<'_>) -> T) -> T {
        let credentials: Vec<Presence> = self
            .given
            .iter()
            .map(|given| match given {
                Some(given) => Presence::Given(Some(given.form)),
                None => Presence::Absent,
            })
            .collect();
        let settings: Vec<Option<bool>> = self
            .settings
            .iter()
            .map(|value| match value {
                Value::Bool(value) => Some(*value),
                _ => None,
            })
            .collect();
        look(&Known {
            credentials: &credentials,
            settings: &settings,
        })
    }

    /// The error for an absent secret that the plan needs.
    pub(super) fn lost_secret_error(&self, loss: &Loss) -> SigningError {
        let declared = self.scheme.credentials.get(usize::from(loss.credential));
        let name = declared.map_or("", |credential| &credential.name);
        if !loss.replaced {
            return not_given(name);
        }
        let what = match loss.kind {
            LossKind::Sent => "compared with deliveries",
            LossKind::Signed(_) => "signed",
        };
        SigningError::new(
            SigningErrorKind::Credential,
            format!(
                "the credential `{name}` is missing or empty, and a replacement for it must not be {what}"
            ),
        )
    }

    /// The error for a webhook that compares every delivery with a credential that is not given, such as the id of the merchant. No delivery
    /// would match, and that would say nothing about where it comes from.
    pub(super) fn unmatchable(&self, plan: &Plan) -> Option<SigningError> {
        let always = plan.steps.iter().filter(|step| step.when.is_none());
        let absent = always
            .flat_map(expected)
            .find_map(|value| self.absent_in(value));
        absent.map(not_given)
    }

    /// The credential because of which a value is absent.
    fn absent_in(&self, value: &Expr) -> Option<&str> {
        match value {
            Expr::Credential(at) => {
                let at = usize::from(*at);
                let absent = matches!(self.given.get(at), Some(None));
                let credential = self.scheme.credentials.get(at).filter(|_| absent)?;
                Some(&credential.name)
            }
            // What is made of an absent value is absent.
            Expr::Encode(_, parts) => self.absent_in(parts.first()?),
            Expr::Call(function, parts) => match function.definition().absent {
                OnAbsent::Absent | OnAbsent::AbsentIfEmpty => self.absent_in(parts.first()?),
                OnAbsent::Refused => None,
            },
            _ => None,
        }
    }

    /// The error for a webhook that proves nothing for this user: every check that requires a secret is omitted because the secret is
    /// absent.
    pub(super) fn unproven(&self, plan: &Plan) -> SigningError {
        let mut absent = None;
        for expr in Step::all(&plan.steps).flat_map(Step::values) {
            visit(expr, &mut |expr| {
                if let Expr::Credential(at) = expr
                    && absent.is_none()
                    && matches!(self.given.get(usize::from(*at)), Some(None))
                {
                    absent = self.scheme.credentials.get(usize::from(*at));
                    absent = absent.filter(|credential| is_secret(credential));
                }
            });
        }
        match absent {
            Some(credential) => not_given(&credential.name),
            None => SigningError::new(
                SigningErrorKind::Scheme,
                format!(
                    "the webhook `{}` compares no value that requires a secret: anyone could forge a delivery",
                    plan.name
                ),
            ),
        }
    }
}

/// The values that a step compares with a delivery, whatever the delivery contains.
fn expected(step: &Step) -> Vec<&Expr> {
    match &step.action {
        Action::Header(lines) => {
            let compared = lines.iter().filter(|line| !is_unchecked_header(&line.name));
            compared.map(|line| &line.value).collect()
        }
        Action::Set(_, Expr::Object(entries)) => {
            let members = entries.iter().map(|entry| match entry {
                Entry::Member { value, .. } => Some(value),
                Entry::Existing | Entry::Spread(_) => None,
            });
            members.flatten().collect()
        }
        _ => Vec::new(),
    }
}

fn visit<'e>(expr: &'e Expr, look: &mut dyn FnMut(&'e Expr)) {
    look(expr);
    for part in expr.parts() {
        visit(part, look);
    }
}

/// The error for a credential that is needed and not given.
pub(crate) fn not_given(name: &str) -> SigningError {
    SigningError::new(
        SigningErrorKind::Credential,
        format!("the credential `{name}` is missing or empty"),
    )
}
