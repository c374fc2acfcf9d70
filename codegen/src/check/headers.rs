//! Headers and cookies of calls: their names and constants, and those that another header of the same request would replace.

use crate::diagnostic::Diagnostics;
use crate::lower::operations::is_token_byte;
use crate::model::{Api, Location, Operation};
use crate::raw::{Spec, Text};
use crate::rules::{operations as rules, plan};
use crate::source::Span;
use specie_runtime::signing::plan::{Action, Expr, Plan, Step};
use specie_runtime::signing::{check_header_value, is_framing_header};

/// Checks the headers of all environments.
pub(super) fn check_environments(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for environment in &spec.environments {
        for (at, (name, value)) in environment.headers.iter().enumerate() {
            check_name(&name.value, name.span, diagnostics);
            check_value(&name.value, value, diagnostics);
            let earlier = environment.headers.iter().take(at);
            if let Some((first, _)) = earlier
                .into_iter()
                .find(|(other, _)| other.value.eq_ignore_ascii_case(&name.value))
            {
                replaced(
                    &name.value,
                    name.span,
                    "another line of this environment",
                    diagnostics,
                )
                .second(first.span, "the other one");
            }
            let mut plans = api.runtime.scheme.plans.iter();
            if let Some(plan) = plans.find(|plan| uses(plan, &name.value)) {
                let by = format!("the plan `{}`", plan.name);
                replaced(&name.value, name.span, &by, diagnostics)
                    .help("a header of an environment is sent as it is, after the plan: remove it here, or set it in the plan with `when: settings.NAME`");
            }
        }
    }
}

/// Checks the headers and cookies of an operation.
pub(super) fn check_operation(
    spec: &Spec,
    operation: &Operation,
    plan: Option<&Plan>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    let has_type = operation.content_type.is_some() || operation.multipart;
    if has_type {
        seen.push(("content-type".to_owned(), operation.span));
    }
    for param in &operation.params {
        let field = &param.field;
        let header = match param.location {
            Location::Header => field.name.as_str(),
            Location::Cookie => {
                check_cookie(&field.name, field.span, diagnostics);
                if seen.iter().any(|(name, _)| name == "cookie") {
                    continue;
                }
                "Cookie"
            }
            _ => continue,
        };
        if !is_blank(header) {
            check_name(header, field.span, diagnostics);
        }
        if let Some(text) = field
            .constant
            .as_ref()
            .filter(|_| param.location == Location::Header)
        {
            let text = Text {
                value: text.clone(),
                span: field.span,
            };
            check_value(header, &text, diagnostics);
        }
        let lower = header.to_ascii_lowercase();
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == lower) {
            replaced(
                header,
                field.span,
                "another part of this operation",
                diagnostics,
            )
            .second(*first, "also sets it")
            .help("names of headers are the same in upper and lower case: keep one of them");
        }
        let mut environments = spec.environments.iter();
        let of_environment = environments.find_map(|environment| {
            let mut headers = environment.headers.iter();
            let found = headers.find(|(name, _)| name.value.eq_ignore_ascii_case(header))?;
            Some((environment.name.value.as_str(), found.0.span))
        });
        if let Some((environment, span)) = of_environment {
            let by = format!("the environment `{environment}`");
            replaced(header, field.span, &by, diagnostics)
                .second(span, "set here")
                .help("keep one of them");
        }
        if let Some(plan) = plan.filter(|plan| sets(plan, header) && !reads(plan, header)) {
            by_plan(header, field.span, plan, diagnostics);
        }
        seen.push((lower, field.span));
    }
    if has_type && let Some(plan) = plan.filter(|plan| sets(plan, "Content-Type")) {
        by_plan("Content-Type", operation.span, plan, diagnostics);
    }
}

fn by_plan(header: &str, span: Span, plan: &Plan, diagnostics: &mut Diagnostics) {
    replaced(
        header,
        span,
        &format!("the plan `{}`", plan.name),
        diagnostics,
    )
    .help(format!(
        "remove it here, or let the plan keep it: `{header}: header[\"{header}\"] ?? …`"
    ));
}

fn replaced<'d>(
    name: &str,
    span: Span,
    by: &str,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut crate::diagnostic::Diagnostic {
    diagnostics
        .report(
            &rules::HEADER_TWICE,
            span,
            format!("{by} also sets the header `{name}`"),
        )
        .label("only one of the two values would be sent")
}

fn check_name(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    if is_framing_header(name) {
        diagnostics
            .report(
                &plan::FRAMING_HEADER,
                span,
                format!("the header `{name}` is set by the transport"),
            )
            .label("follows from the address and the body")
            .help("remove it");
    } else if !name.bytes().all(is_token_byte) {
        diagnostics
            .report(
                &plan::BAD_HEADER_NAME,
                span,
                format!("`{name}` is not a valid header name"),
            )
            .help("a header name consists of letters, digits and `-`");
    }
}

/// Whether a name is empty or has white space: that of a parameter was reported when it was read.
fn is_blank(name: &str) -> bool {
    name.is_empty() || name.contains(char::is_whitespace)
}

fn check_cookie(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    if !is_blank(name) && !name.bytes().all(is_token_byte) {
        diagnostics
            .report(
                &plan::BAD_HEADER_NAME,
                span,
                format!("`{name}` is not a valid name of a cookie"),
            )
            .help("the name of a cookie consists of letters, digits, `-` and `_`");
    }
}

fn check_value(name: &str, value: &Text, diagnostics: &mut Diagnostics) {
    if let Err(why) = check_header_value(&value.value) {
        diagnostics
            .report(
                &plan::BAD_HEADER_VALUE,
                value.span,
                format!("the value of the header `{name}` cannot be sent"),
            )
            .label(why)
            .help("write printable ASCII characters, without spaces at either end");
    }
}

/// Whether a plan sets a header.
fn sets(plan: &Plan, header: &str) -> bool {
    Step::all(&plan.steps).any(|step| match &step.action {
        Action::Header(lines) => lines
            .iter()
            .any(|line| line.name.eq_ignore_ascii_case(header)),
        _ => false,
    })
}

/// Whether a plan reads a header that the caller may have set.
fn reads(plan: &Plan, header: &str) -> bool {
    fn within(value: &Expr, header: &str) -> bool {
        matches!(value, Expr::Header(name) if name.eq_ignore_ascii_case(header))
            || value.parts().any(|part| within(part, header))
    }
    Step::all(&plan.steps).any(|step| step.values().any(|value| within(value, header)))
}

fn uses(plan: &Plan, header: &str) -> bool {
    sets(plan, header) || reads(plan, header)
}
