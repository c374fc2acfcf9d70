//! Envelopes, errors and policies.

use crate::diagnostic::Diagnostics;
use crate::model::{Doc, ERROR_KINDS};
use crate::raw::{ErrorCode, Errors, Group, Spec, Text};
use crate::rules::responses as rules;
use specie_runtime::signing::plan::{List, Str};
use specie_runtime::{
    ClockPolicy, Envelope, ErrorKind, ErrorRules, ResponsePath, ResponseTest, matches_pattern,
};

/// The envelopes, in the order of the spec.
pub(super) fn lower_envelopes(spec: &Spec) -> List<Envelope> {
    let envelopes = spec.envelopes.iter().map(|raw| Envelope {
        ok: lower_groups(&raw.ok),
        partial: lower_groups(&raw.partial),
        data: match raw.data.as_ref().map(|path| &path.root) {
            Some(ResponsePath::Body(path)) => path.clone(),
            _ => List::default(),
        },
    });
    envelopes.collect()
}

fn lower_groups(groups: &[Group]) -> List<List<ResponseTest>> {
    let groups = groups.iter();
    groups.map(|group| group.tests.clone().into()).collect()
}

/// How to classify errors, and the docs of each code and of each message.
pub(super) fn lower_errors(
    spec: &Spec,
    diagnostics: &mut Diagnostics,
) -> (ErrorRules, Vec<Doc>, Vec<Doc>) {
    let raw = &spec.errors;
    let paths = |paths: &[crate::raw::Path]| paths.iter().map(|path| path.root.clone()).collect();
    let path = |path: &Option<crate::raw::Path>| path.as_ref().map(|path| path.root.clone());
    let mut status = Vec::new();
    for (number, kind) in &raw.status {
        status.extend(lower_kind(kind, diagnostics).map(|kind| (number.value, kind)));
    }
    check_located("codes", "code", &raw.codes, &raw.code, diagnostics);
    check_located(
        "messages",
        "message",
        &raw.messages,
        &raw.message,
        diagnostics,
    );
    check_overruled(raw, diagnostics);
    let (codes, code_docs) = lower_patterns(&raw.codes, diagnostics);
    let (messages, message_docs) = lower_patterns(&raw.messages, diagnostics);
    let errors = ErrorRules {
        code: paths(&raw.code),
        message: paths(&raw.message),
        retry_after: path(&raw.retry_after),
        request_id: path(&raw.request_id),
        status: status.into(),
        codes,
        messages,
    };
    (errors, code_docs, message_docs)
}

/// Patterns with their kinds, and the docs of each. The first match counts, so a pattern that an earlier one covers is reported.
fn lower_patterns(
    raw: &[ErrorCode],
    diagnostics: &mut Diagnostics,
) -> (List<(Str, ErrorKind)>, Vec<Doc>) {
    let mut patterns: Vec<(Str, ErrorKind)> = Vec::new();
    let mut docs = Vec::new();
    for code in raw {
        let pattern = &code.pattern.value;
        // A `*` of this pattern can only be matched by a `*` of the earlier one, so this is true if all that it matches is matched earlier.
        let mut before = patterns.iter().map(|(before, _)| before);
        if let Some(before) = before.find(|before| matches_pattern(before, pattern)) {
            let help = match &**before {
                "*" => "put `\"*\"` last".to_owned(),
                before if before == pattern => "remove one of the two".to_owned(),
                before => format!("put `{pattern}` before `{before}`"),
            };
            diagnostics
                .report(
                    &rules::UNREACHABLE_CODE,
                    code.pattern.span,
                    format!("`{pattern}` can never match"),
                )
                .label(match &**before {
                    "*" => "`*` above matches everything".to_owned(),
                    before => format!("`{before}` above matches all that it matches"),
                })
                .help(help);
        }
        if let Some(kind) = lower_kind(&code.kind, diagnostics) {
            patterns.push((pattern.clone().into(), kind));
            docs.push(code.notes.to_doc(None));
        }
    }
    (patterns.into(), docs)
}

/// Reports patterns for a value whose location the spec does not give.
fn check_located(
    key: &str,
    location: &str,
    patterns: &[ErrorCode],
    paths: &[crate::raw::Path],
    diagnostics: &mut Diagnostics,
) {
    if let Some(first) = patterns.first().filter(|_| paths.is_empty()) {
        diagnostics
            .report(
                &rules::UNREACHABLE_CODE,
                first.pattern.span,
                format!("`{key}` can never match, because `errors` has no `{location}`"),
            )
            .label("compared with a value whose location is not given")
            .help(format!(
                "write the location of the {location} in a response, such as `{location}: body.{location}`"
            ));
    }
}

/// Reports a pattern for every message beside codes, which then are never read.
fn check_overruled(raw: &Errors, diagnostics: &mut Diagnostics) {
    let mut messages = raw.messages.iter().map(|message| &message.pattern);
    let every = messages.find(|pattern| pattern.value.bytes().all(|b| b == b'*'));
    if let (Some(every), Some(code)) = (every, raw.codes.first()) {
        diagnostics
            .report(
                &rules::UNREACHABLE_CODE,
                every.span,
                format!(
                    "`{}` gives every message a kind, so no code is read",
                    every.value
                ),
            )
            .label("matches every message")
            .second(code.pattern.span, "not read where there is a message")
            .help("remove it: a message that no pattern matches leaves the decision to the code");
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

/// The clock policy, and its docs.
pub(super) fn lower_clock(spec: &Spec) -> (Option<ClockPolicy>, Doc) {
    let raw = spec.clock.as_ref();
    let doc = raw.map(|raw| raw.notes.to_doc(None));
    (raw.map(|raw| raw.policy.clone()), doc.unwrap_or_default())
}
