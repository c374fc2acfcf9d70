//! Finds a value inside a JSON text without reading the rest of it.

use super::{Problem, Reader, Watch};
use crate::value::json_pointer::pointer_tokens;
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

/// The range of the value at a JSON Pointer (RFC 6901), or `None` as for [`locate`].
///
/// # Errors
/// The text before the value is not JSON.
pub(crate) fn pointed(text: &[u8], pointer: &str) -> Result<Option<Range<usize>>, Problem> {
    let mut reader = Reader::new(text);
    for token in pointer_tokens(pointer) {
        let there = if reader.at_list()? {
            match token.parse() {
                Ok(index) => reader.seek_index(index)?,
                Err(_) => false,
            }
        } else {
            reader.seek_name(&token)?
        };
        if !there {
            return Ok(None);
        }
    }
    reader.range().map(Some)
}

/// The range of the one member of an object that is a list. `origin` is its offset in the body. If a list may be `null`, this is the one that is `null` where no member is a
/// list.
///
/// # Errors
/// There is no object, or not exactly one such member: which of several is meant cannot be told.
pub(crate) fn member_list(
    object: &[u8],
    origin: usize,
    or_null: bool,
) -> Result<Range<usize>, Problem> {
    let mut reader = Reader::within(object, Some(origin));
    let mut lists = Vec::new();
    let mut nulls = Vec::new();
    let mut name = reader.open_object()?;
    while let Some(known) = name {
        let range = reader.range()?;
        match object.get(range.start) {
            Some(b'[') => lists.push((known, range)),
            Some(b'n') if or_null => nulls.push((known, range)),
            _ => {}
        }
        name = reader.next_name()?;
    }
    let mut found = if lists.is_empty() { nulls } else { lists };
    let wanted = "expected one member that is a list";
    match (found.pop(), found.pop()) {
        (Some((_, range)), None) => Ok(range),
        (None, _) => Err(Problem::new(format!("{wanted}, found none"), None)),
        (Some((last, _)), Some((before, _))) => {
            let what = format!("{wanted}, found `{before}` and `{last}`");
            Err(Problem::new(what, None))
        }
    }
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

/// The range of each watched member in `text`. Scans the text once, if it was not read as an object before.
///
/// # Errors
/// The text is not JSON.
pub(crate) fn watched(
    watch: &Watch<'_>,
    text: &[u8],
) -> Result<[Option<Range<usize>>; 3], Problem> {
    if !watch.is_done() {
        let mut reader = Reader::new(text);
        if reader.at_object()? {
            let mut name = reader.open_object()?;
            while let Some(known) = name {
                match watch.wants(&known) {
                    Some(index) => watch.found(index, reader.range()?),
                    None => reader.skip()?,
                }
                if watch.has_all() {
                    break;
                }
                name = reader.next_name()?;
            }
            watch.end();
        }
    }
    let mut found = watch.ranges();
    for (range, name) in found.iter_mut().zip(watch.names()) {
        // A path, such as `payment.id`, unless a member has this name itself.
        if range.is_none() && name.contains('.') {
            let names = name
                .split('.')
                .map(|name| PathSegment::Name(name.to_owned().into()));
            *range = locate(text, &names.collect::<Vec<_>>())?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Decode as _;
    use crate::{Json, Wire};

    #[test]
    fn a_path_leads_into_a_member() {
        assert_eq!(
            texts(r#"{"x":{"y":7,"z":[]},"a.b":1}"#, ["x.y", "a.b", "x.z.q"]),
            [Some("7"), Some("1"), None]
        );
    }

    fn texts<'t>(text: &'t str, names: [&str; 3]) -> [Option<&'t str>; 3] {
        let watch = Watch::new(names);
        let mut reader = Reader::watching(text.as_bytes(), Some(0), &watch);
        let mut all = Json::Null;
        all.read(&mut reader, Wire::PLAIN).unwrap();
        let ranges = watched(&watch, text.as_bytes()).unwrap();
        ranges.map(|range| text.get(range?).map(str::trim))
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
