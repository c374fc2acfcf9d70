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

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests pages of these sizes until the style says that a page was the last one. Returns what each request set, and whether the last
    /// of these pages ended the list. The last entry of page `n` is `{"id":"n"}`.
    fn walk(
        style: PaginationStyle<&str>,
        given: &[(&str, i128)],
        total: Option<&str>,
        pages: &[u64],
    ) -> (Vec<Option<(String, String)>>, bool) {
        let given = |name: &str| {
            let found = given.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| *value)
        };
        let mut progress = Progress::default();
        let mut sent = Vec::new();
        let mut done = false;
        for (number, &count) in pages.iter().enumerate() {
            assert!(!done, "no page after the last one");
            let next = style.next(&progress, given);
            sent.push(next.map(|(name, value)| {
                let text = value.to_text().map(Cow::into_owned);
                (name.to_owned(), text.unwrap_or_default())
            }));
            let last = format!("{{\"id\":\"{number}\"}}");
            let page = ReceivedPage {
                count,
                last: (count > 0).then_some(last.as_bytes()),
                header: &|name| total.filter(|_| name == "Total"),
            };
            done = style.end(&mut progress, &page, given);
        }
        (sent, done)
    }

    fn set(name: &str, values: &[&str]) -> Vec<Option<(String, String)>> {
        let values = values.iter();
        values
            .map(|value| Some((name.to_owned(), (*value).to_owned())))
            .collect()
    }

    #[test]
    fn pages_are_numbered() {
        let style = PaginationStyle::Page {
            page: "page",
            size: Some("limit"),
            total: Some("Total"),
        };
        let pages = set("page", &["1", "2", "3"]);
        assert_eq!(walk(style, &[], None, &[5, 5, 0]), (pages.clone(), true));
        assert_eq!(walk(style, &[], Some("10"), &[5, 5, 5]), (pages, false));
        let from_4 = set("page", &["4", "5"]);
        let given = [("page", 4), ("limit", 10)];
        assert_eq!(walk(style, &given, None, &[10, 9]), (from_4.clone(), true));
        assert_eq!(
            walk(style, &given, Some("50"), &[10, 10]),
            (from_4.clone(), true)
        );
        assert_eq!(
            walk(style, &given, Some("51"), &[10, 10]),
            (from_4.clone(), false)
        );
        assert_eq!(walk(style, &given, Some("x"), &[10, 10]), (from_4, false));
    }

    #[test]
    fn entries_are_counted() {
        let style = PaginationStyle::Offset {
            start: "start",
            size: Some("count"),
        };
        assert_eq!(
            walk(style, &[], None, &[3, 2, 0]),
            (set("start", &["0", "3", "5"]), true)
        );
        let given = [("start", 100), ("count", 3)];
        assert_eq!(
            walk(style, &given, None, &[3, 3, 2]),
            (set("start", &["100", "103", "106"]), true)
        );
    }

    #[test]
    fn the_last_entry_is_the_cursor() {
        let style = PaginationStyle::Cursor {
            param: "after",
            member: Some("id"),
        };
        let mut expected = vec![None];
        expected.extend(set("after", &["0", "1"]));
        assert_eq!(walk(style, &[], None, &[2, 2, 0]), (expected, true));
        let whole = PaginationStyle::Cursor {
            param: "after",
            member: None,
        };
        // An entry that is an object is no cursor.
        assert_eq!(walk(whole, &[], None, &[2]), (vec![None], true));
    }

    #[test]
    fn a_cursor_that_does_not_move_ends_the_list() {
        let style = PaginationStyle::Cursor {
            param: "after",
            member: Some("id"),
        };
        let mut progress = Progress::default();
        let page = ReceivedPage {
            count: 1,
            last: Some(br#"{"id":"7"}"#),
            header: &|_| None,
        };
        assert!(!style.end(&mut progress, &page, |_| None));
        assert!(style.end(&mut progress, &page, |_| None));
    }

    #[test]
    fn no_number_of_a_caller_overflows() {
        let style = PaginationStyle::Page {
            page: "page",
            size: Some("limit"),
            total: Some("Total"),
        };
        let given = [("page", i128::MAX), ("limit", i128::MAX)];
        let number = i128::MAX.to_string();
        let sent = set("page", &[number.as_str()]);
        assert_eq!(walk(style, &given, Some("1"), &[1]), (sent, true));
    }
}
