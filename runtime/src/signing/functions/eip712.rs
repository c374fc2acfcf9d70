//! Ethereum's signing hashes: EIP-191 and EIP-712.

use crate::signing::signing_error::SigningError;
#[cfg(not(feature = "keccak"))]
use crate::value::types::Value;

/// The hash of a personal message.
#[cfg(feature = "keccak")]
pub(crate) fn eip191(data: &[u8]) -> Result<Vec<u8>, SigningError> {
    let mut text = format!("\x19Ethereum Signed Message:\n{}", data.len()).into_bytes();
    text.extend_from_slice(data);
    Ok(crate::signing::crypto::digest::keccak256(&text).to_vec())
}

#[cfg(not(feature = "keccak"))]
pub(crate) fn eip191(_: &[u8]) -> Result<Vec<u8>, SigningError> {
    Err(crate::signing::signing_error::feature_off(
        "keccak256",
        "keccak",
    ))
}

#[cfg(not(feature = "keccak"))]
pub(crate) fn eip712(
    _: &Value<'_>,
    _: &str,
    _: &Value<'_>,
    _: &Value<'_>,
) -> Result<Vec<u8>, SigningError> {
    Err(crate::signing::signing_error::feature_off(
        "keccak256",
        "keccak",
    ))
}

#[cfg(feature = "keccak")]
pub(crate) use typed::eip712;

#[cfg(feature = "keccak")]
mod typed {
    use super::super::numbers::big_endian;
    use crate::signing::crypto::digest::keccak256;
    use crate::signing::signing_error::SigningError;
    use crate::value::as_text::{data_of, text_of};
    use crate::value::byte_text::unhex;
    use crate::value::types::Value;
    use std::collections::BTreeSet;

    /// Levels of structs and lists.
    const MAX_LEVELS: usize = 32;

    /// Fields that a domain may have, in order, with their types.
    const DOMAIN: [(&str, &str); 5] = [
        ("name", "string"),
        ("version", "string"),
        ("chainId", "uint256"),
        ("verifyingContract", "address"),
        ("salt", "bytes32"),
    ];

    /// The signing hash of a typed message.
    pub(crate) fn eip712(
        message: &Value<'_>,
        name: &str,
        types: &Value<'_>,
        domain: &Value<'_>,
    ) -> Result<Vec<u8>, SigningError> {
        let types = Types::new(types)?;
        let mut text = vec![0x19, 0x01];
        text.extend_from_slice(&hash_domain(domain)?);
        text.extend_from_slice(&types.hash_struct(name, message, 0)?);
        Ok(keccak256(&text).to_vec())
    }

    fn hash_domain(domain: &Value<'_>) -> Result<[u8; 32], SigningError> {
        let Value::Object(members) = domain.data() else {
            return Err(SigningError::value(
                "the domain of a typed message must be pairs",
            ));
        };
        if let Some((name, _)) = members
            .iter()
            .find(|(name, _)| !DOMAIN.iter().any(|(known, _)| known == name))
        {
            return Err(SigningError::value(format!(
                "a domain has no field `{name}`"
            )));
        }
        let fields: Vec<(&str, &str)> = DOMAIN
            .into_iter()
            .filter(|(name, _)| domain.get(name).is_some_and(|v| !v.is_absent()))
            .collect();
        let types = Types(vec![("EIP712Domain", fields)]);
        types.hash_struct("EIP712Domain", domain, 0)
    }

    /// Types by name, their fields in order: name and type.
    struct Types<'t>(Vec<(&'t str, Vec<(&'t str, &'t str)>)>);

    impl<'t> Types<'t> {
        fn new(types: &'t Value<'_>) -> Result<Self, SigningError> {
            let wrong = || {
                SigningError::value(
                    "`types` must map each type to its fields in order: name and type",
                )
            };
            let Value::Object(types) = types.data() else {
                return Err(wrong());
            };
            let mut all = Vec::new();
            for (name, fields) in types {
                let fields = match fields.data() {
                    Value::Object(fields) => fields
                        .iter()
                        .map(|(field, kind)| Some((&**field, plain_text(kind)?)))
                        .collect::<Option<Vec<_>>>(),
                    Value::List(fields) => fields
                        .iter()
                        .map(|field| match field.data() {
                            Value::List(pair) => match pair.as_slice() {
                                [name, kind] => Some((plain_text(name)?, plain_text(kind)?)),
                                _ => None,
                            },
                            _ => Some((
                                plain_text(field.get("name")?)?,
                                plain_text(field.get("type")?)?,
                            )),
                        })
                        .collect(),
                    _ => None,
                };
                all.push((&**name, fields.ok_or_else(wrong)?));
            }
            Ok(Self(all))
        }

        fn fields(&self, name: &str) -> Option<&[(&'t str, &'t str)]> {
            self.0
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, fields)| &**fields)
        }

        /// `Name(type field,...)`, then the types it refers to, sorted.
        fn encode_type(&self, name: &str) -> Result<String, SigningError> {
            let mut seen = BTreeSet::new();
            self.collect(name, &mut seen);
            seen.remove(name);
            let mut out = String::new();
            for name in std::iter::once(name).chain(seen.iter().map(|n| &**n)) {
                let fields = self
                    .fields(name)
                    .ok_or_else(|| SigningError::value(format!("`types` has no type `{name}`")))?;
                let list: Vec<String> = fields
                    .iter()
                    .map(|(f, kind)| format!("{kind} {f}"))
                    .collect();
                out.push_str(name);
                out.push('(');
                out.push_str(&list.join(","));
                out.push(')');
            }
            Ok(out)
        }

        fn collect(&self, name: &str, seen: &mut BTreeSet<String>) {
            if let Some(fields) = self.fields(name)
                && seen.insert(name.to_owned())
            {
                for (_, kind) in fields {
                    self.collect(kind.split('[').next().unwrap_or(kind), seen);
                }
            }
        }

        fn hash_struct(
            &self,
            name: &str,
            value: &Value<'_>,
            level: usize,
        ) -> Result<[u8; 32], SigningError> {
            let fields = self
                .fields(name)
                .ok_or_else(|| SigningError::value(format!("`types` has no type `{name}`")))?;
            let mut data = keccak256(self.encode_type(name)?.as_bytes()).to_vec();
            for (field, kind) in fields {
                let member = value.get(field).filter(|v| !v.is_absent()).ok_or_else(|| {
                    SigningError::value(format!("the typed message has no `{field}`"))
                })?;
                let word = self
                    .encode(kind, member, level)
                    .map_err(|error| error.with_name(field))?;
                data.extend_from_slice(&word);
            }
            Ok(keccak256(&data))
        }

        /// Encodes one word of a struct's data.
        fn encode(
            &self,
            kind: &str,
            value: &Value<'_>,
            level: usize,
        ) -> Result<[u8; 32], SigningError> {
            if level > MAX_LEVELS {
                return Err(SigningError::value("a typed message is nested too deep"));
            }
            if let Some((element, length)) = kind.strip_suffix(']').and_then(|k| k.rsplit_once('['))
            {
                return self.encode_list(element, length, value, level);
            }
            if self.fields(kind).is_some() {
                return self.hash_struct(kind, value, level + 1);
            }
            match kind {
                "string" => Ok(keccak256(text_of(value.plain())?.as_bytes())),
                "bytes" => Ok(keccak256(&bytes_of(value)?)),
                "bool" => match value.plain() {
                    Value::Bool(b) => right(&[u8::from(*b)]),
                    _ => Err(SigningError::value("expected `true` or `false`")),
                },
                "address" => {
                    let bytes = bytes_of(value)?;
                    if bytes.len() != 20 {
                        return Err(SigningError::value("an address has 20 bytes"));
                    }
                    right(&bytes)
                }
                _ => encode_sized(kind, value),
            }
        }

        fn encode_list(
            &self,
            element: &str,
            length: &str,
            value: &Value<'_>,
            level: usize,
        ) -> Result<[u8; 32], SigningError> {
            let Value::List(list) = value.data() else {
                return Err(SigningError::value("expected a list"));
            };
            if !length.is_empty() && length.parse() != Ok(list.len()) {
                return Err(SigningError::value(format!(
                    "expected a list of {length} elements, found {}",
                    list.len()
                )));
            }
            let mut data = Vec::new();
            for item in list {
                data.extend_from_slice(&self.encode(element, item, level + 1)?);
            }
            Ok(keccak256(&data))
        }
    }

    fn plain_text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
        match value.plain() {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Bytes unchanged, or decoded from hexadecimal text.
    fn bytes_of(value: &Value<'_>) -> Result<Vec<u8>, SigningError> {
        match value.plain() {
            Value::Bytes(_) => Ok(data_of(value)?.into_owned()),
            other => unhex(&text_of(other)?)
                .ok_or_else(|| SigningError::value("expected bytes or hexadecimal digits")),
        }
    }

    /// `uintN`, `intN`, `bytesN`.
    fn encode_sized(kind: &str, value: &Value<'_>) -> Result<[u8; 32], SigningError> {
        let unknown = || SigningError::value(format!("`types` has no type `{kind}`"));
        let (signed, bits) = match (kind.strip_prefix("uint"), kind.strip_prefix("int")) {
            (Some(bits), _) => (false, bits),
            (None, Some(bits)) => (true, bits),
            (None, None) => {
                let size: usize = kind
                    .strip_prefix("bytes")
                    .and_then(|n| n.parse().ok())
                    .filter(|n| (1..=32).contains(n))
                    .ok_or_else(unknown)?;
                let bytes = bytes_of(value)?;
                if bytes.len() != size {
                    return Err(SigningError::value(format!(
                        "expected {size} bytes, found {}",
                        bytes.len()
                    )));
                }
                return Ok(left(&bytes));
            }
        };
        let bits: usize = if bits.is_empty() {
            256
        } else {
            bits.parse().map_err(|_| unknown())?
        };
        if bits == 0 || bits > 256 || !bits.is_multiple_of(8) {
            return Err(unknown());
        }
        encode_integer(signed, bits / 8, value)
    }

    fn encode_integer(
        signed: bool,
        size: usize,
        value: &Value<'_>,
    ) -> Result<[u8; 32], SigningError> {
        let text = match value.plain() {
            Value::Bytes(bytes) => return encode_magnitude(bytes, size),
            other => text_of(other)?,
        };
        if let Some(digits) = text.strip_prefix("0x") {
            let padded = format!("{}{digits}", if digits.len() % 2 == 1 { "0" } else { "" });
            let bytes = unhex(&padded).ok_or_else(|| SigningError::value("expected an integer"))?;
            return encode_magnitude(&bytes, size);
        }
        let Some(digits) = text.strip_prefix('-') else {
            let word = right(&big_endian(&text, size)?)?;
            if signed && word.get(32 - size).is_some_and(|b| *b >= 0x80) {
                return Err(too_large());
            }
            return Ok(word);
        };
        if !signed {
            return Err(SigningError::value("expected an unsigned integer"));
        }
        // Two's complement over 256 bits.
        let mut word = right(&big_endian(digits, size)?)?;
        let mut carry = true;
        for byte in word.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
        let fits = carry || word.get(32 - size).is_some_and(|b| *b >= 0x80);
        if fits { Ok(word) } else { Err(too_large()) }
    }

    fn encode_magnitude(bytes: &[u8], size: usize) -> Result<[u8; 32], SigningError> {
        let zeros = bytes.iter().take_while(|b| **b == 0).count();
        let digits = bytes.get(zeros..).unwrap_or_default();
        if digits.len() > size {
            return Err(too_large());
        }
        right(digits)
    }

    fn too_large() -> SigningError {
        SigningError::value("an integer is out of range for its type")
    }

    /// Bytes at the end of a word.
    fn right(bytes: &[u8]) -> Result<[u8; 32], SigningError> {
        let mut word = [0; 32];
        let start = word.len().checked_sub(bytes.len()).ok_or_else(too_large)?;
        for (to, byte) in word.iter_mut().skip(start).zip(bytes) {
            *to = *byte;
        }
        Ok(word)
    }

    /// Bytes at the beginning of a word.
    fn left(bytes: &[u8]) -> [u8; 32] {
        let mut word = [0; 32];
        for (to, byte) in word.iter_mut().zip(bytes) {
            *to = *byte;
        }
        word
    }
}
