//! Every kind of change between two versions of a spec, each with the page that `specie explain CODE` prints.

use super::lines_of;
use std::sync::LazyLock;

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// How requests are signed and deliveries verified.
    Signing,
    /// A client that is not updated.
    Wire,
    /// A caller that is compiled against the regenerated client.
    Rust,
    /// What a client does on its own: retries, limits, pages, kinds of errors.
    Behaviour,
    /// What is said, and nothing else.
    Docs,
}

impl Level {
    /// All levels, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Signing,
        Self::Wire,
        Self::Rust,
        Self::Behaviour,
        Self::Docs,
    ];

    /// `wire`, `rust`, `signing`, `behaviour` or `docs`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Rust => "rust",
            Self::Signing => "signing",
            Self::Behaviour => "behaviour",
            Self::Docs => "docs",
        }
    }
}

/// A kind of change.
#[derive(Debug)]
pub struct ChangeRule {
    /// Name in kebab-case.
    pub code: &'static str,
    /// Whom it concerns.
    pub level: Level,
    /// What `specie explain` prints.
    pub page: &'static str,
}

impl ChangeRule {
    /// The page as `specie explain` prints it.
    #[must_use]
    pub fn explained(&self) -> String {
        let title = format!("{} ({} change)", self.code, self.level.name());
        lines_of(&title, self.page)
    }
}

/// Declares change rules and the list `LIST` of them. The comment before each is its page.
macro_rules! changes {
    ($($(#[doc = $doc:literal])+ pub $name:ident = $code:literal, $level:ident;)+) => {
        $(
            $(#[doc = $doc])+
            pub static $name: $crate::rules::changes::ChangeRule = $crate::rules::changes::ChangeRule {
                code: $code,
                level: $crate::rules::changes::Level::$level,
                page: concat!($($doc, "\n"),+),
            };
        )+
        /// The rules of this level.
        pub static LIST: &[&$crate::rules::changes::ChangeRule] = &[$(&$name),+];
    };
}

pub mod behaviour;
pub mod docs;
pub mod rust;
pub mod signing;
pub mod wire;

/// All kinds of changes.
pub static ALL: LazyLock<Vec<&'static ChangeRule>> = LazyLock::new(|| {
    let lists = [
        signing::LIST,
        wire::LIST,
        rust::LIST,
        behaviour::LIST,
        docs::LIST,
    ];
    lists.concat()
});

/// The kind of change with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static ChangeRule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}
