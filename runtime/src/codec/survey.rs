//! Finds several values inside a JSON text in one pass over all of it.
//!
//! [`super::locate`] stops at the value it searches. To decide whether money moved, more must be known: that the text is one JSON document
//! from its first byte to its last, and that no name on the path to the value occurs twice.

use super::{Problem, Reader};
use crate::value::path_segment::PathSegment;
use smallvec::SmallVec;
use std::ops::Range;

/// The result of a survey for one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Nothing: a member or element on the path is missing, or `null`.
    Absent,
    /// A value in this range; it may be `null`.
    At(Range<usize>),
    /// A value on the path has no members, or no elements.
    Blocked,
    /// A name on the path occurs twice in its object.
    Twice,
}

/// Paths that are still open: the index of the path, and the segments left.
type Open<'p> = SmallVec<[(usize, &'p [PathSegment]); 4]>;

/// Finds the values at `paths`.
///
/// If the document is neither an object nor a list, the result is `Absent` and not `Blocked`: some providers respond with an object only
/// when they reject.
///
/// # Errors
/// The text is not one JSON document.
pub(crate) fn survey(text: &[u8], paths: &[&[PathSegment]]) -> Result<Vec<Placement>, Problem> {
    let mut placements = vec![Placement::Absent; paths.len()];
    if let Err(error) = std::str::from_utf8(text) {
        // Skipped text is not checked character by character.
        let what = "not valid JSON: the bytes are not UTF-8";
        return Err(Problem::new(what, Some(error.valid_up_to())));
    }
    let mut reader = Reader::new(text);
    let open = paths.iter().copied().enumerate().collect();
    walk(&mut reader, &open, true, &mut placements)?;
    reader.finish()?;
    Ok(placements)
}

/// Skips the next value, and records what it contains at the paths that lead here.
fn walk(
    reader: &mut Reader<'_>,
    open: &Open<'_>,
    root: bool,
    placements: &mut [Placement],
) -> Result<(), Problem> {
    let start = reader.here()?;
    let (ends, further): (Open<'_>, Open<'_>) =
        open.iter().copied().partition(|(_, way)| way.is_empty());
    let names =
        |(_, way): &(usize, &[PathSegment])| matches!(way.first(), Some(PathSegment::Name(_)));
    if further.is_empty() {
        reader.skip()?;
    } else if reader.at_object()? {
        let (inside, across): (Open<'_>, Open<'_>) = further.iter().copied().partition(names);
        block(&across, root, placements);
        members(reader, &inside, placements)?;
    } else if reader.at_list()? {
        let (across, inside): (Open<'_>, Open<'_>) = further.iter().copied().partition(names);
        block(&across, root, placements);
        elements(reader, &inside, placements)?;
    } else if !reader.null()? {
        block(&further, root, placements);
        reader.skip()?;
    }
    let end = reader.index();
    for (index, _) in ends {
        note(placements, index, Placement::At(start..end));
    }
    Ok(())
}

/// Skips an object.
fn members(
    reader: &mut Reader<'_>,
    open: &Open<'_>,
    placements: &mut [Placement],
) -> Result<(), Problem> {
    let mut met: SmallVec<[usize; 4]> = SmallVec::new();
    let mut name = reader.open_object()?;
    while let Some(known) = name {
        let mut inside = Open::new();
        for (index, way) in open {
            match way.split_first() {
                Some((PathSegment::Name(first), rest)) if *first == known => {
                    if met.contains(index) {
                        note(placements, *index, Placement::Twice);
                    }
                    met.push(*index);
                    inside.push((*index, rest));
                }
                _ => {}
            }
        }
        walk(reader, &inside, false, placements).map_err(|problem| problem.inside(known))?;
        name = reader.next_name()?;
    }
    Ok(())
}

/// Skips a list.
fn elements(
    reader: &mut Reader<'_>,
    open: &Open<'_>,
    placements: &mut [Placement],
) -> Result<(), Problem> {
    let mut current = 0;
    let mut more = reader.open_list()?;
    while more {
        let mut inside = Open::new();
        for (index, way) in open {
            match way.split_first() {
                Some((PathSegment::Index(first), rest)) if *first as usize == current => {
                    inside.push((*index, rest));
                }
                _ => {}
            }
        }
        walk(reader, &inside, false, placements).map_err(|problem| problem.at(current))?;
        current += 1;
        more = reader.next_item()?;
    }
    Ok(())
}

fn block(across: &Open<'_>, root: bool, placements: &mut [Placement]) {
    for (index, _) in across.iter().filter(|_| !root) {
        note(placements, *index, Placement::Blocked);
    }
}

/// A path whose name occurred twice keeps that result.
fn note(placements: &mut [Placement], index: usize, found: Placement) {
    if let Some(site) = placements
        .get_mut(index)
        .filter(|site| **site != Placement::Twice)
    {
        *site = found;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<PathSegment> {
        text.split('.')
            .filter(|step| !step.is_empty())
            .map(|step| match step.parse() {
                Ok(index) => PathSegment::Index(index),
                Err(_) => PathSegment::Name(step.to_owned().into()),
            })
            .collect()
    }

    fn placements(text: &str, paths: &[&str]) -> Result<Vec<Placement>, Problem> {
        let paths: Vec<Vec<PathSegment>> = paths.iter().map(|text| path(text)).collect();
        let paths: Vec<&[PathSegment]> = paths.iter().map(Vec::as_slice).collect();
        survey(text.as_bytes(), &paths)
    }

    #[test]
    fn several_paths_are_found_in_one_walk() {
        let text = r#" {"code":"0","data":[{"id":7},{"id":8}],"n":null,"t":"x","b":[1]} "#;
        let paths = [
            "",
            "code",
            "data",
            "data.1.id",
            "data.2",
            "n",
            "n.a",
            "t.a",
            "b.a",
            "data.0.id",
        ];
        let found = placements(text, &paths).unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|site| match site {
                Placement::At(range) => text[range.clone()].to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            shown,
            [
                text.trim(),
                r#""0""#,
                r#"[{"id":7},{"id":8}]"#,
                "8",
                "Absent",
                "null",
                "Absent",
                "Blocked",
                "Blocked",
                "7"
            ]
        );
    }

    #[test]
    fn names_that_appear_twice_on_the_path_are_reported() {
        for text in [
            r#"{"a":{"b":1},"a":{"b":1}}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":{"b":1},"a":null}"#,
            r#"{"a":1,"\u0061":{"b":2}}"#,
        ] {
            assert_eq!(
                placements(text, &["a.b"]).unwrap(),
                [Placement::Twice],
                "{text}"
            );
        }
        let text = r#"{"x":1,"x":2,"a":{"b":3}}"#;
        assert!(matches!(
            placements(text, &["a.b"]).unwrap()[..],
            [Placement::At(_)]
        ));
    }

    #[test]
    fn documents_without_members_hold_nothing() {
        for text in ["[1]", "7", "\"x\"", "null", "true"] {
            assert_eq!(
                placements(text, &["a.b"]).unwrap(),
                [Placement::Absent],
                "{text}"
            );
        }
    }

    #[test]
    fn only_one_whole_document_is_surveyed() {
        for text in [
            "",
            " ",
            "<html>",
            r#"{"a":1"#,
            r#"{"a":1}{"a":1}"#,
            r#"{"a":1} x"#,
            r#"{"a":1,}"#,
            "\u{feff}{\"a\":1}",
            r#"{"a":NaN}"#,
            r#"{"a":1,"b":tru}"#,
            r#"{"a":01}"#,
        ] {
            assert!(placements(text, &["a"]).is_err(), "{text}");
        }
    }
}
