//! The little of DER that keys in text form need: elements with their tags and lengths.

/// The content of the element that `der` begins with, if it has this tag, and what follows it.
#[cfg(feature = "secp256k1")]
pub(super) fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81 => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    (*first == tag).then(|| rest.split_at_checked(length))?
}

/// An element with this tag.
#[cfg(feature = "rsa")]
pub(super) fn written(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![tag];
    match (u8::try_from(content.len()), u16::try_from(content.len())) {
        (Ok(length), _) if length < 0x80 => out.push(length),
        (Ok(length), _) => out.extend([0x81, length]),
        (_, Ok(length)) => {
            out.push(0x82);
            out.extend(length.to_be_bytes());
        }
        _ => return None,
    }
    out.extend_from_slice(content);
    Some(out)
}

pub(super) const SEQUENCE: u8 = 0x30;
#[cfg(any(feature = "rsa", feature = "secp256k1"))]
pub(super) const INTEGER: u8 = 0x02;
#[cfg(feature = "secp256k1")]
pub(super) const OCTETS: u8 = 0x04;
