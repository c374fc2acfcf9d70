//! Iterators over the parts of steps and expressions, for code that inspects a plan.

use super::{Action, Binding, Entry, Expr, HeaderLine, Step};

impl Step {
    /// These steps in the order of the spec, each followed by the steps of its group.
    pub fn all(steps: &[Self]) -> impl Iterator<Item = &Self> {
        with_groups(steps, |step| match &step.action {
            Action::Group { then, otherwise } => Some([then, otherwise]),
            _ => None,
        })
    }

    /// The expressions of the step: its condition and its values. The expressions of a group's steps are not included.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        let (bindings, lines, value): (&[Binding], &[HeaderLine], Option<&Expr>) =
            match &self.action {
                Action::Let(bindings) => (bindings, &[], None),
                Action::Header(lines) => (&[], lines, None),
                Action::Set(_, value)
                | Action::Body(value)
                | Action::Path(value)
                | Action::Require(value) => (&[], &[], Some(value)),
                Action::Place(_) | Action::Encode(_) | Action::Group { .. } => (&[], &[], None),
            };
        let bindings = bindings.iter().map(|binding| &binding.value);
        let lines = lines.iter().map(|line| &line.value);
        self.when.iter().chain(bindings).chain(lines).chain(value)
    }
}

/// These steps in order, each followed by the steps of its group: `group` returns both lists of a step that is one.
pub(crate) fn with_groups<'s, S>(
    steps: &'s [S],
    group: impl Fn(&'s S) -> Option<[&'s [S]; 2]>,
) -> impl Iterator<Item = &'s S> {
    let mut left: Vec<&S> = steps.iter().rev().collect();
    std::iter::from_fn(move || {
        let step = left.pop()?;
        for inner in group(step).into_iter().flatten().rev() {
            left.extend(inner.iter().rev());
        }
        Some(step)
    })
}

/// The entries and the expressions that an expression contains; written once for both kinds of borrow.
macro_rules! children {
    ($expr:expr, $borrow:ident) => {
        match $expr {
            Expr::Object(entries) => (entries.$borrow(), Default::default()),
            Expr::List(list)
            | Expr::Member(list, _)
            | Expr::Index(list)
            | Expr::Join(list)
            | Expr::Coalesce(list)
            | Expr::If(list)
            | Expr::And(list)
            | Expr::Or(list)
            | Expr::Not(list)
            | Expr::Compare(_, list)
            | Expr::Is(_, list)
            | Expr::Call(_, list)
            | Expr::Encode(_, list)
            | Expr::HeaderNamed(list)
            | Expr::Each(list)
            | Expr::Any(list) => (Default::default(), list.$borrow()),
            Expr::Literal(_)
            | Expr::Absent
            | Expr::Name(_)
            | Expr::Header(_)
            | Expr::Credential(_)
            | Expr::Local(_)
            | Expr::Setting(_)
            | Expr::Table(_)
            | Expr::Session(..)
            | Expr::Item
            | Expr::ItemKey
            | Expr::ItemValue
            | Expr::Clock(_)
            | Expr::ClockIso
            | Expr::Nonce(_)
            | Expr::Uuid
            | Expr::Random => Default::default(),
        }
    };
}

impl Expr {
    /// The direct subexpressions, in the order of the spec. A constant or a name has none.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        let (entries, list): (&[Entry], &[Self]) = children!(self, as_ref);
        entries.iter().filter_map(Entry::value).chain(list)
    }

    /// The same, mutable; what the plan borrows is copied.
    pub fn parts_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        let (entries, list): (&mut [Entry], &mut [Self]) = children!(self, to_mut);
        entries.iter_mut().filter_map(Entry::value_mut).chain(list)
    }
}

impl Entry {
    /// The expression in the entry; `...` has none.
    #[must_use]
    pub const fn value(&self) -> Option<&Expr> {
        match self {
            Self::Member { value, .. } | Self::Spread(value) => Some(value),
            Self::Existing => None,
        }
    }

    /// The same, mutable.
    pub const fn value_mut(&mut self) -> Option<&mut Expr> {
        match self {
            Self::Member { value, .. } | Self::Spread(value) => Some(value),
            Self::Existing => None,
        }
    }
}
