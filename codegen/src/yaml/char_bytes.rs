//! Offsets of the parser, which counts characters, as offsets in bytes.

/// Maps character offsets, which the parser uses, to byte offsets.
pub(super) struct CharBytes {
    /// Byte offset of each character; empty if all are ASCII.
    bytes: Vec<u32>,
    offset: usize,
    len: usize,
}

impl CharBytes {
    pub(super) fn new(text: &str, offset: usize) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            let starts = text.char_indices().map(|(at, _)| at);
            starts.filter_map(|at| u32::try_from(at).ok()).collect()
        };
        Self {
            bytes,
            offset,
            len: text.len(),
        }
    }

    pub(super) fn at(&self, index: usize) -> usize {
        let byte = if self.bytes.is_empty() {
            index.min(self.len)
        } else {
            self.bytes.get(index).map_or(self.len, |&at| at as usize)
        };
        byte + self.offset
    }
}
