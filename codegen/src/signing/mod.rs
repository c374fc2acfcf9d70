//! The signing part of a spec: from YAML to a checked [`Scheme`].
//!
//! `docs/signing-language.md` describes the language. `lexer` and `parser` read texts into expressions with spans (`ast`); `steps` and
//! `typer` process each plan from top to bottom, lower it to plan data, and track what is known about every value (`kinds`) and at every
//! point (`context`); `check_plan` checks whole plans.

mod absence;
mod ast;
mod author_names;
mod check_plan;
mod constants;
mod context;
mod credentials;
mod delivered;
mod differences;
mod encoder;
mod features;
mod functions;
mod kinds;
mod lexer;
mod mask;
mod parser;
mod place_steps;
mod prefixes;
mod prove;
mod read;
pub mod replay;
mod sections;
mod sessions;
mod steps;
mod typer;
mod vectors;
mod webhook_keys;
mod webhook_plans;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::{Lines, PlanLines, SchemeDocs, Vector};
use crate::rules::{plan as plan_rule, section as section_rule};
use crate::source::{Source, Span};
use crate::yaml::{self, Node, Pair, Scalar};
pub(crate) use absence::reads_session;
pub(crate) use author_names::RESERVED;
pub(crate) use credentials::FORMS as CREDENTIAL_FORMS;
pub use differences::first_difference;
pub use features::features;
#[cfg(test)]
pub(crate) use parser::parses;
pub use prefixes::CredentialPrefix;
pub use prove::check_vectors;
use sections::DeclaredSection;
pub(crate) use sections::PLACES;
use specie_runtime::signing::plan::{KeysFrom, Plan, Scheme, Unit};
use typer::{Declared, PlanKind, SectionPlaces, Typer, index16};

/// Name and notation of everything that expressions can call.
pub(crate) fn function_notations() -> Vec<(&'static str, String)> {
    let all = functions::all();
    all.map(|signature| (signature.name, functions::written(&signature)))
        .collect()
}

/// The signing part of a spec.
#[derive(Clone, Debug)]
pub struct SigningParts {
    /// Plan data for the runtime.
    pub scheme: Scheme,
    /// The lines of its plans.
    pub lines: Lines,
    /// Docs of its parts, in the same order.
    pub docs: SchemeDocs,
    /// Vectors.
    pub vectors: Vec<Vector>,
    /// What credentials begin with in an environment.
    pub prefixes: Vec<CredentialPrefix>,
}

/// Reads everything about signing below the top-level mapping of a spec.
///
/// Mistakes are reported. Everything that could be read is returned anyway, so that the rest of the spec can be checked against it.
pub fn lower(
    source: &Source,
    root: &[Pair],
    diagnostics: &mut Diagnostics,
) -> Option<SigningParts> {
    let get = |key: &str| root.iter().find(|p| p.key.text == key).map(|p| &p.value);
    let start = root.first().map_or(Span::new(0, 0), |p| p.key.span);
    let mut declared = Declared {
        credentials: credentials::read(get("credentials"), diagnostics),
        settings: constants::settings(get("settings"), diagnostics),
        tables: constants::tables(get("tables"), diagnostics),
        queries_beside: queries_beside(get("operations")),
        ..Declared::default()
    };
    let sessions = sessions::read(get("sessions"), &mut declared.kept, diagnostics);
    let mut sections = sections::read(get("sections"), start, diagnostics);
    let plans = plans(get("auth"), source, &declared, &mut sections, diagnostics);
    let webhooks = webhook_plans::read(get("webhooks"), source, &declared, diagnostics);
    tie_responses(&mut sections, &webhooks, diagnostics);
    let (sessions, session_lines) =
        sessions::finish(sessions, source, &declared, &sections, diagnostics);
    credentials::check_used(&declared.credentials, diagnostics);
    check_nonces(&declared, diagnostics);

    let docs = SchemeDocs {
        credentials: declared.credentials.iter().map(|c| c.doc.clone()).collect(),
        settings: declared.settings.iter().map(|s| s.doc.clone()).collect(),
        sections: sections.iter().map(|s| s.doc.clone()).collect(),
        plans: plans.iter().map(|p| p.text.clone()).collect(),
        webhooks: webhooks.iter().map(|w| w.text.clone()).collect(),
    };
    let prefixes = prefixes::of_all(&declared.credentials);
    let lines = Lines {
        plans: plans.iter().map(|p| p.lines.clone()).collect(),
        webhooks: webhooks.iter().map(|w| w.lines.clone()).collect(),
        sessions: session_lines,
    };
    let plan_spans: Vec<Span> = plans.iter().map(|p| p.span).collect();
    let needed: Vec<Vec<u16>> = plans.iter().map(|p| p.needed.clone()).collect();
    let webhook_spans: Vec<Span> = webhooks.iter().map(|w| w.span).collect();
    let webhooks_read: Vec<(Span, bool)> = webhooks.iter().map(|w| (w.span, w.expects)).collect();
    let provider = get("provider").and_then(Node::as_scalar);
    let tables = declared.tables.into_iter();
    let scheme = Scheme {
        provider: provider.map_or_else(String::new, |s| s.text.clone()).into(),
        credentials: declared.credentials.into_iter().map(|c| c.plan).collect(),
        settings: declared.settings.into_iter().map(|s| s.plan).collect(),
        tables: tables.map(|(name, data)| (name.into(), data)).collect(),
        sections: sections.into_iter().map(|s| s.plan).collect(),
        plans: plans.into_iter().map(|p| p.plan).collect(),
        sessions: sessions.into(),
        webhooks: webhooks.into_iter().map(|w| w.plan).collect(),
    };
    absence::check(
        source,
        &scheme,
        &lines,
        (&plan_spans, &needed),
        &webhooks_read,
        diagnostics,
    );
    let vectors = vectors::read(get("vectors"), &scheme, diagnostics);
    vectors::check_proven(&plan_spans, &webhook_spans, &scheme, &vectors, diagnostics);
    Some(SigningParts {
        scheme,
        lines,
        docs,
        vectors,
        prefixes,
    })
}

/// A plan that was read.
struct ReadPlan {
    plan: Plan,
    lines: PlanLines,
    text: String,
    span: Span,
    /// Optional credentials that its users have.
    needed: Vec<u16>,
}

/// Reads `auth`, and assigns plans to sections.
fn plans(
    node: Option<&Node>,
    source: &Source,
    declared: &Declared,
    sections: &mut [DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Vec<ReadPlan> {
    let pairs = crate::keys::mapping(node, "auth", diagnostics).unwrap_or_default();
    let known: Vec<&str> = pairs.iter().map(|p| p.key.text.as_str()).collect();
    tie_sections(sections, &known, diagnostics);
    pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| plan(at, pair, source, declared, sections, diagnostics))
        .collect()
}

fn tie_sections(sections: &mut [DeclaredSection], plans: &[&str], diagnostics: &mut Diagnostics) {
    for section in sections {
        let Some((name, span)) = &section.auth else {
            continue;
        };
        section.plan.plan = plans.iter().position(|p| p == name).map(index16);
        if section.plan.plan.is_none() {
            let help = match name.as_str() {
                "none" | "false" | "null" | "no" => {
                    Some("if the section needs no signing, leave `auth:` empty".into())
                }
                _ => did_you_mean(name, plans.iter().copied())
                    .or_else(|| Some(format!("declare it: `auth: {{ {name}: [ … ] }}`").into())),
            };
            diagnostics
                .report(
                    &section_rule::UNKNOWN_PLAN,
                    *span,
                    format!("unknown plan `{name}`"),
                )
                .help_if(help);
        }
    }
}

/// Assigns to sections the webhooks that verify their responses.
fn tie_responses(
    sections: &mut [DeclaredSection],
    webhooks: &[webhook_plans::Read],
    diagnostics: &mut Diagnostics,
) {
    for section in sections {
        let Some((name, span)) = &section.verify else {
            continue;
        };
        let found = webhooks.iter().position(|one| one.plan.plan.name == *name);
        section.plan.verify = found.map(index16);
        match found.and_then(|at| webhooks.get(at)) {
            None => {
                let names = webhooks.iter().map(|one| &*one.plan.plan.name);
                let help = did_you_mean(name, names)
                    .unwrap_or_else(|| format!("declare it: `webhooks: {{ {name}: {{ body: json, verify: [ … ] }} }}`; if responses are not signed, leave `verify:` empty").into());
                diagnostics
                    .report(
                        &section_rule::UNKNOWN_WEBHOOK,
                        *span,
                        format!("unknown webhook `{name}`"),
                    )
                    .label("responses are verified as the deliveries of a webhook are")
                    .help(help);
            }
            Some(webhook) => check_response_keys(webhook, *span, diagnostics),
        }
    }
}

/// The keys for responses must be known before a call is sent: nobody can ask for one that its response names.
fn check_response_keys(webhook: &webhook_plans::Read, span: Span, diagnostics: &mut Diagnostics) {
    let from = webhook.plan.keys.as_ref().map(|keys| &keys.from);
    if from.is_some_and(|from| !matches!(from, KeysFrom::Address(_))) {
        diagnostics
            .report(
                &crate::rules::webhook_plan::BAD_KEYS,
                span,
                "the keys of this webhook are not at an address of their own",
            )
            .label("verifies responses")
            .second(webhook.span, "has `keys` in responses, or keys that a delivery names")
            .why("the keys for a response must be known before its call is sent")
            .help("declare a webhook for the responses, with the provider's key as a credential, or with `keys: https://…`");
    }
}

fn plan(
    at: usize,
    pair: &Pair,
    source: &Source,
    declared: &Declared,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> ReadPlan {
    let name = &pair.key.text;
    let users: Vec<&DeclaredSection> = sections
        .iter()
        .filter(|s| s.plan.plan == Some(index16(at)))
        .collect();
    if users.is_empty() && !sections.is_empty() {
        report_unused(&pair.key, sections, diagnostics);
    }
    let before = diagnostics.errors();
    let mut typer = Typer::new(source, diagnostics, declared, PlanKind::Plan);
    typer.sections = users.iter().map(|s| SectionPlaces::of(&s.plan)).collect();
    steps::local_names(&pair.value, &mut typer.locals);
    let steps = typer.steps(&pair.value, 0);
    // A step that was not understood may be the one that signs or sends.
    if typer.diagnostics.errors() == before {
        typer.check_sent();
        typer.check_covered(&users, name);
        typer.check_nested(&users);
    }
    ReadPlan {
        needed: typer.needed,
        lines: typer.lines,
        plan: Plan {
            name: name.clone().into(),
            locals: typer.locals.into_iter().map(Into::into).collect(),
            steps: steps.into(),
        },
        text: yaml::print(&pair.value),
        span: pair.key.span,
    }
}

fn report_unused(name: &Scalar, sections: &[DeclaredSection], diagnostics: &mut Diagnostics) {
    let span = name.span;
    let name = &name.text;
    let untied = sections.iter().filter(|s| s.plan.plan.is_none());
    let wanted = untied.filter_map(|s| s.auth.as_ref().map(|(plan, _)| plan.as_str()));
    let help = did_you_mean(name, wanted)
        .unwrap_or_else(|| format!("write `auth: {name}` in a section, or remove the plan").into());
    diagnostics
        .report(
            &plan_rule::PLAN_WITHOUT_SECTION,
            span,
            format!("no section uses the plan `{name}`"),
        )
        .help(help);
}

/// Whether an operation sends parameters in the query in addition to those of its place.
fn queries_beside(operations: Option<&Node>) -> bool {
    operations
        .and_then(Node::as_mapping)
        .unwrap_or_default()
        .iter()
        .any(|operation| operation.value.get("query").is_some())
}

/// Reports nonces in two units: the last nonce is stored per key, for all plans together.
fn check_nonces(declared: &Declared, diagnostics: &mut Diagnostics) {
    let nonces = declared.nonces.borrow();
    let Some((unit, first)) = nonces.first() else {
        return;
    };
    let Some((other, span)) = nonces.iter().find(|(u, _)| u != unit) else {
        return;
    };
    diagnostics
        .report(
            &plan_rule::TWO_NONCES,
            *span,
            format!(
                "the spec uses nonces in two units: `nonce.{}` and `nonce.{}`",
                unit_name(*unit),
                unit_name(*other)
            ),
        )
        .second(*first, "the other unit")
        .why("the last nonce is stored per key: after a nonce in the smaller unit, every nonce in the larger one is too low")
        .help("use one unit in the whole spec");
}

/// How specs write a unit of time.
pub(crate) const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Millis => "ms",
        Unit::Micros => "us",
        Unit::Nanos => "ns",
    }
}
