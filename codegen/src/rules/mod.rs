//! Every way in which a spec can be wrong, and every kind of [change](changes) between two versions of one, each with the page that
//! `specie explain CODE` prints.
//!
//! The page of a rule is the comment beside it, in Markdown; so it is written once, and for the author of a spec.

pub mod changes;
pub mod credential;
pub mod expression;
pub mod kinds;
pub mod operations;
pub mod plan;
pub mod responses;
pub mod section;
pub mod session;
pub mod spec;
pub mod streams;
pub mod types;
pub mod vector;
pub mod webhook_plan;
pub mod webhooks;
pub mod yaml;

use std::sync::LazyLock;

/// Severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something is missing for a complete spec: an error unless the spec is loaded as a draft.
    Incomplete,
    /// Does not prevent generating.
    Warning,
}

impl Severity {
    /// `error`, `warning` or `incomplete`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Incomplete => "incomplete",
            Self::Warning => "warning",
        }
    }
}

/// A rule: a code that never changes, how bad it is to break it, and its page.
#[derive(Debug)]
pub struct Rule {
    /// Name in kebab-case, shown in brackets.
    pub code: &'static str,
    /// Severity of its diagnostics.
    pub severity: Severity,
    /// What `specie explain` prints.
    pub page: &'static str,
}

/// Declares rules and the list `LIST` of them. The comment before each is its page.
///
/// ```text
/// rules! {
///     /// What is wrong, why it matters, and what to write instead.
///     pub UNKNOWN_KEY = "unknown-key", Error;
/// }
/// ```
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ pub $name:ident = $code:literal, $severity:ident;)+) => {
        $(
            $(#[doc = $doc])+
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                code: $code,
                severity: $crate::rules::Severity::$severity,
                page: concat!($($doc, "\n"),+),
            };
        )+
        /// The rules of this theme.
        pub static LIST: &[&$crate::rules::Rule] = &[$(&$name),+];
    };
}
pub(crate) use rules;

/// The rules by theme. A new theme is added here, and nowhere else.
static THEMES: &[&[&Rule]] = &[
    yaml::LIST,
    credential::LIST,
    expression::LIST,
    kinds::LIST,
    plan::LIST,
    section::LIST,
    session::LIST,
    webhook_plan::LIST,
    vector::LIST,
    spec::LIST,
    types::LIST,
    operations::LIST,
    responses::LIST,
    webhooks::LIST,
    streams::LIST,
];

/// All rules.
pub static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    THEMES
        .iter()
        .flat_map(|list| list.iter().copied())
        .collect()
});

/// The rule of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}

/// The page of a rule, or of a kind of change, as `specie explain` prints it; `Err` holds the nearest code, if one is near.
pub fn explain(code: &str) -> Result<String, Option<&'static str>> {
    let code = code.trim();
    if let Some(rule) = find(code) {
        let title = format!("{} ({})", rule.code, rule.severity.name());
        return Ok(lines_of(&title, rule.page));
    }
    if let Some(change) = changes::find(code) {
        return Ok(change.explained());
    }
    let codes = ALL.iter().map(|rule| rule.code);
    let codes = codes.chain(changes::ALL.iter().map(|rule| rule.code));
    Err(crate::suggest::nearest(code, codes))
}

/// A page with its title.
fn lines_of(title: &str, text: &str) -> String {
    let mut page = format!("# {title}\n\n");
    for line in text.lines() {
        // A comment's text begins with the blank behind its slashes.
        page.push_str(line.strip_prefix(' ').unwrap_or(line));
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_kebab_case() {
        let mut seen = std::collections::BTreeSet::new();
        let rules = ALL.iter().map(|rule| (rule.code, rule.page));
        let changes = changes::ALL.iter().map(|rule| (rule.code, rule.page));
        for (code, page) in rules.chain(changes) {
            assert!(seen.insert(code), "{code} appears twice");
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(code.chars().all(kebab), "{code}");
            assert!(page.len() > 80, "the page of {code} is too short");
        }
    }

    #[test]
    fn pages_are_found() {
        let page = explain("duplicate-key").unwrap();
        assert!(page.starts_with("# duplicate-key (error)\n\n"), "{page}");
        assert_eq!(explain("duplicate-keys"), Err(Some("duplicate-key")));
        assert_eq!(explain("qqqqqqqqqq"), Err(None));
        let page = explain("param-moved").unwrap();
        assert!(
            page.starts_with("# param-moved (wire change)\n\n"),
            "{page}"
        );
    }
}
