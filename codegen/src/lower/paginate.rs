//! How to request the next page.

use crate::diagnostic::Diagnostics;
use crate::model::Pagination;
use crate::raw::{self, Text};
use crate::rules::operations as rules;
use crate::source::Span;

/// Lowers `paginate` and looks up its parameters.
pub(super) fn lower_paginate(
    raw: &raw::Operation,
    diagnostics: &mut Diagnostics,
) -> Option<Pagination> {
    let paginate = raw.paginate.as_ref()?;
    let mut reader = Reader {
        raw,
        paginate,
        diagnostics,
    };
    let size = paginate.size.as_ref().map(|size| reader.param(size));
    let list = paginate.list.as_ref().map(|text| text.value.clone());
    let total = reader.total();
    match (&paginate.page, &paginate.offset, &paginate.cursor) {
        (Some(page), None, None) => {
            reader.unneeded(&paginate.from, "from");
            Some(Pagination::Page {
                page: reader.param(page),
                size,
                total,
                list,
            })
        }
        (None, Some(offset), None) => {
            reader.unneeded(&paginate.from, "from");
            reader.unneeded(&paginate.total, "total");
            Some(Pagination::Offset {
                start: reader.param(offset),
                size,
                list,
            })
        }
        (None, None, Some(cursor)) => {
            reader.unneeded(&paginate.size, "size");
            reader.unneeded(&paginate.total, "total");
            Some(Pagination::Cursor {
                member: reader.member_of_last(),
                param: reader.param(cursor),
                list,
            })
        }
        _ => {
            reader.wrong(
                paginate.span,
                "expected exactly one of `page`, `offset` and `cursor` in `paginate`",
                "`page` counts pages, `offset` counts entries, `cursor` names the last entry received",
            );
            None
        }
    }
}

/// Reads the parts of one `paginate`.
struct Reader<'a> {
    raw: &'a raw::Operation,
    paginate: &'a raw::Pagination,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Span, message: &str, help: &str) {
        self.diagnostics
            .report(&rules::BAD_PAGINATE, span, message)
            .label("does not say how to request the next page")
            .help(help);
    }

    /// The name of a parameter, which the operation must declare.
    fn param(&mut self, name: &Text) -> String {
        let fields = self.raw.params.iter().chain(&self.raw.query);
        let names = fields.map(|field| field.name.value.as_str());
        if !names.clone().any(|known| known == name.value) {
            let rule = &rules::UNKNOWN_PARAM;
            self.diagnostics
                .unknown(rule, name.span, "parameter", &name.value, names)
                .label("not declared under `params`");
        }
        name.value.clone()
    }

    /// The header with the total number of entries.
    fn total(&mut self) -> Option<String> {
        let text = self.paginate.total.as_ref()?;
        match text.value.strip_prefix("header.") {
            Some(name) if !name.is_empty() => Some(name.to_owned()),
            _ => {
                let help = "write `total: header.NAME`";
                self.wrong(text.span, "`total` is not a header", help);
                None
            }
        }
    }

    /// Reports a key that this pagination style does not use.
    fn unneeded(&mut self, text: &Option<Text>, key: &str) {
        if let Some(text) = text {
            self.wrong(
                text.span,
                &format!("`{key}` is not used by this pagination style"),
                "`total` is for `page`, `from` for `cursor`, `size` for `page` and `offset`",
            );
        }
    }

    /// The member of the last entry that becomes the cursor; none: the entry itself.
    fn member_of_last(&mut self) -> Option<String> {
        let Some(text) = &self.paginate.from else {
            self.wrong(
                self.paginate.span,
                "`cursor` needs `from`",
                "write `from: last.NAME`, the member of the last entry whose value the parameter takes",
            );
            return None;
        };
        match text.value.strip_prefix("last") {
            Some("") => None,
            Some(member) if member.starts_with('.') => {
                Some(member.trim_start_matches('.').to_owned())
            }
            _ => {
                self.wrong(
                    text.span,
                    "`from` does not name a member of the last entry",
                    "write `from: last.NAME`, or `from: last` for the entry itself",
                );
                None
            }
        }
    }
}
