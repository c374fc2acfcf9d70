//! `specie explain`: prints the page of a rule.

use crate::arguments::Explain;
use crate::failure::Failure;
use crate::print;
use specie_codegen::rules::{self, changes};

/// Prints the page of a rule, or one line per rule if none is named.
///
/// # Errors
/// The rule does not exist.
pub fn run(arguments: &Explain) -> Result<(), Failure> {
    let Some(code) = &arguments.code else {
        return print::result(&every_rule());
    };
    // Codes are shown as `error[unknown-key]`, and users may copy that form.
    let bare = code
        .rsplit_once('[')
        .map_or(code.as_str(), |(_, code)| code.trim_end_matches(']'));
    match rules::explain(bare) {
        Ok(page) => print::result(&page),
        Err(near) => {
            let near = near
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            Err(Failure::usage(format!("unknown rule `{bare}`"))
                .help(format!("{near}`specie explain` lists all rules")))
        }
    }
}

/// Code, severity or level, and first sentence of each rule and of each kind of change, sorted by code.
fn every_rule() -> String {
    let rules = rules::ALL.iter();
    let rules = rules.map(|rule| (rule.code, rule.severity.name().to_owned(), rule.page));
    let changes = changes::ALL.iter();
    let changes = changes.map(|rule| {
        (
            rule.code,
            format!("{} change", rule.level.name()),
            rule.page,
        )
    });
    let all = rules.chain(changes);
    let mut rows: Vec<[String; 3]> = all
        .map(|(code, kind, page)| [code.to_owned(), kind, first_sentence(page)])
        .collect();
    rows.sort();
    crate::table::aligned(&rows)
}

fn first_sentence(page: &str) -> String {
    let text = page
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text,
    }
}
