//! Structs that are sent: what they are made of, and a walk over it that makes nothing on the way.

use super::encode_value::{Chosen, EncodeValue, Leaf, Members, Sender};
use super::{Check, Wire};
use crate::signing::Value;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A struct that can be sent: the parameters of a call, or an object inside.
pub trait EncodeStruct: Sync {
    /// Tells `to` what it is made of, if it is a struct.
    fn visit_fields<'a>(&'a self, to: &mut Parts<'_, 'a>);

    /// Its members in order; what is absent is left out.
    fn members<'a>(&'a self, sender: &mut Sender) -> Members<'a> {
        let mut members = Members::new();
        self.visit_fields(&mut |table, values| {
            members = sender.object(table, values);
        });
        members
    }

    /// The whole value, where it is no object: a list of a dynamic call.
    fn whole<'a>(&'a self, sender: &mut Sender) -> Value<'a> {
        Value::Object(self.members(sender))
    }
}

/// What takes the parts of a struct: its table, and its values in that order.
pub type Parts<'p, 'a> = dyn FnMut(&'static SentTable, &[&'a dyn EncodeValue]) + 'p;

/// No parameters.
impl EncodeStruct for () {
    fn visit_fields<'a>(&'a self, to: &mut Parts<'_, 'a>) {
        static TABLE: SentTable = SentTable::new(&[], &[], &[], &[]);
        to(&TABLE, &[]);
    }
}

/// What a sent struct is made of, beside its values.
#[derive(Debug)]
pub struct SentTable {
    pub(crate) names: &'static [&'static str],
    pub(crate) constants: &'static [(usize, &'static str, &'static str)],
    pub(crate) wires: &'static [(usize, Wire)],
    pub(crate) checks: &'static [(usize, Check)],
    /// Seen at the first use: a compiler that computed it for each table would take noticeably longer.
    seen: OnceLock<Seen>,
}

/// What is told by names and types alone.
#[derive(Debug)]
pub(crate) struct Seen {
    /// No encoder changes anything about a name, and all names are known.
    plain: bool,
    /// The marks of the names, if all are known.
    marks: u64,
    /// Every member stands for itself, is written plainly and has no bounds.
    simple: bool,
    /// Beside that, the types of all members are leaves.
    leaves: bool,
}

impl SentTable {
    /// Names on the wire (an empty name is a group of which one member is given); constants: how many of the names stand before it, its
    /// name, its value; members that are not written plainly, and bounds of members, by their place.
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

    /// What names and types tell; `values` are those of any struct of this table.
    fn seen(&self, values: &[&dyn EncodeValue]) -> &Seen {
        self.seen.get_or_init(|| {
            // The member of a group brings a name that is not known here.
            let is_plain =
                |name: &&str| !name.is_empty() && name.bytes().all(crate::signing::is_unreserved);
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
    /// Whether a member may be named by one of the names that have these marks.
    pub(crate) fn may_name(&self, marks: u64) -> bool {
        !self.plain || self.marks & marks != 0
    }
}

/// One bit for a name, so that two sets of names are mostly told apart at a glance.
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

/// A member of a struct that is sent.
#[derive(Clone, Copy)]
pub(crate) struct Flat<'a> {
    pub(crate) name: &'static str,
    /// No encoder changes anything about the name.
    pub(crate) plain: bool,
    /// [`Leaf::Other`]: a value that is no leaf, or is not written plainly.
    pub(crate) leaf: Leaf<'a>,
}

/// Calls `to` with each member in order, also with those that are absent.
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

/// Whether a member is there that is named by one of `names`, whose marks are `marks`.
pub(crate) fn names_any(sent: &dyn EncodeStruct, marks: u64, names: &[Cow<'static, str>]) -> bool {
    let mut found = false;
    each_member(sent, |member| {
        found |= mark_of(member.name) & marks != 0
            && member.leaf != Leaf::Absent
            && names.iter().any(|name| name == member.name);
    });
    found
}

/// What is seen of a struct of which every member is a leaf that is written plainly and keeps its bounds, so that [`each_member`] tells all
/// of it.
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

/// Bounds of members by their place, and the place that is meant.
type Bounds = (&'static [(usize, Check)], usize);

/// The walk over whatever a table may say: each member, and its bounds.
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
