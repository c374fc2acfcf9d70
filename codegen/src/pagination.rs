//! The pagination styles as data: the keys of `paginate`, what each key names, and how a style is described.
//!
//! Reading, checking, `schema.json` and the reference pages follow from this table. How the next page is requested at run time, and where
//! the list ends, is in `runtime/src/pagination.rs`.

use crate::json_path;
use crate::names;
use specie_runtime::signing::plan::PathSegment;
use specie_runtime::{
    CursorSource, PageValue, Pagination, PaginationStyle, pointer_into, pointer_tokens,
};
use std::borrow::Cow;

/// A pagination style.
pub(crate) struct Style {
    /// The key that selects the style. It names the parameter that changes from page to page.
    pub(crate) key: Key,
    /// What the parameter means, for messages: `counts pages`.
    pub(crate) meaning: &'static str,
    /// The other keys that the style takes, except [`COMMON`].
    pub(crate) others: &'static [Key],
    /// The runtime's style.
    pub(crate) build: Build,
}

/// Builds the runtime's style from the parameter and the values of the other keys.
type Build = fn(String, Values) -> Option<PaginationStyle<String>>;

/// The values of the keys that only some styles take.
pub(crate) struct Values {
    /// `first`
    pub(crate) first: Option<u64>,
    /// `from`, and what is added to it.
    pub(crate) from: Option<(CursorSource<String>, i64)>,
    /// `inclusive`
    pub(crate) inclusive: bool,
    /// Whether the parameter is sent as an integer.
    pub(crate) integer: bool,
}

/// A key of `paginate`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Name in the spec.
    pub(crate) name: &'static str,
    /// What its value is.
    pub(crate) role: Role,
    /// Description in `schema.json`.
    pub(crate) doc: &'static str,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A parameter that is an integer.
    Count,
    /// A parameter of any type.
    Param,
    /// A value in the response: `header.NAME` or `body.PATH`.
    Response,
    /// Where the cursor of the next page is. A style that takes the key requires it.
    Cursor,
    /// A member of the data, or a path to one.
    Member,
    /// An integer.
    Number,
    /// `true` or `false`.
    Flag,
    /// A text.
    Text,
}

/// The keys that every style takes.
pub(crate) const COMMON: &[Key] = &[
    Key {
        name: "size",
        role: Role::Count,
        doc: "Parameter with the page size.",
    },
    Key {
        name: "max_size",
        role: Role::Number,
        doc: "Largest page size of the provider: a larger one has the same effect. Needs `size`.",
    },
    Key {
        name: "full_pages",
        role: Role::Flag,
        doc: "Whether the provider fills every page but the last, so that a page with fewer entries than requested ends the list. Needs `size`. Default: false.",
    },
    Key {
        name: "total",
        role: Role::Response,
        doc: "Where the response has the number of entries of the list: `header.NAME` or `body.PATH`.",
    },
    Key {
        name: "more",
        role: Role::Response,
        doc: "Where the response says whether more pages follow: `body.has_more`.",
    },
    Key {
        name: "list",
        role: Role::Member,
        doc: "Member of the response with the list, or a path to it; `*` at its end is the one member that is a list, whatever its name is. Default: the response is the list.",
    },
];

/// Every style, in the order of the docs.
pub(crate) const STYLES: &[Style] = &[
    Style {
        key: Key {
            name: "page",
            role: Role::Count,
            doc: "Parameter with the page number.",
        },
        meaning: "counts pages",
        others: &[
            Key {
                name: "first",
                role: Role::Number,
                doc: "For `page`: the number of the first page, 0 or 1. Default: 1.",
            },
            Key {
                name: "total_pages",
                role: Role::Response,
                doc: "For `page`: where the response has the number of pages, `header.NAME` or `body.PATH`.",
            },
        ],
        build: |page, values| {
            Some(PaginationStyle::Page {
                page,
                first: values.first.unwrap_or(1),
            })
        },
    },
    Style {
        key: Key {
            name: "offset",
            role: Role::Count,
            doc: "Parameter with the offset of the first entry, from 0.",
        },
        meaning: "counts entries",
        others: &[],
        build: |start, _| Some(PaginationStyle::Offset { start }),
    },
    Style {
        key: Key {
            name: "cursor",
            role: Role::Param,
            doc: "Parameter that identifies the next page.",
        },
        meaning: "is a value that the response gives for the next page",
        others: &[
            Key {
                name: "from",
                role: Role::Cursor,
                doc: "For `cursor`: where its next value is. `last.uuid` or `last[0]` in the last entry, `body.next`, `header.NAME`, `header.Link` (the link `next`), `url(body.next)` (in the query of this address). `+ 1` or `- 1` after it changes an integer.",
            },
            Key {
                name: "inclusive",
                role: Role::Flag,
                doc: "For `cursor`: whether a page begins with the entries of the requested cursor, which were received before and are left out. Default: false.",
            },
            Key {
                name: "end",
                role: Role::Text,
                doc: "For `cursor`: a cursor that means that there are no more pages, such as `\"-1\"`. A missing one, `null` and an empty text always do.",
            },
        ],
        build: |param, values| {
            let (from, step) = values.from?;
            Some(PaginationStyle::Cursor {
                param,
                from,
                step,
                inclusive: values.inclusive,
                integer: values.integer,
            })
        },
    },
];

/// A piece of a sentence about a style; there is a space between two pieces.
pub(crate) enum Words<'a> {
    /// Text.
    Plain(&'static str),
    /// A name of the spec.
    Name(Cow<'a, str>),
}

/// The sentence about a style in the reference pages.
pub(crate) fn sentence(style: &PaginationStyle<String>) -> Vec<Words<'_>> {
    use Words::{Name, Plain};
    let name = |text: &str| Name(Cow::Owned(text.to_owned()));
    let mut words = vec![Name(style.param().as_str().into())];
    match style {
        PaginationStyle::Page { first: 0, .. } => words.push(Plain("is the page number, from 0")),
        PaginationStyle::Page { .. } => words.push(Plain("is the page number, from 1")),
        PaginationStyle::Offset { .. } => {
            words.push(Plain("is the offset of the first entry, from 0"));
        }
        PaginationStyle::Cursor {
            from,
            step,
            inclusive,
            ..
        } => {
            words.extend(match from {
                CursorSource::Last(pointer) if pointer.is_empty() => {
                    vec![Plain("is the last entry seen")]
                }
                CursorSource::Last(pointer) => vec![
                    Plain("is the"),
                    name(&path_text(pointer)),
                    Plain("of the last entry seen"),
                ],
                CursorSource::Response(value) => {
                    vec![
                        Plain("is"),
                        name(&value_text(value)),
                        Plain("of the previous response"),
                    ]
                }
                CursorSource::Url(value) => vec![
                    Plain("is taken from the address in"),
                    name(&value_text(value)),
                    Plain("of the previous response"),
                ],
                CursorSource::Link(header) => vec![
                    Plain("is taken from the address that the header"),
                    name(header),
                    Plain("of the previous response calls next"),
                ],
            });
            match step {
                0 => {}
                1.. => words.push(Plain("plus 1")),
                _ => words.push(Plain("minus 1")),
            }
            if *inclusive {
                words.push(Plain(
                    "and pages begin with it; entries received before are left out",
                ));
            }
        }
    }
    words
}

/// Where a list ends, in the reference pages: `ends with` and these, joined by `or`.
pub(crate) fn ends(pagination: &Pagination<String>) -> Vec<Vec<Words<'_>>> {
    use Words::{Name, Plain};
    let name = |value: &PageValue<String>| Name(Cow::Owned(value_text(value)));
    let mut ends = vec![vec![Plain("with an empty page")]];
    if let PaginationStyle::Cursor { from, .. } = &pagination.style
        && !matches!(from, CursorSource::Last(_))
    {
        ends.push(vec![Plain("without a cursor")]);
    }
    if let Some(end) = &pagination.end {
        ends.push(vec![Plain("with the cursor"), Name(end.as_str().into())]);
    }
    if let Some(more) = &pagination.more {
        ends.push(vec![Plain("when"), name(more), Plain("is false")]);
    }
    if let Some(total) = &pagination.total {
        ends.push(vec![Plain("after the number of entries in"), name(total)]);
    }
    if let Some(pages) = &pagination.total_pages {
        ends.push(vec![Plain("after the number of pages in"), name(pages)]);
    }
    if pagination.full_pages {
        ends.push(vec![Plain("with a page that is not full")]);
    }
    ends
}

/// A place of a JSON text as specs write it.
fn path_text(pointer: &str) -> String {
    let names: Vec<String> = pointer_tokens(pointer).collect();
    names.join(".")
}

fn value_text(value: &PageValue<String>) -> String {
    match value {
        PageValue::Body(pointer) => format!("body.{}", path_text(pointer)),
        PageValue::Header(name) => format!("header.{name}"),
    }
}

impl Style {
    /// The keys of the style.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        let own = std::iter::once(self.key);
        own.chain(self.others.iter().copied())
            .chain(COMMON.iter().copied())
    }
}

/// Every key of `paginate`, once: those that select a style, then the others.
pub(crate) fn keys() -> Vec<Key> {
    let mut keys: Vec<Key> = STYLES.iter().map(|style| style.key).collect();
    let others = STYLES.iter().flat_map(|style| style.others);
    keys.extend(others.chain(COMMON));
    keys
}

/// The style that the given keys select; `None`: none of them selects one, or several do.
pub(crate) fn selected(given: impl Fn(&str) -> bool) -> Option<&'static Style> {
    let mut found = STYLES.iter().filter(|style| given(style.key.name));
    found.next().filter(|_| found.next().is_none())
}

/// A value of [`Role::Cursor`]: where the cursor is, and what is added to it.
pub(crate) fn cursor_source(text: &str) -> Option<(CursorSource<String>, i64)> {
    let (source, step) = match (text.strip_suffix(" + 1"), text.strip_suffix(" - 1")) {
        (Some(source), _) => (source.trim_end(), 1),
        (_, Some(source)) => (source.trim_end(), -1),
        _ => (text, 0),
    };
    let inner = source.strip_prefix("url(");
    let from = if let Some(inner) = inner.and_then(|inner| inner.strip_suffix(')')) {
        CursorSource::Url(response_value(inner.trim())?)
    } else if let Some(place) = source.strip_prefix("last") {
        CursorSource::Last(match json_path::parse(place) {
            Some(path) => pointer(&path),
            // A step other than one is a mistake, not a part of the name.
            None if place.contains(" + ") || place.contains(" - ") => return None,
            None => literal_pointer(place.strip_prefix('.')?)?,
        })
    } else {
        match response_value(source)? {
            PageValue::Header(name) if name.eq_ignore_ascii_case("link") => {
                CursorSource::Link(name)
            }
            value => CursorSource::Response(value),
        }
    };
    Some((from, step))
}

/// A value of [`Role::Response`].
pub(crate) fn response_value(text: &str) -> Option<PageValue<String>> {
    if let Some(name) = text.strip_prefix("header.") {
        return names::is_header_name(name).then(|| PageValue::Header(name.to_owned()));
    }
    let path = json_path::parse(text.strip_prefix("body")?)?;
    (!path.is_empty()).then(|| PageValue::Body(pointer(&path)))
}

/// A value of [`Role::Member`].
pub(crate) struct ListPlace {
    /// The JSON Pointer of the list, or of the object that has it; `None`: the data.
    pub(crate) pointer: Option<String>,
    /// Whether the list is the one member of the object at `pointer` that is a list: `orders.*`
    pub(crate) member: bool,
}

impl ListPlace {
    pub(crate) fn read(text: &str) -> Self {
        let (place, member) = match text.strip_suffix('*') {
            Some("") => {
                return Self {
                    pointer: None,
                    member: true,
                };
            }
            Some(before) if before.ends_with('.') => (before.trim_end_matches('.'), true),
            _ => (text, false),
        };
        let pointer = match json_path::parse(&format!(".{place}")) {
            Some(path) => Some(pointer(&path)),
            None => literal_pointer(place),
        };
        Self { pointer, member }
    }

    /// Whether a part of the path before the last one is `*`.
    pub(crate) fn has_inner_wildcard(&self) -> bool {
        let mut tokens = pointer_tokens(self.pointer.as_deref().unwrap_or_default());
        tokens.any(|name| name == "*")
    }
}

/// The JSON Pointer of a member whose name cannot be written in a path.
fn literal_pointer(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| pointer(&[PathSegment::Name(name.to_owned().into())]))
}

/// A path as a JSON Pointer, RFC 6901.
pub(crate) fn pointer(path: &[PathSegment]) -> String {
    path.iter()
        .fold(String::new(), |at, segment| match segment {
            PathSegment::Name(name) => pointer_into(&at, name),
            PathSegment::Index(index) => pointer_into(&at, &index.to_string()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_role() {
        let styles = STYLES.iter().flat_map(Style::keys);
        for key in styles {
            let same = keys().into_iter().filter(|known| known.name == key.name);
            let roles: Vec<Role> = same.map(|known| known.role).collect();
            assert_eq!(roles, [key.role], "{}", key.name);
        }
    }

    #[test]
    fn one_key_selects_a_style() {
        let given = |keys: &'static [&'static str]| {
            selected(|key| keys.contains(&key)).map(|style| style.key.name)
        };
        assert_eq!(given(&["size", "offset"]), Some("offset"));
        assert_eq!(given(&["size"]), None);
        assert_eq!(given(&["page", "cursor"]), None);
    }

    #[test]
    fn places_of_cursors() {
        use CursorSource::{Last, Link, Response, Url};
        let body = |pointer: &str| PageValue::Body(pointer.to_owned());
        for (text, expected) in [
            ("last", (Last(String::new()), 0)),
            ("last.id", (Last("/id".to_owned()), 0)),
            ("last.id + 1", (Last("/id".to_owned()), 1)),
            ("last[0] - 1", (Last("/0".to_owned()), -1)),
            ("last.a b", (Last("/a b".to_owned()), 0)),
            (
                "body.paging[\"a/b~\"].next",
                (Response(body("/paging/a~1b~0/next")), 0),
            ),
            ("url(body.next_uri)", (Url(body("/next_uri")), 0)),
            (
                "url(header.next-page)",
                (Url(PageValue::Header("next-page".to_owned())), 0),
            ),
            (
                "header.X-1",
                (Response(PageValue::Header("X-1".to_owned())), 0),
            ),
            ("header.link", (Link("link".to_owned()), 0)),
        ] {
            assert_eq!(cursor_source(text), Some(expected), "{text}");
        }
        for bad in [
            "",
            "id",
            "last.",
            "lastly",
            "first.id",
            "body",
            "header.",
            "header.a b",
            "url(last.id)",
            "url(body.a",
            "last.id + 2x",
            "status",
        ] {
            assert_eq!(cursor_source(bad), None, "{bad}");
        }
    }
}
