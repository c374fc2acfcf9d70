//! Finds a value inside a JSON text without reading the rest of it.

use super::{Problem, Reader};
use crate::value::path_segment::PathSegment;
use std::ops::Range;

/// The range of the value at `path`, or `None` if there is none or a value on the path has the wrong kind.
///
/// # Errors
/// The text before the value is not JSON.
pub(crate) fn locate(text: &[u8], path: &[PathSegment]) -> Result<Option<Range<usize>>, Problem> {
    let mut reader = Reader::new(text);
    for step in path {
        let there = match step {
            PathSegment::Name(name) => reader.seek_name(name)?,
            PathSegment::Index(index) => reader.seek_index(*index as usize)?,
        };
        if !there {
            return Ok(None);
        }
    }
    reader.range().map(Some)
}

/// The range of each element of the list at the start of `text`.
///
/// # Errors
/// There is no list.
pub(crate) fn elements(text: &[u8]) -> Result<Vec<Range<usize>>, Problem> {
    let mut reader = Reader::new(text);
    let mut ranges = Vec::new();
    let mut more = reader.open_list()?;
    while more {
        ranges.push(reader.range()?);
        more = reader.next_item()?;
    }
    Ok(ranges)
}
