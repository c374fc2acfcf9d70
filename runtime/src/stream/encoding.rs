//! Messages that the server compresses.

use super::plan::Encoding;
use flate2::{Decompress, FlushDecompress, Status};
use std::borrow::Cow;
use std::io::Read as _;

/// The largest message, unpacked, in bytes.
pub(super) const MESSAGE: usize = 16 * 1024 * 1024;

/// The text of a binary frame.
///
/// # Errors
/// It is not compressed as the spec says, it is not text, or it is larger than the limit.
pub(super) fn unpack(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, String> {
    unpack_within(bytes, encoding, MESSAGE)
}

fn unpack_within(bytes: &[u8], encoding: Encoding, most: usize) -> Result<Cow<'_, str>, String> {
    let unpacked = match encoding {
        Encoding::Text => {
            let text = std::str::from_utf8(bytes);
            return text
                .map(Cow::Borrowed)
                .map_err(|_| "expected text, found a binary frame".to_owned());
        }
        Encoding::Gzip => gunzip(bytes, most)?,
        Encoding::Deflate => inflate(bytes, most)?,
    };
    let text = String::from_utf8(unpacked);
    text.map(Cow::Owned).map_err(|_| {
        "expected text in a compressed frame, found bytes that are not UTF-8".to_owned()
    })
}

fn too_large(most: usize) -> String {
    format!("a message is larger than {most} bytes")
}

fn gunzip(bytes: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).min(most));
    let mut limited = flate2::read::GzDecoder::new(bytes).take(most as u64 + 1);
    limited
        .read_to_end(&mut out)
        .map_err(|error| format!("expected a gzip frame: {error}"))?;
    match out.len() > most {
        true => Err(too_large(most)),
        false => Ok(out),
    }
}

/// A raw deflate stream, which a server may leave without an end.
fn inflate(bytes: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut decoder = Decompress::new(false);
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).clamp(64, most.max(64)));
    loop {
        let read = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(read..).unwrap_or_default();
        let status = decoder
            .decompress_vec(rest, &mut out, FlushDecompress::Sync)
            .map_err(|error| format!("expected a deflate frame: {error}"))?;
        let done = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX) >= bytes.len();
        if status == Status::StreamEnd || (done && out.len() < out.capacity()) {
            return Ok(out);
        }
        if out.len() >= most {
            return Err(too_large(most));
        }
        if out.len() == out.capacity() {
            out.reserve(out.len().max(64));
        } else if !done && status == Status::BufError {
            return Err("a deflate frame is not complete".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Python: gzip.compress(b'{"ping":1}'), and zlib.compressobj(wbits=-15) with Z_SYNC_FLUSH.
    const GZIP: &str = "1f8b0800000000000203ab562ac8cc4b57b232ac05002dec98210a000000";
    const DEFLATE: &str = "aa562ac8cc4b57b232ac05000000ffff";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex
            .bytes()
            .map(|b| (b as char).to_digit(16).unwrap() as u8)
            .collect();
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()
    }

    #[test]
    fn frames_are_unpacked() {
        assert_eq!(
            unpack(&bytes(GZIP), Encoding::Gzip).unwrap(),
            "{\"ping\":1}"
        );
        assert_eq!(
            unpack(&bytes(DEFLATE), Encoding::Deflate).unwrap(),
            "{\"ping\":1}"
        );
        assert_eq!(unpack(b"pong", Encoding::Text).unwrap(), "pong");
    }

    #[test]
    fn what_is_not_compressed_is_an_error() {
        for (frame, encoding) in [
            (&b"{}"[..], Encoding::Gzip),
            (&b""[..], Encoding::Gzip),
            (&b"\xff\xff\xff"[..], Encoding::Deflate),
            (&b"\xff"[..], Encoding::Text),
        ] {
            assert!(unpack(frame, encoding).is_err(), "{frame:?}");
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        use std::io::Write as _;
        let most = 64 * 1024;
        let level = flate2::Compression::fast();
        let spaces = vec![b' '; 2 * most];
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), level);
        packer.write_all(&spaces).unwrap();
        let gzip = packer.finish().unwrap();
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), level);
        packer.write_all(&spaces).unwrap();
        let deflate = packer.finish().unwrap();
        for (bomb, encoding) in [(gzip, Encoding::Gzip), (deflate, Encoding::Deflate)] {
            let error = unpack_within(&bomb, encoding, most).unwrap_err();
            assert_eq!(error, "a message is larger than 65536 bytes");
            let whole = unpack_within(&bomb, encoding, 2 * most).unwrap();
            assert_eq!(whole.len(), 2 * most);
        }
    }
}
