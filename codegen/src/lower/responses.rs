//! Envelopes, errors and policies.

use super::Context;
use super::type_expressions::lower_type;
use crate::diagnostic::Diagnostics;
use crate::model::{Doc, ERROR_KINDS, ErrorData, ErrorDocs, Operation};
use crate::names;
use crate::raw::{ErrorCode, Errors, Group, Spec, Text};
use crate::rules::responses as rules;
use specie_runtime::signing::plan::{List, PathSegment, Str};
use specie_runtime::{
    ClockPolicy, Envelope, ErrorKind, ErrorRules, ResponsePath, ResponseTest, TimeCall,
    matches_pattern,
};

/// The envelopes, in the order of the spec, and the docs of their error rules.
pub(super) fn lower_envelopes(
    spec: &Spec,
    diagnostics: &mut Diagnostics,
) -> (List<Envelope>, Vec<ErrorDocs>) {
    let mut docs = Vec::new();
    let envelopes = spec.envelopes.iter().map(|raw| {
        let errors = raw.errors.as_ref().map(|own| {
            let (errors, own_docs) = lower_errors(own, Some(&spec.errors), diagnostics);
            docs.push(own_docs);
            errors
        });
        if errors.is_none() {
            docs.push(ErrorDocs::default());
        }
        Envelope {
            ok: lower_groups(&raw.ok),
            partial: lower_groups(&raw.partial),
            data: raw.data.first().map(in_body).unwrap_or_default(),
            fallback: raw.data.iter().skip(1).map(in_body).collect(),
            members: raw
                .members
                .iter()
                .map(|(name, path)| (name.value.clone().into(), in_body(path)))
                .collect(),
            errors,
        }
    });
    let envelopes = envelopes.collect();
    (envelopes, docs)
}

/// What errors carry, where its type is declared.
pub(super) fn lower_error_data(
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<ErrorData> {
    let found = context.spec.error_data().map(|(envelope, raw)| ErrorData {
        function: names::error_data(
            envelope.and_then(|at| Some(context.spec.envelopes.get(at)?.name.value.as_str())),
        ),
        envelope,
        ty: lower_type(&raw.ty, context, diagnostics),
    });
    found.collect()
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

/// How to classify errors, and the docs of each code and of each message. `general`: the rules that apply where these say nothing.
pub(super) fn lower_errors(
    raw: &Errors,
    general: Option<&Errors>,
    diagnostics: &mut Diagnostics,
) -> (ErrorRules, ErrorDocs) {
    let paths = |paths: &[crate::raw::Path]| paths.iter().map(|path| path.root.clone()).collect();
    let path = |path: &Option<crate::raw::Path>| path.as_ref().map(|path| path.root.clone());
    let mut status = Vec::new();
    for (number, kind) in &raw.status {
        status.extend(lower_kind(kind, diagnostics).map(|kind| (number.value, kind)));
    }
    let code = general.map_or(&[][..], |general| &general.code);
    let message = general.map_or(&[][..], |general| &general.message);
    let has_code = !raw.code.is_empty() || !code.is_empty();
    let has_message = !raw.message.is_empty() || !message.is_empty();
    check_located("codes", "code", &raw.codes, has_code, diagnostics);
    check_located(
        "messages",
        "message",
        &raw.messages,
        has_message,
        diagnostics,
    );
    check_overruled(raw, diagnostics);
    let (codes, code_docs) = lower_patterns(&raw.codes, diagnostics);
    let (messages, message_docs) = lower_patterns(&raw.messages, diagnostics);
    let errors = ErrorRules {
        code: paths(&raw.code),
        message: paths(&raw.message),
        data: paths(&raw.data),
        retry_after: path(&raw.retry_after),
        request_id: path(&raw.request_id),
        status: status.into(),
        codes,
        messages,
    };
    let docs = ErrorDocs {
        codes: code_docs,
        messages: message_docs,
    };
    (errors, docs)
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
    is_located: bool,
    diagnostics: &mut Diagnostics,
) {
    if let Some(first) = patterns.first().filter(|_| !is_located) {
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
pub(super) fn lower_clock(spec: &Spec, operations: &[Operation]) -> (Option<ClockPolicy>, Doc) {
    let raw = spec.clock.as_ref();
    let doc = raw.map(|raw| raw.notes.to_doc(None));
    let mut policy = raw.map(|raw| raw.policy.clone());
    if let Some(time) = policy
        .as_mut()
        .and_then(|policy| policy.server_time.as_mut())
    {
        let named = |operation: &&Operation| time.operation.as_deref() == Some(&operation.name);
        time.call = operations.iter().find(named).and_then(time_call);
    }
    (policy, doc.unwrap_or_default())
}

/// How a client calls the operation that gives the provider's time by itself: only if it needs no parameters.
fn time_call(operation: &Operation) -> Option<TimeCall> {
    if operation.needs_beside(&[]).is_some() {
        return None;
    }
    let constants = operation.params.iter().filter_map(|param| {
        let constant = param.field.constant.as_ref()?;
        Some((param.field.name.clone().into(), constant.clone().into()))
    });
    Some(TimeCall {
        method: operation.method.clone().into(),
        path: operation.path.clone().into(),
        section: operation.section,
        fixed: constants.collect::<Vec<_>>().into(),
    })
}
