//! How to request the next page.

use crate::diagnostic::Diagnostics;
use crate::model::{Kind, Param, WireAs};
use crate::pagination::{
    ListPlace, STYLES, Style, Values, cursor_source, response_value, selected,
};
use crate::raw::{self, Text};
use crate::rules::operations as rules;
use crate::source::Span;
use specie_runtime::{CursorSource, PageValue, Pagination};

/// Lowers `paginate` and looks up its parameters.
pub(super) fn lower_pagination(
    raw: &raw::Operation,
    params: &[Param],
    diagnostics: &mut Diagnostics,
) -> Option<Pagination<String>> {
    let pagination = raw.pagination.as_ref()?;
    let mut reader = Reader {
        raw,
        pagination,
        diagnostics,
    };
    let Some(style) = selected(|key| pagination.get(key).is_some()) else {
        reader.report_style();
        return None;
    };
    reader.report_unneeded(style);
    let param = reader.param(pagination.get(style.key.name)?);
    let integer = params.iter().any(|known| {
        let ty = &known.field.ty;
        known.field.name == param && ty.kind == Kind::Int && ty.wire != Some(WireAs::Text)
    });
    let takes = |name: &str| style.others.iter().any(|key| key.name == name);
    let values = Values {
        first: if takes("first") { reader.first() } else { None },
        from: if takes("from") {
            reader.cursor(style)
        } else {
            None
        },
        inclusive: takes("inclusive") && reader.flag("inclusive"),
        integer,
    };
    reader.check_inclusive(&values);
    let (list, member_list) = reader.list();
    Some(Pagination {
        style: (style.build)(param, values)?,
        list,
        member_list,
        size: pagination.get("size").map(|name| reader.param(name)),
        max_size: reader.max_size(),
        full_pages: reader.flag("full_pages"),
        // Follows from the type of the list: see `OperationData`.
        null_list: false,
        total: reader.response("total"),
        total_pages: if takes("total_pages") {
            reader.response("total_pages")
        } else {
            None
        },
        more: reader.response("more"),
        end: if takes("end") { reader.end() } else { None },
    })
}

/// Reads the values of one `paginate`.
struct Reader<'a> {
    raw: &'a raw::Operation,
    pagination: &'a raw::Pagination,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// Where the cursor of the next page is.
    fn cursor(&mut self, style: &Style) -> Option<(CursorSource<String>, i64)> {
        let Some(text) = self.pagination.get("from") else {
            let message = format!("`{}` needs `from`", style.key.name);
            let help = "write `from: last.NAME`, the member of the last entry whose value the parameter takes, or `from: body.NAME`, the value in the response";
            self.wrong(self.pagination.span, &message, help);
            return None;
        };
        let source = cursor_source(&text.value);
        if source.is_none() {
            let help = "write `last.NAME` (in the last entry; `last` is the entry itself), `body.NAME`, `header.NAME`, `header.Link`, `url(body.NAME)` or `url(header.NAME)`; ` + 1` or ` - 1` may follow";
            let message = "`from` does not say where the cursor of the next page is";
            self.wrong(text.span, message, help);
        }
        source
    }

    /// A value in the response.
    fn response(&mut self, key: &str) -> Option<PageValue<String>> {
        let text = self.pagination.get(key)?;
        let value = response_value(&text.value);
        if value.is_none() {
            let message = format!("`{key}` is not a value in the response");
            let help = format!("write `{key}: header.NAME` or `{key}: body.NAME`");
            self.wrong(text.span, &message, &help);
        }
        value
    }

    /// The place of the list, and whether the list is a member with any name of the object there.
    fn list(&mut self) -> (Option<String>, bool) {
        let Some(text) = self.pagination.get("list") else {
            return (None, false);
        };
        let place = ListPlace::read(&text.value);
        if place.has_inner_wildcard() {
            let help = "write `*` as the last part of the path: `list: result.*`";
            self.wrong(text.span, "`*` is not the last part of `list`", help);
        }
        (place.pointer, place.member)
    }

    /// The cursor after the last page.
    fn end(&mut self) -> Option<String> {
        let text = self.pagination.get("end")?;
        if text.value.is_empty() {
            let help =
                "leave `end` out: a cursor that is missing, `null` or empty always ends the list";
            self.wrong(text.span, "`end` is empty", help);
            return None;
        }
        Some(text.value.clone())
    }

    /// The number of the first page.
    fn first(&mut self) -> Option<u64> {
        let text = self.pagination.get("first")?;
        let first = text.value.parse().ok().filter(|first| *first <= 1);
        if first.is_none() {
            let help = "write `first: 0` if the first page has the number 0";
            self.wrong(text.span, "`first` must be 0 or 1", help);
        }
        first
    }

    /// The largest page size of the provider.
    fn max_size(&mut self) -> Option<u64> {
        let text = self.pagination.get("max_size")?;
        self.needs_size("max_size", text.span);
        let size = text.value.parse().ok().filter(|size| *size > 0);
        if size.is_none() {
            let help = "write the largest number of entries that the provider puts on a page";
            self.wrong(text.span, "`max_size` must be a positive integer", help);
        }
        size
    }

    /// `true` or `false`; default: `false`.
    fn flag(&mut self, key: &str) -> bool {
        let Some(text) = self.pagination.get(key) else {
            return false;
        };
        if key == "full_pages" {
            self.needs_size(key, text.span);
        }
        match text.value.as_str() {
            "true" => true,
            "false" => false,
            _ => {
                let message = format!("`{key}` must be `true` or `false`");
                self.wrong(text.span, &message, "write `true` or `false`");
                false
            }
        }
    }

    /// Reports a key about the page size without the parameter that requests one.
    fn needs_size(&mut self, key: &str, span: Span) {
        if self.pagination.get("size").is_none() {
            let message = format!("`{key}` needs `size`");
            let help = "write `size: PARAM`, the parameter with the page size";
            self.wrong(span, &message, help);
        }
    }

    /// Reports pages that begin with known entries, but whose cursor is not that of an entry.
    fn check_inclusive(&mut self, values: &Values) {
        let of_entry = matches!(values.from, Some((CursorSource::Last(_), 0)) | None);
        let span = self.pagination.get("inclusive").map(|text| text.span);
        if let Some(span) = span.filter(|_| values.inclusive && !of_entry) {
            let help = "`inclusive` is for a cursor that is a value of the last entry, `from: last.NAME`, without `+ 1`";
            self.wrong(span, "no entry has the cursor of the next page", help);
        }
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

    /// Reports that no style is selected, or several are.
    fn report_style(&mut self) {
        let keys = listed(STYLES.iter().map(|style| style.key.name));
        let meanings: Vec<String> = STYLES
            .iter()
            .map(|style| format!("`{}` {}", style.key.name, style.meaning))
            .collect();
        self.wrong(
            self.pagination.span,
            &format!("expected exactly one of {keys} in `paginate`"),
            &meanings.join(", "),
        );
    }

    /// Reports keys that the style does not take.
    fn report_unneeded(&mut self, style: &Style) {
        for (key, text) in &self.pagination.values {
            if style.keys().any(|known| known.name == *key) {
                continue;
            }
            let takes = |style: &&Style| style.others.iter().any(|known| known.name == *key);
            let styles = STYLES.iter().filter(takes).map(|style| style.key.name);
            let help = format!("`{key}` is for {}", listed(styles));
            let message = format!("`{key}` is not used by this pagination style");
            self.wrong(text.span, &message, &help);
        }
    }

    fn wrong(&mut self, span: Span, message: &str, help: &str) {
        self.diagnostics
            .report(&rules::BAD_PAGINATE, span, message)
            .label("does not say how to request the next page")
            .help(help);
    }
}

/// `` `a`, `b` and `c` ``
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}
