//! Runs vectors: the plan signs each recorded call, and the result is compared.

use super::delivered::describe_delivery;
use super::differences::{
    Difference, compare, compare_lets, describe, producing_step, signed_texts,
};
use super::mask::Secrets;
use super::replay::{self, Replay};
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Lines, Vector, VectorSubject};
use crate::rules::vector as rule;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};
use specie_runtime::signing::plan::{Data, Position, Scheme};
use specie_runtime::signing::{Explained, Signer, SigningError};
use specie_runtime::{ClockPolicy, delivery_window};

/// Replays every vector of a checked spec and reports those that do not reproduce.
pub fn check_vectors(source: &Source, api: &Api, diagnostics: &mut Diagnostics) {
    let signing = (&api.runtime.scheme, &api.lines);
    let clock = api.runtime.clock.clone();
    replay(source, signing, clock, &api.vectors, diagnostics);
}

/// The same for the signing part alone.
pub(super) fn replay(
    source: &Source,
    (scheme, lines): (&Scheme, &Lines),
    clock: Option<ClockPolicy>,
    vectors: &[Vector],
    diagnostics: &mut Diagnostics,
) {
    let mut bench = Bench {
        source,
        scheme,
        lines,
        clock,
        signers: Vec::new(),
        tree: None,
        diagnostics,
    };
    for (at, vector) in vectors.iter().enumerate() {
        bench.replay(at, vector);
    }
}

/// A signer and its inputs.
struct Ready {
    credentials: Vec<(String, String)>,
    settings: Vec<(String, Data)>,
    signer: Signer,
}

struct Bench<'a> {
    source: &'a Source,
    scheme: &'a Scheme,
    lines: &'a Lines,
    /// The accepted clock skew of deliveries.
    clock: Option<ClockPolicy>,
    /// Signers by their inputs: most vectors of a spec share one.
    signers: Vec<Ready>,
    /// The tree of the spec, parsed again once a vector fails.
    tree: Option<Option<Node>>,
    diagnostics: &'a mut Diagnostics,
}

impl Bench<'_> {
    fn replay(&mut self, at: usize, vector: &Vector) {
        match &vector.subject {
            VectorSubject::Call { settings, .. } => {
                match self.signer(&vector.credentials, settings) {
                    Ok(signer) => self.call(at, vector, signer),
                    Err(error) => self.report_unsigned(at, vector, &error),
                }
            }
            VectorSubject::Webhook { .. } => match self.signer(&vector.credentials, &[]) {
                Ok(signer) => self.delivery(at, vector, signer),
                Err(error) => self.report_unsigned(at, vector, &error),
            },
        }
    }

    /// Index of a signer for these credentials and settings.
    fn signer(
        &mut self,
        credentials: &[(String, String)],
        settings: &[(String, Data)],
    ) -> Result<usize, SigningError> {
        let known = self
            .signers
            .iter()
            .position(|r| r.credentials == credentials && r.settings == settings);
        if let Some(at) = known {
            return Ok(at);
        }
        let signer = replay::signer(self.scheme, credentials, settings)?;
        self.signers.push(Ready {
            credentials: credentials.to_vec(),
            settings: settings.to_vec(),
            signer,
        });
        Ok(self.signers.len() - 1)
    }

    fn call(&mut self, at: usize, vector: &Vector, signer: usize) {
        let Some(Ready { signer, .. }) = self.signers.get(signer) else {
            return;
        };
        match run(self.scheme, signer, vector) {
            Ok((differences, steps)) => {
                for difference in differences {
                    self.differs(at, vector, &difference, &steps);
                }
            }
            Err(error) => self.report_unsigned(at, vector, &error),
        }
    }

    /// Reports a vector that could not be signed at all.
    fn report_unsigned(&mut self, at: usize, vector: &Vector, error: &SigningError) {
        let span = self.place(at, &["name"]).unwrap_or(vector.span);
        let step = self.step_span(vector, error.position());
        let report = self.diagnostics.report(
            &rule::VECTOR_FAILS,
            span,
            format!("`{}` cannot be signed: {}", vector.name, error.message()),
        );
        if let Some(step) = step {
            report.second(step, "in this step");
        }
        report.help("add what the call needs to the vector, or correct the step");
    }

    fn differs(
        &mut self,
        at: usize,
        vector: &Vector,
        difference: &Difference<'_>,
        steps: &[Explained],
    ) {
        let mut keys = vec!["expect"];
        keys.extend(&difference.keys);
        let span = self.place(at, &keys).unwrap_or(vector.span);
        let step = self.step_span(vector, difference.position);
        let secrets = Secrets::of(self.scheme, vector);
        let (message, why) = describe(vector, "reproduce", difference, &secrets);
        let input = signed_texts(difference, steps).map(|texts| secrets.mask(&texts));
        let report = self
            .diagnostics
            .report(&rule::VECTOR_FAILS, span, message)
            .why(why);
        if let Some(step) = step {
            report.second(step, "written by this step");
        }
        match input {
            Some(inputs) => {
                report.help(format!(
                    "{inputs}: compare it with what the provider's page signs"
                ));
            }
            None if step.is_none() && difference.found.is_some() => {
                report.help("this byte comes from the call, not from a step; `specie sign … --explain` shows the result of each step");
            }
            None => {
                report.help("`specie sign … --explain` shows the result of each step");
            }
        }
    }

    /// Span of a vector's value.
    fn place(&mut self, at: usize, keys: &[&str]) -> Option<Span> {
        let source = self.source;
        let tree = self
            .tree
            .get_or_insert_with(|| yaml::parse(source, &mut Diagnostics::new()));
        let mut node = tree.as_ref()?.get("vectors")?.as_sequence()?.get(at)?;
        for key in keys {
            node = node.get(key)?;
        }
        Some(node.span)
    }

    /// Span of the line that a position of the vector's plan is written on.
    fn step_span(&self, vector: &Vector, position: Option<Position>) -> Option<Span> {
        let lines = match &vector.subject {
            VectorSubject::Call { section, .. } => self.lines.of_section(self.scheme, *section),
            VectorSubject::Webhook { webhook, .. } => self.lines.of_webhook(*webhook),
        };
        self.line_span(lines?.line(position?)?)
    }

    /// The text of a line, trimmed.
    fn line_span(&self, line: u32) -> Option<Span> {
        let mut start = 0;
        for _ in 1..line {
            start += self.source.text.get(start..)?.find('\n')? + 1;
        }
        let text = self.source.text.get(start..)?.lines().next()?;
        let indent = text.len() - text.trim_start().len();
        Some(Span::new(start + indent, start + text.trim_end().len()))
    }

    /// Verifies a recorded delivery.
    fn delivery(&mut self, at: usize, vector: &Vector, ready: usize) {
        let VectorSubject::Webhook {
            webhook,
            headers,
            body,
            now_us,
        } = &vector.subject
        else {
            return;
        };
        let Some(Ready { signer, .. }) = self.signers.get(ready) else {
            return;
        };
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let outcome = signer.verify_webhook(*webhook, &headers, body.as_bytes());
        let stamp = outcome.as_ref().ok().and_then(|verified| verified.clock_ns);
        let plan = self.scheme.webhooks.get(usize::from(*webhook));
        let window = plan.and_then(|plan| delivery_window(plan, self.clock.as_ref()));
        let late = match (stamp, now_us, &window) {
            (Some(stamp), Some(now), Some(clock)) => {
                clock.check(stamp, i128::from(*now) * 1_000).err()
            }
            _ => None,
        };
        let verifies = outcome.is_ok() && late.is_none();
        if verifies == vector.expect.verified.unwrap_or(true) {
            return;
        }
        // The place is found by parsing the spec again, so only for a report.
        let span = self.place(at, &["expect"]).unwrap_or(vector.span);
        let Some(Ready { signer, .. }) = self.signers.get(ready) else {
            return;
        };
        match (outcome, late) {
            (Ok(_), Some(why)) => {
                self.diagnostics
                    .report(
                        &rule::VECTOR_FAILS,
                        span,
                        format!("`{}` does not verify: {why}", vector.name),
                    )
                    .help("set its time of arrival, `now_ms`, or widen the `tolerance` of the webhook, or `clock: { past: …, future: … }`");
            }
            (Err(error), _) => {
                let step = self.step_span(vector, error.position());
                let secrets = Secrets::of(self.scheme, vector);
                let body = body.as_bytes();
                let texts =
                    describe_delivery(signer, vector, *webhook, &headers, body, &error, &secrets);
                let report = self
                    .diagnostics
                    .report(&rule::VECTOR_FAILS, span, texts.message);
                if let Some(step) = step {
                    report.second(step, "compared by this step");
                }
                if let Some(why) = texts.why {
                    report.why(why);
                }
                report.help(texts.help);
            }
            (Ok(_), None) => {
                self.diagnostics
                    .report(
                        &rule::VECTOR_FAILS,
                        span,
                        format!("`{}` verifies, but must be rejected", vector.name),
                    )
                    .why("a modified delivery would be accepted")
                    .help("let the plan compare what was modified, or make sure that the vector modifies signed data");
            }
        }
    }
}

/// Signs a recorded call; returns the differences from the expected request, and the value of each step.
fn run<'a>(
    scheme: &Scheme,
    signer: &Signer,
    vector: &'a Vector,
) -> Result<(Vec<Difference<'a>>, Vec<Explained>), SigningError> {
    let Some(replay) = Replay::of(vector) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let Replay {
        call,
        inputs,
        session,
        ..
    } = &replay.counted(signer);
    let signed = signer.sign(call, inputs, session)?;
    let mut differences = compare(vector, &signed);
    if differences.is_empty() && vector.expect.lets.is_empty() {
        return Ok((differences, Vec::new()));
    }
    // If the signed request differs, its signature differs too.
    let request_differs = differences
        .iter()
        .any(|one| matches!(one.keys.first(), Some(&("method" | "url" | "body"))));
    // Computing the value of each step is expensive, so it happens only now.
    let (_, explained) = signer.reveal(call, inputs, session);
    let plan = scheme
        .sections
        .get(usize::from(call.section))
        .and_then(|s| s.plan)
        .and_then(|p| scheme.plans.get(usize::from(p)));
    if let Some(plan) = plan {
        for difference in &mut differences {
            difference.position = producing_step(difference, &explained, plan);
        }
        let lets = compare_lets(vector, &explained, plan);
        differences.retain(|one| !follows(one, request_differs, !lets.is_empty(), &explained));
        if !request_differs {
            differences.extend(lets);
        }
    }
    Ok((differences, explained))
}

/// Whether a header differs only because its input does: the request, or a `let` that is part of what it signs.
fn follows(
    one: &Difference<'_>,
    request_differs: bool,
    lets_differ: bool,
    explained: &[Explained],
) -> bool {
    let is_header = one.keys.first() == Some(&"headers") && one.found.is_some();
    let is_signed = || signed_texts(one, explained).is_some();
    is_header && (request_differs || (lets_differ && is_signed()))
}
