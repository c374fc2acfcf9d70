//! The functions of the signing language, over values.

pub(crate) mod asymmetric;
pub(crate) mod digest;
mod eip712;
mod jwt;
mod list;
pub(crate) mod mac;
mod numbers;
pub(crate) mod text;
mod totp;

use super::decode;
use super::error::SigningError;
use super::json;
use super::number::{integer, integer_of};
use super::plan::Function;
use super::value::{Value, data_of, text_of};
use digest::{Short, digest};
use mac::{hmac, is_mac};
use std::borrow::Cow;

/// The minimum and maximum number of arguments of a function.
pub(crate) fn arity(function: Function) -> (usize, usize) {
    use Function as F;
    match function {
        F::Md5 | F::Sha1 | F::Sha256 | F::Sha384 | F::Sha512 | F::Keccak256 => (1, 1),
        F::HmacSha1 | F::HmacSha256 | F::HmacSha384 | F::HmacSha512 => (2, 2),
        F::RsaSha256 | F::Ed25519 | F::EcdsaP256 | F::Secp256k1 | F::Ecdh | F::Totp => (2, 2),
        F::Jwt => (3, 4),
        F::PublicKey | F::P2pkh | F::EthAddress | F::Eip191 => (1, 1),
        F::Eip712 => (4, 4),
        F::Hex | F::Base64 | F::Base64Url | F::Base58 => (1, 1),
        F::Unhex | F::Unbase64 | F::Unbase58 => (1, 1),
        F::Json | F::Text | F::Upper | F::Lower | F::Glue => (1, 1),
        F::Replace => (3, 3),
        F::Cut | F::Prefix | F::Suffix | F::StartsWith | F::EndsWith | F::Contains => (2, 2),
        F::Slice => (2, 3),
        F::Join | F::Sorted => (1, 2),
        F::Without | F::Add | F::Shift | F::Uint => (2, 2),
    }
}

/// The name in plans.
pub(crate) fn name(function: Function) -> &'static str {
    use Function as F;
    match function {
        F::Md5 => "md5",
        F::Sha1 => "sha1",
        F::Sha256 => "sha256",
        F::Sha384 => "sha384",
        F::Sha512 => "sha512",
        F::Keccak256 => "keccak256",
        F::HmacSha1 => "hmac_sha1",
        F::HmacSha256 => "hmac_sha256",
        F::HmacSha384 => "hmac_sha384",
        F::HmacSha512 => "hmac_sha512",
        F::RsaSha256 => "rsa_sha256",
        F::Ed25519 => "ed25519",
        F::EcdsaP256 => "ecdsa_p256",
        F::Secp256k1 => "secp256k1",
        F::Jwt => "jwt",
        F::Ecdh => "ecdh",
        F::PublicKey => "public_key",
        F::P2pkh => "p2pkh",
        F::EthAddress => "eth_address",
        F::Eip191 => "eip191",
        F::Eip712 => "eip712",
        F::Totp => "totp",
        F::Hex => "hex",
        F::Base64 => "base64",
        F::Base64Url => "base64url",
        F::Base58 => "base58",
        F::Unhex => "unhex",
        F::Unbase64 => "unbase64",
        F::Unbase58 => "unbase58",
        F::Json => "json",
        F::Text => "text",
        F::Upper => "upper",
        F::Lower => "lower",
        F::Replace => "replace",
        F::Cut => "cut",
        F::Prefix => "prefix",
        F::Suffix => "suffix",
        F::Slice => "slice",
        F::Join => "join",
        F::StartsWith => "starts_with",
        F::EndsWith => "ends_with",
        F::Contains => "contains",
        F::Sorted => "sorted",
        F::Without => "without",
        F::Glue => "glue",
        F::Add => "add",
        F::Shift => "shift",
        F::Uint => "uint",
    }
}

/// Whether an absent argument is refused. For other functions, it makes the result absent.
pub(crate) fn refuses_absent(function: Function) -> bool {
    use Function as F;
    key_argument(function).is_some()
        || matches!(
            function,
            F::Md5
                | F::Sha1
                | F::Sha256
                | F::Sha384
                | F::Sha512
                | F::Keccak256
                | F::Eip191
                | F::Eip712
        )
}

/// Whether the result reveals nothing of a secret argument.
pub(crate) fn clears_taint(function: Function) -> bool {
    use Function as F;
    (refuses_absent(function) && !matches!(function, F::Ecdh))
        || matches!(function, F::PublicKey | F::P2pkh | F::EthAddress)
}

/// The argument that is the signing key, if there is one: whoever knows it can sign, whatever it is derived from.
pub(crate) fn key_argument(function: Function) -> Option<usize> {
    use Function as F;
    match function {
        F::HmacSha1
        | F::HmacSha256
        | F::HmacSha384
        | F::HmacSha512
        | F::RsaSha256
        | F::Ed25519
        | F::EcdsaP256
        | F::Secp256k1 => Some(1),
        F::Jwt => Some(2),
        F::Ecdh | F::Totp => Some(0),
        _ => None,
    }
}

/// The feature of this crate that a function needs, if it is not enabled.
pub(crate) fn missing_feature(function: Function) -> Option<(&'static str, &'static str)> {
    use Function as F;
    let needed: &[&str] = match function {
        F::Keccak256 | F::Eip191 | F::Eip712 => &["keccak"],
        F::RsaSha256 => &["rsa"],
        F::Ed25519 => &["ed25519"],
        F::EcdsaP256 => &["p256"],
        F::Secp256k1 | F::Ecdh | F::P2pkh => &["secp256k1"],
        F::EthAddress => &["secp256k1", "keccak"],
        F::Base58 | F::Unbase58 => &["base58"],
        F::Md5 => &["md5"],
        F::Sha1 | F::HmacSha1 | F::Totp => &["sha1"],
        _ => &[],
    };
    let off = |feature: &&&str| !match **feature {
        "base58" => cfg!(feature = "base58"),
        "keccak" => cfg!(feature = "keccak"),
        "md5" => cfg!(feature = "md5"),
        "sha1" => cfg!(feature = "sha1"),
        "rsa" => cfg!(feature = "rsa"),
        "ed25519" => cfg!(feature = "ed25519"),
        "p256" => cfg!(feature = "p256"),
        _ => cfg!(feature = "secp256k1"),
    };
    needed
        .iter()
        .find(off)
        .map(|feature| (name(function), *feature))
}

/// Calls a function. Omitted optional arguments are missing at the end of `args`.
pub(crate) fn call<'a>(function: Function, args: &[Value<'a>]) -> Result<Value<'a>, SigningError> {
    if args.len() < arity(function).0 || args.iter().any(Value::is_absent) {
        if refuses_absent(function) {
            return Err(SigningError::value(format!(
                "an absent value is passed to `{}`: set a default, such as `?? \"\"`",
                name(function)
            )));
        }
        return Ok(Value::Absent);
    }
    let all = Args(args);
    if let Some(hash) = hash_of(function, &all)? {
        return Ok(bytes(hash.as_slice().to_vec()));
    }
    evaluate(function, &all)
}

/// Digest or MAC.
fn hash_of(function: Function, args: &Args<'_, '_>) -> Result<Option<Short>, SigningError> {
    let hashed = digest(function, &mut |sink| {
        sink.bytes(&args.data(0)?);
        Ok(true)
    });
    if let Some(hash) = hashed {
        return hash;
    }
    if !is_mac(function) {
        return Ok(None);
    }
    hmac(function, &args.data(1)?, &args.data(0)?).transpose()
}

fn evaluate<'a>(function: Function, args: &Args<'_, 'a>) -> Result<Value<'a>, SigningError> {
    use Function as F;
    Ok(match function {
        F::RsaSha256 => bytes(asymmetric::rsa_sha256(&args.data(0)?, args.value(1)?)?),
        F::Ed25519 => bytes(asymmetric::ed25519(&args.data(0)?, args.value(1)?)?),
        F::EcdsaP256 => bytes(asymmetric::ecdsa_p256(&args.data(0)?, args.value(1)?)?),
        F::Secp256k1 => bytes(asymmetric::secp256k1(&args.data(0)?, args.value(1)?)?),
        F::Jwt => text(jwt::jwt(
            args.value(0)?,
            &args.text(1)?,
            args.value(2)?,
            args.optional(3),
        )?),
        F::Ecdh => bytes(asymmetric::ecdh(args.value(0)?, &args.data(1)?)?),
        F::PublicKey => bytes(asymmetric::public_key(args.value(0)?)?),
        F::P2pkh => text(asymmetric::p2pkh(args.value(0)?)?),
        F::EthAddress => text(asymmetric::eth_address(args.value(0)?)?),
        F::Eip191 => bytes(eip712::eip191(&args.data(0)?)?),
        F::Eip712 => bytes(eip712::eip712(
            args.value(0)?,
            &args.text(1)?,
            args.value(2)?,
            args.value(3)?,
        )?),
        F::Totp => text(totp::totp(&args.text(0)?, args.integer(1)?)?),
        F::Hex => text(decode::hex(&args.data(0)?)),
        F::Base64 => text(decode::base64(&args.data(0)?)),
        F::Base64Url => text(decode::base64url(&args.data(0)?)),
        #[cfg(feature = "base58")]
        F::Base58 => text(decode::base58(&args.data(0)?)),
        F::Unhex => decoded(decode::unhex(&args.text(0)?), "hexadecimal")?,
        F::Unbase64 => decoded(decode::unbase64(&args.text(0)?), "base64")?,
        #[cfg(feature = "base58")]
        F::Unbase58 => decoded(decode::unbase58(&args.text(0)?), "base58")?,
        F::Json => {
            let mut out = String::new();
            json::write(args.value(0)?, &mut out)?;
            text(out)
        }
        F::Add => integer(Cow::Owned(numbers::add(args.value(0)?, args.value(1)?)?)),
        F::Shift => text(numbers::shift(args.value(0)?, args.value(1)?)?),
        F::Uint => bytes(numbers::uint(args.value(0)?, args.value(1)?)?),
        F::Sorted => {
            let deep = args.optional(1).is_some_and(Value::holds);
            list::sorted(args.value(0)?, deep)?
        }
        F::Without => list::without(args.value(0)?, args.value(1)?)?,
        F::Glue => text(list::glue(args.value(0)?)?),
        F::Join => {
            let with = args.optional(1).map(text_of).transpose()?;
            text(list::join(args.value(0)?, with.as_deref().unwrap_or(""))?)
        }
        #[cfg(not(feature = "base58"))]
        F::Base58 | F::Unbase58 => return Err(super::key::feature_off("base58", "base58")),
        other => return evaluate_text(other, args),
    })
}

fn evaluate_text<'a>(function: Function, args: &Args<'_, 'a>) -> Result<Value<'a>, SigningError> {
    use Function as F;
    if function == F::Slice {
        return text::slice(args.value(0)?, args.value(1)?, args.optional(2));
    }
    let subject = args.text(0)?;
    Ok(match function {
        F::Upper => text(subject.to_ascii_uppercase()),
        F::Lower => text(subject.to_ascii_lowercase()),
        F::Replace => text(text::replace(&subject, &args.text(1)?, &args.text(2)?)?),
        F::Cut => {
            let start = args.text(1)?;
            text(subject.strip_prefix(&*start).unwrap_or(&subject).to_owned())
        }
        F::Prefix | F::Suffix if subject.is_empty() => Value::Absent,
        F::Prefix => {
            let mut out = args.text(1)?.into_owned();
            out.push_str(&subject);
            text(out)
        }
        F::Suffix => {
            let mut out = subject.into_owned();
            out.push_str(&args.text(1)?);
            text(out)
        }
        F::StartsWith => Value::Bool(subject.starts_with(&*args.text(1)?)),
        F::EndsWith => Value::Bool(subject.ends_with(&*args.text(1)?)),
        F::Contains => Value::Bool(subject.contains(&*args.text(1)?)),
        _ => text(subject.into_owned()),
    })
}

fn text(text: String) -> Value<'static> {
    Value::Text(Cow::Owned(text))
}

fn bytes(bytes: Vec<u8>) -> Value<'static> {
    Value::Bytes(Cow::Owned(bytes))
}

fn decoded(bytes: Option<Vec<u8>>, what: &str) -> Result<Value<'static>, SigningError> {
    bytes
        .map(|bytes| Value::Bytes(Cow::Owned(bytes)))
        .ok_or_else(|| SigningError::value(format!("a text is not valid {what}")))
}

/// Arguments by index.
struct Args<'v, 'a>(&'v [Value<'a>]);

impl<'v, 'a> Args<'v, 'a> {
    fn optional(&self, at: usize) -> Option<&'v Value<'a>> {
        self.0.get(at)
    }

    fn value(&self, at: usize) -> Result<&'v Value<'a>, SigningError> {
        self.0
            .get(at)
            .ok_or_else(|| SigningError::value("an argument is missing"))
    }

    fn text(&self, at: usize) -> Result<Cow<'v, str>, SigningError> {
        text_of(self.value(at)?)
    }

    fn data(&self, at: usize) -> Result<Cow<'v, [u8]>, SigningError> {
        data_of(self.value(at)?)
    }

    fn integer(&self, at: usize) -> Result<i128, SigningError> {
        integer_of(self.value(at)?)
    }
}
