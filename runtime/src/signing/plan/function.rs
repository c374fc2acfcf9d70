//! The functions that `| name(…)` calls, and what each is: one table, which everything that treats functions differently reads.
//!
//! [`Function::definition`] answers for the type checker of codegen, the list of Cargo features, the evaluator, the search for absent
//! secrets, `explain` and the verifier. None of them names a function, except where a function is computed (`signing/functions/mod.rs`).
//! The enums below are matched without a catch-all arm, so a new variant does not compile until every reader decides about it.

mod table;

use super::Form;
use crate::primitives::Primitive;

pub use table::Function;

/// Everything about a function except how it is computed.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Name after `|`.
    pub name: &'static str,
    /// Parameters in order; optional ones are at the end.
    pub parameters: &'static [Parameter],
    /// Kind of the result.
    pub result: ResultKind,
    /// What an absent argument leads to.
    pub absent: OnAbsent,
    /// What the result reveals of the arguments.
    pub role: Role,
    /// How it is computed.
    pub computation: Computation,
    /// How an argument is recovered from the result.
    pub inverse: Inverse,
    /// The optional primitives that it needs.
    pub primitives: Primitives,
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, for named arguments.
    pub name: &'static str,
    /// What it accepts.
    pub kind: ParameterKind,
    /// Whether it may be omitted.
    pub optional: bool,
    /// How the result depends on it.
    pub usage: Usage,
}

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Text or bytes.
    Data,
    /// A text.
    Text,
    /// Bytes; a text is not accepted.
    Bytes,
    /// Text or bytes, as the key of a MAC.
    MacKey,
    /// A key in one of these forms.
    Key(&'static [Form]),
    /// An Ed25519 key, or bytes that begin with its seed.
    SeedKey,
    /// A secret or a private key, depending on the algorithm of a JSON Web Token.
    JwtKey,
    /// An integer.
    Integer,
    /// An integer, or a text that may contain one: results of `shift`, `slice` …, an identifier.
    Whole,
    /// An integer, or a text with a decimal point.
    Decimal,
    /// True or false.
    Bool,
    /// Pairs, which may contain bytes.
    Pairs,
    /// Pairs that are written as JSON.
    JsonPairs,
    /// Pairs, or a list that stays unchanged.
    PairsOrList,
    /// A list whose elements are joined as texts.
    List,
    /// Pairs or a text, for an encoder.
    Encodable,
    /// Anything that JSON can represent.
    Json,
    /// A text, or a list of texts.
    Names,
    /// An expression that is evaluated for each element.
    Expression,
}

/// How a result depends on an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The result always depends on it.
    Always,
    /// The result depends on it only for some values of the others, as on the replacement in `replace`: a secret here may not be used.
    Sometimes,
    /// It is the key: whoever knows it can compute the result for any input, whatever the key is derived from.
    Key,
}

/// Kind of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// An integer.
    Integer,
    /// True or false.
    Bool,
    /// Text for a text, bytes for bytes.
    TextOrBytes,
    /// A list.
    List,
    /// Pairs.
    Pairs,
    /// Any JSON value; its kind is known only when it is computed.
    Json,
    /// All members of the first argument, possibly in another order; a list for a list.
    AllMembers,
    /// Some members of the first argument; a list for a list.
    SomeMembers,
}

/// What an absent argument leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnAbsent {
    /// An error: a signature over nothing is a signature over the wrong thing.
    Refused,
    /// An absent result.
    Absent,
    /// An absent result, also if the first argument is an empty text.
    AbsentIfEmpty,
}

/// What a result reveals of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, possibly in another form.
    Plain,
    /// Nothing: it is a hash. A signature only if its input contains a secret.
    Digest,
    /// Nothing: it is a keyed signature.
    Signature,
    /// What is signed, but not the key.
    Token,
    /// Nothing: a public key or an address, which is not secret.
    Public,
    /// Nothing, and both sides know it: a one-time password.
    OneTime,
    /// A number that many values have in common, such as a length: as secret as the arguments, which cannot be read from it, and no proof.
    Summary,
    /// Nothing: it says whether a signature was made with the private half of the key.
    Verdict,
    /// The arguments cannot be read from it, but it is as secret as they are.
    SharedSecret,
}

/// How a function is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computation {
    /// A digest of the pieces of its only argument.
    Digest(Digest),
    /// A MAC of the pieces of its first argument, with the second as the key.
    Mac(MacHash),
    /// From the values of its arguments.
    Values,
}

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named as its standard names it")]
pub enum Digest {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Keccak256,
}

/// The digest inside an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named as its standard names it")]
pub enum MacHash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// How the text of the first argument is contained in the text of the result. The verifier reads received values backwards with it, to learn
/// clock, nonce, uuid and random, and to find hexadecimal digits, whose letter case it ignores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inverse {
    /// It is not, or the verifier cannot find it.
    None,
    /// The result is the text.
    Text,
    /// The result is the text with another letter case.
    LetterCase,
    /// The result is the text in which the second argument is replaced by the third.
    Replaced,
    /// The second argument is before it.
    Prefix,
    /// The second argument is after it.
    Suffix,
    /// The second argument is added to it.
    Sum,
    /// The decimal point is moved by the second argument.
    Shift,
    /// The result is the part from the second to the third argument.
    Slice,
    /// The result shows its bytes.
    Encoded(Encoding),
    /// The result is its JSON.
    Json,
    /// It is the claims of a JSON Web Token; the header is the fourth argument.
    Jwt,
    /// The result consists of its elements, with the second argument between them.
    Join,
}

/// A text form of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named as in the signing language")]
pub enum Encoding {
    Hex,
    Base64,
    Base64Url,
    Base58,
}

/// Which optional primitives a function needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitives {
    /// Always these. A primitive that a key brings is not among them: the form of the credential needs it.
    Fixed(&'static [Primitive]),
    /// Those of the algorithm that the argument at this index names.
    OfAlgorithm(usize),
}

impl Definition {
    /// The number of arguments that a call has at least.
    #[must_use]
    pub fn required(&self) -> usize {
        self.parameters.iter().filter(|p| !p.optional).count()
    }

    /// Index of the parameter that is the key.
    #[must_use]
    pub fn key(&self) -> Option<usize> {
        let is_key = |parameter: &Parameter| parameter.usage == Usage::Key;
        self.parameters.iter().position(is_key)
    }

    /// Whether the result must be kept secret if the argument at an index must be.
    #[must_use]
    pub fn is_as_secret_as(&self, argument: usize) -> bool {
        match self.role {
            Role::Plain | Role::SharedSecret | Role::Summary => true,
            Role::Token => self.key() != Some(argument),
            Role::Digest | Role::Signature | Role::Public | Role::OneTime | Role::Verdict => false,
        }
    }

    /// Whether the argument at an index can be read from the result.
    #[must_use]
    pub fn reveals(&self, argument: usize) -> bool {
        match self.role {
            Role::Plain => true,
            Role::Token => self.key() != Some(argument),
            Role::Digest
            | Role::Signature
            | Role::Public
            | Role::OneTime
            | Role::Verdict
            | Role::Summary
            | Role::SharedSecret => false,
        }
    }
}

impl ParameterKind {
    /// Whether members are read instead of a text: of a place, which has both.
    #[must_use]
    pub const fn reads_members(self) -> bool {
        match self {
            Self::Pairs
            | Self::JsonPairs
            | Self::PairsOrList
            | Self::List
            | Self::Encodable
            | Self::Json
            | Self::Names => true,
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

impl ResultKind {
    /// Whether the result consists of members of the first argument.
    #[must_use]
    pub const fn passes_members(self) -> bool {
        match self {
            Self::AllMembers | Self::SomeMembers => true,
            Self::Text
            | Self::Bytes
            | Self::Integer
            | Self::Bool
            | Self::TextOrBytes
            | Self::List
            | Self::Pairs
            | Self::Json => false,
        }
    }
}

impl Role {
    /// Whether the key cannot be read from the result, and the other arguments only from a token.
    #[must_use]
    pub const fn clears_secrets(self) -> bool {
        match self {
            Self::Plain | Self::SharedSecret | Self::Summary => false,
            Self::Digest
            | Self::Signature
            | Self::Token
            | Self::Public
            | Self::OneTime
            | Self::Verdict => true,
        }
    }

    /// Whether the result depends on its arguments in such a way that a sender proves something with it.
    #[must_use]
    pub const fn proves(self) -> bool {
        match self {
            Self::Plain | Self::Public | Self::Summary => false,
            Self::Digest
            | Self::Signature
            | Self::Token
            | Self::OneTime
            | Self::Verdict
            | Self::SharedSecret => true,
        }
    }
}

impl MacHash {
    /// Name of the function that computes its HMAC.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "hmac_sha1",
            Self::Sha256 => "hmac_sha256",
            Self::Sha384 => "hmac_sha384",
            Self::Sha512 => "hmac_sha512",
        }
    }
}
