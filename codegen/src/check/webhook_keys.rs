//! Whether the operations that return the keys of webhooks can be called for them.

use super::pagination::in_body;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Api, Found, Idempotency, Kind, Operation, Response, Type};
use crate::pagination::pointer;
use crate::raw::Spec;
use crate::rules::operations::UNKNOWN_PARAM;
use crate::rules::webhook_plan::BAD_KEYS;
use crate::source::Span;
use specie_runtime::signing::plan::{KeySource, KeysFrom};

pub(super) fn check_webhook_keys(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    let plans = &api.runtime.scheme.webhooks;
    let mut seen: Vec<(&KeySource, Span)> = Vec::new();
    for (raw, plan) in spec.webhooks.iter().zip(plans.iter()) {
        let (Some(place), Some(source)) = (&raw.keys, &plan.keys) else {
            continue;
        };
        let other = |(known, _): &&(&KeySource, Span)| {
            known.credential == source.credential && known.from != source.from
        };
        if let Some((_, first)) = seen.iter().find(other) {
            diagnostics
                .report(
                    &BAD_KEYS,
                    place.span,
                    "two webhooks fetch the keys of one credential from different places",
                )
                .label("would replace the keys of the other webhook")
                .second(*first, "the other place")
                .help("declare a credential for each: `refund_keys: public optional jwks`");
        }
        seen.push((source, place.span));
        if let Some(name) = source.from.operation() {
            check_operation(api, name, &source.from, place.operation, diagnostics);
        }
    }
}

fn check_operation(
    api: &Api,
    name: &str,
    from: &KeysFrom,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let Some(operation) = super::operation_named(api, name, span, diagnostics) else {
        return;
    };
    let mut check = Check {
        api,
        operation,
        span,
        diagnostics,
    };
    check.call(from);
    if let Response::Type(response) = &operation.response {
        check.places(from, response);
    } else {
        check
            .report(format!(
                "the response of `{name}` has no single type, so it has no key"
            ))
            .help("set `answer` to the type of the response");
    }
}

struct Check<'a> {
    api: &'a Api,
    operation: &'a Operation,
    span: Span,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    /// The client calls it on its own: as often as it likes, and with the id of a key alone.
    fn call(&mut self, from: &KeysFrom) {
        let name = &self.operation.name;
        if self.operation.idempotency != Idempotency::Safe {
            self.report(format!(
                "`{name}` may not be repeated, so it cannot be called for keys"
            ))
            .help("name an operation that only reads, or mark it with `idempotency: safe`");
        }
        let takes = match from {
            KeysFrom::ById { param, .. } => Some(&**param),
            KeysFrom::Address(_) | KeysFrom::List { .. } | KeysFrom::Certificate { .. } => None,
        };
        if let Some(needed) = self.operation.needs_beside(takes.as_slice()) {
            let message = format!("`{name}` cannot be called without {}", needed.shown());
            let declared = needed.declared();
            let finding = self.report(message);
            if let Some((span, what)) = declared {
                finding.second(span, what);
            }
            finding.help("name an operation whose only required parameter is the id of a key");
        }
        let fields = || self.operation.params.iter().map(|param| &param.field);
        // The constants of an operation that takes a request are written with the request, and there is none here.
        let lost = fields().find(|field| self.operation.has_request() && field.constant.is_some());
        if let Some(field) = lost {
            let message = format!(
                "a call of `{name}` for keys would not send `{}`",
                field.name
            );
            let span = field.span;
            self.report(message)
                .second(span, "a constant beside other parameters")
                .help("declare an operation for the keys whose path has the constant");
        }
        let Some(takes) = takes else { return };
        let known: Vec<&str> = fields().map(|field| field.name.as_str()).collect();
        match fields().find(|field| field.name == takes) {
            None => {
                self.diagnostics
                    .unknown(&UNKNOWN_PARAM, self.span, "parameter", takes, known)
                    .label("has no parameter of this name");
            }
            Some(field) if !matches!(field.ty.kind, Kind::Text { .. }) => {
                let span = field.span;
                self.report(format!("`{takes}` does not take the id of a key"))
                    .second(span, "is not a text")
                    .help("name the parameter that takes the id as text");
            }
            Some(_) => {}
        }
    }

    /// The places must exist in the response, and hold texts.
    fn places(&mut self, from: &KeysFrom, response: &Type) {
        match from {
            KeysFrom::Address(_) | KeysFrom::Certificate { .. } => {}
            KeysFrom::ById { key, .. } => {
                let found = in_body(self.api, self.operation, response, &pointer(key));
                self.text(&found, "key");
            }
            KeysFrom::List { list, id, key, .. } => {
                match in_body(self.api, self.operation, response, &pointer(list)) {
                    Found::Missing => self.missing("list"),
                    Found::Type(ty) => match &ty.kind {
                        Kind::List(entry) => {
                            for (what, member) in [("id", id), ("key", key)] {
                                let found = self.api.type_at(entry, &format!("/{member}"));
                                self.text(&found, what);
                            }
                        }
                        Kind::Json => {}
                        _ => {
                            self.report("`list` of `keys` is not a list".to_owned())
                                .help("name the list of keys: `list: body.data`");
                        }
                    },
                    Found::Open => {}
                }
            }
        }
    }

    fn text(&mut self, found: &Found<'_>, what: &str) {
        match found {
            Found::Missing => self.missing(what),
            Found::Type(ty) if !matches!(ty.kind, Kind::Text { .. } | Kind::Json) => {
                self.report(format!("`{what}` of `keys` is not a text"))
                    .help("name the member with the text");
            }
            Found::Type(_) | Found::Open => {}
        }
    }

    fn missing(&mut self, what: &str) {
        let name = &self.operation.name;
        self.report(format!("the response of `{name}` has no such member for `{what}`"))
            .help("`body.NAME` is a path in the whole body, with its envelope; with `list`, `id` and `key` are members of an entry");
    }

    fn report(&mut self, message: String) -> &mut Diagnostic {
        self.diagnostics
            .report(&BAD_KEYS, self.span, message)
            .label("returns the keys of this webhook")
    }
}
