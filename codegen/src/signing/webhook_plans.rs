//! The `verify` and `body` of webhooks: plans over a received request.

use super::steps::local_names;
use super::typer::{Declared, PlanKind, Typer};
use super::webhook_keys;
use crate::diagnostic::Diagnostics;
use crate::keys::mapping;
use crate::model::PlanLines;
use crate::raw::parse_duration;
use crate::rules::webhook_plan as rule;
use crate::source::{Source, Span};
use crate::yaml::{self, Node, Pair};
use specie_runtime::signing::plan::{Action, Entry, Expr, Plan, Step, WebhookPlan};

/// Headers that a verifier does not compare.
const UNCHECKED: [&str; 3] = ["accept", "user-agent", "referer"];

/// A webhook that was read.
pub(crate) struct Read {
    /// The plan that the runtime verifies.
    pub plan: WebhookPlan,
    /// The lines of the plan.
    pub lines: PlanLines,
    /// YAML of its steps, for the docs.
    pub text: String,
    /// Span of its name.
    pub span: Span,
    /// Whether it was read without a mistake and requires some content.
    pub expects: bool,
}

/// Reads the mapping `webhooks`; its other keys are not part of signing.
pub(crate) fn read(
    node: Option<&Node>,
    source: &Source,
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) -> Vec<Read> {
    mapping(node, "webhooks", diagnostics)
        .unwrap_or_default()
        .iter()
        .map(|pair| webhook(pair, source, declared, diagnostics))
        .collect()
}

fn webhook(
    pair: &Pair,
    source: &Source,
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) -> Read {
    let name = &pair.key.text;
    mapping(
        Some(&pair.value),
        &format!("the webhook `{name}`"),
        diagnostics,
    );
    let form = body_is_form(pair, diagnostics);
    let tolerance = pair.value.get("tolerance");
    let tolerance_ms = tolerance.and_then(|node| parse_duration(node, "`tolerance`", diagnostics));
    let errors = diagnostics.errors();
    let mut steps = Vec::new();
    let mut locals = Vec::new();
    let mut lines = PlanLines::default();
    match pair.value.get("verify") {
        Some(verify) => {
            local_names(verify, &mut locals);
            let mut typer = Typer::new(source, diagnostics, declared, PlanKind::Webhook);
            typer.locals = locals;
            steps = typer.steps(verify, 0);
            typer.check_sent();
            if let (Some(node), true) = (tolerance, tolerance_ms.is_some())
                && !typer.signs_time()
            {
                unsigned_time(node.span, typer.diagnostics);
            }
            locals = typer.locals;
            lines = typer.lines;
            // A step with a mistake may be the one that requires content.
            let all_read = match verify.as_sequence() {
                Some(nodes) => nodes.len() == steps.len(),
                None => verify.is_missing(),
            };
            if all_read && !Step::all(&steps).any(expects) {
                nothing_verified(name, verify.span, diagnostics);
            }
        }
        None => nothing_verified(name, pair.key.span, diagnostics),
    }
    Read {
        plan: WebhookPlan {
            form,
            tolerance_ms,
            keys: webhook_keys::read(pair, &steps, declared, diagnostics),
            plan: Plan {
                name: name.clone().into(),
                locals: locals.into_iter().map(Into::into).collect(),
                steps: steps.into(),
            },
        },
        lines,
        text: pair
            .value
            .get("verify")
            .map_or_else(String::new, yaml::print),
        span: pair.key.span,
        expects: diagnostics.errors() == errors,
    }
}

/// Whether a step requires content of the delivery.
fn expects(step: &Step) -> bool {
    match &step.action {
        Action::Header(lines) => lines
            .iter()
            .any(|line| !UNCHECKED.iter().any(|h| line.name.eq_ignore_ascii_case(h))),
        Action::Require(_) => true,
        Action::Set(_, Expr::Object(entries)) => {
            entries.iter().any(|e| matches!(e, Entry::Member { .. }))
        }
        _ => false,
    }
}

fn nothing_verified(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rule::NOTHING_VERIFIED,
            span,
            format!("the webhook `{name}` verifies nothing"),
        )
        .why("anyone could forge a delivery")
        .help("write `verify:` with the steps that describe what a delivery must contain");
}

fn unsigned_time(span: Span, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rule::UNSIGNED_TIME,
            span,
            "`tolerance` limits a time that no signature of this webhook covers",
        )
        .why("an old delivery could be sent again with a new time in it")
        .help("read the time of the delivery as `clock.s` (or `clock.ms`, `clock.iso`), as in `require: parts.t == clock.s` or `header: { X-Time: clock.s }`, and use `clock.s` in the signed text; if the provider signs no time, remove `tolerance`");
}

fn body_is_form(pair: &Pair, diagnostics: &mut Diagnostics) -> bool {
    let help = "write `body: form` or `body: json`, as the provider sends it";
    let Some(node) = pair.value.get("body") else {
        if pair.value.as_mapping().is_some() {
            diagnostics
                .report(
                    &rule::WEBHOOK_BODY,
                    pair.key.span,
                    format!(
                        "the webhook `{}` does not say how to read its body",
                        pair.key.text
                    ),
                )
                .help(help);
        }
        return false;
    };
    match node.as_scalar().map(|s| s.text.as_str()) {
        Some("form") => true,
        Some("json") => false,
        _ => {
            diagnostics
                .report(
                    &rule::WEBHOOK_BODY,
                    node.span,
                    "the body of a webhook must be `form` or `json`",
                )
                .help(help);
            false
        }
    }
}
