//! The functions of the signing language, over values.

mod binary;
mod cut;
mod eip712;
mod jwt;
mod list;
mod numbers;
mod php;
pub(crate) mod text;
mod totp;

use super::plan::Function;
use super::plan::function::{Digest, MacHash, OnAbsent, Primitives};
use super::signing_error::SigningError;
use crate::primitives::Primitive;
use crate::signing::crypto::asymmetric;
use crate::signing::crypto::digest::digest;
use crate::signing::crypto::mac::hmac;
use crate::signing::crypto::verify;
use crate::value::as_text::{data_of, text_of};
use crate::value::byte_text;
use crate::value::json_write;
use crate::value::number::{integer, integer_of};
use crate::value::types::Value;
use std::borrow::Cow;

/// A primitive that a function needs and that this build does not have.
pub(crate) fn missing_primitive(function: Function) -> Option<Primitive> {
    match function.definition().primitives {
        Primitives::Fixed(all) => all.iter().copied().find(|one| !one.is_enabled()),
        // The algorithm is known only when the function is called: it reports what it lacks.
        Primitives::OfAlgorithm(_) => None,
    }
}

/// The error for an absent argument.
pub(crate) fn absent(name: &str) -> SigningError {
    SigningError::value(format!(
        "an absent value is passed to `{name}`: set a default, such as `?? \"\"`"
    ))
}

/// Calls a function on what a delivery or a request contains: `unbase64` takes the text that an encoder writes, and no other of the same bytes.
pub(crate) fn call_on_received<'a>(
    function: Function,
    args: &[Value<'a>],
) -> Result<Value<'a>, SigningError> {
    match function {
        Function::Unbase64 => {
            let text = Args(args).text(0)?;
            decoded(byte_text::unbase64_canonical(&text), "base64")
        }
        _ => call(function, args),
    }
}

/// Calls a function. Omitted optional arguments are missing at the end of `args`.
pub(crate) fn call<'a>(function: Function, args: &[Value<'a>]) -> Result<Value<'a>, SigningError> {
    let definition = function.definition();
    let all = Args(args);
    if args.len() < definition.required() || args.iter().any(Value::is_absent) {
        return match definition.absent {
            OnAbsent::Refused => Err(absent(definition.name)),
            OnAbsent::Absent | OnAbsent::AbsentIfEmpty => Ok(Value::Absent),
        };
    }
    if definition.absent == OnAbsent::AbsentIfEmpty && all.text(0)?.is_empty() {
        return Ok(Value::Absent);
    }
    evaluate(function, &all)
}

/// Computes a function of arguments that are all present.
fn evaluate<'a>(function: Function, args: &Args<'_, 'a>) -> Result<Value<'a>, SigningError> {
    use Function as F;
    Ok(match function {
        F::Md5 => args.digest(Digest::Md5)?,
        F::Sha1 => args.digest(Digest::Sha1)?,
        F::Sha256 => args.digest(Digest::Sha256)?,
        F::Sha384 => args.digest(Digest::Sha384)?,
        F::Sha512 => args.digest(Digest::Sha512)?,
        F::Keccak256 => args.digest(Digest::Keccak256)?,
        F::HmacSha1 => args.mac(MacHash::Sha1)?,
        F::HmacSha256 => args.mac(MacHash::Sha256)?,
        F::HmacSha384 => args.mac(MacHash::Sha384)?,
        F::HmacSha512 => args.mac(MacHash::Sha512)?,
        F::RsaSha256 => bytes(asymmetric::rsa_sha256(&args.data(0)?, args.value(1)?)?),
        F::Ed25519 => bytes(asymmetric::ed25519(&args.data(0)?, args.value(1)?)?),
        F::EcdsaP256 => bytes(asymmetric::ecdsa_p256(&args.data(0)?, args.value(1)?)?),
        F::Secp256k1 => bytes(asymmetric::secp256k1(&args.data(0)?, args.value(1)?)?),
        F::VerifyMac => Value::Bool(binary::same_mac(&args.data(0)?, &args.data(1)?)),
        F::VerifyRsaSha1 => Value::Bool(verify::rsa_sha1(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
        F::VerifyRsaSha256 => Value::Bool(verify::rsa_sha256(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
        F::VerifyRsaSha512 => Value::Bool(verify::rsa_sha512(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
        F::VerifyEd25519 => Value::Bool(verify::ed25519(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
        F::VerifyP256 => Value::Bool(verify::p256(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
        F::VerifySecp256k1 => Value::Bool(verify::secp256k1(
            &args.data(0)?,
            args.value(1)?,
            &args.data(2)?,
        )?),
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
        F::Hex => text(byte_text::hex(&args.data(0)?)),
        F::Base64 => text(byte_text::base64(&args.data(0)?)),
        F::Base64Url => text(byte_text::base64url(&args.data(0)?)),
        #[cfg(feature = "base58")]
        F::Base58 => text(byte_text::base58(&args.data(0)?)),
        F::Unhex => decoded(byte_text::unhex(&args.text(0)?), "hexadecimal")?,
        F::Unbase64 => decoded(byte_text::unbase64(&args.text(0)?), "base64")?,
        #[cfg(feature = "base58")]
        F::Unbase58 => decoded(byte_text::unbase58(&args.text(0)?), "base58")?,
        #[cfg(not(feature = "base58"))]
        F::Base58 | F::Unbase58 => {
            return Err(super::signing_error::feature_off("base58", "base58"));
        }
        F::Der => bytes(binary::der(&args.data(0)?)?),
        F::Msgpack => bytes(binary::msgpack(args.value(0)?)?),
        F::Crc32 => Value::Integer(binary::crc32(&args.data(0)?).into()),
        F::Length => Value::Integer(i128::try_from(args.data(0)?.len()).unwrap_or(i128::MAX)),
        F::Json => {
            let mut out = String::new();
            json_write::write(args.value(0)?, &mut out)?;
            text(out)
        }
        F::Unjson => text::unjson(&args.data(0)?)?,
        F::Ascii => text(text::ascii(&args.text(0)?)),
        F::WithoutMember => text(cut::without_member(&args.text(0)?, &args.text(1)?)?),
        F::PhpJson => {
            let flag = |at| args.optional(at).is_some_and(Value::holds);
            let flags = php::Flags {
                slashes: flag(1),
                unicode: flag(2),
                zeros: flag(3),
            };
            text(php::json(args.value(0)?, flags)?)
        }
        F::PhpSerialize => text(php::serialize(args.value(0)?)?),
        F::Text => text(args.text(0)?.into_owned()),
        F::Upper => text(args.text(0)?.to_ascii_uppercase()),
        F::Lower => text(args.text(0)?.to_ascii_lowercase()),
        F::Replace => text(text::replace(
            &args.text(0)?,
            &args.text(1)?,
            &args.text(2)?,
        )?),
        F::Cut => text(text::cut(&args.text(0)?, &args.text(1)?).to_owned()),
        F::Prefix => text([&*args.text(1)?, &*args.text(0)?].concat()),
        F::Suffix => text([&*args.text(0)?, &*args.text(1)?].concat()),
        F::Slice => text::slice(args.value(0)?, args.value(1)?, args.optional(2))?,
        F::Join => {
            let with = args.optional(1).map(text_of).transpose()?;
            text(list::join(args.value(0)?, with.as_deref().unwrap_or(""))?)
        }
        F::Split => cut::split(&args.text(0)?, &args.text(1)?)?,
        F::Fields => cut::fields(&args.text(0)?, &args.text(1)?, &args.text(2)?)?,
        F::StartsWith => Value::Bool(args.text(0)?.starts_with(&*args.text(1)?)),
        F::EndsWith => Value::Bool(args.text(0)?.ends_with(&*args.text(1)?)),
        F::Contains => Value::Bool(args.text(0)?.contains(&*args.text(1)?)),
        F::Sorted => {
            let deep = args.optional(1).is_some_and(Value::holds);
            list::sorted(args.value(0)?, deep)?
        }
        F::Without => list::without(args.value(0)?, args.value(1)?)?,
        F::Filled => list::filled(args.value(0)?)?,
        F::Values => cut::values(args.value(0)?, &args.text(1)?)?,
        F::Glue => text(list::glue(args.value(0)?)?),
        F::Add => integer(Cow::Owned(numbers::add(args.value(0)?, args.value(1)?)?)),
        F::Shift => text(numbers::shift(args.value(0)?, args.value(1)?)?),
        F::Uint => bytes(numbers::uint(args.value(0)?, args.value(1)?)?),
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
        Ok(text_of(self.value(at)?)?)
    }

    fn data(&self, at: usize) -> Result<Cow<'v, [u8]>, SigningError> {
        Ok(data_of(self.value(at)?)?)
    }

    fn digest(&self, with: Digest) -> Result<Value<'static>, SigningError> {
        let hash = digest(with, &mut |sink| {
            sink.bytes(&self.data(0)?);
            Ok(true)
        })?;
        Ok(hash.map_or(Value::Absent, |hash| bytes(hash.as_slice().to_vec())))
    }

    fn mac(&self, hash: MacHash) -> Result<Value<'static>, SigningError> {
        let mac = hmac(hash, &self.data(1)?, &self.data(0)?)?;
        Ok(bytes(mac.as_slice().to_vec()))
    }

    fn integer(&self, at: usize) -> Result<i128, SigningError> {
        Ok(integer_of(self.value(at)?)?)
    }
}
