//! The text in a file of a store: what it is, whose it is, the state, and a checksum.
//!
//! ```text
//! specie nonces 1
//! key coinpayments-0123456789abcdef
//! last 1764201600123
//! sum 0123456789abcdef
//! ```

use super::failed;
use super::open_files::Opened;
use crate::Error;
use crate::stores::digest;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

/// The largest record, in bytes: one page, which the kernel writes as a whole even if the process is killed.
const LARGEST: usize = 4096;

/// What a file contains, and for whom.
pub(super) struct Header<'a> {
    /// What it contains, such as `nonces`.
    pub(super) kind: &'static str,
    /// The key that it belongs to.
    pub(super) name: &'a str,
    /// What to do if the file is damaged.
    pub(super) repair: &'static str,
}

impl Header<'_> {
    fn text(&self) -> String {
        let Self { kind, name, .. } = self;
        // One line, whatever the name is.
        match name.len() <= 256 {
            true => format!("specie {kind} 1\nkey {}\n", name.escape_default()),
            false => format!("specie {kind} 1\nkey #{}\n", digest(name.as_bytes())),
        }
    }

    /// Reads the state. `None`: the file is new.
    ///
    /// # Errors
    /// It cannot be read, is damaged, or is not such a file.
    pub(super) fn read(&self, opened: &Opened) -> Result<Read, Error> {
        let mut buffer = [0; LARGEST + 1];
        let bytes = read_start(&opened.file, &mut buffer)
            .map_err(|error| failed("read", &opened.path, error))?;
        let state = self
            .state_of(bytes)
            .map_err(|why| Error::store(format!("the file `{}` {why}", opened.path.display())))?;
        Ok(Read {
            state: state.map(str::to_owned),
            length: bytes.len(),
        })
    }

    /// The state in the bytes of a file, or what is wrong with them.
    fn state_of<'t>(&self, bytes: &'t [u8]) -> Result<Option<&'t str>, String> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let Self { kind, repair, .. } = self;
        let text = text_of(bytes, &format!("specie {kind} 1"), repair)?;
        let header = self.text();
        let rest = text.trim_end().rsplit_once('\n');
        let sum = rest.and_then(|(_, last)| last.strip_prefix("sum "));
        let signed = rest.map(|(signed, _)| signed).unwrap_or_default();
        if sum != Some(&checksum(signed)) {
            return Err(format!("is damaged: its checksum does not match; {repair}"));
        }
        match signed.strip_prefix(header.trim_end()) {
            Some(state) => Ok(Some(state.trim_start())),
            None => Err("belongs to another key: expected the key of its name in the second line; use another folder".to_owned()),
        }
    }

    /// Replaces the state, after `before` was read, by one write.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, opened: &Opened, before: &Read, state: &str) -> Result<(), Error> {
        let mut text = self.text();
        text.push_str(state.trim_end());
        let sum = checksum(&text);
        text.push_str("\nsum ");
        text.push_str(&sum);
        text.push('\n');
        // Line ends replace the end of a longer text, because cutting the file would be a second write.
        while text.len() < before.length {
            text.push('\n');
        }
        let written = match text.len() <= LARGEST {
            true => write_start(&opened.file, text.as_bytes()),
            false => Err(io::Error::other("its state is too large")),
        };
        written.map_err(|error| failed("write", &opened.path, error))
    }
}

/// The text of a file that begins with this line, or what is wrong with its bytes.
pub(super) fn text_of<'t>(bytes: &'t [u8], line: &str, repair: &str) -> Result<&'t str, String> {
    let first = bytes.split(|byte| *byte == b'\n').next();
    let first = first.unwrap_or_default();
    if first != line.as_bytes() {
        let found: String = String::from_utf8_lossy(first).chars().take(40).collect();
        return Err(format!(
            "is not of this store: expected `{line}` in its first line, found `{}`; use another folder",
            found.escape_debug()
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("is damaged: byte {at} is not text in UTF-8; {repair}")
    })
}

/// What was read from a file.
pub(super) struct Read {
    /// The state; `None`: the file is new.
    pub(super) state: Option<String>,
    /// The length of the file.
    length: usize,
}

/// The start of a file, as much as the buffer holds.
fn read_start<'b>(mut file: &File, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
    file.seek(SeekFrom::Start(0))?;
    let mut length = 0;
    loop {
        let rest = buffer.get_mut(length..).unwrap_or_default();
        match file.read(rest) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        // What ends as a record does is whole: asking for more would cost as much as reading it.
        if buffer
            .get(..length)
            .is_some_and(|read| read.ends_with(b"\n"))
        {
            break;
        }
    }
    Ok(buffer.get(..length).unwrap_or_default())
}

fn write_start(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)
}

/// The value of a line `name value`.
pub(super) fn value<'t>(state: &'t str, name: &str) -> Option<&'t str> {
    let mut lines = state.lines();
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

/// A text that differs if the text was changed by chance.
pub(super) fn checksum(text: &str) -> String {
    let mut digits = digest(text.as_bytes());
    digits.truncate(16);
    digits
}
