//! A received request: its members decoded, and its texts with some of them removed.

use crate::signing::plan::{Arrays, Encoder, Escape};
use crate::value::member_index::MemberIndex;
use crate::value::number::integer;
use crate::value::path_segment::PathSegment;
use crate::value::types::{Members, Value, borrow_member};
use std::borrow::Cow;

/// A query or form: the text, and its pieces between `&`. Everything borrows from the text, except what was escaped.
#[derive(Clone, Debug)]
pub(super) struct Pairs<'v> {
    pub(super) text: &'v str,
    /// The name of the member that a piece belongs to (an empty piece belongs to none), and the piece.
    pieces: Vec<(Option<Cow<'v, str>>, &'v str)>,
    /// An object.
    pub(super) members: Value<'v>,
}

impl<'v> Pairs<'v> {
    /// Parses a query, or (`form`) a form, in which `+` is a space.
    pub(super) fn read(text: &'v str, encoder: &Encoder, form: bool) -> Self {
        if text.is_empty() {
            return Self {
                text,
                pieces: Vec::new(),
                members: Value::Object(Members::new()),
            };
        }
        let plus = encoder.escape == Escape::Plus || (form && encoder.escape != Escape::Raw);
        let decode = |part: &'v str| match encoder.escape {
            Escape::Raw => Cow::Borrowed(part),
            _ => unescape(part, plus),
        };
        let nested = encoder.arrays.is_some_and(Arrays::is_nested);
        let (mut pieces, mut table) = (Vec::new(), Table::default());
        for piece in text.split('&') {
            if piece.is_empty() {
                pieces.push((None, ""));
                continue;
            }
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let (name, value) = (decode(name), Value::Text(decode(value)));
            let base = match name.find('[') {
                Some(at) if nested && at > 0 && name.ends_with(']') => at,
                _ => name.len(),
            };
            let base = match &name {
                _ if base == name.len() => {
                    table.put(name.clone(), value);
                    name
                }
                Cow::Borrowed(name) => {
                    let (base, path) = name.split_at_checked(base).unwrap_or((name, ""));
                    table.put_nested(Cow::Borrowed(base), path, value);
                    Cow::Borrowed(base)
                }
                Cow::Owned(name) => {
                    let (base, path) = name.split_at_checked(base).unwrap_or((name, ""));
                    let base: Cow<'v, str> = Cow::Owned(base.to_owned());
                    table.put_nested(base.clone(), path, value);
                    base
                }
            };
            pieces.push((Some(base), piece));
        }
        Self {
            text,
            pieces,
            members: Value::Object(table.members),
        }
    }

    /// Text and members without those named. The text is `None` if nothing was removed.
    pub(super) fn without(&self, names: &[&str]) -> (Option<String>, Value<'_>) {
        let cut = |name: &Option<Cow<'_, str>>| name.as_deref().is_some_and(|n| names.contains(&n));
        let Value::Object(members) = &self.members else {
            return (None, Value::Ref(&self.members));
        };
        if !self.pieces.iter().any(|(name, _)| cut(name)) {
            return (None, Value::Ref(&self.members));
        }
        let mut text = String::with_capacity(self.text.len());
        let kept = self.pieces.iter().filter(|(name, _)| !cut(name));
        for (at, (_, piece)) in kept.enumerate() {
            if at > 0 {
                text.push('&');
            }
            text.push_str(piece);
        }
        let members = members.iter().filter(|(name, _)| !names.contains(&&**name));
        (
            Some(text),
            Value::Object(members.map(borrow_member).collect()),
        )
    }

    /// The members.
    pub(super) fn members(&self) -> &[(Cow<'v, str>, Value<'v>)] {
        match &self.members {
            Value::Object(members) => members,
            _ => &[],
        }
    }
}

/// The value of one member of a form, decoded as browsers encode it, without reading the others. Tells if the member is missing or
/// repeated.
pub(super) fn only_member<'v>(form: &'v str, name: &str) -> Only<'v> {
    // A different first letter means a different name, unless that letter is escaped.
    let first = name.as_bytes().first();
    let may_be = |piece: &&[u8]| {
        let first_byte = piece.first();
        first_byte == first || first.is_none() || matches!(first_byte, Some(b'%' | b'+'))
    };
    let mut found = Only::None;
    // Pieces of bytes are found faster than those of text. Their ends are ASCII, so each is a text.
    let pieces = form.as_bytes().split(|byte| *byte == b'&');
    let pieces = pieces.filter(|piece| !piece.is_empty()).filter(may_be);
    for piece in pieces.filter_map(|piece| str::from_utf8(piece).ok()) {
        let (known, value) = piece.split_once('=').unwrap_or((piece, ""));
        if unescape(known, true) == name {
            found = match found {
                Only::None => Only::One(unescape(value, true)),
                Only::One(_) | Only::Several => Only::Several,
            };
        }
    }
    found
}

/// How often a member occurs.
pub(super) enum Only<'v> {
    None,
    One(Cow<'v, str>),
    Several,
}

/// Maximum levels of `k[a][b]` that are parsed; deeper ones are texts.
const MAX_LEVELS: usize = 16;

/// Members as they are parsed.
#[derive(Default)]
struct Table<'v> {
    members: Members<'v>,
    index: MemberIndex,
}

impl<'v> Table<'v> {
    /// The value with that name; absent, if it is new.
    fn slot(&mut self, name: Cow<'v, str>) -> Option<&mut Value<'v>> {
        let at = match self.index.find(&self.members, &name) {
            Some(at) => at,
            None => {
                self.members.push((name, Value::Absent));
                self.members.len() - 1
            }
        };
        self.members.get_mut(at).map(|(_, value)| value)
    }

    /// Adds a member. One that occurs twice becomes a list.
    fn put(&mut self, name: Cow<'v, str>, value: Value<'v>) {
        match self.slot(name) {
            Some(Value::List(list)) => list.push(value),
            Some(slot @ Value::Absent) => *slot = value,
            Some(known) => {
                let first = std::mem::take(known);
                *known = Value::List(vec![first, value]);
            }
            None => {}
        }
    }

    /// Adds `base[..][..]=value`.
    fn put_nested(&mut self, base: Cow<'v, str>, path: &str, value: Value<'v>) {
        let keys: Vec<&str> = path
            .trim_start_matches('[')
            .trim_end_matches(']')
            .split("][")
            .collect();
        if keys.len() > MAX_LEVELS {
            return self.put(Cow::Owned(format!("{base}{path}")), value);
        }
        if let Some(slot) = self.slot(base) {
            put_at(slot, &keys, value);
        }
    }
}

fn put_at<'v>(slot: &mut Value<'v>, keys: &[&str], value: Value<'v>) {
    let [key, rest @ ..] = keys else {
        *slot = value;
        return;
    };
    let index = match integer(Cow::Borrowed(key)) {
        Value::Integer(at) => usize::try_from(at).ok(),
        _ => None,
    };
    if slot.is_absent() {
        *slot = if key.is_empty() || index == Some(0) {
            Value::List(Vec::new())
        } else {
            Value::Object(Members::new())
        };
    }
    match slot {
        Value::List(list) if key.is_empty() || index.is_some_and(|at| at >= list.len()) => {
            let mut element = Value::Absent;
            put_at(&mut element, rest, value);
            list.push(element);
        }
        Value::List(list) => {
            if let Some(element) = index.and_then(|at| list.get_mut(at)) {
                put_at(element, rest, value);
            }
        }
        Value::Object(members) => {
            let known = members.iter().position(|(name, _)| name == key);
            let at = known.unwrap_or_else(|| {
                members.push((Cow::Owned((*key).to_owned()), Value::Absent));
                members.len() - 1
            });
            if let Some((_, member)) = members.get_mut(at) {
                put_at(member, rest, value);
            }
        }
        _ => {}
    }
}

/// Percent-decoding. Anything that is not an escape stays unchanged.
fn unescape(text: &str, plus: bool) -> Cow<'_, str> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let bytes = text.as_bytes();
    if !bytes.iter().any(|b| *b == b'%' || (plus && *b == b'+')) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
                continue;
            }
            (b'+', _, _) if plus => out.push(b' '),
            (other, _, _) => out.push(*other),
        }
        at += 1;
    }
    Cow::Owned(match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The body of a received request.
#[derive(Clone, Debug)]
pub(super) enum Content<'v> {
    None,
    /// Bytes that were not parsed: the plan reads them only as a whole.
    Raw(&'v [u8]),
    Form(Pairs<'v>),
    Json(&'v str, Value<'v>),
    Text(&'v str),
}

/// A body without what steps add.
pub(super) struct Left<'s> {
    /// Its text, if something was removed from a form. The text of JSON is written when it is needed.
    pub(super) text: Option<String>,
    /// Whether something was removed.
    pub(super) cut: bool,
    /// The members; absent: it has none.
    pub(super) members: Value<'s>,
}

impl<'v> Content<'v> {
    /// The body with members removed, or `None` if there is no body.
    pub(super) fn without(&self, cuts: &[&[PathSegment]]) -> Option<Left<'_>> {
        match self {
            Content::None => None,
            Content::Raw(_) | Content::Text(_) => Some(Left {
                text: None,
                cut: false,
                members: Value::Absent,
            }),
            Content::Form(pairs) => {
                let names = cuts.iter().filter_map(|path| match path {
                    [PathSegment::Name(name)] => Some(&**name),
                    _ => None,
                });
                let (text, members) = pairs.without(&names.collect::<Vec<_>>());
                Some(Left {
                    cut: text.is_some(),
                    text,
                    members,
                })
            }
            Content::Json(_, value) => {
                let there = cuts.iter().filter(|path| is_there(value, path));
                let there: Vec<&[PathSegment]> = there.copied().collect();
                Some(Left {
                    text: None,
                    cut: !there.is_empty(),
                    members: cut(value, &there),
                })
            }
        }
    }

    /// The text of a body that has one.
    pub(super) fn text(&self) -> Option<&'v str> {
        match self {
            Content::None | Content::Raw(_) => None,
            Content::Form(pairs) => Some(pairs.text),
            Content::Json(text, _) | Content::Text(text) => Some(text),
        }
    }
}

/// Whether there is a member to remove.
fn is_there(value: &Value<'_>, path: &[PathSegment]) -> bool {
    match (path, value) {
        ([.., PathSegment::Index(_)] | [], _) => false,
        _ => value.at_path(path).is_some(),
    }
}

/// A value without the members at `paths`, which exist. Only containers of removed members are copied; the rest is borrowed.
fn cut<'s>(value: &'s Value<'_>, paths: &[&[PathSegment]]) -> Value<'s> {
    if paths.is_empty() {
        return value.borrowed();
    }
    let rest = |leads: &dyn Fn(&PathSegment) -> bool| -> Vec<&[PathSegment]> {
        let behind = paths.iter().filter_map(|path| path.split_first());
        behind
            .filter(|(first, _)| leads(first))
            .map(|(_, rest)| rest)
            .collect()
    };
    match value {
        Value::Object(members) => {
            let mut left = Vec::with_capacity(members.len());
            for (name, member) in members {
                let rest = rest(&|seg| matches!(seg, PathSegment::Name(known) if known == name));
                if !rest.iter().any(|path| path.is_empty()) {
                    left.push((Cow::Borrowed(&**name), cut(member, &rest)));
                }
            }
            Value::Object(left)
        }
        Value::List(list) => {
            let is_at = |at: usize| move |segment: &PathSegment| matches!(segment, PathSegment::Index(index) if *index as usize == at);
            let elements = list.iter().enumerate();
            Value::List(
                elements
                    .map(|(at, element)| cut(element, &rest(&is_at(at))))
                    .collect(),
            )
        }
        other => other.borrowed(),
    }
}
