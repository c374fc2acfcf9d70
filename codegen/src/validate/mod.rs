//! Checks plain data against a type of the spec: examples when a spec is checked, parameters on the command line.
//!
//! Sent data is also converted to its wire form, as in a generated client: `7` becomes `"7"` where the spec says `int as text`. Received
//! data is read as leniently as a generated client reads it.

mod leaf;
mod shape;
#[cfg(test)]
mod tests;

pub(crate) use leaf::read_bytes;
pub use shape::is_nothing;

use crate::json_path;
use crate::model::{Field, Kind, OneOf, Only, Operation, Shape, Type, TypeDef};
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use std::fmt;

/// The direction of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From us to the provider: undeclared names are mismatches.
    Sent,
    /// From the provider to us.
    Received,
}

/// The kind of a mismatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MismatchKind {
    /// The value is of another kind, or cannot be read.
    Value,
    /// The value is out of range.
    Range,
    /// A required member is missing, or none of a group is given.
    Missing,
    /// More than one member of a group, of which only one may be given.
    Several,
    /// A member that the spec does not declare. Clients ignore it in received data.
    Unknown,
    /// A value that the spec does not list, of an open enum or union. Clients accept it.
    Unlisted,
}

/// A mismatch between data and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Its kind.
    pub kind: MismatchKind,
    /// Its path from the root.
    pub path: Vec<PathSegment>,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: String,
    /// A suggestion.
    pub help: Option<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = path_text(&self.path);
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        f.write_str(&self.message)?;
        self.help
            .as_ref()
            .map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

/// A path from the root: `orders[0].price`.
#[must_use]
pub fn path_text(path: &[PathSegment]) -> String {
    let text = json_path::text(path);
    text.strip_prefix('.').map(str::to_owned).unwrap_or(text)
}

/// Checks a value; returns its wire form and the mismatches.
#[must_use]
pub fn value(types: &[TypeDef], ty: &Type, value: &Data, way: Way) -> (Data, Vec<Mismatch>) {
    let mut validator = Validator::new(types, way);
    let wire_form = validator.value(ty, value);
    (wire_form, validator.mismatches)
}

/// Checks the parameters of an operation by name, wherever they are sent. Names in `set` already have a value (of a variant).
#[must_use]
pub fn params(
    types: &[TypeDef],
    operation: &Operation,
    set: &[(String, String)],
    given: &[(Str, Data)],
) -> (Vec<(Str, Data)>, Vec<Mismatch>) {
    let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
    let mut validator = Validator::new(types, Way::Sent);
    let wire_form = validator.members(&fields, &operation.one_of, set, given);
    (wire_form, validator.mismatches)
}

/// Checks values that are sent by the fields that declare them: the parameters of a channel.
#[must_use]
pub fn fields(
    types: &[TypeDef],
    fields: &[Field],
    given: &[(Str, Data)],
) -> (Vec<(Str, Data)>, Vec<Mismatch>) {
    let fields: Vec<&Field> = fields.iter().collect();
    let mut validator = Validator::new(types, Way::Sent);
    let wire_form = validator.members(&fields, &[], &[], given);
    (wire_form, validator.mismatches)
}

/// State of a walk over types and data.
struct Validator<'a> {
    types: &'a [TypeDef],
    way: Way,
    path: Vec<PathSegment>,
    mismatches: Vec<Mismatch>,
    /// How many types the current value is checked as, one inside the other: a union, its variant.
    nested: usize,
    /// Whether the forms of a union are tried one after the other.
    trying: bool,
}

impl<'a> Validator<'a> {
    fn new(types: &'a [TypeDef], way: Way) -> Self {
        Self {
            types,
            way,
            path: Vec::new(),
            mismatches: Vec::new(),
            nested: 0,
            trying: false,
        }
    }

    fn report(&mut self, kind: MismatchKind, message: impl Into<String>, help: Option<String>) {
        self.mismatches.push(Mismatch {
            kind,
            path: self.path.clone(),
            message: message.into(),
            help,
        });
    }

    /// Walks into a member or an element.
    fn within<T>(&mut self, segment: PathSegment, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let nested = std::mem::take(&mut self.nested);
        let done = walk(self);
        self.nested = nested;
        self.path.pop();
        done
    }

    /// The members of a struct, of a union variant, or of a call: checks each against its field, the groups, and missing members.
    fn members(
        &mut self,
        fields: &[&Field],
        one_of: &[OneOf],
        set: &[(String, String)],
        given: &[(Str, Data)],
    ) -> Vec<(Str, Data)> {
        let mut wire_form = Vec::with_capacity(given.len());
        for (name, value) in given {
            let segment = PathSegment::Name(name.clone());
            let field = fields
                .iter()
                .find(|field| field.name == *name && !field.rest);
            let value = match field
                .copied()
                .or_else(|| numbered(self.types, fields, name))
            {
                Some(field) if self.is_other_way(field) => {
                    self.within(segment, |inner| inner.other_way());
                    value.clone()
                }
                // The client reads it as a member that was not chosen.
                Some(_)
                    if self.way == Way::Received
                        && *value == Data::Null
                        && is_grouped(fields, one_of, name) =>
                {
                    value.clone()
                }
                Some(field) => self.within(segment, |inner| inner.member(field, set, value)),
                None => self.within(segment, |inner| match rest(fields) {
                    Some((alnum, ty)) => inner.entry(alnum, ty, name, value),
                    None => {
                        inner.unknown(fields, name);
                        value.clone()
                    }
                }),
            };
            wire_form.push((name.clone(), value));
        }
        for (at, field) in fields.iter().enumerate() {
            let grouped = one_of.iter().any(|group| group.members.contains(&at));
            let can_lack = field.optional
                || self.is_other_way(field)
                || field.rest
                || grouped
                || constant(field, set).is_some()
                || matches!(field.ty.kind, Kind::Numbered(_));
            if !can_lack && !given.iter().any(|(name, _)| *name == field.name) {
                let doc = (!field.doc.text.is_empty()).then(|| field.doc.text.clone());
                self.within(PathSegment::Name(field.name.clone().into()), |inner| {
                    inner.report(MismatchKind::Missing, "missing", doc)
                });
            }
        }
        for group in one_of {
            self.group(fields, group, given);
        }
        wire_form
    }

    fn member(&mut self, field: &Field, set: &[(String, String)], value: &Data) -> Data {
        if let Some(constant) = constant(field, set) {
            if as_text(value).as_deref() != Some(constant) {
                let help =
                    (self.way == Way::Sent).then(|| "remove it; the client sends it".to_owned());
                self.report(
                    MismatchKind::Value,
                    format!("expected the constant \"{constant}\""),
                    help,
                );
            }
            return Data::Text(Str::Owned(constant.to_owned()));
        }
        // JSON of any kind includes `null`.
        let says_null = field.ty.null || field.ty.kind == Kind::Json;
        if field.optional && *value == Data::Null && !says_null {
            match self.way {
                Way::Received => {}
                Way::Sent => self.report(
                    MismatchKind::Value,
                    "null cannot be sent",
                    Some("remove the member, or declare it with `or null`".to_owned()),
                ),
            }
            return Data::Null;
        }
        let wire_form = self.value(&field.ty, value);
        if let Some(range) = &field.range {
            self.range(&field.ty, range, &wire_form);
        }
        wire_form
    }

    /// Whether a member occurs in the other direction only.
    fn is_other_way(&self, field: &Field) -> bool {
        matches!(
            (field.only, self.way),
            (Some(Only::Received), Way::Sent) | (Some(Only::Sent), Way::Received)
        )
    }

    fn other_way(&mut self) {
        let message = match self.way {
            Way::Sent => "only received, never sent",
            Way::Received => "only sent, never received",
        };
        self.report(MismatchKind::Unknown, message, Some("remove it".to_owned()));
    }

    fn unknown(&mut self, fields: &[&Field], name: &str) {
        let names = self.names(fields);
        let help = match crate::diagnostic::nearest(name, names.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if names.is_empty() => Some("there are no members".to_owned()),
            None if names.len() <= 12 => Some(format!("the members are `{}`", names.join("`, `"))),
            None => None,
        };
        self.report(MismatchKind::Unknown, "unknown member", help);
    }

    /// Names that are allowed.
    fn names<'f>(&self, fields: &[&'f Field]) -> Vec<&'f str>
    where
        'a: 'f,
    {
        let types: &'a [TypeDef] = self.types;
        let open = fields
            .iter()
            .filter(|field| field.constant.is_none() && !field.rest && !self.is_other_way(field));
        open.flat_map(|field| match numbered_fields(types, field) {
            Some(inner) => inner.iter().map(|field| field.name.as_str()).collect(),
            None => vec![field.name.as_str()],
        })
        .collect()
    }

    fn group(&mut self, fields: &[&Field], group: &OneOf, given: &[(Str, Data)]) {
        let names: Vec<&str> = group
            .members
            .iter()
            .filter_map(|at| fields.get(*at))
            .map(|field| field.name.as_str())
            .collect();
        // A member that may be null can be chosen with null.
        let is_chosen = |name: &str, value: &Data| {
            let mut members = group.members.iter().filter_map(|at| fields.get(*at));
            let member = members.find(|field| field.name == name);
            let takes_null = |field: &Field| field.ty.null || field.ty.kind == Kind::Json;
            member.is_some_and(|field| *value != Data::Null || takes_null(field))
        };
        let counted = |is_chosen: &dyn Fn(&str, &Data) -> bool| {
            let chosen = given.iter().filter(|(name, value)| is_chosen(name, value));
            chosen.count()
        };
        let with_value =
            counted(&|name: &str, value: &Data| *value != Data::Null && is_chosen(name, value));
        // Received, `null` is chosen only if no other member has a value.
        let there = match (self.way, with_value) {
            (Way::Received, 1..) => with_value,
            (Way::Received, 0) => counted(&is_chosen).min(1),
            (Way::Sent, _) => counted(&is_chosen),
        };
        let names = names.join("`, `");
        match there {
            0 if !group.optional => self.report(
                MismatchKind::Missing,
                format!("expected one of `{names}`"),
                None,
            ),
            0 | 1 => {}
            _ => self.report(
                MismatchKind::Several,
                format!("expected only one of `{names}`, found {there}"),
                None,
            ),
        }
    }
}

/// Whether a member belongs to a group.
fn is_grouped(fields: &[&Field], one_of: &[OneOf], name: &str) -> bool {
    let mut members = one_of.iter().flat_map(|group| &group.members);
    members.any(|at| fields.get(*at).is_some_and(|field| field.name == name))
}

/// The map with the members that no field names: whether names have letters and digits only, and the type of a value.
fn rest<'f>(fields: &[&'f Field]) -> Option<(bool, &'f Type)> {
    let field = fields.iter().find(|field| field.rest)?;
    match &field.ty.kind {
        Kind::Map { alnum, value } => Some((*alnum, value)),
        _ => None,
    }
}

/// The field for a name like `item_name_2`: `item_name_#` of the type of a numbered list.
pub(crate) fn numbered<'f>(
    types: &'f [TypeDef],
    fields: &[&Field],
    name: &str,
) -> Option<&'f Field> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = fields
        .iter()
        .filter_map(|field| numbered_fields(types, field));
    numbered.flatten().find(|field| {
        let (before, after) = field.name.split_once('#').unwrap_or((&field.name, ""));
        name.strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(is_number)
    })
}

/// The members of a numbered list's type.
fn numbered_fields<'f>(types: &'f [TypeDef], field: &Field) -> Option<&'f [Field]> {
    let Kind::Numbered(id) = field.ty.kind else {
        return None;
    };
    match &types.get(id.0)?.shape {
        Shape::Struct { fields, .. } => Some(fields),
        _ => None,
    }
}

/// The constant value of a field.
fn constant<'f>(field: &'f Field, set: &'f [(String, String)]) -> Option<&'f str> {
    let set = set.iter().find(|(name, _)| *name == field.name);
    set.map(|(_, value)| value.as_str())
        .or(field.constant.as_deref())
}

/// The text of a scalar; `None`: null, a list or an object.
#[must_use]
pub fn as_text(value: &Data) -> Option<String> {
    match value {
        Data::Text(text) | Data::Integer(text) | Data::Number(text) | Data::Decimal(text) => {
            Some(text.to_string())
        }
        Data::Bool(value) => Some(value.to_string()),
        Data::Null | Data::List(_) | Data::Object(_) => None,
    }
}

/// Description of a value, for messages.
#[must_use]
pub fn kind_name(value: &Data) -> &'static str {
    match value {
        Data::Null => "null",
        Data::Bool(_) => "true or false",
        Data::Integer(_) => "an integer",
        Data::Number(_) | Data::Decimal(_) => "a number",
        Data::Text(_) => "a text",
        Data::List(_) => "a list",
        Data::Object(_) => "an object",
    }
}
