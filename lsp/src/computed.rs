//! What a step of a plan computes, shown for a vector of the spec.

use crate::cursor::{Cursor, Role, Segment};
use crate::document::Document;
use crate::hover::fenced;
use specie_codegen::model::{Api, PlanLines, Vector, VectorSubject};
use specie_codegen::signing::replay;
use specie_runtime::signing::Explained;

/// Characters of a value that are shown.
const MOST_CHARACTERS: usize = 600;

/// The values that the step at the position computes for the first vector that runs it; none outside of plans, and none if the text up to
/// here never was a part of a spec without errors.
pub fn at(document: &Document, cursor: &Cursor, at: usize) -> Option<String> {
    let api = document.model_at(at)?;
    let plan = Plan::of(api, cursor)?;
    let step = step_number(cursor, plan.depth);
    let source = &document.source;
    let lines = source.line(cursor.entry)..=source.line(at);
    let mut first = None;
    for (index, vector) in api.vectors.iter().enumerate() {
        if !plan.is_used_by(api, vector) {
            continue;
        }
        let steps = plan.explain(api, vector)?;
        let on_line = |one: &&Explained| {
            let line = plan.lines.line(one.position);
            line.is_some_and(|line| lines.contains(&line))
        };
        let of_step = |one: &&Explained| Some(&one.step) == step.as_ref();
        let mut shown: Vec<&Explained> = match cursor.role {
            Role::Value => steps.iter().filter(on_line).collect(),
            Role::Key | Role::Either => Vec::new(),
        };
        if shown.is_empty() {
            shown = steps.iter().filter(of_step).collect();
        }
        if !shown.is_empty() {
            return Some(text(&vector.name, &shown));
        }
        first = first.or(Some(index));
    }
    let name = &api.vectors.get(first?)?.name;
    step.map(|step| format!("Step {step} does not run in any vector; the first one is \"{name}\"."))
}

/// The plan that a position is in.
struct Plan<'a> {
    subject: Subject,
    lines: &'a PlanLines,
    /// Segments of the path above its list of steps.
    depth: usize,
}

#[derive(Clone, Copy)]
enum Subject {
    /// A signing plan, by its index in the scheme.
    Calls(usize),
    /// A webhook, by its index in the scheme.
    Deliveries(u16),
}

impl<'a> Plan<'a> {
    fn of(api: &'a Api, cursor: &Cursor) -> Option<Self> {
        let scheme = &api.runtime.scheme;
        let key = |at: usize| match cursor.path.get(at) {
            Some(Segment::Key(name)) => Some(name.as_str()),
            _ => None,
        };
        let name = key(1)?;
        match (key(0)?, key(2)) {
            ("auth", _) => {
                let at = scheme.plans.iter().position(|plan| plan.name == name)?;
                Some(Self {
                    subject: Subject::Calls(at),
                    lines: api.lines.plans.get(at)?,
                    depth: 2,
                })
            }
            ("webhooks", Some("verify")) => {
                let mut webhooks = scheme.webhooks.iter();
                let at = webhooks.position(|webhook| webhook.plan.name == name)?;
                let at = u16::try_from(at).ok()?;
                Some(Self {
                    subject: Subject::Deliveries(at),
                    lines: api.lines.of_webhook(at)?,
                    depth: 3,
                })
            }
            _ => None,
        }
    }

    fn is_used_by(&self, api: &Api, vector: &Vector) -> bool {
        match (&vector.subject, self.subject) {
            (VectorSubject::Call { section, .. }, Subject::Calls(plan)) => {
                let section = api.runtime.scheme.sections.get(usize::from(*section));
                section.and_then(|section| section.plan).map(usize::from) == Some(plan)
            }
            (VectorSubject::Webhook { webhook, .. }, Subject::Deliveries(at)) => *webhook == at,
            _ => false,
        }
    }

    /// The values of all steps; secrets are masked.
    fn explain(&self, api: &Api, vector: &Vector) -> Option<Vec<Explained>> {
        let scheme = &api.runtime.scheme;
        match &vector.subject {
            VectorSubject::Call { .. } => Some(replay::explain(scheme, vector)?.1),
            VectorSubject::Webhook {
                webhook,
                headers,
                body,
                ..
            } => {
                let signer = replay::signer(scheme, &vector.credentials, &[]).ok()?;
                let headers: Vec<(&str, &str)> = headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let followed = signer.explain_webhook(*webhook, &headers, body.as_bytes());
                Some(followed.ok()?.steps)
            }
        }
    }
}

/// The number of the step as `explain` has it: `3`, `4.then.1`.
fn step_number(cursor: &Cursor, depth: usize) -> Option<String> {
    let mut number = String::new();
    let mut segments = cursor.path.iter().skip(depth);
    while let Some(Segment::Item(at)) = segments.next() {
        if !number.is_empty() {
            number.push('.');
        }
        number.push_str(&(at + 1).to_string());
        match segments.next() {
            Some(Segment::Key(branch)) if branch == "then" || branch == "else" => {
                number.push('.');
                number.push_str(branch);
            }
            _ => return Some(number),
        }
    }
    None
}

fn text(vector: &str, steps: &[&Explained]) -> String {
    let rows: Vec<String> = steps
        .iter()
        .map(|step| format!("{} ({}): {}", step.name, step.kind, shortened(&step.value)))
        .collect();
    let block = fenced("text", &rows.join("\n"));
    format!("Computed for the vector \"{vector}\":\n\n{block}")
}

/// A value on one line.
fn shortened(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars().take(MOST_CHARACTERS) {
        match c.is_control() {
            true => text.extend(c.escape_default()),
            false => text.push(c),
        }
    }
    if value.chars().nth(MOST_CHARACTERS).is_some() {
        text.push('…');
    }
    text
}
