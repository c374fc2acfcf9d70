//! Random bytes and UUIDs, for clients and for tools that sign without one.

use crate::Error;

/// 16 bytes from the random generator of the operating system.
///
/// # Errors
/// The operating system provides no random bytes.
pub fn random_bytes() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|error| {
        Error::request(format!(
            "cannot read random bytes from the operating system: {error}"
        ))
    })?;
    Ok(bytes)
}

/// A random UUID (version 4), in lower case.
///
/// # Errors
/// The operating system provides no random bytes.
pub fn random_uuid() -> Result<String, Error> {
    random_bytes().map(uuid_of)
}

/// The UUID of version 4 with these bytes, except for the bits of version and variant.
fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
        // Python: uuid.UUID(bytes=bytes(range(16)), version=4)
        let ascending = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(uuid_of(ascending), "00010203-0405-4607-8809-0a0b0c0d0e0f");
    }

    #[test]
    fn every_call_gets_its_own() {
        assert_ne!(random_bytes().unwrap(), random_bytes().unwrap());
        assert_ne!(random_uuid().unwrap(), random_uuid().unwrap());
    }
}
