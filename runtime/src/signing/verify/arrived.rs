//! A request that arrived: its members decoded, its texts with some of them cut out.

use super::super::error::SigningError;
use super::super::json;
use super::super::number::integer;
use super::super::plan::{Arrays, Encoder, Escape, Str};
use super::super::value::{Members, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// A step into a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seg {
    Name(Str),
    Index(usize),
}

/// A query or form: the text, and its pieces between `&`.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    pub(super) text: String,
    /// Name of the member that a piece belongs to (an empty one belongs to none), and the piece.
    pieces: Vec<(Option<String>, String)>,
    pub(super) members: Members<'static>,
}

impl Pairs {
    /// Reads a query (`form`: a form, where `+` is a space).
    pub(super) fn read(text: &str, encoder: &Encoder, form: bool) -> Self {
        let plus = encoder.escape == Escape::Plus || (form && encoder.escape != Escape::Raw);
        let decode = |part: &str| match encoder.escape {
            Escape::Raw => part.to_owned(),
            _ => unescape(part, plus),
        };
        let nested = matches!(encoder.arrays, Some(Arrays::Brackets | Arrays::Indices));
        let (mut pieces, mut table) = (Vec::new(), Table::default());
        for piece in text.split('&') {
            if piece.is_empty() {
                pieces.push((None, String::new()));
                continue;
            }
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let (name, value) = (decode(name), Value::from(decode(value)));
            let base = match name.find('[') {
                Some(at) if nested && at > 0 && name.ends_with(']') => {
                    name.get(..at).unwrap_or_default().to_owned()
                }
                _ => name.clone(),
            };
            if base.len() < name.len() {
                let path = name.get(base.len()..).unwrap_or_default();
                table.put_nested(&base, path, value);
            } else {
                table.put(&name, value);
            }
            pieces.push((Some(base), piece.to_owned()));
        }
        Self {
            text: text.to_owned(),
            pieces,
            members: table.members,
        }
    }

    /// Text and members without those named.
    pub(super) fn without(&self, names: &[&str]) -> (String, Members<'static>) {
        let cut = |name: &Option<String>| name.as_deref().is_some_and(|n| names.contains(&n));
        if !self.pieces.iter().any(|(name, _)| cut(name)) {
            return (self.text.clone(), self.members.clone());
        }
        let kept: Vec<&str> = self
            .pieces
            .iter()
            .filter(|(name, _)| !cut(name))
            .map(|(_, piece)| &**piece)
            .collect();
        let members = self
            .members
            .iter()
            .filter(|(name, _)| !names.contains(&&**name))
            .cloned()
            .collect();
        (kept.join("&"), members)
    }
}

/// Levels of `k[a][b]` that are read; deeper ones are texts.
const MAX_LEVELS: usize = 16;

/// Members as they are read. They are found by a map: who sends them is not known yet, and may send very many.
#[derive(Default)]
struct Table {
    members: Members<'static>,
    places: HashMap<String, usize>,
}

impl Table {
    /// The value of that name; absent, if it is new.
    fn slot(&mut self, name: &str) -> Option<&mut Value<'static>> {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None => {
                let at = self.members.len();
                self.places.insert(name.to_owned(), at);
                self.members
                    .push((Cow::Owned(name.to_owned()), Value::Absent));
                at
            }
        };
        self.members.get_mut(at).map(|(_, value)| value)
    }

    /// Adds a member; one that comes twice becomes a list.
    fn put(&mut self, name: &str, value: Value<'static>) {
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
    fn put_nested(&mut self, base: &str, path: &str, value: Value<'static>) {
        let keys: Vec<&str> = path
            .trim_start_matches('[')
            .trim_end_matches(']')
            .split("][")
            .collect();
        if keys.len() > MAX_LEVELS {
            return self.put(&format!("{base}{path}"), value);
        }
        if let Some(slot) = self.slot(base) {
            put_at(slot, &keys, value);
        }
    }
}

fn put_at(slot: &mut Value<'static>, keys: &[&str], value: Value<'static>) {
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

/// Percent-decoding; what is no escape stands.
fn unescape(text: &str, plus: bool) -> String {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let bytes = text.as_bytes();
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
    String::from_utf8_lossy(&out).into_owned()
}

/// The body of a request that arrived.
#[derive(Clone, Debug)]
pub(super) enum Content {
    None,
    Form(Pairs),
    Json(String, Value<'static>),
    Text(String),
}

impl Content {
    /// The text with members cut out, and the members that are left; none: there is no body.
    pub(super) fn without(
        &self,
        cuts: &[Vec<Seg>],
    ) -> Result<Option<(String, Value<'static>)>, SigningError> {
        match self {
            Content::None => Ok(None),
            Content::Text(text) => Ok(Some((text.clone(), Value::Absent))),
            Content::Form(pairs) => {
                let names: Vec<&str> = cuts
                    .iter()
                    .filter_map(|path| match path.as_slice() {
                        [Seg::Name(name)] => Some(&**name),
                        _ => None,
                    })
                    .collect();
                let (text, members) = pairs.without(&names);
                Ok(Some((text, Value::Object(members))))
            }
            Content::Json(text, value) => {
                let mut value = value.clone();
                let mut any = false;
                for path in cuts {
                    any |= cut(&mut value, path);
                }
                if !any {
                    return Ok(Some((text.clone(), value)));
                }
                let mut text = String::new();
                json::write(&value, &mut text)?;
                Ok(Some((text, value)))
            }
        }
    }
}

/// Takes a member out; whether it was there.
fn cut(value: &mut Value<'static>, path: &[Seg]) -> bool {
    match (path, value) {
        ([Seg::Name(name)], Value::Object(members)) => {
            let before = members.len();
            members.retain(|(known, _)| known != name);
            members.len() < before
        }
        ([Seg::Name(name), rest @ ..], Value::Object(members)) => members
            .iter_mut()
            .find(|(known, _)| known == name)
            .is_some_and(|(_, member)| cut(member, rest)),
        ([Seg::Index(at), rest @ ..], Value::List(list)) if !rest.is_empty() => {
            list.get_mut(*at).is_some_and(|element| cut(element, rest))
        }
        _ => false,
    }
}

/// The value at a path.
pub(super) fn at<'v>(value: &'v Value<'static>, path: &[Seg]) -> Option<&'v Value<'static>> {
    path.iter()
        .try_fold(value, |value, seg| match (seg, value) {
            (Seg::Name(name), value) => value.get(name),
            (Seg::Index(at), Value::List(list)) => list.get(*at),
            (Seg::Index(_), _) => None,
        })
}
