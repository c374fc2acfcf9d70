//! Missing docs and sources.

use crate::diagnostic::Diagnostics;
use crate::raw::{Field, Notes, Shape, Spec, Text};
use crate::rules::spec::{MISSING_DOC, MISSING_SOURCE};

pub(super) fn check_docs(spec: &Spec, diagnostics: &mut Diagnostics) {
    for operation in &spec.operations {
        check(&operation.name, &operation.notes, "operation", diagnostics);
        if operation.notes.source.is_none() && spec.default_source.is_none() {
            diagnostics
                .report(
                    &MISSING_SOURCE,
                    operation.name.span,
                    format!("operation `{}` has no source", operation.name.value),
                )
                .label("which page describes it?")
                .help("write `source: https://…` here, or under `defaults`");
        }
        check_fields(&operation.params, "parameter", diagnostics);
        check_fields(operation.items.as_slice(), "parameter", diagnostics);
        check_fields(&operation.query, "parameter", diagnostics);
        check_fields(&operation.headers, "parameter", diagnostics);
        check_fields(&operation.cookies, "parameter", diagnostics);
        for variant in &operation.variants {
            check(&variant.name, &variant.notes, "variant", diagnostics);
        }
    }
    for ty in &spec.types {
        // A type that is declared where it is used has the text of that place, which is checked there.
        if !ty.inline {
            check(&ty.name, &ty.notes, "type", diagnostics);
        }
        match &ty.shape {
            Some(Shape::Struct { fields, .. } | Shape::Tuple { fields }) => {
                check_fields(fields, "field", diagnostics);
            }
            Some(Shape::Forms { forms }) if !ty.inline => check_fields(forms, "form", diagnostics),
            _ => {}
        }
    }
    for webhook in &spec.webhooks {
        check(&webhook.name, &webhook.notes, "webhook", diagnostics);
    }
    for stream in &spec.streams {
        check(&stream.name, &stream.notes, "stream", diagnostics);
        for channel in &stream.channels {
            check(&channel.name, &channel.notes, "channel", diagnostics);
            check_fields(&channel.params, "parameter", diagnostics);
        }
    }
}

fn check_fields(fields: &[Field], what: &str, diagnostics: &mut Diagnostics) {
    // Users do not see a constant; a line that could not be read was reported.
    for field in fields.iter().filter(|field| field.ty.is_some()) {
        let name = field.rename.as_deref().filter(|_| field.rest);
        check(name.unwrap_or(&field.name), &field.notes, what, diagnostics);
    }
}

fn check(name: &Text, notes: &Notes, what: &str, diagnostics: &mut Diagnostics) {
    if notes.doc.is_none() {
        let help = match what {
            "parameter" | "field" | "form" => "describe it after ` -- `",
            _ => "describe it under `doc`",
        };
        diagnostics
            .report(
                &MISSING_DOC,
                name.span,
                format!("{what} `{}` has no description", name.value),
            )
            .label("what does it mean?")
            .help(help);
    }
}
