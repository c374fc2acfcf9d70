//! Examines many bytes at once: most texts need no escape and no refusal, and detecting this must take almost no time.

/// Whether `is` is true for every byte. It should be arithmetic without branches or tables.
///
/// Bytes are examined in whole arrays, for which the compiler generates vector instructions. If the length is not a multiple of the array
/// length, the last array overlaps and some bytes are examined twice.
#[inline(always)]
pub(crate) fn all(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        let (chunks, _) = bytes.as_chunks::<16>();
        return chunks.iter().all(|chunk| every(chunk, is)) && every(last, is);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return every(first, is) & every(last, is);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return every(first, is) & every(last, is);
    }
    bytes.iter().all(|byte| is(*byte))
}

#[inline(always)]
fn every<const N: usize>(bytes: &[u8; N], is: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, byte| all & is(*byte))
}

/// `A-Z a-z 0-9 - _ . ~`: what no encoder escapes.
#[inline]
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26)
        | (byte.wrapping_sub(b'0') < 10)
        | (byte == b'-')
        | (byte == b'.')
        | (byte == b'_')
        | (byte == b'~')
}

/// Printable ASCII.
#[inline]
pub(crate) fn is_printable(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte)
}

/// Bytes that a JSON string contains unescaped.
#[inline]
pub(crate) fn is_plain_json(byte: u8) -> bool {
    (byte >= 0x20) & (byte != b'"') & (byte != b'\\')
}
