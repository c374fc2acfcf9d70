//! Declared types.

use super::line::{check_once, parse_fields, parse_noted, parse_renamed, parse_rest};
use super::operations::parse_groups;
use super::{Field, Notes, OneOf, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::lookalikes::separator;
use crate::model::ScalarKind;
use crate::rules::types as rules;
use crate::yaml::{Node, NodeKind, Pair, Scalar};

/// A declared type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    /// `like: Base`: the types whose members come first.
    pub(crate) like: Vec<Text>,
    /// `None`: it could not be read; this was reported.
    pub(crate) shape: Option<Shape>,
    /// Declared where it is used, with the text of that place.
    pub(crate) inline: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Struct {
        fields: Vec<Field>,
        one_of: Vec<OneOf>,
    },
    Enum {
        kind: EnumWord,
        closed: bool,
        values: Vec<EnumValue>,
        /// `final: […]`: the values after which nothing follows.
        last: Vec<EnumMention>,
        /// `order: […]`: values in the order in which they follow each other.
        order: Vec<EnumMention>,
    },
    Tuple {
        fields: Vec<Field>,
    },
    Union {
        by: Text,
        variants: Vec<UnionVariant>,
        /// `other: TYPE`, for values that are not listed.
        other: Option<Box<UnionVariant>>,
    },
    Forms {
        /// A form is written like a field.
        forms: Vec<Field>,
    },
}

/// The word after `enum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumWord {
    Text,
    Int,
    Bool,
    Mixed,
}

/// `0: EmailPending -- waiting`
#[derive(Clone, Debug)]
pub(crate) struct EnumValue {
    pub(crate) wire: Text,
    /// The form that YAML gives it: `"1"` is a text, `1` an integer.
    pub(crate) form: ScalarKind,
    pub(crate) name: Option<Text>,
    pub(crate) notes: Notes,
}

/// A value of an enum, named elsewhere in its type.
#[derive(Clone, Debug)]
pub(crate) struct EnumMention {
    pub(crate) wire: Text,
    /// The form that YAML gives it.
    pub(crate) form: ScalarKind,
}

/// `remove: Removed -- text`
#[derive(Clone, Debug)]
pub(crate) struct UnionVariant {
    pub(crate) wire: Text,
    /// `as NAME`
    pub(crate) rename: Option<Text>,
    pub(crate) ty: Text,
    pub(crate) notes: Notes,
}

impl TypeDef {
    /// A type of which nothing could be read.
    pub(super) fn unread(name: Text) -> Self {
        Self {
            name,
            notes: Notes::default(),
            like: Vec::new(),
            shape: None,
            inline: false,
        }
    }
}

/// Keys of which a type has one.
const SHAPES: &[&str] = &["fields", "enum", "tuple", "union", "forms"];

/// Keys that belong to one of these.
const DETAILS: &[&str] = &[
    "values", "closed", "final", "order", "variants", "other", "one_of", "rest", "like",
];

/// Reads `types`.
pub(super) fn parse_types(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<TypeDef> {
    pairs
        .iter()
        .map(|pair| parse_typedef(pair, diagnostics))
        .collect()
}

fn parse_typedef(pair: &Pair, diagnostics: &mut Diagnostics) -> TypeDef {
    let name = Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    };
    let known: Vec<&str> = keys().chain(NOTES.iter().copied()).collect();
    let Some(keys) = Keys::open(&pair.value, "a type", &known, diagnostics) else {
        return TypeDef::unread(name);
    };
    let notes = keys.notes(diagnostics);
    parse_keys(name, notes, &keys, diagnostics)
}

/// The keys of a type, without notes.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    SHAPES.iter().chain(DETAILS).copied()
}

/// The type that these keys declare.
pub(super) fn parse_keys(
    name: Text,
    notes: Notes,
    keys: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> TypeDef {
    let like = keys.one_or_more("like").into_iter();
    TypeDef {
        like: like
            .filter_map(|node| keys::text(node, "`like`", diagnostics))
            .collect(),
        shape: parse_shape(&name, keys, diagnostics),
        inline: false,
        name,
        notes,
    }
}

fn parse_shape(name: &Text, keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Shape> {
    if keys.has_foreign_type() {
        return None;
    }
    let shape = only_shape(name, keys, diagnostics)?;
    check_belongs(shape, keys, diagnostics);
    Some(match shape.key.text.as_str() {
        "fields" | "like" => Shape::Struct {
            fields: parse_members(keys, diagnostics),
            one_of: parse_groups(keys, diagnostics),
        },
        "tuple" => Shape::Tuple {
            fields: parse_fields(keys.map("tuple", diagnostics), diagnostics),
        },
        "enum" => Shape::Enum {
            kind: parse_enum_kind(&shape.value, diagnostics)?,
            closed: keys.flag("closed", diagnostics),
            values: parse_values(keys, diagnostics)?,
            last: parse_mentions("final", keys, diagnostics),
            order: parse_mentions("order", keys, diagnostics),
        },
        "forms" => Shape::Forms {
            forms: parse_forms(keys, diagnostics),
        },
        _ => Shape::Union {
            by: keys.text("union", diagnostics)?,
            variants: parse_variants(keys, diagnostics)?,
            other: keys
                .pair("other")
                .and_then(|pair| parse_variant(pair, diagnostics))
                .map(Box::new),
        },
    })
}

/// `fields`, then `rest`.
fn parse_members(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let pairs = keys.map("fields", diagnostics);
    let pattern = pairs.iter().find(|pair| is_pattern(&pair.key.text));
    let mut fields = match pattern {
        Some(pattern) => {
            diagnostics
                .report(
                    &rules::BAD_LINE,
                    pattern.key.span,
                    format!("`{}` is not the name of a member", keys::shorten(&pattern.key.text)),
                )
                .label("stands for members with any name")
                .help("write `rest: map<text, TYPE> -- text` beside `fields`, or `map<text, TYPE>` in place of this type if it has no other members");
            let others: Vec<Pair> = pairs
                .iter()
                .filter(|pair| !is_pattern(&pair.key.text))
                .cloned()
                .collect();
            parse_fields(&others, diagnostics)
        }
        None => parse_fields(pairs, diagnostics),
    };
    let rest = keys.pair("rest");
    fields.extend(rest.and_then(|pair| parse_rest(pair, diagnostics)));
    fields
}

/// Whether a key is written for members with any name: `*`, `<id>`, `{id}`, `[key: string]`, `...`
fn is_pattern(key: &str) -> bool {
    let key = key.trim().trim_end_matches('?');
    let is_in = |open: char, close: char| key.starts_with(open) && key.ends_with(close);
    matches!(key, "*" | "**" | "..." | "…") || is_in('<', '>') || is_in('{', '}') || is_in('[', ']')
}

/// The key that determines the shape; none or more than one is reported.
fn only_shape<'a>(name: &Text, keys: &Keys<'a>, diagnostics: &mut Diagnostics) -> Option<&'a Pair> {
    let mut shapes = SHAPES.iter().filter_map(|shape| keys.pair(shape));
    // The members of another type alone.
    let Some(first) = shapes.next().or_else(|| keys.pair("like")) else {
        diagnostics
            .report(&rules::TYPE_SHAPE, name.span, format!("{} has no shape", called(name)))
            .label("expected one of `fields`, `enum`, `tuple`, `union` and `forms`")
            .help("an object has `fields`, named values are an `enum`, an array with a meaning for each position is a `tuple`");
        return None;
    };
    if let Some(second) = shapes.next() {
        let (a, b) = (&first.key.text, &second.key.text);
        diagnostics
            .report(
                &rules::TYPE_SHAPE,
                second.key.span,
                format!("{} has two shapes", called(name)),
            )
            .label(format!("`{b}` beside `{a}`"))
            .second(first.key.span, "the first shape")
            .help("split it into two types");
        return None;
    }
    Some(first)
}

/// A type in messages; one that is declared where it is used has no name.
fn called(name: &Text) -> String {
    match name.value.as_str() {
        "" => "the type declared here".to_owned(),
        name => format!("type `{name}`"),
    }
}

/// Reports keys that belong to a different shape.
fn check_belongs(shape: &Pair, keys: &Keys<'_>, diagnostics: &mut Diagnostics) {
    let of = &shape.key.text;
    for (key, owner) in [
        ("values", "enum"),
        ("closed", "enum"),
        ("final", "enum"),
        ("order", "enum"),
        ("variants", "union"),
        ("other", "union"),
        ("one_of", "fields"),
        ("rest", "fields"),
        ("like", "fields"),
    ] {
        if let Some(pair) = keys.pair(key).filter(|_| of != owner && of != "like") {
            diagnostics
                .report(
                    &rules::TYPE_SHAPE,
                    pair.key.span,
                    format!("`{key}` is not allowed in a type with `{of}`"),
                )
                .label(format!("`{key}` belongs to `{owner}`"))
                .second(shape.key.span, "the shape of this type")
                .help(format!(
                    "remove `{key}`, or declare the type with `{owner}`"
                ));
        }
    }
}

/// `text`, `int`, `bool` or `mixed`
fn parse_enum_kind(node: &Node, diagnostics: &mut Diagnostics) -> Option<EnumWord> {
    let known = ENUM_WORDS.iter();
    let found = known
        .clone()
        .find(|(word, _)| keys::plain(node) == Some(word));
    if found.is_none() {
        let form = "`text`, `int`, `bool` or `mixed`, the form of its values on the wire";
        match node.as_sequence() {
            Some(_) => diagnostics
                .report(&rules::TYPE_SHAPE, node.span, format!("`enum` must be {form}, found a list"))
                .label("these are the values")
                .help("write `enum: text`, and the list under `values`: `{ enum: text, values: [buy, sell] }`"),
            None => {
                keys::wrong_kind(node, "`enum`", form, diagnostics);
                return None;
            }
        };
    }
    found.map(|(_, word)| *word)
}

/// Words after `enum`.
const ENUM_WORDS: &[(&str, EnumWord)] = &[
    ("text", EnumWord::Text),
    ("int", EnumWord::Int),
    ("bool", EnumWord::Bool),
    ("mixed", EnumWord::Mixed),
];

/// The form that YAML gives to a value.
fn form_of(scalar: &Scalar) -> ScalarKind {
    match scalar.text.as_str() {
        _ if scalar.is_quoted() => ScalarKind::Text,
        "true" | "false" => ScalarKind::Bool,
        text if crate::data::is_integer(text) => ScalarKind::Integer,
        _ => ScalarKind::Text,
    }
}

fn parse_values(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<EnumValue>> {
    let node = keys.needed(
        "values",
        "list the known values: `values: [buy, sell]`, or `value: Name -- text`",
        diagnostics,
    )?;
    match &node.kind {
        NodeKind::Mapping(pairs) => {
            let values = pairs
                .iter()
                .filter_map(|pair| parse_value(pair, diagnostics));
            Some(values.collect())
        }
        NodeKind::Sequence(nodes) => {
            let values = nodes.iter().filter_map(|node| {
                Some(EnumValue {
                    wire: keys::text(node, "a value of an enum", diagnostics)?,
                    form: node.as_scalar().map_or(ScalarKind::Text, form_of),
                    name: None,
                    notes: Notes::default(),
                })
            });
            Some(values.collect())
        }
        NodeKind::Scalar(_) => {
            keys::wrong_kind(node, "`values`", "a list or a mapping", diagnostics);
            None
        }
    }
}

/// Values under `final` or `order`.
fn parse_mentions(key: &str, keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<EnumMention> {
    let nodes = keys.list(key, diagnostics).iter();
    let mentions = nodes.filter_map(|node| {
        Some(EnumMention {
            wire: keys::text(node, "a value of an enum", diagnostics)?,
            form: node.as_scalar().map_or(ScalarKind::Text, form_of),
        })
    });
    mentions.collect()
}

fn parse_value(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<EnumValue> {
    let wire = Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    };
    let (name, notes) = match &pair.value.kind {
        NodeKind::Scalar(scalar) => {
            // A text without a name may contain dashes.
            let named = separator(&scalar.text).is_none_or(|found| {
                let head = scalar.text.get(..found.head).unwrap_or("");
                found.exact || crate::names::is_type_name(head)
            });
            let (text, mut notes) = match named {
                true => parse_noted(scalar, diagnostics),
                false => (whole(scalar), Notes::default()),
            };
            // One word in PascalCase, or anything before ` -- `, is the Rust name; anything else is a text.
            let is_name = notes.doc.is_some() || crate::names::is_type_name(&text.value);
            if is_name && !text.value.is_empty() {
                (Some(text), notes)
            } else {
                notes.doc = notes
                    .doc
                    .or_else(|| Some(text).filter(|text| !text.value.is_empty()));
                (None, notes)
            }
        }
        _ => {
            let known: Vec<&str> = ["name"].iter().chain(NOTES).copied().collect();
            let keys = Keys::open(&pair.value, "a value of an enum", &known, diagnostics)?;
            (keys.text("name", diagnostics), keys.notes(diagnostics))
        }
    };
    Some(EnumValue {
        wire,
        form: form_of(&pair.key),
        name,
        notes,
    })
}

/// The whole text of a scalar.
fn whole(scalar: &Scalar) -> Text {
    Spanned {
        value: scalar.text.trim().to_string(),
        span: scalar.span,
    }
}

fn parse_variants(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<UnionVariant>> {
    keys.needed(
        "variants",
        "list the values of the member and their types: `remove: Removed -- text`",
        diagnostics,
    )?;
    let pairs = keys.map("variants", diagnostics);
    let variants = pairs.iter();
    let variants: Vec<UnionVariant> = variants
        .filter_map(|pair| parse_variant(pair, diagnostics))
        .collect();
    check_once(variants.iter().map(|variant| &variant.wire), diagnostics);
    Some(variants)
}

fn parse_variant(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<UnionVariant> {
    let (wire, rename) = parse_renamed(&pair.key);
    let (ty, notes) = match &pair.value.kind {
        NodeKind::Mapping(_) => {
            let known: Vec<&str> = ["type"].iter().chain(NOTES).copied().collect();
            let keys = Keys::open(&pair.value, "a variant of a union", &known, diagnostics)?;
            keys.needed("type", "write `type: NAME`", diagnostics)?;
            (keys.text("type", diagnostics)?, keys.notes(diagnostics))
        }
        NodeKind::Scalar(scalar) if !scalar.is_missing() => parse_noted(scalar, diagnostics),
        _ => {
            keys::wrong_kind(
                &pair.value,
                "a variant of a union",
                "the name of a type",
                diagnostics,
            );
            return None;
        }
    };
    Some(UnionVariant {
        wire,
        rename,
        ty,
        notes,
    })
}

/// Forms: lines with a type, a range and a text. Whether a value may be left out is said where the union is used.
fn parse_forms(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let forms = parse_fields(keys.map("forms", diagnostics), diagnostics);
    for form in &forms {
        let fault = if form.optional {
            "must not be optional"
        } else if form.default.is_some() {
            "must not have a default"
        } else if form.constant.is_some() {
            "needs a type"
        } else {
            continue;
        };
        diagnostics
            .report(
                &rules::BAD_LINE,
                form.name.span,
                format!("the form `{}` {fault}", form.name.value),
            )
            .label("a form is a name and a type")
            .help("write `name: TYPE -- text`; `?` and defaults belong to the field that has the union, and a single text is an `enum` with one value");
    }
    forms
}
