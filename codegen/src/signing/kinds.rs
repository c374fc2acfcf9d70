//! Static knowledge about a value: its kind, whether it may be absent, and what it is derived from.

use crate::source::Span;
use specie_runtime::signing::plan::Form;
use specie_runtime::signing::plan::function::ParameterKind;
use std::collections::BTreeSet;
use std::ops::{BitOr, BitOrAssign};

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Bytes,
    Integer,
    Bool,
    /// Ordered object.
    Pairs,
    List,
    /// Private key.
    Key,
    /// A value of the caller: its kind is known only at the call.
    Json,
    /// Pairs or a list, known only at the call: it has no text in either case.
    Members,
    /// `query` or `params`: pairs that have a text.
    Place,
    /// A credential with forms of several kinds: data or a key.
    Mixed,
    /// `absent`
    Nothing,
    /// An error was reported: everything is accepted.
    Unknown,
}

impl Kind {
    /// Its name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Integer => "integer",
            Self::Bool => "bool",
            Self::Pairs | Self::Members => "pairs",
            Self::List => "list",
            Self::Key => "key",
            Self::Json | Self::Unknown => "json",
            Self::Place => "place",
            Self::Mixed => "credential of several kinds",
            Self::Nothing => "absent",
        }
    }

    /// Whether it can be converted to text.
    pub(crate) const fn has_text(self) -> bool {
        !matches!(
            self,
            Self::Bytes | Self::Pairs | Self::List | Self::Key | Self::Members
        )
    }

    /// Kind of a value that is of one of two kinds.
    pub(crate) fn either(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, kind) | (kind, Self::Nothing) => kind,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (a, b) if a == b => a,
            _ => Self::Json,
        }
    }
}

/// What is known of an argument's kind, or of another position for a value, before anything runs.
pub(crate) trait Accepts {
    /// Whether a value of this kind is accepted.
    fn accepts(self, kind: Kind) -> bool;

    /// Its name in messages.
    fn name(self) -> &'static str;

    /// Whether the value is written as JSON or joined as texts: what is inside must have a text too.
    fn writes_members(self) -> bool;
}

impl Accepts for ParameterKind {
    fn accepts(self, kind: Kind) -> bool {
        use Kind as K;
        if matches!(kind, K::Json | K::Unknown | K::Nothing) {
            return true;
        }
        match self {
            Self::Data | Self::MacKey => kind.has_text() || matches!(kind, K::Bytes),
            Self::Text => kind.has_text(),
            Self::Bytes => matches!(kind, K::Bytes | K::Mixed),
            Self::Key(_) => matches!(kind, K::Key | K::Mixed),
            Self::SeedKey => matches!(kind, K::Key | K::Bytes | K::Mixed),
            Self::JwtKey => kind.has_text() || matches!(kind, K::Bytes | K::Key),
            Self::Integer => matches!(kind, K::Integer),
            Self::Whole | Self::Decimal => matches!(kind, K::Integer | K::Text),
            Self::Bool => matches!(kind, K::Bool),
            Self::Pairs | Self::JsonPairs => matches!(kind, K::Pairs | K::Members | K::Place),
            Self::PairsOrList => matches!(kind, K::Pairs | K::List | K::Members | K::Place),
            Self::List => matches!(kind, K::List | K::Members | K::Place),
            Self::Encodable => kind.has_text() || matches!(kind, K::Pairs | K::Members),
            Self::Json => !matches!(kind, K::Bytes | K::Key),
            Self::Names => kind.has_text() || matches!(kind, K::List | K::Members),
            Self::Expression => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Data | Self::MacKey => "text or bytes",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Key(_) => "a private key",
            Self::SeedKey => "an Ed25519 key, or bytes that begin with its seed",
            Self::JwtKey => "a secret or a private key",
            Self::Integer => "an integer",
            Self::Whole => "an integer, or a text of digits",
            Self::Decimal => "an integer or a decimal text",
            Self::Bool => "true or false",
            Self::Pairs | Self::JsonPairs => "pairs",
            Self::PairsOrList => "pairs or a list",
            Self::List => "a list",
            Self::Encodable => "pairs or a text",
            Self::Json => "a value that can be written as JSON",
            Self::Names => "a text or a list of texts",
            Self::Expression => "an expression",
        }
    }

    fn writes_members(self) -> bool {
        match self {
            Self::JsonPairs | Self::List | Self::Encodable | Self::Json => true,
            // Members of these stay values: of `eip712` they may be bytes.
            Self::Pairs | Self::PairsOrList | Self::Names => false,
            Self::Data
            | Self::Text
            | Self::Bytes
            | Self::MacKey
            | Self::Key(_)
            | Self::SeedKey
            | Self::JwtKey
            | Self::Integer
            | Self::Whole
            | Self::Decimal
            | Self::Bool
            | Self::Expression => false,
        }
    }
}

/// A small set of flags.
macro_rules! marks {
    ($(#[$doc:meta])* $name:ident { $($(#[$flag_doc:meta])* $flag:ident = $bit:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct $name(u8);

        #[allow(dead_code, reason = "each set uses what it needs")]
        impl $name {
            /// The empty set.
            pub(crate) const NONE: Self = Self(0);
            $($(#[$flag_doc])* pub(crate) const $flag: Self = Self($bit);)+

            /// Whether it contains one of these.
            pub(crate) const fn has(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// Those that are not in the other set.
            pub(crate) const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Whether it is empty.
            pub(crate) const fn is_empty(self) -> bool {
                self.0 == 0
            }
        }

        impl BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl BitOrAssign for $name {
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }
    };
}

marks! {
    /// Parts of the request that a value is derived from, as a whole.
    Reads {
        /// The query: `query`, `uri`, `url`.
        QUERY = 1,
        /// `body`
        BODY = 2,
        /// `params`
        PARAMS = 4,
        /// `args`
        ARGS = 8,
    }
}

marks! {
    /// Sources that are read once per attempt.
    Sources {
        CLOCK_S = 1,
        /// Also `clock.iso`.
        CLOCK_MS = 2,
        CLOCK_US = 4,
        CLOCK_NS = 8,
        NONCE = 16,
        UUID = 32,
        RANDOM = 64,
    }
}

impl Sources {
    /// The clock in any unit.
    pub(crate) const CLOCK: Self =
        Self(Self::CLOCK_S.0 | Self::CLOCK_MS.0 | Self::CLOCK_US.0 | Self::CLOCK_NS.0);

    /// All sources computable from these: a clock in a finer unit gives the coarser ones.
    pub(crate) fn known(mut self) -> Self {
        for (fine, coarse) in [
            (Self::CLOCK_NS, Self::CLOCK_US),
            (Self::CLOCK_US, Self::CLOCK_MS),
            (Self::CLOCK_MS, Self::CLOCK_S),
        ] {
            if self.has(fine) {
                self |= coarse;
            }
        }
        self
    }

    /// Sources that a slice of a text with these sources must show at least: the seconds of a clock.
    pub(crate) fn cut(self) -> Self {
        if self.has(Self::CLOCK) {
            self.without(Self::CLOCK) | Self::CLOCK_S
        } else {
            self
        }
    }

    /// Their names; `sent` determines which of the clock's units are redundant.
    pub(crate) fn names(self, sent: Self) -> Vec<&'static str> {
        let clock = match () {
            () if !self.has(Self::CLOCK) => None,
            () if !sent.has(Self::CLOCK) => Some("clock"),
            () if self.has(Self::CLOCK_NS) => Some("clock.ns"),
            () if self.has(Self::CLOCK_US) => Some("clock.us"),
            () => Some("clock.ms"),
        };
        let others = [
            (Self::NONCE, "nonce"),
            (Self::UUID, "uuid"),
            (Self::RANDOM, "random"),
        ];
        let others = others.into_iter().filter(|(mark, _)| self.has(*mark));
        clock
            .into_iter()
            .chain(others.map(|(_, name)| name))
            .collect()
    }
}

/// A list or pairs inside a list or pairs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nested {
    /// Name of the member; none: an element of a list.
    pub name: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Its kind.
    pub kind: Kind,
}

/// What is known about a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Info {
    /// Its kind.
    pub kind: Kind,
    /// Whether it may be absent.
    pub may_be_absent: bool,
    /// The `prefix` or `suffix` that causes this, if one does; see [`Info::emptied_by`].
    pub emptied: Option<(&'static str, Span)>,
    /// Whether it is never absent, whatever is sent: a `??` after it has no effect.
    pub never_absent: bool,
    /// Whether it is derived from a secret credential without a digest in between.
    pub secret: bool,
    /// Whether it is derived, likewise, from a secret that must not be in a query.
    pub barred_from_query: bool,
    /// Whether it is derived from a session value without a digest in between.
    pub session: bool,
    /// Forms of the credential, if it is or may be a key.
    pub forms: Vec<Form>,
    /// Parts of the request that it is derived from.
    pub reads: Reads,
    /// Sources that it is derived from.
    pub sources: Sources,
    /// Sources that can be recovered from it.
    pub shown: Sources,
    /// Signing operations that it results from, by index in the plan's list.
    pub signings: BTreeSet<usize>,
    /// Bytes or a key inside pairs or a list: neither JSON nor a query can represent them.
    pub inner: Option<(Span, Kind)>,
    /// Pairs and lists among the elements of a list or the members of pairs: `join` and encoders have no text for them.
    pub nested: Vec<Nested>,
}

impl Info {
    /// A value of a kind, not derived from anything.
    pub(crate) const fn new(kind: Kind) -> Self {
        Self {
            kind,
            may_be_absent: false,
            emptied: None,
            never_absent: true,
            secret: false,
            barred_from_query: false,
            session: false,
            forms: Vec::new(),
            reads: Reads::NONE,
            sources: Sources::NONE,
            shown: Sources::NONE,
            signings: BTreeSet::new(),
            inner: None,
            nested: Vec::new(),
        }
    }

    /// The stand-in for an expression with an error.
    pub(crate) const fn unknown() -> Self {
        let mut info = Self::new(Kind::Unknown);
        info.never_absent = false;
        info
    }

    /// A value that may be absent.
    pub(crate) const fn maybe(kind: Kind) -> Self {
        let mut info = Self::new(kind);
        info.may_be_absent = true;
        info.never_absent = false;
        info
    }

    /// Takes over what the other is derived from, but neither its kind nor its absence.
    pub(crate) fn derive_from(&mut self, other: &Info) {
        self.secret |= other.secret;
        self.barred_from_query |= other.barred_from_query;
        self.session |= other.session;
        self.reads |= other.reads;
        self.sources |= other.sources;
        self.shown |= other.shown;
        self.signings.extend(&other.signings);
    }

    /// The function that returns nothing for an empty text, if that is why this value may be absent.
    pub(crate) fn emptied_by(&self) -> Option<(&'static str, Span)> {
        self.emptied.filter(|_| self.may_be_absent)
    }

    /// A value that is one of two.
    pub(crate) fn either(mut self, other: &Info) -> Self {
        self.kind = self.kind.either(other.kind);
        self.emptied = self.emptied_by().or(other.emptied_by());
        self.may_be_absent |= other.may_be_absent;
        self.never_absent &= other.never_absent;
        for form in &other.forms {
            if !self.forms.contains(form) {
                self.forms.push(*form);
            }
        }
        self.derive_from(other);
        self.inner = self.inner.or(other.inner);
        self
    }

    /// Adds a part of pairs or of a list: what it is derived from, and bytes or keys that cannot be sent.
    pub(crate) fn hold(&mut self, part: &Info, span: Span) {
        self.derive_from(part);
        let bare = matches!(part.kind, Kind::Bytes | Kind::Key).then_some((span, part.kind));
        self.inner = self.inner.or(bare).or(part.inner);
    }
}
