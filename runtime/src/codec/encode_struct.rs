//! Structs that can be encoded: their description, and a walk over it that creates no intermediate values.

use super::encode_value::{Chosen, EncodeValue, Leaf, Members, Sender};
use super::{Check, Wire};
use crate::value::Value;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A struct that can be encoded: the parameters of a call, or an object inside.
pub trait EncodeStruct: Sync {
    /// Passes its table and values to `to`, if it is a struct.
    fn visit_fields<'a>(&'a self, to: &mut Parts<'_, 'a>);

    /// Its members in order, without absent ones.
    fn members<'a>(&'a self, sender: &mut Sender) -> Members<'a> {
        let mut members = Members::new();
        self.visit_fields(&mut |table, values| {
            members = sender.object(table, values);
        });
        members
    }

    /// The whole value, if it is not an object: a list of a dynamic call.
    fn whole<'a>(&'a self, sender: &mut Sender) -> Value<'a> {
        Value::Object(self.members(sender))
    }
}

/// Receives the description of a struct: its table, and its values in the order of the table.
pub type Parts<'p, 'a> = dyn FnMut(&'static SentTable, &[&'a dyn EncodeValue]) + 'p;

/// No parameters.
impl EncodeStruct for () {
    fn visit_fields<'a>(&'a self, to: &mut Parts<'_, 'a>) {
        static TABLE: SentTable = SentTable::new(&[], &[], &[], &[]);
        to(&TABLE, &[]);
    }
}

/// The description of a struct to encode, without its values.
#[derive(Debug)]
pub struct SentTable {
    pub(crate) names: &'static [&'static str],
    pub(crate) constants: &'static [(usize, &'static str, &'static str)],
    pub(crate) wires: &'static [(usize, Wire)],
    pub(crate) checks: &'static [(usize, Check)],
    /// Computed at the first use: computing it for each table at compile time would noticeably slow down compilation.
    seen: OnceLock<Seen>,
}

/// What follows from names and types alone.
#[derive(Debug)]
pub(crate) struct Seen {
    /// No encoder changes any of the names, and all names are known.
    plain: bool,
    /// The marks of the names, if all are known.
    marks: u64,
    /// Every member represents itself, is in the plain wire format and has no bounds.
    simple: bool,
    /// In addition, the types of all members are leaves.
    leaves: bool,
}

impl SentTable {
    /// Names on the wire (an empty name is a group of which exactly one member is given); constants: the number of names before it, its
    /// name, its value; then wire formats that are not plain and bounds of members, by index.
    #[must_use]
    pub const fn new(
        names: &'static [&'static str],
        constants: &'static [(usize, &'static str, &'static str)],
        wires: &'static [(usize, Wire)],
        checks: &'static [(usize, Check)],
    ) -> Self {
        Self {
            names,
            constants,
            wires,
            checks,
            seen: OnceLock::new(),
        }
    }

    /// What follows from names and types; `values` are those of any struct with this table.
    fn seen(&self, values: &[&dyn EncodeValue]) -> &Seen {
        self.seen.get_or_init(|| {
            // The member of a group has a name that is not known here.
            let is_plain = |name: &&str| {
                !name.is_empty() && name.bytes().all(crate::value::scan::is_unreserved)
            };
            let plain = self.constants.is_empty() && self.names.iter().all(is_plain);
            let simple = plain && self.wires.is_empty() && self.checks.is_empty();
            Seen {
                plain,
                marks: self.names.iter().fold(0, |all, name| all | mark_of(name)),
                simple,
                leaves: simple && values.iter().all(|value| value.is_leaf()),
            }
        })
    }
}

impl Seen {
    /// Whether a member may have one of the names with these marks.
    pub(crate) fn may_name(&self, marks: u64) -> bool {
        !self.plain || self.marks & marks != 0
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

/// A member of a struct to encode.
#[derive(Clone, Copy)]
pub(crate) struct Flat<'a> {
    pub(crate) name: &'static str,
    /// No encoder changes the name.
    pub(crate) plain: bool,
    /// [`Leaf::Other`]: the value is not a leaf, or not in the plain wire format.
    pub(crate) leaf: Leaf<'a>,
}

/// Calls `to` with each member in order, including absent ones.
#[inline]
pub(crate) fn each_member<'a>(sent: &'a dyn EncodeStruct, mut to: impl FnMut(Flat<'a>)) {
    sent.visit_fields(&mut |table, values| {
        if !table.seen(values).simple {
            walk(table, values, &mut |member, _| to(member));
            return;
        }
        for (name, value) in table.names.iter().zip(values) {
            to(Flat {
                name,
                plain: true,
                leaf: value.leaf(),
            });
        }
    });
}

/// Whether there is a member with one of `names`, whose marks are `marks`.
pub(crate) fn names_any(sent: &dyn EncodeStruct, marks: u64, names: &[Cow<'static, str>]) -> bool {
    let mut found = false;
    each_member(sent, |member| {
        found |= mark_of(member.name) & marks != 0
            && member.leaf != Leaf::Absent
            && names.iter().any(|name| name == member.name);
    });
    found
}

/// The description of a struct whose members are all leaves in the plain wire format and within their bounds, so that [`each_member`]
/// reports all of it.
pub(crate) fn see_flat(sent: &dyn EncodeStruct) -> Option<&'static Seen> {
    let mut flat = None;
    sent.visit_fields(&mut |table, values| {
        let mut all = true;
        let seen = table.seen(values);
        if !seen.leaves {
            walk(table, values, &mut |member, (checks, place)| {
                all &= match member.leaf {
                    Leaf::Absent => true,
                    Leaf::Other => false,
                    leaf => checks
                        .iter()
                        .filter(|(at, _)| *at == place)
                        .all(|(_, check)| check.complaint(&leaf.value()).is_none()),
                };
            });
        }
        flat = all.then_some(seen);
    });
    flat
}

/// Bounds of members by index, and the index in question.
type Bounds = (&'static [(usize, Check)], usize);

/// The general walk for any table: each member, and its bounds.
fn walk<'a>(
    table: &'static SentTable,
    values: &[&'a dyn EncodeValue],
    to: &mut dyn FnMut(Flat<'a>, Bounds),
) {
    let plain = table.seen(values).plain;
    let mut constants = table.constants.iter().peekable();
    for (place, (name, value)) in table.names.iter().zip(values).enumerate() {
        while let Some((_, name, text)) = constants.next_if(|(before, ..)| *before <= place) {
            to(constant(name, text), (&[], 0));
        }
        let one = match *name {
            "" => match value.chosen() {
                Some(one) => one,
                None => continue,
            },
            name => Chosen {
                name,
                value: *value,
                place,
                wires: table.wires,
                checks: table.checks,
            },
        };
        let odd = one.wires.iter().any(|(at, _)| *at == one.place);
        let member = Flat {
            name: one.name,
            plain,
            leaf: if odd { Leaf::Other } else { one.value.leaf() },
        };
        to(member, (one.checks, one.place));
    }
    for (_, name, text) in constants {
        to(constant(name, text), (&[], 0));
    }
}

fn constant(name: &'static str, text: &'static str) -> Flat<'static> {
    Flat {
        name,
        plain: false,
        leaf: Leaf::Text(text),
    }
}
