//! How pages follow each other.

use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::Paginate;
use crate::raw::{self, Spanned, Text};
use crate::rules::operations as rules;

/// What `paginate` says, with its parameters looked up.
pub(super) fn lower_paginate(
    raw: &raw::Operation,
    diagnostics: &mut Diagnostics,
) -> Option<Paginate> {
    let paginate = raw.paginate.as_ref()?;
    let param = |text: &Option<Text>, diagnostics: &mut Diagnostics| -> Option<String> {
        let name = text.as_ref()?;
        let names = raw
            .params
            .iter()
            .chain(&raw.query)
            .map(|field| field.name.value.as_str());
        if !names.clone().any(|known| known == name.value) {
            diagnostics
                .report(
                    &rules::UNKNOWN_PARAM,
                    name.span,
                    format!("unknown parameter `{}`", name.value),
                )
                .label("not declared under `params`")
                .help_if(did_you_mean(&name.value, names));
        }
        Some(name.value.clone())
    };
    let size = param(&paginate.size, diagnostics);
    let list = paginate.list.as_ref().map(|text| text.value.clone());
    let wrong = |span, message: &str, help: &str, diagnostics: &mut Diagnostics| {
        diagnostics
            .report(&rules::BAD_PAGINATE, span, message)
            .label("this does not say how the next page is had")
            .help(help);
    };
    let total = paginate
        .total
        .as_ref()
        .and_then(|text| match text.value.strip_prefix("header.") {
            Some(name) if !name.is_empty() => Some(name.to_string()),
            _ => {
                wrong(
                    text.span,
                    "`total` is no header",
                    "write `total: header.NAME`",
                    diagnostics,
                );
                None
            }
        });
    let unneeded = |text: &Option<Text>, key: &str, diagnostics: &mut Diagnostics| {
        if let Some(Spanned { span, .. }) = text {
            let message = format!("`{key}` has no meaning for this way of paging");
            wrong(
                *span,
                &message,
                "`total` goes with `page`, `from` with `cursor`, `size` with `page` and `offset`",
                diagnostics,
            );
        }
    };
    match (&paginate.page, &paginate.offset, &paginate.cursor) {
        (page @ Some(_), None, None) => {
            unneeded(&paginate.from, "from", diagnostics);
            Some(Paginate::Page {
                page: param(page, diagnostics)?,
                size,
                total,
                list,
            })
        }
        (None, offset @ Some(_), None) => {
            unneeded(&paginate.from, "from", diagnostics);
            unneeded(&paginate.total, "total", diagnostics);
            Some(Paginate::Offset {
                start: param(offset, diagnostics)?,
                size,
                list,
            })
        }
        (None, None, cursor @ Some(_)) => {
            unneeded(&paginate.size, "size", diagnostics);
            unneeded(&paginate.total, "total", diagnostics);
            let from = paginate
                .from
                .as_ref()
                .map(|text| (text, text.value.strip_prefix("last")));
            let member = match from {
                Some((_, Some(""))) => None,
                Some((_, Some(member))) if member.starts_with('.') => {
                    Some(member.trim_start_matches('.').to_string())
                }
                Some((text, _)) => {
                    wrong(
                        text.span,
                        "`from` names no member of the last entry",
                        "write `from: last.NAME`, or `from: last` for the entry itself",
                        diagnostics,
                    );
                    None
                }
                None => {
                    wrong(
                        paginate.span,
                        "`cursor` without `from`",
                        "write `from: last.NAME`, the member of the last entry that the parameter takes",
                        diagnostics,
                    );
                    None
                }
            };
            Some(Paginate::Cursor {
                param: param(cursor, diagnostics)?,
                member,
                list,
            })
        }
        _ => {
            wrong(
                paginate.span,
                "`paginate` needs exactly one of `page`, `offset` and `cursor`",
                "`page` counts pages, `offset` counts entries, `cursor` names the last entry",
                diagnostics,
            );
            None
        }
    }
}
