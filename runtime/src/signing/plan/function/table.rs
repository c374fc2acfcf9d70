//! The table of functions: one entry declares a function and everything that the rest of the code must know about it.

use super::{
    Computation, Definition, Digest, Encoding, Inverse, MacHash, OnAbsent, Parameter,
    ParameterKind as Kind, Primitives, ResultKind as Gives, Role, Usage,
};
use crate::primitives::Primitive;
use crate::signing::plan::Form;

/// Makes the enum and the table from the same entries, so that neither can have one that the other lacks.
macro_rules! functions {
    ($($function:ident: $definition:expr;)+) => {
        /// Functions, in the order of `docs/signing-language.md`, section 7. Encoders and `each` are expressions of their own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(
            missing_docs,
            reason = "named as in the signing language, which describes each"
        )]
        pub enum Function {
            $($function),+
        }

        impl Function {
            /// All functions.
            pub const ALL: &[Self] = &[$(Self::$function),+];

            /// What the function is.
            #[must_use]
            pub const fn definition(self) -> &'static Definition {
                match self {
                    $(Self::$function => const { &$definition }),+
                }
            }
        }
    };
}

/// A list of parameters that is known at compile time.
macro_rules! parameters {
    ($($parameter:expr),+ $(,)?) => {{
        const ALL: &[Parameter] = &[$($parameter),+];
        ALL
    }};
}

functions! {
    Md5: digest("md5", Digest::Md5, &[Primitive::Md5]);
    Sha1: digest("sha1", Digest::Sha1, &[Primitive::Sha1]);
    Sha256: digest("sha256", Digest::Sha256, &[]);
    Sha384: digest("sha384", Digest::Sha384, &[]);
    Sha512: digest("sha512", Digest::Sha512, &[]);
    Keccak256: digest("keccak256", Digest::Keccak256, &[Primitive::Keccak]);

    HmacSha1: mac(MacHash::Sha1, &[Primitive::Sha1]);
    HmacSha256: mac(MacHash::Sha256, &[]);
    HmacSha384: mac(MacHash::Sha384, &[]);
    HmacSha512: mac(MacHash::Sha512, &[]);

    RsaSha256: signature("rsa_sha256", parameters![DATA, key("key", Kind::Key(&[Form::Rsa]))], &[Primitive::Rsa]);
    Ed25519: signature("ed25519", parameters![DATA, key("key", Kind::SeedKey)], &[Primitive::Ed25519]);
    EcdsaP256: signature("ecdsa_p256", parameters![DATA, key("key", Kind::Key(&[Form::P256]))], &[Primitive::P256]);
    Secp256k1: signature("secp256k1", parameters![value("hash", Kind::Bytes), CURVE_KEY], &[Primitive::Secp256k1]);
    VerifyMac: verdict("verify_mac", parameters![key("mac", Kind::Bytes), SIGNATURE], &[]);
    VerifyRsaSha1: verdict("verify_rsa_sha1", parameters![DATA, key("key", Kind::Key(&[Form::RsaPublic])), SIGNATURE], &[Primitive::Rsa, Primitive::Sha1]);
    VerifyRsaSha256: verdict("verify_rsa_sha256", parameters![DATA, key("key", Kind::Key(&[Form::RsaPublic])), SIGNATURE], &[Primitive::Rsa]);
    VerifyRsaSha512: verdict("verify_rsa_sha512", parameters![DATA, key("key", Kind::Key(&[Form::RsaPublic])), SIGNATURE], &[Primitive::Rsa]);
    VerifyEd25519: verdict("verify_ed25519", parameters![DATA, key("key", Kind::Key(&[Form::Ed25519Public])), SIGNATURE], &[Primitive::Ed25519]);
    VerifyP256: verdict("verify_p256", parameters![DATA, key("key", Kind::Key(&[Form::P256Public])), SIGNATURE], &[Primitive::P256]);
    VerifySecp256k1: verdict(
        "verify_secp256k1",
        parameters![value("hash", Kind::Bytes), key("key", Kind::Key(&[Form::Secp256k1Public])), SIGNATURE],
        &[Primitive::Secp256k1],
    );
    Jwt: Definition {
        name: "jwt",
        parameters: parameters![
            value("claims", Kind::JsonPairs),
            value("alg", Kind::Text),
            key("key", Kind::JwtKey),
            optional(value("header", Kind::JsonPairs)),
        ],
        result: Gives::Text,
        absent: OnAbsent::Refused,
        role: Role::Token,
        computation: Computation::Values,
        inverse: Inverse::Jwt,
        primitives: Primitives::OfAlgorithm(1),
    };
    Ecdh: Definition {
        name: "ecdh",
        parameters: parameters![CURVE_KEY, value("public", Kind::Bytes)],
        result: Gives::Bytes,
        absent: OnAbsent::Refused,
        role: Role::SharedSecret,
        computation: Computation::Values,
        inverse: Inverse::None,
        primitives: Primitives::Fixed(&[Primitive::Secp256k1]),
    };
    PublicKey: public("public_key", Gives::Bytes, &[]);
    P2pkh: public("p2pkh", Gives::Text, &[Primitive::Secp256k1]);
    EthAddress: public("eth_address", Gives::Text, &[Primitive::Secp256k1, Primitive::Keccak]);

    Eip191: hash("eip191", &[DATA], &[Primitive::Keccak]);
    Eip712: hash(
        "eip712",
        parameters![
            value("message", Kind::Pairs),
            value("type", Kind::Text),
            value("types", Kind::Pairs),
            value("domain", Kind::Pairs),
        ],
        &[Primitive::Keccak],
    );
    Totp: Definition {
        name: "totp",
        parameters: parameters![key("secret", Kind::Text), value("time", Kind::Integer)],
        result: Gives::Text,
        absent: OnAbsent::Refused,
        role: Role::OneTime,
        computation: Computation::Values,
        inverse: Inverse::None,
        primitives: Primitives::Fixed(&[Primitive::Sha1]),
    };

    Hex: plain("hex", &[DATA], Gives::Text, Inverse::Encoded(Encoding::Hex));
    Base64: plain("base64", &[DATA], Gives::Text, Inverse::Encoded(Encoding::Base64));
    Base64Url: plain("base64url", &[DATA], Gives::Text, Inverse::Encoded(Encoding::Base64Url));
    Base58: plain("base58", &[DATA], Gives::Text, Inverse::Encoded(Encoding::Base58))
        .needing(&[Primitive::Base58]);
    Unhex: plain("unhex", &[TEXT], Gives::Bytes, Inverse::None);
    Unbase64: plain("unbase64", &[TEXT], Gives::Bytes, Inverse::None);
    Unbase58: plain("unbase58", &[TEXT], Gives::Bytes, Inverse::None)
        .needing(&[Primitive::Base58]);

    Der: plain("der", parameters![value("signature", Kind::Bytes)], Gives::Bytes, Inverse::None);
    Msgpack: plain("msgpack", parameters![value("x", Kind::Json)], Gives::Bytes, Inverse::None);
    Crc32: summary("crc32", &[DATA]);
    Length: summary("length", &[DATA]);

    Json: plain("json", parameters![value("x", Kind::Json)], Gives::Text, Inverse::Json);
    Unjson: plain("unjson", &[DATA], Gives::Json, Inverse::None);
    Ascii: plain("ascii", &[T], Gives::Text, Inverse::None);
    WithoutMember: plain(
        "without_member",
        parameters![T, sometimes("name", Kind::Text)],
        Gives::Text,
        Inverse::None,
    );
    PhpJson: plain(
        "php_json",
        parameters![
            value("x", Kind::Json),
            optional(sometimes("slashes", Kind::Bool)),
            optional(sometimes("unicode", Kind::Bool)),
            optional(sometimes("zeros", Kind::Bool)),
        ],
        Gives::Text,
        Inverse::None,
    );
    PhpSerialize: plain("php_serialize", parameters![value("x", Kind::Json)], Gives::Text, Inverse::None);
    Text: plain("text", &[T], Gives::Text, Inverse::Text);
    Upper: plain("upper", &[T], Gives::Text, Inverse::LetterCase);
    Lower: plain("lower", &[T], Gives::Text, Inverse::LetterCase);
    Replace: plain(
        "replace",
        parameters![T, sometimes("from", Kind::Text), sometimes("to", Kind::Text)],
        Gives::Text,
        Inverse::Replaced,
    );
    Cut: plain("cut", parameters![T, sometimes("start", Kind::Text)], Gives::Text, Inverse::None);
    Prefix: plain("prefix", &[T, WITH], Gives::Text, Inverse::Prefix).absent_if_empty();
    Suffix: plain("suffix", &[T, WITH], Gives::Text, Inverse::Suffix).absent_if_empty();
    Slice: plain(
        "slice",
        parameters![
            value("t", Kind::Data),
            sometimes("from", Kind::Integer),
            optional(sometimes("to", Kind::Integer)),
        ],
        Gives::TextOrBytes,
        Inverse::Slice,
    );
    Join: plain(
        "join",
        parameters![value("list", Kind::List), optional(sometimes("with", Kind::Text))],
        Gives::Text,
        Inverse::Join,
    );
    Split: plain("split", parameters![T, sometimes("on", Kind::Text)], Gives::List, Inverse::None);
    Fields: plain(
        "fields",
        parameters![T, sometimes("on", Kind::Text), sometimes("is", Kind::Text)],
        Gives::Pairs,
        Inverse::None,
    );
    StartsWith: plain("starts_with", &[T, PART], Gives::Bool, Inverse::None);
    EndsWith: plain("ends_with", &[T, PART], Gives::Bool, Inverse::None);
    Contains: plain("contains", &[T, PART], Gives::Bool, Inverse::None);

    Sorted: plain(
        "sorted",
        parameters![PAIRS, optional(value("deep", Kind::Bool))],
        Gives::AllMembers,
        Inverse::None,
    );
    Without: plain(
        "without",
        parameters![PAIRS, sometimes("names", Kind::Names)],
        Gives::SomeMembers,
        Inverse::None,
    );
    Filled: plain("filled", &[PAIRS], Gives::SomeMembers, Inverse::None);
    Values: plain(
        "values",
        parameters![value("pairs", Kind::Pairs), sometimes("name", Kind::Text)],
        Gives::List,
        Inverse::None,
    );
    Glue: plain("glue", parameters![value("x", Kind::Json)], Gives::Text, Inverse::None);

    Add: plain("add", parameters![N, value("m", Kind::Whole)], Gives::Integer, Inverse::Sum);
    Shift: plain(
        "shift",
        parameters![value("n", Kind::Decimal), value("places", Kind::Integer)],
        Gives::Text,
        Inverse::Shift,
    );
    Uint: plain("uint", parameters![N, value("size", Kind::Integer)], Gives::Bytes, Inverse::None);
}

const DATA: Parameter = value("data", Kind::Data);
const TEXT: Parameter = value("text", Kind::Text);
const T: Parameter = value("t", Kind::Text);
const WITH: Parameter = value("with", Kind::Text);
const PART: Parameter = value("part", Kind::Text);
const PAIRS: Parameter = value("pairs", Kind::PairsOrList);
const N: Parameter = value("n", Kind::Whole);
const SIGNATURE: Parameter = value("signature", Kind::Bytes);
const CURVE_KEY: Parameter = key("key", Kind::Key(&[Form::Secp256k1, Form::Wif]));

const fn parameter(name: &'static str, kind: Kind, usage: Usage) -> Parameter {
    Parameter {
        name,
        kind,
        optional: false,
        usage,
    }
}

const fn value(name: &'static str, kind: Kind) -> Parameter {
    parameter(name, kind, Usage::Always)
}

const fn sometimes(name: &'static str, kind: Kind) -> Parameter {
    parameter(name, kind, Usage::Sometimes)
}

const fn key(name: &'static str, kind: Kind) -> Parameter {
    parameter(name, kind, Usage::Key)
}

const fn optional(mut parameter: Parameter) -> Parameter {
    parameter.optional = true;
    parameter
}

/// A function of values. Its result reveals its arguments and is absent if one of them is.
const fn plain(
    name: &'static str,
    parameters: &'static [Parameter],
    result: Gives,
    inverse: Inverse,
) -> Definition {
    Definition {
        name,
        parameters,
        result,
        absent: OnAbsent::Absent,
        role: Role::Plain,
        computation: Computation::Values,
        inverse,
        primitives: Primitives::Fixed(&[]),
    }
}

/// A hash, computed from values.
const fn hash(
    name: &'static str,
    parameters: &'static [Parameter],
    primitives: &'static [Primitive],
) -> Definition {
    Definition {
        name,
        parameters,
        result: Gives::Bytes,
        absent: OnAbsent::Refused,
        role: Role::Digest,
        computation: Computation::Values,
        inverse: Inverse::None,
        primitives: Primitives::Fixed(primitives),
    }
}

const fn digest(
    name: &'static str,
    digest: Digest,
    primitives: &'static [Primitive],
) -> Definition {
    Definition {
        computation: Computation::Digest(digest),
        ..hash(name, &[DATA], primitives)
    }
}

const fn mac(hash_inside: MacHash, primitives: &'static [Primitive]) -> Definition {
    Definition {
        role: Role::Signature,
        computation: Computation::Mac(hash_inside),
        ..hash(
            hash_inside.name(),
            parameters![DATA, key("key", Kind::MacKey)],
            primitives,
        )
    }
}

/// A signature with a private key.
const fn signature(
    name: &'static str,
    parameters: &'static [Parameter],
    primitives: &'static [Primitive],
) -> Definition {
    Definition {
        role: Role::Signature,
        ..hash(name, parameters, primitives)
    }
}

/// Whether a signature was made with the private half of a key. A signature that is absent is none.
const fn verdict(
    name: &'static str,
    parameters: &'static [Parameter],
    primitives: &'static [Primitive],
) -> Definition {
    Definition {
        role: Role::Verdict,
        ..plain(name, parameters, Gives::Bool, Inverse::None)
    }
    .needing(primitives)
}

/// A number that many values have in common: it proves nothing.
const fn summary(name: &'static str, parameters: &'static [Parameter]) -> Definition {
    Definition {
        role: Role::Summary,
        ..plain(name, parameters, Gives::Integer, Inverse::None)
    }
}

/// What a private key publishes.
const fn public(name: &'static str, result: Gives, primitives: &'static [Primitive]) -> Definition {
    Definition {
        role: Role::Public,
        ..plain(name, &[CURVE_KEY], result, Inverse::None)
    }
    .needing(primitives)
}

impl Definition {
    const fn needing(mut self, primitives: &'static [Primitive]) -> Self {
        self.primitives = Primitives::Fixed(primitives);
        self
    }

    const fn absent_if_empty(mut self) -> Self {
        self.absent = OnAbsent::AbsentIfEmpty;
        self
    }
}

impl Function {
    /// Whether others may compute another value of the same arguments, which is right as well: an ECDSA signature. The algorithm of a token is
    /// its second argument.
    pub(crate) fn has_other_right_values(self, second: Option<&str>) -> bool {
        match self {
            Self::EcdsaP256 | Self::Secp256k1 => true,
            Self::Jwt => second == Some("ES256"),
            _ => false,
        }
    }
}
