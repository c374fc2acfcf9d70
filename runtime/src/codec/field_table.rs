//! The description of a struct: the names of its fields and their attributes, without values.

use super::{Attribute, Check, Wire};
use crate::value::json_lexer::is_unescaped;
use std::sync::OnceLock;

/// The description of a struct, a tuple or a group, written by `decode_struct!` and its siblings.
#[derive(Debug)]
pub struct FieldTable {
    pub(crate) names: &'static [&'static str],
    attributes: &'static [Attribute],
    /// The fields are those that are sent: what may be left out is not marked as such, the values know it.
    #[cfg(feature = "serde")]
    sent: bool,
    /// Computed at the first use: computing it for each table at compile time would noticeably slow down compilation.
    layout: OnceLock<Layout>,
}

/// What follows from names and attributes.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The rules of each field, in the order of the names.
    pub(crate) rules: Box<[Rules]>,
    /// Constants: the number of fields before it, its name, its text.
    pub(crate) constants: Box<[(usize, &'static str, &'static str)]>,
    /// Required members: bit `n % 64` of word `n / 64`.
    pub(crate) required: Box<[u64]>,
    /// Members whose elements are spread over numbered names, by index.
    pub(crate) numbered: Box<[usize]>,
    /// The map with the members that no other field names, by index.
    pub(crate) rest: Option<usize>,
    /// Whether a received name may belong to a group, to a numbered list, or to the remaining members.
    pub(crate) odd: bool,
    /// Whether JSON has all names as they are, without an escape.
    pub(crate) unescaped: bool,
    /// No encoder changes any of the names, and all names are known.
    pub(crate) plain: bool,
    /// The marks of the names, if all are known.
    marks: u64,
    /// Every member represents itself, is in the plain wire format and has no bounds.
    pub(crate) simple: bool,
    /// In addition, the types of all members are leaves. Set once values of the struct are seen.
    pub(crate) leaves: OnceLock<bool>,
}

/// How a field is read and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) wire: Wire,
    pub(crate) checks: Vec<Check>,
    pub(crate) optional: bool,
    /// In the plain wire format, without bounds.
    pub(crate) plain: bool,
}

impl Rules {
    /// The rules of a required field without attributes.
    pub(crate) const PLAIN: &'static Self = &Self {
        wire: Wire::PLAIN,
        checks: Vec::new(),
        optional: false,
        plain: true,
    };
}

impl FieldTable {
    /// Names on the wire (an empty name is a group of which exactly one member is given; none: the fields are those of a tuple), and the
    /// attributes of the fields in the same order, with [`Attribute::Next`] after those of each.
    #[must_use]
    pub const fn new(names: &'static [&'static str], attributes: &'static [Attribute]) -> Self {
        Self {
            names,
            attributes,
            #[cfg(feature = "serde")]
            sent: false,
            layout: OnceLock::new(),
        }
    }

    /// The same, where the attributes are those of `encode_struct!` and its siblings.
    #[cfg(feature = "serde")]
    #[doc(hidden)]
    #[must_use]
    pub const fn sent(names: &'static [&'static str], attributes: &'static [Attribute]) -> Self {
        Self {
            names,
            attributes,
            sent: true,
            layout: OnceLock::new(),
        }
    }

    /// Whether the attributes are those of `encode_struct!` and its siblings.
    #[cfg(feature = "serde")]
    pub(crate) fn is_sent(&self) -> bool {
        self.sent
    }

    /// The wire format of the member `name`.
    #[must_use]
    pub fn wire_of(&self, name: &str) -> Wire {
        self.rules_of(name).wire
    }

    /// The rules of the member `name`.
    pub(crate) fn rules_of(&self, name: &str) -> &Rules {
        let index = self.names.iter().position(|known| *known == name);
        index.map_or(Rules::PLAIN, |index| self.layout().rules(index))
    }

    #[inline]
    pub(crate) fn layout(&self) -> &Layout {
        self.layout
            .get_or_init(|| Layout::of(self.names, self.attributes))
    }
}

impl Layout {
    fn of(names: &[&'static str], attributes: &[Attribute]) -> Self {
        let (mut rules, mut constants, mut numbered) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = None;
        let mut field = Rules::PLAIN.clone();
        for attribute in attributes {
            match *attribute {
                Attribute::Constant(name, text) => constants.push((rules.len(), name, text)),
                Attribute::Numbered => numbered.push(rules.len()),
                Attribute::Rest => {
                    rest = Some(rules.len());
                    field.optional = true;
                }
                Attribute::Next => {
                    field.plain = field.wire == Wire::PLAIN && field.checks.is_empty();
                    rules.push(std::mem::replace(&mut field, Rules::PLAIN.clone()));
                }
                other => field.add(other),
            }
        }
        let mut required = vec![0_u64; rules.len().div_ceil(64)];
        for (index, _) in rules
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.optional)
        {
            if let Some(word) = required.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
        }
        // The member of a group has a name that is not known here.
        let is_plain =
            |name: &&str| !name.is_empty() && name.bytes().all(crate::value::scan::is_unreserved);
        let plain = constants.is_empty() && names.iter().all(is_plain);
        Self {
            plain,
            marks: names.iter().fold(0, |all, name| all | mark_of(name)),
            simple: plain && rules.iter().all(|field| field.plain),
            rest,
            odd: names.contains(&"") || !numbered.is_empty(),
            unescaped: names.iter().all(|name| is_unescaped(name)),
            rules: rules.into(),
            constants: constants.into(),
            required: required.into(),
            numbered: numbered.into(),
            leaves: OnceLock::new(),
        }
    }

    /// Whether this is the name of a constant.
    pub(crate) fn constant(&self, name: &str) -> bool {
        self.constants.iter().any(|(_, known, _)| *known == name)
    }

    /// The rules of a field.
    #[inline]
    pub(crate) fn rules(&self, index: usize) -> &Rules {
        self.rules.get(index).unwrap_or(Rules::PLAIN)
    }

    /// The number of required fields at the start.
    pub(crate) fn required_count(&self) -> usize {
        self.rules
            .iter()
            .take_while(|field| !field.optional)
            .count()
    }

    /// Whether a member may have one of the names with these marks.
    pub(crate) fn may_name(&self, marks: u64) -> bool {
        !self.plain || self.marks & marks != 0
    }
}

impl Rules {
    /// Adds an attribute of the field.
    fn add(&mut self, attribute: Attribute) {
        let form = match attribute {
            Attribute::Text => Wire::TEXT,
            Attribute::Number => Wire::NUMBER,
            Attribute::Integer => Wire::INTEGER,
            Attribute::Flag => Wire::FLAG,
            Attribute::FlagText => Wire::FLAG_TEXT,
            Attribute::Seconds => Wire::SECONDS,
            Attribute::Millis => Wire::MILLIS,
            Attribute::Micros => Wire::MICROS,
            Attribute::Nanos => Wire::NANOS,
            Attribute::SecondsText => Wire::SECONDS_TEXT,
            Attribute::MillisText => Wire::MILLIS_TEXT,
            Attribute::MicrosText => Wire::MICROS_TEXT,
            Attribute::NanosText => Wire::NANOS_TEXT,
            Attribute::Iso => Wire::ISO,
            Attribute::Http => Wire::HTTP,
            Attribute::Hex => Wire::HEX,
            Attribute::Base64Url => Wire::BASE64_URL,
            Attribute::Raw => Wire::RAW,
            Attribute::InText => return self.wire = self.wire.in_text(),
            Attribute::Decimals(decimals) => return self.wire = self.wire.decimals(decimals),
            Attribute::NoneAs(text) => return self.wire = self.wire.none(text),
            Attribute::NoneFalse => return self.wire = self.wire.none_false(),
            Attribute::NoneZero => return self.wire = self.wire.none_zero(),
            Attribute::Null => return self.wire = self.wire.null(),
            Attribute::Elements => return self.wire = self.wire.elements(),
            Attribute::SendNone => return self.wire = self.wire.send_none(),
            Attribute::ListForEmpty => return self.wire = self.wire.list_for_empty(),
            Attribute::Optional => {
                self.optional = true;
                return;
            }
            Attribute::Range(min, max) => return self.checks.push(Check::Range(min, max)),
            Attribute::Above(min, max) => return self.checks.push(Check::Above(min, max)),
            Attribute::Length(min, max) => return self.checks.push(Check::Length(min, max)),
            Attribute::Entries(min, max) => return self.checks.push(Check::Entries(min, max)),
            Attribute::Unique => return self.checks.push(Check::Unique),
            Attribute::Alnum => return self.checks.push(Check::Alnum),
            Attribute::Uuid => return self.checks.push(Check::Uuid),
            Attribute::Url => return self.checks.push(Check::Url),
            Attribute::AlnumNames => return self.checks.push(Check::AlnumNames),
            Attribute::Needed => return self.checks.push(Check::Needed),
            // Not about the field itself.
            Attribute::Numbered | Attribute::Rest | Attribute::Constant(..) | Attribute::Next => {
                return;
            }
        };
        self.wire.form = form.form;
    }
}

/// One bit for a name, so that most pairs of disjoint name sets are recognized with one operation.
pub(crate) fn mark_of(name: &str) -> u64 {
    let bytes = name.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => {
            let mixed = bytes.len() ^ (*first as usize * 5) ^ (*last as usize * 11);
            1 << (mixed & 63)
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Attribute::*;

    #[test]
    fn attributes_belong_to_the_field_before_next() {
        static TABLE: FieldTable = FieldTable::new(
            &["a", "b", "", "c"],
            &[
                Constant("v", "1"),
                Next,
                Number,
                NoneAs("0"),
                Optional,
                Next,
                Next,
                Constant("w", "2"),
                Range("1", "9"),
                Alnum,
                Numbered,
                Next,
                Constant("x", "3"),
            ],
        );
        let layout = TABLE.layout();
        assert_eq!(layout.rules(0), Rules::PLAIN);
        assert_eq!(layout.rules(1).wire, Wire::NUMBER.none("0"));
        assert_eq!(
            layout.rules(3).checks,
            [Check::Range("1", "9"), Check::Alnum]
        );
        assert_eq!(*layout.required, [0b1101]);
        assert_eq!(*layout.numbered, [3]);
        assert_eq!(
            *layout.constants,
            [(0, "v", "1"), (3, "w", "2"), (4, "x", "3")]
        );
        assert!(layout.odd && !layout.plain && !layout.simple);
        assert_eq!(TABLE.wire_of("b"), Wire::NUMBER.none("0"));
        assert_eq!(TABLE.wire_of("z"), Wire::PLAIN);
    }

    #[test]
    fn a_table_may_have_more_fields_than_a_word_has_bits() {
        static ATTRIBUTES: [Attribute; 70] = [Next; 70];
        static TABLE: FieldTable = FieldTable::new(&[], &ATTRIBUTES);
        assert_eq!(*TABLE.layout().required, [u64::MAX, 0b11_1111]);
        assert_eq!(TABLE.layout().required_count(), 70);
    }
}
