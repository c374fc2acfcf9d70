//! Envelopes, errors and policies.

use crate::diagnostic::Diagnostics;
use crate::model::{
    ClockPolicy, ERROR_KINDS, Envelope, EnvelopeTest, ErrorCode, Errors, Limit, ResponsePath,
};
use crate::raw::{Group, Spec, TestKind, Text};
use crate::rules::responses as rules;
use specie_runtime::ErrorKind;

pub(super) fn lower_envelopes(spec: &Spec) -> Vec<Envelope> {
    let envelopes = spec.envelopes.iter().map(|raw| Envelope {
        name: raw.name.value.clone(),
        ok: lower_groups(&raw.ok),
        partial: lower_groups(&raw.partial),
        data: match raw.data.as_ref().map(|path| &path.root) {
            Some(ResponsePath::Body(steps)) => steps.clone(),
            _ => Vec::new(),
        },
    });
    envelopes.collect()
}

fn lower_groups(groups: &[Group]) -> Vec<Vec<EnvelopeTest>> {
    let test = |test: &crate::raw::Test| match &test.kind {
        TestKind::In(literals, equal) => {
            EnvelopeTest::In(test.path.root.clone(), literals.clone(), *equal)
        }
        TestKind::Absent(absent) => EnvelopeTest::Absent(test.path.root.clone(), *absent),
    };
    let groups = groups.iter();
    groups
        .map(|group| group.tests.iter().map(test).collect())
        .collect()
}

pub(super) fn lower_errors(spec: &Spec, diagnostics: &mut Diagnostics) -> Errors {
    let raw = &spec.errors;
    let paths = |paths: &[crate::raw::Path]| paths.iter().map(|path| path.root.clone()).collect();
    let path = |path: &Option<crate::raw::Path>| path.as_ref().map(|path| path.root.clone());
    let mut status = Vec::new();
    for (number, kind) in &raw.status {
        status.extend(lower_kind(kind, diagnostics).map(|kind| (number.value, kind)));
    }
    let mut codes: Vec<ErrorCode> = Vec::new();
    for code in &raw.codes {
        // The first match wins: an entry after `*` is never reached.
        if let Some(before) = codes.iter().find(|before| before.pattern == "*") {
            diagnostics
                .report(
                    &rules::UNREACHABLE_CODE,
                    code.pattern.span,
                    format!("`{}` can never match", code.pattern.value),
                )
                .label(format!("`{}` above matches every code", before.pattern))
                .help("put `\"*\"` last");
        }
        if let Some(kind) = lower_kind(&code.kind, diagnostics) {
            codes.push(ErrorCode {
                pattern: code.pattern.value.clone(),
                kind,
                doc: code.notes.to_doc(None),
            });
        }
    }
    Errors {
        code: paths(&raw.code),
        message: paths(&raw.message),
        retry_after: path(&raw.retry_after),
        request_id: path(&raw.request_id),
        status,
        codes,
    }
}

fn lower_kind(name: &Text, diagnostics: &mut Diagnostics) -> Option<ErrorKind> {
    let found = ERROR_KINDS.iter().find(|kind| kind.name() == name.value);
    if found.is_none() {
        let known = ERROR_KINDS.iter().map(|kind| kind.name());
        let rule = &rules::UNKNOWN_ERROR_KIND;
        diagnostics
            .unknown(rule, name.span, "kind of error", &name.value, known)
            .label("not a kind of error");
    }
    found.copied()
}

pub(super) fn lower_limits(spec: &Spec) -> Vec<Limit> {
    let limits = spec.limits.iter().map(|raw| Limit {
        calls: raw.calls,
        per_ms: raw.per_ms,
        scope: raw.scope.clone(),
        doc: raw.notes.to_doc(None),
    });
    limits.collect()
}

pub(super) fn lower_clock(spec: &Spec) -> Option<ClockPolicy> {
    let raw = spec.clock.as_ref()?;
    Some(ClockPolicy {
        past_ms: raw.past_ms,
        future_ms: raw.future_ms,
        margin_ms: raw.margin_ms,
        server_time: raw.server_time.clone(),
        doc: raw.notes.to_doc(None),
    })
}
