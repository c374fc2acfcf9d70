//! Moves a [`Reader`] to a value inside: see [`super::locate`].

use super::{Problem, Reader};
use std::ops::Range;

impl Reader<'_> {
    /// Moves to the member `name` and returns whether there is one. The first of several is used.
    pub(crate) fn seek_name(&mut self, name: &str) -> Result<bool, Problem> {
        if !self.at_object()? {
            // Anything that is not JSON is a problem, not an absent value.
            self.skip()?;
            return Ok(false);
        }
        let mut key = self.open_object_at(name)?;
        while let Some(is_it) = key {
            if is_it {
                return Ok(true);
            }
            self.skip()?;
            key = self.next_name_is(name)?;
        }
        Ok(false)
    }

    /// Moves to the element at `index` and returns whether there is one.
    pub(crate) fn seek_index(&mut self, index: usize) -> Result<bool, Problem> {
        if !self.at_list()? {
            self.skip()?;
            return Ok(false);
        }
        let mut more = self.open_list()?;
        let mut current = 0;
        while more {
            if current == index {
                return Ok(true);
            }
            self.skip()?;
            current += 1;
            more = self.next_item()?;
        }
        Ok(false)
    }

    /// Skips the next value and returns its range.
    pub(crate) fn range(&mut self) -> Result<Range<usize>, Problem> {
        let start = self.here()?;
        self.skip()?;
        Ok(start..self.index())
    }
}
