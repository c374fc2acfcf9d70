//! Pagination styles: how the next page of a list is requested, and where the list ends.
//!
//! A style is defined here, and described for spec authors in `codegen/src/pagination.rs`. The texts are generic: generated clients borrow
//! them, tools that read a spec own them.

use crate::codec::{Reader, locate};
use crate::signing::Value;
use crate::signing::plan::PathSegment;
use std::borrow::Cow;

/// How to request the pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination<T> {
    /// How the next page is requested.
    pub style: PaginationStyle<T>,
    /// The member of the response that contains the list; `None`: the response is the list.
    pub list: Option<T>,
}

/// How the next page is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaginationStyle<T> {
    /// Pages are numbered from 1.
    Page {
        /// Parameter with the page number.
        page: T,
        /// Parameter with the page size.
        size: Option<T>,
        /// Header with the total number of entries.
        total: Option<T>,
    },
    /// Entries are numbered from 0.
    Offset {
        /// Parameter with the number of the first entry.
        start: T,
        /// Parameter with the page size.
        size: Option<T>,
    },
    /// The last entry seen identifies the next page.
    Cursor {
        /// Parameter with the cursor.
        param: T,
        /// Member of the last entry that contains the cursor; `None`: the entry itself.
        member: Option<T>,
    },
}

impl<T: AsRef<str>> Pagination<T> {
    /// The same with borrowed texts.
    #[must_use]
    pub fn borrowed(&self) -> Pagination<&str> {
        Pagination {
            style: self.style.borrowed(),
            list: self.list.as_ref().map(AsRef::as_ref),
        }
    }
}

impl<T: AsRef<str>> PaginationStyle<T> {
    /// The same with borrowed texts.
    #[must_use]
    pub fn borrowed(&self) -> PaginationStyle<&str> {
        fn text<T: AsRef<str>>(text: &Option<T>) -> Option<&str> {
            text.as_ref().map(AsRef::as_ref)
        }
        match self {
            Self::Page { page, size, total } => PaginationStyle::Page {
                page: page.as_ref(),
                size: text(size),
                total: text(total),
            },
            Self::Offset { start, size } => PaginationStyle::Offset {
                start: start.as_ref(),
                size: text(size),
            },
            Self::Cursor { param, member } => PaginationStyle::Cursor {
                param: param.as_ref(),
                member: text(member),
            },
        }
    }
}

/// What was seen of a list so far.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Number of pages or entries, whichever the style counts.
    seen: u64,
    /// The cursor of the last entry.
    cursor: Option<String>,
}

/// A page that was received.
pub(crate) struct ReceivedPage<'p> {
    /// The number of its entries.
    pub(crate) count: u64,
    /// The JSON of its last entry.
    pub(crate) last: Option<&'p [u8]>,
    /// A header of its response.
    pub(crate) header: &'p dyn Fn(&str) -> Option<&'p str>,
}

impl<'a> PaginationStyle<&'a str> {
    /// The parameter that requests the next page; `None`: the caller's parameters request it. `given` reads an integer among them.
    pub(crate) fn next(
        self,
        progress: &Progress,
        given: impl Fn(&str) -> Option<i128>,
    ) -> Option<(&'a str, Value<'static>)> {
        let counted = |first: i128| Value::Integer(first.saturating_add(progress.seen.into()));
        match self {
            Self::Page { page, .. } => Some((page, counted(given(page).unwrap_or(1)))),
            Self::Offset { start, .. } => Some((start, counted(given(start).unwrap_or(0)))),
            Self::Cursor { param, .. } => {
                let cursor = progress.cursor.clone()?;
                Some((param, Value::Text(Cow::Owned(cursor))))
            }
        }
    }

    /// Records a page. Returns whether it was the last one.
    pub(crate) fn end(
        self,
        progress: &mut Progress,
        page: &ReceivedPage<'_>,
        given: impl Fn(&str) -> Option<i128>,
    ) -> bool {
        let count = i128::from(page.count);
        let is_short = |size: Option<i128>| count == 0 || size.is_some_and(|size| count < size);
        match self {
            Self::Page {
                page: number,
                size,
                total,
            } => {
                progress.seen += 1;
                let size = size.and_then(&given);
                let total =
                    total.and_then(|header| (page.header)(header)?.trim().parse::<i128>().ok());
                // Pages before the last one are full. Without a page size, nothing says how many entries they had.
                let whole = size.zip(total).is_some_and(|(size, total)| {
                    let before = given(number).unwrap_or(1).saturating_sub(1);
                    let pages = before.saturating_add(progress.seen.into());
                    pages.saturating_mul(size) >= total
                });
                is_short(size) || whole
            }
            Self::Offset { size, .. } => {
                progress.seen += page.count;
                is_short(size.and_then(&given))
            }
            Self::Cursor { member, .. } => {
                let next = page.last.and_then(|last| cursor_in(last, member));
                let same = next == progress.cursor;
                progress.cursor = next;
                progress.cursor.is_none() || same
            }
        }
    }
}

/// The cursor of an entry.
fn cursor_in(entry: &[u8], member: Option<&str>) -> Option<String> {
    let path = member.map(|name| PathSegment::Name(Cow::Owned(name.to_owned())));
    let range = locate(entry, path.as_slice()).ok().flatten()?;
    Reader::new(entry.get(range)?).text().ok()
}
