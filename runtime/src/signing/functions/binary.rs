//! Functions whose results are bytes, or are computed from bytes: DER, MessagePack, CRC-32, comparisons of MACs.

use crate::signing::signing_error::SigningError;
use crate::value::types::{MAX_DEPTH, Value};
use subtle::ConstantTimeEq as _;

/// A signature r, s (with or without a byte for recovery) as DER: `SEQUENCE { r INTEGER, s INTEGER }`.
pub(crate) fn der(signature: &[u8]) -> Result<Vec<u8>, SigningError> {
    let (r, s) = match (signature.get(..32), signature.get(32..64)) {
        (Some(r), Some(s)) if signature.len() <= 65 => (r, s),
        _ => {
            return Err(SigningError::value(format!(
                "`der` expects r and s, 64 or 65 bytes; found {} bytes",
                signature.len()
            )));
        }
    };
    let mut body = Vec::with_capacity(70);
    for number in [r, s] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count().min(31);
        let digits = number.get(zeros..).unwrap_or_default();
        // A first bit that is set would make the number negative.
        let sign: &[u8] = match digits.first() {
            Some(first) if first & 0x80 != 0 => &[0],
            _ => &[],
        };
        body.push(0x02);
        body.push(short(sign.len() + digits.len())?);
        body.extend_from_slice(sign);
        body.extend_from_slice(digits);
    }
    let mut out = vec![0x30, short(body.len())?];
    out.append(&mut body);
    Ok(out)
}

/// A length below 128.
fn short(length: usize) -> Result<u8, SigningError> {
    u8::try_from(length)
        .ok()
        .filter(|length| *length < 128)
        .ok_or_else(|| SigningError::value("a signature is too long for `der`"))
}

/// CRC-32 as in zlib and PNG: polynomial 0x04C11DB7, reflected.
pub(crate) fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// Whether a received MAC is the computed one. The time says nothing about where they differ.
pub(crate) fn same_mac(mac: &[u8], received: &[u8]) -> bool {
    !mac.is_empty() && bool::from(mac.ct_eq(received))
}

/// MessagePack: each value in its shortest form, members in order, as the common libraries write it.
pub(crate) fn msgpack(value: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let mut out = Vec::new();
    pack(value, &mut out, 0)?;
    Ok(out)
}

fn pack(value: &Value<'_>, out: &mut Vec<u8>, depth: usize) -> Result<(), SigningError> {
    if depth > MAX_DEPTH {
        return Err(SigningError::value("a value is nested too deep"));
    }
    match value.data() {
        Value::Null => out.push(0xc0),
        Value::Bool(b) => out.push(if *b { 0xc3 } else { 0xc2 }),
        Value::Integer(n) => pack_integer(*n, out)?,
        Value::Digits(_) => return Err(too_large()),
        Value::Number(text) | Value::Decimal(text) => match text.parse::<f64>() {
            Ok(double) if double.is_finite() => {
                out.push(0xcb);
                out.extend(double.to_be_bytes());
            }
            _ => return Err(too_large()),
        },
        Value::Text(text) => {
            pack_head(out, text.len(), Some((0xa0, 31)), &[0xd9, 0xda, 0xdb])?;
            out.extend_from_slice(text.as_bytes());
        }
        Value::Bytes(bytes) => {
            pack_head(out, bytes.len(), None, &[0xc4, 0xc5, 0xc6])?;
            out.extend_from_slice(bytes);
        }
        Value::List(list) => {
            let present: Vec<_> = list.iter().filter(|one| !one.is_absent()).collect();
            pack_head(out, present.len(), Some((0x90, 15)), &[0, 0xdc, 0xdd])?;
            for element in present {
                pack(element, out, depth + 1)?;
            }
        }
        Value::Object(members) => {
            let present: Vec<_> = members.iter().filter(|(_, v)| !v.is_absent()).collect();
            pack_head(out, present.len(), Some((0x80, 15)), &[0, 0xde, 0xdf])?;
            for (name, member) in present {
                pack_head(out, name.len(), Some((0xa0, 31)), &[0xd9, 0xda, 0xdb])?;
                out.extend_from_slice(name.as_bytes());
                pack(member, out, depth + 1)?;
            }
        }
        other => {
            return Err(SigningError::value(format!(
                "a value of kind {} cannot be written as MessagePack",
                other.kind()
            )));
        }
    }
    super::text::bounded(out.len())
}

/// The marker and the length of a text, of bytes, of a list or of an object. `small`: the marker that contains lengths up to a maximum.
/// `markers`: those before lengths of 8, 16 and 32 bits; 0: there is none.
fn pack_head(
    out: &mut Vec<u8>,
    length: usize,
    small: Option<(u8, u8)>,
    markers: &[u8; 3],
) -> Result<(), SigningError> {
    let [eight, sixteen, wide] = *markers;
    match (u8::try_from(length), u16::try_from(length), small) {
        (Ok(length), _, Some((marker, most))) if length <= most => out.push(marker | length),
        (Ok(length), ..) if eight != 0 => out.extend([eight, length]),
        (_, Ok(length), _) => {
            out.push(sixteen);
            out.extend(length.to_be_bytes());
        }
        _ => {
            let length = u32::try_from(length).map_err(|_| too_large())?;
            out.push(wide);
            out.extend(length.to_be_bytes());
        }
    }
    Ok(())
}

fn pack_integer(number: i128, out: &mut Vec<u8>) -> Result<(), SigningError> {
    if let Ok(number) = u64::try_from(number) {
        match (
            u8::try_from(number),
            u16::try_from(number),
            u32::try_from(number),
        ) {
            (Ok(number), ..) if number < 0x80 => out.push(number),
            (Ok(number), ..) => out.extend([0xcc, number]),
            (_, Ok(number), _) => {
                out.push(0xcd);
                out.extend(number.to_be_bytes());
            }
            (.., Ok(number)) => {
                out.push(0xce);
                out.extend(number.to_be_bytes());
            }
            _ => {
                out.push(0xcf);
                out.extend(number.to_be_bytes());
            }
        }
        return Ok(());
    }
    let number = i64::try_from(number).map_err(|_| too_large())?;
    match (
        i8::try_from(number),
        i16::try_from(number),
        i32::try_from(number),
    ) {
        (Ok(number), ..) if number >= -32 => out.extend(number.to_be_bytes()),
        (Ok(number), ..) => {
            out.push(0xd0);
            out.extend(number.to_be_bytes());
        }
        (_, Ok(number), _) => {
            out.push(0xd1);
            out.extend(number.to_be_bytes());
        }
        (.., Ok(number)) => {
            out.push(0xd2);
            out.extend(number.to_be_bytes());
        }
        _ => {
            out.push(0xd3);
            out.extend(number.to_be_bytes());
        }
    }
    Ok(())
}

fn too_large() -> SigningError {
    SigningError::value("a number does not fit into MessagePack: send it as a text")
}
