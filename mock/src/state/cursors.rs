//! Where a cursor is in a list.

use crate::paths::{get, resolve};
use specie_codegen::validate::as_text;
use specie_runtime::jiff;
use specie_runtime::signing::plan::Data;

/// The index of the first entry after the one with a cursor; `None`: the cursor is of no entry, and cannot be compared with those of the
/// entries.
pub(super) fn after(
    all: &[Data],
    pointer: &str,
    cursor: &str,
    step: i64,
    inclusive: bool,
) -> Option<usize> {
    if all.is_empty() {
        return Some(0);
    }
    let keys: Vec<Option<String>> = all.iter().map(|entry| key_of(entry, pointer)).collect();
    let wanted = match (step, cursor.parse::<i128>()) {
        (0, _) | (_, Err(_)) => cursor.to_owned(),
        (step, Ok(cursor)) => cursor.saturating_sub(step.into()).to_string(),
    };
    let is_wanted = |key: &Option<String>| key.as_deref() == Some(wanted.as_str());
    let same = match inclusive {
        true => keys.iter().position(is_wanted),
        false => keys.iter().rposition(is_wanted).map(|at| at + 1),
    };
    same.or_else(|| among(&keys, &wanted, step < 0, inclusive))
}

/// The index of the first entry that follows a number or a time which no entry has.
fn among(
    keys: &[Option<String>],
    wanted: &str,
    is_downward: bool,
    inclusive: bool,
) -> Option<usize> {
    let wanted = rank(wanted)?;
    let ranks: Option<Vec<i128>> = keys.iter().map(|key| rank(key.as_deref()?)).collect();
    let ranks = ranks?;
    let falls = ranks.is_sorted_by(|one, next| one >= next);
    let rises = ranks.is_sorted();
    let follows = |rank: &i128| match (falls && (!rises || is_downward), inclusive) {
        (true, true) => *rank <= wanted,
        (true, false) => *rank < wanted,
        (false, true) => *rank >= wanted,
        (false, false) => *rank > wanted,
    };
    if falls || rises {
        return Some(ranks.iter().position(follows).unwrap_or(ranks.len()));
    }
    // In a list without order, only what is below all entries is known to be before the first.
    ranks.iter().all(|rank| wanted < *rank).then_some(0)
}

/// A number, or a time in nanoseconds, by which texts are compared.
fn rank(text: &str) -> Option<i128> {
    let number = text.parse().ok();
    number.or_else(|| Some(text.parse::<jiff::Timestamp>().ok()?.as_nanosecond()))
}

/// The text at a place of an entry.
pub(super) fn key_of(entry: &Data, pointer: &str) -> Option<String> {
    get(entry, &resolve(entry, pointer)?).and_then(as_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::text;

    fn list(keys: &[&str]) -> Vec<Data> {
        keys.iter().map(|key| text(key)).collect()
    }

    #[test]
    fn a_cursor_of_an_entry_is_the_place_after_it() {
        let all = list(&["c", "a", "a", "b"]);
        for (cursor, inclusive, expected) in [
            ("c", false, Some(1)),
            ("a", false, Some(3)),
            ("a", true, Some(1)),
            ("b", false, Some(4)),
            ("x", false, None),
            ("", false, None),
        ] {
            assert_eq!(after(&all, "", cursor, 0, inclusive), expected, "{cursor}");
        }
        assert_eq!(after(&[], "", "x", 0, false), Some(0));
    }

    #[test]
    fn numbers_and_times_of_no_entry_are_compared() {
        let (up, down) = (list(&["10", "20", "30"]), list(&["30", "20", "10"]));
        for (all, cursor, step, inclusive, expected) in [
            (&up, "0", 0, false, Some(0)),
            (&up, "15", 0, false, Some(1)),
            (&up, "21", 1, false, Some(2)),
            (&up, "16", 1, false, Some(1)),
            (&up, "99", 0, false, Some(3)),
            (&down, "15", 0, false, Some(2)),
            (&down, "19", -1, false, Some(2)),
            (&down, "99", 0, true, Some(0)),
            (&down, "0", 0, false, Some(3)),
        ] {
            assert_eq!(
                after(all, "", cursor, step, inclusive),
                expected,
                "{cursor}"
            );
        }
        let times = list(&["2024-01-01T00:00:00Z", "2024-01-02T00:00:00.000Z"]);
        let found = after(&times, "", "2024-01-01T12:00:00Z", 0, false);
        assert_eq!(found, Some(1));
        let mixed = list(&["20", "10", "30"]);
        assert_eq!(after(&mixed, "", "5", 0, false), Some(0));
        assert_eq!(after(&mixed, "", "15", 0, false), None);
    }
}
