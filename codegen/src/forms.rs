//! Unions by form: how the forms are told apart, as the tests that the runtime evaluates.
//!
//! The kind of the JSON value decides first. Several forms that are strings, or numbers, are told apart by their syntax and their listed
//! values, in declared order. Several that are objects are told apart by constants and by members that only one of them requires.

mod objects;

use crate::model::{
    EnumKind, EnumValue, Field, Kind, ScalarKind, Shape, TimeUnit, Type, TypeDef, WireAs,
};
use objects::ObjectForm;
use specie_runtime::codec::{FormTest, JsonKind};
use std::collections::BTreeSet;

/// How the forms of a union are told apart.
#[derive(Debug, Default)]
pub struct Choice<'a> {
    /// The tests, in the order in which the runtime tries them. They name the forms as the spec does.
    pub tests: Vec<FormTest<'a>>,
    /// Pairs of forms that cannot be told apart, by index, and why.
    pub alike: Vec<Alike>,
}

/// Two forms that cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The form that is declared first, and is chosen.
    pub first: usize,
    /// The form that is not.
    pub second: usize,
    /// What both are: `a list`.
    pub both: &'static str,
    /// Whether the other order would work.
    pub swap: bool,
}

/// The tests that choose a form, and the forms that they cannot tell apart.
#[must_use]
pub fn choice<'a>(types: &'a [TypeDef], forms: &'a [Field]) -> Choice<'a> {
    let mut choice = Choice::default();
    let all: Vec<Form<'a>> = forms.iter().map(|form| Form::of(types, form)).collect();
    scalars(&all, JsonKind::Text, &mut choice);
    scalars(&all, JsonKind::Number, &mut choice);
    by_kind(&all, JsonKind::Bool, FormTest::Bool, &mut choice);
    by_kind(&all, JsonKind::List, FormTest::List, &mut choice);
    objects::choose(&all, &mut choice);
    let mut open = all.iter().enumerate().filter(|(_, form)| form.is_any);
    if let Some((first, form)) = open.next() {
        choice.tests.push(FormTest::Any(form.name));
        // Nothing is left for a form after it.
        choice
            .alike
            .extend((first + 1..all.len()).map(|second| Alike {
                first,
                second,
                both: "any JSON",
                swap: !all.get(second).is_some_and(|form| form.is_any),
            }));
    }
    choice
}

/// The first form that no text has, where every value is a text: in a header.
#[must_use]
pub fn never_a_text(types: &[TypeDef], forms: &[Field]) -> Option<usize> {
    let is_text = |form: &Field| {
        let form = Form::of(types, form);
        let mut native = form.native.iter();
        form.is_any || native.any(|one| one.kind == JsonKind::Text)
    };
    forms.iter().position(|form| !is_text(form))
}

/// What a form looks like on the wire.
struct Form<'a> {
    name: &'a str,
    /// How it is written as a scalar.
    native: Vec<Scalar<'a>>,
    /// Kinds of scalars that it also reads, if no other form has that kind.
    lenient: Vec<JsonKind>,
    is_list: bool,
    objects: Vec<ObjectForm<'a>>,
    is_any: bool,
}

/// The scalars of a form.
#[derive(Clone, Debug)]
struct Scalar<'a> {
    kind: JsonKind,
    syntax: Syntax<'a>,
}

#[derive(Clone, Debug)]
enum Syntax<'a> {
    Any,
    Decimal,
    Integer,
    Time,
    HttpTime,
    Date,
    Uuid,
    Url,
    /// Listed values; whether the form keeps others as well.
    Listed(Vec<&'a str>, bool),
}

impl<'a> Form<'a> {
    fn of(types: &'a [TypeDef], form: &'a Field) -> Self {
        let mut out = Self {
            name: &form.name,
            native: Vec::new(),
            lenient: Vec::new(),
            is_list: false,
            objects: Vec::new(),
            is_any: false,
        };
        out.add(types, &form.ty, &mut BTreeSet::new());
        out
    }

    /// Adds what a type accepts; the forms of a union inside count as forms of this one.
    fn add(&mut self, types: &'a [TypeDef], ty: &'a Type, seen: &mut BTreeSet<usize>) {
        let is_text = ty.wire == Some(WireAs::Text);
        if ty.wire == Some(WireAs::Json) {
            self.scalar(JsonKind::Text, Syntax::Any, &[]);
            return;
        }
        match &ty.kind {
            Kind::Text { .. } | Kind::Secret => {
                self.scalar(JsonKind::Text, Syntax::Any, &[JsonKind::Number]);
            }
            Kind::Int if is_text => {
                self.scalar(JsonKind::Text, Syntax::Integer, &[JsonKind::Number]);
            }
            Kind::Int => self.scalar(JsonKind::Number, Syntax::Integer, &[JsonKind::Text]),
            Kind::Decimal => match ty.wire {
                Some(WireAs::Int) => {
                    self.scalar(JsonKind::Number, Syntax::Any, &[JsonKind::Text]);
                }
                Some(WireAs::Number) => {
                    self.scalar(JsonKind::Number, Syntax::Any, &[JsonKind::Text]);
                }
                _ => self.scalar(JsonKind::Text, Syntax::Decimal, &[JsonKind::Number]),
            },
            Kind::Bool => {
                self.scalar(
                    JsonKind::Bool,
                    Syntax::Any,
                    &[JsonKind::Text, JsonKind::Number],
                );
            }
            Kind::Flag => {
                let kind = match is_text {
                    true => JsonKind::Text,
                    false => JsonKind::Number,
                };
                let others = [JsonKind::Text, JsonKind::Number, JsonKind::Bool];
                self.scalar(kind, Syntax::Listed(vec!["1", "0"], false), &others);
            }
            Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_)) => {
                self.scalar(JsonKind::Text, Syntax::Time, &[]);
            }
            Kind::Time(TimeUnit::Http) => self.scalar(JsonKind::Text, Syntax::HttpTime, &[]),
            Kind::Time(_) if is_text => {
                self.scalar(JsonKind::Text, Syntax::Decimal, &[JsonKind::Number]);
            }
            Kind::Time(_) => self.scalar(JsonKind::Number, Syntax::Any, &[JsonKind::Text]),
            Kind::Date => self.scalar(JsonKind::Text, Syntax::Date, &[]),
            Kind::Uuid => self.scalar(JsonKind::Text, Syntax::Uuid, &[]),
            Kind::Url => self.scalar(JsonKind::Text, Syntax::Url, &[]),
            // Most texts are valid base64, so nothing tells bytes from a text.
            Kind::Bytes { .. } => self.scalar(JsonKind::Text, Syntax::Any, &[]),
            // A file was refused when it was lowered.
            Kind::Json | Kind::File => self.is_any = true,
            Kind::List(_) => self.is_list = true,
            Kind::Map { .. } | Kind::Numbered(_) => self.objects.push(ObjectForm::default()),
            Kind::Named(id) => {
                if let Some(def) = types.get(id.0).filter(|_| seen.insert(id.0)) {
                    self.add_named(types, def, is_text, seen);
                }
            }
        }
    }

    fn add_named(
        &mut self,
        types: &'a [TypeDef],
        def: &'a TypeDef,
        is_text: bool,
        seen: &mut BTreeSet<usize>,
    ) {
        match &def.shape {
            Shape::Tuple { .. } => self.is_list = true,
            Shape::Struct { .. } | Shape::Union { .. } => {
                self.objects.push(ObjectForm::of(types, &def.shape));
            }
            Shape::Enum {
                kind,
                closed,
                values,
            } => {
                let form = |value: &EnumValue| match (kind, value.form) {
                    (EnumKind::Int, _) if is_text => JsonKind::Text,
                    (EnumKind::Int, _) | (_, ScalarKind::Integer) => JsonKind::Number,
                    (_, ScalarKind::Text) => JsonKind::Text,
                    (_, ScalarKind::Bool) => JsonKind::Bool,
                };
                for one in [JsonKind::Text, JsonKind::Number, JsonKind::Bool] {
                    let listed = values.iter().filter(|value| form(value) == one);
                    let listed: Vec<&str> = listed.map(|value| value.wire.as_str()).collect();
                    if !listed.is_empty() {
                        self.scalar(one, Syntax::Listed(listed, !closed), &[]);
                    }
                }
                match kind {
                    EnumKind::Int => self.lenient.extend([JsonKind::Text, JsonKind::Number]),
                    EnumKind::Text => self.lenient.push(JsonKind::Number),
                    EnumKind::Mixed => {}
                }
            }
            Shape::Forms { forms } => {
                for form in forms {
                    self.add(types, &form.ty, seen);
                }
            }
        }
    }

    fn scalar(&mut self, kind: JsonKind, syntax: Syntax<'a>, lenient: &[JsonKind]) {
        self.native.push(Scalar { kind, syntax });
        self.lenient.extend(lenient);
    }
}

/// The tests of strings, or of numbers.
fn scalars<'a>(all: &[Form<'a>], kind: JsonKind, choice: &mut Choice<'a>) {
    let candidates: Vec<(usize, &'a str, &Syntax<'a>)> = all
        .iter()
        .enumerate()
        .flat_map(|(at, form)| {
            let native = form.native.iter().filter(move |one| one.kind == kind);
            native.map(move |one| (at, form.name, &one.syntax))
        })
        .collect();
    let any = match kind {
        JsonKind::Number => FormTest::Number,
        _ => FormTest::Text,
    };
    match candidates.as_slice() {
        [] => {
            let lenient = all.iter().find(|form| form.lenient.contains(&kind));
            choice.tests.extend(lenient.map(|form| any(form.name)));
        }
        // The kind decides: what does not match is a problem of that form.
        [(first, name, _), rest @ ..] if rest.iter().all(|(at, ..)| at == first) => {
            choice.tests.push(any(name));
        }
        candidates => by_syntax(candidates, kind, any, choice),
    }
}

/// The tests of several forms that are strings, or numbers.
fn by_syntax<'a>(
    candidates: &[(usize, &'a str, &Syntax<'a>)],
    kind: JsonKind,
    any: fn(&'a str) -> FormTest<'a>,
    choice: &mut Choice<'a>,
) {
    let is_text = kind == JsonKind::Text;
    for (index, (at, name, syntax)) in candidates.iter().enumerate() {
        for (before, _, earlier) in candidates.iter().take(index) {
            if before != at && earlier.takes_from(syntax) {
                choice.alike.push(Alike {
                    first: *before,
                    second: *at,
                    both: if is_text { "a text" } else { "a number" },
                    swap: !syntax.takes_from(earlier),
                });
            }
        }
        match syntax {
            Syntax::Any => choice.tests.push(any(name)),
            Syntax::Decimal if is_text => choice.tests.push(FormTest::DecimalText(name)),
            Syntax::Decimal => choice.tests.push(any(name)),
            Syntax::Integer if is_text => choice.tests.push(FormTest::IntegerText(name)),
            Syntax::Integer => choice.tests.push(FormTest::Integer(name)),
            Syntax::Time => choice.tests.push(FormTest::TimeText(name)),
            Syntax::HttpTime => choice.tests.push(FormTest::HttpTimeText(name)),
            Syntax::Date => choice.tests.push(FormTest::DateText(name)),
            Syntax::Uuid => choice.tests.push(FormTest::UuidText(name)),
            Syntax::Url => choice.tests.push(FormTest::UrlText(name)),
            Syntax::Listed(values, _) => {
                choice
                    .tests
                    .extend(values.iter().map(|value| match is_text {
                        true => FormTest::TextOf(value, name),
                        false => FormTest::NumberOf(value, name),
                    }));
            }
        }
    }
    // An open enum also keeps values that are not listed, if they can only be its own.
    let mut open = candidates
        .iter()
        .filter(|(.., syntax)| matches!(syntax, Syntax::Listed(_, true)));
    if let (Some((_, name, _)), None) = (open.next(), open.next()) {
        choice.tests.push(any(name));
    }
}

impl Syntax<'_> {
    /// Whether some value that is written like `other` would be taken for this one, which is tried before.
    fn takes_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _)
            | (Self::Decimal, Self::Decimal | Self::Integer)
            | (Self::Integer, Self::Integer)
            // A day is a time too: its first moment.
            | (Self::Time, Self::Time | Self::Date)
            | (Self::HttpTime, Self::HttpTime)
            | (Self::Date, Self::Date)
            | (Self::Uuid, Self::Uuid)
            | (Self::Url, Self::Url) => true,
            (Self::Decimal, Self::Listed(values, _)) => values
                .iter()
                .any(|value| specie_runtime::Amount::new(*value).is_ok()),
            (Self::Integer, Self::Listed(values, _)) => {
                values.iter().any(|value| value.parse::<i64>().is_ok())
            }
            (Self::Time | Self::HttpTime | Self::Date | Self::Uuid | Self::Url, Self::Listed(values, _)) => {
                values.iter().any(|value| self.accepts(value))
            }
            (Self::Listed(values, _), Self::Listed(others, _)) => {
                values.iter().any(|value| others.contains(value))
            }
            _ => false,
        }
    }

    /// Whether a text has this syntax, as the runtime decides it.
    fn accepts(&self, text: &str) -> bool {
        let test = match self {
            Self::Time => FormTest::TimeText(""),
            Self::HttpTime => FormTest::HttpTimeText(""),
            Self::Date => FormTest::DateText(""),
            Self::Uuid => FormTest::UuidText(""),
            Self::Url => FormTest::UrlText(""),
            _ => return false,
        };
        let json = specie_runtime::signing::Value::Text(text.into()).to_json();
        json.is_ok_and(|json| {
            let form = specie_runtime::codec::form_of(&[test], json.as_bytes());
            matches!(form, Ok(Some(_)))
        })
    }
}

/// The test of a kind that has no syntax: booleans and lists.
fn by_kind<'a>(
    all: &[Form<'a>],
    kind: JsonKind,
    test: fn(&'a str) -> FormTest<'a>,
    choice: &mut Choice<'a>,
) {
    let has = |form: &Form<'a>| match kind {
        JsonKind::List => form.is_list,
        _ => form.native.iter().any(|one| one.kind == kind),
    };
    let native: Vec<usize> = (0..all.len())
        .filter(|at| all.get(*at).is_some_and(has))
        .collect();
    let chosen = match native.first() {
        Some(first) => all.get(*first),
        None => all.iter().find(|form| form.lenient.contains(&kind)),
    };
    choice.tests.extend(chosen.map(|form| test(form.name)));
    if let Some((first, rest)) = native.split_first() {
        choice.alike.extend(rest.iter().map(|second| Alike {
            first: *first,
            second: *second,
            both: match kind {
                JsonKind::List => "a list",
                _ => "true or false",
            },
            swap: false,
        }));
    }
}
