//! Pagination styles: how the next page of a list is requested, and where the list ends.
//!
//! A style is defined here, and described for spec authors in `codegen/src/pagination.rs`. The texts are generic: generated clients borrow
//! them, tools that read a spec own them. A place in a JSON text is a JSON Pointer (RFC 6901), such as `/paging/next`; an empty one is the
//! whole text.

mod cursor;
mod links;
mod progress;
mod repeats;
#[cfg(test)]
mod tests;

pub(crate) use progress::{Continuation, Judged, Progress, ReceivedPage};

/// How to request the pages of a list, and where the list ends.
///
/// Whatever the style, a list ends where the response says so, or with an empty page. A page with fewer entries than requested ends it only
/// if the provider [fills its pages](Self::full_pages): providers lower the page size without notice, and filter entries after counting them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination<T> {
    /// How the next page is requested.
    pub style: PaginationStyle<T>,
    /// The place of the list in the data of the response; `None`: the data is the list.
    pub list: Option<T>,
    /// Whether an object is at this place, of which the one member that is a list is the list, because its name is data.
    pub member_list: bool,
    /// Whether a page without entries may have `null` in place of the list.
    pub null_list: bool,
    /// Parameter with the page size.
    pub size: Option<T>,
    /// The largest page size of the provider: a larger one has the same effect.
    pub max_size: Option<u64>,
    /// Whether the provider fills every page but the last.
    pub full_pages: bool,
    /// Where the response has the number of entries in the list.
    pub total: Option<PageValue<T>>,
    /// Where the response has the number of pages of the list.
    pub total_pages: Option<PageValue<T>>,
    /// Where the response says whether more pages follow.
    pub more: Option<PageValue<T>>,
    /// A cursor that means that there are no more pages.
    pub end: Option<T>,
}

/// How the next page is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaginationStyle<T> {
    /// Pages are numbered.
    Page {
        /// Parameter with the page number.
        page: T,
        /// The number of the first page.
        first: u64,
    },
    /// Entries are numbered from 0.
    Offset {
        /// Parameter with the number of the first entry.
        start: T,
    },
    /// A value in the response identifies the next page.
    Cursor {
        /// Parameter with the cursor.
        param: T,
        /// Where the cursor of the next page is.
        from: CursorSource<T>,
        /// What is added to the cursor, which then must be an integer.
        step: i64,
        /// Whether a page begins with entries that have the requested cursor and were received before. They are left out.
        inclusive: bool,
        /// Whether the parameter is sent as an integer.
        integer: bool,
    },
}

/// Where the cursor of the next page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorSource<T> {
    /// In the last entry of the page.
    Last(T),
    /// In the response.
    Response(PageValue<T>),
    /// In the query of an address in the response, under the name of the parameter.
    Url(PageValue<T>),
    /// In the query of the address that a `Link` header (RFC 8288) calls `next`, under the name of the parameter. This is the name of the
    /// header.
    Link(T),
}

/// A value in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageValue<T> {
    /// In the JSON body.
    Body(T),
    /// A header.
    Header(T),
}

impl<T> Pagination<T> {
    /// A list that is the data of the response, and whose end only an empty page or an absent cursor shows.
    #[must_use]
    pub const fn new(style: PaginationStyle<T>) -> Self {
        Self {
            style,
            list: None,
            member_list: false,
            null_list: false,
            size: None,
            max_size: None,
            full_pages: false,
            total: None,
            total_pages: None,
            more: None,
            end: None,
        }
    }
}

impl<'a> Pagination<&'a str> {
    /// Sets the place of the list in the data of the response.
    #[must_use]
    pub const fn list(mut self, list: &'a str) -> Self {
        self.list = Some(list);
        self
    }

    /// An object is at the place of the list. Its one member that is a list is the list.
    #[must_use]
    pub const fn member_list(mut self) -> Self {
        self.member_list = true;
        self
    }

    /// Sets the parameter with the page size.
    #[must_use]
    pub const fn size(mut self, size: &'a str) -> Self {
        self.size = Some(size);
        self
    }

    /// Sets the largest page size of the provider.
    #[must_use]
    pub const fn max_size(mut self, max_size: u64) -> Self {
        self.max_size = Some(max_size);
        self
    }

    /// A page without entries may have `null` in place of the list.
    #[must_use]
    pub const fn null_list(mut self) -> Self {
        self.null_list = true;
        self
    }

    /// The provider fills every page but the last.
    #[must_use]
    pub const fn full_pages(mut self) -> Self {
        self.full_pages = true;
        self
    }

    /// Sets where the response has the number of entries.
    #[must_use]
    pub const fn total(mut self, total: PageValue<&'a str>) -> Self {
        self.total = Some(total);
        self
    }

    /// Sets where the response has the number of pages.
    #[must_use]
    pub const fn total_pages(mut self, total_pages: PageValue<&'a str>) -> Self {
        self.total_pages = Some(total_pages);
        self
    }

    /// Sets the cursor that means that there are no more pages.
    #[must_use]
    pub const fn end(mut self, end: &'a str) -> Self {
        self.end = Some(end);
        self
    }

    /// Sets where the response says whether more pages follow.
    #[must_use]
    pub const fn more(mut self, more: PageValue<&'a str>) -> Self {
        self.more = Some(more);
        self
    }
}

impl<T> PaginationStyle<T> {
    /// The parameter that changes from page to page.
    pub const fn param(&self) -> &T {
        match self {
            Self::Page { page: param, .. }
            | Self::Offset { start: param }
            | Self::Cursor { param, .. } => param,
        }
    }
}

impl<T: AsRef<str>> Pagination<T> {
    /// The same with borrowed texts.
    #[must_use]
    pub fn borrowed(&self) -> Pagination<&str> {
        Pagination {
            style: self.style.borrowed(),
            list: self.list.as_ref().map(AsRef::as_ref),
            member_list: self.member_list,
            size: self.size.as_ref().map(AsRef::as_ref),
            max_size: self.max_size,
            full_pages: self.full_pages,
            null_list: self.null_list,
            total: self.total.as_ref().map(PageValue::borrowed),
            total_pages: self.total_pages.as_ref().map(PageValue::borrowed),
            more: self.more.as_ref().map(PageValue::borrowed),
            end: self.end.as_ref().map(AsRef::as_ref),
        }
    }
}

impl<T: AsRef<str>> PaginationStyle<T> {
    /// The same with borrowed texts.
    #[must_use]
    pub fn borrowed(&self) -> PaginationStyle<&str> {
        match self {
            Self::Page { page, first } => PaginationStyle::Page {
                page: page.as_ref(),
                first: *first,
            },
            Self::Offset { start } => PaginationStyle::Offset {
                start: start.as_ref(),
            },
            Self::Cursor {
                param,
                from,
                step,
                inclusive,
                integer,
            } => PaginationStyle::Cursor {
                param: param.as_ref(),
                from: from.borrowed(),
                step: *step,
                inclusive: *inclusive,
                integer: *integer,
            },
        }
    }
}

impl<T: AsRef<str>> CursorSource<T> {
    fn borrowed(&self) -> CursorSource<&str> {
        match self {
            Self::Last(pointer) => CursorSource::Last(pointer.as_ref()),
            Self::Response(value) => CursorSource::Response(value.borrowed()),
            Self::Url(value) => CursorSource::Url(value.borrowed()),
            Self::Link(header) => CursorSource::Link(header.as_ref()),
        }
    }
}

impl<T: AsRef<str>> PageValue<T> {
    fn borrowed(&self) -> PageValue<&str> {
        match self {
            Self::Body(pointer) => PageValue::Body(pointer.as_ref()),
            Self::Header(name) => PageValue::Header(name.as_ref()),
        }
    }
}
