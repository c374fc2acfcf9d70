//! Findings of one kind together, for people: a document has the same fault in hundreds of places.

use super::Report;
use crate::markdown::visible;
use std::collections::HashMap;

/// What stands for names that differ within a group.
const OTHER: &str = "…";

/// Maximum number of characters that are shown of a sentence or place.
const LONGEST: usize = 300;

/// Findings that say the same about different names and places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the document says, with `…` for names that differ.
    pub what: String,
    /// What the import did, written alike.
    pub done: String,
    /// JSON pointers in the document, in the order of the import; hidden characters are made visible, and long ones are cut.
    pub places: Vec<String>,
}

impl Report {
    /// The findings in groups, in the order of the first one of each.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for finding in self.findings() {
            let kind = (without_names(&finding.what), without_names(&finding.done));
            let place = shown(&finding.place);
            let at = *known.entry(kind).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => {
                    group.what = common(&group.what, &finding.what);
                    group.done = common(&group.done, &finding.done);
                    group.places.push(place);
                }
                None => groups.push(Group {
                    what: finding.what.clone(),
                    done: finding.done.clone(),
                    places: vec![place],
                }),
            }
        }
        for group in &mut groups {
            group.what = shown(&group.what);
            group.done = shown(&group.done);
        }
        groups
    }
}

/// A text that may quote anything of a document, as it is shown on a terminal.
fn shown(text: &str) -> String {
    let text = visible(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{OTHER}", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

/// A sentence with `…` for each name, which is in backticks.
fn without_names(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 { OTHER } else { part });
    parts.collect::<Vec<_>>().join("`")
}

/// Two sentences that differ in names alone as one.
fn common(one: &str, other: &str) -> String {
    let parts = one.split('`').zip(other.split('`'));
    let parts = parts.map(|(one, other)| if one == other { one } else { OTHER });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_pointer::Place;

    #[test]
    fn findings_that_differ_in_names_are_one_group() {
        let mut report = Report::default();
        for (place, what, done) in [
            ("/a", "no `operationId`", "named `get_a`"),
            ("/b", "unknown type `sting`", "read as `string`"),
            ("/c", "no `operationId`", "named `get_c`"),
            ("/d", "unknown type `sting`", "read as `string`"),
            ("/e", "unknown type `x`", "`json`"),
        ] {
            report.note(&Place::at(place), what, done);
        }
        let group = |what: &str, done: &str, places: &[&str]| Group {
            what: what.to_owned(),
            done: done.to_owned(),
            places: places.iter().map(|place| (*place).to_owned()).collect(),
        };
        assert_eq!(
            report.groups(),
            [
                group("no `operationId`", "named `…`", &["/a", "/c"]),
                group("unknown type `sting`", "read as `string`", &["/b", "/d"]),
                group("unknown type `x`", "`json`", &["/e"]),
            ]
        );
    }
}
