//! Records the positions of selected members while their object is decoded.

use super::{Problem, Reader};
use std::cell::Cell;
use std::ops::Range;

/// Names of members, and the position of the first occurrence of each.
#[derive(Debug)]
pub(crate) struct Watch<'n> {
    /// An empty name means no member.
    names: [&'n str; 3],
    found: [Cell<Option<(usize, usize)>>; 3],
    /// Whether an object was read completely.
    seen: Cell<bool>,
}

impl<'n> Watch<'n> {
    pub(crate) fn new(names: [&'n str; 3]) -> Self {
        Self {
            names,
            found: Default::default(),
            seen: Cell::new(false),
        }
    }

    /// The index of a watched name that has not occurred yet.
    pub(super) fn wants(&self, name: &str) -> Option<usize> {
        let mut all = self.names.iter().zip(&self.found);
        all.position(|(known, found)| *known == name && found.get().is_none() && !name.is_empty())
    }

    pub(super) fn found(&self, place: usize, at: Range<usize>) {
        for (known, found) in self.names.iter().zip(&self.found) {
            // Two of the names may be the same.
            if self.names.get(place) == Some(known) {
                found.set(Some((at.start, at.end)));
            }
        }
    }

    /// Called at the end of an object: members that have not occurred are absent.
    pub(super) fn end(&self) {
        self.seen.set(true);
    }

    /// The range of each watched member in `text`. Scans the text once, if it was not read as an object before.
    ///
    /// # Errors
    /// The text is not JSON.
    pub(crate) fn places(&self, text: &[u8]) -> Result<[Option<Range<usize>>; 3], Problem> {
        if !self.seen.get() && self.names != [""; 3] {
            self.pass(text)?;
        }
        Ok([0, 1, 2].map(|at: usize| {
            let (start, end) = self.found.get(at)?.get()?;
            Some(start..end)
        }))
    }

    fn pass(&self, text: &[u8]) -> Result<(), Problem> {
        let mut reader = Reader::new(text);
        if !reader.at_object()? {
            return Ok(());
        }
        let mut name = reader.open_object()?;
        while let Some(known) = name {
            match self.wants(&known) {
                Some(place) => self.found(place, reader.range()?),
                None => reader.skip()?,
            }
            let wanted = self.names.iter().zip(&self.found);
            if wanted
                .filter(|(name, _)| !name.is_empty())
                .all(|(_, found)| found.get().is_some())
            {
                break;
            }
            name = reader.next_name()?;
        }
        self.end();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Decode as _;
    use crate::{Json, Wire};

    fn texts<'t>(text: &'t str, names: [&str; 3]) -> [Option<&'t str>; 3] {
        let watch = Watch::new(names);
        let mut reader = Reader::watching(text.as_bytes(), Some(0), &watch);
        let mut all = Json::Null;
        all.read(&mut reader, Wire::PLAIN).unwrap();
        let places = watch.places(text.as_bytes()).unwrap();
        places.map(|place| text.get(place?).map(str::trim))
    }

    #[test]
    fn the_first_of_each_name_is_found() {
        let text = r#"{"a": {"id":1}, "id" : 17 ,"b":[1,2], "at":"x","c":null}"#;
        let none = texts(text, ["", "", ""]);
        assert_eq!(none, [None, None, None]);
        assert_eq!(
            texts(text, ["id", "b", "at"]),
            [Some("17"), Some("[1,2]"), Some("\"x\"")]
        );
        assert_eq!(
            texts(text, ["id", "", "id"]),
            [Some("17"), None, Some("17")]
        );
        assert_eq!(texts(text, ["no", "c", ""]), [None, Some("null"), None]);
        assert_eq!(texts("[1]", ["id", "", ""]), [None, None, None]);
    }
}
