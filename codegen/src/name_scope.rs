//! The Rust names of one scope: a name that Rust cannot have, or that another one has already, is reported.

use crate::diagnostic::Diagnostics;
use crate::names;
use crate::rules::spec as rules;
use crate::source::Span;
use crate::source::Text;
use std::collections::HashMap;

/// The name of a function or field; reports an invalid one.
pub(crate) fn snake(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::snake(&name.value), name, diagnostics)
}

/// The name of a type or variant; reports an invalid one.
pub(crate) fn pascal(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::pascal(&name.value), name, diagnostics)
}

/// The name of a variant for a value; reports an invalid one.
pub(crate) fn variant(value: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::variant(&value.value), value, diagnostics)
}

fn report(rust_name: Option<String>, name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    if rust_name.is_none() {
        diagnostics
            .report(&rules::NO_RUST_NAME, name.span, format!("no Rust name can be derived from `{}`", name.value))
            .label("expected ASCII letters and digits, beginning with a letter")
            .help("choose a name: `name as other: …` for a field, a variant of a union or a channel, `value: Name -- text` for a value of an enum");
    }
    rust_name
}

/// The Rust names of one scope.
pub(crate) struct Unique {
    scope: &'static str,
    /// How to choose another name.
    help: &'static str,
    seen: HashMap<String, (Span, String)>,
}

impl Unique {
    /// `scope` is for messages: `methods of the client`.
    pub(crate) fn new(scope: &'static str) -> Self {
        Self {
            scope,
            help: "with `name as other` for a field, a variant of a union or a channel, with `value: Name -- text` for a value of an enum",
            seen: HashMap::new(),
        }
    }

    /// For the forms of a union.
    pub(crate) fn forms() -> Self {
        Self {
            help: "under `types`, with `forms`, where each form has a name: `id: text`, `full: Customer`",
            ..Self::new("forms of a union")
        }
    }

    /// Adds a name; reports a duplicate.
    pub(crate) fn add(&mut self, rust_name: &str, name: &Text, diagnostics: &mut Diagnostics) {
        let rust_name = rust_name.trim_start_matches("r#");
        if let Some((first, other)) = self.seen.get(rust_name) {
            diagnostics
                .report(
                    &rules::NAME_CLASH,
                    name.span,
                    format!(
                        "`{}` and `{other}` both become `{rust_name}` in Rust",
                        name.value
                    ),
                )
                .label("the second one")
                .second(*first, "the first one")
                .why(format!("{} need different names", self.scope))
                .help(format!("rename one of them: {}", self.help));
        } else {
            self.seen
                .insert(rust_name.to_string(), (name.span, name.value.clone()));
        }
    }

    /// Adds a name; reports one that generated code uses for something else.
    pub(crate) fn add_unreserved(
        &mut self,
        rust_name: &str,
        name: &Text,
        reserved: &[&str],
        diagnostics: &mut Diagnostics,
    ) {
        if reserved.contains(&names::bare(rust_name)) {
            diagnostics
                .report(
                    &rules::RESERVED_NAME,
                    name.span,
                    format!("`{rust_name}` is reserved for generated code"),
                )
                .label(format!("{} cannot have this name", self.scope))
                .help(format!("choose another name: {}", self.help));
            return;
        }
        self.add(rust_name, name, diagnostics);
    }
}

/// Names that users of a client set as fields of one struct: `credentials` or `settings`. Every optional one has a setter.
pub(crate) fn check_owner_fields<'a>(
    scope: &'static str,
    fields: impl Iterator<Item = (&'a str, Span, bool)>,
    diagnostics: &mut Diagnostics,
) {
    let mut unique = Unique::new(scope);
    for (name, span, has_setter) in fields {
        let name = Text {
            value: name.to_owned(),
            span,
        };
        let reserved = match has_setter {
            true => names::RESERVED_SETTERS,
            false => &[],
        };
        if let Some(rust_name) = snake(&name, diagnostics) {
            unique.add_unreserved(&rust_name, &name, reserved, diagnostics);
        }
    }
}
