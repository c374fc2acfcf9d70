//! What an operation reads of its responses.

use super::reach::is_structured;
use crate::diagnostic::Diagnostics;
use crate::forms::never_a_text;
use crate::model::{Api, Field, Kind, Response, Shape, Type};
use crate::raw::Spec;
use crate::rules::operations::BAD_ANSWER;

/// Headers hold single texts, beside data of one type.
pub(super) fn check_answers(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        let Some((headers, ty)) = raw
            .response_headers
            .as_ref()
            .zip(operation.response_headers.as_ref())
        else {
            continue;
        };
        if matches!(
            operation.response,
            Response::Raw { .. } | Response::ByStatus(_)
        ) || !operation.variants.is_empty()
        {
            diagnostics
                .report(
                    &BAD_ANSWER,
                    headers.span,
                    format!("`{}` has no single type for its headers to be beside", operation.name),
                )
                .label("needs an `answer` of one type, without `variants`")
                .help("remove `answer_headers`; a download shows its headers, and so does `Client::raw`");
        }
        let shape = super::named_type(ty).and_then(|id| api.types.get(id.0));
        let Some(Shape::Struct { fields, .. }) = shape.map(|ty| &ty.shape) else {
            continue;
        };
        // A line that could not be read was reported.
        let read = headers.fields.iter().map(|raw| raw.ty.is_some());
        for (field, _) in fields.iter().zip(read).filter(|(_, read)| *read) {
            if let Some(form) = never_chosen(api, &field.ty) {
                diagnostics
                    .report(
                        &BAD_ANSWER,
                        field.span,
                        format!(
                            "the header `{}` holds one text, which never has the form `{}`",
                            field.name, form.name
                        ),
                    )
                    .label("never chosen")
                    .help("write the form of its text, before one that takes any text: `int as text or text`");
                continue;
            }
            let is_text = !is_structured(&field.ty, api) && !matches!(field.ty.kind, Kind::Json);
            if !is_text {
                diagnostics
                    .report(
                        &BAD_ANSWER,
                        field.span,
                        format!("the header `{}` holds one text", field.name),
                    )
                    .label("a list, an object or open JSON")
                    .help("declare it as `text`, and describe its format");
            } else if !crate::names::is_header_name(&field.name) {
                diagnostics
                    .report(
                        &BAD_ANSWER,
                        field.span,
                        format!("`{}` is not the name of a header", field.name),
                    )
                    .label("expected letters, digits, `-` and `_`")
                    .help("write the name as the provider documents it, and its name in Rust after `as`");
            }
        }
    }
}

/// A form of a union that a text never has.
fn never_chosen<'a>(api: &'a Api, ty: &Type) -> Option<&'a Field> {
    let def = api.types.get(super::named_type(ty)?.0)?;
    match &def.shape {
        Shape::Forms { forms } => forms.get(never_a_text(&api.types, forms)?),
        _ => None,
    }
}
