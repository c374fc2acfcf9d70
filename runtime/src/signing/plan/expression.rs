//! Expressions.

use super::{Data, Encoder, Form, Function, List, Str};

/// An expression. Children are stored in lists because constant data cannot contain boxes.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Literal(Data),
    /// `absent`
    Absent,
    /// A named value of the call.
    Name(Name),
    /// `header["Name"]`, set by an earlier step (or received).
    Header(Str),
    /// `header[expr]`: the header that a value names; one child.
    HeaderNamed(List<Expr>),
    /// A credential, by its index in the scheme.
    Credential(u16),
    /// The value of a `let`, by its index in the plan.
    Local(u16),
    /// A setting, by its index in the scheme.
    Setting(u16),
    /// A table, by its index in the scheme.
    Table(u16),
    /// A session's value: index of the session in the scheme, and of the value in its `keep`.
    Session(u16, u16),
    /// `item` of `each` over a list.
    Item,
    /// `item.key` of `each` over an object.
    ItemKey,
    /// `item.value` of `each` over an object.
    ItemValue,
    /// Time of the attempt.
    Clock(Unit),
    /// Time of the attempt as `2023-11-14T22:13:20.123Z`.
    ClockIso,
    /// The nonce of the attempt.
    Nonce(Unit),
    /// A random version 4 UUID as text.
    Uuid,
    /// 16 random bytes.
    Random,
    /// An object.
    Object(List<Entry>),
    /// A list.
    List(List<Expr>),
    /// `value.name`: one child.
    Member(List<Expr>, Str),
    /// `value[index]`: two children.
    Index(List<Expr>),
    /// `a + b + c`
    Join(List<Expr>),
    /// `a ?? b ?? c`
    Coalesce(List<Expr>),
    /// `then if condition else otherwise`: condition, then, otherwise.
    If(List<Expr>),
    /// `a and b`
    And(List<Expr>),
    /// `a or b`
    Or(List<Expr>),
    /// `not a`: one child.
    Not(List<Expr>),
    /// `a == b` …: two children.
    Compare(Comparison, List<Expr>),
    /// `x is TEST`: one child. Negated by [`Expr::Not`].
    Is(Test, List<Expr>),
    /// `f(x, …)`: arguments in the order of the function's signature, [`Expr::Absent`] for one that is omitted at the end.
    Call(Function, List<Expr>),
    /// `x | rfc3986(…)` and the other encoders: one child.
    Encode(Encoder, List<Expr>),
    /// `each(x, expr)`: two children; the second reads [`Expr::Item`].
    Each(List<Expr>),
    /// `any(x, condition)`: two children; the second reads [`Expr::Item`].
    Any(List<Expr>),
}

/// An entry of an object that a plan creates.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A member.
    Member {
        /// Name of the member.
        name: Str,
        /// Its value; an absent value adds no member.
        value: Expr,
    },
    /// `...`: the existing members of the place.
    Existing,
    /// `...x`: the members of a value.
    Spread(Expr),
}

/// Named values of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Method in upper case.
    Method,
    /// Name of the section.
    Section,
    /// The call's own path, with unfilled names and without leading `/`.
    Endpoint,
    /// Path after the base, filled.
    Path,
    /// Path after the base, with unfilled names.
    Template,
    /// The path and, as in the URL, `?` and the query as sent.
    Uri,
    /// Base and uri.
    Url,
    /// Host (and port) of the base.
    Host,
    /// All parameters of the call.
    Args,
    /// Members of the place that contains the parameters.
    Params,
    /// Members of the query.
    Query,
    /// The body as sent.
    Body,
}

/// Unit of a clock or nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
    /// Nanoseconds; only for a clock.
    Nanos,
}

impl Unit {
    /// The length of the unit in nanoseconds.
    #[must_use]
    pub const fn nanos(self) -> i128 {
        match self {
            Self::Seconds => 1_000_000_000,
            Self::Millis => 1_000_000,
            Self::Micros => 1_000,
            Self::Nanos => 1,
        }
    }

    /// How many of the unit make a second.
    #[cfg(any(feature = "file-store", feature = "redis"))]
    pub(crate) const fn per_second(self) -> i128 {
        Self::Seconds.nanos() / self.nanos()
    }
}

/// Comparisons of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`, as texts.
    Equal,
    /// `!=`, as texts; true if one side is absent.
    NotEqual,
    /// `<`, as decimals.
    Less,
    /// `<=`, as decimals.
    LessOrEqual,
    /// `>`, as decimals.
    Greater,
    /// `>=`, as decimals.
    GreaterOrEqual,
    /// `in`: one of the texts of a list or the names of an object.
    In,
    /// `not in`; true if one side is absent.
    NotIn,
}

impl Comparison {
    /// The operator as written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }
}

/// Tests after `is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Absent.
    Absent,
    /// Absent or without content.
    Empty,
    /// A list.
    List,
    /// An object.
    Pairs,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A credential that was given in a form of this kind; its length is ignored.
    Form(Form),
}
