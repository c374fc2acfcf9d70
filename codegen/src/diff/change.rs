//! A change, and the list of all.

use super::Comparison;
use crate::rules::changes::{ChangeRule, Level};
use crate::source::Span;

/// How bad a change is for whom its level concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something that worked no longer does.
    Breaking,
    /// What worked still works.
    Compatible,
    /// It depends on values or on the provider, or nothing works differently: for people to read.
    Note,
}

impl Severity {
    /// `breaking`, `compatible` or `note`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
            Self::Note => "note",
        }
    }
}

/// Which part of a version number the regenerated client must increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Semver {
    /// Nothing changed.
    None,
    /// Callers compile as before, and have nothing new to call.
    Patch,
    /// Callers compile as before.
    Minor,
    /// Some callers do not compile.
    Major,
}

impl Semver {
    /// `none`, `patch`, `minor` or `major`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Where a change is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In the new version.
    New(Line),
    /// In the old version: it is gone.
    Old(Line),
}

/// A line of a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// That of the first byte.
    Of(Span),
    /// This one, from 1.
    Number(u32),
}

/// A change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its kind.
    pub rule: &'static ChangeRule,
    /// How bad it is.
    pub severity: Severity,
    /// Where: the path in the spec, such as `operations.create_order.params.price`, or in the client.
    pub place: String,
    /// What changed.
    pub message: String,
    /// What proves or shows it: requests before and after.
    pub details: Vec<String>,
    /// Where in the file, if that is known.
    pub at: Option<At>,
    /// Whether it concerns an amount.
    pub money: bool,
}

impl Change {
    /// Whether it is shown before all others: amounts, and signing.
    #[must_use]
    pub fn is_first(&self) -> bool {
        let said_only = self.rule.level == Level::Docs;
        (self.money && !said_only) || self.rule.level == Level::Signing
    }
}

/// All changes, in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Sorts the changes: amounts and signing first, then by level, then the breaking ones; otherwise in the order of the spec.
    pub(super) fn new(mut changes: Vec<Change>) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        changes.retain(|one| {
            let text = (one.rule.code, one.place.clone(), one.message.clone());
            seen.insert(text)
        });
        changes.sort_by_key(|one| (!one.is_first(), one.rule.level, one.severity));
        Self { changes }
    }

    /// Puts the changes of several providers together, each place under the name of its provider.
    #[must_use]
    pub fn joined(parts: Vec<(String, Self)>) -> Self {
        let all = parts.into_iter().flat_map(|(provider, part)| {
            part.changes.into_iter().map(move |mut change| {
                change.place = format!("{provider}.{}", change.place);
                change
            })
        });
        Self::new(all.collect())
    }

    /// What the version of the regenerated client must say.
    #[must_use]
    pub fn semver(&self) -> Semver {
        let of = |change: &Change| match (change.rule.level, change.severity) {
            (Level::Rust, Severity::Breaking) => Semver::Major,
            (Level::Rust, Severity::Compatible) => Semver::Minor,
            _ => Semver::Patch,
        };
        let all = self.changes.iter().map(of);
        all.max().unwrap_or(Semver::None)
    }
}

/// A place in a spec.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) at: Option<At>,
    pub(super) money: bool,
}

impl Place {
    pub(super) fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            at: None,
            money: false,
        }
    }

    /// A place below.
    pub(super) fn with(&self, name: &str) -> Self {
        Self {
            path: format!("{}.{name}", self.path),
            at: self.at,
            money: false,
        }
    }

    /// The place with its bytes in the new version.
    pub(super) fn at(self, span: Span) -> Self {
        self.on(At::New(Line::Of(span)))
    }

    /// The place with its bytes in the old version, for what is gone.
    pub(super) fn was_at(self, span: Span) -> Self {
        self.on(At::Old(Line::Of(span)))
    }

    /// The place with its line.
    pub(super) fn on(mut self, at: At) -> Self {
        self.at = Some(at);
        self
    }

    /// The place of an amount, if it is one.
    pub(super) fn money(mut self, money: bool) -> Self {
        self.money = money;
        self
    }
}

impl Comparison<'_> {
    /// Adds a change.
    pub(super) fn report(
        &mut self,
        rule: &'static ChangeRule,
        severity: Severity,
        place: &Place,
        message: impl Into<String>,
    ) {
        self.report_with(rule, severity, place, message, Vec::new());
    }

    /// Adds a change, with what shows it.
    pub(super) fn report_with(
        &mut self,
        rule: &'static ChangeRule,
        severity: Severity,
        place: &Place,
        message: impl Into<String>,
        details: Vec<String>,
    ) {
        self.changes.push(Change {
            rule,
            severity,
            place: place.path.clone(),
            message: message.into(),
            details,
            at: place.at,
            money: place.money,
        });
    }

    /// Adds a change if two values differ. Returns whether they do.
    pub(super) fn differ<T: PartialEq>(
        &mut self,
        (old, new): (&T, &T),
        rule: &'static ChangeRule,
        severity: Severity,
        place: &Place,
        message: impl FnOnce() -> String,
    ) -> bool {
        let differ = old != new;
        if differ {
            self.report(rule, severity, place, message());
        }
        differ
    }
}
