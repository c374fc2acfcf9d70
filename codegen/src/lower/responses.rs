//! Envelopes, errors and policies.

use crate::diagnostic::Diagnostics;
use crate::model::{Doc, ERROR_KINDS};
use crate::raw::{Group, Spec, Text};
use crate::rules::responses as rules;
use specie_runtime::signing::plan::{List, PathSegment, Str};
use specie_runtime::{
    ClockPolicy, Envelope, ErrorKind, ErrorRules, Limit, ResponsePath, ResponseTest,
};

/// The envelopes, in the order of the spec.
pub(super) fn lower_envelopes(spec: &Spec) -> List<Envelope> {
    let envelopes = spec.envelopes.iter().map(|raw| Envelope {
        ok: lower_groups(&raw.ok),
        partial: lower_groups(&raw.partial),
        data: raw.data.first().map(in_body).unwrap_or_default(),
        fallback: raw.data.iter().skip(1).map(in_body).collect(),
        members: raw
            .members
            .iter()
            .map(|(name, path)| (name.value.clone().into(), in_body(path)))
            .collect(),
    });
    envelopes.collect()
}

/// A path in the body; one that is elsewhere was reported.
fn in_body(path: &crate::raw::Path) -> List<PathSegment> {
    match &path.root {
        ResponsePath::Body(path) => path.clone(),
        _ => List::default(),
    }
}

fn lower_groups(groups: &[Group]) -> List<List<ResponseTest>> {
    let groups = groups.iter();
    groups.map(|group| group.tests.clone().into()).collect()
}

/// How to classify errors, and what each code means.
pub(super) fn lower_errors(spec: &Spec, diagnostics: &mut Diagnostics) -> (ErrorRules, Vec<Doc>) {
    let raw = &spec.errors;
    let paths = |paths: &[crate::raw::Path]| paths.iter().map(|path| path.root.clone()).collect();
    let path = |path: &Option<crate::raw::Path>| path.as_ref().map(|path| path.root.clone());
    let mut status = Vec::new();
    for (number, kind) in &raw.status {
        status.extend(lower_kind(kind, diagnostics).map(|kind| (number.value, kind)));
    }
    let mut codes: Vec<(Str, ErrorKind)> = Vec::new();
    let mut docs = Vec::new();
    for code in &raw.codes {
        // The first match wins: an entry after `*` is never reached.
        if let Some((before, _)) = codes.iter().find(|(before, _)| before == "*") {
            diagnostics
                .report(
                    &rules::UNREACHABLE_CODE,
                    code.pattern.span,
                    format!("`{}` can never match", code.pattern.value),
                )
                .label(format!("`{before}` above matches every code"))
                .help("put `\"*\"` last");
        }
        if let Some(kind) = lower_kind(&code.kind, diagnostics) {
            codes.push((code.pattern.value.clone().into(), kind));
            docs.push(code.notes.to_doc(None));
        }
    }
    let errors = ErrorRules {
        code: paths(&raw.code),
        message: paths(&raw.message),
        data: paths(&raw.data),
        retry_after: path(&raw.retry_after),
        request_id: path(&raw.request_id),
        status: status.into(),
        codes: codes.into(),
    };
    (errors, docs)
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

/// The limits, and a doc for each.
pub(super) fn lower_limits(spec: &Spec) -> (List<Limit>, Vec<Doc>) {
    let limits = spec.limits.iter().map(|raw| raw.limit.clone()).collect();
    let docs = spec.limits.iter().map(|raw| raw.notes.to_doc(None));
    (limits, docs.collect())
}

/// The clock policy, and its docs.
pub(super) fn lower_clock(spec: &Spec) -> (Option<ClockPolicy>, Doc) {
    let raw = spec.clock.as_ref();
    let doc = raw.map(|raw| raw.notes.to_doc(None));
    (raw.map(|raw| raw.policy.clone()), doc.unwrap_or_default())
}
