//! How to request the next page.

use crate::diagnostic::Diagnostics;
use crate::pagination::{LIST, Role, STYLES, Style, last_member, selected};
use crate::raw::{self, Text};
use crate::rules::operations as rules;
use crate::source::Span;
use specie_runtime::Pagination;

/// Lowers `paginate` and looks up its parameters.
pub(super) fn lower_pagination(
    raw: &raw::Operation,
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
    let param = reader.value(style, style.key.name, style.key.role)?;
    let others: Vec<(&str, Option<String>)> = style
        .others
        .iter()
        .map(|key| (key.name, reader.value(style, key.name, key.role)))
        .collect();
    let value = |name: &str| {
        let found = others.iter().find(|(key, _)| *key == name);
        found.and_then(|(_, value)| value.clone())
    };
    Some(Pagination {
        style: (style.build)(param, &value),
        list: reader.value(style, LIST.name, LIST.role),
    })
}

/// Reads the values of one `paginate`.
struct Reader<'a> {
    raw: &'a raw::Operation,
    pagination: &'a raw::Pagination,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// What the value of a key names; none: it is not given, it is `last`, or it was reported.
    fn value(&mut self, style: &Style, key: &str, role: Role) -> Option<String> {
        let pagination = self.pagination;
        let Some(text) = pagination.get(key) else {
            if role == Role::Last {
                let message = format!("`{}` needs `{key}`", style.key.name);
                let help = format!(
                    "write `{key}: last.NAME`, the member of the last entry whose value the parameter takes"
                );
                self.wrong(pagination.span, &message, &help);
            }
            return None;
        };
        match role {
            Role::Count | Role::Param => Some(self.param(text)),
            Role::Member => Some(text.value.clone()),
            Role::Header => {
                let name = text.value.strip_prefix("header.");
                let name = name.filter(|name| !name.is_empty());
                if name.is_none() {
                    let help = format!("write `{key}: header.NAME`");
                    self.wrong(text.span, &format!("`{key}` is not a header"), &help);
                }
                name.map(str::to_owned)
            }
            Role::Last => {
                let member = last_member(&text.value);
                if member.is_none() {
                    let message = format!("`{key}` does not name a member of the last entry");
                    let help =
                        format!("write `{key}: last.NAME`, or `{key}: last` for the entry itself");
                    self.wrong(text.span, &message, &help);
                }
                member.flatten().map(str::to_owned)
            }
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
