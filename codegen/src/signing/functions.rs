//! The functions of the language: names, arguments, kinds.

use super::kinds::{Due, Kind};
use specie_runtime::signing::plan::{Escape, Form, Function};

/// What a call is lowered to in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A function of the runtime.
    Function(Function),
    /// An encoder; all arguments after the first are constant.
    Encoder(Escape),
    /// `each`
    Each,
}

/// An argument of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    /// Its name, for a named argument.
    pub name: &'static str,
    /// What it must be.
    pub due: Due,
    /// Whether it may be omitted.
    pub optional: bool,
}

/// Kind of a function's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Always this kind.
    Kind(Kind),
    /// Text for a text, bytes for bytes.
    TextOrBytes,
    /// Pairs for pairs, a list for a list.
    PairsOrList,
}

/// How a function treats secrets and values that must be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its argument can be recovered from its result.
    Plain,
    /// A hash: a signature only if its input contains a secret.
    Digest,
    /// A keyed signature of its first argument.
    Signature,
    /// A keyed signature that contains what it signs.
    Token,
    /// A public key or an address.
    Public,
    /// Derived from a secret, but known to both sides: a one-time password.
    OneTime,
}

/// A function's signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    /// Name after `|`.
    pub name: &'static str,
    /// What it is lowered to.
    pub target: Target,
    /// Arguments in order.
    pub params: &'static [Param],
    /// Kind of the result.
    pub gives: Gives,
    /// Refuses values that may be absent.
    pub strict: bool,
    /// How it treats secrets and sources.
    pub role: Role,
}

const fn due(name: &'static str, due: Due) -> Param {
    Param {
        name,
        due,
        optional: false,
    }
}

const fn may(name: &'static str, due: Due) -> Param {
    Param {
        name,
        due,
        optional: true,
    }
}

const fn plain(
    name: &'static str,
    function: Function,
    params: &'static [Param],
    gives: Kind,
) -> Signature {
    Signature {
        name,
        target: Target::Function(function),
        params,
        gives: Gives::Kind(gives),
        strict: false,
        role: Role::Plain,
    }
}

const fn strict(
    name: &'static str,
    function: Function,
    params: &'static [Param],
    gives: Kind,
    role: Role,
) -> Signature {
    Signature {
        name,
        target: Target::Function(function),
        params,
        gives: Gives::Kind(gives),
        strict: true,
        role,
    }
}

const fn digest(name: &'static str, function: Function) -> Signature {
    strict(name, function, DATA, Kind::Bytes, Role::Digest)
}

const fn mac(name: &'static str, function: Function) -> Signature {
    const PARAMS: &[Param] = &[due("data", Due::Data), due("key", Due::MacKey)];
    signature(name, function, PARAMS)
}

const fn signature(name: &'static str, function: Function, params: &'static [Param]) -> Signature {
    strict(name, function, params, Kind::Bytes, Role::Signature)
}

const fn encoder(name: &'static str, escape: Escape) -> Signature {
    const PARAMS: &[Param] = &[
        due("x", Due::Encodable),
        may("arrays", Due::Text),
        may("keep", Due::Text),
    ];
    Signature {
        name,
        target: Target::Encoder(escape),
        params: PARAMS,
        gives: Gives::Kind(Kind::Text),
        strict: false,
        role: Role::Plain,
    }
}

const fn giving(mut signature: Signature, gives: Gives) -> Signature {
    signature.gives = gives;
    signature
}

const fn public(mut signature: Signature) -> Signature {
    signature.role = Role::Public;
    signature
}

const DATA: &[Param] = &[due("data", Due::Data)];
const TEXT: &[Param] = &[due("text", Due::Text)];
const T: &[Param] = &[due("t", Due::Text)];
const T_PART: &[Param] = &[due("t", Due::Text), due("part", Due::Text)];
const T_WITH: &[Param] = &[due("t", Due::Text), due("with", Due::Text)];
const CURVE_KEY: Due = Due::Key(&[Form::Secp256k1, Form::Wif]);
const KEY: &[Param] = &[due("key", CURVE_KEY)];

/// All functions, in the order of the language's reference.
pub(crate) static ALL: &[Signature] = &[
    digest("md5", Function::Md5),
    digest("sha1", Function::Sha1),
    digest("sha256", Function::Sha256),
    digest("sha384", Function::Sha384),
    digest("sha512", Function::Sha512),
    digest("keccak256", Function::Keccak256),
    mac("hmac_sha1", Function::HmacSha1),
    mac("hmac_sha256", Function::HmacSha256),
    mac("hmac_sha384", Function::HmacSha384),
    mac("hmac_sha512", Function::HmacSha512),
    signature(
        "rsa_sha256",
        Function::RsaSha256,
        &[due("data", Due::Data), due("key", Due::Key(&[Form::Rsa]))],
    ),
    signature(
        "ed25519",
        Function::Ed25519,
        &[due("data", Due::Data), due("key", Due::SeedKey)],
    ),
    signature(
        "ecdsa_p256",
        Function::EcdsaP256,
        &[due("data", Due::Data), due("key", Due::Key(&[Form::P256]))],
    ),
    signature(
        "secp256k1",
        Function::Secp256k1,
        &[due("hash", Due::Bytes), due("key", CURVE_KEY)],
    ),
    strict(
        "jwt",
        Function::Jwt,
        &[
            due("claims", Due::Pairs),
            due("alg", Due::Text),
            due("key", Due::JwtKey),
            may("header", Due::Pairs),
        ],
        Kind::Text,
        Role::Token,
    ),
    strict(
        "ecdh",
        Function::Ecdh,
        &[due("key", CURVE_KEY), due("public", Due::Bytes)],
        Kind::Bytes,
        Role::Plain,
    ),
    public(plain("public_key", Function::PublicKey, KEY, Kind::Bytes)),
    public(plain("p2pkh", Function::P2pkh, KEY, Kind::Text)),
    public(plain("eth_address", Function::EthAddress, KEY, Kind::Text)),
    strict("eip191", Function::Eip191, DATA, Kind::Bytes, Role::Digest),
    strict(
        "eip712",
        Function::Eip712,
        &[
            due("message", Due::Pairs),
            due("type", Due::Text),
            due("types", Due::Pairs),
            due("domain", Due::Pairs),
        ],
        Kind::Bytes,
        Role::Digest,
    ),
    strict(
        "totp",
        Function::Totp,
        &[due("secret", Due::Text), due("time", Due::Integer)],
        Kind::Text,
        Role::OneTime,
    ),
    plain("hex", Function::Hex, DATA, Kind::Text),
    plain("base64", Function::Base64, DATA, Kind::Text),
    plain("base64url", Function::Base64Url, DATA, Kind::Text),
    plain("base58", Function::Base58, DATA, Kind::Text),
    plain("unhex", Function::Unhex, TEXT, Kind::Bytes),
    plain("unbase64", Function::Unbase64, TEXT, Kind::Bytes),
    plain("unbase58", Function::Unbase58, TEXT, Kind::Bytes),
    encoder("rfc3986", Escape::Rfc3986),
    encoder("plus", Escape::Plus),
    encoder("raw", Escape::Raw),
    plain("json", Function::Json, &[due("x", Due::Json)], Kind::Text),
    plain("text", Function::Text, T, Kind::Text),
    plain("upper", Function::Upper, T, Kind::Text),
    plain("lower", Function::Lower, T, Kind::Text),
    plain(
        "replace",
        Function::Replace,
        &[
            due("t", Due::Text),
            due("from", Due::Text),
            due("to", Due::Text),
        ],
        Kind::Text,
    ),
    plain(
        "cut",
        Function::Cut,
        &[due("t", Due::Text), due("start", Due::Text)],
        Kind::Text,
    ),
    plain("prefix", Function::Prefix, T_WITH, Kind::Text),
    plain("suffix", Function::Suffix, T_WITH, Kind::Text),
    giving(
        plain(
            "slice",
            Function::Slice,
            &[
                due("t", Due::Data),
                due("from", Due::Integer),
                may("to", Due::Integer),
            ],
            Kind::Text,
        ),
        Gives::TextOrBytes,
    ),
    plain(
        "join",
        Function::Join,
        &[due("list", Due::List), may("with", Due::Text)],
        Kind::Text,
    ),
    plain("starts_with", Function::StartsWith, T_PART, Kind::Bool),
    plain("ends_with", Function::EndsWith, T_PART, Kind::Bool),
    plain("contains", Function::Contains, T_PART, Kind::Bool),
    giving(
        plain(
            "sorted",
            Function::Sorted,
            &[due("pairs", Due::PairsOrList), may("deep", Due::Bool)],
            Kind::Pairs,
        ),
        Gives::PairsOrList,
    ),
    giving(
        plain(
            "without",
            Function::Without,
            &[due("pairs", Due::PairsOrList), due("names", Due::Names)],
            Kind::Pairs,
        ),
        Gives::PairsOrList,
    ),
    Signature {
        name: "each",
        target: Target::Each,
        params: &[due("x", Due::PairsOrList), due("expr", Due::Expression)],
        gives: Gives::Kind(Kind::List),
        strict: false,
        role: Role::Plain,
    },
    plain("glue", Function::Glue, &[due("x", Due::Json)], Kind::Text),
    plain(
        "add",
        Function::Add,
        &[due("n", Due::Whole), due("m", Due::Whole)],
        Kind::Integer,
    ),
    plain(
        "shift",
        Function::Shift,
        &[due("n", Due::Decimal), due("places", Due::Integer)],
        Kind::Text,
    ),
    plain(
        "uint",
        Function::Uint,
        &[due("n", Due::Whole), due("size", Due::Integer)],
        Kind::Bytes,
    ),
];

/// The function with this name.
pub(crate) fn find(name: &str) -> Option<&'static Signature> {
    ALL.iter().find(|signature| signature.name == name)
}

/// Its notation: `hmac_sha256(data, key)`.
pub(crate) fn written(signature: &Signature) -> String {
    let params: Vec<_> = signature
        .params
        .iter()
        .map(|p| {
            if p.optional {
                format!("{}=", p.name)
            } else {
                p.name.to_owned()
            }
        })
        .collect();
    format!("{}({})", signature.name, params.join(", "))
}
