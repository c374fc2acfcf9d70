//! The walk through the pages of a list: what the next request sets, and where the walk ends.

use super::repeats::{Repeats, repeats};
use super::{CursorSource, Pagination, PaginationStyle};
use crate::codec::Problem;
use crate::signing::Value;
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// What was seen of a list so far.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pages: u64,
    entries: u64,
    /// Number of entries of the first page.
    first_page: u64,
    /// Number of entries of the page with the most of them.
    largest_page: u64,
    /// The cursor of the next page.
    cursor: Option<String>,
    /// Every cursor that was requested or is requested next.
    cursors: HashSet<String>,
    /// The texts of the entries that have the cursor of the next page, where pages begin with them.
    boundary: Vec<Vec<u8>>,
    /// A digest of the last page.
    last_page: Option<u64>,
}

/// A page that was received.
pub(crate) struct ReceivedPage<'p> {
    /// The body of its response.
    pub(crate) body: &'p [u8],
    /// The text of its list.
    pub(crate) list: &'p [u8],
    /// The offset of the list in the body.
    pub(crate) list_start: usize,
    /// The ranges of its entries in the list.
    pub(crate) entries: &'p [Range<usize>],
    /// The values of a header.
    pub(crate) headers: &'p dyn Fn(&str) -> Vec<&'p str>,
}

/// What a page says about the rest of the list.
#[derive(Debug)]
pub(crate) struct Judged {
    /// What follows.
    pub(crate) next: Continuation,
    /// Indexes of the entries that were received before.
    pub(crate) repeated: Vec<usize>,
    count: u64,
    boundary: Vec<Vec<u8>>,
    digest: Option<u64>,
}

/// What follows a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Continuation {
    /// Nothing: it was the last page.
    End,
    /// Another page; `Some`: with this cursor.
    Page(Option<String>),
    /// The rest of the list cannot be requested, for this reason.
    Stuck(&'static str),
}

const CIRCLE: &str =
    "the cursor of the next page was used before, so the pages would repeat without end";
const SAME_PAGE: &str = "two pages in a row have the same entries, so the provider does not go on";
const NO_WAY_ON: &str =
    "the response says that more pages follow, but not how to request the next one";
const TOO_MANY: &str = "a whole page of entries has the same cursor, so the entries after them cannot be requested; a larger page may help";

impl<'p> ReceivedPage<'p> {
    /// The text of the last entry, and its offset in the body.
    pub(super) fn last(&self) -> Option<(&'p [u8], usize)> {
        let range = self.entries.last()?;
        Some((self.list.get(range.clone())?, self.list_start + range.start))
    }

    /// A digest of the entries, if they are objects or lists: a list of plain values may have equal pages.
    fn digest(&self) -> Option<u64> {
        let (last, _) = self.last()?;
        if !matches!(last.first(), Some(b'{' | b'[')) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        self.list.hash(&mut hasher);
        Some(hasher.finish())
    }
}

impl Progress {
    /// Records a page whose entries were read.
    pub(crate) fn record(&mut self, judged: Judged) {
        if self.pages == 0 {
            self.first_page = judged.count;
        }
        self.largest_page = self.largest_page.max(judged.count);
        self.pages += 1;
        self.entries += judged.count - judged.repeated.len() as u64;
        self.boundary = judged.boundary;
        self.last_page = judged.digest;
        if let Continuation::Page(Some(cursor)) = judged.next {
            // The cursor of the page before may be repeated where pages overlap; any other was inserted when it was requested.
            self.cursors.insert(cursor.clone());
            self.cursor = Some(cursor);
        }
    }
}

impl<'a> Pagination<&'a str> {
    /// The parameter that requests the next page; `None`: the caller's parameters request it. `given` reads one of them.
    pub(crate) fn next(
        &self,
        progress: &Progress,
        given: &dyn Fn(&str) -> Option<String>,
    ) -> Option<(&'a str, Value<'static>)> {
        let counted = |param: &'a str, first: i128, seen: u64| {
            let first = integer(given(param)).unwrap_or(first);
            Some((param, Value::Integer(first.saturating_add(seen.into()))))
        };
        match self.style {
            PaginationStyle::Page { page, first } => counted(page, first.into(), progress.pages),
            PaginationStyle::Offset { start } => counted(start, 0, progress.entries),
            PaginationStyle::Cursor { param, integer, .. } => {
                let cursor = progress.cursor.clone()?;
                let number = cursor.parse().ok().filter(|_| integer);
                let value = number.map_or(Value::Text(Cow::Owned(cursor)), Value::Integer);
                Some((param, value))
            }
        }
    }

    /// What a page says about the rest of the list.
    ///
    /// # Errors
    /// A value that the next request needs is malformed.
    pub(crate) fn judge(
        &self,
        progress: &Progress,
        page: &ReceivedPage<'_>,
        given: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Judged, Problem> {
        let count = page.entries.len() as u64;
        let more = match self.more {
            Some(place) => page.flag_at(place)?,
            None => None,
        };
        let mut judged = Judged {
            next: Continuation::End,
            repeated: Vec::new(),
            count,
            boundary: Vec::new(),
            digest: page.digest(),
        };
        let is_over = more == Some(false) || self.is_over(progress, page, given);
        match self.style {
            PaginationStyle::Page { .. } | PaginationStyle::Offset { .. } if is_over => {}
            PaginationStyle::Page { .. } | PaginationStyle::Offset { .. } => {
                let is_offset = matches!(self.style, PaginationStyle::Offset { .. });
                judged.next = match (count, more) {
                    (0, Some(true)) if is_offset => Continuation::Stuck(NO_WAY_ON),
                    (0, Some(true)) => Continuation::Page(None),
                    (0, _) => Continuation::End,
                    _ if judged.digest.is_some() && judged.digest == progress.last_page => {
                        Continuation::Stuck(SAME_PAGE)
                    }
                    _ => Continuation::Page(None),
                };
            }
            PaginationStyle::Cursor {
                param,
                from,
                step,
                inclusive,
                ..
            } => {
                let sent = progress.cursor.clone().or_else(|| given(param));
                let next = match is_over && !inclusive {
                    true => None,
                    false => page.cursor(param, from, step, self.end)?,
                };
                if inclusive && let CursorSource::Last(pointer) = from {
                    let known = &progress.boundary;
                    let Repeats { indexes, boundary } =
                        repeats(page, pointer, sent.as_deref(), known, next.as_deref())?;
                    (judged.repeated, judged.boundary) = (indexes, boundary);
                }
                let is_used = |next: &String| {
                    let first = given(param);
                    [&sent, &first].contains(&&Some(next.clone()))
                        || progress.cursors.contains(next)
                };
                judged.next = match next {
                    _ if is_over => Continuation::End,
                    None if more == Some(true) => Continuation::Stuck(NO_WAY_ON),
                    None => Continuation::End,
                    Some(next) if inclusive && Some(&next) == sent.as_ref() => {
                        // A page that has room for more shows that there are no more.
                        let is_full = match self.page_size(given) {
                            Some(size) => i128::from(count) >= size,
                            None => count > 1 && count >= progress.largest_page,
                        };
                        match is_full {
                            true => Continuation::Stuck(TOO_MANY),
                            false => Continuation::End,
                        }
                    }
                    // Some providers repeat their cursor after the last entry. Nothing is lost.
                    Some(next) if is_used(&next) && count == 0 => Continuation::End,
                    Some(next) if is_used(&next) => Continuation::Stuck(CIRCLE),
                    next => Continuation::Page(next),
                };
            }
        }
        Ok(judged)
    }

    /// Whether the counts of a page say that the list ends with it.
    fn is_over(
        &self,
        progress: &Progress,
        page: &ReceivedPage<'_>,
        given: &dyn Fn(&str) -> Option<String>,
    ) -> bool {
        let count = page.entries.len() as i128;
        let start = integer(given(self.style.param()));
        // How many pages and entries precede the walk. The entries are at most these, because the first page has at most a page's size.
        let (pages_before, entries_before) = match self.style {
            PaginationStyle::Page { first, .. } => {
                let before = start.map_or(0, |start| start.saturating_sub(first.into()).max(0));
                let size = match progress.pages {
                    0 => count,
                    _ => progress.first_page.into(),
                };
                (Some(before), Some(before.saturating_mul(size)))
            }
            PaginationStyle::Offset { .. } => (None, Some(start.unwrap_or(0).max(0))),
            PaginationStyle::Cursor { param, .. } => (None, given(param).is_none().then_some(0)),
        };
        let reached = |before: Option<i128>, seen: i128, place| {
            let before = before?;
            Some(before.saturating_add(seen) >= page.count_at(place)?)
        };
        // Entries that may be repeated are not counted.
        let fresh = count.saturating_sub(progress.boundary.len() as i128).max(0);
        let entries = fresh + i128::from(progress.entries);
        let by_entries = self
            .total
            .and_then(|place| reached(entries_before, entries, place));
        let pages = 1 + i128::from(progress.pages);
        let by_pages = self
            .total_pages
            .and_then(|place| reached(pages_before, pages, place));
        let is_short = || self.page_size(given).is_some_and(|size| count < size);
        by_entries == Some(true) || by_pages == Some(true) || (self.full_pages && is_short())
    }

    /// The number of entries of a full page, if the caller set it. A provider may lower it to its largest.
    fn page_size(&self, given: &dyn Fn(&str) -> Option<String>) -> Option<i128> {
        let size = integer(given(self.size?))?;
        Some(self.max_size.map_or(size, |max| size.min(max.into())))
    }
}

fn integer(text: Option<String>) -> Option<i128> {
    text?.parse().ok()
}
