//! The pagination styles as data: the keys of `paginate`, what each key names, and how a style is described.
//!
//! Reading, checking, `schema.json` and the reference pages follow from this table. How the next page is requested at run time, and where
//! the list ends, is in `runtime/src/pagination.rs`.

use specie_runtime::PaginationStyle;

/// A pagination style.
pub(crate) struct Style {
    /// The key that selects the style. It names the parameter that changes from page to page.
    pub(crate) key: Key,
    /// What the parameter means, for messages: `counts pages`.
    pub(crate) meaning: &'static str,
    /// The other keys that the style takes, except [`LIST`].
    pub(crate) others: &'static [Key],
    /// The runtime's style.
    pub(crate) build: Build,
}

/// Builds the runtime's style from the parameter and the values of the other keys, by name.
type Build = fn(String, &dyn Fn(&str) -> Option<String>) -> PaginationStyle<String>;

/// A key of `paginate`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Name in the spec.
    pub(crate) name: &'static str,
    /// What its value names.
    pub(crate) role: Role,
    /// Description in `schema.json`.
    pub(crate) doc: &'static str,
}

/// What the value of a key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A parameter that is an integer.
    Count,
    /// A parameter of any type.
    Param,
    /// A header of the response: `header.NAME`.
    Header,
    /// A member of the last entry: `last.NAME`, or `last` for the entry itself. A style that takes the key requires it.
    Last,
    /// A member of the response.
    Member,
}

const SIZE: Key = Key {
    name: "size",
    role: Role::Count,
    doc: "Parameter with the page size.",
};

/// The key that every style takes.
pub(crate) const LIST: Key = Key {
    name: "list",
    role: Role::Member,
    doc: "Member of the response with the list. Default: the response is the list.",
};

/// Every style, in the order of the docs.
pub(crate) const STYLES: &[Style] = &[
    Style {
        key: Key {
            name: "page",
            role: Role::Count,
            doc: "Parameter with the page number, from 1.",
        },
        meaning: "counts pages",
        others: &[
            SIZE,
            Key {
                name: "total",
                role: Role::Header,
                doc: "For `page`: where the response gives the total number of entries, `header.Total`.",
            },
        ],
        build: |page, value| PaginationStyle::Page {
            page,
            size: value("size"),
            total: value("total"),
        },
    },
    Style {
        key: Key {
            name: "offset",
            role: Role::Count,
            doc: "Parameter with the offset of the first entry, from 0.",
        },
        meaning: "counts entries",
        others: &[SIZE],
        build: |start, value| PaginationStyle::Offset {
            start,
            size: value("size"),
        },
    },
    Style {
        key: Key {
            name: "cursor",
            role: Role::Param,
            doc: "Parameter with the last entry seen.",
        },
        meaning: "names the last entry received",
        others: &[Key {
            name: "from",
            role: Role::Last,
            doc: "For `cursor`: member of the last entry to send, `last.uuid`.",
        }],
        build: |param, value| PaginationStyle::Cursor {
            param,
            member: value("from"),
        },
    },
];

/// A piece of a sentence about a style; there is a space between two pieces.
pub(crate) enum Words<'a> {
    /// Text.
    Plain(&'static str),
    /// A name of the spec.
    Name(&'a str),
}

/// The sentence about a style in the reference pages.
pub(crate) fn sentence(style: &PaginationStyle<String>) -> Vec<Words<'_>> {
    use Words::{Name, Plain};
    match style {
        PaginationStyle::Page { page, .. } => {
            vec![Name(page), Plain("is the page number, from 1")]
        }
        PaginationStyle::Offset { start, .. } => vec![
            Name(start),
            Plain("is the offset of the first entry, from 0"),
        ],
        PaginationStyle::Cursor { param, member } => match member {
            Some(member) => vec![
                Name(param),
                Plain("is the"),
                Name(member),
                Plain("of the last entry seen"),
            ],
            None => vec![Name(param), Plain("is the last entry seen")],
        },
    }
}

impl Style {
    /// The keys of the style.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        let own = std::iter::once(self.key);
        own.chain(self.others.iter().copied()).chain([LIST])
    }
}

/// Every key of `paginate`, once: those that select a style, then the others.
pub(crate) fn keys() -> Vec<Key> {
    let mut keys: Vec<Key> = STYLES.iter().map(|style| style.key).collect();
    let others = STYLES.iter().flat_map(|style| style.others);
    for key in others.chain([&LIST]) {
        if keys.iter().all(|known| known.name != key.name) {
            keys.push(*key);
        }
    }
    keys
}

/// The style that the given keys select; `None`: none of them selects one, or several do.
pub(crate) fn selected(given: impl Fn(&str) -> bool) -> Option<&'static Style> {
    let mut found = STYLES.iter().filter(|style| given(style.key.name));
    found.next().filter(|_| found.next().is_none())
}

/// The member that a value of [`Role::Last`] names: `Some(None)` is the entry itself, `None` is not such a value.
pub(crate) fn last_member(text: &str) -> Option<Option<&str>> {
    match text.strip_prefix("last")? {
        "" => Some(None),
        rest => rest
            .strip_prefix('.')
            .filter(|name| !name.is_empty())
            .map(Some),
    }
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
    fn members_of_the_last_entry() {
        assert_eq!(last_member("last"), Some(None));
        assert_eq!(last_member("last.id"), Some(Some("id")));
        for bad in ["", "id", "last.", "lastly", "first.id"] {
            assert_eq!(last_member(bad), None, "{bad}");
        }
    }
}
