//! Form bodies of webhooks, read as JSON objects of texts.

use crate::json::write_text;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Converts a form body to the text of a JSON object, so that one reader handles both. A name that occurs twice stays duplicated: the
/// reader refuses it where it matters.
pub(crate) fn form_to_json(body: &[u8]) -> String {
    // Most bodies are UTF-8, which is checked faster than it is replaced.
    let body = match str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    };
    let mut json = String::with_capacity(body.len() + body.len() / 2 + 2);
    json.push('{');
    let mut rest = &*body;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('&') {
            rest = after;
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        rest = push_half(rest, true, &mut json);
        json.push(':');
        rest = push_half(rest.strip_prefix('=').unwrap_or(rest), false, &mut json);
    }
    json.push('}');
    json
}

/// Appends the name or the value at the start of `rest` as a JSON string, and returns what follows it.
fn push_half<'r>(rest: &'r str, is_name: bool, json: &mut String) -> &'r str {
    let stop = match is_name {
        true => ENDS_NAME | ENDS_VALUE,
        false => ENDS_VALUE,
    };
    let mut seen = 0;
    let bytes = rest.as_bytes();
    let end = bytes.iter().position(|byte| {
        let class = class_of(*byte);
        seen |= class;
        class & stop != 0
    });
    // Both ends are ASCII, so they are character boundaries.
    let (half, after) = rest
        .split_at_checked(end.unwrap_or(rest.len()))
        .unwrap_or((rest, ""));
    if seen & OTHER == 0 {
        json.push('"');
        json.push_str(half);
        json.push('"');
    } else {
        push_text(&form_text(half.as_bytes()), json);
    }
    after
}

/// Ends a name or a value of a form.
const ENDS_VALUE: u8 = 1;
/// Ends a name.
const ENDS_NAME: u8 = 2;
/// Does not represent itself both in a form and in a JSON string.
const OTHER: u8 = 4;

/// What a byte is to the parts of a form.
const fn class_of(byte: u8) -> u8 {
    match byte {
        b'&' => ENDS_VALUE,
        b'=' => ENDS_NAME,
        b'"' | b'\\' | b'+' | b'%' => OTHER,
        0x20..0x7f => 0,
        _ => OTHER,
    }
}

/// The decoded names and values of a form, in their order.
pub(super) fn split_form(body: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_text(name.as_bytes()), form_text(value.as_bytes()))
    })
}

/// Appends a text as a JSON string.
pub(super) fn push_text(text: &str, json: &mut String) {
    if text
        .bytes()
        .all(|b| b >= b' ' && !matches!(b, b'"' | b'\\'))
    {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        // Writing to a `String` cannot fail.
        let _ = write_text(text, json);
    }
}

/// Decodes form encoding: `+` is a space, `%XX` a byte; bytes that are not UTF-8 become U+FFFD.
fn form_text(encoded: &[u8]) -> Cow<'_, str> {
    if !encoded.iter().any(|b| matches!(b, b'+' | b'%')) {
        return String::from_utf8_lossy(encoded);
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (other, _) => bytes.push(*other),
        }
    }
    Cow::Owned(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

fn digit(hex: u8) -> Option<u8> {
    char::from(hex)
        .to_digit(16)
        .and_then(|d| u8::try_from(d).ok())
}

/// Collects members like `item_name_1` into the elements of a list, as JSON text. `members` are the element's names, with `#` in place of
/// the number. An element exists if one of its members does.
pub(crate) fn gather_numbered(members: &[&str], spread: &[(String, String)]) -> String {
    let mut elements: BTreeMap<u32, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, value) in spread {
        for member in members {
            if let Some(number) = number_in(name, member) {
                elements.entry(number).or_default().push((member, value));
            }
        }
    }
    let mut json = String::from("[");
    for (index, element) in elements.values().enumerate() {
        json.push_str(if index > 0 { ",{" } else { "{" });
        for (index, (member, value)) in element.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            let _ = write_text(member, &mut json);
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
    }
    json.push(']');
    json
}

/// The number in `name` at the position of `#` in `member`.
fn number_in(name: &str, member: &str) -> Option<u32> {
    let (before, after) = member.split_once('#')?;
    let digits = name.strip_prefix(before)?.strip_suffix(after)?;
    let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if canonical { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_become_objects_of_texts() {
        assert_eq!(
            form_to_json(b"a=1&b=x+%26%22y&c&%zz=%4"),
            r#"{"a":"1","b":"x &\"y","c":"","%zz":"%4"}"#
        );
        assert_eq!(form_to_json(b""), "{}");
        assert_eq!(form_to_json(b"&&a=%ff&"), "{\"a\":\"\u{fffd}\"}");
    }

    #[test]
    fn numbered_members_are_gathered_in_the_order_of_their_numbers() {
        let spread = [
            ("n_10", "\"x\""),
            ("n_2", "\"y\""),
            ("p_2", "\"z\""),
            ("n_", "\"\""),
            ("n_02", "\"\""),
            ("q_1", "\"\""),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            gather_numbered(&["n_#", "p_#"], &spread),
            r##"[{"n_#":"y","p_#":"z"},{"n_#":"x"}]"##
        );
        assert_eq!(gather_numbered(&["n_#"], &[]), "[]");
    }

    proptest::proptest! {
        #[test]
        fn any_form_becomes_json(body in proptest::collection::vec(proptest::num::u8::ANY, 0..100)) {
            let json = form_to_json(&body);
            let mut reader = crate::codec::Reader::new(json.as_bytes());
            proptest::prop_assert!(reader.skip().and_then(|()| reader.finish()).is_ok(), "{}", json);
        }
    }
}
