//! JSON paths as text: `.orders[0].price`, `["a b"]`. Their segments are the runtime's.

use specie_runtime::signing::plan::{PathSegment, Str};

/// The segments of a path, after its root. A number is an index, also after a dot: `.orders.0`. Any other name may be written as it is, or
/// in brackets and quotes: `["0"]` is a member with that name.
pub(crate) fn parse(mut rest: &str) -> Option<Vec<PathSegment>> {
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let segment;
        (segment, rest) = if let Some(inner) = rest.strip_prefix("[\"") {
            let (name, rest) = inner.split_once("\"]")?;
            (name_of(name), rest)
        } else if let Some(inner) = rest.strip_prefix('[') {
            let (digits, rest) = inner.split_once(']')?;
            (PathSegment::Index(number(digits)?), rest)
        } else {
            let inner = rest.strip_prefix('.')?;
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            let (name, rest) = inner.split_at_checked(end)?;
            let segment = match number(name) {
                Some(index) => PathSegment::Index(index),
                None if is_plain(name) => name_of(name),
                None => return None,
            };
            (segment, rest)
        };
        segments.push(segment);
    }
    Some(segments)
}

/// A path as [`parse`] reads it.
#[must_use]
pub fn text(path: &[PathSegment]) -> String {
    let segments = path.iter().map(|segment| match segment {
        PathSegment::Name(name) if is_plain(name) && number(name).is_none() => format!(".{name}"),
        PathSegment::Name(name) => format!("[{name:?}]"),
        PathSegment::Index(index) => format!("[{index}]"),
    });
    segments.collect()
}

/// An element of a list.
pub(crate) fn index(index: usize) -> PathSegment {
    // No file has as many elements.
    PathSegment::Index(u32::try_from(index).unwrap_or(u32::MAX))
}

fn name_of(name: &str) -> PathSegment {
    PathSegment::Name(Str::Owned(name.to_owned()))
}

/// A number as it is usually written: without a sign and without leading zeros.
fn number(digits: &str) -> Option<u32> {
    let number: u32 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

/// Whether a name may follow a dot.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || ".[]\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &'static str) -> PathSegment {
        PathSegment::Name(name.into())
    }

    #[test]
    fn paths_are_read_and_written() {
        let path = vec![
            name("data"),
            PathSegment::Index(0),
            name("token"),
            PathSegment::Index(1),
            name("a b"),
            name("0"),
            name("007"),
        ];
        let written = ".data[0].token[1][\"a b\"][\"0\"].007";
        assert_eq!(
            parse(".data[0].token.1[\"a b\"][\"0\"].007"),
            Some(path.clone())
        );
        assert_eq!(text(&path), written);
        assert_eq!(parse(written), Some(path));
        assert_eq!(parse(""), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for bad in [
            "a", ".", "..a", ".a.", "[x]", "[+1]", "[01]", "[1", ".a]", ".a b", "[\"a]", ".a\"b",
            "[]",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_name_without_quotes_comes_back() {
        for text_of in [
            "a",
            "1",
            "1.2",
            "a[0]",
            "a b",
            "é",
            "*",
            "",
            "4294967296",
            "-1",
        ] {
            let path = vec![PathSegment::Name(text_of.into()), PathSegment::Index(3)];
            assert_eq!(parse(&text(&path)), Some(path), "{text_of}");
        }
    }
}
