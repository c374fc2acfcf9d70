//! Steps of a [`Reader`] toward a value inside: see [`super::locate`].

use super::{Problem, Reader};
use std::ops::Range;

impl Reader<'_> {
    /// Goes to the member `name`; whether there is one. The first of several counts.
    pub(crate) fn seek_name(&mut self, name: &str) -> Result<bool, Problem> {
        if !self.at_object()? {
            // Something else than JSON is a problem, not an absence.
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

    /// Goes to the element `index`; whether there is one.
    pub(crate) fn seek_index(&mut self, index: usize) -> Result<bool, Problem> {
        if !self.at_list()? {
            self.skip()?;
            return Ok(false);
        }
        let mut more = self.open_list()?;
        let mut place = 0;
        while more {
            if place == index {
                return Ok(true);
            }
            self.skip()?;
            place += 1;
            more = self.next_item()?;
        }
        Ok(false)
    }

    /// Passes over the next value and tells where it stands.
    pub(crate) fn range(&mut self) -> Result<Range<usize>, Problem> {
        let start = self.here()?;
        self.skip()?;
        Ok(start..self.index())
    }
}
