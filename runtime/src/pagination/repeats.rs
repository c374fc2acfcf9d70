//! Entries that a provider sends again, where a page begins with the entries of the requested cursor.

use super::ReceivedPage;
use crate::codec::Problem;

/// The entries of a page that were received with the page before.
pub(super) struct Repeats {
    /// Their indexes.
    pub(super) indexes: Vec<usize>,
    /// The texts of the entries that have the cursor of the next page.
    pub(super) boundary: Vec<Vec<u8>>,
}

/// Finds the entries of `page` that are repeated: as many of those with the cursor `sent` as were received with it. Among several, those
/// with the same text come first, because a timestamp may be the cursor of several entries. `known` are the texts received with `sent`, and
/// `next` is the cursor of the next page.
pub(super) fn repeats(
    page: &ReceivedPage<'_>,
    pointer: &str,
    sent: Option<&str>,
    known: &[Vec<u8>],
    next: Option<&str>,
) -> Result<Repeats, Problem> {
    let mut same: Vec<usize> = Vec::new();
    let mut boundary: Vec<Vec<u8>> = Vec::new();
    if sent == next {
        boundary.extend_from_slice(known);
    }
    let mut open: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
    let mut changed: Vec<usize> = Vec::new();
    for (index, range) in page.entries.iter().enumerate() {
        let bytes = page.list.get(range.clone()).unwrap_or_default();
        let cursor = page.cursor_in((bytes, page.list_start + range.start), pointer)?;
        if cursor.is_some() && cursor.as_deref() == sent {
            match open.iter().position(|text| *text == bytes) {
                Some(place) => {
                    open.swap_remove(place);
                    same.push(index);
                }
                None => changed.push(index),
            }
        }
        if cursor.is_some() && cursor.as_deref() == next && sent != next {
            boundary.push(bytes.to_vec());
        }
    }
    // An entry may have changed since: the rest of the known ones are the first of the others.
    let (again, fresh) = changed.split_at(open.len().min(changed.len()));
    if sent == next {
        let entries = fresh.iter().filter_map(|index| page.entries.get(*index));
        boundary.extend(entries.filter_map(|range| Some(page.list.get(range.clone())?.to_vec())));
    }
    same.extend_from_slice(again);
    same.sort_unstable();
    Ok(Repeats {
        indexes: same,
        boundary,
    })
}
