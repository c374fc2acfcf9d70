//! Compares expected with received values. The time reveals nothing about the expected value except its length.

use super::placements::{Lets, resolve};
use crate::signing::plan::Function;
use crate::signing::plan::function::{Encoding, Inverse};
use crate::signing::prepared::Node;
use crate::signing::run::scope::Scope;
use crate::value::as_text::text_of;
use smallvec::SmallVec;
use std::ops::Range;
use subtle::ConstantTimeEq as _;

/// Maximum nesting that is examined.
const MAX_DEPTH: usize = 16;

/// Ranges of a text that `hex` produced.
pub(super) type HexParts = SmallVec<[Range<usize>; 1]>;

/// White space that HTTP permits around the value of a header, which receivers cannot distinguish from the value.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// The value of a header without white space around it.
pub(super) fn trim(value: &str) -> &str {
    value.trim_matches(BLANKS)
}

/// Whether two texts are equal. In the ranges `hex`, which are in order, the case of letters is ignored: whether a provider prints hex in
/// upper case says nothing about who signed.
pub(super) fn same(expected: &str, received: &str, hex: &[Range<usize>]) -> bool {
    let (expected, received) = (expected.as_bytes(), received.as_bytes());
    if expected.len() != received.len() {
        return false;
    }
    let (mut at, mut differs) = (0, 0);
    let mut look = |until: usize, case: fn(u8) -> u8| {
        let until = until.min(expected.len());
        let (a, b) = (expected.get(at..until), received.get(at..until));
        let pairs = a.unwrap_or_default().iter().zip(b.unwrap_or_default());
        // Every byte is compared, whatever the bytes before it were.
        differs = pairs.fold(differs, |all, (a, b)| all | (case(*a) ^ case(*b)));
        at = until.max(at);
    };
    for part in hex {
        look(part.start, |byte| byte);
        look(part.end, |byte| byte.to_ascii_lowercase());
    }
    look(expected.len(), |byte| byte);
    let differs: u8 = differs;
    differs.ct_eq(&0).into()
}

/// The ranges of `text`, the value of `node`, that `hex` produced.
pub(super) fn hex_parts<'a>(
    scope: &Scope<'_, 'a>,
    node: &'a Node,
    lets: &Lets<'a>,
    text: &str,
) -> HexParts {
    let mut parts = HexParts::new();
    add(scope, node, lets, 0..text.len(), 0, &mut parts);
    parts
}

/// Where a function leaves hexadecimal digits in its result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DigitsIn {
    /// The result consists of them.
    Whole,
    /// Where the first argument has them.
    First,
    /// The same, behind the second argument.
    FirstAfterSecond,
    /// The same, before the second argument.
    FirstBeforeSecond,
    /// Nowhere, or they cannot be found.
    Nothing,
}

const fn digits_in(function: Function) -> DigitsIn {
    match function.definition().inverse {
        Inverse::Encoded(Encoding::Hex) => DigitsIn::Whole,
        Inverse::Text | Inverse::LetterCase => DigitsIn::First,
        Inverse::Prefix => DigitsIn::FirstAfterSecond,
        Inverse::Suffix => DigitsIn::FirstBeforeSecond,
        Inverse::None
        | Inverse::Replaced
        | Inverse::Sum
        | Inverse::Shift
        | Inverse::Slice
        | Inverse::Encoded(Encoding::Base64 | Encoding::Base64Url | Encoding::Base58)
        | Inverse::Json
        | Inverse::Jwt
        | Inverse::Join => DigitsIn::Nothing,
    }
}

/// Whether `hex` produced a part of a text.
fn holds_hex(node: &Node, lets: &Lets<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match resolve(node, lets) {
        Node::Call(function, args) => match digits_in(*function) {
            DigitsIn::Whole => true,
            DigitsIn::First | DigitsIn::FirstAfterSecond | DigitsIn::FirstBeforeSecond => args
                .first()
                .is_some_and(|of| holds_hex(of, lets, depth + 1)),
            DigitsIn::Nothing => false,
        },
        Node::If(three) => {
            holds_hex(&three.1, lets, depth + 1) || holds_hex(&three.2, lets, depth + 1)
        }
        Node::Join(all) => all.iter().any(|part| holds_hex(part, lets, depth + 1)),
        _ => false,
    }
}

/// Adds the ranges that `hex` produced in a text, which is at `place` of the whole.
fn add<'a>(
    scope: &Scope<'_, 'a>,
    node: &'a Node,
    lets: &Lets<'a>,
    place: Range<usize>,
    depth: usize,
    parts: &mut HexParts,
) {
    if depth > MAX_DEPTH || place.is_empty() {
        return;
    }
    let length = |node: &'a Node| {
        let value = scope.eval(node, None).ok()?;
        match value.is_absent() {
            true => Some(0),
            false => text_of(&value).ok().map(|text| text.len()),
        }
    };
    match resolve(node, lets) {
        Node::Call(function, args) => {
            let digits = digits_in(*function);
            if digits == DigitsIn::Whole {
                parts.push(place);
                return;
            }
            let Some(of) = args.first().filter(|of| holds_hex(of, lets, depth)) else {
                return;
            };
            let beside = || length(args.get(1)?).filter(|length| *length <= place.len());
            let place = match digits {
                DigitsIn::Whole | DigitsIn::Nothing => return,
                DigitsIn::First => place,
                DigitsIn::FirstAfterSecond => match beside() {
                    Some(beside) => place.start + beside..place.end,
                    None => return,
                },
                DigitsIn::FirstBeforeSecond => match beside() {
                    Some(beside) => place.start..place.end - beside,
                    None => return,
                },
            };
            add(scope, of, lets, place, depth + 1, parts);
        }
        Node::If(three) => match scope.holds(&three.0, None) {
            Ok(true) => add(scope, &three.1, lets, place, depth + 1, parts),
            Ok(false) => add(scope, &three.2, lets, place, depth + 1, parts),
            Err(_) => {}
        },
        Node::Join(all) => {
            // The length of one part follows from the others: mostly the only digest, which then need not be computed again.
            let Some(open) = all.iter().position(|part| holds_hex(part, lets, depth)) else {
                return;
            };
            let lengths: Option<SmallVec<[usize; 8]>> = all
                .iter()
                .enumerate()
                .map(|(at, part)| if at == open { Some(0) } else { length(part) })
                .collect();
            let Some(mut lengths) = lengths else { return };
            let others: usize = lengths.iter().sum();
            let Some(rest) = place.len().checked_sub(others) else {
                return;
            };
            if let Some(length) = lengths.get_mut(open) {
                *length = rest;
            }
            let mut start = place.start;
            for (part, length) in all.iter().zip(lengths) {
                if holds_hex(part, lets, depth) {
                    add(scope, part, lets, start..start + length, depth + 1, parts);
                }
                start += length;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_but_in_hex() {
        let in_part =
            |part: Range<usize>, a: &str, b: &str| same(a, b, std::slice::from_ref(&part));
        assert!(in_part(0..4, "ab12", "AB12"));
        assert!(!in_part(0..4, "ab12", "ab13"));
        assert!(!in_part(0..4, "ab12", "ab1"));
        assert!(!same("ab12", "AB12", &[]));
        assert!(!same("", "a", &[]) && same("", "", &[]));
        assert!(in_part(7..11, "t=A,v1=ab12", "t=A,v1=aB12"));
        assert!(!in_part(7..11, "t=A,v1=ab12", "t=a,v1=ab12"));
        assert!(!in_part(7..11, "t=A,v1=ab12;", "t=A,v1=ab12,"));
        // If a range extends beyond the text, all of the text is still compared.
        assert!(!in_part(9..20, "t=A,v1=ab12", "t=A,v1=ab13"));
        assert!(!in_part(20..30, "t=A,v1=ab12", "t=A,v1=ab13"));
    }

    proptest::proptest! {
        #[test]
        fn as_plain_comparisons_say(a in "[a-cA-C]{0,6}", b in "[a-cA-C]{0,6}", from in 0usize..7, long in 0usize..7) {
            let part = from.min(a.len())..(from + long).min(a.len());
            let fold = |text: &str| {
                let mut text = text.to_owned();
                if let Some(part) = text.get_mut(part.clone()) { part.make_ascii_lowercase(); }
                text
            };
            let expected = a.len() == b.len() && fold(&a) == fold(&b);
            proptest::prop_assert_eq!(same(&a, &b, std::slice::from_ref(&part)), expected);
        }
    }
}
